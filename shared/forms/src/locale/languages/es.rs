//! Spanish, addressing the person as usted.

use crate::locale::date::{DateFormat, DateOrder};
use crate::locale::number::NumberFormat;
use crate::locale::plural::{self, Plural};
use crate::locale::tag::Direction;
use crate::locale::texts::{ErrorPage, Messages, Texts};

/// The messages for a region: its separators.
pub(super) fn messages(region: Option<&str>) -> &'static Messages {
    static SPAIN: Messages = MESSAGES;
    static NORTH: Messages = Messages { numbers: NumberFormat::POINT_COMMA, ..MESSAGES };
    static SOUTH: Messages = Messages { numbers: NumberFormat::COMMA_POINT, ..MESSAGES };
    static COSTA_RICA: Messages = Messages { numbers: NumberFormat::COMMA_SPACE, ..MESSAGES };
    static PERU: Messages = Messages { numbers: NumberFormat::POINT_COMMA, dates: &SETIEMBRE, ..MESSAGES };
    static URUGUAY: Messages = Messages { numbers: NumberFormat::COMMA_POINT, dates: &SETIEMBRE, ..MESSAGES };

    match region {
        Some("419" | "BR" | "BZ" | "CU" | "DO" | "GT" | "HN" | "MX" | "NI" | "PA" | "PR" | "SV" | "US") => {
            &NORTH
        }
        Some("AR" | "BO" | "CL" | "CO" | "EC" | "PY" | "VE") => &SOUTH,
        Some("CR") => &COSTA_RICA,
        Some("PE") => &PERU,
        Some("UY") => &URUGUAY,
        _ => &SPAIN,
    }
}

const MESSAGES: Messages = Messages {
    language: "es",
    direction: Direction::Ltr,
    plural: plural::one_if_1_many_millions,
    texts: &TEXTS,
    numbers: NumberFormat::COMMA_POINT.four_together(),
    dates: &DATES,
};

const OTHER_MONTHS: [(&str, u8); 2] = [("set", 9), ("setiembre", 9)];

static DATES: DateFormat = DateFormat {
    pattern: "{day} de {month} de {year}",
    order: DateOrder::Dmy,
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ], other_months: &OTHER_MONTHS,
};

/// With the ninth month as Peru and Uruguay write it.
static SETIEMBRE: DateFormat = DateFormat {
    pattern: "{day} de {month} de {year}",
    order: DateOrder::Dmy,
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "setiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ], other_months: &OTHER_MONTHS,
};

const SIGN_IN_AGAIN: &str = "Vuelva a la aplicación e inicie sesión de nuevo. Si esta página aparece otra vez, avise a los responsables de la aplicación e indíqueles la referencia que figura abajo.";

static TEXTS: Texts = Texts {
    continue_button: "Continuar",
    next: "Siguiente",
    back: "Atrás",
    not_now: "Ahora no",
    error_prefix: "Error: ",
    summary_title: "Hay un problema",
    optional: " (opcional)",
    reference: "Referencia: ",
    yes: "Sí",
    no: "No",
    other: "Otro",
    other_text: "Especifique cuál",
    choose_option: "Elija una opción",
    day: "Día",
    month: "Mes",
    year: "Año",
    calling_code: "País (prefijo telefónico)",
    telephone_number: "Número de teléfono",
    account: "Su cuenta: ",
    still_right: "¿Sigue siendo correcto?",
    not_you: "¿No es usted? Volver al inicio de sesión",
    privacy: "Aviso de privacidad",
    return_link: "Continuar sin responder",
    return_denied: "Continuar sin responder (no se iniciará sesión)",
    return_unknown: "Si continúa sin responder, es posible que aparezca un mensaje y que no se inicie sesión.",
    last_minute: "Le queda menos de un minuto para responder. Después, vuelva a la aplicación e inicie sesión de nuevo.",
    going_back: "Volviendo al inicio de sesión",

    expired: ErrorPage {
        title: "Esta página ha caducado",
        happened: "Por su seguridad, el inicio de sesión debe completarse en unos minutos. Sus respuestas no se han guardado.",
        next: "Vuelva a la aplicación e inicie sesión de nuevo.",
    },
    invalid_link: ErrorPage {
        title: "Este enlace no se puede usar",
        happened: "El enlace que le ha traído hasta aquí está incompleto o no se creó para esta página. No se ha guardado nada.",
        next: SIGN_IN_AGAIN,
    },
    invalid_request: ErrorPage {
        title: "No se han podido leer los datos",
        happened: "Lo que ha enviado su navegador no es lo que esta página espera. No se ha guardado nada.",
        next: SIGN_IN_AGAIN,
    },
    not_found: ErrorPage {
        title: "Página no encontrada",
        happened: "No hay ningún formulario en esta dirección.",
        next: SIGN_IN_AGAIN,
    },
    unavailable: ErrorPage {
        title: "Vuelva a intentarlo dentro de un momento",
        happened: "Esta página no se puede mostrar ahora mismo. El fallo es nuestro y suele durar poco.",
        next: "Espere unos segundos y vuelva a cargar la página. Si no funciona, vuelva a la aplicación e inicie sesión de nuevo.",
    },
    internal_error: ErrorPage {
        title: "Algo ha salido mal",
        happened: "Esta página ha fallado por un error nuestro. No se ha guardado nada.",
        next: SIGN_IN_AGAIN,
    },

    step: "Paso {step} de {steps}",
    signing_in_to: "Está iniciando sesión en {application}.",
    going_back_by_button: "Si no ocurre nada en unos segundos, seleccione «{button}».",
    required: "{label}: escriba una respuesta.",
    choice_required: "{label}: elija una respuesta.",
    consent_required: "Para continuar, debe aceptar lo siguiente: {label}",
    control_character: "{label}: hay un carácter que no se puede usar, como un salto de línea. Escriba la respuesta de nuevo.",
    too_much: "{label}: sus respuestas son demasiado largas para enviarlas juntas. Acorte esta.",
    not_an_email: "{label}: escriba una dirección de correo electrónico, como name@example.com.",
    not_a_telephone_number: "{label}: este número de teléfono no es válido en el país elegido. Compruebe el país y el número.",
    telephone_country: "{label}: aquí no se pueden usar números de teléfono de este país. Escriba un número de un país de la lista.",
    telephone_extension: "{label}: escriba el número sin extensión.",
    telephone_without_country: "{label}: elija un país, o empiece el número con + y el prefijo del país.",
    not_a_url: "{label}: escriba una dirección web, como https://example.com.",
    not_a_number: "{label}: escriba un número en cifras.",
    decimal_sign: "{label}: escriba los decimales así: {example}.",
    too_many_digits: "{label}: escriba un número con menos cifras.",
    not_a_whole_number: "{label}: escriba un número entero, sin decimales.",
    too_small: "{label}: escriba un número igual o mayor que {least}.",
    too_large: "{label}: escriba un número igual o menor que {most}.",
    not_a_multiple: "{label}: escriba un múltiplo de {step}.",
    date_incomplete: "{label}: escriba el día, el mes y el año.",
    not_a_date: "{label}: esta fecha no existe. Compruebe el día, el mes y el año.",
    year_digits: "{label}: escriba el año con cuatro cifras, por ejemplo 1992.",
    too_early: "{label}: escriba el {earliest} o una fecha posterior.",
    too_late: "{label}: escriba el {latest} o una fecha anterior.",
    not_an_option: "{label}: elija una de las respuestas que se ofrecen.",
    pattern_mismatch: "{label}: la respuesta no tiene el formato esperado. Compruébela.",
    other_missing: "{label}: escriba su propia respuesta en el cuadro de texto.",

    minutes_left: Plural::one_other(
        "Dispone de aproximadamente {minutes} minuto para responder. Después, vuelva a la aplicación e inicie sesión de nuevo.",
        "Dispone de aproximadamente {minutes} minutos para responder. Después, vuelva a la aplicación e inicie sesión de nuevo.",
    ),
    too_few: Plural::one_other(
        "{label}: elija al menos {least} respuesta.",
        "{label}: elija al menos {least} respuestas.",
    ),
    too_many: Plural::one_other(
        "{label}: elija como máximo {most} respuesta.",
        "{label}: elija como máximo {most} respuestas.",
    ),
    too_short: Plural::one_other(
        "{label}: escriba al menos {least} carácter.",
        "{label}: escriba al menos {least} caracteres.",
    ),
    length_limit: Plural::one_other("{most} carácter como máximo", "{most} caracteres como máximo"),
    too_long: Plural::one_other(
        "{label}: escriba como máximo {most} carácter; ha escrito {actual}.",
        "{label}: escriba como máximo {most} caracteres; ha escrito {actual}.",
    ),
    too_many_decimals: Plural::one_other(
        "{label}: use como máximo {most} decimal.",
        "{label}: use como máximo {most} decimales.",
    ),
};
