//! The question page, after the pattern of the GOV.UK Design System: an error summary on top, an error message at each
//! field, and all answers preserved.

use std::collections::BTreeSet;
use std::fmt;

use maud::{Markup, html};

use super::field::{FieldView, SEARCH, Selection, selection};
use super::form_data::{BACK, BUTTON, POSTPONE, REVEALED, SESSION_TOKEN, STATE, STEP};
use super::layout::{Look, Script, one_line, page};
use super::{LocaleContext, Page, block, visible};
use profiling_forms::theme::ColorScheme;
use profiling_forms::{
    Answers, Content, Entry, Field, FieldName, Form, FormName, Interview, Screen, StoredAnswers,
};

/// The script of a form page. It prevents double submission, counts characters near a limit, moves the focus after a click in
/// the error summary (`WebKit` does not), and shows the time limit when little time is left. The time is compared with the
/// clock, because a timer stops while a device sleeps. `history.js` is described in `docs/decisions/browser-history.md`.
static SCRIPT: Script =
    Script::new(concat!(include_str!("once.js"), include_str!("form.js"), include_str!("history.js")));

/// The script of a page with a list that can be searched by typing. Without JavaScript, it is a drop-down list.
static SEARCH_SCRIPT: Script = Script::new(concat!(
    include_str!("once.js"),
    include_str!("form.js"),
    include_str!("history.js"),
    include_str!("search.js")
));

/// The additional style sheet of such a page.
const SEARCH_STYLE: &str = include_str!("search.css");

/// The login that the page of a form belongs to.
pub struct Login<'a> {
    /// The `state`, for a hidden input.
    pub state: &'a str,
    /// The session token, for a hidden input.
    pub token: &'a str,
    /// The name of the application.
    pub application: Option<&'a str>,
    /// The masked email address of the user.
    pub email: Option<&'a str>,
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
    /// The stored answers that the user can confirm or change.
    pub stored: &'a StoredAnswers<'a>,
    /// The login.
    pub login: &'a Login<'a>,
    /// The languages of the page.
    pub locale: &'a LocaleContext,
}

/// Renders a page of a form.
///
/// ```
/// use profiling_forms::value::today::Today;
/// use profiling_forms::{Navigation, Form, FormName, Next, ParseContext, StoredAnswers};
/// use profiling_pages::{FormPage, Login, LocaleContext, form};
///
/// let definition: Form = serde_json::from_str(
///     r#"{"version": 1, "title": "About you", "fields": [{"type": "text", "name": "company", "label": "Company"}]}"#,
/// )?;
/// let locale = LocaleContext::for_form(&definition, &[]);
/// let context = ParseContext::new(locale.messages(), Today::at_unix_seconds(1_800_000_000));
/// let interview = definition.interview(None, context);
/// let answers = interview.defaults();
/// let Next::Show(screen) = interview.next(&answers, &Navigation::Start) else { panic!("the form has a field") };
/// let page = form(&FormPage {
///     name: &FormName::parse("profile")?,
///     interview: &interview,
///     screen: &screen,
///     answers: &answers,
///     stored: &StoredAnswers::default(),
///     login: &Login { state: "abc", token: "e30", application: None, email: None, seconds_left: 600, sign_out: None },
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
    let heading = screen.step.title.as_ref().unwrap_or(&form.title);
    let heading_text = locale.text(heading);
    let step = (screen.page_count > 1).then(|| messages.step(screen.page_number, screen.page_count));
    let prefix = if screen.has_errors() { messages.error_prefix() } else { "" };
    let title = match &step {
        Some(step) => format!("{prefix}{heading_text} – {step}"),
        None => format!("{prefix}{heading_text}"),
    };
    let is_first = screen.page_number == 1;
    let html = html! {
        (logo(form, locale))
        (application(content))
        (summary(content))
        @if let Some(step) = &step { p.step { (step) } }
        h1 { (locale.html(heading)) }
        @if let Some(intro) = form.intro.as_ref().filter(|_| is_first) { p.lead { (locale.html(intro)) } }
        @if let Some(intro) = &screen.step.intro { p { (locale.html(intro)) } }
        // Relative to the page's URL: the last segment, under any prefix, without the query.
        form method="post" action=(content.name) novalidate {
            (hidden(content))
            @for (index, entry) in screen.entries.iter().enumerate() { (view_entry(content, entry, index)) }
            (buttons(content))
        }
        (time_limit(content))
        (links(content))
    };
    let mut rules = visible::css(screen);
    // If only a text contains the attribute's name, the script finds no list.
    let script = if has_list(screen) && html.0.contains(SEARCH) {
        rules.push_str(&one_line(SEARCH_STYLE));
        &SEARCH_SCRIPT
    } else {
        &SCRIPT
    };
    let look = Look::new(&form.theme, rules, &form.image_origins).with_script(script);
    page(locale, &look, &title, &html)
}

/// Returns true if a field of the page has a drop-down list. A page without one does not have to be searched for it.
fn has_list(screen: &Screen<'_>) -> bool {
    let mut kinds = screen.entries.iter().filter_map(|entry| Some(&entry.item.field()?.kind));
    kinds.any(|kind| matches!(selection(kind), Selection::List | Selection::TypedWithList))
}

/// The logo of a form's theme, in the color scheme of the page.
pub(super) fn logo(form: &Form, locale: &LocaleContext) -> Markup {
    let Some(logo) = &form.theme.logo else { return Markup::default() };
    let dark = logo.dark_url.as_ref();
    let (url, in_dark_mode) = match form.theme.color_scheme {
        ColorScheme::Auto => (&logo.url, dark),
        ColorScheme::Light => (&logo.url, None),
        ColorScheme::Dark => (dark.unwrap_or(&logo.url), None),
    };
    html! {
        picture {
            @if let Some(dark) = in_dark_mode {
                source media="(prefers-color-scheme: dark)" srcset=(dark.srcset());
            }
            img.logo src=(url.as_str()) alt=(locale.text(&logo.alt)) lang=[locale.foreign(&logo.alt)]
                width=(logo.width) height=(logo.height);
        }
    }
}

/// The `id` of the element that shows the user's account. No field has a name with a hyphen.
const ACCOUNT: &str = "your-account";

/// The application that the user logs in to, and the account.
fn application(content: &FormPage<'_>) -> Markup {
    html! {
        @if let Some(application) = content.login.application {
            @let (before, after) = content.locale.messages().around_application();
            // Isolated, so that the direction of the name does not affect the text around it.
            p.soft { (before) bdi { (application) } (after) }
        }
        @if let Some(email) = content.login.email {
            p.soft id=(ACCOUNT) { (content.locale.messages().account()) bdi { (email) } }
        }
    }
}

/// The page states the remaining time when it is at most this many seconds.
const LAST_SECONDS: u64 = 300;

/// The time limit, when it comes near. A page without JavaScript states it from the beginning (WCAG 2.2, 2.2.1).
fn time_limit(content: &FormPage<'_>) -> Markup {
    let (messages, seconds) = (content.locale.messages(), content.login.seconds_left);
    html! {
        @if let Some(wait @ 1..) = seconds.checked_sub(LAST_SECONDS) {
            p.soft.last hidden role="status" data-in=(wait) { (messages.time_left(LAST_SECONDS)) }
            noscript { p.soft.last { (messages.time_left(seconds)) } }
        } @else {
            p.soft.last { (messages.time_left(seconds)) }
        }
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
    html! {
        // The script keeps the answers in `sessionStorage` unless they are complete.
        button type="submit" data-last[screen.page_number == screen.page_count] {
            @if screen.page_number < screen.page_count { (messages.next()) }
            @else if let Some(submit) = &interview.form().submit { (locale.html(submit)) }
            @else { (messages.continue_button()) }
        }
        @if screen.page_number > 1 { button.plain type="submit" name=(BUTTON) value=(BACK) { (messages.back()) } }
        @if interview.allows_postponing() {
            button.second type="submit" name=(BUTTON) value=(POSTPONE) { (messages.not_now()) }
        }
    }
}

/// The link to the privacy notice, and the link for users who are logged in to the wrong account.
fn links(content: &FormPage<'_>) -> Markup {
    let (form, messages) = (content.interview.form(), content.locale.messages());
    let sign_out = content.login.sign_out.as_ref().filter(|_| form.sign_out);
    html! {
        @if let Some(privacy) = &form.privacy {
            // In a new tab, so that the form stays open.
            p.soft.last { a href=(privacy.as_str()) target="_blank" rel="noopener noreferrer" { (messages.privacy()) } }
        }
        @if let Some(url) = sign_out {
            @let account = content.login.email.map(|_| ACCOUNT);
            p.soft.last { a href=(url) aria-describedby=[account] { (messages.not_you()) } }
        }
    }
}

fn view<'a>(content: &FormPage<'a>, field: &'a Field, entry: &Entry<'_>) -> FieldView<'a> {
    let is_stored = content.stored.is_unchanged(&field.name, content.answers);
    FieldView { field, answers: content.answers, problem: entry.problem, is_stored, locale: content.locale }
}

/// The error summary. It gets the focus when the page loads, without a script.
fn summary(content: &FormPage<'_>) -> Markup {
    let entries = content.screen.entries.iter();
    let errors: Vec<_> = entries
        .filter_map(|entry| Some(view(content, entry.item.field()?, entry)))
        .filter_map(|view| Some((view.target(), view.error()?, view.error_language())))
        .collect();
    html! {
        @if !errors.is_empty() {
            div.summary role="alert" tabindex="-1" autofocus aria-labelledby="summary-title" {
                h2 #summary-title { (content.locale.messages().summary_title()) }
                ul {
                    @for (target, error, (language, direction)) in errors {
                        li { a href={ "#" (target) } lang=[language] dir=[direction] { (error) } }
                    }
                }
            }
        }
    }
}
