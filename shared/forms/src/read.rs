//! Reads objects whose keys depend on one of them. An error has the place of the key or value that is invalid.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde_json::{Map, Value};
use serde_path_to_error::Path;

/// Deserializes members of an object. An error has its place below the object.
pub(super) fn read<T: DeserializeOwned, E: serde::de::Error>(members: Map<String, Value>) -> Result<T, E> {
    serde_path_to_error::deserialize(Value::Object(members)).map_err(|error| {
        let message = error.inner().to_string();
        let (place, reason) = split_place(error.path(), &message);
        error_at(&place, reason)
    })
}

/// An error at a place below the value that is being deserialized.
///
/// A value can only return the error type of its deserializer, and that type keeps nothing of an error but its text. So the
/// place is part of the text; [`split_place`] separates them.
pub(super) fn error_at<E: serde::de::Error>(place: &str, reason: impl fmt::Display) -> E {
    E::custom(format!("{DELIMITER}{place}{DELIMITER}{reason}"))
}

/// The unit separator of ASCII, before and after the place in the text of an error.
const DELIMITER: char = '\u{1f}';

/// Returns the place and the reason of an error that occurred at `path`.
pub(super) fn split_place<'m>(path: &Path, message: &'m str) -> (String, &'m str) {
    let (below, reason) = message
        .strip_prefix(DELIMITER)
        .and_then(|message| message.split_once(DELIMITER))
        .unwrap_or(("", message));
    let path = path.to_string();
    // The path of the whole value is `.`, and that of an unknown place `?`.
    let parts = [path.as_str(), below].into_iter().filter(|part| !matches!(*part, "." | "?" | ""));
    (parts.collect::<Vec<_>>().join("."), reason)
}

/// Returns "; did you mean …?" if one of the candidates differs from `input` in at most two and a third of its characters;
/// otherwise an empty text.
///
/// ```
/// use profiling_forms::did_you_mean;
///
/// assert_eq!(did_you_mean("lable", ["label", "hint"].into_iter()), "; did you mean `label`?");
/// assert_eq!(did_you_mean("shade", ["label", "hint"].into_iter()), "");
/// ```
pub fn did_you_mean<'a>(input: &str, candidates: impl Iterator<Item = &'a str>) -> String {
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(candidate, input), candidate))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, candidate)| *distance <= 2 && 3 * distance <= candidate.len().max(input.len()))
        .map_or_else(String::new, |(_, candidate)| format!("; did you mean `{candidate}`?"))
}

/// Deserializes an object as it is. A repeated key is an error.
pub(super) fn members<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    deserializer.deserialize_map(Members)
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Map::new();
        while let Some((key, value)) = map.next_entry::<String, Value>()? {
            if members.contains_key(&key) {
                return Err(A::Error::custom(format!("the key `{key}` is repeated")));
            }
            members.insert(key, value);
        }
        Ok(members)
    }
}
