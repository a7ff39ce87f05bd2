//! The HTML that a user sees: the form, and the error pages. A page has its style sheets and one line of script, works
//! without the script, and loads nothing from elsewhere. It is made from data: this crate knows no HTTP, no tokens and no
//! outcomes.

mod block;
mod error;
mod field;
mod form;
mod handover;
mod layout;
mod markdown;
mod problem;
mod reader;
mod visible;

use std::fmt;

pub use error::{ErrorContent, ReturnEffect, ReturnLink, Topic, error, error_words};
pub use form::{FormPage, Login, form};
pub use handover::{Handover, handover};
pub use reader::Reader;

use profiling_forms::locale::Tag;

/// A whole page. It may show answers, so Debug does not show it.
pub struct Page {
    html: maud::PreEscaped<String>,
    language: Tag,
    policy: String,
}

impl Page {
    /// The HTML, to send.
    pub fn into_html(self) -> String {
        self.html.into_string()
    }

    /// What it may load and run, as `Content-Security-Policy`.
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// The language that it is written in.
    pub fn language(&self) -> Tag {
        self.language
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Page({} bytes, redacted)", self.html.0.len())
    }
}
