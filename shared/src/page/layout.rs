//! The frame of every page.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use ring::digest;

use super::{LANGUAGE, Page};

const STYLE: &str = include_str!("style.css");

/// The one style sheet, as the content security policy names it: `'sha256-…'`.
pub fn style_source() -> &'static str {
    static SOURCE: LazyLock<String> = LazyLock::new(|| {
        format!("'sha256-{}'", STANDARD.encode(digest::digest(&digest::SHA256, STYLE.as_bytes())))
    });
    &SOURCE
}

/// A page called `title` around `content`.
pub(super) fn page(title: &str, content: &Markup) -> Page {
    Page(html! {
        (DOCTYPE)
        html lang=(LANGUAGE) dir="ltr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                // Keeps browsers from asking for one, which would be a request to a function.
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                main { div.card { (content) } }
            }
        }
    })
}
