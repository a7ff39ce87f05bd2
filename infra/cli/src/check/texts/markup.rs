//! Markup that a page shows as it is written. Only a paragraph can have limited Markdown, and no text can have HTML.

use std::sync::OnceLock;

use profiling_forms::TextRole;
use profiling_forms::markdown::{self, Block, Inline};
use regex_lite::Regex;

use crate::check::finding::{Code, Finding};

/// The most characters of a text that a message quotes.
const MAX_EXCERPT: usize = 40;

/// The elements of HTML that can be part of a text.
const ELEMENTS: [&str; 57] = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "big",
    "blockquote",
    "br",
    "button",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "script",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "td",
    "th",
    "tr",
    "u",
    "ul",
];

/// Reports the first markup in a text that is shown as it is written.
pub(super) fn check(file: &str, place: &str, role: TextRole, content: &str) -> Option<Finding> {
    let problem = if role == TextRole::Paragraph { in_markdown(content) } else { in_plain_text(content) };
    problem.map(|message| Finding::new(Code::TextMarkup, file, place, message))
}

/// The problem of a text that is not Markdown.
fn in_plain_text(content: &str) -> Option<String> {
    let syntax = Syntax::get();
    if let Some((entity, character)) = entities(content).next() {
        return Some(format!(
            "the HTML entity `{entity}` is shown as it is written; write the character itself, {}",
            described(&character)
        ));
    }
    let is_element = |name: &str| ELEMENTS.contains(&name.to_ascii_lowercase().as_str());
    let mut tags = syntax.tag.captures_iter(content);
    if let Some(tag) = tags.find(|tag| tag.get(1).is_none_or(|name| is_element(name.as_str()))) {
        return Some(format!(
            "the HTML `{}` is shown as it is written; remove it, because texts have no HTML",
            excerpt(&tag[0])
        ));
    }
    let mark = syntax.marks.iter().find_map(|mark| mark.captures(content)?.get(1))?;
    Some(format!(
        "the Markdown `{}` is shown as it is written; remove it, because only a block with the type `paragraph` can have \
         Markdown",
        excerpt(mark.as_str())
    ))
}

/// The problem of a text that is Markdown: marks that have no effect. HTML in it is an error of the form.
fn in_markdown(content: &str) -> Option<String> {
    let syntax = Syntax::get();
    if let Some(found) = syntax.double_entity.captures(content) {
        let entity = found[0].replacen("&amp;", "&", 1);
        if decoded(&entity).is_some() {
            return Some(format!(
                "`{}` is shown as `{entity}`; write `{entity}`, or the character itself",
                &found[0]
            ));
        }
    }
    // A mark that is escaped is meant to be shown.
    let visible = visible_text(&syntax.escape.replace_all(content, "x"))?;
    if let Some(found) = syntax.strong.find(&visible) {
        let rest = visible[found.start()..].trim_start_matches(|c| c != '*' && c != '_');
        return Some(format!(
            "`{}` is shown as it is written, because these marks have no effect; strong text begins directly after \
             `**` and ends directly before the next `**` of the same paragraph; write `\\\\*\\\\*` for the characters",
            excerpt(rest)
        ));
    }
    let link = syntax.link.find(&visible)?;
    Some(format!(
        "`{}` is shown as it is written, because it is not a complete link; write `[text](https://…)`, without a space \
         before or in the parentheses",
        excerpt(link.as_str())
    ))
}

/// Returns the text of a paragraph without its marks.
fn visible_text(source: &str) -> Option<String> {
    let mut text = String::new();
    for block in markdown::read(source).ok()? {
        let paragraphs = match block {
            Block::Paragraph(content) => vec![content],
            Block::List { items, .. } => items.concat(),
        };
        for content in paragraphs {
            append(&mut text, &content);
            text.push('\n');
        }
    }
    Some(text)
}

fn append(text: &mut String, content: &[Inline]) {
    for inline in content {
        match inline {
            Inline::Text(part) => text.push_str(part),
            Inline::Break => text.push('\n'),
            Inline::Strong(content) | Inline::Emphasis(content) | Inline::Link(_, content) => {
                append(text, content);
            }
        }
    }
}

/// Returns the HTML entities of a text, each with its character.
fn entities(content: &str) -> impl Iterator<Item = (&str, String)> {
    let found = Syntax::get().entity.find_iter(content).map(|found| found.as_str());
    found.filter_map(|entity| Some((entity, decoded(entity)?)))
}

/// Returns the character of an HTML entity, or `None` if there is no entity with this name.
fn decoded(entity: &str) -> Option<String> {
    // Markdown has the entities of HTML.
    let visible = visible_text(&format!("x{entity}x"))?;
    let character = visible.trim_end_matches('\n').strip_prefix('x')?.strip_suffix('x')?;
    (character != entity).then(|| character.to_owned())
}

/// Returns a character as an author can write it in JSON.
fn described(character: &str) -> String {
    let is_visible = character.chars().all(|c| !c.is_whitespace() && !c.is_control() && c != '\u{ad}');
    match character {
        "\"" => r#"`\"` in JSON"#.to_owned(),
        _ if is_visible
            && !matches!(character, "\u{200b}" | "\u{200c}" | "\u{200d}" | "\u{200e}" | "\u{200f}") =>
        {
            format!("`{character}`")
        }
        _ => {
            let units: Vec<String> = character.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
            format!("`{}` in JSON", units.concat())
        }
    }
}

fn excerpt(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let start: String = line.chars().take(MAX_EXCERPT).collect();
    if start.len() < text.trim_end().len() { format!("{start}…") } else { start }
}

/// The regular expressions for markup.
struct Syntax {
    entity: Regex,
    double_entity: Regex,
    tag: Regex,
    /// Markdown, each in the first group.
    marks: Vec<Regex>,
    escape: Regex,
    strong: Regex,
    link: Regex,
}

impl Syntax {
    #[expect(clippy::unwrap_used, reason = "the expressions are constant and tested")]
    fn get() -> &'static Self {
        static SYNTAX: OnceLock<Syntax> = OnceLock::new();
        let regex = |source: &str| Regex::new(source).unwrap();
        SYNTAX.get_or_init(|| Self {
            entity: regex("&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});"),
            double_entity: regex("&amp;(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});"),
            tag: regex(r"</?([A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?/?>|<!--"),
            marks: vec![
                regex(r"(\*\*[^*\s](?:[^*]*[^*\s])?\*\*)"),
                regex(r"(?:^|[^\w_])(__[^_\s](?:[^_]*[^_\s])?__)(?:$|[^\w_])"),
                regex(r"(!?\[[^\]\[]+\]\((?:https?:|mailto:|/|#)[^()\s]*\))"),
                regex(r"(`[^`\s](?:[^`]*[^`\s])?`)"),
                regex(r"(~~[^~\s](?:[^~]*[^~\s])?~~)"),
                regex(r"(?:^|[\s(])(\*[^*\s](?:[^*]*[^*\s])?\*)(?:$|[\s).,;:!?])"),
                regex(r"(?:^|[\s(])(_[^_\s](?:[^_]*[^_\s])?_)(?:$|[\s).,;:!?])"),
            ],
            escape: regex(r"\\[!-/:-@\[-`{-~]"),
            strong: regex(r"(?:^|[^*])\*\*(?:[^*]|$)|(?:^|\s)__[^_\s]"),
            link: regex(r"\[[^\]\[]+\]\s*\(\s*(?:https?:|mailto:|www\.)[^\s)]*\)?"),
        })
    }
}
