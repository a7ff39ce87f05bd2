use super::*;

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

/// Limits from texts; an empty text is no limit.
fn limits(min: &str, max: &str, step: &str, decimals: Option<u8>) -> Limits {
    let [min, max, step] = [min, max, step].map(|text| (!text.is_empty()).then(|| decimal(text)));
    Limits { min, max, step, decimals }
}

#[test]
fn a_number_is_exact_in_text_and_in_json() {
    for (input, text, json) in [
        ("0", "0", "0"),
        ("-0", "0", "0"),
        ("-0.0", "0", "0"),
        ("007.50", "7.5", "7.5"),
        ("-1234.5", "-1234.5", "-1234.5"),
        ("5.00", "5", "5"),
        ("0.3", "0.3", "0.3"),
        ("-0.05", "-0.05", "-0.05"),
        ("9007199254740991", "9007199254740991", "9007199254740991"),
        ("-9007199254740991", "-9007199254740991", "-9007199254740991"),
        ("123456789.012345", "123456789.012345", "123456789.012345"),
        ("99999999999999.9", "99999999999999.9", "99999999999999.9"),
        ("0.00000000000000000001", "0.00000000000000000001", "1e-20"),
    ] {
        let number = decimal(input);
        assert_eq!(number.to_string(), text, "{input}");
        assert_eq!(number.to_json().to_string(), json, "{input}");
        assert_eq!(Decimal::try_from(number.to_json()), Ok(number), "{input}");
    }
}

#[test]
fn a_whole_number_is_an_integer_in_json() {
    assert!(decimal("5.0").to_json().is_i64());
    assert!(decimal("5.5").to_json().is_f64());
}

#[test]
fn text_that_is_not_a_number_or_would_be_rounded_is_refused() {
    for (input, error) in [
        ("", NumberError::NotANumber),
        ("-", NumberError::NotANumber),
        ("+1", NumberError::NotANumber),
        ("--1", NumberError::NotANumber),
        (".5", NumberError::NotANumber),
        ("5.", NumberError::NotANumber),
        ("1.2.3", NumberError::NotANumber),
        ("1,5", NumberError::NotANumber),
        ("1 000", NumberError::NotANumber),
        ("1e3", NumberError::NotANumber),
        ("0x10", NumberError::NotANumber),
        ("NaN", NumberError::NotANumber),
        ("\u{661}", NumberError::NotANumber),
        ("9007199254740992", NumberError::TooLarge),
        ("-9007199254740992", NumberError::TooLarge),
        ("99999999999999999999999999", NumberError::TooLarge),
        ("1234567890123456.5", NumberError::TooLarge),
        ("123456789012345.5", NumberError::TooPrecise),
        ("0.1234567890123456", NumberError::TooPrecise),
        ("0.000000000000000000001", NumberError::TooPrecise),
        (&"9".repeat(64_000), NumberError::TooLarge),
        (&format!("0.{}", "9".repeat(64_000)), NumberError::TooPrecise),
    ] {
        assert_eq!(Decimal::parse(input), Err(error), "{input:.40}");
    }
}

#[test]
fn numbers_are_ordered_by_their_value() {
    let sorted =
        ["-9007199254740991", "-2", "-1.5", "0", "0.00000000000000000001", "0.3", "2", "10", "10.01"];
    for pair in sorted.windows(2) {
        assert!(decimal(pair[0]) < decimal(pair[1]), "{pair:?}");
    }
}

#[test]
fn a_number_in_a_form_file_is_exact() {
    for (json, text) in [
        ("0.1", "0.1"),
        ("18", "18"),
        ("-2.50", "-2.5"),
        ("1e3", "1000"),
        ("1.5e15", "1500000000000000"),
        ("1e-7", "0.0000001"),
        ("-1.25e-7", "-0.000000125"),
        ("0.0", "0"),
    ] {
        assert_eq!(serde_json::from_str::<Decimal>(json).unwrap().to_string(), text, "{json}");
    }
    for json in ["0.30000000000000004", "9007199254740992", "1e300", "1e-300", "1e21", "\"1\"", "true"] {
        assert!(serde_json::from_str::<Decimal>(json).is_err(), "{json}");
    }
}

#[test]
fn a_number_is_checked_against_its_limits() {
    for (input, limits, expected) in [
        ("5", limits("", "", "", None), Ok(())),
        ("0.3", limits("", "0.3", "0.1", None), Ok(())),
        ("0.7", limits("0.1", "", "0.2", None), Ok(())),
        ("-0.2", limits("", "", "0.1", None), Ok(())),
        ("9007199254740991", limits("", "", "0.00000000000000000001", None), Ok(())),
        ("5.00", limits("", "", "", Some(0)), Ok(())),
        ("5.5", limits("", "", "", Some(0)), Err(NumberError::TooManyDecimals { most: 0 })),
        ("5.125", limits("", "", "", Some(2)), Err(NumberError::TooManyDecimals { most: 2 })),
        ("17.99", limits("18", "", "", None), Err(NumberError::TooSmall { min: decimal("18") })),
        ("18", limits("18", "", "", None), Ok(())),
        ("0.31", limits("", "0.3", "", None), Err(NumberError::TooGreat { max: decimal("0.3") })),
        (
            "0.25",
            limits("", "", "0.1", None),
            Err(NumberError::OffStep { step: decimal("0.1"), from: Decimal::ZERO }),
        ),
        (
            "4",
            limits("1", "", "2", None),
            Err(NumberError::OffStep { step: decimal("2"), from: decimal("1") }),
        ),
        ("4", limits("", "", "0", None), Ok(())),
        ("4", limits("", "", "-3", None), Ok(())),
    ] {
        assert_eq!(limits.check(decimal(input)), expected, "{input} {limits:?}");
    }
}
