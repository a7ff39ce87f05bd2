//! The SSM parameter with the session secret, and the permission to read it.

use std::time::Duration;

use profiling_session::SecretFlaw;

use super::Check;
use crate::doctor::aws::AwsError;
use crate::doctor::facts::{list, text};
use crate::doctor::report::{Problem, Unchecked, Verdict};
use crate::doctor::system::System;
use crate::printable::quoted;
use crate::secret::lines::{Secret, Secrets};

/// A rotation that is not finished after this time was probably forgotten.
const ROTATION: Duration = Duration::from_hours(24);

/// The maximum number of secrets: a rotation has the previous and the new one.
const MAX_SECRETS: usize = 2;

/// The key with which SSM encrypts a parameter by default.
const DEFAULT_KEY: &str = "alias/aws/ssm";

/// Returns the options that select the parameter for `profiling secret`.
fn options(system: &System<'_>, name: &str) -> String {
    format!(" --parameter {}{}", quoted(name), system.aws.options())
}

/// The parameter exists, is encrypted, and contains one or two usable secrets.
pub(super) struct Parameter;

impl Check for Parameter {
    fn name(&self) -> &'static str {
        "secret"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let stack = system.stack()?;
        let name = stack.parameter("SessionSecretParameter");
        let options = options(system, name);
        let secret = match system.secret() {
            Ok(secret) => secret,
            Err(Unchecked::Aws(AwsError::NotFound { .. })) => {
                return Ok(Verdict::wrong(
                    format!("the parameter {name} does not exist in this region"),
                    format!(
                        "profiling secret new{options}, then set the Action's SESSION_TOKEN_SECRET to the new secret"
                    ),
                ));
            }
            Err(error) => return Err(error),
        };
        let mut problems = Vec::new();
        if secret.kind != "SecureString" {
            problems.push(Problem::new(
                format!(
                    "{name} is a {}, so the secret is not encrypted, and the functions reject it",
                    secret.kind
                ),
                format!(
                    "delete it (aws ssm delete-parameter --name {}{}), create another with `profiling secret \
                     new{options}`, and set the Action's SESSION_TOKEN_SECRET to it",
                    quoted(name),
                    system.aws.options()
                ),
            ));
        }
        let history = format!(
            "find the last good value with `aws ssm get-parameter-history --with-decryption --name {}{}`, and write it \
             again with `aws ssm put-parameter --overwrite`",
            quoted(name),
            system.aws.options()
        );
        let secrets = match Secrets::parse(&secret.value) {
            Ok(secrets) => secrets,
            Err(error) => {
                problems.push(Problem::new(format!("the functions cannot use {name}: {error}"), history));
                return Ok(Verdict::Wrong(problems));
            }
        };
        if secrets.len() > MAX_SECRETS {
            problems.push(Problem::new(
                format!("{name} has {} secrets; only a rotation has two", secrets.len()),
                format!("profiling secret show{options}, then `profiling secret retire{options}` until one is left"),
            ));
        }
        for (index, secret) in secrets.iter().enumerate() {
            let flaws: Vec<SecretFlaw> = secret.flaws().collect();
            problems.extend(flaws.into_iter().map(|flaw| {
                Problem::new(
                    format!("the secret in line {} of {name} {flaw}, and this counts as part of the secret", index + 1),
                    format!(
                        "unless the Action has exactly the same text, rotate to another one: profiling secret \
                         rotate{options}"
                    ),
                )
            }));
        }
        let fingerprints: Vec<String> = secrets.iter().map(Secret::fingerprint).collect();
        Ok(Verdict::of(problems, || format!("{name}, fingerprint {}", fingerprints.join(", "))))
    }
}

/// No rotation was forgotten.
pub(super) struct Rotation;

impl Check for Rotation {
    fn name(&self) -> &'static str {
        "rotation"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let secret = system.secret()?;
        if secret.secrets()?.len() < MAX_SECRETS {
            return Ok(Verdict::Correct("no rotation in progress".to_owned()));
        }
        let modified =
            secret.modified.ok_or_else(|| Unchecked::because("SSM returned no time of the change"))?;
        let age = system.clock.now().duration_since(modified).unwrap_or_default();
        let hours = age.as_secs() / 3600;
        if age < ROTATION {
            return Ok(Verdict::Correct(format!("a rotation started {hours} hours ago")));
        }
        let stack = system.stack()?;
        let options = options(system, stack.parameter("SessionSecretParameter"));
        Ok(Verdict::wrong(
            format!("a rotation started {} days ago, and is not finished", hours / 24),
            format!(
                "finish it: set the Action's SESSION_TOKEN_SECRET to line 2 of `profiling secret show --reveal{options}`, \
                 deploy it, wait an hour, then `profiling secret retire{options}`"
            ),
        ))
    }
}

/// The roles of the functions may read the parameter.
pub(super) struct Permissions;

impl Check for Permissions {
    fn name(&self) -> &'static str {
        "permissions"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let stack = system.stack()?;
        let arn = stack.secret_arn();
        let mut problems = Vec::new();
        for function in stack.functions()? {
            let live = system.live(function)?;
            let role = text(&live, "/Role");
            let arguments = [
                "iam",
                "simulate-principal-policy",
                "--policy-source-arn",
                role,
                "--action-names",
                "ssm:GetParameter",
                "--resource-arns",
                &arn,
            ];
            let result = system.aws.get(&arguments)?;
            let decision = text(&result, "/EvaluationResults/0/EvalDecision");
            if decision != "allowed" {
                problems.push(Problem::new(
                    format!("{role} may not ssm:GetParameter on {arn} ({decision})"),
                    format!(
                        "deploy the stack, whose managed policy ReadSessionSecret allows it; if a permissions boundary or a \
                         policy of the organization denies it, allow it there. See the events: aws cloudtrail \
                         lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=GetParameter{}",
                        system.aws.options()
                    ),
                ));
            }
        }
        Ok(Verdict::of(problems, || "both functions may read the parameter".to_owned()))
    }
}

/// The functions may decrypt the parameter.
pub(super) struct EncryptionKey;

impl Check for EncryptionKey {
    fn name(&self) -> &'static str {
        "encryption-key"
    }

    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked> {
        let stack = system.stack()?;
        let name = stack.parameter("SessionSecretParameter");
        let filter = format!("Key=Name,Values={name}");
        let answer = system.aws.get(&["ssm", "describe-parameters", "--parameter-filters", &filter])?;
        let key = list(&answer, "/Parameters").first().map(|parameter| text(parameter, "/KeyId"));
        let key = key.ok_or_else(|| Unchecked::because(format!("SSM does not list {name}")))?;
        let own = stack.parameter("KmsKeyArn");
        if key.is_empty() || key == DEFAULT_KEY {
            return Ok(if own.is_empty() {
                Verdict::Correct(format!("the AWS managed key {DEFAULT_KEY}"))
            } else {
                Verdict::wrong(
                    format!("{name} is encrypted with {DEFAULT_KEY}, but KmsKeyArn is {own}"),
                    "set KmsKeyArn to the empty string and deploy, or write the parameter again with `aws ssm put-parameter \
                     --overwrite --key-id`",
                )
            });
        }
        if own.is_empty() {
            return Ok(Verdict::wrong(
                format!(
                    "{name} is encrypted with the key {key}, which the functions may not use: KmsKeyArn is empty"
                ),
                "set KmsKeyArn to the ARN of this key in samconfig.toml, and deploy",
            ));
        }
        // The policy of a key cannot be simulated for a role. A page that was answered needed the secret.
        match system.question_status()? {
            200 => Ok(Verdict::Correct(format!("{own}; the functions could decrypt the secret"))),
            503 => Ok(Verdict::wrong(
                format!("the functions cannot read the secret, which is encrypted with {own}"),
                "allow kms:Decrypt for the roles of the functions in the policy of the key, and enable the key; \
                 `profiling explain secret_unavailable` lists other causes",
            )),
            status => Err(Unchecked::because(format!(
                "only a page that needed the secret can prove it, and the form answered with status {status}"
            ))),
        }
    }
}
