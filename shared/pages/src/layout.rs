//! The parts that all pages have in common: the document, its style sheets, its script, and its policy.

use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use ring::digest;

use super::{LocaleContext, Page};
use profiling_forms::Text;
use profiling_forms::theme::{ImageOrigin, Sheet, Theme};

/// The style sheet, which uses the custom properties of the theme.
const STYLE: &str = include_str!("style.css");

/// Cancels a second submission for ten seconds, or until the page is restored from the back/forward cache. Without
/// JavaScript a second submission may reach a tenant that has finished the login: the answers are saved, but the page
/// reports that the link was already used. The guard has to end by itself: no event that all browsers fire reports that
/// a navigation left the page in place, after Stop, a 204 or a rejected scheme. Until then the button is `aria-busy` and
/// not `disabled`, which would remove its focus, and its value from the request.
static ONCE: Script = Script::new(include_str!("once.js"));

/// Removes the line breaks and the indentation. In the JSON of the response, a line break takes two bytes, and as long to
/// escape as a dozen letters. Neither the style sheets nor the scripts need line breaks.
pub(super) fn one_line(text: &str) -> String {
    text.lines().map(str::trim_start).collect()
}

/// The script of a page. Its one-line form and its hash are computed once.
#[derive(Debug)]
pub(super) struct Script {
    text: &'static str,
    inline: OnceLock<Inline>,
}

/// A script as it is in a page, with its hash source.
#[derive(Debug)]
struct Inline {
    text: String,
    source: String,
}

impl Script {
    /// A script with this text.
    pub(super) const fn new(text: &'static str) -> Self {
        Self { text, inline: OnceLock::new() }
    }

    fn inline(&self) -> &Inline {
        self.inline.get_or_init(|| {
            let text = one_line(self.text);
            Inline { source: source(&text), text }
        })
    }
}

/// The style sheets, the script and the image origins of a page.
#[derive(Debug)]
pub(super) struct Look<'a> {
    sheet: Arc<Sheet>,
    /// The rules of this page only. They are separate because the hash of the other sheet is cached.
    rules: Option<Sheet>,
    script: &'static Script,
    image_origins: &'a [ImageOrigin],
}

impl<'a> Look<'a> {
    /// Creates a look from a theme and the rules of one page.
    pub(super) fn new(theme: &Theme<Text>, rules: String, image_origins: &'a [ImageOrigin]) -> Self {
        let rules = (!rules.is_empty()).then(|| sheet(rules));
        Self { sheet: theme.sheet(|css| sheet(css + &one_line(STYLE))), rules, script: &ONCE, image_origins }
    }

    /// Replaces the script.
    pub(super) fn with_script(self, script: &'static Script) -> Self {
        Self { script, ..self }
    }

    /// The look of pages without a form.
    pub(super) fn plain() -> Self {
        static DEFAULT: OnceLock<Theme<Text>> = OnceLock::new();
        Self::new(DEFAULT.get_or_init(Theme::default), String::new(), &[])
    }
}

fn sheet(css: String) -> Sheet {
    Sheet { source: source(&css), css }
}

/// Returns the content security policy: the style sheets and the script by their hashes, and the image origins. There is
/// no `form-action`, because browsers apply it to all redirects after a submission and would block the last one, to the
/// application.
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
        look.script.inline().source
    )
}

/// Returns the hash source of a text (Content Security Policy Level 3, §2.3.1): `'sha256-…'`.
fn source(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(digest::digest(&digest::SHA256, text.as_bytes())))
}

/// Renders a page with this title and content.
pub(super) fn page(locale: &LocaleContext, look: &Look<'_>, title: &str, content: &Markup) -> Page {
    let html = html! {
        (DOCTYPE)
        html lang=(locale.language()) dir=(locale.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                // Without it, browsers request an icon, which would invoke a function.
                link rel="icon" href="data:,";
                style { (PreEscaped(&look.sheet.css)) }
                @if let Some(rules) = &look.rules { style { (PreEscaped(&rules.css)) } }
                script { (PreEscaped(&look.script.inline().text)) }
            }
            body {
                main { div.card { (content) } }
            }
        }
    };
    Page { html, language: locale.language(), policy: security_policy(look) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_the_style_sheet_nor_a_script_needs_its_line_breaks() {
        let sources = [
            include_str!("form.js"),
            include_str!("handover.js"),
            include_str!("history.js"),
            include_str!("once.js"),
            include_str!("search.css"),
            include_str!("search.js"),
        ];
        for text in [STYLE].iter().chain(&sources) {
            for line in text.lines() {
                assert!(line.ends_with(['{', '}', ';', ',']), "{line}");
                assert!(!line.trim_start().starts_with("//"), "{line}");
            }
            assert!(!one_line(text).contains(['\n', '"']), "JSON would escape a character");
        }
    }
}
