//! The kinds of fields, each with the keys that only it has.

mod choice;
mod consent;
mod date;
mod number;
mod telephone;
mod text;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::read::read;
use crate::locale::Tag;

pub use choice::{CheckboxRules, Choice, ChoiceRules, OTHER, OTHER_LENGTH};
pub use consent::{ConsentRules, Document, DocumentUrl};
pub use date::DateRules;
pub use number::NumberRules;
pub use telephone::{CountryCode, TelephoneRules};
pub use text::{MultilineRules, TextRules};

/// Faults of a definition, as (place, reason).
pub(super) type Faults = Vec<(String, String)>;

/// The keys that only one kind has.
trait Rules: Sized {
    /// Their names.
    const KEYS: &'static [&'static str];

    /// What a well-formed definition may still get wrong.
    fn faults(&self, languages: &[Tag]) -> Faults;
}

/// A field without keys of its own.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NoRules {}

impl Rules for NoRules {
    const KEYS: &'static [&'static str] = &[];

    fn faults(&self, _: &[Tag]) -> Faults {
        Faults::new()
    }
}

macro_rules! kinds {
    ($( $(#[doc = $doc:literal])+ $kind:ident($rules:ident) = $name:literal; )+) => {
        /// What kind of answer a field takes, and within which bounds.
        #[derive(Debug, Clone)]
        pub enum Kind {
            $( $(#[doc = $doc])+ $kind($rules), )+
        }

        impl Kind {
            /// The names of the kinds, as `type` has them.
            pub const NAMES: &[&str] = &[$( $name, )+];

            /// The keys that only the kind `name` has, or `None` if there is no such kind.
            pub(super) fn keys(name: &str) -> Option<&'static [&'static str]> {
                match name {
                    $( $name => Some(<$rules as Rules>::KEYS), )+
                    _ => None,
                }
            }

            /// Reads the keys that only this kind has.
            pub(super) fn read<E: serde::de::Error>(name: &str, keys: Map<String, Value>) -> Result<Self, E> {
                match name {
                    $( $name => read(keys).map(Self::$kind), )+
                    _ => Err(E::custom(format!("`{name}` is not a type"))),
                }
            }

            /// Its name, as `type` has it.
            pub fn name(&self) -> &'static str {
                match self {
                    $( Self::$kind(_) => $name, )+
                }
            }

            /// What a well-formed kind may still get wrong.
            pub(super) fn faults(&self, languages: &[Tag]) -> Faults {
                match self {
                    $( Self::$kind(rules) => rules.faults(languages), )+
                }
            }

            /// Each kind's name, what it is, and the schema of the keys that only it has.
            #[cfg(feature = "schema")]
            pub(super) fn schemas(
                generator: &mut schemars::SchemaGenerator,
            ) -> Vec<(&'static str, &'static str, schemars::Schema)> {
                vec![$( ($name, concat!($($doc),+), <$rules as schemars::JsonSchema>::json_schema(generator)), )+]
            }
        }
    };
}

kinds! {
    /// One line of text. It is stored without leading and trailing white space.
    Text(TextRules) = "text";
    /// Several lines of text. They are stored with their line breaks.
    Multiline(MultilineRules) = "multiline";
    /// An e-mail address. Only its format is checked, not its existence.
    Email(NoRules) = "email";
    /// A telephone number with its country. It is checked by the rules of the country and stored in E.164
    /// format: `+41446681800`.
    Telephone(TelephoneRules) = "telephone";
    /// A web address. Only its format is checked, not its existence.
    Url(NoRules) = "url";
    /// A number, in the format of the page's language. It is stored as a number.
    Number(NumberRules) = "number";
    /// A date, with three inputs. It is stored as `2020-01-31`.
    Date(DateRules) = "date";
    /// A country, by its name in the page's language. It is stored as its ISO 3166-1 code with two
    /// letters.
    Country(NoRules) = "country";
    /// One of several options, in a drop-down list. The value of the option is stored.
    Select(ChoiceRules) = "select";
    /// One of several options, all of them visible. The value of the option is stored.
    Radio(ChoiceRules) = "radio";
    /// One of several options, each with a description. The value of the option is stored.
    Cards(ChoiceRules) = "cards";
    /// Any number of several options. Their values are stored as a list.
    Checkboxes(CheckboxRules) = "checkboxes";
    /// Yes or no. It is stored as a boolean.
    YesNo(NoRules) = "yes_no";
    /// Consent to a document. It is stored as a boolean. Consent is also recorded in `app_metadata`, with
    /// the version and URL of the document and the time.
    Consent(ConsentRules) = "consent";
}

impl Kind {
    /// The options, where there are any.
    pub fn options(&self) -> &[Choice] {
        match self {
            Self::Select(rules) | Self::Radio(rules) | Self::Cards(rules) => &rules.options,
            Self::Checkboxes(rules) => &rules.options,
            _ => &[],
        }
    }

    /// Whether one of its options is "Other", with a text of its own.
    pub fn has_other(&self) -> bool {
        matches!(self, Self::Select(rules) | Self::Radio(rules) | Self::Cards(rules) if rules.other)
    }

    /// Whether an answer is typed rather than chosen.
    pub fn is_typed(&self) -> bool {
        matches!(
            self,
            Self::Text(_)
                | Self::Multiline(_)
                | Self::Email(_)
                | Self::Telephone(_)
                | Self::Url(_)
                | Self::Number(_)
                | Self::Date(_)
        )
    }

    /// Whether the answer is made in one input that a label can be tied to, rather than in a group of them.
    pub fn is_one_input(&self) -> bool {
        match self {
            Self::Telephone(rules) => rules.only_country().is_some(),
            Self::Date(_) => false,
            Self::Select(_) | Self::Country(_) => true,
            kind => kind.is_typed(),
        }
    }
}

/// The schema of an entry that is a field of any kind, which a step has at least one of.
#[cfg(feature = "schema")]
pub(super) fn any_field() -> serde_json::Value {
    serde_json::json!({"properties": {"type": {"enum": Kind::NAMES}}, "required": ["type"]})
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::Kind;

    /// A value of the right type for each key that a kind may have.
    fn sample(key: &str) -> Value {
        match key {
            "options" => json!([{"value": "a", "label": "A"}]),
            "other" => json!(true),
            "pattern" => json!("[a-z]+"),
            "countries" => json!(["DE"]),
            "country" => json!("DE"),
            "document" => json!({"label": "Terms", "url": "https://example.com/", "version": "1"}),
            _ => json!(1),
        }
    }

    #[test]
    fn the_keys_of_each_kind_are_those_that_it_reads() {
        for name in Kind::NAMES {
            let keys = Kind::keys(name).unwrap();
            let value = |key: &str| match (*name, key) {
                ("date", _) => json!("today"),
                _ => sample(key),
            };
            let all = keys.iter().map(|key| ((*key).to_owned(), value(key))).collect();
            assert_eq!(Kind::read::<serde_json::Error>(name, all).unwrap().name(), *name);
        }
        assert!(Kind::keys("checkbox").is_none());
    }
}
