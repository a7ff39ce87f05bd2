//! The post-login pipeline: runs the Action and does what it says.

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

/// Where a run of the Action leads.
pub(super) enum Next {
    Pass,
    /// To the Action's address, still without the login state.
    Redirect(Url),
    /// The login fails with `access_denied` and these words.
    Refuse(String),
}

impl Tenant {
    /// Runs one handler of the Action, records it, and carries out all of its effects but the writes,
    /// which wait for the end of the login.
    pub(super) async fn run_action(
        &self,
        login: &mut Login,
        handler: Handler,
        request: &RequestFacts,
        continue_state: Option<String>,
    ) -> Next {
        let input = {
            let store = self.store();
            let known =
                login.session.as_ref().and_then(|session| Some((session, store.user(&session.user_id)?)));
            let Some((session, user)) = known else {
                return Next::Refuse("The user is not there any more.".to_owned());
            };
            let event = event(login, session, user, &self.client, &self.host, request);
            Input { event, continue_state, now: seconds(self.clock.now()) }
        };
        let name = match handler {
            Handler::ExecutePostLogin => "onExecutePostLogin",
            Handler::ContinuePostLogin => "onContinuePostLogin",
        };
        let action = self.look();
        let started = Arc::clone(&action);
        let mut run = match tokio::task::spawn_blocking(move || started.run(handler, &input)).await {
            Ok(run) => run,
            Err(error) => Run {
                effects: Vec::new(),
                console: Vec::new(),
                error: Some(format!("the engine failed: {error}")),
            },
        };
        // An Action may log and throw whatever it likes; its secrets still appear nowhere.
        for text in run.console.iter_mut().chain(&mut run.error) {
            *text = action.redact(text);
        }
        let (decision, next) = follow(&run);
        // Of a run that failed, nothing is carried out; what it did is shown all the same.
        let carried_out = if run.error.is_none() { run.effects.as_slice() } else { &[] };
        for effect in carried_out {
            match effect {
                Effect::SetUserMetadata { key, value } => {
                    login.writes.user_metadata.insert(key.clone(), value.clone());
                }
                Effect::SetAppMetadata { key, value } => {
                    login.writes.app_metadata.insert(key.clone(), value.clone());
                }
                Effect::SetTransactionMetadata { key, value } => {
                    if value.is_null() {
                        login.metadata.remove(key);
                    } else {
                        login.metadata.insert(key.clone(), value.clone());
                    }
                }
                Effect::Redirect { .. }
                | Effect::Deny { .. }
                | Effect::TokenEncoded { .. }
                | Effect::TokenValidated { .. }
                | Effect::TokenRefused { .. } => {}
            }
        }
        let run = ActionRun { handler: name, decision, effects: run.effects, console: run.console };
        self.journal.step(login.execution, Event::Action(run));
        next
    }

    /// Runs the Action for a login in the browser, and answers the browser.
    pub(super) async fn proceed(
        &self,
        mut login: Login,
        handler: Handler,
        request: &RequestFacts,
        continue_state: Option<String>,
    ) -> Reply {
        match self.run_action(&mut login, handler, request, continue_state).await {
            Next::Redirect(_) if login.has_prompt("none") => {
                let words = "The Action wants to redirect, and prompt=none allows no page in between.";
                self.fail(&login, "interaction_required", words)
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
                // What a run wrote before it denied is not rolled back.
                self.write(&mut login);
                self.fail(&login, "access_denied", &reason)
            }
            Next::Pass => {
                self.write(&mut login);
                self.finish(&login)
            }
        }
    }

    /// Applies what the Action asked to be written: once, at the end.
    pub(super) fn write(&self, login: &mut Login) {
        let writes = std::mem::take(&mut login.writes);
        if writes.is_empty() {
            return;
        }
        let problem = {
            let mut store = self.store();
            let user = login.session.as_ref().map(|session| session.user_id.clone());
            match user.and_then(|user_id| store.user_mut(&user_id).map(|user| user.write(&writes))) {
                None => Some("The user is not there any more.".to_owned()),
                Some(Err(bytes)) => Some(format!(
                    "Nothing was written: the profile would have {bytes} bytes, and Auth0 keeps {PROFILE_BYTES} at most."
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

    /// Sends the browser to the app's callback with a code.
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

    /// Sends the browser to the app's callback with an error.
    pub(super) fn fail(&self, login: &Login, error: &str, description: &str) -> Reply {
        let outcome = Outcome::Failed { error: error.to_owned(), description: description.to_owned() };
        self.journal.end(login.execution, outcome);
        let answer = format!("error {error}: {description}");
        self.call_back(login, &[("error", error), ("error_description", description)], &answer)
    }

    fn call_back(&self, login: &Login, parameters: &[(&str, &str)], answer: &str) -> Reply {
        let told = Event::Callback { to: login.redirect_uri.clone(), answer: answer.to_owned() };
        self.journal.step(login.execution, told);
        // The address is one of the client's own, checked at /authorize.
        let Ok(mut url) = Url::parse(&login.redirect_uri) else { return redirect(&login.redirect_uri) };
        url.query_pairs_mut().extend_pairs(parameters);
        if let Some(state) = login.parameters.get("state") {
            url.query_pairs_mut().append_pair("state", state);
        }
        redirect(url.as_str())
    }
}

/// What a run comes to. A denial goes before a redirect.
fn follow(run: &Run) -> (Decision, Next) {
    let fail = |message: String| (Decision::Fail { message: message.clone() }, Next::Refuse(message));
    if let Some(error) = &run.error {
        // As Auth0 does with an error that an Action does not catch.
        return fail(error.clone());
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
        Some(Err(error)) => fail(format!("the Action redirects to what is not a URL: {error}")),
    }
}

/// An address, for the record: the token is in its query.
fn without_query(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}

/// Sets `state` on the Action's address; a `state` of its own gives way.
fn append_state(url: &mut Url, state: &str) {
    let others: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(name, _)| name != "state").collect();
    url.query_pairs_mut().clear().extend_pairs(others).append_pair("state", state);
}

/// The token request's side of [`Next`]: there is no browser to be redirected.
pub(super) fn without_browser(next: Next) -> Result<(), (&'static str, String)> {
    match next {
        Next::Pass => Ok(()),
        Next::Refuse(reason) => Err(("access_denied", reason)),
        Next::Redirect(_) => {
            Err(("interaction_required", "The Action wants to redirect, and there is no browser.".to_owned()))
        }
    }
}

/// The parameters of a request, for the record: codes, tokens and passwords left out.
pub(super) fn recordable(parameters: &crate::incoming::Pairs) -> Value {
    let mut value = parameters.to_json();
    if let Some(object) = value.as_object_mut() {
        for name in ["code", "refresh_token", "password", "client_secret"] {
            if let Some(value) = object.get_mut(name) {
                *value = Value::from("(not kept)");
            }
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_state_joins_the_query_that_is_there() {
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
            "grant_type": "password", "username": "a", "password": "(not kept)", "code": "(not kept)",
        });
        assert_eq!(recordable(&parameters), expected);
    }

    fn run(effects: Vec<Effect>, error: Option<&str>) -> Decision {
        follow(&Run { effects, console: Vec::new(), error: error.map(str::to_owned) }).0
    }

    #[test]
    fn an_error_goes_before_a_denial_and_a_denial_before_a_redirect() {
        let redirect = || Effect::Redirect { url: "http://form/".to_owned() };
        let deny = || Effect::Deny { reason: "no".to_owned() };
        assert_eq!(run(vec![], None), Decision::Pass);
        assert_eq!(run(vec![redirect()], None), Decision::Redirect);
        assert_eq!(run(vec![redirect(), deny()], None), Decision::Deny { reason: "no".to_owned() });
        assert_eq!(run(vec![deny()], Some("broken")), Decision::Fail { message: "broken".to_owned() });
    }

    #[test]
    fn a_redirect_to_what_is_no_url_fails_the_login() {
        let decision = run(vec![Effect::Redirect { url: "/forms/profile".to_owned() }], None);
        assert!(matches!(decision, Decision::Fail { .. }));
    }
}
