//! Language tags (BCP 47), as far as a page needs them.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tinystr::{TinyAsciiStr, tinystr};

/// The longest text that is looked at, in bytes; what RFC 5646 §4.4.1 tells everybody to have room for.
const MAX_LENGTH: usize = 35;

/// The longest tag, in bytes: three letters, a script and a region of three digits.
const LONGEST: usize = 12;

/// Why a text is not a language tag.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TagError {
    /// It is longer than 35 characters.
    #[error("a language tag has at most {MAX_LENGTH} characters")]
    TooLong,
    /// It is not a language, a script and a region, the last two left out where they say nothing.
    #[error("`{0}` is not a language tag such as `de`, `pt-BR` or `zh-Hans`")]
    Malformed(String),
}

/// A language tag: language, script, region (`en`, `pt-BR`, `zh-Hans-SG`), the last two if they are said.
/// Written as it should be (`PT-br` becomes `pt-BR`), and with the language's code of today (`iw` becomes
/// `he`). Whether such a language exists is not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(
        with = "String",
        extend("pattern" = "^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$", "examples" = ["en", "pt-BR"])
    )
)]
#[serde(try_from = "String", into = "String")]
pub struct Tag(TinyAsciiStr<LONGEST>);

impl Tag {
    /// English, the language that everything falls back to.
    pub const ENGLISH: Tag = Tag(tinystr!(12, "en"));

    /// Checks a tag, all of it.
    pub fn parse(text: &str) -> Result<Self, TagError> {
        if text.len() > MAX_LENGTH {
            return Err(TagError::TooLong);
        }
        match Self::read(text.split('-')) {
            Some((tag, None)) => Ok(tag),
            _ => Err(TagError::Malformed(text.to_owned())),
        }
    }

    /// The tag that `text` begins with: for what a browser or an application asks for, where variants and
    /// extensions (`de-DE-1996`, `en-u-hc-h12`) and `_` for `-` are no reason to ignore the person.
    pub fn closest(text: &str) -> Option<Self> {
        Self::read(text.split(['-', '_'])).map(|(tag, _)| tag)
    }

    /// The tag that `parts` begin with, and the first part that is not of it.
    fn read<'t>(mut parts: impl Iterator<Item = &'t str>) -> Option<(Self, Option<&'t str>)> {
        let letters = |part: &str, lengths: &[usize]| {
            lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic())
        };
        let language: Part = part(parts.next().filter(|part| letters(part, &[2, 3]))?)?;
        let mut tag = Self(today(language.to_ascii_lowercase()).resize());
        let mut next = parts.next();
        if let Some(script) = next.filter(|part| letters(part, &[4])) {
            tag = tag.with(part(script)?.to_ascii_titlecase());
            next = parts.next();
        }
        let is_area = |part: &str| part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit());
        if let Some(region) = next.filter(|part| letters(part, &[2]) || is_area(part)) {
            tag = tag.with(part(region)?.to_ascii_uppercase());
            next = parts.next();
        }
        Some((tag, next))
    }

    /// The tag with one part more.
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

    /// The script, if it is said: `Hans` of `zh-Hans-SG`.
    pub fn script(&self) -> Option<&str> {
        self.0.split('-').nth(1).filter(|part| part.len() == 4)
    }

    /// The region, if it is said: `SG` of `zh-Hans-SG`.
    pub fn region(&self) -> Option<&str> {
        self.0.split('-').skip(1).find(|part| part.len() < 4)
    }

    /// The tag, which names no region, with one.
    pub(super) fn in_region(self, region: &str) -> Self {
        part(region).map_or(self, |region| self.with(region))
    }

    /// The script that the language is written in, where a reader of one cannot be given the other
    /// unasked: Chinese is simplified unless the tag or its region says traditional.
    pub(super) fn written_script(&self) -> Option<&str> {
        match (self.language(), self.script(), self.region()) {
            ("zh", None, Some("TW" | "HK" | "MO")) => Some("Hant"),
            ("zh", None, _) => Some("Hans"),
            (_, script, _) => script,
        }
    }

    /// The tag without its last part, as RFC 4647 §3.4 has it; `None` when there is nothing left.
    pub(super) fn shorter(&self) -> Option<Self> {
        let (rest, _) = self.0.rsplit_once('-')?;
        TinyAsciiStr::try_from_str(rest).ok().map(Self)
    }
}

/// Codes that were replaced (the `Preferred-Value` of the IANA registry), and that browsers still send.
fn today(language: Part) -> Part {
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

/// Which way a language runs: the `dir` of a page.
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

/// Which way `tag` runs: by its script if it names one, else by the script that the language has mostly.
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
    fn what_is_not_a_tag_is_refused() {
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
    fn what_a_browser_asks_for_is_read_as_far_as_it_goes() {
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
    fn a_page_runs_as_its_script_does() {
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
