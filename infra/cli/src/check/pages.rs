//! How large the pages are, each as it is first shown.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use profiling_forms::value::date::Date;
use profiling_forms::{Form, FormName, Reading};
use profiling_pages::{self as page, FormPage, Login, Reader};
use profiling_service::outcome::Outcome;
use profiling_service::request::RedirectParameters;
use profiling_service::response::Reply;
use profiling_session::{Compact, Domains, Keyring, SessionToken, State, VerifiedSession, redirect};
use ring::hmac;
use serde_json::json;

use super::budget::{HOST, STATE_BYTES, SUBJECT_BYTES, TXN_BYTES};
use super::finding::{Code, Finding};

/// What a server may send before the browser has answered once: ten segments of TCP (RFC 6928).
const MOST: usize = 14_600;

/// The status line, and what API Gateway adds: date, length, connection and the request's id.
const GATEWAY_BYTES: usize = 180;

/// Any moment will do, as the token is made here.
const NOW: u64 = 1_800_000_000;

/// The empty page of each step, in the language in which it is largest.
pub(super) fn check(file: &str, name: &FormName, form: &Form) -> Vec<Finding> {
    let Some(session) = Session::new(name) else { return Vec::new() };
    let steps = form.steps.iter().enumerate().filter_map(|(index, _)| {
        let sizes = form
            .languages
            .iter()
            .filter_map(|tag| Some((session.page_bytes((name, form), index, tag.as_str())?, tag)));
        let (bytes, tag) = sizes.max_by_key(|(bytes, _)| *bytes)?;
        let message = format!(
            "the empty page has {bytes} bytes in `{tag}`, headers included; {MOST} arrive in one round trip. \
             What is long: lists of countries, telephone numbers among them, and options with descriptions"
        );
        let place = form.step_place(index);
        let place = if place.is_empty() { "fields" } else { place.trim_end_matches('.') };
        (bytes > MOST).then(|| Finding::new(Code::PageTooLarge, file, place, message))
    });
    steps.collect()
}

/// A session with a secret that is good for nothing else, of about the size that tenants make them.
pub(super) struct Session {
    pub(super) verified: VerifiedSession,
    pub(super) parameters: RedirectParameters,
}

impl Session {
    /// None if the libraries refuse what is made for them here, which a test holds against.
    pub(super) fn new(name: &FormName) -> Option<Self> {
        let secret = "s".repeat(32);
        let claims = json!({
            "iss": HOST, "sub": "s".repeat(SUBJECT_BYTES), "iat": NOW, "exp": NOW + 900,
            "ip": "203.0.113.100", "form": name.as_str(), "txn": "t".repeat(TXN_BYTES),
            "client": "c".repeat(30), "client_id": "i".repeat(32), "locale": "en",
        });
        let encode = |part: &serde_json::Value| BASE64URL.encode(part.to_string());
        let message = format!("{}.{}", encode(&json!({"alg": "HS256", "typ": "JWT"})), encode(&claims));
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let token = format!("{message}.{}", BASE64URL.encode(hmac::sign(&key, message.as_bytes())));
        let (keys, domains) = (Keyring::parse(&secret).ok()?, Domains::parse(HOST).ok()?);
        let token = SessionToken::new(token);
        let verified = Compact::parse(&token).ok()?.verify(&keys, &domains, NOW).ok()?;
        let state = State::parse(&"s".repeat(STATE_BYTES)).ok()?;
        Some(Self { verified, parameters: RedirectParameters { state, token } })
    }

    /// The bytes of a step's empty page with its headers, in a language of the form.
    fn page_bytes(&self, (name, form): (&FormName, &Form), step: usize, language: &str) -> Option<usize> {
        let reader = Reader::of_form(form, Some(language), &[]);
        let reading = Reading { words: reader.words(), today: Date::from_unix_seconds(NOW) };
        let questions = form.questions(None);
        let answers = questions.defaults(&reading);
        let screen = questions.preview(step, &answers, &reading, false)?;
        let page = page::form(&FormPage {
            name,
            form,
            questions: &questions,
            screen: &screen,
            login: &Login {
                state: self.parameters.state.as_str(),
                token: self.parameters.token.as_str(),
                application: self.verified.client(),
                seconds_left: self.verified.expires_at() - NOW,
                sign_out: self
                    .verified
                    .client_id()
                    .filter(|_| form.sign_out)
                    .map(|client_id| redirect::sign_out_url(self.verified.domain(), client_id)),
            },
            answers: &answers,
            reader: &reader,
        });
        let response = Reply::Page(Outcome::Rendered, page).into_response();
        // `name: value` and a line's end.
        let headers = response.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
        let body: &[u8] = response.body().as_ref();
        Some(GATEWAY_BYTES + headers.sum::<usize>() + body.len())
    }
}
