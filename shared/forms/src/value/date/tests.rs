use super::*;

fn parts(day: bool, month: bool, year: bool) -> Parts {
    Parts { day, month, year }
}

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

#[test]
fn three_inputs_are_a_date() {
    for (day, month, year, stored) in [
        ("3", "4", "2020", "2020-04-03"),
        ("03", "04", "2020", "2020-04-03"),
        (" 31 ", "12\t", " 1999", "1999-12-31"),
        ("29", "2", "2024", "2024-02-29"),
        ("29", "2", "2000", "2000-02-29"),
        ("\u{663}\u{661}", "\u{661}", "\u{662}\u{660}\u{662}\u{660}", "2020-01-31"),
        ("\u{6f3}", "\u{6f1}", "\u{6f2}\u{6f0}\u{6f2}\u{6f0}", "2020-01-03"),
        ("\u{ff13}", "\u{ff11}", "\u{ff12}\u{ff10}\u{ff12}\u{ff10}", "2020-01-03"),
        ("1", "1", "0001", "0001-01-01"),
        ("31", "12", "9999", "9999-12-31"),
    ] {
        assert_eq!(Date::from_parts(day, month, year).map(|d| d.to_string()).as_deref(), Ok(stored));
    }
}

#[test]
fn an_invalid_date_names_the_parts_in_error() {
    let long = "1".repeat(64_000);
    for (day, month, year, error) in [
        ("", " ", "", DateError::Missing(parts(true, true, true))),
        ("", "4", "2020", DateError::Missing(parts(true, false, false))),
        ("3", "4", "", DateError::Missing(parts(false, false, true))),
        ("", "x", "2020", DateError::Missing(parts(true, false, false))),
        ("32", "1", "2020", DateError::NotReal(parts(true, false, false))),
        ("0", "13", "2020", DateError::NotReal(parts(true, true, false))),
        ("1", "0", "2020", DateError::NotReal(parts(false, true, false))),
        ("1", "1", "0000", DateError::NotReal(parts(false, false, true))),
        ("1", "1", "20200", DateError::NotReal(parts(false, false, true))),
        ("-1", "1", "2020", DateError::NotReal(parts(true, false, false))),
        ("1", "May", "2020", DateError::NotReal(parts(false, true, false))),
        ("001", "1", "2020", DateError::NotReal(parts(true, false, false))),
        ("1", "256", "2020", DateError::NotReal(parts(false, true, false))),
        (&long, &long, &long, DateError::NotReal(parts(true, true, true))),
        ("1", "1", "98", DateError::ShortYear),
        ("1", "1", "0", DateError::ShortYear),
        ("31", "13", "98", DateError::NotReal(parts(false, true, false))),
        ("30", "2", "2020", DateError::NoSuchDay),
        ("29", "2", "2023", DateError::NoSuchDay),
        ("29", "2", "1900", DateError::NoSuchDay),
        ("31", "4", "2020", DateError::NoSuchDay),
    ] {
        assert_eq!(Date::from_parts(day, month, year), Err(error), "{day:.9}/{month:.9}/{year:.9}");
    }
}

#[test]
fn only_the_stored_form_of_a_date_is_parsed() {
    for (text, is_date) in [
        ("2020-01-31", true),
        ("2020-02-30", false),
        ("2020-1-31", false),
        ("31-01-2020", false),
        ("20200131", false),
        ("2020-01-31T", false),
        ("-020-01-31", false),
        (" 2020-1-31", false),
        ("2020-01--1", false),
        ("", false),
    ] {
        assert_eq!(Date::parse(text).is_some(), is_date, "{text}");
    }
}

#[test]
fn a_unix_time_has_a_day_in_utc() {
    for (seconds, day) in [
        (0, "1970-01-01"),
        (86_399, "1970-01-01"),
        (86_400, "1970-01-02"),
        (1_709_164_799, "2024-02-28"),
        (1_709_164_800, "2024-02-29"),
        (253_402_300_799, "9999-12-31"),
        (253_402_300_800, "9999-12-31"),
        (u64::MAX, "9999-12-31"),
    ] {
        assert_eq!(Date::from_unix_seconds(seconds).to_string(), day, "{seconds}");
    }
}

#[test]
fn a_bound_is_fixed_or_relative_to_today() {
    for (bound, today, day) in [
        ("2020-01-31", "2026-07-01", "2020-01-31"),
        ("today", "2026-07-01", "2026-07-01"),
        ("0 days ago", "2026-07-01", "2026-07-01"),
        ("7 days ago", "2026-03-03", "2026-02-24"),
        ("1 day ago", "2024-03-01", "2024-02-29"),
        ("in 2 weeks", "2025-12-25", "2026-01-08"),
        ("in 3 months", "2026-11-30", "2027-02-28"),
        ("in 1 month", "2026-05-31", "2026-06-30"),
        ("1 month ago", "2024-03-31", "2024-02-29"),
        ("in 12 months", "2024-02-29", "2025-02-28"),
        ("18 years ago", "2026-07-01", "2008-07-01"),
        ("18 years ago", "2026-02-28", "2008-02-28"),
        ("18 years ago", "2026-03-01", "2008-03-01"),
        ("4 years ago", "2028-02-29", "2024-02-29"),
        ("in 1 year", "2027-03-31", "2028-03-31"),
        ("9999 years ago", "2026-07-01", "0001-01-01"),
        ("in 9999 years", "2026-07-01", "9999-12-31"),
        ("in 9999 weeks", "9999-01-01", "9999-12-31"),
        ("9999 weeks ago", "0002-01-01", "0001-01-01"),
    ] {
        assert_eq!(Bound::parse(bound).unwrap().on(date(today)).to_string(), day, "{bound} on {today}");
    }
}

#[test]
fn a_person_born_on_29_february_turns_18_on_1_march() {
    let (born, bound) = (date("2008-02-29"), Bound::parse("18 years ago").unwrap());
    assert!(born > bound.on(date("2026-02-28")));
    assert!(born <= bound.on(date("2026-03-01")));
}

#[test]
fn an_invalid_bound_is_reported_with_an_example() {
    for text in [
        "",
        "tomorrow",
        "Today",
        "18 years",
        "years ago",
        "in 18 years ago",
        "in  3 months",
        "1.5 years ago",
        "-1 days ago",
        "12345 days ago",
        "in 3 fortnights",
        "2020-02-30",
        "31/01/2020",
        "in + days",
    ] {
        let error = Bound::parse(text).unwrap_err().to_string();
        assert!(error.starts_with(&format!("`{text}` is neither a date such as `2020-01-31`")), "{error}");
    }
}
