//! What a check tells: of which file, at which place, how grave.

use std::fmt;

use serde::Serialize;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Severity {
    /// It must be mended: somebody would be asked wrongly, or not at all.
    Error,
    /// It may be meant.
    Warning,
}

/// What kind of finding it is; its name in `--json` stays the same from one release to the next.
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
    SettingInvalid,
    SecretSuspicious,
    FormUnknown,
    RequiredFieldUnknown,
    RequiredFieldOptional,
    RequiredNotNow,
    TemplateInvalid,
    TemplateLayer,
    TemplateValue,
}

impl Code {
    pub(super) fn severity(self) -> Severity {
        match self {
            Self::ThemeUnused
            | Self::TranslationMissing
            | Self::WordsMissing
            | Self::ConditionAlways
            | Self::AnswersLong
            | Self::PageTooLarge
            | Self::NotNowNever
            | Self::SecretSuspicious
            | Self::RequiredFieldOptional
            | Self::RequiredNotNow => Severity::Warning,
            Self::FormInvalid
            | Self::ThemeContrast
            | Self::ConditionNever
            | Self::AnswersTooLong
            | Self::ProfileTooLarge
            | Self::SettingInvalid
            | Self::FormUnknown
            | Self::RequiredFieldUnknown
            | Self::TemplateInvalid
            | Self::TemplateLayer
            | Self::TemplateValue => Severity::Error,
        }
    }
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Finding {
    pub(super) severity: Severity,
    pub(super) code: Code,
    /// The file, as a person would type it.
    pub(super) file: String,
    /// Where in the file: `fields[1].label`; empty for the file as a whole.
    pub(super) place: String,
    /// What is wrong, and what would be right.
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

/// All that was found.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    /// By file; errors before warnings.
    pub(super) findings: Vec<Finding>,
}

impl Report {
    pub(super) fn new(mut findings: Vec<Finding>) -> Self {
        findings.sort_by(|one, two| (&one.file, one.severity).cmp(&(&two.file, two.severity)));
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        Self { errors, warnings: findings.len() - errors, findings }
    }
}

/// For people: a line each, and a summary.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            writeln!(f, "{severity}: {finding}")?;
        }
        writeln!(f, "{}, {}", counted(self.errors, "error"), counted(self.warnings, "warning"))
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
