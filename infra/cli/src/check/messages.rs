//! The messages that replace built-in ones.

use profiling_authoring::Document;
use profiling_forms::locale::{CUSTOM_MESSAGES_FILE, CustomMessages};

use super::Source;
use super::finding::{Code, Documents, Finding};
use super::forms::{file, problems_of};

/// Loads the messages in a folder of forms. Returns the valid ones, and the errors in the others. Adds the places in the file.
pub(super) fn read(folder: &Source, documents: &mut Documents) -> (CustomMessages, Vec<Finding>) {
    let (messages, errors) = CustomMessages::load(&folder.path);
    let file = file(folder, CUSTOM_MESSAGES_FILE);
    let document = std::fs::read_to_string(folder.path.join(CUSTOM_MESSAGES_FILE)).ok();
    let document = document.map(|text| Document::json(&text));
    let invalid = match &document {
        // The author gets all of them, each with its place and what to do.
        Some(document) if !document.problems().is_empty() => problems_of(Code::TextsInvalid, &file, document),
        _ => {
            let errors = errors.0.into_iter();
            errors.map(|error| Finding::new(Code::TextsInvalid, &file, error.place, error.reason)).collect()
        }
    };
    if let Some(document) = document {
        documents.insert(file, document);
    }
    (messages, unread(folder).into_iter().chain(invalid).collect())
}

/// Reports other files of texts, which are not read.
fn unread(folder: &Source) -> Vec<Finding> {
    let entries = std::fs::read_dir(&folder.path).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| is_unread(name))
        .collect();
    names.sort();
    let finding = |name: String| {
        let message = format!("this file is not read; move its messages to {CUSTOM_MESSAGES_FILE}");
        Finding::new(Code::TextsInvalid, &file(folder, &name), "", message)
    };
    names.into_iter().map(finding).collect()
}

/// Returns true for a file that was probably meant to be the file of the messages.
pub(super) fn is_unread(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    (lower.contains(".texts.json") || lower.contains(".text.json")) && name != CUSTOM_MESSAGES_FILE
}
