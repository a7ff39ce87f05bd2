//! Yes or no.

use serde_json::Value;

use super::{AnswerType, FieldKind, Input, InputValue, NoRules, ONE_INPUT};
use crate::definition_problem::Problems;
use crate::field_input::FieldInput;
use crate::locale::{Messages, Tag};
use crate::parse_context::ParseContext;
use crate::problem::Problem;

pub(super) struct YesNo;

impl FieldKind for YesNo {
    type Rules = NoRules;

    const MEMBERS: &'static [&'static str] = &[];

    fn problems(_: &NoRules, _: &[Tag]) -> Problems {
        Problems::new()
    }

    fn inputs(_: &NoRules) -> &'static [Input] {
        ONE_INPUT
    }

    fn answer_type(_: &NoRules) -> AnswerType<'_> {
        AnswerType::YesNo
    }

    fn enter(_: &NoRules, value: &Value, _: &Messages) -> Vec<InputValue> {
        match value {
            Value::Bool(true) => vec![InputValue::own("yes")],
            Value::Bool(false) => vec![InputValue::own("no")],
            _ => Vec::new(),
        }
    }

    fn preset(_: &NoRules, _: &ParseContext) -> Vec<InputValue> {
        Vec::new()
    }

    fn check(_: &NoRules, input: &FieldInput<'_>, _: &ParseContext) -> Result<Option<Value>, Problem> {
        match input.choice() {
            "" => Ok(None),
            "yes" => Ok(Some(Value::Bool(true))),
            "no" => Ok(Some(Value::Bool(false))),
            _ => Err(Problem::NotAnOption),
        }
    }
}

#[cfg(any(test, feature = "samples"))]
mod samples {
    use serde_json::{Value, json};

    use super::{InputValue, NoRules, YesNo};
    use crate::kind::sampling::{Comparisons, Filling, Sample, SampleAnswers, SampleContext, Samples};

    impl SampleAnswers for YesNo {
        fn definitions() -> Vec<Value> {
            vec![json!({})]
        }

        fn samples(_: &NoRules, context: &SampleContext<'_>) -> Samples {
            let answers =
                [("yes", true), ("no", false)].map(|(value, yes)| Sample::new([InputValue::own(value)], yes));
            let varied = answers[context.vary(2)].clone();
            // A user can select nothing but yes and no.
            Samples { valid: answers.into_iter().chain([varied]).collect(), invalid: Vec::new() }
        }

        fn representatives(_: &NoRules, _: &Comparisons<'_>) -> Option<Vec<Value>> {
            Some(vec![true.into(), false.into()])
        }

        fn longest(_: &NoRules, _: Filling) -> Value {
            false.into()
        }
    }
}
