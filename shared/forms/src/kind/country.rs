//! Countries.

use serde_json::Value;

use super::{AnswerType, FieldKind, Input, InputValue, NoRules, ONE_INPUT, enter_text};
use crate::definition_problem::Problems;
use crate::field_input::FieldInput;
use crate::locale::{Messages, Tag};
use crate::parse_context::ParseContext;
use crate::problem::Problem;
use crate::value::country;

pub(super) struct Country;

impl FieldKind for Country {
    type Rules = NoRules;

    const MEMBERS: &'static [&'static str] = &[];

    fn problems(_: &NoRules, _: &[Tag]) -> Problems {
        Problems::new()
    }

    fn inputs(_: &NoRules) -> &'static [Input] {
        ONE_INPUT
    }

    fn answer_type(_: &NoRules) -> AnswerType<'_> {
        AnswerType::Country
    }

    fn enter(_: &NoRules, value: &Value, _: &Messages) -> Vec<InputValue> {
        enter_text(value)
    }

    fn preset(_: &NoRules, _: &ParseContext) -> Vec<InputValue> {
        Vec::new()
    }

    fn check(_: &NoRules, input: &FieldInput<'_>, _: &ParseContext) -> Result<Option<Value>, Problem> {
        match input.choice() {
            "" => Ok(None),
            code if country::is_code(code) => Ok(Some(code.into())),
            _ => Err(Problem::NotAnOption),
        }
    }
}

#[cfg(any(test, feature = "samples"))]
mod samples {
    use serde_json::{Value, json};

    use super::{Country, InputValue, NoRules, country};
    use crate::kind::sampling::{Comparisons, Filling, Sample, SampleAnswers, SampleContext, Samples};

    fn codes() -> Vec<&'static str> {
        country::sorted("en").into_iter().map(|(code, _)| code).collect()
    }

    impl SampleAnswers for Country {
        fn definitions() -> Vec<Value> {
            vec![json!({})]
        }

        fn samples(_: &NoRules, context: &SampleContext<'_>) -> Samples {
            let codes = codes();
            let varied = codes[context.vary(codes.len())];
            let valid = ["DE", "XK", varied].map(|code| Sample::new([InputValue::own(code)], code));
            // A user can select nothing that is not in the list.
            Samples { valid: valid.into(), invalid: Vec::new() }
        }

        fn representatives(_: &NoRules, comparisons: &Comparisons<'_>) -> Option<Vec<Value>> {
            let texts = comparisons.texts();
            let compared = texts.iter().copied().filter(|text| country::is_code(text));
            let other = codes().into_iter().find(|code| !texts.contains(code));
            Some(compared.chain(other).map(Value::from).collect())
        }

        fn longest(_: &NoRules, _: Filling) -> Value {
            "DE".into()
        }
    }
}
