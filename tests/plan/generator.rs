//! Random plans that `profiling check` accepts, and random sequences of logins.

use std::sync::LazyLock;

use profiling_forms::Forms;
use profiling_forms::value::date::Date;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

/// The forms of the plans. The field `b` depends on `a`.
pub(crate) static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let text = |name: &str, required: bool| json!({"name": name, "type": "text", "label": "L", "required": required});
    let consent = |name: &str, version: &str| {
        json!({"name": name, "type": "consent", "label": "L",
            "document": {"label": "D", "url": "https://example.com/d", "version": version}})
    };
    let mut dependent = text("b", false);
    dependent["when"] = json!({"field": "a", "equals": "x"});
    let mut agreed = consent("agreed", "2");
    agreed["required"] = json!(true);
    let first =
        [text("a", false), dependent, text("c", false), text("needed", true), consent("terms", "2"), agreed];
    let second = [text("d", false), text("e", false), text("also_needed", true), consent("news", "7")];
    let form =
        |fields: &[Value]| json!({"version": 1, "title": "T", "not_now": true, "fields": fields}).to_string();
    let texts = [("first".to_owned(), form(&first)), ("second".to_owned(), form(&second))];
    let (forms, errors) = Forms::parse_valid(texts.into());
    assert_eq!(errors.to_string(), "", "the forms are valid");
    forms
});

/// A plan, and what a user does.
#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    /// The plan's file.
    pub(crate) plan: Value,
    pub(crate) steps: Vec<Step>,
}

/// A login.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// The hours since the previous login.
    pub(crate) hours: u64,
    pub(crate) client: &'static str,
    pub(crate) organization: Option<&'static str>,
    pub(crate) roles: Vec<&'static str>,
    /// The rule that the application asks for.
    pub(crate) request: Option<&'static str>,
    /// True if the user has a second factor that this login has not checked yet.
    pub(crate) has_unchecked_factor: bool,
    /// True if nothing can be shown to the user.
    pub(crate) is_silent: bool,
    pub(crate) behavior: Behavior,
    /// A field whose value another program changes while the form is shown.
    pub(crate) changed_field: Option<&'static str>,
    /// The version of consents that the deployed form has.
    pub(crate) deployed_version: &'static str,
}

/// What a user does with a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behavior {
    /// Answers all questions.
    Answer,
    /// Answers only the first question.
    AnswerFirst,
    /// Answers all questions, and sends answers to questions that were not asked.
    AnswerMore,
    /// Chooses "Not now".
    NotNow,
    /// Returns without a token.
    NoToken,
    /// Returns with an invalid token.
    InvalidToken,
    /// Closes the browser.
    Abandon,
}

/// The names of the rules, in order.
const NAMES: [&str; 5] = ["r0", "r1", "r2", "r3", "r4"];

pub(crate) fn scenarios() -> impl Strategy<Value = Scenario> {
    (plans(), prop::collection::vec(steps(), 4..24)).prop_map(|(plan, steps)| Scenario { plan, steps })
}

fn plans() -> impl Strategy<Value = Value> {
    let wait = select(vec!["2 logins", "3 logins", "1 day", "7 days", "2 weeks"]);
    let rules = (prop::collection::vec(denying_rules(), 0..2), prop::collection::vec(rules(), 1..4));
    let profile = select(vec![json!({}), json!({"c": "nickname"}), json!({"a": "given_name"})]);
    (wait, rules, profile, any::<bool>())
        .prop_map(|(wait, (denying, others), profile, copy)| {
            let rules: Vec<Value> = denying
                .into_iter()
                .chain(others)
                .zip(NAMES)
                .map(|(mut rule, name)| {
                    rule["name"] = json!(name);
                    rule
                })
                .collect();
            let mut plan = json!({"version": 1, "wait": wait, "since": "2026-06-01", "rules": rules});
            if profile != json!({}) {
                plan["from_profile"] = profile;
                plan["copy"] = json!(copy);
            }
            plan
        })
        .prop_filter("profiling check accepts the plan", is_accepted)
}

/// Returns true if `profiling check` accepts the plan.
fn is_accepted(plan: &Value) -> bool {
    let today = Date::parse("2027-01-15").expect("a date");
    profiling_plan::read_valid("plan.json", &plan.to_string(), &FORMS, today).is_ok()
}

fn denying_rules() -> impl Strategy<Value = Value> {
    let fields = select(vec![("first", "needed"), ("second", "also_needed"), ("first", "agreed")]);
    (fields, conditions(), 1..3_u32).prop_map(|((form, field), when, from_login)| {
        let consents = if field == "agreed" { json!([field]) } else { json!([]) };
        json!({
            "form": form, "ask": [field], "when": when, "from_login": from_login, "deny_without_answer": true,
            "consents": consents,
        })
    })
}

fn rules() -> impl Strategy<Value = Value> {
    let form = select(vec![
        ("first", vec!["a", "b", "c", "terms"], "terms"),
        ("second", vec!["d", "e", "news"], "news"),
    ]);
    let form = form.prop_flat_map(|(form, fields, consent)| {
        let count = fields.len();
        let ask = subsequence(fields, 1..=count).prop_shuffle();
        (Just(form), ask, Just(consent))
    });
    let period = || option::weighted(0.4, select(vec!["30 days", "3 months", "12 months"]));
    let limits =
        (option::of(2..4_u32), option::of(0..3_u32), option::of(select(vec!["2 logins", "30 days"])));
    let share = option::weighted(0.3, select(vec![(0, 50), (50, 100)]));
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (form, (period(), period()), limits, (conditions(), share), 1..4_u32, flags).prop_map(
        |((form, ask, consent), periods, (max_fields, max_skips, wait), (when, share), from_login, flags)| {
            let (show, on_request, compares_version) = flags;
            let mut review = json!({});
            let texts = ask.iter().filter(|field| **field != consent);
            for (field, period) in texts.zip([periods.0, periods.1]) {
                if let Some(period) = period {
                    review[*field] = json!(period);
                }
            }
            let consents = ask.iter().filter(|field| compares_version && **field == consent);
            let mut rule = json!({
                "form": form, "consents": consents.collect::<Vec<_>>(), "ask": ask, "review": review, "when": when,
                "from_login": from_login, "show": show && review != json!({}), "on_request": on_request,
            });
            for (key, value) in [
                ("max_fields", max_fields.map(|max| json!(max))),
                ("max_skips", max_skips.map(|max| json!(max))),
                ("wait", wait.map(|wait| json!(wait))),
                ("share", share.map(|(from, to)| json!({"test": "layout", "from": from, "to": to}))),
            ] {
                if let Some(value) = value {
                    rule[key] = value;
                }
            }
            rule
        },
    )
}

fn conditions() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => Just(json!({})),
        1 => select(vec![
            json!({"client": ["app"]}),
            json!({"organization": "any"}),
            json!({"organization": "none"}),
            json!({"organization": ["acme"], "roles": ["admin", "buyer"]}),
            json!({"days_since_signup": {"min": 3}}),
            json!({"days_since_signup": {"max": 60}}),
        ]),
    ]
}

fn steps() -> impl Strategy<Value = Step> {
    let hours = prop_oneof![3 => 0..30_u64, 2 => 24..400_u64, 1 => 1_000..10_000_u64];
    let behavior = select(vec![
        Behavior::Answer,
        Behavior::Answer,
        Behavior::AnswerFirst,
        Behavior::AnswerMore,
        Behavior::NotNow,
        Behavior::NoToken,
        Behavior::InvalidToken,
        Behavior::Abandon,
    ]);
    let context = (
        select(vec!["app", "shop"]),
        option::of(select(vec!["acme", "other"])),
        subsequence(vec!["admin", "buyer"], 0..=2),
        option::weighted(0.3, select(NAMES.to_vec())),
    );
    let rare = (
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.1),
        option::weighted(0.2, select(vec!["a", "c", "d", "terms", "agreed"])),
        select(vec!["2", "2", "1"]),
    );
    (hours, context, behavior, rare).prop_map(
        |(hours, (client, organization, roles, request), behavior, rare)| {
            let (has_unchecked_factor, is_silent, changed_field, deployed_version) = rare;
            Step {
                hours,
                client,
                organization,
                roles,
                request,
                has_unchecked_factor,
                is_silent,
                behavior,
                changed_field,
                deployed_version,
            }
        },
    )
}
