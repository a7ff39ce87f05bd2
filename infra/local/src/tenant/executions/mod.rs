//! The executions page: each login step by step, for debugging.

mod step;

use std::sync::Arc;
use std::time::SystemTime;

use axum::extract::State;
use axum::http::StatusCode;
use maud::{Markup, html};
use serde::Serialize;
use serde_json::json;

use self::step::Details;
use super::Tenant;
use crate::execution::{Event, Execution, Outcome, Step};
use crate::moment::{iso, relative};
use crate::reply::{self, Reply};

pub(super) async fn get(State(tenant): State<Arc<Tenant>>) -> Reply {
    let executions = tenant.journal.executions();
    let strays = tenant.journal.strays();
    let content = html! {
        (load_errors(&tenant.load_errors()))
        p data-live { "The last logins, newest first. This page updates automatically. " a href="/executions.json" { "View as JSON" } }
        @if executions.is_empty() { p { "No logins yet." } }
        @for (index, execution) in executions.iter().enumerate() { (one(execution, index == 0)) }
        @if !strays.is_empty() { (stray_requests(&strays)) }
    };
    reply::html(StatusCode::OK, tenant.page("Executions", &content))
}

pub(super) async fn json(State(tenant): State<Arc<Tenant>>) -> Reply {
    let all = json!({
        "executions": tenant.journal.executions(),
        "form_requests_without_a_login": tenant.journal.strays(),
        "load_errors": tenant.load_errors(),
    });
    reply::json(StatusCode::OK, &all)
}

impl Tenant {
    /// The errors in the Action and the forms, if the last valid versions are used instead.
    fn load_errors(&self) -> Vec<LoadError> {
        self.action();
        self.gateway.app();
        let sources = [("The Action", self.action.error()), ("The forms", self.gateway.errors())];
        sources
            .into_iter()
            .filter_map(|(source, reason)| Some(LoadError { source, reason: reason? }))
            .collect()
    }
}

/// An error in files that are in use in their last valid version.
#[derive(Serialize)]
struct LoadError {
    #[serde(rename = "file")]
    source: &'static str,
    reason: String,
}

fn load_errors(errors: &[LoadError]) -> Markup {
    html! {
        @for error in errors {
            section.card.fault {
                h2.bad { (error.source) " failed to load" }
                pre { (error.reason) }
                p { "The last valid version stays in use until the file is fixed." }
            }
        }
    }
}

fn one(execution: &Execution, open: bool) -> Markup {
    let mut details = Details::since(execution.started_at);
    html! {
        article.card id={ "execution-" (execution.id) } {
            details open[open] {
                summary {
                    h2 { "Login " (execution.id) " · " (execution.user.as_deref().unwrap_or("no user yet")) }
                    " " (outcome(&execution.outcome))
                    @let trail = trail(&execution.steps);
                    @if !trail.is_empty() { " " span.quiet { (trail) } }
                }
                dl {
                    dt { "Started" } dd { time datetime=(iso(execution.started_at)) { (iso(execution.started_at)) } }
                    dt { "Protocol" } dd { (execution.protocol) }
                }
                ol.plain.steps { @for step in &execution.steps { (item(step, execution.started_at, &mut details)) } }
            }
        }
    }
}

/// The decisions and outcomes of a login in one line: `redirect, rendered, answered, pass`.
fn trail(steps: &[Step]) -> String {
    let turns = steps.iter().filter_map(|step| match &step.event {
        Event::Action(run) => Some(run.decision.name()),
        Event::Form(request) => Some(request.outcome.as_deref().unwrap_or("no outcome")),
        Event::Elsewhere { .. } => Some("elsewhere"),
        Event::Continue { checks, .. } if !checks.iter().all(|check| check.holds) => Some("not continued"),
        Event::Written { problem: Some(_), .. } => Some("not written"),
        _ => None,
    });
    turns.collect::<Vec<_>>().join(", ")
}

fn item<'a>(step: &'a Step, start: SystemTime, details: &mut Details<'a>) -> Markup {
    html! {
        li {
            @let lane = step::lane(&step.event);
            span.lane.(lane.to_lowercase()) { (lane) }
            div {
                h3 { (step::title(&step.event)) " " span.quiet { (relative(step.at, start)) } }
                (details.of(&step.event))
            }
        }
    }
}

fn outcome(outcome: &Outcome) -> Markup {
    html! {
        @match outcome {
            Outcome::Running => span.wait { "waiting for the user" },
            Outcome::Completed => span.good { "completed" },
            Outcome::Failed { error, .. } => span.bad { "failed: " (error) },
        }
    }
}

fn stray_requests(strays: &[Step]) -> Markup {
    html! {
        section.card aria-labelledby="strays" {
            h2 id="strays" { "Form requests without a login" }
            ol.plain.steps { @for step in strays { (item(step, step.at, &mut Details::since(step.at))) } }
        }
    }
}
