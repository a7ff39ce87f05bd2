//! The messages that replace built-in ones.

use profiling_forms::locale::{CUSTOM_MESSAGES_FILE, CustomMessages};

use super::Source;
use super::finding::{Code, Finding};
use super::forms::file;

/// The end of the name of a file of texts.
const SUFFIX: &str = ".texts.json";

/// Loads the messages in a folder of forms. Returns the valid ones, and the errors in the others.
pub(super) fn read(folder: &Source) -> (CustomMessages, Vec<Finding>) {
    let (messages, errors) = CustomMessages::load(&folder.path);
    let invalid = errors
        .0
        .into_iter()
        .map(|error| Finding::new(Code::TextsInvalid, &file(folder, &error.file), error.place, error.reason));
    (messages, unread(folder).into_iter().chain(invalid).collect())
}

/// Reports other files of texts, which are not read.
fn unread(folder: &Source) -> Vec<Finding> {
    let entries = std::fs::read_dir(&folder.path).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.file_name().into_string().ok()).filter(is_unread).collect();
    names.sort();
    let finding = |name: String| {
        let message = format!("this file is not read; move its messages to {CUSTOM_MESSAGES_FILE}");
        Finding::new(Code::TextsInvalid, &file(folder, &name), "", message)
    };
    names.into_iter().map(finding).collect()
}

fn is_unread(name: &String) -> bool {
    name.ends_with(SUFFIX) && name != CUSTOM_MESSAGES_FILE
}
