//! `profiling translate`: writes the texts of a form to a table for translators, and reads it back.

mod table;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use profiling_authoring::{Document, Translation};
use profiling_forms::locale::Tag;
use profiling_forms::{Form, FormName, Forms};

use self::table::{Row, Table};
use crate::out::Failure;
use crate::{out, workspace};

/// Shown below `profiling translate --help`.
const EXAMPLES: &str = "\
Examples:
  profiling translate profile --to de,fr > profile.csv
                         write the untranslated texts to a table
  profiling translate profile --to de --all > profile.csv
                         write all texts, with their translations
  profiling translate profile --import profile.csv
                         put the translations into the form

The table is CSV in UTF-8, with a column for the place of the text, one for the
language of the form, and one for each other language. Translators fill in the
columns, and leave the first two as they are. The form keeps its formatting.

Exit status: 0 on success; 1 if the form or the table has errors, and nothing
changed; 2 if a file could not be read or written.";

/// Options of `profiling translate`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Name of the form: its file name without .json
    #[arg(value_name = "NAME", value_parser = FormName::parse)]
    name: FormName,
    /// Languages to translate into, such as `de,fr`
    #[arg(long, value_name = "TAGS", value_delimiter = ',', required_unless_present = "import", conflicts_with = "import",
          value_parser = Tag::parse)]
    to: Vec<Tag>,
    /// Also write the texts that have a translation
    #[arg(long, conflicts_with = "import")]
    all: bool,
    /// Table with the translations, which are put into the form
    #[arg(long, value_name = "FILE")]
    import: Option<PathBuf>,
    /// Folder with the forms [default: infra/forms in the repository]
    #[arg(long, value_name = "DIR")]
    forms: Option<PathBuf>,
}

/// Writes the table, or reads it into the form.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    out::finish(translate(arguments))
}

fn translate(arguments: &Arguments) -> Result<Vec<u8>, Failure> {
    let folder = match &arguments.forms {
        Some(folder) => folder.clone(),
        None => std::env::current_dir()
            .ok()
            .and_then(|folder| workspace::find(&folder))
            .map(|root| root.join("infra/forms"))
            .ok_or_else(|| {
                Failure::File("the current folder is not in the repository; specify --forms DIR".to_owned())
            })?,
    };
    let path = folder.join(format!("{}.json", arguments.name));
    if !path.is_file() {
        let (forms, errors) = Forms::load_valid(&folder);
        let names: Vec<String> = forms.iter().map(|(name, _)| name.to_string()).collect();
        if names.is_empty() {
            return Err(Failure::Refused(errors.to_string()));
        }
        let message = format!(
            "{} has no form `{}`; the forms are {}",
            folder.display(),
            arguments.name,
            names.join(", ")
        );
        return Err(Failure::Refused(message));
    }
    let text = read(&path)?;
    let document = Document::read(&text);
    let Some(form) = document.form() else {
        let message =
            format!("{} has errors; `profiling check` lists them, with their lines", path.display());
        return Err(Failure::Refused(message));
    };
    match &arguments.import {
        None => {
            let table = export(form, &arguments.to, arguments.all);
            if table.targets.is_empty() {
                let message = format!("the form is in `{}`; choose another language with --to", table.source);
                return Err(Failure::Refused(message));
            }
            Ok(table.write())
        }
        Some(file) => {
            let table = Table::read(&read(file)?)
                .map_err(|reason| Failure::Refused(format!("{}: {reason}", file.display())))?;
            let (translated, count) = import(&document, form, &table).map_err(Failure::Refused)?;
            std::fs::write(&path, translated)
                .map_err(|error| Failure::File(format!("failed to write {}: {error}", path.display())))?;
            Ok(format!("{} in {}\n", crate::plural::count(count, "new translation"), path.display())
                .into_bytes())
        }
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| {
        let advice = if error.kind() == std::io::ErrorKind::InvalidData {
            "; save it as UTF-8 (in Excel: CSV UTF-8)"
        } else {
            ""
        };
        Failure::File(format!("failed to read {}: {error}{advice}", path.display()))
    })
}

/// Returns the table of a form: the texts that lack a translation into one of these languages, or all texts.
fn export(form: &Form, languages: &[Tag], all: bool) -> Table {
    let source = form.languages.first().copied().unwrap_or(Tag::ENGLISH);
    let targets: Vec<Tag> = languages.iter().copied().filter(|language| *language != source).collect();
    let mut rows = Vec::new();
    form.each_text(&mut |place, _, text| {
        let translation = |language: &Tag| match text.find(&[language]) {
            (Some(found), text) if found == language => text.to_owned(),
            _ => String::new(),
        };
        let translations: Vec<String> = targets.iter().map(translation).collect();
        if all || translations.iter().any(String::is_empty) {
            rows.push(Row {
                place: place.to_string(),
                source: text.get(&[&source]).to_owned(),
                translations,
            });
        }
    });
    Table { source, targets, rows }
}

/// Returns the file of the form with the translations of the table, and their number. Errors: a message for the user.
fn import(document: &Document, form: &Form, table: &Table) -> Result<(String, usize), String> {
    let source = form.languages.first().copied().unwrap_or(Tag::ENGLISH);
    if table.source != source {
        return Err(format!(
            "the second column of the table is `{}`, but the language of the form is `{source}`",
            table.source
        ));
    }
    let current = export(form, &table.targets, true);
    let mut translations = Vec::new();
    for row in table.rows.iter().filter(|row| !row.place.is_empty()) {
        let Some(own) = current.rows.iter().find(|own| own.place == row.place) else {
            return Err(format!(
                "the form has no text at `{}`; do not change the first column of the table",
                row.place
            ));
        };
        if own.source != row.source {
            return Err(format!(
                "the text at `{}` is `{}` in the form, but `{}` in the table; correct the second column, if the translation \
                 still fits",
                row.place, own.source, row.source
            ));
        }
        for (index, text) in row.translations.iter().enumerate() {
            if !text.trim().is_empty() && own.translations.get(index) != Some(text) {
                let language = table.targets[index];
                translations.push(Translation { path: row.place.clone(), language, text: text.clone() });
            }
        }
    }
    if translations.is_empty() {
        return Err("the table has no new translations; fill in its columns first".to_owned());
    }
    let mut languages = form.languages.clone();
    for translation in &translations {
        if !languages.contains(&translation.language) {
            languages.push(translation.language);
        }
    }
    let text = document
        .translated(&translations, &languages)
        .ok_or("the file of the form does not have these texts; export the table again")?;
    let problems = Document::read(&text);
    if let Some(problem) = problems.problems().first() {
        return Err(format!("the translation of {}: {}", problems.describe(&problem.path), problem.message));
    }
    Ok((text, translations.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = r#"{
  "version": 1,
  "languages": ["en", "fr"],
  "title": {"en": "About, you", "fr": "De vous"},
  "fields": [
    {"name": "a", "type": "text", "label": "A \"quoted\" label", "hint": {"en": "Two\nlines"}}
  ]
}
"#;

    fn tags(texts: &[&str]) -> Vec<Tag> {
        texts.iter().map(|text| Tag::parse(text).unwrap()).collect()
    }

    fn table(languages: &[&str], all: bool) -> String {
        let document = Document::read(FORM);
        String::from_utf8(export(document.form().unwrap(), &tags(languages), all).write()).unwrap()
    }

    #[test]
    fn a_table_has_the_texts_without_a_translation() {
        for (languages, all, expected) in [
            (
                &["de"][..],
                false,
                "place,en,de\ntitle,\"About, you\",\nfields[0].label,\"A \"\"quoted\"\" label\",\nfields[0].hint,\"Two\nlines\",\n",
            ),
            (
                &["fr"],
                false,
                "place,en,fr\nfields[0].label,\"A \"\"quoted\"\" label\",\nfields[0].hint,\"Two\nlines\",\n",
            ),
            (
                &["fr"],
                true,
                "place,en,fr\ntitle,\"About, you\",De vous\nfields[0].label,\"A \"\"quoted\"\" label\",\nfields[0].hint,\"Two\nlines\",\n",
            ),
        ] {
            assert_eq!(table(languages, all).trim_start_matches('\u{feff}'), expected, "{languages:?} {all}");
        }
    }

    #[test]
    fn a_table_that_was_filled_in_is_read_into_the_form() {
        let filled = table(&["de", "fr"], true)
            .replace("\"About, you\",,De vous", "\"About, you\",Über uns,De vous")
            .replace("\"Two\nlines\",,", "\"Two\nlines\",\"Zwei\nZeilen\",");
        let document = Document::read(FORM);
        let (text, count) =
            import(&document, document.form().unwrap(), &Table::read(&filled).unwrap()).unwrap();
        let expected = FORM
            .replace(r#"["en", "fr"]"#, r#"["en", "fr", "de"]"#)
            .replace(r#""fr": "De vous"}"#, r#""fr": "De vous", "de": "Über uns"}"#)
            .replace(r#"{"en": "Two\nlines"}"#, r#"{"en": "Two\nlines", "de": "Zwei\nZeilen"}"#);
        assert_eq!((text.as_str(), count), (expected.as_str(), 2));
    }

    #[test]
    fn a_table_that_does_not_fit_the_form_changes_nothing() {
        let document = Document::read(FORM);
        for (text, expected) in [
            ("place,de,fr\ntitle,A,B\n", "the second column of the table is `de`"),
            ("place,en,de\nfields[3].label,A,B\n", "the form has no text at `fields[3].label`"),
            ("place,en,de\ntitle,Old,Alt\n", "in the table; correct the second column"),
        ] {
            let error = import(&document, document.form().unwrap(), &Table::read(text).unwrap()).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
