//! The languages that there are words for, one file each.

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

/// The languages that there are words for.
pub const LANGUAGES: [&str; 12] =
    ["en", "es", "de", "fr", "pt", "it", "nl", "pl", "ja", "zh-Hans", "ar", "he"];

/// The built-in words for `tag`, with the numbers and dates of its region; English ones where its
/// language has none.
pub fn words(tag: &Tag) -> &'static Words {
    find(tag).unwrap_or_else(|| en::words(None))
}

/// Whether there are built-in words in the language of `tag`.
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
