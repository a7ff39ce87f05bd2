//! The plan file, and the Action that it is compiled into.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use profiling_forms::Forms;
use profiling_forms::value::date::Date;
use profiling_plan::{CompiledPlan, Plan, compile, read_valid};
use profiling_service::clock::{Clock as _, SystemClock};

use crate::action::Action;

/// The files of an Action.
#[derive(Debug, Clone)]
pub(crate) struct ActionFiles {
    /// The file with the source.
    pub(crate) source: PathBuf,
    /// The file with the plan. Without it, the settings decide.
    pub(crate) plan: Option<PathBuf>,
}

/// An Action with its plan.
pub(crate) struct PlannedAction {
    pub(crate) action: Action,
    /// The names of the rules that an application can request.
    pub(crate) on_request: Vec<String>,
}

impl ActionFiles {
    /// The paths of the files.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        [&self.source].into_iter().chain(&self.plan).cloned().collect()
    }

    /// Loads the Action, with the plan compiled for these forms.
    ///
    /// Errors: the file and the reason, if one cannot be used.
    pub(crate) fn load(
        &self,
        forms: &Forms,
        secrets: BTreeMap<String, String>,
    ) -> Result<PlannedAction, String> {
        let source = std::fs::read_to_string(&self.source).map_err(|error| at(&self.source, error))?;
        let Some(file) = &self.plan else {
            let action = Action::new(&source, secrets).map_err(|error| at(&self.source, error))?;
            return Ok(PlannedAction { action, on_request: Vec::new() });
        };
        let plan = read(file, forms)?;
        let compiled = CompiledPlan::new(&plan, forms).map_err(|error| at(file, error))?;
        let source = compile(&source, Some(&compiled)).map_err(|error| at(&self.source, error))?;
        let action = Action::new(&source, secrets).map_err(|error| at(&self.source, error))?;
        let rules = plan.rules.iter().filter(|rule| rule.enabled && rule.on_request);
        Ok(PlannedAction { action, on_request: rules.map(|rule| rule.name.to_string()).collect() })
    }
}

/// Reads a plan.
///
/// Errors: the file and the reason, if it cannot be read, or all its errors.
fn read(file: &Path, forms: &Forms) -> Result<Plan, String> {
    let text = std::fs::read_to_string(file).map_err(|error| at(file, error))?;
    let today = Date::from_unix_seconds(SystemClock.now_seconds());
    read_valid(&file.display().to_string(), &text, forms, today)
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

/// The text of an error in a file.
fn at(file: &Path, error: impl std::fmt::Display) -> String {
    format!("{}: {error}", file.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "const PLAN = undefined;\nexports.onExecutePostLogin = async () => console.log(PLAN?.rules[0].name);\n";
    const PLAN: &str = r#"{"version": 1, "rules": [
        {"name": "employer", "form": "profile", "ask": ["company_name"], "on_request": true},
        {"name": "off", "form": "profile", "ask": ["company_name"], "on_request": true, "enabled": false}
    ]}"#;

    fn load(source: &str, plan: Option<&str>) -> Result<PlannedAction, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let form = r#"{"version": 1, "title": "T", "fields": [{"name": "company_name", "type": "text", "label": "A"}]}"#;
        file("profile.json", form);
        let (forms, _) = Forms::load_valid(folder.path());
        let files =
            ActionFiles { source: file("action.js", source), plan: plan.map(|plan| file("plan.json", plan)) };
        files.load(&forms, BTreeMap::new())
    }

    #[test]
    fn the_rules_that_can_be_requested_are_known() {
        assert_eq!(load(SOURCE, Some(PLAN)).unwrap().on_request, ["employer"]);
        assert!(load(SOURCE, None).unwrap().on_request.is_empty());
    }

    #[test]
    fn an_error_names_the_file_and_the_reason() {
        for (source, plan, expected) in [
            (SOURCE, Some("{"), "plan.json: line 1 column 1: this `{` has no closing `}`"),
            (SOURCE, Some(r#"{"version": 2, "rules": []}"#), "plan.json: line 1 column 13, version: "),
            (
                SOURCE,
                Some(&*PLAN.replace("\"profile\"", "\"nowhere\"")),
                "plan.json: line 2 column 38, rules[0] \"employer\".form: the form `nowhere` does not exist",
            ),
            (&SOURCE[24..], Some(PLAN), "action.js: the source of the Action must contain the line"),
            ("const a = ;", None, "action.js: the Action does not load: line 1"),
        ] {
            let error = load(source, plan).err().unwrap();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn without_a_plan_the_source_needs_no_place_for_one() {
        assert!(load(&SOURCE[24..], None).is_ok());
    }
}
