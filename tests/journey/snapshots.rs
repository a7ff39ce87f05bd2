//! Snapshots of the HTML pages, so that changes of the pages are visible in the history.
//!
//! After an intended change, run `INSTA_UPDATE=always cargo test -p profiling-tests --test journey
//! snapshots`, and read the difference.

use std::collections::BTreeSet;

use profiling_service::config::ContinueMethod;
use profiling_tests::agent::Answer;
use profiling_tests::workspace;
use serde_json::json;

use crate::emulator::{NOW, Scene, pairs};

/// The pages: name, form, language and submitted values; without values the page is opened with GET.
const PAGES: [(&str, &str, &str, &[&str]); 13] = [
    ("profile", "profile", "en", &[]),
    ("profile-de", "profile", "de", &[]),
    ("profile-errors", "profile", "en", &["company_name=", "job_title=x"]),
    ("profile-errors-es", "profile", "es", &["job_title="]),
    ("onboarding", "onboarding", "en", &[]),
    ("onboarding-errors", "onboarding", "en", &["company_size=250+"]),
    ("onboarding-second", "onboarding", "en", &["company_name=ACME", "company_size=2-49"]),
    (
        "onboarding-second-errors",
        "onboarding",
        "de",
        &["company_name=ACME", "company_size=1", ".step=1", "goals=reporting"],
    ),
    ("consumer", "consumer", "en", &[]),
    ("consumer-de", "consumer", "de", &[]),
    (
        "consumer-errors",
        "consumer",
        "en",
        &[
            "telephone.country=DE",
            "telephone=12",
            "birth_date.day=31",
            "birth_date.month=2",
            "birth_date.year=2020",
        ],
    ),
    ("source", "source", "en", &[]),
    ("source-errors", "source", "en", &["heard_from=~other"]),
];

/// The page that posts the answers to the tenant, and its language.
const HANDOVERS: [(&str, &str); 2] = [("handover", "en"), ("handover-de", "de")];

#[tokio::test]
async fn the_pages_match_their_snapshots() {
    let scene = Scene::with(|options| options.forms = workspace().join("infra/forms")).await;
    for (name, form, language, values_to_send) in PAGES {
        let claims = json!({"locale": language, "client": "Example app", "client_id": "app-id"});
        let token = scene.token(&claims);
        let answer = if values_to_send.is_empty() {
            scene.agent.get(&format!("{}?state=s&session_token={token}", scene.form_url(form))).await
        } else {
            let mut values = pairs(&[("state", "s"), ("session_token", &token)]);
            values.extend(pairs(
                &values_to_send.iter().map(|pair| pair.split_once('=').unwrap()).collect::<Vec<_>>(),
            ));
            scene.agent.post(&scene.form_url(form), &values).await
        };
        keep(&scene, name, &answer, &token);
    }
    for (name, claims, language) in [
        ("expired", json!({"exp": NOW}), "en"),
        ("expired-ar", json!({"exp": NOW}), "ar"),
        ("invalid-link", json!({"iss": "elsewhere.example"}), "en"),
    ] {
        let token = scene.token(&claims);
        let url = format!("{}?state=s&session_token={token}", scene.form_url("profile"));
        let headers = [("accept-language", language)];
        let answer = scene.agent.send(reqwest::Method::GET, &url, &headers, Vec::new()).await;
        keep(&scene, name, &answer, &token);
    }
}

#[tokio::test]
async fn the_page_that_posts_the_answers_matches_its_snapshot() {
    let scene = Scene::with(|options| options.login.continue_method = ContinueMethod::Post).await;
    for (name, language) in HANDOVERS {
        let token = scene.token(&json!({"locale": language}));
        let values = [("state", "s"), ("session_token", &*token), ("company_name", "A"), ("job_title", "B")];
        let answer = scene.agent.post(&scene.form_url("profile"), &pairs(&values)).await;
        let signed = answer.attribute("input[name=session_token]", "value").unwrap();
        keep(&scene, name, &answer, &signed);
    }
}

/// Compares a page with its snapshot: the texts and elements, each on a line, without values that differ from
/// run to run and without the style sheet.
fn keep(scene: &Scene, name: &str, answer: &Answer, token: &str) {
    let page = answer.body.replace(token, "TOKEN").replace(scene.emulator.tenant_url(), "https://TENANT");
    let page = match answer.texts("code").pop() {
        Some(reference) => page.replace(&reference, "REFERENCE"),
        None => page,
    };
    let (before, rest) = page.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    let page = format!("{before}{after}").replace("><", ">\n<");
    insta::with_settings!({prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::assert_snapshot!(name, page);
    });
}

#[test]
fn every_snapshot_belongs_to_a_page() {
    let folder = workspace().join("tests/journey/snapshots");
    let files =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    // The other test reports pages that have changed; insta stores them next to the snapshots.
    let files: BTreeSet<String> = files.filter(|file| !file.ends_with(".snap.new")).collect();
    let names = PAGES.iter().map(|(name, ..)| *name);
    let names = names.chain(HANDOVERS.map(|(name, _)| name)).chain(["expired", "expired-ar", "invalid-link"]);
    assert_eq!(files, names.map(|name| format!("{name}.snap")).collect::<BTreeSet<_>>());
}
