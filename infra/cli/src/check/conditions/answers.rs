//! The answers of a field that the tests of a form tell apart: one of each, and none that nobody can give.
//! Where it is hard to say whether somebody can (a pattern), one more is taken in, so that nothing is called
//! impossible that is not.

use profiling_forms::value::date::{Bound, Date};
use profiling_forms::value::number::Decimal;
use profiling_forms::value::{country, email, phone, text, url};
use profiling_forms::{
    CheckboxRules, ChoiceRules, DateRules, Field, Kind, Literal, NumberRules, OTHER, Operand, Rule, Test,
};
use serde_json::Value;

/// The greatest whole number that an answer can be, 2^53 − 1.
const MAX_WHOLE: i128 = 9_007_199_254_740_991;

/// Numbers are compared as multiples of 10^-20, the most decimals that one has.
const DECIMALS: usize = 20;
const ONE: i128 = 10_i128.pow(20);

/// The most options of one field that tests may name.
const MOST_OPTIONS: usize = 10;

/// The day that dates relative to today's are worked out with: where all that a field is held against moves
/// with today's date, any day will do.
pub(super) fn today() -> Date {
    Date::from_parts("15", "7", "2026").unwrap_or(Date::MIN)
}

/// Whether somebody who is asked may give no answer. A box that is not ticked is one: no.
pub(super) fn may_be_left_out(field: &Field) -> bool {
    !field.required && !matches!(field.kind, Kind::Consent(_))
}

/// The answers to `field` that these tests of it tell apart; nothing where that hangs on today's date, or
/// where there are too many.
pub(super) fn of(field: &Field, tests: &[&Test]) -> Option<Vec<Value>> {
    let literals: Vec<&Literal> = tests
        .iter()
        .flat_map(|test| match &test.rule {
            Rule::Equals(literal) | Rule::Not(literal) => vec![literal],
            Rule::In(literals) => literals.iter().collect(),
            Rule::Empty(_) | Rule::Compare(..) => Vec::new(),
        })
        .collect();
    let operands: Vec<Operand> = tests
        .iter()
        .filter_map(|test| match &test.rule {
            Rule::Compare(_, operand) => Some(*operand),
            _ => None,
        })
        .collect();
    let words: Vec<&str> = literals
        .iter()
        .filter_map(|literal| match literal {
            Literal::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    Some(match &field.kind {
        Kind::Consent(_) if field.required => vec![true.into()],
        Kind::YesNo(_) | Kind::Consent(_) => vec![true.into(), false.into()],
        Kind::Select(rules) | Kind::Radio(rules) | Kind::Cards(rules) => choice(rules),
        Kind::Checkboxes(rules) => return choices(rules, &words),
        Kind::Number(rules) => return numbers(rules, &literals, &operands),
        Kind::Date(rules) => return dates(rules, &words, &operands),
        Kind::Country(_) => {
            let other = country::sorted("en").into_iter().map(|(code, _)| code);
            let other = other.filter(|code| !words.contains(code)).take(1).map(ToOwned::to_owned);
            let codes = words.iter().filter(|text| country::is_code(text)).map(|text| (*text).to_owned());
            codes.chain(other).map(Value::from).collect()
        }
        Kind::Text(_) | Kind::Multiline(_) | Kind::Email(_) | Kind::Url(_) | Kind::Telephone(_) => {
            some(&words, &|text| can_be_typed(&field.kind, text))
        }
    })
}

/// Whether this is what is kept of something that can be typed.
fn can_be_typed(kind: &Kind, text: &str) -> bool {
    match kind {
        Kind::Text(rules) => {
            text::one_line(text).is_ok_and(|line| line == text && !line.is_empty())
                && text::check_length(text, rules.min_length, Some(rules.max_length)).is_ok()
                && rules.pattern.as_ref().is_none_or(|pattern| pattern.matches(text))
        }
        Kind::Multiline(rules) => {
            text::multi_line(text, None).is_ok_and(|lines| lines == text && !lines.is_empty())
                && text::check_length(text, rules.min_length, Some(rules.max_length)).is_ok()
        }
        Kind::Email(_) => email::parse(text).is_ok_and(|email| email.as_str() == text),
        Kind::Url(_) => url::parse(text).is_ok_and(|url| url == text),
        Kind::Telephone(rules) => phone::parse(None, text).is_ok_and(|number| {
            let taken =
                rules.countries.is_none() || number.country().is_some_and(|country| rules.takes(country));
            number.e164() == text && taken
        }),
        _ => true,
    }
}

/// The texts that can be, and one that is none of them.
fn some(texts: &[&str], can_be: &dyn Fn(&str) -> bool) -> Vec<Value> {
    let mut other = "other".to_owned();
    while texts.contains(&other.as_str()) {
        other.push('!');
    }
    let texts = texts.iter().filter(|text| can_be(text)).map(|text| Value::from(*text));
    texts.chain([Value::from(other)]).collect()
}

/// The options, and the value of "Other".
fn choice(rules: &ChoiceRules) -> Vec<Value> {
    let other = rules.other.then_some(OTHER);
    rules.options.iter().map(|option| option.value.as_str()).chain(other).map(Value::from).collect()
}

/// Every choice among the options that tests name, each with as few of the others as it takes.
fn choices(rules: &CheckboxRules, texts: &[&str]) -> Option<Vec<Value>> {
    let options = rules.options.iter().map(|option| option.value.as_str());
    let (named, others): (Vec<&str>, Vec<&str>) = options.partition(|option| texts.contains(option));
    if named.len() > MOST_OPTIONS {
        return None;
    }
    let least = rules.min_count.map_or(1, |least| least.max(1) as usize);
    let most = rules.max_count.map_or(usize::MAX, |most| most as usize);
    let answers = (0..1_usize << named.len()).filter_map(|mask| {
        let mut chosen: Vec<&str> =
            named.iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1).map(|(_, name)| *name).collect();
        let more = least.saturating_sub(chosen.len());
        chosen.extend(others.iter().take(more));
        (least..=most).contains(&chosen.len()).then(|| Value::from(chosen))
    });
    Some(answers.collect())
}

/// The numbers that are compared with, and one of each stretch between them that has one.
fn numbers(rules: &NumberRules, literals: &[&Literal], operands: &[Operand]) -> Option<Vec<Value>> {
    let literals = literals.iter().filter_map(|literal| match literal {
        Literal::Number(number) => Some(*number),
        _ => None,
    });
    let operands = operands.iter().filter_map(|operand| match operand {
        Operand::Number(number) => Some(*number),
        Operand::Date(_) => None,
    });
    let points = literals.chain(operands).map(scaled).collect::<Option<Vec<i128>>>()?;
    let unit = match rules.step {
        Some(step) => scaled(step)?,
        None => ONE / 10_i128.pow(rules.decimals.into()),
    };
    let bound = |bound: Option<Decimal>, open: i128| bound.map_or(Some(open), scaled);
    let (min, max) = (bound(rules.min, -MAX_WHOLE * ONE)?, bound(rules.max, MAX_WHOLE * ONE)?);
    // The multiples of the unit at or above, and above, a number.
    let from =
        |number: i128| number.div_euclid(unit) * unit + if number.rem_euclid(unit) == 0 { 0 } else { unit };
    let after = |number: i128| number.div_euclid(unit) * unit + unit;
    let is_answer = |number: &i128| (min..=max).contains(number) && number.rem_euclid(unit) == 0;
    representatives(points, from(min), &|point| Some(after(point).max(from(min))), &is_answer)
        .into_iter()
        .map(number)
        .collect()
}

/// The points that are answers, and the first answer of each stretch between them.
fn representatives<T: Copy + Ord>(
    mut points: Vec<T>,
    first: T,
    after: &dyn Fn(T) -> Option<T>,
    is_answer: &dyn Fn(&T) -> bool,
) -> Vec<T> {
    points.sort();
    points.dedup();
    let starts = [Some(first)].into_iter().chain(points.iter().map(|point| after(*point)));
    let ends = points.iter().copied().map(Some).chain([None]);
    let between: Vec<T> = starts
        .zip(ends)
        .filter_map(|(start, end)| start.filter(|start| end.is_none_or(|end| *start < end)))
        .collect();
    let mut answers: Vec<T> = points.into_iter().chain(between).filter(|answer| is_answer(answer)).collect();
    answers.sort();
    answers.dedup();
    answers
}

fn scaled(number: Decimal) -> Option<i128> {
    let text = number.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}{fraction:0<DECIMALS$}").parse().ok()
}

fn number(scaled: i128) -> Option<Value> {
    let sign = if scaled < 0 { "-" } else { "" };
    let (whole, fraction) =
        (scaled.unsigned_abs() / ONE.unsigned_abs(), scaled.unsigned_abs() % ONE.unsigned_abs());
    let number = Decimal::parse(&format!("{sign}{whole}.{fraction:0>DECIMALS$}")).ok()?;
    Some(Value::Number(number.to_json()))
}

/// As with numbers; nothing where fixed dates are compared with dates relative to today.
fn dates(rules: &DateRules, texts: &[&str], operands: &[Operand]) -> Option<Vec<Value>> {
    let literals = texts.iter().filter_map(|text| Date::parse(text)).map(Bound::On);
    let operands = operands.iter().filter_map(|operand| match operand {
        Operand::Date(bound) => Some(*bound),
        Operand::Number(_) => None,
    });
    let points: Vec<Bound> = literals.chain(operands).collect();
    let kind = std::mem::discriminant::<Bound>;
    let all: Vec<&Bound> = points.iter().chain(&rules.min).chain(&rules.max).collect();
    if !points.is_empty() && all.iter().any(|bound| kind(bound) != kind(all[0])) {
        return None;
    }
    let today = today();
    let on = |bound: &Bound| bound.on(today);
    let (min, max) = (rules.min.as_ref().map_or(Date::MIN, on), rules.max.as_ref().map_or(Date::MAX, on));
    let after = |date: Date| (date < Date::MAX).then(|| Bound::Days(1).on(date).max(min));
    let is_answer = |date: &Date| (min..=max).contains(date);
    let dates = representatives(points.iter().map(on).collect(), min, &after, &is_answer);
    Some(dates.into_iter().map(|date| Value::from(date.to_string())).collect())
}
