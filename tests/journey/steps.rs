//! Forms with several steps: their order, the hidden inputs for earlier answers, and conditions.

use profiling_tests::agent::{Answer, Form};
use profiling_tests::workspace;
use serde_json::{Value, json};

use crate::emulator::Scene;

/// An emulator whose Action sends every user to the example `onboarding`, with all of its questions.
async fn onboarding() -> Scene {
    let fields = ["company_name", "company_size", "sso_wanted", "job_title", "team_size", "goals"];
    scene("onboarding", &fields).await
}

async fn scene(form: &str, fields: &[&str]) -> Scene {
    Scene::with(|options| {
        options.forms = workspace().join("infra/forms");
        form.clone_into(&mut options.settings.form);
        options.settings.login_count = 1;
        options.settings.required_fields = Some(fields.iter().map(|name| (*name).to_owned()).collect());
    })
    .await
}

fn form(page: &Answer) -> Form {
    page.form("main form", None)
}

/// The values of the hidden inputs with this name.
fn carried(page: &Answer, name: &str) -> Vec<String> {
    let document = page.page();
    let inputs = scraper::Selector::parse(&format!("input[type=hidden][name='{name}']")).unwrap();
    document.select(&inputs).filter_map(|input| input.value().attr("value").map(str::to_owned)).collect()
}

#[tokio::test]
async fn two_steps_are_answered_one_after_the_other_and_signed_together() {
    let scene = onboarding().await;
    let first = scene.log_in("ben@example.com").await;
    assert_eq!(
        (first.texts("h1"), first.texts(".step")),
        (vec!["Your company".into()], vec!["Step 1 of 2".into()])
    );
    assert_eq!(first.texts("title"), ["Your company – Step 1 of 2"]);
    assert_eq!(first.texts("button"), ["Next"]);
    assert_eq!(first.questions(), ["company_name", "company_size", "sso_wanted"]);
    let answered = form(&first).with("company_name", "ACME").with("company_size", "2-49");
    let second = scene.agent.submit(&answered).await;
    assert_eq!((second.status.as_u16(), second.texts(".step")), (200, vec!["Step 2 of 2".into()]));
    assert_eq!(second.texts("button"), ["Finish", "Back"]);
    assert_eq!(
        (carried(&second, "company_name"), carried(&second, "company_size")),
        (vec!["ACME".into()], vec!["2-49".into()])
    );
    let line = scene.last_line();
    assert_eq!(
        (&line["outcome"], &line["step"], &line["status"]),
        (&json!("step_shown"), &json!(2), &json!(200))
    );
    let mut answered =
        form(&second).with("job_title", "Pilot").with("team_size", "7").with("goals", "reporting");
    answered.values.push(("goals".to_owned(), "automation".to_owned()));
    scene.assert_logged_in(&scene.agent.submit(&answered).await);
    let expected = json!({
        "company_name": "ACME", "company_size": "2-49", "job_title": "Pilot", "team_size": 7,
        "goals": ["reporting", "automation"]
    });
    assert_eq!(scene.metadata("ben@example.com"), expected);
}

#[tokio::test]
async fn back_preserves_the_input_of_both_pages() {
    let scene = onboarding().await;
    let first = scene.log_in("ben@example.com").await;
    let answered = form(&first).with("company_name", "ACME").with("company_size", "2-49");
    let second = scene.agent.submit(&answered).await;
    // Invalid answers are preserved as well.
    let answered = second
        .form("main form", Some("Back"))
        .with("job_title", " Pilot ")
        .with("team_size", "many")
        .with("goals", "reporting");
    let back = scene.agent.submit(&answered).await;
    assert_eq!((back.status.as_u16(), back.texts("h1")), (200, vec!["Your company".into()]));
    assert!(back.texts("[role=alert]").is_empty());
    assert_eq!(back.attribute("#company_name", "value").as_deref(), Some("ACME"));
    assert_eq!(back.attribute("input[value='2-49']", "checked").as_deref(), Some(""));
    let again =
        scene.agent.submit(&form(&back).with("company_size", "50-249").with("sso_wanted", "no")).await;
    assert_eq!(again.texts("h1"), ["Your work"]);
    for (input, value) in [("job_title", " Pilot "), ("team_size", "many")] {
        assert_eq!(again.attribute(&format!("#{input}"), "value").as_deref(), Some(value), "{input}");
    }
    assert_eq!(again.attribute("input[value=reporting]", "checked").as_deref(), Some(""));
    assert_eq!(
        (carried(&again, "company_size"), carried(&again, "sso_wanted")),
        (vec!["50-249".into()], vec!["no".into()])
    );
}

#[tokio::test]
async fn a_page_with_an_error_is_shown_again_with_a_link_to_the_error() {
    let scene = onboarding().await;
    let first = scene.log_in("ben@example.com").await;
    let again = scene.agent.submit(&form(&first).with("company_size", "250+")).await;
    assert_eq!((again.status.as_u16(), again.texts(".step")), (422, vec!["Step 1 of 2".into()]));
    assert_eq!(again.texts("title"), ["Error: Your company – Step 1 of 2"]);
    let errors = [
        "Company name: please fill this in.",
        "Do you want to sign in with your company's own accounts? Select an answer.",
    ];
    assert_eq!(again.texts("[role=alert] a"), errors);
    let line = scene.last_line();
    assert_eq!(
        (&line["outcome"], &line["rejected_fields"]),
        (&json!("answers_invalid"), &json!(["company_name", "sso_wanted"]))
    );
}

#[tokio::test]
async fn hidden_questions_are_not_accepted_and_the_tenant_learns_which() {
    let scene = onboarding().await;
    let first = scene.log_in("ben@example.com").await;
    // Without JavaScript and `:has()` the question is visible, and an answer has no effect.
    let answered =
        form(&first).with("company_name", "ACME").with("company_size", "1").with("sso_wanted", "yes");
    let second = scene.agent.submit(&answered).await;
    assert_eq!(second.questions(), ["job_title", "goals"]);
    let answered = form(&second).with("job_title", "Pilot").with("team_size", "9");
    let answer = scene.agent.post(answered.action.as_str(), &answered.values).await;
    let claims = scene.answer_claims(&answer);
    assert_eq!(claims["other"], json!({"company_name": "ACME", "company_size": "1", "job_title": "Pilot"}));
    assert_eq!(claims["not_applicable"], json!(["sso_wanted", "team_size"]));
}

#[tokio::test]
async fn an_earlier_answer_that_was_tampered_with_is_rejected_at_the_end() {
    let scene = onboarding().await;
    let first = scene.log_in("ben@example.com").await;
    let second =
        scene.agent.submit(&form(&first).with("company_name", "ACME").with("company_size", "1")).await;
    let forged = form(&second).with("job_title", "Pilot").with("company_size", "everybody");
    let again = scene.agent.submit(&forged).await;
    assert_eq!((again.status.as_u16(), again.texts("h1")), (422, vec!["Your company".into()]));
    assert_eq!(carried(&again, "job_title"), ["Pilot"]);
}

#[tokio::test]
async fn a_form_that_allows_it_can_be_postponed() {
    let scene = scene("source", &["heard_from"]).await;
    let page = scene.log_in("ben@example.com").await;
    assert_eq!(page.texts("button"), ["Continue", "Not now"]);
    let left = page.form("main form", Some("Not now"));
    let answer = scene.agent.post(left.action.as_str(), &left.values).await;
    let claims = scene.answer_claims(&answer);
    assert_eq!((&claims["later"], &claims["other"]), (&json!(true), &json!({})));
    assert_eq!(scene.last_line()["outcome"], "postponed");
}

#[tokio::test]
async fn a_form_with_required_answers_cannot_be_postponed() {
    let scene = onboarding().await;
    let page = scene.log_in("ben@example.com").await;
    let again = scene.agent.submit(&form(&page).with(".go", "later")).await;
    assert_eq!(
        (again.status.as_u16(), scene.last_line()["outcome"].clone()),
        (422, json!("answers_invalid"))
    );
}

#[tokio::test]
async fn each_answered_consent_goes_to_the_tenant_with_the_version_of_its_text() {
    let scene = scene("consumer", &["terms", "newsletter"]).await;
    let page = scene.log_in("ben@example.com").await;
    let filled = form(&page).with("terms", "yes");
    let answer = scene.agent.post(filled.action.as_str(), &filled.values).await;
    let claims = scene.answer_claims(&answer);
    assert_eq!(claims["other"], json!({"terms": true, "newsletter": false}));
    assert_eq!(
        claims["consents"],
        json!({
            "terms": {"version": "2026-01", "url": "https://example.com/terms"},
            "newsletter": {"version": "2025-11", "url": "https://example.com/privacy"}
        })
    );
}

#[tokio::test]
async fn each_page_links_to_the_privacy_notice_of_its_form() {
    let steps = json!([
        {"title": "One", "fields": [{"name": "one", "type": "text", "label": "One"}]},
        {"title": "Two", "fields": [{"name": "two", "type": "text", "label": "Two"}]},
    ]);
    let address = "https://example.com/privacy";
    let definition = json!({"version": 1, "title": "T", "privacy": address, "steps": steps});
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("profile.json"), definition.to_string()).unwrap();
    let scene = Scene::with(|options| options.forms = folder.path().into()).await;
    let first = scene.agent.get(&scene.link(&scene.token(&json!({})))).await;
    let second = scene.agent.submit(&form(&first)).await;
    for page in [first, second] {
        assert_eq!(page.attribute("[target=_blank]", "href").as_deref(), Some(address), "{}", page.body);
        assert_eq!(page.texts("[target=_blank]"), ["Privacy notice"]);
    }
}

#[tokio::test]
async fn a_user_of_the_wrong_account_can_sign_out() {
    let scene = onboarding().await;
    for (claims, sign_out) in [
        (
            json!({"client_id": "an app&x"}),
            Some(format!("{}/v2/logout?client_id=an+app%26x", scene.emulator.tenant_url())),
        ),
        (json!({}), None),
        (json!({"client_id": 7}), None),
    ] {
        let page = scene.agent.get(&scene.link(&scene.token(&claims))).await;
        assert_eq!(page.attribute("p a", "href"), sign_out, "{claims}");
    }
}

#[tokio::test]
async fn each_page_of_the_examples_fits_the_first_round_trip() {
    let size = |page: &Answer| {
        let headers: usize =
            page.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        headers + page.body.len()
    };
    for name in ["profile", "onboarding", "consumer", "source"] {
        let text = std::fs::read_to_string(workspace().join(format!("infra/forms/{name}.json"))).unwrap();
        let form: Value = serde_json::from_str(&text).unwrap();
        let scene = scene(name, &["company_name"]).await;
        for language in form["languages"].as_array().unwrap() {
            let token = scene.token(&json!({"locale": language, "client": "An application", "client_id": "x".repeat(32), "txn": "t".repeat(36)}));
            let url = scene.form_url(name);
            let page =
                scene.agent.get(&format!("{url}?state={}&session_token={token}", "s".repeat(64))).await;
            let values = crate::emulator::pairs(&[("state", &"s".repeat(64)), ("session_token", &token)]);
            let errors = scene.agent.post(&url, &values).await;
            // The only question of `source` is optional, so an empty answer is valid.
            assert_eq!(
                (page.status.as_u16(), errors.status.as_u16()),
                (200, if name == "source" { 303 } else { 422 })
            );
            let mut pages = vec![("first", page), ("errors", errors)];
            if name == "onboarding" {
                let mut values = values.clone();
                values.extend(crate::emulator::pairs(&[
                    ("company_name", &"x".repeat(100)),
                    ("company_size", "250+"),
                    ("sso_wanted", "yes"),
                ]));
                let second = scene.agent.post(&url, &values).await;
                values.extend(crate::emulator::pairs(&[(".step", "1")]));
                let errors = scene.agent.post(&url, &values).await;
                assert_eq!((second.status.as_u16(), errors.status.as_u16()), (200, 422));
                pages.extend([("second", second), ("errors of the second", errors)]);
            }
            for (state, page) in pages {
                // The gateway adds about 200 bytes of headers.
                let bytes = size(&page) + 200;
                assert!(bytes <= 14_600, "{name} {language} {state}: {bytes} bytes");
            }
        }
    }
}

#[tokio::test]
async fn a_long_chain_of_conditions_does_not_make_a_long_page() {
    let options = json!([{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]);
    let fields: Vec<Value> = (0..16)
        .map(|link| {
            let mut field =
                json!({"name": format!("f{link}"), "type": "radio", "label": "L", "options": options});
            if link > 0 {
                let before = format!("f{}", link - 1);
                field["when"] =
                    json!({"any": [{"field": before, "equals": "a"}, {"field": before, "equals": "b"}]});
            }
            field
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let form = json!({"version": 1, "title": "T", "fields": fields});
    std::fs::write(folder.path().join("profile.json"), form.to_string()).unwrap();
    let scene = Scene::with(|options| options.forms = folder.path().into()).await;
    let page = scene.agent.get(&scene.link(&scene.token(&json!({})))).await;
    assert!(page.status == 200 && page.body.len() < 30_000, "{}: {} bytes", page.status, page.body.len());
    assert!(page.body.contains("#if-4{") && !page.body.contains("#if-5{"));
}
