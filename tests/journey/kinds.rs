//! Each kind of field: its input, its valid answers, and the value in the user's metadata.

use std::collections::BTreeSet;

use profiling_forms::Kind;
use profiling_tests::workspace;
use serde_json::{Value, json};

use crate::emulator::Scene;

/// A form with a field of every kind; none of them is required.
fn every_kind() -> Value {
    let options = json!([
        {"value": "small", "label": "Small", "description": "Up to 10 people"},
        {"value": "large", "label": "Large"}
    ]);
    let terms = json!({"label": "Terms", "url": "https://example.com/terms", "version": "2026-01"});
    json!({"version": 3, "title": "Everything", "fields": [
        {"name": "line", "type": "text", "label": "Line"},
        {"name": "lines", "type": "multiline", "label": "Lines", "rows": 6},
        {"name": "mail", "type": "email", "label": "Mail", "autocomplete": "email"},
        {"name": "site", "type": "url", "label": "Site"},
        {"name": "land", "type": "country", "label": "Country"},
        {"name": "size", "type": "select", "label": "Size", "options": options, "other": true},
        {"name": "role", "type": "radio", "label": "Role", "options": options, "other": true},
        {"name": "plan", "type": "cards", "label": "Plan", "options": options},
        {"name": "topics", "type": "checkboxes", "label": "Topics", "options": options},
        {"name": "news", "type": "yes_no", "label": "News?"},
        {"name": "code", "type": "text", "label": "Code", "pattern": "[A-Z]{2}[0-9]{2}"},
        {"name": "phone", "type": "telephone", "label": "Phone", "autocomplete": "tel", "country": "ES"},
        {"name": "mobile", "type": "telephone", "label": "Mobile", "countries": ["DE"]},
        {"name": "staff", "type": "number", "label": "Staff", "min": 1, "max": 5000},
        {"name": "budget", "type": "number", "label": "Budget", "decimals": 2},
        {"name": "born", "type": "date", "label": "Born", "autocomplete": "bday", "max": "18 years ago"},
        {"name": "terms", "type": "consent", "label": "I agree", "document": terms},
        {"name": "offers", "type": "consent", "label": "Offers", "document": terms}
    ]})
}

/// An emulator with this form as `profile`; the Action requires all of its fields.
async fn scene(form: &Value) -> (Scene, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("profile.json"), form.to_string()).unwrap();
    let fields = form["fields"].as_array().unwrap();
    let names = fields.iter().map(|field| field["name"].as_str().unwrap().to_owned()).collect();
    let scene = Scene::with(|options| {
        options.forms = folder.path().into();
        options.settings.required_fields = Some(names);
    });
    (scene.await, folder)
}

/// The types of the fields in a form.
fn types(form: &Value) -> BTreeSet<&str> {
    form["fields"].as_array().unwrap().iter().map(|field| field["type"].as_str().unwrap()).collect()
}

#[test]
fn the_forms_of_the_tests_have_every_kind() {
    let browser = workspace().join("tests/browser/forms/kinds.json");
    let browser: Value = serde_json::from_str(&std::fs::read_to_string(browser).unwrap()).unwrap();
    let form = every_kind();
    for kind in Kind::NAMES {
        assert!(types(&form).contains(kind), "the form of this file has no field of the kind `{kind}`");
        assert!(
            types(&browser).contains(kind),
            "tests/browser/forms/kinds.json has no field of the kind `{kind}`"
        );
    }
}

#[tokio::test]
async fn every_kind_has_its_input_with_a_label_or_a_legend() {
    let (scene, _folder) = scene(&every_kind()).await;
    let page = scene.log_in("ben@example.com").await;
    assert_eq!(page.status, 200, "{}", page.body);
    for (selector, count) in [
        ("label[for=line] + input#line[type=text]", 1),
        ("label[for=lines] + textarea#lines[rows='6']", 1),
        ("label[for=mail] + input#mail[type=email][autocomplete=email]", 1),
        ("label[for=site] + input#site[type=url]", 1),
        ("label[for=land] + select#land > option", 251),
        ("label[for=size] + select#size > option", 4),
        ("fieldset > legend", 6),
        ("input[type=radio][name=role]", 3),
        ("input[type=radio][name=plan]", 2),
        ("input[type=checkbox][name=topics]", 2),
        ("input[type=radio][name=news]", 2),
        ("label[for='phone.country'] + select[name='phone.country'] > option", 244),
        ("label[for=phone] + input#phone[type=tel][autocomplete=tel]", 1),
        ("label[for=mobile] + input#mobile[type=tel]", 1),
        ("label[for=staff] + input#staff[type=text][inputmode=numeric]", 1),
        ("label[for=budget] + input#budget[type=text]:not([inputmode])", 1),
        ("label[for=born-day] + input[name='born.day'][inputmode=numeric][autocomplete=bday-day]", 1),
        ("label[for=born-month] + input[name='born.month'][autocomplete=bday-month]", 1),
        ("label[for=born-year] + input[name='born.year'][autocomplete=bday-year]", 1),
        ("input#terms[type=checkbox] + label[for=terms]", 1),
        ("a[href='https://example.com/terms'][target=_blank][rel='noopener noreferrer']", 2),
        ("[checked]", 0),
    ] {
        assert_eq!(page.texts(selector).len(), count, "{selector}");
    }
    // Every visible input has its own label.
    let document = page.page();
    let inputs = scraper::Selector::parse("main :is(input:not([type=hidden]), select, textarea)").unwrap();
    for input in document.select(&inputs) {
        let id = input.value().attr("id").unwrap();
        let labels = page.texts(&format!("label[for='{id}']"));
        assert!(labels.len() == 1 && !labels[0].is_empty(), "{id}: {labels:?}");
    }
}

#[tokio::test]
async fn typed_answers_reach_the_metadata() {
    let (scene, _folder) = scene(&every_kind()).await;
    let form = scene.log_in("ben@example.com").await.form("main form", None);
    let mut form = form
        .with("line", " x ")
        .with("lines", "a\r\nb")
        .with("mail", "Ana@Example.com")
        .with("site", "example.com")
        .with("land", "PT")
        .with("size", "~other")
        .with("size.other", "Huge")
        .with("role", "large")
        .with("plan", "small")
        .with("news", "no")
        .with("topics", "large")
        .with("code", "AB12")
        .with("phone.country", "ES")
        .with("phone", "912 345 678")
        .with("mobile", "0151 23456789")
        .with("staff", "1,200")
        .with("budget", "99.5")
        .with("born.day", "1")
        .with("born.month", "2")
        .with("born.year", "1990")
        .with("terms", "yes");
    form.values.push(("topics".to_owned(), "small".to_owned()));
    scene.assert_logged_in(&scene.agent.submit(&form).await);
    let expected = json!({
        "line": "x", "lines": "a\nb", "mail": "Ana@example.com", "site": "https://example.com/", "land": "PT", "size": "Huge", "role": "large", "plan": "small", "news": false,
        "topics": ["small", "large"], "code": "AB12", "phone": "+34912345678", "mobile": "+4915123456789",
        "staff": 1200, "budget": 99.5, "born": "1990-02-01", "terms": true, "offers": false
    });
    assert_eq!(scene.metadata("ben@example.com"), expected);
}

#[tokio::test]
async fn an_invalid_choice_is_reported_and_every_answer_is_preserved() {
    let mut form = every_kind();
    for field in form["fields"].as_array_mut().unwrap() {
        field["required"] = json!(true);
    }
    form["fields"][9]["errors"] = json!({"required": "Tell us whether you want news"});
    form["fields"][10]["errors"] = json!({"pattern": "A code is like AB12", "invalid": "not this one"});
    let (scene, _folder) = scene(&form).await;
    let sent = scene.log_in("ben@example.com").await.form("main form", None);
    let mut sent = sent
        .with("lines", "kept")
        .with("mail", "ana@")
        .with("site", "not a site")
        .with("size", "~other")
        .with("size.other", "")
        .with("role", "~other")
        .with("role.other", "kept too")
        .with("plan", "forged")
        .with("code", "AB1234")
        .with("phone.country", "FR")
        .with("phone", "12")
        .with("mobile", "+33 1 42 68 53 00")
        .with("staff", "5001")
        .with("budget", "1.234")
        .with("born.day", "31")
        .with("born.month", "2")
        .with("born.year", "2009");
    sent.values.retain(|(name, _)| name != "news");
    sent = sent.with("topics", "small");
    let again = scene.agent.submit(&sent).await;
    assert_eq!(again.status, 422);
    assert_eq!(
        again.texts("[role=alert] a"),
        [
            "Line: please fill this in.",
            "Mail: enter an email address, like name@example.com.",
            "Site: enter a web address, like https://example.com.",
            "Country: select an answer.",
            "Size: enter your own answer in the text box.",
            "Plan: select one of the answers in the list.",
            "Tell us whether you want news",
            "A code is like AB12",
            "Phone: this is not a telephone number in the selected country. Check the country and the number.",
            "Mobile: telephone numbers from this country are not accepted. Enter a number from a country in the list.",
            "Staff: enter a number that is 5,000 or less.",
            "Budget: enter at most 2 decimal places.",
            "Born: this date does not exist. Check the day, month and year.",
            "Select the checkbox to continue: I agree",
            "Select the checkbox to continue: Offers",
        ]
    );
    for (selector, count) in [
        ("#size option[value='~other'][selected]", 1),
        ("input[name=role][value='~other'][checked]", 1),
        ("input[name=plan][checked]", 0),
        ("input[name=topics][value=small][checked]", 1),
        ("input[name=news][checked]", 0),
        ("fieldset[aria-describedby='news-error'] > #news-error", 1),
        ("#line[aria-invalid=true]", 1),
        ("select[name='phone.country'] option[value=FR][selected]", 1),
        ("#phone[value='12']", 1),
        ("#budget[value='1.234']", 1),
        ("#born-day[aria-invalid=true][value='31']", 1),
        ("#born-month[aria-invalid]", 0),
        ("#born-year[value='2009']", 1),
        ("input[name=terms][aria-describedby=terms-error][aria-invalid=true]", 1),
    ] {
        assert_eq!(
            again.page().select(&scraper::Selector::parse(selector).unwrap()).count(),
            count,
            "{selector}"
        );
    }
    assert_eq!(again.texts("#lines"), ["kept"]);
    assert_eq!(again.attribute("input[name='role.other']", "value").as_deref(), Some("kept too"));
    for link in again.page().select(&scraper::Selector::parse("[role=alert] a").unwrap()) {
        let target = format!("[id='{}']", link.value().attr("href").unwrap().trim_start_matches('#'));
        assert_eq!(again.page().select(&scraper::Selector::parse(&target).unwrap()).count(), 1, "{target}");
    }
}

#[tokio::test]
async fn text_in_a_form_is_text() {
    let mut form = every_kind();
    let markup = "</option></textarea><script>alert(1)</script>&amp;\"'";
    form["title"] = json!(markup);
    form["fields"][0]["label"] = json!(markup);
    form["fields"][5]["options"][0]["label"] = json!(markup);
    form["fields"][7]["options"][0]["description"] = json!(markup);
    let (scene, _folder) = scene(&form).await;
    let page = scene.log_in("ben@example.com").await;
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
    assert_eq!(page.texts("h1"), [markup]);
    let again = scene.agent.submit(&page.form("main form", None).with("lines", markup)).await;
    assert_eq!(again.status, 200, "the app, which shows the answers as text");
    assert_eq!(scene.metadata("ben@example.com")["lines"], markup);
}
