//! Finds what is to be explained in what somebody types or pastes: a name, lines of the functions' log, lines
//! of the Action's, or another log's JSON that has these in it.

use profiling_service::outcome::Outcome;
use serde_json::{Deserializer, Map, Value};
use thiserror::Error;

use super::clues::Clues;
use super::entry::Entry;
use super::reasons::{REASONS, Reason};
use super::{alarms, shown};

/// What the Action's lines begin with.
const ACTION: &str = "progressive-profiling: ";

/// The longest text that is compared with the names: a few characters more than the longest of them.
const LONGEST: usize = 40;

/// How near a name has to be to be meant, from 0 to 1 (Jaro-Winkler).
const NEAR: f64 = 0.8;

/// Something that can be explained.
#[derive(Debug)]
pub(super) struct Found {
    /// What it may be: a name that both logs know is two; an alarm, a reference or a login alone is none.
    pub(super) entries: Vec<Entry>,
    pub(super) clues: Clues,
    /// When, to the second.
    pub(super) time: Option<String>,
}

impl Found {
    pub(super) fn new(entries: Vec<Entry>) -> Self {
        Self { entries, clues: Clues::default(), time: None }
    }

    fn of_clues(clues: Clues) -> Self {
        Self { entries: Vec::new(), clues, time: None }
    }
}

/// Why something cannot be explained. Not a word of it is repeated: it may hold anything.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum Unknown {
    #[error("there is no outcome and no reason of this name{}", near(.0))]
    Name(Vec<&'static str>),
    #[error(
        "this line tells of no request: it has no `outcome`. If it is the function's own, its `message` says \
         what is wrong; if it is API Gateway's, look for its `request_id` in the functions' logs"
    )]
    Line,
    #[error("there is nothing to explain; give a name or a log line")]
    Nothing,
}

fn near(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { String::new() } else { format!("; near to it: {}", names.join(", ")) }
}

/// All that can be explained of a text, and why the rest cannot.
pub(super) fn read(text: &str) -> (Vec<Found>, Vec<Unknown>) {
    if let Some(alone) = of_one_line(text.trim()) {
        return (vec![alone], Vec::new());
    }
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let line = rest.lines().next().unwrap_or(rest);
        // A line may have a time in front, and its JSON may be spread over more lines.
        let json = line.find('{').and_then(|at| Some((at, object(&rest[at..])?)));
        if let Some((at, (object, length))) = json {
            let before = found.len();
            of_object(&object, &mut found, &mut unknown);
            date(&mut found[before..], shown::time(line).as_deref());
            rest = &rest[at + length..];
        } else {
            match of_text(line.trim()) {
                Ok(one) => found.push(Found { time: shown::time(line), ..one }),
                // Only white space may separate objects.
                Err(_) if !line.contains(char::is_alphanumeric) => {}
                Err(reason) => unknown.push(reason),
            }
            rest = &rest[line.len()..];
        }
        rest = rest.trim_start();
    }
    if found.is_empty() && unknown.is_empty() {
        unknown.push(Unknown::Nothing);
    }
    (found, unknown)
}

/// Input that is no log line: a reference, a login, an alarm. A line of a log may have more in it.
fn of_one_line(text: &str) -> Option<Found> {
    if text.contains(['\n', '{']) || text.contains(ACTION) {
        return None;
    }
    let alarm = || alarms::named(text).map(Clues::of_alarm);
    Clues::of_words(text).or_else(alarm).map(Found::of_clues)
}

/// Says of each when it was, if it does not say so itself.
fn date(found: &mut [Found], time: Option<&str>) {
    for found in found {
        found.time = found.time.take().or_else(|| time.map(ToOwned::to_owned));
    }
}

/// The JSON object that a text begins with, and its length.
fn object(text: &str) -> Option<(Map<String, Value>, usize)> {
    let mut objects = Deserializer::from_str(text).into_iter::<Map<String, Value>>();
    let object = objects.next()?.ok()?;
    Some((object, objects.byte_offset()))
}

fn of_object(line: &Map<String, Value>, found: &mut Vec<Found>, unknown: &mut Vec<Unknown>) {
    if let Some(outcome) = line.get("outcome").and_then(Value::as_str) {
        let outcome = Outcome::ALL.iter().find(|known| known.name() == outcome);
        match outcome {
            Some(outcome) => {
                let clues = Clues::of_request(line);
                found.push(Found { clues, time: time(line), ..Found::new(vec![Entry::Outcome(*outcome)]) });
            }
            None => unknown.push(Unknown::Name(Vec::new())),
        }
        return;
    }
    if let Some(alarm) = line.get("AlarmName").and_then(Value::as_str).and_then(alarms::named) {
        found.push(Found { time: time(line), ..Found::of_clues(Clues::of_alarm(alarm)) });
        return;
    }
    // Another log's line, with ours as a text in it.
    let before = found.len();
    for text in line.values().flat_map(texts) {
        if text.starts_with('{') || text.contains(ACTION) {
            found.extend(read(text).0);
        }
    }
    if found.len() == before {
        unknown.push(Unknown::Line);
    }
    date(&mut found[before..], time(line).as_deref());
}

/// When a line says that it was: ours, one of an export, of Auth0, of an alarm.
fn time(line: &Map<String, Value>) -> Option<String> {
    let names = ["timestamp", "@timestamp", "time", "date", "StateChangeTime"];
    let mut times = names.into_iter().filter_map(|name| line.get(name)?.as_str());
    times.find_map(|text| shown::time(&text.replacen(' ', "T", 1)))
}

/// The texts in a JSON value, however deep.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => members.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

fn of_text(line: &str) -> Result<Found, Unknown> {
    if let Some((_, rest)) = line.split_once(ACTION) {
        return of_action(rest).ok_or_else(|| Unknown::Name(Vec::new()));
    }
    let name = line.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let name = name.to_lowercase().replace(['-', ' '], "_");
    let entries = named(&name);
    if !entries.is_empty() {
        return Ok(Found::new(entries));
    }
    if let Some(found) = of_action(line) {
        return Ok(found);
    }
    match mentioned(line) {
        Some(entries) => Ok(Found::new(entries)),
        None => Err(Unknown::Name(nearest(&name))),
    }
}

/// What an Action's line says behind its prefix.
fn of_action(text: &str) -> Option<Found> {
    let (name, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    let clues = Clues::of_action(name, rest);
    // Two reasons of one name differ in whether a count follows.
    let is_count = |text: &str| text.trim_start_matches('`').starts_with(|c: char| c.is_ascii_digit());
    let reasons: Vec<&'static Reason> =
        REASONS.iter().filter(|reason| reason.name.eq_ignore_ascii_case(name)).collect();
    let count = is_count(clues.detail().unwrap_or_default());
    let alone = reasons.len() == 1;
    let fitting = reasons.into_iter().filter(|reason| alone || is_count(reason.detail) == count);
    let entries: Vec<Entry> = fitting.map(Entry::Reason).collect();
    (!entries.is_empty()).then(|| Found { clues, ..Found::new(entries) })
}

/// Everything of this name.
fn named(name: &str) -> Vec<Entry> {
    Entry::all().filter(|entry| entry.name() == name).collect()
}

/// The first name in a text: one of several words, or one that is said to be an outcome. Others
/// are words of every day.
fn mentioned(text: &str) -> Option<Vec<Entry>> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let mut before = "";
    for word in words {
        let entries = named(&word.to_lowercase());
        if !entries.is_empty() && (word.contains('_') || before == "outcome") {
            return Some(entries);
        }
        before = word;
    }
    None
}

/// The names nearest to what somebody may have meant, nearest first.
fn nearest(name: &str) -> Vec<&'static str> {
    if name.len() > LONGEST {
        return Vec::new();
    }
    let mut near: Vec<(f64, &'static str)> = Entry::all()
        .map(|entry| (strsim::jaro_winkler(entry.name(), name), entry.name()))
        .filter(|(nearness, _)| *nearness >= NEAR)
        .collect();
    near.sort_by(|one, other| other.0.total_cmp(&one.0));
    near.dedup_by_key(|(_, name)| *name);
    near.into_iter().map(|(_, name)| name).take(3).collect()
}
