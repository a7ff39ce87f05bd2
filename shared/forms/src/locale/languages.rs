//! The languages with built-in messages, one file for each.

mod ar;
mod de;
mod en;
mod es;
mod fr;
mod he;
mod it;
mod ja;
mod nl;
mod pl;
mod pt;
mod zh;

use super::tag::Tag;
use super::texts::Words;

/// The languages with built-in messages.
pub const LANGUAGES: [&str; 12] =
    ["en", "es", "de", "fr", "pt", "it", "nl", "pl", "ja", "zh-Hans", "ar", "he"];

/// Returns the built-in messages for a tag, with the number and date formats of its region. A language without messages
/// gets the English ones.
///
/// ```
/// use profiling_forms::locale::{Tag, words};
///
/// let german = words(&Tag::parse("de")?);
/// assert_eq!(german.back(), "Zurück");
/// assert_eq!(german.parse_number("1.234,5").as_deref(), Some("1234.5"));
/// # Ok::<(), profiling_forms::locale::TagError>(())
/// ```
pub fn words(tag: &Tag) -> &'static Words {
    find(tag).unwrap_or_else(|| en::words(None))
}

/// Returns true if the language of a tag has built-in messages.
pub fn has_words(tag: &Tag) -> bool {
    find(tag).is_some()
}

fn find(tag: &Tag) -> Option<&'static Words> {
    let region = tag.region();
    match (tag.language(), tag.written_script()) {
        ("en", _) => Some(en::words(region)),
        ("es", _) => Some(es::words(region)),
        ("de", _) => Some(de::words(region)),
        ("fr", _) => Some(fr::words(region)),
        ("pt", _) => Some(pt::words(region)),
        ("it", _) => Some(it::words(region)),
        ("nl", _) => Some(&nl::WORDS),
        ("pl", _) => Some(&pl::WORDS),
        ("ja", _) => Some(&ja::WORDS),
        ("zh", Some("Hans")) => Some(&zh::WORDS),
        ("ar", _) => Some(ar::words(region)),
        ("he", _) => Some(&he::WORDS),
        _ => None,
    }
}
