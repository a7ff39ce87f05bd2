//! The steps of a login on the executions page.

use std::time::SystemTime;

use maud::{Markup, html};
use profiling_service::clock::seconds;
use serde_json::Value;

use crate::action::Effect;
use crate::execution::{ActionRun, Decision, Event, LoginKind};
use crate::moment::{from_numeric_date, iso, relative};
use crate::tenant::users::pretty;

/// Who acts in a step.
pub(super) fn lane(event: &Event) -> &'static str {
    match event {
        Event::Authorize { .. } | Event::Callback { .. } => "Browser",
        Event::Login { .. } | Event::Continue { .. } | Event::Written { .. } => "Tenant",
        Event::Action(_) => "Action",
        Event::Form(_) | Event::Elsewhere { .. } => "Form",
    }
}

/// The title of a step.
pub(super) fn title(event: &Event) -> Markup {
    html! {
        @match event {
            Event::Authorize { session, .. } => {
                "Login requested" @if *session { ", with a session" }
            }
            Event::Login { how, .. } => (identified(*how)),
            Event::Action(run) => { "Action: " (run.handler) " " (decision(&run.decision)) }
            Event::Form(request) => {
                "Form: " (request.method) " " (request.path) " "
                span class=(if request.status < 400 { "good" } else { "bad" }) {
                    (request.status) @if let Some(outcome) = &request.outcome { " " (outcome) }
                }
            }
            Event::Elsewhere { url } => { "Redirected to another gateway: " (url) }
            Event::Continue { method, checks, .. } => {
                (method) " /continue "
                @if checks.iter().all(|check| check.holds) { span.good { "accepted" } } @else { span.bad { "rejected" } }
            }
            Event::Written { problem, .. } => {
                @if problem.is_none() { "Metadata written" } @else { span.bad { "Metadata not written" } }
            }
            Event::Callback { .. } => "Answered",
        }
    }
}

/// Renders the details of the steps of an execution, in order.
pub(super) struct Details<'a> {
    /// The start of the login, in whole seconds like the times of claims.
    start: SystemTime,
    /// The claims that are on the page already: a token occurs in several steps.
    rendered: Vec<&'a Value>,
}

impl<'a> Details<'a> {
    pub(super) fn since(start: SystemTime) -> Self {
        Self { start: from_numeric_date(seconds(start)).unwrap_or(start), rendered: Vec::new() }
    }

    /// The details of the next step.
    pub(super) fn of(&mut self, event: &'a Event) -> Markup {
        match event {
            Event::Authorize { parameters, .. } => html! {
                details { summary { "Parameters" } (values(parameters)) }
            },
            Event::Login { user_id, logins_count, .. } => html! {
                dl { dt { "user_id" } dd { (user_id) } dt { "logins_count" } dd { (logins_count) } }
            },
            Event::Action(run) => self.action(run),
            Event::Form(request) => html! {
                @for line in &request.log { details { summary { "Log line" } (values(line)) } }
                (self.token("Token in the request", request.received.as_ref()))
                (self.token("Signed token", request.signed.as_ref()))
                (sealed(request.opened.as_ref()))
            },
            Event::Elsewhere { .. } => html! {
                p { "Another gateway serves this request. See the logs of its functions." }
            },
            Event::Continue { checks, claims, .. } => html! {
                ul { @for check in checks {
                    li { (check.what) ": " @if check.holds { span.good { "yes" } } @else { span.bad { "no" } } }
                } }
                (self.token("Token in the request", claims.as_ref()))
            },
            Event::Written { user_metadata, app_metadata, problem } => html! {
                @if let Some(problem) = problem { p.bad { (problem) } }
                @if !user_metadata.is_empty() { p { "user_metadata" } pre { (pretty(user_metadata)) } }
                @if !app_metadata.is_empty() { p { "app_metadata" } pre { (pretty(app_metadata)) } }
            },
            Event::Callback { to, answer } => html! {
                dl { dt { "To" } dd { (to) } dt { "With" } dd { (answer) } }
            },
        }
    }

    fn action(&mut self, run: &'a ActionRun) -> Markup {
        html! {
            @match &run.decision {
                Decision::Deny { reason } => p { "Reason: " (reason) }
                Decision::Fail { message } => pre.bad { (message) }
                Decision::Pass | Decision::Redirect => {}
            }
            @if !run.console.is_empty() {
                p { "Console" }
                pre { @for line in &run.console { (line) "\n" } }
            }
            @for effect in &run.effects { (self.effect(effect)) }
        }
    }

    fn effect(&mut self, effect: &'a Effect) -> Markup {
        match effect {
            Effect::Redirect { url } => html! { dl { dt { "Redirect to" } dd { (without_token(url)) } } },
            Effect::TokenEncoded { claims, opened } => html! {
                (self.token("Signed token", Some(claims)))
                (sealed(opened.as_ref()))
            },
            Effect::TokenValidated { claims, opened } => html! {
                (self.token("Accepted token", Some(claims)))
                (sealed(opened.as_ref()))
            },
            Effect::TokenRefused { reason } => html! { p.bad { "Rejected token: " (reason) } },
            Effect::SetUserMetadata { key, value } => set("user_metadata", key, value),
            Effect::SetAppMetadata { key, value } => set("app_metadata", key, value),
            Effect::SetTransactionMetadata { key, value } => set("transaction metadata", key, value),
            // Part of the run's decision.
            Effect::Deny { .. } => Markup::default(),
        }
    }

    /// The claims of a token and its times in a readable form, once for each token.
    fn token(&mut self, what: &str, claims: Option<&'a Value>) -> Markup {
        let Some(claims) = claims else { return Markup::default() };
        if self.rendered.contains(&claims) {
            return html! { p { (what) ": the same as above" } };
        }
        self.rendered.push(claims);
        let times = ["iat", "nbf", "exp"].into_iter().filter_map(|name| {
            let time = from_numeric_date(claims.get(name)?.as_u64()?)?;
            Some((name, time))
        });
        html! {
            details {
                summary { (what) }
                pre { (pretty(claims)) }
                dl { @for (name, time) in times {
                    dt { (name) }
                    dd { (iso(time)) " " span.quiet { "(" (relative(time, self.start)) " from the start of the login)" } }
                } }
            }
        }
    }
}

/// The content of a sealed claim, which only a party with the secret can read.
fn sealed(opened: Option<&Value>) -> Markup {
    html! {
        @if let Some(content) = opened {
            details {
                summary { "Sealed content (opened by the emulator)" }
                pre { (pretty(content)) }
            }
        }
    }
}

fn identified(how: LoginKind) -> &'static str {
    match how {
        LoginKind::Signup => "Signed up and logged in",
        LoginKind::LoginPage => "Logged in on the login page",
        LoginKind::SingleSignOn => "Identified by the session, not counted as a login",
        LoginKind::Password => "Logged in with the password grant",
        LoginKind::RefreshToken => "Identified by a refresh token, not counted as a login",
    }
}

fn decision(decision: &Decision) -> Markup {
    html! {
        @match decision {
            Decision::Pass => span.good { "continues the login" },
            Decision::Redirect => span.wait { "redirects" },
            Decision::Deny { .. } => span.bad { "denies the login" },
            Decision::Fail { .. } => span.bad { "failed, so the login fails" },
        }
    }
}

fn set(what: &str, key: &str, value: &Value) -> Markup {
    html! { dl { dt { "Set " (what) } dd { (key) " = " (value) } } }
}

/// A list of the names and values of an object.
fn values(object: &Value) -> Markup {
    html! {
        @if let Some(object) = object.as_object() {
            dl { @for (name, value) in object {
                dt { (name) }
                dd { @match value { Value::String(text) => (text), other => (other) } }
            } }
        } @else {
            pre { (pretty(object)) }
        }
    }
}

/// A URL without the value of its token, whose claims are on the page.
fn without_token(url: &str) -> String {
    let Some((before, after)) = url.split_once("session_token=") else { return url.to_owned() };
    let rest = after.find(['&', '#']).map_or("", |end| &after[end..]);
    format!("{before}session_token=…{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_is_removed_from_a_url() {
        for (url, expected) in [
            ("http://form/f?session_token=a.b.c", "http://form/f?session_token=…"),
            ("http://form/f?x=1&session_token=a.b.c&y=2", "http://form/f?x=1&session_token=…&y=2"),
            ("http://form/f", "http://form/f"),
        ] {
            assert_eq!(without_token(url), expected);
        }
    }
}
