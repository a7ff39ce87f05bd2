//! The checks of a deployed system, each a type with a name.

mod account;
mod applications;
mod auth0;
mod form_url;
mod functions;
mod logs;
mod monitoring;
mod plan;
mod secret;
mod settings;

pub(super) use account::Credentials;

use super::report::{Unchecked, Verdict};
use super::system::System;

/// A check of the system.
pub(super) trait Check: Sync {
    /// The name in the report and in `--json`, which does not change between releases.
    fn name(&self) -> &'static str;

    /// Checks the system. Errors: the reason why it could not be checked.
    fn run(&self, system: &System<'_>) -> Result<Verdict, Unchecked>;
}

/// All checks, in the order of the report: a problem of one is often the cause of later ones.
pub(super) const CHECKS: [&dyn Check; 33] = [
    &account::Credentials,
    &account::StackState,
    &account::Drift,
    &secret::Parameter,
    &secret::Rotation,
    &secret::Permissions,
    &secret::EncryptionKey,
    &functions::LiveVersion,
    &functions::DeployedForms,
    &functions::Concurrency,
    &functions::SsmThroughput,
    &form_url::Dns,
    &form_url::Certificate,
    &form_url::Mapping,
    &form_url::DefaultEndpoint,
    &form_url::ClockSkew,
    &form_url::ErrorPages,
    &form_url::Questions,
    &form_url::Answers,
    &settings::FormUrl,
    &settings::RequestedFields,
    &settings::RequiredLogins,
    &auth0::Domains,
    &auth0::Code,
    &auth0::Runtime,
    &auth0::Deployed,
    &auth0::Position,
    &auth0::SecretNames,
    &logs::DeployedSettings,
    &logs::SessionSecret,
    &logs::Outcomes,
    &monitoring::Alarms,
    &monitoring::Subscribers,
];

/// The name of the check that only `--drift` runs, because it takes minutes.
pub(super) const DRIFT: &str = "drift";
