//! Reads forms for their authors: reports all problems of a file, each with its place and in words.
//!
//! The functions have a reader of their own in `profiling-forms`, which is smaller and stops at the first problem. Both
//! accept the same files.
//!
//! ```
//! use profiling_authoring::Document;
//!
//! let text = r#"{"version": 1, "titel": "T", "fields": [{"name": "a", "type": "txt", "label": "A"}]}"#;
//! let document = Document::read(text);
//! let messages: Vec<String> = document.problems().iter().map(|problem| problem.message.clone()).collect();
//! assert_eq!(messages[0], "the key `title` is missing");
//! assert_eq!(messages[1], "unknown key `titel`; did you mean `title`?");
//! assert!(messages[2].starts_with("`txt` is not a type; did you mean `text`?"));
//! assert_eq!(document.location(document.problems()[1].span).column, 16);
//! ```

mod document;
mod folder;
mod location;
mod structure;
mod syntax;
mod tree;
mod words;

pub use document::{Document, Problem};
pub use folder::Folder;
pub use location::{Location, Span};
