//! Many lines, grouped by outcome or reason.

use std::fmt::Write as _;

use profiling_service::outcome::Cause;
use serde::Serialize;

use super::details::Details;
use super::entry::{Description, Entry};
use super::input::Match;

/// The number of entries from which a question separates them.
const MANY_ENTRIES: usize = 3;

/// Lines with one outcome or reason.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) entries: Vec<Entry>,
    /// The details of the last line.
    pub(super) details: Details,
    count: usize,
    first: Option<String>,
    last: Option<String>,
    /// The last detail that can be printed, with its rule.
    detail: Option<String>,
    reference: Option<String>,
}

/// An explanation in JSON.
#[derive(Debug, Serialize)]
pub(super) struct Explanation {
    /// Two if both logs have the name; none for an alarm, a reference or a login.
    meanings: Vec<Description>,
    /// The number of lines, if more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<String>,
    /// The details of the last line.
    line: Details,
    /// The steps that they lead to.
    next: Vec<String>,
}

/// Groups the lines, the most frequent first.
pub(super) fn groups(matches: Vec<Match>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for Match { entries, details, time } in matches {
        let detail = details.summary();
        let reference = details.reference().map(ToOwned::to_owned);
        let same = groups.iter_mut().find(|group| {
            group.entries == entries
                && group.details.alarm() == details.alarm()
                && group.details.is_synthetic() == details.is_synthetic()
        });
        if let Some(group) = same {
            group.count += 1;
            group.first = [group.first.take(), time.clone()].into_iter().flatten().min();
            group.last = [group.last.take(), time].into_iter().flatten().max();
            group.detail = detail.or(group.detail.take());
            group.reference = reference.or(group.reference.take());
            group.details = details;
        } else {
            groups.push(Group {
                entries,
                details,
                count: 1,
                first: time.clone(),
                last: time,
                detail,
                reference,
            });
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.count));
    groups
}

impl Group {
    /// The explanation for JSON.
    pub(super) fn explanation(self, stack: &str) -> Explanation {
        let next = self.steps(stack);
        let several = self.count > 1;
        Explanation {
            meanings: self.entries.iter().map(|entry| entry.description(&self.details)).collect(),
            count: several.then_some(self.count),
            first: self.first.filter(|_| several),
            last: self.last.filter(|_| several),
            line: self.details,
            next,
        }
    }

    fn steps(&self, stack: &str) -> Vec<String> {
        let mut steps = self.details.advice();
        if !self.details.is_synthetic() && self.entries.iter().any(|entry| entry.hurts(&self.details)) {
            steps.push("If users cannot log in, stop asking first: docs/operating.md#stop-asking".to_owned());
        }
        steps.extend(self.details.queries(stack, self.entries.is_empty()));
        steps
    }
}

/// The explanation for people: for one line with all its steps; for many lines a table, and the meaning of each group.
pub(super) fn text(groups: Vec<Group>, stack: &str) -> String {
    match &groups[..] {
        [only] if only.count == 1 => one(only, stack),
        [] | [_, ..] => many(groups),
    }
}

fn one(group: &Group, stack: &str) -> String {
    let descriptions = group.entries.iter().map(|entry| entry.description(&group.details));
    if group.entries.len() > MANY_ENTRIES {
        let mut entries = group.entries.clone();
        entries.sort_by_key(|entry| !entry.causes().contains(&Cause::Operator));
        let descriptions = entries.iter().map(|entry| entry.description(&group.details).brief());
        return format!(
            "{} outcomes or messages have this text. Ask the user for the reference on the page, and explain its log line: \
             `profiling explain REFERENCE`\n\n{}",
            entries.len(),
            descriptions.collect::<Vec<_>>().join("\n")
        );
    }
    let meanings: Vec<String> = descriptions.map(|description| description.to_string()).collect();
    let mut text = if meanings.is_empty() { group.details.heading() } else { meanings.join("\n") };
    // Writing to a `String` cannot fail.
    if let Some(detail) = group.details.detail() {
        let _ = writeln!(text, "  this line         {detail}");
    }
    if let Some(rule) = group.details.rule() {
        let _ = writeln!(text, "  rule of the plan  {rule}");
    }
    for step in group.steps(stack) {
        let _ = writeln!(text, "    - {step}");
    }
    text
}

fn many(groups: Vec<Group>) -> String {
    let mut text = format!("{:>6}  {:<19}  {:<19}  outcome or reason\n", "lines", "first", "last");
    for group in &groups {
        let alarm = group.details.alarm().map_or("", |alarm| alarm.name);
        let name = group.entries.first().map_or(alarm, |entry| entry.name());
        let reference = group.reference.iter().map(|reference| format!("  {reference}"));
        let detail = group.detail.iter().map(|detail| format!("  {detail}"));
        let rest: String = reference.chain(detail).collect();
        let _ = writeln!(
            text,
            "{:>6}  {:<19}  {:<19}  {name}{rest}",
            group.count,
            group.first.as_deref().unwrap_or("-"),
            group.last.as_deref().unwrap_or("-")
        );
    }
    for group in groups {
        text.push('\n');
        if group.entries.is_empty() {
            text.push_str(&group.details.heading());
        }
        for entry in &group.entries {
            text.push_str(&entry.description(&group.details).brief());
        }
        for step in group.details.advice() {
            let _ = writeln!(text, "    - {step}");
        }
    }
    text.push_str(
        "\nExplain a single line, or its reference, to get the queries that find the rest of its login.\n",
    );
    text
}
