//! The error messages for answers.

use profiling_forms::locale::Messages;
use profiling_forms::value::date::Date;
use profiling_forms::value::number::Decimal;
use profiling_forms::{AnswerType, Kind, Problem};

/// Returns the error message, which begins with the label of the field.
pub(super) fn problem(messages: &Messages, label: &str, kind: &Kind, problem: Problem) -> String {
    after_label(label, message(messages, label, kind, problem))
}

/// Returns the message next to the field: without the label, unless the label is part of the sentence.
pub(super) fn problem_at_field(messages: &Messages, label: &str, kind: &Kind, problem: Problem) -> String {
    let without_label = message(messages, "", kind, problem);
    // The label may be isolated, and a space or a no-break space may precede the colon.
    let sentence = without_label
        .trim_start_matches(|c: char| matches!(c, '\u{2068}' | '\u{2069}' | ':' | '：') || c.is_whitespace());
    if !without_label[..without_label.len() - sentence.len()].contains([':', '：']) {
        return message(messages, label, kind, problem);
    }
    capitalized(sentence)
}

fn capitalized(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// Removes the colon after a label that ends with a punctuation mark, and capitalizes the next sentence: "Which one?
/// Please …".
fn after_label(label: &str, message: String) -> String {
    const ENDS: [char; 7] = ['?', '؟', '？', '!', '！', '.', '。'];
    let Some(at) = message.find(label).filter(|_| label.ends_with(ENDS)) else { return message };
    let (head, rest) = message.split_at(at + label.len());
    // An isolated label ends with the character POP DIRECTIONAL ISOLATE.
    let (isolate, rest) = rest.split_at(if rest.starts_with('\u{2069}') { '\u{2069}'.len_utf8() } else { 0 });
    let Some(rest) = rest.trim_start().strip_prefix([':', '：']) else { return message };
    let sentence = rest.trim_start();
    let space = &rest[..rest.len() - sentence.len()];
    format!("{head}{isolate}{space}{}", capitalized(sentence))
}

fn message(messages: &Messages, label: &str, kind: &Kind, problem: Problem) -> String {
    match problem {
        Problem::Required => match kind.answer_type() {
            AnswerType::Consent(_) => messages.consent_required(label),
            AnswerType::Text | AnswerType::Number | AnswerType::Date => messages.required(label),
            AnswerType::Country | AnswerType::Option(_) | AnswerType::Options(_) | AnswerType::YesNo => {
                messages.choice_required(label)
            }
        },
        Problem::TooShort { least } => messages.too_short(label, least.into()),
        Problem::TooLong { most, actual } => {
            messages.too_long(label, u64::try_from(actual).unwrap_or(u64::MAX), most.into())
        }
        Problem::ControlCharacter => messages.control_character(label),
        Problem::PatternMismatch => messages.pattern_mismatch(label),
        Problem::NotAnEmail => messages.not_an_email(label),
        Problem::NotATelephoneNumber => messages.not_a_telephone_number(label),
        Problem::TelephoneCountry => messages.telephone_country(label),
        Problem::TelephoneExtension => messages.telephone_extension(label),
        Problem::TelephoneWithoutCountry => messages.telephone_without_country(label),
        Problem::NotAUrl => messages.not_a_url(label),
        Problem::NotANumber => messages.not_a_number(label),
        Problem::DecimalSign => messages.decimal_sign(label, &messages.number("1.5")),
        Problem::TooManyDigits => messages.too_many_digits(label),
        Problem::NotAWholeNumber => messages.not_a_whole_number(label),
        Problem::TooManyDecimals { most } => messages.too_many_decimals(label, most.into()),
        Problem::TooSmall { least } => messages.too_small(label, &number(messages, least)),
        Problem::TooLarge { most } => messages.too_large(label, &number(messages, most)),
        Problem::NotAMultiple { step } => messages.not_a_multiple(label, &number(messages, step)),
        Problem::DateIncomplete(_) => messages.date_incomplete(label),
        Problem::NotADate(_) => messages.not_a_date(label),
        Problem::YearDigits => messages.year_digits(label),
        Problem::TooEarly { earliest } => messages.too_early(label, &date(messages, earliest)),
        Problem::TooLate { latest } => messages.too_late(label, &date(messages, latest)),
        Problem::NotAnOption => messages.not_an_option(label),
        Problem::OtherMissing => messages.other_missing(label),
        Problem::TooFew { least } => messages.too_few(label, least.into()),
        Problem::TooMany { most } => messages.too_many(label, most.into()),
        Problem::TooMuch => messages.too_much(label),
    }
}

fn number(messages: &Messages, number: Decimal) -> String {
    messages.number(&number.to_string())
}

fn date(messages: &Messages, date: Date) -> String {
    messages.date(date.year(), date.month().into(), date.day().into())
}

#[cfg(test)]
mod tests {
    use profiling_forms::Item;
    use profiling_forms::locale::{CustomMessages, Tag, messages};

    use super::*;

    #[test]
    fn a_question_is_not_followed_by_a_colon() {
        for (label, message, expected) in [
            ("Company", "Company: please answer.", "Company: please answer."),
            ("Which one?", "Which one?: please answer.", "Which one? Please answer."),
            ("Lequel ?", "Lequel ?\u{a0}: veuillez répondre.", "Lequel ? Veuillez répondre."),
            ("どれ？", "どれ？：回答してください。", "どれ？回答してください。"),
            ("أي؟", "\u{2068}أي؟\u{2069}: أجب.", "\u{2068}أي؟\u{2069} أجب."),
            ("Terms.", "Please agree: Terms.", "Please agree: Terms."),
        ] {
            assert_eq!(after_label(label, message.to_owned()), expected, "{label}");
        }
    }

    #[test]
    fn a_message_next_to_its_field_has_no_label_unless_it_is_part_of_the_sentence() {
        let field: Item =
            serde_json::from_str(r#"{"type": "number", "name": "n", "label": "N", "min": -5}"#).unwrap();
        let kind = &field.field().unwrap().kind;
        let problem = Problem::TooSmall { least: Decimal::parse("-5").unwrap() };
        for (language, expected) in [
            ("en", "Enter a number that is -5 or more."),
            ("fr", "Veuillez saisir un nombre supérieur ou égal à -5."),
            ("ja", "-5 以上の数値を入力してください。"),
        ] {
            let messages = messages(&Tag::parse(language).unwrap());
            assert_eq!(problem_at_field(messages, "Name", kind, problem), expected, "{language}");
        }
        let custom = r#"{"en": {"too_small": "{label} must be at least {least}"}}"#;
        let custom = CustomMessages::parse(custom).0.replace(&Tag::ENGLISH, messages(&Tag::ENGLISH));
        assert_eq!(problem_at_field(&custom, "Name", kind, problem), "Name must be at least -5");
        let consent = r#"{"type": "consent", "name": "c", "label": "The terms", "document":
            {"url": "https://a.example", "version": "1", "label": "T"}}"#;
        let consent: Item = serde_json::from_str(consent).unwrap();
        let kind = &consent.field().unwrap().kind;
        let message = problem_at_field(messages(&Tag::ENGLISH), "The terms", kind, Problem::Required);
        assert!(message.ends_with(": The terms"), "{message}");
    }
}
