//! What is seen only while something is chosen on the same page: a rule of the style sheet each, so that it
//! needs no script. A browser that does not know `:has()` shows it always; what is answered there without
//! need is not taken.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::field::{Selection, selection};
use profiling_forms::{Entry, FieldName, Kind, Literal, Open, Rule, Screen, Test};

/// The id of the entry at `index`, where it is seen only sometimes.
pub(super) fn id(entry: &Entry<'_>, index: usize) -> Option<String> {
    entry.only_if.as_ref().map(|_| format!("if-{index}"))
}

/// The longest chain of entries, each of which depends on the entry before. A rule doubles in length with each link; entries
/// beyond are always visible.
const MAX_CHAIN: usize = 4;

/// The rules for a page; empty where everything is seen always.
pub(super) fn css(screen: &Screen<'_>) -> String {
    if screen.entries.iter().all(|entry| entry.only_if.is_none()) {
        return String::new();
    }
    let fields = fields(screen);
    let mut css = String::new();
    let mut chains: Vec<usize> = Vec::new();
    for (index, entry) in screen.entries.iter().enumerate() {
        let links = entry.only_if.as_ref().map_or(0, |open| {
            let chain = |test: &&Test| chains.get(fields.get(&test.field)?.0);
            1 + open.tests().iter().filter_map(chain).max().unwrap_or(&0)
        });
        chains.push(links);
        if let (Some(id), Some(open)) =
            (id(entry, index), entry.only_if.as_ref().filter(|_| links <= MAX_CHAIN))
        {
            // Writing to a string does not fail.
            let _ = write!(css, "form:not({}) #{id}{{display:none}}", selector(open, &fields));
        }
    }
    if css.is_empty() { css } else { format!("@supports selector(:has(*)){{{css}}}") }
}

/// The fields of a page by name, each with its place among the entries, its kind, and when it is seen.
type Fields<'a> = BTreeMap<&'a FieldName, (usize, &'a Kind, Option<&'a Open<'a>>)>;

fn fields<'a>(screen: &'a Screen<'a>) -> Fields<'a> {
    let entries = screen.entries.iter().enumerate();
    entries
        .filter_map(|(index, entry)| {
            let field = entry.item.field()?;
            Some((&field.name, (index, &field.kind, entry.only_if.as_ref())))
        })
        .collect()
}

/// A selector for a form in which this condition holds.
fn selector(open: &Open<'_>, fields: &Fields<'_>) -> String {
    match open {
        Open::All(rest) => format!(":is({})", selectors(rest, fields).join("):is(")),
        Open::Any(rest) => format!(":is({})", selectors(rest, fields).join(",")),
        Open::Test(test) => tested(test, fields),
    }
}

fn selectors(rest: &[Open<'_>], fields: &Fields<'_>) -> Vec<String> {
    rest.iter().map(|open| selector(open, fields)).collect()
}

/// A field that is not visible is empty, as for the server.
fn tested(test: &Test, fields: &Fields<'_>) -> String {
    let Some((_, kind, only_if)) = fields.get(&test.field) else {
        let holds = matches!(test.rule, Rule::Not(_) | Rule::Empty(true));
        return if holds { "*" } else { ":not(*)" }.to_owned();
    };
    let chosen = |literal: &Literal| chosen(&test.field, kind, literal);
    let seen = only_if.map(|open| selector(open, fields));
    let seen_and = |selector: String| {
        seen.as_ref().map_or(selector.clone(), |seen| format!(":is({seen}):is({selector})"))
    };
    let unseen_or = |selector: String| {
        seen.as_ref().map_or(selector.clone(), |seen| format!(":is(:not({seen}),{selector})"))
    };
    match &test.rule {
        Rule::Equals(literal) => seen_and(chosen(literal)),
        Rule::Not(literal) => unseen_or(format!(":not({})", chosen(literal))),
        Rule::In(literals) => seen_and(literals.iter().map(chosen).collect::<Vec<_>>().join(",")),
        Rule::Empty(true) => unseen_or(format!(":not({})", any(&test.field, kind))),
        Rule::Empty(false) => seen_and(any(&test.field, kind)),
        // Numbers and dates are typed, so the server decides.
        Rule::Compare(..) => "*".to_owned(),
    }
}

/// A selector for a form in which this answer is selected.
pub(super) fn chosen(name: &FieldName, kind: &Kind, literal: &Literal) -> String {
    let value = match literal {
        Literal::Flag(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Literal::Text(text) => text.clone(),
        Literal::Number(number) => number.to_string(),
    };
    match (selection(kind), literal) {
        (Selection::Box, Literal::Flag(false)) => {
            format!(":not({})", chosen(name, kind, &Literal::Flag(true)))
        }
        (Selection::List, _) => format!(":has([name={name}]>[value={}]:checked)", quoted(&value)),
        (Selection::Typed | Selection::Buttons | Selection::Box, _) => {
            format!(":has([name={name}][value={}]:checked)", quoted(&value))
        }
    }
}

/// A selector for a form in which the field has an answer.
fn any(name: &FieldName, kind: &Kind) -> String {
    match selection(kind) {
        Selection::List => format!(":has([name={name}]>:checked:not([value=\"\"]))"),
        // Ticked or not, it has an answer.
        Selection::Box => "*".to_owned(),
        Selection::Typed | Selection::Buttons => format!(":has([name={name}]:checked)"),
    }
}

/// A text as a CSS string that nothing in it can end, the element `style` included.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.') {
            quoted.push(c);
        } else {
            let _ = write!(quoted, "\\{:x} ", u32::from(c));
        }
    }
    quoted.push('"');
    quoted
}
