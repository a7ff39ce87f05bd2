//! Plural forms: the categories of CLDR, its cardinal rules for whole numbers, and texts by category.

/// A plural category of CLDR. It is only the name of a form: in French, `One` includes 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Category {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl Category {
    /// All categories, in the order of CLDR.
    pub(super) const ALL: [Self; 6] = [Self::Zero, Self::One, Self::Two, Self::Few, Self::Many, Self::Other];

    /// The name of the category in CLDR.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }
}

/// A rule: the category of a whole number.
pub(super) type Rule = fn(u64) -> Category;

// The rules are those of CLDR for whole numbers: there are no decimals (`v`, `f`, `e`), and `i` and `n` are the number.

/// en, de, nl — one: `i = 1 and v = 0`.
pub(super) fn one_if_1(n: u64) -> Category {
    if n == 1 { Category::One } else { Category::Other }
}

/// es — one: `n = 1`; it, pt-PT — one: `i = 1 and v = 0`; in all three, many: `e = 0 and i != 0 and
/// i % 1000000 = 0 and v = 0`.
pub(super) fn one_if_1_many_millions(n: u64) -> Category {
    match n {
        1 => Category::One,
        n if millions(n) => Category::Many,
        _ => Category::Other,
    }
}

/// fr — one: `i = 0,1`; pt — one: `i = 0..1`; many as for Spanish.
pub(super) fn one_if_0_or_1_many_millions(n: u64) -> Category {
    match n {
        0 | 1 => Category::One,
        n if millions(n) => Category::Many,
        _ => Category::Other,
    }
}

fn millions(n: u64) -> bool {
    n != 0 && n.is_multiple_of(1_000_000)
}

/// pl — one: `i = 1 and v = 0`; few: `v = 0 and i % 10 = 2..4 and i % 100 != 12..14`; many: every other
/// whole number.
pub(super) fn polish(n: u64) -> Category {
    match (n, n % 10, n % 100) {
        (1, _, _) => Category::One,
        (_, 2..=4, tail) if !(12..=14).contains(&tail) => Category::Few,
        _ => Category::Many,
    }
}

/// ar — zero: `n = 0`; one: `n = 1`; two: `n = 2`; few: `n % 100 = 3..10`; many: `n % 100 = 11..99`.
pub(super) fn arabic(n: u64) -> Category {
    match (n, n % 100) {
        (0, _) => Category::Zero,
        (1, _) => Category::One,
        (2, _) => Category::Two,
        (_, 3..=10) => Category::Few,
        (_, 11..=99) => Category::Many,
        _ => Category::Other,
    }
}

/// he — one: `i = 1 and v = 0 or i = 0 and v != 0`; two: `i = 2 and v = 0`.
pub(super) fn hebrew(n: u64) -> Category {
    match n {
        1 => Category::One,
        2 => Category::Two,
        _ => Category::Other,
    }
}

/// ja, zh — other, always.
pub(super) fn none(_: u64) -> Category {
    Category::Other
}

/// A text in the plural forms of its language. A missing form is `other`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plural {
    zero: Option<&'static str>,
    one: Option<&'static str>,
    two: Option<&'static str>,
    few: Option<&'static str>,
    many: Option<&'static str>,
    other: &'static str,
}

impl Plural {
    /// For languages without plural forms.
    pub(super) const fn other(other: &'static str) -> Self {
        Self { zero: None, one: None, two: None, few: None, many: None, other }
    }

    /// For most European languages. The form `many` of French and related languages is omitted, because it is for
    /// millions.
    pub(super) const fn one_other(one: &'static str, other: &'static str) -> Self {
        Self { one: Some(one), ..Self::other(other) }
    }

    /// For Hebrew.
    pub(super) const fn one_two_other(one: &'static str, two: &'static str, other: &'static str) -> Self {
        Self { one: Some(one), two: Some(two), ..Self::other(other) }
    }

    /// For Polish, where `other` is only for fractions.
    pub(super) const fn one_few_many(one: &'static str, few: &'static str, many: &'static str) -> Self {
        Self { one: Some(one), few: Some(few), many: Some(many), ..Self::other(many) }
    }

    /// For Arabic: the forms of 0, 1, 2, 3 to 10, 11 to 99, and 100.
    pub(super) const fn all(forms: [&'static str; 6]) -> Self {
        let [zero, one, two, few, many, other] = forms;
        Self { zero: Some(zero), one: Some(one), two: Some(two), few: Some(few), many: Some(many), other }
    }

    /// Sets the form for `category`.
    pub(super) fn set(&mut self, category: Category, text: &'static str) {
        match category {
            Category::Zero => self.zero = Some(text),
            Category::One => self.one = Some(text),
            Category::Two => self.two = Some(text),
            Category::Few => self.few = Some(text),
            Category::Many => self.many = Some(text),
            Category::Other => self.other = text,
        }
    }

    /// The text for `category`.
    pub(super) fn get(&self, category: Category) -> &'static str {
        self.own(category).unwrap_or(self.other)
    }

    fn own(&self, category: Category) -> Option<&'static str> {
        match category {
            Category::Zero => self.zero,
            Category::One => self.one,
            Category::Two => self.two,
            Category::Few => self.few,
            Category::Many => self.many,
            Category::Other => Some(self.other),
        }
    }

    /// Returns true if the text has a form for `category`.
    #[cfg(test)]
    pub(super) fn has(&self, category: Category) -> bool {
        self.own(category).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::Category::{Few, Many, One, Other, Two, Zero};
    use super::*;

    /// The samples (`@integer`) of CLDR's plurals.xml.
    #[test]
    fn the_categories_are_those_of_the_samples_of_cldr() {
        let cases: &[(&str, Rule, Category, &[u64])] = &[
            ("en", one_if_1, One, &[1]),
            ("en", one_if_1, Other, &[0, 2, 16, 100, 1_000, 10_000, 100_000, 1_000_000]),
            ("es", one_if_1_many_millions, One, &[1]),
            ("es", one_if_1_many_millions, Many, &[1_000_000, 2_000_000, 3_000_000]),
            ("es", one_if_1_many_millions, Other, &[0, 2, 16, 100, 1_000, 10_000, 100_000]),
            ("fr", one_if_0_or_1_many_millions, One, &[0, 1]),
            ("fr", one_if_0_or_1_many_millions, Many, &[1_000_000, 2_000_000]),
            ("fr", one_if_0_or_1_many_millions, Other, &[2, 17, 100, 1_000, 10_000, 100_000]),
            ("pl", polish, One, &[1]),
            ("pl", polish, Few, &[2, 3, 4, 22, 23, 24, 32, 33, 34, 42, 62, 102, 1_002]),
            ("pl", polish, Many, &[0, 5, 19, 12, 13, 14, 112, 100, 1_000, 10_000, 100_000, 1_000_000]),
            ("ar", arabic, Zero, &[0]),
            ("ar", arabic, One, &[1]),
            ("ar", arabic, Two, &[2]),
            ("ar", arabic, Few, &[3, 10, 103, 110, 1_003]),
            ("ar", arabic, Many, &[11, 26, 111, 1_011, 99]),
            ("ar", arabic, Other, &[100, 102, 200, 202, 1_000, 10_000, 100_000, 1_000_000]),
            ("he", hebrew, One, &[1]),
            ("he", hebrew, Two, &[2]),
            ("he", hebrew, Other, &[0, 3, 17, 100, 1_000, 10_000, 100_000, 1_000_000]),
            ("ja", none, Other, &[0, 1, 2, 15, 100, 1_000_000]),
        ];
        for (language, rule, category, numbers) in cases {
            for number in *numbers {
                assert_eq!(rule(*number), *category, "{language}: {number}");
            }
        }
    }

    #[test]
    fn a_missing_form_is_other() {
        let plural = Plural::one_other("one", "other");
        assert_eq!(plural.get(One), "one");
        assert_eq!(plural.get(Many), "other");
    }
}
