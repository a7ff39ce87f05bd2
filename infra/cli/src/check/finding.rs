//! The findings of a check, and their report.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use profiling_authoring::{Document, Location};
use profiling_forms::is_form_file;
use profiling_plan::PlanCode;
use serde::Serialize;

use crate::plural::count;
use crate::printable::printable;

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Severity {
    /// A problem that breaks a form or a login.
    Error,
    /// A probable problem, which may be intended.
    Warning,
}

/// The type of a finding. Its name in `--format json` does not change between releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Code {
    FormInvalid,
    TextsInvalid,
    ThemeContrast,
    ThemeUnused,
    TranslationMissing,
    WordsMissing,
    ConditionNever,
    ConditionAlways,
    AnswersTooLong,
    AnswersLong,
    ProfileTooLarge,
    PageTooLarge,
    NotNowNever,
    HintMissing,
    PatternNever,
    PatternSlashes,
    PatternUnexplained,
    TextMarkup,
    TextLong,
    AutocompleteUnknown,
    KeyUnused,
    NotNowHidden,
    FormIgnored,
    SettingInvalid,
    SettingUnknown,
    SettingPlaceholder,
    SecretSuspicious,
    FormUnknown,
    FormUrlPath,
    FieldNotRequested,
    RequiredFieldUnknown,
    RequiredFieldOptional,
    RequiredNotNow,
    TemplateInvalid,
    TemplateLayer,
    TemplateValue,
    StagesInvalid,
    StageParameter,
    StageUnchecked,
    StageArchitecture,
    StageArchitectureUnset,
    StageSecretShared,
    BuildUnused,
    PlanInvalid,
    PlanTooLarge,
    SettingUnused,
    ActionInvalid,
    ActionOutdated,
    #[serde(untagged)]
    Plan(PlanCode),
}

impl Code {
    /// Returns the severity of findings with this code.
    pub(super) fn severity(self) -> Severity {
        match self {
            Self::ThemeUnused
            | Self::TranslationMissing
            | Self::WordsMissing
            | Self::ConditionAlways
            | Self::AnswersLong
            | Self::PageTooLarge
            | Self::NotNowNever
            | Self::HintMissing
            | Self::PatternSlashes
            | Self::PatternUnexplained
            | Self::TextMarkup
            | Self::TextLong
            | Self::AutocompleteUnknown
            | Self::KeyUnused
            | Self::NotNowHidden
            | Self::FormIgnored
            | Self::SettingPlaceholder
            | Self::SecretSuspicious
            | Self::FormUrlPath
            | Self::FieldNotRequested
            | Self::RequiredFieldOptional
            | Self::RequiredNotNow
            | Self::StageUnchecked
            | Self::StageArchitectureUnset
            | Self::StageSecretShared
            | Self::SettingUnused
            | Self::ActionOutdated => Severity::Warning,
            Self::Plan(code) if !code.is_error() => Severity::Warning,
            Self::FormInvalid
            | Self::TextsInvalid
            | Self::ThemeContrast
            | Self::ConditionNever
            | Self::AnswersTooLong
            | Self::ProfileTooLarge
            | Self::PatternNever
            | Self::SettingInvalid
            | Self::SettingUnknown
            | Self::FormUnknown
            | Self::RequiredFieldUnknown
            | Self::TemplateInvalid
            | Self::TemplateLayer
            | Self::TemplateValue
            | Self::StagesInvalid
            | Self::StageParameter
            | Self::StageArchitecture
            | Self::BuildUnused
            | Self::PlanInvalid
            | Self::PlanTooLarge
            | Self::ActionInvalid
            | Self::Plan(_) => Severity::Error,
        }
    }
}

/// A problem in a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Finding {
    pub(super) severity: Severity,
    pub(super) code: Code,
    /// The path of the file, as a user would type it.
    pub(super) file: String,
    /// The place in the file, such as `fields[1].label`; empty for the file as a whole.
    pub(super) place: String,
    /// A description of the problem, with what is expected instead.
    pub(super) message: String,
    /// The line and the columns, if the file is known.
    #[serde(skip)]
    pub(super) place_in_file: Option<Location>,
    /// The same without the text of the line.
    #[serde(flatten)]
    pub(super) lines: Option<Lines>,
    /// The place with the names of fields, for people.
    #[serde(skip)]
    pub(super) described_place: String,
}

/// The files in which findings have a line, by their paths as a user would type them.
pub(super) type Documents = BTreeMap<String, Document>;

/// The lines and columns of a place, for `--format json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Lines {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl From<&Location> for Lines {
    fn from(location: &Location) -> Self {
        let Location { line, column, end_line, end_column, .. } = *location;
        Self { line, column, end_line, end_column }
    }
}

impl Finding {
    pub(super) fn new(code: Code, file: &str, place: impl Into<String>, message: impl Into<String>) -> Self {
        let (place, message) = (place.into(), message.into());
        let described_place = place.clone();
        let severity = code.severity();
        Self {
            severity,
            code,
            file: file.to_owned(),
            place,
            message,
            place_in_file: None,
            lines: None,
            described_place,
        }
    }

    /// Returns the name of the code in `--format json`.
    pub(super) fn code_name(&self) -> String {
        let name = serde_json::to_value(self.code).ok();
        name.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
    }

    /// Finds the line of the finding, and describes its place.
    fn locate(&mut self, documents: &Documents) {
        if let Some(document) = documents.get(&self.file) {
            self.described_place = document.describe(&self.place);
            if self.place_in_file.is_none() && document.has_tree() {
                let location = document.location(document.span(&self.place));
                // A settings file can contain secrets, so its lines are not printed.
                let source = if document.is_definition() { location.source.clone() } else { String::new() };
                self.place_in_file = Some(Location { source, ..location });
            }
        }
        self.lines = self.place_in_file.as_ref().map(Lines::from);
    }
}

/// The place and the message, and the line with a mark below the place.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, described_place, message, place_in_file, .. } = self;
        f.write_str(file)?;
        if let Some(Location { line, column, .. }) = place_in_file {
            write!(f, ":{line}:{column}")?;
        }
        if !described_place.is_empty() {
            write!(f, ": {described_place}")?;
        }
        write!(f, ": {message}")?;
        match place_in_file {
            Some(location) if !location.source.is_empty() => write_source(f, location),
            _ => Ok(()),
        }
    }
}

/// The number of characters of a line that are printed before and after the place.
const CONTEXT: usize = 60;

/// Writes the line of a place, and a mark below the place.
fn write_source(f: &mut fmt::Formatter<'_>, location: &Location) -> fmt::Result {
    let characters: Vec<char> = location.source.chars().map(|c| if c == '\t' { ' ' } else { c }).collect();
    let start = (location.column - 1).min(characters.len());
    let end = if location.end_line == location.line { location.end_column - 1 } else { characters.len() };
    let end = end.clamp(start + 1, (start + CONTEXT).max(start + 1));
    let first = start.saturating_sub(CONTEXT);
    let last = (start + 2 * CONTEXT).min(characters.len());
    let text: String = characters[first..last].iter().collect();
    let number = location.line.to_string();
    let margin = " ".repeat(number.len());
    let (indent, mark) = (" ".repeat(start - first), "^".repeat(end - start));
    write!(f, "\n  {number} | {}\n  {margin} | {indent}{mark}", printable(text.trim_end()))
}

/// All findings.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    /// Sorted by file, with errors before warnings, and by line.
    pub(super) findings: Vec<Finding>,
}

impl Report {
    pub(super) fn new(mut findings: Vec<Finding>, documents: &Documents) -> Self {
        for finding in &mut findings {
            finding.locate(documents);
        }
        let line = |finding: &Finding| {
            finding.place_in_file.as_ref().map(|location| (location.line, location.column))
        };
        findings.sort_by(|left, right| {
            (&left.file, left.severity, line(left)).cmp(&(&right.file, right.severity, line(right)))
        });
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        Self { errors, warnings: findings.len() - errors, findings }
    }

    /// Returns the files of the forms that are invalid. Such a form is not checked further.
    fn invalid_forms(&self) -> BTreeSet<&str> {
        let invalid = self.findings.iter().filter(|finding| finding.code == Code::FormInvalid);
        // A finding about the whole folder has the folder as its file.
        invalid.map(|finding| finding.file.as_str()).filter(|file| is_form_file(file)).collect()
    }
}

/// A line for each finding, and a summary.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            writeln!(f, "{severity}: {finding}")?;
        }
        write!(f, "{}, {}", count(self.errors, "error"), count(self.warnings, "warning"))?;
        let files: Vec<&str> = self.invalid_forms().into_iter().collect();
        match files[..] {
            [] => writeln!(f),
            [file] => writeln!(f, "; {file} was only partly checked: fix its errors, and check again"),
            _ => {
                let forms = files.len();
                writeln!(f, "; {forms} forms were only partly checked: fix their errors, and check again")
            }
        }
    }
}
