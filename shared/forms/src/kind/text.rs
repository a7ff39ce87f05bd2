//! One line of text.

use serde::Deserialize;
use serde_json::Value;

use super::{AnswerType, FieldKind, Input, InputValue, ONE_INPUT, enter_text, length};
use crate::definition_problem::Problems;
use crate::field_input::FieldInput;
use crate::locale::{Messages, Tag};
use crate::parse_context::ParseContext;
use crate::problem::Problem;
use crate::value::pattern::Pattern;
use crate::value::text;

/// The rules of one line of text.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TextRules {
    /// The minimum length of the answer, in characters.
    #[cfg_attr(feature = "schema", schemars(range(max = length::MAX_LENGTH)))]
    pub min_length: Option<u32>,
    /// The maximum length of the answer, in characters. The default is 100.
    #[serde(default = "default_max_length")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = length::MAX_LENGTH)))]
    pub max_length: u32,
    /// A regular expression that the whole answer must match. Describe the format in `errors.pattern`.
    pub pattern: Option<Pattern>,
}

fn default_max_length() -> u32 {
    100
}

pub(super) struct Text;

impl FieldKind for Text {
    type Rules = TextRules;

    const MEMBERS: &'static [&'static str] = &["min_length", "max_length", "pattern"];

    fn problems(rules: &TextRules, _: &[Tag]) -> Problems {
        length::problems(rules.min_length, rules.max_length)
    }

    fn inputs(_: &TextRules) -> &'static [Input] {
        ONE_INPUT
    }

    fn answer_type(_: &TextRules) -> AnswerType<'_> {
        AnswerType::Text
    }

    fn enter(_: &TextRules, value: &Value, _: &Messages) -> Vec<InputValue> {
        enter_text(value)
    }

    fn preset(_: &TextRules, _: &ParseContext) -> Vec<InputValue> {
        Vec::new()
    }

    fn check(rules: &TextRules, input: &FieldInput<'_>, _: &ParseContext) -> Result<Option<Value>, Problem> {
        let value = length::check(text::one_line(&input.text())?, rules.min_length, rules.max_length)?;
        match (&value, &rules.pattern) {
            (Some(Value::String(text)), Some(pattern)) if !pattern.matches(text) => {
                Err(Problem::PatternMismatch)
            }
            _ => Ok(value),
        }
    }
}

#[cfg(any(test, feature = "samples"))]
mod samples {
    use serde_json::{Value, json};

    use super::{InputValue, Text, TextRules, text};
    use crate::kind::sampling::{
        Comparisons, Filling, Sample, SampleAnswers, SampleContext, Samples, exact_text, line_about,
        typed_texts, varied_line,
    };

    /// Texts that match common patterns: codes, numbers and names.
    const PATTERN_TEXTS: [&str; 24] = [
        "DE123456789",
        "12345",
        "1234",
        "123456",
        "12345678",
        "1234567890",
        "AB-1234",
        "AB1234",
        "ABC",
        "abc",
        "a",
        "A",
        "1",
        "A1",
        "a1",
        "A1B2C3",
        "2026",
        "2026-01-15",
        "SW1A 1AA",
        "1234 AB",
        "ABC-123",
        "x-1",
        "@alex",
        "#42",
    ];

    fn is_answer(rules: &TextRules, line: &str) -> bool {
        !line.is_empty()
            && text::one_line(line).is_ok_and(|stored| stored == line)
            && text::check_length(line, rules.min_length, Some(rules.max_length)).is_ok()
            && rules.pattern.as_ref().is_none_or(|pattern| pattern.matches(line))
    }

    impl SampleAnswers for Text {
        fn definitions() -> Vec<Value> {
            vec![
                json!({}),
                json!({"min_length": 40, "max_length": 50}),
                json!({"max_length": 2}),
                json!({"pattern": "[0-9]{5}"}),
            ]
        }

        fn samples(rules: &TextRules, context: &SampleContext<'_>) -> Samples {
            let (least, most) = (rules.min_length.unwrap_or(0), rules.max_length);
            let mut lines: Vec<String> = line_about(context.subject).map(str::to_owned).into_iter().collect();
            lines.push(exact_text("Sample", least.max(6).min(most)));
            lines.extend(PATTERN_TEXTS.map(str::to_owned));
            lines.push(exact_text("a", least.max(1)));
            lines.push(exact_text("\u{e4}", most));
            lines.push(varied_line(context.seed, least.max(1), most.min(60)));
            lines.retain(|line| is_answer(rules, line));
            let mut samples = Samples {
                valid: lines.iter().map(|line| Sample::new([InputValue::own(line)], line.as_str())).collect(),
                // The text that is too long is last, as users rarely enter one.
                invalid: vec![
                    vec![InputValue::own("?")],
                    vec![InputValue::own(exact_text("Word", most.saturating_add(1)))],
                ],
            };
            samples.invalid.retain(|inputs| !is_answer(rules, &inputs[0].value));
            // White space at the ends is not stored.
            let surrounded = lines
                .last()
                .map(|line| Sample::new([InputValue::own(format!(" {line}\u{a0}"))], line.as_str()));
            samples.valid.extend(surrounded);
            samples
        }

        fn representatives(rules: &TextRules, comparisons: &Comparisons<'_>) -> Option<Vec<Value>> {
            Some(typed_texts(comparisons, |text| is_answer(rules, text)))
        }

        fn longest(rules: &TextRules, filling: Filling) -> Value {
            filling.text(rules.max_length).into()
        }
    }
}
