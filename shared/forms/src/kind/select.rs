//! One of several options, in a drop-down list.

use serde_json::Value;

use super::{AnswerType, ChoiceRules, FieldKind, Input, InputValue, options};
use crate::definition_problem::Problems;
use crate::field_input::FieldInput;
use crate::locale::{Messages, Tag};
use crate::parse_context::ParseContext;
use crate::problem::Problem;

pub(super) struct Select;

impl FieldKind for Select {
    type Rules = ChoiceRules;

    const MEMBERS: &'static [&'static str] = &["options", "other"];

    fn problems(rules: &ChoiceRules, languages: &[Tag]) -> Problems {
        options::problems(&rules.options, true, languages)
    }

    fn inputs(rules: &ChoiceRules) -> &'static [Input] {
        options::inputs(rules)
    }

    fn answer_type(rules: &ChoiceRules) -> AnswerType<'_> {
        AnswerType::Option(&rules.options)
    }

    fn enter(rules: &ChoiceRules, value: &Value, _: &Messages) -> Vec<InputValue> {
        options::enter(rules, value)
    }

    fn preset(_: &ChoiceRules, _: &ParseContext) -> Vec<InputValue> {
        Vec::new()
    }

    fn check(
        rules: &ChoiceRules,
        input: &FieldInput<'_>,
        _: &ParseContext,
    ) -> Result<Option<Value>, Problem> {
        options::check(rules, input)
    }
}

#[cfg(any(test, feature = "samples"))]
mod samples {
    use serde_json::Value;

    use super::{ChoiceRules, Select, options};
    use crate::kind::sampling::{Comparisons, Filling, SampleAnswers, SampleContext, Samples};

    impl SampleAnswers for Select {
        fn definitions() -> Vec<Value> {
            options::samples::definitions()
        }

        fn samples(rules: &ChoiceRules, context: &SampleContext<'_>) -> Samples {
            options::samples::samples(rules, context)
        }

        fn representatives(rules: &ChoiceRules, _: &Comparisons<'_>) -> Option<Vec<Value>> {
            Some(options::samples::representatives(rules))
        }

        fn longest(rules: &ChoiceRules, filling: Filling) -> Value {
            options::samples::longest(rules, filling)
        }
    }
}
