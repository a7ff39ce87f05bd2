//! Limited Markdown: paragraphs, **strong**, *emphasis*, links, lists of one level and hard line breaks, by
//! the rules of `CommonMark`. Anything else is a fault. What was read can hold nothing else, so a page need
//! not look again.

mod address;

use std::ops::Range;

use address::Address;
use pulldown_cmark::{Event, LinkType, OffsetIter, Options, Parser, Tag};

use crate::value::text;

const EMPTY: &str = "it is empty; write a text or leave it out";
const OTHER_START: &str =
    "begins a list, but not with 1; begin with 1, or write `\\\\` before the dot where no list is meant";

/// What is in a paragraph.
pub type Inlines = Vec<Inline>;

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Inlines),
    /// A list: numbered from 1, or with bullets.
    List {
        /// Whether it is numbered.
        numbered: bool,
        /// Its items, each of one or more paragraphs.
        items: Vec<Vec<Inlines>>,
    },
}

/// A part of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Words; not escaped. A line break in them is a space.
    Text(String),
    /// A hard line break.
    Break,
    /// Words of importance.
    Strong(Inlines),
    /// Stressed words.
    Emphasis(Inlines),
    /// A link, never without words.
    Link(Address, Inlines),
}

/// The first thing in a text that is not taken, and what would be right; with backslashes doubled, as they
/// stand in the JSON of a form.
pub(crate) fn fault(source: &str) -> Option<String> {
    read(source).err()
}

/// Reads a text. The error is its first fault, with the same words.
pub fn read(source: &str) -> Result<Vec<Block>, String> {
    // Known to the parser so that they are refused, rather than shown with the signs that make them.
    let refused = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let parser = Parser::new_ext(source, refused);
    let definitions = parser.reference_definitions().iter().map(|(_, definition)| definition.span.clone());
    if let Some(first) = definitions.min_by_key(|span| span.start) {
        return Err(refusal(
            source,
            &first,
            "is the address of a link apart from it; write `[words](https://…)`",
        ));
    }
    Reader { source, events: parser.into_offset_iter(), open: Vec::new() }.blocks()
}

struct Reader<'a> {
    source: &'a str,
    events: OffsetIter<'a>,
    /// The marks around the next event. None is taken twice, which bounds the recursion.
    open: Vec<&'static str>,
}

impl Reader<'_> {
    fn refuse<T>(&self, at: &Range<usize>, told: &str) -> Result<T, String> {
        Err(refusal(self.source, at, told))
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
                other => return self.refuse(&at, told(&other)),
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
                    // Without empty lines between the items, there are no paragraphs in them.
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
                return self.refuse(&at, "is an item of a list without words; write some or leave it out");
            }
            items.push(paragraphs);
        }
        Ok(items)
    }

    /// What is in a paragraph or mark, to its end.
    fn content(&mut self, at: &Range<usize>) -> Result<Inlines, String> {
        let mut content = Inlines::new();
        loop {
            match self.events.next() {
                None | Some((Event::End(_), _)) => break,
                Some((event, at)) => content.push(self.inline(event, &at)?),
            }
        }
        if is_blank(&content) {
            self.refuse(at, "shows nothing; write words or leave it out")
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
            other => self.refuse(at, told(&other)),
        }
    }

    fn marked(&mut self, mark: &'static str, at: &Range<usize>) -> Result<Inlines, String> {
        if self.open.contains(&mark) {
            return self.refuse(at, &format!("is {mark} within {mark}; once is enough"));
        }
        self.open.push(mark);
        let content = self.content(at)?;
        self.open.pop();
        Ok(content)
    }
}

/// What an event that is not taken is, and what would be right.
fn told(event: &Event<'_>) -> &'static str {
    match event {
        Event::Start(Tag::HtmlBlock) | Event::Html(_) | Event::InlineHtml(_) => {
            "is raw HTML; write Markdown, or `\\\\<` for the sign itself"
        }
        Event::Start(Tag::Image { .. }) => "is an image; use a block of the type `image`",
        Event::Start(Tag::Heading { .. }) => "is a heading; use a block of the type `heading`",
        Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => {
            "is code; write it without backticks and without an indent"
        }
        Event::Start(Tag::BlockQuote(_)) => {
            "is a block quote; write a paragraph, or `\\\\>` for the sign itself"
        }
        Event::Rule => "is a rule; use a block of the type `divider`",
        Event::Start(Tag::List(_)) => "is a list within a list; write one level",
        Event::Start(Tag::Table(_)) => "is a table; write a list, or `\\\\|` for the sign itself",
        Event::Start(Tag::Strikethrough) => {
            "is struck out; leave it out, or write `\\\\~` for the sign itself"
        }
        Event::Start(Tag::FootnoteDefinition(_)) | Event::FootnoteReference(_) => {
            "is a footnote; say it in the text"
        }
        Event::TaskListMarker(_) => "is a task's box; ask with a field, or write `\\\\[` for the sign itself",
        Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => {
            "is a link without words; write `[words](https://…)`"
        }
        Event::Start(Tag::Link { .. }) => "is a link with a title, which few people see; leave the title out",
        _ => "is a part of Markdown that is not taken; write plain words",
    }
}

fn refusal(source: &str, at: &Range<usize>, told: &str) -> String {
    format!("`{}` {told}", excerpt(source.get(at.clone()).unwrap_or_default()))
}

/// Enough of a text to find it by: of its first line, without backticks, which stand around it.
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
        Inline::Text(words) => {
            // The second would do; the first spares most texts a walk through the tables of Unicode.
            !words.contains(|c: char| c.is_ascii_graphic())
                && text::multi_line(words, None).is_ok_and(|seen| seen.is_empty())
        }
        Inline::Strong(content) | Inline::Emphasis(content) | Inline::Link(_, content) => is_blank(content),
    })
}

#[cfg(test)]
mod tests;
