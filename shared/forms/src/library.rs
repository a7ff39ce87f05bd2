//! The forms of a folder, which are read at the start. The error lists all problems of all files.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use super::definition::Form;
use super::definition_problem::DefinitionProblem;
use super::name::{FormName, NameError};
use super::read::split_place;

/// The forms of a folder, by name.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    /// The definitions; `None` for a file that is invalid.
    entries: BTreeMap<FormName, Option<Form>>,
}

/// An error in a form's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormError {
    /// The name of the file or of the folder.
    pub file: String,
    /// The place in the file: `line 3 column 7`, `fields[1].name`. Empty for an error of the whole file.
    pub place: String,
    /// The reason, and what is expected instead.
    pub reason: String,
}

impl FormError {
    /// An error at a place in a file.
    fn at(file: &str, DefinitionProblem { place, reason }: DefinitionProblem) -> Self {
        Self { file: file.to_owned(), place, reason }
    }

    /// Returns the path of the value, such as `fields[1].name`: the place without the line and the column.
    pub fn path(&self) -> &str {
        match self.place.split_once(", ") {
            Some((position, path)) if position.starts_with("line ") => path,
            None if self.place.starts_with("line ") => "",
            _ => &self.place,
        }
    }

    /// An error of a whole file or folder.
    fn whole(file: String, reason: impl Into<String>) -> Self {
        Self { file, place: String::new(), reason: reason.into() }
    }
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() {
            write!(f, "{}: {}", self.file, self.reason)
        } else {
            write!(f, "{}: {}: {}", self.file, self.place, self.reason)
        }
    }
}

/// All errors in the forms of a folder. Its text has a line for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormErrors(pub Vec<FormError>);

impl fmt::Display for FormErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for FormErrors {}

impl Forms {
    /// Reads each `NAME.json` of a folder, except for `*.schema.json` and `*.texts.json`.
    ///
    /// # Errors
    ///
    /// Returns all errors if a form is invalid, or if there is none.
    pub fn load(folder: &Path) -> Result<Self, FormErrors> {
        let (forms, errors) = Self::load_valid(folder);
        if errors.0.is_empty() { Ok(forms) } else { Err(errors) }
    }

    /// Reads a folder as [`load`](Self::load) does, but returns the valid forms even if others are invalid. Of an
    /// invalid form, it has the name.
    pub fn load_valid(folder: &Path) -> (Self, FormErrors) {
        let folder_name = folder.display().to_string();
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                let error = FormError::whole(folder_name, format!("cannot read the folder: {error}"));
                return (Self::default(), FormErrors(vec![error]));
            }
        };
        let mut files: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| is_form_file(name))
            .collect();
        files.sort();

        let read = |file: String| {
            let text = std::fs::read_to_string(folder.join(&file));
            (file, text.map_err(|error| format!("cannot read the file: {error}")))
        };
        let (forms, mut errors) = Self::parse_files(files.into_iter().map(read));
        if forms.is_empty() && errors.0.is_empty() {
            let reason = "there is no form in this folder; a form is a file NAME.json";
            errors.0.push(FormError::whole(folder_name, reason));
        }
        (forms, errors)
    }

    /// Parses the texts of forms by the names of their files, as [`load_valid`](Self::load_valid) does.
    pub fn parse_valid(texts: BTreeMap<String, String>) -> (Self, FormErrors) {
        Self::parse_files(texts.into_iter().map(|(file, text)| (file, Ok(text))))
    }

    /// Parses files: the name and the text of each, or the reason why it could not be read.
    fn parse_files(files: impl Iterator<Item = (String, Result<String, String>)>) -> (Self, FormErrors) {
        let (mut entries, mut errors) = (BTreeMap::new(), Vec::new());
        for (file, text) in files {
            match (form_name(&file), text) {
                (Err(error), _) => errors.push(FormError::whole(file, error.to_string())),
                (Ok(name), text) => {
                    let form = text.map_err(|reason| vec![FormError::whole(file.clone(), reason)]);
                    let form = form.and_then(|text| Self::read(&file, &text));
                    entries.insert(name, form.map_err(|found| errors.extend(found)).ok());
                }
            }
        }
        (Self { entries }, FormErrors(errors))
    }

    /// Reads a form from the text of its file.
    fn read(file: &str, text: &str) -> Result<Form, Vec<FormError>> {
        // Some editors write a byte order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let form = parse(text).map_err(|problem| vec![FormError::at(file, problem)])?;
        let errors: Vec<_> =
            form.problems().into_iter().map(|problem| FormError::at(file, problem)).collect();
        if errors.is_empty() { Ok(form) } else { Err(errors) }
    }

    /// Returns the form with this name, and the name, if the form is valid.
    pub fn get(&self, name: &str) -> Option<(&FormName, &Form)> {
        let (name, form) = self.entry(name)?;
        Some((name, form?))
    }

    /// Returns the form with this name, and the name. An invalid form is `None`.
    pub fn entry(&self, name: &str) -> Option<(&FormName, Option<&Form>)> {
        let name = FormName::parse(name).ok()?;
        self.entries.get_key_value(&name).map(|(name, form)| (name, form.as_ref()))
    }

    /// Returns the valid forms in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&FormName, &Form)> {
        self.entries.iter().filter_map(|(name, form)| Some((name, form.as_ref()?)))
    }

    /// Returns `true` if the folder has no file of a form.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// Parses the text of a form's file, and returns its errors, whose `file` is empty.
pub fn parse_form(text: &str) -> Result<Form, Vec<FormError>> {
    Forms::read("", text)
}

/// Deserializes a form.
fn parse(text: &str) -> Result<Form, DefinitionProblem> {
    let mut json = serde_json::Deserializer::from_str(text);
    let form = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let (inner, message) = (error.inner(), error.inner().to_string());
        // The text of an error ends with its position, if it has one.
        let suffix = format!(" at {}", position(inner));
        let (path, reason) = split_place(error.path(), message.strip_suffix(&suffix).unwrap_or(&message));
        let place = [position(inner), path].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        DefinitionProblem::new(place.join(", "), reason)
    })?;
    json.end().map_err(|error| {
        DefinitionProblem::new(position(&error), "there is text after the end of the form")
    })?;
    Ok(form)
}

/// The position of an error in the text, as `serde_json` writes it: `line 3 column 7`. Empty for an error of the whole
/// form.
fn position(error: &serde_json::Error) -> String {
    if error.line() == 0 { String::new() } else { format!("line {} column {}", error.line(), error.column()) }
}

/// The name of the form in a file.
fn form_name(file: &str) -> Result<FormName, NameError> {
    FormName::parse(file.trim_end_matches(".json"))
}

/// Returns `true` for the name of a form's file, `false` for schemas, for texts and for other files.
pub fn is_form_file(file: &str) -> bool {
    file.strip_suffix(".json").is_some_and(|stem| {
        Path::new(stem).extension().is_none_or(|kind| kind != "schema" && kind != "texts")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        r#"{"version": 1, "title": "T", "fields": [{"name": "a", "type": "text", "label": "A"}]}"#;

    fn errors(file: &str, text: &str) -> Vec<String> {
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
        let (forms, errors) = Forms::load_valid(folder.path());
        let found = ["good", "broken", "folder", "missing", "Bad Name"]
            .map(|name| forms.entry(name).map(|(_, form)| form.is_some()));
        assert_eq!(found, [Some(true), Some(false), Some(false), None, None]);
        assert_eq!((forms.iter().count(), forms.is_empty()), (1, false));
        let files: Vec<&str> = errors.0.iter().map(|error| error.file.as_str()).collect();
        assert_eq!(files, ["Bad Name.json", "broken.json", "folder.json"]);
    }

    #[test]
    fn a_folder_without_a_form_is_empty_whether_it_can_be_read_or_not() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path(), &folder.path().join("missing")] {
            let (forms, errors) = Forms::load_valid(path);
            assert!(forms.is_empty() && errors.0.len() == 1, "{errors:?}");
        }
    }

    #[test]
    fn an_error_has_its_file_place_and_reason() {
        for (text, expected) in [
            ("{", vec!["p.json: line 1 column 1: EOF while parsing an object"]),
            (&format!("{GOOD} x"), vec!["p.json: line 1 column 87: there is text after the end of the form"]),
            (
                &GOOD.replace("\"A\"", "\"A\", \"lable\": 1"),
                vec![
                    "p.json: line 1 column 96, fields[0].lable: unknown key `lable` for the type `text`; did you mean `label`?",
                ],
            ),
            (
                &GOOD.replace("\"A\"", "\"A\", \"rows\": 1"),
                vec!["p.json: line 1 column 95, fields[0].rows: unknown key `rows` for the type `text`"],
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
                    "p.json: line 1 column 85, fields[0].type: `chart` is not a type; the types are text, multiline, email, telephone, url, number, date, country, select, radio, cards, checkboxes, yes_no, consent, heading, paragraph, image, divider",
                ],
            ),
            (
                &GOOD.replace("\"title\"", "\"titel\""),
                vec!["p.json: line 1 column 22, titel: unknown key `titel`; did you mean `title`?"],
            ),
            (&GOOD.replace('1', "0"), vec!["p.json: version: it must be at least 1"]),
            (
                &GOOD.replace("\"A\"", "\" \", \"max_length\": 0, \"autocomplete\": \"No!\""),
                vec![
                    "p.json: fields[0].label: the text is empty; write a text, or remove the key if it is optional",
                    "p.json: fields[0].autocomplete: `No!` is not an autofill name of HTML, such as `organization`",
                    "p.json: fields[0].max_length: it must be from 1 to 1000",
                ],
            ),
        ] {
            assert_eq!(errors("p.json", text), expected, "{text}");
        }
    }

    #[test]
    fn an_unknown_key_is_an_error_of_its_own_with_the_valid_keys_in_every_object() {
        let form = |rest: &str| format!(r#"{{"version": 1, "title": "T", {rest}}}"#);
        let field = |rest: &str| form(&format!(r#""fields": [{{"name": "a", "label": "A", {rest}}}]"#));
        for (text, expected) in [
            (
                form(r#""pages": []"#),
                "pages: unknown key `pages`; the keys are $schema, version, languages, title, intro, submit, not_now, sign_out, privacy, theme, image_origins, fields, steps",
            ),
            (
                form(r#""steps": [{"field": []}]"#),
                "steps[0].field: unknown key `field`; did you mean `fields`?",
            ),
            (form(r#""theme": {"color": {}}"#), "theme.color: unknown key `color`; did you mean `colors`?"),
            (
                form(r#""theme": {"colors": {"midnight": {}}}"#),
                "theme.colors.midnight: unknown key `midnight`; the keys are light, dark",
            ),
            (
                form(r#""theme": {"colors": {"dark": {"sof": "red"}}}"#),
                "theme.colors.dark.sof: unknown key `sof`; did you mean `soft`?",
            ),
            (
                form(r#""theme": {"logo": {"ulr": ""}}"#),
                "theme.logo.ulr: unknown key `ulr`; did you mean `url`?",
            ),
            (
                field(r#""type": "text", "errors": {"require": "x"}"#),
                "fields[0].errors.require: unknown key `require`; did you mean `required`?",
            ),
            (
                field(r#""type": "radio", "options": [{"valeu": "x"}]"#),
                "fields[0].options[0].valeu: unknown key `valeu`; did you mean `value`?",
            ),
            (
                field(r#""type": "consent", "document": {"verson": "1"}"#),
                "fields[0].document.verson: unknown key `verson`; did you mean `version`?",
            ),
            (
                field(r#""type": "text", "when": {"field": "b", "equal": 1}"#),
                "fields[0].when.equal: unknown key `equal` in a condition; did you mean `equals`?",
            ),
        ] {
            let error = parse(&text).unwrap_err();
            let (position, place) = error.place.split_once(", ").unwrap();
            assert!(position.starts_with("line 1 column "), "{position}");
            assert_eq!(format!("{place}: {}", error.reason), expected, "{text}");
        }
    }

    #[test]
    fn an_error_has_its_position_once_whatever_the_text_of_the_file_is() {
        for (text, expected) in [
            (
                r#"{"version": "1 at line 2 column 3"}"#,
                ("line 1 column 34, version", r#"invalid type: string "1 at line 2 column 3", expected u32"#),
            ),
            (
                "{\n  \"theme\": [] }",
                ("line 2 column 13, theme", "invalid type: sequence, expected an object"),
            ),
            (
                r#"{"version": 1, "title": "T"}"#,
                ("", "`fields` is missing; a form has `fields`, or `steps` with fields"),
            ),
            (r#"{"title": "T", "title": "T"}"#, ("line 1 column 22", "duplicate field `title`")),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!((error.place.as_str(), error.reason.as_str()), expected, "{text}");
        }
    }

    #[test]
    fn a_repeated_name_is_reported_with_both_places() {
        let twice = GOOD.replace("}]", r#"}, {"name": "a", "type": "text", "label": "B"}]"#);
        assert_eq!(
            errors("p.json", &twice),
            ["p.json: fields[1].name: `a` is already the name of fields[0]"]
        );
    }

    #[test]
    fn a_file_whose_name_cannot_be_in_a_url_is_an_error() {
        assert!(
            errors("Pro File.json", GOOD)[0]
                .starts_with("Pro File.json: `Pro File` is not a valid form name")
        );
    }
}
