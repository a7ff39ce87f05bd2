//! The language of a page, and its effects.

use profiling_tests::agent::Answer;
use reqwest::Method;
use serde_json::{Value, json};

use crate::emulator::Scene;

/// An emulator whose form is written in English and, but for one text, in German and Arabic.
async fn scene() -> (Scene, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let form = json!({
        "version": 1,
        "languages": ["en", "de", "ar"],
        "title": {"en": "Your work", "de": "Ihre Arbeit", "ar": "عملك"},
        "intro": {"en": "Only in English"},
        "fields": [{
            "name": "company_name", "type": "text", "required": true, "max_length": 3,
            "label": {"en": "Company", "de": "Firma", "ar": "الشركة"}
        }]
    });
    std::fs::write(folder.path().join("profile.json"), form.to_string()).unwrap();
    (Scene::with(|options| options.forms = folder.path().into()).await, folder)
}

async fn open(scene: &Scene, claims: &Value, accepted: &str) -> Answer {
    let link = scene.link(&scene.token(claims));
    scene.agent.send(Method::GET, &link, &[("accept-language", accepted)], Vec::new()).await
}

#[tokio::test]
async fn the_application_chooses_the_language_then_the_browser_then_the_form() {
    let (scene, _folder) = scene().await;
    for (claims, accepted, language, title, button) in [
        (json!({}), "", "en", "Your work", "Continue"),
        (json!({}), "de-CH,de;q=0.9,en;q=0.5", "de", "Ihre Arbeit", "Fortfahren"),
        (json!({"locale": "de"}), "ar", "de", "Ihre Arbeit", "Fortfahren"),
        (json!({"locale": "ar-EG"}), "de", "ar", "عملك", "متابعة"),
        (json!({"locale": "fr"}), "de", "de", "Ihre Arbeit", "Fortfahren"),
        (json!({"locale": "fr"}), "ja,*;q=0.5", "en", "Your work", "Continue"),
        (json!({"locale": "<script>"}), "q=x;;,,", "en", "Your work", "Continue"),
    ] {
        let page = open(&scene, &claims, accepted).await;
        assert_eq!(page.attribute("html", "lang").as_deref(), Some(language), "{claims} {accepted}");
        assert_eq!(page.header("content-language"), Some(language));
        assert_eq!(page.header("vary"), Some("Accept-Language"));
        assert_eq!(
            (page.texts("h1"), page.texts("button")),
            (vec![title.to_owned()], vec![button.to_owned()])
        );
        assert_eq!(scene.last_line()["language"], language);
    }
}

#[tokio::test]
async fn a_page_has_the_direction_of_its_language() {
    let (scene, _folder) = scene().await;
    for (language, direction) in [("de", "ltr"), ("ar", "rtl")] {
        let page = open(&scene, &json!({}), language).await;
        assert_eq!(page.attribute("html", "dir").as_deref(), Some(direction));
    }
}

#[tokio::test]
async fn an_untranslated_text_is_shown_in_the_forms_default_language() {
    let (scene, _folder) = scene().await;
    assert!(open(&scene, &json!({}), "de").await.body.contains("Only in English"));
}

#[tokio::test]
async fn errors_are_in_the_language_of_the_form_with_its_plurals() {
    let (scene, _folder) = scene().await;
    let token = scene.token(&json!({"locale": "de"}));
    for (answer, error) in [
        ("", "Firma: Bitte geben Sie eine Antwort ein."),
        ("abcd", "Firma: Bitte geben Sie höchstens 3 Zeichen ein; Sie haben 4 eingegeben."),
    ] {
        let values =
            crate::emulator::pairs(&[("state", "s"), ("session_token", &token), ("company_name", answer)]);
        let page = scene.agent.post(&scene.form_url("profile"), &values).await;
        assert_eq!(page.texts("[role=alert] a"), [error]);
        assert!(page.texts("title")[0].starts_with("Fehler: "), "{:?}", page.texts("title"));
    }
}

#[tokio::test]
async fn an_error_page_is_in_the_browsers_language() {
    let (scene, _folder) = scene().await;
    for (accepted, language, direction) in [
        ("es-MX,es", "es", "ltr"),
        ("zh-CN", "zh-Hans", "ltr"),
        ("he", "he", "rtl"),
        ("sv", "en", "ltr"),
        ("", "en", "ltr"),
    ] {
        let headers = [("accept-language", accepted)];
        let page = scene.agent.send(Method::GET, &scene.link("forged"), &headers, Vec::new()).await;
        assert_eq!(page.status, 400);
        assert_eq!(page.attribute("html", "lang").as_deref(), Some(language), "{accepted}");
        assert_eq!(page.attribute("html", "dir").as_deref(), Some(direction), "{accepted}");
        assert_eq!(page.header("content-language"), Some(language));
    }
}

#[tokio::test]
async fn a_login_in_spanish_shows_the_form_in_spanish() {
    let scene = Scene::start().await;
    let page = scene.log_in_with("ben@example.com", "ui_locales=es").await;
    assert_eq!(page.attribute("html", "lang").as_deref(), Some("es"));
    assert_eq!(page.texts("label[for=company_name]"), ["Empresa"]);
}
