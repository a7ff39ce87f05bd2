//! Any number of several options.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::{AnswerType, Choice, FieldKind, Input, InputValue, options};
use crate::definition_problem::{DefinitionProblem, Problems};
use crate::field_input::FieldInput;
use crate::locale::{Messages, Tag};
use crate::parse_context::ParseContext;
use crate::problem::Problem;

/// The rules of any number of options.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckboxRules {
    /// The options, in the order of the page.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub options: Vec<Choice>,
    /// The minimum number of selected options.
    pub min_count: Option<u32>,
    /// The maximum number of selected options.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub max_count: Option<u32>,
}

pub(super) struct Checkboxes;

impl FieldKind for Checkboxes {
    type Rules = CheckboxRules;

    const MEMBERS: &'static [&'static str] = &["options", "min_count", "max_count"];

    fn problems(rules: &CheckboxRules, languages: &[Tag]) -> Problems {
        let mut problems = options::problems(&rules.options, false, languages);
        let count = u32::try_from(rules.options.len()).unwrap_or(u32::MAX);
        if rules.max_count.is_some_and(|most| most == 0 || most > count) {
            let reason = format!("it must be from 1 to {count}, the number of options");
            problems.push(DefinitionProblem::new("max_count", reason));
        }
        if rules.min_count.is_some_and(|least| least > rules.max_count.unwrap_or(count)) {
            problems.push(DefinitionProblem::new(
                "min_count",
                "it is greater than the number of options that can be selected",
            ));
        }
        problems
    }

    fn inputs(_: &CheckboxRules) -> &'static [Input] {
        &[Input { part: None, is_multiple: true }]
    }

    fn answer_type(rules: &CheckboxRules) -> AnswerType<'_> {
        AnswerType::Options(&rules.options)
    }

    fn enter(_: &CheckboxRules, value: &Value, _: &Messages) -> Vec<InputValue> {
        let options = value.as_array().into_iter().flatten();
        options.filter_map(Value::as_str).map(InputValue::own).collect()
    }

    fn preset(_: &CheckboxRules, _: &ParseContext) -> Vec<InputValue> {
        Vec::new()
    }

    /// Returns the values in the order of the options, whatever the order of the request.
    fn check(
        rules: &CheckboxRules,
        input: &FieldInput<'_>,
        _: &ParseContext,
    ) -> Result<Option<Value>, Problem> {
        let values: BTreeSet<&str> = input.all().iter().map(String::as_str).collect();
        let options = rules.options.iter().map(|option| option.value.as_str());
        let chosen: Vec<&str> = options.filter(|value| values.contains(value)).collect();
        // The values of options are unique.
        if chosen.len() < values.len() {
            return Err(Problem::NotAnOption);
        }
        let count = u32::try_from(chosen.len()).unwrap_or(u32::MAX);
        match (count, rules.min_count, rules.max_count) {
            (0, _, _) => Ok(None),
            (count, Some(least), _) if count < least => Err(Problem::TooFew { least }),
            (count, _, Some(most)) if count > most => Err(Problem::TooMany { most }),
            _ => Ok(Some(chosen.into())),
        }
    }
}

#[cfg(any(test, feature = "samples"))]
mod samples {
    use serde_json::{Value, json};

    use super::{CheckboxRules, Checkboxes, InputValue, options};
    use crate::kind::sampling::{Comparisons, Filling, Sample, SampleAnswers, SampleContext, Samples};

    /// The most options of one field that conditions may compare with.
    const MAX_COMPARED_OPTIONS: usize = 10;

    fn counts(rules: &CheckboxRules) -> (usize, usize) {
        let least = rules.min_count.map_or(1, |least| least.max(1) as usize);
        let most = rules.max_count.map_or(usize::MAX, |most| most as usize);
        (least, most.min(rules.options.len()))
    }

    fn ticked<'v>(values: impl Iterator<Item = &'v str>) -> Vec<InputValue> {
        values.map(InputValue::own).collect()
    }

    impl SampleAnswers for Checkboxes {
        fn definitions() -> Vec<Value> {
            vec![
                json!({"options": options::samples::options(), "min_count": 3}),
                json!({"options": options::samples::options(), "max_count": 1}),
            ]
        }

        fn samples(rules: &CheckboxRules, context: &SampleContext<'_>) -> Samples {
            let values: Vec<&str> = rules.options.iter().map(|option| option.value.as_str()).collect();
            let (least, most) = counts(rules);
            // Some of the options from a varied first one, and the first of them again.
            let count = least + context.vary(most.saturating_sub(least) + 1);
            let first = context.vary(values.len());
            let varied: Vec<&str> = values.iter().cycle().skip(first).take(count).copied().collect();
            let stored = values.iter().filter(|value| varied.contains(value)).copied().collect::<Vec<_>>();
            let mut valid: Vec<Sample> = [least.max(2).min(most), least, most]
                .map(|count| &values[..count.min(values.len())])
                .map(|chosen| Sample::new(ticked(chosen.iter().copied()), chosen))
                .into();
            valid.push(Sample::new(ticked(varied.into_iter()), stored));
            let mut invalid = Vec::new();
            if most < values.len() {
                invalid.push(ticked(values.iter().copied()));
            }
            if least > 1 {
                invalid.push(ticked(values.iter().take(1).copied()));
            }
            Samples { valid, invalid }
        }

        /// Every choice among the options of the comparisons, each with as few other options as necessary.
        fn representatives(rules: &CheckboxRules, comparisons: &Comparisons<'_>) -> Option<Vec<Value>> {
            let texts = comparisons.texts();
            let options = rules.options.iter().map(|option| option.value.as_str());
            let (compared, others): (Vec<&str>, Vec<&str>) =
                options.partition(|option| texts.contains(option));
            if compared.len() > MAX_COMPARED_OPTIONS {
                return None;
            }
            let (least, most) = counts(rules);
            let answers = (0..1_usize << compared.len()).filter_map(|mask| {
                let bits = compared.iter().enumerate();
                let mut chosen: Vec<&str> =
                    bits.filter(|(bit, _)| mask >> bit & 1 == 1).map(|(_, value)| *value).collect();
                let more = least.saturating_sub(chosen.len());
                chosen.extend(others.iter().take(more));
                (least..=most).contains(&chosen.len()).then(|| Value::from(chosen))
            });
            Some(answers.collect())
        }

        fn longest(rules: &CheckboxRules, _: Filling) -> Value {
            let mut values: Vec<Value> =
                rules.options.iter().map(|option| Value::from(option.value.as_str())).collect();
            values.sort_by_key(|value| std::cmp::Reverse(value.to_string().len()));
            values.truncate(counts(rules).1);
            values.into()
        }
    }
}
