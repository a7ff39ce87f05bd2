//! The question page, after the pattern of the GOV.UK Design System: an error summary on top, an error message at each
//! field, and all answers preserved.

use std::collections::BTreeSet;
use std::fmt;

use maud::{Markup, html};

use super::field::FieldView;
use super::form_data::{BACK, BUTTON, POSTPONE, REVEALED, SESSION_TOKEN, STATE, STEP};
use super::layout::{Look, page};
use super::{LocaleContext, Page, block, visible};
use profiling_forms::{Answers, Content, Entry, Field, FieldName, Form, FormName, Interview, Screen};

/// The login that the page of a form belongs to.
pub struct Login<'a> {
    /// The `state`, for a hidden input.
    pub state: &'a str,
    /// The session token, for a hidden input.
    pub token: &'a str,
    /// The name of the application.
    pub application: Option<&'a str>,
    /// The time until the page can no longer be sent, in seconds.
    pub seconds_left: u64,
    /// The address that signs the user out. The page has a link to it if the form does.
    pub sign_out: Option<String>,
}

impl fmt::Debug for Login<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(redacted)")
    }
}

/// The content of a form's page.
#[derive(Debug)]
pub struct FormPage<'a> {
    /// The name of the form, which is also the last segment of its URL.
    pub name: &'a FormName,
    /// The interview.
    pub interview: &'a Interview<'a>,
    /// The screen of the interview that the page shows.
    pub screen: &'a Screen<'a>,
    /// The answers so far.
    pub answers: &'a Answers,
    /// The login.
    pub login: &'a Login<'a>,
    /// The languages of the page.
    pub locale: &'a LocaleContext,
}

/// Renders a page of a form.
///
/// ```
/// use profiling_forms::value::today::Today;
/// use profiling_forms::{Navigation, Form, FormName, Next, ParseContext};
/// use profiling_pages::{FormPage, Login, LocaleContext, form};
///
/// let definition: Form = serde_json::from_str(
///     r#"{"version": 1, "title": "About you", "fields": [{"type": "text", "name": "company", "label": "Company"}]}"#,
/// )?;
/// let locale = LocaleContext::for_form(&definition, None, &[]);
/// let context = ParseContext::new(locale.messages(), Today::at_unix_seconds(1_800_000_000));
/// let interview = definition.interview(None, context);
/// let answers = interview.defaults();
/// let Next::Show(screen) = interview.next(&answers, &Navigation::Start) else { panic!("the form has a field") };
/// let page = form(&FormPage {
///     name: &FormName::parse("profile")?,
///     interview: &interview,
///     screen: &screen,
///     answers: &answers,
///     login: &Login { state: "abc", token: "e30", application: None, seconds_left: 600, sign_out: None },
///     locale: &locale,
/// });
/// let html = page.into_html();
/// assert!(html.contains("<h1>About you</h1>"));
/// assert!(html.contains(r#"<form method="post" action="profile""#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn form(content: &FormPage<'_>) -> Page {
    let FormPage { screen, locale, interview, .. } = content;
    let form = interview.form();
    let messages = locale.messages();
    let heading = locale.text(screen.step.title.as_ref().unwrap_or(&form.title));
    let step = (screen.page_count > 1).then(|| messages.step(screen.page_number, screen.page_count));
    let prefix = if screen.has_errors() { messages.error_prefix() } else { "" };
    let title = match &step {
        Some(step) => format!("{prefix}{heading} – {step}"),
        None => format!("{prefix}{heading}"),
    };
    let is_first = screen.page_number == 1;
    let look = Look::new(&form.theme, visible::css(screen), &form.image_origins);
    page(
        locale,
        &look,
        &title,
        &html! {
            (logo(form, locale))
            (summary(content))
            @if let Some(step) = &step { p.step { (step) } }
            h1 { (heading) }
            @if is_first { (introduction(content)) }
            @if let Some(intro) = &screen.step.intro { p { (locale.text(intro)) } }
            // Relative to the page's URL: the last segment, under any prefix, without the query.
            form method="post" action=(content.name) novalidate {
                (hidden(content))
                @for (index, entry) in screen.entries.iter().enumerate() { (view_entry(content, entry, index)) }
                (buttons(content))
            }
            p.soft.last { (messages.time_left(content.login.seconds_left)) }
            (sign_out_link(content))
        },
    )
}

/// The logo of a form's theme.
pub(super) fn logo(form: &Form, locale: &LocaleContext) -> Markup {
    html! {
        @if let Some(logo) = &form.theme.logo {
            img.logo src=(logo.url.as_str()) alt=(locale.text(&logo.alt)) width=(logo.width) height=(logo.height);
        }
    }
}

/// The application that the user logs in to, and the introduction of the form.
fn introduction(content: &FormPage<'_>) -> Markup {
    let locale = content.locale;
    html! {
        @if let Some(application) = content.login.application {
            @let (before, after) = locale.messages().around_application();
            // Isolated, so that the direction of the name does not affect the text around it.
            p { (before) bdi { (application) } (after) }
        }
        @if let Some(intro) = &content.interview.form().intro { p { (locale.text(intro)) } }
    }
}

fn view_entry(content: &FormPage<'_>, entry: &Entry<'_>, index: usize) -> Markup {
    let id = visible::id(entry, index);
    match &entry.item.content {
        Content::Field(field) => view(content, field, entry).html(id.as_deref()),
        Content::Block(block) => block::block(block, content.locale, id.as_deref()),
    }
}

/// The hidden inputs: the login, the position in the form, and the answers on other pages.
fn hidden(content: &FormPage<'_>) -> Markup {
    let FormPage { login, screen, interview, answers, .. } = content;
    let here: BTreeSet<&FieldName> =
        screen.entries.iter().filter_map(|entry| Some(&entry.item.field()?.name)).collect();
    let elsewhere = interview.fields().filter(|field| !here.contains(&field.name)).flat_map(Field::inputs);
    let revealed: Vec<&str> = screen.revealed.iter().map(|name| name.as_str()).collect();
    html! {
        input type="hidden" name=(STATE) value=(login.state);
        input type="hidden" name=(SESSION_TOKEN) value=(login.token);
        @if interview.form().steps.len() > 1 { input type="hidden" name=(STEP) value=(screen.step_index); }
        @if !revealed.is_empty() { input type="hidden" name=(REVEALED) value=(revealed.join(",")); }
        @for input in elsewhere {
            @for value in answers.all(&input).iter().filter(|value| !value.is_empty()) {
                input type="hidden" name=(input) value=(value);
            }
        }
    }
}

/// The buttons. The first one continues, as the Enter key presses the first.
fn buttons(content: &FormPage<'_>) -> Markup {
    let FormPage { screen, locale, interview, .. } = content;
    let messages = locale.messages();
    let submit =
        interview.form().submit.as_ref().map_or(messages.continue_button(), |text| locale.text(text));
    let forward = if screen.page_number < screen.page_count { messages.next() } else { submit };
    html! {
        button type="submit" { (forward) }
        @if screen.page_number > 1 { button.second type="submit" name=(BUTTON) value=(BACK) { (messages.back()) } }
        @if interview.allows_postponing() {
            button.second type="submit" name=(BUTTON) value=(POSTPONE) { (messages.not_now()) }
        }
    }
}

/// The link for a user who is logged in with the wrong account.
fn sign_out_link(content: &FormPage<'_>) -> Markup {
    let url = content.login.sign_out.as_ref().filter(|_| content.interview.form().sign_out);
    html! {
        @if let Some(url) = url { p.soft.last { a href=(url) { (content.locale.messages().not_you()) } } }
    }
}

fn view<'a>(content: &FormPage<'a>, field: &'a Field, entry: &Entry<'_>) -> FieldView<'a> {
    FieldView { field, answers: content.answers, problem: entry.problem, locale: content.locale }
}

/// The error summary. It gets the focus when the page loads, without a script.
fn summary(content: &FormPage<'_>) -> Markup {
    let entries = content.screen.entries.iter();
    let errors: Vec<(String, String)> = entries
        .filter_map(|entry| Some(view(content, entry.item.field()?, entry)))
        .filter_map(|view| Some((view.target(), view.error()?)))
        .collect();
    html! {
        @if !errors.is_empty() {
            div.summary role="alert" tabindex="-1" autofocus aria-labelledby="summary-title" {
                h2 #summary-title { (content.locale.messages().summary_title()) }
                ul {
                    @for (target, error) in errors { li { a href={ "#" (target) } { (error) } } }
                }
            }
        }
    }
}
