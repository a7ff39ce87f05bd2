//! Telephone numbers.

use serde::Deserialize;
use serde_json::Value;

use super::{AnswerType, FieldKind, Input, InputValue, ONE_INPUT, enter_text};
use crate::definition_problem::{DefinitionProblem, Problems};
use crate::field_input::FieldInput;
use crate::locale::{Messages, Tag};
use crate::parse_context::ParseContext;
use crate::problem::Problem;
use crate::value::country::CountryCode;
use crate::value::phone;

/// The rules of a telephone number.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TelephoneRules {
    /// The countries whose numbers are accepted, by their ISO 3166-1 codes. The default is all countries. With a
    /// single country there is no input for the country.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub countries: Option<Vec<CountryCode>>,
    /// The country that is selected when the page is first displayed.
    pub country: Option<CountryCode>,
}

impl TelephoneRules {
    /// Returns `true` if numbers of this country are accepted.
    pub fn accepts(&self, country: &str) -> bool {
        self.countries.as_ref().is_none_or(|countries| countries.iter().any(|code| code.as_str() == country))
    }

    /// Returns the only country whose numbers are accepted, if there is only one.
    pub fn only_country(&self) -> Option<&str> {
        match self.countries.as_deref() {
            Some([only]) => Some(only.as_str()),
            _ => None,
        }
    }
}

/// The name of the part that the input for the country has.
const COUNTRY: &str = "country";

pub(super) struct Telephone;

impl FieldKind for Telephone {
    type Rules = TelephoneRules;

    const MEMBERS: &'static [&'static str] = &["countries", "country"];

    fn problems(rules: &TelephoneRules, _: &[Tag]) -> Problems {
        let mut problems = Problems::new();
        if rules.countries.as_ref().is_some_and(Vec::is_empty) {
            let reason =
                "it is empty, so no number is valid; remove the key to accept the numbers of all countries";
            problems.push(DefinitionProblem::new("countries", reason));
        }
        if let Some(country) = &rules.country
            && !rules.accepts(country.as_str())
        {
            let reason = format!("`{}` is not among countries", country.as_str());
            problems.push(DefinitionProblem::new("country", reason));
        }
        problems
    }

    fn inputs(rules: &TelephoneRules) -> &'static [Input] {
        if rules.only_country().is_some() {
            return ONE_INPUT;
        }
        &[Input { part: Some(COUNTRY), is_multiple: false }, Input { part: None, is_multiple: false }]
    }

    fn answer_type(_: &TelephoneRules) -> AnswerType<'_> {
        AnswerType::Text
    }

    fn enter(_: &TelephoneRules, value: &Value, _: &Messages) -> Vec<InputValue> {
        enter_text(value)
    }

    fn preset(rules: &TelephoneRules, context: &ParseContext) -> Vec<InputValue> {
        let of_user = context.country.filter(|country| rules.accepts(country.as_str()));
        let country = rules.country.or(of_user).filter(|_| rules.only_country().is_none());
        country.iter().map(|country| InputValue::part(COUNTRY, country.as_str())).collect()
    }

    /// Returns the number in E.164. A number that begins with `+` belongs to the country of its calling code.
    fn check(
        rules: &TelephoneRules,
        input: &FieldInput<'_>,
        _: &ParseContext,
    ) -> Result<Option<Value>, Problem> {
        let text = input.text();
        if text.trim().is_empty() {
            return Ok(None);
        }
        let country = rules.only_country().unwrap_or_else(|| input.choice_of(COUNTRY));
        let number = phone::parse(Some(country).filter(|country| !country.is_empty()), &text)?;
        if accepts(rules, number.country()) {
            Ok(Some(number.e164().into()))
        } else {
            Err(Problem::TelephoneCountry)
        }
    }
}

fn accepts(rules: &TelephoneRules, country: Option<&str>) -> bool {
    rules.countries.is_none() || country.is_some_and(|country| rules.accepts(country))
}

#[cfg(any(test, feature = "samples"))]
mod samples {
    use serde_json::{Value, json};

    use super::{COUNTRY, CountryCode, InputValue, Telephone, TelephoneRules, accepts, phone};
    use crate::kind::sampling::{
        Comparisons, Filling, Sample, SampleAnswers, SampleContext, Samples, typed_texts,
    };

    /// A telephone number of a country: as it is dialed there, and in E.164.
    struct Number {
        country: &'static str,
        national: &'static str,
        e164: &'static str,
    }

    const fn number(country: &'static str, national: &'static str, e164: &'static str) -> Number {
        Number { country, national, e164 }
    }

    /// Numbers of some countries, reserved for examples where the country has such numbers.
    const NUMBERS: [Number; 20] = [
        number("DE", "030 23125 000", "+493023125000"),
        number("US", "(202) 555-0123", "+12025550123"),
        number("GB", "020 7946 0018", "+442079460018"),
        number("FR", "01 99 00 12 34", "+33199001234"),
        number("ES", "912 345 678", "+34912345678"),
        number("IT", "02 1234 5678", "+390212345678"),
        number("NL", "020 123 4567", "+31201234567"),
        number("AT", "01 234567", "+431234567"),
        number("CH", "044 668 18 00", "+41446681800"),
        number("BE", "02 234 56 78", "+3222345678"),
        number("PT", "21 123 4567", "+351211234567"),
        number("PL", "22 123 45 67", "+48221234567"),
        number("IE", "01 234 5678", "+35312345678"),
        number("MX", "55 1234 5678", "+525512345678"),
        number("BR", "(11) 2345-6789", "+551123456789"),
        number("CA", "(613) 555-0123", "+16135550123"),
        number("AU", "(02) 5550 1234", "+61255501234"),
        number("IN", "074104 10123", "+917410410123"),
        number("JP", "03-1234-5678", "+81312345678"),
        number("IL", "02-123-4567", "+97221234567"),
    ];

    fn dialed(rules: &TelephoneRules, country: &str, number: &str) -> Vec<InputValue> {
        let country = rules.only_country().is_none().then(|| InputValue::part(COUNTRY, country));
        country.into_iter().chain([InputValue::own(number)]).collect()
    }

    impl SampleAnswers for Telephone {
        fn definitions() -> Vec<Value> {
            vec![
                json!({}),
                json!({"countries": ["JP"]}),
                json!({"countries": NUMBERS.map(|number| number.country)}),
                json!({"countries": ["AT", "BE", "CH"], "country": "BE"}),
            ]
        }

        fn samples(rules: &TelephoneRules, context: &SampleContext<'_>) -> Samples {
            let preset = rules.country.as_ref().map(CountryCode::as_str);
            let mut numbers: Vec<&Number> =
                NUMBERS.iter().filter(|number| rules.accepts(number.country)).collect();
            numbers.sort_by_key(|number| Some(number.country) != preset);
            let mut valid: Vec<Sample> = numbers
                .iter()
                .map(|number| Sample::new(dialed(rules, number.country, number.national), number.e164))
                .collect();
            // A calling code takes precedence over the selected country.
            for country in ["", numbers.last().map_or("", |number| number.country)] {
                let numbers = numbers
                    .iter()
                    .map(|number| Sample::new(dialed(rules, country, number.e164), number.e164));
                valid.extend(numbers);
            }
            if !numbers.is_empty() {
                // The first stays first: it is the typical one.
                let varied = context.vary(valid.len());
                valid.push(valid[varied].clone());
            }
            let country = rules.country.as_ref().or_else(|| rules.countries.as_ref()?.first());
            let country = country.map_or("DE", CountryCode::as_str);
            let mut invalid = vec![dialed(rules, country, "12"), dialed(rules, country, "call me")];
            invalid.extend(
                NUMBERS
                    .iter()
                    .find(|number| !rules.accepts(number.country))
                    .map(|number| dialed(rules, "", number.e164)),
            );
            Samples { valid, invalid }
        }

        fn representatives(rules: &TelephoneRules, comparisons: &Comparisons<'_>) -> Option<Vec<Value>> {
            Some(typed_texts(comparisons, |text| {
                phone::parse(None, text)
                    .is_ok_and(|number| number.e164() == text && accepts(rules, number.country()))
            }))
        }

        fn longest(_: &TelephoneRules, _: Filling) -> Value {
            "+123456789012345".into()
        }
    }
}
