//! A form's definition: any text as its file. One that loads is shown and answered, step by step.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use profiling_forms::locale::{Tag, words};
use profiling_forms::samples::Inputs;
use profiling_forms::value::date::Date;
use profiling_forms::{Field, Form, OTHER, ParseContext};
use profiling_fuzz::definition;
use profiling_fuzz::functions::{DOMAIN, Functions, NOW, SECRET};
use profiling_fuzz::token;
use serde_json::json;
use url::form_urlencoded::Serializer;

/// Where the form is loaded from; it stays behind, as libFuzzer cannot write down what overflowed the stack.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/artifacts/loaded"));
    fs::create_dir_all(&folder).expect("the folder can be made");
    folder
});
static TOKEN: LazyLock<String> =
    LazyLock::new(|| token::session_token(&token::claims(DOMAIN, NOW, &json!({})), SECRET));
static READING: LazyLock<ParseContext> =
    LazyLock::new(|| ParseContext { words: words(&Tag::ENGLISH), today: Date::from_unix_seconds(NOW) });

fuzz_target!(|text: &[u8]| {
    fs::write(FOLDER.join("form.json"), text).expect("the file can be written");
    match Functions::with_forms(&FOLDER) {
        Ok(functions) => walk(&functions),
        Err(faults) => assert!(!faults.0.is_empty() && !faults.to_string().is_empty()),
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    // Now and then bytes at random, which is how a file may be broken.
    if !seed.is_multiple_of(4)
        && let Some(text) = definition::mutate(&data[..size], seed).filter(|text| text.len() <= max_size)
    {
        data[..text.len()].copy_from_slice(text.as_bytes());
        return text.len();
    }
    fuzzer_mutate(data, size, max_size)
});

fn walk(functions: &Functions) {
    let query = Serializer::new(String::new())
        .append_pair("state", "s")
        .append_pair("session_token", &TOKEN)
        .finish();
    functions.get("form", &query);
    let (_, form) = functions.forms().get("form").expect("the form is there");
    for step in 0..form.steps.len().min(8) {
        for answer in [no_answer, bad_answer, good_answer] {
            functions.post("form", &inputs(form, step, "", answer));
        }
        functions.post("form", &inputs(form, step, "back", good_answer));
    }
    functions.post("form", &inputs(form, 0, "later", no_answer));
}

/// The inputs that a browser sends from a step: all answers so far.
fn inputs(form: &Form, step: usize, go: &str, answer: fn(&Field) -> Inputs) -> Inputs {
    let fields: Vec<&Field> = form.items().filter_map(|(_, _, item)| item.field()).take(40).collect();
    let shown: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let own = [
        ("state", "s".to_owned()),
        ("session_token", TOKEN.clone()),
        (".step", step.to_string()),
        (".shown", shown.join(",")),
        (".go", go.to_owned()),
    ];
    let own = own.into_iter().map(|(name, value)| (name.to_owned(), value));
    let answers = fields.iter().flat_map(|field| answer(field));
    own.chain(answers).collect()
}

fn no_answer(field: &Field) -> Inputs {
    field.inputs().into_iter().map(|input| (input, String::new())).collect()
}

/// An answer that the field may take.
fn good_answer(field: &Field) -> Inputs {
    field.sample(&READING, None)
}

/// Answers that few fields take.
fn bad_answer(field: &Field) -> Inputs {
    let value = if field.kind.has_other() { OTHER } else { "-1,000.5 \u{202e}" };
    field.inputs().into_iter().map(|input| (input, value.to_owned())).collect()
}
