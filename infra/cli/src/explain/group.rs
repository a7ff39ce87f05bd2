//! Many lines, brought together by how they ended.

use std::fmt::Write as _;

use serde::Serialize;

use super::clues::Clues;
use super::entry::{Entry, Told};
use super::paste::Found;
use super::shown;

/// Lines that ended alike.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) entries: Vec<Entry>,
    /// Of the last of them.
    pub(super) clues: Clues,
    count: usize,
    first: Option<String>,
    last: Option<String>,
    /// The last that is shown as it is.
    detail: Option<String>,
    reference: Option<String>,
}

/// One explanation, as JSON has it.
#[derive(Debug, Serialize)]
pub(super) struct Explanation {
    /// Two where both logs know the name; none of an alarm, a reference or a login.
    meanings: Vec<Told>,
    /// How many lines it is of, if more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<String>,
    /// What the last line tells besides.
    line: Clues,
    /// Where that leads.
    next: Vec<String>,
}

/// Brings them together, the most frequent first.
pub(super) fn groups(found: Vec<Found>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for Found { entries, clues, time } in found {
        let is_same = |group: &&mut Group| group.entries == entries && group.clues.alarm() == clues.alarm();
        let detail = clues.detail().filter(|detail| shown::is_whole(detail)).map(ToOwned::to_owned);
        let reference = clues.reference().map(ToOwned::to_owned);
        if let Some(group) = groups.iter_mut().find(is_same) {
            group.count += 1;
            group.first = [group.first.take(), time.clone()].into_iter().flatten().min();
            group.last = [group.last.take(), time].into_iter().flatten().max();
            group.detail = detail.or(group.detail.take());
            group.reference = reference.or(group.reference.take());
            group.clues = clues;
        } else {
            groups.push(Group {
                entries,
                clues,
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
    /// As JSON has it.
    pub(super) fn explanation(self, stack: &str) -> Explanation {
        let next = self.steps(stack);
        let several = self.count > 1;
        Explanation {
            meanings: self.entries.into_iter().map(Entry::told).collect(),
            count: several.then_some(self.count),
            first: self.first.filter(|_| several),
            last: self.last.filter(|_| several),
            line: self.clues,
            next,
        }
    }

    fn steps(&self, stack: &str) -> Vec<String> {
        let mut steps = self.clues.advice();
        steps.extend(self.clues.queries(stack, self.entries.is_empty()));
        steps
    }
}

/// For people: one line with all that it leads to; of many a table, and then what each end means.
pub(super) fn words(groups: Vec<Group>, stack: &str) -> String {
    match &groups[..] {
        [only] if only.count == 1 => one(only, stack),
        _ => many(groups),
    }
}

fn one(group: &Group, stack: &str) -> String {
    let meanings: Vec<String> = group.entries.iter().map(|entry| entry.told().to_string()).collect();
    let mut text = if meanings.is_empty() { group.clues.heading() } else { meanings.join("\n") };
    // Writing to a String does not fail.
    if let Some(detail) = group.clues.detail() {
        let _ = writeln!(text, "  this line         {detail}");
    }
    for step in group.steps(stack) {
        let _ = writeln!(text, "    - {step}");
    }
    text
}

fn many(groups: Vec<Group>) -> String {
    let mut text = format!("{:>6}  {:<19}  {:<19}  outcome or reason\n", "lines", "first", "last");
    for group in &groups {
        let time = |time: &Option<String>| time.clone().unwrap_or_else(|| "-".to_owned());
        let alarm = group.clues.alarm().map_or("", |alarm| alarm.name);
        let name = group.entries.first().map_or(alarm, |entry| entry.name());
        let reference = group.reference.iter().map(|reference| format!("  {reference}"));
        let detail = group.detail.iter().map(|detail| format!("  {detail}"));
        let rest: String = reference.chain(detail).collect();
        let _ = writeln!(
            text,
            "{:>6}  {:<19}  {:<19}  {name}{rest}",
            group.count,
            time(&group.first),
            time(&group.last)
        );
    }
    for group in groups {
        text.push('\n');
        if group.entries.is_empty() {
            text.push_str(&group.clues.heading());
        }
        for entry in &group.entries {
            text.push_str(&entry.told().brief());
        }
        for step in group.clues.advice() {
            let _ = writeln!(text, "    - {step}");
        }
    }
    text.push_str("\nA line by itself, by its reference for one, is told with the queries that lead on.\n");
    text
}
