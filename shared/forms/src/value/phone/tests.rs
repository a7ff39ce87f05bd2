use std::collections::BTreeMap;

use rlibphonenumber::{PHONE_NUMBER_UTIL, Region};

use super::*;

mod library;
mod plans;

fn no_such_number(country: &'static str) -> PhoneError {
    PhoneError::NotOfItsCountry { country: Some(country) }
}

/// The number in E.164 and its country.
fn read(country: &str, text: &str) -> Result<(String, Option<&'static str>), PhoneError> {
    let country = (!country.is_empty()).then_some(country);
    parse(country, text).map(|phone| (phone.e164, phone.country))
}

#[test]
fn a_number_is_stored_in_e164_however_it_is_written() {
    for (country, text, e164, country_of_number) in [
        ("CH", "044 668 18 00", "+41446681800", "CH"),
        ("CH", "+41 44 668 18 00", "+41446681800", "CH"),
        ("CH", "0041446681800", "+41446681800", "CH"),
        ("ch", "044 668 18 00", "+41446681800", "CH"),
        ("", "+41 (0)44 668-18-00", "+41446681800", "CH"),
        ("US", "(202) 555-0173", "+12025550173", "US"),
        ("US", "1.202.555.0173", "+12025550173", "US"),
        ("GB", "020\u{a0}7183\u{2011}8750", "+442071838750", "GB"),
        ("IT", "02 1234 5678", "+390212345678", "IT"),
        ("AR", "011 15-2345-6789", "+5491123456789", "AR"),
        ("BR", "(11) 96123-4567", "+5511961234567", "BR"),
        ("XK", "043 201 234", "+38343201234", "XK"),
        (
            "JP",
            "\u{ff10}\u{ff19}\u{ff10}\u{30fc}\u{ff11}\u{ff12}\u{ff13}\u{ff14}\u{2212}\u{ff15}\u{ff16}\u{ff17}\u{ff18}",
            "+819012345678",
            "JP",
        ),
        (
            "EG",
            "\u{660}\u{661}\u{660}\u{660} \u{661}\u{662}\u{663} \u{664}\u{665}\u{666}\u{667}",
            "+201001234567",
            "EG",
        ),
        (
            "IR",
            "\u{6f0}\u{6f9}\u{6f1}\u{6f2} \u{6f3}\u{6f4}\u{6f5} \u{6f6}\u{6f7}\u{6f8}\u{6f9}",
            "+989123456789",
            "IR",
        ),
    ] {
        assert_eq!(read(country, text), Ok((e164.to_owned(), Some(country_of_number))), "{country} {text}");
    }
}

#[test]
fn the_country_follows_from_the_number() {
    for (country, text, country_of_number) in [
        ("DE", "+41446681800", Some("CH")),
        ("CA", "202 555 0173", Some("US")),
        ("GB", "+44 1534 456789", Some("JE")),
        ("IT", "06 698 12345", Some("VA")),
        ("MF", "0590 27 12 34", Some("MF")),
        ("SH", "+247 62889", Some("SH")),
        ("DE", "+800 1234 5678", None),
    ] {
        assert_eq!(
            read(country, text).map(|(_, country)| country),
            Ok(country_of_number),
            "{country} {text}"
        );
    }
}

#[test]
fn an_invalid_number_is_refused_with_the_reason() {
    let long = "1".repeat(64_000);
    let spaced = "1 ".repeat(16_000);
    for (country, text, error) in [
        ("CH", "", PhoneError::NotANumber),
        ("CH", "+", PhoneError::NotANumber),
        ("CH", "( )", PhoneError::NotANumber),
        ("CH", "nobody", PhoneError::NotANumber),
        ("US", "1-800-FLOWERS", PhoneError::NotANumber),
        ("CH", "++41446681800", PhoneError::NotANumber),
        ("CH", "044 668 18 00 or 01", PhoneError::NotANumber),
        ("CH", "044\u{0}6681800", PhoneError::NotANumber),
        ("CH", "044 668 18 00 ext. 7", PhoneError::Extension),
        ("US", "202-555-0173 x12", PhoneError::Extension),
        ("", "+12025550173#12", PhoneError::Extension),
        ("", "+12025550173;ext=12", PhoneError::Extension),
        ("", "044 668 18 00", PhoneError::NoCountry),
        ("ZZ", "044 668 18 00", PhoneError::NoCountry),
        ("001", "044 668 18 00", PhoneError::NoCountry),
        ("AQ", "044 668 18 00", PhoneError::NoCountry),
        ("CH", "+999 1234567", PhoneError::UnknownCallingCode),
        ("CH", "0", PhoneError::TooShort),
        ("CH", "112", PhoneError::TooShort),
        ("US", "555 0173", PhoneError::TooShort),
        ("", "+41 44 668", PhoneError::TooShort),
        ("", "+41", PhoneError::TooShort),
        ("US", "202 555 01734", PhoneError::TooLong),
        ("", "+41 44 668 18 00 12 34 56", PhoneError::TooLong),
        ("CH", &long, PhoneError::TooLong),
        ("CH", &spaced, PhoneError::TooLong),
        ("US", "999 555 0173", no_such_number("US")),
        ("CA", "999 555 0173", no_such_number("CA")),
        ("DE", "+1 999 555 0173", no_such_number("US")),
        ("FR", "00 00 00 00 00", no_such_number("FR")),
    ] {
        assert_eq!(read(country, text), Err(error), "{country} {text:.40}");
    }
}

#[test]
fn the_calling_codes_are_those_of_libphonenumber() {
    let plans: BTreeMap<String, u16> = PHONE_NUMBER_UTIL
        .get_supported_regions()
        .filter(|region| !matches!(region, Region::AC | Region::TA))
        .map(|region| {
            let code = PHONE_NUMBER_UTIL.get_country_code_for_region(region).unwrap();
            (region.as_region_str().to_string(), u16::try_from(code).unwrap())
        })
        .collect();
    let ours: Vec<_> = calling_codes().map(|(country, code)| (country.to_owned(), code)).collect();
    assert_eq!(ours, plans.into_iter().collect::<Vec<_>>());
    assert!(calling_codes().all(|(country, code)| calling_code(country) == Some(code)));
    assert!(calling_codes().all(|(country, _)| crate::value::country::is_code(country)));
    assert_eq!((calling_code("AQ"), calling_code("")), (None, None));
}
