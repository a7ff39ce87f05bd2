use profiling_forms::locale::{Tag, words};
use profiling_forms::value::date::Date;
use profiling_forms::{Answers, Button, Forms, Next, ParseContext, Position};
use profiling_service::answer::AnswerClaims;
use profiling_session::{AnswerTokenClaims, Domain, State, redirect};
use serde_json::{Value, json};

use super::told_of;
use crate::check::budget::{HOST, STATE_BYTES, SUBJECT_BYTES, TXN_BYTES};

fn told(fields: &[Value]) -> Vec<String> {
    told_of(&json!({"version": 1, "title": "T", "fields": fields}))
}

fn texts(count: usize, length: u32) -> Vec<Value> {
    (0..count)
        .map(|index| json!({"type": "text", "name": format!("f{index}"), "label": "L", "max_length": length}))
        .collect()
}

/// The numbers of bytes taken out of a line.
fn without_numbers(line: &str) -> String {
    let is_number = |word: &str| word.trim_end_matches(';').bytes().all(|b| b.is_ascii_digit());
    line.split(' ').map(|word| if is_number(word) { "N" } else { word }).collect::<Vec<_>>().join(" ")
}

#[test]
fn answers_that_fit_in_every_script_are_not_told() {
    assert_eq!(told(&texts(10, 100)), [""; 0]);
}

#[test]
fn answers_that_fit_in_ascii_alone_are_a_warning() {
    let mut fields = texts(12, 100);
    fields[3]["max_length"] = json!(300);
    let told = told(&fields);
    let [line] = &told[..] else { panic!("{told:?}") };
    assert_eq!(
        without_numbers(line),
        "warning answers_long infra/forms/f.json: fields[3]: with every answer at its longest in characters of four \
         bytes, the redirect to the tenant has N bytes; N are sent, and whoever writes more is asked to shorten it; \
         `f3` weighs most, N bytes"
    );
}

#[test]
fn answers_that_some_proxies_cut_are_a_warning() {
    let told = told(&texts(3, 1_000));
    let [line] = &told[..] else { panic!("{told:?}") };
    assert_eq!(
        without_numbers(line),
        "warning answers_long infra/forms/f.json: fields[0]: with every answer at its longest, even in ASCII letters, \
         the redirect to the tenant has N bytes; N are sent, and some proxies cut at N `f0` weighs most, N bytes"
    );
}

#[test]
fn answers_that_do_not_fit_even_in_ascii_are_an_error() {
    let told = told(&texts(6, 1_000));
    let [line] = &told[..] else { panic!("{told:?}") };
    assert_eq!(
        without_numbers(line),
        "error answers_too_long infra/forms/f.json: fields[0]: with every answer at its longest, even in ASCII \
         letters, the redirect to the tenant has N bytes, and N are sent: nobody can answer it in full; `f0` weighs \
         most, N bytes"
    );
}

#[test]
fn answers_that_no_profile_holds_are_an_error_of_their_own() {
    let told = told(&texts(11, 1_000));
    let [_, line] = &told[..] else { panic!("{told:?}") };
    assert_eq!(
        without_numbers(line),
        "error profile_too_large infra/forms/f.json: fields[0]: the longest answers have N bytes, even in ASCII \
         letters; Auth0 lets a user's whole profile have N `f0` weighs most, N bytes"
    );
}

#[test]
fn fields_that_are_not_all_asked_together_are_no_error() {
    let mut fields = vec![json!({"type": "yes_no", "name": "yes", "label": "Y"})];
    for (index, mut field) in texts(6, 1_000).into_iter().enumerate() {
        field["when"] = json!({"field": "yes", "equals": index % 2 == 0});
        fields.push(field);
    }
    let told = told(&fields);
    assert!(told.len() == 1 && told[0].starts_with("warning answers_long "), "{told:?}");
}

#[test]
fn what_is_counted_is_what_is_sent() {
    let form = json!({"version": 1, "title": "T", "fields": texts(3, 1_000)});
    let told = told_of(&form);
    let (_, rest) = told[0].split_once("the redirect to the tenant has ").unwrap();
    let counted: usize = rest.split(' ').next().unwrap().parse().unwrap();

    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("f.json"), form.to_string()).unwrap();
    let forms = Forms::load(folder.path()).unwrap();
    let (name, form) = forms.get("f").unwrap();
    let answers: Answers = (0..3).map(|index| (format!("f{index}"), "a".repeat(1_000))).collect();
    let context = ParseContext::new(words(&Tag::ENGLISH), Date::MIN);
    let button = Button::Continue(Position::default());
    let Next::Answer(valid) = form.interview(None, context).next(&answers, &button) else {
        panic!("the answers are invalid")
    };
    let (domain, state) = (Domain::parse(HOST).unwrap(), State::parse(&"s".repeat(STATE_BYTES)).unwrap());
    let claims = AnswerTokenClaims {
        iss: HOST,
        sub: &"s".repeat(SUBJECT_BYTES),
        iat: 1_800_000_000,
        exp: 1_800_000_300,
        state: state.as_str(),
        txn: Some(&"t".repeat(TXN_BYTES)),
        own: &AnswerClaims::new(name, 1, &valid),
    };
    let claims_bytes = serde_json::to_string(&claims).unwrap().len();
    let sent = redirect::continue_url_bytes(&domain, &state, claims_bytes);
    // The issuer may have a scheme and a slash, and the record of consents its key.
    assert!((sent..sent + 50).contains(&counted), "counted {counted}, sent {sent}");
}
