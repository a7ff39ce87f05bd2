//! Missing translations of the languages of a form.

use profiling_forms::{Form, locale};

use super::finding::{Code, Finding};
use super::texts::FormText;

/// Reports missing translations in the form in `file`.
pub(super) fn check(file: &str, form: &Form, texts: &[FormText<'_>]) -> Vec<Finding> {
    let translations = texts.iter().filter_map(|FormText { place, text, .. }| {
        let missing: Vec<String> = text.missing(&form.languages).map(|tag| format!("`{tag}`")).collect();
        let message = format!("no translation for {}", missing.join(", "));
        (!missing.is_empty()).then(|| Finding::new(Code::TranslationMissing, file, place, message))
    });
    let untranslated = form.languages.iter().enumerate().skip(1).filter(|(_, tag)| {
        !texts.is_empty() && texts.iter().all(|FormText { text, .. }| text.find(&[tag]).0.is_none())
    });
    let untranslated = untranslated.map(|(index, tag)| {
        let message = format!(
            "no text is translated into `{tag}`; translate the texts, or remove the language: `profiling translate` writes a \
             table for translators"
        );
        Finding::new(Code::TranslationMissing, file, format!("languages[{index}]"), message)
    });
    let repeated =
        form.languages.iter().enumerate().filter(|(index, tag)| form.languages[..*index].contains(tag));
    let repeated = repeated.map(|(index, tag)| {
        let message = format!("the language `{tag}` is repeated; remove one of them");
        Finding::new(Code::KeyUnused, file, format!("languages[{index}]"), message)
    });
    let messages = form.languages.iter().enumerate().filter(|(_, tag)| !locale::has_messages(tag));
    let messages = messages.map(|(index, tag)| {
        let message = format!(
            "there are no built-in messages for `{tag}`, so buttons and error messages appear in English"
        );
        Finding::new(Code::WordsMissing, file, format!("languages[{index}]"), message)
    });
    repeated.chain(messages).chain(untranslated).chain(translations).collect()
}
