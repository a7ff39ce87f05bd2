//! An outcome of the functions or a reason of the Action, and its description.

use std::fmt;

use profiling_forms::locale::{self, Tag};
use profiling_service::outcome::{Cause, Outcome, Severity};
use serde::{Serialize, Serializer};

use super::action_reasons::{ActionReason, REASONS};
use super::details::Details;
use super::messages::Message;
use super::specific::{self, Specific};

/// An outcome or a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// The outcome of a request.
    Outcome(Outcome),
    /// The reason of a run of the Action.
    Reason(&'static ActionReason),
    /// A message that is in neither log.
    Message(&'static Message),
}

impl Entry {
    /// All outcomes and reasons, which have names.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let outcomes = Outcome::ALL.iter().copied().map(Self::Outcome);
        outcomes.chain(REASONS.iter().map(Self::Reason))
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Outcome(outcome) => outcome.name(),
            Self::Reason(reason) => reason.name,
            Self::Message(message) => message.name,
        }
    }

    pub(super) fn meaning(self) -> &'static str {
        match self {
            Self::Outcome(outcome) => outcome.guide().meaning,
            Self::Reason(reason) => reason.meaning,
            Self::Message(message) => message.meaning,
        }
    }

    pub(super) fn causes(self) -> &'static [Cause] {
        match self {
            Self::Outcome(outcome) => outcome.guide().causes,
            Self::Reason(reason) => reason.causes,
            Self::Message(message) => message.causes,
        }
    }

    pub(super) fn remedy(self) -> &'static str {
        match self {
            Self::Outcome(outcome) => outcome.guide().remedy,
            Self::Reason(reason) => reason.remedy,
            Self::Message(message) => message.remedy,
        }
    }

    /// Returns true if users cannot log in, or get an error page, for a reason that does not pass by itself.
    pub(super) fn hurts(self, details: &Details) -> bool {
        if details.is_denied() {
            return true;
        }
        match self {
            Self::Outcome(outcome) => outcome.severity() == Severity::Error,
            Self::Reason(reason) => reason.name == "broken_setting" || reason.name == "unexpected",
            Self::Message(message) => !message.effect.starts_with("logs in"),
        }
    }

    /// The whole description, for a line with these details.
    pub(super) fn description(self, details: &Details) -> Description {
        let specific = match self {
            Self::Reason(reason) => specific::of_action(reason.name, details),
            Self::Outcome(_) => details.reason().map_or_else(Specific::default, specific::of_function),
            Self::Message(_) => Specific::default(),
        };
        let (log, status, level, person, alarm) = match self {
            Self::Outcome(outcome) => (
                "functions",
                Some(outcome.status().as_u16()),
                Some(outcome.severity().level()),
                effect_of_outcome(outcome),
                Some(alarm(outcome)),
            ),
            Self::Reason(reason) => ("action", None, None, effect_of_reason(reason, details), None),
            Self::Message(message) => (message.source, None, None, message.effect.to_owned(), None),
        };
        Description {
            log,
            name: self.name(),
            status,
            level,
            meaning: sentence(specific.meaning.unwrap_or(self.meaning())),
            caused_by: self.causes(),
            remedy: sentence(specific.remedy.unwrap_or(self.remedy())),
            person,
            alarm,
        }
    }
}

/// The description of an entry, for people or as JSON.
#[derive(Debug, Serialize)]
pub(super) struct Description {
    /// The log that has it, `functions` or `action`, or the source of a message.
    log: &'static str,
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'static str>,
    meaning: String,
    #[serde(serialize_with = "names")]
    caused_by: &'static [Cause],
    remedy: String,
    person: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    alarm: Option<&'static str>,
}

impl Description {
    fn heading(&self) -> String {
        match (self.status, self.level) {
            (Some(status), Some(level)) => {
                format!("{}  (the functions' log; status {status}, level {level})", self.name)
            }
            (None, _) | (_, None) if self.log == "action" => {
                format!("{}  (the Action's log, at Auth0)", self.name)
            }
            (None, _) | (_, None) => format!("{}  ({})", self.name, self.log),
        }
    }

    /// The meaning and the remedy, for one of many entries.
    pub(super) fn brief(&self) -> String {
        format!(
            "{}\n  what it means     {}\n  what to do        {}\n",
            self.heading(),
            self.meaning,
            self.remedy
        )
    }
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.heading())?;
        writeln!(f, "  what it means     {}", self.meaning)?;
        for (index, cause) in self.caused_by.iter().enumerate() {
            let label = if index == 0 { "caused by" } else { "or by" };
            writeln!(f, "  {label:<17} {}: {}", cause.name(), cause.meaning())?;
        }
        writeln!(f, "  what to do        {}", self.remedy)?;
        writeln!(f, "  the user          {}", self.person)?;
        self.alarm.map_or(Ok(()), |alarm| writeln!(f, "  in CloudWatch     {alarm}"))
    }
}

/// The causes as a list of names.
fn names<S: Serializer>(causes: &&[Cause], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(causes.iter().map(|cause| cause.name()))
}

fn effect_of_outcome(outcome: Outcome) -> String {
    if let Some(topic) = outcome.topic() {
        let english =
            Tag::parse("en").map(|tag| profiling_pages::error_messages(topic, locale::messages(&tag)));
        return english.map_or_else(|_| String::new(), |page| format!("sees the page \"{}\"", page.title));
    }
    let status = outcome.status();
    let effect = if status.is_success() {
        "sees the form"
    } else if status.is_redirection() {
        "is redirected to the tenant without seeing a page"
    } else {
        "sees the form again, with the errors"
    };
    effect.to_owned()
}

fn effect_of_reason(reason: &ActionReason, details: &Details) -> String {
    match (reason.name, reason.denies) {
        _ if details.is_denied() => "is not logged in; the application shows the message of the Action",
        ("asked", _) => "sees the form next",
        (_, false) => "is logged in",
        (_, true) => {
            "is logged in; with `REQUIRED=true` or `deny_without_answer`, the login is denied with a message for the user"
        },
    }
    .to_owned()
}

fn alarm(outcome: Outcome) -> &'static str {
    if outcome.refused() == Some(true) {
        return "counts in `Refused`: a few are normal; investigate when the rate rises, or when logins fail";
    }
    match outcome.severity() {
        Severity::Error => "counts in `Requests` by this outcome: one is enough to investigate",
        Severity::Warn | Severity::Info => "counts in `Requests` only: not worth paging anyone",
    }
}

/// Returns the text of a table as a sentence.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first: String = characters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", characters.as_str())
}
