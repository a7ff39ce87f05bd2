//! German, addressing the person as Sie, and in words that Switzerland spells the same way.

use crate::locale::date::{DateFormat, DateOrder};
use crate::locale::number::NumberFormat;
use crate::locale::plural::{self, Plural};
use crate::locale::tag::Direction;
use crate::locale::texts::{ErrorPage, Messages, Texts};

/// The messages for a region: its separators, and its name for the first month.
pub(super) fn messages(region: Option<&str>) -> &'static Messages {
    static GERMANY: Messages = MESSAGES;
    static AUSTRIA: Messages = Messages { numbers: NumberFormat::COMMA_SPACE, dates: &JAENNER, ..MESSAGES };
    static SWITZERLAND: Messages = Messages { numbers: NumberFormat::POINT_APOSTROPHE, ..MESSAGES };
    static SOUTH_TYROL: Messages = Messages { dates: &JAENNER, ..MESSAGES };

    match region {
        Some("AT") => &AUSTRIA,
        Some("CH" | "LI") => &SWITZERLAND,
        Some("IT") => &SOUTH_TYROL,
        _ => &GERMANY,
    }
}

const MESSAGES: Messages = Messages {
    language: "de",
    direction: Direction::Ltr,
    plural: plural::one_if_1,
    texts: &TEXTS,
    numbers: NumberFormat::COMMA_POINT,
    dates: &DATES,
};

const OTHER_MONTHS: [(&str, u8); 6] = [("mrz", 3), ("marz", 3), ("maerz", 3), ("jänner", 1), ("jän", 1), ("feber", 2)];

static DATES: DateFormat = DateFormat {
    pattern: "{day}. {month} {year}",
    order: DateOrder::Dmy,
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ], other_months: &OTHER_MONTHS,
};

/// With the first month as Austria and South Tyrol write it.
static JAENNER: DateFormat = DateFormat {
    pattern: "{day}. {month} {year}",
    order: DateOrder::Dmy,
    months: [
        "Jänner",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ], other_months: &OTHER_MONTHS,
};

const SIGN_IN_AGAIN: &str = "Gehen Sie zurück zur Anwendung und melden Sie sich noch einmal an. Wenn diese Seite wieder erscheint, wenden Sie sich an die Betreiber der Anwendung und nennen Sie ihnen die unten stehende Referenz.";

static TEXTS: Texts = Texts {
    continue_button: "Fortfahren",
    next: "Weiter",
    back: "Zurück",
    not_now: "Jetzt nicht",
    error_prefix: "Fehler: ",
    summary_title: "Es gibt ein Problem",
    optional: " (optional)",
    reference: "Referenz: ",
    yes: "Ja",
    no: "Nein",
    other: "Andere Antwort",
    other_text: "Bitte genauer angeben",
    choose_option: "Bitte wählen",
    day: "Tag",
    month: "Monat",
    year: "Jahr",
    calling_code: "Land (Ländervorwahl)",
    telephone_number: "Telefonnummer",
    account: "Ihr Konto: ",
    still_right: "Stimmt das noch?",
    not_you: "Nicht Ihr Konto? Zurück zur Anmeldung",
    privacy: "Datenschutzhinweise",
    return_link: "Ohne Antwort fortfahren",
    return_denied: "Ohne Antwort fortfahren (Sie werden nicht angemeldet)",
    return_unknown: "Wenn Sie ohne Antwort fortfahren, sehen Sie möglicherweise eine Meldung, statt angemeldet zu werden.",
    last_minute: "Bitte antworten Sie innerhalb einer Minute. Danach gehen Sie bitte zurück zur Anwendung und melden sich noch einmal an.",
    going_back: "Sie werden zur Anmeldung zurückgeleitet",

    expired: ErrorPage {
        title: "Diese Seite ist abgelaufen",
        happened: "Zu Ihrer Sicherheit muss eine Anmeldung innerhalb weniger Minuten abgeschlossen werden. Ihre Antworten wurden nicht gespeichert.",
        next: "Gehen Sie zurück zur Anwendung und melden Sie sich noch einmal an.",
    },
    invalid_link: ErrorPage {
        title: "Dieser Link kann nicht verwendet werden",
        happened: "Der Link, der Sie hierher geführt hat, ist unvollständig oder wurde nicht für diese Seite erstellt. Es wurde nichts gespeichert.",
        next: SIGN_IN_AGAIN,
    },
    invalid_request: ErrorPage {
        title: "Ihre Angaben konnten nicht gelesen werden",
        happened: "Was Ihr Browser gesendet hat, entspricht nicht dem, was diese Seite erwartet. Es wurde nichts gespeichert.",
        next: SIGN_IN_AGAIN,
    },
    not_found: ErrorPage {
        title: "Seite nicht gefunden",
        happened: "Unter dieser Adresse gibt es kein Formular.",
        next: SIGN_IN_AGAIN,
    },
    unavailable: ErrorPage {
        title: "Bitte versuchen Sie es gleich noch einmal",
        happened: "Diese Seite kann im Moment nicht angezeigt werden. Die Störung liegt bei uns und ist meist schnell behoben.",
        next: "Warten Sie einige Sekunden und laden Sie die Seite dann neu. Wenn das nicht hilft, gehen Sie zurück zur Anwendung und melden Sie sich noch einmal an.",
    },
    internal_error: ErrorPage {
        title: "Etwas ist schiefgegangen",
        happened: "Diese Seite ist wegen eines Fehlers bei uns ausgefallen. Es wurde nichts gespeichert.",
        next: SIGN_IN_AGAIN,
    },

    step: "Schritt {step} von {steps}",
    signing_in_to: "Sie melden sich bei {application} an.",
    going_back_by_button: "Wenn in einigen Sekunden nichts geschieht, wählen Sie „{button}“.",
    required: "{label}: Bitte geben Sie eine Antwort ein.",
    choice_required: "{label}: Bitte wählen Sie eine Antwort aus.",
    consent_required: "Bitte stimmen Sie zu, um fortzufahren: {label}",
    control_character: "{label}: Die Antwort enthält ein Zeichen, das nicht verwendet werden kann, zum Beispiel einen Zeilenumbruch. Bitte geben Sie die Antwort noch einmal ein.",
    too_much: "{label}: Ihre Antworten sind zusammen zu lang, um gesendet zu werden. Bitte kürzen Sie diese.",
    not_an_email: "{label}: Bitte geben Sie eine E-Mail-Adresse ein, zum Beispiel name@example.com.",
    not_a_telephone_number: "{label}: Das ist keine Telefonnummer des gewählten Landes. Bitte prüfen Sie Land und Nummer.",
    telephone_country: "{label}: Telefonnummern dieses Landes können hier nicht verwendet werden. Bitte geben Sie eine Nummer aus einem Land in der Liste ein.",
    telephone_extension: "{label}: Bitte geben Sie die Nummer ohne Nebenstelle ein.",
    telephone_without_country: "{label}: Bitte wählen Sie ein Land, oder beginnen Sie die Nummer mit + und der Ländervorwahl.",
    not_a_url: "{label}: Bitte geben Sie eine Webadresse ein, zum Beispiel https://example.com.",
    not_a_number: "{label}: Bitte geben Sie eine Zahl in Ziffern ein.",
    decimal_sign: "{label}: Bitte schreiben Sie Nachkommastellen so: {example}.",
    too_many_digits: "{label}: Bitte geben Sie eine Zahl mit weniger Ziffern ein.",
    not_a_whole_number: "{label}: Bitte geben Sie eine ganze Zahl ohne Nachkommastellen ein.",
    too_small: "{label}: Bitte geben Sie eine Zahl ein, die mindestens {least} ist.",
    too_large: "{label}: Bitte geben Sie eine Zahl ein, die höchstens {most} ist.",
    not_a_multiple: "{label}: Bitte geben Sie ein Vielfaches von {step} ein.",
    date_incomplete: "{label}: Bitte geben Sie Tag, Monat und Jahr ein.",
    not_a_date: "{label}: Dieses Datum gibt es nicht. Bitte prüfen Sie Tag, Monat und Jahr.",
    year_digits: "{label}: Bitte geben Sie das Jahr mit vier Ziffern ein, zum Beispiel 1992.",
    too_early: "{label}: Bitte geben Sie den {earliest} oder ein späteres Datum ein.",
    too_late: "{label}: Bitte geben Sie den {latest} oder ein früheres Datum ein.",
    not_an_option: "{label}: Bitte wählen Sie eine der angebotenen Antworten aus.",
    pattern_mismatch: "{label}: Die Antwort entspricht nicht dem erwarteten Format. Bitte prüfen Sie sie.",
    other_missing: "{label}: Bitte schreiben Sie Ihre eigene Antwort in das Textfeld.",

    minutes_left: Plural::one_other(
        "Sie haben etwa {minutes} Minute Zeit für Ihre Antworten. Danach gehen Sie bitte zurück zur Anwendung und melden sich noch einmal an.",
        "Sie haben etwa {minutes} Minuten Zeit für Ihre Antworten. Danach gehen Sie bitte zurück zur Anwendung und melden sich noch einmal an.",
    ),
    too_few: Plural::one_other(
        "{label}: Bitte wählen Sie mindestens {least} Antwort aus.",
        "{label}: Bitte wählen Sie mindestens {least} Antworten aus.",
    ),
    too_many: Plural::one_other(
        "{label}: Bitte wählen Sie höchstens {most} Antwort aus.",
        "{label}: Bitte wählen Sie höchstens {most} Antworten aus.",
    ),
    too_short: Plural::one_other(
        "{label}: Bitte geben Sie mindestens {least} Zeichen ein.",
        "{label}: Bitte geben Sie mindestens {least} Zeichen ein.",
    ),
    length_limit: Plural::one_other("Höchstens {most} Zeichen", "Höchstens {most} Zeichen"),
    too_long: Plural::one_other(
        "{label}: Bitte geben Sie höchstens {most} Zeichen ein; Sie haben {actual} eingegeben.",
        "{label}: Bitte geben Sie höchstens {most} Zeichen ein; Sie haben {actual} eingegeben.",
    ),
    too_many_decimals: Plural::one_other(
        "{label}: Bitte verwenden Sie höchstens {most} Nachkommastelle.",
        "{label}: Bitte verwenden Sie höchstens {most} Nachkommastellen.",
    ),
};
