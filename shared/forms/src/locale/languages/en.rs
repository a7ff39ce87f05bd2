//! English.

use crate::locale::date::{DateFormat, DateOrder};
use crate::locale::number::NumberFormat;
use crate::locale::plural::{self, Plural};
use crate::locale::tag::Direction;
use crate::locale::texts::{ErrorPage, Messages, Texts};

/// The messages for a region: its separators, and the order of day and month, which is the American one
/// where CLDR does not say otherwise.
pub(super) fn messages(region: Option<&str>) -> &'static Messages {
    static AMERICA: Messages = MESSAGES;
    const WORLD_MESSAGES: Messages = Messages { dates: &DAY_FIRST, ..MESSAGES };
    static WORLD: Messages = WORLD_MESSAGES;
    static INDIA: Messages = Messages { numbers: NumberFormat::POINT_COMMA.indian(), ..WORLD_MESSAGES };
    static CONTINENT: Messages = Messages { numbers: NumberFormat::COMMA_POINT, ..WORLD_MESSAGES };
    static NORTH: Messages = Messages { numbers: NumberFormat::COMMA_SPACE, ..WORLD_MESSAGES };
    static FRANCE: Messages = Messages { numbers: NumberFormat::COMMA_NARROW_SPACE, ..WORLD_MESSAGES };
    static SWITZERLAND: Messages = Messages { numbers: NumberFormat::POINT_APOSTROPHE, ..WORLD_MESSAGES };

    match region {
        Some("IN") => &INDIA,
        Some("AT" | "BE" | "DE" | "DK" | "ES" | "ID" | "IT" | "NL" | "PL" | "RO" | "SI") => &CONTINENT,
        Some("CZ" | "EE" | "FI" | "HU" | "LT" | "LV" | "NO" | "PT" | "SE" | "SK" | "UA" | "ZA") => &NORTH,
        Some("FR" | "GE") => &FRANCE,
        Some("CH") => &SWITZERLAND,
        Some(
            "001" | "150" | "AE" | "AG" | "AI" | "AU" | "BB" | "BM" | "BS" | "BW" | "BZ" | "CC" | "CK" | "CM"
            | "CX" | "CY" | "DG" | "DM" | "ER" | "FJ" | "FK" | "FM" | "GB" | "GD" | "GG" | "GH" | "GI" | "GM"
            | "GS" | "GY" | "HK" | "IE" | "IL" | "IM" | "IO" | "JE" | "JM" | "KE" | "KI" | "KN" | "KY" | "LC"
            | "LR" | "LS" | "MG" | "MO" | "MS" | "MT" | "MU" | "MV" | "MW" | "MY" | "NA" | "NF" | "NG" | "NR"
            | "NU" | "NZ" | "PG" | "PK" | "PN" | "PW" | "RW" | "SB" | "SC" | "SD" | "SG" | "SH" | "SL" | "SS"
            | "SX" | "SZ" | "TC" | "TK" | "TO" | "TT" | "TV" | "TZ" | "UG" | "VC" | "VG" | "VU" | "WS" | "ZM"
            | "ZW",
        ) => &WORLD,
        _ => &AMERICA,
    }
}

const MESSAGES: Messages = Messages {
    language: "en",
    direction: Direction::Ltr,
    plural: plural::one_if_1,
    texts: &TEXTS,
    numbers: NumberFormat::POINT_COMMA,
    dates: &MONTH_FIRST,
};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

static MONTH_FIRST: DateFormat =
    DateFormat { pattern: "{month} {day}, {year}", order: DateOrder::Mdy, months: MONTHS, other_months: &[] };

static DAY_FIRST: DateFormat =
    DateFormat { pattern: "{day} {month} {year}", order: DateOrder::Dmy, months: MONTHS, other_months: &[] };

const SIGN_IN_AGAIN: &str = "Go back to the application and sign in again. If you see this page again, contact the people who run the application and give them the reference below.";

static TEXTS: Texts = Texts {
    continue_button: "Continue",
    next: "Next",
    back: "Back",
    not_now: "Not now",
    error_prefix: "Error: ",
    summary_title: "There is a problem",
    optional: " (optional)",
    reference: "Reference: ",
    yes: "Yes",
    no: "No",
    other: "Other",
    other_text: "Please specify",
    choose_option: "Select an option",
    day: "Day",
    month: "Month",
    year: "Year",
    calling_code: "Country (calling code)",
    telephone_number: "Telephone number",
    account: "Your account: ",
    still_right: "Is this still right?",
    not_you: "Not you? Go back to sign in",
    privacy: "Privacy notice",
    return_link: "Continue without answering",
    return_denied: "Continue without answering (you will not be signed in)",
    return_unknown: "If you continue without answering, you might not be signed in.",
    last_minute: "You have less than a minute to answer. If you need more time, go back to the application and sign in again.",
    going_back: "Taking you back to sign in",

    expired: ErrorPage {
        title: "This page has expired",
        happened: "For your security, you must finish signing in within a few minutes. Your answers were not saved.",
        next: "Go back to the application and sign in again.",
    },
    invalid_link: ErrorPage {
        title: "This link cannot be used",
        happened: "The link that you followed is incomplete, or it is not for this page. Nothing was saved.",
        next: SIGN_IN_AGAIN,
    },
    invalid_request: ErrorPage {
        title: "Your request could not be read",
        happened: "Your browser sent a request that this page cannot use. Nothing was saved.",
        next: SIGN_IN_AGAIN,
    },
    not_found: ErrorPage {
        title: "Page not found",
        happened: "There is no form at this address.",
        next: SIGN_IN_AGAIN,
    },
    unavailable: ErrorPage {
        title: "Try again in a moment",
        happened: "This page cannot be shown at the moment. This is our fault and usually passes quickly.",
        next: "Wait a few seconds, then reload this page. If that does not help, go back to the application and sign in again.",
    },
    internal_error: ErrorPage {
        title: "Something went wrong",
        happened: "There was a problem on our side. Nothing was saved.",
        next: SIGN_IN_AGAIN,
    },

    step: "Step {step} of {steps}",
    signing_in_to: "You are signing in to {application}.",
    going_back_by_button: "If nothing happens within a few seconds, select “{button}”.",
    required: "{label}: please fill this in.",
    choice_required: "{label}: select an answer.",
    consent_required: "Select the checkbox to continue: {label}",
    control_character: "{label}: your answer has a character that is not allowed, such as a line break. Enter the answer again without it.",
    too_much: "{label}: your answers are too long to send together. Shorten this answer.",
    not_an_email: "{label}: enter an email address, like name@example.com.",
    not_a_telephone_number: "{label}: this is not a telephone number in the selected country. Check the country and the number.",
    telephone_country: "{label}: telephone numbers from this country are not accepted. Enter a number from a country in the list.",
    telephone_extension: "{label}: enter the number without an extension.",
    telephone_without_country: "{label}: select a country, or start the number with + and the country code.",
    not_a_url: "{label}: enter a web address, like https://example.com.",
    not_a_number: "{label}: enter a number in digits.",
    decimal_sign: "{label}: write decimals like {example}.",
    too_many_digits: "{label}: enter a number with fewer digits.",
    not_a_whole_number: "{label}: enter a whole number, without decimals.",
    too_small: "{label}: enter a number that is {least} or more.",
    too_large: "{label}: enter a number that is {most} or less.",
    not_a_multiple: "{label}: enter a multiple of {step}.",
    date_incomplete: "{label}: enter the day, month and year.",
    not_a_date: "{label}: this date does not exist. Check the day, month and year.",
    year_digits: "{label}: enter the year with four digits, like 1992.",
    too_early: "{label}: enter {earliest} or a later date.",
    too_late: "{label}: enter {latest} or an earlier date.",
    not_an_option: "{label}: select one of the answers in the list.",
    pattern_mismatch: "{label}: the answer is not in the expected format. Check the answer.",
    other_missing: "{label}: enter your own answer in the text box.",

    minutes_left: Plural::one_other(
        "You have about {minutes} minute to answer. If you need more time, go back to the application and sign in again.",
        "You have about {minutes} minutes to answer. If you need more time, go back to the application and sign in again.",
    ),
    too_few: Plural::one_other(
        "{label}: select at least {least} answer.",
        "{label}: select at least {least} answers.",
    ),
    too_many: Plural::one_other(
        "{label}: select at most {most} answer.",
        "{label}: select at most {most} answers.",
    ),
    too_short: Plural::one_other(
        "{label}: enter at least {least} character.",
        "{label}: enter at least {least} characters.",
    ),
    length_limit: Plural::one_other("At most {most} character", "At most {most} characters"),
    too_long: Plural::one_other(
        "{label}: enter at most {most} character. You entered {actual}.",
        "{label}: enter at most {most} characters. You entered {actual}.",
    ),
    too_many_decimals: Plural::one_other(
        "{label}: enter at most {most} decimal place.",
        "{label}: enter at most {most} decimal places.",
    ),
};
