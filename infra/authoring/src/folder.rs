//! The forms of a folder.

use std::collections::BTreeMap;
use std::path::Path;

use profiling_forms::{FormError, FormErrors, Forms};

use crate::document::Document;

/// The forms of a folder, with the places of their problems.
#[derive(Debug)]
pub struct Folder {
    /// The forms that can be served. Of an invalid form, it has the name.
    pub forms: Forms,
    /// All problems, with their places in words.
    pub errors: FormErrors,
    /// The files that could be read, by name.
    pub documents: BTreeMap<String, Document>,
}

impl Folder {
    /// Reads the files of a folder, as [`Forms::load_valid`] does.
    pub fn read(folder: &Path) -> Self {
        let (forms, found) = Forms::load_valid(folder);
        let mut errors: Vec<FormError> = Vec::new();
        let mut documents = BTreeMap::new();
        for error in found.0 {
            if documents.contains_key(&error.file) {
                continue;
            }
            let document =
                std::fs::read_to_string(folder.join(&error.file)).ok().map(|text| Document::read(&text));
            match document {
                Some(document) if !document.problems().is_empty() => {
                    errors.extend(document.errors(&error.file));
                    documents.insert(error.file, document);
                }
                // A problem of the name or of the whole folder.
                _ => errors.push(error),
            }
        }
        for (name, _) in forms.iter() {
            let file = format!("{name}.json");
            if let Ok(text) = std::fs::read_to_string(folder.join(&file)) {
                documents.insert(file, Document::read(&text));
            }
        }
        Self { forms, errors: FormErrors(errors), documents }
    }
}
