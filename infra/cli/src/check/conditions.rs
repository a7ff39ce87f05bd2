//! Finds conditions that are never or always true.
//!
//! A condition depends on few fields, and the conditions of a form distinguish few answers to each field. This module
//! tries all combinations of these answers, so its findings are exact. It reports nothing if there are too many
//! combinations, or if the result depends on the current date.

use std::collections::{BTreeMap, BTreeSet};

use profiling_forms::value::today::Today;
use profiling_forms::{
    Comparison, Condition, Field, FieldName, Form, Literal, OTHER, Operand, Rule, Test, samples,
};
use serde_json::Value;

use super::finding::{Code, Finding};
use super::hint;

/// The maximum number of combinations of answers to try for a condition.
const MAX_COMBINATIONS: usize = 50_000;

/// The answers to a form; `None` for fields that are hidden or left empty.
type Answers<'a> = BTreeMap<&'a FieldName, Option<&'a Value>>;

/// A field of the form, with the conditions of the field and its step.
struct Question<'a> {
    field: &'a Field,
    conditions: Vec<&'a Condition>,
    /// The answers that the conditions of the form distinguish; `None` if they depend on the current date.
    answers: Option<Vec<Value>>,
}

/// A condition or a part of it, with its results.
struct Node {
    place: String,
    condition: Condition,
    parts: Vec<Node>,
    /// True if some answers meet the condition.
    can_hold: bool,
    /// True if some answers do not meet the condition.
    can_fail: bool,
}

/// Reports conditions that are never or always true in the form in `file`.
pub(super) fn check(file: &str, form: &Form) -> Vec<Finding> {
    let questions = questions(form);
    let today = samples::some_today().into();
    let mut findings = Vec::new();
    for (index, step) in form.steps.iter().enumerate() {
        let prefix = form.step_place(index);
        if let Some(when) = &step.when {
            let mut node = Node::new(format!("{prefix}when"), when);
            let context = Context { questions: &questions, gates: &[], all_requested: true, today };
            if evaluate(&context, &mut node).is_some() {
                report(file, &context, &node, &mut findings);
            }
        }
        for (position, item) in step.fields.iter().enumerate() {
            let Some(when) = &item.when else { continue };
            let mut node = Node::new(format!("{prefix}fields[{position}].when"), when);
            let gates: Vec<&Condition> = step.when.iter().collect();
            // A block appears even if the fields that it depends on are not requested.
            let all_requested = item.field().is_some();
            let context = Context { questions: &questions, gates: &gates, all_requested, today };
            if evaluate(&context, &mut node) == Some(true) {
                report(file, &context, &node, &mut findings);
            }
        }
    }
    findings
}

fn questions(form: &Form) -> Vec<Question<'_>> {
    let conditions: Vec<&Condition> = form
        .steps
        .iter()
        .flat_map(|step| step.when.iter().chain(step.fields.iter().filter_map(|item| item.when.as_ref())))
        .collect();
    let tests: Vec<&Test> = conditions.iter().flat_map(|condition| condition.tests()).collect();
    form.items()
        .filter_map(|(_, step, item)| {
            let field = item.field()?;
            let own: Vec<&Test> = tests.iter().copied().filter(|test| test.field == field.name).collect();
            let conditions = form.steps[step].when.iter().chain(&item.when).collect();
            Some(Question { field, conditions, answers: field.representative_answers(&own) })
        })
        .collect()
}

impl Node {
    fn new(place: String, condition: &Condition) -> Self {
        let parts = match condition {
            Condition::All(parts) => Self::parts(&place, "all", parts),
            Condition::Any(parts) => Self::parts(&place, "any", parts),
            Condition::Test(Test { field, rule: Rule::In(literals) }) if literals.len() > 1 => {
                let alternatives: Vec<Condition> = literals
                    .iter()
                    .map(|literal| Test { field: field.clone(), rule: Rule::Equals(literal.clone()) })
                    .map(Condition::Test)
                    .collect();
                Self::parts(&place, "in", &alternatives)
            }
            Condition::Test(_) => Vec::new(),
        };
        Self { place, condition: condition.clone(), parts, can_hold: false, can_fail: false }
    }

    fn parts(place: &str, key: &str, parts: &[Condition]) -> Vec<Self> {
        parts
            .iter()
            .enumerate()
            .map(|(index, part)| Self::new(format!("{place}.{key}[{index}]"), part))
            .collect()
    }

    /// Records the results of the condition and its parts for these answers.
    fn record(&mut self, answers: &Answers<'_>, today: Today) {
        if holds(&self.condition, answers, today) {
            self.can_hold = true;
        } else {
            self.can_fail = true;
        }
        self.parts.iter_mut().for_each(|part| part.record(answers, today));
    }
}

fn holds(condition: &Condition, answers: &Answers<'_>, today: Today) -> bool {
    condition.holds(&|name: &FieldName| answers.get(name).copied().flatten(), today)
}

/// The situation in which a condition is evaluated.
struct Context<'a> {
    questions: &'a [Question<'a>],
    /// Conditions that must be true before this one is evaluated.
    gates: &'a [&'a Condition],
    /// True if all fields that the condition depends on are requested.
    all_requested: bool,
    today: Today,
}

/// Tries all combinations of answers that the condition depends on. Returns true if the condition is evaluated in any
/// of them, and `None` if there are too many.
fn evaluate(context: &Context<'_>, node: &mut Node) -> Option<bool> {
    let condition = node.condition.clone();
    let mut names: BTreeSet<&FieldName> = context.gates.iter().flat_map(|gate| gate.fields()).collect();
    names.extend(condition.fields());
    // From last to first, because conditions depend on earlier fields.
    for question in context.questions.iter().rev() {
        if names.contains(&question.field.name) {
            names.extend(question.conditions.iter().flat_map(|condition| condition.fields()));
        }
    }
    let relevant: Vec<&Question<'_>> =
        context.questions.iter().filter(|question| names.contains(&question.field.name)).collect();
    let mut evaluation =
        Evaluation { relevant: &relevant, context, node, combinations: 0, is_reachable: false };
    evaluation.visit(0, &mut Answers::new())?;
    Some(evaluation.is_reachable)
}

struct Evaluation<'w, 'a> {
    relevant: &'w [&'w Question<'a>],
    context: &'w Context<'a>,
    node: &'w mut Node,
    combinations: usize,
    is_reachable: bool,
}

impl<'w> Evaluation<'w, '_> {
    /// Tries all answers to the fields from `position` on. Returns `None` if there are too many combinations.
    fn visit(&mut self, position: usize, answers: &mut Answers<'w>) -> Option<()> {
        let relevant = self.relevant;
        let Some(question) = relevant.get(position) else {
            self.combinations += 1;
            if self.context.gates.iter().all(|gate| holds(gate, answers, self.context.today)) {
                self.is_reachable = true;
                self.node.record(answers, self.context.today);
            }
            return (self.combinations <= MAX_COMBINATIONS).then_some(());
        };
        let possible = question.answers.as_ref()?;
        let is_visible =
            question.conditions.iter().all(|condition| holds(condition, answers, self.context.today));
        if is_visible {
            for answer in possible {
                answers.insert(&question.field.name, Some(answer));
                self.visit(position + 1, answers)?;
            }
        }
        if !is_visible || !self.context.all_requested || question.field.may_be_empty() {
            answers.insert(&question.field.name, None);
            self.visit(position + 1, answers)?;
        }
        Some(())
    }
}

/// Reports the smallest parts that are never or always true.
fn report(file: &str, context: &Context<'_>, node: &Node, findings: &mut Vec<Finding>) {
    let (is_never_true, is_always_true) = (!node.can_hold, !node.can_fail);
    match &node.condition {
        Condition::Test(test) => {
            if is_never_true {
                let message = format!("this condition is never true: {}", reason_never(context, test));
                findings.push(Finding::new(Code::ConditionNever, file, &node.place, message));
            } else if is_always_true {
                let message = format!("this condition is always true: {}", reason_always(context, test));
                findings.push(Finding::new(Code::ConditionAlways, file, &node.place, message));
            } else {
                let dead = node.parts.iter().filter(|part| !part.can_hold);
                dead.for_each(|part| report(file, context, part, findings));
            }
        }
        Condition::All(_) if is_never_true && node.parts.iter().all(|part| part.can_hold) => {
            let message = "this condition is never true: each part can be true, but not all at the same time";
            findings.push(Finding::new(Code::ConditionNever, file, &node.place, message));
        }
        Condition::Any(_) if is_always_true && node.parts.iter().all(|part| part.can_fail) => {
            let message = "this condition is always true: with any answers, at least one part is true";
            findings.push(Finding::new(Code::ConditionAlways, file, &node.place, message));
        }
        Condition::All(_) | Condition::Any(_) => {
            node.parts.iter().for_each(|part| report(file, context, part, findings));
        }
    }
}

/// Returns the reason why no answer meets a test.
fn reason_never(context: &Context<'_>, test: &Test) -> String {
    let name = &test.field;
    let question = context.questions.iter().find(|question| question.field.name == *name);
    let Some(question) = question.filter(|question| !can_hold_alone(context, question, test)) else {
        return format!("at this point, `{name}` is hidden or has another answer");
    };
    if let Some(reason) = reason_no_option(question.field, &test.rule) {
        return reason;
    }
    match &test.rule {
        Rule::Equals(literal) => format!("no answer to `{name}` can be {}", literal_text(literal)),
        Rule::In(literals) => {
            let literals: Vec<String> = literals.iter().map(literal_text).collect();
            format!("no answer to `{name}` can be {}", literals.join(" or "))
        }
        Rule::Compare(comparison, operand) => {
            format!(
                "no answer to `{name}` can be {} {}",
                comparison_text(*comparison),
                operand_text(*operand)
            )
        }
        Rule::Empty(true) if question.field.required => format!("`{name}` is required, so it is never empty"),
        Rule::Empty(true) => {
            format!("`{name}` is never empty, because an unticked box is the answer `false`")
        }
        Rule::Empty(false) => format!("`{name}` never has an answer"),
        Rule::Not(literal) => format!("every answer to `{name}` is {}", literal_text(literal)),
    }
}

/// Returns the reason why a comparison never matches: all its values are missing from the options of the field.
fn reason_no_option(field: &Field, rule: &Rule) -> Option<String> {
    let literals = match rule {
        Rule::Equals(literal) | Rule::Not(literal) => std::slice::from_ref(literal),
        Rule::In(literals) => literals,
        Rule::Empty(_) | Rule::Compare(..) => return None,
    };
    let values: Vec<&str> = literals.iter().filter_map(text_of).collect();
    let options = option_values(field);
    if options.is_empty() || values.iter().any(|value| options.contains(value)) {
        return None;
    }
    let name = &field.name;
    match values[..] {
        [] => None,
        [value] => {
            Some(format!("`{value}` is not an option of `{name}`{}", hint(value, options.into_iter())))
        }
        _ => Some(format!(
            "none of {} is an option of `{name}`; expected one of {}",
            code_names(&values).join(", "),
            code_names(&options).join(", ")
        )),
    }
}

fn text_of(literal: &Literal) -> Option<&str> {
    match literal {
        Literal::Text(text) => Some(text),
        Literal::Flag(_) | Literal::Number(_) => None,
    }
}

fn code_names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("`{name}`")).collect()
}

/// Returns the values of a field with options in conditions; otherwise an empty list.
fn option_values(field: &Field) -> Vec<&str> {
    let options = field.kind.options().iter().map(|option| option.value.as_str());
    options.chain(field.kind.has_other().then_some(OTHER)).collect()
}

/// Returns true if some answer to the field meets the test, regardless of all other fields.
fn can_hold_alone(context: &Context<'_>, question: &Question<'_>, test: &Test) -> bool {
    let condition = Condition::Test(test.clone());
    let can_be_empty = !context.all_requested || question.field.may_be_empty();
    let answers = question.answers.iter().flatten().map(Some).chain(can_be_empty.then_some(None));
    answers.into_iter().any(|answer| condition.holds(&|_: &FieldName| answer, context.today))
}

/// Returns the reason why every answer meets a test.
fn reason_always(context: &Context<'_>, test: &Test) -> String {
    let name = &test.field;
    let question = context.questions.iter().find(|question| question.field.name == *name);
    if let Some(reason) = question.and_then(|question| reason_no_option(question.field, &test.rule)) {
        return reason;
    }
    match &test.rule {
        Rule::Not(literal) => format!("at this point, `{name}` is never {}", literal_text(literal)),
        Rule::Empty(false) => format!("at this point, `{name}` is never empty"),
        Rule::Empty(true) => format!("at this point, `{name}` never has an answer"),
        Rule::Equals(_) | Rule::In(_) | Rule::Compare(..) => {
            format!("at this point, every answer to `{name}` meets it")
        }
    }
}

fn literal_text(literal: &Literal) -> String {
    match literal {
        Literal::Flag(flag) => format!("`{flag}`"),
        Literal::Number(number) => number.to_string(),
        Literal::Text(text) => format!("`{text}`"),
    }
}

fn comparison_text(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::MoreThan => "more than",
        Comparison::AtLeast => "at least",
        Comparison::LessThan => "less than",
        Comparison::AtMost => "at most",
    }
}

fn operand_text(operand: Operand) -> String {
    use profiling_forms::value::date::Bound;
    match operand {
        Operand::Number(number) => number.to_string(),
        Operand::Date(Bound::On(date)) => date.to_string(),
        Operand::Date(Bound::Days(0)) => "today".to_owned(),
        Operand::Date(Bound::Days(days)) => relative_date(days, "day"),
        Operand::Date(Bound::Months(months)) if months % 12 == 0 && months != 0 => {
            relative_date(months / 12, "year")
        }
        Operand::Date(Bound::Months(months)) => relative_date(months, "month"),
    }
}

fn relative_date(count: i32, unit: &str) -> String {
    let unit = if count.abs() == 1 { unit.to_owned() } else { format!("{unit}s") };
    if count < 0 { format!("{} {unit} ago", -count) } else { format!("in {count} {unit}") }
}
