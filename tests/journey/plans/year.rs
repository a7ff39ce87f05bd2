//! A year of logins with a plan: an emulator whose clock moves, its users, and the files that an operator deploys.

use std::fs;

use profiling_forms::Forms;
use profiling_forms::value::date::Date;
use profiling_plan::{CompiledPlan, check, compile, read};
use profiling_tests::agent::Answer;
use profiling_tests::workspace;
use serde_json::Value;
use tempfile::TempDir;

use crate::emulator::{Scene, pairs};

/// The answer of a user to each question.
const ANSWERS: [(&str, &str); 9] = [
    ("company_name", "Acme"),
    ("company_size", "50-249"),
    ("goals", "reporting"),
    ("heard_from", "search"),
    ("job_title", "Engineer"),
    ("sso_wanted", "yes"),
    ("telephone", "030 123456"),
    ("telephone.country", "DE"),
    ("terms", "yes"),
];

/// A login: the day of the year, the user, the log line of the Action, and what the user does.
pub(super) type Login = (u64, &'static str, &'static str, Then);

/// What a user does after the decision.
#[derive(Debug, Clone, Copy)]
pub(super) enum Then {
    /// Is not asked.
    Passes,
    /// Answers all questions.
    Answers,
    /// Answers all questions, this one with another value.
    AnswersWith(&'static str, &'static str),
    /// Submits the form as it is shown.
    Submits,
    /// Submits the form as it is shown, with another value of this field.
    Changes(&'static str, &'static str),
    /// Chooses "Not now".
    NotNow,
    /// Returns to the tenant without an answer.
    Returns,
    /// Returns to the tenant without an answer, and the login is denied.
    IsDenied,
}

use Then::{Answers, AnswersWith, Changes, IsDenied, NotNow, Passes, Returns, Submits};

/// A year with a plan, and the files that an operator deploys.
pub(super) struct Year {
    pub(super) scene: Scene,
    files: TempDir,
    /// The day of the year. The first is 2027-01-15.
    today: u64,
}

impl Year {
    /// Starts an emulator with the plan under this heading of docs/plan.md.
    pub(super) async fn with_plan(heading: &str) -> Self {
        let files = tempfile::tempdir().unwrap();
        let forms = files.path().join("forms");
        fs::create_dir(&forms).unwrap();
        for file in fs::read_dir(workspace().join("infra/forms")).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), forms.join(file.file_name())).unwrap();
        }
        let action = files.path().join("action.js");
        fs::write(&action, compiled(heading, &Forms::load(&forms).unwrap())).unwrap();
        let scene = Scene::with(|options| (options.forms, options.action) = (forms, action)).await;
        Self { scene, files, today: 0 }
    }

    /// Changes members of a user as the users page does.
    pub(super) async fn change_user(&self, name: &str, changes: &Value) {
        let user = self.scene.user(&email(name));
        let mut json = serde_json::to_value(&user).unwrap();
        json.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let parameters = pairs(&[("user_id", &user.user_id), ("user", &json.to_string())]);
        let url = format!("{}/users/change", self.scene.emulator.tenant_url());
        assert_eq!(self.scene.agent.post(&url, &parameters).await.status, 302, "{changes}");
    }

    /// Moves the clock to a day as the users page does. Zero would reset it.
    pub(super) async fn move_to(&mut self, day: u64) {
        let days = day.checked_sub(self.today).expect("the logins are in order");
        if days > 0 {
            let url = format!("{}/clock", self.scene.emulator.tenant_url());
            let answer = self.scene.agent.post(&url, &pairs(&[("days", &days.to_string())])).await;
            assert_eq!(answer.status, 302);
        }
        self.today = day;
    }

    /// Logs in a user on a day. Returns the page, and the log line of the Action.
    pub(super) async fn log_in(&mut self, day: u64, name: &str) -> (Answer, String) {
        self.move_to(day).await;
        let page = self.scene.log_in(&email(name)).await;
        let console = self.scene.console();
        let line = console.strip_prefix("progressive-profiling: ").expect("a log line of the Action");
        (page, line.split(" login=").next().unwrap().to_owned())
    }

    /// Plays logins in the order of their days.
    pub(super) async fn play(&mut self, logins: &[Login]) {
        for &(day, name, expected, then) in logins {
            let (page, line) = self.log_in(day, name).await;
            assert_eq!(line, expected, "{name} on day {day}");
            let is_asked = !matches!(then, Passes);
            assert_eq!(self.scene.is_form(&page), is_asked, "{name} on day {day}: {}", page.body);
            let end = self.finish(page, then).await;
            if matches!(then, IsDenied) {
                self.scene.assert_refused(&end);
            } else {
                self.scene.assert_logged_in(&end);
            }
        }
    }

    /// Does what the user does with the form. Returns the last page of the login.
    pub(super) async fn finish(&self, mut page: Answer, then: Then) -> Answer {
        match then {
            Passes => page,
            NotNow => self.scene.agent.submit(&page.form("main form", Some("Not now"))).await,
            Returns | IsDenied => {
                let (_, state) = page.url.query_pairs().find(|(name, _)| name == "state").unwrap();
                let url = format!("{}/continue?state={state}", self.scene.emulator.tenant_url());
                self.scene.agent.visit(&url).await
            }
            Answers | AnswersWith(..) | Submits | Changes(..) => {
                // A form has a page for each step.
                while self.scene.is_form(&page) {
                    page = self.submit(&page, then).await;
                }
                page
            }
        }
    }

    async fn submit(&self, page: &Answer, then: Then) -> Answer {
        let (common, other): (&[_], _) = match then {
            Answers => (&ANSWERS, None),
            AnswersWith(name, value) => (&ANSWERS, Some((name, value))),
            Changes(name, value) => (&[], Some((name, value))),
            _ => (&[], None),
        };
        let questions = page.questions();
        let answers =
            common.iter().copied().chain(other).filter(|(name, _)| questions.iter().any(|q| q == name));
        let form = page.form("main form", None);
        self.scene.agent.submit(&answers.fold(form, |form, (name, value)| form.with(name, value))).await
    }

    /// Deploys the consumer form with another version of the terms.
    pub(super) fn deploy_form(&self, version: &str) {
        let form = self.files.path().join("forms/consumer.json");
        fs::write(&form, consumer_form(version)).unwrap();
    }

    /// Deploys a plan that was compiled for a form with this version of the terms.
    pub(super) fn deploy_plan(&self, heading: &str, version: &str) {
        let forms = Forms::parse_valid([("consumer".to_owned(), consumer_form(version))].into()).0;
        fs::write(self.files.path().join("action.js"), compiled(heading, &forms)).unwrap();
    }

    pub(super) fn memory(&self, name: &str) -> Value {
        self.scene.user(&email(name)).app_metadata["progressive_profiling_plan"].clone()
    }

    /// The versions of the terms that the Action recorded for a user, from old to new.
    pub(super) fn terms_versions(&self, name: &str) -> Vec<Value> {
        let answers = self.memory(name)["consents"]["terms"].clone();
        answers.as_array().into_iter().flatten().map(|answer| answer["version"].clone()).collect()
    }
}

fn email(name: &str) -> String {
    format!("{name}@example.com")
}

fn consumer_form(terms: &str) -> String {
    let text = fs::read_to_string(workspace().join("infra/forms/consumer.json")).unwrap();
    let changed = text.replace(r#""version": "2026-01""#, &format!(r#""version": "{terms}""#));
    assert_eq!(changed == text, terms == "2026-01");
    changed
}

/// Returns the plan under this heading of docs/plan.md.
fn plan_in_docs(heading: &str) -> String {
    let text = fs::read_to_string(workspace().join("docs/plan.md")).unwrap();
    let (_, section) = text.split_once(&format!("\n### {heading}\n")).expect("a heading of docs/plan.md");
    let (_, block) = section.split_once("\n```json\n").expect("a plan under the heading");
    let (json, _) = block.split_once("\n```\n").expect("the end of the plan");
    json.to_owned()
}

/// Returns the source of the Action with a plan, in which `profiling check` finds no problem.
fn compiled(heading: &str, forms: &Forms) -> String {
    let (document, plan) = read(&plan_in_docs(heading));
    assert_eq!(document.problems(), [], "{heading}");
    let plan = plan.expect("a plan");
    assert_eq!(check(&plan, forms, Date::parse("2027-01-15").unwrap()), [], "{heading}");
    let source = workspace().join("infra/auth0/actions/progressive-profiling.js");
    let compiled = CompiledPlan::new(&plan, forms).unwrap();
    compile(&fs::read_to_string(source).unwrap(), Some(&compiled)).unwrap()
}
