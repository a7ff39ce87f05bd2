//! Portuguese as Brazil writes it, addressing the person as você. Portugal and the countries that follow it have texts and
//! separators of their own.

mod portugal;

use crate::locale::date::{DateFormat, DateOrder};
use crate::locale::number::NumberFormat;
use crate::locale::plural::{self, Plural};
use crate::locale::tag::Direction;
use crate::locale::texts::{ErrorPage, Messages, Texts};

/// The messages for a region: its texts, its separators, and which numbers take the singular.
pub(super) fn messages(region: Option<&str>) -> &'static Messages {
    static BRAZIL: Messages = MESSAGES;
    static PORTUGAL: Messages = Messages {
        plural: plural::one_if_1_many_millions,
        texts: &portugal::TEXTS,
        numbers: NumberFormat::COMMA_SPACE.four_together(),
        ..MESSAGES
    };
    static ANGOLA: Messages = Messages {
        plural: plural::one_if_1_many_millions,
        texts: &portugal::TEXTS,
        numbers: NumberFormat::COMMA_SPACE,
        ..MESSAGES
    };

    match region {
        Some("AO") => &ANGOLA,
        Some("CH" | "CV" | "GQ" | "GW" | "LU" | "MO" | "MZ" | "PT" | "ST" | "TL") => &PORTUGAL,
        _ => &BRAZIL,
    }
}

const MESSAGES: Messages = Messages {
    language: "pt",
    direction: Direction::Ltr,
    plural: plural::one_if_0_or_1_many_millions,
    texts: &TEXTS,
    numbers: NumberFormat::COMMA_POINT,
    dates: &DATES,
};

static DATES: DateFormat = DateFormat {
    pattern: "{day} de {month} de {year}",
    order: DateOrder::Dmy,
    months: [
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ], other_months: &[("marco", 3)],
};

const SIGN_IN_AGAIN: &str = "Volte ao aplicativo e faça login novamente. Se esta página aparecer outra vez, avise os responsáveis pelo aplicativo e informe a referência abaixo.";

static TEXTS: Texts = Texts {
    continue_button: "Continuar",
    next: "Avançar",
    back: "Voltar",
    not_now: "Agora não",
    error_prefix: "Erro: ",
    summary_title: "Há um problema",
    optional: " (opcional)",
    reference: "Referência: ",
    yes: "Sim",
    no: "Não",
    other: "Outro",
    other_text: "Especifique",
    choose_option: "Escolha uma opção",
    day: "Dia",
    month: "Mês",
    year: "Ano",
    calling_code: "País (DDI)",
    telephone_number: "Número de telefone",
    account: "Sua conta: ",
    still_right: "Isso ainda está correto?",
    not_you: "Não é você? Voltar ao login",
    privacy: "Aviso de privacidade",
    return_link: "Continuar sem responder",
    return_denied: "Continuar sem responder (o login não será concluído)",
    return_unknown: "Se você continuar sem responder, poderá ver uma mensagem em vez de concluir o login.",
    last_minute: "Responda em até um minuto. Depois disso, volte ao aplicativo e faça login novamente.",
    going_back: "Voltando ao login",

    expired: ErrorPage {
        title: "Esta página expirou",
        happened: "Para sua segurança, o login precisa ser concluído em alguns minutos. Suas respostas não foram salvas.",
        next: "Volte ao aplicativo e faça login novamente.",
    },
    invalid_link: ErrorPage {
        title: "Não é possível usar este link",
        happened: "O link que trouxe você até aqui está incompleto ou não foi criado para esta página. Nada foi salvo.",
        next: SIGN_IN_AGAIN,
    },
    invalid_request: ErrorPage {
        title: "Não foi possível ler os dados",
        happened: "O que o seu navegador enviou não é o que esta página espera. Nada foi salvo.",
        next: SIGN_IN_AGAIN,
    },
    not_found: ErrorPage {
        title: "Página não encontrada",
        happened: "Não há nenhum formulário neste endereço.",
        next: SIGN_IN_AGAIN,
    },
    unavailable: ErrorPage {
        title: "Tente novamente em instantes",
        happened: "Esta página não pode ser exibida agora. A falha é nossa e costuma durar pouco.",
        next: "Aguarde alguns segundos e recarregue esta página. Se isso não resolver, volte ao aplicativo e faça login novamente.",
    },
    internal_error: ErrorPage {
        title: "Algo deu errado",
        happened: "Esta página falhou por um erro nosso. Nada foi salvo.",
        next: SIGN_IN_AGAIN,
    },

    step: "Etapa {step} de {steps}",
    signing_in_to: "Você está fazendo login em {application}.",
    going_back_by_button: "Se nada acontecer em alguns segundos, selecione “{button}”.",
    required: "{label}: informe uma resposta.",
    choice_required: "{label}: escolha uma resposta.",
    consent_required: "Para continuar, é preciso concordar: {label}",
    control_character: "{label}: há um caractere que não pode ser usado, como uma quebra de linha. Digite a resposta novamente.",
    too_much: "{label}: suas respostas são longas demais para serem enviadas juntas. Encurte esta.",
    not_an_email: "{label}: informe um endereço de e-mail, como name@example.com.",
    not_a_telephone_number: "{label}: este não é um número de telefone do país escolhido. Verifique o país e o número.",
    telephone_country: "{label}: números de telefone deste país não podem ser usados aqui. Informe um número de um país da lista.",
    telephone_extension: "{label}: informe o número sem ramal.",
    telephone_without_country: "{label}: escolha um país, ou comece o número com + e o código do país.",
    not_a_url: "{label}: informe um endereço da web, como https://example.com.",
    not_a_number: "{label}: informe um número, em algarismos.",
    decimal_sign: "{label}: escreva as casas decimais assim: {example}.",
    too_many_digits: "{label}: informe um número com menos algarismos.",
    not_a_whole_number: "{label}: informe um número inteiro, sem casas decimais.",
    too_small: "{label}: informe um número maior ou igual a {least}.",
    too_large: "{label}: informe um número menor ou igual a {most}.",
    not_a_multiple: "{label}: informe um múltiplo de {step}.",
    date_incomplete: "{label}: informe dia, mês e ano.",
    not_a_date: "{label}: esta data não existe. Verifique o dia, o mês e o ano.",
    year_digits: "{label}: informe o ano com quatro algarismos, por exemplo 1992.",
    too_early: "{label}: informe {earliest} ou uma data posterior.",
    too_late: "{label}: informe {latest} ou uma data anterior.",
    not_an_option: "{label}: escolha uma das respostas oferecidas.",
    pattern_mismatch: "{label}: a resposta não está no formato esperado. Verifique-a.",
    other_missing: "{label}: escreva sua própria resposta na caixa de texto.",

    minutes_left: Plural::one_other(
        "Você tem cerca de {minutes} minuto para responder. Depois disso, volte ao aplicativo e faça login novamente.",
        "Você tem cerca de {minutes} minutos para responder. Depois disso, volte ao aplicativo e faça login novamente.",
    ),
    too_few: Plural::one_other(
        "{label}: escolha pelo menos {least} resposta.",
        "{label}: escolha pelo menos {least} respostas.",
    ),
    too_many: Plural::one_other(
        "{label}: escolha no máximo {most} resposta.",
        "{label}: escolha no máximo {most} respostas.",
    ),
    too_short: Plural::one_other(
        "{label}: use pelo menos {least} caractere.",
        "{label}: use pelo menos {least} caracteres.",
    ),
    length_limit: Plural::one_other("No máximo {most} caractere", "No máximo {most} caracteres"),
    too_long: Plural::one_other(
        "{label}: use no máximo {most} caractere; você usou {actual}.",
        "{label}: use no máximo {most} caracteres; você usou {actual}.",
    ),
    too_many_decimals: Plural::one_other(
        "{label}: use no máximo {most} casa decimal.",
        "{label}: use no máximo {most} casas decimais.",
    ),
};
