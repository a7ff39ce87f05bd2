//! Dates.

use serde::Deserialize;
use serde_json::Value;

use super::{AnswerType, FieldKind, Input, InputValue};
use crate::definition_problem::{DefinitionProblem, Problems};
use crate::field_input::FieldInput;
use crate::locale::{Messages, Tag};
use crate::parse_context::ParseContext;
use crate::problem::Problem;
use crate::value::date::{self, Bound, DateError};
use crate::value::today::Today;

/// The rules of a date.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DateRules {
    /// The earliest date: `2020-01-31`, or a date relative to today: `today`, `18 years ago`, `in
    /// 3 months`.
    pub min: Option<Bound>,
    /// The latest date, in the format of `min`. With `18 years ago`, users must be 18 or older.
    pub max: Option<Bound>,
}

impl DateRules {
    /// The earliest and the latest date.
    fn range(&self, today: Today) -> (Option<date::Date>, Option<date::Date>) {
        (self.min.map(|min| min.on(today.earliest)), self.max.map(|max| max.on(today.latest)))
    }
}

/// The parts of a date, each with an input.
pub const DATE_PARTS: [&str; 3] = ["day", "month", "year"];

pub(super) struct Date;

impl FieldKind for Date {
    type Rules = DateRules;

    const MEMBERS: &'static [&'static str] = &["min", "max"];

    fn problems(rules: &DateRules, _: &[Tag]) -> Problems {
        let (Some(min), Some(max)) = (rules.min, rules.max) else { return Problems::new() };
        // The order of a fixed and a relative bound changes with time.
        let comparable = matches!(min, Bound::On(_)) == matches!(max, Bound::On(_));
        let some_day = date::Date::from_unix_seconds(0);
        if comparable && min.on(some_day) > max.on(some_day) {
            return vec![DefinitionProblem::new("min", "it is later than max, so no date is valid")];
        }
        Problems::new()
    }

    fn inputs(_: &DateRules) -> &'static [Input] {
        const INPUTS: [Input; 3] = [
            Input { part: Some(DATE_PARTS[0]), is_multiple: false },
            Input { part: Some(DATE_PARTS[1]), is_multiple: false },
            Input { part: Some(DATE_PARTS[2]), is_multiple: false },
        ];
        &INPUTS
    }

    fn answer_type(_: &DateRules) -> AnswerType<'_> {
        AnswerType::Date
    }

    fn enter(_: &DateRules, value: &Value, _: &Messages) -> Vec<InputValue> {
        value.as_str().and_then(date::Date::parse).map(entered).unwrap_or_default()
    }

    fn preset(_: &DateRules, _: &ParseContext) -> Vec<InputValue> {
        Vec::new()
    }

    fn check(
        rules: &DateRules,
        input: &FieldInput<'_>,
        context: &ParseContext,
    ) -> Result<Option<Value>, Problem> {
        let [day, month, year] = DATE_PARTS.map(|part| input.text_of(part));
        let month = match context.messages.month_number(month.trim()) {
            Some(number) => number.to_string().into(),
            None => month,
        };
        let date = match date::Date::from_parts(&day, &month, &year) {
            Ok(date) => date,
            Err(DateError::Missing(parts)) if parts.day && parts.month && parts.year => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let (min, max) = rules.range(context.today);
        match (min, max) {
            (Some(earliest), _) if date < earliest => Err(Problem::TooEarly { earliest }),
            (_, Some(latest)) if date > latest => Err(Problem::TooLate { latest }),
            _ => Ok(Some(Value::String(date.to_string()))),
        }
    }
}

fn entered(date: date::Date) -> Vec<InputValue> {
    parts([&date.day().to_string(), &date.month().to_string(), &format!("{:04}", date.year())])
}

fn parts(values: [&str; 3]) -> Vec<InputValue> {
    DATE_PARTS.into_iter().zip(values).map(|(part, value)| InputValue::part(part, value)).collect()
}

#[cfg(any(test, feature = "samples"))]
mod samples {
    use serde_json::{Value, json};

    use super::{Bound, Date, DateRules, date, entered, parts};
    use crate::kind::sampling::{
        Comparisons, Filling, Sample, SampleAnswers, SampleContext, Samples, representatives, some_today,
    };

    impl SampleAnswers for Date {
        fn definitions() -> Vec<Value> {
            vec![json!({}), json!({"min": "in 3 days", "max": "in 5 days"})]
        }

        fn samples(rules: &DateRules, context: &SampleContext<'_>) -> Samples {
            let today = context.parse.today;
            let (min, max) = rules.range(today);
            let mut dates: Vec<date::Date> =
                ["1990-05-17", "2000-01-31"].into_iter().filter_map(date::Date::parse).collect();
            dates.extend([Some(today.latest), min, max].into_iter().flatten());
            dates.extend(date::Date::parse("2000-02-29"));
            // A day of 1930 to 2008, and one soon after the first.
            let varied = [(date::Date::parse("1930-01-01"), 28_800), (min, 3)].map(|(first, days)| {
                let days = i32::try_from(context.seed % days).unwrap_or_default();
                first.map(|first| Bound::Days(days).on(first))
            });
            dates.extend(varied.into_iter().flatten());
            dates.retain(|date| min.is_none_or(|min| *date >= min) && max.is_none_or(|max| *date <= max));
            let late = max.map(|max| Bound::Days(1).on(max));
            let early = min.map(|min| Bound::Days(-1).on(min));
            let mut invalid: Vec<_> = [late, early].into_iter().flatten().map(entered).collect();
            invalid.extend([parts(["31", "2", "2020"]), parts(["1", "", "2020"])]);
            let valid = dates.into_iter().map(|date| Sample::new(entered(date), date.to_string()));
            Samples { valid: valid.collect(), invalid }
        }

        /// Returns `None` if fixed dates are compared with dates relative to today, and today is unknown.
        fn representatives(rules: &DateRules, comparisons: &Comparisons<'_>) -> Option<Vec<Value>> {
            let points = comparisons.bounds();
            let kind = std::mem::discriminant::<Bound>;
            let all: Vec<&Bound> = points.iter().chain(&rules.min).chain(&rules.max).collect();
            let is_mixed = !points.is_empty() && all.iter().any(|bound| kind(bound) != kind(all[0]));
            if is_mixed && comparisons.today.is_none() {
                return None;
            }
            // If all bounds move with today's date, the answers are the same for any day.
            let today = comparisons.today.unwrap_or_else(|| some_today().into());
            let (min, max) = rules.range(today);
            let (min, max) = (min.unwrap_or(date::Date::MIN), max.unwrap_or(date::Date::MAX));
            let dates = representatives(
                points.iter().flat_map(|point| [point.on(today.earliest), point.on(today.latest)]).collect(),
                min,
                |point| (point < date::Date::MAX).then(|| Bound::Days(1).on(point).max(min)),
                |date| (min..=max).contains(date),
            );
            Some(dates.into_iter().map(|date| Value::from(date.to_string())).collect())
        }

        fn longest(_: &DateRules, _: Filling) -> Value {
            "2020-01-31".into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_without_a_date_between_them_are_a_problem() {
        for (min, max, is_problem) in [
            ("2020-01-02", "2020-01-01", true),
            ("2020-01-01", "2020-01-01", false),
            ("today", "18 years ago", true),
            ("18 years ago", "today", false),
            ("in 40 days", "in 1 month", true),
            ("in 1 month", "3 days ago", true),
            ("2099-01-01", "today", false),
        ] {
            let bound = |text| Some(Bound::parse(text).unwrap());
            let rules = DateRules { min: bound(min), max: bound(max) };
            assert_eq!(!Date::problems(&rules, &[]).is_empty(), is_problem, "{min} to {max}");
        }
    }
}
