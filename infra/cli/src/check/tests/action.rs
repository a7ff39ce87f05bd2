use std::collections::BTreeMap;

use profiling_local::action::{Action, Handler, Input};
use serde_json::json;

use super::{findings, findings_with, form};

/// Returns the findings with this form and these settings, without the environment.
fn findings_in(form: &serde_json::Value, settings: &[(&str, &str)]) -> Vec<String> {
    let mappings: BTreeMap<_, _> = settings.iter().copied().collect();
    let config = json!({"AUTH0_DOMAIN": "example.eu.auth0.com", "AUTH0_KEYWORD_REPLACE_MAPPINGS": mappings});
    findings(&[
        ("infra/forms/f.json", &form.to_string()),
        ("infra/auth0/environments/test.json", &config.to_string()),
    ])
}

const URL: (&str, &str) = ("FORM_URL", "https://forms.example.org/forms/f");
const FIELDS: (&str, &str) = ("REQUIRED_USER_FIELDS", "a");
const COUNT: (&str, &str) = ("LOGIN_COUNT", "2");
const PLACE: &str = "infra/auth0/environments/test.json: AUTH0_KEYWORD_REPLACE_MAPPINGS";

#[test]
fn settings_are_checked_against_the_form_that_they_refer_to() {
    let required = json!({"type": "text", "name": "a", "label": "A", "required": true});
    let consent = json!({
        "type": "consent", "name": "terms", "label": "T",
        "document": {"label": "T", "url": "https://example.com/", "version": "1"},
    });
    for (changes, settings, expected) in [
        (json!({}), vec![URL, FIELDS, COUNT], vec![]),
        (
            json!({"not_now": true}),
            vec![URL, FIELDS, COUNT, ("ASK_AGAIN", "3 logins"), ("REQUIRED", "false")],
            vec![],
        ),
        (
            json!({}),
            vec![("FORM_URL", "https://forms.example.org/forms/g"), FIELDS, COUNT],
            vec![format!(
                "error form_unknown {PLACE}.FORM_URL: the form `g` does not exist; expected one of `f`"
            )],
        ),
        (
            json!({"fields": [required]}),
            vec![URL, ("REQUIRED_USER_FIELDS", "a, b,company"), COUNT],
            vec![
                format!(
                    "error required_field_unknown {PLACE}.REQUIRED_USER_FIELDS: the form `f` has no field `b`; expected \
                     one of `a`"
                ),
                format!(
                    "error required_field_unknown {PLACE}.REQUIRED_USER_FIELDS: the form `f` has no field \
                     `company`; expected one of `a`"
                ),
            ],
        ),
        (
            json!({}),
            vec![URL, FIELDS, COUNT, ("REQUIRED", "TRUE")],
            vec![format!(
                "warning required_field_optional {PLACE}.REQUIRED_USER_FIELDS: with REQUIRED=true, users without \
                 `a` are denied, but the field is optional; expected `\"required\": true` in the form `f`"
            )],
        ),
        (
            json!({"not_now": true, "fields": [{"type": "text", "name": "a", "label": "A"}, consent]}),
            vec![URL, ("REQUIRED_USER_FIELDS", "terms"), COUNT, ("REQUIRED", "true")],
            vec![
                format!(
                    "warning required_not_now {PLACE}.REQUIRED: with REQUIRED=true, users who choose \"Not now\" \
                     are denied; expected `\"not_now\": false` in the form `f`"
                ),
                format!(
                    "warning field_not_requested {PLACE}.REQUIRED_USER_FIELDS: these fields of the form `f` are \
                     not requested: `a`; to ask for a field, add it, or add it to `profiling_fields` in the metadata \
                     of an application"
                ),
            ],
        ),
        (
            json!({}),
            vec![URL, COUNT],
            vec![format!(
                "error setting_invalid {PLACE}.REQUIRED_USER_FIELDS: not set; expected a comma-separated list of \
                 field names, each a letter followed by letters, digits and `_`"
            )],
        ),
        (
            json!({}),
            vec![URL, FIELDS, ("LOGIN_COUNT", "two")],
            vec![format!(
                "error setting_invalid {PLACE}.LOGIN_COUNT: `two` is not valid; expected a whole number from 1 to 999999999"
            )],
        ),
        (
            json!({}),
            vec![URL, FIELDS, COUNT, ("SESSION_TOKEN_SECRET", "too-short")],
            vec![format!(
                "error setting_invalid {PLACE}.SESSION_TOKEN_SECRET: invalid secret; expected one line of at least 32 bytes"
            )],
        ),
        (
            json!({}),
            vec![URL, FIELDS, COUNT, ("SESSION_TOKEN_SECRET_PREVIOUS", "too-short")],
            vec![format!(
                "error setting_invalid {PLACE}.SESSION_TOKEN_SECRET_PREVIOUS: invalid secret; expected one line of \
                 at least 32 bytes, or `none`"
            )],
        ),
    ] {
        assert_eq!(findings_in(&form(&changes), &settings), expected, "{settings:?}");
    }
}

#[test]
fn fields_that_the_settings_do_not_request_are_reported_together() {
    let field = |name: &str| json!({"type": "text", "name": name, "label": name});
    let form = form(&json!({"fields": [field("a"), field("b"), field("c")]}));
    for (requested, fields) in [("b", Some("`a`, `c`")), ("c,a", Some("`b`")), ("a, b ,c", None)] {
        let findings = findings_in(&form, &[URL, ("REQUIRED_USER_FIELDS", requested), COUNT]);
        let expected = fields.map(|fields| {
            format!(
                "warning field_not_requested {PLACE}.REQUIRED_USER_FIELDS: these fields of the form `f` are \
                 not requested: {fields}; to ask for a field, add it, or add it to `profiling_fields` in the metadata \
                 of an application"
            )
        });
        assert_eq!(findings, Vec::from_iter(expected), "{requested}");
    }
}

#[test]
fn an_address_that_the_functions_do_not_serve_and_a_misspelled_name_are_reported() {
    for (settings, expected) in [
        (
            vec![("FORM_URL", "https://forms.example.org/f?theme=dark"), FIELDS, COUNT],
            vec![format!(
                "warning form_url_path {PLACE}.FORM_URL: the functions serve the form `f` only at the path `/forms/f`, \
                 and answer other paths with status 404; expected this path, unless a proxy in front of them adds \
                 `/forms`"
            )],
        ),
        (vec![("FORM_URL", "https://forms.example.org/stage/forms/f?theme=dark"), FIELDS, COUNT], vec![]),
        (
            vec![URL, FIELDS, COUNT, ("REQUIRE", "true"), ("SHOP_NAME", "Shop")],
            vec![format!(
                "error setting_unknown {PLACE}.REQUIRE: the Action has no setting `REQUIRE`; did you mean `REQUIRED`?"
            )],
        ),
    ] {
        assert_eq!(findings_in(&form(&json!({})), &settings), expected, "{settings:?}");
    }
}

#[test]
fn a_placeholder_beside_a_real_value_is_a_warning() {
    const FILE: &str = "infra/auth0/environments/test.json";
    const REAL: (&str, &str) = ("tenant.eu.auth0.com", "https://forms.example.org/forms/f");
    const PLACEHOLDER: (&str, &str) = ("YOUR_TENANT.eu.auth0.com", "https://forms.example.com/forms/f");
    for (domain, url, expected) in [
        (REAL.0, REAL.1, None),
        // This file is only an example.
        (PLACEHOLDER.0, PLACEHOLDER.1, None),
        (PLACEHOLDER.0, REAL.1, Some("AUTH0_DOMAIN: `YOUR_TENANT.eu.auth0.com` is a placeholder")),
        (
            REAL.0,
            PLACEHOLDER.1,
            Some(
                "AUTH0_KEYWORD_REPLACE_MAPPINGS.FORM_URL: `https://forms.example.com/forms/f` is a placeholder",
            ),
        ),
        (
            REAL.0,
            "https://example.com/forms/f",
            Some("AUTH0_KEYWORD_REPLACE_MAPPINGS.FORM_URL: `https://example.com/"),
        ),
        (REAL.0, "https://notexample.com/forms/f", None),
    ] {
        let settings: BTreeMap<_, _> = [("FORM_URL", url), FIELDS, COUNT].into_iter().collect();
        let config = json!({"AUTH0_DOMAIN": domain, "AUTH0_KEYWORD_REPLACE_MAPPINGS": settings});
        let findings =
            findings(&[("infra/forms/f.json", &form(&json!({})).to_string()), (FILE, &config.to_string())]);
        let expected = expected.map(|expected| format!("warning setting_placeholder {FILE}: {expected}"));
        assert_eq!(findings.len(), usize::from(expected.is_some()), "{domain} {url}: {findings:?}");
        assert!(
            findings.iter().zip(&expected).all(|(line, expected)| line.starts_with(expected)),
            "{findings:?}"
        );
    }
}

#[test]
fn a_secret_in_quotes_or_with_an_invisible_character_is_a_warning_without_the_secret() {
    let canary = "canary-canary-canary-canary-canary";
    let (quoted, invisible) = ("is in quotes", "has an invisible character");
    for name in ["SESSION_TOKEN_SECRET", "SESSION_TOKEN_SECRET_PREVIOUS"] {
        for (value, flaws) in [
            (canary.to_owned(), &[][..]),
            (format!(" {canary}\u{feff}\n"), &[]),
            (format!("\"{canary}\""), &[quoted]),
            (format!("“{canary}”"), &[quoted]),
            (format!("{canary}\u{200b}"), &[invisible]),
            (format!("a\u{a0}{canary}"), &[invisible]),
            (format!("'a\u{ad}{canary}'"), &[quoted, invisible]),
        ] {
            let findings = findings_in(&form(&json!({})), &[URL, FIELDS, COUNT, (name, &value)]);
            let expected = flaws.iter().map(|flaw| {
                format!(
                    "warning secret_suspicious {PLACE}.{name}: the secret {flaw}, and this counts as part of the \
                     secret; unless the SSM parameter has exactly the same text, logins fail with \
                     signature_mismatch; fix the secret, or compare both with `profiling secret show`"
                )
            });
            assert_eq!(findings, expected.collect::<Vec<_>>(), "{name} {value:?}");
        }
    }
}

#[test]
fn an_invalid_form_is_not_reported_as_unknown() {
    let findings = findings_in(&json!({}), &[URL, FIELDS, COUNT]);
    assert!(findings.iter().all(|finding| finding.starts_with("error form_invalid ")), "{findings:?}");
    assert_eq!(findings.len(), 3);
}

#[test]
fn the_environment_overrides_the_file() {
    let config = json!({"AUTH0_KEYWORD_REPLACE_MAPPINGS": {"FORM_URL": URL.1, "REQUIRED_USER_FIELDS": "a", "LOGIN_COUNT": 0}});
    let files = [
        ("infra/forms/f.json", &*form(&json!({})).to_string()),
        ("infra/auth0/environments/test.json", &*config.to_string()),
    ];
    let variable = |name: &str| match name {
        "LOGIN_COUNT" => Some("3".to_owned()),
        "REQUIRED_USER_FIELDS" => Some("b".to_owned()),
        _ => None,
    };
    assert_eq!(
        findings_with(&files, &variable),
        [
            "error required_field_unknown environment: REQUIRED_USER_FIELDS: the form `f` has no field `b`; expected \
          one of `a`",
            "warning field_not_requested environment: REQUIRED_USER_FIELDS: these fields of the form `f` are \
                     not requested: `a`; to ask for a field, add it, or add it to `profiling_fields` in the metadata of an \
          application"
        ]
    );
}

#[test]
fn every_environment_is_checked_and_a_problem_of_a_variable_is_reported_once() {
    let config = |count: &str| {
        let settings = json!({"FORM_URL": URL.1, "REQUIRED_USER_FIELDS": FIELDS.1, "LOGIN_COUNT": count});
        json!({"AUTH0_KEYWORD_REPLACE_MAPPINGS": settings}).to_string()
    };
    let form = form(&json!({})).to_string();
    let files = [
        ("infra/forms/f.json", &*form),
        ("infra/auth0/environments/production.json", &config("two")),
        ("infra/auth0/environments/staging.json", &config("2")),
        ("infra/auth0/environments/test.json", &config("0")),
    ];
    let line = |place: &str, count: &str| {
        format!(
            "error setting_invalid {place}LOGIN_COUNT: `{count}` is not valid; expected a whole number from 1 to 999999999"
        )
    };
    let file = |name: &str| format!("infra/auth0/environments/{name}.json: AUTH0_KEYWORD_REPLACE_MAPPINGS.");
    assert_eq!(findings(&files), [line(&file("production"), "two"), line(&file("test"), "0")]);
    let three = |name: &str| (name == "LOGIN_COUNT").then(|| "three".to_owned());
    assert_eq!(findings_with(&files, &three), [line("environment: ", "three")]);
}

#[test]
fn an_invalid_settings_file_is_an_error() {
    let form = form(&json!({})).to_string();
    for (config, line) in [
        (
            "{",
            "infra/auth0/environments/test.json: line 1 column 1: not valid JSON: EOF while parsing an object",
        ),
        (
            r#"{"AUTH0_KEYWORD_REPLACE_MAPPINGS": []}"#,
            "infra/auth0/environments/test.json: AUTH0_KEYWORD_REPLACE_MAPPINGS: expected an object with the names and values of the settings",
        ),
        (
            r#"{"AUTH0_KEYWORD_REPLACE_MAPPINGS": {"LOGIN_COUNT": [2]}}"#,
            "infra/auth0/environments/test.json: AUTH0_KEYWORD_REPLACE_MAPPINGS.LOGIN_COUNT: expected a string, a number or a \
             boolean",
        ),
    ] {
        let findings =
            findings(&[("infra/forms/f.json", &form), ("infra/auth0/environments/test.json", config)]);
        assert_eq!(findings, [format!("error setting_invalid {line}")]);
    }
}

/// Returns true if the real Action accepts a setting, according to its log.
fn action_accepts(name: &str, value: &str) -> bool {
    let source = include_str!("../../../../auth0/actions/progressive-profiling.js");
    let secret = "s".repeat(32);
    let settings = [URL, FIELDS, COUNT, ("SESSION_TOKEN_SECRET", &*secret), (name, value)];
    let secrets = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let event = json!({
        "request": {"hostname": "tenant.example.com", "ip": "192.0.2.7", "query": {}, "body": {}},
        "user": {"user_id": "auth0|ada", "user_metadata": {}},
        "stats": {"logins_count": 999_999_999},
        "client": {"name": "App", "client_id": "app"},
        "transaction": {"protocol": "oidc-basic-profile"},
    });
    let input = Input { event, continue_state: None, now: 1_800_000_000 };
    let run = Action::new(source, secrets).unwrap().run(Handler::ExecutePostLogin, &input);
    assert_eq!(run.error, None);
    !run.console.iter().any(|line| line.contains(&format!("broken_setting {name} ")))
}

#[test]
fn the_check_accepts_the_same_settings_as_the_action() {
    let long = format!("a{}", "b".repeat(64));
    let secret = "x".repeat(31);
    for (name, value, is_valid) in [
        ("FORM_URL", "https://forms.example.com/forms/f", true),
        ("FORM_URL", " https://forms.example.com:8443/prod/forms/f?campaign=a&b=? \n", true),
        ("FORM_URL", "HTTPS://FORMS.example.com/f", true),
        ("FORM_URL", "http://127.0.0.1:4000/forms/f", true),
        ("FORM_URL", "http://localhost/f", true),
        ("FORM_URL", "", false),
        ("FORM_URL", "http://forms.example.com/forms/f", false),
        ("FORM_URL", "https://user@forms.example.com/forms/f", false),
        ("FORM_URL", "https://forms.example.com:65536/forms/f", false),
        ("FORM_URL", "https://forms.example.com", false),
        ("FORM_URL", "https://forms.example.com/forms/f/", false),
        ("FORM_URL", "https://forms.example.com/forms/F", false),
        ("FORM_URL", "https://forms.example.com/forms/f#top", false),
        ("FORM_URL", "https://forms.example.com/for ms/f", false),
        ("FORM_URL", r"https://forms.example.com/forms\x/f", false),
        ("FORM_URL", "https://forms.example.com/forms/f?state=x", false),
        ("FORM_URL", "https://forms.example.com/forms/f?a=b&session_token=x", false),
        ("FORM_URL", "##FORM_URL##", false),
        ("REQUIRED_USER_FIELDS", " a ,,a, ", true),
        ("REQUIRED_USER_FIELDS", " , ", false),
        ("REQUIRED_USER_FIELDS", "a,b.c", false),
        ("REQUIRED_USER_FIELDS", "a,$set", false),
        ("REQUIRED_USER_FIELDS", "a,constructor", false),
        ("REQUIRED_USER_FIELDS", "a,1st", false),
        ("REQUIRED_USER_FIELDS", &long, false),
        ("LOGIN_COUNT", "1", true),
        ("LOGIN_COUNT", "999999999", true),
        ("LOGIN_COUNT", "0", false),
        ("LOGIN_COUNT", "01", false),
        ("LOGIN_COUNT", "1000000000", false),
        ("LOGIN_COUNT", "2.5", false),
        ("LOGIN_COUNT", "", false),
        ("SESSION_TOKEN_SECRET", &secret, false),
        ("SESSION_TOKEN_SECRET", "äöüäöüäöüäöüäöüä", true),
        ("SESSION_TOKEN_SECRET", "two lines of text, with enough\nbytes in them", false),
        ("SESSION_TOKEN_SECRET_PREVIOUS", "", true),
        ("SESSION_TOKEN_SECRET_PREVIOUS", "None", true),
        ("SESSION_TOKEN_SECRET_PREVIOUS", &secret, false),
        ("SESSION_TOKEN_SECRET_PREVIOUS", "äöüäöüäöüäöüäöüä", true),
        ("SESSION_TOKEN_SECRET_PREVIOUS", "two lines of text, with enough\nbytes in them", false),
        ("SESSION_TOKEN_SECRET_PREVIOUS", "##SESSION_TOKEN_SECRET_PREVIOUS##", false),
        ("REQUIRED", "", true),
        ("REQUIRED", "False", true),
        ("REQUIRED", "yes", false),
        ("REQUIRED", "##REQUIRED##", false),
        ("ASK_AGAIN", "", true),
        ("ASK_AGAIN", "1 day", true),
        ("ASK_AGAIN", "9999  LOGINS", true),
        ("ASK_AGAIN", "7", false),
        ("ASK_AGAIN", "0 days", false),
        ("ASK_AGAIN", "10000 days", false),
        ("ASK_AGAIN", "7 weeks", false),
    ] {
        let settings: Vec<_> = [URL, FIELDS, COUNT]
            .into_iter()
            .filter(|(other, _)| *other != name)
            .chain([(name, value)])
            .collect();
        let findings = findings_in(&form(&json!({})), &settings);
        let error = format!("error setting_invalid {PLACE}.{name}: ");
        assert_eq!(
            !findings.iter().any(|line| line.starts_with(&error)),
            is_valid,
            "{name}={value}: {findings:?}"
        );
        assert_eq!(action_accepts(name, value), is_valid, "the Action: {name}={value}");
    }
}
