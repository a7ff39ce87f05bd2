//! Web addresses.

use serde_json::Value;

use super::{AnswerType, FieldKind, Input, InputValue, NoRules, ONE_INPUT, enter_text, length};
use crate::definition_problem::Problems;
use crate::field_input::FieldInput;
use crate::locale::{Messages, Tag};
use crate::parse_context::ParseContext;
use crate::problem::Problem;
use crate::value::url;

pub(super) struct Url;

impl FieldKind for Url {
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
        length::check_line(&input.text(), Problem::NotAUrl, parse)
    }
}

fn parse(text: &str) -> Option<String> {
    url::parse(text).ok()
}

#[cfg(any(test, feature = "samples"))]
mod samples {
    use serde_json::{Value, json};

    use super::{InputValue, NoRules, Url, parse};
    use crate::kind::sampling::{
        Comparisons, Filling, Sample, SampleAnswers, SampleContext, Samples, typed_texts,
    };

    /// The longest web address that is stored.
    const MAX_URL: usize = 2_048;
    /// A web address that is long for a user to enter. A form cannot bound the length.
    const LONG_URL: usize = 500;

    impl SampleAnswers for Url {
        fn definitions() -> Vec<Value> {
            vec![json!({})]
        }

        fn samples(_: &NoRules, context: &SampleContext<'_>) -> Samples {
            let varied = format!("https://example.org/a%20b?c={}&d=e#f", context.seed);
            let samples = [
                ("https://example.com/team", "https://example.com/team"),
                ("example.com", "https://example.com/"),
                (" https://example.com/a b ", "https://example.com/a%20b"),
                (&varied, &varied),
            ];
            Samples {
                valid: samples.map(|(typed, stored)| Sample::new([InputValue::own(typed)], stored)).into(),
                invalid: vec![vec![InputValue::own("example")], vec![InputValue::own("javascript:alert(1)")]],
            }
        }

        fn representatives(_: &NoRules, comparisons: &Comparisons<'_>) -> Option<Vec<Value>> {
            Some(typed_texts(comparisons, |text| parse(text).is_some_and(|stored| stored == text)))
        }

        fn longest(_: &NoRules, filling: Filling) -> Value {
            match filling {
                Filling::Ascii => "a".repeat(LONG_URL).into(),
                Filling::Wide => "a".repeat(MAX_URL).into(),
            }
        }
    }
}
