//! The functions: the version that serves requests, its forms, and the limits.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Check;
use crate::doctor::aws::AwsError;
use crate::doctor::facts::{list, text};
use crate::doctor::report::{Problem, Unchecked, Verdict};
use crate::doctor::system::{ALIAS, System};
use crate::printable::quoted;

/// Lambda's limit of requests per second for each concurrent execution.
const REQUESTS_PER_EXECUTION: u64 = 10;

/// The burst that SSM's default throughput can serve.
const DEFAULT_THROUGHPUT_BURST: u64 = 200;

/// The alias `live` of each function is its newest version, and all traffic goes to it.
pub(super) struct LiveVersion;

impl Check for LiveVersion {
    fn name(&self) -> &'static str {
        "live-version"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let stack = system.stack()?;
        if stack.status.ends_with("_IN_PROGRESS") {
            return Err(Unchecked::because("a deployment is in progress"));
        }
        let (mut problems, mut versions) = (Vec::new(), Vec::new());
        for function in stack.functions()? {
            let alias = ["lambda", "get-alias", "--function-name", function, "--name", ALIAS];
            let alias = system.aws.get(&alias)?;
            let listed =
                system.aws.get(&["lambda", "list-versions-by-function", "--function-name", function])?;
            let newest = list(&listed, "/Versions")
                .iter()
                .filter_map(|version| text(version, "/Version").parse().ok());
            let newest: u64 = newest.max().unwrap_or_default();
            let live = text(&alias, "/FunctionVersion");
            let update = format!(
                "aws lambda update-alias --function-name {} --name {ALIAS} --routing-config \
                 AdditionalVersionWeights={{}}{}",
                quoted(function),
                system.aws.options()
            );
            let weights = alias.pointer("/RoutingConfig/AdditionalVersionWeights").and_then(Value::as_object);
            if let Some((other, weight)) = weights.and_then(|weights| weights.iter().next()) {
                let percent = weight.as_f64().unwrap_or_default() * 100.0;
                problems.push(Problem::new(
                    format!("{percent:.0} percent of the requests for {function} go to version {other}, not to {live}"),
                    format!("if no deployment or rollback is in progress, remove the weight: {update}"),
                ));
            }
            if live != newest.to_string() {
                problems.push(Problem::new(
                    format!("{function} serves version {live}, but {newest} is the newest"),
                    format!(
                        "after a rollback by hand, deploy a corrected version; otherwise serve the newest: {update} \
                         --function-version {newest}"
                    ),
                ));
            }
            versions.push(live.to_owned());
        }
        Ok(Verdict::of(problems, || format!("versions {}", versions.join(" and "))))
    }
}

/// The functions serve the forms of the checkout.
pub(super) struct DeployedForms;

impl Check for DeployedForms {
    fn name(&self) -> &'static str {
        "deployed-forms"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let stack = system.stack()?;
        let deploy =
            format!("sam build --config-env {0}, then sam deploy --config-env {0}", system.target.stage);
        let mut layers = BTreeSet::new();
        for function in stack.functions()? {
            let live = system.live(function)?;
            let layer = text(&live, "/Layers/0/Arn");
            if layer.is_empty() {
                return Ok(Verdict::wrong(
                    format!(
                        "{function} has no layer with the forms, so each form is answered with status 404 or 500"
                    ),
                    deploy,
                ));
            }
            layers.insert(layer.to_owned());
        }
        let mut problems = Vec::new();
        if layers.len() > 1 {
            problems.push(Problem::new(
                "the two functions serve different versions of the forms",
                deploy.clone(),
            ));
        }
        let (forms, errors) = system.deployed_forms()?;
        let invalid = system.deployed_message_errors()?;
        problems.extend(errors.0.iter().chain(&invalid.0).map(|error| {
            Problem::new(
                format!("the deployed file {error}"),
                "correct the file, run `profiling check`, and deploy",
            )
        }));
        let (deployed, own) = (system.deployed_texts()?, system.own_texts()?);
        let names: BTreeSet<&String> = deployed.keys().chain(own.keys()).collect();
        for name in names {
            let message = match (deployed.get(name), own.get(name)) {
                (Some(deployed), Some(own)) if is_same(deployed, own) => continue,
                (Some(_), Some(_)) => format!("the deployed file {name} differs from infra/forms/{name}"),
                (Some(_), None) => format!("the file {name} is deployed, but not in infra/forms"),
                (None, _) => format!("infra/forms/{name} is not deployed"),
            };
            problems.push(Problem::new(
                message,
                format!("check out the version that is deployed, or deploy: {deploy}"),
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
                .ok_or_else(|| Unchecked::because("Lambda returned no limit of the account"))?;
            let kind = if reserved.is_some() { "reserved for it" } else { "of the account" };
            if limit < burst || limit.saturating_mul(REQUESTS_PER_EXECUTION) < rate {
                problems.push(Problem::new(
                    format!(
                        "API Gateway lets a burst of {burst} requests and {rate} requests per second through, but {function} \
                         has {limit} concurrent executions ({kind}) with {REQUESTS_PER_EXECUTION} requests per second each"
                    ),
                    if reserved.is_some() {
                        "raise ReservedConcurrency, or lower ThrottleBurst and ThrottleRate, and deploy".to_owned()
                    } else {
                        format!(
                            "request a higher quota (aws service-quotas request-service-quota-increase --service-code lambda \
                             --quota-code L-B99A9384 --desired-value 1000{}), or lower ThrottleBurst and ThrottleRate, and \
                             deploy",
                            system.aws.options()
                        )
                    },
                ));
            }
            limits.push(format!("{limit} {kind}"));
        }
        Ok(Verdict::of(problems, || format!("{}, for bursts of {burst} requests", limits.join(" and "))))
    }
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
                    "aws ssm update-service-setting --setting-value true --setting-id {}{}, or lower ThrottleBurst",
                    quoted(&setting),
                    system.aws.options()
                ),
            ));
        }
        let kind = if is_high { "higher" } else { "default" };
        Ok(Verdict::Correct(format!("the {kind} throughput, for bursts of {burst} requests")))
    }
}
