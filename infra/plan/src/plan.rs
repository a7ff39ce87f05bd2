//! The types of a plan's file.

use std::collections::BTreeMap;

use profiling_forms::FieldName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::conditions::{Country, OrganizationName, Scope, TenantName};
use crate::duration::{Period, PlanDate, Wait};
use crate::names::{PlanForm, ProfileAttribute, RuleName};

/// A plan: which users are asked for which fields, and when. At a login, the first rule that applies and has something to
/// ask decides; one form for each login.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The JSON Schema with which an editor completes and explains keys: `./plan.schema.json`.
    #[serde(rename = "$schema")]
    #[schemars(extend("examples" = ["./plan.schema.json"]))]
    pub schema: Option<String>,
    /// The version of the file's format.
    pub version: Version,
    /// The minimum time, or number of logins, between two visits to a form, for all rules together. Every return from a form
    /// is a visit.
    #[serde(default)]
    #[schemars(extend("default" = "7 days"))]
    pub wait: Wait,
    /// The date from which the age of an answer counts if it is not known. Required if a rule has `review`.
    pub since: Option<PlanDate>,
    /// Attributes of the user's profile that count as answers, by field: `"first_name": "given_name"`.
    #[serde(default)]
    pub from_profile: BTreeMap<FieldName, ProfileAttribute>,
    /// Copies the attributes in `from_profile` to `user_metadata`.
    #[serde(default)]
    pub copy: bool,
    /// The rules, in order of importance.
    #[schemars(length(min = 1, max = 50))]
    pub rules: Vec<Rule>,
}

/// The version of the file's format: 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "u64")]
#[schemars(extend("const" = 1))]
pub struct Version;

impl TryFrom<u64> for Version {
    type Error = &'static str;

    fn try_from(version: u64) -> Result<Self, Self::Error> {
        if version == 1 { Ok(Self) } else { Err("the version of a plan is 1") }
    }
}

/// A rule: one form for the users it applies to.
#[expect(clippy::struct_excessive_bools, reason = "they are independent keys of the file")]
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The name of the rule, in logs and metrics.
    pub name: RuleName,
    /// The form to ask with.
    pub form: PlanForm,
    /// The fields to ask for, in order of importance. Only those that are due are asked.
    #[schemars(length(min = 1, max = 100))]
    pub ask: Vec<FieldName>,
    /// The maximum number of fields for each visit, including the fields that conditions of the form depend on. All by
    /// default.
    #[schemars(range(min = 1, max = 100))]
    pub max_fields: Option<u32>,
    /// The first login to which the rule applies, as counted by Auth0; 1 is the login after the signup.
    #[serde(default = "first_login")]
    #[schemars(range(min = 1, max = 999_999_999))]
    pub from_login: u32,
    /// The users that the rule applies to. All by default.
    #[serde(default)]
    pub when: When,
    /// Turns the rule off with `false`.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// The first day on which the rule applies, in UTC.
    pub from: Option<PlanDate>,
    /// The last day on which the rule applies, in UTC.
    pub until: Option<PlanDate>,
    /// The share of users that the rule applies to.
    pub share: Option<Share>,
    /// The consents among the fields that are asked again after the version of their document has changed.
    #[serde(default)]
    pub consents: Vec<FieldName>,
    /// The fields that are asked again after a time, with that time: `"company_name": "12 months"`.
    #[serde(default)]
    pub review: BTreeMap<FieldName, Period>,
    /// Sends the stored values of the fields in `review` to the form, sealed, so that the form can show them.
    #[serde(default)]
    pub show: bool,
    /// Denies the login without answers. Rules with this key precede all others.
    #[serde(default)]
    pub deny_without_answer: bool,
    /// The number of times that the form offers "Not now" to a user. There is no limit by default.
    #[schemars(range(min = 0, max = 1000))]
    pub max_skips: Option<u32>,
    /// The minimum time, or number of logins, until a user who chose "Not now" is asked by this rule again. The `wait` of
    /// the plan by default.
    pub wait: Option<Wait>,
    /// Lets the application ask for this rule at a login with the parameter `ext-profiling` of `/authorize`.
    #[serde(default)]
    pub on_request: bool,
}

fn yes() -> bool {
    true
}

fn first_login() -> u32 {
    1
}

/// The users that a rule applies to: all conditions must hold. In a list, one entry is enough.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The client IDs of applications.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub client: Option<Vec<TenantName>>,
    /// The names of connections.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub connection: Option<Vec<TenantName>>,
    /// The strategies of connections: `auth0`, `google-oauth2`, `samlp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub strategy: Option<Vec<TenantName>>,
    /// The organization of the login: `any`, `none`, or a list of names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<Organization>,
    /// Roles of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub roles: Option<Vec<TenantName>>,
    /// The countries of the request, as ISO 3166-1 codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub country: Option<Vec<Country>>,
    /// Scopes that the application requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub scope: Option<Vec<Scope>>,
    /// The days since the signup.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_since_signup: Option<Days>,
}

/// The organization of a login.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Organization {
    /// Any organization, or none.
    Requirement(OrganizationRequirement),
    /// One of these organizations, by name.
    Names(#[schemars(length(min = 1))] Vec<OrganizationName>),
}

/// A requirement for the organization of a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OrganizationRequirement {
    /// The login has an organization.
    Any,
    /// The login has no organization.
    None,
}

/// A range of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// The minimum, inclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 99_999))]
    pub min: Option<u32>,
    /// The maximum, inclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 99_999))]
    pub max: Option<u32>,
}

/// A share of the users: those whose bucket, from 0 to 99, is at least `from` and less than `to`. The bucket of a user
/// depends on the name of the test.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The name of the test. Rules of the same test divide the users.
    #[schemars(length(min = 1, max = 64))]
    pub test: String,
    /// The first bucket.
    #[schemars(range(min = 0, max = 99))]
    pub from: u8,
    /// The bucket after the last one.
    #[schemars(range(min = 1, max = 100))]
    pub to: u8,
}
