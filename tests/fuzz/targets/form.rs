//! The definition of a form: any text as its file. A form that loads is answered, page by page: without the functions,
//! where each result has to be consistent with the form, and with the functions, which have to render each page.

#![no_main]

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use profiling_authoring::Document;
use profiling_forms::locale::{Tag, messages};
use profiling_forms::samples::Inputs;
use profiling_forms::value::today::Today;
use profiling_forms::{Field, Form, ParseContext};
use profiling_fuzz::functions::{DOMAIN, Functions, NOW, SECRET};
use profiling_fuzz::interview::{no_answer, strange_answer};
use profiling_fuzz::{definition, interview, token};
use serde_json::json;
use url::form_urlencoded::Serializer;

/// The folder of the form. It remains after a stack overflow, when libFuzzer cannot save the input.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/artifacts/loaded"));
    fs::create_dir_all(&folder).expect("the folder can be created");
    folder
});
static TOKEN: LazyLock<String> =
    LazyLock::new(|| token::session_token(&token::claims(DOMAIN, NOW, &json!({})), SECRET));
static CONTEXT: LazyLock<ParseContext> =
    LazyLock::new(|| ParseContext::new(messages(&Tag::ENGLISH), Today::at_unix_seconds(NOW)));

/// The walks through a form, each with other answers.
const WALKS: u64 = 4;

fuzz_target!(|text: &[u8]| {
    fs::write(FOLDER.join("form.json"), text).expect("the file can be written");
    // The reader for authors accepts the same files.
    let document = std::str::from_utf8(text).ok().map(Document::read);
    let is_valid = document.as_ref().is_some_and(|document| document.form().is_some());
    assert!(is_valid || document.is_none_or(|document| !document.problems().is_empty()));
    let functions = Functions::with_forms(&FOLDER);
    assert_eq!(functions.is_ok(), is_valid);
    match functions {
        Ok(functions) => {
            let (_, form) = functions.forms().get("form").expect("the form is loaded");
            // The answers depend on the input alone, so that a finding can be reproduced.
            let mut hasher = DefaultHasher::new();
            text.hash(&mut hasher);
            for walk in 0..WALKS {
                interview::check(form, *CONTEXT, hasher.finish().wrapping_add(walk));
            }
            request_pages(&functions, form);
        }
        Err(errors) => assert!(!errors.0.is_empty() && !errors.to_string().is_empty()),
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    // One input in four is changed as bytes, as a broken file is no JSON.
    if !seed.is_multiple_of(4)
        && let Some(text) = definition::mutate(&data[..size], seed).filter(|text| text.len() <= max_size)
    {
        data[..text.len()].copy_from_slice(text.as_bytes());
        return text.len();
    }
    fuzzer_mutate(data, size, max_size)
});

/// Requests each page with missing, invalid and valid answers.
fn request_pages(functions: &Functions, form: &Form) {
    let query = Serializer::new(String::new())
        .append_pair("state", "s")
        .append_pair("session_token", &TOKEN)
        .finish();
    functions.get("form", &query);
    for step in 0..form.steps.len().min(8) {
        for answer in [no_answer, strange_answer, valid_answer] {
            functions.post("form", &inputs(form, step, "", answer));
        }
        functions.post("form", &inputs(form, step, "back", valid_answer));
    }
    functions.post("form", &inputs(form, 0, "later", no_answer));
}

/// The inputs that a browser sends from a page: all answers so far.
fn inputs(form: &Form, step: usize, go: &str, answer: fn(&Field) -> Inputs) -> Inputs {
    let fields: Vec<&Field> = form.items().filter_map(|(_, _, item)| item.field()).take(40).collect();
    let revealed: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let own = [
        ("state", "s".to_owned()),
        ("session_token", TOKEN.clone()),
        (".step", step.to_string()),
        (".shown", revealed.join(",")),
        (".go", go.to_owned()),
    ];
    let own = own.into_iter().map(|(name, value)| (name.to_owned(), value));
    let answers = fields.iter().flat_map(|field| answer(field));
    own.chain(answers).collect()
}

/// A valid answer.
fn valid_answer(field: &Field) -> Inputs {
    field.sample(&CONTEXT, None)
}
