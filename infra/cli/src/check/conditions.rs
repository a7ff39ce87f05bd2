//! Conditions that can never hold, and those that always do.
//!
//! A condition hangs on few fields, and of a field's answers only those are told apart that some condition
//! of the form tells apart. So all that people can answer is walked through, and what is said is exact:
//! where there is too much of it, or it hangs on today's date, nothing is said.

use std::collections::{BTreeMap, BTreeSet};

use profiling_forms::value::date::Date;
use profiling_forms::{
    Comparison, Condition, Field, FieldName, Form, Item, Literal, Operand, Rule, Test, did_you_mean, samples,
};
use serde_json::Value;

use super::finding::{Code, Finding};

/// The most ways to answer that are walked through for one condition.
const MOST: usize = 50_000;

/// What people said so far; nothing for what was left out or not shown.
type Said<'a> = BTreeMap<&'a FieldName, Option<&'a Value>>;

/// A field of the form, with what decides whether it is shown.
struct Asked<'a> {
    field: &'a Field,
    conditions: Vec<&'a Condition>,
    /// The answers that the form's conditions tell apart; unknown where they hang on today's date.
    answers: Option<Vec<Value>>,
}

/// A part of a condition, and how it came out.
struct Node {
    place: String,
    condition: Condition,
    parts: Vec<Node>,
    held: bool,
    failed: bool,
}

/// What is to be told of the conditions in the form of `file`.
pub(super) fn check(file: &str, form: &Form) -> Vec<Finding> {
    let asked = fields(form);
    let today = samples::some_today();
    let mut findings = Vec::new();
    for (index, step) in form.steps.iter().enumerate() {
        let prefix = form.step_place(index);
        if let Some(when) = &step.when {
            let mut node = Node::new(format!("{prefix}when"), when);
            if walk(&asked, &[], true, today, &mut node).is_some() {
                report(file, &asked, true, &node, &mut findings);
            }
        }
        for (position, item) in step.fields.iter().enumerate() {
            let Some(when) = &item.when else { continue };
            let mut node = Node::new(format!("{prefix}fields[{position}].when"), when);
            let gates: Vec<&Condition> = step.when.iter().collect();
            // A block is shown even where the fields that it hangs on are not asked for.
            let all_asked = item.field().is_some();
            if walk(&asked, &gates, all_asked, today, &mut node) == Some(true) {
                report(file, &asked, all_asked, &node, &mut findings);
            }
        }
    }
    findings
}

fn fields(form: &Form) -> Vec<Asked<'_>> {
    let when = |item: &Item| item.when.clone();
    let conditions: Vec<Condition> = form
        .steps
        .iter()
        .flat_map(|step| step.when.iter().cloned().chain(step.fields.iter().filter_map(when)))
        .collect();
    let tests: Vec<&Test> = conditions.iter().flat_map(Condition::tests).collect();
    let asked = form.items().filter_map(|(_, step, item)| {
        let field = item.field()?;
        let own: Vec<&Test> = tests.iter().copied().filter(|test| test.field == field.name).collect();
        let conditions = form.steps[step].when.iter().chain(&item.when).collect();
        Some(Asked { field, conditions, answers: field.distinct_answers(&own) })
    });
    asked.collect()
}

impl Node {
    fn new(place: String, condition: &Condition) -> Self {
        let parts = match condition {
            Condition::All(parts) => Self::parts(&place, "all", parts),
            Condition::Any(parts) => Self::parts(&place, "any", parts),
            Condition::Test(Test { field, rule: Rule::In(literals) }) if literals.len() > 1 => {
                let equals = |literal: &Literal| {
                    Condition::Test(Test { field: field.clone(), rule: Rule::Equals(literal.clone()) })
                };
                Self::parts(&place, "in", &literals.iter().map(equals).collect::<Vec<_>>())
            }
            Condition::Test(_) => Vec::new(),
        };
        Self { place, condition: condition.clone(), parts, held: false, failed: false }
    }

    fn parts(place: &str, key: &str, parts: &[Condition]) -> Vec<Self> {
        let part = |(index, part)| Self::new(format!("{place}.{key}[{index}]"), part);
        parts.iter().enumerate().map(part).collect()
    }

    fn see(&mut self, said: &Said<'_>, today: Date) {
        let answer = |name: &FieldName| said.get(name).copied().flatten();
        if self.condition.holds(&answer, today) {
            self.held = true;
        } else {
            self.failed = true;
        }
        self.parts.iter_mut().for_each(|part| part.see(said, today));
    }
}

/// Walks through all that people can answer before `node` matters. Whether `gates` let anybody come there,
/// or nothing where it cannot be told.
fn walk(
    asked: &[Asked<'_>],
    gates: &[&Condition],
    all_asked: bool,
    today: Date,
    node: &mut Node,
) -> Option<bool> {
    let mut wanted: BTreeSet<&FieldName> = gates.iter().flat_map(|gate| gate.fields()).collect();
    let own = node.condition.clone();
    wanted.extend(own.fields());
    // From the last to the first, as a condition hangs on what is asked before.
    for one in asked.iter().rev().filter(|one| !one.conditions.is_empty()) {
        if wanted.contains(&one.field.name) {
            wanted.extend(one.conditions.iter().flat_map(|condition| condition.fields()));
        }
    }
    let relevant: Vec<&Asked<'_>> = asked.iter().filter(|one| wanted.contains(&one.field.name)).collect();
    let mut walk = Walk { relevant: &relevant, gates, all_asked, today, node, seen: 0, came: false };
    walk.go(0, &mut Said::new())?;
    Some(walk.came)
}

struct Walk<'w, 'a> {
    relevant: &'w [&'w Asked<'a>],
    gates: &'w [&'w Condition],
    all_asked: bool,
    today: Date,
    node: &'w mut Node,
    seen: usize,
    came: bool,
}

impl<'w> Walk<'w, '_> {
    /// Goes through the answers from the field at `position` on; nothing when there are too many.
    fn go(&mut self, position: usize, said: &mut Said<'w>) -> Option<()> {
        let relevant = self.relevant;
        let Some(one) = relevant.get(position) else {
            self.seen += 1;
            if self.gates.iter().all(|gate| self.holds(gate, said)) {
                self.came = true;
                self.node.see(said, self.today);
            }
            return (self.seen <= MOST).then_some(());
        };
        let answers = one.answers.as_ref()?;
        let is_shown = one.conditions.iter().all(|condition| self.holds(condition, said));
        if is_shown {
            for answer in answers {
                said.insert(&one.field.name, Some(answer));
                self.go(position + 1, said)?;
            }
        }
        if !is_shown || !self.all_asked || one.field.may_be_empty() {
            said.insert(&one.field.name, None);
            self.go(position + 1, said)?;
        }
        Some(())
    }

    fn holds(&self, condition: &Condition, said: &Said<'_>) -> bool {
        condition.holds(&|name: &FieldName| said.get(name).copied().flatten(), self.today)
    }
}

/// Tells of the smallest parts that never or always hold.
fn report(file: &str, asked: &[Asked<'_>], all_asked: bool, node: &Node, findings: &mut Vec<Finding>) {
    let (never, always) = (!node.held, !node.failed);
    let mut tell = |code: Code, message: String| {
        findings.push(Finding::new(code, file, &node.place, message));
    };
    match &node.condition {
        Condition::Test(test) => {
            if never {
                tell(
                    Code::ConditionNever,
                    format!("this can never hold: {}", why_never(asked, all_asked, test)),
                );
            } else if always {
                tell(Code::ConditionAlways, format!("this always holds: {}", why_always(asked, test)));
            } else {
                let dead = node.parts.iter().filter(|part| !part.held);
                dead.for_each(|part| report(file, asked, all_asked, part, findings));
            }
        }
        Condition::All(_) if never && node.parts.iter().all(|part| part.held) => {
            let message = "this can never hold: each part may, but no answers make all of them hold together";
            tell(Code::ConditionNever, message.to_owned());
        }
        Condition::Any(_) if always && node.parts.iter().all(|part| part.failed) => {
            let message = "this always holds: whatever is answered, one part of it does";
            tell(Code::ConditionAlways, message.to_owned());
        }
        Condition::All(_) | Condition::Any(_) => {
            node.parts.iter().for_each(|part| report(file, asked, all_asked, part, findings));
        }
    }
}

/// Why no answer makes a test hold.
fn why_never(asked: &[Asked<'_>], all_asked: bool, test: &Test) -> String {
    let name = &test.field;
    let elsewhere = || format!("where this matters, `{name}` is not asked, or is not answered like this");
    let Some(one) = asked.iter().find(|one| one.field.name == *name) else { return elsewhere() };
    let condition = Condition::Test(test.clone());
    let alone = |answer: Option<&Value>| condition.holds(&|_: &FieldName| answer, samples::some_today());
    let mut own = one.answers.iter().flatten();
    let empty = !all_asked || one.field.may_be_empty();
    if own.any(|answer| alone(Some(answer))) || (empty && alone(None)) {
        return elsewhere();
    }
    let options = one.field.kind.options();
    match &test.rule {
        Rule::Equals(Literal::Text(value)) if !options.is_empty() => {
            let near = did_you_mean(value, options.iter().map(|option| option.value.as_str()));
            format!("`{value}` is no option of `{name}`{near}")
        }
        Rule::Equals(literal) => format!("no answer to `{name}` is {}", shown(literal)),
        Rule::In(literals) => {
            let literals: Vec<String> = literals.iter().map(shown).collect();
            format!("no answer to `{name}` is {}", literals.join(" or "))
        }
        Rule::Compare(comparison, operand) => {
            format!("no answer to `{name}` is {} {}", side(*comparison), operand_text(*operand))
        }
        Rule::Empty(true) if one.field.required => format!("`{name}` is required, so it is not empty"),
        Rule::Empty(true) => format!("`{name}` is never empty: no is an answer, too"),
        Rule::Empty(false) => format!("nobody can answer `{name}`"),
        Rule::Not(literal) => format!("every answer to `{name}` is {}", shown(literal)),
    }
}

/// Why every answer makes a test hold.
fn why_always(asked: &[Asked<'_>], test: &Test) -> String {
    let name = &test.field;
    let options = asked.iter().find(|one| one.field.name == *name).map(|one| one.field.kind.options());
    match &test.rule {
        Rule::Not(Literal::Text(value)) if options.is_some_and(|options| !options.is_empty()) => {
            let options = options.unwrap_or_default();
            let near = did_you_mean(value, options.iter().map(|option| option.value.as_str()));
            if options.iter().any(|option| option.value == *value) {
                format!("where this matters, `{name}` is never `{value}`")
            } else {
                format!("`{value}` is no option of `{name}`{near}")
            }
        }
        Rule::Not(literal) => format!("where this matters, `{name}` is never {}", shown(literal)),
        Rule::Empty(false) => format!("where this matters, `{name}` is never empty"),
        Rule::Empty(true) => format!("where this matters, `{name}` is never answered"),
        Rule::Equals(_) | Rule::In(_) | Rule::Compare(..) => {
            format!("where this matters, every answer to `{name}` is like this")
        }
    }
}

fn shown(literal: &Literal) -> String {
    match literal {
        Literal::Flag(flag) => format!("`{flag}`"),
        Literal::Number(number) => number.to_string(),
        Literal::Text(text) => format!("`{text}`"),
    }
}

fn side(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::MoreThan => "more than",
        Comparison::AtLeast => "at least",
        Comparison::LessThan => "less than",
        Comparison::AtMost => "at most",
    }
}

fn operand_text(operand: Operand) -> String {
    use profiling_forms::value::date::Bound;
    let moved = |count: i32, unit: &str| {
        let unit = if count.abs() == 1 { unit.to_owned() } else { format!("{unit}s") };
        if count < 0 { format!("{} {unit} ago", -count) } else { format!("in {count} {unit}") }
    };
    match operand {
        Operand::Number(number) => number.to_string(),
        Operand::Date(Bound::On(date)) => date.to_string(),
        Operand::Date(Bound::Days(0)) => "today".to_owned(),
        Operand::Date(Bound::Days(days)) => moved(days, "day"),
        Operand::Date(Bound::Months(months)) if months % 12 == 0 && months != 0 => moved(months / 12, "year"),
        Operand::Date(Bound::Months(months)) => moved(months, "month"),
    }
}
