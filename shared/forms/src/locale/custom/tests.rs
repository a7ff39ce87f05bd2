use serde_json::{Map, Value, json};

use super::*;
use crate::locale::messages;
use crate::locale::plural::Category;
use crate::locale::texts::{Slot, purposes};

fn tag(text: &str) -> Tag {
    Tag::parse(text).unwrap()
}

/// The messages for a tag, with those of a file.
fn replaced(file: &Value, language: &str) -> Messages {
    let (custom, errors) = CustomMessages::parse(&file.to_string());
    assert_eq!(errors.to_string(), "", "{file}");
    custom.replace(&tag(language), messages(&tag(language)))
}

/// The errors in a file, without the name of the file.
fn errors(file: &str) -> Vec<String> {
    let (_, errors) = CustomMessages::parse(file);
    errors.0.iter().map(|error| error.to_string().replacen("page.texts.json: ", "", 1)).collect()
}

/// A file with all built-in messages of a language, with an object for each plural text.
fn built_in(language: &str) -> Value {
    let messages = messages(&tag(language));
    let mut texts = *messages.texts;
    let entries = KEYS.iter().zip(texts.slots()).map(|(key, slot)| {
        let text = match slot {
            Slot::Text(text) => json!(*text),
            Slot::Plural(plural) => {
                let forms = Category::ALL.into_iter().filter(|category| plural.has(*category));
                let is_used = |category: &Category| (0..=1_000).any(|n| (messages.plural)(n) == *category);
                forms.filter(is_used).map(|form| (form.name().to_owned(), plural.get(form))).collect()
            }
        };
        (key.name.to_owned(), text)
    });
    json!({language: entries.collect::<Map<_, _>>()})
}

#[test]
fn a_message_is_replaced_in_its_language_and_region_and_nowhere_else() {
    for (file, expected) in [
        (
            json!({"$schema": "./texts.schema.json", "de": {"back": "Davor"}}),
            vec![
                ("de", "Davor", "Weiter"),
                ("de-AT", "Davor", "Weiter"),
                ("en", "Back", "Next"),
                ("fr", "Retour", "Suivant"),
            ],
        ),
        (
            json!({"en-GB": {"back": "Before"}, "EN": {"next": "Onwards", "back": "Backwards"}}),
            vec![
                ("en", "Backwards", "Onwards"),
                ("en-US", "Backwards", "Onwards"),
                ("en-GB", "Before", "Onwards"),
                // A page without built-in messages has the English ones.
                ("sv", "Backwards", "Onwards"),
            ],
        ),
        // Portugal has built-in messages of its own, which stay.
        (
            json!({"pt": {"back": "Recuar"}}),
            vec![
                ("pt", "Recuar", "Avançar"),
                ("pt-BR", "Recuar", "Avançar"),
                ("pt-PT", "Recuar", "Seguinte"),
            ],
        ),
        (
            json!({"pt-PT": {"back": "Recuar"}}),
            vec![
                ("pt", "Voltar", "Avançar"),
                ("pt-PT", "Recuar", "Seguinte"),
                ("pt-AO", "Anterior", "Seguinte"),
            ],
        ),
        (
            json!({"zh": {"back": "后退"}}),
            vec![("zh-CN", "后退", "下一步"), ("zh-Hans-SG", "后退", "下一步")],
        ),
        (json!({}), vec![("en", "Back", "Next")]),
    ] {
        for (language, back, next) in expected {
            let messages = replaced(&file, language);
            assert_eq!((messages.back(), messages.next()), (back, next), "{language}: {file}");
        }
    }
}

#[test]
fn the_formats_of_a_region_stay() {
    let file = json!({"de": {"back": "Davor"}});
    assert_eq!(replaced(&file, "de").number("1234.5"), "1.234,5");
    assert_eq!(replaced(&file, "de-CH").number("1234.5"), "1'234.5");
}

#[test]
fn placeholders_and_plural_forms_are_filled() {
    let file = json!({
        "en": {
            "required": "We need {label}.",
            "too_few": {"one": "{label}: one, please", "other": "{label}: {least}, please"},
            "too_many": "Not more than {most} of {label}",
            "signing_in_to": "On to {application}!",
        },
        "pl": {"length_limit": {"one": "Jeden znak", "few": "Do {most} znaków", "many": "Maks. {most} znaków"}},
        "fr": {"length_limit": {"one": "{most} signe", "other": "{most} signes"}},
        "ar": {"minutes_left": "الدقائق: {minutes}"},
    });
    let english = replaced(&file, "en");
    assert_eq!(english.required("a name"), "We need a name.");
    assert_eq!(english.too_few("Days", 1), "Days: one, please");
    assert_eq!(english.too_few("Days", 2_000), "Days: 2,000, please");
    assert_eq!(english.too_many("Days", 1), "Not more than 1 of Days");
    assert_eq!(english.around_application(), ("On to ", "!"));
    for (language, count, text) in [
        ("pl", 1, "Jeden znak"),
        ("pl", 3, "Do 3 znaków"),
        ("pl", 5, "Maks. 5 znaków"),
        ("fr", 0, "0 signe"),
        ("fr", 2, "2 signes"),
        ("fr", 1_000_000, "1\u{202f}000\u{202f}000 signes"),
    ] {
        assert_eq!(replaced(&file, language).length_limit(count), text, "{language}: {count}");
    }
    assert_eq!(replaced(&file, "ar-EG").minutes_left(3), "الدقائق: ٣");
}

#[test]
fn a_text_beside_another_keeps_the_space_between_them() {
    let file = json!({
        "en": {"optional": "(you may skip this)", "error_prefix": " Mistake: "},
        "ja": {"optional": "（なくても可）"},
    });
    let english = replaced(&file, "en");
    assert_eq!((english.optional(), english.error_prefix()), (" (you may skip this)", "Mistake: "));
    assert_eq!(replaced(&file, "ja").optional(), "（なくても可）");
}

#[test]
fn every_built_in_message_is_valid_in_a_file() {
    for language in LANGUAGES.into_iter().chain(REGIONS) {
        let file = built_in(language);
        let mut texts = *replaced(&file, language).texts;
        let mut own = *messages(&tag(language)).texts;
        for (key, (text, own)) in KEYS.iter().zip(texts.slots().into_iter().zip(own.slots())) {
            match (text, own) {
                (Slot::Text(text), Slot::Text(own)) => assert_eq!(text, own, "{language}: {}", key.name),
                (Slot::Plural(text), Slot::Plural(own)) => {
                    for category in (0..=1_000).map(messages(&tag(language)).plural) {
                        assert_eq!(text.get(category), own.get(category), "{language}: {}", key.name);
                    }
                }
                (Slot::Text(_), Slot::Plural(_)) | (Slot::Plural(_), Slot::Text(_)) => panic!("{}", key.name),
            }
        }
    }
}

#[test]
fn every_key_is_in_snake_case_and_unique_and_has_a_purpose() {
    let purposes = purposes();
    assert_eq!(KEYS.len(), purposes.len());
    for (index, (key, purpose)) in KEYS.iter().zip(&purposes).enumerate() {
        assert!(key.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{}", key.name);
        assert!(KEYS[..index].iter().all(|other| other.name != key.name), "{}", key.name);
        assert!(purpose.ends_with('.') && !purpose.contains('['), "{}: {purpose}", key.name);
    }
}

#[test]
fn an_error_in_the_structure_has_its_place_and_what_is_valid_instead() {
    for (file, expected) in [
        ("{", "line 1 column 1: EOF while parsing an object"),
        ("[]", r#"expected an object with languages, such as {"en": {"continue": "Next"}}"#),
        (r#"{"$schema": 1}"#, "$schema: expected a text"),
        (
            r#"{"sv": {}}"#,
            "sv: there are no built-in messages for `sv`; the languages are en, es, de, fr, pt, it, nl, pl, ja, zh-Hans, ar, he, also with a region, such as `en-GB`",
        ),
        (r#"{"en_GB": {}}"#, "en_GB: there are no built-in messages for `en_GB`; did you mean `en-GB`?"),
        (r#"{"en": []}"#, r#"en: expected an object with messages, such as {"continue": "Next"}"#),
        (r#"{"en": {}, "EN": {}}"#, "EN: it is the same language as `en`; put the messages of both together"),
        (
            r#"{"zh": {}, "zh-Hans": {}}"#,
            "zh-Hans: it is the same language as `zh`; put the messages of both together",
        ),
        (r#"{"en": {"bakc": "x"}}"#, "en.bakc: unknown key `bakc`; did you mean `back`?"),
        (r#"{"en": {"submit": "x"}}"#, "en.submit: unknown key `submit`; texts.schema.json lists the keys"),
        (r#"{"en": {"back": "x", "back": "y"}}"#, "en.back: the key `back` is repeated"),
        (r#"{"en": {"back": null}}"#, "en.back: expected a text"),
        (r#"{"en": {"back": 1.5}}"#, "en.back: expected a text"),
        (r#"{"en": {"back": {"one": "x", "other": "x"}}}"#, "en.back: expected a text"),
    ] {
        assert_eq!(errors(file), [expected], "{file}");
    }
}

#[test]
fn a_text_that_would_break_a_page_unnoticed_is_an_error() {
    let long = json!({"en": {"back": "x".repeat(401)}}).to_string();
    for (file, expected) in [
        (r#"{"en": {"back": " "}}"#, "en.back: the text is empty; write a text or remove the key"),
        (r#"{"en": {"back": "\u200b"}}"#, "en.back: the text is empty; write a text or remove the key"),
        (&long, "en.back: the text has 401 characters; the maximum is 400"),
        (r#"{"en": {"back": "a\nb"}}"#, "en.back: the character U+000A is not allowed"),
        (r#"{"en": {"back": "a\u202eb"}}"#, "en.back: the character U+202E is not allowed"),
        (
            r#"{"en": {"back": "<b>Back</b>"}}"#,
            "en.back: HTML is not allowed, because it would be shown as text",
        ),
        (
            r#"{"en": {"back": "Back&nbsp;1"}}"#,
            "en.back: HTML is not allowed, because it would be shown as text",
        ),
        (
            r#"{"en": {"back": "←"}}"#,
            "en.back: the text has no letter or digit, so a screen reader may not say it",
        ),
        (
            r#"{"en": {"required": "{label}!"}}"#,
            "en.required: the text has no letter or digit, so a screen reader may not say it",
        ),
        (
            r#"{"en": {"no": "yes"}}"#,
            "en.no: it is the same text as `yes`, so users could not tell the two apart",
        ),
        (
            r#"{"pt": {"back": "Seguinte"}}"#,
            "pt.back: it is the same text as `next`, so users could not tell the two apart",
        ),
        (
            r#"{"en": {"return_denied": "Continue without answering"}}"#,
            "en.return_denied: it is the same text as `return_link`, so users could not tell the two apart",
        ),
    ] {
        assert_eq!(errors(file), [expected], "{file}");
    }
}

#[test]
fn a_placeholder_or_plural_form_that_is_missing_or_unknown_is_an_error() {
    for (file, expected) in [
        (
            r#"{"en": {"back": "Back {step}"}}"#,
            "en.back: unknown placeholder `{step}`; this text has no placeholders",
        ),
        (
            r#"{"en": {"required": "Fill this in"}}"#,
            "en.required: the placeholder `{label}` is missing; the placeholders of this text are `{label}`",
        ),
        (
            r#"{"en": {"too_small": "{label}: {min} or more"}}"#,
            "en.too_small: unknown placeholder `{min}`; the placeholders of this text are `{label}`, `{least}`",
        ),
        (
            r#"{"en": {"required": "{lable}: x"}}"#,
            "en.required: unknown placeholder `{lable}`; the placeholders of this text are `{label}`",
        ),
        (
            r#"{"en": {"required": "{label}: {label} is missing"}}"#,
            "en.required: the placeholder `{label}` is repeated",
        ),
        (
            r#"{"en": {"required": "{label: x"}}"#,
            "en.required: a brace (`{` or `}`) that belongs to no placeholder; the placeholders of this text are `{label}`",
        ),
        (
            r#"{"en": {"length_limit": 3}}"#,
            "en.length_limit: expected a text, or an object with the plural forms `one`, `other`",
        ),
        (
            r#"{"en": {"length_limit": "Short"}}"#,
            "en.length_limit: the placeholder `{most}` is missing; the placeholders of this text are `{most}`",
        ),
        (
            r#"{"en": {"length_limit": {"one": "One", "few": "{most} x", "other": "{most} x"}}}"#,
            "en.length_limit.few: `few` is not a plural form of `en`; the forms are `one`, `other`",
        ),
        (
            r#"{"en": {"length_limit": {"other": "{most} x"}}}"#,
            "en.length_limit: the form `one` is missing; write it, or write one text for all numbers instead of an object",
        ),
        (
            r#"{"en": {"length_limit": {"one": "One", "other": "Many"}}}"#,
            "en.length_limit.other: the placeholder `{most}` is missing; the placeholders of this text are `{most}`",
        ),
        (
            // In French, `one` is of 0 and 1.
            r#"{"fr": {"length_limit": {"one": "Un", "other": "{most} x"}}}"#,
            "fr.length_limit.one: the placeholder `{most}` is missing; the placeholders of this text are `{most}`",
        ),
        (
            r#"{"en": {"length_limit": {"one": "a", "one": "b", "other": "{most} x"}}}"#,
            "en.length_limit.one: the form `one` is repeated",
        ),
        (
            r#"{"en": {"length_limit": {"one": 1, "other": "{most} x"}}}"#,
            "en.length_limit.one: expected a text",
        ),
    ] {
        assert_eq!(errors(file), [expected], "{file}");
    }
}

#[test]
fn an_entry_with_an_error_leaves_the_built_in_message_and_the_others_are_used() {
    let file = r#"{
        "en": {"back": "", "next": "Onwards", "no": "Yes", "length_limit": {"other": "{most}"}, "required": "x"},
        "xx": {"back": "x"},
        "en-GB": {"back": "Before", "next": "Before"}
    }"#;
    assert_eq!(errors(file).len(), 6);
    let custom = CustomMessages::parse(file).0;
    for (language, back, next) in [("en", "Back", "Onwards"), ("en-GB", "Before", "Onwards")] {
        let messages = custom.replace(&tag(language), messages(&tag(language)));
        assert_eq!((messages.back(), messages.next(), messages.no()), (back, next, "No"), "{language}");
        assert_eq!(messages.length_limit(1), "At most 1 character");
        assert_eq!(messages.required("A"), "A: please fill this in.");
    }
}

#[test]
fn a_missing_file_is_no_error_and_an_unreadable_one_is() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(CustomMessages::load(folder.path()).1.to_string(), "");
    assert_eq!(CustomMessages::load(&folder.path().join("missing")).1.to_string(), "");

    let file = folder.path().join(CUSTOM_MESSAGES_FILE);
    std::fs::create_dir(&file).unwrap();
    let errors = CustomMessages::load(folder.path()).1.to_string();
    assert!(errors.starts_with("page.texts.json: cannot read the file: "), "{errors}");

    std::fs::remove_dir(&file).unwrap();
    std::fs::write(&file, r#"{"en": {"back": "Before"}}"#).unwrap();
    let (custom, errors) = CustomMessages::load(folder.path());
    assert_eq!(errors.to_string(), "");
    assert_eq!(custom.replace(&Tag::ENGLISH, messages(&Tag::ENGLISH)).back(), "Before");
}
