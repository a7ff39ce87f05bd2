//! What a person sees: the form, and the pages that say why there is none. One style sheet and one line of
//! script in the page, which works without the script; nothing from elsewhere.

mod error;
mod form;
mod layout;
mod words;

use std::fmt;

pub use error::error;
pub use form::{FormPage, form};
pub(crate) use layout::{script_source, style_source};

/// The language of the built-in words.
pub(crate) const LANGUAGE: &str = "en";

/// A whole page. It may show answers, so Debug does not show it.
pub struct Page(maud::PreEscaped<String>);

impl Page {
    /// The HTML, to send.
    pub fn into_html(self) -> String {
        self.0.into_string()
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Page({} bytes, redacted)", self.0.0.len())
    }
}
