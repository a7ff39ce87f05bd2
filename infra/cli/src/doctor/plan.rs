//! The plan of the checkout, which replaces most settings of the Action.

use super::report::Unchecked;
use super::system::System;
use crate::action::{BuiltAction, BuiltPlan, Sources, built_action};
use crate::check::Settings;

impl System<'_> {
    /// Returns the Action that the checkout builds.
    pub(super) fn built_action(&self) -> Result<BuiltAction, Unchecked> {
        built_action(self.root()?).map_err(|error| Unchecked::because(error.to_string()))
    }

    /// Returns the plan of the checkout, if it has one.
    pub(super) fn plan(&self) -> Result<Option<BuiltPlan>, Unchecked> {
        let sources = Sources::in_repository(self.root()?);
        sources.plan().map_err(|error| Unchecked::because(error.to_string()))
    }

    /// Returns the claim `settings` of the session tokens of an Action with these settings and the plan of the checkout.
    pub(super) fn fingerprint(&self, settings: &Settings) -> Result<String, Unchecked> {
        let plan = self.plan()?;
        Ok(plan.map_or_else(|| settings.fingerprint(), |plan| settings.fingerprint_with_plan(&plan.compiled)))
    }
}
