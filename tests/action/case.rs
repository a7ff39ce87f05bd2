//! The format of the cases, which README.md describes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use profiling_tests::workspace;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

type Object = Map<String, Value>;

/// A row of words that fill a case's placeholders.
type Row = Object;

fn folder() -> PathBuf {
    workspace().join("tests/action")
}

fn read<T: DeserializeOwned>(name: &str) -> T {
    let text = std::fs::read_to_string(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The files with cases.
pub(crate) fn names() -> BTreeSet<String> {
    let files = std::fs::read_dir(folder().join("cases")).expect("the folder is there");
    files.map(|file| file.expect("a file").file_name().into_string().expect("a plain name")).collect()
}

/// The content of `base.json`, the defaults of a case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Base {
    pub(crate) now: u64,
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) keys: BTreeMap<String, String>,
    pub(crate) settings: Object,
    pub(crate) event: Value,
    pub(crate) question: Object,
    pub(crate) to: String,
    pub(crate) answer: Object,
    pub(crate) messages: BTreeMap<String, String>,
    tables: BTreeMap<String, Vec<Row>>,
}

impl Base {
    pub(crate) fn read() -> Self {
        read("base.json")
    }
}

/// A file of cases.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    #[expect(dead_code, reason = "it is for people; that it is there is checked")]
    about: String,
    pub(crate) runs: usize,
    #[serde(default)]
    tables: BTreeMap<String, Vec<Row>>,
    cases: Vec<Object>,
}

/// A run: the input of the Action and the expected result.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    pub(crate) run: Run,
    #[serde(default)]
    pub(crate) settings: Object,
    #[serde(default)]
    pub(crate) event: BTreeMap<String, Value>,
    #[serde(default)]
    pub(crate) without: Vec<String>,
    #[serde(default)]
    pub(crate) claims: Object,
    #[serde(default)]
    pub(crate) without_claims: Vec<String>,
    pub(crate) key: Option<String>,
    pub(crate) secret: Option<String>,
    /// Null means that there is no token.
    #[serde(default, deserialize_with = "even_null")]
    pub(crate) token: Option<Value>,
    #[serde(default)]
    pub(crate) in_body: bool,
    pub(crate) validate_error: Option<String>,
    pub(crate) sealed: Option<Sealed>,
    #[serde(default)]
    pub(crate) without_crypto: bool,
    /// The plan of this run and of the following ones. Null means that there is none.
    #[serde(default, deserialize_with = "even_null")]
    pub(crate) plan: Option<Value>,
    /// The question in the transaction's metadata, if no run of the case has asked it.
    pub(crate) asked: Option<Value>,
    /// The days after the time in `base.json`.
    #[serde(default)]
    pub(crate) days: u64,
    pub(crate) expect: Expectation,
}

/// Answers that are sealed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sealed {
    /// The JSON of the answers, or a text.
    pub(crate) content: Value,
    /// Values of the binding that differ from the claims of the answer.
    #[serde(default)]
    pub(crate) binding: Object,
    /// Another key that seals the answers.
    pub(crate) key: Option<String>,
    /// The number of characters that are removed from the end.
    #[serde(default)]
    pub(crate) cut: usize,
}

/// A function of the Action.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Run {
    Question,
    Answer,
}

/// The expected effects of a run. Other effects must not happen.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expectation {
    pub(crate) log: Vec<String>,
    pub(crate) question: Option<Object>,
    pub(crate) to: Option<String>,
    pub(crate) denied: Option<String>,
    pub(crate) user_metadata: Option<Object>,
    pub(crate) form_records: Option<Value>,
    pub(crate) plan_memory: Option<Value>,
    pub(crate) asked: Option<Value>,
    pub(crate) attempts: Option<usize>,
}

fn even_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl File {
    pub(crate) fn read(name: &str, base: &Base) -> Self {
        let file: Self = read(&format!("cases/{name}.json"));
        for table in file.tables.keys() {
            assert!(!base.tables.contains_key(table), "{name}.json: base.json has a table {table}, too");
        }
        file
    }

    /// Every case with each of its rows, as it is and with `REQUIRED` where the case says so; with words to
    /// find it by.
    pub(crate) fn variants(&self, base: &Base) -> Vec<(String, Vec<Step>)> {
        let mut variants = Vec::new();
        for case in &self.cases {
            let mut first = case.clone();
            let name = first.remove("name").and_then(|name| Some(name.as_str()?.to_owned()));
            let name = name.expect("a case has a name");
            let then = first.remove("then").unwrap_or_else(|| json!([]));
            let rows = self.rows(base, first.remove("examples"));
            assert!(!rows.is_empty(), "{name}: no example");
            let has_both = first.contains_key("where_required");
            let mut steps = vec![Value::Object(first)];
            steps.extend(then.as_array().expect("steps are a list").iter().cloned());
            for row in rows {
                let words: String = json!(row).to_string().chars().take(300).collect();
                let place = if row.is_empty() { name.clone() } else { format!("{name}, with {words}") };
                let filled: Vec<Value> =
                    fill_all(&steps, &row).unwrap_or_else(|why| panic!("{place}: {why}"));
                let parsed = |required| {
                    let step = |step: &Value| parse(step.clone(), required);
                    let steps: Result<_, _> = filled.iter().map(step).collect();
                    steps.unwrap_or_else(|why| panic!("{place}: {why}"))
                };
                variants.push((place.clone(), parsed(false)));
                if has_both {
                    variants.push((format!("{place}, where the data is required"), parsed(true)));
                }
            }
        }
        variants
    }

    /// The rows of a case: an empty row, the rows in the case, or the rows of tables that it names.
    fn rows(&self, base: &Base, examples: Option<Value>) -> Vec<Row> {
        let table = |name: &str| {
            let found = self.tables.get(name).or_else(|| base.tables.get(name));
            found.unwrap_or_else(|| panic!("there is no table {name}")).clone()
        };
        let examples = match examples {
            None => return vec![Row::new()],
            Some(Value::Array(rows)) => rows,
            Some(name) => vec![name],
        };
        let rows = examples.into_iter().map(|example| match example {
            Value::String(name) => table(&name),
            Value::Object(row) => vec![row],
            other => panic!("neither a row nor the name of a table: {other}"),
        });
        rows.flatten().collect()
    }
}

/// Makes a step of its JSON: unchanged, or with what `where_required` changes.
fn parse(mut step: Value, required: bool) -> Result<Step, String> {
    let object = step.as_object_mut().ok_or("a step is an object")?;
    let changes = object.remove("where_required").unwrap_or_else(|| json!({}));
    let changes = changes.as_object().ok_or("where_required is an object")?;
    if required {
        let settings = object.entry("settings").or_insert_with(|| json!({}));
        settings["REQUIRED"] = json!("true");
        let expect = object.get_mut("expect").and_then(Value::as_object_mut).ok_or("no expectation")?;
        expect.extend(changes.clone());
    }
    serde_json::from_value(step).map_err(|error| error.to_string())
}

/// The steps with the words of a row. Every word must be used.
fn fill_all(steps: &[Value], row: &Row) -> Result<Vec<Value>, String> {
    // A note for people.
    let mut used = BTreeSet::from(["what".to_owned()]);
    let filled = steps.iter().map(|step| fill(step, row, &mut used)).collect::<Result<_, _>>()?;
    match row.keys().find(|word| !used.contains(*word)) {
        Some(word) => Err(format!("the word {word} of an example is not used")),
        None => Ok(filled),
    }
}

fn fill(value: &Value, row: &Row, used: &mut BTreeSet<String>) -> Result<Value, String> {
    Ok(match value {
        Value::String(text) => match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
            Some(name) if is_word(name) => expand(word(name, row, used)?),
            _ => Value::String(fill_text(text, row, used)?),
        },
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| fill(item, row, used)).collect::<Result<_, _>>()?)
        }
        Value::Object(members) => {
            let mut filled = Object::new();
            for (key, item) in members {
                filled.insert(fill_text(key, row, used)?, fill(item, row, used)?);
            }
            expand(&Value::Object(filled))
        }
        other => other.clone(),
    })
}

fn is_word(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

fn word<'a>(name: &str, row: &'a Row, used: &mut BTreeSet<String>) -> Result<&'a Value, String> {
    used.insert(name.to_owned());
    row.get(name).ok_or_else(|| format!("no example has the word {name}"))
}

fn fill_text(text: &str, row: &Row, used: &mut BTreeSet<String>) -> Result<String, String> {
    let mut parts = text.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let Some((name, rest)) = part.split_once('}').filter(|(name, _)| is_word(name)) else {
            filled.push('{');
            filled.push_str(part);
            continue;
        };
        match word(name, row, used)? {
            Value::String(value) => filled.push_str(value),
            value => filled.push_str(&value.to_string()),
        }
        filled.push_str(rest);
    }
    Ok(filled)
}

/// Texts that are too long to be written: `{"$repeat": [BEFORE, TEXT, TIMES]}`.
fn expand(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(expand).collect(),
        Value::Object(members) => match members.get("$repeat") {
            Some(of) => {
                let text = |at: usize| of[at].as_str().expect("a text");
                let times = of[2].as_u64().and_then(|times| times.try_into().ok()).expect("a number");
                json!(text(0).to_owned() + &text(1).repeat(times))
            }
            None => Value::Object(members.iter().map(|(key, item)| (key.clone(), expand(item))).collect()),
        },
        other => other.clone(),
    }
}
