//! The reader for authors and that of the functions accept the same files: the corpus of the fuzzing, each of its files
//! with many changes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says why and fails")]

use std::path::Path;

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
fn both_readers_agree_on_changed_files() {
    let mut valid = 0;
    for text in corpus() {
        for seed in 0..CHANGES {
            let mut changed = text.clone();
            for change in 0..=seed % IN_A_ROW {
                changed = definition::mutate(changed.as_bytes(), seed * IN_A_ROW + change).unwrap();
            }
            valid += usize::from(agree(&changed));
        }
    }
    // Neither reader rejects everything.
    assert!(valid > 50, "{valid}");
}

#[test]
fn both_readers_agree_on_cut_and_damaged_files() {
    for text in corpus() {
        let boundaries: Vec<usize> = (0..text.len()).filter(|byte| text.is_char_boundary(*byte)).collect();
        for at in boundaries.iter().step_by(397) {
            agree(&text[..*at]);
            for damage in ["\"", ",", "{", "]", "\\", "\u{feff}", "null", "#"] {
                agree(&format!("{}{damage}{}", &text[..*at], &text[*at..]));
            }
        }
        agree(&format!("\u{feff}{text}"));
    }
}
