//! The problems of a form that has been deserialized. A form with problems is not served.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::block::Block;
use super::condition::{Condition, Literal, Operand, Rule, Test};
use super::definition::Form;
use super::definition_problem::{DefinitionProblem, Problems};
use super::field::Field;
use super::item::{Content, Item};
use super::kind::{AnswerType, Kind};
use super::name::FieldName;
use super::read::did_you_mean;
use super::step::Step;
use crate::locale::Tag;
use crate::theme::{ImageOrigin, ImageUrl};

/// The maximum number of values that a form can send: the limit of a request, less the values of the page itself.
const MAX_VALUES: usize = 240;

/// The maximum number of fields that a message lists.
const MAX_LISTED: usize = 8;

impl Form {
    /// Returns the problems of a form that has been deserialized.
    pub(super) fn problems(&self) -> Problems {
        let mut problems = self.own_problems();
        for (index, step) in self.steps.iter().enumerate() {
            let prefix = self.step_place(index);
            for (name, text) in [("title", &step.title), ("intro", &step.intro)] {
                if let Some(reason) = text.as_ref().and_then(|text| text.problem(&self.languages)) {
                    problems.push(DefinitionProblem::new(format!("{prefix}{name}"), reason));
                }
            }
            if step.fields.iter().all(|item| item.field().is_none()) {
                let reason = "it must have at least one field";
                problems.push(DefinitionProblem::new(format!("{prefix}fields"), reason));
            }
        }
        problems.extend(self.language_problems());
        problems.extend(self.item_problems());
        problems.extend(self.condition_problems());
        problems.extend(self.image_problems());
        problems
    }

    fn own_problems(&self) -> Problems {
        let mut problems = Problems::new();
        if self.version == 0 {
            problems.push(DefinitionProblem::new("version", "it must be at least 1"));
        }
        if self.languages.is_empty() {
            let reason = "a form has at least one language; remove the key for English";
            problems.push(DefinitionProblem::new("languages", reason));
        }
        let alt = self.theme.logo.as_ref().map(|logo| &logo.alt);
        let texts = [
            ("title", Some(&self.title)),
            ("intro", self.intro.as_ref()),
            ("submit", self.submit.as_ref()),
            ("theme.logo.alt", alt),
        ];
        for (name, text) in texts {
            if let Some(reason) = text.and_then(|text| text.problem(&self.languages)) {
                problems.push(DefinitionProblem::new(name, reason));
            }
        }
        if self.steps.is_empty() {
            problems.push(DefinitionProblem::new("steps", "a form has at least one step"));
        }
        let fields = self.items().filter_map(|(_, _, item)| item.field());
        let values: usize = fields.map(values_of).sum();
        if values > MAX_VALUES {
            let steps = if self.steps.len() > 1 { "steps" } else { "fields" };
            let reason = format!(
                "a page could send {values} values, including one for each checkbox; the limit is {MAX_VALUES}"
            );
            problems.push(DefinitionProblem::new(steps, reason));
        }
        problems
    }

    /// Checks that the form has the languages of its texts.
    fn language_problems(&self) -> Problems {
        let (mut undeclared, mut problems) = (Vec::new(), Problems::new());
        self.each_text(&mut |place, _, text| {
            let at = |language: &Tag| format!("{place}.{language}");
            undeclared.extend(text.undeclared(&self.languages).map(|language| (at(language), *language)));
            problems.extend(text.empty().map(|language| {
                let reason = format!("the text for `{language}` is empty; write a text or remove the key");
                DefinitionProblem::new(at(language), reason)
            }));
        });
        if undeclared.is_empty() {
            return problems;
        }
        let expected = self.languages_of_texts();
        problems.extend(undeclared.into_iter().map(|(place, language)| {
            let reason = format!(
                "`{language}` is not one of the form's `languages`; write `\"languages\": [{expected}]` in the form"
            );
            DefinitionProblem::new(place, reason)
        }));
        problems
    }

    /// The languages of the texts as a list in JSON: first those that the form declares, in its order.
    fn languages_of_texts(&self) -> String {
        let mut used = BTreeSet::new();
        self.each_text(&mut |_, _, text| used.extend(text.languages()));
        // Without the key, the language is English, but not on purpose.
        let is_default = self.languages == [Tag::ENGLISH];
        let declared = self.languages.iter().filter(|language| !is_default || used.contains(*language));
        let others = used.iter().filter(|language| !self.languages.contains(language));
        let all: Vec<String> = declared.chain(others).map(|language| format!("\"{language}\"")).collect();
        all.join(", ")
    }

    fn item_problems(&self) -> Problems {
        let mut problems = Problems::new();
        let mut names: BTreeMap<&FieldName, String> = BTreeMap::new();
        for (place, _, item) in self.items() {
            let own = item.problems(&self.languages);
            problems.extend(own.into_iter().map(|problem| problem.of_entry(&place)));
            let Some(field) = item.field() else { continue };
            match names.entry(&field.name) {
                Entry::Occupied(first) => {
                    let reason = format!("`{}` is already the name of {}", field.name, first.get());
                    problems.push(DefinitionProblem::new(format!("{place}.name"), reason));
                }
                Entry::Vacant(new) => {
                    new.insert(place);
                }
            }
        }
        problems
    }

    /// Checks that conditions depend only on earlier fields: that of a step on fields of earlier steps, that of an entry
    /// also on earlier entries of its step.
    fn condition_problems(&self) -> Problems {
        let mut problems = Problems::new();
        let mut before: Vec<&Field> = Vec::new();
        for (index, step) in self.steps.iter().enumerate() {
            let prefix = self.step_place(index);
            if let Some(when) = &step.when {
                problems.extend(self.when_problems(
                    when,
                    Owner::Step(step),
                    &before,
                    &format!("{prefix}when"),
                ));
            }
            for (position, item) in step.fields.iter().enumerate() {
                if let Some(when) = &item.when {
                    let place = format!("{prefix}fields[{position}].when");
                    problems.extend(self.when_problems(when, Owner::Entry(item), &before, &place));
                }
                before.extend(item.field());
            }
        }
        problems
    }

    fn when_problems(&self, when: &Condition, owner: Owner<'_>, before: &[&Field], place: &str) -> Problems {
        let mut problems: Problems = when
            .tests_at(place)
            .into_iter()
            .filter_map(|(place, test)| match before.iter().find(|field| field.name == test.field) {
                Some(field) => test_problem(test, &field.kind).map(|problem| problem.of_entry(&place)),
                None => Some(DefinitionProblem::new(
                    format!("{place}.field"),
                    self.unusable(&test.field, owner, before),
                )),
            })
            .collect();
        if when.has_empty_list() {
            problems.push(DefinitionProblem::new(
                place,
                "a list of conditions is empty; write a condition or remove the key",
            ));
        }
        problems
    }

    /// The reason why a condition cannot use the field `name`, with the fields that it can use.
    fn unusable(&self, name: &FieldName, owner: Owner<'_>, before: &[&Field]) -> String {
        let is_name = |field: &Field| field.name == *name;
        let (rule, fix) = match owner {
            Owner::Step(_) => (
                "the condition of a step can use only fields of earlier steps",
                "move the field to an earlier step, or remove the condition",
            ),
            Owner::Entry(_) => (
                "a condition can use only earlier fields",
                "move that field before this one, or remove the condition",
            ),
        };
        let (reason, fix) = match owner {
            Owner::Entry(item) if item.field().is_some_and(is_name) => {
                (format!("`{name}` is this field itself"), "remove the condition")
            }
            Owner::Step(step) if step.fields.iter().filter_map(Item::field).any(is_name) => {
                (format!("`{name}` is in this step"), fix)
            }
            _ if self.fields().any(is_name) => (format!("`{name}` is a later field"), fix),
            _ => {
                let suggestion = did_you_mean(name.as_str(), before.iter().map(|field| field.name.as_str()));
                let suggestion = suggestion.strip_prefix("; ").map(|text| format!(" ({text})"));
                let reason = format!("the form has no field `{name}`{}", suggestion.unwrap_or_default());
                (reason, "remove the condition")
            }
        };
        // The nearest ones, if there are many.
        let listed = &before[before.len().saturating_sub(MAX_LISTED)..];
        let names: Vec<String> = listed.iter().map(|field| format!("`{}`", field.name)).collect();
        let usable = match before.len() {
            0 => format!(", and there are none; {fix}"),
            1..=MAX_LISTED => format!(": {}", names.join(", ")),
            _ => format!(", such as {}", names.join(", ")),
        };
        format!("{reason}; {rule}{usable}")
    }

    fn image_problems(&self) -> Problems {
        let logo = self.theme.logo.iter().flat_map(|logo| {
            let dark = logo.dark_url.as_ref().map(|url| ("theme.logo.dark_url".to_owned(), url));
            [("theme.logo.url".to_owned(), &logo.url)].into_iter().chain(dark)
        });
        let blocks = self.items().filter_map(|(place, _, item)| match &item.content {
            Content::Block(Block::Image(image)) => Some((format!("{place}.url"), &image.url)),
            Content::Block(Block::Heading(_) | Block::Paragraph(_) | Block::Divider) | Content::Field(_) => {
                None
            }
        });
        let images: Vec<(String, &ImageUrl)> = logo
            .chain(blocks)
            .filter(|(_, url)| !self.image_origins.iter().any(|origin| origin.has(url)))
            .collect();
        let mut missing: Vec<String> = Vec::new();
        for origin in images.iter().map(|(_, url)| format!("\"{}\"", url.origin())) {
            if !missing.contains(&origin) {
                missing.push(origin);
            }
        }
        images
            .into_iter()
            .map(|(place, url)| DefinitionProblem::new(place, self.origin_reason(url, &missing)))
            .collect()
    }

    /// The reason why an image of another origin is not allowed. `missing` has the origins of all such images, in quotes.
    fn origin_reason(&self, url: &ImageUrl, missing: &[String]) -> String {
        let reason = "its origin is not in the form's `image_origins`";
        let origins: Vec<&str> = self.image_origins.iter().map(ImageOrigin::as_str).collect();
        if origins.is_empty() {
            format!("{reason}; add `\"image_origins\": [{}]` to the form", missing.join(", "))
        } else {
            let (origin, origins) = (url.origin(), origins.join(" or "));
            format!("{reason}; add `\"{origin}\"` to `image_origins`, or use a URL of {origins}")
        }
    }
}

/// The part of a form that has a condition.
#[derive(Clone, Copy)]
enum Owner<'f> {
    Step(&'f Step),
    Entry(&'f Item),
}

/// The maximum number of values that a request can have for a field.
fn values_of(field: &Field) -> usize {
    if field.is_multiple() { field.kind.options().len() } else { field.inputs().len() }
}

/// The problem of a test that does not apply to answers of this kind. Its place is below the test.
fn test_problem(test: &Test, kind: &Kind) -> Option<DefinitionProblem> {
    let (name, key) = (&test.field, test.rule.key());
    let at = |place: String| move |reason: String| DefinitionProblem::new(place, reason);
    match &test.rule {
        Rule::Equals(literal) | Rule::Not(literal) => {
            literal_problem(name, literal, kind.answer_type()).map(at(key.to_owned()))
        }
        Rule::In(literals) if literals.is_empty() => {
            Some(DefinitionProblem::new(key, format!("`in` is empty, so no answer to `{name}` is in it")))
        }
        Rule::In(literals) => literals.iter().enumerate().find_map(|(index, literal)| {
            literal_problem(name, literal, kind.answer_type()).map(at(format!("{key}[{index}]")))
        }),
        Rule::Empty(_) => None,
        Rule::Compare(_, operand) => {
            operand_problem(name, *operand, kind.answer_type()).map(at(key.to_owned()))
        }
    }
}

/// The problem of a value that no answer of this type equals.
fn literal_problem(name: &FieldName, literal: &Literal, answers: AnswerType<'_>) -> Option<String> {
    let (fits, expected) = match answers {
        AnswerType::YesNo | AnswerType::Consent(_) => {
            (matches!(literal, Literal::Flag(_)), "`true` or `false`")
        }
        AnswerType::Number => (matches!(literal, Literal::Number(_)), "a number"),
        AnswerType::Text
        | AnswerType::Date
        | AnswerType::Country
        | AnswerType::Option(_)
        | AnswerType::Options(_) => (matches!(literal, Literal::Text(_)), "a text"),
    };
    (!fits).then(|| format!("an answer to `{name}` is {expected}; compare it with {expected}"))
}

/// The problem of a number or a date that answers of this type cannot be compared with.
fn operand_problem(name: &FieldName, operand: Operand, answers: AnswerType<'_>) -> Option<String> {
    match (answers, operand) {
        (AnswerType::Number, Operand::Number(_)) | (AnswerType::Date, Operand::Date(_)) => None,
        (AnswerType::Number, Operand::Date(_)) => {
            Some(format!("`{name}` is a number; compare it with a number"))
        }
        (AnswerType::Date, Operand::Number(_)) => Some(format!(
            "`{name}` is a date; compare it with a date, such as `2020-01-31` or `18 years ago`"
        )),
        (
            AnswerType::Text
            | AnswerType::Country
            | AnswerType::Option(_)
            | AnswerType::Options(_)
            | AnswerType::YesNo
            | AnswerType::Consent(_),
            Operand::Number(_) | Operand::Date(_),
        ) => Some(format!(
            "`{name}` is neither a number nor a date; compare it with `equals` or `in`, or name a field with a number or a date"
        )),
    }
}

#[cfg(test)]
mod tests;
