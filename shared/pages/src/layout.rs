//! The frame of every page.

use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use ring::digest;

use super::{Page, Reader};
use profiling_forms::Text;
use profiling_forms::theme::{ImageOrigin, Sheet, Theme};

/// The style sheet, written with the theme's custom properties.
const STYLE: &str = include_str!("style.css");

/// Cancels a second submission for ten seconds, or until the page comes back from the browser's cache. Without
/// JavaScript a second submission may reach a tenant that has finished the login: the answers are saved, but the page
/// reports that the link was already used. The guard has to end by itself: no event that all browsers fire reports that
/// a navigation left the page in place, after Stop, a 204 or a refused scheme. Until then the button is `aria-busy` and
/// not `disabled`, which would remove its focus, and its value from the request.
static ONCE: Script = Script::new(include_str!("once.js"));

/// A text without its line breaks, each of which is a byte more in the JSON of the response, and takes as long to
/// write there as a dozen letters. No line of the sheet needs the break at its end.
fn one_line(text: &str) -> String {
    text.lines().collect()
}

/// The script of a page, and its hash once that is needed.
#[derive(Debug)]
pub(super) struct Script {
    text: &'static str,
    source: OnceLock<String>,
}

impl Script {
    /// A script by its text.
    pub(super) const fn new(text: &'static str) -> Self {
        Self { text: text.trim_ascii_end(), source: OnceLock::new() }
    }

    fn source(&self) -> &str {
        self.source.get_or_init(|| source(self.text))
    }
}

/// How a page looks, what it runs, and from where it shows images.
#[derive(Debug)]
pub(super) struct Look<'a> {
    sheet: Arc<Sheet>,
    /// The page's own rules, in a sheet of their own: the hash of the other is known.
    rules: Option<Sheet>,
    script: &'static Script,
    image_origins: &'a [ImageOrigin],
}

impl<'a> Look<'a> {
    /// With a theme, and with rules of the page's own.
    pub(super) fn new(theme: &Theme<Text>, rules: String, image_origins: &'a [ImageOrigin]) -> Self {
        let sheet = |css: String| Sheet { source: source(&css), css };
        let rules = (!rules.is_empty()).then(|| sheet(rules));
        Self { sheet: theme.sheet(|css| sheet(css + &one_line(STYLE))), rules, script: &ONCE, image_origins }
    }

    /// The same with another script.
    pub(super) fn with_script(self, script: &'static Script) -> Self {
        Self { script, ..self }
    }

    /// That of pages without a form.
    pub(super) fn plain() -> Self {
        static DEFAULT: OnceLock<Theme<Text>> = OnceLock::new();
        Self::new(DEFAULT.get_or_init(Theme::default), String::new(), &[])
    }
}

/// What a page may load and run: its style sheets and its one script, each by its hash, and images. There
/// is no `form-action`: browsers apply it to the whole chain of redirects after a form, and would block the
/// way back to the application.
fn security_policy(look: &Look<'_>) -> String {
    let mut images = String::from("data:");
    for origin in look.image_origins {
        images.push(' ');
        images.push_str(origin.as_str());
    }
    let (own_before, own) = look.rules.as_ref().map_or(("", ""), |rules| (" ", rules.source.as_str()));
    format!(
        "default-src 'none'; style-src {}{own_before}{own}; script-src {}; img-src {images}; base-uri 'none'; \
         frame-ancestors 'none'",
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
                @if let Some(rules) = &look.rules { style { (PreEscaped(&rules.css)) } }
                script { (PreEscaped(look.script.text)) }
            }
            body {
                main { div.card { (content) } }
            }
        }
    };
    Page { html, language: reader.language(), policy: security_policy(look) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_the_sheet_needs_the_break_at_its_end() {
        for line in STYLE.lines() {
            assert!(line.ends_with(['{', '}', ';', ',']), "{line}");
        }
        assert!(!one_line(STYLE).contains(['\n', '"']), "what JSON would escape");
    }
}
