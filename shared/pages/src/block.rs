//! The blocks between the fields.

use maud::{Markup, html};

use super::LocaleContext;
use super::markdown::markdown;
use profiling_forms::Block;

/// Renders a block. The `id` is for a block with a condition.
pub(super) fn block(block: &Block, locale: &LocaleContext, id: Option<&str>) -> Markup {
    match block {
        Block::Heading(block) => html! { h2 id=[id] { (locale.html(&block.text)) } },
        Block::Paragraph(block) => {
            let (language, direction) = (locale.foreign(&block.text), locale.foreign_direction(&block.text));
            html! { div.text id=[id] lang=[language] dir=[direction] { (markdown(locale.text(&block.text))) } }
        }
        Block::Image(image) => html! {
            img id=[id] src=(image.url.as_str()) alt=(image.alt.as_ref().map_or("", |alt| locale.text(alt)))
                lang=[image.alt.as_ref().and_then(|alt| locale.foreign(alt))]
                width=(image.width) height=(image.height);
        },
        Block::Divider => html! { hr id=[id]; },
    }
}
