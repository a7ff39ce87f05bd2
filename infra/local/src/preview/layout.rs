//! The frame of the preview's own pages. They look like the rest of the emulator, so that nobody takes one for
//! the form.

use axum::http::{HeaderValue, StatusCode, header};
use maud::{DOCTYPE, Markup, html};
use profiling_forms::FormErrors;

use crate::page;
use crate::reply::{self, Reply};

/// What a page of the preview may load and run: its style sheet, its script, and the pages that it shows.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
    frame-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What a page of the preview's own may in a frame.
const FRAMED_POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'self'";

/// The preview's own rules, behind those of all pages of the emulator.
const STYLE: &str = include_str!("preview.css");

/// Shows what has changed without being asked, and lets frames be as high as what they show.
const SCRIPT: &str = include_str!("preview.js");

/// A page of the preview.
pub(super) struct Layout<'a> {
    pub(super) title: &'a str,
    /// The forms that there are, and which of them is shown.
    pub(super) forms: &'a [&'a str],
    pub(super) current: Option<&'a str>,
    /// Which version of the files it shows.
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
                        p #live.quiet role="status" { "Reload this page to see what has changed." }
                    }
                    main data-version=(self.version) { (content) }
                }
            }
        };
        with_policy(reply::html(status, markup), POLICY)
    }
}

/// A page of the preview's own inside of its frame.
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

/// Everything that is wrong, by file and place.
pub(super) fn faults(faults: &FormErrors) -> Markup {
    let mut files: Vec<&str> = faults.0.iter().map(|fault| fault.file.as_str()).collect();
    files.dedup();
    html! {
        h1 { "The forms cannot be used as they are" }
        p { "Until this is mended, logins get the last good ones. This page goes away by itself." }
        @for file in files {
            section.card.fault {
                h2 { (file) }
                dl.faults {
                    @for fault in faults.0.iter().filter(|fault| fault.file == file) {
                        dt { @if fault.place.is_empty() { "the file" } @else { (fault.place) } }
                        dd { (fault.reason) }
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
