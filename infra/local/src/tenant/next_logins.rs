//! The page with the next logins of a user, as the Action would decide them now.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use maud::{Markup, html};

use super::Tenant;
use crate::execution::Decision;
use crate::forecast::{Answered, Behavior, Forecast, ForecastLogin, Question};
use crate::incoming::{Incoming, Pairs};
use crate::moment::iso;
use crate::reply::{self, Reply};
use crate::user::User;

/// The choices for the days between two logins.
const INTERVALS: [(u32, &str); 3] = [(1, "1 day"), (7, "1 week"), (30, "30 days")];

/// The choices for the number of logins.
const COUNTS: [u32; 3] = [12, 26, 52];

/// The maximum number of logins.
const MAX_LOGINS: u32 = 400;

/// The maximum number of days between two logins.
const MAX_INTERVAL: u32 = 366;

/// The choices for the behavior of the user, with their names in the URL.
const BEHAVIORS: [(Behavior, &str, &str); 4] = [
    (Behavior::Answer, "answer", "answers all questions"),
    (Behavior::Postpone, "postpone", "chooses \u{201c}Not now\u{201d} if possible"),
    (Behavior::ReturnWithoutAnswer, "return", "returns without an answer"),
    (Behavior::Abandon, "abandon", "closes the form"),
];

/// The parameters of the page. Values that are missing or not valid are the defaults.
#[derive(Clone, Copy)]
struct Parameters {
    days_between: u32,
    logins: u32,
    behavior: (Behavior, &'static str, &'static str),
}

impl Parameters {
    fn read(query: &Pairs) -> Self {
        let number = |name: &str, default: u32, max: u32| {
            let number = query.get(name).and_then(|text| text.parse().ok());
            number.filter(|number| (1..=max).contains(number)).unwrap_or(default)
        };
        let behavior = BEHAVIORS.into_iter().find(|(_, name, _)| query.get("behavior") == Some(name));
        Self {
            days_between: number("every", INTERVALS[1].0, MAX_INTERVAL),
            logins: number("logins", COUNTS[0], MAX_LOGINS),
            behavior: behavior.unwrap_or(BEHAVIORS[0]),
        }
    }
}

pub(super) async fn get(State(tenant): State<Arc<Tenant>>, incoming: Incoming) -> Reply {
    let users = tenant.users();
    let user = match incoming.query.get("user_id") {
        Some(user_id) => users.iter().find(|user| user.user_id == user_id),
        None => users.first(),
    };
    let Some(user) = user else {
        let description = "There is no user with this user_id.";
        return tenant.problem(StatusCode::BAD_REQUEST, "Unknown user", description);
    };
    let parameters = Parameters::read(&incoming.query);
    let (simulated, started) = (user.clone(), Arc::clone(&tenant));
    let result = tokio::task::spawn_blocking(move || {
        let planned = started.action();
        let app = started.gateway.app();
        let forecast = Forecast {
            action: &planned.action,
            forms: &app.forms,
            user: simulated,
            client_metadata: started.client.metadata.clone(),
            start: started.clock.now(),
            days_between: parameters.days_between,
            logins: parameters.logins,
            behavior: parameters.behavior.0,
        };
        forecast.run().map_err(|error| error.to_string())
    });
    let result = result.await.unwrap_or_else(|error| Err(format!("the engine failed: {error}")));
    let content = html! {
        p { (source(&tenant)) " This page runs the Action for each login, and advances its own clock. Nothing is stored." }
        (controls(&users, user, &parameters))
        @match &result {
            Ok(logins) => (table(user, logins, &parameters)),
            Err(reason) => div.card.fault { p { "The next logins cannot be shown: " (reason) } },
        }
    };
    reply::html(StatusCode::OK, tenant.page("Next logins", &content))
}

/// The source of the decisions.
fn source(tenant: &Tenant) -> Markup {
    html! {
        @match tenant.plan() {
            Some(plan) => { "The plan " code { (plan.display()) } " decides what a user is asked." },
            None => "The settings of the Action decide what a user is asked.",
        }
    }
}

/// The form with the parameters of the page.
fn controls(users: &[User], selected: &User, parameters: &Parameters) -> Markup {
    html! {
        form.controls action="/plan" {
            p {
                label for="user" { "User" }
                select id="user" name="user_id" {
                    @for user in users {
                        option value=(user.user_id) selected[user.user_id == selected.user_id] { (user.email) }
                    }
                }
            }
            p {
                label for="behavior" { "Behavior" }
                select id="behavior" name="behavior" {
                    @for (behavior, name, label) in BEHAVIORS {
                        option value=(name) selected[behavior == parameters.behavior.0] { (label) }
                    }
                }
            }
            p {
                label for="every" { "Interval" }
                select id="every" name="every" {
                    @for (days, label) in INTERVALS {
                        option value=(days) selected[days == parameters.days_between] { (label) }
                    }
                    @if !INTERVALS.iter().any(|(days, _)| *days == parameters.days_between) {
                        option value=(parameters.days_between) selected { (parameters.days_between) " days" }
                    }
                }
            }
            p {
                label for="logins" { "Logins" }
                select id="logins" name="logins" {
                    @for count in COUNTS { option value=(count) selected[count == parameters.logins] { (count) } }
                    @if !COUNTS.contains(&parameters.logins) {
                        option value=(parameters.logins) selected { (parameters.logins) }
                    }
                }
            }
            p { button.second { "Show" } }
        }
    }
}

/// The logins in a table, below a summary.
fn table(user: &User, logins: &[ForecastLogin], parameters: &Parameters) -> Markup {
    let questions: Vec<&Question> = logins.iter().filter_map(|login| login.question.as_ref()).collect();
    let fields: usize = questions.iter().map(|question| question.fields.len()).sum();
    let columns =
        Columns { rule: logins.iter().any(|login| login.rule.is_some()), question: !questions.is_empty() };
    html! {
        p role="status" {
            (user.email) ", who " (parameters.behavior.2) ", is asked at " (questions.len()) " of the next " (logins.len())
            " logins, for " (fields) @if fields == 1 { " field" } @else { " fields" } " in all."
            @if logins.last().is_some_and(ForecastLogin::has_failed) { " The Action failed, so later logins are not shown." }
        }
        div.wide role="region" aria-labelledby="logins-caption" tabindex="0" {
            table {
                caption id="logins-caption" { "The next logins of " (user.email) }
                thead { tr {
                    th scope="col" { "Login" }
                    th scope="col" { "Date" }
                    th scope="col" { "Decision" }
                    @if columns.rule { th scope="col" { "Rule" } }
                    @if columns.question {
                        th scope="col" { "Form" }
                        th scope="col" { "Fields" }
                        th scope="col" { "After the form" }
                    }
                } }
                tbody { @for login in logins { (row(login, &columns)) } }
            }
        }
    }
}

/// The columns that are not empty in all rows.
struct Columns {
    rule: bool,
    question: bool,
}

fn row(login: &ForecastLogin, columns: &Columns) -> Markup {
    let time = iso(login.at);
    let question = login.question.as_ref();
    html! {
        tr.asked[question.is_some()] {
            th scope="row" { (login.number) }
            td { time datetime=(time) { (&time[..10]) } }
            // The details of a question are in the other columns.
            td { (decision(&login.decision, &login.reason, if question.is_some() { "" } else { &login.detail })) }
            @if columns.rule { td { @if let Some(rule) = &login.rule { code { (rule) } } } }
            @if columns.question {
                td { @if let Some(question) = question { (question.form) } }
                td { @if let Some(question) = question { (question.fields.join(", ")) } }
                td { @if let Some(question) = question { (answered(&question.result)) } }
            }
        }
    }
}

/// The decision of a run: the reason code of the Action's log line, or the decision itself if the Action logs none.
fn decision(decision: &Decision, reason: &str, detail: &str) -> Markup {
    html! {
        code { (if reason.is_empty() { decision.name() } else { reason }) }
        @if !detail.is_empty() { " " span.quiet { (detail) } }
        @match decision {
            Decision::Deny { .. } => { " " strong.bad { "denied" } },
            Decision::Fail { message } => { " " strong.bad { "failed: " (message) } },
            Decision::Pass | Decision::Redirect => {}
        }
    }
}

fn answered(result: &Answered) -> Markup {
    html! {
        @match result {
            Answered::Returned { decision: after, reason, detail } => (decision(after, reason, detail)),
            Answered::Abandoned => "The login does not end.",
            Answered::Impossible(reason) => span.bad { "The form cannot be answered: " (reason) },
        }
    }
}
