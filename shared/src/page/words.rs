//! The words that every form shares. What a person reads says what happened and what to do next.

use crate::form::{Field, Problem};
use crate::outcome::Topic;

pub(super) const CONTINUE: &str = "Continue";
pub(super) const ERROR_PREFIX: &str = "Error: ";
pub(super) const SUMMARY_TITLE: &str = "There is a problem";
pub(super) const OPTIONAL: &str = " (optional)";
pub(super) const REFERENCE: &str = "Reference: ";

/// Before and after the name of the application.
pub(super) const FOR_APPLICATION: (&str, &str) = ("You are signing in to ", ".");

/// How long the page can still be sent, to the nearest minute.
pub(super) fn time_left(seconds: u64) -> String {
    match (seconds + 30) / 60 {
        0 => "Please answer within a minute. After that, go back to the application and sign in again."
            .to_owned(),
        1 => "You have about 1 minute to answer. After that, go back to the application and sign in again."
            .to_owned(),
        minutes => format!(
            "You have about {minutes} minutes to answer. After that, go back to the application and sign in again."
        ),
    }
}

const SIGN_IN_AGAIN: &str = "Go back to the application and sign in again. If you see this page once more, tell the people who run the application, and give them the reference below.";

/// What is wrong with the answer to `field`, and what to do.
pub(super) fn problem(field: &Field, problem: Problem) -> String {
    let label = &field.label;
    match problem {
        Problem::Required => format!("{label}: please give an answer."),
        Problem::TooShort { least } => format!("{label}: please use at least {least} characters."),
        Problem::TooLong { most: 1, actual } => {
            format!("{label}: please use 1 character; you used {actual}.")
        }
        Problem::TooLong { most, actual } => {
            format!("{label}: please use {most} characters or fewer; you used {actual}.")
        }
        Problem::ControlCharacter => {
            format!(
                "{label}: there is a character that cannot be used, such as a line break. Please type the answer again."
            )
        }
        Problem::TooMuch => {
            format!("{label}: your answers are too long to be sent together. Please shorten this one.")
        }
    }
}

/// The words of an error page.
pub(super) struct ErrorWords {
    pub(super) title: &'static str,
    pub(super) happened: &'static str,
    pub(super) next: &'static str,
}

pub(super) fn error(topic: Topic) -> ErrorWords {
    match topic {
        Topic::Expired => ErrorWords {
            title: "This page has expired",
            happened: "For your security a sign-in has to be finished within some minutes. Your answers were not saved.",
            next: "Go back to the application and sign in again.",
        },
        Topic::InvalidLink => ErrorWords {
            title: "This link cannot be used",
            happened: "The link that brought you here is incomplete, or was not made for this page. Nothing was saved.",
            next: SIGN_IN_AGAIN,
        },
        Topic::InvalidRequest => ErrorWords {
            title: "This could not be read",
            happened: "What your browser sent is not what this page expects. Nothing was saved.",
            next: SIGN_IN_AGAIN,
        },
        Topic::NotFound => ErrorWords {
            title: "Page not found",
            happened: "There is no form at this address.",
            next: SIGN_IN_AGAIN,
        },
        Topic::Unavailable => ErrorWords {
            title: "Please try again in a moment",
            happened: "This page cannot be shown right now. The fault is ours, and it is usually short.",
            next: "Wait some seconds, then reload this page. If that does not help, go back to the application and sign in again.",
        },
        Topic::Fault => ErrorWords {
            title: "Something went wrong",
            happened: "This page failed because of a fault of ours. Nothing was saved.",
            next: SIGN_IN_AGAIN,
        },
    }
}
