//! Reads maps whose keys depend on one of them, and tells exactly where one is wrong.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde_json::{Map, Value};

/// Reads the keys of a map into a struct; an error tells which key.
pub(super) fn read<T: DeserializeOwned, E: serde::de::Error>(keys: Map<String, Value>) -> Result<T, E> {
    serde_path_to_error::deserialize(Value::Object(keys)).map_err(|error| {
        let path = error.path().to_string();
        let words = error.into_inner().to_string();
        // An error from further below may have told its own place.
        let (below, reason) = split_place(&words);
        let place: Vec<&str> =
            [&path, below].into_iter().filter(|part| !matches!(*part, "." | "?" | "")).collect();
        fault(&place.join("."), kindly(reason))
    })
}

/// An error that tells its place below what is being read; [`split_place`] finds it again.
pub(super) fn fault<E: serde::de::Error>(place: &str, reason: impl fmt::Display) -> E {
    E::custom(format!("{PLACE}{place}{PLACE}{reason}"))
}

/// Surrounds a place in an error's words, and nowhere else.
const PLACE: char = '\u{1f}';

/// The place that an error tells, if it does, and the reason.
pub(super) fn split_place(words: &str) -> (&str, &str) {
    let place = words.strip_prefix(PLACE).and_then(|words| words.split_once(PLACE));
    place.unwrap_or(("", words))
}

/// The reason of an error, kinder where serde tells of an unknown key by listing all that there are.
pub(super) fn kindly(reason: &str) -> String {
    let unknown = reason.strip_prefix("unknown field `").and_then(|rest| rest.split_once("`, expected "));
    let Some((key, expected)) = unknown else { return reason.to_owned() };
    // The names are between backticks, so every second part is one.
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    let near = did_you_mean(key, known.iter().copied());
    let help = if near.is_empty() { format!("; there are {}", known.join(", ")) } else { near };
    format!("`{key}` is no key here{help}")
}

/// "Did you mean", where one of the known names is near to what somebody wrote; or nothing.
pub fn did_you_mean<'a>(key: &str, known: impl Iterator<Item = &'a str>) -> String {
    let distance = |known: &str| strsim::damerau_levenshtein(known, key);
    let near = known.min_by_key(|known| distance(known)).filter(|near| distance(near) <= 2);
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}

/// Reads a map as it is; a repeated key is an error.
pub(super) fn keys<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    deserializer.deserialize_map(Keys)
}

struct Keys;

impl<'de> Visitor<'de> for Keys {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
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
