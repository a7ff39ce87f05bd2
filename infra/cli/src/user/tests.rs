//! Tests of the commands, with a curl that returns prepared responses.

use std::fmt::Write as _;
use std::io;
use std::sync::Mutex;
use std::time::SystemTime;

use clap::Parser;
use profiling_service::clock::ManualClock;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::*;
use crate::programs::{Limits, Output};

/// 2026-11-23T12:00:00Z.
const NOW: u64 = 1_795_435_200;

/// A curl that returns the token, then these responses in turn. It records the requests to the Management API.
struct Curl {
    responses: Mutex<Vec<String>>,
    requests: Mutex<Vec<String>>,
}

impl Programs for Curl {
    fn run(&self, _: &str, arguments: &[&str], input: &str, _: Limits) -> io::Result<Output> {
        assert!(!arguments.join(" ").contains("canary"), "{arguments:?}");
        let text = if input.contains("/oauth/token") {
            "HTTP/1.1 200 OK\r\n\r\n{\"access_token\":\"canary-token\"}".to_owned()
        } else {
            self.requests.lock().unwrap().push(input.to_owned());
            self.responses.lock().unwrap().pop().ok_or(io::ErrorKind::NotFound)?
        };
        let stdout = Zeroizing::new(text.into_bytes());
        Ok(Output { status: Some(0), stdout, stderr: String::new() })
    }
}

/// A standard output that may be full, and that is complete before the change.
struct Stdout<'a> {
    text: Vec<u8>,
    curl: &'a Curl,
    is_full: bool,
}

impl Write for Stdout<'_> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        assert_eq!(self.curl.requests.lock().unwrap().len(), 1);
        self.text.extend(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.is_full { Err(ErrorKind::StorageFull.into()) } else { Ok(()) }
    }
}

/// The requests and the result of a command.
pub(super) struct Run {
    pub(super) requests: Vec<String>,
    /// The output before the change.
    pub(super) before: String,
    pub(super) result: Result<Report, Failure>,
}

impl Run {
    /// The body of the request that changes the user.
    pub(super) fn body(&self) -> Value {
        let body = self.requests[1].lines().find_map(|line| line.strip_prefix("data-raw = ")).unwrap();
        serde_json::from_str(&serde_json::from_str::<String>(body).unwrap()).unwrap()
    }

    /// The output with the notes, or the error.
    pub(super) fn text(&self) -> String {
        match &self.result {
            Ok(report) => report.notes.iter().fold(report.text.clone(), |mut text, note| {
                let _ = writeln!(text, "note: {note}");
                text
            }),
            Err(failure) => failure.to_string(),
        }
    }
}

/// The repository.
fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Runs a command line in the repository, with these responses of the Management API.
pub(super) fn run(line: &str, responses: &[(u16, Value)]) -> Run {
    run_in(root(), line, responses)
}

/// Runs a command line in the repository at `root`.
pub(super) fn run_in(root: &Path, line: &str, responses: &[(u16, Value)]) -> Run {
    #[derive(Parser)]
    struct Test {
        #[command(flatten)]
        arguments: Arguments,
    }
    let words = shlex::split(&format!("user {line}")).unwrap();
    let Test { arguments } = Test::try_parse_from(words).unwrap();
    let (Command::Show { user, .. } | Command::Reset { user, .. }) = &arguments.command;
    let environment = user.tenant.environment(Some(root)).unwrap();
    let responses = responses.iter().rev();
    let curl = Curl {
        responses: Mutex::new(
            responses.map(|(status, body)| format!("HTTP/1.1 {status} X\r\n\r\n{body}")).collect(),
        ),
        requests: Mutex::default(),
    };
    let credentials = Credentials {
        domain: "example.eu.auth0.com".to_owned(),
        client_id: "id".to_owned(),
        client_secret: Zeroizing::new("canary-secret".to_owned()),
    };
    let clock = ManualClock::at(NOW);
    let mut stdout =
        Stdout { text: Vec::new(), curl: &curl, is_full: line.starts_with("reset 'auth0|full'") };
    let result = carry_out(
        arguments.command,
        Some(root),
        environment.as_ref(),
        &credentials,
        &curl,
        &clock,
        &mut stdout,
    );
    let before = String::from_utf8(stdout.text).unwrap();
    let run = Run { requests: curl.requests.into_inner().unwrap(), before, result };
    assert!(!run.text().contains("canary"), "{}", run.text());
    run
}

/// A profile with these records and this metadata.
fn profile(records: Value, user_metadata: Value) -> Value {
    let mut profile = json!({"user_id": "auth0|a", "logins_count": 5, "app_metadata": {"plan": "x"}});
    profile["app_metadata"]["progressive_profiling"] = records;
    profile["user_metadata"] = user_metadata;
    profile
}

/// A record with every key.
fn full() -> Value {
    json!({"profile": {
        "version": 3,
        "completed_at": "2026-11-01T08:00:00.000Z",
        "not_applicable": ["vat_number"],
        "postponed_at": "2026-11-20T12:00:00.000Z",
        "postponed_login": 4,
        "unanswered_at": "2026-11-23T00:00:00.000Z",
        "consents": {"terms": {"version": "2026-01", "url": "https://example.com/terms", "at": "2026-11-01T07:59:58.000Z"}},
    }})
}

#[test]
fn show_prints_the_record_and_the_names_of_the_answers() {
    let metadata = json!({"company_name": "Example Ltd", "terms": true, "job_title": "", "theme": "dark"});
    let run = run("show 'auth0|a' --environment production", &[(200, profile(full(), metadata))]);
    let text = run.text();
    let (record, answers) = text.split_once("\nAnswers in user_metadata\n").unwrap();
    assert_eq!(
        record,
        "User auth0|a at example.eu.auth0.com, 5 logins\n\
         \n\
         Form profile\n  \
           completed       2026-11-01T08:00:00.000Z, version 3\n  \
           postponed       2026-11-20T12:00:00.000Z, login 4; asked again from 2026-11-27T12:00:00Z\n  \
           not answered    2026-11-23T00:00:00.000Z; not asked until 2026-11-24T00:00:00Z\n  \
           not applicable  vat_number\n  \
           consent         terms: version 2026-01, https://example.com/terms, 2026-11-01T07:59:58.000Z\n"
    );
    for (name, state) in [
        ("company_name", "set  (required)"),
        ("job_title", "not set  (required)"),
        ("terms", "set  (consent)"),
        ("vat_number", "not set  (excluded by conditions of profile)"),
    ] {
        let is_line =
            |line: &str| line.trim_start().strip_prefix(name).is_some_and(|rest| rest.trim() == state);
        assert!(answers.lines().any(is_line), "{name}: {answers}");
    }
    for hidden in ["Example Ltd", "dark", "theme"] {
        assert!(!text.contains(hidden), "{text}");
    }
    assert!(
        text.contains(
            "The next login, with the settings of production, does not ask for job_title: postponed."
        )
    );
    let url = "url = \"https://example.eu.auth0.com/api/v2/users/auth0%7Ca?fields=user_id,";
    assert!(run.requests.len() == 1 && run.requests[0].contains(url), "{:?}", run.requests);
}

#[test]
fn values_are_printed_only_if_requested() {
    let metadata = json!({"company_name": "Exämple\u{1b}[31m", "job_title": ["a", "b"]});
    let responses = [(200, profile(full(), metadata))];
    let text = run("show 'auth0|a' --values", &responses).text();
    assert!(text.contains(r#""Exämple\u001b[31m""#) && text.contains(r#"["a","b"]"#), "{text}");
    for (line, expected) in [
        ("show 'auth0|a' --json", json!({"set": true})),
        ("show 'auth0|a' --json --values", json!({"set": true, "value": "Exämple\u{1b}[31m"})),
    ] {
        let text = run(line, &responses).text();
        assert!(!text.contains('\u{1b}'), "{text}");
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["answers"]["company_name"], expected, "{line}");
        assert_eq!(document["progressive_profiling"], full(), "{line}");
        assert_eq!(document["user_id"], "auth0|a");
        assert_eq!(document["read_at"], "2026-11-23T12:00:00Z");
        assert_eq!(document.get("user_metadata"), None);
    }
}

#[test]
fn a_profile_in_any_state_is_shown_without_control_characters() {
    for (records, expected) in [
        (Value::Null, "The Action remembers nothing about this user."),
        (json!({}), "The Action remembers nothing about this user."),
        (json!("x\u{1b}"), "The Action ignores a part"),
        (json!({"a\u{1b}": {}}), "The Action ignores a part"),
        (json!({"profile": 7}), "The Action ignores a part"),
        (json!({"profile": {"other": "\u{1b}"}}), "nothing that the Action reads"),
        (
            json!({"profile": {"consents": {"terms": {"version": "\u{1b}[2J\u{202e}"}, "\u{1b}": {}}}}),
            r"terms: version \u{1b}[2J\u{202e}",
        ),
        (json!({"profile": {"consents": {"terms": {"at": 7}}}}), "terms: no details"),
        (json!({"profile": {"postponed_login": 4}}), "login 4; asked again after ASK_AGAIN"),
        (json!({"profile": {"unanswered_at": "2026-11-22T12:00:00.000Z"}}), "the 24 hours are over"),
        (json!({"profile": {"unanswered_at": "2026-13-22T12:00:00.000Z"}}), "the 24 hours are over"),
    ] {
        let mut profile = profile(records.clone(), json!("not an object"));
        profile["user_id"] = json!("auth0|a\u{1b}");
        let text = run("show 'auth0|a'", &[(200, profile)]).text();
        assert!(text.contains(expected), "{records}: {text}");
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text}");
    }
    // A user who has never logged in has none of these members.
    let text = run("show 'auth0|a'", &[(200, json!({"user_id": "auth0|a"}))]).text();
    assert!(text.contains("0 logins") && text.contains("remembers nothing"), "{text}");
}

#[test]
fn the_next_login_is_what_the_action_decides() {
    let at = |text: &str| record::parse_time(text).unwrap();
    let now: SystemTime = at("2026-11-23T12:00:00.000Z");
    let days = settings::AskAgain::Days(7);
    let logins = settings::AskAgain::Logins(3);
    let postponed = json!({"postponed_at": "2026-11-22T12:00:00.000Z", "postponed_login": 4});
    for (login_count, required, ask_again, record, metadata, expected) in [
        (Some(7), false, days, json!({}), json!({}), "does not ask: it is login 6, and LOGIN_COUNT is 7"),
        (None, false, days, json!({}), json!({}), "does not ask: LOGIN_COUNT is not valid"),
        (Some(6), false, days, json!({}), json!({}), "asks for a, b"),
        (Some(6), false, days, json!({}), json!({"a": false}), "asks for b"),
        (
            Some(6),
            false,
            days,
            json!({"not_applicable": ["b"]}),
            json!({"a": 0}),
            "does not ask: no requested field is missing",
        ),
        (Some(6), false, days, postponed.clone(), json!({}), "does not ask for a, b: postponed"),
        (Some(6), true, days, postponed.clone(), json!({}), "asks for a, b"),
        (Some(6), false, logins, postponed.clone(), json!({}), "does not ask for a, b: postponed"),
        (Some(6), false, logins, json!({"postponed_login": 3}), json!({}), "asks for a, b"),
        (
            Some(6),
            false,
            days,
            json!({"postponed_at": "2026-11-16T12:00:00.000Z"}),
            json!({}),
            "asks for a, b",
        ),
        (
            Some(6),
            false,
            logins,
            json!({"unanswered_at": "2026-11-22T12:00:01.000Z"}),
            json!({}),
            "does not ask for a, b: the user returned without an answer less than 24 hours ago",
        ),
    ] {
        let settings = Settings {
            environment: "staging".to_owned(),
            form: Some("profile".to_owned()),
            fields: Some(vec!["a".to_owned(), "b".to_owned()]),
            login_count,
            required,
            ask_again,
        };
        let user = find::User {
            id: "auth0|a".to_owned(),
            logins: 5,
            user_metadata: metadata,
            app_metadata: json!({"progressive_profiling": {"profile": record.clone(), "other": postponed.clone()}}),
        };
        assert_eq!(settings.next_login(&user, now), expected, "{record}");
    }
}

#[test]
fn settings_that_the_action_rejects_are_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let environments = folder.path().join("infra/auth0/environments");
    std::fs::create_dir_all(&environments).unwrap();
    let url = "https://forms.shop.test/forms/profile";
    let user =
        find::User { id: "auth0|a".to_owned(), logins: 5, user_metadata: json!({}), app_metadata: json!({}) };
    for (url, fields, count, expected) in [
        (url, "a, b", "1", "asks for a, b"),
        ("http://forms.shop.test/forms/profile", "a", "1", "does not ask: FORM_URL is not valid"),
        ("https://forms.shop.test/forms/profile?state=x", "a", "1", "does not ask: FORM_URL is not valid"),
        (url, "a,b c", "1", "does not ask: REQUIRED_USER_FIELDS is not valid"),
        (url, "", "1", "does not ask: REQUIRED_USER_FIELDS is not valid"),
        (url, "a", "0", "does not ask: LOGIN_COUNT is not valid"),
        (url, "a", "+2", "does not ask: LOGIN_COUNT is not valid"),
    ] {
        let file = json!({"AUTH0_KEYWORD_REPLACE_MAPPINGS": {
            "FORM_URL": url, "REQUIRED_USER_FIELDS": fields, "LOGIN_COUNT": count, "REQUIRED": "false",
        }});
        std::fs::write(environments.join("test.json"), file.to_string()).unwrap();
        let environment = Environment::read(folder.path(), "test").unwrap();
        let settings = Settings::read("test", &environment);
        assert_eq!(settings.next_login(&user, ManualClock::at(NOW).now()), expected, "{file}");
    }
}

#[test]
fn the_largest_number_of_logins_is_shown() {
    for logins in [json!(u64::MAX), json!(-1), json!(1e300)] {
        let mut profile = profile(json!({"profile": {"postponed_login": u64::MAX}}), json!({}));
        profile["logins_count"] = logins;
        let text = run("show 'auth0|a' --environment production", &[(200, profile)]).text();
        assert!(text.contains("The next login"), "{text}");
    }
}

#[test]
fn reset_sends_the_complete_remaining_record_and_nothing_else() {
    let other = json!({"version": 1, "postponed_at": "x"});
    let two = json!({"profile": full()["profile"], "sign-up": other.clone()});
    let consents = full()["profile"]["consents"].clone();
    let completed = json!({"version": 3, "completed_at": "2026-11-01T08:00:00.000Z", "consents": consents});
    let without_terms = json!({"version": 3, "completed_at": "2026-11-01T08:00:00.000Z"});
    let metadata = json!({"company_name": "x", "terms": true});
    let records = |records: Value| json!({"progressive_profiling": records});
    for (options, stored, expected) in [
        ("", full(), json!({"app_metadata": records(json!({"profile": completed}))})),
        (
            "",
            two.clone(),
            json!({"app_metadata": records(json!({"profile": completed, "sign-up": {"version": 1}}))}),
        ),
        (
            "--form profile",
            two.clone(),
            json!({"app_metadata": records(json!({"profile": completed, "sign-up": other.clone()}))}),
        ),
        ("", json!({"profile": {"unanswered_at": 7}}), json!({"app_metadata": records(Value::Null)})),
        (
            "--fields company_name,company_name",
            full(),
            json!({"app_metadata": records(json!({"profile": completed})), "user_metadata": {"company_name": null}}),
        ),
        ("--fields company_name", json!({"profile": {}}), json!({"user_metadata": {"company_name": null}})),
        (
            "--withdraw-consent terms",
            full(),
            json!({"app_metadata": records(json!({"profile": without_terms})), "user_metadata": {"terms": null}}),
        ),
        ("--all", two.clone(), json!({"app_metadata": records(Value::Null)})),
        (
            "--all --form profile",
            two.clone(),
            json!({"app_metadata": records(json!({"sign-up": other.clone()}))}),
        ),
        (
            "--all --fields terms",
            full(),
            json!({"app_metadata": records(Value::Null), "user_metadata": {"terms": null}}),
        ),
        (
            "",
            json!({"profile": {"postponed_login": 1.5, "x": u64::MAX, "y": i64::MIN}}),
            json!({"app_metadata": records(json!({"profile": {"x": u64::MAX, "y": i64::MIN}}))}),
        ),
        ("--all", json!("not an object"), json!({"app_metadata": records(Value::Null)})),
    ] {
        let before = profile(stored.clone(), metadata.clone());
        let preview = run(&format!("reset 'auth0|a' {options}"), &[(200, before.clone())]);
        let report = preview.result.as_ref().unwrap();
        assert!(report.needs_yes && report.text.starts_with("Would change the user auth0|a"), "{options}");
        assert_eq!(preview.requests.len(), 1, "{options}");

        let mut after = before.clone();
        for (key, members) in expected.as_object().unwrap() {
            for (name, value) in members.as_object().unwrap() {
                after[key][name] = value.clone();
            }
        }
        let line = format!("reset 'auth0|a' {options} --yes");
        let changed = run(&line, &[(200, before.clone()), (200, after)]);
        let text = changed.text();
        assert!(
            text.starts_with("\nChanged the user auth0|a at example.eu.auth0.com.\n"),
            "{options}: {text}"
        );
        // The description is that of the preview, and written before the change.
        let expected_before = report.text.replacen("Would", "About to", 1);
        assert_eq!(changed.before, expected_before, "{options}");
        let request = &changed.requests[1];
        assert!(
            request.contains("\"PATCH\"\nurl = \"https://example.eu.auth0.com/api/v2/users/auth0%7Ca\""),
            "{request}"
        );
        assert_eq!(changed.body(), expected, "{options}");

        // If the tenant returns the profile as it was, another change was faster.
        let stale = run(&line, &[(200, before.clone()), (200, before)]);
        assert!(stale.text().starts_with("ATTENTION"), "{options}: {}", stale.text());
        assert_eq!(stale.before, expected_before, "{options}");
    }
}

#[test]
fn reset_changes_nothing_that_it_could_not_describe() {
    let line = "reset 'auth0|full' --all --yes";
    let run = run(line, &[(200, profile(full(), json!({}))), (200, json!({}))]);
    let failure = run.result.unwrap_err();
    assert_eq!(failure.exit_code(), ExitCode::from(2));
    assert!(failure.to_string().starts_with("nothing was changed, because"), "{failure}");
    assert_eq!(run.requests.len(), 1, "{:?}", run.requests);
}

#[test]
fn the_removed_consent_is_printed_if_the_result_is_uncertain() {
    let found = (200, profile(full(), json!({"terms": true})));
    let run = run("reset 'auth0|a' --withdraw-consent terms --yes", &[found, (502, json!({}))]);
    assert!(
        run.before.contains("\"version\": \"2026-01\"") && run.before.contains("  terms\n"),
        "{}",
        run.before
    );
    assert!(
        run.text().contains("To see whether the user was changed, run `profiling user show"),
        "{}",
        run.text()
    );
}

#[test]
fn reset_prints_the_removed_consent_but_no_answer() {
    let metadata = json!({"company_name": "Example Ltd", "terms": true});
    let line = "reset 'auth0|a' --withdraw-consent terms --fields company_name,job_titel";
    let text = run(line, &[(200, profile(full(), metadata))]).text();
    for expected in [
        "\"version\": \"2026-01\"",
        "\"url\": \"https://example.com/terms\"",
        "\"postponed_login\": 4",
        "To be removed from user_metadata:\n  company_name\n  terms\n",
        "note: job_titel is not set in user_metadata\n",
        "note: nothing was changed; to make these changes, repeat the command with --yes\n",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    assert!(!text.contains("Example Ltd") && !text.contains("completed_at"), "{text}");
}

#[test]
fn the_command_that_shows_the_user_selects_the_same_tenant() {
    let value = |text: &str| Some(text.to_owned());
    let tenant = TenantOptions { environment: None, domain: value("d.auth0.com"), client_id: value("i") };
    assert_eq!(
        super::show_command("auth0|a", &tenant),
        "profiling user show 'auth0|a' --domain d.auth0.com --client-id i"
    );
}

#[test]
fn a_reset_that_is_not_possible_changes_nothing_and_names_the_next_step() {
    let metadata = json!({"terms": true, "job_title": "x"});
    for (options, records, metadata, expected) in [
        ("", Value::Null, &metadata, "nothing to reset"),
        ("", json!({"profile": {"version": 1}}), &metadata, "--fields NAME"),
        ("--fields job_titel", Value::Null, &metadata, "did you mean `job_title`?"),
        (
            "--form sign-up",
            full(),
            &metadata,
            "no record of the form `sign-up`; there are records for profile",
        ),
        ("--form sign-up", Value::Null, &metadata, "the Action has no record of this user"),
        ("--fields terms", full(), &metadata, "--withdraw-consent terms"),
        ("--withdraw-consent news", full(), &metadata, "there are consents to terms"),
        ("--withdraw-consent news", Value::Null, &metadata, "there are no consents in the record"),
        ("", full(), &json!(["x"]), "user_metadata of this user is not an object"),
        (
            "--form profile",
            json!({"profile": full()["profile"], "other": {"x": [0.123_456_789_012_345_68]}}),
            &metadata,
            "app_metadata.progressive_profiling.other has a number that this command cannot write back exactly",
        ),
        ("", json!({"profile": {"postponed_login": 1, "x": 1e20}}), &metadata, "cannot write back exactly"),
    ] {
        let run =
            run(&format!("reset 'auth0|a' --yes {options}"), &[(200, profile(records, metadata.clone()))]);
        assert!(matches!(run.result, Err(Failure::Refused(_))), "{options}");
        assert!(run.text().contains(expected), "{options}: {}", run.text());
        assert_eq!(run.requests.len(), 1, "{options}");
    }
}

#[test]
fn an_address_selects_a_user_only_if_it_is_unique() {
    let user = |id: &str| json!({"user_id": id});
    for (address, users, expected) in [
        ("ana@example.com", json!([user("auth0|a")]), "User auth0|a"),
        ("ana@example.com", json!([]), "has no user with this e-mail address."),
        ("Ana@example.com", json!([]), "in lower case"),
        (
            "ana@example.com",
            json!([user("auth0|a"), user("sms|\u{1b}b")]),
            "2 users have this e-mail address",
        ),
        ("ana@example.com", json!({}), "not from Auth0"),
    ] {
        let run = run(&format!("show {address}"), &[(200, users)]);
        assert!(run.text().contains(expected), "{address}: {}", run.text());
        let url = format!("/api/v2/users-by-email?email={}&fields=", address.replace('@', "%40"));
        assert!(run.requests[0].contains(&url), "{:?}", run.requests);
        assert!(!run.text().contains('\u{1b}'));
    }
}

#[test]
fn errors_of_the_tenant_name_the_next_step() {
    let scope = |names: &str| json!({"errorCode": "insufficient_scope", "message": format!("Insufficient scope, expected any of: {names}")});
    let found = (200, profile(full(), json!({})));
    for (line, responses, code, expected) in [
        (
            "show 'auth0|a'",
            vec![(403, scope("read:users"))],
            2,
            "example.eu.auth0.com: the application of AUTH0_CLIENT_ID needs the permission read:users",
        ),
        ("show 'auth0|a'", vec![(404, json!({}))], 1, "has no user with this ID"),
        ("show 'auth0|a'", vec![(200, json!({}))], 2, "not from Auth0"),
        (
            "reset 'auth0|a' --yes",
            vec![found.clone(), (403, scope("update:users"))],
            2,
            "needs the permission update:users",
        ),
        (
            "reset 'auth0|a' --yes --environment staging",
            vec![found.clone(), (500, json!({}))],
            2,
            "To see whether the user was changed, run `profiling user show 'auth0|a' --environment staging`.",
        ),
    ] {
        let run = run(line, &responses);
        let failure = run.result.as_ref().unwrap_err();
        assert_eq!(failure.exit_code(), ExitCode::from(code), "{line}");
        assert!(run.text().contains(expected), "{}", run.text());
    }
}

#[test]
fn an_id_has_a_separator_and_an_address_has_an_at_sign() {
    for (text, expected) in [
        ("auth0|a", Some(Id::User("auth0|a".to_owned()))),
        ("waad|ana@example.com", Some(Id::User("waad|ana@example.com".to_owned()))),
        (" ana@example.com ", Some(Id::Email("ana@example.com".to_owned()))),
        ("auth0", None),
        ("auth0|\u{1b}", None),
        ("", None),
    ] {
        assert_eq!(Id::parse(text).ok(), expected, "{text:?}");
    }
}
