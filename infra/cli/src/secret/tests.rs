//! The commands against a store in memory, with a fixed clock.

use std::sync::Mutex;
use std::time::Duration;

use profiling_service::clock::{Clock as _, ManualClock};
use serde_json::json;
use zeroize::Zeroizing;

use super::commands::{self, Failure, List, Retirement};
use super::lines::{Secret, Secrets};
use super::store::{Store, StoreError, Stored};
use super::words::{DEFAULT_PARAMETER, Place};
use super::{Command, Target, action_secrets, carry_out};

const NOW: u64 = 1_800_000_000;
const OLD: &str = "the-secret-before-the-rotation-0123456789";
const NEW: &str = "the-secret-after-the-rotation-00123456789";

const LATER: Retirement = Retirement { at_once: false, newest: false, force: false };
const NOW_AT_ONCE: Retirement = Retirement { at_once: true, newest: false, force: true };

/// A parameter in memory. Each write increases its version by `step`.
struct Memory {
    text: Mutex<String>,
    version: Mutex<i64>,
    modified: ManualClock,
    step: i64,
}

fn with_text(text: &str, seconds_ago: u64) -> Memory {
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

/// Returns the error of a command, and true if it is `Failure::Refused`, without a write.
fn failed(result: Result<Zeroizing<String>, Failure>) -> (bool, String) {
    let failure = result.expect_err("the command must fail");
    (matches!(failure, Failure::Refused(_)), failure.to_string())
}

#[tokio::test]
async fn a_rotation_appends_the_new_secret_and_removes_the_first() {
    let store = with_text(&format!("\n  {OLD} \r\n"), 86_400);
    commands::rotate(&store, &place(), &clock(), false).await.unwrap();
    let text = store.text();
    let (first, second) = text.split_once('\n').unwrap();
    assert_eq!((first, second.len()), (OLD, 64));
    assert!(second.bytes().all(|byte| byte.is_ascii_hexdigit()), "{second}");

    commands::retire(&store, &place(), &clock(), LATER, &[]).await.unwrap();
    assert_eq!(store.text(), second);
}

#[test]
fn random_secrets_differ() {
    let secrets: std::collections::BTreeSet<String> =
        (0..100).map(|_| Secret::random().unwrap().reveal().to_owned()).collect();
    assert_eq!(secrets.len(), 100);
}

#[tokio::test]
async fn a_refusal_names_the_next_command_and_changes_nothing() {
    let both = format!("{OLD}\n{NEW}");
    let place = place();
    for (text, seconds_ago, command, expected, next) in [
        (OLD, 9_999, "new", "already exists", "profiling secret rotate"),
        (&*both, 9_999, "rotate", "already has 2 secrets", "profiling secret retire"),
        (OLD, 9_999, "retire", "has one secret", "profiling secret rotate"),
        (OLD, 9_999, "retire --now", "has one secret", "profiling secret rotate"),
        (&both, 3_599, "retire", "was changed 59m 59s ago", "profiling secret retire --now"),
        (
            &both,
            0,
            "retire --now",
            "cannot see which secret the Action signs with",
            "profiling secret retire --now --force",
        ),
        (&both, 3_599, "retire --now", "If it is the oldest one", "set SESSION_TOKEN_SECRET"),
        (&both, 0, "retire", "Wait until 2027-01-15T09:00:00Z", "profiling secret retire --now"),
        ("", 0, "rotate", "does not exist", "profiling secret new"),
        ("", 0, "retire", "does not exist", "profiling secret new"),
        ("", 0, "show", "does not exist", "profiling secret new"),
    ] {
        let store = with_text(text, seconds_ago);
        let result = match command {
            "new" => commands::new(&store, &place, None, false).await,
            "rotate" => commands::rotate(&store, &place, &clock(), false).await,
            "show" => {
                commands::show(&store, &place, &clock(), &action_secrets(), List::Table { reveal: false })
                    .await
            }
            _ => {
                let at_once = command.ends_with("--now");
                commands::retire(&store, &place, &clock(), Retirement { at_once, ..LATER }, &[]).await
            }
        };
        let (refused, error) = failed(result);
        assert!(
            refused && error.contains(expected) && error.contains(next),
            "{command} {seconds_ago}: {error}"
        );
        assert!(error.contains("/progressive-profiling/session-secret in eu-west-1"), "{command}: {error}");
        assert_eq!(store.text(), text, "{command}");
    }
}

#[tokio::test]
async fn a_secret_is_removed_after_an_hour_or_at_once_if_the_action_signs_with_the_other() {
    let signs = [("SESSION_TOKEN_SECRET", Zeroizing::new(NEW.to_owned()))];
    let at_once = Retirement { at_once: true, ..LATER };
    for (seconds_ago, retirement, action_secrets) in [
        (3_600, LATER, &[][..]),
        (3_600, at_once, &[]),
        (0, at_once, &signs),
        (3_599, at_once, &signs),
        (0, NOW_AT_ONCE, &[]),
    ] {
        let store = with_text(&format!("{OLD}\n{NEW}"), seconds_ago);
        commands::retire(&store, &place(), &clock(), retirement, action_secrets).await.unwrap();
        assert_eq!(store.text(), NEW, "{seconds_ago} {retirement:?}");
    }
}

#[tokio::test]
async fn a_secret_of_the_action_that_is_not_in_the_parameter_proves_nothing() {
    let store = with_text(&format!("{OLD}\n{NEW}"), 0);
    let other = [("SESSION_TOKEN_SECRET", Zeroizing::new("another secret of thirty-two bytes".to_owned()))];
    let retirement = Retirement { at_once: true, ..LATER };
    assert!(failed(commands::retire(&store, &place(), &clock(), retirement, &other).await).0);
}

#[tokio::test]
async fn a_cancelled_rotation_removes_the_newest_secret() {
    let store = with_text(&format!("{OLD}\n{NEW}"), 3_600);
    commands::retire(&store, &place(), &clock(), Retirement { newest: true, ..LATER }, &[]).await.unwrap();
    assert_eq!(store.text(), OLD);
}

#[tokio::test]
async fn the_secret_that_the_action_signs_with_is_never_removed() {
    let both = format!("{OLD}\n{NEW}");
    for (signs, newest, refused) in
        [(OLD, false, true), (NEW, true, true), (OLD, true, false), (NEW, false, false)]
    {
        let action_secrets = [("SESSION_TOKEN_SECRET", Zeroizing::new(format!("{signs}\n")))];
        let store = with_text(&both, 9_999);
        let retirement = Retirement { at_once: true, newest, force: false };
        let result = commands::retire(&store, &place(), &clock(), retirement, &action_secrets).await;
        assert_eq!(matches!(result, Err(Failure::Refused(_))), refused, "{signs} {newest}");
        assert_eq!(store.text() == both, refused, "{signs} {newest}");
    }
    // The previous secret can be removed.
    let previous = [("SESSION_TOKEN_SECRET_PREVIOUS", Zeroizing::new(OLD.to_owned()))];
    let store = with_text(&both, 9_999);
    commands::retire(&store, &place(), &clock(), LATER, &previous).await.unwrap();
}

#[tokio::test]
async fn a_customer_managed_key_is_part_of_the_next_steps() {
    for (key, expected) in [(None, false), (Some("alias/forms"), true)] {
        let output = commands::new(&with_text("", 0), &place(), key, false).await.unwrap();
        assert_eq!(output.contains("KmsKeyArn"), expected, "{key:?}");
    }
}

#[tokio::test]
async fn a_modification_time_in_the_future_counts_as_new() {
    let mut store = with_text(&format!("{OLD}\n{NEW}"), 0);
    store.modified = ManualClock::at(NOW + 7_200);
    assert!(failed(commands::retire(&store, &place(), &clock(), LATER, &[]).await).0);
}

#[tokio::test]
async fn a_concurrent_write_is_reported() {
    for (text, command) in [(OLD.to_owned(), "rotate"), (format!("{OLD}\n{NEW}"), "retire")] {
        for step in [2, 3, 0] {
            let store = Memory { step, ..with_text(&text, 9_999) };
            let result = match command {
                "rotate" => commands::rotate(&store, &place(), &clock(), true).await,
                _ => commands::retire(&store, &place(), &clock(), LATER, &[]).await,
            };
            let (refused, error) = failed(result);
            assert!(!refused && error.starts_with("ATTENTION: someone else changed"), "{command}: {error}");
            let versions = format!("Expected to write version 8, but wrote version {}", 7 + step);
            assert!(error.contains(&versions), "{command}: {error}");
        }
    }
}

#[tokio::test]
async fn an_invalid_parameter_is_reported_with_its_line() {
    let store = with_text(&format!("{OLD}\nshort"), 9_999);
    for error in [
        failed(commands::rotate(&store, &place(), &clock(), false).await).1,
        failed(commands::retire(&store, &place(), &clock(), NOW_AT_ONCE, &[]).await).1,
        failed(commands::show(&store, &place(), &clock(), &[], List::Table { reveal: true }).await).1,
    ] {
        assert!(error.contains("the secret on line 2 has 5 bytes"), "{error}");
    }
}

#[tokio::test]
async fn the_commands_in_the_next_steps_are_for_the_same_parameter() {
    let target = Target {
        parameter: "/other".to_owned(),
        region: Some("eu-central-1".to_owned()),
        profile: Some("production".to_owned()),
    };
    let place = Place::new(&target, "eu-central-1");
    let output = commands::rotate(&with_text(OLD, 0), &place, &clock(), false).await.unwrap();
    let options = "--parameter /other --region eu-central-1 --profile production";
    for command in ["show --reveal", "retire"] {
        assert!(
            output.contains(&format!("profiling secret {command} {options}\n")),
            "{command}: {}",
            *output
        );
    }
}

#[tokio::test]
async fn secrets_are_printed_only_with_reveal() {
    for reveal in [false, true] {
        for list in [List::Table { reveal }, List::Json { reveal }] {
            let store = with_text(&format!("{OLD}\n{NEW}"), 0);
            let output = commands::show(&store, &place(), &clock(), &[], list).await.unwrap();
            assert_eq!((output.contains(OLD), output.contains(NEW)), (reveal, reveal), "{list:?}");
        }
        let (empty, one) = (with_text("", 0), with_text(OLD, 0));
        let output = commands::new(&empty, &place(), None, reveal).await.unwrap();
        assert_eq!(output.contains(&empty.text()), reveal);
        let output = commands::rotate(&one, &place(), &clock(), reveal).await.unwrap();
        assert_eq!(output.contains(one.text().lines().nth(1).unwrap()), reveal);
        assert!(!output.contains(OLD), "only the new secret is printed");
    }
}

#[tokio::test]
async fn a_pipe_gets_the_secrets_and_nothing_else() {
    let store = with_text(&format!("{OLD}\n{NEW}"), 0);
    let action_secrets = [("A", Zeroizing::new(OLD.to_owned()))];
    let output = commands::show(&store, &place(), &clock(), &action_secrets, List::Bare).await.unwrap();
    assert_eq!(*output, format!("{OLD}\n{NEW}\n"));
}

#[tokio::test]
async fn the_line_of_the_actions_secret_is_found() {
    let action_secrets = [("A", OLD), ("B", NEW), ("C", "another secret of thirty-two bytes")];
    let action_secrets = action_secrets.map(|(name, secret)| (name, Zeroizing::new(format!(" {secret}\n"))));
    let store = with_text(&format!("{OLD}\n{NEW}"), 0);
    let output = commands::show(&store, &place(), &clock(), &action_secrets, List::Table { reveal: false })
        .await
        .unwrap();
    let lines = "A in this environment is line 1.\nB in this environment is line 2.\n\
                 C in this environment is not in the parameter.\n";
    assert!(output.ends_with(lines), "{}", *output);
}

#[tokio::test]
async fn secrets_in_quotes_or_with_an_invisible_character_are_marked() {
    let store = with_text(&format!("{OLD}\n'{NEW}'\n{NEW}\u{200b}"), 0);
    let action_secrets = [("A", Zeroizing::new(format!("\"{OLD}\"\n")))];
    let output = commands::show(&store, &place(), &clock(), &action_secrets, List::Table { reveal: false })
        .await
        .unwrap();
    let ends = output.lines().skip(1).map(|line| line.rsplit("  ").next().unwrap());
    let [plain, quoted, invisible, other, flaw] = ends.collect::<Vec<_>>()[..] else { panic!("{}", *output) };
    assert_eq!(plain, "fingerprint b8b6336d");
    assert_eq!((quoted, invisible), ("is in quotes", "has an invisible character"));
    assert_eq!(other, "A in this environment is not in the parameter.");
    assert_eq!(flaw, "A in this environment is in quotes.");

    let json = commands::show(&store, &place(), &clock(), &action_secrets, List::Json { reveal: false })
        .await
        .unwrap();
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    let flaws: Vec<_> =
        document["lines"].as_array().unwrap().iter().map(|line| line.get("flaws").cloned()).collect();
    let expected = [None, Some(json!(["is in quotes"])), Some(json!(["has an invisible character"]))];
    assert_eq!(flaws, expected);
}

#[test]
fn fingerprints_are_stable() {
    // Computed with: printf %s 'progressive-profiling session secret' | openssl dgst -sha256 -hmac "$SECRET"
    assert_eq!(Secret::of(OLD).fingerprint(), "b8b6336d");
    assert_ne!(Secret::of(NEW).fingerprint(), Secret::of(OLD).fingerprint());
}

#[test]
fn debug_output_is_redacted() {
    let secrets = Secrets::parse(&format!("{OLD}\n{NEW}")).unwrap();
    assert_eq!(format!("{secrets:?}"), "Secrets([Secret(redacted), Secret(redacted)])");
}

/// A store that delays every operation.
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
async fn a_slow_store_causes_a_progress_message_and_the_same_result() {
    let both = format!("{OLD}\n{NEW}");
    for delay in [Duration::from_millis(1), Duration::from_secs(2)] {
        for (text, command) in [
            ("", Command::New { target: target(), kms_key: None, reveal: false }),
            (OLD, Command::Rotate { target: target(), reveal: false }),
            (&*both, Command::Retire { target: target(), now: false, newest: false, force: false }),
            (OLD, Command::Show { target: target(), reveal: false, json: false }),
        ] {
            let (store, mut messages) = (Slow(with_text(text, 9_999), delay), Vec::new());
            let name = format!("{command:?}, {delay:?}");
            let report = |message: &str| messages.push(message.to_owned());
            let result = carry_out(command, &store, &place(), &clock(), report).await;
            assert!(result.is_ok(), "{name}");
            let expected: &[&str] =
                if delay.as_secs() > 0 { &["Waiting for SSM in eu-west-1 …"] } else { &[] };
            assert_eq!(messages, expected, "{name}");
        }
    }
}
