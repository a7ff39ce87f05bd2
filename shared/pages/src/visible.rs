//! The style rules for entries that depend on a selection on the same page, so that they need no JavaScript. Browsers
//! without `:has()` always show these entries; the server ignores answers whose condition is false.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::field::{Selection, selection};
use profiling_forms::{Entry, FieldName, Kind, Literal, Residual, Rule, Screen, Test};

/// The id of the entry at `index`, if it depends on a selection.
pub(super) fn id(entry: &Entry<'_>, index: usize) -> Option<String> {
    entry.only_if.as_ref().map(|_| format!("if-{index}"))
}

/// The longest chain of entries, each of which depends on the entry before. A rule doubles in length with each link; entries
/// beyond the maximum are always visible.
const MAX_CHAIN: usize = 4;

/// The style rules for a page; empty if all entries are always visible.
pub(super) fn css(screen: &Screen<'_>) -> String {
    if screen.entries.iter().all(|entry| entry.only_if.is_none()) {
        return String::new();
    }
    let fields = fields(screen);
    let mut css = String::new();
    let mut chains: Vec<usize> = Vec::new();
    for (index, entry) in screen.entries.iter().enumerate() {
        let links = entry.only_if.as_ref().map_or(0, |open| {
            let tests = open.tests();
            let chains = tests.iter().filter_map(|test| chains.get(fields.get(&test.field)?.index));
            1 + chains.max().unwrap_or(&0)
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

/// A field of a page.
struct PageField<'a> {
    /// The index of its entry.
    index: usize,
    kind: &'a Kind,
    /// The condition under which it is visible.
    only_if: Option<&'a Residual<'a>>,
}

/// The fields of a page, by name.
type Fields<'a> = BTreeMap<&'a FieldName, PageField<'a>>;

fn fields<'a>(screen: &'a Screen<'a>) -> Fields<'a> {
    let entries = screen.entries.iter().enumerate();
    entries
        .filter_map(|(index, entry)| {
            let field = entry.item.field()?;
            let only_if = entry.only_if.as_ref();
            Some((&field.name, PageField { index, kind: &field.kind, only_if }))
        })
        .collect()
}

/// A selector for a form in which this condition holds.
fn selector(residual: &Residual<'_>, fields: &Fields<'_>) -> String {
    match residual {
        Residual::All(rest) => format!(":is({})", selectors(rest, fields).join("):is(")),
        Residual::Any(rest) => format!(":is({})", selectors(rest, fields).join(",")),
        Residual::Test(test) => test_selector(test, fields),
    }
}

fn selectors(rest: &[Residual<'_>], fields: &Fields<'_>) -> Vec<String> {
    rest.iter().map(|open| selector(open, fields)).collect()
}

/// A selector for a form in which this test succeeds. As on the server, a hidden field is empty.
fn test_selector(test: &Test, fields: &Fields<'_>) -> String {
    let Some(PageField { kind, only_if, .. }) = fields.get(&test.field) else {
        let holds = matches!(test.rule, Rule::Not(_) | Rule::Empty(true));
        return if holds { "*" } else { ":not(*)" }.to_owned();
    };
    let visible = only_if.map(|open| selector(open, fields));
    let visible = visible.as_deref();
    match &test.rule {
        Rule::Equals(literal) => and(visible, chosen(&test.field, kind, literal)),
        Rule::Not(literal) => not_or(visible, format!(":not({})", chosen(&test.field, kind, literal))),
        Rule::In(literals) => {
            let options = literals.iter().map(|literal| chosen(&test.field, kind, literal));
            and(visible, options.collect::<Vec<_>>().join(","))
        }
        Rule::Empty(true) => not_or(visible, format!(":not({})", any(&test.field, kind))),
        Rule::Empty(false) => and(visible, any(&test.field, kind)),
        // Numbers and dates are typed, so only the server can evaluate them.
        Rule::Compare(..) => "*".to_owned(),
    }
}

/// A selector that matches if `condition` and `selector` match.
fn and(condition: Option<&str>, selector: String) -> String {
    match condition {
        Some(condition) => format!(":is({condition}):is({selector})"),
        None => selector,
    }
}

/// A selector that matches unless `condition` matches and `selector` does not.
fn not_or(condition: Option<&str>, selector: String) -> String {
    match condition {
        Some(condition) => format!(":is(:not({condition}),{selector})"),
        None => selector,
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
        (Selection::Typed | Selection::TypedWithList | Selection::Buttons | Selection::Box, _) => {
            format!(":has([name={name}][value={}]:checked)", quoted(&value))
        }
    }
}

/// A selector for a form in which the field has an answer.
fn any(name: &FieldName, kind: &Kind) -> String {
    match selection(kind) {
        Selection::List => format!(":has([name={name}]>:checked:not([value=\"\"]))"),
        // A checkbox always has an answer.
        Selection::Box => "*".to_owned(),
        Selection::Typed | Selection::TypedWithList | Selection::Buttons => {
            format!(":has([name={name}]:checked)")
        }
    }
}

/// Returns a text as a CSS string, escaped so that it can end neither the string nor the element `style`.
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
