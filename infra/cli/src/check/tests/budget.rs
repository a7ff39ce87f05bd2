use profiling_forms::locale::{Tag, messages};
use profiling_forms::value::date::Date;
use profiling_forms::{Answers, Forms, Navigation, Next, ParseContext, Position};
use profiling_service::answer_claims::AnswerClaims;
use profiling_session::{AnswerTokenClaims, CONTRACT_VERSION, Content, Domain, State, redirect};
use serde_json::{Value, json};

use super::findings_in;
use crate::check::budget::{HOST, STATE_BYTES, SUBJECT_BYTES, TXN_BYTES};

fn findings(fields: &[Value]) -> Vec<String> {
    findings_in(&json!({"version": 1, "title": "T", "fields": fields}))
}

fn texts(count: usize, length: u32) -> Vec<Value> {
    (0..count)
        .map(|index| json!({"type": "text", "name": format!("f{index}"), "label": "L", "max_length": length}))
        .collect()
}

/// Replaces the numbers in a line by `N`.
fn without_numbers(line: &str) -> String {
    let is_number = |word: &str| word.trim_end_matches(';').bytes().all(|b| b.is_ascii_digit());
    line.split(' ').map(|word| if is_number(word) { "N" } else { word }).collect::<Vec<_>>().join(" ")
}

#[test]
fn answers_that_fit_in_every_script_have_no_findings() {
    assert_eq!(findings(&texts(8, 100)), [""; 0]);
}

#[test]
fn answers_that_fit_only_in_ascii_are_a_warning() {
    let mut fields = texts(12, 100);
    fields[3]["max_length"] = json!(300);
    let findings = findings(&fields);
    let [line] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!(
        without_numbers(line),
        "warning answers_long infra/forms/f.json: fields[3]: in characters of four bytes, such as emoji, the \
         longest answers need a redirect to the tenant of N bytes; the maximum is N bytes, and users who exceed it \
         must shorten their answers; the largest field is `f3` with N bytes"
    );
}

#[test]
fn answers_that_some_proxies_reject_are_a_warning() {
    let findings = findings(&texts(3, 1_000));
    let [line] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!(
        without_numbers(line),
        "warning answers_long infra/forms/f.json: fields[0]: the longest answers need a redirect to the tenant of \
         N bytes, even in ASCII; the maximum is N bytes, but some proxies accept only N bytes; the largest field is \
         `f0` with N bytes"
    );
}

#[test]
fn answers_that_do_not_fit_even_in_ascii_are_an_error() {
    let findings = findings(&texts(6, 1_000));
    let [line] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!(
        without_numbers(line),
        "error answers_too_long infra/forms/f.json: fields[0]: the longest answers need a redirect to the tenant \
         of N bytes, even in ASCII; the maximum is N bytes; the largest field is `f0` with N bytes"
    );
}

#[test]
fn answers_that_do_not_fit_into_a_profile_are_a_separate_error() {
    let findings = findings(&texts(11, 1_000));
    let [_, line] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!(
        without_numbers(line),
        "error profile_too_large infra/forms/f.json: fields[0]: the longest answers have N bytes, even in ASCII; \
         the maximum for a user's whole profile at Auth0 is N bytes; the largest field is `f0` with N bytes"
    );
}

#[test]
fn conditional_fields_are_a_warning_instead_of_an_error() {
    let mut fields = vec![json!({"type": "yes_no", "name": "yes", "label": "Y"})];
    for (index, mut field) in texts(6, 1_000).into_iter().enumerate() {
        field["when"] = json!({"field": "yes", "equals": index % 2 == 0});
        fields.push(field);
    }
    let findings = findings(&fields);
    assert!(findings.len() == 1 && findings[0].starts_with("warning answers_long "), "{findings:?}");
}

#[test]
fn the_computed_length_is_that_of_the_real_redirect() {
    let mut fields = texts(3, 1_000);
    // Unticked boxes: the answer names their documents, too.
    fields.extend((0..3).map(|index| {
        let url = format!("https://example.com/{}", "x".repeat(170));
        let document = json!({"label": "D", "version": "v".repeat(40), "url": url});
        json!({"type": "consent", "name": format!("c{index}"), "label": "L", "document": document})
    }));
    let form = json!({"version": 1, "title": "T", "fields": fields});
    let findings = findings_in(&form);
    let (_, rest) = findings[0].split_once("a redirect to the tenant of ").unwrap();
    let computed: usize = rest.split(' ').next().unwrap().parse().unwrap();

    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("f.json"), form.to_string()).unwrap();
    let forms = Forms::load(folder.path()).unwrap();
    let (name, form) = forms.get("f").unwrap();
    let answers: Answers = (0..3).map(|index| (format!("f{index}"), "a".repeat(1_000))).collect();
    let context = ParseContext::new(messages(&Tag::ENGLISH), Date::MIN);
    let button = Navigation::Continue(Position::default());
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
        v: CONTRACT_VERSION,
        form: name.as_str(),
        form_version: 1,
        content: Content::<()>::sealed_of_length(
            serde_json::to_string(&AnswerClaims::new(&valid)).unwrap().len(),
        ),
    };
    let claims_bytes = serde_json::to_string(&claims).unwrap().len();
    let actual = redirect::continue_url_bytes(&domain, &state, claims_bytes);
    // The computed length allows for a scheme and a slash in the issuer.
    assert!((actual..actual + 20).contains(&computed), "computed {computed}, actual {actual}");
}
