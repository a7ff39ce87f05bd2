//! One question of a form.

use std::fmt;

use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::kind::Kind;
use super::name::FieldName;
use super::text::Text;
use crate::locale::Tag;

/// One question.
#[derive(Debug, Clone)]
pub struct Field {
    /// The key in the user's metadata.
    pub name: FieldName,
    /// The question, above the input.
    pub label: Text,
    /// A helping sentence between label and input.
    pub hint: Option<Text>,
    /// Whether an answer is needed; `false` when absent.
    pub required: bool,
    /// What the browser may fill in, by its name in the HTML standard: `organization`, `given-name`, …
    pub autocomplete: Option<String>,
    /// Words in place of the built-in ones where an answer will not do.
    pub errors: ErrorTexts,
    /// What kind of answer it takes, and within which bounds.
    pub kind: Kind,
}

/// A form's own words for what is wrong with an answer.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorTexts {
    /// Where an answer is needed, and there is none.
    pub required: Option<Text>,
    /// Where there is one, and it will not do.
    pub invalid: Option<Text>,
}

/// The keys that every field may have.
#[derive(Deserialize)]
struct Common {
    name: FieldName,
    label: Text,
    hint: Option<Text>,
    #[serde(default)]
    required: bool,
    autocomplete: Option<String>,
    #[serde(default)]
    errors: ErrorTexts,
}

const COMMON: [&str; 6] = ["name", "label", "hint", "required", "autocomplete", "errors"];

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut keys = deserializer.deserialize_map(Keys)?;
        let types = || format!("there are {}", Kind::NAMES.join(", "));
        let kind = match keys.remove("type") {
            Some(Value::String(kind)) => kind,
            Some(_) => return Err(fault("type", format!("it is not a string; {}", types()))),
            None => return Err(fault("type", format!("it is missing; {}", types()))),
        };
        let own_keys =
            Kind::keys(&kind).ok_or_else(|| fault("type", format!("`{kind}` is not a type; {}", types())))?;
        let known = || COMMON.iter().chain(own_keys).copied();
        if let Some(unknown) = keys.keys().find(|key| known().all(|known| known != key.as_str())) {
            return Err(fault(unknown, no_such_key(unknown, &kind, known())));
        }
        let (common, own): (Map<_, _>, Map<_, _>) =
            keys.into_iter().partition(|(key, _)| COMMON.contains(&key.as_str()));
        let Common { name, label, hint, required, autocomplete, errors } = read(common)?;
        let kind = Kind::read(&kind, own)?;
        Ok(Self { name, label, hint, required, autocomplete, errors, kind })
    }
}

/// Reads the keys of a map into a struct; an error tells which key.
pub(super) fn read<T: DeserializeOwned, E: serde::de::Error>(keys: Map<String, Value>) -> Result<T, E> {
    serde_path_to_error::deserialize(Value::Object(keys)).map_err(|error| {
        let path = error.path().to_string();
        fault(if path == "." { "" } else { &path }, error.into_inner())
    })
}

/// An error that tells its place below the field; [`split_place`] finds it again.
fn fault<E: serde::de::Error>(place: &str, reason: impl fmt::Display) -> E {
    E::custom(format!("{PLACE}{place}{PLACE}{reason}"))
}

/// Stands around a place in an error's words, and nowhere else.
const PLACE: char = '\u{1f}';

/// The place below a field that an error tells, if it does, and the reason.
pub(super) fn split_place(words: &str) -> (&str, &str) {
    let place = words.strip_prefix(PLACE).and_then(|words| words.split_once(PLACE));
    place.unwrap_or(("", words))
}

fn no_such_key(key: &str, kind: &str, known: impl Iterator<Item = &'static str>) -> String {
    let near = known.min_by_key(|known| strsim::damerau_levenshtein(known, key));
    match near.filter(|near| strsim::damerau_levenshtein(near, key) <= 2) {
        Some(near) => format!("a field of the type `{kind}` has no such key; did you mean `{near}`?"),
        None => format!("a field of the type `{kind}` has no such key"),
    }
}

/// A map in which a key that stands twice is an error.
struct Keys;

impl<'de> Visitor<'de> for Keys {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field, as a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut keys = Map::new();
        while let Some((key, value)) = map.next_entry::<String, Value>()? {
            if keys.contains_key(&key) {
                return Err(A::Error::custom(format!("`{key}` is there twice")));
            }
            keys.insert(key, value);
        }
        Ok(keys)
    }
}

impl Field {
    /// The name of the input for the text of an "Other". No field's name has a dot.
    pub fn other_input(&self) -> String {
        format!("{}.other", self.name)
    }

    /// Whether its inputs may be sent more than once.
    pub fn is_multiple(&self) -> bool {
        matches!(self.kind, Kind::Checkboxes(_))
    }

    /// What a well-formed field may still get wrong, as (place, reason).
    pub(super) fn faults(&self, languages: &[Tag]) -> Vec<(String, String)> {
        let texts = [
            ("label", Some(&self.label)),
            ("hint", self.hint.as_ref()),
            ("errors.required", self.errors.required.as_ref()),
            ("errors.invalid", self.errors.invalid.as_ref()),
        ];
        let mut faults: Vec<(String, String)> = texts
            .into_iter()
            .filter_map(|(place, text)| Some((place.to_owned(), text?.fault(languages)?)))
            .collect();
        if let Some(token) = &self.autocomplete
            && !is_autofill(token)
        {
            let reason = format!("`{token}` is not an autofill name of HTML, such as `organization`");
            faults.push(("autocomplete".to_owned(), reason));
        }
        faults.extend(self.kind.faults(languages));
        faults
    }
}

fn is_autofill(token: &str) -> bool {
    !token.is_empty()
        && token.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b" -".contains(&b))
}
