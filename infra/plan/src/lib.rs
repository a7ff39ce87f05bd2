//! The plan: which users are asked for which fields, and when.
//!
//! A plan is a JSON file with an ordered list of rules. At each login, the first rule that applies and has something to ask
//! decides. [`compile`] embeds a plan in the source of the Action, which decides.

mod check;
mod compile;
mod conditions;
mod duration;
mod names;
mod plan;
mod read;
mod schema;

pub use check::{PlanCode, PlanProblem, check};
pub use compile::{CompileError, CompiledPlan, compile};
pub use conditions::{Country, OrganizationName, Scope, TenantName};
pub use duration::{Period, PlanDate, Unit, Wait};
pub use names::{PlanForm, ProfileAttribute, RuleName};
pub use plan::{Days, Organization, OrganizationRequirement, Plan, Rule, Share, Version, When};
pub use read::{read, read_valid};
pub use schema::editor_schema;
