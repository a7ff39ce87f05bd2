//! The samples of a field kind, and the code that the kinds share for them.

use serde_json::Value;

use super::{FieldKind, InputValue};
use crate::condition::{Literal, Operand, Rule, Test};
use crate::parse_context::ParseContext;
use crate::value::date::{Bound, Date};
use crate::value::number::Decimal;
use crate::value::today::Today;

/// The samples of a field kind. As with [`FieldKind`], no function has a default implementation.
pub(crate) trait SampleAnswers: FieldKind {
    /// Definitions, with the members that only this kind has. Together they have each member.
    fn definitions() -> Vec<Value>;

    /// Sample answers.
    fn samples(rules: &Self::Rules, context: &SampleContext<'_>) -> Samples;

    /// The answers that these comparisons distinguish: one for each combination of results. Answers that are perhaps
    /// impossible, because of a pattern, are included. Returns `None` if there are too many, or if they depend on
    /// today's date.
    fn representatives(rules: &Self::Rules, comparisons: &Comparisons<'_>) -> Option<Vec<Value>>;

    /// The longest answer.
    fn longest(rules: &Self::Rules, filling: Filling) -> Value;
}

/// The circumstances of a sample answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SampleContext<'a> {
    /// `true` if the field is required.
    pub(crate) is_required: bool,
    /// The autofill name and the name of the field, in lower case.
    pub(crate) subject: &'a str,
    /// The locale in which the answer is entered.
    pub(crate) parse: &'a ParseContext,
    /// Varies the last of the valid samples.
    pub(crate) seed: u64,
}

impl SampleContext<'_> {
    /// Returns an index below `count` that depends on the seed; 0 if `count` is 0.
    pub(crate) fn vary(&self, count: usize) -> usize {
        let mut state = self.seed;
        let random = u32::try_from(next(&mut state) >> 32).unwrap_or_default();
        usize::try_from(random).unwrap_or_default().checked_rem(count).unwrap_or_default()
    }
}

/// A valid answer.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) inputs: Vec<InputValue>,
    pub(crate) value: Value,
}

impl Sample {
    /// An answer that is entered in these inputs and stored as this value.
    pub(crate) fn new(inputs: impl Into<Vec<InputValue>>, value: impl Into<Value>) -> Self {
        Self { inputs: inputs.into(), value: value.into() }
    }
}

/// The samples of a field.
#[derive(Debug, Clone, Default)]
pub(crate) struct Samples {
    /// Valid answers: typical ones first, then those at the limits, and at the end those that the seed varies.
    pub(crate) valid: Vec<Sample>,
    /// Invalid answers that a user can give.
    pub(crate) invalid: Vec<Vec<InputValue>>,
}

/// The characters of the longest answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filling {
    /// Letters of one byte.
    Ascii,
    /// Characters of four bytes, such as emoji and rare Chinese characters.
    Wide,
}

impl Filling {
    /// A text of this many characters.
    pub(crate) fn text(self, length: u32) -> String {
        match self {
            Self::Ascii => "a",
            Self::Wide => "\u{1f600}",
        }
        .repeat(length as usize)
    }
}

/// The comparisons that the conditions of a form make with one field.
#[derive(Debug, Clone)]
pub(crate) struct Comparisons<'a> {
    literals: Vec<&'a Literal>,
    operands: Vec<Operand>,
    /// `true` if the field is required.
    pub(crate) is_required: bool,
    /// The days that count as today; `None` for answers that hold on any day.
    pub(crate) today: Option<Today>,
}

impl<'a> Comparisons<'a> {
    pub(crate) fn new(is_required: bool, tests: &[&'a Test], today: Option<Today>) -> Self {
        let (mut literals, mut operands) = (Vec::new(), Vec::new());
        for test in tests {
            match &test.rule {
                Rule::Equals(literal) | Rule::Not(literal) => literals.push(literal),
                Rule::In(list) => literals.extend(list),
                Rule::Empty(_) => {}
                Rule::Compare(_, operand) => operands.push(*operand),
            }
        }
        Self { literals, operands, is_required, today }
    }

    /// The texts that answers are compared with.
    pub(crate) fn texts(&self) -> Vec<&'a str> {
        let texts = self.literals.iter().filter_map(|literal| match literal {
            Literal::Text(text) => Some(text.as_str()),
            Literal::Flag(_) | Literal::Number(_) => None,
        });
        texts.collect()
    }

    /// The numbers that answers are compared with.
    pub(crate) fn numbers(&self) -> Vec<Decimal> {
        let literals = self.literals.iter().filter_map(|literal| match literal {
            Literal::Number(number) => Some(*number),
            Literal::Flag(_) | Literal::Text(_) => None,
        });
        let operands = self.operands.iter().filter_map(|operand| match operand {
            Operand::Number(number) => Some(*number),
            Operand::Date(_) => None,
        });
        literals.chain(operands).collect()
    }

    /// The dates that answers are compared with.
    pub(crate) fn bounds(&self) -> Vec<Bound> {
        let literals = self.texts().into_iter().filter_map(Date::parse).map(Bound::On);
        let operands = self.operands.iter().filter_map(|operand| match operand {
            Operand::Date(bound) => Some(*bound),
            Operand::Number(_) => None,
        });
        literals.chain(operands).collect()
    }
}

/// A day for dates that are relative to today, where any day gives the same result.
pub fn some_today() -> Date {
    Date::from_parts("15", "7", "2026").unwrap_or(Date::MIN)
}

/// The texts of the comparisons that are possible answers, and one other text.
pub(crate) fn typed_texts(comparisons: &Comparisons<'_>, is_answer: impl Fn(&str) -> bool) -> Vec<Value> {
    let texts = comparisons.texts();
    let mut other = "other".to_owned();
    while texts.contains(&other.as_str()) {
        other.push('!');
    }
    let possible = texts.into_iter().filter(|text| is_answer(text)).map(Value::from);
    possible.chain([Value::from(other)]).collect()
}

/// The points that are answers, and the first answer of each interval between points. `first` is the first answer of
/// all; `after` returns the first answer after a point.
pub(crate) fn representatives<T: Copy + Ord>(
    mut points: Vec<T>,
    first: T,
    after: impl Fn(T) -> Option<T>,
    is_answer: impl Fn(&T) -> bool,
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

/// A text of exactly this many characters, without white space at its ends.
pub(crate) fn exact_text(word: &str, length: u32) -> String {
    let length = usize::try_from(length).unwrap_or(0);
    let text: String = format!("{word} ").chars().cycle().take(length).collect();
    if text.ends_with(' ') { format!("{}s", text.trim_end()) } else { text }
}

/// A line of text from `least` to `most` characters, with characters that have a meaning in URLs, HTML and JSON.
pub(crate) fn varied_line(seed: u64, least: u32, most: u32) -> String {
    const CHARACTERS: [char; 34] = [
        'A',
        'z',
        '0',
        '9',
        '\u{e4}',
        '\u{df}',
        '\u{f1}',
        '\u{6f22}',
        '\u{5b57}',
        '\u{5e9}',
        '\u{1f600}',
        '&',
        '+',
        '=',
        '%',
        '#',
        ';',
        '\'',
        '"',
        '<',
        '>',
        '\\',
        '/',
        '.',
        ',',
        ':',
        '@',
        '-',
        'b',
        'C',
        'd',
        '1',
        'e',
        'f',
    ];
    let mut state = seed;
    let length = u64::from(least) + next(&mut state) % (u64::from(most.saturating_sub(least)) + 1);
    (0..length)
        .map(|index| {
            let random = next(&mut state);
            let is_inside = index > 0 && index + 1 < length;
            if is_inside && random.is_multiple_of(8) {
                ' '
            } else {
                CHARACTERS[usize::try_from(random >> 40).unwrap_or_default() % CHARACTERS.len()]
            }
        })
        .collect()
}

/// The next number of a pseudorandom sequence (`SplitMix64`).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Returns a line of text about the subject of a field.
pub(crate) fn line_about(subject: &str) -> Option<&'static str> {
    const LINES: [(&[&str], &str); 9] = [
        (&["organization-title", "job", "role", "position"], "Software engineer"),
        (&["organization", "company", "employer"], "Aurora Tools"),
        (&["given-name", "first"], "Alex"),
        (&["family-name", "last", "surname"], "Rivera"),
        (&["postal-code", "zip"], "10115"),
        (&["address-level2", "city", "town"], "Utrecht"),
        (&["street", "address"], "12 Harbour Street"),
        (&["vat", "tax"], "DE123456789"),
        (&["name"], "Alex Rivera"),
    ];
    LINES.iter().find(|(keys, _)| keys.iter().any(|key| subject.contains(key))).map(|(_, line)| *line)
}
