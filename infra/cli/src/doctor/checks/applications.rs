//! The applications of the tenant.

use serde_json::Value;

use crate::doctor::facts::{list, text};
use crate::doctor::report::Unchecked;
use crate::doctor::system::System;
use crate::printable::printable;

/// The maximum number of pages of applications that are requested.
const MAX_PAGES: usize = 20;

/// The number of applications on a page.
const PER_PAGE: usize = 100;

/// Returns the names of the applications that use refresh tokens and for which the Action is not off.
pub(super) fn renewing_applications(system: &System<'_>) -> Result<Vec<String>, Unchecked> {
    let tenant = system.tenant()?;
    let mut names = Vec::new();
    for page in 0..MAX_PAGES {
        let applications = tenant.get(&format!(
            "clients?fields=name,grant_types,client_metadata&include_fields=true&is_global=false&per_page={PER_PAGE}&page={page}"
        ))?;
        let applications = list(&applications, "");
        let is_renewing = |application: &&Value| {
            let grants = list(application, "/grant_types").iter();
            let form = text(application, "/client_metadata/profiling_form").trim();
            grants.filter_map(Value::as_str).any(|grant| grant == "refresh_token")
                && !form.eq_ignore_ascii_case("off")
        };
        names.extend(
            applications.iter().filter(is_renewing).map(|application| printable(text(application, "/name"))),
        );
        if applications.len() < PER_PAGE {
            break;
        }
    }
    Ok(names)
}
