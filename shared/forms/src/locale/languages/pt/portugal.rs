//! Portuguese as Portugal writes it, and the countries that follow it. It addresses the person without a pronoun.

use crate::locale::plural::Plural;
use crate::locale::texts::{ErrorPage, Texts};

const SIGN_IN_AGAIN: &str = "Volte à aplicação e inicie sessão novamente. Se esta página voltar a aparecer, contacte os responsáveis pela aplicação e indique a referência abaixo.";

pub(super) static TEXTS: Texts = Texts {
    continue_button: "Continuar",
    next: "Seguinte",
    back: "Anterior",
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
    calling_code: "País (indicativo)",
    telephone_number: "Número de telefone",
    account: "A sua conta: ",
    still_right: "Isto ainda está correto?",
    not_you: "Não é a sua conta? Voltar ao início de sessão",
    privacy: "Política de privacidade",
    return_link: "Continuar sem responder",
    return_denied: "Continuar sem responder (a sessão não será iniciada)",
    return_unknown: "Se continuar sem responder, poderá ver uma mensagem em vez de iniciar sessão.",
    last_minute: "Responda no prazo de um minuto. Depois disso, volte à aplicação e inicie sessão novamente.",
    going_back: "A voltar ao início de sessão",

    expired: ErrorPage {
        title: "Esta página expirou",
        happened: "Por motivos de segurança, o início de sessão tem de ser concluído em poucos minutos. As suas respostas não foram guardadas.",
        next: "Volte à aplicação e inicie sessão novamente.",
    },
    invalid_link: ErrorPage {
        title: "Não é possível utilizar esta hiperligação",
        happened: "A hiperligação utilizada está incompleta ou não foi criada para esta página. Nada foi guardado.",
        next: SIGN_IN_AGAIN,
    },
    invalid_request: ErrorPage {
        title: "Não foi possível ler os dados",
        happened: "O que o seu navegador enviou não é o que esta página espera. Nada foi guardado.",
        next: SIGN_IN_AGAIN,
    },
    not_found: ErrorPage {
        title: "Página não encontrada",
        happened: "Não existe nenhum formulário neste endereço.",
        next: SIGN_IN_AGAIN,
    },
    unavailable: ErrorPage {
        title: "Tente novamente dentro de momentos",
        happened: "Não é possível mostrar esta página neste momento. A falha é nossa e costuma resolver-se rapidamente.",
        next: "Aguarde alguns segundos e recarregue esta página. Se não resultar, volte à aplicação e inicie sessão novamente.",
    },
    internal_error: ErrorPage {
        title: "Ocorreu um erro",
        happened: "Esta página falhou devido a um erro nosso. Nada foi guardado.",
        next: SIGN_IN_AGAIN,
    },

    step: "Passo {step} de {steps}",
    signing_in_to: "Está a iniciar sessão em {application}.",
    going_back_by_button: "Se nada acontecer dentro de alguns segundos, selecione «{button}».",
    required: "{label}: introduza uma resposta.",
    choice_required: "{label}: escolha uma resposta.",
    consent_required: "Para continuar, é necessário aceitar: {label}",
    control_character: "{label}: há um carácter que não pode ser utilizado, como uma mudança de linha. Escreva a resposta novamente.",
    too_much: "{label}: as suas respostas são demasiado longas para serem enviadas em conjunto. Encurte esta.",
    not_an_email: "{label}: introduza um endereço de e-mail, como name@example.com.",
    not_a_telephone_number: "{label}: este não é um número de telefone do país escolhido. Verifique o país e o número.",
    telephone_country: "{label}: não é possível utilizar aqui números de telefone deste país. Introduza um número de um país da lista.",
    telephone_extension: "{label}: introduza o número sem extensão.",
    telephone_without_country: "{label}: escolha um país, ou comece o número com + e o indicativo do país.",
    not_a_url: "{label}: introduza um endereço Web, como https://example.com.",
    not_a_number: "{label}: introduza um número, em algarismos.",
    decimal_sign: "{label}: escreva as casas decimais assim: {example}.",
    too_many_digits: "{label}: introduza um número com menos algarismos.",
    not_a_whole_number: "{label}: introduza um número inteiro, sem casas decimais.",
    too_small: "{label}: introduza um número igual ou superior a {least}.",
    too_large: "{label}: introduza um número igual ou inferior a {most}.",
    not_a_multiple: "{label}: introduza um múltiplo de {step}.",
    date_incomplete: "{label}: introduza o dia, o mês e o ano.",
    not_a_date: "{label}: esta data não existe. Verifique o dia, o mês e o ano.",
    year_digits: "{label}: introduza o ano com quatro algarismos, por exemplo 1992.",
    too_early: "{label}: introduza {earliest} ou uma data posterior.",
    too_late: "{label}: introduza {latest} ou uma data anterior.",
    not_an_option: "{label}: escolha uma das respostas apresentadas.",
    pattern_mismatch: "{label}: a resposta não tem o formato esperado. Verifique-a.",
    other_missing: "{label}: escreva a sua própria resposta na caixa de texto.",

    minutes_left: Plural::one_other(
        "Tem cerca de {minutes} minuto para responder. Depois disso, volte à aplicação e inicie sessão novamente.",
        "Tem cerca de {minutes} minutos para responder. Depois disso, volte à aplicação e inicie sessão novamente.",
    ),
    too_few: Plural::one_other(
        "{label}: escolha, no mínimo, {least} resposta.",
        "{label}: escolha, no mínimo, {least} respostas.",
    ),
    too_many: Plural::one_other(
        "{label}: escolha, no máximo, {most} resposta.",
        "{label}: escolha, no máximo, {most} respostas.",
    ),
    too_short: Plural::one_other(
        "{label}: introduza, no mínimo, {least} carácter.",
        "{label}: introduza, no mínimo, {least} caracteres.",
    ),
    length_limit: Plural::one_other("{most} carácter, no máximo", "{most} caracteres, no máximo"),
    too_long: Plural::one_other(
        "{label}: introduza, no máximo, {most} carácter. Introduziu {actual}.",
        "{label}: introduza, no máximo, {most} caracteres. Introduziu {actual}.",
    ),
    too_many_decimals: Plural::one_other(
        "{label}: utilize, no máximo, {most} casa decimal.",
        "{label}: utilize, no máximo, {most} casas decimais.",
    ),
};
