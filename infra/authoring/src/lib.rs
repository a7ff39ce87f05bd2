//! Reads forms, and files of similar formats, for their authors: reports all problems of a file, each with its place and in
//! words.
//!
//! The functions have a reader of their own in `profiling-forms`, which is smaller and stops at the first problem. Both
//! accept the same files.
//!
//! ```
//! use profiling_authoring::Document;
//!
//! let text = r#"{"version": 1, "titel": "T", "fields": [{"name": "a", "type": "txt", "label": "A"}]}"#;
//! let document = Document::read(text);
//! let [title, kind] = document.problems() else { panic!("two problems") };
//! assert_eq!(title.message, "unknown key `titel`; did you mean `title`?");
//! assert!(kind.message.starts_with("`txt` is not a type; did you mean `text`?"));
//! assert_eq!(document.describe(&kind.path), "fields[0] \"a\".type");
//! assert_eq!(document.location(kind.span).column, 63);
//! ```

mod document;
mod edit;
mod folder;
mod format;
mod location;
mod repair;
mod structure;
mod syntax;
mod tree;
mod words;

pub use document::{Document, Problem};
pub use edit::Translation;
pub use folder::Folder;
pub use format::Format;
pub use location::{Location, Span};
