//! Reads a plan's file for its author: all problems, each with its place.

use std::sync::LazyLock;

use profiling_authoring::{Document, Format};

use crate::plan::Plan;
use crate::schema::{check_definition, schema};

/// The format of a plan's file.
static FORMAT: LazyLock<Format> = LazyLock::new(|| {
    let example = "a plan: `{\"version\": 1, \"rules\": […]}`";
    Format::new(schema(), example, check_definition)
});

/// Reads the text of a plan's file. Without a plan, the document has the problems. [`check`](crate::check) finds problems of
/// a plan that has been read.
///
/// ```
/// let text = r#"{"version": 1, "rules": [{"name": "new", "form": "profile", "aks": ["job_title"]}]}"#;
/// let (document, plan) = profiling_plan::read(text);
/// let [problem] = document.problems() else { panic!("one problem") };
/// assert_eq!(problem.message, "unknown key `aks`; did you mean `ask`?");
/// assert_eq!(document.describe(&problem.path), "rules[0] \"new\".aks");
/// assert!(plan.is_none());
/// ```
pub fn read(text: &str) -> (Document, Option<Plan>) {
    let mut document = Document::of(&FORMAT, text);
    if !document.problems().is_empty() {
        return (document, None);
    }
    // The schema has found nothing, so this fails only for a mistake that the schema does not know.
    let mut json = serde_json::Deserializer::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    match serde_path_to_error::deserialize(&mut json) {
        Ok(plan) => (document, Some(plan)),
        Err(error) => {
            let message = error.inner().to_string();
            let reason = message.split(" at line ").next().unwrap_or_default();
            document.report(&error.path().to_string(), reason.to_owned());
            (document, None)
        }
    }
}
