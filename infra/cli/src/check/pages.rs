//! The sizes of the pages.

use profiling_forms::locale::{CustomMessages, Tag};
use profiling_forms::value::today::Today;
use profiling_forms::{Form, FormName, Item, Kind, ParseContext, StoredAnswers, Text};
use profiling_pages::{self as page, FormPage, LocaleContext, Login};
use profiling_service::outcome::Outcome;
use profiling_service::response::Reply;
use profiling_session::{Domain, redirect, seal};
use serde_json::json;

use super::budget::{HOST, STATE_BYTES, SUBJECT_BYTES, TXN_BYTES};
use super::finding::{Code, Finding};

/// The number of bytes that a server can send in the first round trip: ten TCP segments (RFC 6928).
const FIRST_ROUND_TRIP_BYTES: usize = 14_600;

/// The status line and the headers that API Gateway adds: date, length, connection and request id.
const GATEWAY_BYTES: usize = 180;

/// The time at which the page is rendered.
const NOW: u64 = 1_800_000_000;

/// A masked email address.
const EMAIL: &str = "a…@e….com";

/// The remaining lifetime of the session token, in seconds.
const LIFETIME_SECONDS: u64 = 900;

/// The minimum size of a part of a page that a message names, in bytes.
const MIN_PART_BYTES: usize = 300;

/// The maximum number of parts that a message names.
const MAX_PARTS: usize = 3;

/// Checks the size of each step's empty page, in the language in which it is largest. A page is reported only if the
/// author can make it smaller: not if the built-in parts alone are too large.
pub(super) fn check(file: &str, name: &FormName, form: &Form, messages: &CustomMessages) -> Vec<Finding> {
    let login = SampleLogin::new(name, messages);
    let pages = form.steps.iter().enumerate();
    pages.filter_map(|(index, _)| Sizes { login: &login, name, form, step: index }.check(file)).collect()
}

/// The sizes of the page of a step, and of its parts.
struct Sizes<'a> {
    login: &'a SampleLogin<'a>,
    name: &'a FormName,
    form: &'a Form,
    step: usize,
}

impl Sizes<'_> {
    fn check(&self, file: &str) -> Option<Finding> {
        let languages = self.form.languages.iter();
        let sizes = languages.filter_map(|tag| Some((self.bytes(self.form, *tag)?, *tag)));
        let (bytes, tag) = sizes.max_by_key(|(bytes, _)| *bytes)?;
        if bytes <= FIRST_ROUND_TRIP_BYTES {
            return None;
        }
        let least = self.bytes(&self.reduced(None)?, tag)?;
        let built_in = self.built_in_bytes(tag, least)?;
        let of_author = bytes.saturating_sub(built_in);
        // If the built-in parts are too large, the parts of the author have to be too large without them.
        if built_in > FIRST_ROUND_TRIP_BYTES && of_author <= FIRST_ROUND_TRIP_BYTES.saturating_sub(least) {
            return None;
        }
        let message = format!(
            "the empty page has {bytes} bytes in `{tag}`, headers included; {FIRST_ROUND_TRIP_BYTES} arrive in one round \
             trip. The largest parts: {}. Shorten them, or move fields to another step",
            self.parts(tag, least).join(", ")
        );
        let place = self.form.step_place(self.step);
        let place = if place.is_empty() { "fields" } else { place.trim_end_matches('.') };
        Some(Finding::new(Code::PageTooLarge, file, place, message))
    }

    fn bytes(&self, form: &Form, tag: Tag) -> Option<usize> {
        self.login.page_bytes((self.name, form), self.step, tag)
    }

    /// The size of the parts that the author cannot change: the page without the author's texts and fields, and the list
    /// of all countries of a field with the type `country`.
    fn built_in_bytes(&self, tag: Tag, least: usize) -> Option<usize> {
        let mut items = self.form.steps[self.step].fields.iter();
        let country =
            items.find(|item| item.field().is_some_and(|field| matches!(field.kind, Kind::Country(_))));
        let Some(country) = country else { return Some(least) };
        self.bytes(&self.reduced(Some(country))?, tag)
    }

    /// The form with a page that has, instead of its own texts and fields, one short field and this item.
    fn reduced(&self, item: Option<&Item>) -> Option<Form> {
        let short: Item = serde_json::from_value(json!({"type": "text", "name": "x", "label": "X"})).ok()?;
        let mut form = self.form.clone();
        form.title = Text::Plain("X".to_owned());
        (form.intro, form.submit) = (None, None);
        for step in &mut form.steps {
            (step.title, step.intro, step.when) = (None, None, None);
            step.fields.iter_mut().for_each(|item| item.when = None);
        }
        let item = item.map(|item| Item { when: None, ..item.clone() });
        form.steps[self.step].fields = [short].into_iter().chain(item).collect();
        Some(form)
    }

    /// The largest parts of the page that the author can change, as text for a message, the largest first.
    fn parts(&self, tag: Tag, least: usize) -> Vec<String> {
        let step = &self.form.steps[self.step];
        let prefix = self.form.step_place(self.step);
        let mut parts: Vec<(usize, String)> = Vec::new();
        for (index, item) in step.fields.iter().enumerate() {
            let bytes = self.reduced(Some(item)).and_then(|form| self.bytes(&form, tag)).unwrap_or(least);
            parts
                .push((bytes.saturating_sub(least), format!("`{prefix}fields[{index}]`{}", described(item))));
        }
        let intro =
            self.form.intro.as_ref().filter(|_| self.step == 0).map(|text| ("intro".to_owned(), text));
        let own = step.intro.as_ref().map(|text| (format!("{prefix}intro"), text));
        for (place, text) in intro.into_iter().chain(own) {
            parts.push((text.get(&[&tag]).len(), format!("`{place}`")));
        }
        parts.sort_by_key(|(bytes, _)| std::cmp::Reverse(*bytes));
        let largest =
            parts.iter().enumerate().filter(|(index, (bytes, _))| *index == 0 || *bytes >= MIN_PART_BYTES);
        largest.take(MAX_PARTS).map(|(_, (bytes, part))| format!("{part} with {bytes} bytes")).collect()
    }
}

/// The type of a field, with a way to make it smaller.
fn described(item: &Item) -> String {
    let Some(field) = item.field() else { return String::new() };
    let advice = match &field.kind {
        Kind::Telephone(rules) if rules.countries.is_none() => {
            ", with a list of all countries; name those that you need in `countries`"
        }
        Kind::Country(_) => ", with a list of all countries",
        Kind::Select(_) | Kind::Radio(_) | Kind::Cards(_) | Kind::Checkboxes(_) => ", with its options",
        _ => "",
    };
    format!(" (`{}`{advice})", field.kind.name())
}

/// The login that the page belongs to, with parameters as long as those of a tenant.
struct SampleLogin<'a> {
    state: String,
    token: String,
    application: String,
    sign_out: Option<String>,
    messages: &'a CustomMessages,
}

impl<'a> SampleLogin<'a> {
    fn new(name: &FormName, messages: &'a CustomMessages) -> Self {
        let client_id = "i".repeat(32);
        let claims = json!({
            "iss": HOST, "sub": "s".repeat(SUBJECT_BYTES), "iat": NOW, "exp": NOW + LIFETIME_SECONDS,
            "ip": "203.0.113.100", "form": name.as_str(), "txn": "t".repeat(TXN_BYTES),
            "client": "c".repeat(30), "client_id": client_id, "locales": ["en"], "country": "DE", "required": false,
            "settings": "0eda315b", "seal": seal::VERSION,
            "prefill": "p".repeat(seal::sealed_bytes(json!({"email": EMAIL}).to_string().len())),
        });
        Self {
            state: "s".repeat(STATE_BYTES),
            token: "t".repeat(redirect::token_bytes(claims.to_string().len())),
            application: "c".repeat(30),
            sign_out: Domain::parse(HOST).ok().map(|domain| redirect::sign_out_url(&domain, &client_id)),
            messages,
        }
    }

    /// The length of a step's empty page with its headers, in a language of the form, in bytes.
    fn page_bytes(&self, (name, form): (&FormName, &Form), step: usize, language: Tag) -> Option<usize> {
        let locale = LocaleContext::for_form(form, &[language]).with_custom(self.messages);
        let context = ParseContext::new(locale.messages(), Today::at_unix_seconds(NOW));
        let interview = form.interview(None, context);
        let answers = interview.defaults();
        let screen = interview.preview(step, &answers, false)?;
        let login = Login {
            state: &self.state,
            token: &self.token,
            application: Some(&self.application),
            email: Some(EMAIL),
            seconds_left: LIFETIME_SECONDS,
            sign_out: self.sign_out.clone(),
        };
        let page = page::form(&FormPage {
            name,
            interview: &interview,
            screen: &screen,
            answers: &answers,
            stored: &StoredAnswers::default(),
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
