//! Reads a plan's file for its author: all problems, each with its place.

use std::sync::LazyLock;

use profiling_authoring::{Document, Format};
use profiling_forms::value::date::Date;
use profiling_forms::{FormError, Forms};

use crate::check::check;
use crate::plan::Plan;
use crate::schema::{check_definition, schema};

/// The format of a plan's file.
static FORMAT: LazyLock<Format> =
    LazyLock::new(|| Format::new(schema(), "plan", "{\"version\": 1, \"rules\": […]}", check_definition));

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

/// Reads the text of a plan's file, and checks it with these forms. `file` is the name of the file in errors, and `today`
/// the day in UTC. Errors: all problems because of which the plan is not deployed; warnings are not among them.
pub fn read_valid(file: &str, text: &str, forms: &Forms, today: Date) -> Result<Plan, Vec<FormError>> {
    let (mut document, plan) = read(text);
    for problem in
        plan.iter().flat_map(|plan| check(plan, forms, today)).filter(|problem| problem.code.is_error())
    {
        document.report(&problem.path, problem.message);
    }
    match plan.filter(|_| document.problems().is_empty()) {
        Some(plan) => Ok(plan),
        None => Err(document.errors(file).collect()),
    }
}
