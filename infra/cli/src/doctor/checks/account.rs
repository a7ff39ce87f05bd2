//! The credentials, and the stack.

use serde_json::Value;

use super::Check;
use crate::doctor::aws::AwsError;
use crate::doctor::facts::{list, text};
use crate::doctor::report::{Problem, Unchecked, Verdict};
use crate::doctor::system::{MAX_DRIFT_POLLS, System};

/// The maximum number of pages of drifts. A page has up to 100.
const MAX_PAGES: usize = 100;

/// The credentials are valid, and belong to the account of the stack.
pub(in crate::doctor) struct Credentials;

impl Check for Credentials {
    fn name(&self) -> &'static str {
        "credentials"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let identity = match system.aws.get(&["sts", "get-caller-identity"]) {
            Ok(identity) => identity,
            Err(error @ AwsError::Throttled(_)) => return Err(error.into()),
            // The message of these says what to check.
            Err(error @ (AwsError::Unreachable | AwsError::NotFinished { .. })) => {
                return Ok(Verdict::wrong(
                    error.to_string(),
                    format!("then run `aws sts get-caller-identity{}`", system.aws.options()),
                ));
            }
            Err(error) => {
                let fix = format!(
                    "configure the AWS CLI so that `aws sts get-caller-identity{}` prints the stack's account",
                    system.aws.options()
                );
                return Ok(Verdict::wrong(error.to_string(), fix));
            }
        };
        let account = text(&identity, "/Account");
        Ok(Verdict::Correct(format!("account {account}, {}", text(&identity, "/Arn"))))
    }
}

/// The stack exists, and its last deployment succeeded.
pub(super) struct StackState;

impl Check for StackState {
    fn name(&self) -> &'static str {
        "stack"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let name = &system.target.stack_name;
        let stack = match system.find_stack() {
            Ok(stack) => stack,
            Err(AwsError::NotFound { .. }) => {
                let account = system.aws.get(&["sts", "get-caller-identity"])?;
                let message =
                    format!("account {} has no stack `{name}` in this region", text(&account, "/Account"));
                let fix = format!(
                    "use the stage, the region and the credentials of the stack (--config-env, --region, --profile). If it \
                     was never deployed, {}",
                    system.deploy()
                );
                return Ok(Verdict::wrong(message, fix));
            }
            // Without the stack, hardly anything can be checked.
            Err(error @ AwsError::Denied(_)) => {
                return Ok(Verdict::wrong(
                    error.to_string(),
                    "use credentials that can read the stack, or grant this permission to those in `credentials`",
                ));
            }
            Err(error) => return Err(error.into()),
        };
        let options = system.aws.options();
        let events = format!("aws cloudformation describe-stack-events --stack-name {name}{options}");
        let status = stack.status.as_str();
        match status {
            "CREATE_COMPLETE" | "UPDATE_COMPLETE" | "IMPORT_COMPLETE" => {
                Ok(Verdict::Correct(format!("{status}, in {}", stack.region())))
            }
            "UPDATE_ROLLBACK_COMPLETE" => Ok(Verdict::wrong(
                "the last deployment failed, and was rolled back; the version before it is in use",
                format!(
                    "find the reason with `{events}`. Users have the previous version, so there is no hurry. Correct the cause, \
                     and {}",
                    system.deploy()
                ),
            )),
            "ROLLBACK_COMPLETE" | "ROLLBACK_FAILED" | "CREATE_FAILED" | "REVIEW_IN_PROGRESS" => {
                Ok(Verdict::wrong(
                    format!("the first deployment failed or did not run ({status})"),
                    format!(
                        "find the reason with `{events}`; then run `sam delete --stack-name {name}{options}`, and deploy again"
                    ),
                ))
            }
            "UPDATE_ROLLBACK_FAILED" => Ok(Verdict::wrong(
                "the last deployment failed, and could not be rolled back",
                format!(
                    "find the reason with `{events}`, remove it, and run `aws cloudformation continue-update-rollback \
                     --stack-name {name}{options}`"
                ),
            )),
            status if status.ends_with("_IN_PROGRESS") => Err(in_progress(status)),
            status => {
                Ok(Verdict::wrong(format!("the stack is in the state {status}"), format!("see `{events}`")))
            }
        }
    }
}

/// Returns the reason why nothing is checked during a deployment.
pub(super) fn in_progress(status: &str) -> Unchecked {
    Unchecked::because(format!(
        "a deployment is in progress ({status}); run this command again when it is finished. To stop a gradual deployment: \
         CodeDeploy → Deployments → Stop and roll back"
    ))
}

/// No resource of the stack was changed by hand.
pub(super) struct Drift;

impl Check for Drift {
    fn name(&self) -> &'static str {
        "drift"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let name = &system.target.stack_name;
        let started = system.aws.request(&["cloudformation", "detect-stack-drift", "--stack-name", name])?;
        let id = text(&started, "/StackDriftDetectionId");
        let arguments =
            ["cloudformation", "describe-stack-drift-detection-status", "--stack-drift-detection-id", id];
        let result = system.poll(MAX_DRIFT_POLLS, &arguments, |answer| {
            text(answer, "/DetectionStatus") == "DETECTION_IN_PROGRESS"
        })?;
        if text(&result, "/DetectionStatus") == "DETECTION_FAILED" {
            let reason = text(&result, "/DetectionStatusReason");
            return Err(Unchecked::because(format!("CloudFormation cannot detect drift: {reason}")));
        }
        let arguments = [
            "cloudformation",
            "describe-stack-resource-drifts",
            "--stack-name",
            name,
            "--stack-resource-drift-status-filters",
            "MODIFIED",
            "DELETED",
        ];
        let drifts = all_drifts(system, &arguments)?;
        let problems = drifts.iter().map(|drift| {
            let paths: Vec<&str> = list(drift, "/PropertyDifferences")
                .iter()
                .map(|difference| text(difference, "/PropertyPath"))
                .collect();
            let resource = text(drift, "/LogicalResourceId");
            let status = text(drift, "/StackResourceDriftStatus").to_lowercase();
            let place = if paths.is_empty() { String::new() } else { format!(" at {}", paths.join(", ")) };
            Problem::new(
                format!("{resource} was {status} outside of CloudFormation{place}"),
                "undo the change by hand, or make it in template.yaml or samconfig.toml; a deployment does not restore a \
                 property that the template did not change",
            )
        });
        Ok(Verdict::of(problems.collect(), || "no resource was changed outside of CloudFormation".to_owned()))
    }
}

/// Returns the drifts on all pages. The AWS CLI requests only the first one, because botocore has no paginator for them.
fn all_drifts(system: &System<'_>, arguments: &[&str]) -> Result<Vec<Value>, Unchecked> {
    let mut drifts = Vec::new();
    let mut token = String::new();
    for _ in 0..MAX_PAGES {
        let mut arguments = arguments.to_vec();
        if !token.is_empty() {
            arguments.extend(["--next-token", &token]);
        }
        let page = system.aws.request(&arguments)?;
        drifts.extend_from_slice(list(&page, "/StackResourceDrifts"));
        text(&page, "/NextToken").clone_into(&mut token);
        if token.is_empty() {
            return Ok(drifts);
        }
    }
    Err(Unchecked::because("CloudFormation returned too many pages of changed resources"))
}
