//! The page in the preview's frame: the same page as in a login, made from the same data. The last page leads to the
//! claims that would be signed.

use axum::http::{HeaderValue, StatusCode, header};
use lambda_http::Body;
use maud::html;
use profiling_forms::locale::CustomMessages;
use profiling_forms::theme::ColorScheme;
use profiling_forms::value::today::Today;
use profiling_forms::{
    Answers, Form, FormName, Interview, Navigation, Next, ParseContext, Position, Screen, StoredAnswers,
    ValidAnswers,
};
use profiling_pages::{
    self as page, ErrorContent, FormData, FormPage, LocaleContext, Login, Page, ReturnEffect, ReturnLink,
    Topic,
};
use profiling_service::answer_claims::AnswerClaims;
use profiling_service::outcome::Outcome;
use profiling_session::redirect::{self, MAX_LOCATION_BYTES};
use profiling_session::{AnswerTokenClaims, CONTRACT_VERSION, Content, Domain, State};

use super::layout;
use super::sample;
use super::settings::{SelectedPage, Settings};
use crate::incoming::Pairs;
use crate::reply::Reply;

/// The input with which the script requests the same page with the current answers, after a file has changed. Its value
/// is `errors` if the page has error messages. Unlike a field name, it has a dot.
const REFRESH: &str = ".refresh";

/// The tenant of the preview: a name that is reserved for examples (RFC 2606).
const TENANT: &str = "tenant.example";

/// The session token of the page. No tenant signed it.
const TOKEN: &str = "preview";

/// The remaining time of the login, in seconds.
const SECONDS_LEFT: u64 = 900;

/// The lifetime of the answer token, in seconds.
const ANSWER_TTL_SECONDS: u64 = 30;

/// A form with the settings of the preview.
pub(super) struct Frame<'a> {
    name: &'a FormName,
    form: Form,
    settings: Settings,
    locale: LocaleContext,
    domain: Domain,
    state: State,
    now: u64,
}

impl<'a> Frame<'a> {
    pub(super) fn new(
        (name, form): (&'a FormName, &Form),
        settings: Settings,
        messages: &CustomMessages,
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
        let locale = LocaleContext::for_form(&form, &[language]).with_custom(messages);
        let domain = Domain::parse(TENANT).map_err(|error| error.to_string())?;
        // The language and the colors stay while the user goes from page to page.
        let state = State::parse(&settings.appearance_query()).map_err(|error| error.to_string())?;
        Ok(Self { name, form, settings, locale, domain, state, now })
    }

    fn context(&self) -> ParseContext {
        ParseContext::new(self.locale.messages(), Today::at_unix_seconds(self.now))
    }

    fn interview(&self) -> Interview<'_> {
        self.form.interview(None, self.context())
    }

    /// The page in the selected state.
    pub(super) fn show(&self) -> Reply {
        match self.settings.page {
            SelectedPage::Error(topic) => framed(self.error(topic)),
            SelectedPage::Step(index) => {
                let answers = self.samples(index);
                let interview = self.interview();
                match interview.preview(index, &answers, self.settings.state.is_submitted()) {
                    Some(screen) => framed(self.page(&interview, &answers, &screen)),
                    // A step without fields is skipped.
                    None => message("This step has no fields, so users do not see it."),
                }
            }
        }
    }

    /// The number of errors on the page in the selected state, if it has been submitted.
    pub(super) fn errors(&self) -> Option<usize> {
        let SelectedPage::Step(index) = self.settings.page else { return None };
        let count = self.interview().preview(index, &self.samples(index), true)?.errors().count();
        self.settings.state.is_submitted().then_some(count)
    }

    fn samples(&self, index: usize) -> Answers {
        sample::answers(&self.form, &self.context(), index, self.settings.state)
    }

    /// The page that follows a submitted one.
    pub(super) fn advance(&self, body: &Pairs) -> Reply {
        let FormData { answers, navigation, .. } = body.form_data();
        let interview = self.interview();
        let navigation = match (body.get(REFRESH), navigation) {
            (None, navigation) => navigation,
            (
                Some(refresh),
                Navigation::Continue(position)
                | Navigation::Back(position)
                | Navigation::Postpone(position)
                | Navigation::Return(position),
            ) => {
                let Position { step, .. } = position;
                match interview.preview(step, &answers, refresh == "errors") {
                    Some(screen) => return framed(self.page(&interview, &answers, &screen)),
                    None => Navigation::Start,
                }
            }
            (Some(_), Navigation::Start) => Navigation::Start,
        };
        match interview.next(&answers, &navigation) {
            Next::Show(screen) => framed(self.page(&interview, &answers, &screen)),
            Next::Answer(valid) => {
                let claims = AnswerClaims::new(&valid);
                self.end(&claims, || self.shorten(&interview, &answers, &valid))
            }
            Next::Postpone => self.end(&AnswerClaims::postponed(), || None),
        }
    }

    fn shorten(&self, interview: &Interview<'_>, answers: &Answers, valid: &ValidAnswers) -> Option<Reply> {
        interview.shorten(answers, valid).map(|screen| framed(self.page(interview, answers, &screen)))
    }

    fn page(&self, interview: &Interview<'_>, answers: &Answers, screen: &Screen<'_>) -> Page {
        let login = Login {
            state: self.state.as_str(),
            token: TOKEN,
            application: Some("Your application"),
            email: Some("a…@e….com"),
            seconds_left: SECONDS_LEFT,
            sign_out: Some(redirect::sign_out_url(&self.domain, "your-application")),
        };
        let locale = &self.locale;
        page::form(&FormPage {
            name: self.name,
            interview,
            screen,
            answers,
            stored: &StoredAnswers::default(),
            login: &login,
            locale,
        })
    }

    /// An error page, for a request of which as much is valid as possible.
    fn error(&self, topic: Topic) -> Page {
        let (form, effect) = match topic {
            Topic::NotFound => (None, ReturnEffect::Unknown),
            Topic::InvalidLink | Topic::InvalidRequest | Topic::Unavailable => {
                (Some(&self.form), ReturnEffect::Unknown)
            }
            Topic::Expired | Topic::InternalError => (Some(&self.form), ReturnEffect::Passes),
        };
        let url = redirect::return_url(&self.domain, &self.state);
        page::error(&ErrorContent {
            topic,
            reference: "AB12-CD34",
            form,
            locale: &self.locale,
            return_link: Some(ReturnLink { url, effect }),
            sign_out: None,
        })
    }

    /// The claims that the tenant would get, or, if they are too long, the page of `shorten`.
    fn end(&self, answer: &AnswerClaims<'_>, shorten: impl FnOnce() -> Option<Reply>) -> Reply {
        let claims = |content| AnswerTokenClaims {
            iss: TENANT,
            sub: "auth0|preview",
            iat: self.now,
            exp: self.now + ANSWER_TTL_SECONDS,
            state: self.state.as_str(),
            txn: None,
            v: CONTRACT_VERSION,
            form: self.name.as_str(),
            form_version: self.form.version,
            content,
        };
        let content_bytes = serde_json::to_string(answer).unwrap_or_default().len();
        let sealed =
            serde_json::to_string(&claims(Content::sealed_of_length(content_bytes))).unwrap_or_default();
        let bytes = redirect::continue_url_bytes(&self.domain, &self.state, sealed.len());
        if bytes > MAX_LOCATION_BYTES {
            return shorten().unwrap_or_else(|| message("The answers are too long."));
        }
        let json = serde_json::to_string_pretty(&claims(Content::Plain(answer))).unwrap_or_default();
        let start = self.settings.with(|settings| settings.page = SelectedPage::Step(0)).frame_query();
        layout::framed(
            "Answer token",
            &html! {
                h1 { "Answer token" }
                p { "All answers are valid. In a real login, the browser would now return to the tenant with these claims in a signed token. The answers would be sealed, so that only the Action can read them." }
                pre { (json) }
                p.quiet { "The URL with the token has " (bytes) " bytes." }
                p { a href={ "/preview/" (self.name) "/page?" (start) } { "Start again" } }
            },
        )
    }
}

/// Returns a page as the functions send it, except that the preview may frame it. The status is 200 for an error page, too.
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
    // The body of a page is text.
    let html = if let Body::Text(html) = body { html } else { String::new() };
    Reply::from_parts(parts, html.into())
}

/// A message in place of a page.
pub(super) fn message(text: &str) -> Reply {
    layout::framed("Preview", &html! { p { (text) } })
}

/// An error of the preview.
pub(super) fn error(reason: &str) -> Reply {
    let mut reply = message(reason);
    *reply.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    reply
}
