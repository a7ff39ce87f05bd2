//! What a form that can be read may still get wrong, so that it must not be asked.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::block::Block;
use super::condition::{Condition, Literal, Operand, Rule, Test};
use super::definition::Form;
use super::field::Field;
use super::item::Content;
use super::kind::{Faults, Kind};
use super::name::FieldName;
use crate::theme::{ImageOrigin, ImageUrl};

/// The most values that a form can send: what a request may have, less what a page itself needs.
const MAX_VALUES: usize = 240;

impl Form {
    /// What is wrong, as (place, reason).
    pub(super) fn faults(&self) -> Faults {
        let mut faults = self.own_faults();
        for (index, step) in self.steps.iter().enumerate() {
            let prefix = self.step_place(index);
            for (name, text) in [("title", &step.title), ("intro", &step.intro)] {
                if let Some(reason) = text.as_ref().and_then(|text| text.fault(&self.languages)) {
                    faults.push((format!("{prefix}{name}"), reason));
                }
            }
            if step.fields.iter().all(|item| item.field().is_none()) {
                faults.push((format!("{prefix}fields"), "there has to be at least one field".into()));
            }
        }
        faults.extend(self.item_faults());
        faults.extend(self.condition_faults());
        faults.extend(self.image_faults());
        faults
    }

    fn own_faults(&self) -> Faults {
        let mut faults = Faults::new();
        let mut fault = |place: &str, reason: &str| faults.push((place.to_owned(), reason.to_owned()));
        if self.version == 0 {
            fault("version", "versions are counted from 1");
        }
        if self.languages.is_empty() {
            fault("languages", "a form has at least one language; leave it out for English");
        }
        let alt = self.theme.logo.as_ref().map(|logo| &logo.alt);
        let texts = [
            ("title", Some(&self.title)),
            ("intro", self.intro.as_ref()),
            ("submit", self.submit.as_ref()),
            ("theme.logo.alt", alt),
        ];
        for (name, text) in texts {
            if let Some(reason) = text.and_then(|text| text.fault(&self.languages)) {
                fault(name, &reason);
            }
        }
        if self.steps.is_empty() {
            fault("steps", "a form has at least one step");
        }
        let values = |field: &Field| {
            if field.is_multiple() { field.kind.options().len() } else { field.inputs().len() }
        };
        let values: usize = self.items().filter_map(|(_, _, item)| item.field()).map(values).sum();
        if values > MAX_VALUES {
            let steps = if self.steps.len() > 1 { "steps" } else { "fields" };
            fault(
                steps,
                &format!("a page could send {values} values, with the boxes to tick; {MAX_VALUES} are taken"),
            );
        }
        faults
    }

    fn item_faults(&self) -> Faults {
        let mut faults = Faults::new();
        let mut names: BTreeMap<&FieldName, String> = BTreeMap::new();
        for (place, _, item) in self.items() {
            faults.extend(
                item.faults(&self.languages)
                    .into_iter()
                    .map(|(below, reason)| (format!("{place}.{below}"), reason)),
            );
            let Some(field) = item.field() else { continue };
            match names.entry(&field.name) {
                Entry::Occupied(first) => {
                    let reason = format!("`{}` is already the name of {}", field.name, first.get());
                    faults.push((format!("{place}.name"), reason));
                }
                Entry::Vacant(new) => {
                    new.insert(place);
                }
            }
        }
        faults
    }

    /// A condition hangs on what is asked before: of a step, in earlier steps; of an entry, in earlier
    /// entries, too.
    fn condition_faults(&self) -> Faults {
        let mut faults = Faults::new();
        let mut before = BTreeMap::new();
        for (index, step) in self.steps.iter().enumerate() {
            let prefix = self.step_place(index);
            if let Some(when) = &step.when {
                faults.extend(self.when_faults(when, &before, &format!("{prefix}when")));
            }
            for (position, item) in step.fields.iter().enumerate() {
                if let Some(when) = &item.when {
                    faults.extend(self.when_faults(
                        when,
                        &before,
                        &format!("{prefix}fields[{position}].when"),
                    ));
                }
                before.extend(item.field().map(|field| (&field.name, &field.kind)));
            }
        }
        faults
    }

    fn when_faults(&self, when: &Condition, before: &BTreeMap<&FieldName, &Kind>, place: &str) -> Faults {
        let mut faults: Faults = when
            .tests()
            .into_iter()
            .filter_map(|test| match before.get(&test.field) {
                Some(kind) => test_fault(test, kind),
                None if self
                    .items()
                    .any(|(_, _, item)| item.field().is_some_and(|field| field.name == test.field)) =>
                {
                    Some(format!(
                        "`{}` is asked only later; a condition hangs on what is asked before",
                        test.field
                    ))
                }
                None => Some(format!("the form has no field `{}`", test.field)),
            })
            .map(|reason| (place.to_owned(), reason))
            .collect();
        if when.has_empty_list() {
            faults.push((place.to_owned(), "a list of conditions is empty".to_owned()));
        }
        faults
    }

    fn image_faults(&self) -> Faults {
        let logo = self.theme.logo.as_ref().map(|logo| ("theme.logo.url".to_owned(), &logo.url));
        let blocks = self.items().filter_map(|(place, _, item)| match &item.content {
            Content::Block(Block::Image(image)) => Some((format!("{place}.url"), &image.url)),
            _ => None,
        });
        let is_listed = |url: &ImageUrl| self.image_origins.iter().any(|origin| origin.has(url));
        let listed = || {
            let origins: Vec<&str> = self.image_origins.iter().map(ImageOrigin::as_str).collect();
            if origins.is_empty() {
                "which is missing".to_owned()
            } else {
                format!("which are {}", origins.join(", "))
            }
        };
        logo.into_iter()
            .chain(blocks)
            .filter(|(_, url)| !is_listed(url))
            .map(|(place, _)| {
                (place, format!("it is not of one of the form's `image_origins`, {}", listed()))
            })
            .collect()
    }
}

/// Why a test can be made of no answer of this kind.
fn test_fault(test: &Test, kind: &Kind) -> Option<String> {
    let name = &test.field;
    let wanted = match kind {
        Kind::YesNo(_) | Kind::Consent(_) => "`true` or `false`",
        Kind::Number(_) => "a number",
        _ => "a text",
    };
    let fits = |literal: &Literal| match kind {
        Kind::YesNo(_) | Kind::Consent(_) => matches!(literal, Literal::Flag(_)),
        Kind::Number(_) => matches!(literal, Literal::Number(_)),
        _ => matches!(literal, Literal::Text(_)),
    };
    let fits = match &test.rule {
        Rule::Equals(literal) | Rule::Not(literal) => fits(literal),
        Rule::In(literals) if literals.is_empty() => {
            return Some(format!("`in` is empty, so that nothing `{name}` says is in it"));
        }
        Rule::In(literals) => literals.iter().all(fits),
        Rule::Empty(_) => true,
        Rule::Compare(_, operand) => {
            return match (kind, operand) {
                (Kind::Number(_), Operand::Number(_)) | (Kind::Date(_), Operand::Date(_)) => None,
                (Kind::Number(_), _) => Some(format!("`{name}` is a number, so it is compared with one")),
                (Kind::Date(_), _) => Some(format!(
                    "`{name}` is a date, so it is compared with one, such as `2020-01-31` or `18 years ago`"
                )),
                _ => Some(format!("`{name}` is neither a number nor a date, so it cannot be compared")),
            };
        }
    };
    (!fits).then(|| format!("an answer to `{name}` is {wanted}, so it cannot be this value"))
}
