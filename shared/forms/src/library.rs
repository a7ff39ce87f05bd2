//! The forms of a folder: read once, at start, and all faults told at once.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use super::definition::Form;
use super::name::{FormName, NameError};
use super::read::{kindly, split_place};

/// The forms of a folder, by name.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    /// The definitions; `None` for a file that is invalid.
    entries: BTreeMap<FormName, Option<Form>>,
}

/// One thing wrong with one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormFault {
    /// The file's name, or the folder's.
    pub file: String,
    /// Where in the file: `line 3 column 7`, `fields[1].name`; empty for the file as a whole.
    pub place: String,
    /// What is wrong, and what would be right.
    pub reason: String,
}

impl fmt::Display for FormFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() {
            write!(f, "{}: {}", self.file, self.reason)
        } else {
            write!(f, "{}: {}: {}", self.file, self.place, self.reason)
        }
    }
}

/// Everything wrong with a folder of forms; a line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormFaults(pub Vec<FormFault>);

impl fmt::Display for FormFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for FormFaults {}

impl Forms {
    /// Reads every `NAME.json` of a folder; `*.schema.json` is passed over.
    pub fn load(folder: &Path) -> Result<Self, FormFaults> {
        let (forms, faults) = Self::survey(folder);
        if faults.0.is_empty() { Ok(forms) } else { Err(faults) }
    }

    /// Reads a folder as [`load`](Self::load) does, but keeps the valid forms where others are invalid. Of those it
    /// keeps the names.
    pub fn survey(folder: &Path) -> (Self, FormFaults) {
        let whole = |file: String, reason: String| FormFault { file, place: String::new(), reason };
        let folder_name = folder.display().to_string();
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let fault = whole(folder_name, format!("the folder cannot be read: {error}"));
                return (Self::default(), FormFaults(vec![fault]));
            }
        };
        let mut files: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| is_form(name))
            .collect();
        files.sort();

        let (mut entries, mut faults) = (BTreeMap::new(), Vec::new());
        for file in files {
            let name = match form_name(&file) {
                Ok(name) => name,
                Err(error) => {
                    faults.push(whole(file, error.to_string()));
                    continue;
                }
            };
            let form = match std::fs::read_to_string(folder.join(&file)) {
                Ok(text) => Self::read(&file, &text),
                Err(error) => Err(vec![whole(file, format!("the file cannot be read: {error}"))]),
            };
            entries.insert(name, form.map_err(|found| faults.extend(found)).ok());
        }
        if entries.is_empty() && faults.is_empty() {
            faults.push(whole(
                folder_name,
                "there is no form in this folder; a form is a file NAME.json".to_owned(),
            ));
        }
        (Self { entries }, FormFaults(faults))
    }

    /// Reads one form from its file's text.
    fn read(file: &str, text: &str) -> Result<Form, Vec<FormFault>> {
        let fault = |place: String, reason: String| FormFault { file: file.to_owned(), place, reason };
        let mut json = serde_json::Deserializer::from_str(text);
        let form: Form = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let path = error.path().to_string();
            let inner = error.into_inner();
            let words = inner.to_string();
            let words = words.rsplit_once(" at line ").map_or(words.as_str(), |(words, _)| words);
            let (below, reason) = split_place(words);
            // A fault of the form as a whole has no line.
            let line = if inner.line() == 0 {
                String::new()
            } else {
                format!("line {} column {}", inner.line(), inner.column())
            };
            let path: Vec<&str> =
                [path.as_str(), below].into_iter().filter(|part| !matches!(*part, "." | "?" | "")).collect();
            let place: Vec<String> =
                [line, path.join(".")].into_iter().filter(|part| !part.is_empty()).collect();
            vec![fault(place.join(", "), kindly(reason))]
        })?;
        json.end().map_err(|error| {
            vec![fault(
                format!("line {} column {}", error.line(), error.column()),
                "there is text after the form's last brace".to_owned(),
            )]
        })?;
        let faults: Vec<_> =
            form.problems().into_iter().map(|problem| fault(problem.place, problem.reason)).collect();
        if faults.is_empty() { Ok(form) } else { Err(faults) }
    }

    /// The form called `name`, with its name, if it is valid.
    pub fn get(&self, name: &str) -> Option<(&FormName, &Form)> {
        let (name, form) = self.entry(name)?;
        Some((name, form?))
    }

    /// The form called `name`, with its name; `None` in place of a definition that is invalid.
    pub fn entry(&self, name: &str) -> Option<(&FormName, Option<&Form>)> {
        let name = FormName::parse(name).ok()?;
        self.entries.get_key_value(&name).map(|(name, form)| (name, form.as_ref()))
    }

    /// The valid forms, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&FormName, &Form)> {
        self.entries.iter().filter_map(|(name, form)| Some((name, form.as_ref()?)))
    }

    /// Whether no file of a form was found.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// The name of the form in a file.
fn form_name(file: &str) -> Result<FormName, NameError> {
    FormName::parse(file.trim_end_matches(".json"))
}

/// Whether a file is a form, rather than the schema that describes forms.
fn is_form(file: &str) -> bool {
    file.strip_suffix(".json")
        .is_some_and(|stem| Path::new(stem).extension().is_none_or(|kind| kind != "schema"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        r#"{"version": 1, "title": "T", "fields": [{"name": "a", "type": "text", "label": "A"}]}"#;

    fn faults(file: &str, text: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(file), text).unwrap();
        Forms::load(folder.path()).unwrap_err().0.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_form_with_the_least_that_it_needs_is_read() {
        let form = Forms::read("profile.json", GOOD).unwrap();
        let fields: Vec<&str> = form.fields().map(|field| field.name.as_str()).collect();
        assert_eq!(fields, ["a"]);
    }

    #[test]
    fn an_invalid_form_keeps_its_name_and_the_others_are_read() {
        let folder = tempfile::tempdir().unwrap();
        for (file, text) in [("good.json", GOOD), ("broken.json", "{"), ("Bad Name.json", GOOD)] {
            std::fs::write(folder.path().join(file), text).unwrap();
        }
        std::fs::create_dir(folder.path().join("folder.json")).unwrap();
        let (forms, faults) = Forms::survey(folder.path());
        let found = ["good", "broken", "folder", "missing", "Bad Name"]
            .map(|name| forms.entry(name).map(|(_, form)| form.is_some()));
        assert_eq!(found, [Some(true), Some(false), Some(false), None, None]);
        assert_eq!((forms.iter().count(), forms.is_empty()), (1, false));
        let files: Vec<&str> = faults.0.iter().map(|fault| fault.file.as_str()).collect();
        assert_eq!(files, ["Bad Name.json", "broken.json", "folder.json"]);
    }

    #[test]
    fn a_folder_without_a_form_is_empty_whether_it_can_be_read_or_not() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path(), &folder.path().join("missing")] {
            let (forms, faults) = Forms::survey(path);
            assert!(forms.is_empty() && faults.0.len() == 1, "{faults:?}");
        }
    }

    #[test]
    fn a_fault_is_told_by_file_place_and_reason() {
        for (text, told) in [
            ("{", vec!["p.json: line 1 column 1: EOF while parsing an object"]),
            (
                &format!("{GOOD} x"),
                vec!["p.json: line 1 column 87: there is text after the form's last brace"],
            ),
            (
                &GOOD.replace("\"A\"", "\"A\", \"lable\": 1"),
                vec![
                    "p.json: line 1 column 96, fields[0].lable: a field of the type `text` has no such key; did you mean `label`?",
                ],
            ),
            (
                &GOOD.replace("\"A\"", "\"A\", \"rows\": 1"),
                vec!["p.json: line 1 column 95, fields[0].rows: a field of the type `text` has no such key"],
            ),
            (
                &GOOD.replace("\"a\"", "\"a.b\""),
                vec![
                    "p.json: line 1 column 86, fields[0].name: `a.b` is not a valid field name; use 1 to 64 letters, digits and `_`, beginning with a letter",
                ],
            ),
            (
                &GOOD.replace("\"A\"", "\"A\", \"max_length\": \"x\""),
                vec![
                    "p.json: line 1 column 103, fields[0].max_length: invalid type: string \"x\", expected u32",
                ],
            ),
            (
                &GOOD.replace("text", "txt"),
                vec!["p.json: line 1 column 83, fields[0].type: `txt` is not a type; did you mean `text`?"],
            ),
            (
                &GOOD.replace("\"text\"", "\"chart\""),
                vec![
                    "p.json: line 1 column 85, fields[0].type: `chart` is not a type; there are text, multiline, email, telephone, url, number, date, country, select, radio, cards, checkboxes, yes_no, consent, heading, paragraph, image, divider",
                ],
            ),
            (
                &GOOD.replace("\"title\"", "\"titel\""),
                vec!["p.json: line 1 column 22, titel: `titel` is no key here; did you mean `title`?"],
            ),
            (&GOOD.replace('1', "0"), vec!["p.json: version: versions are counted from 1"]),
            (
                &GOOD.replace("\"A\"", "\" \", \"max_length\": 0, \"autocomplete\": \"No!\""),
                vec![
                    "p.json: fields[0].label: the text is empty; write a text or remove the key",
                    "p.json: fields[0].autocomplete: `No!` is not an autofill name of HTML, such as `organization`",
                    "p.json: fields[0].max_length: it must be from 1 to 1000",
                ],
            ),
        ] {
            assert_eq!(faults("p.json", text), told, "{text}");
        }
    }

    #[test]
    fn a_repeated_name_is_reported_with_both_places() {
        let twice = GOOD.replace("}]", r#"}, {"name": "a", "type": "text", "label": "B"}]"#);
        assert_eq!(
            faults("p.json", &twice),
            ["p.json: fields[1].name: `a` is already the name of fields[0]"]
        );
    }

    #[test]
    fn a_file_whose_name_cannot_be_in_a_url_is_told() {
        assert!(
            faults("Pro File.json", GOOD)[0]
                .starts_with("Pro File.json: `Pro File` is not a valid form name")
        );
    }
}
