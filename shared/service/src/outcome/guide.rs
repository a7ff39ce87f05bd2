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
            Self::Operator => "the team that deploys: a setting or a form",
            Self::Tenant => "Auth0, or an Action of the tenant",
            Self::Platform => "AWS, a proxy in front of it, or a clock",
            Self::Attacker => "scanners and attackers",
            Self::Defect => "an error in this project's code",
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
            Self::StepShown => {
                guide("the next or the previous step of the form is shown", &[User], "nothing")
            }
            Self::Answered => guide(
                "the answers are signed and returned to the tenant",
                &[User],
                "nothing; if they do not arrive, the Action's log line with the same `login` has the reason, such as \
                 `token_invalid`",
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
                "nothing; if it is frequent, `rejected_fields` has the fields that users find difficult",
            ),
            Self::AnswersTooLong => guide(
                "the answers together are too long for a redirect; the form is shown again",
                &[Operator, User],
                "lower `max_length` of the form's fields; `cargo run -- check` lists the forms",
            ),
            Self::WarmUp => guide(
                "the event is not an HTTP request: a schedule or a plugin keeps the function warm",
                &[Operator],
                "nothing; it is not counted in any metric",
            ),
            Self::NotFound => guide(
                "the path is not a form's",
                &[Attacker, Operator],
                "nothing, if it was a scanner; if logins end here, the path of the Action's `FORM_URL` is not \
                 `/forms/NAME`",
            ),
            Self::FormUnknown => guide(
                "no form has this name",
                &[Operator, Attacker],
                "compare `FORM_URL`, and the application's `profiling_form`, with the files in `infra/forms` that were \
                 deployed",
            ),
            Self::FormInvalid => guide(
                "the form's file is invalid; the other forms are still served",
                &[Operator],
                "search the function's log for `invalid form`, which has the file, the position and the error; correct \
                 the file, run `cargo run -- check`, and deploy",
            ),
            Self::MethodNotAllowed => guide(
                "the method is neither GET nor POST",
                &[Attacker],
                "nothing; it is a scanner or a monitor",
            ),
            Self::RequestMalformed => guide(
                "the query or the event is not well-formed",
                &[Platform, Attacker],
                "nothing, if it is rare; otherwise look for a proxy or an emulator that changes requests",
            ),
            Self::BodyTooLarge => guide(
                "the body has more than 64 KB",
                &[Attacker],
                "nothing; a form that passes `cargo run -- check` is never that large",
            ),
            Self::BodyMalformed => guide(
                "the body is not a well-formed form, or has a field twice",
                &[Attacker, Platform],
                "nothing, if it is rare; otherwise look for a proxy that changes requests",
            ),
            Self::MediaTypeUnsupported => guide(
                "the body is not `application/x-www-form-urlencoded` in UTF-8",
                &[Attacker, Platform],
                "nothing, if it is rare; otherwise look for a proxy that changes requests",
            ),
            Self::CrossSite => guide(
                "another site submitted the form",
                &[Attacker],
                "nothing; if your own users report it, a site embeds or copies the form, which is not supported",
            ),
            Self::StateInvalid => guide(
                "`state` is missing, repeated or not a state of a tenant",
                &[User, Attacker, Tenant],
                "nothing, if the form was opened without a login, for example from a bookmark; if logins end here, the \
                 Action must send users with `api.redirect.sendUserTo`, which adds `state`, to a URL without a \
                 `state` of its own",
            ),
            Self::TokenMissing => guide(
                "`session_token` is missing or repeated",
                &[User, Attacker, Tenant],
                "nothing, if the form was opened without a login; if logins end here, a proxy removes the query, or \
                 another Action uses another name for its token, which must be `session_token`",
            ),
            Self::TokenMalformed => guide(
                "the token is not a JWT, or was truncated",
                &[Platform, Attacker],
                "nothing, if it is rare; otherwise look for a proxy or a link filter that truncates long URLs",
            ),
            Self::HeaderRefused => guide(
                "the token's header has more than HS256 needs",
                &[Attacker, Tenant],
                "nothing, if it is rare: Auth0's `encodeToken` creates no such token; if logins end here, another \
                 Action signs in another way",
            ),
            Self::AlgorithmRefused => guide(
                "the token is not signed with HS256",
                &[Attacker, Tenant],
                "nothing, if it is rare: Auth0's `encodeToken` creates no such token; if logins end here, another \
                 Action signs in another way",
            ),
            Self::SignatureMismatch => guide(
                "no secret in force signed the token",
                &[Operator, Attacker],
                "make `SESSION_TOKEN_SECRET` of the Action one of the parameter's lines (`cargo run -- secret show`); a \
                 mismatch is the most common error in a new deployment. `secret_flaws` lists lines in quotes or with \
                 an invisible character",
            ),
            Self::ClaimInvalid => guide(
                "a claim is missing or invalid",
                &[Tenant],
                "correct the claims that another Action passes to `encodeToken`: `claim` has the name, `problem` the \
                 error",
            ),
            Self::AnswerReflected => guide(
                "an answer token was used as a session token",
                &[Attacker, Operator],
                "nothing, if it is rare: it is an attack; if logins end here, a redirect leads from the tenant's \
                 `/continue` to the form again",
            ),
            Self::IssuerUnknown => guide(
                "the token's signature is valid, but its host is not in `Auth0Domains`",
                &[Operator],
                "add the host of the login, which is in `host`, to `Auth0Domains`; custom domains, too",
            ),
            Self::TokenExpired => guide(
                "the link had expired",
                &[User, Platform],
                "nothing; if all tokens are expired, a clock is wrong: `seconds` has the difference",
            ),
            Self::TokenNotYetValid => guide(
                "the token is from the future",
                &[Platform],
                "correct the clock that is wrong; `seconds` has the difference",
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
                "the request came from another IP address than the login, or the token has none; only with \
                 `RequireSameIp`",
                &[User, Attacker],
                "if legitimate users are refused, set `RequireSameIp` to `false`",
            ),
            Self::SecretUnavailable => guide(
                "the secret could not be read from SSM",
                &[Platform, Operator],
                "`code` has SSM's error code. `ParameterNotFound`: correct `SessionSecretParameter`, or restore the \
                 parameter with the Action's secret; or run `cargo run -- secret new` and set the new secret in the \
                 Action at once, because until then every login with the form ends as `signature_mismatch`. \
                 `AccessDeniedException`: correct the function's role, or `KmsKeyArn`. Empty, or a secret that is too \
                 short: overwrite it with the Action's secret. No SecureString: delete the parameter, and create it \
                 with the Action's secret. The next request tries again",
            ),
            Self::InternalError => guide(
                "a bug",
                &[Defect],
                "please report it, with this line and the `panic at` line before it, if there is one",
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
