//! The emulator under attack.

use profiling_local::Options;
use profiling_service::config::LoginSettings;
use profiling_tests::emulator::{NOW, Scene, pairs};
use profiling_tests::token;
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use url::form_urlencoded::Serializer;

use crate::reaction::{ANSWERS, End, Reaction, STATE};

/// The secret of every emulator, shorter than a block of SHA-256.
pub(crate) const SECRET: &str = "the-session-secret-under-attack-0123456789";

/// The content type of a submitted form.
pub(crate) const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// The limit of the request line: API Gateway rejects longer lines, and so longer tokens in a query.
const MAX_URL: usize = 10_000;

/// An emulator that receives the requests.
pub(crate) struct Target {
    pub(crate) scene: Scene,
    /// Holds the forms of an emulator that has its own.
    _forms: Option<TempDir>,
}

impl Target {
    /// An emulator with the repository's forms.
    pub(crate) async fn start() -> Self {
        Self { scene: scene(|_| {}).await, _forms: None }
    }

    /// An emulator whose functions have these settings.
    pub(crate) async fn with_settings(login: LoginSettings) -> Self {
        Self { scene: scene(|options| options.login = login).await, _forms: None }
    }

    /// An emulator with this form as `profile`.
    pub(crate) async fn with_form(form: &Value) -> Self {
        let forms = tempfile::tempdir().unwrap();
        std::fs::write(forms.path().join("profile.json"), form.to_string()).unwrap();
        let scene = scene(|options| options.forms = forms.path().into()).await;
        Self { scene, _forms: Some(forms) }
    }

    /// A session token that verifies, with `changes` to its claims.
    pub(crate) fn token(&self, changes: &Value) -> String {
        self.scene.token(changes)
    }

    /// The claims that are signed when answers are sent with a session token that has no claims of the Action.
    pub(crate) fn claims_of_an_answer(&self) -> Value {
        let [(company, a), (job, b)] = ANSWERS;
        json!({
            "iss": self.scene.emulator.issuer(), "sub": "auth0|000000000000000000000002", "iat": NOW,
            "exp": NOW + 30, "state": STATE, "v": 1, "form": "profile", "form_version": 1,
            "other": {company: a, job: b},
        })
    }

    /// Sends any request and returns its result.
    pub(crate) async fn send(
        &self,
        method: Method,
        target: &str,
        headers: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) -> Reaction {
        let before = self.scene.lines.all().len();
        let url = format!("{}{target}", self.scene.emulator.form_url());
        let answer = self.scene.agent.send(method, &url, headers, body.into()).await;
        self.reaction(answer, before)
    }

    /// The result of a request, whose log lines follow the first `before` lines.
    pub(crate) fn reaction(&self, answer: profiling_tests::agent::Answer, before: usize) -> Reaction {
        Reaction {
            answer,
            lines: self.scene.lines.all().split_off(before),
            secret: SECRET.to_owned(),
            tenant: self.scene.emulator.tenant_url().to_owned(),
            tenants: vec![self.scene.emulator.tenant_url().to_owned()],
        }
    }

    /// Opens the form with this query, unchanged.
    pub(crate) async fn get(&self, query: &str) -> Reaction {
        self.send(Method::GET, &format!("/forms/profile?{query}"), &[], "").await
    }

    /// Posts this body, unchanged.
    pub(crate) async fn post(&self, body: impl Into<Vec<u8>>) -> Reaction {
        self.send(Method::POST, "/forms/profile", &[FORM], body).await
    }

    /// Opens the form with a token.
    pub(crate) async fn open(&self, token: &str) -> Reaction {
        self.get(&encoded(&[("state", STATE), ("session_token", token)])).await
    }

    /// Posts the answers with a token.
    pub(crate) async fn answer(&self, token: &str) -> Reaction {
        self.post(submission(token, &[])).await
    }

    /// Asserts that a token is rejected, both in a link and in a submitted form.
    pub(crate) async fn refuses(&self, case: &str, token: &str, end: End) {
        let query = encoded(&[("state", STATE), ("session_token", token)]);
        if query.len() < MAX_URL {
            self.get(&query).await.refused(&format!("{case}, opened"), end, &[token]);
        }
        self.answer(token).await.refused(&format!("{case}, sent"), end, &[token]);
    }

    /// Asserts that a token is accepted: it opens the form, and the posted answers are signed.
    pub(crate) async fn takes(&self, case: &str, token: &str) {
        self.open(token).await.shows_form(&format!("{case}, opened"), (200, "rendered"), token);
        let claims = self.answer(token).await.answered(&format!("{case}, sent"));
        assert_eq!(claims, self.claims_of_an_answer(), "{case}");
    }
}

/// A body with state, token and every answer, and then `more`.
pub(crate) fn submission(token: &str, more: &[(&str, &str)]) -> String {
    encoded(&[&[("state", STATE), ("session_token", token)], &ANSWERS[..], more].concat())
}

/// Names and values in the encoding of a browser.
pub(crate) fn encoded(values: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(pairs(values)).finish()
}

/// Signs a payload that is given as text, as the tenant does.
pub(crate) fn signed(payload: impl AsRef<[u8]>) -> String {
    token::sign(token::HEADER, payload, SECRET)
}

async fn scene(change: impl FnOnce(&mut Options)) -> Scene {
    Scene::with(|options| {
        options.session_token_secret = Some(SECRET.to_owned());
        change(options);
    })
    .await
}
