//! The record of a user as text or as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::SystemTime;

use profiling_forms::Forms;
use serde_json::{Map, Value, json};

use super::find::User;
use super::keys::{MEMORY, RECORDS};
use super::memory::Memory;
use super::record::Record;
use super::settings::{AskAgain, PAUSE, Settings, pause_end};
use crate::action::PLAN;
use crate::plural::count;
use crate::printable::{json, json_line, printable};

/// The form of the output, with or without the answers.
#[derive(Debug, Clone, Copy)]
pub(super) enum View {
    Text { values: bool },
    Json { values: bool },
}

/// The user, and the data that explains their record.
pub(super) struct Show<'a> {
    pub(super) user: &'a User,
    pub(super) domain: &'a str,
    pub(super) forms: &'a Forms,
    /// The settings of the environment, unless a plan decides.
    pub(super) settings: Option<&'a Settings>,
    /// True if the checkout has a plan.
    pub(super) has_plan: bool,
    pub(super) now: SystemTime,
}

/// A field that a form, a setting or the record names.
#[derive(Debug, Default)]
struct FieldState {
    is_required: bool,
    is_consent: bool,
    /// The forms whose conditions excluded the field.
    excluded_by: Vec<String>,
}

impl Show<'_> {
    pub(super) fn render(&self, view: View) -> String {
        match view {
            View::Text { values } => self.text(values),
            View::Json { values } => json(&self.document(values)) + "\n",
        }
    }

    fn document(&self, values: bool) -> Value {
        let answers = self.fields().into_keys().map(|name| {
            let answer = self.user.answer(&name);
            let mut entry = json!({"set": answer.is_some()});
            if let Some(answer) = answer.filter(|_| values) {
                entry["value"] = answer.clone();
            }
            (name, entry)
        });
        let answers: Map<String, Value> = answers.collect();
        json!({
            "tenant": self.domain,
            "user_id": self.user.id,
            "read_at": humantime::format_rfc3339_seconds(self.now).to_string(),
            "logins_count": self.user.logins,
            RECORDS: self.user.records(),
            MEMORY: self.user.memory(),
            "answers": answers,
        })
    }

    fn text(&self, values: bool) -> String {
        let mut text = String::new();
        let _ = writeln!(
            text,
            "User {} at {}, {}",
            printable(&self.user.id),
            printable(self.domain),
            count(self.user.logins, "login")
        );
        self.records_into(&mut text);
        self.answers_into(&mut text, values);
        if let Some(settings) = self.settings {
            let _ = writeln!(
                text,
                "\nThe next login, with the settings of {}, {}.",
                printable(&settings.environment),
                settings.next_login(self.user, self.now)
            );
        }
        if self.has_plan {
            let _ = writeln!(
                text,
                "\nThe plan in {PLAN} decides about the next login, by data of that login, which this command does not have. To \
                 see what it asks, use the page \"Next logins\" of the emulator, or `profiling explain` with the Action's log line \
                 of a login."
            );
        }
        text
    }

    fn records_into(&self, text: &mut String) {
        let mut is_empty = true;
        for (form, record) in self.user.valid_records() {
            is_empty = false;
            let lines = self.lines(form, &Record::read(record));
            section_into(text, &format!("Form {form}"), &lines);
        }
        if let Some(memory) = self.user.memory().as_object() {
            is_empty = false;
            section_into(text, "The plan", &Memory::read(memory).lines(self.now));
        }
        let ignored = match self.user.records() {
            Value::Null => 0,
            Value::Object(records) => records.len() - self.user.valid_records().count(),
            _ => 1,
        };
        let is_memory_ignored = !(self.user.memory().is_null() || self.user.memory().is_object());
        for (key, is_ignored) in [(RECORDS, ignored > 0), (MEMORY, is_memory_ignored)] {
            if is_ignored {
                is_empty = false;
                let _ = writeln!(
                    text,
                    "\nThe Action ignores a part of app_metadata.{key} that is not valid. To print it: --json"
                );
            }
        }
        if is_empty {
            text.push_str("\nThe Action remembers nothing about this user.\n");
        }
    }

    /// Returns the lines for a record, each with its label.
    fn lines(&self, form: &str, record: &Record) -> Vec<(&'static str, String)> {
        let mut lines = Vec::new();
        if let Some(time) = &record.completed_at {
            let version = record.version.map(|version| format!(", version {version}")).unwrap_or_default();
            lines.push(("completed", format!("{time}{version}")));
        }
        if record.postponed_at.is_some() || record.postponed_login.is_some() {
            let login = record.postponed_login.map(|login| format!("login {login}"));
            let start: Vec<String> = record.postponed_at.iter().cloned().chain(login).collect();
            lines.push(("postponed", format!("{}; {}", start.join(", "), self.postponement(form, record))));
        }
        if let Some(time) = &record.unanswered_at {
            let pause = match pause_end(Some(time), PAUSE, self.now) {
                _ if self.is_required(form) => "has no effect with REQUIRED=true".to_owned(),
                Some(end) => format!("not asked until {}", humantime::format_rfc3339_seconds(end)),
                None => "the 24 hours are over".to_owned(),
            };
            lines.push(("not answered", format!("{time}; {pause}")));
        }
        if !record.not_applicable.is_empty() {
            lines.push(("not applicable", record.not_applicable.join(", ")));
        }
        for (field, consent) in &record.consents {
            lines.push(("consent", format!("{field}: {consent}")));
        }
        lines
    }

    /// Returns true if the settings are those of this form, and require answers.
    fn is_required(&self, form: &str) -> bool {
        self.settings_of(form).is_some_and(|settings| settings.required)
    }

    /// Returns the settings if they are those of this form.
    fn settings_of(&self, form: &str) -> Option<&Settings> {
        self.settings.filter(|settings| settings.form.as_deref() == Some(form))
    }

    fn postponement(&self, form: &str, record: &Record) -> String {
        if self.has_plan {
            return "has no effect with a plan".to_owned();
        }
        let Some(settings) = self.settings_of(form) else {
            return "asked again after ASK_AGAIN".to_owned();
        };
        match (settings.ask_again, settings.postponed_until(record, self.now)) {
            _ if settings.required => "has no effect with REQUIRED=true".to_owned(),
            (AskAgain::Days(_), Some(end)) => {
                format!("asked again from {}", humantime::format_rfc3339_seconds(end))
            }
            (AskAgain::Days(days), None) => format!("ASK_AGAIN ({}) is over", count(days, "day")),
            (AskAgain::Logins(logins), _) => match record.postponed_login {
                Some(postponed) => format!("asked again from login {}", postponed.saturating_add(logins)),
                None => "no effect: ASK_AGAIN counts logins, and the record has no login number".to_owned(),
            },
        }
    }

    fn answers_into(&self, text: &mut String, values: bool) {
        let fields = self.fields();
        if fields.is_empty() {
            return;
        }
        text.push_str("\nAnswers in user_metadata\n");
        let width = fields.keys().map(String::len).max().unwrap_or_default();
        for (name, field) in &fields {
            let state = match self.user.answer(name) {
                Some(answer) if values => json_line(answer),
                Some(_) => "set".to_owned(),
                None => "not set".to_owned(),
            };
            let required = field.is_required.then(|| "required".to_owned());
            let consent = field.is_consent.then(|| "consent".to_owned());
            let excluded = field.excluded_by.iter().map(|form| format!("excluded by conditions of {form}"));
            let notes: Vec<String> = required.into_iter().chain(consent).chain(excluded).collect();
            let notes = if notes.is_empty() { String::new() } else { format!("  ({})", notes.join(", ")) };
            let _ = writeln!(text, "  {name:<width$}  {state}{notes}");
        }
    }

    /// Returns the fields to list: those that are required or that the Action remembers, those of the selected form, and
    /// those of other forms that are set.
    fn fields(&self) -> BTreeMap<String, FieldState> {
        let mut fields: BTreeMap<String, FieldState> = BTreeMap::new();
        for name in self.settings.and_then(|settings| settings.fields.as_ref()).into_iter().flatten() {
            fields.entry(name.clone()).or_default().is_required = true;
        }
        let mut forms: Vec<&str> =
            self.settings.and_then(|settings| settings.form.as_deref()).into_iter().collect();
        for (form, record) in self.user.valid_records() {
            forms.push(form);
            let record = Record::read(record);
            for name in record.not_applicable {
                fields.entry(name).or_default().excluded_by.push(form.to_owned());
            }
            for (name, _) in record.consents {
                fields.entry(name).or_default().is_consent = true;
            }
        }
        if let Some(memory) = self.user.memory().as_object() {
            let memory = Memory::read(memory);
            for (name, _) in memory.answered_at {
                fields.entry(name).or_default();
            }
            for (name, _) in memory.consents {
                fields.entry(name).or_default().is_consent = true;
            }
        }
        for (form, definition) in self.forms.iter() {
            let is_listed = forms.contains(&form.as_str());
            for field in definition.fields() {
                let name = field.name.as_str();
                if is_listed || self.user.answer(name).is_some() {
                    fields.entry(name.to_owned()).or_default();
                }
            }
        }
        fields
    }
}

/// Writes a heading and its lines, each with its label.
fn section_into(text: &mut String, heading: &str, lines: &[(&str, String)]) {
    let _ = writeln!(text, "\n{heading}");
    if lines.is_empty() {
        text.push_str("  nothing that the Action reads\n");
    }
    for (label, value) in lines {
        let _ = writeln!(text, "  {label:<15} {value}");
    }
}
