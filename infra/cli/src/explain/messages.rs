//! Messages that are in neither of the logs: those of AWS and Auth0, and those that users see.

use profiling_forms::locale::{self, LANGUAGES, Tag};
use profiling_service::outcome::Cause::{self, Attacker, Operator, Platform, Tenant, User};
use profiling_service::outcome::Outcome;
use serde_json::{Map, Value};

/// A message of another system, or of the Action to a user.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// The message, or its beginning.
    pub(super) name: &'static str,
    /// Other texts that identify it.
    aliases: &'static [&'static str],
    /// The system that it comes from.
    pub(super) source: &'static str,
    /// The meaning.
    pub(super) meaning: &'static str,
    /// The causes, the most likely first.
    pub(super) causes: &'static [Cause],
    /// The remedy.
    pub(super) remedy: &'static str,
    /// What happens to the user.
    pub(super) effect: &'static str,
}

/// What a user gets if API Gateway responds in place of the functions.
const BARE: &str = "sees bare JSON, and cannot continue the login until the cause is fixed";

/// What happens to a user whose login the Action denies.
const DENIED: &str = "is not logged in, and sees this message in the application";

/// All messages.
pub(super) const MESSAGES: &[Message] = &[
    Message {
        name: "Forbidden",
        aliases: &[],
        source: "API Gateway, status 403",
        meaning: "the custom domain has no mapping to the API",
        causes: &[Operator],
        remedy: "run `aws apigatewayv2 create-api-mapping --domain-name DOMAIN --api-id ID --stage '$default'`; `cargo run -- \
                 doctor` prints it with your domain and API",
        effect: BARE,
    },
    Message {
        name: "Not Found",
        aliases: &[],
        source: "API Gateway, status 404",
        meaning: "the custom domain is mapped to another API, or `FORM_URL` has the default endpoint, which is disabled",
        causes: &[Operator],
        remedy: "map the domain to stage `$default` of the API (`cargo run -- doctor` prints the command), or correct \
                 `FORM_URL` at Auth0",
        effect: BARE,
    },
    Message {
        name: "Too Many Requests",
        aliases: &["Rate Exceeded", "429"],
        source: "API Gateway, status 429",
        meaning: "the request rate is above `ThrottleRate`, `ThrottleBurst` or the limit of the account",
        causes: &[Operator, Attacker],
        remedy: "for a launch, set a higher `ThrottleRate` in samconfig.toml, and deploy: `sam build --config-env STAGE && sam \
                 deploy --config-env STAGE`; for a flood, see docs/protection.md",
        effect: BARE,
    },
    Message {
        name: "Internal Server Error",
        aliases: &[],
        source: "API Gateway, status 500",
        meaning: "API Gateway could not invoke the function, or the function ended without a response, for example \
                  because it does not start",
        causes: &[Operator, Platform],
        remedy: "if it began with a deployment, move both aliases to the previous version, which takes seconds \
                 (docs/operating.md#move-an-alias-to-the-previous-version); `integration_error` in the access log and the lines with \
                 level ERROR in the functions' logs have the cause",
        effect: BARE,
    },
    Message {
        name: "Service Unavailable",
        aliases: &[],
        source: "API Gateway, status 503",
        meaning: "Lambda throttled the function, or the function took longer than its timeout of 10 seconds",
        causes: &[Operator, Platform],
        remedy: "raise the concurrency (docs/operating.md#quotas-and-scaling), because a lower `ThrottleRate` only replaces \
                 status 503 with 429; `integration_error` in the access log shows which of the two it was",
        effect: BARE,
    },
    Message {
        name: "exec format error",
        aliases: &["Runtime.InvalidEntrypoint", "Runtime.ExitError"],
        source: "Lambda's log",
        meaning: "the function does not start, usually because it was built for another architecture than the parameter \
                  `Architecture`",
        causes: &[Operator],
        remedy: "roll back (docs/operating.md#rolling-back); then set `Architecture` in samconfig.toml, run `sam build` \
                 and `profiling check`, and deploy",
        effect: BARE,
    },
    Message {
        name: "AccessDeniedException",
        aliases: &["AccessDenied", "is not authorized to perform"],
        source: "AWS",
        meaning: "a role or a user lacks a permission; in the functions' log, the role of the function may not read the \
                  parameter or use its key",
        causes: &[Operator],
        remedy: "for a function, compare the name of the parameter with `SessionSecretParameter` and the stack's policy \
                 `ReadSessionSecret`, and the key with `KmsKeyArn`; for a command of yours, see \
                 docs/rotation.md#permissions",
        effect: "sees the form as long as running functions have the secret; after that, an error page",
    },
    Message {
        name: "ThrottlingException",
        aliases: &["TooManyRequestsException", "RequestLimitExceeded"],
        source: "AWS",
        meaning: "the account makes too many calls to this service; for `GetParameter`, new functions cannot read the secret",
        causes: &[Operator, Platform],
        remedy: "for SSM, find the caller and raise the throughput (docs/operating.md#ssm-throughput); for Lambda, raise the \
                 concurrency (docs/operating.md#quotas-and-scaling); for a command of yours, repeat it in a minute",
        effect: "sees the form as long as running functions have the secret; after that, an error page",
    },
    Message {
        name: "A version for this Lambda function exists",
        aliases: &[],
        source: "CloudFormation, during a deployment",
        meaning: "an earlier deployment was rolled back and left a version with the same content",
        causes: &[Operator],
        remedy: "delete that version, always with `--qualifier` (docs/operating.md#deploy-after-a-rollback), and deploy again",
        effect: "logs in with the previous version",
    },
    Message {
        name: "UPDATE_ROLLBACK_FAILED",
        aliases: &[],
        source: "CloudFormation, the status of a stack",
        meaning: "the last deployment failed, and could not be rolled back",
        causes: &[Operator, Platform],
        remedy: "run `cargo run -- doctor`: it prints the command that lists the reason and the one that continues the rollback",
        effect: "logs in with the version to which the aliases point",
    },
    Message {
        name: "The security token included in the request is expired",
        aliases: &[
            "The security token included in the request is invalid",
            "ExpiredToken",
            "UnrecognizedClientException",
            "InvalidClientTokenId",
        ],
        source: "AWS",
        meaning: "the credentials of a command of yours have expired or are not valid",
        causes: &[Operator],
        remedy: "log in again, for example with `aws sso login`, and check the profile with `aws sts get-caller-identity`",
        effect: "logs in as usual",
    },
    Message {
        name: "leaked",
        aliases: &["leak", "secret leaked", "leaked secret"],
        source: "the session secret",
        meaning: "anyone who has the secret can sign session tokens, and answers for their own logins; it gives no access to \
                  other accounts",
        causes: &[Operator],
        remedy: "follow docs/rotation.md#a-secret-that-has-leaked, and not the steps that `cargo run -- secret rotate` prints",
        effect: "logs in as usual",
    },
    Message {
        name: "rollback",
        aliases: &["roll back", "rolling back"],
        source: "a deployment",
        meaning: "the functions serve an earlier version again",
        causes: &[Operator],
        remedy: "move both aliases to the previous version, which takes seconds \
                 (docs/operating.md#move-an-alias-to-the-previous-version). During a gradual deployment, stop it instead: \
                 CodeDeploy, Deployments, Stop and roll back",
        effect: "logs in as usual",
    },
    Message {
        name: "lockout",
        aliases: &["locked out", "REQUIRED"],
        source: "the setting REQUIRED of the Action",
        meaning: "with `REQUIRED=true`, a login is denied while a requested field is missing",
        causes: &[Operator],
        remedy: "at once, set the secret `REQUIRED` of the Action to `false` in the dashboard, and Deploy; then run `cargo run -- \
                 doctor`, whose check `required` names the cause",
        effect: "is not logged in",
    },
    Message {
        name: "rotation",
        aliases: &["rotate"],
        source: "the session secret",
        meaning: "the session secret is replaced without a failed login, because both sides accept two secrets for a while",
        causes: &[Operator],
        remedy: "follow docs/rotation.md#step-by-step; `cargo run -- secret show` prints the state. If it goes wrong, see \
                 docs/rotation.md#if-it-goes-wrong",
        effect: "logs in as usual",
    },
    Message {
        name: "access_denied",
        aliases: &[],
        source: "Auth0, to the application",
        meaning: "the login was denied, by this Action with `REQUIRED=true`, by another Action, or by the user",
        causes: &[Tenant, Operator, User],
        remedy: "explain the Action's line of this login (Monitoring > Logs); if it does not end in `(denied)`, another \
                 Action denied the login",
        effect: "is not logged in",
    },
    Message {
        name: "interaction_required",
        aliases: &["login_required", "consent_required"],
        source: "Auth0, to the application",
        meaning: "a login without a page (`prompt=none`) is not possible for this user, because Auth0 or another Action \
                  needs a page; this Action never redirects such a login",
        causes: &[Tenant],
        remedy: "let the application start an interactive login",
        effect: "logs in again with a page",
    },
    Message {
        name: "Your profile needs a few more details, but a problem on our side prevents us from asking for them",
        aliases: &[],
        source: "the Action, to a user with `REQUIRED=true`",
        meaning: "the Action could not ask, because of a setting or an error",
        causes: &[Operator],
        remedy: "explain the Action's line of this login: `broken_setting` or `unexpected` has the reason",
        effect: DENIED,
    },
    Message {
        name: "Your profile needs a few more details, but we cannot ask for them here",
        aliases: &[],
        source: "the Action, to a user with `REQUIRED=true`",
        meaning: "a field is missing, and this login has no browser: a refresh token, a password or CIBA flow, or \
                  `prompt=none`",
        causes: &[Operator],
        remedy: "let the user log in once in a browser; `REQUIRED=true` denies all other logins while a field is missing",
        effect: DENIED,
    },
    Message {
        name: "Your answers could not be verified",
        aliases: &[],
        source: "the Action, to a user with `REQUIRED=true`",
        meaning: "the answer token was expired, not valid, or missing",
        causes: &[User, Operator],
        remedy: "if many users see it, explain the Action's line of such a login: the secrets or the clocks may differ",
        effect: DENIED,
    },
    Message {
        name: "Some details that your profile needs are still missing",
        aliases: &[],
        source: "the Action, to a user with `REQUIRED=true`",
        meaning: "the user did not answer all requested fields",
        causes: &[Operator, User],
        remedy: "run `profiling check`: it reports requested fields that the form does not have or that are optional",
        effect: DENIED,
    },
];

/// Returns the message that a text contains. A short message is a common word, so it must be the whole text.
pub(super) fn named(text: &str) -> Option<&'static Message> {
    let text = text.to_lowercase();
    MESSAGES.iter().find(|message| {
        let names = message.aliases.iter().chain([&message.name]).map(|name| name.to_lowercase());
        names.into_iter().any(|name| {
            let is_common = name.len() <= 15 && !name.contains(['_', '.']);
            if is_common { text == name } else { text.contains(&name) }
        })
    })
}

/// The minimum length of the beginning of a title, in characters. A shorter text is a common word.
const MIN_TITLE: usize = 8;

/// Returns the outcomes whose error page has this title in any language, or a title that begins with it.
pub(super) fn with_title(title: &str) -> Vec<Outcome> {
    let title = title.to_lowercase();
    let is_beginning = title.chars().count() >= MIN_TITLE;
    let is_title = |outcome: &Outcome| {
        let Some(topic) = outcome.topic() else { return false };
        LANGUAGES.iter().filter_map(|language| Tag::parse(language).ok()).any(|tag| {
            let full = profiling_pages::error_messages(topic, locale::messages(&tag)).title.to_lowercase();
            full == title || is_beginning && full.starts_with(&title)
        })
    };
    Outcome::ALL.iter().copied().filter(is_title).collect()
}

/// Returns the message of API Gateway with a status.
pub(super) fn with_status(status: &str) -> Option<&'static Message> {
    MESSAGES.iter().find(|message| message.source.strip_prefix("API Gateway, status ") == Some(status))
}

/// Returns the message of a response of API Gateway, or of a line of its access log for a request that it did not pass on
/// or for which it got no response.
pub(super) fn of_api_gateway(object: &Map<String, Value>) -> Option<&'static Message> {
    let text = |name| object.get(name).and_then(Value::as_str).filter(|text| !matches!(*text, "" | "-"));
    if object.len() == 1 {
        let message = text("message").or_else(|| text("Message"))?;
        return MESSAGES.iter().find(|each| each.source.starts_with("API Gateway") && each.name == message);
    }
    let is_access_log = object.contains_key("route") && object.contains_key("integration_error");
    let has_response = text("integration_error").is_none() && text("integration_status").is_some();
    if is_access_log && !has_response { with_status(text("status")?) } else { None }
}

#[cfg(test)]
mod tests;
