//! The messages of a team, in the place of built-in ones.

use std::path::Path;

use profiling_tests::agent::Answer;
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::emulator::{Scene, pairs};

/// An emulator with a form in English and German and these messages.
async fn scene(messages: &str) -> (Scene, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let form = json!({
        "version": 1,
        "languages": ["en", "de", "pt"],
        "title": "Your work",
        "not_now": true,
        "fields": [{"name": "company_name", "type": "text", "max_length": 3, "label": "Company", "pattern": "[a-z]*"}]
    });
    std::fs::write(folder.path().join("profile.json"), form.to_string()).unwrap();
    write(folder.path(), messages);
    (Scene::with(|options| options.forms = folder.path().into()).await, folder)
}

fn write(folder: &Path, messages: &str) {
    std::fs::write(folder.join("page.texts.json"), messages).unwrap();
}

async fn open(scene: &Scene, token: &str, language: &str) -> Answer {
    scene.agent.send(Method::GET, &scene.link(token), &[("accept-language", language)], Vec::new()).await
}

/// The page with this answer to the question, which is not valid.
async fn submit(scene: &Scene, language: &str, answer: &str) -> Answer {
    let token = scene.token(&json!({"locales": [language]}));
    let values = pairs(&[("state", "s"), ("session_token", &token), ("company_name", answer)]);
    scene.agent.post(&scene.form_url("profile"), &values).await
}

fn buttons(first: &str, second: &str) -> Vec<String> {
    vec![first.to_owned(), second.to_owned()]
}

const MESSAGES: &str = r#"{
    "$schema": "./texts.schema.json",
    "en": {"continue": "Go on & on", "expired_title": "Too late", "pattern_mismatch": "{label} has to be in small letters."},
    "en-GB": {"not_now": "Maybe later"},
    "de": {
        "continue": "Los",
        "error_prefix": "Achtung:",
        "too_long": {
            "one": "{label}: nur {most} Zeichen statt {actual}",
            "other": "{label}: nur {most} Zeichen statt {actual}"
        }
    }
}"#;

#[tokio::test]
async fn a_replaced_message_is_on_the_page_in_its_language_and_the_others_are_built_in() {
    let (scene, _folder) = scene(MESSAGES).await;
    let token = scene.token(&json!({}));
    for (language, expected) in [
        ("en", buttons("Go on & on", "Not now")),
        ("en-GB", buttons("Go on & on", "Maybe later")),
        ("de-CH", buttons("Los", "Jetzt nicht")),
        ("pt", buttons("Continuar", "Agora não")),
    ] {
        assert_eq!(open(&scene, &token, language).await.texts("button"), expected, "{language}");
    }
}

#[tokio::test]
async fn a_replaced_error_message_is_in_the_summary_and_at_its_field() {
    let (scene, _folder) = scene(MESSAGES).await;
    for (language, answer, in_summary, at_field, title) in [
        ("de", "abcd", "Company: nur 3 Zeichen statt 4", "Nur 3 Zeichen statt 4", "Achtung: Your work"),
        // Without a colon after the label, the sentence needs the label.
        (
            "en",
            "ABC",
            "Company has to be in small letters.",
            "Company has to be in small letters.",
            "Error: Your work",
        ),
        (
            "en",
            "abcd",
            "Company: enter at most 3 characters. You entered 4.",
            "Enter at most 3 characters. You entered 4.",
            "Error: Your work",
        ),
    ] {
        let page = submit(&scene, language, answer).await;
        assert_eq!(page.status, 422);
        assert_eq!(page.texts("[role=alert] a"), [in_summary], "{language}");
        assert_eq!(page.texts("#company_name-error"), [at_field], "{language}");
        assert_eq!(page.texts("title"), [title], "{language}");
    }
}

#[tokio::test]
async fn an_error_page_has_the_replaced_messages() {
    let (scene, _folder) = scene(MESSAGES).await;
    let token = scene.token(&json!({"iat": 1_000_000_000, "exp": 1_000_000_900}));
    for (language, title) in [("en", "Too late"), ("de", "Diese Seite ist abgelaufen")] {
        let page = open(&scene, &token, language).await;
        assert_eq!((page.texts("h1"), page.texts("title")), (vec![title.to_owned()], vec![title.to_owned()]));
        assert_eq!(scene.last_line()["outcome"], "token_expired");
    }
}

#[tokio::test]
async fn an_invalid_message_is_not_used_and_the_others_are() {
    for (messages, expected) in [
        ("{", buttons("Continue", "Not now")),
        ("[]", buttons("Continue", "Not now")),
        (r#"{"en": {"continue": "", "not_now": "Later"}}"#, buttons("Continue", "Later")),
        (r#"{"xx": {}, "en": {"continue": "Go on", "not_now": "Go on"}}"#, buttons("Continue", "Go on")),
    ] {
        let (scene, _folder) = scene(messages).await;
        let page = open(&scene, &scene.token(&json!({})), "en").await;
        assert_eq!((page.status.as_u16(), page.texts("button")), (200, expected), "{messages}");
    }
}

#[tokio::test]
async fn a_changed_file_is_reloaded_and_a_broken_one_leaves_the_last_valid_messages() {
    let (scene, folder) = scene("{}").await;
    let token = scene.token(&json!({}));
    for (messages, button) in [
        (r#"{"en": {"continue": "Onwards"}}"#, "Onwards"),
        (r#"{"en": {"continue": "Onwards", "bakc": "Before"}}"#, "Onwards"),
        ("{", "Onwards"),
        (r#"{"en": {"continue": "Go on"}}"#, "Go on"),
    ] {
        write(folder.path(), messages);
        assert_eq!(open(&scene, &token, "en").await.texts("button")[0], button, "{messages}");
    }
    std::fs::remove_file(folder.path().join("page.texts.json")).unwrap();
    assert_eq!(open(&scene, &token, "en").await.texts("button")[0], "Continue");
}

#[tokio::test]
async fn a_form_is_reloaded_although_the_messages_have_an_error() {
    let (scene, folder) = scene(r#"{"en": {"continue": "Onwards", "bakc": "Before"}}"#).await;
    let form = folder.path().join("profile.json");
    let text = std::fs::read_to_string(&form).unwrap();
    let mut changed: Value = serde_json::from_str(&text).unwrap();
    changed["title"] = json!("Another title");
    std::fs::write(&form, changed.to_string()).unwrap();
    let page = open(&scene, &scene.token(&json!({})), "en").await;
    assert_eq!((page.texts("h1"), &*page.texts("button")[0]), (vec!["Another title".to_owned()], "Onwards"));
}

#[tokio::test]
async fn a_file_with_a_byte_order_mark_is_read() {
    let (scene, _folder) = scene("\u{feff}{\"en\": {\"continue\": \"Onwards\"}}").await;
    assert_eq!(open(&scene, &scene.token(&json!({})), "en").await.texts("button")[0], "Onwards");
}

#[tokio::test]
async fn the_preview_has_the_replaced_messages_and_lists_their_errors() {
    let (scene, folder) = scene(MESSAGES).await;
    let get = async |path: &str| scene.agent.get(&format!("{}{path}", scene.emulator.form_url())).await;
    for (path, selector, text) in [
        ("/preview/profile/page?language=de", "form button[data-last]", "Los"),
        ("/preview/profile/page?page=expired", "h1", "Too late"),
    ] {
        assert_eq!(get(path).await.texts(selector), [text], "{path}");
    }
    assert_eq!(get("/preview").await.texts("li.card").len(), 1, "the file is no form");

    write(folder.path(), r#"{"en": {"bakc": "Before"}}"#);
    for path in ["/preview", "/preview/profile", "/preview/profile/page"] {
        let page = get(path).await;
        assert_eq!(page.texts(".fault h2"), ["page.texts.json"], "{path}");
        assert!(page.texts(".fault").concat().contains("did you mean `back`?"), "{path}");
    }
}
