//! Polish, addressing nobody: with "proszę" and the infinitive.

use crate::locale::date::{DateFormat, DateOrder};
use crate::locale::number::NumberFormat;
use crate::locale::plural::{self, Plural};
use crate::locale::tag::Direction;
use crate::locale::texts::{ErrorPage, Messages, Texts};

pub(super) static MESSAGES: Messages = Messages {
    language: "pl",
    direction: Direction::Ltr,
    plural: plural::polish,
    texts: &TEXTS,
    numbers: NumberFormat::COMMA_SPACE.four_together(),
    dates: &DATES,
};

static DATES: DateFormat = DateFormat {
    pattern: "{day} {month} {year}",
    order: DateOrder::Dmy,
    months: [
        "stycznia",
        "lutego",
        "marca",
        "kwietnia",
        "maja",
        "czerwca",
        "lipca",
        "sierpnia",
        "września",
        "października",
        "listopada",
        "grudnia",
    ], other_months: &[("styczeń", 1), ("luty", 2), ("marzec", 3), ("kwiecień", 4), ("maj", 5), ("czerwiec", 6), ("lipiec", 7), ("sierpień", 8), ("wrzesień", 9), ("październik", 10), ("listopad", 11), ("grudzień", 12)],
};

const SIGN_IN_AGAIN: &str = "Proszę wrócić do aplikacji i zalogować się ponownie. Jeśli ta strona pojawi się znowu, proszę powiadomić osoby odpowiedzialne za aplikację i podać im poniższy numer referencyjny.";

static TEXTS: Texts = Texts {
    continue_button: "Kontynuuj",
    next: "Dalej",
    back: "Wstecz",
    not_now: "Nie teraz",
    error_prefix: "Błąd: ",
    summary_title: "Wystąpił problem",
    optional: " (opcjonalnie)",
    reference: "Numer referencyjny: ",
    yes: "Tak",
    no: "Nie",
    other: "Inne",
    other_text: "Proszę podać szczegóły",
    choose_option: "Wybierz opcję",
    day: "Dzień",
    month: "Miesiąc",
    year: "Rok",
    calling_code: "Kraj (numer kierunkowy)",
    telephone_number: "Numer telefonu",
    account: "Konto: ",
    still_right: "Czy te informacje są nadal aktualne?",
    not_you: "Niewłaściwe konto? Powrót do logowania",
    privacy: "Polityka prywatności",
    return_link: "Kontynuuj bez odpowiedzi",
    return_denied: "Kontynuuj bez odpowiedzi (logowanie nie zostanie ukończone)",
    return_unknown: "W przypadku kontynuowania bez odpowiedzi może pojawić się komunikat, a logowanie może nie zostać ukończone.",
    last_minute: "Na odpowiedź została mniej niż minuta. Po tym czasie proszę wrócić do aplikacji i zalogować się ponownie.",
    going_back: "Powrót do logowania",

    expired: ErrorPage {
        title: "Ta strona wygasła",
        happened: "Ze względów bezpieczeństwa logowanie trzeba ukończyć w ciągu kilku minut. Odpowiedzi nie zostały zapisane.",
        next: "Proszę wrócić do aplikacji i zalogować się ponownie.",
    },
    invalid_link: ErrorPage {
        title: "Tego linku nie można użyć",
        happened: "Link, który prowadził do tej strony, jest niepełny lub nie został dla niej utworzony. Nic nie zostało zapisane.",
        next: SIGN_IN_AGAIN,
    },
    invalid_request: ErrorPage {
        title: "Nie udało się odczytać danych",
        happened: "Przeglądarka przesłała coś innego, niż oczekuje ta strona. Nic nie zostało zapisane.",
        next: SIGN_IN_AGAIN,
    },
    not_found: ErrorPage {
        title: "Nie znaleziono strony",
        happened: "Pod tym adresem nie ma formularza.",
        next: SIGN_IN_AGAIN,
    },
    unavailable: ErrorPage {
        title: "Proszę spróbować ponownie za chwilę",
        happened: "W tej chwili nie można wyświetlić tej strony. Problem leży po naszej stronie i zwykle szybko mija.",
        next: "Proszę odczekać kilka sekund i odświeżyć stronę. Jeśli to nie pomoże, proszę wrócić do aplikacji i zalogować się ponownie.",
    },
    internal_error: ErrorPage {
        title: "Coś poszło nie tak",
        happened: "Ta strona nie zadziałała z powodu błędu po naszej stronie. Nic nie zostało zapisane.",
        next: SIGN_IN_AGAIN,
    },

    step: "Krok {step} z {steps}",
    signing_in_to: "Trwa logowanie do aplikacji {application}.",
    going_back_by_button: "Jeśli w ciągu kilku sekund nic się nie stanie, proszę wybrać „{button}”.",
    required: "{label}: proszę podać odpowiedź.",
    choice_required: "{label}: proszę wybrać odpowiedź.",
    consent_required: "Aby kontynuować, proszę wyrazić zgodę: {label}",
    control_character: "{label}: odpowiedź zawiera znak, którego nie można użyć, na przykład znak nowego wiersza. Proszę wpisać odpowiedź ponownie.",
    too_much: "{label}: odpowiedzi są zbyt długie, aby wysłać je razem. Proszę skrócić tę odpowiedź.",
    not_an_email: "{label}: proszę podać adres e-mail, na przykład name@example.com.",
    not_a_telephone_number: "{label}: to nie jest numer telefonu z wybranego kraju. Proszę sprawdzić kraj i numer.",
    telephone_country: "{label}: numerów telefonu z tego kraju nie można tu użyć. Proszę podać numer z kraju, który jest na liście.",
    telephone_extension: "{label}: proszę podać numer bez numeru wewnętrznego.",
    telephone_without_country: "{label}: proszę wybrać kraj albo zacząć numer od + i numeru kierunkowego kraju.",
    not_a_url: "{label}: proszę podać adres internetowy, na przykład https://example.com.",
    not_a_number: "{label}: proszę podać liczbę, wpisaną cyframi.",
    decimal_sign: "{label}: miejsca po przecinku proszę zapisać tak: {example}.",
    too_many_digits: "{label}: proszę podać liczbę o mniejszej liczbie cyfr.",
    not_a_whole_number: "{label}: proszę podać liczbę całkowitą, bez miejsc po przecinku.",
    too_small: "{label}: proszę podać liczbę nie mniejszą niż {least}.",
    too_large: "{label}: proszę podać liczbę nie większą niż {most}.",
    not_a_multiple: "{label}: proszę podać wielokrotność liczby {step}.",
    date_incomplete: "{label}: proszę podać dzień, miesiąc i rok.",
    not_a_date: "{label}: taka data nie istnieje. Proszę sprawdzić dzień, miesiąc i rok.",
    year_digits: "{label}: proszę podać rok czterema cyframi, na przykład 1992.",
    too_early: "{label}: proszę podać datę nie wcześniejszą niż {earliest}.",
    too_late: "{label}: proszę podać datę nie późniejszą niż {latest}.",
    not_an_option: "{label}: proszę wybrać jedną z podanych odpowiedzi.",
    pattern_mismatch: "{label}: odpowiedź nie ma oczekiwanego formatu. Proszę ją sprawdzić.",
    other_missing: "{label}: proszę wpisać własną odpowiedź w polu tekstowym.",

    minutes_left: Plural::one_few_many(
        "Czas na odpowiedź: około {minutes} minuty. Po tym czasie proszę wrócić do aplikacji i zalogować się ponownie.",
        "Czas na odpowiedź: około {minutes} minut. Po tym czasie proszę wrócić do aplikacji i zalogować się ponownie.",
        "Czas na odpowiedź: około {minutes} minut. Po tym czasie proszę wrócić do aplikacji i zalogować się ponownie.",
    ),
    too_few: Plural::one_few_many(
        "{label}: proszę wybrać co najmniej {least} odpowiedź.",
        "{label}: proszę wybrać co najmniej {least} odpowiedzi.",
        "{label}: proszę wybrać co najmniej {least} odpowiedzi.",
    ),
    too_many: Plural::one_few_many(
        "{label}: proszę wybrać najwyżej {most} odpowiedź.",
        "{label}: proszę wybrać najwyżej {most} odpowiedzi.",
        "{label}: proszę wybrać najwyżej {most} odpowiedzi.",
    ),
    too_short: Plural::one_few_many(
        "{label}: proszę wpisać co najmniej {least} znak.",
        "{label}: proszę wpisać co najmniej {least} znaki.",
        "{label}: proszę wpisać co najmniej {least} znaków.",
    ),
    length_limit: Plural::one_few_many("Najwyżej {most} znak", "Najwyżej {most} znaki", "Najwyżej {most} znaków"),
    too_long: Plural::one_few_many(
        "{label}: proszę wpisać najwyżej {most} znak; liczba wpisanych znaków: {actual}.",
        "{label}: proszę wpisać najwyżej {most} znaki; liczba wpisanych znaków: {actual}.",
        "{label}: proszę wpisać najwyżej {most} znaków; liczba wpisanych znaków: {actual}.",
    ),
    too_many_decimals: Plural::one_few_many(
        "{label}: proszę użyć najwyżej {most} miejsca po przecinku.",
        "{label}: proszę użyć najwyżej {most} miejsc po przecinku.",
        "{label}: proszę użyć najwyżej {most} miejsc po przecinku.",
    ),
};
