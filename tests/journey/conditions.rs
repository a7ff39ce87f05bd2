//! Each rule of a condition between two steps, with answers that satisfy it and answers that do not.

use profiling_tests::agent::Answer;
use serde_json::{Value, json};

use crate::emulator::{Scene, pairs};

/// An emulator with a form that has `field` and then, under the condition `when`, the field `more`.
async fn scene(field: &Value, when: &Value) -> (Scene, tempfile::TempDir) {
    let mut first = field.clone();
    first["name"] = json!("first");
    first["label"] = json!("First");
    let mut when = when.clone();
    if when.get("any").is_none() && when.get("all").is_none() {
        when["field"] = json!("first");
    }
    let more = json!({"name": "more", "type": "text", "label": "More"});
    let last = json!({"name": "last", "type": "text", "label": "Last"});
    let steps = json!([{"fields": [first]}, {"when": when, "fields": [more]}, {"fields": [last]}]);
    let form = json!({"version": 1, "title": "T", "steps": steps});
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("profile.json"), form.to_string()).unwrap();
    let scene = Scene::with(|options| options.forms = folder.path().into()).await;
    (scene, folder)
}

/// Submits the first step with these answers.
async fn send(scene: &Scene, answers: &[(&str, &str)]) -> Answer {
    let token = scene.token(&json!({}));
    let mut values = pairs(&[("state", "s"), ("session_token", &token), (".step", "0")]);
    values.extend(pairs(answers));
    scene.agent.post(&scene.form_url("profile"), &values).await
}

#[tokio::test]
async fn a_step_is_shown_if_its_condition_holds_and_skipped_otherwise() {
    let options =
        json!([{"value": "a", "label": "A"}, {"value": "b", "label": "B"}, {"value": "c", "label": "C"}]);
    let radio = json!({"type": "radio", "options": options, "other": true});
    let boxes = json!({"type": "checkboxes", "options": options});
    let (text, number) = (json!({"type": "text"}), json!({"type": "number"}));
    let (date, yes_no, country) =
        (json!({"type": "date"}), json!({"type": "yes_no"}), json!({"type": "country"}));
    let is = |value: &str| json!({"field": "first", "equals": value});
    for (field, when, holds, fails) in [
        (&radio, json!({"equals": "a"}), vec!["first=a"], vec!["first=b"]),
        (&radio, json!({"not": "a"}), vec!["first=b"], vec!["first=a"]),
        (&radio, json!({"not": "a"}), vec![], vec!["first=a"]),
        (&radio, json!({"in": ["a", "b"]}), vec!["first=b"], vec!["first=c"]),
        (&radio, json!({"empty": true}), vec![], vec!["first=a"]),
        (&radio, json!({"empty": false}), vec!["first=~other", "first.other=else"], vec![]),
        (&boxes, json!({"equals": "a"}), vec!["first=c", "first=a"], vec!["first=c", "first=b"]),
        (&boxes, json!({"not": "a"}), vec!["first=c"], vec!["first=c", "first=a"]),
        (&text, json!({"equals": "a"}), vec!["first= a "], vec!["first=A"]),
        (&text, json!({"empty": true}), vec!["first= "], vec!["first=a"]),
        (&number, json!({"equals": 5}), vec!["first=5.0"], vec!["first=6"]),
        (&number, json!({"more_than": 5}), vec!["first=6"], vec!["first=5"]),
        (&number, json!({"at_least": 5}), vec!["first=5"], vec!["first=4"]),
        (&number, json!({"less_than": 1000}), vec!["first=999"], vec!["first=1,000"]),
        (&number, json!({"at_most": 5}), vec!["first=5"], vec![]),
        (&yes_no, json!({"equals": true}), vec!["first=yes"], vec!["first=no"]),
        (&country, json!({"in": ["DE", "AT"]}), vec!["first=AT"], vec!["first=CH"]),
        (
            &date,
            json!({"at_most": "2000-01-31"}),
            vec!["first.day=31", "first.month=1", "first.year=2000"],
            vec!["first.day=1", "first.month=2", "first.year=2000"],
        ),
        // The emulator's clock says 2027-01-15.
        (
            &date,
            json!({"more_than": "18 years ago"}),
            vec!["first.day=16", "first.month=1", "first.year=2009"],
            vec!["first.day=15", "first.month=1", "first.year=2009"],
        ),
        (&boxes, json!({"all": [is("a"), is("b")]}), vec!["first=a", "first=b"], vec!["first=a"]),
        (&boxes, json!({"any": [is("a"), is("b")]}), vec!["first=b"], vec!["first=c"]),
    ] {
        let (scene, _folder) = scene(field, &when).await;
        for (sent, asked) in [(holds, "more"), (fails, "last")] {
            let answers: Vec<(&str, &str)> = sent.iter().map(|pair| pair.split_once('=').unwrap()).collect();
            let page = send(&scene, &answers).await;
            assert_eq!(
                (page.status.as_u16(), page.questions()),
                (200, vec![asked.to_owned()]),
                "{when} {sent:?}"
            );
        }
    }
}
