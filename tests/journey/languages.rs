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
        (json!({"locales": ["fr", "de", "ar"]}), "ar", "de", "Ihre Arbeit", "Fortfahren"),
        (json!({"locales": ["fr"], "locale": "de"}), "ar", "de", "Ihre Arbeit", "Fortfahren"),
        (json!({"locales": ["<script>", 7, "ar"]}), "de", "ar", "عملك", "متابعة"),
        (json!({"locales": "ar"}), "de", "de", "Ihre Arbeit", "Fortfahren"),
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
async fn an_untranslated_text_is_in_the_forms_own_language_and_says_so() {
    let (scene, _folder) = scene().await;
    for language in ["de", "ar"] {
        let page = open(&scene, &json!({}), language).await;
        assert_eq!(page.texts("[lang=en][dir=ltr]"), ["Only in English"], "{language}");
    }
    assert!(open(&scene, &json!({}), "en").await.texts("main [lang]").is_empty());
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

#[tokio::test]
async fn the_country_of_the_user_is_the_first_of_a_list_and_the_default_of_a_telephone_number() {
    let folder = tempfile::tempdir().unwrap();
    let form = json!({"version": 1, "title": "T", "fields": [
        {"name": "any", "type": "telephone", "label": "Any"},
        {"name": "fixed", "type": "telephone", "label": "Fixed", "country": "FR"},
        {"name": "some", "type": "telephone", "label": "Some", "countries": ["AT", "CH"]},
        {"name": "country", "type": "country", "label": "Country"},
    ]});
    std::fs::write(folder.path().join("profile.json"), form.to_string()).unwrap();
    let scene = Scene::with(|options| options.forms = folder.path().into()).await;
    for (claims, any, some, first) in [
        (json!({"country": "DE"}), Some("DE"), None, "DE"),
        (json!({"country": "CH"}), Some("CH"), Some("CH"), "CH"),
        (json!({}), None, None, "AF"),
        (json!({"country": "ZZ"}), None, None, "AF"),
        (json!({"country": 7}), None, None, "AF"),
    ] {
        let page = open(&scene, &claims, "en").await;
        let value = |selector: &str| page.attribute(selector, "value");
        let selected = |input: &str| value(&format!("[name='{input}.country'] [selected]"));
        assert_eq!(selected("any").as_deref(), any, "{claims}");
        assert_eq!(selected("fixed").as_deref(), Some("FR"), "{claims}");
        assert_eq!(selected("some").as_deref(), some, "{claims}");
        for list in ["any.country", "country"] {
            assert_eq!(
                value(&format!("[name='{list}'] > :nth-child(2)")).as_deref(),
                Some(first),
                "{claims} {list}"
            );
        }
        assert_eq!(value("[name='country'] [selected]"), None, "{claims}");
    }
}
