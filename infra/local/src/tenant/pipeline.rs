//! The post-login pipeline: runs the Action and carries out its decision.

use std::sync::Arc;

use profiling_service::clock::seconds;
use serde_json::Value;
use url::Url;

use super::Tenant;
use super::event::{RequestFacts, event};
use super::store::{Code, Login};
use crate::action::{Effect, Handler, Input, Run};
use crate::execution::{ActionRun, Decision, Event, Outcome};
use crate::reply::{Reply, redirect};
use crate::user::PROFILE_BYTES;

/// The next step after a run of the Action.
pub(super) enum Next {
    Pass,
    /// Redirect to the Action's URL, which does not have the login state yet.
    Redirect(Url),
    /// Deny the login with `access_denied` and this description.
    Refuse(String),
}

impl Tenant {
    /// Runs a handler of the Action, records the run and carries out its effects, except for the metadata
    /// changes, which are written at the end of the login.
    pub(super) async fn run_action(
        &self,
        login: &mut Login,
        handler: Handler,
        request: &RequestFacts,
        continue_state: Option<String>,
    ) -> Next {
        let input = {
            let store = self.store();
            let found =
                login.session.as_ref().and_then(|session| Some((session, store.user(&session.user_id)?)));
            let Some((session, user)) = found else {
                return Next::Refuse("The user no longer exists.".to_owned());
            };
            let event = event(login, session, user, &self.client, &self.host, request);
            Input { event, continue_state, now: seconds(self.clock.now()) }
        };
        let name = match handler {
            Handler::ExecutePostLogin => "onExecutePostLogin",
            Handler::ContinuePostLogin => "onContinuePostLogin",
        };
        let planned = self.action();
        let started = Arc::clone(&planned);
        let mut run = match tokio::task::spawn_blocking(move || started.action.run(handler, &input)).await {
            Ok(run) => run,
            Err(error) => Run {
                effects: Vec::new(),
                console: Vec::new(),
                error: Some(format!("the engine failed: {error}")),
            },
        };
        // The Action may log or throw its secrets; they must not appear anywhere.
        for text in run.console.iter_mut().chain(&mut run.error) {
            *text = planned.action.redact(text);
        }
        let (decision, next) = follow(&run);
        // The effects of a failed run are displayed but not carried out.
        let carried_out = if run.error.is_none() { run.effects.as_slice() } else { &[] };
        login.writes.collect(carried_out, &mut login.metadata);
        let run = ActionRun { handler: name, decision, effects: run.effects, console: run.console };
        self.journal.step(login.execution, Event::Action(run));
        next
    }

    /// Runs the Action for a login in the browser, and returns the response.
    pub(super) async fn proceed(
        &self,
        mut login: Login,
        handler: Handler,
        request: &RequestFacts,
        continue_state: Option<String>,
    ) -> Reply {
        match self.run_action(&mut login, handler, request, continue_state).await {
            Next::Redirect(_) if login.has_prompt("none") => {
                let description = "The Action redirects, which prompt=none does not allow.";
                self.fail(&login, "interaction_required", description)
            }
            Next::Redirect(mut url) => {
                let execution = login.execution;
                let state = self.store().redirected.park(login);
                self.journal.bind(execution, &state);
                if !Url::parse(&self.form_url).is_ok_and(|form| form.origin() == url.origin()) {
                    self.journal.step(execution, Event::Elsewhere { url: without_query(&url) });
                }
                append_state(&mut url, &state);
                redirect(url.as_str())
            }
            Next::Refuse(reason) => {
                // Metadata that was set before the denial is not rolled back.
                self.write(&mut login);
                self.fail(&login, "access_denied", &reason)
            }
            Next::Pass => {
                self.write(&mut login);
                self.finish(&login)
            }
        }
    }

    /// Writes the Action's metadata changes, once, at the end of the login.
    pub(super) fn write(&self, login: &mut Login) {
        let writes = std::mem::take(&mut login.writes);
        if writes.is_empty() {
            return;
        }
        let problem = {
            let mut store = self.store();
            let user = login.session.as_ref().map(|session| session.user_id.clone());
            match user.and_then(|user_id| store.user_mut(&user_id).map(|user| user.write(&writes))) {
                None => Some("The user no longer exists.".to_owned()),
                Some(Err(bytes)) => Some(format!(
                    "Nothing was written: the profile would have {bytes} bytes; Auth0's limit is {PROFILE_BYTES}."
                )),
                Some(Ok(())) => None,
            }
        };
        self.save();
        let written = Event::Written {
            user_metadata: writes.user_metadata,
            app_metadata: writes.app_metadata,
            problem,
        };
        self.journal.step(login.execution, written);
    }

    /// Redirects to the app's callback with a code.
    fn finish(&self, login: &Login) -> Reply {
        let Some(session) = &login.session else {
            return self.fail(login, "server_error", "The login has no user.");
        };
        let code = self.store().issue_code(Code {
            user_id: session.user_id.clone(),
            redirect_uri: login.redirect_uri.clone(),
            scope: login.parameters.get("scope").unwrap_or_default().to_owned(),
            made_at: self.clock.now(),
        });
        self.journal.end(login.execution, Outcome::Completed);
        self.call_back(login, &[("code", &code)], "a code")
    }

    /// Redirects to the app's callback with an error.
    pub(super) fn fail(&self, login: &Login, error: &str, description: &str) -> Reply {
        let outcome = Outcome::Failed { error: error.to_owned(), description: description.to_owned() };
        self.journal.end(login.execution, outcome);
        let answer = format!("error {error}: {description}");
        self.call_back(login, &[("error", error), ("error_description", description)], &answer)
    }

    fn call_back(&self, login: &Login, parameters: &[(&str, &str)], answer: &str) -> Reply {
        let callback = Event::Callback { to: login.redirect_uri.clone(), answer: answer.to_owned() };
        self.journal.step(login.execution, callback);
        // The URL is the client's callback, checked at /authorize.
        let Ok(mut url) = Url::parse(&login.redirect_uri) else { return redirect(&login.redirect_uri) };
        url.query_pairs_mut().extend_pairs(parameters);
        if let Some(state) = login.parameters.get("state") {
            url.query_pairs_mut().append_pair("state", state);
        }
        redirect(url.as_str())
    }
}

/// The decision of a run.
pub(crate) fn decision(run: &Run) -> Decision {
    follow(run).0
}

/// The decision of a run, and the next step. A denial takes precedence over a redirect.
fn follow(run: &Run) -> (Decision, Next) {
    if let Some(error) = &run.error {
        // As in Auth0, an uncaught error denies the login.
        return failed(error.clone());
    }
    let denied = run.effects.iter().find_map(|effect| match effect {
        Effect::Deny { reason } => Some(reason),
        _ => None,
    });
    if let Some(reason) = denied {
        return (Decision::Deny { reason: reason.clone() }, Next::Refuse(reason.clone()));
    }
    let target = run.effects.iter().rev().find_map(|effect| match effect {
        Effect::Redirect { url } => Some(url),
        _ => None,
    });
    match target.map(|url| Url::parse(url)) {
        None => (Decision::Pass, Next::Pass),
        Some(Ok(url)) => (Decision::Redirect, Next::Redirect(url)),
        Some(Err(error)) => failed(format!("the Action redirects to an invalid URL: {error}")),
    }
}

fn failed(message: String) -> (Decision, Next) {
    (Decision::Fail { message: message.clone() }, Next::Refuse(message))
}

/// The URL for the record, without the query, which has the token.
fn without_query(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}

/// Sets the parameter `state`; replaces an existing one.
fn append_state(url: &mut Url, state: &str) {
    let others: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(name, _)| name != "state").collect();
    url.query_pairs_mut().clear().extend_pairs(others).append_pair("state", state);
}

/// The result of a run for a token request, where a redirect is an error.
pub(super) fn without_browser(next: Next) -> Result<(), (&'static str, String)> {
    match next {
        Next::Pass => Ok(()),
        Next::Refuse(reason) => Err(("access_denied", reason)),
        Next::Redirect(_) => Err((
            "interaction_required",
            "The Action redirects, which is not possible without a browser.".to_owned(),
        )),
    }
}

/// The parameters of a request for the record, with codes, tokens and passwords removed.
pub(super) fn recordable(parameters: &crate::incoming::Pairs) -> Value {
    let mut value = parameters.to_json();
    if let Some(object) = value.as_object_mut() {
        for name in ["code", "refresh_token", "password", "client_secret"] {
            if let Some(value) = object.get_mut(name) {
                *value = Value::from("(not recorded)");
            }
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_state_is_added_to_the_query() {
        for (url, expected) in [
            ("http://form/forms/profile", "http://form/forms/profile?state=s-1_"),
            ("http://form/f?session_token=a.b.c", "http://form/f?session_token=a.b.c&state=s-1_"),
            ("http://form/f?state=forged&x=1&state=2#part", "http://form/f?x=1&state=s-1_#part"),
            ("http://form/f?x=a%26b+c", "http://form/f?x=a%26b+c&state=s-1_"),
        ] {
            let mut url = Url::parse(url).unwrap();
            append_state(&mut url, "s-1_");
            assert_eq!(url.as_str(), expected);
        }
    }

    #[test]
    fn codes_tokens_and_passwords_are_not_recorded() {
        let parameters = crate::incoming::Pairs::parse(b"grant_type=password&username=a&password=p&code=c");
        let expected = serde_json::json!({
            "grant_type": "password", "username": "a", "password": "(not recorded)", "code": "(not recorded)",
        });
        assert_eq!(recordable(&parameters), expected);
    }

    fn run(effects: Vec<Effect>, error: Option<&str>) -> Decision {
        follow(&Run { effects, console: Vec::new(), error: error.map(str::to_owned) }).0
    }

    #[test]
    fn an_error_overrides_a_denial_and_a_denial_overrides_a_redirect() {
        let redirect = Effect::Redirect { url: "http://form/".to_owned() };
        let deny = Effect::Deny { reason: "no".to_owned() };
        assert_eq!(run(vec![], None), Decision::Pass);
        assert_eq!(run(vec![redirect.clone()], None), Decision::Redirect);
        assert_eq!(run(vec![redirect, deny.clone()], None), Decision::Deny { reason: "no".to_owned() });
        assert_eq!(run(vec![deny], Some("broken")), Decision::Fail { message: "broken".to_owned() });
    }

    #[test]
    fn an_invalid_redirect_url_fails_the_login() {
        let decision = run(vec![Effect::Redirect { url: "/forms/profile".to_owned() }], None);
        assert!(matches!(decision, Decision::Fail { .. }));
    }
}
