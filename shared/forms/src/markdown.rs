//! Limited Markdown: paragraphs, **strong**, *emphasis*, links, lists with one level and hard line breaks, as in
//! `CommonMark`. Anything else is an error. The parsed text cannot contain anything else, so a page does not have to check
//! it again.
//!
//! ```
//! use profiling_forms::markdown::{Block, Inline, read};
//!
//! let text = read("Read our **terms**")?;
//! let [Block::Paragraph(content)] = &text[..] else { panic!("one paragraph") };
//! assert_eq!(content[0], Inline::Text("Read our ".to_owned()));
//! assert!(read("<script>").is_err());
//! # Ok::<(), String>(())
//! ```

mod address;

use std::ops::Range;

use address::Address;
use pulldown_cmark::{Event, LinkType, OffsetIter, Options, Parser, Tag};

const EMPTY: &str = "the text is empty; write a text or remove the key";
const OTHER_START: &str = "begins a numbered list with a number other than 1; begin with 1, or write `\\\\` before the dot if it is not a list";

/// The content of a paragraph.
pub type Inlines = Vec<Inline>;

/// A block of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Inlines),
    /// A list: numbered from 1, or with bullets.
    List {
        /// True if it is numbered.
        numbered: bool,
        /// The items. Each has one or more paragraphs.
        items: Vec<Vec<Inlines>>,
    },
}

/// A part of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Plain text, not escaped. A line break in it is a space.
    Text(String),
    /// A hard line break.
    Break,
    /// Strong importance.
    Strong(Inlines),
    /// Emphasis.
    Emphasis(Inlines),
    /// A link with a visible text.
    Link(Address, Inlines),
}

/// Returns the first problem of a text and its solution. Backslashes are doubled, as in the JSON of a form.
pub(crate) fn problem(source: &str) -> Option<String> {
    read(source).err()
}

/// Parses a text. The error is the first problem and its solution, for the author of the form.
pub fn read(source: &str) -> Result<Vec<Block>, String> {
    // The parser recognizes these so that they are rejected instead of shown as their source.
    let unsupported = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let parser = Parser::new_ext(source, unsupported);
    let definitions = parser.reference_definitions().iter().map(|(_, definition)| definition.span.clone());
    if let Some(first) = definitions.min_by_key(|span| span.start) {
        return Err(refusal(
            source,
            &first,
            "is a link reference definition, which is not supported; write `[text](https://…)`",
        ));
    }
    Reader { source, events: parser.into_offset_iter(), open: Vec::new() }.blocks()
}

struct Reader<'a> {
    source: &'a str,
    events: OffsetIter<'a>,
    /// The elements around the next event. An element cannot contain itself, which limits the recursion.
    open: Vec<&'static str>,
}

impl Reader<'_> {
    fn refuse<T>(&self, at: &Range<usize>, reason: &str) -> Result<T, String> {
        Err(refusal(self.source, at, reason))
    }

    fn blocks(mut self) -> Result<Vec<Block>, String> {
        let mut blocks = Vec::new();
        while let Some((event, at)) = self.events.next() {
            blocks.push(match event {
                Event::Start(Tag::Paragraph) => Block::Paragraph(self.content(&at)?),
                Event::Start(Tag::List(first @ (None | Some(1)))) => {
                    Block::List { numbered: first.is_some(), items: self.items()? }
                }
                Event::Start(Tag::List(_)) => return self.refuse(&at, OTHER_START),
                other => return self.refuse(&at, unsupported(&other)),
            });
        }
        if blocks.is_empty() { Err(EMPTY.to_owned()) } else { Ok(blocks) }
    }

    fn items(&mut self) -> Result<Vec<Vec<Inlines>>, String> {
        let mut items = Vec::new();
        while let Some((Event::Start(Tag::Item), at)) = self.events.next() {
            let mut paragraphs: Vec<Inlines> = Vec::new();
            loop {
                match self.events.next() {
                    None | Some((Event::End(_), _)) => break,
                    Some((Event::Start(Tag::Paragraph), at)) => paragraphs.push(self.content(&at)?),
                    // The items of a list without empty lines have no paragraph events.
                    Some((event, at)) => {
                        let inline = self.inline(event, &at)?;
                        match paragraphs.last_mut() {
                            Some(paragraph) => paragraph.push(inline),
                            None => paragraphs.push(vec![inline]),
                        }
                    }
                }
            }
            if paragraphs.iter().all(|paragraph| is_blank(paragraph)) {
                return self.refuse(&at, "is an empty list item; write a text or remove it");
            }
            items.push(paragraphs);
        }
        Ok(items)
    }

    /// Parses the content of a paragraph or an element up to its end.
    fn content(&mut self, at: &Range<usize>) -> Result<Inlines, String> {
        let mut content = Inlines::new();
        loop {
            match self.events.next() {
                None | Some((Event::End(_), _)) => break,
                Some((event, at)) => content.push(self.inline(event, &at)?),
            }
        }
        if is_blank(&content) {
            self.refuse(at, "has no visible text; write a text or remove it")
        } else {
            Ok(content)
        }
    }

    fn inline(&mut self, event: Event<'_>, at: &Range<usize>) -> Result<Inline, String> {
        match event {
            Event::Text(text) => Ok(Inline::Text(text.into_string())),
            Event::SoftBreak => Ok(Inline::Text("\n".to_owned())),
            Event::HardBreak => Ok(Inline::Break),
            Event::Start(Tag::Strong) => Ok(Inline::Strong(self.marked("strong", at)?)),
            Event::Start(Tag::Emphasis) => Ok(Inline::Emphasis(self.marked("emphasis", at)?)),
            Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title, .. })
                if title.is_empty() =>
            {
                Ok(Inline::Link(Address::parse(&dest_url)?, self.marked("a link", at)?))
            }
            other => self.refuse(at, unsupported(&other)),
        }
    }

    fn marked(&mut self, mark: &'static str, at: &Range<usize>) -> Result<Inlines, String> {
        if self.open.contains(&mark) {
            return self.refuse(at, &format!("is {mark} within {mark}; remove one of them"));
        }
        self.open.push(mark);
        let content = self.content(at)?;
        self.open.pop();
        Ok(content)
    }
}

/// Returns the message for an event that is not supported.
fn unsupported(event: &Event<'_>) -> &'static str {
    match event {
        Event::Start(Tag::HtmlBlock) | Event::Html(_) | Event::InlineHtml(_) => {
            "is HTML, which is not supported; write Markdown, or `\\\\<` for the character"
        }
        Event::Start(Tag::Image { .. }) => "is an image; use a block with the type `image`",
        Event::Start(Tag::Heading { .. }) => "is a heading; use a block with the type `heading`",
        Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => {
            "is code, which is not supported; remove the backticks or the indentation"
        }
        Event::Start(Tag::BlockQuote(_)) => {
            "is a block quote, which is not supported; write a paragraph, or `\\\\>` for the character"
        }
        Event::Rule => "is a thematic break; use a block with the type `divider`",
        Event::Start(Tag::List(_)) => "is a nested list, which is not supported; use one level",
        Event::Start(Tag::Table(_)) => {
            "is a table, which is not supported; write a list, or `\\\\|` for the character"
        }
        Event::Start(Tag::Strikethrough) => {
            "is strikethrough text, which is not supported; remove it, or write `\\\\~` for the character"
        }
        Event::Start(Tag::FootnoteDefinition(_)) | Event::FootnoteReference(_) => {
            "is a footnote, which is not supported; write it in the text"
        }
        Event::TaskListMarker(_) => {
            "is a task list item, which is not supported; use a field, or write `\\\\[` for the character"
        }
        Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => {
            "is a link without text; write `[text](https://…)`"
        }
        Event::Start(Tag::Link { .. }) => {
            "is a link with a title, which most users do not see; remove the title"
        }
        _ => "is not supported; write plain text",
    }
}

fn refusal(source: &str, at: &Range<usize>, reason: &str) -> String {
    format!("`{}` {reason}", excerpt(source.get(at.clone()).unwrap_or_default()))
}

/// Returns the beginning of a text for a message: part of the first line, without the surrounding backticks.
fn excerpt(text: &str) -> String {
    const MOST: usize = 30;
    let text = text.trim_matches(|c: char| c == '`' || c.is_whitespace());
    let line = text.lines().next().unwrap_or_default();
    let mut start: String = line.chars().take(MOST).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}

fn is_blank(content: &[Inline]) -> bool {
    content.iter().all(|inline| match inline {
        Inline::Break => true,
        Inline::Text(text) => {
            // The first check avoids the Unicode tables for most texts.
            !text.contains(|c: char| c.is_ascii_graphic())
                && crate::value::clean::clean(text).trim().is_empty()
        }
        Inline::Strong(content) | Inline::Emphasis(content) | Inline::Link(_, content) => is_blank(content),
    })
}

#[cfg(test)]
mod tests;
