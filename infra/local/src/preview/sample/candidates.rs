//! What people answer, for each kind of field: to be tried out.

use profiling_forms::value::date::{Bound, Date};
use profiling_forms::value::number::Decimal;
use profiling_forms::{
    Comparison, CountryCode, DATE_PARTS, Field, Kind, Literal, OTHER, Operand, ParseContext, Rule,
};

use super::Inputs;

/// Answers as this reader writes them.
pub(super) struct Candidates<'a>(pub(super) &'a ParseContext);

impl Candidates<'_> {
    /// Answers that may do.
    pub(super) fn good(&self, field: &Field) -> Vec<Inputs> {
        let name = field.name.as_str();
        match &field.kind {
            Kind::Text(rules) => {
                let length = |texts: &mut Vec<String>| {
                    texts.push(words("Sample", rules.min_length.unwrap_or(0).max(6).min(rules.max_length)));
                };
                let mut texts = line(field);
                length(&mut texts);
                texts.extend(PATTERNED.map(str::to_owned));
                each(name, texts)
            }
            Kind::Multiline(rules) => {
                let text = "We are setting this up for the first time.\nPlease call in the afternoon.";
                let least = words("Sample", rules.min_length.unwrap_or(0).max(6).min(rules.max_length));
                each(name, [text.to_owned(), least])
            }
            Kind::Email(_) => each(name, ["alex@example.com"]),
            Kind::Url(_) => each(name, ["https://example.com/team"]),
            Kind::Telephone(rules) => {
                let wanted = rules.country.as_ref().map(CountryCode::as_str);
                let taken = |country: &str| rules.takes(country);
                let mut numbers: Vec<_> = TELEPHONES.iter().filter(|(country, _)| taken(country)).collect();
                numbers.sort_by_key(|(country, _)| Some(*country) != wanted);
                let inputs = |(country, number): &&(&str, &str)| {
                    vec![
                        (field.input("country"), (*country).to_owned()),
                        (name.to_owned(), (*number).to_owned()),
                    ]
                };
                numbers.iter().map(inputs).collect()
            }
            Kind::Number(rules) => {
                let bounds = [rules.min, rules.max, rules.step].into_iter().flatten();
                let some = ["12.5", "12", "42", "5", "3", "1", "0.5", "0", "100", "1000"];
                let all = some.map(str::to_owned).into_iter().chain(bounds.map(|bound| bound.to_string()));
                self.numbers(name, all)
            }
            Kind::Date(rules) => {
                let some = ["1990-05-17", "2000-01-31"].into_iter().filter_map(Date::parse);
                let bounds = [Bound::Days(0)].into_iter().chain(rules.min).chain(rules.max);
                some.chain(bounds.map(|bound| bound.on(self.0.today))).map(|day| date(field, day)).collect()
            }
            Kind::Country(_) => each(name, ["DE"]),
            Kind::Select(_) | Kind::Radio(_) | Kind::Cards(_) => {
                each(name, field.kind.options().iter().map(|option| option.value.clone()))
            }
            Kind::Checkboxes(rules) => {
                let most = usize::try_from(rules.max_count.unwrap_or(u32::MAX)).unwrap_or(usize::MAX);
                let least = usize::try_from(rules.min_count.unwrap_or(0)).unwrap_or(0).max(2).min(most);
                let chosen = rules.options.iter().take(least);
                vec![chosen.map(|option| (name.to_owned(), option.value.clone())).collect()]
            }
            Kind::YesNo(_) | Kind::Consent(_) => each(name, ["yes"]),
        }
    }

    /// Answers with which `rule` may hold.
    pub(super) fn wanted(&self, field: &Field, rule: &Rule) -> Vec<Inputs> {
        match rule {
            Rule::Equals(literal) => self.literal(field, literal),
            Rule::In(literals) => literals.iter().flat_map(|literal| self.literal(field, literal)).collect(),
            Rule::Not(_) if matches!(field.kind, Kind::YesNo(_)) => each(field.name.as_str(), ["yes", "no"]),
            Rule::Empty(true) => vec![Inputs::new()],
            Rule::Not(_) | Rule::Empty(false) => Vec::new(),
            Rule::Compare(comparison, operand) => self.compared(field, *comparison, *operand),
        }
    }

    fn literal(&self, field: &Field, literal: &Literal) -> Vec<Inputs> {
        let name = field.name.as_str();
        match (literal, &field.kind) {
            // A consent that is not given is a box that is not ticked.
            (Literal::Flag(false), Kind::Consent(_)) => vec![Inputs::new()],
            (Literal::Flag(yes), _) => each(name, [if *yes { "yes" } else { "no" }]),
            (Literal::Number(number), _) => self.numbers(name, [number.to_string()]),
            (Literal::Text(text), Kind::Date(_)) => {
                Date::parse(text).map(|day| date(field, day)).into_iter().collect()
            }
            (Literal::Text(text), kind) => {
                let mut inputs = each(name, [text]);
                if kind.has_other() {
                    inputs.push(other(field, text));
                }
                inputs
            }
        }
    }

    fn compared(&self, field: &Field, comparison: Comparison, operand: Operand) -> Vec<Inputs> {
        let by = match comparison {
            Comparison::MoreThan => 1,
            Comparison::LessThan => -1,
            Comparison::AtLeast | Comparison::AtMost => 0,
        };
        match operand {
            Operand::Number(number) => {
                let number = number.to_string().parse::<f64>().unwrap_or_default() + f64::from(by);
                self.numbers(field.name.as_str(), [number.to_string()])
            }
            Operand::Date(bound) => {
                vec![date(field, Bound::Days(by).on(bound.on(self.0.today)))]
            }
        }
    }

    /// Answers that may not do, those that tell most first.
    pub(super) fn bad(&self, field: &Field) -> Vec<Inputs> {
        let name = field.name.as_str();
        match &field.kind {
            Kind::Text(rules) => each(name, vec!["?".to_owned(), words("Word", rules.max_length + 1)]),
            Kind::Multiline(rules) => each(name, vec!["?".to_owned(), words("Word", rules.max_length + 1)]),
            Kind::Email(_) => each(name, ["alex@"]),
            Kind::Url(_) => each(name, ["example"]),
            Kind::Telephone(rules) => {
                let country = rules.country.as_ref().or_else(|| rules.countries.as_ref()?.first());
                let country = country.map_or("DE", |country| country.as_str());
                vec![vec![(field.input("country"), country.to_owned()), (name.to_owned(), "12".to_owned())]]
            }
            Kind::Number(rules) => {
                let beyond = |bound: Option<_>, by: f64| {
                    let bound = bound.map(|bound: Decimal| bound.to_string());
                    bound.and_then(|text| text.parse::<f64>().ok()).map(|number| (number + by).to_string())
                };
                let beyond: Vec<String> =
                    [beyond(rules.max, 1.0), beyond(rules.min, -1.0)].into_iter().flatten().collect();
                let mut inputs = self.numbers(name, beyond);
                inputs.extend(each(name, ["many"]));
                inputs
            }
            Kind::Date(rules) => {
                let today = self.0.today;
                let late = rules.max.map(|max| Bound::Days(1).on(max.on(today)));
                let early = rules.min.map(|min| Bound::Days(-1).on(min.on(today)));
                let beyond = late.into_iter().chain(early).map(|day| date(field, day));
                beyond.chain([parts(field, ["31", "2", "2020"])]).collect()
            }
            kind if kind.has_other() => vec![other(field, "")],
            Kind::Checkboxes(rules) => {
                let all: Inputs =
                    rules.options.iter().map(|option| (name.to_owned(), option.value.clone())).collect();
                vec![all.clone(), all.into_iter().take(1).collect(), Inputs::new()]
            }
            _ => vec![Inputs::new()],
        }
    }

    /// Numbers as the reader writes them.
    fn numbers(&self, name: &str, canonical: impl IntoIterator<Item = String>) -> Vec<Inputs> {
        each(name, canonical.into_iter().map(|number| self.0.words.number(&number)))
    }
}

/// One candidate for each value.
fn each(name: &str, values: impl IntoIterator<Item = impl Into<String>>) -> Vec<Inputs> {
    values.into_iter().map(|value| vec![(name.to_owned(), value.into())]).collect()
}

fn other(field: &Field, text: &str) -> Inputs {
    vec![(field.name.as_str().to_owned(), OTHER.to_owned()), (field.input("other"), text.to_owned())]
}

fn date(field: &Field, day: Date) -> Inputs {
    parts(field, [&day.day().to_string(), &day.month().to_string(), &format!("{:04}", day.year())])
}

fn parts(field: &Field, values: [&str; 3]) -> Inputs {
    DATE_PARTS.iter().zip(values).map(|(part, value)| (field.input(part), value.to_owned())).collect()
}

/// A text of exactly so many characters.
fn words(word: &str, length: u32) -> String {
    let length = usize::try_from(length).unwrap_or(0);
    let text: String = format!("{word} ").chars().cycle().take(length).collect();
    // A space at the end would be trimmed.
    if text.ends_with(' ') { format!("{}s", text.trim_end()) } else { text }
}

/// What a line of text may be about, by what the browser may fill in there, or else by the field's name.
fn line(field: &Field) -> Vec<String> {
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
    let about = [field.autocomplete.as_deref().unwrap_or_default(), field.name.as_str()];
    let found = LINES.iter().find(|(keys, _)| {
        keys.iter().any(|key| about.iter().any(|about| about.to_ascii_lowercase().contains(key)))
    });
    found.map(|(_, text)| (*text).to_owned()).into_iter().collect()
}

/// Texts for patterns: codes, numbers and names as forms ask for them.
const PATTERNED: [&str; 24] = [
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

/// A number of each of some countries, of those that are kept free for examples where there are such.
const TELEPHONES: [(&str, &str); 20] = [
    ("DE", "030 23125 000"),
    ("US", "(202) 555-0123"),
    ("GB", "020 7946 0018"),
    ("FR", "01 99 00 12 34"),
    ("ES", "912 345 678"),
    ("IT", "06 6982 1234"),
    ("NL", "020 123 4567"),
    ("AT", "01 234567"),
    ("CH", "044 668 18 00"),
    ("BE", "02 123 45 67"),
    ("PT", "21 123 4567"),
    ("PL", "22 123 45 67"),
    ("IE", "01 234 5678"),
    ("MX", "55 1234 5678"),
    ("BR", "(11) 2345-6789"),
    ("CA", "(613) 555-0123"),
    ("AU", "(02) 5550 1234"),
    ("IN", "074104 10123"),
    ("JP", "03-1234-5678"),
    ("IL", "02-123-4567"),
];
