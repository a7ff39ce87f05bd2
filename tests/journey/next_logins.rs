//! The page of the emulator with the next logins of a user.

use std::sync::Arc;

use serde_json::json;

use crate::emulator::{Lines, Scene, pairs};

/// The rows of the page's table: the texts of the cells.
async fn rows(scene: &Scene, query: &str) -> Vec<String> {
    let page = scene.agent.get(&format!("{}/plan?{query}", scene.emulator.tenant_url())).await;
    assert_eq!(page.status, 200, "{query}");
    let columns = page.texts("thead th").len();
    page.texts("tbody tr > *").chunks(columns).map(|cells| cells.join(" ")).collect()
}

#[tokio::test]
async fn the_page_shows_when_a_user_is_asked_and_stores_nothing() {
    let scene = Scene::start().await;
    let before = scene.emulator.users();
    let user_id = "user_id=auth0%7C000000000000000000000002";
    for (query, expected) in [
        (
            "behavior=answer&every=7&logins=2",
            &[
                "2 2027-01-15 asked profile company_name, job_title answered written 2",
                "3 2027-01-22 complete",
            ][..],
        ),
        (
            "behavior=return&every=1&logins=3",
            &[
                "2 2027-01-15 asked profile company_name, job_title not_answered",
                "3 2027-01-16 asked",
                "4 2027-01-17 asked",
            ],
        ),
        (
            "behavior=abandon&logins=1",
            &["2 2027-01-15 asked profile company_name, job_title The login does not end."],
        ),
    ] {
        let rows = rows(&scene, &format!("{user_id}&{query}")).await;
        assert_eq!(rows.len(), expected.len(), "{query}: {rows:?}");
        for (row, expected) in rows.iter().zip(expected) {
            assert!(row.starts_with(expected), "{query}: {row}");
        }
    }
    assert_eq!(scene.emulator.users(), before);
    assert!(scene.emulator.executions().is_empty());
}

#[tokio::test]
async fn parameters_that_are_not_valid_are_the_defaults_and_an_unknown_user_is_an_error() {
    let scene = Scene::start().await;
    for query in ["", "logins=0", "logins=401", "logins=many&every=-1&behavior=x"] {
        assert_eq!(rows(&scene, query).await.len(), 12, "{query}");
    }
    assert_eq!(rows(&scene, "logins=400").await.len(), 400);
    let url = format!("{}/plan?user_id=unknown", scene.emulator.tenant_url());
    assert_eq!(scene.agent.get(&url).await.status, 400);
}

#[tokio::test]
async fn the_users_page_links_to_the_next_logins_of_each_user() {
    let scene = Scene::start().await;
    let users = scene.agent.get(&format!("{}/users", scene.emulator.tenant_url())).await;
    for user in scene.emulator.users() {
        let link = format!("/plan?user_id={}", user.user_id.replace('|', "%7C"));
        assert!(users.body.contains(&link), "{link}");
        let page = scene.agent.get(&format!("{}{link}", scene.emulator.tenant_url())).await;
        assert!(page.texts("caption")[0].contains(&user.email), "{}", page.body);
    }
}

#[tokio::test]
async fn the_page_starts_at_the_clock_of_the_emulator() {
    let scene = Scene::start().await;
    let url = format!("{}/clock", scene.emulator.tenant_url());
    scene.agent.post(&url, &pairs(&[("days", "30")])).await;
    assert!(rows(&scene, "").await[0].contains("2027-02-14"));
}

/// An Action that logs its plan and the query of the request.
const ACTION: &str = "const PLAN = undefined;
exports.onExecutePostLogin = async (event, api) => {
    console.log(JSON.stringify([PLAN.rules.map(({ name, form, ask }) => [name, form, ask[0].name, ask[0].with]),
        event.request.query['ext-profiling'], Object.keys(event.secrets)]));
};";

fn plan(rule: &str, field: &str) -> String {
    let rule = json!({"name": rule, "form": "profile", "ask": [field], "on_request": true});
    json!({"version": 1, "rules": [rule]}).to_string()
}

const FORM: &str = r#"{"version": 1, "title": "T", "fields": [{"name": "a", "type": "text", "label": "A"}]}"#;

/// The form with a question that is only asked because another one has a condition.
const OTHER_FORM: &str = r#"{"version": 1, "title": "T", "fields": [{"name": "b", "type": "text", "label": "B"},
    {"name": "a", "type": "text", "label": "A", "when": {"field": "b", "empty": false}}]}"#;

/// An emulator with a plan, its files, and its lines on the terminal.
async fn with_plan() -> (Scene, tempfile::TempDir, Arc<Lines>) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir(path("forms")).unwrap();
    for (name, text) in
        [("action.js", ACTION), ("plan.json", &plan("first", "a")), ("forms/profile.json", FORM)]
    {
        std::fs::write(path(name), text).unwrap();
    }
    let (forms, action, plan) = (path("forms"), path("action.js"), Some(path("plan.json")));
    let terminal = Arc::new(Lines::default());
    let sink = Arc::clone(&terminal);
    let scene = Scene::with(|options| {
        (options.forms, options.action, options.plan, options.terminal) = (forms, action, plan, sink);
    })
    .await;
    (scene, folder, terminal)
}

#[tokio::test]
async fn the_action_has_the_plan_and_is_compiled_again_when_one_of_its_files_changes() {
    let (scene, folder, terminal) = with_plan().await;
    let read = async |scene: &Scene| {
        scene.log_in("ben@example.com").await;
        serde_json::from_str::<serde_json::Value>(&scene.console()).unwrap()[0].clone()
    };
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    assert_eq!(read(&scene).await, json!([["first", "profile", "a", null]]));
    write("plan.json", &plan("second", "a"));
    assert_eq!(read(&scene).await, json!([["second", "profile", "a", null]]));
    write("forms/profile.json", OTHER_FORM);
    assert_eq!(read(&scene).await, json!([["second", "profile", "a", ["b"]]]));
    write("action.js", &ACTION.replace("[name,", "['changed', name,"));
    assert_eq!(read(&scene).await, json!([["changed", "second", "profile", "a", ["b"]]]));

    // An error leaves the last valid plan in use, and is reported.
    write("plan.json", "{");
    assert_eq!(read(&scene).await, json!([["changed", "second", "profile", "a", ["b"]]]));
    let executions = scene.agent.get(&format!("{}/executions", scene.emulator.tenant_url())).await;
    assert!(
        executions.body.contains("plan.json: line 1 column 1: this `{` has no closing"),
        "{}",
        executions.body
    );
    write("plan.json", &plan("third", "b"));
    assert_eq!(read(&scene).await, json!([["changed", "third", "profile", "b", null]]));

    // A form that the plan needs is removed.
    write("forms/other.json", FORM);
    std::fs::remove_file(folder.path().join("forms/profile.json")).unwrap();
    assert_eq!(read(&scene).await, json!([["changed", "third", "profile", "b", null]]));
    let lines = terminal.all().join("\n");
    for reported in ["this `{` has no closing", "rules[0] \"third\".form: the form `profile` does not exist"]
    {
        assert_eq!(lines.matches(reported).count(), 1, "{reported}: {lines}");
    }
}

#[tokio::test]
async fn an_application_can_request_a_rule_and_the_action_has_no_settings_that_the_plan_replaces() {
    let (scene, _folder, _) = with_plan().await;
    let home = scene.agent.get(scene.emulator.app_url()).await;
    assert!(home.body.contains("/login?prompt=login&amp;ext-profiling=first"), "{}", home.body);
    scene.log_in_with("ben@example.com", "ext-profiling=first&other=x").await;
    let logged: serde_json::Value = serde_json::from_str(&scene.console()).unwrap();
    assert_eq!(logged[1], "first");
    assert_eq!(logged[2], json!(["FORM_URL", "SESSION_TOKEN_SECRET"]));
    assert!(scene.emulator.required_fields().is_empty());
}
