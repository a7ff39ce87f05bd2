//! Numbers.

use serde::Deserialize;
use serde_json::Value;

use super::{AnswerType, FieldKind, Input, InputValue, ONE_INPUT};
use crate::definition_problem::{DefinitionProblem, Problems};
use crate::field_input::FieldInput;
use crate::locale::{Messages, Tag};
use crate::parse_context::ParseContext;
use crate::problem::Problem;
use crate::value::digit;
use crate::value::number::{Decimal, Limits};
use crate::value::text;

/// The greatest value of `decimals`.
const MAX_DECIMALS: u8 = 6;

/// The rules of a number.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NumberRules {
    /// The minimum.
    pub min: Option<Decimal>,
    /// The maximum.
    pub max: Option<Decimal>,
    /// The step: an answer must be a multiple of it.
    #[cfg_attr(feature = "schema", schemars(extend("exclusiveMinimum" = 0)))]
    pub step: Option<Decimal>,
    /// The maximum number of digits after the decimal point. The default is 0, for whole numbers only.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(max = MAX_DECIMALS)))]
    pub decimals: u8,
}

impl NumberRules {
    /// The limits that a number is checked against.
    fn limits(&self) -> Limits {
        Limits { min: self.min, max: self.max, step: self.step, decimals: Some(self.decimals) }
    }
}

pub(super) struct Number;

impl FieldKind for Number {
    type Rules = NumberRules;

    const MEMBERS: &'static [&'static str] = &["min", "max", "step", "decimals"];

    fn problems(rules: &NumberRules, _: &[Tag]) -> Problems {
        let mut problems = Problems::new();
        if rules.decimals > MAX_DECIMALS {
            problems.push(DefinitionProblem::new("decimals", format!("it must be from 0 to {MAX_DECIMALS}")));
        }
        if let (Some(min), Some(max)) = (rules.min, rules.max)
            && min > max
        {
            problems.push(DefinitionProblem::new("min", format!("it is greater than max, {max}")));
        }
        let whole = Limits { decimals: Some(rules.decimals), ..Limits::default() };
        for (member, bound) in [("min", rules.min), ("max", rules.max), ("step", rules.step)] {
            if bound.is_some_and(|bound| whole.check(bound).is_err()) {
                let reason = match rules.decimals {
                    0 => "expected a whole number, because `decimals` is 0".to_owned(),
                    decimals => {
                        format!("expected at most {decimals} digits after the point, as in `decimals`")
                    }
                };
                problems.push(DefinitionProblem::new(member, reason));
            }
        }
        if let Some(step) = rules.step {
            let multiple = Limits { step: Some(step), ..Limits::default() };
            if step <= Decimal::ZERO {
                problems.push(DefinitionProblem::new("step", "it must be greater than 0"));
            } else if rules.min.is_some_and(|min| multiple.check(min).is_err()) {
                // The page says "a multiple of", so the least number has to be one.
                problems.push(DefinitionProblem::new("min", format!("it is not a multiple of step, {step}")));
            }
        }
        problems
    }

    fn inputs(_: &NumberRules) -> &'static [Input] {
        ONE_INPUT
    }

    fn answer_type(_: &NumberRules) -> AnswerType<'_> {
        AnswerType::Number
    }

    fn enter(_: &NumberRules, value: &Value, messages: &Messages) -> Vec<InputValue> {
        let number = value.as_number().map(|number| messages.number(&number.to_string()));
        number.map(InputValue::own).into_iter().collect()
    }

    fn preset(_: &NumberRules, _: &ParseContext) -> Vec<InputValue> {
        Vec::new()
    }

    fn check(
        rules: &NumberRules,
        input: &FieldInput<'_>,
        context: &ParseContext,
    ) -> Result<Option<Value>, Problem> {
        let text = text::one_line(&input.text())?;
        if text.is_empty() {
            return Ok(None);
        }
        let number = context.messages.parse_number(&text).ok_or_else(|| {
            if context.messages.has_other_decimal_sign(&text) {
                Problem::DecimalSign
            } else if text.chars().all(|c| digit::to_ascii(c).is_some()) {
                // Too long to be read.
                Problem::TooManyDigits
            } else {
                Problem::NotANumber
            }
        })?;
        let number = Decimal::parse(&number)?;
        rules.limits().check(number)?;
        Ok(Some(Value::Number(number.to_json())))
    }
}

#[cfg(any(test, feature = "samples"))]
mod samples {
    use serde_json::{Value, json};

    use super::{Decimal, InputValue, Number, NumberRules};
    use crate::kind::sampling::{
        Comparisons, Filling, Sample, SampleAnswers, SampleContext, Samples, representatives,
    };
    use crate::locale::Messages;

    /// The greatest whole number of an answer, 2^53 − 1.
    const MAX_WHOLE: i64 = 9_007_199_254_740_991;

    /// The maximum number of decimals.
    const DECIMALS: usize = 20;

    /// Numbers are compared as multiples of 10^-20.
    const ONE: i128 = 10_i128.pow(20);

    fn scaled(number: Decimal) -> Option<i128> {
        let text = number.to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        format!("{whole}{fraction:0<DECIMALS$}").parse().ok()
    }

    fn decimal(scaled: i128) -> Option<Decimal> {
        let sign = if scaled < 0 { "-" } else { "" };
        let one = ONE.unsigned_abs();
        let (whole, fraction) = (scaled.unsigned_abs() / one, scaled.unsigned_abs() % one);
        Decimal::parse(&format!("{sign}{whole}.{fraction:0>DECIMALS$}")).ok()
    }

    /// The answers of a field: the multiples of `unit` from `min` to `max`, scaled.
    struct Range {
        min: i128,
        max: i128,
        unit: i128,
    }

    impl Range {
        fn new(rules: &NumberRules) -> Option<Self> {
            let whole = i128::from(MAX_WHOLE) * ONE;
            let unit = match rules.step {
                Some(step) => scaled(step)?,
                None => ONE / 10_i128.pow(rules.decimals.into()),
            };
            Some(Self {
                min: rules.min.map_or(Some(-whole), scaled)?,
                max: rules.max.map_or(Some(whole), scaled)?,
                unit,
            })
        }

        fn contains(&self, number: i128) -> bool {
            (self.min..=self.max).contains(&number) && number.rem_euclid(self.unit) == 0
        }

        /// The first answer.
        fn first(&self) -> i128 {
            self.min.div_euclid(self.unit) * self.unit
                + if self.min.rem_euclid(self.unit) == 0 { 0 } else { self.unit }
        }

        /// The first multiple of the unit that is greater than a number.
        fn after(&self, number: i128) -> i128 {
            number.div_euclid(self.unit) * self.unit + self.unit
        }
    }

    fn entered(number: Decimal, messages: &Messages) -> Vec<InputValue> {
        vec![InputValue::own(messages.number(&number.to_string()))]
    }

    impl SampleAnswers for Number {
        fn definitions() -> Vec<Value> {
            vec![
                json!({}),
                json!({"min": -7, "max": -5}),
                json!({"min": 1_000_000, "step": 500_000}),
                json!({"max": 0.5, "min": 0.25, "decimals": 2}),
            ]
        }

        fn samples(rules: &NumberRules, context: &SampleContext<'_>) -> Samples {
            let Some(range) = Range::new(rules) else { return Samples::default() };
            let typical = ["12.5", "12", "42", "5", "3", "1", "0.5", "0", "100", "1000"];
            let mut numbers: Vec<i128> =
                typical.iter().filter_map(|text| scaled(Decimal::parse(text).ok()?)).collect();
            numbers.extend([rules.min, rules.max, rules.step].into_iter().flatten().filter_map(scaled));
            numbers.extend([range.first(), range.after(range.first())]);
            // One of the first hundred thousand answers that are not negative, or of all that there are.
            let first = if range.contains(0) { 0 } else { range.first() };
            let count = ((range.max - first) / range.unit + 1).clamp(1, 100_000);
            numbers.push(first + i128::from(context.seed) % count * range.unit);
            let valid = numbers
                .into_iter()
                .filter(|number| range.contains(*number))
                .filter_map(decimal)
                .map(|number| Sample::new(entered(number, &context.parse.messages), number.to_json()));
            let beyond =
                [(rules.max, ONE), (rules.min, -ONE)].map(|(bound, by)| decimal(scaled(bound?)? + by));
            let mut invalid: Vec<_> =
                beyond.into_iter().flatten().map(|number| entered(number, &context.parse.messages)).collect();
            invalid.push(vec![InputValue::own("many")]);
            Samples { valid: valid.collect(), invalid }
        }

        fn representatives(rules: &NumberRules, comparisons: &Comparisons<'_>) -> Option<Vec<Value>> {
            let points = comparisons.numbers().into_iter().map(scaled).collect::<Option<Vec<i128>>>()?;
            let range = Range::new(rules)?;
            let first = range.first();
            representatives(
                points,
                first,
                |point| Some(range.after(point).max(first)),
                |number| range.contains(*number),
            )
            .into_iter()
            .map(|number| Some(Value::Number(decimal(number)?.to_json())))
            .collect()
        }

        fn longest(_: &NumberRules, _: Filling) -> Value {
            (-MAX_WHOLE).into()
        }
    }
}
