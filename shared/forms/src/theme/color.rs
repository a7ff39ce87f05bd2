//! Colors.

use std::fmt;

use serde::Deserialize;
use thiserror::Error;

/// The error for a text that is not a color.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a color: write `#` and 3 or 6 hexadecimal digits, such as `#1f4fd8`")]
pub struct ColorError(String);

/// An opaque sRGB color: `#` and 3 or 6 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend(
        "pattern" = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$",
        "format" = "color",
        "examples" = ["#1f4fd8"],
        "patternErrorMessage" = "Write `#` and 3 or 6 hexadecimal digits, such as `#1f4fd8`."
    ))
)]
#[serde(try_from = "String")]
pub struct Color {
    red: u8,
    green: u8,
    blue: u8,
}

impl Color {
    /// Creates a color from its channels.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Returns the channels: red, green and blue.
    pub const fn channels(self) -> [u8; 3] {
        [self.red, self.green, self.blue]
    }

    /// Parses `#rgb` or `#rrggbb`.
    pub fn parse(text: &str) -> Result<Self, ColorError> {
        let digits: Option<Vec<u8>> = text.strip_prefix('#').and_then(|digits| {
            digits
                .chars()
                .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
                .collect()
        });
        match digits.as_deref() {
            Some([red, green, blue]) => Ok(Self::new(red * 17, green * 17, blue * 17)),
            Some([r1, r2, g1, g2, b1, b2]) => Ok(Self::new(r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2)),
            _ => Err(ColorError(text.to_owned())),
        }
    }

    /// Returns the shortest CSS notation: `#fff` or `#1f4fd8`.
    pub(super) fn shortest(self) -> String {
        if [self.red, self.green, self.blue].iter().all(|channel| channel % 17 == 0) {
            format!("#{:x}{:x}{:x}", self.red / 17, self.green / 17, self.blue / 17)
        } else {
            self.to_string()
        }
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl fmt::Debug for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for Color {
    type Error = ColorError;

    fn try_from(text: String) -> Result<Self, ColorError> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        Color::parse(text).unwrap()
    }

    #[test]
    fn a_color_is_three_or_six_hexadecimal_digits() {
        for (text, expected) in [
            ("#fff", Some("#ffffff")),
            ("#FfA", Some("#ffffaa")),
            ("#1f4fd8", Some("#1f4fd8")),
            ("#1F4FD8", Some("#1f4fd8")),
            ("", None),
            ("#", None),
            ("fff", None),
            ("#ff", None),
            ("#ffff", None),
            ("#fffff", None),
            ("#1f4fd8ff", None),
            ("#ggg", None),
            ("#+ff", None),
            (" #fff", None),
            ("#fff ", None),
            ("#\u{ff11}\u{ff11}\u{ff11}", None),
            ("red", None),
            ("rgb(0,0,0)", None),
            ("var(--main)", None),
        ] {
            assert_eq!(
                Color::parse(text).ok().map(|color| color.to_string()).as_deref(),
                expected,
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_color_is_printed_in_the_shortest_notation() {
        for (text, css) in
            [("#ffffff", "#fff"), ("#AABBCC", "#abc"), ("#112234", "#112234"), ("#000", "#000")]
        {
            assert_eq!(color(text).shortest(), css);
        }
    }
}
