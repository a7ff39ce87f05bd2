//! Compares the results with those of libphonenumber: for its example of each kind of number in each region, dialed
//! in every usual way, and for texts that are nearly a number.

use std::collections::BTreeSet;

use rlibphonenumber::{
    NumberLengthType, PHONE_NUMBER_UTIL, ParseError, PhoneNumber, PhoneNumberFormat, PhoneNumberType, Region,
    ValidationError, get_national_significant_number_owned,
};

use super::super::{PhoneError, calling_codes, dialed};
use super::read;

type Parsed = Result<(String, Option<&'static str>), PhoneError>;

/// The library's result for a text dialed in a country.
fn parse_with_library(country: &str, text: &str) -> Parsed {
    let dialed = dialed(text)?;
    let util = &*PHONE_NUMBER_UTIL;
    let region = Region::from_code(country).ok().filter(|region| *region != Region::World);
    let number = util.parse(&dialed, region).map_err(|error| match error {
        ParseError::InvalidCountryCode if dialed.starts_with('+') => PhoneError::UnknownCallingCode,
        ParseError::InvalidCountryCode => PhoneError::NoCountry,
        ParseError::TooLongNsn => PhoneError::TooLong,
        ParseError::TooShortAfterIdd | ParseError::TooShortNsn | ParseError::NotANumber(_) => {
            PhoneError::TooShort
        }
    })?;
    let region = region.filter(|r| util.get_country_code_for_region(*r) == Some(number.country_code));
    let plan = region
        .filter(|region| util.is_valid_number_for_region(&number, *region))
        .or_else(|| util.get_region_for_number(&number));
    if util.is_valid_number(&number) {
        let e164 = util.format(&number, PhoneNumberFormat::E164).into_owned();
        return Ok((e164, plan.and_then(country_of)));
    }
    Err(match util.is_possible_number_with_reason(&number) {
        Err(ValidationError::TooShort) | Ok(NumberLengthType::IsPossibleLocalOnly) => PhoneError::TooShort,
        Err(ValidationError::TooLong) => PhoneError::TooLong,
        Err(ValidationError::InvalidCountryCode) => PhoneError::UnknownCallingCode,
        Ok(NumberLengthType::IsPossible) | Err(ValidationError::InvalidLength) => {
            let region = region.or_else(|| util.get_region_for_country_code(number.country_code));
            PhoneError::NotOfItsCountry { country: region.and_then(country_of) }
        }
    })
}

/// The country code of a region. The list of countries has neither Ascension nor Tristan da Cunha.
fn country_of(region: Region) -> Option<&'static str> {
    let code = region.as_region_str().to_string();
    let code = if ["AC", "TA"].contains(&code.as_str()) { "SH" } else { &code };
    calling_codes().map(|(country, _)| country).find(|country| *country == code)
}

/// The library's examples of each kind of number in each region.
fn examples() -> Vec<(Region, PhoneNumber)> {
    const KINDS: [PhoneNumberType; 10] = [
        PhoneNumberType::FixedLine,
        PhoneNumberType::Mobile,
        PhoneNumberType::TollFree,
        PhoneNumberType::PremiumRate,
        PhoneNumberType::SharedCost,
        PhoneNumberType::VoIP,
        PhoneNumberType::PersonalNumber,
        PhoneNumberType::Pager,
        PhoneNumberType::UAN,
        PhoneNumberType::VoiceMail,
    ];
    let util = &*PHONE_NUMBER_UTIL;
    let with_a_country = util.get_supported_regions().flat_map(|region| {
        KINDS.into_iter().filter_map(move |kind| {
            Some((region, util.get_example_number_for_type_and_region(region, kind).ok()?))
        })
    });
    let without_a_country = util.get_supported_global_network_calling_codes().map(|calling_code| {
        (Region::World, util.get_example_number_for_non_geo_entity(calling_code).unwrap())
    });
    let examples: Vec<_> = with_a_country.chain(without_a_country).collect();
    assert!(examples.len() > 1_000, "only {} examples", examples.len());
    examples
}

/// Texts, each with the country in which it is dialed, without repetitions: many regions share an example.
#[derive(Default)]
struct Dialed(BTreeSet<(String, String)>);

impl Dialed {
    fn add(&mut self, country: impl AsRef<str>, text: &str) {
        self.0.insert((country.as_ref().to_owned(), text.to_owned()));
    }

    /// Asserts that each text is parsed as by the library.
    fn compare(&self) {
        for (country, text) in &self.0 {
            compare(country, text);
        }
    }
}

fn compare(country: &str, text: &str) {
    assert_eq!(read(country, text), parse_with_library(country, text), "{country} {text}");
}

#[test]
fn a_number_dialed_anywhere_is_parsed_as_by_the_library() {
    let mut dialed = Dialed::default();
    for (region, number) in examples() {
        let national = get_national_significant_number_owned(&number);
        let code = number.country_code;
        let written = PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::National);
        for text in [&*written, &national, &format!("{code}{national}")] {
            dialed.add(region.as_region_str(), text);
        }
        for plus in
            [format!("+{code}{national}"), format!("+{code}0{national}"), format!("+00{code}{national}")]
        {
            dialed.add(region.as_region_str(), &plus);
            dialed.add("", &plus);
            dialed.add("CH", &plus);
        }
        for (country, prefix) in [("CH", "00"), ("US", "011"), ("AU", "0011"), ("RU", "810"), ("JP", "010")] {
            dialed.add(country, &format!("{prefix}{code}{national}"));
        }
    }
    dialed.compare();
}

#[test]
fn a_number_is_parsed_as_by_the_library_in_every_country_with_its_calling_code() {
    let mut dialed = Dialed::default();
    for (_, number) in examples() {
        let national = get_national_significant_number_owned(&number);
        let code = number.country_code.to_string();
        let regions = PHONE_NUMBER_UTIL.get_regions_for_country_calling_code(number.country_code).unwrap();
        for region in regions.filter(|region| *region != Region::World) {
            for before in ["", "0", &code, &format!("{code}0")] {
                dialed.add(region.as_region_str(), &format!("{before}{national}"));
            }
        }
    }
    dialed.compare();
}

#[test]
fn a_near_miss_is_parsed_as_by_the_library() {
    let mut dialed = Dialed::default();
    for (region, number) in examples() {
        let national = get_national_significant_number_owned(&number);
        let mut nearly = vec![
            national[..national.len() - 1].to_owned(),
            national[..national.len() / 2].to_owned(),
            national[1..].to_owned(),
            national[3..].to_owned(),
            format!("{national}0"),
            format!("{national}1234"),
            format!("{national}123456789"),
            format!("000000000000{national}"),
        ];
        for index in 0..national.len() {
            let mut digits = national.clone().into_bytes();
            digits[index] = b'0' + (digits[index] - b'0' + 1 + u8::try_from(index).unwrap() % 9) % 10;
            nearly.push(String::from_utf8(digits).unwrap());
        }
        for national in nearly {
            dialed.add(region.as_region_str(), &national);
            dialed.add("", &format!("+{}{national}", number.country_code));
        }
    }
    dialed.compare();
}

#[test]
fn random_digits_are_parsed_as_by_the_library() {
    let mut random = 1_u64;
    for region in PHONE_NUMBER_UTIL.get_supported_regions().chain([Region::World, Region::AQ]) {
        let code = PHONE_NUMBER_UTIL.get_country_code_for_region(region).unwrap_or(1).to_string();
        for count in 0..18 {
            let (abroad, zeros) = (format!("+{code}"), format!("+{code}000000000000"));
            for before in ["", "0", "1", "00", "+", &code, &format!("00{code}"), &abroad, &zeros] {
                // Knuth's linear congruential generator. Only its upper bits are random enough.
                random =
                    random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let digits = format!("{:018}", (random >> 5) % 10_u64.pow(18));
                compare(region.as_region_str().as_ref(), &format!("{before}{}", &digits[..count]));
            }
        }
    }
}
