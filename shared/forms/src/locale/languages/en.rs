//! English.

use crate::locale::date::{DateFormat, DateOrder};
use crate::locale::number::NumberFormat;
use crate::locale::plural::{self, Plural};
use crate::locale::tag::Direction;
use crate::locale::texts::{ErrorPage, Texts, Words};

/// The words for a region: its separators, and the order of day and month, which is the American one
/// where CLDR does not say otherwise.
pub(super) fn words(region: Option<&str>) -> &'static Words {
    static AMERICA: Words = WORDS;
    const WORLD_WORDS: Words = Words { dates: &DAY_FIRST, ..WORDS };
    static WORLD: Words = WORLD_WORDS;
    static INDIA: Words = Words { numbers: NumberFormat::POINT_COMMA.indian(), ..WORLD_WORDS };
    static CONTINENT: Words = Words { numbers: NumberFormat::COMMA_POINT, ..WORLD_WORDS };
    static NORTH: Words = Words { numbers: NumberFormat::COMMA_SPACE, ..WORLD_WORDS };
    static FRANCE: Words = Words { numbers: NumberFormat::COMMA_NARROW_SPACE, ..WORLD_WORDS };
    static SWITZERLAND: Words = Words { numbers: NumberFormat::POINT_APOSTROPHE, ..WORLD_WORDS };

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

const WORDS: Words = Words {
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
    DateFormat { pattern: "{month} {day}, {year}", order: DateOrder::Mdy, months: MONTHS };

static DAY_FIRST: DateFormat =
    DateFormat { pattern: "{day} {month} {year}", order: DateOrder::Dmy, months: MONTHS };

const SIGN_IN_AGAIN: &str = "Go back to the application and sign in again. If you see this page once more, tell the people who run the application, and give them the reference below.";

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
    choose_option: "Choose an option",
    day: "Day",
    month: "Month",
    year: "Year",
    calling_code: "Country (calling code)",
    telephone_number: "Telephone number",
    not_you: "Not you? Go back to the sign-in",
    return_link: "Continue without answering",
    return_denied: "Continue without answering (you will not be signed in)",
    return_unknown: "If you continue without answering, you might see a message instead of being signed in.",
    last_minute: "Please answer within a minute. After that, go back to the application and sign in again.",
    going_back: "Taking you back to the sign-in",

    expired: ErrorPage {
        title: "This page has expired",
        happened: "For your security a sign-in has to be finished within some minutes. Your answers were not saved.",
        next: "Go back to the application and sign in again.",
    },
    invalid_link: ErrorPage {
        title: "This link cannot be used",
        happened: "The link that brought you here is incomplete, or was not made for this page. Nothing was saved.",
        next: SIGN_IN_AGAIN,
    },
    invalid_request: ErrorPage {
        title: "This could not be read",
        happened: "What your browser sent is not what this page expects. Nothing was saved.",
        next: SIGN_IN_AGAIN,
    },
    not_found: ErrorPage {
        title: "Page not found",
        happened: "There is no form at this address.",
        next: SIGN_IN_AGAIN,
    },
    unavailable: ErrorPage {
        title: "Please try again in a moment",
        happened: "This page cannot be shown right now. The fault is ours, and it is usually short.",
        next: "Wait some seconds, then reload this page. If that does not help, go back to the application and sign in again.",
    },
    fault: ErrorPage {
        title: "Something went wrong",
        happened: "This page failed because of a fault of ours. Nothing was saved.",
        next: SIGN_IN_AGAIN,
    },

    step: "Step {step} of {steps}",
    signing_in_to: "You are signing in to {application}.",
    going_back_by_button: "If nothing happens within a few seconds, select “{button}”.",
    required: "{label}: please give an answer.",
    choice_required: "{label}: please choose an answer.",
    consent_required: "Please agree to continue: {label}",
    control_character: "{label}: there is a character that cannot be used, such as a line break. Please type the answer again.",
    too_much: "{label}: your answers are too long to be sent together. Please shorten this one.",
    not_an_email: "{label}: please enter an e-mail address, like name@example.com.",
    not_a_telephone_number: "{label}: this is not a telephone number of the chosen country. Please check the country and the number.",
    telephone_country: "{label}: telephone numbers of this country cannot be used here. Please enter a number of a country in the list.",
    not_a_url: "{label}: please enter a web address, like https://example.com.",
    not_a_number: "{label}: please enter a number, in digits.",
    not_a_whole_number: "{label}: please enter a whole number, without decimals.",
    too_small: "{label}: please enter a number that is {least} or more.",
    too_large: "{label}: please enter a number that is {most} or less.",
    not_a_multiple: "{label}: please enter a multiple of {step}.",
    date_incomplete: "{label}: please enter day, month and year.",
    not_a_date: "{label}: this date does not exist. Please check day, month and year.",
    too_early: "{label}: please enter {earliest} or a later date.",
    too_late: "{label}: please enter {latest} or an earlier date.",
    not_an_option: "{label}: please choose one of the answers that are offered.",
    pattern_mismatch: "{label}: the answer does not have the expected form. Please check it.",
    other_missing: "{label}: please write your own answer in the text box.",

    minutes_left: Plural::one_other(
        "You have about {minutes} minute to answer. After that, go back to the application and sign in again.",
        "You have about {minutes} minutes to answer. After that, go back to the application and sign in again.",
    ),
    too_few: Plural::one_other(
        "{label}: please choose at least {least} answer.",
        "{label}: please choose at least {least} answers.",
    ),
    too_many: Plural::one_other(
        "{label}: please choose at most {most} answer.",
        "{label}: please choose at most {most} answers.",
    ),
    too_short: Plural::one_other(
        "{label}: please use at least {least} character.",
        "{label}: please use at least {least} characters.",
    ),
    too_long: Plural::one_other(
        "{label}: please use {most} character; you used {actual}.",
        "{label}: please use {most} characters or fewer; you used {actual}.",
    ),
    too_many_decimals: Plural::one_other(
        "{label}: please use at most {most} decimal place.",
        "{label}: please use at most {most} decimal places.",
    ),
};
