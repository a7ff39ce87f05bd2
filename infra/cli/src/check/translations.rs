//! Missing translations of the languages of a form.

use profiling_forms::locale;
use profiling_forms::{Block, Content, Field, Form, Text};

use super::finding::{Code, Finding};

/// Reports missing translations in the form in `file`.
pub(super) fn check(file: &str, form: &Form) -> Vec<Finding> {
    let translations = texts(form).into_iter().filter_map(|(place, text)| {
        let missing: Vec<String> = text.missing(&form.languages).map(|tag| format!("`{tag}`")).collect();
        let message = format!("no translation for {}", missing.join(", "));
        (!missing.is_empty()).then(|| Finding::new(Code::TranslationMissing, file, place, message))
    });
    let messages = form.languages.iter().enumerate().filter(|(_, tag)| !locale::has_messages(tag));
    let messages = messages.map(|(index, tag)| {
        let message = format!(
            "there are no built-in messages for `{tag}`, so buttons and error messages appear in English"
        );
        Finding::new(Code::WordsMissing, file, format!("languages[{index}]"), message)
    });
    messages.chain(translations).collect()
}

/// Returns all texts of a form, with their places.
fn texts(form: &Form) -> Vec<(String, &Text)> {
    let mut texts = vec![("title".to_owned(), &form.title)];
    let mut optional = vec![
        ("intro".to_owned(), form.intro.as_ref()),
        ("submit".to_owned(), form.submit.as_ref()),
        ("theme.logo.alt".to_owned(), form.theme.logo.as_ref().map(|logo| &logo.alt)),
    ];
    for (index, step) in form.steps.iter().enumerate() {
        let prefix = form.step_place(index);
        optional.push((format!("{prefix}title"), step.title.as_ref()));
        optional.push((format!("{prefix}intro"), step.intro.as_ref()));
    }
    texts.extend(optional.into_iter().filter_map(|(place, text)| Some((place, text?))));
    for (place, _, item) in form.items() {
        match &item.content {
            Content::Field(field) => {
                texts.extend(
                    field_texts(field).into_iter().map(|(key, text)| (format!("{place}.{key}"), text)),
                );
            }
            Content::Block(Block::Heading(block) | Block::Paragraph(block)) => {
                texts.push((format!("{place}.text"), &block.text));
            }
            Content::Block(Block::Image(image)) => {
                texts.extend(image.alt.as_ref().map(|alt| (format!("{place}.alt"), alt)));
            }
            Content::Block(Block::Divider) => {}
        }
    }
    texts
}

/// Returns all texts of a field, with their keys.
fn field_texts(field: &Field) -> Vec<(String, &Text)> {
    let errors = &field.errors;
    let texts = [
        ("label", Some(&field.label)),
        ("hint", field.hint.as_ref()),
        ("errors.required", errors.required.as_ref()),
        ("errors.pattern", errors.pattern.as_ref()),
        ("errors.invalid", errors.invalid.as_ref()),
    ];
    let mut texts: Vec<_> =
        texts.into_iter().filter_map(|(place, text)| Some((place.to_owned(), text?))).collect();
    for (index, option) in field.kind.options().iter().enumerate() {
        texts.push((format!("options[{index}].label"), &option.label));
        let description = option.description.as_ref();
        texts.extend(description.map(|text| (format!("options[{index}].description"), text)));
    }
    texts.extend(field.kind.document().map(|document| ("document.label".to_owned(), &document.label)));
    texts
}
