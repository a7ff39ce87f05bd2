//! The users page of the emulator, which changes what the Action reads about a user.

use profiling_tests::workspace;
use serde_json::{Value, json};

use crate::emulator::{Scene, pairs};

/// Changes members of a test user as the users page does. Returns the status, and the text of the page.
async fn change(scene: &Scene, changes: &Value) -> (u16, String) {
    let user = scene.user("ben@example.com");
    let mut json = serde_json::to_value(&user).unwrap();
    json.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    save(scene, &user.user_id, &json.to_string()).await
}

async fn save(scene: &Scene, user_id: &str, json: &str) -> (u16, String) {
    let url = format!("{}/users/change", scene.emulator.tenant_url());
    let answer = scene.agent.post(&url, &pairs(&[("user_id", user_id), ("user", json)])).await;
    (answer.status.as_u16(), answer.texts("main").join(" "))
}

/// An Action that logs what it reads about a user.
const ACTION: &str = "exports.onExecutePostLogin = async (event) => {
    const { user, connection, organization, authorization, request } = event;
    console.log(JSON.stringify([user.created_at, connection.name, connection.strategy, user.identities[0].isSocial,
        organization?.name, authorization.roles, user.user_metadata, user.given_name, request.geoip.countryCode]));
};";

#[tokio::test]
async fn the_action_reads_a_user_as_the_users_page_changed_it() {
    let folder = tempfile::tempdir().unwrap();
    let action = folder.path().join("action.js");
    std::fs::write(&action, ACTION).unwrap();
    let scene = Scene::with(|options| options.action = action).await;
    let read = async |scene: &Scene| {
        scene.log_in("ben@example.com").await;
        serde_json::from_str::<Value>(&scene.console()).unwrap()
    };
    let connection = "Username-Password-Authentication";
    let before = json!(["2026-01-15T09:30:00.000Z", connection, "auth0", false, null, [], {}, null, null]);
    assert_eq!(read(&scene).await, before);

    let changes = json!({
        "created_at": "2026-06-01T00:00:00.000Z", "connection": {"name": "google", "strategy": "google-oauth2"},
        "organization": {"id": "org_1", "name": "acme"}, "roles": ["admin"], "user_metadata": {"company_name": "Acme"},
        "profile": {"given_name": "Ben", "user_id": "ignored"}, "country": "DE",
    });
    assert_eq!(change(&scene, &changes).await.0, 302);
    let after = json!([
        "2026-06-01T00:00:00.000Z", "google", "google-oauth2", true, "acme", ["admin"], {"company_name": "Acme"}, "Ben", "DE"
    ]);
    assert_eq!(read(&scene).await, after);
}

#[tokio::test]
async fn a_user_that_cannot_be_read_is_not_changed_and_the_page_says_why() {
    let scene = Scene::start().await;
    let before = scene.user("ben@example.com");
    for (changes, reason) in [
        (json!({"user_id": "auth0|9"}), "user_id and email cannot be changed"),
        (json!({"email": "ana@example.com"}), "user_id and email cannot be changed"),
        (json!({"created_at": "yesterday"}), "created_at must be a time in UTC"),
        (json!({"roles": "admin"}), "expected a sequence"),
        (json!({"logins_count": -1}), "-1"),
        (
            json!({"logins_count": 9_007_199_254_740_992_u64}),
            "logins_count must be a whole number from 0 to 9007199254740991",
        ),
        (json!({"logins_count": u64::MAX}), "logins_count must be a whole number"),
        (json!({"country": "de"}), "country must be two upper-case letters, such as DE"),
        (json!({"country": "Germany"}), "country must be two upper-case letters"),
        (json!({"country": ""}), "country must be two upper-case letters"),
        (json!({"password": "x"}), "password"),
    ] {
        let (status, page) = change(&scene, &changes).await;
        assert_eq!(status, 400, "{changes}");
        assert!(page.contains(reason), "{changes}: {page}");
        assert_eq!(scene.user("ben@example.com"), before, "{changes}");
    }
    assert_eq!(save(&scene, &before.user_id, "{").await.0, 400);
    assert_eq!(save(&scene, "auth0|unknown", "{}").await.0, 400);
}

#[tokio::test]
async fn a_state_file_of_an_older_version_has_the_default_connection() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("users.json");
    let user = json!({
        "user_id": "auth0|000000000000000000000002", "email": "ben@example.com", "name": "Ben",
        "created_at": "2026-01-15T09:30:00.000Z", "logins_count": 1,
    });
    std::fs::write(&state, json!({"version": 1, "users": [user]}).to_string()).unwrap();
    let scene = Scene::with(|options| {
        options.forms = workspace().join("infra/forms");
        options.state = Some(state.clone());
    })
    .await;
    assert_eq!(scene.user("ben@example.com").connection.strategy, "auth0");
    assert_eq!(change(&scene, &json!({"roles": ["admin"]})).await.0, 302);
    let stored: Value = serde_json::from_str(&std::fs::read_to_string(&state).unwrap()).unwrap();
    assert_eq!(stored["users"][0]["roles"], json!(["admin"]));
}

#[tokio::test]
async fn the_controls_of_each_user_have_the_email_address_in_their_names() {
    let scene = Scene::start().await;
    let page = scene.agent.visit(&format!("{}/users", scene.emulator.tenant_url())).await;
    let users = page.texts("section h2[id]");
    assert!(users.contains(&"ben@example.com".to_owned()), "{users:?}");
    for user in users.iter().filter(|user| user.contains('@')) {
        for (element, name) in [
            ("summary", format!("Change this user: {user}")),
            ("textarea", format!("The user as JSON: {user}")),
            ("button", format!("Save {user}")),
            ("button", format!("Delete answers of {user}")),
            ("a", format!("Next logins of {user}")),
        ] {
            let selector = format!("{element}[aria-label='{name}']");
            assert_eq!(page.attribute(&selector, "aria-label"), Some(name), "{element}");
        }
    }
}
