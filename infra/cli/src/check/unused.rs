//! Keys that have no effect.

use profiling_forms::locale::{Tag, messages};
use profiling_forms::theme::ImageOrigin;
use profiling_forms::value::date::Date;
use profiling_forms::{Block, Content, Field, Form, Kind, ParseContext};

use super::finding::{Code, Finding};

/// The greatest number of options of a list that cannot be searched by typing.
const MAX_PLAIN_OPTIONS: usize = 20;

/// Reports keys without effect in the form in `file`.
pub(super) fn check(file: &str, form: &Form) -> Vec<Finding> {
    let fields = form.items().filter_map(|(place, _, item)| Some((place, item.field()?)));
    let mut findings = Vec::new();
    for (place, field) in fields {
        for (key, message) in unused_keys(field) {
            findings.push(Finding::new(Code::KeyUnused, file, format!("{place}.{key}"), message));
        }
    }
    for (index, origin) in form.image_origins.iter().enumerate().filter(|(_, origin)| !is_used(form, origin))
    {
        let message = format!("no image and no logo is from `{}`; remove the entry", origin.as_str());
        findings.push(Finding::new(Code::KeyUnused, file, format!("image_origins[{index}]"), message));
    }
    findings
}

fn is_used(form: &Form, origin: &ImageOrigin) -> bool {
    let logo = form
        .theme
        .logo
        .iter()
        .any(|logo| origin.has(&logo.url) || logo.dark_url.as_ref().is_some_and(|url| origin.has(url)));
    logo || form.items().any(|(_, _, item)| match &item.content {
        Content::Block(Block::Image(image)) => origin.has(&image.url),
        Content::Block(Block::Heading(_) | Block::Paragraph(_) | Block::Divider) | Content::Field(_) => false,
    })
}

/// The keys of a field that have no effect, each with the reason.
fn unused_keys(field: &Field) -> Vec<(String, String)> {
    let kind = field.kind.name();
    let mut unused = Vec::new();
    let mut add = |key: &str, reason: String| unused.push((key.to_owned(), reason));
    let errors = &field.errors;
    if errors.required.is_some() && !field.required {
        add(
            "errors.required",
            "it is never shown, because the field is optional; add `\"required\": true`, or remove the message".to_owned(),
        );
    }
    let has_pattern = matches!(&field.kind, Kind::Text(rules) if rules.pattern.is_some());
    if errors.pattern.is_some() && !has_pattern {
        let advice = if matches!(field.kind, Kind::Text(_)) {
            "it is never shown, because the field has no `pattern`; add one, or remove the message".to_owned()
        } else {
            format!(
                "it is never shown, because only the type `text` can have a `pattern`, not `{kind}`; use `errors.invalid`"
            )
        };
        add("errors.pattern", advice);
    }
    if errors.invalid.is_some() && cannot_be_invalid(field) {
        add(
            "errors.invalid",
            format!(
                "it is never shown, because every answer that users can give to this `{kind}` is valid; remove it"
            ),
        );
    }
    if let Some(reason) = autocomplete_reason(field) {
        add("autocomplete", reason);
    }
    match &field.kind {
        Kind::Select(rules) => {
            for (index, option) in rules.options.iter().enumerate() {
                if option.description.is_some() {
                    add(
                        &format!("options[{index}].description"),
                        "it is never shown, because a drop-down list has no descriptions; use the type `radio` or `cards`"
                            .to_owned(),
                    );
                }
            }
        }
        Kind::Telephone(rules) => {
            if rules.country.is_some() && rules.only_country().is_some() {
                add(
                    "country",
                    "it has no effect, because `countries` has only one country; remove it".to_owned(),
                );
            }
        }
        Kind::Text(rules) => add_least(&mut add, field, "min_length", rules.min_length),
        Kind::Multiline(rules) => add_least(&mut add, field, "min_length", rules.min_length),
        Kind::Checkboxes(rules) => add_least(&mut add, field, "min_count", rules.min_count),
        Kind::Email(_)
        | Kind::Url(_)
        | Kind::Number(_)
        | Kind::Date(_)
        | Kind::Country(_)
        | Kind::Radio(_)
        | Kind::Cards(_)
        | Kind::YesNo(_)
        | Kind::Consent(_) => {}
    }
    unused
}

/// Reports a minimum of 1 of an optional field. An answer that is empty is not checked.
fn add_least(add: &mut impl FnMut(&str, String), field: &Field, key: &str, least: Option<u32>) {
    if least == Some(1) && !field.required {
        add(
            key,
            "it has no effect, because an optional field can be left empty; write `\"required\": true` if an answer is \
             required"
                .to_owned(),
        );
    }
}

/// Returns `true` if users cannot give an invalid answer to the field.
fn cannot_be_invalid(field: &Field) -> bool {
    let context = ParseContext::new(messages(&Tag::ENGLISH), Date::MIN);
    let can_be_typed = match &field.kind {
        // A long list can be searched by typing.
        Kind::Select(rules) => rules.options.len() + usize::from(rules.other) > MAX_PLAIN_OPTIONS,
        Kind::Country(_) => true,
        _ => field.kind.is_typed(),
    };
    !can_be_typed && field.invalid_samples(&context).is_empty()
}

/// The reason why `autocomplete` has no effect.
fn autocomplete_reason(field: &Field) -> Option<String> {
    let value = field.autocomplete.as_deref()?;
    let kind = field.kind.name();
    match &field.kind {
        Kind::Radio(_) | Kind::Cards(_) | Kind::Checkboxes(_) | Kind::YesNo(_) | Kind::Consent(_) => {
            Some(format!(
                "it has no effect, because browsers do not fill in a field of the type `{kind}`; remove it"
            ))
        }
        Kind::Date(_) if value != "bday" => Some(
            "it has no effect, because a date can have only the autofill name `bday`; remove it".to_owned(),
        ),
        Kind::Text(_)
        | Kind::Multiline(_)
        | Kind::Email(_)
        | Kind::Telephone(_)
        | Kind::Url(_)
        | Kind::Number(_)
        | Kind::Date(_)
        | Kind::Country(_)
        | Kind::Select(_) => None,
    }
}
