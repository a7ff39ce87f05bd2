//! The preview: every state of a form without a login, separate from real logins.

use std::path::Path;

use profiling_forms::locale::LANGUAGES;
use profiling_tests::agent::Answer;
use profiling_tests::workspace;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::emulator::Scene;

/// An emulator with its own folder of forms: the forms of the repository, and a form with every feature.
async fn scene() -> (Scene, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(workspace().join("infra/forms")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    write(folder.path(), "all", &form());
    let forms = folder.path().to_owned();
    (Scene::with(|options| options.forms = forms).await, folder)
}

fn write(folder: &Path, name: &str, form: &Value) {
    std::fs::write(folder.join(format!("{name}.json")), form.to_string()).unwrap();
}

/// Two steps, a condition, a default, a pattern, and a right-to-left language.
fn form() -> Value {
    json!({
        "version": 7,
        "languages": ["en", "he"],
        "title": {"en": "Everything", "he": "הכול"},
        "steps": [
            {"title": "Company", "fields": [
                {"name": "company", "type": "text", "label": "Company", "required": true, "default": "Acme"},
                {"name": "kind", "type": "radio", "label": "Kind", "required": true, "options": [
                    {"value": "small", "label": "Small"}, {"value": "large", "label": "Large"}]},
                {"name": "vat", "type": "text", "label": "VAT number", "pattern": "[A-Z]{2}[0-9]{9}"}
            ]},
            {"title": "Large ones", "when": {"field": "kind", "equals": "large"}, "fields": [
                {"name": "people", "type": "number", "label": "People", "required": true, "min": 50},
                {"name": "since", "type": "date", "label": "Since", "max": "today"},
                {"name": "phone", "type": "telephone", "label": "Telephone", "countries": ["CH"]},
                {"name": "goals", "type": "checkboxes", "label": "Goals", "max_count": 1, "options": [
                    {"value": "a", "label": "A"}, {"value": "b", "label": "B"}]},
                {"name": "board", "type": "text", "label": "Board", "when": {"field": "people", "more_than": 1000}}
            ]}
        ]
    })
}

async fn get(scene: &Scene, path: &str) -> Answer {
    scene.agent.get(&format!("{}{path}", scene.emulator.form_url())).await
}

/// The values of the visible inputs: the text, or the state of a choice.
fn held(answer: &Answer, name: &str) -> Option<String> {
    let selector = format!("[name='{name}']");
    answer
        .attribute(&format!("{selector}[checked]"), "value")
        .or_else(|| answer.attribute(&format!("{selector}:not([type=radio], [type=checkbox])"), "value"))
}

#[tokio::test]
async fn the_list_has_each_form_with_its_version_languages_and_steps() {
    let (scene, _folder) = scene().await;
    let answer = get(&scene, "/preview").await;
    assert_eq!(answer.status, StatusCode::OK);
    let card = answer.texts("li.card").into_iter().find(|card| card.contains("all.json")).unwrap();
    for text in ["Everything", "version 7", "en, he", "1. Company", "2. Large ones"] {
        assert!(card.contains(text), "{text}: {card}");
    }
    assert_eq!(
        answer.texts("header nav a"),
        ["all forms", "all", "consumer", "onboarding", "profile", "source"]
    );
}

#[tokio::test]
async fn a_missing_form_is_a_404_with_the_existing_forms() {
    let (scene, _folder) = scene().await;
    let answer = get(&scene, "/preview/nowhere").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.texts("li.card h2").contains(&"Everything".to_owned()));
    assert_eq!(get(&scene, "/preview/nowhere/page").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_link_of_the_viewer_leads_to_a_viewer_with_a_frame() {
    let (scene, _folder) = scene().await;
    for path in ["/preview/all", "/preview/all?page=expired", "/preview/all?view=all"] {
        let viewer = get(&scene, path).await;
        let links = attributes(&viewer, "#controls a", "href");
        assert!(links.len() >= 10, "{path}: {links:?}");
        for link in links {
            let answer = get(&scene, &link).await;
            assert_eq!(answer.status, StatusCode::OK, "{link}");
            for frame in attributes(&answer, "iframe", "src") {
                assert_eq!(get(&scene, &frame).await.status, StatusCode::OK, "{frame}");
            }
            assert!(answer.attribute("iframe", "src").is_some(), "{link}");
        }
    }
}

fn attributes(answer: &Answer, selector: &str, name: &str) -> Vec<String> {
    let selector = scraper::Selector::parse(selector).unwrap();
    let page = answer.page();
    page.select(&selector).filter_map(|element| element.value().attr(name).map(str::to_owned)).collect()
}

#[tokio::test]
async fn each_state_matches_its_name() {
    let (scene, _folder) = scene().await;
    for (state, company, errors) in [
        ("defaults", Some("Acme"), 0),
        ("empty", None, 0),
        ("filled", Some("Aurora Tools"), 0),
        ("missing", None, 2),
        ("invalid", Some(""), 3),
    ] {
        let answer = get(&scene, &format!("/preview/all/page?state={state}")).await;
        let held = held(&answer, "company").filter(|text| !text.is_empty());
        match company {
            Some("") => assert!(held.is_some_and(|text| text.chars().count() == 101), "{state}"),
            other => assert_eq!(held.as_deref(), other, "{state}"),
        }
        assert_eq!(answer.texts(".summary li").len(), errors, "{state}");
        let prefixed = answer.texts("title")[0].starts_with("Error: ");
        assert_eq!(prefixed, errors > 0, "{state}");
    }
}

#[tokio::test]
async fn sample_answers_are_valid_and_satisfy_conditions() {
    let (scene, _folder) = scene().await;
    let answer = get(&scene, "/preview/all/page?page=2&state=filled").await;
    assert_eq!(answer.texts("h1"), ["Large ones"]);
    assert_eq!(answer.texts("p.step"), ["Step 2 of 2"]);
    // Shown only for companies with more than a thousand employees.
    assert!(answer.questions().contains(&"board".to_owned()), "{:?}", answer.questions());
    let answer = scene.agent.submit(&answer.form("form", Some("Continue"))).await;
    let claims: Value = serde_json::from_str(&answer.texts("pre").concat()).unwrap();
    let other = &claims["other"];
    assert_eq!((&other["kind"], &other["people"]), (&json!("large"), &json!(1001)));
    assert_eq!(other["vat"], "DE123456789");
    assert!(other["phone"].as_str().unwrap().starts_with("+41"), "{other}");
    assert_eq!(other["goals"], json!(["a"]));
}

#[tokio::test]
async fn every_form_of_the_repository_has_valid_and_invalid_samples() {
    let (scene, _folder) = scene().await;
    for form in ["consumer", "onboarding", "profile", "source"] {
        let steps = get(&scene, &format!("/preview/{form}")).await.texts("nav[aria-label=Page] li").len();
        for page in 1..=steps {
            let filled = get(&scene, &format!("/preview/{form}/page?page={page}&state=filled")).await;
            let sent = filled.form("form", None);
            assert_eq!(scene.agent.submit(&sent).await.texts(".summary").len(), 0, "{form}, {page}");
            let invalid = get(&scene, &format!("/preview/{form}/page?page={page}&state=invalid")).await;
            assert_eq!(invalid.texts(".summary").len(), 1, "{form}, {page}");
        }
    }
}

#[tokio::test]
async fn each_language_has_its_own_page_with_its_direction() {
    let (scene, _folder) = scene().await;
    // The form has no French texts: the page is in the form's default language.
    for (language, shown, direction) in
        [("en", "en", "ltr"), ("he", "he", "rtl"), ("ar", "ar", "rtl"), ("fr", "en", "ltr")]
    {
        let answer = get(&scene, &format!("/preview/all/page?language={language}&state=missing")).await;
        assert_eq!(answer.attribute("html", "lang").as_deref(), Some(shown), "{language}");
        assert_eq!(answer.attribute("html", "dir").as_deref(), Some(direction), "{language}");
        assert_eq!(answer.header("content-language"), Some(shown), "{language}");
    }
}

#[tokio::test]
async fn dark_and_light_are_forced_on_the_page() {
    let (scene, _folder) = scene().await;
    for page in ["1", "expired"] {
        for (colors, scheme) in [("dark", "dark;"), ("light", "light;"), ("system", "light dark;")] {
            let path = format!("/preview/all/page?page={page}&colors={colors}");
            let style = get(&scene, &path).await.texts("style").concat();
            assert!(style.starts_with(&format!(":root{{color-scheme:{scheme}")), "{path}: {style}");
            assert_eq!(style.contains("prefers-color-scheme"), colors == "system", "{path}");
        }
    }
}

#[tokio::test]
async fn the_error_pages_are_there_in_each_language() {
    let (scene, _folder) = scene().await;
    for page in ["expired", "invalid-link", "invalid-request", "not-found", "unavailable", "internal-error"] {
        let mut headings = Vec::new();
        for language in LANGUAGES {
            let answer = get(&scene, &format!("/preview/all/page?page={page}&language={language}")).await;
            assert_eq!(answer.attribute("html", "lang").as_deref(), Some(language), "{page}");
            assert!(!answer.body.contains("<form"), "{page}");
            headings.extend(answer.texts("h1"));
        }
        headings.sort();
        headings.dedup();
        assert_eq!(headings.len(), LANGUAGES.len(), "{page}: {headings:?}");
    }
}

#[tokio::test]
async fn the_steps_lead_to_the_answers_that_would_be_signed() {
    let (scene, _folder) = scene().await;
    let page = get(&scene, "/preview/all/page?language=he&colors=dark&state=empty").await;
    let refused = scene.agent.submit(&page.form("form", None)).await;
    assert_eq!(refused.texts(".summary li").len(), 2);
    let small = refused.form("form", None).with("company", "Acme").with("kind", "small");
    let end = scene.agent.submit(&small).await;
    let claims: Value = serde_json::from_str(&end.texts("pre").concat()).unwrap();
    assert_eq!(claims["other"], json!({"company": "Acme", "kind": "small"}));
    assert_eq!((&claims["form"], &claims["form_version"]), (&json!("all"), &json!(7)));
    assert_eq!(claims["not_applicable"], json!(["people", "since", "phone", "goals", "board"]));

    let second = scene.agent.submit(&small.clone().with("kind", "large")).await;
    assert_eq!(second.texts("h1"), ["Large ones"]);
    assert_eq!(second.attribute("html", "lang").as_deref(), Some("he"), "the language stays");
    assert!(second.texts("style").concat().starts_with(":root{color-scheme:dark;"), "the colors stay");
    let back = second.form("form", None).with(".go", "back");
    let first = scene.agent.submit(&back).await;
    assert_eq!(
        (first.texts("h1"), held(&first, "company")),
        (vec!["Company".to_owned()], Some("Acme".to_owned()))
    );
}

#[tokio::test]
async fn not_now_ends_with_a_postponed_answer() {
    let (scene, _folder) = scene().await;
    let page = get(&scene, "/preview/source/page").await;
    let end = scene.agent.submit(&page.form("form", Some("Not now"))).await;
    let claims: Value = serde_json::from_str(&end.texts("pre").concat()).unwrap();
    assert_eq!((&claims["later"], &claims["other"]), (&json!(true), &json!({})));
}

#[tokio::test]
async fn a_submitted_page_is_shown_again_with_its_input() {
    let (scene, folder) = scene().await;
    let page = get(&scene, "/preview/all/page?state=empty").await;
    let typed = page.form("form", None).with("company", "Typed");
    let mut changed = form();
    changed["steps"][0]["fields"][0]["label"] = json!("Firm");
    write(folder.path(), "all", &changed);
    for (refresh, errors) in [("plain", 0), ("errors", 1)] {
        let answer = scene.agent.submit(&typed.clone().with(".refresh", refresh)).await;
        assert!(answer.texts("label")[0].starts_with("Firm"));
        assert_eq!(
            (held(&answer, "company").as_deref(), answer.texts(".summary").len()),
            (Some("Typed"), errors)
        );
    }
}

#[tokio::test]
async fn errors_replace_every_page_until_they_are_fixed() {
    let (scene, folder) = scene().await;
    let mut broken = form();
    broken["steps"][0]["fields"][0]["lable"] = json!("x");
    write(folder.path(), "all", &broken);
    std::fs::write(folder.path().join("profile.json"), "{").unwrap();
    for path in ["/preview", "/preview/all", "/preview/source?view=all", "/preview/all/page"] {
        let answer = get(&scene, path).await;
        assert_eq!(answer.texts(".fault h2"), ["all.json", "profile.json"], "{path}");
        let faults = answer.texts(".fault").join(" ");
        for text in ["steps[0].fields[0] \"company\".lable", "did you mean `label`?", "line 1 column 1"] {
            assert!(faults.contains(text), "{path}: {text}: {faults}");
        }
    }
    write(folder.path(), "all", &form());
    std::fs::copy(workspace().join("infra/forms/profile.json"), folder.path().join("profile.json")).unwrap();
    assert_eq!(get(&scene, "/preview/all").await.texts(".fault").len(), 0);
}

#[tokio::test]
async fn only_the_previews_own_frames_may_be_framed_and_only_by_the_preview() {
    let (scene, folder) = scene().await;
    let framed = [
        "/preview/all/page",
        "/preview/all/page?page=internal-error",
        "/preview/all/page?page=2&state=invalid",
    ];
    for path in framed {
        let answer = get(&scene, path).await;
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(
            policy.ends_with("frame-ancestors 'self'") && policy.contains("default-src 'none'"),
            "{policy}"
        );
        assert_eq!(answer.header("x-frame-options"), None, "{path}");
    }
    let link = scene.link(&scene.token(&json!({})));
    for url in [link.as_str(), scene.emulator.form_url(), &scene.form_url("all")] {
        let answer = scene.agent.get(url).await;
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(policy.ends_with("frame-ancestors 'none'"), "{url}: {policy}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{url}");
    }
    let viewer = get(&scene, "/preview/all").await;
    let policy = viewer.header("content-security-policy").unwrap_or_default();
    assert!(policy.ends_with("frame-ancestors 'none'") && policy.contains("frame-src 'self'"), "{policy}");
    drop(folder);
}

#[tokio::test]
async fn a_session_of_the_preview_is_not_valid_at_the_form() {
    let (scene, _folder) = scene().await;
    let page = get(&scene, "/preview/profile/page").await;
    let token = page.attribute("[name=session_token]", "value").unwrap();
    let answer = scene.agent.get(&scene.link(&token)).await;
    scene.assert_error(&answer, 400, "token_malformed", "a token of the preview");
}

/// The version of the files on a page.
async fn version(scene: &Scene) -> String {
    get(scene, "/preview").await.attribute("main", "data-version").unwrap()
}

async fn changes(scene: &Scene, since: &str) -> String {
    let answer = get(scene, &format!("/preview/changes.json?since={since}")).await;
    let answer: Value = serde_json::from_str(&answer.body).unwrap();
    answer["version"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_change_is_reported_without_another_request() {
    let (scene, folder) = scene().await;
    let before = version(&scene).await;
    let (after, ()) = tokio::join!(changes(&scene, &before), async {
        write(folder.path(), "another", &form());
    });
    assert_ne!(after, before);
    assert_eq!(version(&scene).await, after);
}

#[tokio::test]
async fn a_client_with_another_version_gets_a_response_at_once() {
    let (scene, _folder) = scene().await;
    let now = version(&scene).await;
    for since in ["", "another-0"] {
        assert_eq!(changes(&scene, since).await, now, "{since}");
    }
}

#[tokio::test]
async fn a_client_that_waits_for_a_change_gets_a_response_when_the_emulator_stops() {
    let (scene, _folder) = scene().await;
    let before = version(&scene).await;
    let url = format!("{}/preview/changes.json?since={before}", scene.emulator.form_url());
    let Scene { emulator, agent, .. } = scene;
    let stopping = async {
        // Until the waiting request has arrived.
        for _ in 0..3 {
            agent.get(&format!("{}/preview", emulator.form_url())).await;
        }
        emulator.shutdown().await;
    };
    let (answer, ()) = tokio::join!(agent.get(&url), stopping);
    assert_eq!(answer.status, StatusCode::OK);
}
