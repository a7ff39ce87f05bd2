//! The page with the questions, after the question pages of the GOV.UK design system: errors in a
//! summary on top and at their fields, and every answer kept.

use maud::{Markup, html};

use super::field::FieldView;
use super::layout::page;
use super::{Page, Reader};
use crate::form::{Answers, Field, FieldError, Form, FormName, Questions};
use crate::request::RedirectParameters;
use crate::token::VerifiedSession;

/// What a form's page is made from. A verified session is among it, so there is no form without one.
#[derive(Debug)]
pub struct FormPage<'a> {
    /// The form's name: where it is posted to.
    pub name: &'a FormName,
    /// The form.
    pub form: &'a Form,
    /// What is asked this time.
    pub questions: &'a Questions<'a>,
    /// State and token, carried along in hidden inputs.
    pub parameters: &'a RedirectParameters,
    /// The session that asks.
    pub session: &'a VerifiedSession,
    /// What was answered so far.
    pub answers: &'a Answers,
    /// What is wrong with it.
    pub errors: &'a [FieldError],
    /// Whom it is written for.
    pub reader: &'a Reader,
    /// The time, in seconds since the epoch.
    pub now: u64,
}

/// The page of a form.
pub fn form(content: &FormPage<'_>) -> Page {
    let (form, reader) = (content.form, content.reader);
    let words = reader.words();
    let title = reader.text(&form.title);
    let prefix = if content.errors.is_empty() { "" } else { words.error_prefix() };
    let submit = form.submit.as_ref().map_or(words.continue_button(), |text| reader.text(text));
    let fields: Vec<FieldView<'_>> =
        content.questions.fields().iter().map(|field| view(content, field)).collect();
    page(
        reader,
        &format!("{prefix}{title}"),
        &html! {
            (summary(reader, &fields))
            h1 { (title) }
            @if let Some(application) = content.session.client() {
                @let (before, after) = words.around_application();
                // Isolated, so that a name cannot turn the words around it.
                p { (before) bdi { (application) } (after) }
            }
            @if let Some(intro) = &form.intro { p { (reader.text(intro)) } }
            // The last part of the page's own URL: right behind any prefix, and without its query.
            form method="post" action=(content.name) novalidate {
                input type="hidden" name="state" value=(content.parameters.state.as_str());
                input type="hidden" name="session_token" value=(content.parameters.token.as_str());
                @for field in &fields { (field.html()) }
                button type="submit" { (submit) }
            }
            p.soft.last { (words.time_left(content.session.expires_at().saturating_sub(content.now))) }
        },
    )
}

fn view<'a>(content: &FormPage<'a>, field: &'a Field) -> FieldView<'a> {
    let error = content.errors.iter().find(|error| error.field == field.name);
    let problem = error.map(|error| error.problem);
    FieldView { field, answers: content.answers, problem, reader: content.reader }
}

/// The summary takes the focus when the page is shown, without a script.
fn summary(reader: &Reader, fields: &[FieldView<'_>]) -> Markup {
    let errors: Vec<(&str, String)> =
        fields.iter().filter_map(|view| Some((view.field.name.as_str(), view.error()?))).collect();
    html! {
        @if !errors.is_empty() {
            div.summary role="alert" tabindex="-1" autofocus aria-labelledby="summary-title" {
                h2 #summary-title { (reader.words().summary_title()) }
                ul {
                    @for (name, error) in errors { li { a href={ "#" (name) } { (error) } } }
                }
            }
        }
    }
}
