//! The commands, which read and write the parameter.

use std::fmt::Write as _;

use profiling_service::clock::Clock;
use serde_json::{Value, json};
use thiserror::Error;
use zeroize::Zeroizing;

use super::lines::Secret;
use super::store::{Store, StoreError};
use super::words::{LOGIN, Place, age, count, time};

/// The maximum number of secrets: the current one and the next one.
const MAX_SECRETS: usize = 2;

/// The setting of the Action with the secret that signs session tokens.
pub(super) const SIGNS: &str = "SESSION_TOKEN_SECRET";

/// An error of a command.
#[derive(Debug, Error)]
pub(super) enum Failure {
    /// The state of the parameter does not permit the command. Nothing has changed.
    #[error("{0}")]
    Refused(String),
    /// An error of the store.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// An error of the store, with the name of the parameter.
    #[error("{place}: {error}")]
    At { place: String, error: StoreError },
    /// Someone else changed the parameter after it was read and before it was written.
    #[error(
        "ATTENTION: someone else changed {place} at the same time. Expected to write version {expected}, but wrote \
         version {written}, so their change is overwritten. Agree on who continues, run `{show}`, and compare the \
         secrets with those of the Action before the next step."
    )]
    Concurrent { place: String, expected: i64, written: i64, show: String },
    /// The random number generator failed.
    #[error("the random number generator of this machine failed, so no secret was created; try again")]
    NoRandom,
}

/// Creates the parameter with a new secret.
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
                "{place} already exists, and replacing its secret would fail all logins until the Action has the new \
                 one.\nTo list its secrets: {}\nTo rotate its secret: {}",
                place.command("show"),
                place.command("rotate")
            )));
        }
        Err(error) => return Err(at(place)(error)),
    }
    let mut output = Zeroizing::new(String::new());
    let _ = writeln!(output, "Created {place} with one secret, fingerprint {}.", secret.fingerprint());
    reveal_into(&mut output, reveal.then_some(&secret));
    output.push_str(&place.after_new(reveal, kms_key.is_some()));
    Ok(output)
}

/// Adds a new secret after the current one.
pub(super) async fn rotate(
    store: &impl Store,
    place: &Place,
    clock: &dyn Clock,
    reveal: bool,
) -> Result<Zeroizing<String>, Failure> {
    let stored = store.read().await.map_err(missing(place))?;
    if stored.secrets.len() >= MAX_SECRETS {
        return Err(Failure::Refused(format!(
            "{place} already has {}: the previous rotation is not finished.\n\
             To finish it, an hour after the deployment of the Action with line 2: {}\n\
             To cancel it, if the Action still signs with line 1: {}",
            count(stored.secrets.len()),
            place.command("retire"),
            place.command("retire --newest")
        )));
    }
    let secret = Secret::random().ok_or(Failure::NoRandom)?;
    let written = store.replace(&stored.secrets.with(&secret)).await.map_err(at(place))?;
    check_version(place, stored.version, written)?;

    let mut output = Zeroizing::new(String::new());
    let _ = writeln!(output, "Added a secret to {place}, which is now version {written}.");
    for (line, secret) in (1..).zip(stored.secrets.iter().chain([&secret])) {
        let role = if line > stored.secrets.len() { "new" } else { "in use" };
        let _ = writeln!(output, "  line {line}  fingerprint {}  {role}", secret.fingerprint());
    }
    reveal_into(&mut output, reveal.then_some(&secret));
    output.push_str(&place.after_rotate(clock.now()));
    Ok(output)
}

/// Options for the removal of a secret.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Retirement {
    /// Do not wait an hour for logins in progress.
    pub(super) at_once: bool,
    /// Remove the newest secret instead of the oldest, to cancel a rotation.
    pub(super) newest: bool,
    /// With `at_once`: remove it although the Action may sign with it.
    pub(super) force: bool,
}

/// Removes a secret. `action_secrets` are the Action's secrets in the environment, if any.
pub(super) async fn retire(
    store: &impl Store,
    place: &Place,
    clock: &dyn Clock,
    Retirement { at_once, newest, force }: Retirement,
    action_secrets: &[(&str, Zeroizing<String>)],
) -> Result<Zeroizing<String>, Failure> {
    let stored = store.read().await.map_err(missing(place))?;
    if stored.secrets.len() < MAX_SECRETS {
        return Err(Failure::Refused(format!(
            "{place} has one secret, and without it all logins would fail.\nTo replace it, start with: {}",
            place.command("rotate")
        )));
    }
    let (position, removed) =
        if newest { ("newest", stored.secrets.newest()) } else { ("oldest", stored.secrets.oldest()) };
    let removed = removed.map(Secret::fingerprint).unwrap_or_default();
    let signs = action_secrets.iter().find(|(name, _)| *name == SIGNS);
    if signs.is_some_and(|(_, secret)| Secret::of(secret.trim()).fingerprint() == removed) {
        return Err(Failure::Refused(format!(
            "the {position} secret of {place} is {SIGNS} in this environment, and without it all logins would fail.\n\
             Deploy the Action with the other secret first, or remove the other secret: {}",
            place.command(if newest { "retire" } else { "retire --newest" })
        )));
    }
    // If this clock is behind that of SSM, the age is zero.
    let age_now = clock.now().duration_since(stored.modified).unwrap_or_default();
    // The Action signs with another secret of the parameter if it is known at all, as it is not the one to remove.
    let is_known = signs.is_some_and(|(_, secret)| {
        let fingerprint = Secret::of(secret.trim()).fingerprint();
        stored.secrets.iter().any(|secret| secret.fingerprint() == fingerprint)
    });
    if age_now < LOGIN && at_once && !is_known && !force {
        return Err(Failure::Refused(format!(
            "{place} was changed {} ago, and this command cannot see which secret the Action signs with. If it is the \
             {position} one, all logins would fail.\n\
             Deploy the Action with the other secret. Then set {SIGNS} to the Action's secret and repeat this command, \
             or run: {}",
            age(stored.modified, clock.now()),
            place.command(if newest { "retire --newest --now --force" } else { "retire --now --force" })
        )));
    }
    if age_now < LOGIN && !at_once {
        return Err(Failure::Refused(format!(
            "{place} was changed {} ago. Logins that started with its {position} secret can take an hour, and their \
             answers would fail.\n\
             Wait until {}, or until an hour after the deployment of the Action, whichever is later.\n\
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
    check_version(place, stored.version, written)?;

    let mut output = Zeroizing::new(String::new());
    let _ = writeln!(
        output,
        "Removed the secret with fingerprint {removed} from {place}, which is now version {written} with {}.",
        count(stored.secrets.len() - 1)
    );
    output.push_str(
        "\nNext:\n\
         1. Remove SESSION_TOKEN_SECRET_PREVIOUS from the Action, and deploy the Action.\n\
         2. All functions stop accepting the secret within five minutes. If SSM is not available, this takes longer, \
         and the functions log stale_secret.\n\
         If logins fail with signature_mismatch, the Action signs with this secret. To restore it: \
         docs/rotation.md#if-it-goes-wrong\n",
    );
    Ok(output)
}

/// The form in which secrets are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// A line for each secret, for people.
    Table { reveal: bool },
    /// A JSON document.
    Json { reveal: bool },
    /// The secrets and nothing else, one per line, for a pipe.
    Bare,
}

/// Lists the secrets. `action_secrets` are the Action's secrets in the environment, if any.
pub(super) async fn show(
    store: &impl Store,
    place: &Place,
    clock: &dyn Clock,
    action_secrets: &[(&str, Zeroizing<String>)],
    list: List,
) -> Result<Zeroizing<String>, Failure> {
    let stored = store.read().await.map_err(missing(place))?;
    let mut output = Zeroizing::new(String::new());
    if list == List::Bare {
        for secret in stored.secrets.iter() {
            let _ = writeln!(output, "{}", secret.reveal());
        }
        return Ok(output);
    }
    if let List::Json { reveal } = list {
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
        let _ = writeln!(output, "{document:#}");
        return Ok(output);
    }
    let _ = writeln!(
        output,
        "{place}: {}, version {}, changed {} ({} ago)",
        count(stored.secrets.len()),
        stored.version,
        time(stored.modified),
        age(stored.modified, clock.now())
    );
    for (line, secret) in (1..).zip(stored.secrets.iter()) {
        let _ =
            write!(output, "  line {line}  {} bytes  fingerprint {}", secret.bytes(), secret.fingerprint());
        for flaw in secret.flaws() {
            let _ = write!(output, "  {flaw}");
        }
        if list == (List::Table { reveal: true }) {
            let _ = write!(output, "  {}", secret.reveal());
        }
        output.push('\n');
    }
    for (name, secret) in action_secrets {
        let secret = Secret::of(secret.trim());
        let fingerprint = secret.fingerprint();
        let line = stored.secrets.iter().position(|stored| stored.fingerprint() == fingerprint);
        let _ = match line {
            Some(index) => writeln!(output, "{name} in this environment is line {}.", index + 1),
            None => writeln!(output, "{name} in this environment is not in the parameter."),
        };
        for flaw in secret.flaws() {
            let _ = writeln!(output, "{name} in this environment {flaw}.");
        }
    }
    Ok(output)
}

fn reveal_into(output: &mut Zeroizing<String>, secret: Option<&Secret>) {
    if let Some(secret) = secret {
        let _ = writeln!(output, "  {}", secret.reveal());
    }
}

/// Returns an error if someone else wrote the parameter after it was read.
fn check_version(place: &Place, read: i64, written: i64) -> Result<(), Failure> {
    let expected = read + 1;
    if written == expected {
        return Ok(());
    }
    let (place, show) = (place.to_string(), place.command("show"));
    Err(Failure::Concurrent { place, expected, written, show })
}

/// Adds the name of the parameter to an error.
fn at(place: &Place) -> impl Fn(StoreError) -> Failure {
    let place = place.to_string();
    move |error| Failure::At { place: place.clone(), error }
}

/// Adds the name of the parameter to an error. A missing parameter is `Failure::Refused`.
fn missing(place: &Place) -> impl Fn(StoreError) -> Failure {
    let (at, new) = (at(place), place.command("new"));
    let place = place.to_string();
    move |error| match error {
        StoreError::NotFound => Failure::Refused(format!(
            "the parameter {place} does not exist; check its name and region, or create it with: {new}"
        )),
        error => at(error),
    }
}
