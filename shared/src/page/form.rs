//! The page with the questions, after the question pages of the GOV.UK design system: errors in a
//! summary on top and at their fields, and every answer kept.

use maud::{Markup, html};

use super::layout::page;
use super::{Page, words};
use crate::form::{Answers, Field, FieldError, Form, FormName, Problem, Questions};
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
    /// The time, in seconds since the epoch.
    pub now: u64,
}

/// The page of a form.
pub fn form(content: &FormPage<'_>) -> Page {
    let title = &content.form.title;
    let prefix = if content.errors.is_empty() { "" } else { words::ERROR_PREFIX };
    let submit = content.form.submit.as_deref().unwrap_or(words::CONTINUE);
    page(
        &format!("{prefix}{title}"),
        &html! {
            (summary(content))
            h1 { (title) }
            @if let Some(application) = content.session.client() {
                // Isolated, so that a name cannot turn the words around it.
                p { (words::FOR_APPLICATION.0) bdi { (application) } (words::FOR_APPLICATION.1) }
            }
            @if let Some(intro) = &content.form.intro { p { (intro) } }
            // The last part of the page's own URL: right behind any prefix, and without its query.
            form method="post" action=(content.name) novalidate {
                input type="hidden" name="state" value=(content.parameters.state.as_str());
                input type="hidden" name="session_token" value=(content.parameters.token.as_str());
                @for field in content.questions.fields() { (input(content, field)) }
                button type="submit" { (submit) }
            }
            p.soft.last { (words::time_left(content.session.expires_at().saturating_sub(content.now))) }
        },
    )
}

fn problem_of(content: &FormPage<'_>, field: &Field) -> Option<Problem> {
    content.errors.iter().find(|error| error.field == field.name).map(|error| error.problem)
}

/// The summary takes the focus when the page is shown, without a script.
fn summary(content: &FormPage<'_>) -> Markup {
    html! {
        @if !content.errors.is_empty() {
            div.summary role="alert" tabindex="-1" autofocus aria-labelledby="summary-title" {
                h2 #summary-title { (words::SUMMARY_TITLE) }
                ul {
                    @for field in content.questions.fields() {
                        @if let Some(problem) = problem_of(content, field) {
                            li { a href={ "#" (field.name) } { (words::problem(field, problem)) } }
                        }
                    }
                }
            }
        }
    }
}

fn input(content: &FormPage<'_>, field: &Field) -> Markup {
    let name = &field.name;
    let problem = problem_of(content, field);
    let hint_id = field.hint.as_ref().map(|_| format!("{name}-hint"));
    let error_id = problem.map(|_| format!("{name}-error"));
    let described_by: Vec<String> = [&hint_id, &error_id].into_iter().flatten().cloned().collect();
    let described_by = Some(described_by.join(" ")).filter(|ids| !ids.is_empty());
    html! {
        div.field.invalid[problem.is_some()] {
            label for=(name) { (field.label) @if !field.required { (words::OPTIONAL) } }
            @if let Some(hint) = &field.hint { p.hint id=[&hint_id] { (hint) } }
            @if let Some(problem) = problem { p.error id=[&error_id] { (words::problem(field, problem)) } }
            input type="text" id=(name) name=(name) value=(content.answers.get(name)) maxlength=(field.max_length)
                minlength=[field.min_length] autocomplete=[&field.autocomplete] required[field.required]
                aria-describedby=[described_by] aria-invalid=[problem.map(|_| "true")];
        }
    }
}
