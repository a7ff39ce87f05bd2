//! One step of a login, for people.

use std::time::SystemTime;

use maud::{Markup, html};
use profiling_service::clock::seconds;
use serde_json::Value;

use crate::action::Effect;
use crate::execution::{ActionRun, Decision, Event, LoginKind};
use crate::moment::{from_numeric_date, iso, relative};
use crate::tenant::users::pretty;

/// What happened, in a line.
pub(super) fn title(event: &Event) -> Markup {
    html! {
        @match event {
            Event::Authorize { session, .. } => {
                "Asked" @if *session { ", with a session" }
            }
            Event::Login { how, .. } => (how_known(*how)),
            Event::Action(run) => { "Action: " (run.handler) " " (decision(&run.decision)) }
            Event::Form(request) => {
                "Form: " (request.method) " " (request.path) " "
                span class=(if request.status < 400 { "good" } else { "bad" }) {
                    (request.status) @if let Some(outcome) = &request.outcome { " " (outcome) }
                }
            }
            Event::Elsewhere { url } => { "Sent elsewhere: " (url) }
            Event::Continue { method, checks, .. } => {
                (method) " /continue "
                @if checks.iter().all(|check| check.holds) { span.good { "goes on" } } @else { span.bad { "refused" } }
            }
            Event::Written { problem, .. } => {
                @if problem.is_none() { "Written" } @else { span.bad { "Not written" } }
            }
            Event::Callback { .. } => "Answered",
        }
    }
}

/// Shows the details of an execution's steps, one after the other.
pub(super) struct Details<'a> {
    /// When the login began: claims count whole seconds, so this one does, too.
    start: SystemTime,
    /// The claims that have been shown: the same token comes by several times.
    shown: Vec<&'a Value>,
}

impl<'a> Details<'a> {
    pub(super) fn since(start: SystemTime) -> Self {
        Self { start: from_numeric_date(seconds(start)).unwrap_or(start), shown: Vec::new() }
    }

    /// What there is to know of the next step.
    pub(super) fn of(&mut self, event: &'a Event) -> Markup {
        match event {
            Event::Authorize { parameters, .. } => values(parameters),
            Event::Login { user_id, logins_count, .. } => html! {
                dl { dt { "user_id" } dd { (user_id) } dt { "logins_count" } dd { (logins_count) } }
            },
            Event::Action(run) => self.action(run),
            Event::Form(request) => html! {
                @for line in &request.log { details { summary { "Log line" } (values(line)) } }
                (self.token("The token that it was asked with", request.received.as_ref()))
                (self.token("Signed a token", request.signed.as_ref()))
            },
            Event::Elsewhere { .. } => html! {
                p { "This emulator does not serve it: what was asked and answered is in the log of the functions there." }
            },
            Event::Continue { checks, claims, .. } => html! {
                ul { @for check in checks {
                    li { (check.what) ": " @if check.holds { span.good { "yes" } } @else { span.bad { "no" } } }
                } }
                (self.token("The token that came along", claims.as_ref()))
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
            Effect::TokenEncoded { claims } => self.token("Signed a token", Some(claims)),
            Effect::TokenValidated { claims } => self.token("Accepted the token", Some(claims)),
            Effect::TokenRefused { reason } => html! { p.bad { "Refused the token: " (reason) } },
            Effect::SetUserMetadata { key, value } => set("user_metadata", key, value),
            Effect::SetAppMetadata { key, value } => set("app_metadata", key, value),
            Effect::SetTransactionMetadata { key, value } => set("transaction metadata", key, value),
            // Told as the run's decision.
            Effect::Deny { .. } => Markup::default(),
        }
    }

    /// A token's claims, and its times as people read them; once for each token.
    fn token(&mut self, what: &str, claims: Option<&'a Value>) -> Markup {
        let Some(claims) = claims else { return Markup::default() };
        if self.shown.contains(&claims) {
            return html! { p { (what) ": the one above" } };
        }
        self.shown.push(claims);
        let times = ["iat", "nbf", "exp"].into_iter().filter_map(|name| {
            let time = from_numeric_date(claims.get(name)?.as_u64()?)?;
            Some((name, time))
        });
        html! {
            p { (what) }
            pre { (pretty(claims)) }
            dl { @for (name, time) in times {
                dt { (name) }
                dd { (iso(time)) " " span.quiet { "(" (relative(time, self.start)) " from the login's start)" } }
            } }
        }
    }
}

fn how_known(how: LoginKind) -> &'static str {
    match how {
        LoginKind::Signup => "Signed up, and so logged in",
        LoginKind::LoginPage => "Logged in on the login page",
        LoginKind::SingleSignOn => "Known by the session, not counted as a login",
        LoginKind::Password => "Logged in with a password grant",
        LoginKind::RefreshToken => "Known by a refresh token, not counted as a login",
    }
}

fn decision(decision: &Decision) -> Markup {
    html! {
        @match decision {
            Decision::Pass => span.good { "lets the login go on" },
            Decision::Redirect => span.wait { "redirects" },
            Decision::Deny { .. } => span.bad { "denies the login" },
            Decision::Fail { .. } => span.bad { "failed, and the login with it" },
        }
    }
}

fn set(what: &str, key: &str, value: &Value) -> Markup {
    html! { dl { dt { "Set " (what) } dd { (key) " = " (value) } } }
}

/// A list of names and values.
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

/// An address whose token, shown by its claims, would fill the screen.
fn without_token(url: &str) -> String {
    let Some((before, after)) = url.split_once("session_token=") else { return url.to_owned() };
    let rest = after.find(['&', '#']).map_or("", |end| &after[end..]);
    format!("{before}session_token=…{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_is_left_out_of_an_address() {
        for (url, shown) in [
            ("http://form/f?session_token=a.b.c", "http://form/f?session_token=…"),
            ("http://form/f?x=1&session_token=a.b.c&y=2", "http://form/f?x=1&session_token=…&y=2"),
            ("http://form/f", "http://form/f"),
        ] {
            assert_eq!(without_token(url), shown);
        }
    }
}
