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
        Ok(plan.map_or_else(
            || settings.fingerprint(),
            |plan| fingerprint(&settings.get("FORM_URL").text, &plan.compiled.json()),
        ))
    }
}

/// Returns the fingerprint of the settings with a plan: of those, the Action reads only the URL and the secrets.
pub(super) fn fingerprint(form_url: &str, plan: &str) -> String {
    hash(&format!("FORM_URL={form_url}\nPLAN={}\n", hash(plan)))
}

/// Returns the 32-bit FNV-1a hash of a text as 8 hexadecimal digits.
fn hash(text: &str) -> String {
    let hash =
        text.bytes().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{hash:08x}")
}
