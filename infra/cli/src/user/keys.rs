//! The keys of `app_metadata`, as in the Action.

/// The key with a record for each form.
pub(super) const RECORDS: &str = "progressive_profiling";

/// The key with the memory of the plan.
pub(super) const MEMORY: &str = "progressive_profiling_plan";

/// The key of a record, and of the memory, with the consents.
pub(super) const CONSENTS: &str = "consents";
