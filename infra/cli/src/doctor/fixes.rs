//! The commands in fixes. They select the same system as the command line of `doctor`.

use std::collections::BTreeMap;

use super::facts::Page;
use super::system::System;

/// The default of `profiling explain --stack`.
const DEFAULT_STACK: &str = "progressive-profiling";

/// The parameter that sets how a deployment shifts traffic, and the type that shifts all of it at once.
const DEPLOYMENT_TYPE: (&str, &str) = ("DeploymentType", "AllAtOnce");

/// The alarms that roll back a gradual deployment, and that make one fail from the start if they are on.
const ROLLBACK_ALARMS: [&str; 4] =
    ["InternalErrorsAlarm", "InvalidFormAlarm", "SecretUnavailableAlarm", "ServerErrorsAlarm"];

/// The step while new functions could not read the secret: a deployment and a moved alias start new ones.
const POSTPONE: &str = "postpone the deployment until `secret`, `permissions` and `encryption-key` are ok: running functions \
                        still have the secret, and new ones could not read it. Then run this command again";

/// The first step if requests fail for an unknown reason.
pub(super) const BEGAN_WITH_DEPLOYMENT: &str = "if it began with a deployment, move both aliases to the previous version \
                                                (docs/operating.md#move-an-alias-to-the-previous-version)";

impl System<'_> {
    /// Returns the step that deploys the stack.
    pub(super) fn deploy(&self) -> String {
        self.deploy_with(&[])
    }

    /// Returns the step that deploys the stack with other values of parameters.
    pub(super) fn deploy_with(&self, changes: &[(&str, &str)]) -> String {
        self.unless_postponed(|| self.deployment(changes, false))
    }

    /// Returns the step that allows the functions to use the key of the secret.
    pub(super) fn deploy_key(&self, arn: &str) -> String {
        self.deployment(&[("KmsKeyArn", arn)], false)
    }

    /// Returns the steps after a deployment that must be undone: `then`, and a deployment.
    pub(super) fn undo_deployment(&self, then: &str) -> String {
        self.unless_postponed(|| {
            let deploy = self.deployment(&[], true);
            format!(
                "in seconds: move both aliases to the previous version \
                 (docs/operating.md#move-an-alias-to-the-previous-version). {then} {deploy}"
            )
        })
    }

    /// Returns a step that starts new functions, or what to do before it if they could not read the secret.
    pub(super) fn unless_postponed(&self, step: impl FnOnce() -> String) -> String {
        if self.is_secret_unavailable() { POSTPONE.to_owned() } else { step() }
    }

    /// Returns the step that deploys the stack after an alias was moved to an earlier version.
    pub(super) fn deploy_after_rollback(&self) -> String {
        self.unless_postponed(|| self.deployment(&[], true))
    }

    fn deployment(&self, changes: &[(&str, &str)], is_after_rollback: bool) -> String {
        let stage = &self.target.stage;
        // A release has the functions, and no sources.
        let is_release = self.target.root.as_ref().is_some_and(|root| !root.join("Cargo.toml").is_file());
        let build = if is_release { String::new() } else { format!("sam build --config-env {stage} && ") };
        let stack_name = &self.target.stack_name;
        let stack = match &self.target.stage_stack {
            Some(name) if name == stack_name => String::new(),
            _ => format!(" --stack-name {stack_name}"),
        };
        let mut command = format!("{build}sam deploy --config-env {stage}{stack}{}", self.aws.options());
        let active = self.active_alarms().unwrap_or_default();
        let is_gradual = self
            .stack()
            .is_ok_and(|stack| !["", DEPLOYMENT_TYPE.1].contains(&stack.parameter(DEPLOYMENT_TYPE.0)));
        let blocking: Vec<&str> =
            active.iter().map(String::as_str).filter(|name| ROLLBACK_ALARMS.contains(name)).collect();
        let reason = if !blocking.is_empty() {
            Some(format!("A gradual deployment fails while {} is on", blocking.join(", ")))
        } else if is_after_rollback || self.is_rolled_back() {
            Some("A gradual deployment fails after an alias was moved".to_owned())
        } else {
            None
        };
        let mut note = String::new();
        if let Some(reason) = reason.filter(|_| is_gradual) {
            let mut parameters: BTreeMap<&str, &str> =
                self.target.parameters.iter().map(|(name, value)| (&**name, &**value)).collect();
            parameters.extend(changes.iter().copied().chain([DEPLOYMENT_TYPE]));
            let overrides = parameters.iter().map(|(name, value)| argument(name, value));
            command = format!("{command} --parameter-overrides {}", overrides.collect::<Vec<_>>().join(" "));
            note = format!(
                ". {reason}, so this command deploys all at once. Its parameters replace the list in samconfig.toml"
            );
        }
        let settings: Vec<String> =
            changes.iter().map(|(name, value)| format!("`\"{}\"`", override_of(name, value))).collect();
        let place = if self.target.root.is_none() { "in the repository, " } else { "" };
        let set = if settings.is_empty() {
            String::new()
        } else {
            format!("set {} in samconfig.toml, and ", settings.join(" and "))
        };
        format!("{place}{set}deploy: `{command}`{note}")
    }

    /// Returns the step that deploys the Action, or goes back to another version of it.
    pub(super) fn deploy_action(&self) -> String {
        let environment = self.target.environment.as_deref().unwrap_or(&self.target.stage);
        format!(
            "run `profiling action` and deploy environments/{environment}.json (infra/auth0/README.md#deploy-with-auth0-deploy-cli). Before this, set \
             SESSION_TOKEN_SECRET, and during a rotation also SESSION_TOKEN_SECRET_PREVIOUS, because the import replaces both. \
             The application of `doctor` only reads, and cannot deploy"
        )
    }

    /// Returns the command that explains an outcome, an alarm or a message.
    pub(super) fn explain(&self, name: &str) -> String {
        let stack = &self.target.stack_name;
        let option = if stack == DEFAULT_STACK { String::new() } else { format!(" --stack {stack}") };
        let name = if name.contains(' ') { format!("'{name}'") } else { name.to_owned() };
        format!("profiling explain {name}{option}")
    }

    /// Returns the command that prints the log line of an error page.
    pub(super) fn log_line(&self, log_group: &str, page: &Page) -> String {
        let filter = match page.reference() {
            Some(reference) => format!("$.reference = \"{reference}\""),
            None => format!("$.synthetic IS TRUE && $.status = {}", page.status),
        };
        format!(
            "aws logs tail {log_group} --since 15m --filter-pattern '{{ {filter} }}'{}",
            self.aws.options()
        )
    }

    /// Returns the command that moves the alias of a function to a version, without a second version.
    pub(super) fn move_alias(&self, function: &str, version: &str) -> String {
        format!(
            "aws lambda update-alias --function-name {function} --name live --function-version {version} --routing-config \
             '{{\"AdditionalVersionWeights\":{{}}}}'{}",
            self.aws.options()
        )
    }
}

/// Returns a parameter as samconfig.toml has it.
fn override_of(name: &str, value: &str) -> String {
    if value.is_empty() || value.contains(' ') {
        format!("{name}='{value}'")
    } else {
        format!("{name}={value}")
    }
}

/// Returns a parameter as an argument on a command line.
fn argument(name: &str, value: &str) -> String {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"_-./:,@".contains(&b);
    if !value.is_empty() && value.bytes().all(is_plain) {
        format!("{name}={value}")
    } else {
        // The SAM CLI removes the double quotes.
        let value = value.replace('\'', "'\\''");
        format!("'{name}=\"{value}\"'")
    }
}
