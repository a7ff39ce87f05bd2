//! The meaning, the causes and the remedy of each outcome, for `profiling explain` and docs/outcomes.md. Only tools enable
//! the feature `guide`: the functions do not contain these texts.
//!
//! A text is one sentence without its full stop, with backticks around code.

use super::Outcome;

/// The party that causes an outcome, or that can prevent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The user in the middle of a login.
    User,
    /// The team that deploys.
    Operator,
    /// Auth0 and the Actions of the tenant.
    Tenant,
    /// AWS, proxies and clocks.
    Platform,
    /// Scanners and attackers.
    Attacker,
    /// This project.
    Defect,
}

impl Cause {
    /// All causes, in the order in which they are listed.
    pub const ALL: &[Self] =
        &[Self::User, Self::Operator, Self::Tenant, Self::Platform, Self::Attacker, Self::Defect];

    /// The name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Operator => "operator",
            Self::Tenant => "tenant",
            Self::Platform => "platform",
            Self::Attacker => "attacker",
            Self::Defect => "defect",
        }
    }

    /// The meaning of the name.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::User => "the person who logs in; usually nothing to fix",
            Self::Operator => "the team that deploys the form: a setting or a form file",
            Self::Tenant => "Auth0, or one of the tenant's Actions",
            Self::Platform => "AWS, a proxy in front of it, or a wrong clock",
            Self::Attacker => "scanners and attackers",
            Self::Defect => "a bug in this project",
        }
    }
}

/// The guide to an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guide {
    /// The meaning.
    pub meaning: &'static str,
    /// The causes, the most likely first.
    pub causes: &'static [Cause],
    /// The remedy.
    pub remedy: &'static str,
}

const fn guide(meaning: &'static str, causes: &'static [Cause], remedy: &'static str) -> Guide {
    Guide { meaning, causes, remedy }
}

impl Outcome {
    /// The guide to this outcome.
    #[expect(clippy::too_many_lines, reason = "a table with a row for each outcome")]
    pub const fn guide(self) -> Guide {
        use Cause::{Attacker, Defect, Operator, Platform, Tenant, User};
        match self {
            Self::Rendered => guide("the form is shown", &[User], "nothing"),
            Self::StepShown => guide(
                "another page of the form is shown, or the same one again after Reload",
                &[User],
                "nothing",
            ),
            Self::Answered => guide(
                "the answers are signed and returned to the tenant",
                &[User],
                "nothing; if the answers do not arrive, the Action's log line with the same `login` has the reason, for \
                 example `token_invalid`",
            ),
            Self::Postponed => guide(
                "the user chose \"Not now\"",
                &[User],
                "nothing; the Action asks again after `ASK_AGAIN`",
            ),
            Self::NothingToAsk => guide(
                "the form has none of the missing fields, so the login continues without answers",
                &[Operator],
                "add the fields in `unknown_fields` to the form, or remove them from `REQUIRED_USER_FIELDS` and the \
                 application's `profiling_fields`",
            ),
            Self::AnswersInvalid => guide(
                "an answer is invalid; the form is shown again with the errors",
                &[User],
                "nothing; if it happens often, `rejected_fields` lists the fields that users find difficult",
            ),
            Self::AnswersTooLong => guide(
                "the answers together are too long for a redirect; the form is shown again",
                &[Operator, User],
                "lower `max_length` of the form's fields; `cargo run -- check` lists the affected forms",
            ),
            Self::WarmUp => guide(
                "the event is not an HTTP request: a schedule or a plugin keeps the function warm",
                &[Operator],
                "nothing; it is not counted in any metric",
            ),
            Self::NotFound => guide(
                "the path is not the path of a form",
                &[Attacker, Operator],
                "nothing if it is a scanner; if logins fail this way, the path of the Action's `FORM_URL` is not \
                 `/forms/NAME`",
            ),
            Self::FormUnknown => guide(
                "no form has this name",
                &[Operator, Attacker],
                "compare `FORM_URL` and the application's `profiling_form` with the deployed files of `infra/forms`",
            ),
            Self::FormInvalid => guide(
                "the form's file is invalid; the other forms are still served",
                &[Operator],
                "move both aliases to the previous version, which takes seconds \
                 (docs/operating.md#move-an-alias-to-the-previous-version). Then search the function's log for `invalid form`: \
                 that line has the file, the position and the error. Correct the file, run `cargo run -- check`, and deploy",
            ),
            Self::MethodNotAllowed => guide(
                "the method is neither GET nor POST",
                &[Attacker],
                "nothing; it is a scanner or a monitoring tool",
            ),
            Self::RequestMalformed => guide(
                "the query or the event is not well-formed",
                &[Platform, Attacker],
                "nothing if it is rare; otherwise look for a proxy or an emulator that changes requests",
            ),
            Self::BodyTooLarge => guide(
                "the body is larger than 64 KB",
                &[Attacker],
                "nothing; a form that passes `cargo run -- check` never sends that much",
            ),
            Self::BodyMalformed => guide(
                "the body is not well-formed form data, or has a field twice",
                &[Attacker, Platform],
                "nothing if it is rare; otherwise look for a proxy that changes requests",
            ),
            Self::MediaTypeUnsupported => guide(
                "the body is not `application/x-www-form-urlencoded` in UTF-8",
                &[Attacker, Platform],
                "nothing if it is rare; otherwise look for a proxy that changes requests",
            ),
            Self::CrossSite => guide(
                "the form was submitted from another site",
                &[Attacker],
                "nothing; if your users report it, another site embeds or copies the form, which is not supported",
            ),
            Self::StateInvalid => guide(
                "`state` is missing, repeated or not valid",
                &[User, Attacker, Tenant],
                "nothing if the form was opened without a login, for example from a bookmark; if logins fail this way, \
                 the Action must send users with `api.redirect.sendUserTo`, which adds `state`, to a URL that \
                 does not have a `state` yet",
            ),
            Self::TokenMissing => guide(
                "`session_token` is missing or repeated",
                &[User, Attacker, Tenant],
                "nothing if the form was opened without a login; if logins fail this way, a proxy removes the query, or \
                 an Action of yours gives its token a name other than `session_token`",
            ),
            Self::TokenMalformed => guide(
                "the token is not a JWT, or was truncated",
                &[Platform, Attacker],
                "nothing if it is rare; otherwise look for a proxy or a link filter that truncates long URLs",
            ),
            Self::HeaderRefused => guide(
                "the token's header has a member that is not allowed, or a member twice",
                &[Attacker, Tenant],
                "nothing if it is rare: Auth0's `encodeToken` creates no such token; if logins fail this way, \
                 another Action signs the tokens in a different way",
            ),
            Self::AlgorithmRefused => guide(
                "the token is not signed with HS256",
                &[Attacker, Tenant],
                "nothing if it is rare: Auth0's `encodeToken` creates no such token; if logins fail this way, \
                 another Action signs the tokens in a different way",
            ),
            Self::SignatureMismatch => guide(
                "no active secret signed the token",
                &[Operator, Attacker],
                "set `SESSION_TOKEN_SECRET` of the Action to one of the secrets in the SSM parameter \
                 (`cargo run -- secret show --reveal`), and deploy the Action; a mismatch is the most common error in a new deployment. \
                 `secret_flaws` lists the lines that are in quotes or have an invisible character, and `cargo run -- doctor` \
                 shows whether the two secrets agree",
            ),
            Self::ClaimInvalid => guide(
                "a claim is missing or invalid",
                &[Tenant],
                "correct the claims that your own Action passes to `encodeToken`: `claim` has the name, and `problem` the \
                 error",
            ),
            Self::AnswerReflected => guide(
                "an answer token was used as a session token",
                &[Attacker, Operator],
                "nothing if it is rare: it is an attack; if logins fail this way, a redirect leads from the tenant's \
                 `/continue` back to the form",
            ),
            Self::IssuerUnknown => guide(
                "the token's signature is valid, but its issuer is not in `Auth0Domains`",
                &[Operator],
                "if the host in `host` is yours, append it to `Auth0Domains` in samconfig.toml, and deploy: `sam build --config-env \
                 STAGE && sam deploy --config-env STAGE`. The list must also contain your custom domains",
            ),
            Self::TokenExpired => guide(
                "the link had expired",
                &[User, Platform],
                "nothing; if every token is expired, the clocks of Auth0 and Lambda differ, which only their providers can correct: \
                 stop asking (docs/operating.md#stop-asking), and see https://status.auth0.com and https://health.aws.amazon.com",
            ),
            Self::TokenNotYetValid => guide(
                "the token is not valid yet",
                &[Platform],
                "the clocks of Auth0 and Lambda differ by `seconds`, which only their providers can correct: stop asking \
                 (docs/operating.md#stop-asking), and see https://status.auth0.com and https://health.aws.amazon.com. On your own \
                 machine, correct its clock",
            ),
            Self::LifetimeTooLong => guide(
                "the token is valid for more than an hour",
                &[Tenant],
                "lower `expiresInSeconds` in the Action",
            ),
            Self::FormMismatch => guide(
                "the token is for another form",
                &[Operator, Attacker],
                "remove the redirect, or the path rewriting of a proxy, that leads from the form in `token_form` to \
                 the one in `form`",
            ),
            Self::IpMismatch => guide(
                "the request and the login have different IP addresses, or the token has none; only with \
                 `RequireSameIp`",
                &[User, Attacker],
                "if legitimate users are affected, set `RequireSameIp` to `false`",
            ),
            Self::SecretUnavailable => guide(
                "the secret could not be read from SSM",
                &[Platform, Operator],
                "do not deploy, and change no setting of the functions, because running functions still have the secret. \
                 `cargo run -- doctor` prints the command for each cause. `code` has SSM's error code. `ParameterNotFound`: restore \
                 the parameter with the Action's secret, or correct `SessionSecretParameter`. If neither is possible, run `cargo run -- secret new` and set the \
                 new secret in the Action immediately, because until then, every login that uses the form fails with \
                 `signature_mismatch`. `AccessDeniedException`: the stack's policy `ReadSessionSecret` must allow \
                 `ssm:GetParameter` for the parameter and, with a customer managed key, `kms:Decrypt` on the key \
                 (`KmsKeyArn`), which the policy of the key must allow too. If the \
                 parameter is empty or a secret is too short, overwrite it with the Action's secret. If it is not a \
                 SecureString, delete it and create it again with the Action's secret. The next request tries again",
            ),
            Self::InternalError => guide(
                "a bug",
                &[Defect],
                "if it began with a deployment, move both aliases to the previous version, which takes seconds \
                 (docs/operating.md#move-an-alias-to-the-previous-version); report it with this line and, if there is one, the `panic at` line \
                 before it",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_has_a_meaning_a_cause_and_a_remedy() {
        for outcome in Outcome::ALL {
            let Guide { meaning, causes, remedy } = outcome.guide();
            assert!(!causes.is_empty(), "{outcome:?}");
            for text in [meaning, remedy] {
                assert!(
                    !text.is_empty() && !text.ends_with('.') && text.trim() == text,
                    "{outcome:?}: {text}"
                );
                // It is a cell of a table, and has to be clear without the others.
                assert!(!text.contains(['|', '\n']) && !text.contains("above"), "{outcome:?}: {text}");
                assert!(text.matches('`').count() % 2 == 0 && !text.contains("  "), "{outcome:?}: {text}");
            }
        }
    }

    #[test]
    fn a_refusal_is_not_only_caused_by_the_user() {
        for outcome in Outcome::ALL.iter().filter(|outcome| outcome.refused() == Some(true)) {
            assert_ne!(outcome.guide().causes, [Cause::User], "{outcome:?}");
        }
    }
}
