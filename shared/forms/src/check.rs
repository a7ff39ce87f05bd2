//! Checks one answer, by the kind of its field.

use std::collections::BTreeSet;

use serde_json::Value;

use super::answers::Answers;
use super::field::{DATE_PARTS, Field};
use super::kind::{
    CheckboxRules, ChoiceRules, DateRules, Kind, NumberRules, OTHER, OTHER_LENGTH, TelephoneRules, TextRules,
};
use super::parse_context::ParseContext;
use super::problem::Problem;
use crate::locale::Words;
use crate::value::date::{Date, DateError};
use crate::value::number::Decimal;
use crate::value::{country, email, phone, text, url};

/// The value to store, or `None` where an answer may be left out and is.
pub(super) fn check(
    field: &Field,
    answers: &Answers,
    context: &ParseContext,
) -> Result<Option<Value>, Problem> {
    let given = answers.get(field.name.as_str());
    let value = match &field.kind {
        Kind::Text(rules) => line(given, rules),
        Kind::Multiline(rules) => bounded(text::multi_line(given, None)?, rules.min_length, rules.max_length),
        Kind::Email(_) => {
            typed(given, Problem::NotAnEmail, |text| Some(email::parse(text).ok()?.as_str().to_owned()))
        }
        Kind::Telephone(rules) => telephone(given, answers.get(&field.input("country")), rules),
        Kind::Url(_) => typed(given, Problem::NotAUrl, |text| url::parse(text).ok()),
        Kind::Number(rules) => number(given, rules, context.words),
        Kind::Date(rules) => {
            date(DATE_PARTS.map(|part| answers.get(&field.input(part))), rules, context.today)
        }
        Kind::Country(_) if given.is_empty() => Ok(None),
        Kind::Country(_) if country::is_code(given) => Ok(Some(given.into())),
        Kind::Country(_) => Err(Problem::NotAnOption),
        Kind::Select(rules) | Kind::Radio(rules) | Kind::Cards(rules) => {
            choice(given, answers.get(&field.input("other")), rules)
        }
        Kind::Checkboxes(rules) => choices(answers.all(field.name.as_str()), rules),
        Kind::YesNo(_) => match given {
            "" => Ok(None),
            "yes" => Ok(Some(Value::Bool(true))),
            "no" => Ok(Some(Value::Bool(false))),
            _ => Err(Problem::NotAnOption),
        },
        // A box that stays empty is an answer: no. Where consent is needed, it is none.
        Kind::Consent(_) => match given {
            "" => Ok((!field.required).then_some(Value::Bool(false))),
            "yes" => Ok(Some(Value::Bool(true))),
            _ => Err(Problem::NotAnOption),
        },
    }?;
    if value.is_none() && field.required { Err(Problem::Required) } else { Ok(value) }
}

fn line(given: &str, rules: &TextRules) -> Result<Option<Value>, Problem> {
    let value = bounded(text::one_line(given)?, rules.min_length, rules.max_length)?;
    match (&value, &rules.pattern) {
        (Some(Value::String(text)), Some(pattern)) if !pattern.matches(text) => Err(Problem::PatternMismatch),
        _ => Ok(value),
    }
}

/// A text of which something is seen, within its bounds.
fn bounded(text: String, least: Option<u32>, most: u32) -> Result<Option<Value>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    text::check_length(&text, least, Some(most))?;
    Ok(Some(Value::String(text)))
}

/// A text that has to be of some form.
fn typed(
    given: &str,
    problem: Problem,
    parse: impl Fn(&str) -> Option<String>,
) -> Result<Option<Value>, Problem> {
    let text = text::one_line(given)?;
    if text.is_empty() {
        return Ok(None);
    }
    parse(&text).map(|value| Some(Value::String(value))).ok_or(problem)
}

/// In E.164. A number that begins with `+` is of the country that it says.
fn telephone(given: &str, country: &str, rules: &TelephoneRules) -> Result<Option<Value>, Problem> {
    if given.trim().is_empty() {
        return Ok(None);
    }
    let country = rules.only_country().unwrap_or(country);
    let number = phone::parse(Some(country).filter(|country| !country.is_empty()), given)?;
    let taken = rules.countries.is_none() || number.country().is_some_and(|country| rules.takes(country));
    if taken { Ok(Some(number.e164().into())) } else { Err(Problem::TelephoneCountry) }
}

fn number(given: &str, rules: &NumberRules, words: &Words) -> Result<Option<Value>, Problem> {
    let text = text::one_line(given)?;
    if text.is_empty() {
        return Ok(None);
    }
    let number = Decimal::parse(&words.parse_number(&text).ok_or(Problem::NotANumber)?)?;
    rules.limits().check(number)?;
    Ok(Some(Value::Number(number.to_json())))
}

fn date([day, month, year]: [&str; 3], rules: &DateRules, today: Date) -> Result<Option<Value>, Problem> {
    let date = match Date::from_parts(day, month, year) {
        Ok(date) => date,
        Err(DateError::Missing(parts)) if parts.day && parts.month && parts.year => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let (min, max) = (rules.min.map(|min| min.on(today)), rules.max.map(|max| max.on(today)));
    match (min, max) {
        (Some(earliest), _) if date < earliest => Err(Problem::TooEarly { earliest }),
        (_, Some(latest)) if date > latest => Err(Problem::TooLate { latest }),
        _ => Ok(Some(Value::String(date.to_string()))),
    }
}

fn choice(given: &str, other: &str, rules: &ChoiceRules) -> Result<Option<Value>, Problem> {
    if given.is_empty() {
        return Ok(None);
    }
    if given == OTHER && rules.other {
        return bounded(text::one_line(other)?, None, OTHER_LENGTH)?.map(Some).ok_or(Problem::OtherMissing);
    }
    let option = rules.options.iter().find(|option| option.value == given);
    option.map(|option| Some(Value::String(option.value.clone()))).ok_or(Problem::NotAnOption)
}

/// In the order of the options, whatever the order of the request.
fn choices(given: &[String], rules: &CheckboxRules) -> Result<Option<Value>, Problem> {
    let given: BTreeSet<&str> = given.iter().map(String::as_str).collect();
    let options = rules.options.iter().map(|option| option.value.as_str());
    let chosen: Vec<&str> = options.filter(|value| given.contains(value)).collect();
    // No option is there twice.
    if chosen.len() < given.len() {
        return Err(Problem::NotAnOption);
    }
    let count = u32::try_from(chosen.len()).unwrap_or(u32::MAX);
    match (count, rules.min_count, rules.max_count) {
        (0, _, _) => Ok(None),
        (count, Some(least), _) if count < least => Err(Problem::TooFew { least }),
        (count, _, Some(most)) if count > most => Err(Problem::TooMany { most }),
        _ => Ok(Some(chosen.into())),
    }
}

#[cfg(test)]
mod tests;
