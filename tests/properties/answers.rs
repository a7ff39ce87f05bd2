//! The tenant receives exactly the valid answers of a form, typed and in a token that validates.

use std::collections::BTreeMap;
use std::time::Duration;

use profiling_forms::locale::{Tag, messages};
use profiling_forms::value::today::Today;
use profiling_forms::{
    AnswerType, Answers, Field, FieldName, Form, FormName, Navigation, Next, OTHER, ParseContext, Position,
};
use profiling_local::action::{Action, Effect, Handler, Input};
use profiling_service::outcome::Outcome;
use profiling_tests::functions::{DOMAIN, End, NOW, SECRET};
use profiling_tests::{token, workspace};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

use crate::{cases, functions, session_token};

const STATE: &str = "state-of-this-login";
const SUBJECT: &str = "auth0|000000000000000000000002";
const TXN: &str = "6f7c8ec7-c33c-4c00-8bba-fe82a1b2c3d4";

/// The answer of a user to one field: the inputs, and the value that is stored.
type Said = (Vec<(String, String)>, Option<Value>);

/// A line of text that is stored as it is, with characters that have a meaning in URLs, HTML and JSON.
fn line() -> impl Strategy<Value = String> {
    "[A-Za-z0-9äßñ漢字ש😀&+=%#;'\"<>\\\\/.,:@-]([A-Za-z0-9äßñ漢字ש😀&+=%#;'\"<>\\\\/.,:@ -]{0,60}[A-Za-z0-9ä漢😀])?"
}

/// Valid answers to a field, from the samples of its kind, and no answer where it may be missing.
fn good(field: &Field) -> BoxedStrategy<Said> {
    let context = ParseContext::new(messages(&Tag::ENGLISH), Today::at_unix_seconds(NOW));
    let of_field = field.clone();
    let something = any::<(u64, Index)>().prop_map(move |(seed, index)| {
        let samples = of_field.valid_samples(&context, seed);
        let sample = index.get(&samples);
        (sample.inputs.clone(), Some(sample.value.clone()))
    });
    let nothing = Just((Vec::new(), None));
    if field.may_be_empty() { prop_oneof![1 => nothing, 4 => something].boxed() } else { something.boxed() }
}

/// An example form, and the answers of a user to its fields.
fn good_answers() -> impl Strategy<Value = (String, BTreeMap<String, Said>)> {
    let forms = functions();
    let of_form = |(name, form): (&FormName, &Form)| {
        let said: Vec<_> = fields(form).map(|field| (Just(field.name.to_string()), good(field))).collect();
        (Just(name.to_string()), said.prop_map(|said| said.into_iter().collect())).boxed()
    };
    prop::strategy::Union::new(forms.forms().iter().map(of_form).collect::<Vec<_>>())
}

fn fields(form: &Form) -> impl Iterator<Item = &Field> {
    form.items().filter_map(|(_, _, item)| item.field())
}

/// The answers that are signed, and the fields that do not apply because of the form's conditions.
fn expected(form: &Form, said: &BTreeMap<String, Said>) -> (Map<String, Value>, Vec<String>) {
    let (mut values, mut ruled_out) = (Map::new(), Vec::new());
    let today = Today::at_unix_seconds(NOW);
    for (_, step, item) in form.items() {
        let Some(field) = item.field() else { continue };
        let known = |name: &FieldName| values.get(name.as_str());
        let conditions = [item.when.as_ref(), form.steps[step].when.as_ref()];
        if conditions.into_iter().flatten().all(|when| when.holds(&known, today)) {
            let value = said[field.name.as_str()].1.clone();
            values.extend(value.map(|value| (field.name.to_string(), value)));
        } else {
            ruled_out.push(field.name.to_string());
        }
    }
    (values, ruled_out)
}

/// Submits the answers from the last step of a form, as a browser does after all steps. With `is_sealed`, the question
/// requests sealed answers.
fn send(form: &str, inputs: Vec<(String, String)>, is_sealed: bool) -> End {
    let functions = functions();
    let definition = functions.forms().get(form).expect("the form is there").1;
    let mut claims = json!({"form": form, "txn": TXN});
    if is_sealed {
        claims["seal"] = json!(1);
    }
    let session_token = session_token(&claims);
    let last = (definition.steps.len() - 1).to_string();
    let mut all = crate::pairs(&[("state", STATE), ("session_token", &session_token), (".step", &last)]);
    all.extend(inputs);
    functions.post(form, &all)
}

/// Passes an answer to the deployed Action, `delay` seconds after it was signed. Returns the validated claims, with the sealed
/// ones opened, and the values that the Action wrote to the user's metadata.
fn take(form: &Form, name: &str, end: &End, delay: u64) -> (Value, Map<String, Value>) {
    let source = workspace().join("infra/auth0/actions/progressive-profiling.js");
    let names: Vec<&str> = fields(form).map(|field| field.name.as_str()).collect();
    let settings = [
        ("FORM_URL", format!("https://forms.example.com/forms/{name}")),
        ("REQUIRED_USER_FIELDS", names.join(",")),
        ("LOGIN_COUNT", "1".to_owned()),
        ("SESSION_TOKEN_SECRET", SECRET.to_owned()),
    ];
    let settings = settings.map(|(name, value)| (name.to_owned(), value)).into();
    let action = Action::new(&std::fs::read_to_string(source).unwrap(), settings).expect("the Action loads");
    let parameter = |name| end.location_parameter(name).expect("it is a redirect");
    let event = json!({
        "request": {
            "hostname": DOMAIN, "ip": "192.0.2.7", "body": {},
            "query": {"state": parameter("state"), "session_token": parameter("session_token")},
        },
        "user": {"user_id": SUBJECT, "user_metadata": {}, "app_metadata": {}},
        "stats": {"logins_count": 1},
        "transaction": {"protocol": "oidc-basic-profile", "metadata": {"progressive_profiling_txn": TXN}},
    });
    let input = Input { event, continue_state: Some(STATE.to_owned()), now: NOW + delay };
    let run = action.with_time_limit(Duration::from_secs(10)).run(Handler::ContinuePostLogin, &input);
    assert_eq!(run.error, None);
    let (mut claims, mut written) = (Value::Null, Map::new());
    for effect in run.effects {
        match effect {
            Effect::TokenValidated { claims: validated, opened } => {
                claims = validated;
                if let Some(Value::Object(opened)) = opened {
                    claims.as_object_mut().expect("claims are an object").extend(opened);
                }
            }
            Effect::SetUserMetadata { key, value } => drop(written.insert(key, value)),
            Effect::SetAppMetadata { .. } => {}
            effect => panic!("{effect:?}"),
        }
    }
    (claims, written)
}

/// The parts of a response that others can read: the headers, the claims of the token, and the log line.
fn readable(end: &End) -> String {
    let claims = token::decode(&end.location_parameter("session_token").unwrap_or_default());
    format!("{:?} {claims} {}", end.headers, end.line)
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn signed_answers_validate_at_the_tenant_and_equal_the_input(
        (name, said) in good_answers(),
        delay in 0_u64..30,
        is_sealed in any::<bool>(),
    ) {
        let end = send(&name, said.values().flat_map(|(inputs, _)| inputs.clone()).collect(), is_sealed);
        prop_assert_eq!(end.outcome, Outcome::Answered, "{}", end.line);
        let readable = readable(&end);
        for (_, value) in said.values().filter(|_| is_sealed) {
            let text = value.as_ref().map(Value::to_string).unwrap_or_default();
            prop_assert!(text.len() < 10 || !readable.contains(text.trim_matches('"')), "{text} is readable");
        }

        let functions = functions();
        let form = functions.forms().get(&name).unwrap().1;
        let (values, mut ruled_out) = expected(form, &said);
        let (claims, written) = take(form, &name, &end, delay);
        prop_assert_eq!(&claims["other"], &Value::from(values.clone()));
        ruled_out.sort();
        let mut not_applicable: Vec<String> = serde_json::from_value(claims["not_applicable"].clone()).unwrap_or_default();
        not_applicable.sort();
        prop_assert_eq!(not_applicable, ruled_out);
        prop_assert_eq!((&claims["sub"], &claims["txn"]), (&SUBJECT.into(), &TXN.into()));
        prop_assert_eq!((&claims["iat"], &claims["exp"]), (&NOW.into(), &(NOW + 30).into()));
        // And the Action writes each of them, and nothing else.
        prop_assert_eq!(written, values);
    }
}

/// Any text for the inputs, buttons and steps of a form, and for inputs that it does not have.
fn any_answers() -> impl Strategy<Value = (String, Vec<(String, String)>)> {
    let any_text = || {
        prop_oneof![
            2 => any::<String>(),
            1 => line(),
            1 => select(vec!["", "yes", "no", OTHER, "1", "250+", "31", "2000", "+41446681800", "1e3", "-1,5"])
                .prop_map(str::to_owned),
        ]
    };
    let foreign = || {
        select(vec!["__proto__", "sub", "exp", "roles", "app_metadata", "a.b", "$x", "company_name.other"])
    };
    (
        good_answers(),
        prop::collection::vec((any::<Index>(), any_text()), 0..4),
        prop::option::of((foreign(), any_text())),
    )
        .prop_map(|((name, said), changes, foreign)| {
            let mut inputs: Vec<_> = said.into_values().flat_map(|(inputs, _)| inputs).collect();
            for (at, text) in changes {
                if !inputs.is_empty() {
                    let at = at.index(inputs.len());
                    inputs[at].1 = text;
                }
            }
            inputs.extend(foreign.map(|(input, text)| (input.to_owned(), text)));
            (name, inputs)
        })
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn what_the_form_takes_of_any_answers_is_signed_and_nothing_else(
        (name, inputs) in any_answers(),
    ) {
        let functions = functions();
        let form = functions.forms().get(&name).unwrap().1;
        let answers: Answers = inputs.iter().cloned().collect();
        let context = ParseContext::new(messages(&Tag::ENGLISH), Today::at_unix_seconds(NOW));
        let position = Position { step: form.steps.len() - 1, ..Position::default() };
        let next = form.interview(None, context).next(&answers, &Navigation::Continue(position));

        let end = send(&name, inputs, false);
        match next {
            Next::Answer(valid) => {
                prop_assert_eq!(end.outcome, Outcome::Answered, "{}", end.line);
                let claims = token::decode(&end.location_parameter("session_token").unwrap());
                prop_assert_eq!(&claims["other"], &Value::from(valid.values().clone()));
                let consents = serde_json::to_value(valid.consents()).unwrap();
                prop_assert_eq!(claims.get("consents"), Some(&consents).filter(|_| !valid.consents().is_empty()));
                for (name, value) in valid.values() {
                    let field = fields(form).find(|field| field.name.as_str() == name).unwrap();
                    prop_assert!(is_of_type(field, value), "{name}: {value}");
                    let is_consent = field.kind.document().is_some();
                    prop_assert_eq!(valid.consents().contains_key(name), is_consent, "{}", name);
                }
            }
            Next::Postpone => prop_assert!(false, "the button continues"),
            Next::Show(screen) => {
                let errors = screen.errors().map(|(field, _)| field.to_string()).collect::<Value>();
                prop_assert!(screen.has_errors() || end.outcome == Outcome::StepShown);
                let rejected = end.line.get("rejected_fields").cloned().unwrap_or_else(|| json!([]));
                prop_assert_eq!(rejected, errors);
            }
        }
    }
}

/// Returns whether a value has the stored type of this kind of field.
fn is_of_type(field: &Field, value: &Value) -> bool {
    match field.kind.answer_type() {
        AnswerType::Number => value.is_number(),
        AnswerType::YesNo | AnswerType::Consent(_) => value.is_boolean(),
        AnswerType::Options(_) => {
            value.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_string))
        }
        AnswerType::Text | AnswerType::Date | AnswerType::Country | AnswerType::Option(_) => {
            value.as_str().is_some_and(|text| !text.is_empty() && text.trim() == text)
        }
    }
}
