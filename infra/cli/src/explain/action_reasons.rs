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
    /// True if the login is denied with `REQUIRED=true`, or by a rule with `deny_without_answer`.
    pub(super) denies: bool,
    /// The remedy.
    pub(super) remedy: &'static str,
}

/// All reasons. Two reasons with one name differ in their details.
pub(super) const REASONS: &[ActionReason] = &[
    ActionReason {
        name: "asked",
        detail: "the fields",
        meaning: "the browser was sent to the form; with a plan, `rule` in this and later lines is the rule that asked",
        causes: &[User],
        denies: false,
        remedy: "nothing",
    },
    ActionReason {
        name: "answered",
        detail: "written, dropped, not applicable",
        meaning: "the answers were stored, and no requested field is missing any more; `dropped` counts the answers that \
                  were not requested or have an invalid type, `not applicable` the fields that the form's \
                  conditions excluded",
        causes: &[User],
        denies: false,
        remedy: "nothing; if `dropped` is above 0, compare the form's field names with `REQUIRED_USER_FIELDS` \
                 or `ask` of the rule",
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
        name: "no_rule",
        detail: "",
        meaning: "no rule of the plan applies, or those that apply have nothing to ask",
        causes: &[User],
        denies: false,
        remedy: "nothing; if a rule was expected to ask, see the page \"Next logins\" of the emulator",
    },
    ActionReason {
        name: "waiting",
        detail: "`2 of 3 logins`, `6 of 7 days`",
        meaning: "it is too early to send the user to a form again (`wait` of the plan)",
        causes: &[User],
        denies: false,
        remedy: "nothing; to see the form at once in a test, run `cargo run -- user reset ID`",
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
        remedy: "nothing; the Action asks again after `ASK_AGAIN`, or `wait` of the plan and the rule. With `REQUIRED=true`, set \
                 `not_now` to `false` in the form",
    },
    ActionReason {
        name: "postponed",
        detail: "`1 of 3 logins`, `2 of 7 days`",
        meaning: "there is a question, and it is too early to ask it again (`ASK_AGAIN`, or `wait` of the rule)",
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
        meaning: "there is a question, but the login has no browser that could show the form",
        causes: &[User],
        denies: true,
        remedy: "nothing, unless the login is denied (`REQUIRED=true`, or `deny_without_answer`): the user must then log in once \
                 in a browser, so set `profiling_form` to `off` for applications without one",
    },
    ActionReason {
        name: "still_missing",
        detail: "written, dropped, not applicable, the fields",
        meaning: "the answer does not have all missing fields; its fields are stored, and unless the login is denied, \
                  the others are postponed (`ASK_AGAIN`, or `wait` of the plan)",
        causes: &[User, Operator],
        denies: true,
        remedy: "nothing if the fields are optional in the form; otherwise add the fields to the form. With \
                 `REQUIRED=true` or `deny_without_answer`, make them required in the form",
    },
    ActionReason {
        name: "not_answered",
        detail: "the missing fields",
        meaning: "the browser returned without an answer, for example with the link on an error page; unless the login \
                  is denied, the Action does not show this form for 24 hours, or any form for `wait` of the plan",
        causes: &[User, Operator],
        denies: true,
        remedy: "nothing if it is rare; otherwise see the errors in the form's log lines with the same `login`",
    },
    ActionReason {
        name: "not_answered",
        detail: "`5 of 24 hours`",
        meaning: "there is a question, but the user returned without an answer less than 24 hours ago",
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
        remedy: "nothing; the next login asks again, or with a plan, the next after its `wait`",
    },
    ActionReason {
        name: "form_mismatch",
        detail: "",
        meaning: "the answer token is from another form than the application's: `FORM_URL` or `profiling_form` has changed \
                  in the meantime",
        causes: &[Operator],
        denies: true,
        remedy: "nothing; the next login asks again, or with a plan, the next after its `wait`",
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
        remedy: "nothing if it is rare or follows a deployment of the Action: a later login asks again. Otherwise, check that \
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
