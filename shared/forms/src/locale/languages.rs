//! The languages that have built-in messages, one file each.

use super::tag::Tag;
use super::texts::Words;

/// Declares the languages. One line makes a language known to [`LANGUAGES`] and to [`words`] together, so that the tests
/// over `LANGUAGES` see every language that a page can have.
macro_rules! languages {
    ($region:ident; $( $module:ident = $tag:literal, $pattern:pat => $words:expr; )+) => {
        $( mod $module; )+

        /// The languages that have built-in messages.
        pub const LANGUAGES: [&str; [$( $tag ),+].len()] = [$( $tag ),+];

        fn find(tag: &Tag) -> Option<&'static Words> {
            let $region = tag.region();
            match (tag.language(), tag.written_script()) {
                $( $pattern => Some($words), )+
                _ => None,
            }
        }
    };
}

languages! {
    region;
    en = "en", ("en", _) => en::words(region);
    es = "es", ("es", _) => es::words(region);
    de = "de", ("de", _) => de::words(region);
    fr = "fr", ("fr", _) => fr::words(region);
    pt = "pt", ("pt", _) => pt::words(region);
    it = "it", ("it", _) => it::words(region);
    nl = "nl", ("nl", _) => &nl::WORDS;
    pl = "pl", ("pl", _) => &pl::WORDS;
    ja = "ja", ("ja", _) => &ja::WORDS;
    zh = "zh-Hans", ("zh", Some("Hans")) => &zh::WORDS;
    ar = "ar", ("ar", _) => ar::words(region);
    he = "he", ("he", _) => &he::WORDS;
}

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
