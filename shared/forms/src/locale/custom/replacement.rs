//! A text of a team for one of the built-in texts, and the checks that it passes.
//!
//! The checks refuse what would change a page in a way that its author cannot see: a placeholder that stays empty, a
//! button without a name for a screen reader, markup that is shown as text.

use profiling_session::invisible::is_blank;

use super::json::Node;
use crate::locale::plural::{Category, Plural, Rule};
use crate::locale::texts::{KEYS, Key, Messages, Slot, Texts};

/// The maximum length of a text, in characters: about twice that of the longest built-in text.
pub(super) const MAX_CHARACTERS: usize = 400;

/// The largest count that is considered. None comes near a million, for which some languages have a form.
const MAX_COUNT: u64 = 1_000;

/// The texts that are on a page together and must differ.
const DISTINCT: [&[&str]; 5] = [
    &["continue", "back", "not_now"],
    &["next", "back", "not_now"],
    &["yes", "no", "other"],
    &["day", "month", "year"],
    &["return_link", "return_denied"],
];

/// A text of a team, in the place of a built-in one.
pub(super) struct Replacement {
    /// The index of the key in [`KEYS`].
    pub(super) index: usize,
    text: NewText,
}

#[derive(Clone, Copy)]
enum NewText {
    Text(&'static str),
    Plural(Plural),
}

/// An error in a replacement: the plural form, if it is in one, and the reason.
type Problem = (Option<String>, String);

impl Replacement {
    /// Parses the text for a key, which replaces that in `base`.
    pub(super) fn parse(
        index: usize,
        base: &Slot<'_>,
        node: Node,
        messages: &Messages,
    ) -> Result<Self, Vec<Problem>> {
        let key = &KEYS[index];
        let text = match (base, node) {
            (Slot::Text(base), Node::Text(text)) => {
                check(&text, key, false).map_err(|reason| vec![(None, reason)])?;
                NewText::Text(with_ends_of(base, &text).leak())
            }
            (Slot::Text(_), Node::Members(_) | Node::Other) => {
                return Err(vec![(None, "expected a text".to_owned())]);
            }
            (Slot::Plural(_), Node::Text(text)) => {
                check(&text, key, false).map_err(|reason| vec![(None, reason)])?;
                NewText::Plural(Plural::other(text.trim().to_owned().leak()))
            }
            (Slot::Plural(_), Node::Members(forms)) => NewText::Plural(plural(key, forms, messages)?),
            (Slot::Plural(_), Node::Other) => {
                let reason =
                    format!("expected a text, or an object with the plural forms {}", forms(messages));
                return Err(vec![(None, reason)]);
            }
        };
        Ok(Self { index, text })
    }

    /// Replaces texts.
    pub(super) fn apply(replacements: &[Self], texts: &mut Texts) {
        let mut slots = texts.slots();
        for Self { index, text } in replacements {
            match (&mut slots[*index], text) {
                (Slot::Text(slot), NewText::Text(text)) => **slot = text,
                (Slot::Plural(slot), NewText::Plural(plural)) => **slot = *plural,
                // A replacement is parsed for the slot of its key.
                (Slot::Text(_), NewText::Plural(_)) | (Slot::Plural(_), NewText::Text(_)) => {}
            }
        }
    }
}

/// Restores replaced texts that are the same as another text of the same page. Returns the key of each, with that of
/// the other text.
pub(super) fn restore_indistinct(
    texts: &mut Texts,
    before: &Texts,
    replacements: &[Replacement],
) -> Vec<(&'static str, &'static str)> {
    let mut before = *before;
    let (mut slots, old) = (texts.slots(), before.slots());
    let mut restored = Vec::new();
    for group in DISTINCT {
        let group: Vec<usize> =
            group.iter().filter_map(|name| KEYS.iter().position(|key| key.name == *name)).collect();
        let replaced = |index: &usize| replacements.iter().any(|replacement| replacement.index == *index);
        for index in group.iter().copied().filter(replaced) {
            let mut others = group.iter().copied().filter(|other| *other != index);
            let Some(other) = others.find(|other| is_same(&slots[index], &slots[*other])) else { continue };
            if let (Slot::Text(text), Slot::Text(old)) = (&mut slots[index], &old[index]) {
                **text = **old;
            }
            restored.push((KEYS[index].name, KEYS[other].name));
        }
    }
    restored
}

fn is_same(one: &Slot<'_>, other: &Slot<'_>) -> bool {
    match (one, other) {
        (Slot::Text(one), Slot::Text(other)) => one.to_lowercase() == other.to_lowercase(),
        (Slot::Plural(_), _) | (_, Slot::Plural(_)) => false,
    }
}

/// Returns a text with the white space around `base`, which separates it from the text beside it.
fn with_ends_of(base: &str, text: &str) -> String {
    let start = &base[..base.len() - base.trim_start().len()];
    let end = &base[base.trim_end().len()..];
    format!("{start}{}{end}", text.trim())
}

/// Parses the plural forms of a text.
fn plural(key: &Key, members: Vec<(String, Node)>, messages: &Messages) -> Result<Plural, Vec<Problem>> {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for (name, node) in members {
        let category = categories(messages.plural).find(|category| category.name() == name);
        let text = match (category, node) {
            (None, _) => Err(format!(
                "`{name}` is not a plural form of `{}`; the forms are {}",
                messages.language,
                forms(messages)
            )),
            (Some(category), _) if found.iter().any(|(other, _)| *other == category) => {
                Err(format!("the form `{name}` is repeated"))
            }
            (Some(category), Node::Text(text)) => {
                check(&text, key, is_of_one_number(category, messages.plural)).map(|()| (category, text))
            }
            (Some(_), Node::Members(_) | Node::Other) => Err("expected a text".to_owned()),
        };
        match text {
            Ok((category, text)) => found.push((category, text)),
            Err(reason) => problems.push((Some(name), reason)),
        }
    }
    if problems.is_empty() {
        let is_missing = |category: &Category| !found.iter().any(|(other, _)| other == category);
        problems.extend(needed(messages.plural).filter(is_missing).map(|category| {
            let reason = format!(
                "the form `{}` is missing; write it, or write one text for all numbers instead of an object",
                category.name()
            );
            (None, reason)
        }));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut plural = Plural::other("");
    for (category, text) in found {
        let text: &'static str = text.trim().to_owned().leak();
        // A language whose form `other` is only for fractions may leave it out.
        if plural.get(Category::Other).is_empty() {
            plural.set(Category::Other, text);
        }
        plural.set(category, text);
    }
    Ok(plural)
}

/// Returns the plural forms of a language as a list in a sentence.
fn forms(messages: &Messages) -> String {
    let names: Vec<String> =
        categories(messages.plural).map(|category| format!("`{}`", category.name())).collect();
    names.join(", ")
}

/// Returns the categories of a language.
fn categories(rule: Rule) -> impl Iterator<Item = Category> {
    Category::ALL.into_iter().filter(move |category| {
        let is_there = |number| rule(number) == *category;
        *category == Category::Other || (0..=MAX_COUNT).any(is_there) || is_there(1_000_000)
    })
}

/// Returns the categories of a language that a count can have.
fn needed(rule: Rule) -> impl Iterator<Item = Category> {
    Category::ALL.into_iter().filter(move |category| (0..=MAX_COUNT).any(|number| rule(number) == *category))
}

/// Returns true if a category has a single number, so that a text for it can do without the number.
fn is_of_one_number(category: Category, rule: Rule) -> bool {
    (0..=MAX_COUNT).filter(|number| rule(*number) == category).take(2).count() == 1
}

/// Checks a text for a key. `without_count`: it can do without the placeholder of the count. Errors: the reason.
fn check(text: &str, key: &Key, without_count: bool) -> Result<(), String> {
    if is_blank(text) {
        return Err("the text is empty; write a text or remove the key".to_owned());
    }
    let length = text.trim().chars().count();
    if length > MAX_CHARACTERS {
        return Err(format!("the text has {length} characters; the maximum is {MAX_CHARACTERS}"));
    }
    if let Some(c) = text.chars().find(|c| c.is_control() || controls_direction(*c)) {
        return Err(format!("the character U+{:04X} is not allowed", u32::from(c)));
    }
    if has_markup(text) {
        return Err("HTML is not allowed, because it would be shown as text".to_owned());
    }
    let places = placeholders(text).map_err(|reason| format!("{reason}; {}", valid_places(key)))?;
    let valid: Vec<&str> = key.places.iter().copied().chain(key.count).collect();
    for (index, place) in places.iter().enumerate() {
        if !valid.contains(place) {
            return Err(format!("unknown placeholder `{{{place}}}`; {}", valid_places(key)));
        }
        if places[..index].contains(place) {
            return Err(format!("the placeholder `{{{place}}}` is repeated"));
        }
    }
    let is_optional = |place: &str| without_count && key.count == Some(place);
    if let Some(missing) = valid.into_iter().find(|place| !places.contains(place) && !is_optional(place)) {
        return Err(format!("the placeholder `{{{missing}}}` is missing; {}", valid_places(key)));
    }
    if !literal(text).any(char::is_alphanumeric) {
        return Err("the text has no letter or digit, so a screen reader may not say it".to_owned());
    }
    Ok(())
}

/// Returns the placeholders of a text for a key as a sentence.
fn valid_places(key: &Key) -> String {
    let places: Vec<String> =
        key.places.iter().copied().chain(key.count).map(|place| format!("`{{{place}}}`")).collect();
    if places.is_empty() {
        "this text has no placeholders".to_owned()
    } else {
        format!("the placeholders of this text are {}", places.join(", "))
    }
}

/// Returns the placeholders of a text, in order. Errors: the reason.
fn placeholders(text: &str) -> Result<Vec<&str>, String> {
    let mut places = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let inside = rest[at..].strip_prefix('{').and_then(|from| from.split_once('}'));
        let Some((place, after)) = inside.filter(|(place, _)| !place.contains('{')) else {
            return Err("a brace (`{` or `}`) that belongs to no placeholder".to_owned());
        };
        places.push(place);
        rest = after;
    }
    Ok(places)
}

/// Returns the characters of a text that are not in a placeholder.
fn literal(text: &str) -> impl Iterator<Item = char> {
    text.split('{').enumerate().flat_map(|(index, part)| {
        let outside = if index == 0 { part } else { part.split_once('}').map_or("", |(_, after)| after) };
        outside.chars()
    })
}

/// Returns true for a character that changes the direction of the text after it, up to another character.
fn controls_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns true if a text contains a tag, a comment or a character reference of HTML.
fn has_markup(text: &str) -> bool {
    let begins_tag = |from: &str| from.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    let is_reference = |from: &str| {
        from.split_once(';').is_some_and(|(name, _)| {
            let name = name.strip_prefix('#').unwrap_or(name);
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric())
        })
    };
    text.split('<').skip(1).any(begins_tag) || text.split('&').skip(1).any(is_reference)
}
