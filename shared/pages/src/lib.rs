//! The HTML pages that users see: the form, the error pages, and the page that posts an answer token.
//!
//! A page is created from data; this crate does not know HTTP, tokens or outcomes. A page contains its style sheets and
//! one line of JavaScript, works without JavaScript, and loads nothing else.

mod block;
mod error;
mod field;
mod form;
mod form_data;
mod handover;
mod layout;
mod locale_context;
mod markdown;
mod problem;
mod visible;

use std::fmt;

pub use error::{ErrorContent, ReturnEffect, ReturnLink, Topic, error, error_messages};
pub use form::{FormPage, Login, form};
pub use form_data::{FormData, SESSION_TOKEN, STATE};
pub use handover::{Handover, handover};
pub use locale_context::LocaleContext;

use profiling_forms::locale::Tag;

/// A complete page. It can contain answers, so `Debug` does not show it.
pub struct Page {
    html: maud::PreEscaped<String>,
    language: Tag,
    policy: String,
}

impl Page {
    /// The HTML document.
    pub fn into_html(self) -> String {
        self.html.into_string()
    }

    /// The value of the header `Content-Security-Policy`.
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// The language of the page.
    pub fn language(&self) -> Tag {
        self.language
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Page({} bytes, redacted)", self.html.0.len())
    }
}
