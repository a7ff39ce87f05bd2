//! The Action in the local emulator's engine: each case of `tests/action/cases`, of which README.md has the
//! format. `tests/auth0/action.test.mjs` plays the same cases in Node, with a tenant of its own.

#![expect(clippy::expect_used, reason = "a test that cannot go on says why and fails")]

use std::collections::{BTreeMap, BTreeSet};

use profiling_local::action::{Action, Handler, Input};
use profiling_tests::workspace;
use serde_json::{Value, json};

mod case;
mod play;

use case::{Base, File, Step};

/// Runs every case of a file, and reports the names of all cases that fail.
fn play_all(name: &str) {
    let base = Base::read();
    let file = File::read(name, &base);
    let mut runs = 0;
    let mut failures = Vec::new();
    for (place, steps) in file.variants(&base) {
        runs += steps.len();
        failures.extend(play::play(&base, &steps, false).err().map(|failure| format!("{place}\n{failure}")));
    }
    assert!(failures.is_empty(), "{} fail:\n{}", failures.len(), failures.join("\n\n"));
    assert_eq!(runs, file.runs, "as many runs as {name}.json says");
}

/// The emulator runs each login in a new engine, and a forecast runs all logins in one.
#[test]
fn a_new_engine_decides_like_a_reused_one() {
    let base = Base::read();
    for name in case::names() {
        let file = File::read(name.trim_end_matches(".json"), &base);
        let mut last = String::new();
        for (place, steps) in file.variants(&base) {
            // One variant of each case.
            let case = place.split(", with ").next().unwrap_or_default();
            if case != last {
                last = case.to_owned();
                play::play(&base, &steps, true).unwrap_or_else(|failure| panic!("{place}\n{failure}"));
            }
        }
    }
}

#[test]
fn question() {
    play_all("question");
}

#[test]
fn answer() {
    play_all("answer");
}

#[test]
fn memory() {
    play_all("memory");
}

#[test]
fn postponed() {
    play_all("postponed");
}

#[test]
fn unanswered() {
    play_all("unanswered");
}

#[test]
fn application() {
    play_all("application");
}

#[test]
fn sealed() {
    play_all("sealed");
}

#[test]
fn plan() {
    play_all("plan");
}

#[test]
fn rotation() {
    play_all("rotation");
}

#[test]
fn settings() {
    play_all("settings");
}

#[test]
fn faults() {
    play_all("faults");
}

/// The test vectors for sealed texts, which `shared/session` and Node.js pass, too.
#[test]
fn test_vectors_are_sealed_and_opened() {
    let file =
        std::fs::read_to_string(workspace().join("tests/seal/vectors.json")).expect("the file is there");
    let file: Value = serde_json::from_str(&file).expect("the file is JSON");
    let vectors = file["vectors"].as_array().expect("a list");
    let action = std::fs::read_to_string(workspace().join("infra/auth0/actions/progressive-profiling.js"));
    let source = action.expect("the Action is there")
        + "exports.onExecutePostLogin = async (event) => {
            for (const { secret, binding, text, sealed } of event.vectors) {
                console.log(JSON.stringify(unseal(secret, binding, sealed)));
                console.log(JSON.stringify(unseal(secret, binding, seal(secret, binding, text))));
            }
        };";
    let action = Action::new(&source, BTreeMap::new()).expect("the Action loads");
    let input = Input { event: json!({"vectors": vectors}), continue_state: None, now: 0 };
    let run = action.run(Handler::ExecutePostLogin, &input);
    assert_eq!(run.error, None);
    let expected: Vec<_> =
        vectors.iter().flat_map(|vector| [vector["text"].as_str().expect("a text").trim_end(); 2]).collect();
    assert_eq!(json!(run.console), json!(expected));
}

#[test]
fn every_file_of_cases_is_run() {
    let played = [
        "question",
        "answer",
        "memory",
        "postponed",
        "unanswered",
        "application",
        "plan",
        "rotation",
        "sealed",
        "settings",
        "faults",
    ];
    assert_eq!(case::names(), BTreeSet::from(played.map(|name| format!("{name}.json"))));
}

/// The nonces come from the engine's random numbers, which a case cannot predict.
#[test]
fn each_question_has_its_own_nonce() {
    let base = Base::read();
    let step: Step =
        serde_json::from_value(json!({ "run": "question", "expect": { "log": [], "question": {} } }))
            .expect("a step");
    let nonce = || {
        let run = play::run(&base, &step, &base.event["user"], &play::Login::default()).expect("a run");
        run.nonce.expect("a question")
    };
    let (first, second) = (nonce(), nonce());
    assert_ne!(first, second);
    assert_eq!(first.len(), 36);
}
