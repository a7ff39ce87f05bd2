//! Italian, addressing nobody: with the infinitive, as forms do.

use crate::locale::date::{DateFormat, DateOrder};
use crate::locale::number::NumberFormat;
use crate::locale::plural::{self, Plural};
use crate::locale::tag::Direction;
use crate::locale::texts::{ErrorPage, Messages, Texts};

/// The messages for a region: its separators.
pub(super) fn messages(region: Option<&str>) -> &'static Messages {
    static ITALY: Messages = MESSAGES;
    static SWITZERLAND: Messages = Messages { numbers: NumberFormat::POINT_APOSTROPHE.four_together(), ..MESSAGES };

    match region {
        Some("CH") => &SWITZERLAND,
        _ => &ITALY,
    }
}

const MESSAGES: Messages = Messages {
    language: "it",
    direction: Direction::Ltr,
    plural: plural::one_if_1_many_millions,
    texts: &TEXTS,
    numbers: NumberFormat::COMMA_POINT.four_together(),
    dates: &DATES,
};

static DATES: DateFormat = DateFormat {
    pattern: "{day} {month} {year}",
    order: DateOrder::Dmy,
    months: [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ], other_months: &[],
};

const SIGN_IN_AGAIN: &str = "Tornare all’applicazione e accedere di nuovo. Se questa pagina compare ancora, avvisare i responsabili dell’applicazione e comunicare loro il riferimento riportato sotto.";

static TEXTS: Texts = Texts {
    continue_button: "Continua",
    next: "Avanti",
    back: "Indietro",
    not_now: "Non ora",
    error_prefix: "Errore: ",
    summary_title: "C’è un problema",
    optional: " (facoltativo)",
    reference: "Riferimento: ",
    yes: "Sì",
    no: "No",
    other: "Altro",
    other_text: "Specificare",
    choose_option: "Scegliere un’opzione",
    day: "Giorno",
    month: "Mese",
    year: "Anno",
    calling_code: "Paese (prefisso)",
    telephone_number: "Numero di telefono",
    account: "Account: ",
    still_right: "È ancora corretto?",
    not_you: "Account sbagliato? Tornare all’accesso",
    privacy: "Informativa sulla privacy",
    return_link: "Continua senza rispondere",
    return_denied: "Continua senza rispondere (l’accesso non verrà completato)",
    return_unknown: "Se si continua senza rispondere, è possibile che compaia un messaggio e che l’accesso non venga completato.",
    last_minute: "Resta meno di un minuto per rispondere. Trascorso questo tempo, tornare all’applicazione e accedere di nuovo.",
    going_back: "Ritorno all’accesso",

    expired: ErrorPage {
        title: "Questa pagina è scaduta",
        happened: "Per motivi di sicurezza, l’accesso deve essere completato entro alcuni minuti. Le risposte non sono state salvate.",
        next: "Tornare all’applicazione e accedere di nuovo.",
    },
    invalid_link: ErrorPage {
        title: "Questo link non può essere utilizzato",
        happened: "Il link utilizzato è incompleto o non è stato creato per questa pagina. Non è stato salvato nulla.",
        next: SIGN_IN_AGAIN,
    },
    invalid_request: ErrorPage {
        title: "Impossibile leggere i dati",
        happened: "Ciò che il browser ha inviato non è quanto questa pagina si aspetta. Non è stato salvato nulla.",
        next: SIGN_IN_AGAIN,
    },
    not_found: ErrorPage {
        title: "Pagina non trovata",
        happened: "A questo indirizzo non c’è alcun modulo.",
        next: SIGN_IN_AGAIN,
    },
    unavailable: ErrorPage {
        title: "Riprovare tra qualche istante",
        happened: "Al momento questa pagina non può essere visualizzata. Il problema è nostro e di solito si risolve in breve.",
        next: "Attendere qualche secondo, poi ricaricare la pagina. Se non basta, tornare all’applicazione e accedere di nuovo.",
    },
    internal_error: ErrorPage {
        title: "Qualcosa è andato storto",
        happened: "Questa pagina non ha funzionato a causa di un nostro errore. Non è stato salvato nulla.",
        next: SIGN_IN_AGAIN,
    },

    step: "Passaggio {step} di {steps}",
    signing_in_to: "Accesso a {application} in corso.",
    going_back_by_button: "Se non succede nulla entro qualche secondo, selezionare «{button}».",
    required: "{label}: inserire una risposta.",
    choice_required: "{label}: scegliere una risposta.",
    consent_required: "Per continuare è necessario accettare: {label}",
    control_character: "{label}: è presente un carattere che non può essere utilizzato, ad esempio un’interruzione di riga. Inserire di nuovo la risposta.",
    too_much: "{label}: le risposte sono troppo lunghe per essere inviate insieme. Abbreviare questa.",
    not_an_email: "{label}: inserire un indirizzo e-mail, ad esempio name@example.com.",
    not_a_telephone_number: "{label}: questo non è un numero di telefono del Paese scelto. Controllare il Paese e il numero.",
    telephone_country: "{label}: i numeri di telefono di questo Paese non possono essere utilizzati qui. Inserire un numero di un Paese presente nell’elenco.",
    telephone_extension: "{label}: inserire il numero senza interno.",
    telephone_without_country: "{label}: scegliere un Paese, oppure iniziare il numero con + e il prefisso del Paese.",
    not_a_url: "{label}: inserire un indirizzo web, ad esempio https://example.com.",
    not_a_number: "{label}: inserire un numero in cifre.",
    decimal_sign: "{label}: scrivere i decimali così: {example}.",
    too_many_digits: "{label}: inserire un numero con meno cifre.",
    not_a_whole_number: "{label}: inserire un numero intero, senza decimali.",
    too_small: "{label}: inserire un numero maggiore o uguale a {least}.",
    too_large: "{label}: inserire un numero minore o uguale a {most}.",
    not_a_multiple: "{label}: inserire un multiplo di {step}.",
    date_incomplete: "{label}: inserire giorno, mese e anno.",
    not_a_date: "{label}: questa data non esiste. Controllare giorno, mese e anno.",
    year_digits: "{label}: inserire l’anno con quattro cifre, ad esempio 1992.",
    too_early: "{label}: inserire una data valida. Prima data ammessa: {earliest}.",
    too_late: "{label}: inserire una data valida. Ultima data ammessa: {latest}.",
    not_an_option: "{label}: scegliere una delle risposte proposte.",
    pattern_mismatch: "{label}: la risposta non è nel formato previsto. Controllarla.",
    other_missing: "{label}: scrivere la propria risposta nella casella di testo.",

    minutes_left: Plural::one_other(
        "Tempo per rispondere: circa {minutes} minuto. Trascorso questo tempo, tornare all’applicazione e accedere di nuovo.",
        "Tempo per rispondere: circa {minutes} minuti. Trascorso questo tempo, tornare all’applicazione e accedere di nuovo.",
    ),
    too_few: Plural::one_other(
        "{label}: scegliere almeno {least} risposta.",
        "{label}: scegliere almeno {least} risposte.",
    ),
    too_many: Plural::one_other(
        "{label}: scegliere al massimo {most} risposta.",
        "{label}: scegliere al massimo {most} risposte.",
    ),
    too_short: Plural::one_other(
        "{label}: inserire almeno {least} carattere.",
        "{label}: inserire almeno {least} caratteri.",
    ),
    length_limit: Plural::one_other("Al massimo {most} carattere", "Al massimo {most} caratteri"),
    too_long: Plural::one_other(
        "{label}: inserire al massimo {most} carattere; inseriti: {actual}.",
        "{label}: inserire al massimo {most} caratteri; inseriti: {actual}.",
    ),
    too_many_decimals: Plural::one_other(
        "{label}: utilizzare al massimo {most} decimale.",
        "{label}: utilizzare al massimo {most} decimali.",
    ),
};
