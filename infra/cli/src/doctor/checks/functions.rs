//! The functions: the version that serves requests, its forms, and the limits.

use std::collections::BTreeSet;

use profiling_forms::Forms;
use serde_json::Value;

use super::Check;
use super::account::in_progress;
use crate::doctor::aws::AwsError;
use crate::doctor::facts::{list, text};
use crate::doctor::report::{Problem, Unchecked, Verdict};
use crate::doctor::system::{ALIAS, System, forms_layer, invalid_form};
use crate::printable::quoted;

/// Lambda's limit of requests per second for each concurrent execution.
const REQUESTS_PER_EXECUTION: u64 = 10;

/// The burst that SSM's default throughput can serve.
const DEFAULT_THROUGHPUT_BURST: u64 = 200;

/// Returns the alias `live` of a function, and the newest version of the function.
fn alias(system: &System<'_>, function: &str) -> Result<(Value, u64), Unchecked> {
    let alias = system.aws.get(&["lambda", "get-alias", "--function-name", function, "--name", ALIAS])?;
    let listed = system.aws.get(&["lambda", "list-versions-by-function", "--function-name", function])?;
    let versions = list(&listed, "/Versions").iter();
    let newest = versions.filter_map(|version| text(version, "/Version").parse().ok()).max();
    Ok((alias, newest.unwrap_or_default()))
}

impl System<'_> {
    /// Returns true if a function serves an earlier version than the newest.
    pub(in crate::doctor) fn is_rolled_back(&self) -> bool {
        let Ok(functions) =
            self.stack().and_then(|stack| stack.functions().map(|names| names.map(str::to_owned)))
        else {
            return false;
        };
        functions.iter().any(|function| {
            alias(self, function)
                .is_ok_and(|(alias, newest)| text(&alias, "/FunctionVersion") != newest.to_string())
        })
    }

    /// Returns the problem of a function without the forms.
    pub(in crate::doctor) fn missing_layer(&self) -> Option<String> {
        let stack = self.stack().ok()?;
        let mut functions = stack.functions().ok()?.into_iter();
        let function =
            functions.find(|function| self.live(function).is_ok_and(|live| forms_layer(&live).is_none()))?;
        Some(format!("{function} has no layer with the forms, so every form gets status 404 or 500"))
    }
}

/// The alias `live` of each function is its newest version, and all traffic goes to it.
pub(super) struct LiveVersion;

impl Check for LiveVersion {
    fn name(&self) -> &'static str {
        "live-version"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let stack = system.stack()?;
        if stack.status.ends_with("_IN_PROGRESS") {
            return Err(in_progress(&stack.status));
        }
        let (mut problems, mut aliases) = (Vec::new(), Vec::new());
        for function in stack.functions()? {
            let (alias, newest) = alias(system, function)?;
            let live = text(&alias, "/FunctionVersion").to_owned();
            let weights = alias.pointer("/RoutingConfig/AdditionalVersionWeights").and_then(Value::as_object);
            if let Some((other, weight)) = weights.and_then(|weights| weights.iter().next()) {
                let percent = weight.as_f64().unwrap_or_default() * 100.0;
                problems.push(Problem::new(
                    format!("{percent:.0} percent of the requests for {function} go to version {other}, not to {live}"),
                    system.unless_postponed(|| {
                        let command = system.move_alias(function, &live);
                        format!(
                            "if CodeDeploy shows no deployment or rollback in progress, send all requests to version {live}: `{command}`"
                        )
                    }),
                ));
            }
            aliases.push(Alias {
                function,
                newest: newest.to_string(),
                live,
                is_weighted: weights.is_some_and(|weights| !weights.is_empty()),
            });
        }
        let is_behind = |alias: &&Alias<'_>| alias.live != alias.newest;
        let all_behind = aliases.iter().all(|alias| is_behind(&alias));
        // The weight of another version is its problem already.
        for alias in aliases.iter().filter(is_behind).filter(|alias| !alias.is_weighted) {
            let Alias { function, live, newest, .. } = alias;
            let other = aliases.iter().find(|other| other.function != *function && !all_behind);
            let other = other.map(|other| {
                format!(
                    " If {function} was moved back by hand, move {} to its previous version too \
                     (docs/operating.md#move-an-alias-to-the-previous-version).",
                    other.function
                )
            });
            problems.push(Problem::new(
                format!(
                    "{function} serves version {live}, and {newest} is newer: someone rolled back, or a deployment did not finish"
                ),
                system.unless_postponed(|| {
                    format!(
                        "after a rollback, leave it, correct the version, and {} (docs/operating.md#deploy-after-a-rollback).{} Only if \
                         version {newest} is known to be good: `{}`",
                        system.deploy_after_rollback(),
                        other.unwrap_or_default(),
                        system.move_alias(function, newest)
                    )
                }),
            ));
        }
        Ok(Verdict::of(problems, || {
            let versions: Vec<&str> = aliases.iter().map(|alias| alias.live.as_str()).collect();
            format!("versions {}", versions.join(" and "))
        }))
    }
}

/// The alias of a function.
struct Alias<'a> {
    function: &'a str,
    live: String,
    newest: String,
    is_weighted: bool,
}

/// The functions serve the forms of the checkout.
pub(super) struct DeployedForms;

impl Check for DeployedForms {
    fn name(&self) -> &'static str {
        "deployed-forms"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let stack = system.stack()?;
        let mut layers = BTreeSet::new();
        for function in stack.functions()? {
            layers.extend(forms_layer(&system.live(function)?).map(str::to_owned));
        }
        if let Some(message) = system.missing_layer() {
            return Ok(Verdict::wrong(message, system.undo_deployment("Then")));
        }
        let mut problems = Vec::new();
        if layers.len() > 1 {
            problems.push(Problem::new(
                "the two functions serve different versions of the forms",
                format!("if one alias was moved by hand, see `live-version`; otherwise {}", system.deploy()),
            ));
        }
        let (forms, errors) = system.deployed_forms()?;
        let local = system.checkout_texts();
        let (_, local_errors) = Forms::parse_valid(local.clone().unwrap_or_default());
        problems.extend(errors.0.iter().map(|error| {
            let is_corrected = local.as_ref().is_ok_and(|texts| texts.contains_key(&error.file))
                && !local_errors.0.iter().any(|local| local.file == error.file);
            let then = if is_corrected {
                "The file in the checkout is valid, so".to_owned()
            } else {
                format!("Then correct infra/forms/{}, run `profiling check`, and", error.file)
            };
            Problem::new(invalid_form(error), system.undo_deployment(&then))
        }));
        let invalid = system.deployed_message_errors()?;
        problems.extend(invalid.0.iter().map(|error| {
            Problem::new(
                format!("the deployed file {error}; the built-in text is shown"),
                format!("correct infra/forms/{}, run `profiling check`, and {}", error.file, system.deploy()),
            )
        }));
        let (deployed, local) = (system.deployed_texts()?, local?);
        let is_invalid = |name: &str| errors.0.iter().chain(&invalid.0).any(|error| error.file == name);
        let names: BTreeSet<&String> = deployed.keys().chain(local.keys()).collect();
        for name in names.into_iter().filter(|name| !is_invalid(name)) {
            let message = match (deployed.get(name), local.get(name)) {
                (Some(deployed), Some(local)) if is_same(deployed, local) => continue,
                (Some(_), Some(_)) => format!("the deployed file {name} differs from infra/forms/{name}"),
                (Some(_), None) => format!("the file {name} is deployed, but is not in infra/forms"),
                (None, _) => format!("infra/forms/{name} is not deployed"),
            };
            problems.push(Problem::new(
                message,
                format!(
                    "if the checkout is newer, {}. Otherwise check out the commit that is deployed, and run this command again",
                    system.deploy()
                ),
            ));
        }
        let names: Vec<String> = forms.iter().map(|(name, _)| name.to_string()).collect();
        Ok(Verdict::of(problems, || format!("{}, as in infra/forms", names.join(", "))))
    }
}

/// Returns true if two files have the same content, apart from their formatting.
fn is_same(left: &str, right: &str) -> bool {
    let parse = |text: &str| serde_json::from_str::<Value>(text).ok();
    left == right || parse(left).is_some_and(|left| Some(left) == parse(right))
}

/// Lambda can run as many environments as API Gateway lets requests through.
pub(super) struct Concurrency;

impl Check for Concurrency {
    fn name(&self) -> &'static str {
        "concurrency"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let stack = system.stack()?;
        let (rate, burst) = (stack.number("ThrottleRate"), stack.number("ThrottleBurst"));
        let account = system.aws.get(&["lambda", "get-account-settings"])?;
        let unreserved =
            account.pointer("/AccountLimit/UnreservedConcurrentExecutions").and_then(Value::as_u64);
        let (mut problems, mut limits) = (Vec::new(), Vec::new());
        for function in stack.functions()? {
            let reserved =
                system.aws.get(&["lambda", "get-function-concurrency", "--function-name", function])?;
            let reserved = reserved.get("ReservedConcurrentExecutions").and_then(Value::as_u64);
            let limit = reserved
                .or(unreserved)
                .ok_or_else(|| Unchecked::because("Lambda did not return the account's concurrency limit"))?;
            let kind = if reserved.is_some() { "reserved for it" } else { "of the account" };
            if limit < burst || limit.saturating_mul(REQUESTS_PER_EXECUTION) < rate {
                problems.push(Problem::new(
                    format!(
                        "API Gateway lets a burst of {burst} requests and {rate} requests per second through, but {function} \
                         has {limit} concurrent executions ({kind}) with {REQUESTS_PER_EXECUTION} requests per second each"
                    ),
                    more_concurrency(system, function, reserved, limit, burst.max(rate.div_ceil(REQUESTS_PER_EXECUTION))),
                ));
            }
            limits.push(format!("{limit} {kind}"));
        }
        Ok(Verdict::of(problems, || format!("{}, for bursts of {burst} requests", limits.join(" and "))))
    }
}

/// Returns the steps that raise the number of concurrent executions of a function.
fn more_concurrency(
    system: &System<'_>,
    function: &str,
    reserved: Option<u64>,
    limit: u64,
    needed: u64,
) -> String {
    let options = system.aws.options();
    let first = "if requests are throttled now, set profiling_form = off in the largest application \
                 (docs/operating.md#stop-asking)";
    let then = match reserved {
        Some(0) => format!(
            "a reserved concurrency of 0 stops the function. Unless this is intended: `aws lambda \
             delete-function-concurrency --function-name {function}{options}`"
        ),
        Some(_) => system.deploy_with(&[("ReservedConcurrency", &needed.to_string())]),
        None => format!(
            "request a higher quota, once for both functions: `aws service-quotas request-service-quota-increase \
             --service-code lambda --quota-code L-B99A9384 --desired-value {}{options}`",
            (2 * limit).max(needed).max(1000)
        ),
    };
    format!(
        "{first}; {then}. Lower values of ThrottleBurst and ThrottleRate only replace status 503 with status 429"
    )
}

/// SSM can answer all environments that start in a burst.
pub(super) struct SsmThroughput;

impl Check for SsmThroughput {
    fn name(&self) -> &'static str {
        "ssm-throughput"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let stack = system.stack()?;
        let burst = stack.number("ThrottleBurst");
        let setting = format!(
            "arn:{}:ssm:{}:{}:servicesetting/ssm/parameter-store/high-throughput-enabled",
            stack.partition(),
            stack.region(),
            stack.account()
        );
        let answer = match system.aws.get(&["ssm", "get-service-setting", "--setting-id", &setting]) {
            // Not every region has this setting.
            Err(AwsError::Other { .. } | AwsError::NotFound { .. }) => Value::Null,
            answer => answer?,
        };
        let is_high = text(&answer, "/ServiceSetting/SettingValue") == "true";
        if burst > DEFAULT_THROUGHPUT_BURST && !is_high {
            return Ok(Verdict::wrong(
                format!(
                    "ThrottleBurst is {burst}, but the default throughput of SSM is enough for {DEFAULT_THROUGHPUT_BURST} \
                     environments that start at once"
                ),
                format!(
                    "`aws ssm update-service-setting --setting-value true --setting-id {}{}`, or {}",
                    quoted(&setting),
                    system.aws.options(),
                    system.deploy_with(&[("ThrottleBurst", &DEFAULT_THROUGHPUT_BURST.to_string())])
                ),
            ));
        }
        let kind = if is_high { "higher" } else { "default" };
        Ok(Verdict::Correct(format!("the {kind} throughput, for bursts of {burst} requests")))
    }
}
