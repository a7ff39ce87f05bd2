//! The page with the questions, after the question pages of the GOV.UK design system: errors in a
//! summary on top and at their fields, and every answer kept.

use std::collections::BTreeSet;
use std::fmt;

use maud::{Markup, html};

use super::field::FieldView;
use super::layout::{Look, page};
use super::{Page, Reader, block, visible};
use profiling_forms::{
    Answers, BACK, Content, Entry, Field, FieldName, Form, FormName, GO, LATER, Questions, SHOWN, STEP,
    Screen,
};

/// The login that the page of a form belongs to.
pub struct Login<'a> {
    /// The `state`, carried along in a hidden input.
    pub state: &'a str,
    /// The session token, carried along in a hidden input.
    pub token: &'a str,
    /// The name of the application.
    pub application: Option<&'a str>,
    /// The time until the page can no longer be sent, in seconds.
    pub seconds_left: u64,
    /// The address that signs the user out.
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
    /// The form's name: where it is posted to.
    pub name: &'a FormName,
    /// The form.
    pub form: &'a Form,
    /// The questions of this login.
    pub questions: &'a Questions<'a>,
    /// The part of them that is on this page.
    pub screen: &'a Screen<'a>,
    /// The login.
    pub login: &'a Login<'a>,
    /// The answers so far.
    pub answers: &'a Answers,
    /// The languages of the page.
    pub reader: &'a Reader,
}

/// The page of a form.
pub fn form(content: &FormPage<'_>) -> Page {
    let FormPage { form, screen, reader, .. } = content;
    let words = reader.words();
    let heading = reader.text(screen.step.title.as_ref().unwrap_or(&form.title));
    let step = (screen.of > 1).then(|| words.step(screen.number, screen.of));
    let prefix = if screen.has_errors() { words.error_prefix() } else { "" };
    let title = match &step {
        Some(step) => format!("{prefix}{heading} – {step}"),
        None => format!("{prefix}{heading}"),
    };
    let is_first = screen.number == 1;
    let look = Look::new(&form.theme, visible::css(screen), &form.image_origins);
    page(
        reader,
        &look,
        &title,
        &html! {
            (logo(form, reader))
            (summary(content))
            @if let Some(step) = &step { p.step { (step) } }
            h1 { (heading) }
            @if is_first { (introduction(content)) }
            @if let Some(intro) = &screen.step.intro { p { (reader.text(intro)) } }
            // The last part of the page's own URL: right behind any prefix, and without its query.
            form method="post" action=(content.name) novalidate {
                (hidden(content))
                @for (index, entry) in screen.entries.iter().enumerate() { (shown(content, entry, index)) }
                (buttons(content))
            }
            p.soft.last { (words.time_left(content.login.seconds_left)) }
            (way_back(content))
        },
    )
}

/// The logo of a form's theme.
pub(super) fn logo(form: &Form, reader: &Reader) -> Markup {
    html! {
        @if let Some(logo) = &form.theme.logo {
            img.logo src=(logo.url.as_str()) alt=(reader.text(&logo.alt)) width=(logo.width) height=(logo.height);
        }
    }
}

/// Which application it is for, and why it is asked.
fn introduction(content: &FormPage<'_>) -> Markup {
    let reader = content.reader;
    html! {
        @if let Some(application) = content.login.application {
            @let (before, after) = reader.words().around_application();
            // Isolated, so that a name cannot turn the words around it.
            p { (before) bdi { (application) } (after) }
        }
        @if let Some(intro) = &content.form.intro { p { (reader.text(intro)) } }
    }
}

fn shown(content: &FormPage<'_>, entry: &Entry<'_>, index: usize) -> Markup {
    let id = visible::id(entry, index);
    match &entry.item.content {
        Content::Field(field) => view(content, field, entry).html(id.as_deref()),
        Content::Block(block) => block::block(block, content.reader, id.as_deref()),
    }
}

/// The way of the login, where in the form the page is, and what was answered on other pages.
fn hidden(content: &FormPage<'_>) -> Markup {
    let FormPage { login, screen, questions, answers, form, .. } = content;
    let here: BTreeSet<&FieldName> =
        screen.entries.iter().filter_map(|entry| Some(&entry.item.field()?.name)).collect();
    let elsewhere = questions.fields().filter(|field| !here.contains(&field.name)).flat_map(Field::inputs);
    let revealed: Vec<&str> = screen.revealed.iter().map(|name| name.as_str()).collect();
    html! {
        input type="hidden" name="state" value=(login.state);
        input type="hidden" name="session_token" value=(login.token);
        @if form.steps.len() > 1 { input type="hidden" name=(STEP) value=(screen.index); }
        @if !revealed.is_empty() { input type="hidden" name=(SHOWN) value=(revealed.join(",")); }
        @for input in elsewhere {
            @for value in answers.all(&input).iter().filter(|value| !value.is_empty()) {
                input type="hidden" name=(input) value=(value);
            }
        }
    }
}

/// The one that goes on comes first, as it is the one that the Enter key presses.
fn buttons(content: &FormPage<'_>) -> Markup {
    let FormPage { screen, reader, form, questions, .. } = content;
    let words = reader.words();
    let submit = form.submit.as_ref().map_or(words.continue_button(), |text| reader.text(text));
    let forward = if screen.number < screen.of { words.next() } else { submit };
    html! {
        button type="submit" { (forward) }
        @if screen.number > 1 { button.second type="submit" name=(GO) value=(BACK) { (words.back()) } }
        @if questions.may_wait() { button.second type="submit" name=(GO) value=(LATER) { (words.not_now()) } }
    }
}

/// The link for a person who is signed in with the wrong account.
fn way_back(content: &FormPage<'_>) -> Markup {
    html! {
        @if let Some(url) = &content.login.sign_out {
            p.soft.last { a href=(url) { (content.reader.words().not_you()) } }
        }
    }
}

fn view<'a>(content: &FormPage<'a>, field: &'a Field, entry: &Entry<'_>) -> FieldView<'a> {
    FieldView { field, answers: content.answers, problem: entry.problem, reader: content.reader }
}

/// The summary takes the focus when the page is shown, without a script.
fn summary(content: &FormPage<'_>) -> Markup {
    let entries = content.screen.entries.iter();
    let errors: Vec<(String, String)> = entries
        .filter_map(|entry| Some(view(content, entry.item.field()?, entry)))
        .filter_map(|view| Some((view.target(), view.error()?)))
        .collect();
    html! {
        @if !errors.is_empty() {
            div.summary role="alert" tabindex="-1" autofocus aria-labelledby="summary-title" {
                h2 #summary-title { (content.reader.words().summary_title()) }
                ul {
                    @for (target, error) in errors { li { a href={ "#" (target) } { (error) } } }
                }
            }
        }
    }
}
