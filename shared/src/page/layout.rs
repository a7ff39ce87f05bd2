//! The frame of every page.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use ring::digest;

use super::{Page, Reader};

const STYLE: &str = include_str!("style.css");

/// Takes the second click of a double click back. Without JavaScript the second sending may come to a
/// tenant that has finished the login: the answers are saved, but its page says that the link was used.
const SCRIPT: &str = include_str!("once.js");

/// The one style sheet, as the content security policy names it: `'sha256-…'`.
pub(crate) fn style_source() -> &'static str {
    static SOURCE: LazyLock<String> = LazyLock::new(|| source(STYLE));
    &SOURCE
}

/// The one script, as the content security policy names it.
pub(crate) fn script_source() -> &'static str {
    static SOURCE: LazyLock<String> = LazyLock::new(|| source(SCRIPT));
    &SOURCE
}

fn source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(digest::digest(&digest::SHA256, text.as_bytes())))
}

/// A page called `title` around `content`.
pub(super) fn page(reader: &Reader, title: &str, content: &Markup) -> Page {
    let html = html! {
        (DOCTYPE)
        html lang=(reader.language()) dir=(reader.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                // Keeps browsers from asking for one, which would be a request to a function.
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
                script { (PreEscaped(SCRIPT)) }
            }
            body {
                main { div.card { (content) } }
            }
        }
    };
    Page { html, language: reader.language().clone() }
}
