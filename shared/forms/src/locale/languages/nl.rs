//! Dutch, addressing the person as u.

use crate::locale::date::{DateFormat, DateOrder};
use crate::locale::number::NumberFormat;
use crate::locale::plural::{self, Plural};
use crate::locale::tag::Direction;
use crate::locale::texts::{ErrorPage, Messages, Texts};

pub(super) static MESSAGES: Messages = Messages {
    language: "nl",
    direction: Direction::Ltr,
    plural: plural::one_if_1,
    texts: &TEXTS,
    numbers: NumberFormat::COMMA_POINT,
    dates: &DATES,
};

static DATES: DateFormat = DateFormat {
    pattern: "{day} {month} {year}",
    order: DateOrder::Dmy,
    months: [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ], other_months: &[("mrt", 3)],
};

const SIGN_IN_AGAIN: &str = "Ga terug naar de applicatie en log opnieuw in. Ziet u deze pagina nog een keer, neem dan contact op met de beheerders van de applicatie en geef hun de onderstaande referentie.";

static TEXTS: Texts = Texts {
    continue_button: "Doorgaan",
    next: "Volgende",
    back: "Terug",
    not_now: "Niet nu",
    error_prefix: "Fout: ",
    summary_title: "Er is een probleem",
    optional: " (optioneel)",
    reference: "Referentie: ",
    yes: "Ja",
    no: "Nee",
    other: "Anders",
    other_text: "Vul uw antwoord in",
    choose_option: "Kies een optie",
    day: "Dag",
    month: "Maand",
    year: "Jaar",
    calling_code: "Land (landnummer)",
    telephone_number: "Telefoonnummer",
    account: "Uw account: ",
    still_right: "Klopt dit nog?",
    not_you: "Niet uw account? Terug naar inloggen",
    privacy: "Privacyverklaring",
    return_link: "Doorgaan zonder antwoord",
    return_denied: "Doorgaan zonder antwoord (u wordt niet ingelogd)",
    return_unknown: "Als u zonder antwoord doorgaat, ziet u mogelijk een melding en wordt u niet ingelogd.",
    last_minute: "Geef uw antwoorden binnen een minuut. Ga daarna terug naar de applicatie en log opnieuw in.",
    going_back: "U gaat terug naar het inloggen",

    expired: ErrorPage {
        title: "Deze pagina is verlopen",
        happened: "Voor uw veiligheid moet het inloggen binnen enkele minuten worden afgerond. Uw antwoorden zijn niet opgeslagen.",
        next: "Ga terug naar de applicatie en log opnieuw in.",
    },
    invalid_link: ErrorPage {
        title: "Deze link kan niet worden gebruikt",
        happened: "De link die u hier heeft gebracht, is onvolledig of niet voor deze pagina gemaakt. Er is niets opgeslagen.",
        next: SIGN_IN_AGAIN,
    },
    invalid_request: ErrorPage {
        title: "De gegevens konden niet worden gelezen",
        happened: "Wat uw browser heeft verstuurd, is niet wat deze pagina verwacht. Er is niets opgeslagen.",
        next: SIGN_IN_AGAIN,
    },
    not_found: ErrorPage {
        title: "Pagina niet gevonden",
        happened: "Op dit adres is geen formulier.",
        next: SIGN_IN_AGAIN,
    },
    unavailable: ErrorPage {
        title: "Probeer het zo meteen opnieuw",
        happened: "Deze pagina kan nu niet worden getoond. Het probleem ligt bij ons en is meestal snel verholpen.",
        next: "Wacht enkele seconden en laad deze pagina opnieuw. Helpt dat niet, ga dan terug naar de applicatie en log opnieuw in.",
    },
    internal_error: ErrorPage {
        title: "Er is iets misgegaan",
        happened: "Deze pagina werkte niet door een fout van ons. Er is niets opgeslagen.",
        next: SIGN_IN_AGAIN,
    },

    step: "Stap {step} van {steps}",
    signing_in_to: "U logt in bij {application}.",
    going_back_by_button: "Gebeurt er binnen enkele seconden niets, kies dan ‘{button}’.",
    required: "{label}: geef een antwoord.",
    choice_required: "{label}: kies een antwoord.",
    consent_required: "Ga akkoord om door te gaan: {label}",
    control_character: "{label}: er staat een teken in dat niet kan worden gebruikt, zoals een regeleinde. Typ het antwoord opnieuw.",
    too_much: "{label}: uw antwoorden zijn samen te lang om te versturen. Maak dit antwoord korter.",
    not_an_email: "{label}: vul een e-mailadres in, zoals name@example.com.",
    not_a_telephone_number: "{label}: dit is geen telefoonnummer van het gekozen land. Controleer het land en het nummer.",
    telephone_country: "{label}: telefoonnummers van dit land kunnen hier niet worden gebruikt. Vul een nummer in van een land uit de lijst.",
    telephone_extension: "{label}: vul het nummer in zonder toestelnummer.",
    telephone_without_country: "{label}: kies een land, of begin het nummer met + en het landnummer.",
    not_a_url: "{label}: vul een webadres in, zoals https://example.com.",
    not_a_number: "{label}: vul een getal in, in cijfers.",
    decimal_sign: "{label}: schrijf decimalen als {example}.",
    too_many_digits: "{label}: vul een getal met minder cijfers in.",
    not_a_whole_number: "{label}: vul een geheel getal in, zonder decimalen.",
    too_small: "{label}: vul een getal in van {least} of hoger.",
    too_large: "{label}: vul een getal in van {most} of lager.",
    not_a_multiple: "{label}: vul een veelvoud van {step} in.",
    date_incomplete: "{label}: vul dag, maand en jaar in.",
    not_a_date: "{label}: deze datum bestaat niet. Controleer dag, maand en jaar.",
    year_digits: "{label}: vul het jaar in met vier cijfers, bijvoorbeeld 1992.",
    too_early: "{label}: vul {earliest} of een latere datum in.",
    too_late: "{label}: vul {latest} of een eerdere datum in.",
    not_an_option: "{label}: kies een van de aangeboden antwoorden.",
    pattern_mismatch: "{label}: het antwoord heeft niet het verwachte formaat. Controleer het.",
    other_missing: "{label}: vul uw eigen antwoord in het tekstvak in.",

    minutes_left: Plural::one_other(
        "U heeft ongeveer {minutes} minuut om te antwoorden. Ga daarna terug naar de applicatie en log opnieuw in.",
        "U heeft ongeveer {minutes} minuten om te antwoorden. Ga daarna terug naar de applicatie en log opnieuw in.",
    ),
    too_few: Plural::one_other(
        "{label}: kies minstens {least} antwoord.",
        "{label}: kies minstens {least} antwoorden.",
    ),
    too_many: Plural::one_other(
        "{label}: kies hoogstens {most} antwoord.",
        "{label}: kies hoogstens {most} antwoorden.",
    ),
    too_short: Plural::one_other(
        "{label}: gebruik minstens {least} teken.",
        "{label}: gebruik minstens {least} tekens.",
    ),
    length_limit: Plural::one_other("Hoogstens {most} teken", "Hoogstens {most} tekens"),
    too_long: Plural::one_other(
        "{label}: gebruik hoogstens {most} teken; u heeft er {actual} gebruikt.",
        "{label}: gebruik hoogstens {most} tekens; u heeft er {actual} gebruikt.",
    ),
    too_many_decimals: Plural::one_other(
        "{label}: gebruik hoogstens {most} decimaal.",
        "{label}: gebruik hoogstens {most} decimalen.",
    ),
};
