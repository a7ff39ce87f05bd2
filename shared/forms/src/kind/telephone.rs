//! Telephone numbers.

use serde::Deserialize;
use thiserror::Error;

use super::{Faults, Rules};
use crate::locale::Tag;
use crate::value::{country, phone};

/// What a telephone number may be.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TelephoneRules {
    /// The accepted countries, as ISO 3166-1 codes. The default is all countries. With a single country,
    /// the user is not asked for it.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub countries: Option<Vec<CountryCode>>,
    /// The country that is selected initially.
    pub country: Option<CountryCode>,
}

/// The ISO 3166-1 code of a country that has telephone numbers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend("pattern" = "^[A-Z]{2}$", "examples" = ["DE"]))
)]
#[serde(try_from = "String")]
pub struct CountryCode(String);

/// A text that is no country's code.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not the ISO 3166-1 code of a country with telephone numbers, such as `DE`")]
pub struct CountryCodeError(String);

impl TryFrom<String> for CountryCode {
    type Error = CountryCodeError;

    fn try_from(code: String) -> Result<Self, CountryCodeError> {
        let is_known = country::is_code(&code) && phone::calling_code(&code).is_some();
        if is_known { Ok(Self(code)) } else { Err(CountryCodeError(code)) }
    }
}

impl CountryCode {
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TelephoneRules {
    /// Whether numbers of this country are taken.
    pub fn takes(&self, country: &str) -> bool {
        self.countries.as_ref().is_none_or(|countries| countries.iter().any(|code| code.0 == country))
    }

    /// The one country whose numbers are taken, if there is but one.
    pub fn only_country(&self) -> Option<&str> {
        match self.countries.as_deref() {
            Some([only]) => Some(only.as_str()),
            _ => None,
        }
    }
}

impl Rules for TelephoneRules {
    const KEYS: &'static [&'static str] = &["countries", "country"];

    fn faults(&self, _: &[Tag]) -> Faults {
        let mut faults = Faults::new();
        if self.countries.as_ref().is_some_and(Vec::is_empty) {
            let reason = "no number would be taken; leave it out for those of every country";
            faults.push(("countries".to_owned(), reason.to_owned()));
        }
        if let Some(country) = &self.country
            && !self.takes(&country.0)
        {
            faults.push(("country".to_owned(), format!("`{}` is not among countries", country.0)));
        }
        faults
    }
}
