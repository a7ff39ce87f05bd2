//! French, addressing the person as vous. A no-break space goes in front of a colon, a narrow one in front of
//! a semicolon and a question mark.

use crate::locale::date::{DateFormat, DateOrder};
use crate::locale::number::NumberFormat;
use crate::locale::plural::{self, Plural};
use crate::locale::tag::Direction;
use crate::locale::texts::{ErrorPage, Messages, Texts};

/// The messages for a region: its separators.
pub(super) fn messages(region: Option<&str>) -> &'static Messages {
    static FRANCE: Messages = MESSAGES;
    static CANADA: Messages = Messages { numbers: NumberFormat::COMMA_SPACE, ..MESSAGES };
    static POINTS: Messages = Messages { numbers: NumberFormat::COMMA_POINT, ..MESSAGES };

    match region {
        Some("CA") => &CANADA,
        Some("LU" | "MA") => &POINTS,
        _ => &FRANCE,
    }
}

const MESSAGES: Messages = Messages {
    language: "fr",
    direction: Direction::Ltr,
    plural: plural::one_if_0_or_1_many_millions,
    texts: &TEXTS,
    numbers: NumberFormat::COMMA_NARROW_SPACE,
    dates: &DATES,
};

static DATES: DateFormat = DateFormat {
    pattern: "{day} {month} {year}",
    order: DateOrder::Dmy,
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ], other_months: &[("fevrier", 2), ("fevr", 2), ("aout", 8), ("decembre", 12)],
};

const SIGN_IN_AGAIN: &str = "Retournez dans l’application et connectez-vous à nouveau. Si cette page s’affiche encore, prévenez les responsables de l’application et communiquez-leur la référence ci-dessous.";

static TEXTS: Texts = Texts {
    continue_button: "Continuer",
    next: "Suivant",
    back: "Retour",
    not_now: "Pas maintenant",
    error_prefix: "Erreur\u{a0}: ",
    summary_title: "Il y a un problème",
    optional: " (facultatif)",
    reference: "Référence\u{a0}: ",
    yes: "Oui",
    no: "Non",
    other: "Autre",
    other_text: "Veuillez préciser",
    choose_option: "Choisissez une option",
    day: "Jour",
    month: "Mois",
    year: "Année",
    calling_code: "Pays (indicatif)",
    telephone_number: "Numéro de téléphone",
    account: "Votre compte\u{a0}: ",
    still_right: "Est-ce toujours exact\u{202f}?",
    not_you: "Ce n’est pas vous\u{202f}? Retourner à la connexion",
    privacy: "Politique de confidentialité",
    return_link: "Continuer sans répondre",
    return_denied: "Continuer sans répondre (la connexion n’aboutira pas)",
    return_unknown: "Si vous continuez sans répondre, il est possible qu’un message s’affiche et que la connexion n’aboutisse pas.",
    last_minute: "Il vous reste moins d’une minute pour répondre. Passé ce délai, retournez dans l’application et connectez-vous à nouveau.",
    going_back: "Retour à la connexion",

    expired: ErrorPage {
        title: "Cette page a expiré",
        happened: "Pour votre sécurité, la connexion doit être terminée en quelques minutes. Vos réponses n’ont pas été enregistrées.",
        next: "Retournez dans l’application et connectez-vous à nouveau.",
    },
    invalid_link: ErrorPage {
        title: "Ce lien n’est pas utilisable",
        happened: "Le lien qui vous a amené ici est incomplet ou n’a pas été créé pour cette page. Rien n’a été enregistré.",
        next: SIGN_IN_AGAIN,
    },
    invalid_request: ErrorPage {
        title: "Les données n’ont pas pu être lues",
        happened: "Ce que votre navigateur a envoyé ne correspond pas à ce que cette page attend. Rien n’a été enregistré.",
        next: SIGN_IN_AGAIN,
    },
    not_found: ErrorPage {
        title: "Page introuvable",
        happened: "Il n’y a pas de formulaire à cette adresse.",
        next: SIGN_IN_AGAIN,
    },
    unavailable: ErrorPage {
        title: "Veuillez réessayer dans un instant",
        happened: "Cette page ne peut pas être affichée pour le moment. Le problème vient de chez nous et ne dure généralement pas longtemps.",
        next: "Attendez quelques secondes, puis rechargez cette page. Si cela ne suffit pas, retournez dans l’application et connectez-vous à nouveau.",
    },
    internal_error: ErrorPage {
        title: "Une erreur s’est produite",
        happened: "Cette page n’a pas fonctionné en raison d’une erreur de notre part. Rien n’a été enregistré.",
        next: SIGN_IN_AGAIN,
    },

    step: "Étape {step} sur {steps}",
    signing_in_to: "Vous vous connectez à {application}.",
    going_back_by_button: "Si rien ne se passe dans quelques secondes, sélectionnez «\u{202f}{button}\u{202f}».",
    required: "{label}\u{a0}: veuillez saisir une réponse.",
    choice_required: "{label}\u{a0}: veuillez choisir une réponse.",
    consent_required: "Pour continuer, veuillez donner votre accord\u{a0}: {label}",
    control_character: "{label}\u{a0}: la réponse contient un caractère qui ne peut pas être utilisé, comme un saut de ligne. Veuillez la saisir à nouveau.",
    too_much: "{label}\u{a0}: vos réponses sont trop longues pour être envoyées ensemble. Veuillez raccourcir celle-ci.",
    not_an_email: "{label}\u{a0}: veuillez saisir une adresse e-mail, comme name@example.com.",
    not_a_telephone_number: "{label}\u{a0}: ce numéro de téléphone n’est pas valable dans le pays choisi. Veuillez vérifier le pays et le numéro.",
    telephone_country: "{label}\u{a0}: les numéros de téléphone de ce pays ne peuvent pas être utilisés ici. Veuillez saisir un numéro d’un pays de la liste.",
    telephone_extension: "{label}\u{a0}: veuillez saisir le numéro sans numéro de poste.",
    telephone_without_country: "{label}\u{a0}: veuillez choisir un pays, ou commencer le numéro par + et l’indicatif du pays.",
    not_a_url: "{label}\u{a0}: veuillez saisir une adresse web, comme https://example.com.",
    not_a_number: "{label}\u{a0}: veuillez saisir un nombre en chiffres.",
    decimal_sign: "{label}\u{a0}: veuillez écrire les décimales ainsi\u{a0}: {example}.",
    too_many_digits: "{label}\u{a0}: veuillez saisir un nombre avec moins de chiffres.",
    not_a_whole_number: "{label}\u{a0}: veuillez saisir un nombre entier, sans décimales.",
    too_small: "{label}\u{a0}: veuillez saisir un nombre supérieur ou égal à {least}.",
    too_large: "{label}\u{a0}: veuillez saisir un nombre inférieur ou égal à {most}.",
    not_a_multiple: "{label}\u{a0}: veuillez saisir un multiple de {step}.",
    date_incomplete: "{label}\u{a0}: veuillez saisir le jour, le mois et l’année.",
    not_a_date: "{label}\u{a0}: cette date n’existe pas. Veuillez vérifier le jour, le mois et l’année.",
    year_digits: "{label}\u{a0}: veuillez saisir l’année en quatre chiffres, par exemple 1992.",
    too_early: "{label}\u{a0}: veuillez saisir le {earliest} ou une date ultérieure.",
    too_late: "{label}\u{a0}: veuillez saisir le {latest} ou une date antérieure.",
    not_an_option: "{label}\u{a0}: veuillez choisir l’une des réponses proposées.",
    pattern_mismatch: "{label}\u{a0}: la réponse n’a pas la forme attendue. Veuillez la vérifier.",
    other_missing: "{label}\u{a0}: veuillez écrire votre propre réponse dans la zone de texte.",

    minutes_left: Plural::one_other(
        "Vous avez environ {minutes} minute pour répondre. Passé ce délai, retournez dans l’application et connectez-vous à nouveau.",
        "Vous avez environ {minutes} minutes pour répondre. Passé ce délai, retournez dans l’application et connectez-vous à nouveau.",
    ),
    too_few: Plural::one_other(
        "{label}\u{a0}: veuillez choisir au moins {least} réponse.",
        "{label}\u{a0}: veuillez choisir au moins {least} réponses.",
    ),
    too_many: Plural::one_other(
        "{label}\u{a0}: veuillez choisir au plus {most} réponse.",
        "{label}\u{a0}: veuillez choisir au plus {most} réponses.",
    ),
    too_short: Plural::one_other(
        "{label}\u{a0}: veuillez saisir au moins {least} caractère.",
        "{label}\u{a0}: veuillez saisir au moins {least} caractères.",
    ),
    length_limit: Plural::one_other("{most} caractère au maximum", "{most} caractères au maximum"),
    too_long: Plural::one_other(
        "{label}\u{a0}: veuillez saisir au plus {most} caractère\u{202f}; vous en avez saisi {actual}.",
        "{label}\u{a0}: veuillez saisir au plus {most} caractères\u{202f}; vous en avez saisi {actual}.",
    ),
    too_many_decimals: Plural::one_other(
        "{label}\u{a0}: veuillez utiliser au plus {most} décimale.",
        "{label}\u{a0}: veuillez utiliser au plus {most} décimales.",
    ),
};
