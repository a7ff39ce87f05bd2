//! One of several options, each in a frame with its description.

use serde_json::Value;

use super::{AnswerType, ChoiceRules, FieldKind, Input, InputValue, options, text_default};
use crate::definition_problem::Problems;
use crate::field_input::FieldInput;
use crate::locale::Tag;
use crate::parse_context::ParseContext;
use crate::problem::Problem;

pub(super) struct Cards;

impl FieldKind for Cards {
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

    fn defaults(_: &ChoiceRules, default: Option<&Value>, _: &ParseContext) -> Vec<InputValue> {
        text_default(default)
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

    use super::{Cards, ChoiceRules, InputValue, options};
    use crate::kind::sampling::{Comparisons, Filling, SampleAnswers, SampleContext, Samples};
    use crate::locale::Messages;

    impl SampleAnswers for Cards {
        fn definitions() -> Vec<Value> {
            options::samples::definitions()
        }

        fn samples(rules: &ChoiceRules, context: &SampleContext<'_>) -> Samples {
            options::samples::samples(rules, context)
        }

        fn enter(_: &ChoiceRules, value: &Value, _: &Messages) -> Vec<InputValue> {
            options::samples::enter(value)
        }

        fn representatives(rules: &ChoiceRules, _: &Comparisons<'_>) -> Option<Vec<Value>> {
            Some(options::samples::representatives(rules))
        }

        fn longest(rules: &ChoiceRules, filling: Filling) -> Value {
            options::samples::longest(rules, filling)
        }
    }
}
