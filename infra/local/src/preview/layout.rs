//! The layout of the preview's own pages. They look like the emulator's other pages, so that they are not mistaken for a
//! form.

use axum::http::{HeaderValue, StatusCode, header};
use maud::{DOCTYPE, Markup, html};
use profiling_forms::FormErrors;

use crate::page;
use crate::reply::{self, Reply};

/// The Content-Security-Policy of the preview's pages. They load a style sheet and a script, and frame the pages of forms.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
    frame-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The Content-Security-Policy of the preview's own pages in a frame.
const FRAMED_POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'self'";

/// The style rules of the preview, which follow those of all pages of the emulator.
const STYLE: &str = include_str!("preview.css");

/// The script that updates a page when files change, and adjusts the height of the frames.
const SCRIPT: &str = include_str!("preview.js");

/// A page of the preview.
pub(super) struct Layout<'a> {
    pub(super) title: &'a str,
    /// The names of all forms.
    pub(super) forms: &'a [&'a str],
    /// The name of the form on the page.
    pub(super) current: Option<&'a str>,
    /// The version of the files.
    pub(super) version: &'a str,
}

impl Layout<'_> {
    pub(super) fn page(&self, status: StatusCode, content: &Markup) -> Reply {
        let markup = html! {
            (DOCTYPE)
            html lang="en" {
                (head(self.title, true))
                body.preview {
                    header {
                        p.banner { strong { "Local emulator: preview" } " every form in every state, without a login" }
                        nav aria-label="Forms" {
                            a href="/preview" aria-current=[self.current.is_none().then_some("page")] { "all forms" } " "
                            @for form in self.forms {
                                a href={ "/preview/" (form) } aria-current=[(self.current == Some(form)).then_some("page")] { (form) } " "
                            }
                        }
                        p #live.quiet role="status" { "Reload this page to see changes." }
                    }
                    main data-version=(self.version) { (content) }
                }
            }
        };
        with_policy(reply::html(status, markup), POLICY)
    }
}

/// Returns a page of the preview's own for a frame.
pub(super) fn framed(title: &str, content: &Markup) -> Reply {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            (head(title, false))
            body.preview.framed { main { (content) } }
        }
    };
    with_policy(reply::html(StatusCode::OK, markup), FRAMED_POLICY)
}

/// All errors in the files, grouped by file.
pub(super) fn errors(errors: &FormErrors) -> Markup {
    let mut files: Vec<&str> = errors.0.iter().map(|error| error.file.as_str()).collect();
    files.dedup();
    html! {
        h1 { "The forms have errors" }
        p { "Logins use the last valid version of the forms. When the errors are fixed, this page updates by itself." }
        @for file in files {
            section.card.fault {
                h2 { (file) }
                dl.faults {
                    @for error in errors.0.iter().filter(|error| error.file == file) {
                        dt { @if error.place.is_empty() { "file" } @else { (error.place) } }
                        dd { (error.reason) }
                    }
                }
            }
        }
    }
}

fn head(title: &str, script: bool) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            title { (title) " · Local emulator: preview" }
            link rel="stylesheet" href="/preview/preview.css";
            link rel="icon" href="data:,";
            @if script { script type="module" src="/preview/preview.js" {} }
        }
    }
}

fn with_policy(mut reply: Reply, policy: &'static str) -> Reply {
    reply.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    reply
}

pub(super) async fn style() -> Reply {
    let css = format!("{}{STYLE}", page::STYLE);
    reply::plain(StatusCode::OK, "text/css; charset=utf-8", css)
}

pub(super) async fn script() -> Reply {
    reply::plain(StatusCode::OK, "text/javascript; charset=utf-8", SCRIPT)
}
