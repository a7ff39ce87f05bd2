//! The SSM parameter with the session secret, and the permission to read it.

use std::time::Duration;

use profiling_session::SecretFlaw;

use super::Check;
use crate::doctor::aws::AwsError;
use crate::doctor::facts::{list, text};
use crate::doctor::report::{Problem, Unchecked, Verdict};
use crate::doctor::system::{System, missing_parameter};
use crate::plural::count;
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
        let key = stack.parameter("KmsKeyArn");
        let (key_of_new, key_of_put) = if key.is_empty() {
            (String::new(), String::new())
        } else {
            (format!(" --kms-key {key}"), format!(" --key-id {key}"))
        };
        let secret = match system.find_secret() {
            Ok(secret) => secret,
            Err(Unchecked::Aws(AwsError::NotFound { .. })) => {
                return Ok(Verdict::wrong(
                    missing_parameter(name),
                    format!(
                        "create it again with the Action's secret: docs/rotation.md#by-hand-with-the-aws-cli (NAME={name}, run \
                         `put`). Only if the secret is lost: `profiling secret new{options}{key_of_new}`, and set the \
                         Action's SESSION_TOKEN_SECRET to it at once"
                    ),
                ));
            }
            Err(error) => return Err(error),
        };
        let mut problems = Vec::new();
        if secret.kind != "SecureString" {
            problems.push(Problem::new(
                format!("{name} is a {}, so the secret is not encrypted, and the functions reject it", secret.kind),
                format!(
                    "delete it (`aws ssm delete-parameter --name {name}{}`), and create it again as a SecureString. The secret \
                     was stored without encryption, so use a new one if others can read the parameter: `profiling secret \
                     new{options}{key_of_new}`, and set the Action's SESSION_TOKEN_SECRET to it at once. Otherwise use the same \
                     one: docs/rotation.md#by-hand-with-the-aws-cli",
                    system.aws.options()
                ),
            ));
        }
        let history = format!(
            "find the last good value with `aws ssm get-parameter-history --with-decryption --name {name}{0}`, and write it \
             again from a file that you then delete: `aws ssm put-parameter --name {name} --type SecureString --overwrite \
             --value file://FILE{key_of_put}{0}`",
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
                format!("{name} has {} secrets; expected one, or two during a rotation", secrets.len()),
                format!(
                    "`profiling secret show{options}`, then `profiling secret retire{options}` until the Action's secret is left; \
                     `--newest` removes the newest instead of the oldest"
                ),
            ));
        }
        for (index, secret) in secrets.iter().enumerate() {
            let flaws: Vec<SecretFlaw> = secret.flaws().collect();
            problems.extend(flaws.into_iter().map(|flaw| {
                Problem::new(
                    format!(
                        "the secret in line {} of {name} {flaw}; the functions treat these characters as part of the secret",
                        index + 1
                    ),
                    format!(
                        "if the Action's SESSION_TOKEN_SECRET is not exactly the same text, replace the secret: `profiling \
                         secret rotate{options}`"
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
        let modified = secret
            .modified
            .ok_or_else(|| Unchecked::because("SSM did not return the time of the last change"))?;
        let age = system.clock.now().duration_since(modified).unwrap_or_default();
        let hours = age.as_secs() / 3600;
        if age < ROTATION {
            return Ok(Verdict::Correct(format!("a rotation started {} ago", count(hours, "hour"))));
        }
        let stack = system.stack()?;
        let options = options(system, stack.parameter("SessionSecretParameter"));
        Ok(Verdict::wrong(
            format!("a rotation started {} ago, and is not finished", count(hours / 24, "day")),
            format!(
                "finish it: print both lines with `profiling secret show --reveal{options}`. Set the Action's SESSION_TOKEN_SECRET to \
                 line 2 and SESSION_TOKEN_SECRET_PREVIOUS to line 1, deploy it, and wait an hour. Then `profiling secret \
                 retire{options}`, and remove SESSION_TOKEN_SECRET_PREVIOUS"
            ),
        ))
    }
}

/// The roles of the functions are allowed to read the parameter.
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
                    format!("{role} is not allowed to call ssm:GetParameter on {arn} ({decision})"),
                    restore_permission(system, role, decision),
                ));
            }
        }
        Ok(Verdict::of(problems, || "both functions are allowed to read the parameter".to_owned()))
    }
}

impl System<'_> {
    /// Returns true if new functions could not read the secret, which functions that run may still have.
    pub(in crate::doctor) fn is_secret_unavailable(&self) -> bool {
        let alarms = self.active_alarms().unwrap_or_default();
        alarms.iter().any(|name| ["SecretUnavailableAlarm", "StaleSecretAlarm"].contains(&name.as_str()))
            || matches!(Permissions.run(self), Ok(Verdict::Wrong(_)))
    }
}

/// Returns the steps that allow a role to read the parameter again. A deployment would not restore a policy that the
/// template did not change, and would start functions that cannot read the secret.
fn restore_permission(system: &System<'_>, role: &str, decision: &str) -> String {
    let options = system.aws.options();
    let name = role.rsplit('/').next().unwrap_or(role);
    let stack = &system.target.stack_name;
    let policy = format!(
        "list the policies of the role: `aws iam list-attached-role-policies --role-name {name}{options}`. If the stack's \
         ReadSessionSecret is missing, attach it again: `aws iam attach-role-policy --role-name {name} --policy-arn \
         ARN{options}`, with the ARN of `aws cloudformation describe-stack-resource --stack-name {stack} --logical-resource-id \
         ReadSessionSecret{options}`"
    );
    let denial = "permissions boundary, an SCP or an edited policy";
    let fix = if decision == "explicitDeny" {
        format!("A {denial} denies the call: undo that change. Otherwise, {policy}")
    } else {
        format!(
            "Undo the change of the policy: {policy}. If it is attached, a {denial} prevents the call. For an edited policy: `aws \
             iam list-policy-versions --policy-arn ARN{options}`, then `aws iam set-default-policy-version --policy-arn ARN \
             --version-id ID{options}`"
        )
    };
    format!(
        "do not deploy, because running functions still have the secret. {fix}. Until then: docs/operating.md#stop-asking"
    )
}

/// The functions are allowed to decrypt the parameter.
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
        let key = if key.is_empty() { DEFAULT_KEY } else { key };
        let expected_key = match stack.parameter("KmsKeyArn") {
            "" => DEFAULT_KEY,
            expected_key => expected_key,
        };
        // An alias of a customer managed key does not show which key it is.
        let are_comparable = [key, expected_key].contains(&DEFAULT_KEY) || !key.contains("alias/");
        if are_comparable && key.rsplit('/').next() != expected_key.rsplit('/').next() {
            let parameter = if key == DEFAULT_KEY { "" } else { key };
            return Ok(Verdict::wrong(
                format!(
                    "{name} is encrypted with {key}, but the functions may use only {expected_key} (KmsKeyArn)"
                ),
                format!(
                    "write the secret again with that key, from a file that you then delete: `aws ssm put-parameter --name {name} \
                     --type SecureString --overwrite --key-id {expected_key} --value file://FILE{}`. If {key} is intended, {}",
                    system.aws.options(),
                    system.deploy_key(parameter)
                ),
            ));
        }
        if key == DEFAULT_KEY {
            return Ok(Verdict::Correct(format!("the AWS managed key {DEFAULT_KEY}")));
        }
        // The policy of a key cannot be simulated for a role. The page for an expired token needs the secret.
        let page = system.expired_page()?;
        match page.status {
            403 if page.is_error_page() => {
                Ok(Verdict::Correct(format!("{expected_key}; the functions that responded have the secret")))
            }
            503 if page.is_error_page() => Ok(Verdict::wrong(
                format!("the functions cannot read the secret, which is encrypted with {expected_key}"),
                format!(
                    "allow kms:Decrypt for the roles of the functions in the policy of the key, and enable the key; `{}` lists \
                     other causes",
                    system.explain("secret_unavailable")
                ),
            )),
            status => Err(Unchecked::because(format!(
                "the check needs a page that uses the secret, but the form responded with status {status}"
            ))),
        }
    }
}
