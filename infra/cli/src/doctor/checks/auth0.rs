//! The tenant: its domains and the deployed Action.

use profiling_forms::did_you_mean;
use serde_json::Value;

use super::Check;
use crate::action::SOURCE;
use crate::check::SETTING_NAMES;
use crate::doctor::facts::{list, text};
use crate::doctor::report::{Problem, Unchecked, Verdict};
use crate::doctor::system::{ACTION, System};
use crate::printable::printable;

/// The runtime that the Action needs.
const RUNTIME: &str = "node22";

/// The settings without which the Action asks no user.
const NEEDED: [&str; 4] = ["FORM_URL", "REQUIRED_USER_FIELDS", "LOGIN_COUNT", "SESSION_TOKEN_SECRET"];

/// The settings without which an Action with a plan asks no user.
const NEEDED_WITH_PLAN: [&str; 2] = ["FORM_URL", "SESSION_TOKEN_SECRET"];

/// The custom domains of the tenant are in `Auth0Domains`, and no other host is.
pub(super) struct Domains;

impl Check for Domains {
    fn name(&self) -> &'static str {
        "domains"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let tenant = system.tenant()?;
        let answer = tenant.get("custom-domains")?;
        let entries = answer.as_array().map_or_else(|| list(&answer, "/custom_domains"), Vec::as_slice);
        let custom: Vec<&str> = entries
            .iter()
            .filter(|entry| text(entry, "/status") == "ready")
            .map(|entry| text(entry, "/domain"))
            .collect();
        let pending: Vec<&str> = entries
            .iter()
            .filter(|entry| text(entry, "/status") != "ready")
            .map(|entry| text(entry, "/domain"))
            .collect();
        let stack = system.stack()?;
        let listed: Vec<&str> = stack.domains().collect();
        let own = tenant.domain();
        // Without a custom domain, logins run on the tenant's own domain.
        let used: Vec<&str> = if custom.is_empty() { vec![own] } else { custom.clone() };
        let missing: Vec<&str> = used.into_iter().filter(|host| !listed.contains(host)).collect();
        let unverified = listed.iter().copied().filter(|host| pending.contains(host));
        let is_foreign = |host: &&str| *host != own && !custom.contains(host) && !pending.contains(host);
        let foreign: Vec<&str> = listed.iter().copied().filter(is_foreign).collect();
        let mut problems = Vec::new();
        if !missing.is_empty() {
            let domains: Vec<&str> = listed.iter().chain(&missing).copied().collect();
            problems.push(Problem::new(
                format!(
                    "Auth0Domains lacks {}, so logins on it get status 403 (issuer_unknown)",
                    missing.join(", ")
                ),
                system.deploy_with(&[("Auth0Domains", &domains.join(","))]),
            ));
        }
        problems.extend(unverified.map(|host| {
            Problem::new(
                format!("the custom domain {host} is not verified, so no login can run on it yet"),
                "finish its verification in the dashboard (Branding → Custom Domains); do not remove it from Auth0Domains",
            )
        }));
        if !foreign.is_empty() {
            let domains: Vec<&str> =
                listed.iter().chain(&missing).filter(|host| !foreign.contains(host)).copied().collect();
            problems.push(Problem::new(
                format!("Auth0Domains has {}, not {own} or one of its custom domains", foreign.join(", ")),
                format!(
                    "unless it belongs to another tenant of yours, remove it: {}",
                    system.deploy_with(&[("Auth0Domains", &domains.join(","))])
                ),
            ));
        }
        Ok(Verdict::of(problems, || listed.join(", ")))
    }
}

fn no_action(domain: &str) -> String {
    format!("the tenant {domain} has no post-login Action `{ACTION}`")
}

/// Returns the Action, or the reason why it cannot be checked.
fn action(system: &System<'_>) -> Result<Value, Unchecked> {
    let tenant = system.tenant()?;
    system.action()?.ok_or_else(|| Unchecked::because(no_action(tenant.domain())))
}

/// Returns the deployed version of the Action.
fn deployed(system: &System<'_>) -> Result<Value, Unchecked> {
    let action = action(system)?;
    let version = action.get("deployed_version").filter(|version| version.is_object());
    version.cloned().ok_or_else(|| Unchecked::because("the Action was never deployed; see `action-deployed`"))
}

/// The deployed Action has the code that the checkout builds.
pub(super) struct Code;

impl Check for Code {
    fn name(&self) -> &'static str {
        "action-code"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let tenant = system.tenant()?;
        if system.action()?.is_none() {
            return Ok(Verdict::wrong(no_action(tenant.domain()), system.deploy_action()));
        }
        let version = deployed(system)?;
        let expected = system.built_action()?;
        let name = match &expected.plan {
            Some(plan) => format!("{SOURCE} with {}", plan.describe()),
            None => format!("{SOURCE}, without a plan"),
        };
        let number = version.get("number").and_then(Value::as_u64).unwrap_or_default();
        if lines(text(&version, "/code")) == lines(&expected.code) {
            return Ok(Verdict::Correct(format!("version {number} is {name}")));
        }
        Ok(Verdict::wrong(
            format!("version {number} of the Action differs from {name}"),
            format!(
                "if that version is wrong, fastest in the dashboard: Actions → Library → the Action → Version History → Revert \
                 (each version has its own secrets). If the checkout is newer, {}",
                system.deploy_action()
            ),
        ))
    }
}

/// Returns the text without differences that editors and the dashboard make.
fn lines(text: &str) -> Vec<&str> {
    text.trim().lines().map(str::trim_end).collect()
}

/// The deployed Action runs on Node 22.
pub(super) struct Runtime;

impl Check for Runtime {
    fn name(&self) -> &'static str {
        "action-runtime"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let version = deployed(system)?;
        let runtime = text(&version, "/runtime");
        Ok(if runtime.starts_with(RUNTIME) {
            Verdict::Correct(runtime.to_owned())
        } else {
            Verdict::wrong(
                format!("the Action runs on {runtime}"),
                "in the dashboard, select Node 22 in the Action's editor (the box icon), and deploy",
            )
        })
    }
}

/// The Action has no change that is not deployed.
pub(super) struct Deployed;

impl Check for Deployed {
    fn name(&self) -> &'static str {
        "action-deployed"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let action = action(system)?;
        let is_deployed = action.get("all_changes_deployed").and_then(Value::as_bool) == Some(true);
        let status = text(&action, "/status");
        if is_deployed && matches!(status, "" | "built") {
            return Ok(Verdict::Correct("all changes are deployed".to_owned()));
        }
        Ok(Verdict::wrong(
            format!("the Action has a change that is not deployed (status {status})"),
            "in the dashboard, compare the versions (Actions → Library → the Action → Version History), then select Deploy, or \
             revert to the deployed version",
        ))
    }
}

/// The Action is bound to the post-login trigger.
pub(super) struct Position;

impl Check for Position {
    fn name(&self) -> &'static str {
        "action-binding"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let action = action(system)?;
        let answer = system.tenant()?.get("actions/triggers/post-login/bindings?per_page=50")?;
        let bindings = list(&answer, "/bindings");
        let id = text(&action, "/id");
        let names: Vec<String> =
            bindings.iter().map(|binding| printable(text(binding, "/action/name"))).collect();
        let Some(index) = bindings.iter().position(|binding| text(binding, "/action/id") == id) else {
            return Ok(Verdict::wrong(
                "the Action is not bound to the post-login trigger, so it does not run",
                "in the dashboard, go to Actions → Triggers → post-login, drag the Action between Start and Complete, and select \
                 Apply",
            ));
        };
        let before = if index == 0 { "Start" } else { &names[index - 1] };
        let after = names.get(index + 1).map_or("Complete", String::as_str);
        Ok(Verdict::Correct(format!(
            "{} of {} in the flow, after {before} and before {after}; Actions that deny logins or request MFA belong before it",
            index + 1,
            names.len()
        )))
    }
}

/// The deployed Action has all settings that it needs, and none with a misspelled name.
pub(super) struct SecretNames;

impl Check for SecretNames {
    fn name(&self) -> &'static str {
        "action-secrets"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let version = deployed(system)?;
        let names: Vec<&str> =
            list(&version, "/secrets").iter().map(|secret| text(secret, "/name")).collect();
        let fix = "in the dashboard, correct the secrets of the Action (the key icon), and Deploy";
        // Outside of the repository, it is not known whether there is a plan.
        let needed = if matches!(system.plan(), Ok(None)) { &NEEDED[..] } else { &NEEDED_WITH_PLAN };
        let missing = needed.iter().filter(|name| !names.contains(name));
        let missing =
            missing.map(|name| Problem::new(format!("the deployed Action has no secret {name}"), fix));
        let unknown = names.iter().filter(|name| !SETTING_NAMES.contains(name)).filter_map(|name| {
            let similar = did_you_mean(name, SETTING_NAMES.into_iter());
            (!similar.is_empty()).then(|| {
                Problem::new(format!("the secret {name} is not a setting of the Action{similar}"), fix)
            })
        });
        Ok(Verdict::of(missing.chain(unknown).collect(), || names.join(", ")))
    }
}
