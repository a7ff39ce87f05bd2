//! What is in the frame: the very page that a person gets, made from the same types. It goes on when it is
//! sent, and ends with what would be signed.

use axum::http::{HeaderValue, StatusCode, header};
use lambda_http::Body;
use maud::html;
use profiling_forms::theme::ColorScheme;
use profiling_forms::value::date::Date;
use profiling_forms::{
    Answers, BACK, Form, FormName, GO, LATER, Questions, Reading, STEP, Screen, Turn, ValidAnswers,
};
use profiling_pages::{
    self as page, ErrorContent, FormPage, Login, Page, Reader, ReturnEffect, ReturnLink, Topic,
};
use profiling_service::answer::AnswerClaims;
use profiling_service::outcome::Outcome;
use profiling_service::request::RedirectParameters;
use profiling_session::redirect;
use profiling_session::{VerifiedSession, sign_answer};
use serde_json::Value;

use super::layout;
use super::sample;
use super::session::Issuer;
use super::settings::{Settings, Shown};
use crate::execution::claims;
use crate::incoming::Pairs;
use crate::reply::Reply;

/// The input with which the preview's script asks for the same page once more after a file has changed,
/// with what was typed: its value is `errors` where the page showed errors. No field's name has a dot.
const AGAIN: &str = ".again";

/// The lifetime of an answer token that nobody gets, in seconds.
const ANSWER_TTL_SECONDS: u32 = 30;

/// A form with what it is shown with.
pub(super) struct Frame<'a> {
    name: &'a FormName,
    form: Form,
    settings: Settings,
    reader: Reader,
    reading: Reading,
    parameters: RedirectParameters,
    session: VerifiedSession,
    now: u64,
}

impl<'a> Frame<'a> {
    pub(super) fn new(
        (name, form): (&'a FormName, &Form),
        settings: Settings,
        issuer: &Issuer,
        now: u64,
    ) -> Result<Self, String> {
        let mut form = form.clone();
        if form.theme.color_scheme == ColorScheme::Auto {
            form.theme.color_scheme = settings.colors.scheme();
        }
        let language = settings.language(&form);
        if !form.languages.contains(&language) {
            form.languages.push(language);
        }
        let reader = Reader::of_form(&form, Some(language.as_str()), &[]);
        let reading = Reading { words: reader.words(), today: Date::from_unix_seconds(now) };
        let (parameters, session) = issuer.session(&settings.looks(), now)?;
        Ok(Self { name, form, settings, reader, reading, parameters, session, now })
    }

    /// The page in the state that was chosen.
    pub(super) fn show(&self) -> Reply {
        match self.settings.shown {
            Shown::Error(topic) => framed(self.error(topic)),
            Shown::Step(index) => {
                let answers = self.samples(index);
                let questions = self.form.questions(None);
                match questions.preview(index, &answers, &self.reading, self.settings.state.is_sent()) {
                    Some(screen) => framed(self.page(&questions, &answers, &screen)),
                    // A step of blocks alone asks nothing, and is never shown.
                    None => message("This step asks nothing, so nobody is shown it."),
                }
            }
        }
    }

    /// How many errors the page in the state that was chosen has, if it is one that was sent.
    pub(super) fn errors(&self) -> Option<usize> {
        let Shown::Step(index) = self.settings.shown else { return None };
        let screen = self
            .form
            .questions(None)
            .preview(index, &self.samples(index), &self.reading, true)?
            .errors()
            .count();
        self.settings.state.is_sent().then_some(screen)
    }

    fn samples(&self, index: usize) -> Answers {
        sample::answers(&self.form, &self.reading, index, self.settings.state)
    }

    /// What follows a page that was sent.
    pub(super) fn advance(&self, body: &Pairs) -> Reply {
        let answers = body.answers();
        let questions = self.form.questions(None);
        if let Some(again) = body.get(AGAIN) {
            let index = answers.get(STEP).parse().unwrap_or(0);
            let screen = questions.preview(index, &answers, &self.reading, again == "errors");
            return match screen {
                Some(screen) => framed(self.page(&questions, &answers, &screen)),
                None => self.go_on(&questions, &answers, questions.begin(&answers, &self.reading)),
            };
        }
        let turn = match answers.get(GO) {
            BACK => questions.back(&answers, &self.reading),
            LATER if questions.may_wait() => Turn::Done(ValidAnswers::later()),
            _ => questions.advance(&answers, &self.reading),
        };
        self.go_on(&questions, &answers, turn)
    }

    fn go_on(&self, questions: &Questions<'_>, answers: &Answers, turn: Turn<'_>) -> Reply {
        let valid = match turn {
            Turn::Ask(screen) => return framed(self.page(questions, answers, &screen)),
            Turn::Done(valid) => valid,
        };
        let answer = AnswerClaims::new(self.name, self.form.version, &valid);
        let state = &self.parameters.state;
        let token = match sign_answer(&self.session, state, &answer, self.now, ANSWER_TTL_SECONDS) {
            Ok(token) => token,
            Err(error) => return message(&error.to_string()),
        };
        match redirect::continue_url(self.session.domain(), state, &token) {
            Ok(location) => self.end(&claims(token.as_str()).unwrap_or_default(), location.len()),
            Err(too_long) => match questions.shorten(answers, &self.reading, &valid) {
                Turn::Ask(screen) => framed(self.page(questions, answers, &screen)),
                Turn::Done(_) => message(&too_long.to_string()),
            },
        }
    }

    fn page(&self, questions: &Questions<'_>, answers: &Answers, screen: &Screen<'_>) -> Page {
        page::form(&FormPage {
            name: self.name,
            form: &self.form,
            questions,
            screen,
            login: &Login {
                state: self.parameters.state.as_str(),
                token: self.parameters.token.as_str(),
                application: self.session.client(),
                seconds_left: self.session.expires_at().saturating_sub(self.now),
                sign_out: self.sign_out(),
            },
            answers,
            reader: &self.reader,
        })
    }

    fn sign_out(&self) -> Option<String> {
        let client_id = self.session.client_id().filter(|_| self.form.sign_out)?;
        Some(redirect::sign_out_url(self.session.domain(), client_id))
    }

    /// A page in place of the form, as it is when most can be known of the login.
    fn error(&self, topic: Topic) -> Page {
        let (form, effect) = match topic {
            Topic::NotFound => (None, ReturnEffect::Unknown),
            Topic::InvalidLink | Topic::InvalidRequest | Topic::Unavailable => {
                (Some(&self.form), ReturnEffect::Unknown)
            }
            Topic::Expired | Topic::InternalError => (Some(&self.form), ReturnEffect::Passes),
        };
        let url = redirect::return_url(self.session.domain(), &self.parameters.state);
        page::error(&ErrorContent {
            topic,
            reference: "AB12-CD34",
            form,
            reader: &self.reader,
            return_link: Some(ReturnLink { url, effect }),
            sign_out: None,
        })
    }

    /// The end: what the tenant would be sent.
    fn end(&self, claims: &Value, bytes: usize) -> Reply {
        let json = serde_json::to_string_pretty(claims).unwrap_or_default();
        let again = self.settings.with(|settings| settings.shown = Shown::Step(0)).frame_query();
        layout::framed(
            "What would be signed",
            &html! {
                h1 { "What would be signed" }
                p { "Every answer will do. At a real login the browser now goes back to the tenant, with these claims:" }
                pre { (json) }
                p.quiet { "The address that takes them there has " (bytes) " bytes." }
                p { a href={ "/preview/" (self.name) "/page?" (again) } { "Start again" } }
            },
        )
    }
}

/// A page of the functions as they send it, but for what keeps it out of the preview's frame. Its status is
/// always 200, as to show an error is no error.
fn framed(page: Page) -> Reply {
    let page = profiling_service::response::Reply::Page(Outcome::Rendered, page);
    let (mut parts, body) = page.into_response().into_parts();
    let headers = &mut parts.headers;
    headers.remove(header::X_FRAME_OPTIONS);
    let policy = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    let policy = policy.unwrap_or_default().replace("frame-ancestors 'none'", "frame-ancestors 'self'");
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    let body = match body {
        Body::Text(html) => html,
        _ => String::new(),
    };
    Reply::from_parts(parts, body.into())
}

/// A line in place of a page.
pub(super) fn message(words: &str) -> Reply {
    layout::framed("Preview", &html! { p { (words) } })
}

/// What cannot be shown.
pub(super) fn fault(reason: &str) -> Reply {
    let mut reply = message(reason);
    *reply.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    reply
}
