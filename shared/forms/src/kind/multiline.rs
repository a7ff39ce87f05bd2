//! Several lines of text.

use serde::Deserialize;
use serde_json::Value;

use super::{AnswerType, FieldKind, Input, InputValue, ONE_INPUT, enter_text, length};
use crate::definition_problem::{DefinitionProblem, Problems};
use crate::field_input::FieldInput;
use crate::locale::{Messages, Tag};
use crate::parse_context::ParseContext;
use crate::problem::Problem;
use crate::value::text;

/// The rules of several lines of text.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MultilineRules {
    /// The minimum length of the answer, in characters.
    #[cfg_attr(feature = "schema", schemars(range(max = length::MAX_LENGTH)))]
    pub min_length: Option<u32>,
    /// The maximum length of the answer, in characters. The default is 500.
    #[serde(default = "default_max_length")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = length::MAX_LENGTH)))]
    pub max_length: u32,
    /// The height of the input, in lines. The default is 4.
    #[serde(default = "default_rows")]
    #[cfg_attr(feature = "schema", schemars(range(min = 2, max = 30)))]
    pub rows: u32,
}

fn default_max_length() -> u32 {
    500
}

fn default_rows() -> u32 {
    4
}

pub(super) struct Multiline;

impl FieldKind for Multiline {
    type Rules = MultilineRules;

    const MEMBERS: &'static [&'static str] = &["min_length", "max_length", "rows"];

    fn problems(rules: &MultilineRules, _: &[Tag]) -> Problems {
        let mut problems = length::problems(rules.min_length, rules.max_length);
        if !(2..=30).contains(&rules.rows) {
            problems.push(DefinitionProblem::new("rows", "it must be from 2 to 30"));
        }
        problems
    }

    fn inputs(_: &MultilineRules) -> &'static [Input] {
        ONE_INPUT
    }

    fn answer_type(_: &MultilineRules) -> AnswerType<'_> {
        AnswerType::Text
    }

    fn enter(_: &MultilineRules, value: &Value, _: &Messages) -> Vec<InputValue> {
        enter_text(value)
    }

    fn preset(_: &MultilineRules, _: &ParseContext) -> Vec<InputValue> {
        Vec::new()
    }

    fn check(
        rules: &MultilineRules,
        input: &FieldInput<'_>,
        _: &ParseContext,
    ) -> Result<Option<Value>, Problem> {
        length::check(text::multi_line(&input.text(), None)?, rules.min_length, rules.max_length)
    }
}

#[cfg(any(test, feature = "samples"))]
mod samples {
    use serde_json::{Value, json};

    use super::{InputValue, Multiline, MultilineRules, text};
    use crate::kind::sampling::{
        Comparisons, Filling, Sample, SampleAnswers, SampleContext, Samples, exact_text, typed_texts,
        varied_line,
    };

    fn is_answer(rules: &MultilineRules, lines: &str) -> bool {
        !lines.is_empty()
            && text::multi_line(lines, None).is_ok_and(|stored| stored == lines)
            && text::check_length(lines, rules.min_length, Some(rules.max_length)).is_ok()
    }

    impl SampleAnswers for Multiline {
        fn definitions() -> Vec<Value> {
            vec![json!({"rows": 6}), json!({"min_length": 200, "max_length": 210})]
        }

        fn samples(rules: &MultilineRules, context: &SampleContext<'_>) -> Samples {
            let (least, most) = (rules.min_length.unwrap_or(0), rules.max_length);
            let varied = [1, 2].map(|line| varied_line(context.seed.wrapping_add(line), 1, 20)).join("\n");
            let mut texts = vec![
                "We are setting this up for the first time.\nPlease call in the afternoon.".to_owned(),
                exact_text("Sample", least.max(6).min(most)),
                exact_text("a", least.max(1)),
                exact_text("\u{e4}", most),
                varied,
            ];
            texts.retain(|text| is_answer(rules, text));
            let valid = texts.iter().map(|text| {
                // A browser sends a line break as two characters.
                Sample::new([InputValue::own(text.replace('\n', "\r\n"))], text.as_str())
            });
            let mut invalid = vec![
                vec![InputValue::own("?")],
                vec![InputValue::own(exact_text("Word", most.saturating_add(1)))],
            ];
            invalid.retain(|inputs| !is_answer(rules, &inputs[0].value));
            Samples { valid: valid.collect(), invalid }
        }

        fn representatives(rules: &MultilineRules, comparisons: &Comparisons<'_>) -> Option<Vec<Value>> {
            Some(typed_texts(comparisons, |text| is_answer(rules, text)))
        }

        fn longest(rules: &MultilineRules, filling: Filling) -> Value {
            filling.text(rules.max_length).into()
        }
    }
}
