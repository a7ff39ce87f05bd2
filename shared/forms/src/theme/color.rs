//! A colour, and the contrast of two.

use std::fmt;

use serde::Deserialize;
use thiserror::Error;

/// Why a text is not a colour.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a colour: write `#` and 3 or 6 hexadecimal digits, such as `#1f4fd8`")]
pub struct ColorError(String);

/// An opaque sRGB colour: `#` and 3 or 6 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend("pattern" = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"))
)]
#[serde(try_from = "String")]
pub struct Color {
    red: u8,
    green: u8,
    blue: u8,
}

impl Color {
    pub(super) const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Reads `#rgb` or `#rrggbb`.
    pub fn parse(text: &str) -> Result<Self, ColorError> {
        let error = || ColorError(text.to_owned());
        let digits: Option<Vec<u8>> = text
            .strip_prefix('#')
            .ok_or_else(error)?
            .chars()
            .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect();
        match digits.ok_or_else(error)?[..] {
            [red, green, blue] => Ok(Self::new(red * 17, green * 17, blue * 17)),
            [r1, r2, g1, g2, b1, b2] => Ok(Self::new(r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2)),
            _ => Err(error()),
        }
    }

    /// The colour as CSS in as few bytes as it takes: `#fff` or `#1f4fd8`.
    pub(super) fn shortest(self) -> String {
        if [self.red, self.green, self.blue].iter().all(|channel| channel % 17 == 0) {
            format!("#{:x}{:x}{:x}", self.red / 17, self.green / 17, self.blue / 17)
        } else {
            self.to_string()
        }
    }

    /// The channels as amounts of light, 0 to 1.
    pub(super) fn to_linear(self) -> [f64; 3] {
        [self.red, self.green, self.blue].map(to_linear)
    }

    /// The colour nearest to these amounts of light; what lies outside 0 to 1 is cut off.
    pub(super) fn from_linear(light: [f64; 3]) -> Self {
        let [red, green, blue] = light.map(from_linear);
        Self::new(red, green, blue)
    }

    /// [Relative luminance](https://www.w3.org/TR/WCAG22/#dfn-relative-luminance), from 0 (black) to 1
    /// (white).
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.to_linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The contrast with another colour.
    pub fn contrast(self, other: Self) -> Contrast {
        let (one, two) = (self.luminance(), other.luminance());
        let ratio = (one.max(two) + 0.05) / (one.min(two) + 0.05);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 ≤ ratio ≤ 21")]
        // The addend makes up for 21 as a float being a hair less; it is far below what 8-bit colours
        // can differ by.
        Contrast((ratio * 100.0 + 1e-9).floor() as u16)
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

/// The sRGB transfer function of IEC 61966-2-1, with the threshold as WCAG 2.2 gives it.
fn to_linear(channel: u8) -> f64 {
    let value = f64::from(channel) / 255.0;
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

fn from_linear(light: f64) -> u8 {
    // 0.04045 / 12.92
    let value = if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 to 255")]
    {
        (value * 255.0).round().clamp(0.0, 255.0) as u8
    }
}

/// A [contrast ratio](https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio) in hundredths, from 100 to 2,100,
/// rounded down: what reads as 4.50 is at least 4.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contrast(pub(super) u16);

impl fmt::Display for Contrast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        Color::parse(text).unwrap()
    }

    #[test]
    fn a_colour_is_three_or_six_hexadecimal_digits() {
        for (text, read) in [
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
            assert_eq!(Color::parse(text).ok().map(|color| color.to_string()).as_deref(), read, "{text:?}");
        }
    }

    #[test]
    fn a_colour_is_printed_in_as_few_bytes_as_it_takes() {
        for (text, css) in
            [("#ffffff", "#fff"), ("#AABBCC", "#abc"), ("#112234", "#112234"), ("#000", "#000")]
        {
            assert_eq!(color(text).shortest(), css);
        }
    }

    #[test]
    fn contrast_is_what_wcag_says_and_rounded_down() {
        for (one, two, ratio) in [
            ("#000", "#fff", "21.00"),
            ("#fff", "#fff", "1.00"),
            ("#767676", "#fff", "4.54"),
            ("#777", "#fff", "4.47"),
            ("#949494", "#fff", "3.03"),
            ("#959595", "#fff", "2.99"),
            ("#f00", "#fff", "3.99"),
            ("#00f", "#fff", "8.59"),
            ("#0f0", "#fff", "1.37"),
            ("#757575", "#000", "4.55"),
        ] {
            let (one, two) = (color(one), color(two));
            assert_eq!(one.contrast(two).to_string(), ratio, "{one} {two}");
            assert_eq!(two.contrast(one).to_string(), ratio, "{two} {one}");
        }
    }

    #[test]
    fn every_channel_comes_back_from_its_amount_of_light() {
        for channel in 0..=255 {
            let color = Color::new(channel, 255 - channel, channel / 2);
            assert_eq!(Color::from_linear(color.to_linear()), color);
        }
    }
}
