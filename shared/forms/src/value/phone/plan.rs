//! The numbering plan of one region, as `plans.txt` has it.

use std::borrow::Cow;
use std::iter;
use std::sync::LazyLock;

use super::expression::{Extent, compiled};

/// Written by the tests, from libphonenumber's metadata.
pub(super) const FILE: &str = include_str!("plans.txt");

/// The plans, each as calling code, region and the rest of its line. Most numbers need one of them only.
static LINES: LazyLock<Vec<[&str; 3]>> = LazyLock::new(|| {
    let split = |line: &'static str| {
        let (calling_code, line) = line.split_once('\t')?;
        let (region, rules) = line.split_once('\t')?;
        Some([calling_code, region, rules])
    };
    FILE.lines().filter(|line| !line.starts_with('#')).filter_map(split).collect()
});

/// The region of a network that is of no country.
const NO_COUNTRY: &str = "001";

/// What the numbers of a region look like, and how they are dialled there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// The digits after `+`, such as `41`.
    pub(super) calling_code: &'static str,
    region: &'static str,
    /// What is dialled before a number abroad, as an expression.
    international_prefix: &'static str,
    /// What is dialled before a number within the country, as an expression.
    national_prefix: &'static str,
    /// The replacement of the national prefix; `$1` and `$2` are groups of the prefix.
    in_its_place: &'static str,
    /// What the numbers of this region alone begin with, as an expression, where a calling code has several.
    leading_digits: &'static str,
    /// The lengths of numbers that are dialled without their area code.
    local_lengths: &'static str,
    /// All numbers.
    general: Numbers,
    /// Numbers of each kind, as mobile ones.
    kinds: &'static str,
}

/// A set of numbers.
#[derive(Debug, Clone, Copy)]
struct Numbers {
    /// The lengths, with commas between them; empty for any.
    lengths: &'static str,
    /// What they look like, as an expression.
    digits: &'static str,
}

/// How a number's length compares with those of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// Some numbers are so long.
    Possible,
    /// Some numbers are so long when they are dialled without their area code.
    Local,
    /// All numbers are longer.
    TooShort,
    /// All numbers are shorter.
    TooLong,
    /// Some numbers are longer and some are shorter.
    Between,
}

impl Plan {
    /// The plans of a calling code, the main country's first.
    pub(super) fn of_calling_code(calling_code: &str) -> impl Iterator<Item = Self> {
        LINES.iter().filter(move |[code, ..]| *code == calling_code).filter_map(Self::read)
    }

    /// The plan of a country, by its code of ISO 3166-1 or by one of those that telephones alone have.
    pub(super) fn of_country(country: &str) -> Option<Self> {
        let is_meant = |[_, region, _]: &&[&str; 3]| region.eq_ignore_ascii_case(country);
        LINES.iter().find(is_meant).and_then(Self::read).filter(|plan| plan.region().is_some())
    }

    /// The plan of the calling code that the digits begin with, and the digits behind it.
    pub(super) fn split(digits: &str) -> Option<(Self, &str)> {
        (1..=3).find_map(|length| {
            let (calling_code, rest) = digits.split_at_checked(length)?;
            Some((Self::of_calling_code(calling_code).next()?, rest))
        })
    }

    /// The plan of the main country with the same calling code.
    pub(super) fn main(self) -> Self {
        Self::of_calling_code(self.calling_code).next().unwrap_or(self)
    }

    fn read(&[calling_code, region, rules]: &[&'static str; 3]) -> Option<Self> {
        let mut rules = rules.splitn(8, '\t');
        Some(Self {
            calling_code,
            region,
            international_prefix: rules.next()?,
            national_prefix: rules.next()?,
            in_its_place: rules.next()?,
            leading_digits: rules.next()?,
            local_lengths: rules.next()?,
            general: Numbers { lengths: rules.next()?, digits: rules.next()? },
            kinds: rules.next().unwrap_or_default(),
        })
    }

    /// The region; `None` for a network of no country.
    pub(super) fn region(&self) -> Option<&'static str> {
        (self.region != NO_COUNTRY).then_some(self.region)
    }

    /// What is left of the digits without the prefix to dial abroad, if they begin with it.
    pub(super) fn strip_international_prefix<'d>(&self, digits: &'d str) -> Option<&'d str> {
        let prefix = compiled(self.international_prefix, Extent::Start)?.find(digits)?;
        // No calling code begins with 0.
        digits.get(prefix.end()..).filter(|rest| !rest.starts_with('0'))
    }

    /// The digits without the national prefix, if they begin with it and are no number otherwise.
    pub(super) fn strip_national_prefix<'d>(&self, digits: &'d str) -> Cow<'d, str> {
        let expression = compiled(self.national_prefix, Extent::Start);
        let Some((expression, prefix)) = expression.as_ref().and_then(|e| Some((e, e.captures(digits)?)))
        else {
            return digits.into();
        };
        let [first, second] = [1, 2].map(|group| prefix.get(group).map(|found| found.as_str()));
        let is_replaced = !self.in_its_place.is_empty()
            && first.is_some_and(|first| second.map_or(!first.is_empty(), |second| !second.is_empty()));
        let stripped = if is_replaced {
            expression.replace(digits, self.in_its_place)
        } else {
            digits.get(prefix.get(0).map_or(0, |whole| whole.end())..).unwrap_or_default().into()
        };
        if self.general.look_like(digits) && !self.general.look_like(&stripped) {
            return digits.into();
        }
        stripped
    }

    /// Whether some number looks like these digits, whatever their count.
    pub(super) fn looks_like(&self, digits: &str) -> bool {
        self.general.look_like(digits)
    }

    /// Whether there can be this number.
    pub(super) fn has(&self, number: &str) -> bool {
        let mut kinds = self.kinds.split('\t');
        self.general.have(number)
            && iter::from_fn(|| Some(Numbers { lengths: kinds.next()?, digits: kinds.next()? }))
                .any(|numbers| numbers.have(number))
    }

    /// Whether the number is known from its beginning to be of this region, not of another that shares the
    /// calling code.
    pub(super) fn claims(&self, number: &str) -> bool {
        compiled(self.leading_digits, Extent::Start).is_some_and(|expression| expression.is_match(number))
    }

    /// How the number's length compares with those of the plan.
    pub(super) fn length(&self, number: &str) -> Length {
        let length = number.len();
        let possible = || lengths(self.general.lengths);
        if lengths(self.local_lengths).any(|local| local == length) {
            Length::Local
        } else if possible().any(|possible| possible == length) {
            Length::Possible
        } else if possible().all(|possible| possible > length) {
            Length::TooShort
        } else if possible().all(|possible| possible < length) {
            Length::TooLong
        } else {
            Length::Between
        }
    }
}

impl Numbers {
    fn look_like(&self, digits: &str) -> bool {
        compiled(self.digits, Extent::Whole).is_some_and(|expression| expression.is_match(digits))
    }

    fn have(&self, number: &str) -> bool {
        let is_possible =
            self.lengths.is_empty() || lengths(self.lengths).any(|length| length == number.len());
        is_possible && self.look_like(number)
    }
}

fn lengths(list: &str) -> impl Iterator<Item = usize> {
    list.split(',').filter_map(|length| length.parse().ok())
}
