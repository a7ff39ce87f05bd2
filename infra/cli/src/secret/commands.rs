//! What each command does to the parameter.

use std::fmt::Write as _;

use profiling_service::clock::Clock;
use serde_json::{Value, json};
use thiserror::Error;
use zeroize::Zeroizing;

use super::lines::Secret;
use super::store::{Store, StoreError};
use super::words::{LOGIN, Place, age, count, time};

/// The most secrets that a rotation needs: the one in use and the one to come.
const MOST: usize = 2;

/// The Action's setting with the secret that it signs with.
pub(super) const SIGNS: &str = "SESSION_TOKEN_SECRET";

/// Why a command did not do what was asked.
#[derive(Debug, Error)]
pub(super) enum Failure {
    /// The parameter is not in the state for it. Nothing was changed.
    #[error("{0}")]
    Refused(String),
    /// The store failed.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// The same, of a parameter that the message names.
    #[error("{place}: {error}")]
    At { place: String, error: StoreError },
    /// Somebody else wrote between our reading and our writing.
    #[error(
        "ATTENTION: somebody else changed {place} at the same moment. Version {expected} should have been \
         written, and it was version {written}: what they wrote is overwritten. Agree on who goes on, look at what \
         is there with `{show}`, and compare it with the Action's secrets before the next step."
    )]
    Concurrent { place: String, expected: i64, written: i64, show: String },
    /// The system's random numbers cannot be had.
    #[error("this machine gives no random numbers, so no secret can be made")]
    NoRandom,
}

/// Creates the parameter with a secret.
pub(super) async fn new(
    store: &impl Store,
    place: &Place,
    kms_key: Option<&str>,
    reveal: bool,
) -> Result<Zeroizing<String>, Failure> {
    let secret = Secret::random().ok_or(Failure::NoRandom)?;
    let text = Zeroizing::new(secret.reveal().to_owned());
    match store.create(&text, kms_key).await {
        Ok(_) => {}
        Err(StoreError::Exists) => {
            return Err(Failure::Refused(format!(
                "{place} is there already, and another secret would fail every login until the Action has it.\n\
                 To look at it: {}\nTo change it: {}",
                place.command("show"),
                place.command("rotate")
            )));
        }
        Err(error) => return Err(at(place)(error)),
    }
    let mut told = Zeroizing::new(String::new());
    let _ = writeln!(told, "Created {place} with one secret, fingerprint {}.", secret.fingerprint());
    reveal_into(&mut told, reveal.then_some(&secret));
    told.push_str(&place.after_new(reveal, kms_key.is_some()));
    Ok(told)
}

/// Adds a secret below the one that is there.
pub(super) async fn rotate(
    store: &impl Store,
    place: &Place,
    clock: &dyn Clock,
    reveal: bool,
) -> Result<Zeroizing<String>, Failure> {
    let stored = store.read().await.map_err(missing(place))?;
    if stored.secrets.len() >= MOST {
        return Err(Failure::Refused(format!(
            "{place} has {} already: the last change has not been ended.\n\
             If the Action signs with line 2, an hour after its deployment: {}\n\
             If it still signs with line 1, and line 2 is not to come: {}",
            count(stored.secrets.len()),
            place.command("retire"),
            place.command("retire --newest")
        )));
    }
    let secret = Secret::random().ok_or(Failure::NoRandom)?;
    let written = store.replace(&stored.secrets.with(&secret)).await.map_err(at(place))?;
    agree(place, stored.version, written)?;

    let mut told = Zeroizing::new(String::new());
    let _ = writeln!(told, "Added a secret to {place}, now version {written}.");
    for (line, secret) in (1..).zip(stored.secrets.iter().chain([&secret])) {
        let role = if line > stored.secrets.len() { "new" } else { "in use" };
        let _ = writeln!(told, "  line {line}  fingerprint {}  {role}", secret.fingerprint());
    }
    reveal_into(&mut told, reveal.then_some(&secret));
    told.push_str(&place.after_rotate(clock.now()));
    Ok(told)
}

/// How a secret is taken out.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Retirement {
    /// Without the hour in which logins may be under way.
    pub(super) at_once: bool,
    /// The newest in place of the oldest: a change that is not to be.
    pub(super) newest: bool,
}

/// Takes a secret out. `of_action` are the Action's secrets, as far as they are known here.
pub(super) async fn retire(
    store: &impl Store,
    place: &Place,
    clock: &dyn Clock,
    Retirement { at_once, newest }: Retirement,
    of_action: &[(&str, Zeroizing<String>)],
) -> Result<Zeroizing<String>, Failure> {
    let stored = store.read().await.map_err(missing(place))?;
    if stored.secrets.len() < MOST {
        return Err(Failure::Refused(format!(
            "{place} has one secret, and without it no login could be asked.\nTo change it, begin with: {}",
            place.command("rotate")
        )));
    }
    let (which, gone) =
        if newest { ("newest", stored.secrets.newest()) } else { ("oldest", stored.secrets.oldest()) };
    let gone = gone.map(Secret::fingerprint).unwrap_or_default();
    let signs = of_action.iter().find(|(name, _)| *name == SIGNS);
    if signs.is_some_and(|(_, secret)| Secret::of(secret.trim()).fingerprint() == gone) {
        return Err(Failure::Refused(format!(
            "the {which} secret of {place} is {SIGNS} of this environment: without it every login would fail.\n\
             Give the Action the other one first, or take the other one out: {}",
            place.command(if newest { "retire" } else { "retire --newest" })
        )));
    }
    // A clock that is behind SSM's makes it younger still.
    let age_now = clock.now().duration_since(stored.modified).unwrap_or_default();
    if age_now < LOGIN && !at_once {
        return Err(Failure::Refused(format!(
            "{place} was changed {} ago, and logins that began with its {which} secret may be under way for an \
             hour: their answers would fail.\n\
             Wait until {}, or until an hour after the Action's deployment if that is later.\n\
             If the secret has leaked, do not wait: {}",
            age(stored.modified, clock.now()),
            time(stored.modified + LOGIN),
            place.command(if newest { "retire --newest --now" } else { "retire --now" })
        )));
    }
    let written = store
        .replace(&if newest { stored.secrets.without_newest() } else { stored.secrets.without_oldest() })
        .await
        .map_err(at(place))?;
    agree(place, stored.version, written)?;

    let mut told = Zeroizing::new(String::new());
    let _ = writeln!(
        told,
        "Took the secret with fingerprint {gone} out of {place}, now version {written} with {}.",
        count(stored.secrets.len() - 1)
    );
    told.push_str(
        "\nNext:\n\
         1. Take SESSION_TOKEN_SECRET_PREVIOUS out of the Action, and deploy it.\n\
         2. Within five minutes every function has forgotten it. While SSM fails that takes longer, and the \
         functions' log lines have stale_secret.\n",
    );
    Ok(told)
}

/// Tells what is there. `of_action` are the Action's secrets, as far as they are known here.
pub(super) async fn show(
    store: &impl Store,
    place: &Place,
    clock: &dyn Clock,
    of_action: &[(&str, Zeroizing<String>)],
    reveal: bool,
    json: bool,
) -> Result<Zeroizing<String>, Failure> {
    let stored = store.read().await.map_err(missing(place))?;
    let mut told = Zeroizing::new(String::new());
    if json {
        let lines = stored.secrets.iter().zip(1..).map(|(secret, line)| {
            let mut entry =
                json!({"line": line, "bytes": secret.bytes(), "fingerprint": secret.fingerprint()});
            let flaws: Vec<String> = secret.flaws().map(|flaw| flaw.to_string()).collect();
            if !flaws.is_empty() {
                entry["flaws"] = Value::from(flaws);
            }
            if reveal {
                entry["secret"] = Value::from(secret.reveal());
            }
            entry
        });
        let document = json!({
            "parameter": place.parameter,
            "region": place.region,
            "version": stored.version,
            "modified": time(stored.modified),
            "lines": lines.collect::<Vec<_>>(),
        });
        let _ = writeln!(told, "{document:#}");
        return Ok(told);
    }
    let _ = writeln!(
        told,
        "{place}: {}, version {}, changed {} ({} ago)",
        count(stored.secrets.len()),
        stored.version,
        time(stored.modified),
        age(stored.modified, clock.now())
    );
    for (line, secret) in (1..).zip(stored.secrets.iter()) {
        let _ = write!(told, "  line {line}  {} bytes  fingerprint {}", secret.bytes(), secret.fingerprint());
        for flaw in secret.flaws() {
            let _ = write!(told, "  {flaw}");
        }
        if reveal {
            let _ = write!(told, "  {}", secret.reveal());
        }
        told.push('\n');
    }
    for (name, secret) in of_action {
        let secret = Secret::of(secret.trim());
        let fingerprint = secret.fingerprint();
        let line = stored.secrets.iter().position(|known| known.fingerprint() == fingerprint);
        let _ = match line {
            Some(index) => writeln!(told, "{name} of this environment is line {}.", index + 1),
            None => writeln!(told, "{name} of this environment is none of them."),
        };
        for flaw in secret.flaws() {
            let _ = writeln!(told, "{name} of this environment {flaw}.");
        }
    }
    Ok(told)
}

fn reveal_into(told: &mut Zeroizing<String>, secret: Option<&Secret>) {
    if let Some(secret) = secret {
        let _ = writeln!(told, "  {}", secret.reveal());
    }
}

/// Whether our write followed our reading.
fn agree(place: &Place, read: i64, written: i64) -> Result<(), Failure> {
    let expected = read + 1;
    if written == expected {
        return Ok(());
    }
    let (place, show) = (place.to_string(), place.command("show"));
    Err(Failure::Concurrent { place, expected, written, show })
}

fn at(place: &Place) -> impl Fn(StoreError) -> Failure {
    let place = place.to_string();
    move |error| Failure::At { place: place.clone(), error }
}

/// The same for a command that needs the parameter.
fn missing(place: &Place) -> impl Fn(StoreError) -> Failure {
    let (at, new) = (at(place), place.command("new"));
    let place = place.to_string();
    move |error| match error {
        StoreError::NotFound => Failure::Refused(format!(
            "there is no parameter {place}: look at its name and region, or make it with: {new}"
        )),
        error => at(error),
    }
}
