//! The sizes of the pages.

use profiling_forms::locale::Tag;
use profiling_forms::value::today::Today;
use profiling_forms::{Form, FormName, ParseContext};
use profiling_pages::{self as page, FormPage, LocaleContext, Login};
use profiling_service::outcome::Outcome;
use profiling_service::response::Reply;
use profiling_session::{Domain, redirect};
use serde_json::json;

use super::budget::{HOST, STATE_BYTES, SUBJECT_BYTES, TXN_BYTES};
use super::finding::{Code, Finding};

/// The number of bytes that a server can send in the first round trip: ten TCP segments (RFC 6928).
const FIRST_ROUND_TRIP_BYTES: usize = 14_600;

/// The status line and the headers that API Gateway adds: date, length, connection and request id.
const GATEWAY_BYTES: usize = 180;

/// The time at which the page is rendered.
const NOW: u64 = 1_800_000_000;

/// The remaining lifetime of the session token, in seconds.
const LIFETIME_SECONDS: u64 = 900;

/// Checks the size of each step's empty page, in the language in which it is largest.
pub(super) fn check(file: &str, name: &FormName, form: &Form) -> Vec<Finding> {
    let login = SampleLogin::new(name);
    let steps = form.steps.iter().enumerate().filter_map(|(index, _)| {
        let sizes = form
            .languages
            .iter()
            .filter_map(|tag| Some((login.page_bytes((name, form), index, *tag)?, tag)));
        let (bytes, tag) = sizes.max_by_key(|(bytes, _)| *bytes)?;
        let message = format!(
            "the empty page has {bytes} bytes in `{tag}`, headers included; {FIRST_ROUND_TRIP_BYTES} arrive in one round trip. \
             Lists of countries, which telephone numbers have too, and options with descriptions are long"
        );
        let place = form.step_place(index);
        let place = if place.is_empty() { "fields" } else { place.trim_end_matches('.') };
        (bytes > FIRST_ROUND_TRIP_BYTES).then(|| Finding::new(Code::PageTooLarge, file, place, message))
    });
    steps.collect()
}

/// The login that the page belongs to, with parameters as long as those of a tenant.
struct SampleLogin {
    state: String,
    token: String,
    application: String,
    sign_out: Option<String>,
}

impl SampleLogin {
    fn new(name: &FormName) -> Self {
        let client_id = "i".repeat(32);
        let claims = json!({
            "iss": HOST, "sub": "s".repeat(SUBJECT_BYTES), "iat": NOW, "exp": NOW + LIFETIME_SECONDS,
            "ip": "203.0.113.100", "form": name.as_str(), "txn": "t".repeat(TXN_BYTES),
            "client": "c".repeat(30), "client_id": client_id, "locales": ["en"],
        });
        Self {
            state: "s".repeat(STATE_BYTES),
            token: "t".repeat(redirect::token_bytes(claims.to_string().len())),
            application: "c".repeat(30),
            sign_out: Domain::parse(HOST).ok().map(|domain| redirect::sign_out_url(&domain, &client_id)),
        }
    }

    /// The length of a step's empty page with its headers, in a language of the form, in bytes.
    fn page_bytes(&self, (name, form): (&FormName, &Form), step: usize, language: Tag) -> Option<usize> {
        let locale = LocaleContext::for_form(form, &[language]);
        let context = ParseContext::new(locale.messages(), Today::at_unix_seconds(NOW));
        let interview = form.interview(None, context);
        let answers = interview.defaults();
        let screen = interview.preview(step, &answers, false)?;
        let login = Login {
            state: &self.state,
            token: &self.token,
            application: Some(&self.application),
            seconds_left: LIFETIME_SECONDS,
            sign_out: self.sign_out.clone(),
        };
        let page = page::form(&FormPage {
            name,
            interview: &interview,
            screen: &screen,
            answers: &answers,
            login: &login,
            locale: &locale,
        });
        let response = Reply::Page(Outcome::Rendered, page).into_response();
        // `name: value` and the end of the line.
        let headers = response.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
        let body: &[u8] = response.body().as_ref();
        Some(GATEWAY_BYTES + headers.sum::<usize>() + body.len())
    }
}
