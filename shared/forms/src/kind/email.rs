//! Email addresses.

use serde_json::Value;

use super::{AnswerType, FieldKind, Input, InputValue, NoRules, ONE_INPUT, enter_text, length};
use crate::definition_problem::Problems;
use crate::field_input::FieldInput;
use crate::locale::{Messages, Tag};
use crate::parse_context::ParseContext;
use crate::problem::Problem;
use crate::value::email;

pub(super) struct Email;

impl FieldKind for Email {
    type Rules = NoRules;

    const MEMBERS: &'static [&'static str] = &[];

    fn problems(_: &NoRules, _: &[Tag]) -> Problems {
        Problems::new()
    }

    fn inputs(_: &NoRules) -> &'static [Input] {
        ONE_INPUT
    }

    fn answer_type(_: &NoRules) -> AnswerType<'_> {
        AnswerType::Text
    }

    fn enter(_: &NoRules, value: &Value, _: &Messages) -> Vec<InputValue> {
        enter_text(value)
    }

    fn preset(_: &NoRules, _: &ParseContext) -> Vec<InputValue> {
        Vec::new()
    }

    fn check(_: &NoRules, input: &FieldInput<'_>, _: &ParseContext) -> Result<Option<Value>, Problem> {
        length::check_line(&input.text(), Problem::NotAnEmail, parse)
    }
}

fn parse(text: &str) -> Option<String> {
    email::parse(text).ok()
}

#[cfg(any(test, feature = "samples"))]
mod samples {
    use serde_json::{Value, json};

    use super::{Email, InputValue, NoRules, parse};
    use crate::kind::sampling::{
        Comparisons, Filling, Sample, SampleAnswers, SampleContext, Samples, typed_texts,
    };

    impl SampleAnswers for Email {
        fn definitions() -> Vec<Value> {
            vec![json!({})]
        }

        fn samples(_: &NoRules, context: &SampleContext<'_>) -> Samples {
            let varied = format!("alex+{}@mail.example.org", context.seed);
            let samples = [
                ("alex@example.com", "alex@example.com"),
                (" Alex@Example.COM ", "Alex@example.com"),
                ("a@example.com", "a@example.com"),
                (&varied, &varied),
            ];
            Samples {
                valid: samples.map(|(typed, stored)| Sample::new([InputValue::own(typed)], stored)).into(),
                invalid: vec![vec![InputValue::own("alex@")], vec![InputValue::own("alex.example.com")]],
            }
        }

        fn representatives(_: &NoRules, comparisons: &Comparisons<'_>) -> Option<Vec<Value>> {
            Some(typed_texts(comparisons, |text| parse(text).is_some_and(|stored| stored == text)))
        }

        fn longest(_: &NoRules, _: Filling) -> Value {
            // The longest address of RFC 5321, with or without letters beyond ASCII.
            "a".repeat(254).into()
        }
    }
}
