//! The texts of a form, with or without translations.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::locale::Tag;

/// A text, by language. Written as a string, or as a map like `{"en": "Company", "de": "Firma"}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// The same text in every language.
    Plain(String),
    /// A text for each language.
    Translated(BTreeMap<Tag, String>),
}

impl Text {
    /// Returns the text in the first of `languages` that it has: usually that of the user, then that of the form.
    pub fn get(&self, languages: &[&Tag]) -> &str {
        self.find(languages).1
    }

    /// Returns the text of [`get`](Self::get) with its language, if the texts have languages.
    pub fn find(&self, languages: &[&Tag]) -> (Option<&Tag>, &str) {
        match self {
            Self::Plain(text) => (None, text),
            Self::Translated(texts) => {
                let found = languages.iter().find_map(|language| texts.get_key_value(*language));
                let (language, text) = found.or_else(|| texts.iter().next()).unzip();
                (language, text.map_or("", String::as_str))
            }
        }
    }

    /// Returns the text in all languages.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let (plain, translated) = match self {
            Self::Plain(text) => (Some(text), None),
            Self::Translated(texts) => (None, Some(texts)),
        };
        plain.into_iter().chain(translated.into_iter().flat_map(BTreeMap::values)).map(String::as_str)
    }

    /// Returns the languages of the form for which it has no translation.
    pub fn missing<'a>(&'a self, languages: &'a [Tag]) -> impl Iterator<Item = &'a Tag> {
        languages.iter().filter(move |language| match self {
            Self::Plain(_) => false,
            Self::Translated(texts) => !texts.contains_key(*language),
        })
    }

    /// Returns the languages of its translations.
    pub fn languages(&self) -> impl Iterator<Item = &Tag> {
        let texts = match self {
            Self::Plain(_) => None,
            Self::Translated(texts) => Some(texts),
        };
        texts.into_iter().flat_map(BTreeMap::keys)
    }

    /// Returns the languages of its translations that are not languages of the form.
    pub(super) fn undeclared<'a>(&'a self, languages: &'a [Tag]) -> impl Iterator<Item = &'a Tag> {
        self.languages().filter(move |language| !languages.contains(language))
    }

    /// Returns the languages whose translation is empty.
    pub(super) fn empty(&self) -> impl Iterator<Item = &Tag> {
        let translations = match self {
            Self::Plain(_) => None,
            Self::Translated(texts) => Some(texts),
        };
        translations
            .into_iter()
            .flatten()
            .filter(|(_, text)| text.trim().is_empty())
            .map(|(language, _)| language)
    }

    /// Checks it for a form in these languages, the first of which is required. Returns the problem of the whole text, if
    /// there is one.
    pub(super) fn problem(&self, languages: &[Tag]) -> Option<String> {
        match self {
            Self::Plain(text) if text.trim().is_empty() => {
                Some("the text is empty; write a text, or remove the key if it is optional".to_owned())
            }
            Self::Plain(_) => None,
            Self::Translated(texts) => {
                let own = languages.first()?;
                // Texts in other languages are reported together; the first of all languages may then be another.
                (!texts.contains_key(own) && self.undeclared(languages).next().is_none())
                    .then(|| format!("the text for `{own}`, the first of the form's `languages`, is missing"))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, or texts by language")
    }

    fn visit_str<E>(self, text: &str) -> Result<Text, E> {
        Ok(Text::Plain(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
        let mut texts = BTreeMap::new();
        while let Some((language, text)) = map.next_entry::<Tag, String>()? {
            if texts.insert(language, text).is_some() {
                return Err(serde::de::Error::custom(format!("duplicate language `{language}`")));
            }
        }
        Ok(Text::Translated(texts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Tag {
        Tag::parse(text).unwrap()
    }

    fn text(json: &str) -> Text {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn the_language_of_the_user_precedes_that_of_the_form() {
        let (en, de, fr) = (tag("en"), tag("de"), tag("fr"));
        let both = text(r#"{"en": "Company", "de": "Firma"}"#);
        for (languages, expected) in
            [(vec![&de, &en], "Firma"), (vec![&fr, &en], "Company"), (vec![&fr, &de], "Firma")]
        {
            assert_eq!(both.get(&languages), expected, "{languages:?}");
        }
        assert_eq!(text(r#""Company""#).get(&[&de]), "Company");
    }

    #[test]
    fn an_empty_or_missing_text_is_reported() {
        let languages = [tag("en"), tag("de")];
        for (json, problem) in [
            (r#"" ""#, Some("the text is empty; write a text, or remove the key if it is optional")),
            (r#"{"de": "x"}"#, Some("the text for `en`, the first of the form's `languages`, is missing")),
            (r#"{"en": "x", "fr": "x"}"#, None),
            (r#"{"en": "x"}"#, None),
        ] {
            assert_eq!(text(json).problem(&languages).as_deref(), problem, "{json}");
        }
        assert_eq!(text(r#"{"en": "x", "de": " "}"#).empty().collect::<Vec<_>>(), [&languages[1]]);
        assert_eq!(text(r#"{"en": "x"}"#).missing(&languages).collect::<Vec<_>>(), [&languages[1]]);
    }

    #[test]
    fn a_text_is_a_string_or_a_map() {
        for json in ["1", "[]", "null", r#"{"en": 1}"#, r#"{"not a tag": "x"}"#, r#"{"en": "x", "en": "y"}"#]
        {
            assert!(serde_json::from_str::<Text>(json).is_err(), "{json}");
        }
    }
}
