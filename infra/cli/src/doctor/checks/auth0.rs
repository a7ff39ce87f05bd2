//! The tenant: its domains and the deployed Action.

use profiling_forms::did_you_mean;
use serde_json::Value;

use super::Check;
use crate::check::SETTING_NAMES;
use crate::doctor::facts::{list, text};
use crate::doctor::report::{Problem, Unchecked, Verdict};
use crate::doctor::system::{ACTION, System};
use crate::printable::printable;

/// The runtime that the Action needs.
const RUNTIME: &str = "node22";

/// The settings without which the Action asks no user.
const NEEDED: [&str; 4] = ["FORM_URL", "REQUIRED_USER_FIELDS", "LOGIN_COUNT", "SESSION_TOKEN_SECRET"];

/// The file of the Action in the repository.
const FILE: &str = "infra/auth0/actions/progressive-profiling.js";

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
        let stack = system.stack()?;
        let listed: Vec<&str> = stack.domains().collect();
        let own = tenant.domain();
        // Without a custom domain, logins run on the tenant's own domain.
        let used: Vec<&str> = if custom.is_empty() { vec![own] } else { custom.clone() };
        let missing = used.iter().filter(|host| !listed.contains(host)).map(|host| {
            Problem::new(
                format!(
                    "logins run on {host}, which is not in Auth0Domains: they get status 403 (issuer_unknown)"
                ),
                format!(
                    "add it to Auth0Domains in samconfig.toml, then sam deploy --config-env {}",
                    system.target.stage
                ),
            )
        });
        let unknown = listed.iter().filter(|host| **host != own && !custom.contains(host)).map(|host| {
            Problem::new(
                format!("Auth0Domains has {host}, which is neither {own} nor one of its custom domains"),
                format!(
                    "remove it from Auth0Domains in samconfig.toml unless it belongs to another tenant of yours, then sam \
                     deploy --config-env {}; for a custom domain, finish its verification in the dashboard",
                    system.target.stage
                ),
            )
        });
        Ok(Verdict::of(missing.chain(unknown).collect(), || listed.join(", ")))
    }
}

/// Returns the Action, or why it cannot be checked.
fn action(system: &System<'_>) -> Result<Value, Unchecked> {
    let action = system.action()?;
    action.ok_or_else(|| Unchecked::because(format!("the tenant has no post-login Action `{ACTION}`")))
}

/// Returns the deployed version of the Action.
fn deployed(system: &System<'_>) -> Result<Value, Unchecked> {
    let action = action(system)?;
    let version = action.get("deployed_version").filter(|version| version.is_object());
    version.cloned().ok_or_else(|| Unchecked::because("the Action was never deployed"))
}

/// The command that deploys the Action.
fn import(system: &System<'_>) -> String {
    let stage = &system.target.stage;
    format!("deploy it: cd infra/auth0, then a0deploy import -c environments/{stage}.json -i tenant.yaml")
}

/// The deployed Action has the code of the checkout.
pub(super) struct Code;

impl Check for Code {
    fn name(&self) -> &'static str {
        "action-code"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let tenant = system.tenant()?;
        if system.action()?.is_none() {
            let message = format!("the tenant {} has no post-login Action `{ACTION}`", tenant.domain());
            return Ok(Verdict::wrong(message, import(system)));
        }
        let version = deployed(system)?;
        let own = std::fs::read_to_string(system.root()?.join(FILE))
            .map_err(|error| Unchecked::because(format!("{FILE} cannot be read: {error}")))?;
        let number = version.get("number").and_then(Value::as_u64).unwrap_or_default();
        if lines(text(&version, "/code")) == lines(&own) {
            return Ok(Verdict::Correct(format!("version {number} is {FILE}")));
        }
        Ok(Verdict::wrong(format!("version {number} of the Action differs from {FILE}"), import(system)))
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
        let fix = "in the dashboard, correct the secrets of the Action (the key icon), and deploy; or import tenant.yaml";
        let missing = NEEDED.iter().filter(|name| !names.contains(name));
        let missing =
            missing.map(|name| Problem::new(format!("the deployed Action has no secret {name}"), fix));
        let unknown = names.iter().filter(|name| !SETTING_NAMES.contains(name)).filter_map(|name| {
            let similar = did_you_mean(name, SETTING_NAMES.into_iter());
            (!similar.is_empty())
                .then(|| Problem::new(format!("the Action has no setting {name}{similar}"), fix))
        });
        Ok(Verdict::of(missing.chain(unknown).collect(), || names.join(", ")))
    }
}
