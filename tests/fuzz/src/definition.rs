//! Changes to the definition of a form after which it is still JSON. Random changes of bytes rarely result in a form.

use profiling_forms::{Kind, samples};
use serde_json::Value;

/// Makes one change, drawn from `seed`. Returns `None` if the text is not JSON.
pub fn mutate(text: &[u8], seed: u32) -> Option<String> {
    let mut value: Value = serde_json::from_slice(text).ok()?;
    let mut draw = Draw(u64::from(seed));
    let places = count(&value);
    let from = nth(&value, &mut draw.below(places))?.clone();
    let to = nth_mut(&mut value, &mut draw.below(places))?;
    match draw.below(6) {
        // Another part of the same form: a kind, a condition, a text, a whole field.
        0 => *to = from,
        1 => insert(to, from, &mut draw),
        2 => remove(to, &mut draw),
        3 => *to = draw.value(),
        4 => move_key(to, &mut draw),
        _ => change(to, &mut draw),
    }
    Some(value.to_string())
}

/// A sequence of pseudorandom numbers.
pub struct Draw(u64);

impl Draw {
    /// The sequence of this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((bits ^ (bits >> 31)) >> 33).unwrap_or_default() % end
    }

    fn of<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }

    fn value(&mut self) -> Value {
        match self.below(6) {
            0 => self.of(&[true, false]).into(),
            1 => self.of(&[0, 1, 2, 6, 240, 1_000, i64::from(u32::MAX), i64::MAX, -1]).into(),
            2 => self.of(&[0.5, -1.5, 1e-6, 1e300]).into(),
            3 => self.of(Kind::NAMES).into(),
            4 => self.field(),
            _ => self.of(TEXTS).into(),
        }
    }

    /// A field of any kind.
    fn field(&mut self) -> Value {
        let mut definitions = samples::definitions();
        let mut field = definitions.swap_remove(self.below(definitions.len()));
        (field["name"], field["label"]) = (self.of(TEXTS).into(), self.of(TEXTS).into());
        field
    }
}

const TEXTS: &[&str] = &[
    "",
    " ",
    "a",
    "b",
    "c",
    "A",
    "en",
    "ar",
    "ja",
    "DE",
    "US",
    "~other",
    "today",
    "18 years ago",
    "in 3 months",
    "4294967295 days ago",
    "in 4294967295 years",
    "0001-01-01",
    "9999-12-31",
    "2020-02-29",
    "#0a5",
    "#000000",
    "pill",
    "https://a.example/",
    "https://a.example",
    "**b** _i_ [l](https://a.example) `c`",
    "- a\n  - b\n    1. c",
    "[a-z]{1,9}",
    "(a|b)*c+?",
    "((((a*)*)*)*)*",
    "ana",
    "heading",
    "paragraph",
    "divider",
    "ש \u{202e}<b>&amp;",
    "😀",
];

const KEYS: &[&str] = &[
    "required",
    "default",
    "hint",
    "min",
    "max",
    "step",
    "decimals",
    "min_length",
    "max_length",
    "pattern",
    "rows",
    "options",
    "other",
    "min_count",
    "max_count",
    "countries",
    "country",
    "document",
    "when",
    "errors",
    "all",
    "any",
    "field",
    "equals",
    "not",
    "in",
    "empty",
    "more_than",
    "at_least",
    "less_than",
    "at_most",
    "not_now",
    "intro",
    "submit",
    "theme",
    "languages",
    "autocomplete",
    "description",
    "title",
];

/// The number of values in a value, including itself.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(count).sum(),
        Value::Object(map) => map.values().map(count).sum(),
        _ => 0,
    }
}

/// Returns the value at `place` in the order of the text; the whole value is at 0. Subtracts the values that it passes.
fn nth<'v>(value: &'v Value, place: &mut usize) -> Option<&'v Value> {
    if *place == 0 {
        return Some(value);
    }
    *place -= 1;
    match value {
        Value::Array(list) => list.iter().find_map(|value| nth(value, place)),
        Value::Object(map) => map.values().find_map(|value| nth(value, place)),
        _ => None,
    }
}

fn nth_mut<'v>(value: &'v mut Value, place: &mut usize) -> Option<&'v mut Value> {
    if *place == 0 {
        return Some(value);
    }
    *place -= 1;
    match value {
        Value::Array(list) => list.iter_mut().find_map(|value| nth_mut(value, place)),
        Value::Object(map) => map.values_mut().find_map(|value| nth_mut(value, place)),
        _ => None,
    }
}

fn insert(to: &mut Value, from: Value, draw: &mut Draw) {
    match to {
        Value::Array(list) => list.insert(draw.below(list.len() + 1), from),
        Value::Object(map) => drop(map.insert(draw.of(KEYS).to_owned(), from)),
        _ => {}
    }
}

fn remove(to: &mut Value, draw: &mut Draw) {
    match to {
        Value::Array(list) if !list.is_empty() => drop(list.remove(draw.below(list.len()))),
        Value::Object(map) => {
            if let Some(key) = map.keys().nth(draw.below(map.len().max(1))).cloned() {
                map.remove(&key);
            }
        }
        _ => {}
    }
}

/// Moves a value to another key.
fn move_key(to: &mut Value, draw: &mut Draw) {
    if let Value::Object(map) = to
        && let Some(key) = map.keys().nth(draw.below(map.len().max(1))).cloned()
    {
        let value = map.remove(&key).unwrap_or_default();
        map.insert(draw.of(KEYS).to_owned(), value);
    }
}

fn change(to: &mut Value, draw: &mut Draw) {
    match to {
        Value::Bool(flag) => *flag = !*flag,
        Value::Number(number) => {
            *to = (number.as_f64().unwrap_or_default() * draw.of(&[-1.0, 0.1, 2.0, 1e6])
                + draw.of(&[0.0, 1.0]))
            .into();
        }
        Value::String(text) => match draw.below(3) {
            0 => text.push_str(draw.of(TEXTS)),
            1 => *text = text.repeat(draw.of(&[0, 2, 40])),
            _ => drop(text.pop()),
        },
        Value::Array(list) => {
            if let Some(last) = list.last().cloned() {
                list.resize(draw.of(&[2, 8, 64]), last);
            }
        }
        Value::Object(_) | Value::Null => *to = draw.value(),
    }
}
