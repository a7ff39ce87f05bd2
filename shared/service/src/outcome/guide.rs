//! What each outcome means, who causes it and what to do: the one place that says so, for
//! `profiling explain` and the README's table. Only tools ask for the feature `guide`: the functions do not
//! carry a word of it.
//!
//! The texts are a sentence each without its full stop, with backticks around what is typed or read.

use super::Outcome;

/// Who brings an outcome about, or has to mend something so that it stays away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The person in the middle of a login.
    User,
    /// Whoever deploys.
    Operator,
    /// The other side of the login.
    Tenant,
    /// What lies in between and below.
    Platform,
    /// Nobody who logs in.
    Outsider,
    /// This project.
    Defect,
}

impl Cause {
    /// All of them, in the order in which they are listed.
    pub const ALL: &[Self] =
        &[Self::User, Self::Operator, Self::Tenant, Self::Platform, Self::Outsider, Self::Defect];

    /// One word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Operator => "operator",
            Self::Tenant => "tenant",
            Self::Platform => "platform",
            Self::Outsider => "outsider",
            Self::Defect => "defect",
        }
    }

    /// Who that is.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::User => "the person who logs in; mostly nothing is to be mended",
            Self::Operator => "whoever deploys: a setting or a form",
            Self::Tenant => "Auth0, or an Action of the tenant",
            Self::Platform => "AWS, a proxy in front of it, or a clock",
            Self::Outsider => "a scanner or an attempt, no login",
            Self::Defect => "an error in this project's code",
        }
    }
}

/// What to know of an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guide {
    /// What happened.
    pub meaning: &'static str,
    /// Who causes it, the likeliest first.
    pub causes: &'static [Cause],
    /// What to do.
    pub remedy: &'static str,
}

const fn guide(meaning: &'static str, causes: &'static [Cause], remedy: &'static str) -> Guide {
    Guide { meaning, causes, remedy }
}

impl Outcome {
    /// What it means, who causes it and what to do.
    #[expect(clippy::too_many_lines, reason = "a table with a row an outcome")]
    pub const fn guide(self) -> Guide {
        use Cause::{Defect, Operator, Outsider, Platform, Tenant, User};
        match self {
            Self::Rendered => guide("the form is shown", &[User], "nothing"),
            Self::StepShown => {
                guide("the next step of the form is shown, or the one before", &[User], "nothing")
            }
            Self::Answered => guide(
                "the answers are signed and on their way to the tenant",
                &[User],
                "nothing; if they do not arrive, the Action's log line with the same `login` says why, \
                 `token_invalid` for one",
            ),
            Self::Postponed => guide(
                "the person chose \"Not now\"",
                &[User],
                "nothing; the Action asks again after `ASK_AGAIN`",
            ),
            Self::NothingToAsk => guide(
                "the form asks for none of the missing fields, so the login goes back without answers",
                &[Operator],
                "add the fields that `unknown_fields` names to the form, or take them out of \
                 `REQUIRED_USER_FIELDS` and the application's `profiling_fields`",
            ),
            Self::AnswersInvalid => guide(
                "an answer will not do; the form is shown again",
                &[User],
                "nothing; if it is frequent, `rejected_fields` names what people stumble over",
            ),
            Self::AnswersTooLong => guide(
                "the answers together do not fit a redirect; the form is shown again",
                &[Operator, User],
                "lower `max_length` of the form's fields; `cargo run -- check` names the forms",
            ),
            Self::WarmUp => guide(
                "the event is not an HTTP request: a schedule or a plugin keeps the function warm",
                &[Operator],
                "nothing; no metric counts it",
            ),
            Self::NotFound => guide(
                "nothing is at this path",
                &[Outsider, Operator],
                "nothing, if it was a scanner; if logins end here, the path of the Action's `FORM_URL` is not \
                 `/forms/NAME`",
            ),
            Self::FormUnknown => guide(
                "no form has this name",
                &[Operator, Outsider],
                "compare `FORM_URL`, and the application's `profiling_form`, with the files in `infra/forms` \
                 that were deployed",
            ),
            Self::FormInvalid => guide(
                "the form's file is invalid; the other forms are still served",
                &[Operator],
                "look for `invalid form` in the function's log, which names the file, the place and the reason; \
                 correct the file, run `cargo run -- check`, and deploy",
            ),
            Self::MethodNotAllowed => {
                guide("neither GET nor POST", &[Outsider], "nothing; it is a scanner or a monitor")
            }
            Self::RequestMalformed => guide(
                "the query or the event is not well-formed",
                &[Platform, Outsider],
                "nothing, if it is rare; otherwise look for a proxy or an emulator that changes requests",
            ),
            Self::BodyTooLarge => guide(
                "the body has more than 64 KB",
                &[Outsider],
                "nothing; no browser sends so much from a form that `cargo run -- check` passes",
            ),
            Self::BodyMalformed => guide(
                "the body is not a well-formed form, or has a field twice",
                &[Outsider, Platform],
                "nothing, if it is rare; otherwise look for a proxy that changes requests",
            ),
            Self::MediaTypeUnsupported => guide(
                "the body is not `application/x-www-form-urlencoded` in UTF-8",
                &[Outsider, Platform],
                "nothing, if it is rare; otherwise look for a proxy that changes requests",
            ),
            Self::CrossSite => guide(
                "another site's page sent the form",
                &[Outsider],
                "nothing; if your own users report it, somebody embeds or copies the form, which cannot work",
            ),
            Self::StateInvalid => guide(
                "`state` is missing, repeated or not a tenant's",
                &[User, Outsider, Tenant],
                "nothing, if the form was opened without a login, from a bookmark for one; if logins end here, \
                 the Action must send users by `api.redirect.sendUserTo`, which adds `state`, to a URL without \
                 a `state` of its own",
            ),
            Self::TokenMissing => guide(
                "`session_token` is missing or repeated",
                &[User, Outsider, Tenant],
                "nothing, if the form was opened without a login; if logins end here, a proxy drops the query, \
                 or another Action names its token otherwise: it must be `session_token`",
            ),
            Self::TokenMalformed => guide(
                "the token is not a JWT, or was cut",
                &[Platform, Outsider],
                "nothing, if it is rare; otherwise look for a proxy, or a filter of links, that cuts long URLs",
            ),
            Self::HeaderRefused => guide(
                "the token's header asks for more than HS256",
                &[Outsider, Tenant],
                "nothing, if it is rare: Auth0's `encodeToken` makes no such token; if logins end here, another \
                 Action signs by other means",
            ),
            Self::AlgorithmRefused => guide(
                "the token is not HS256",
                &[Outsider, Tenant],
                "nothing, if it is rare: Auth0's `encodeToken` makes no such token; if logins end here, another \
                 Action signs by other means",
            ),
            Self::SignatureMismatch => guide(
                "no secret in force signed the token",
                &[Operator, Outsider],
                "make `SESSION_TOKEN_SECRET` of the Action one of the parameter's lines (`cargo run -- secret \
                 show`); a mismatch is the most common error in a new deployment. `detail` names a line that is in \
                 quotes or has an invisible character",
            ),
            Self::ClaimInvalid => guide(
                "a claim is missing or of the wrong type",
                &[Tenant],
                "correct what another Action puts into `encodeToken`: `detail` names the claim",
            ),
            Self::AnswerReflected => guide(
                "an answer came back as a question",
                &[Outsider, Operator],
                "nothing, if it is rare: an attempt; if logins end here, a redirect leads from the tenant's \
                 `/continue` to the form again",
            ),
            Self::IssuerUnknown => guide(
                "the token's signature is valid, but its host is not in `Auth0Domains`",
                &[Operator],
                "add the host of the login, which `detail` names, to `Auth0Domains`; custom domains, too",
            ),
            Self::TokenExpired => guide(
                "the person came too late",
                &[User, Platform],
                "nothing; if all tokens are expired, a clock is wrong: `detail` tells by how much",
            ),
            Self::TokenNotYetValid => guide(
                "the token is from the future",
                &[Platform],
                "set the clock that is wrong; `detail` tells by how much",
            ),
            Self::LifetimeTooLong => guide(
                "the token lives longer than an hour",
                &[Tenant],
                "lower `expiresInSeconds` in the Action",
            ),
            Self::FormMismatch => guide(
                "the token is for another form",
                &[Operator, Outsider],
                "take out what leads from the form that the Action meant, which `detail` names, to the one in \
                 `form`: a redirect, or a proxy that rewrites paths",
            ),
            Self::IpMismatch => guide(
                "the request came from another address than the login, or the token does not say which it was; \
                 only with `RequireSameIp`",
                &[User, Outsider],
                "if people are refused who did nothing wrong, set `RequireSameIp` to `false`",
            ),
            Self::SecretUnavailable => guide(
                "the secret could not be had from SSM",
                &[Platform, Operator],
                "`detail` has SSM's code. `ParameterNotFound`: correct `SessionSecretParameter`, or put the \
                 Action's secret back there; or `cargo run -- secret new`, and give the Action the new one at \
                 once, as until then every login that is asked ends as `signature_mismatch`. \
                 `AccessDeniedException`: the function's role, or `KmsKeyArn`. Empty, or a secret that is too \
                 short: write the Action's secret over it. No SecureString: delete it, and make it anew with \
                 the Action's secret. The next request tries again",
            ),
            Self::Fault => guide(
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
    fn every_outcome_says_what_it_means_who_causes_it_and_what_to_do() {
        for outcome in Outcome::ALL {
            let Guide { meaning, causes, remedy } = outcome.guide();
            assert!(!causes.is_empty(), "{outcome:?}");
            for text in [meaning, remedy] {
                assert!(
                    !text.is_empty() && !text.ends_with('.') && text.trim() == text,
                    "{outcome:?}: {text}"
                );
                // It is a cell of a table, and is read on its own.
                assert!(!text.contains(['|', '\n']) && !text.contains("above"), "{outcome:?}: {text}");
                assert!(text.matches('`').count() % 2 == 0 && !text.contains("  "), "{outcome:?}: {text}");
            }
        }
    }

    #[test]
    fn what_is_refused_is_not_only_the_users_doing() {
        for outcome in Outcome::ALL.iter().filter(|outcome| outcome.refused() == Some(true)) {
            assert_ne!(outcome.guide().causes, [Cause::User], "{outcome:?}");
        }
    }
}
