//! What the log lines of the Action mean: the one place that says so, for this command and for the table in
//! infra/auth0/README.md.

use profiling_service::outcome::Cause::{self, Defect, Operator, Outsider, Tenant, User};

/// A reason with which a run of the Action ends. Texts are as in [`profiling_service::outcome::Guide`].
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reason {
    /// What the line begins with.
    pub(super) name: &'static str,
    /// What follows it there; empty if nothing does.
    pub(super) detail: &'static str,
    /// What happened.
    pub(super) meaning: &'static str,
    /// Who causes it, the likeliest first.
    pub(super) causes: &'static [Cause],
    /// Whether the login is denied if the setting `REQUIRED` is `true`.
    pub(super) denies: bool,
    /// What to do.
    pub(super) remedy: &'static str,
}

/// All of them; two of one name differ in what follows it.
pub(super) const REASONS: &[Reason] = &[
    Reason {
        name: "asked",
        detail: "the missing fields",
        meaning: "the browser was sent to the form",
        causes: &[User],
        denies: false,
        remedy: "nothing",
    },
    Reason {
        name: "answered",
        detail: "written, dropped, not applicable",
        meaning: "the answers were written, and nothing is missing any more; `dropped` counts what the form \
                  sent and nobody asked for, or what is of no allowed type, `not applicable` the fields that \
                  the form's conditions ruled out",
        causes: &[User],
        denies: false,
        remedy: "nothing; if dropped is above 0, compare the form's field names with `REQUIRED_USER_FIELDS`",
    },
    Reason {
        name: "complete",
        detail: "",
        meaning: "nothing is missing",
        causes: &[User],
        denies: false,
        remedy: "nothing",
    },
    Reason {
        name: "off",
        detail: "",
        meaning: "the application's `profiling_form` is `off`, so it never asks",
        causes: &[Operator],
        denies: false,
        remedy: "nothing, if that is meant; otherwise take it out of the application's metadata",
    },
    Reason {
        name: "postponed",
        detail: "the missing fields",
        meaning: "the person chose \"Not now\"",
        causes: &[User],
        denies: true,
        remedy: "nothing; the Action asks again after `ASK_AGAIN`",
    },
    Reason {
        name: "postponed",
        detail: "`1 of 3 logins`, `2 of 7 days`",
        meaning: "data is missing, and it is too early to ask again (`ASK_AGAIN`)",
        causes: &[User],
        denies: false,
        remedy: "nothing; to be asked at once in a test, delete `progressive_profiling` from the user's \
                 `app_metadata`",
    },
    Reason {
        name: "login_count",
        detail: "`1 < 2`",
        meaning: "the user has not logged in often enough to be asked",
        causes: &[User],
        denies: false,
        remedy: "nothing; `LOGIN_COUNT` is the login from which on to ask",
    },
    Reason {
        name: "cannot_redirect",
        detail: "the protocol, or `prompt=none`",
        meaning: "data is missing, but no browser is there to be asked",
        causes: &[User],
        denies: true,
        remedy: "nothing; with `REQUIRED=true` the person has to sign in once in the foreground, in a browser",
    },
    Reason {
        name: "still_missing",
        detail: "written, dropped, not applicable, the fields",
        meaning: "the answer came without some of the missing fields; what was there is written, and unless \
                  `REQUIRED` is `true` the rest counts as put off (`ASK_AGAIN`)",
        causes: &[User, Operator],
        denies: true,
        remedy: "nothing, if the fields are optional in the form; otherwise give the form these fields",
    },
    Reason {
        name: "not_answered",
        detail: "the missing fields",
        meaning: "the browser came back without an answer: by the link on an error page, or by hand; unless \
                  `REQUIRED` is `true`, asking pauses for 24 hours",
        causes: &[User, Operator],
        denies: true,
        remedy: "nothing, if it is rare; otherwise see the errors in the form's log lines with the same `login`",
    },
    Reason {
        name: "not_answered",
        detail: "`5 of 24 hours`",
        meaning: "data is missing, and the user came back without an answer less than 24 hours ago",
        causes: &[User, Operator],
        denies: false,
        remedy: "nothing; to be asked at once in a test, delete `progressive_profiling` from the user's \
                 `app_metadata`",
    },
    Reason {
        name: "token_invalid",
        detail: "Auth0's reason, if it is a known one",
        meaning: "the answer's token was refused: another secret, expired, or another login",
        causes: &[Operator, User, Outsider],
        denies: true,
        remedy: "`Failed signature validation`: the functions used neither of the secrets here; while the \
                 secret is being changed, set `SESSION_TOKEN_SECRET_PREVIOUS`. `Token has expired`: raise \
                 `RESPONSE_TTL_SECONDS` of the functions. `not a string`: the parameter was sent twice",
    },
    Reason {
        name: "txn_mismatch",
        detail: "",
        meaning: "the answer is not to the question that this login asked: an old answer, or a token from \
                  elsewhere",
        causes: &[User, Outsider],
        denies: true,
        remedy: "nothing; the next login asks again",
    },
    Reason {
        name: "form_mismatch",
        detail: "",
        meaning: "the answer is of another form than this application's: `FORM_URL` or `profiling_form` has \
                  changed since the question",
        causes: &[Operator],
        denies: true,
        remedy: "nothing; the next login asks again",
    },
    Reason {
        name: "no_answers",
        detail: "",
        meaning: "the token has no object `other`: it is not from this project's form",
        causes: &[Operator, Outsider],
        denies: true,
        remedy: "check `FORM_URL`",
    },
    Reason {
        name: "broken_setting",
        detail: "which, and why",
        meaning: "with settings missing or wrong nobody can be asked; `REQUIRED`, `ASK_AGAIN` and \
                  `SESSION_TOKEN_SECRET_PREVIOUS` have their default instead",
        causes: &[Operator],
        denies: true,
        remedy: "correct the setting and deploy the Action; `profiling_form` and `profiling_fields` are the \
                 application's metadata. `cargo run -- check` looks at all of them",
    },
    Reason {
        name: "metadata_not_an_object",
        detail: "",
        meaning: "the user's `user_metadata` is a text or a list (possible with custom databases), so nothing \
                  can be written",
        causes: &[Tenant],
        denies: true,
        remedy: "correct the user, and what writes such users",
    },
    Reason {
        name: "unexpected",
        detail: "what is missing, or the error's name",
        meaning: "an error in the Action or in Auth0's API",
        causes: &[Tenant, Defect],
        denies: true,
        remedy: "`no global crypto`: choose the runtime Node 22 for the Action. `TypeError`: the tenant lacks \
                 transaction metadata (`api.transaction.setMetadata`); anything else please report, with the \
                 line",
    },
];
