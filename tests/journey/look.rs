//! The appearance of a form: its theme, and the blocks between its fields.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use profiling_tests::agent::Answer;
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use crate::emulator::Scene;

/// The page of a minimal form with these additional keys.
async fn page(keys: &Value) -> Answer {
    let mut form =
        json!({"version": 1, "title": "T", "fields": [{"name": "a", "type": "text", "label": "A"}]});
    for (key, value) in keys.as_object().unwrap() {
        form[key] = value.clone();
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("profile.json"), form.to_string()).unwrap();
    let scene = Scene::with(|options| options.forms = folder.path().into()).await;
    scene.agent.get(&scene.link(&scene.token(&json!({})))).await
}

fn directive(page: &Answer, name: &str) -> String {
    let policy = page.header("content-security-policy").unwrap();
    policy.split("; ").find(|directive| directive.starts_with(name)).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_theme_is_in_the_style_sheet_and_the_policy_names_it() {
    let theme = json!({
        "colors": {"light": {"primary": "#0f766e"}, "dark": {"primary": "#5eead4", "on_primary": "#042f2e"}},
        "radius": "pill", "font": "serif"
    });
    let page = page(&json!({"theme": theme})).await;
    let style = page.body.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    assert!(style.starts_with(":root{color-scheme:light dark;"), "{style}");
    for part in ["--main:#0f766e", "--main:#5eead4", "--radius:1.5rem", "--font:Charter,"] {
        assert!(style.contains(part), "{part}: {style}");
    }
    let hash = STANDARD.encode(digest(&SHA256, style.as_bytes()));
    assert_eq!(directive(&page, "style-src"), format!("style-src 'sha256-{hash}'"));
}

#[tokio::test]
async fn images_are_loaded_only_from_the_forms_origins() {
    let logo =
        json!({"url": "https://cdn.example.com/logo.svg", "alt": "Example Ltd", "width": 120, "height": 32});
    let image = json!({"type": "image", "url": "https://img.example.com/a.png", "alt": "A map", "width": 300, "height": 200});
    let decoration =
        json!({"type": "image", "url": "https://img.example.com/b.png", "width": 30, "height": 20});
    let page = page(&json!({
        "image_origins": ["https://cdn.example.com", "https://img.example.com"],
        "theme": {"logo": logo},
        "fields": [image, {"name": "a", "type": "text", "label": "A"}, decoration]
    }))
    .await;
    assert_eq!(directive(&page, "img-src"), "img-src data: https://cdn.example.com https://img.example.com");
    for (selector, alt) in [
        ("img.logo[width='120'][height='32']", "Example Ltd"),
        ("form img[src$='a.png']", "A map"),
        ("form img[src$='b.png']", ""),
    ] {
        assert_eq!(page.attribute(selector, "alt").as_deref(), Some(alt), "{selector}");
    }
}

#[tokio::test]
async fn blocks_are_between_the_fields_in_order() {
    let page = page(&json!({"fields": [
        {"type": "heading", "text": "About <you>"},
        {"type": "paragraph", "text": "Some **strong** words, see [the terms](https://example.com/terms?a=1&b=2).\n\n- one\n- two"},
        {"name": "a", "type": "text", "label": "A"},
        {"type": "divider"},
        {"name": "b", "type": "text", "label": "B"}
    ]}))
    .await;
    assert_eq!(page.texts("form h2"), ["About <you>"]);
    assert_eq!(page.texts("form strong"), ["strong"]);
    assert_eq!(page.texts("form li"), ["one", "two"]);
    assert_eq!(page.attribute("form a", "href").as_deref(), Some("https://example.com/terms?a=1&b=2"));
    assert_eq!(page.attribute("form a", "rel").as_deref(), Some("noopener noreferrer"));
    assert_eq!(page.texts("form > h2 + .text + .field + hr + .field").len(), 1);
}

#[tokio::test]
async fn a_default_is_replaced_by_the_answer() {
    let options = json!([{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]);
    let form = json!({"fields": [
        {"name": "line", "type": "text", "label": "L", "default": "here"},
        {"name": "count", "type": "number", "label": "N", "default": 1200},
        {"name": "one", "type": "select", "label": "S", "options": options, "default": "b"},
        {"name": "some", "type": "checkboxes", "label": "C", "options": options, "default": ["a", "b"]},
        {"name": "yes", "type": "yes_no", "label": "Y", "default": false},
        {"name": "land", "type": "country", "label": "C", "default": "PT"}
    ]});
    let page = page(&form).await;
    assert_eq!(page.attribute("#line", "value").as_deref(), Some("here"));
    assert_eq!(page.attribute("#count", "value").as_deref(), Some("1,200"));
    for selector in [
        "#one option[value=b][selected]",
        "input[name=some][value=a][checked]",
        "input[name=some][value=b][checked]",
        "input[name=yes][value=no][checked]",
        "#land option[value=PT][selected]",
    ] {
        assert!(page.attribute(selector, "value").is_some(), "{selector}");
    }
}
