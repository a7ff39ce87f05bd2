//! Texts that are too long for their place on the page.

use profiling_forms::TextRole;

use crate::check::finding::{Code, Finding};

/// Reports a text that is longer than a text of its role should be.
pub(super) fn check(file: &str, place: &str, role: TextRole, content: &str) -> Option<Finding> {
    let (most, advice) = limit(role);
    let length = content.chars().count();
    let message = format!(
        "the text has {length} characters, and most users do not read more than {most} here; {advice}"
    );
    (length > most).then(|| Finding::new(Code::TextLong, file, place, message))
}

/// The number of characters that a text of this role should not exceed, and what to do with a longer one.
fn limit(role: TextRole) -> (usize, &'static str) {
    match role {
        TextRole::Title => (120, "move a part of it to `intro`"),
        TextRole::Intro => (600, "shorten it, or move a part of it to a block with the type `paragraph`"),
        TextRole::Button => (40, "write one to three words"),
        TextRole::Label => (200, "move the explanation to `hint`"),
        TextRole::Consent => (600, "move the details to the document"),
        TextRole::Hint => {
            (400, "shorten it, or move a part of it to a block with the type `paragraph` before the field")
        }
        TextRole::Error => (250, "say in one sentence what to enter"),
        TextRole::Option => (150, "move the explanation to `description`, or to a `hint` of the field"),
        TextRole::Description => (300, "shorten it"),
        TextRole::Document => (150, "write the title of the document"),
        TextRole::Heading => (120, "move a part of it to a block with the type `paragraph`"),
        TextRole::Paragraph => (3_000, "shorten it, or link to a page with the details"),
        TextRole::Alternative => (250, "describe the image in one sentence"),
    }
}
