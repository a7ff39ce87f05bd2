//! Files in the folder of the forms that look like a form, but are not served.

use std::path::Path;

use profiling_forms::locale::CUSTOM_MESSAGES_FILE;
use profiling_forms::{FormName, is_form_file};

use super::Source;
use super::finding::{Code, Finding};
use super::forms::file;
use super::messages::is_unread;

/// The maximum size of a file that is read. No form is that large.
const MAX_BYTES: u64 = 1_000_000;

/// Reports the files in the folder that are probably meant to be forms, and adds a valid name to the findings about
/// names of forms.
pub(super) fn check(folder: &Source, findings: &mut Vec<Finding>) {
    for name in names(&folder.path) {
        let path = folder.path.join(&name);
        if is_unread(&name) {
            // It is reported as a file of messages.
            findings.retain(|finding| finding.file != file(folder, &name));
        } else if path.is_dir() {
            let inner = names(&path);
            let forms = inner.iter().filter(|inner| is_form_file(inner) && has_form(&path.join(inner)));
            findings.extend(forms.map(|inner| {
                let message = "this form is not served, because it is in a folder inside the folder of the forms; move it \
                               up";
                Finding::new(Code::FormIgnored, &file(folder, &format!("{name}/{inner}")), "", message)
            }));
        } else if is_form_file(&name) {
            let stem = name.trim_end_matches(".json");
            let finding = findings.iter_mut().find(|finding| finding.file == file(folder, &name));
            if let (Err(_), Some(finding)) = (FormName::parse(stem), finding) {
                finding.message =
                    format!("{}; rename the file to `{}.json`", finding.message, form_name(stem));
            }
        } else if looks_like_form(&name, &path) {
            let new = format!("{}.json", form_name(stem(&name)));
            let advice = if folder.path.join(&new).exists() {
                format!("`{new}` exists, too; move this file out of the folder")
            } else {
                format!("rename it to `{new}`, or move it out of the folder")
            };
            let message = format!("this file is not served, because a form is a file NAME.json; {advice}");
            findings.push(Finding::new(Code::FormIgnored, &file(folder, &name), "", message));
        }
    }
}

/// The names in a folder, sorted, except hidden ones and backups of editors.
fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> =
        names.filter(|name| !name.starts_with(['.', '#']) && !name.ends_with('~')).collect();
    names.sort();
    names
}

/// Returns `true` for a file with a name like that of a form, or with the content of one.
fn looks_like_form(name: &str, path: &Path) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_no_form = lower.ends_with(".schema.json") || name == CUSTOM_MESSAGES_FILE;
    (!is_no_form && lower.contains(".json")) || has_form(path)
}

/// Returns `true` if the text of a file has the keys that every form has. It does not have to be valid.
fn has_form(path: &Path) -> bool {
    let is_small = std::fs::metadata(path).is_ok_and(|data| data.is_file() && data.len() <= MAX_BYTES);
    let text = if is_small { std::fs::read_to_string(path).unwrap_or_default() } else { String::new() };
    let has = |key: &str| text.contains(key);
    text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '/'])
        && has("\"title\"")
        && has("\"version\"")
        && (has("\"fields\"") || has("\"steps\""))
        // The schema of forms describes these keys.
        && !has("\"$defs\"")
}

/// The part of a file's name before its first extension.
fn stem(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// Returns a valid form name that is similar to a text.
fn form_name(text: &str) -> String {
    let name: String = text
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' { c } else { '-' })
        .take(64)
        .collect();
    let parts: Vec<&str> = name.split('-').filter(|part| !part.is_empty()).collect();
    let name = parts.join("-");
    let name = name.trim_start_matches('_');
    if name.is_empty() { "form".to_owned() } else { name.to_owned() }
}
