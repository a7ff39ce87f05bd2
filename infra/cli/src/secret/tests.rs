//! The commands against a store in memory, with a fixed clock.

use std::sync::Mutex;
use std::time::Duration;

use profiling_service::clock::{Clock as _, ManualClock};
use serde_json::json;
use zeroize::Zeroizing;

use super::commands::{self, Failure, Retirement};
use super::lines::{Secret, Secrets};
use super::store::{Store, StoreError, Stored};
use super::words::{DEFAULT_PARAMETER, Place};
use super::{Command, Target, carry_out, of_action};

const NOW: u64 = 1_800_000_000;
const OLD: &str = "the-secret-before-the-rotation-0123456789";
const NEW: &str = "the-secret-after-the-rotation-00123456789";

const LATER: Retirement = Retirement { at_once: false, newest: false };
const NOW_AT_ONCE: Retirement = Retirement { at_once: true, newest: false };

/// A parameter, and how far its version jumps with our write.
struct Memory {
    text: Mutex<String>,
    version: Mutex<i64>,
    modified: ManualClock,
    step: i64,
}

fn holding(text: &str, seconds_ago: u64) -> Memory {
    let modified = ManualClock::at(NOW - seconds_ago);
    Memory { text: Mutex::new(text.to_owned()), version: Mutex::new(7), modified, step: 1 }
}

impl Memory {
    fn text(&self) -> String {
        self.text.lock().unwrap().clone()
    }
}

impl Store for Memory {
    async fn read(&self) -> Result<Stored, StoreError> {
        let text = self.text();
        if text.is_empty() {
            return Err(StoreError::NotFound);
        }
        let version = *self.version.lock().unwrap();
        Ok(Stored { secrets: Secrets::parse(&text)?, version, modified: self.modified.now() })
    }

    async fn create(&self, text: &Zeroizing<String>, _: Option<&str>) -> Result<i64, StoreError> {
        if !self.text().is_empty() {
            return Err(StoreError::Exists);
        }
        self.replace(text).await
    }

    async fn replace(&self, text: &Zeroizing<String>) -> Result<i64, StoreError> {
        text.as_str().clone_into(&mut self.text.lock().unwrap());
        let mut version = self.version.lock().unwrap();
        *version += self.step;
        Ok(*version)
    }
}

fn target() -> Target {
    Target { parameter: DEFAULT_PARAMETER.to_owned(), region: None, profile: None }
}

fn place() -> Place {
    Place::new(&target(), "eu-west-1")
}

fn clock() -> ManualClock {
    ManualClock::at(NOW)
}

/// What a command that must fail says, and whether it was refused, so that nothing was written.
fn failed(result: Result<Zeroizing<String>, Failure>) -> (bool, String) {
    let failure = result.expect_err("the command fails");
    (matches!(failure, Failure::Refused(_)), failure.to_string())
}

#[tokio::test]
async fn a_rotation_adds_below_and_takes_out_above() {
    let store = holding(&format!("\n  {OLD} \r\n"), 86_400);
    commands::rotate(&store, &place(), &clock(), false).await.unwrap();
    let text = store.text();
    let (first, second) = text.split_once('\n').unwrap();
    assert_eq!((first, second.len()), (OLD, 64));
    assert!(second.bytes().all(|byte| byte.is_ascii_hexdigit()), "{second}");

    commands::retire(&store, &place(), &clock(), LATER, &[]).await.unwrap();
    assert_eq!(store.text(), second);
}

#[test]
fn no_two_secrets_are_the_same() {
    let secrets: std::collections::BTreeSet<String> =
        (0..100).map(|_| Secret::random().unwrap().reveal().to_owned()).collect();
    assert_eq!(secrets.len(), 100);
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_with_what_to_do_instead_and_changes_nothing() {
    let both = format!("{OLD}\n{NEW}");
    let place = place();
    for (text, seconds_ago, command, words, next) in [
        (OLD, 9_999, "new", "is there already", "profiling secret rotate"),
        (&*both, 9_999, "rotate", "has 2 secrets already", "profiling secret retire"),
        (OLD, 9_999, "retire", "has one secret", "profiling secret rotate"),
        (OLD, 9_999, "retire --now", "has one secret", "profiling secret rotate"),
        (&both, 3_599, "retire", "was changed 59m 59s ago", "profiling secret retire --now"),
        (&both, 0, "retire", "Wait until 2027-01-15T09:00:00Z", "profiling secret retire --now"),
        ("", 0, "rotate", "there is no parameter", "profiling secret new"),
        ("", 0, "retire", "there is no parameter", "profiling secret new"),
        ("", 0, "show", "there is no parameter", "profiling secret new"),
    ] {
        let store = holding(text, seconds_ago);
        let result = match command {
            "new" => commands::new(&store, &place, None, false).await,
            "rotate" => commands::rotate(&store, &place, &clock(), false).await,
            "show" => commands::show(&store, &place, &clock(), &of_action(), false, false).await,
            _ => {
                let at_once = command.ends_with("--now");
                commands::retire(&store, &place, &clock(), Retirement { at_once, ..LATER }, &[]).await
            }
        };
        let (refused, told) = failed(result);
        assert!(refused && told.contains(words) && told.contains(next), "{command} {seconds_ago}: {told}");
        assert!(told.contains("/progressive-profiling/session-secret in eu-west-1"), "{command}: {told}");
        assert_eq!(store.text(), text, "{command}");
    }
}

#[tokio::test]
async fn a_secret_is_retired_after_an_hour_or_at_once_where_that_is_asked_for() {
    for (seconds_ago, at_once) in [(3_600, false), (0, true), (3_599, true)] {
        let store = holding(&format!("{OLD}\n{NEW}"), seconds_ago);
        commands::retire(&store, &place(), &clock(), Retirement { at_once, ..LATER }, &[]).await.unwrap();
        assert_eq!(store.text(), NEW, "{seconds_ago}");
    }
}

#[tokio::test]
async fn a_change_that_is_not_to_be_takes_the_newest_out() {
    let store = holding(&format!("{OLD}\n{NEW}"), 3_600);
    commands::retire(&store, &place(), &clock(), Retirement { newest: true, ..LATER }, &[]).await.unwrap();
    assert_eq!(store.text(), OLD);
}

#[tokio::test]
async fn the_secret_that_the_action_signs_with_is_never_taken_out() {
    let both = format!("{OLD}\n{NEW}");
    for (signs, newest, refused) in
        [(OLD, false, true), (NEW, true, true), (OLD, true, false), (NEW, false, false)]
    {
        let of_action = [("SESSION_TOKEN_SECRET", Zeroizing::new(format!("{signs}\n")))];
        let store = holding(&both, 9_999);
        let retirement = Retirement { at_once: true, newest };
        let result = commands::retire(&store, &place(), &clock(), retirement, &of_action).await;
        assert_eq!(matches!(result, Err(Failure::Refused(_))), refused, "{signs} {newest}");
        assert_eq!(store.text() == both, refused, "{signs} {newest}");
    }
    // The one before it may go: that is what the command is for.
    let previous = [("SESSION_TOKEN_SECRET_PREVIOUS", Zeroizing::new(OLD.to_owned()))];
    let store = holding(&both, 9_999);
    commands::retire(&store, &place(), &clock(), LATER, &previous).await.unwrap();
}

#[tokio::test]
async fn a_customers_key_is_told_to_the_deployment() {
    for (key, told) in [(None, false), (Some("alias/forms"), true)] {
        let words = commands::new(&holding("", 0), &place(), key, false).await.unwrap();
        assert_eq!(words.contains("KmsKeyArn"), told, "{key:?}");
    }
}

#[tokio::test]
async fn a_parameter_from_the_future_is_not_an_hour_old() {
    let mut store = holding(&format!("{OLD}\n{NEW}"), 0);
    store.modified = ManualClock::at(NOW + 7_200);
    assert!(failed(commands::retire(&store, &place(), &clock(), LATER, &[]).await).0);
}

#[tokio::test]
async fn a_write_of_somebody_else_in_between_is_told_aloud() {
    for (text, command) in [(OLD.to_owned(), "rotate"), (format!("{OLD}\n{NEW}"), "retire")] {
        for step in [2, 3, 0] {
            let store = Memory { step, ..holding(&text, 9_999) };
            let result = match command {
                "rotate" => commands::rotate(&store, &place(), &clock(), true).await,
                _ => commands::retire(&store, &place(), &clock(), LATER, &[]).await,
            };
            let (refused, told) = failed(result);
            assert!(!refused && told.starts_with("ATTENTION: somebody else changed"), "{command}: {told}");
            let versions = format!("Version 8 should have been written, and it was version {}", 7 + step);
            assert!(told.contains(&versions), "{command}: {told}");
        }
    }
}

#[tokio::test]
async fn a_parameter_that_the_functions_could_not_use_is_told_with_its_line() {
    let store = holding(&format!("{OLD}\nshort"), 9_999);
    for told in [
        failed(commands::rotate(&store, &place(), &clock(), false).await).1,
        failed(commands::retire(&store, &place(), &clock(), NOW_AT_ONCE, &[]).await).1,
        failed(commands::show(&store, &place(), &clock(), &[], true, false).await).1,
    ] {
        assert!(told.contains("the secret on line 2 has 5 bytes"), "{told}");
    }
}

#[tokio::test]
async fn the_commands_that_are_told_are_for_the_same_parameter() {
    let target = Target {
        parameter: "/other".to_owned(),
        region: Some("eu-central-1".to_owned()),
        profile: Some("production".to_owned()),
    };
    let place = Place::new(&target, "eu-central-1");
    let told = commands::rotate(&holding(OLD, 0), &place, &clock(), false).await.unwrap();
    let options = "--parameter /other --region eu-central-1 --profile production";
    for command in ["show --reveal", "retire"] {
        assert!(told.contains(&format!("profiling secret {command} {options}\n")), "{command}: {}", *told);
    }
}

#[tokio::test]
async fn a_secret_is_printed_only_where_that_is_asked_for() {
    for reveal in [false, true] {
        for json in [false, true] {
            let store = holding(&format!("{OLD}\n{NEW}"), 0);
            let told = commands::show(&store, &place(), &clock(), &[], reveal, json).await.unwrap();
            assert_eq!((told.contains(OLD), told.contains(NEW)), (reveal, reveal), "json {json}");
        }
        let (empty, one) = (holding("", 0), holding(OLD, 0));
        let told = commands::new(&empty, &place(), None, reveal).await.unwrap();
        assert_eq!(told.contains(&empty.text()), reveal);
        let told = commands::rotate(&one, &place(), &clock(), reveal).await.unwrap();
        assert_eq!(told.contains(one.text().lines().nth(1).unwrap()), reveal);
        assert!(!told.contains(OLD), "the one in use was not asked for");
    }
}

#[tokio::test]
async fn the_actions_secret_is_found_among_the_lines() {
    let of_action = [("A", OLD), ("B", NEW), ("C", "another secret of thirty-two bytes")];
    let of_action = of_action.map(|(name, secret)| (name, Zeroizing::new(format!(" {secret}\n"))));
    let store = holding(&format!("{OLD}\n{NEW}"), 0);
    let told = commands::show(&store, &place(), &clock(), &of_action, false, false).await.unwrap();
    let lines = "A of this environment is line 1.\nB of this environment is line 2.\n\
                 C of this environment is none of them.\n";
    assert!(told.ends_with(lines), "{}", *told);
}

#[tokio::test]
async fn a_secret_in_quotes_or_with_an_invisible_character_is_shown_as_such() {
    let store = holding(&format!("{OLD}\n'{NEW}'\n{NEW}\u{200b}"), 0);
    let of_action = [("A", Zeroizing::new(format!("\"{OLD}\"\n")))];
    let told = commands::show(&store, &place(), &clock(), &of_action, false, false).await.unwrap();
    let ends = told.lines().skip(1).map(|line| line.rsplit("  ").next().unwrap());
    let [plain, quoted, invisible, other, flaw] = ends.collect::<Vec<_>>()[..] else { panic!("{}", *told) };
    assert_eq!(plain, "fingerprint b8b6336d");
    assert_eq!((quoted, invisible), ("is in quotes", "has an invisible character"));
    assert_eq!(other, "A of this environment is none of them.");
    assert_eq!(flaw, "A of this environment is in quotes.");

    let json = commands::show(&store, &place(), &clock(), &of_action, false, true).await.unwrap();
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    let flaws: Vec<_> =
        document["lines"].as_array().unwrap().iter().map(|line| line.get("flaws").cloned()).collect();
    let expected = [None, Some(json!(["is in quotes"])), Some(json!(["has an invisible character"]))];
    assert_eq!(flaws, expected);
}

#[test]
fn a_fingerprint_is_the_same_for_ever() {
    // By hand: printf %s 'progressive-profiling session secret' | openssl dgst -sha256 -hmac "$SECRET"
    assert_eq!(Secret::of(OLD).fingerprint(), "b8b6336d");
    assert_ne!(Secret::of(NEW).fingerprint(), Secret::of(OLD).fingerprint());
}

#[test]
fn debug_output_shows_no_secret() {
    let secrets = Secrets::parse(&format!("{OLD}\n{NEW}")).unwrap();
    assert_eq!(format!("{secrets:?}"), "Secrets([Secret(redacted), Secret(redacted)])");
}

/// A store that takes its time.
struct Slow(Memory, Duration);

impl Store for Slow {
    async fn read(&self) -> Result<Stored, StoreError> {
        tokio::time::sleep(self.1).await;
        self.0.read().await
    }

    async fn create(&self, text: &Zeroizing<String>, kms_key: Option<&str>) -> Result<i64, StoreError> {
        tokio::time::sleep(self.1).await;
        self.0.create(text, kms_key).await
    }

    async fn replace(&self, text: &Zeroizing<String>) -> Result<i64, StoreError> {
        tokio::time::sleep(self.1).await;
        self.0.replace(text).await
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_for_ssm_is_told_so_once_and_the_result_is_the_same() {
    let both = format!("{OLD}\n{NEW}");
    for takes in [Duration::from_millis(1), Duration::from_secs(2)] {
        for (text, command) in [
            ("", Command::New { target: target(), kms_key: None, reveal: false }),
            (OLD, Command::Rotate { target: target(), reveal: false }),
            (&*both, Command::Retire { target: target(), now: false, newest: false }),
            (OLD, Command::Show { target: target(), reveal: false, json: false }),
        ] {
            let (store, mut told) = (Slow(holding(text, 9_999), takes), Vec::new());
            let name = format!("{command:?}, {takes:?}");
            let tell = |words: &str| told.push(words.to_owned());
            let result = carry_out(command, &store, &place(), &clock(), tell).await;
            assert!(result.is_ok(), "{name}");
            let expected: &[&str] = if takes.as_secs() > 0 { &["Asking SSM in eu-west-1 …"] } else { &[] };
            assert_eq!(told, expected, "{name}");
        }
    }
}
