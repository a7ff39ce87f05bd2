//! The findings of a check, and their report.

use std::fmt;

use serde::Serialize;

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Severity {
    /// A problem that breaks a form or a login.
    Error,
    /// A probable problem, which may be intended.
    Warning,
}

/// The type of a finding. Its name in `--json` does not change between releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Code {
    FormInvalid,
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
    SettingInvalid,
    SettingUnknown,
    SettingPlaceholder,
    SecretSuspicious,
    FormUnknown,
    FormUrlPath,
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
            | Self::SettingPlaceholder
            | Self::SecretSuspicious
            | Self::FormUrlPath
            | Self::RequiredFieldOptional
            | Self::RequiredNotNow
            | Self::StageUnchecked
            | Self::StageArchitectureUnset
            | Self::StageSecretShared => Severity::Warning,
            Self::FormInvalid
            | Self::ThemeContrast
            | Self::ConditionNever
            | Self::AnswersTooLong
            | Self::ProfileTooLarge
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
            | Self::BuildUnused => Severity::Error,
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
}

impl Finding {
    pub(super) fn new(code: Code, file: &str, place: impl Into<String>, message: impl Into<String>) -> Self {
        let (place, message) = (place.into(), message.into());
        Self { severity: code.severity(), code, file: file.to_owned(), place, message }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, place, message, .. } = self;
        if place.is_empty() {
            write!(f, "{file}: {message}")
        } else {
            write!(f, "{file}: {place}: {message}")
        }
    }
}

/// All findings.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    /// Sorted by file, with errors before warnings.
    pub(super) findings: Vec<Finding>,
}

impl Report {
    pub(super) fn new(mut findings: Vec<Finding>) -> Self {
        findings.sort_by(|left, right| (&left.file, left.severity).cmp(&(&right.file, right.severity)));
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        Self { errors, warnings: findings.len() - errors, findings }
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
        writeln!(f, "{}, {}", count(self.errors, "error"), count(self.warnings, "warning"))
    }
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
