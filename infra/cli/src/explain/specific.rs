//! Texts about a single line: what its values leave of the causes and remedies of its outcome or reason.

use profiling_service::reason::Reason;
use profiling_service::secret::SecretError;

use super::details::Details;

/// The meaning and the remedy of a line, where they are narrower than those of its entry.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Specific {
    pub(super) meaning: Option<&'static str>,
    pub(super) remedy: Option<&'static str>,
}

const fn remedy(text: &'static str) -> Specific {
    Specific { meaning: None, remedy: Some(text) }
}

/// Returns the texts for a line of the Action with this reason.
pub(super) fn of_action(name: &str, details: &Details) -> Specific {
    let detail = details.detail().unwrap_or_default();
    match (name, details.is_denied()) {
        ("not_answered", true) if details.rule().is_some() => remedy(
            "at once, set `profiling_form` to `off` for the application, or remove `deny_without_answer` from the rule in \
             infra/auth0/plan.json, and deploy the Action; then explain the functions' lines with the same `login`",
        ),
        ("token_invalid", _) if detail.contains("Failed signature validation") => remedy(
            "the functions and the Action have different secrets: run `cargo run -- doctor`. During a rotation, set \
             `SESSION_TOKEN_SECRET_PREVIOUS`",
        ),
        ("token_invalid", _) if detail.contains("Token has expired") => remedy(
            "run `cargo run -- doctor`; if `clock` is ok, set the parameter `ResponseTtlSeconds` (15 to 300) to 120, or to 300 with \
             `ContinueMethod=post`, in samconfig.toml, and deploy: `sam build --config-env STAGE && sam deploy --config-env STAGE`. \
             A change in the Lambda console does not reach the alias",
        ),
        ("token_invalid", _) if detail.contains("not a string") => {
            remedy("nothing if it is rare; the parameter `session_token` is missing or repeated")
        }
        ("not_answered", true) => remedy(
            "at once, set the secret `REQUIRED` of the Action to `false` in the dashboard, and Deploy, or `profiling_form` to `off` \
             for the application; then explain the functions' lines with the same `login`",
        ),
        ("postponed", true) => remedy(
            "set `not_now` to `false` in the form and deploy it, because with `REQUIRED=true` or `deny_without_answer` the button \
             leads to a denied login",
        ),
        ("still_missing", true) => remedy(
            "make the missing fields required in the form and deploy it; if the form does not have them, add them, or remove \
             them from `REQUIRED_USER_FIELDS` or `ask` of the rule",
        ),
        ("cannot_redirect", true) => remedy(
            "at once, set `profiling_form` = `off` for this application (Auth0: Applications, the application, Advanced \
             Settings), or let the user log in once in a browser",
        ),
        _ => Specific::default(),
    }
}

/// Returns the texts for a line of a function with this reason.
pub(super) fn of_function(reason: &Reason) -> Specific {
    if *reason == Reason::FormsMissing {
        return Specific {
            meaning: Some("the layer with the forms is missing or empty, so no form can be served"),
            remedy: Some(
                "roll back (docs/operating.md#rolling-back), run `sam build` and `cargo run -- check`, and deploy",
            ),
        };
    }
    let Reason::Secret(error) = reason else { return Specific::default() };
    if matches!(error, SecretError::Unusable(_)) {
        return remedy(
            "someone edited the parameter: find the last good value in its history, and write it again \
             (docs/rotation.md#by-hand-with-the-aws-cli)",
        );
    }
    let fields = serde_json::to_value(reason).unwrap_or_default();
    let code = fields.get("code").and_then(serde_json::Value::as_str).unwrap_or_default();
    match code {
        "ParameterNotFound" => remedy(
            "create the parameter again with the Action's secret (docs/rotation.md#by-hand-with-the-aws-cli), or correct \
             `SessionSecretParameter`. Only if the secret is lost, run `cargo run -- secret new`, and set the new secret in \
             the Action immediately",
        ),
        "ThrottlingException" => remedy(
            "find what uses up the calls of the account, and raise the throughput (docs/operating.md#ssm-throughput)",
        ),
        "AccessDeniedException" => remedy(
            "do not deploy; undo the change of the policy: `ReadSessionSecret` must be attached to the roles of the functions, \
             and with a customer managed key, the policy of the key must allow `kms:Decrypt`. `cargo run -- doctor` finds \
             which",
        ),
        _ => Specific::default(),
    }
}

#[cfg(test)]
mod tests;
