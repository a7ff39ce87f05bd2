//! Language tags (BCP 47): the subset that pages use.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tinystr::{TinyAsciiStr, tinystr};

/// The maximum length of a text, in bytes: the minimum that RFC 5646 §4.4.1 requires implementations to support.
const MAX_LENGTH: usize = 35;

/// The maximum length of a tag, in bytes: three letters, a script and a region of three digits.
const LONGEST: usize = 12;

/// The text is not a language tag.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TagError {
    /// It is longer than 35 characters.
    #[error("a language tag has at most {MAX_LENGTH} characters")]
    TooLong,
    /// It is not a language with an optional script and an optional region.
    #[error("`{0}` is not a language tag such as `de`, `pt-BR` or `zh-Hans`")]
    Malformed(String),
}

/// A language tag with an optional script and an optional region: `en`, `pt-BR`, `zh-Hans-SG`.
///
/// The case is normalized (`PT-br` becomes `pt-BR`), and deprecated language codes are replaced (`iw` becomes `he`). The
/// tag is not checked against the list of existing languages.
///
/// ```
/// use profiling_forms::locale::Tag;
///
/// let tag = Tag::parse("PT-br")?;
/// assert_eq!(tag.as_str(), "pt-BR");
/// assert_eq!(tag.region(), Some("BR"));
/// # Ok::<(), profiling_forms::locale::TagError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(
        with = "String",
        description = "A language tag with an optional script and an optional region: `en`, `pt-BR`, `zh-Hans-SG`.",
        extend(
            "pattern" = "^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$",
            "examples" = ["en", "de", "fr", "es", "pt-BR"],
            "patternErrorMessage" = "Write a language tag such as `en` or `pt-BR`."
        )
    )
)]
#[serde(try_from = "String", into = "String")]
pub struct Tag(TinyAsciiStr<LONGEST>);

impl Tag {
    /// English, the fallback language.
    pub const ENGLISH: Tag = Tag(tinystr!(12, "en"));

    /// Parses a tag. The text must contain nothing else.
    pub fn parse(text: &str) -> Result<Self, TagError> {
        if text.len() > MAX_LENGTH {
            return Err(TagError::TooLong);
        }
        match Self::read(text.split('-')) {
            Some((tag, None)) => Ok(tag),
            _ => Err(TagError::Malformed(text.to_owned())),
        }
    }

    /// Parses the beginning of a text. For the preferences of a browser or an application: variants and extensions
    /// (`de-DE-1996`, `en-u-hc-h12`) are ignored, and `_` is accepted for `-`.
    ///
    /// ```
    /// use profiling_forms::locale::Tag;
    ///
    /// assert_eq!(Tag::closest("en_US.UTF-8").unwrap().as_str(), "en");
    /// assert_eq!(Tag::closest("de-DE-1996").unwrap().as_str(), "de-DE");
    /// ```
    pub fn closest(text: &str) -> Option<Self> {
        Self::read(text.split(['-', '_'])).map(|(tag, _)| tag)
    }

    /// Parses the beginning of `parts`. Returns the tag, and the first part that does not belong to it.
    fn read<'t>(mut parts: impl Iterator<Item = &'t str>) -> Option<(Self, Option<&'t str>)> {
        let language: Part = part(parts.next().filter(|part| is_letters(part, &[2, 3]))?)?;
        let mut tag = Self(current_code(language.to_ascii_lowercase()).resize());
        let mut next = parts.next();
        if let Some(script) = next.filter(|part| is_letters(part, &[4])) {
            tag = tag.with(part(script)?.to_ascii_titlecase());
            next = parts.next();
        }
        if let Some(region) = next.filter(|part| is_letters(part, &[2]) || is_area_code(part)) {
            tag = tag.with(part(region)?.to_ascii_uppercase());
            next = parts.next();
        }
        Some((tag, next))
    }

    /// Appends a part.
    fn with(self, part: Part) -> Self {
        Self(self.0.concat::<1, LONGEST>(tinystr!(1, "-")).concat(part))
    }

    /// The tag as text, for `lang` and `Content-Language`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language: `zh` of `zh-Hans-SG`.
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// The script, if the tag has one: `Hans` of `zh-Hans-SG`.
    pub fn script(&self) -> Option<&str> {
        self.0.split('-').nth(1).filter(|part| part.len() == 4)
    }

    /// The region, if the tag has one: `SG` of `zh-Hans-SG`.
    pub fn region(&self) -> Option<&str> {
        self.0.split('-').skip(1).find(|part| part.len() < 4)
    }

    /// Adds a region to a tag without one.
    pub(super) fn in_region(self, region: &str) -> Self {
        part(region).map_or(self, |region| self.with(region))
    }

    /// The script, if it is known and distinguishes texts that are not mutually readable: Chinese is simplified unless the
    /// script or the region means traditional.
    pub(super) fn written_script(&self) -> Option<&str> {
        match (self.language(), self.script(), self.region()) {
            ("zh", None, Some("TW" | "HK" | "MO")) => Some("Hant"),
            ("zh", None, _) => Some("Hans"),
            (_, script, _) => script,
        }
    }

    /// Removes the last part (RFC 4647 §3.4); `None` if nothing is left.
    pub(super) fn shorter(&self) -> Option<Self> {
        let (rest, _) = self.0.rsplit_once('-')?;
        TinyAsciiStr::try_from_str(rest).ok().map(Self)
    }
}

fn is_letters(part: &str, lengths: &[usize]) -> bool {
    lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Returns true for a UN M.49 area code.
fn is_area_code(part: &str) -> bool {
    part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit())
}

/// Replaces deprecated codes that browsers still send by their `Preferred-Value` in the IANA registry.
fn current_code(language: Part) -> Part {
    match language.as_str() {
        "iw" => tinystr!(4, "he"),
        "in" => tinystr!(4, "id"),
        "ji" => tinystr!(4, "yi"),
        _ => language,
    }
}

/// A language, a script or a region.
type Part = TinyAsciiStr<4>;

fn part(text: &str) -> Option<Part> {
    Part::try_from_str(text).ok()
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Tag {
    type Error = TagError;

    fn try_from(text: String) -> Result<Self, TagError> {
        Self::parse(&text)
    }
}

impl From<Tag> for String {
    fn from(tag: Tag) -> Self {
        tag.0.as_str().to_owned()
    }
}

/// The text direction of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// The value of the attribute `dir`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

/// Returns the text direction for a tag: that of its script, or of the usual script of its language.
pub fn direction(tag: &Tag) -> Direction {
    let rtl = match tag.script() {
        Some(script) => {
            matches!(script, "Adlm" | "Arab" | "Aran" | "Hebr" | "Nkoo" | "Rohg" | "Syrc" | "Thaa")
        }
        None => matches!(
            tag.language(),
            "ar" | "arc"
                | "azb"
                | "bal"
                | "ckb"
                | "dv"
                | "fa"
                | "glk"
                | "he"
                | "ks"
                | "lrc"
                | "mzn"
                | "nqo"
                | "prs"
                | "ps"
                | "sd"
                | "sdh"
                | "syr"
                | "ug"
                | "ur"
                | "yi"
        ),
    };
    if rtl { Direction::Rtl } else { Direction::Ltr }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_written_in_canonical_case_and_code() {
        for (text, canonical) in [
            ("en", "en"),
            ("EN", "en"),
            ("PT-br", "pt-BR"),
            ("zh-hANS-sg", "zh-Hans-SG"),
            ("es-419", "es-419"),
            ("fil", "fil"),
            ("iw", "he"),
            ("iw-il", "he-IL"),
            ("in-ID", "id-ID"),
            ("ji", "yi"),
            ("nb-NO", "nb-NO"),
            ("no", "no"),
        ] {
            assert_eq!(Tag::parse(text).unwrap().as_str(), canonical, "{text:?}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        let long = "a".repeat(36);
        for text in [
            "",
            "e",
            "*",
            "engl",
            "en-",
            "-en",
            "en--US",
            "en_US",
            "en US",
            "en-USA",
            "en-US-",
            "en-US-Latn",
            "en-Latn-Latn",
            "de-DE-1996",
            "en-u-hc-h12",
            "x-own",
            "i-default",
            "e1",
            "én",
            "中文",
            "en\0",
            " en",
            &long,
        ] {
            assert!(Tag::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn the_beginning_of_a_longer_tag_is_parsed() {
        for (text, closest) in [
            ("de-DE-1996", Some("de-DE")),
            ("en-u-hc-h12", Some("en")),
            ("ca-valencia", Some("ca")),
            ("en_US", Some("en-US")),
            ("en-*", Some("en")),
            ("zh-cmn-Hans", Some("zh")),
            ("*", None),
            ("", None),
            ("x-own", None),
            ("😀", None),
        ] {
            let tag = Tag::closest(text);
            assert_eq!(tag.as_ref().map(Tag::as_str), closest, "{text:?}");
        }
    }

    #[test]
    fn a_tag_knows_its_parts() {
        for (text, parts) in [
            ("zh-Hans-SG", ("zh", Some("Hans"), Some("SG"))),
            ("zh-SG", ("zh", None, Some("SG"))),
            ("zh-Hans", ("zh", Some("Hans"), None)),
            ("es-419", ("es", None, Some("419"))),
            ("fil", ("fil", None, None)),
        ] {
            let tag = Tag::parse(text).unwrap();
            assert_eq!((tag.language(), tag.script(), tag.region()), parts, "{text:?}");
        }
    }

    #[test]
    fn a_tag_is_a_key_in_json() {
        use std::collections::BTreeMap;
        let texts: BTreeMap<Tag, String> = serde_json::from_str(r#"{"PT-br": "Olá"}"#).unwrap();
        assert_eq!(serde_json::to_string(&texts).unwrap(), r#"{"pt-BR":"Olá"}"#);
        assert!(serde_json::from_str::<BTreeMap<Tag, String>>(r#"{"english": "Hello"}"#).is_err());
    }

    #[test]
    fn the_direction_is_that_of_the_script() {
        for (text, dir) in [
            ("en", "ltr"),
            ("ja", "ltr"),
            ("ar", "rtl"),
            ("ar-EG", "rtl"),
            ("he", "rtl"),
            ("iw", "rtl"),
            ("fa-IR", "rtl"),
            ("ur", "rtl"),
            ("yi", "rtl"),
            ("az-Arab", "rtl"),
            ("ar-Latn", "ltr"),
            ("ku", "ltr"),
        ] {
            assert_eq!(direction(&Tag::parse(text).unwrap()).as_str(), dir, "{text:?}");
        }
    }
}
