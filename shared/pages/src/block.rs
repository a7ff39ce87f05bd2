//! The blocks between the fields.

use maud::{Markup, html};

use super::Reader;
use super::markdown::markdown;
use profiling_forms::Block;

/// Renders a block. The `id` is for a block with a condition.
pub(super) fn block(block: &Block, reader: &Reader, id: Option<&str>) -> Markup {
    match block {
        Block::Heading(block) => html! { h2 id=[id] { (reader.text(&block.text)) } },
        Block::Paragraph(block) => html! { div.text id=[id] { (markdown(reader.text(&block.text))) } },
        Block::Image(image) => html! {
            img id=[id] src=(image.url.as_str()) alt=(image.alt.as_ref().map_or("", |alt| reader.text(alt)))
                width=(image.width) height=(image.height);
        },
        Block::Divider => html! { hr id=[id]; },
    }
}
