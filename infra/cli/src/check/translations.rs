//! Texts that a language of the form has no words for.

use profiling_forms::locale;
use profiling_forms::{Block, Content, Field, Form, Text};

use super::finding::{Code, Finding};

/// What is missing in the form of `file`.
pub(super) fn check(file: &str, form: &Form) -> Vec<Finding> {
    let translations = texts(form).into_iter().filter_map(|(place, text)| {
        let missing: Vec<String> = text.missing(&form.languages).map(|tag| format!("`{tag}`")).collect();
        let message = format!("no translation for {}", missing.join(", "));
        (!missing.is_empty()).then(|| Finding::new(Code::TranslationMissing, file, place, message))
    });
    let words = form.languages.iter().enumerate().filter(|(_, tag)| !locale::has_words(tag));
    let words = words.map(|(index, tag)| {
        let message =
            format!("there are no built-in words for `{tag}`: buttons and error texts are in English");
        Finding::new(Code::WordsMissing, file, format!("languages[{index}]"), message)
    });
    words.chain(translations).collect()
}

/// Every text of a form, with its place.
fn texts(form: &Form) -> Vec<(String, &Text)> {
    let mut texts = vec![("title".to_owned(), &form.title)];
    let mut push = |place: String, text| texts.extend(Option::map(text, |text| (place, text)));
    push("intro".to_owned(), form.intro.as_ref());
    push("submit".to_owned(), form.submit.as_ref());
    push("theme.logo.alt".to_owned(), form.theme.logo.as_ref().map(|logo| &logo.alt));
    for (index, step) in form.steps.iter().enumerate() {
        let prefix = form.step_place(index);
        push(format!("{prefix}title"), step.title.as_ref());
        push(format!("{prefix}intro"), step.intro.as_ref());
    }
    for (place, _, item) in form.items() {
        match &item.content {
            Content::Field(field) => {
                texts.extend(
                    of_field(field).into_iter().map(|(below, text)| (format!("{place}.{below}"), text)),
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

fn of_field(field: &Field) -> Vec<(String, &Text)> {
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
