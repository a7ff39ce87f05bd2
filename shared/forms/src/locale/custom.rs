//! The messages of a team, which replace built-in ones.
//!
//! They are in one file beside the forms, [`CUSTOM_MESSAGES_FILE`]. An entry with an error is not used: the built-in
//! message stays.
//!
//! The file is loaded once, when a function starts. For each of its languages, that makes a copy of the built-in
//! texts in which the team's are replaced. The copies live as long as the process, like the built-in texts, so a page
//! reads both in the same way, and without the file it costs nothing to read a message.

mod json;
mod replacement;
#[cfg(feature = "schema")]
mod schema;

#[cfg(test)]
mod tests;

use std::io::ErrorKind;
use std::path::Path;

use self::json::Node;
use self::replacement::{Replacement, restore_indistinct};
use super::languages::{LANGUAGES, REGIONS, find};
use super::tag::Tag;
use super::texts::{KEYS, Messages, Texts};
use crate::library::{FormError, FormErrors};
use crate::read::did_you_mean;

#[cfg(feature = "schema")]
pub use schema::schema;

/// The name of the file with the messages of a team, in the folder of the forms.
pub const CUSTOM_MESSAGES_FILE: &str = "page.texts.json";

/// The messages of a team, which replace built-in ones.
///
/// ```
/// use profiling_forms::locale::{CustomMessages, Tag, messages};
///
/// let (custom, errors) = CustomMessages::parse(r#"{"de": {"back": "Eine Seite zurück"}}"#);
/// assert!(errors.0.is_empty());
///
/// let german = Tag::parse("de")?;
/// let replaced = custom.replace(&german, messages(&german));
/// assert_eq!((replaced.back(), replaced.next()), ("Eine Seite zurück", "Weiter"));
/// # Ok::<(), profiling_forms::locale::TagError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct CustomMessages {
    sets: Vec<Set>,
}

/// The texts of a language, or of a region of it, some of which are those of a team.
#[derive(Debug, Clone, Copy)]
struct Set {
    /// The language. If it has a region, the texts are for users of that region; otherwise, they are for all others.
    tag: Tag,
    /// The built-in texts that these replace.
    base: &'static Texts,
    texts: &'static Texts,
}

/// A language of the file.
struct Language {
    tag: Tag,
    messages: &'static Messages,
    replacements: Vec<Replacement>,
}

impl CustomMessages {
    /// Reads the file in this folder, if there is one. Returns the errors of the entries that are not used.
    pub fn load(folder: &Path) -> (Self, FormErrors) {
        match std::fs::read_to_string(folder.join(CUSTOM_MESSAGES_FILE)) {
            Ok(text) => Self::parse(&text),
            Err(error) if error.kind() == ErrorKind::NotFound => (Self::default(), FormErrors(Vec::new())),
            Err(error) => {
                let error = error_at("", format!("cannot read the file: {error}"));
                (Self::default(), FormErrors(vec![error]))
            }
        }
    }

    /// Parses the text of the file, as [`load`](Self::load) does.
    pub fn parse(text: &str) -> (Self, FormErrors) {
        // Some editors write a byte order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let members = match json::parse(text) {
            Ok(Node::Members(members)) => members,
            Ok(Node::Text(_) | Node::Other) => {
                let reason = r#"expected an object with languages, such as {"en": {"continue": "Next"}}"#;
                return (Self::default(), FormErrors(vec![error_at("", reason)]));
            }
            Err((place, reason)) => return (Self::default(), FormErrors(vec![error_at(&place, reason)])),
        };
        let mut errors = Vec::new();
        let mut languages = Vec::new();
        for (name, node) in members {
            if name == "$schema" {
                if !matches!(node, Node::Text(_)) {
                    errors.push(error_at(&name, "expected a text"));
                }
                continue;
            }
            match Language::parse(&name, node, &languages, &mut errors) {
                Ok(language) => languages.push(language),
                Err(reason) => errors.push(error_at(&name, reason)),
            }
        }
        let mut custom = Self::default();
        for language in &languages {
            custom.add(language, &languages, &mut errors);
        }
        (custom, FormErrors(errors))
    }

    /// Adds the texts of a language. Those of a region also have what the file replaces for all regions.
    fn add(&mut self, language: &Language, all: &[Language], errors: &mut Vec<FormError>) {
        let Language { tag, messages, replacements } = language;
        let general = all.iter().find(|other| tag.region().is_some() && other.is_general_of(language));
        let bases = match tag.region() {
            Some(_) => vec![messages.texts],
            None => bases(messages),
        };
        for base in bases {
            let mut texts = *base;
            if let Some(general) = general {
                Replacement::apply(&general.replacements, &mut texts);
                restore_indistinct(&mut texts, base, &general.replacements);
            }
            let before = texts;
            Replacement::apply(replacements, &mut texts);
            for (key, other) in restore_indistinct(&mut texts, &before, replacements) {
                let reason =
                    format!("it is the same text as `{other}`, so users could not tell the two apart");
                let error = error_at(&format!("{tag}.{key}"), reason);
                if !errors.contains(&error) {
                    errors.push(error);
                }
            }
            self.sets.push(Set { tag: *tag, base, texts: Box::leak(Box::new(texts)) });
        }
    }

    /// Returns these built-in messages, which are those for `tag`, with the texts of the team.
    #[must_use]
    pub fn replace(&self, tag: &Tag, messages: &Messages) -> Messages {
        let mut sets = self.sets.iter().filter(|set| std::ptr::eq(set.base, messages.texts));
        let own = sets.clone().find(|set| set.tag.region().is_some() && set.tag.region() == tag.region());
        let set = own.or_else(|| sets.find(|set| set.tag.region().is_none()));
        Messages { texts: set.map_or(messages.texts, |set| set.texts), ..*messages }
    }
}

impl Language {
    /// Parses the messages of a language. Errors in them are added to `errors`; an error in the language is returned.
    fn parse(name: &str, node: Node, others: &[Self], errors: &mut Vec<FormError>) -> Result<Self, String> {
        let tag = Tag::parse(name).ok();
        let Some((tag, messages)) = tag.and_then(|tag| Some((tag, find(&tag)?))) else {
            return Err(unknown_language(name));
        };
        let Node::Members(members) = node else {
            return Err(r#"expected an object with messages, such as {"continue": "Next"}"#.to_owned());
        };
        let mut language = Self { tag, messages, replacements: Vec::new() };
        let is_same = |other: &&Self| other.has_texts_of(&language) && other.tag.region() == tag.region();
        if let Some(other) = others.iter().find(is_same) {
            return Err(format!(
                "it is the same language as `{}`; put the messages of both together",
                other.tag
            ));
        }
        let mut base = *messages.texts;
        let slots = base.slots();
        for (key, node) in members {
            let place = format!("{name}.{key}");
            let Some(index) = KEYS.iter().position(|known| known.name == key) else {
                errors.push(error_at(&place, unknown_key(&key)));
                continue;
            };
            if language.replacements.iter().any(|other| other.index == index) {
                errors.push(error_at(&place, format!("the key `{key}` is repeated")));
                continue;
            }
            match Replacement::parse(index, &slots[index], node, messages) {
                Ok(replacement) => language.replacements.push(replacement),
                Err(problems) => errors.extend(problems.into_iter().map(|(form, reason)| {
                    let place = form.map_or_else(|| place.clone(), |form| format!("{place}.{form}"));
                    error_at(&place, reason)
                })),
            }
        }
        Ok(language)
    }

    /// Returns true if the other language has the same built-in messages in some region.
    fn has_texts_of(&self, other: &Self) -> bool {
        self.messages.language == other.messages.language
    }

    /// Returns true if this language is that of the other, for all regions.
    fn is_general_of(&self, other: &Self) -> bool {
        self.tag.region().is_none() && self.has_texts_of(other)
    }
}

/// Returns the built-in texts of a language and of those of its regions that have their own.
fn bases(messages: &Messages) -> Vec<&'static Texts> {
    let regions = REGIONS.iter().filter_map(|tag| find(&Tag::parse(tag).ok()?));
    let regions = regions.filter(|region| region.language == messages.language).map(|region| region.texts);
    std::iter::once(messages.texts).chain(regions).collect()
}

fn unknown_language(name: &str) -> String {
    match Tag::closest(name).filter(|tag| find(tag).is_some() && tag.as_str() != name) {
        Some(tag) => format!("there are no built-in messages for `{name}`; did you mean `{tag}`?"),
        None => format!(
            "there are no built-in messages for `{name}`; the languages are {}, also with a region, such as `en-GB`",
            LANGUAGES.join(", ")
        ),
    }
}

fn unknown_key(key: &str) -> String {
    let suggestion = did_you_mean(key, KEYS.iter().map(|known| known.name));
    if suggestion.is_empty() {
        format!("unknown key `{key}`; texts.schema.json lists the keys")
    } else {
        format!("unknown key `{key}`{suggestion}")
    }
}

fn error_at(place: &str, reason: impl Into<String>) -> FormError {
    FormError { file: CUSTOM_MESSAGES_FILE.to_owned(), place: place.to_owned(), reason: reason.into() }
}
