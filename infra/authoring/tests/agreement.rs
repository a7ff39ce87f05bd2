//! The reader for authors and that of the functions accept the same files: the corpus of the fuzzing, each of its files
//! with many changes. The schema for editors accepts all of these files, and rejects no others.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says why and fails")]

use std::path::Path;

use jsonschema::Validator;
use profiling_authoring::Document;
use profiling_forms::parse_form;

#[path = "../../../tests/fuzz/src/definition.rs"]
#[expect(dead_code, unreachable_pub, reason = "shared with the fuzz targets, which are another workspace")]
mod definition;

/// The number of changed files for each file.
const CHANGES: u32 = 60;

/// The largest number of changes in a row.
const IN_A_ROW: u32 = 3;

/// Returns the forms of the corpus and of the repository.
fn corpus() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut texts = vec![include_str!("form.json").to_owned()];
    for folder in ["tests/fuzz/seeds/form", "infra/forms"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if profiling_forms::is_form_file(path.file_name().unwrap().to_str().unwrap()) {
                texts.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    texts
}

/// Asserts that the schema accepts the files that the readers accept. Returns true if it rejects this one.
fn schema_agrees(schema: &Validator, text: &str) -> bool {
    let is_valid = Document::read(text).form().is_some();
    let errors: Vec<String> = schema
        .iter_errors(&serde_json::from_str(text).unwrap())
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(!is_valid || errors.is_empty(), "the schema rejects a valid form: {errors:?}\n{text}");
    !errors.is_empty()
}

/// Asserts that both readers agree, and returns true if the file is valid.
fn agree(text: &str) -> bool {
    let document = Document::read(text);
    match (document.form(), parse_form(text)) {
        (Some(_), Ok(_)) => true,
        (None, Err(_)) if !document.problems().is_empty() => false,
        (_, functions) => {
            panic!("authors: {:?}, functions: {:?}\n{text}", document.problems(), functions.map(drop))
        }
    }
}

#[test]
fn both_readers_agree_on_the_corpus() {
    let valid = corpus().iter().filter(|text| agree(text)).count();
    assert!(valid > 10, "{valid}");
}

#[test]
fn both_readers_and_the_schema_agree_on_changed_files() {
    let schema = jsonschema::validator_for(&profiling_forms::editor_schema()).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for text in corpus() {
        for seed in 0..CHANGES {
            let mut changed = text.clone();
            for change in 0..=seed % IN_A_ROW {
                changed = definition::mutate(changed.as_bytes(), seed * IN_A_ROW + change).unwrap();
            }
            valid += usize::from(agree(&changed));
            invalid += usize::from(schema_agrees(&schema, &changed));
        }
    }
    // Neither reader rejects everything, and the schema rejects something.
    assert!(valid > 50 && invalid > 50, "{valid}, {invalid}");
}

#[test]
fn both_readers_agree_on_cut_and_damaged_files() {
    for text in corpus() {
        let boundaries: Vec<usize> = (0..text.len()).filter(|byte| text.is_char_boundary(*byte)).collect();
        for at in boundaries.iter().step_by(397) {
            agree(&text[..*at]);
            for damage in ["\"", ",", "{", "]", "\\", "\u{feff}", "\u{a0}", "\u{c}", "null", "#"] {
                agree(&format!("{}{damage}{}", &text[..*at], &text[*at..]));
            }
        }
        agree(&format!("\u{feff}{text}"));
    }
}
