//! The languages that have built-in messages, one file each.

use super::tag::Tag;
use super::texts::Messages;

/// Declares the languages. One line makes a language known to [`LANGUAGES`] and to [`messages`] together, so that the tests
/// over `LANGUAGES` see every language that a page can have.
macro_rules! languages {
    ($region:ident; $( $module:ident = $tag:literal, $pattern:pat => $messages:expr; )+) => {
        $( mod $module; )+

        /// The languages that have built-in messages.
        pub const LANGUAGES: [&str; [$( $tag ),+].len()] = [$( $tag ),+];

        pub(super) fn find(tag: &Tag) -> Option<&'static Messages> {
            let $region = tag.region();
            match (tag.language(), tag.written_script()) {
                $( $pattern => Some($messages), )+
                _ => None,
            }
        }
    };
}

languages! {
    region;
    en = "en", ("en", _) => en::messages(region);
    es = "es", ("es", _) => es::messages(region);
    de = "de", ("de", _) => de::messages(region);
    fr = "fr", ("fr", _) => fr::messages(region);
    pt = "pt", ("pt", _) => pt::messages(region);
    it = "it", ("it", _) => it::messages(region);
    nl = "nl", ("nl", _) => &nl::MESSAGES;
    pl = "pl", ("pl", _) => &pl::MESSAGES;
    ja = "ja", ("ja", _) => &ja::MESSAGES;
    zh = "zh-Hans", ("zh", Some("Hans")) => &zh::MESSAGES;
    ar = "ar", ("ar", _) => ar::messages(region);
    he = "he", ("he", _) => &he::MESSAGES;
}

/// Regions whose messages differ from those of their language.
pub(super) const REGIONS: [&str; 1] = ["pt-PT"];

/// Returns the built-in messages for a tag, with the number and date formats of its region. A language without messages
/// gets the English ones.
///
/// ```
/// use profiling_forms::locale::{Tag, messages};
///
/// let german = messages(&Tag::parse("de")?);
/// assert_eq!(german.back(), "Zurück");
/// assert_eq!(german.parse_number("1.234,5").as_deref(), Some("1234.5"));
/// # Ok::<(), profiling_forms::locale::TagError>(())
/// ```
pub fn messages(tag: &Tag) -> &'static Messages {
    find(tag).unwrap_or_else(|| en::messages(None))
}

/// Returns true if the language of a tag has built-in messages.
pub fn has_messages(tag: &Tag) -> bool {
    find(tag).is_some()
}
