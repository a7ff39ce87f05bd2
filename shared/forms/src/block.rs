//! The blocks between fields: headings, text, images and lines.

use serde::Deserialize;

use super::definition_problem::{DefinitionProblem, Problems};
use super::markdown;
use super::text::Text;
use crate::locale::Tag;
use crate::theme::ImageUrl;

/// A block between fields, which has no answer.
#[derive(Debug, Clone)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(tag = "type", rename_all = "lowercase")
)]
pub enum Block {
    /// A heading below the heading of the page.
    Heading(TextBlock),
    /// Text in a limited Markdown: `**strong**`, `*emphasis*`, `[links](https://example.com)`, lists. No HTML.
    Paragraph(TextBlock),
    /// An image, from one of the form's `image_origins`.
    Image(ImageBlock),
    /// A horizontal line.
    Divider,
}

/// A block of text.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TextBlock {
    /// The content.
    pub text: Text,
}

/// An image.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ImageBlock {
    /// The URL.
    pub url: ImageUrl,
    /// The text alternative. Without it, the image is decorative.
    pub alt: Option<Text>,
    /// The width on the page, in CSS pixels. The image shrinks if there is less space.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000)))]
    pub width: u16,
    /// The height on the page, in CSS pixels. Width and height prevent the page from moving when the
    /// image loads.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1_000)))]
    pub height: u16,
}

impl Block {
    /// The names of the blocks, the values of `type` in a definition.
    pub const NAMES: &[&str] = &["heading", "paragraph", "image", "divider"];

    /// Returns the keys of the block `name`, or `None` if there is no such block.
    pub(super) fn keys(name: &str) -> Option<&'static [&'static str]> {
        Some(match name {
            "heading" | "paragraph" => &["text"],
            "image" => &["url", "alt", "width", "height"],
            "divider" => &[],
            _ => return None,
        })
    }

    /// Returns the problems of a block that has been deserialized.
    pub(super) fn problems(&self, languages: &[Tag]) -> Problems {
        match self {
            Self::Heading(block) => {
                block.text.problem(languages).map(|reason| DefinitionProblem::new("text", reason))
            }
            Self::Paragraph(block) => {
                let reason = block.text.problem(languages);
                let reason = reason.or_else(|| block.text.all().find_map(markdown::problem));
                reason.map(|reason| DefinitionProblem::new("text", reason))
            }
            Self::Image(block) => {
                let sides = [("width", block.width), ("height", block.height)];
                let side = sides.into_iter().find(|(_, side)| !(1..=1_000).contains(side));
                let problem =
                    side.map(|(name, _)| DefinitionProblem::new(name, "it must be from 1 to 1000 pixels"));
                let alt = block.alt.as_ref().and_then(|alt| alt.problem(languages));
                problem.or_else(|| alt.map(|reason| DefinitionProblem::new("alt", reason)))
            }
            Self::Divider => None,
        }
        .into_iter()
        .collect()
    }
}
