//! The frame of every page.

use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use ring::digest;

use super::{Page, Reader};
use crate::form::Text;
use crate::theme::{ImageOrigin, Sheet, Theme};

/// The style sheet, written with the theme's custom properties.
const STYLE: &str = include_str!("style.css");

/// Takes the second click of a double click back. Without JavaScript the second sending may come to a
/// tenant that has finished the login: the answers are saved, but its page says that the link was used.
static ONCE: Script = Script::new(include_str!("once.js"));

/// The script of a page, and its hash once that is needed.
#[derive(Debug)]
pub(super) struct Script {
    text: &'static str,
    source: OnceLock<String>,
}

impl Script {
    /// A script by its text.
    pub(super) const fn new(text: &'static str) -> Self {
        Self { text, source: OnceLock::new() }
    }

    fn source(&self) -> &str {
        self.source.get_or_init(|| source(self.text))
    }
}

/// How a page looks, what it runs, and from where it shows images.
#[derive(Debug)]
pub(super) struct Look<'a> {
    sheet: Arc<Sheet>,
    script: &'static Script,
    image_origins: &'a [ImageOrigin],
}

impl<'a> Look<'a> {
    /// With a theme, and with rules of the page's own.
    pub(super) fn new(theme: &Theme<Text>, rules: &str, image_origins: &'a [ImageOrigin]) -> Self {
        let whole = |css: String| {
            let css = css + STYLE + rules;
            let source = source(&css);
            Sheet { css, source }
        };
        let sheet = if rules.is_empty() { theme.sheet(whole) } else { Arc::new(whole(theme.css())) };
        Self { sheet, script: &ONCE, image_origins }
    }

    /// The same with another script.
    pub(super) fn with_script(self, script: &'static Script) -> Self {
        Self { script, ..self }
    }

    /// That of pages without a form.
    pub(super) fn plain() -> Self {
        static DEFAULT: OnceLock<Theme<Text>> = OnceLock::new();
        Self::new(DEFAULT.get_or_init(Theme::default), "", &[])
    }
}

/// What a page may load and run: its one style sheet and its one script, each by its hash, and images. There
/// is no `form-action`: browsers apply it to the whole chain of redirects after a form, and would block the
/// way back to the application.
fn security_policy(look: &Look<'_>) -> String {
    let mut images = String::from("data:");
    for origin in look.image_origins {
        images.push(' ');
        images.push_str(origin.as_str());
    }
    format!(
        "default-src 'none'; style-src {}; script-src {}; img-src {images}; base-uri 'none'; frame-ancestors 'none'",
        look.sheet.source,
        look.script.source()
    )
}

/// A text as a content security policy names it: `'sha256-…'`.
fn source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(digest::digest(&digest::SHA256, text.as_bytes())))
}

/// A page called `title` around `content`.
pub(super) fn page(reader: &Reader, look: &Look<'_>, title: &str, content: &Markup) -> Page {
    let html = html! {
        (DOCTYPE)
        html lang=(reader.language()) dir=(reader.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                // Keeps browsers from asking for one, which would be a request to a function.
                link rel="icon" href="data:,";
                style { (PreEscaped(&look.sheet.css)) }
                script { (PreEscaped(look.script.text)) }
            }
            body {
                main { div.card { (content) } }
            }
        }
    };
    Page { html, language: reader.language(), policy: security_policy(look) }
}
