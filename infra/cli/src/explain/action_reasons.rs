//! The meaning of the Action's log lines, for this command and for the table in infra/auth0/README.md.

use profiling_service::outcome::Cause::{self, Attacker, Defect, Operator, Tenant, User};

/// A reason with which a run of the Action ends. Texts are as in [`profiling_service::outcome::Guide`].
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ActionReason {
    /// The name, with which the line begins.
    pub(super) name: &'static str,
    /// The detail after the name; empty if there is none.
    pub(super) detail: &'static str,
    /// The meaning.
    pub(super) meaning: &'static str,
    /// The causes, the most likely first.
    pub(super) causes: &'static [Cause],
    /// True if the login is denied with `REQUIRED=true`.
    pub(super) denies: bool,
    /// The remedy.
    pub(super) remedy: &'static str,
}

/// All reasons. Two reasons with one name differ in their details.
pub(super) const REASONS: &[ActionReason] = &[
    ActionReason {
        name: "asked",
        detail: "the missing fields",
        meaning: "the browser was sent to the form",
        causes: &[User],
        denies: false,
        remedy: "nothing",
    },
    ActionReason {
        name: "answered",
        detail: "written, dropped, not applicable",
        meaning: "the answers were stored, and no field is missing any more; `dropped` counts the answers that \
                  were not requested or have an invalid type, `not applicable` the fields that the form's \
                  conditions excluded",
        causes: &[User],
        denies: false,
        remedy: "nothing; if `dropped` is above 0, compare the form's field names with `REQUIRED_USER_FIELDS`",
    },
    ActionReason {
        name: "complete",
        detail: "",
        meaning: "no field is missing",
        causes: &[User],
        denies: false,
        remedy: "nothing",
    },
    ActionReason {
        name: "off",
        detail: "",
        meaning: "the application's `profiling_form` is `off`, so its users are never asked",
        causes: &[Operator],
        denies: false,
        remedy: "nothing if this is intended; otherwise remove it from the application's metadata",
    },
    ActionReason {
        name: "postponed",
        detail: "the missing fields",
        meaning: "the user chose \"Not now\"",
        causes: &[User],
        denies: true,
        remedy: "nothing; the Action asks again after `ASK_AGAIN`. With `REQUIRED=true`, set `not_now` to `false` in the form",
    },
    ActionReason {
        name: "postponed",
        detail: "`1 of 3 logins`, `2 of 7 days`",
        meaning: "a field is missing, and it is too early to ask again (`ASK_AGAIN`)",
        causes: &[User],
        denies: false,
        remedy: "nothing; to see the form at once in a test, run `cargo run -- user reset ID`",
    },
    ActionReason {
        name: "login_count",
        detail: "`1 < 2`",
        meaning: "the user has not reached `LOGIN_COUNT` logins yet",
        causes: &[User],
        denies: false,
        remedy: "nothing; `LOGIN_COUNT` is the first login at which the user is asked",
    },
    ActionReason {
        name: "cannot_redirect",
        detail: "the protocol, or `prompt=none`",
        meaning: "a field is missing, but the login has no browser that could show the form",
        causes: &[User],
        denies: true,
        remedy: "with `REQUIRED=false`, nothing; with `REQUIRED=true`, the login is denied until the user logs in once \
                 in a browser, so set `profiling_form` to `off` for applications without one",
    },
    ActionReason {
        name: "still_missing",
        detail: "written, dropped, not applicable, the fields",
        meaning: "the answer does not have all missing fields; its fields are stored, and unless `REQUIRED` is `true`, \
                  the others are postponed (`ASK_AGAIN`)",
        causes: &[User, Operator],
        denies: true,
        remedy: "nothing if the fields are optional in the form; otherwise add the fields to the form. With \
                 `REQUIRED=true`, make them required in the form",
    },
    ActionReason {
        name: "not_answered",
        detail: "the missing fields",
        meaning: "the browser returned without an answer, for example with the link on an error page; unless `REQUIRED` \
                  is `true`, the Action does not ask for 24 hours",
        causes: &[User, Operator],
        denies: true,
        remedy: "nothing if it is rare; otherwise see the errors in the form's log lines with the same `login`",
    },
    ActionReason {
        name: "not_answered",
        detail: "`5 of 24 hours`",
        meaning: "a field is missing, and the user returned without an answer less than 24 hours ago",
        causes: &[User, Operator],
        denies: false,
        remedy: "nothing; to see the form at once in a test, run `cargo run -- user reset ID`",
    },
    ActionReason {
        name: "token_invalid",
        detail: "Auth0's reason, if there is one",
        meaning: "the answer token was rejected: it is signed with another secret, has expired, or is for another login",
        causes: &[Operator, User, Attacker],
        denies: true,
        remedy: "`Failed signature validation`: the functions and the Action have different secrets; during a \
                 rotation, set `SESSION_TOKEN_SECRET_PREVIOUS`. `Token has expired`: raise \
                 the parameter `ResponseTtlSeconds` of the stack and deploy, because a change in the Lambda console \
                 does not reach the alias. `not a string`: the parameter is repeated",
    },
    ActionReason {
        name: "txn_mismatch",
        detail: "",
        meaning: "the answer token belongs to another login: it is old, or was copied from elsewhere",
        causes: &[User, Attacker],
        denies: true,
        remedy: "nothing; the next login asks again",
    },
    ActionReason {
        name: "form_mismatch",
        detail: "",
        meaning: "the answer token is from another form than the application's: `FORM_URL` or `profiling_form` has changed \
                  in the meantime",
        causes: &[Operator],
        denies: true,
        remedy: "nothing; the next login asks again",
    },
    ActionReason {
        name: "no_answers",
        detail: "",
        meaning: "the answer token has no object `other`: it is not from this project's form, or its answers were sealed \
                  before the Action was reverted to a version that cannot open them",
        causes: &[Operator, Attacker],
        denies: true,
        remedy: "check `FORM_URL`, unless you have just reverted the Action",
    },
    ActionReason {
        name: "seal_invalid",
        detail: "`unknown version`, or `the answers cannot be opened`",
        meaning: "the sealed answers cannot be opened: the Action was deployed or reverted during the login, or the answers \
                  were sealed for another token or with another secret",
        causes: &[Operator, Attacker],
        denies: true,
        remedy: "nothing if it is rare or follows a deployment of the Action: the next login asks again. Otherwise, check that \
                 `FORM_URL` and the secret are those of this project's form",
    },
    ActionReason {
        name: "broken_setting",
        detail: "the setting, and the rule",
        meaning: "a setting is missing or invalid, so no user gets the form; `REQUIRED`, `ASK_AGAIN` and \
                  `SESSION_TOKEN_SECRET_PREVIOUS` have their defaults instead",
        causes: &[Operator],
        denies: true,
        remedy: "correct the setting and deploy the Action; `profiling_form` and `profiling_fields` are in the \
                 application's metadata. `cargo run -- check` checks them all",
    },
    ActionReason {
        name: "metadata_not_an_object",
        detail: "",
        meaning: "the user's `user_metadata` is a string or a list (possible with custom databases), so no \
                  answer can be stored",
        causes: &[Tenant],
        denies: true,
        remedy: "correct the user, and the code that creates such users",
    },
    ActionReason {
        name: "unexpected",
        detail: "the error's name",
        meaning: "an error in the Action or in Auth0's API",
        causes: &[Tenant, Defect],
        denies: true,
        remedy: "`TypeError`: the tenant lacks transaction metadata (`api.transaction.setMetadata`); report anything else, \
                 with the line",
    },
];
