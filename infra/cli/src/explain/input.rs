//! Reads the input of `profiling explain`: a name, lines of the functions' log, lines of the Action's log, or JSON of
//! another log that contains these lines.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use profiling_service::outcome::Outcome;
use profiling_service::reason::Reason;
use serde_json::{Deserializer, Map, Value};
use thiserror::Error;

use super::action_detail::begins_with_count;
use super::action_reasons::{ActionReason, REASONS};
use super::details::Details;
use super::entry::Entry;
use super::{alarms, identifiers, messages};

/// The beginning of the Action's lines.
const ACTION: &str = "progressive-profiling: ";

/// The maximum length of a text that is compared with the names: a few characters more than the longest name.
const MAX_NAME_LENGTH: usize = 40;

/// The minimum similarity of a suggested name, from 0 to 1 (Jaro-Winkler).
const MIN_SIMILARITY: f64 = 0.8;

/// A part of the input that can be explained.
#[derive(Debug)]
pub(super) struct Match {
    /// The outcome or the reason. A name that both logs have is two; an alarm, a reference or a login alone is none.
    pub(super) entries: Vec<Entry>,
    pub(super) details: Details,
    /// The time, to the second.
    pub(super) time: Option<String>,
}

impl Match {
    pub(super) fn new(entries: Vec<Entry>) -> Self {
        Self { entries, details: Details::default(), time: None }
    }

    fn from_details(details: Details) -> Self {
        Self { entries: Vec::new(), details, time: None }
    }
}

/// The reason for which a part of the input cannot be explained. Nothing of it is repeated, as it may contain anything.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum Unknown {
    #[error("no outcome and no reason has this name{}", suggestions(.0))]
    Name(Vec<&'static str>),
    #[error(
        "this line does not belong to a request: it has no `outcome`. If it is a line of the function, its `message` \
         has the error; if it is a line of API Gateway, search the functions' logs for its `request_id`"
    )]
    Line,
    #[error("there is nothing to explain; enter a name or a log line")]
    Nothing,
}

fn suggestions(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { String::new() } else { format!("; similar names: {}", names.join(", ")) }
}

/// Returns everything in a text that can be explained, and the errors of the rest.
pub(super) fn read(text: &str) -> (Vec<Match>, Vec<Unknown>) {
    if let Some(alone) = match_plain_input(text.trim()) {
        return (vec![alone], Vec::new());
    }
    let (mut matches, mut unknown) = (Vec::new(), Vec::new());
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let line = rest.lines().next().unwrap_or(rest);
        // A time may precede the JSON of a line, and the JSON may have more than one line.
        let json = line.find('{').and_then(|at| Some((at, object(&rest[at..])?)));
        if let Some((at, (object, length))) = json {
            let before = matches.len();
            match_object(&object, &mut matches, &mut unknown);
            date(&mut matches[before..], identifiers::time(line).as_deref());
            rest = &rest[at + length..];
        } else {
            match match_text(line.trim()) {
                Ok(one) => matches.push(Match { time: identifiers::time(line), ..one }),
                // Punctuation between objects is not a line.
                Err(_) if !line.contains(char::is_alphanumeric) => {}
                Err(reason) => unknown.push(reason),
            }
            rest = &rest[line.len()..];
        }
        rest = rest.trim_start();
    }
    if matches.is_empty() && unknown.is_empty() {
        unknown.push(Unknown::Nothing);
    }
    (matches, unknown)
}

/// Reads an input that is not a line of a log: a reference, a login, an alarm.
fn match_plain_input(text: &str) -> Option<Match> {
    if text.contains(['\n', '{']) || text.contains(ACTION) {
        return None;
    }
    let details = Details::from_identifier(text).or_else(|| alarms::named(text).map(Details::from_alarm));
    details.map(Match::from_details)
}

/// Sets the time of each that has none.
fn date(matches: &mut [Match], time: Option<&str>) {
    for entry in matches {
        entry.time = entry.time.take().or_else(|| time.map(ToOwned::to_owned));
    }
}

/// The JSON object that a text begins with, and its length.
fn object(text: &str) -> Option<(Map<String, Value>, usize)> {
    let mut objects = Deserializer::from_str(text).into_iter::<Map<String, Value>>();
    let object = objects.next()?.ok()?;
    Some((object, objects.byte_offset()))
}

fn match_object(line: &Map<String, Value>, matches: &mut Vec<Match>, unknown: &mut Vec<Unknown>) {
    if let Some(outcome) = line.get("outcome").and_then(Value::as_str) {
        let outcome = Outcome::ALL.iter().find(|candidate| candidate.name() == outcome);
        match outcome {
            Some(outcome) => {
                let details = Details::from_request(line);
                matches.push(Match {
                    details,
                    time: time(line),
                    ..Match::new(vec![Entry::Outcome(*outcome)])
                });
            }
            None => unknown.push(Unknown::Name(Vec::new())),
        }
        return;
    }
    if line.get("message").and_then(Value::as_str).is_some_and(is_invalid_form) {
        matches.push(Match { time: time(line), ..Match::new(vec![Entry::Outcome(Outcome::FormInvalid)]) });
        return;
    }
    if let Some(message) = messages::of_api_gateway(line) {
        let details = Details::from_access_log(line);
        matches.push(Match { details, time: time(line), ..Match::new(vec![Entry::Message(message)]) });
        return;
    }
    if let Some(alarm) = line.get("AlarmName").and_then(Value::as_str).and_then(alarms::named) {
        matches.push(Match { time: time(line), ..Match::from_details(Details::from_alarm(alarm)) });
        return;
    }
    // A line of another log that contains our line as a text.
    let before = matches.len();
    for text in line.values().flat_map(texts) {
        if text.starts_with('{') || text.contains(ACTION) {
            matches.extend(read(text).0);
        }
    }
    if matches.len() == before {
        unknown.push(Unknown::Line);
    }
    date(&mut matches[before..], time(line).as_deref());
}

/// Returns true for the message that a function logs when it starts with an invalid form.
fn is_invalid_form(message: &str) -> bool {
    message.trim_start().starts_with("invalid form")
}

/// Returns the outcomes and the message of API Gateway with an HTTP status, such as `503`.
fn with_status(text: &str) -> Vec<Entry> {
    let number = text.strip_prefix("status ").unwrap_or(text);
    let Ok(status) = number.parse::<u16>() else { return Vec::new() };
    let outcomes = Outcome::ALL.iter().filter(|outcome| status >= 400 && outcome.status().as_u16() == status);
    let outcomes = outcomes.copied().map(Entry::Outcome);
    outcomes.chain(messages::with_status(number).map(Entry::Message)).collect()
}

/// The time of a line of our logs, of an export, of Auth0 or of an alarm.
fn time(line: &Map<String, Value>) -> Option<String> {
    let names = ["timestamp", "@timestamp", "time", "date", "StateChangeTime"];
    let mut times = names.into_iter().filter_map(|name| line.get(name)?.as_str());
    times.find_map(|text| identifiers::time(&text.replacen(' ', "T", 1)))
}

/// The texts in a JSON value, at any depth.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => members.values().flat_map(texts).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

fn match_text(line: &str) -> Result<Match, Unknown> {
    if let Some((_, rest)) = line.split_once(ACTION) {
        return match_action(rest).ok_or_else(|| Unknown::Name(Vec::new()));
    }
    let name = line.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let name = name.to_lowercase().replace(['-', ' '], "_");
    if name == Reason::FormsMissing.code() {
        let details = Details::from_reason(Reason::FormsMissing);
        return Ok(Match { details, ..Match::new(named(&name)) });
    }
    if is_invalid_form(line) {
        return Ok(Match::new(vec![Entry::Outcome(Outcome::FormInvalid)]));
    }
    let mut entries = named(&name);
    // A page and API Gateway can have the same text. A status can precede it, as in `403 Forbidden`.
    let text = line.trim_matches(|c: char| !c.is_alphanumeric());
    entries.extend(with_status(&text.to_lowercase()));
    let text = text
        .split_once(' ')
        .filter(|(status, _)| status.parse::<u16>().is_ok())
        .map_or(text, |(_, text)| text);
    let titled = messages::with_title(text).into_iter().map(Entry::Outcome);
    for entry in titled.chain(messages::named(text).map(Entry::Message)) {
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    if !entries.is_empty() {
        return Ok(Match::new(entries));
    }
    if let Some(matches) = match_action(line) {
        return Ok(matches);
    }
    match mentioned(line) {
        Some(entries) => Ok(Match::new(entries)),
        None => Err(Unknown::Name(similar(&name))),
    }
}

/// Reads a line of the Action after its prefix.
fn match_action(text: &str) -> Option<Match> {
    let (name, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    let details = Details::from_action(name, rest);
    let mut reasons: Vec<&'static ActionReason> =
        REASONS.iter().filter(|reason| reason.name.eq_ignore_ascii_case(name)).collect();
    if reasons.len() > 1 {
        // Of two reasons with one name, one has a count as its detail.
        reasons
            .retain(|reason| begins_with_count(reason.detail.trim_start_matches('`')) == details.has_count());
    }
    let entries: Vec<Entry> = reasons.into_iter().map(Entry::Reason).collect();
    (!entries.is_empty()).then(|| Match { details, ..Match::new(entries) })
}

/// Returns the outcomes and reasons with this name. For a reason of the functions it is the outcome.
fn named(name: &str) -> Vec<Entry> {
    let entries: Vec<Entry> = Entry::all().filter(|entry| entry.name() == name).collect();
    if entries.is_empty() {
        return FUNCTION_REASONS.get(name).copied().map(Entry::Outcome).into_iter().collect();
    }
    entries
}

/// The outcomes of the functions' reasons, by code.
static FUNCTION_REASONS: LazyLock<BTreeMap<String, Outcome>> =
    LazyLock::new(|| Reason::samples().iter().map(|reason| (reason.code(), reason.outcome())).collect());

/// Returns the first name in a text: one with an underscore, or one after the word `outcome`. Other names are common
/// words.
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

/// Returns the most similar names, the most similar first.
fn similar(name: &str) -> Vec<&'static str> {
    if name.len() > MAX_NAME_LENGTH {
        return Vec::new();
    }
    let mut similar: Vec<(f64, &'static str)> = Entry::all()
        .map(|entry| (strsim::jaro_winkler(entry.name(), name), entry.name()))
        .filter(|(similarity, _)| *similarity >= MIN_SIMILARITY)
        .collect();
    similar.sort_by(|one, other| other.0.total_cmp(&one.0));
    similar.dedup_by_key(|(_, name)| *name);
    similar.into_iter().map(|(_, name)| name).take(3).collect()
}
