//! Sealed texts, from the Action to the form and back: what is readable in transit, and what the page shows.

use profiling_service::outcome::Outcome;
use profiling_session::seal::{Binding, Direction};
use profiling_tests::emulator::pairs;
use profiling_tests::functions::{DOMAIN, End, Functions, NOW, SECRET};
use profiling_tests::{token, workspace};
use scraper::{Html, Selector};
use serde_json::{Value, json};

use crate::emulator::Scene;

const SUBJECT: &str = "auth0|000000000000000000000002";
const TXN: &str = "6f7c8ec7-c33c-4c00-8bba-fe82a1b2c3d4";

/// Decodes all Base64url texts in `text`, recursively.
fn decoded(text: &str) -> String {
    let mut all = String::new();
    let parts = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    for part in parts.filter(|part| part.len() > 20).map(token::text) {
        all.push_str(&decoded(&part));
        all.push_str(&part);
    }
    all
}

#[tokio::test]
async fn no_answer_is_readable_in_transit() {
    let scene = Scene::start().await;
    let form = scene.log_in("ben@example.com").await;
    let question = form.url.to_string();
    let filled = form
        .form("main form", None)
        .with("company_name", "Canary Ltd")
        .with("job_title", "Keeper of canaries");
    let answer = scene.agent.post(filled.action.as_str(), &filled.values).await;
    let location = answer.location().expect("a redirect").to_string();
    let headers = format!("{:?}", answer.headers);
    let app = scene.agent.follow(answer).await;
    scene.assert_logged_in(&app);
    assert_eq!(scene.metadata("ben@example.com")["job_title"], "Keeper of canaries");
    for (what, text) in [
        ("the URL of the form", question),
        ("the address of /continue", location),
        ("the headers of the response", headers),
        ("the URL of the app", app.url.to_string()),
        ("the log of the functions", scene.log().iter().map(Value::to_string).collect()),
        ("the log of the Action", scene.console()),
    ] {
        for canary in ["Canary", "Keeper", "ben@example.com"] {
            let readable = format!("{text} {}", decoded(&text));
            assert!(!readable.contains(canary), "{canary} is in {what}: {readable}");
        }
    }
}

#[test]
fn the_search_for_readable_texts_finds_an_answer_in_a_token() {
    let signed = token::session_token(&json!({"other": {"company_name": "Canary Ltd"}}), SECRET);
    assert!(decoded(&format!("https://tenant/continue?session_token={signed}")).contains("Canary"));
}

#[tokio::test]
async fn the_executions_page_shows_sealed_claims_opened_and_marked() {
    let scene = Scene::start().await;
    let form = scene.log_in("ben@example.com").await;
    let filled = form.form("main form", None).with("company_name", "Canary Ltd").with("job_title", "Keeper");
    scene.agent.submit(&filled).await;
    assert_eq!(scene.effect("token_encoded")["opened"], json!({"email": "b…@e….com"}));
    let other = json!({"company_name": "Canary Ltd", "job_title": "Keeper"});
    assert_eq!(scene.effect("token_validated")["opened"], json!({"other": other}));
    let page = scene.agent.get(&format!("{}/executions", scene.emulator.tenant_url())).await;
    // The question, the answer that the function signed, and the answer that the Action accepted.
    assert_eq!(page.body.matches("Sealed content (opened by the emulator)").count(), 3, "{}", page.body);
}

/// Functions with one form, which has a field of each kind that a test needs.
fn functions(fields: &Value) -> (tempfile::TempDir, Functions) {
    let folder = tempfile::tempdir().unwrap();
    let form = json!({"version": 1, "title": "About you", "fields": fields});
    std::fs::write(folder.path().join("profile.json"), form.to_string()).unwrap();
    let functions = Functions::with_forms(folder.path()).unwrap();
    (folder, functions)
}

/// A session token with this text, sealed as the Action seals it.
fn question(prefill: &Value) -> String {
    let binding = Binding {
        direction: Direction::Question,
        iss: DOMAIN,
        sub: SUBJECT,
        state: "",
        txn: Some(TXN),
        form: Some("profile"),
    };
    let sealed = binding.seal(SECRET.as_bytes(), prefill.to_string().as_bytes()).unwrap();
    let claims = json!({"form": "profile", "txn": TXN, "seal": 1, "prefill": sealed, "client_id": "shop"});
    token::session_token(&token::claims(DOMAIN, NOW, &claims), SECRET)
}

fn page(end: &End) -> Html {
    Html::parse_document(&end.body)
}

fn select<'a>(page: &'a Html, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).collect()
}

#[test]
fn stored_values_are_shown_and_submitted_if_unchanged() {
    let (_folder, functions) = functions(&json!([
        {"type": "text", "name": "company", "label": "Company"},
        {"type": "number", "name": "employees", "label": "Employees", "max": 5_000},
        {"type": "date", "name": "founded", "label": "Founded"},
        {"type": "radio", "name": "size", "label": "Size", "other": true, "options": [{"value": "s", "label": "Small"}]},
        {"type": "checkboxes", "name": "goals", "label": "Goals",
         "options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]},
        {"type": "text", "name": "code", "label": "Code", "max_length": 3},
        {"type": "consent", "name": "terms", "label": "I agree",
         "document": {"label": "Terms", "url": "https://example.com/", "version": "1"}},
        {"type": "text", "name": "empty", "label": "Empty"},
    ]));
    let values = json!({
        "company": "Acme & Sons", "employees": 1250, "founded": "1999-12-31", "size": "Huge", "goals": ["b", "a"],
        "code": "too long", "terms": true, "unknown": "x",
    });
    let signed = question(&json!({"values": values}));
    let shown = functions.get("profile", &format!("state=s&session_token={signed}"));
    assert_eq!(shown.outcome, Outcome::Rendered, "{}", shown.line);
    assert_eq!(shown.line.get("prefill_unreadable"), None);
    let html = page(&shown);
    let asked: Vec<_> =
        select(&html, "[id$=-stored]").iter().map(|hint| hint.value().attr("id").unwrap()).collect();
    assert_eq!(
        asked,
        ["company-stored", "employees-stored", "founded-stored", "size-stored", "goals-stored"]
    );
    assert_eq!(select(&html, "#company-stored")[0].inner_html(), "Is this still right?");
    let described_by = select(&html, "#company")[0].value().attr("aria-describedby").unwrap_or_default();
    assert!(described_by.split(' ').any(|id| id == "company-stored"), "{described_by}");
    assert_eq!(select(&html, "#employees")[0].value().attr("value"), Some("1,250"));
    assert!(select(&html, "[name=terms][checked]").is_empty(), "only the user consents");
    assert!(!shown.body.contains("too long"), "a value that is no longer valid");

    // The inputs as a browser sends them.
    let inputs: Vec<(String, String)> = select(&html, "form input")
        .iter()
        .filter(|input| {
            let is_choice = matches!(input.value().attr("type"), Some("radio" | "checkbox"));
            !is_choice || input.value().attr("checked").is_some()
        })
        .map(|input| {
            ["name", "value"].map(|name| input.value().attr(name).unwrap_or_default().to_owned()).into()
        })
        .collect();
    let answered = functions.post("profile", &inputs);
    assert_eq!(answered.outcome, Outcome::Answered, "{}", answered.line);
    let claims = token::opened(&answered.location_parameter("session_token").unwrap(), SECRET);
    let expected = json!({
        "company": "Acme & Sons", "employees": 1250, "founded": "1999-12-31", "size": "Huge", "goals": ["a", "b"],
        "terms": false,
    });
    assert_eq!(claims["other"], expected);
}

#[test]
fn only_unchanged_stored_values_ask_for_confirmation() {
    let (_folder, functions) = functions(&json!([
        {"type": "text", "name": "company", "label": "Company", "required": true},
        {"type": "text", "name": "title", "label": "Title", "required": true},
        {"type": "checkboxes", "name": "goals", "label": "Goals",
         "options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]},
    ]));
    let signed = question(&json!({"values": {"company": "Acme", "title": "Pilot", "goals": ["a"]}}));
    for (company, title, goals, expected) in [
        ("Acme", "", vec![], vec!["company-stored"]),
        ("Initech", "", vec![], vec![]),
        ("", "Pilot", vec![], vec!["title-stored"]),
        ("Initech", "", vec!["a"], vec!["goals-stored"]),
        ("Initech", "", vec!["a", "b"], vec![]),
    ] {
        let mut inputs =
            vec![("state", "s"), ("session_token", &*signed), ("company", company), ("title", title)];
        inputs.extend(goals.iter().map(|goal| ("goals", *goal)));
        let end = functions.post("profile", &pairs(&inputs));
        assert_eq!(end.outcome, Outcome::AnswersInvalid);
        let html = page(&end);
        let asked: Vec<_> =
            select(&html, "[id$=-stored]").iter().filter_map(|hint| hint.value().attr("id")).collect();
        assert_eq!(asked, expected, "{company}, {title}, {goals:?}");
    }
}

#[test]
fn the_masked_email_address_is_shown_and_describes_the_sign_out_link() {
    // A field can have the name `account`: its input must still be the only element with that id.
    let (_folder, functions) = functions(&json!([{"type": "text", "name": "account", "label": "Account"}]));
    let shown =
        |prefill: &Value| functions.get("profile", &format!("state=s&session_token={}", question(prefill)));
    let with = shown(&json!({"email": "a…@e….com"}));
    let html = page(&with);
    assert_eq!(select(&html, "#your-account")[0].text().collect::<String>(), "Your account: a…@e….com");
    assert_eq!(select(&html, "[id=account]").len(), 1);
    let link = select(&html, "a[href*=logout]")[0];
    assert_eq!(link.value().attr("aria-describedby"), Some("your-account"));
    for prefill in [json!({}), json!({"email": null}), json!({"email": ""}), json!({"email": "a\nb"})] {
        let without = shown(&prefill);
        assert_eq!(
            (without.outcome, without.line.get("prefill_unreadable")),
            (Outcome::Rendered, None),
            "{prefill}"
        );
        let html = page(&without);
        assert!(select(&html, "#your-account").is_empty(), "{prefill}");
        assert_eq!(select(&html, "a[href*=logout]")[0].value().attr("aria-describedby"), None);
    }
}

#[test]
fn a_question_of_another_action_gets_readable_answers() {
    let functions = Functions::with_forms(&workspace().join("infra/forms")).unwrap();
    let signed = token::session_token(&token::claims(DOMAIN, NOW, &json!({})), SECRET);
    let inputs =
        [("state", "s"), ("session_token", &signed), ("company_name", "Initech"), ("job_title", "CEO")];
    let end = functions.post("profile", &inputs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let claims = token::decode(&end.location_parameter("session_token").unwrap());
    assert_eq!(claims["other"], json!({"company_name": "Initech", "job_title": "CEO"}));
    assert_eq!(claims.get("seal"), None);
}

#[test]
fn the_length_of_the_address_does_not_show_which_option_was_chosen() {
    let functions = Functions::with_forms(&workspace().join("infra/forms")).unwrap();
    for (form, fields, answers) in [
        (
            "onboarding",
            json!(["sso_wanted", "company_size", "company_name"]),
            ["yes", "no"]
                .map(|sso| vec![("company_name", "ACME"), ("company_size", "250+"), ("sso_wanted", sso)]),
        ),
        (
            "onboarding",
            json!(["company_size", "company_name"]),
            ["1", "50-249"].map(|size| vec![("company_name", "ACME"), ("company_size", size)]),
        ),
        ("consumer", json!(["newsletter"]), [vec![("newsletter", "yes")], vec![]]),
    ] {
        let claims = json!({"form": form, "fields": fields, "txn": TXN, "seal": 1});
        let signed = token::session_token(&token::claims(DOMAIN, NOW, &claims), SECRET);
        let lengths = answers.map(|answers| {
            let inputs = [vec![("state", "s"), ("session_token", &*signed)], answers].concat();
            let end = functions.post(form, &pairs(&inputs));
            assert_eq!(end.outcome, Outcome::Answered, "{}", end.line);
            end.headers["location"].len()
        });
        assert_eq!(lengths[0], lengths[1], "{form}: {fields}");
    }
}
