//! The texts of a form.

use std::fmt;

use super::block::Block;
use super::definition::Form;
use super::field::Field;
use super::item::Content;
use super::text::Text;

/// The role of a text on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextRole {
    /// The heading of the form or of a step.
    Title,
    /// The text below a heading.
    Intro,
    /// The label of a button.
    Button,
    /// The label of a field.
    Label,
    /// The label of a consent, a sentence that the user agrees to.
    Consent,
    /// The hint of a field.
    Hint,
    /// An error message.
    Error,
    /// The label of an option.
    Option,
    /// The description of an option.
    Description,
    /// The text of the link to a document.
    Document,
    /// A heading between fields.
    Heading,
    /// Text in limited Markdown.
    Paragraph,
    /// The text alternative of an image.
    Alternative,
}

/// Receives the place, the role and the content of a text.
type Visit<'v, 'f> = &'v mut dyn FnMut(fmt::Arguments<'_>, TextRole, &'f Text);

impl Form {
    /// Calls `visit` with each text, and with its place in the file (`steps[1].title`), which is not formatted unless
    /// `visit` formats it.
    pub fn each_text<'f>(&'f self, visit: Visit<'_, 'f>) {
        let alternative = self.theme.logo.as_ref().map(|logo| &logo.alt);
        for (place, role, text) in [
            ("title", TextRole::Title, Some(&self.title)),
            ("intro", TextRole::Intro, self.intro.as_ref()),
            ("submit", TextRole::Button, self.submit.as_ref()),
            ("theme.logo.alt", TextRole::Alternative, alternative),
        ] {
            if let Some(text) = text {
                visit(format_args!("{place}"), role, text);
            }
        }
        for (index, step) in self.steps.iter().enumerate() {
            let prefix = self.step_place(index);
            if let Some(title) = &step.title {
                visit(format_args!("{prefix}title"), TextRole::Title, title);
            }
            if let Some(intro) = &step.intro {
                visit(format_args!("{prefix}intro"), TextRole::Intro, intro);
            }
        }
        for (place, _, item) in self.items() {
            match &item.content {
                Content::Field(field) => field.each_text(&place, visit),
                Content::Block(Block::Heading(block)) => {
                    visit(format_args!("{place}.text"), TextRole::Heading, &block.text);
                }
                Content::Block(Block::Paragraph(block)) => {
                    visit(format_args!("{place}.text"), TextRole::Paragraph, &block.text);
                }
                Content::Block(Block::Image(image)) => {
                    if let Some(alternative) = &image.alt {
                        visit(format_args!("{place}.alt"), TextRole::Alternative, alternative);
                    }
                }
                Content::Block(Block::Divider) => {}
            }
        }
    }
}

impl Field {
    fn each_text<'f>(&'f self, place: &str, visit: Visit<'_, 'f>) {
        let document = self.kind.document();
        let label = if document.is_some() { TextRole::Consent } else { TextRole::Label };
        for (key, role, text) in [
            ("label", label, Some(&self.label)),
            ("hint", TextRole::Hint, self.hint.as_ref()),
            ("errors.required", TextRole::Error, self.errors.required.as_ref()),
            ("errors.pattern", TextRole::Error, self.errors.pattern.as_ref()),
            ("errors.invalid", TextRole::Error, self.errors.invalid.as_ref()),
            ("document.label", TextRole::Document, document.map(|document| &document.label)),
        ] {
            if let Some(text) = text {
                visit(format_args!("{place}.{key}"), role, text);
            }
        }
        for (index, option) in self.kind.options().iter().enumerate() {
            visit(format_args!("{place}.options[{index}].label"), TextRole::Option, &option.label);
            if let Some(description) = &option.description {
                visit(
                    format_args!("{place}.options[{index}].description"),
                    TextRole::Description,
                    description,
                );
            }
        }
    }
}
