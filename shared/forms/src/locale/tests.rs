//! The rules for every language that has built-in messages. A table of expectations has a row for each language:
//! [`assert_every_language`] fails for a language that someone forgot.

use std::collections::{BTreeMap, BTreeSet};

use super::languages::REGIONS;
use super::plural::Category;
use super::{DateOrder, LANGUAGES, Messages, Tag, direction, has_messages, messages};

fn tag(text: &str) -> Tag {
    Tag::parse(text).unwrap()
}

fn messages_of(text: &str) -> &'static Messages {
    messages(&tag(text))
}

/// The places of a text, each as often as it is there.
fn places(text: &str) -> Vec<&str> {
    text.split('{').skip(1).map(|rest| rest.split_once('}').map_or(rest, |(place, _)| place)).collect()
}

fn sorted<'a>(places: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut places: Vec<_> = places.into_iter().collect();
    places.sort_unstable();
    places
}

/// Every text of a language, by name.
fn all_texts(messages: &Messages) -> Vec<(&'static str, &'static str)> {
    let mut texts = messages.texts.fixed();
    texts.extend(messages.texts.filled().into_iter().map(|(name, text, _)| (name, text)));
    for (name, plural, _, _) in messages.texts.counted() {
        texts.extend(Category::ALL.iter().map(|category| (name, plural.get(*category))));
    }
    texts
}

/// Asserts that each language is in a table, as itself or with a region.
fn assert_every_language<'a>(table: impl IntoIterator<Item = &'a str>) {
    let tags: BTreeSet<&str> = table.into_iter().map(|text| messages_of(text).language()).collect();
    for language in LANGUAGES {
        assert!(tags.contains(language), "the table of this test has no row for `{language}`");
    }
}

/// Each language, and each region that has texts of its own.
fn with_regions() -> impl Iterator<Item = &'static str> {
    LANGUAGES.into_iter().chain(REGIONS)
}

#[test]
fn each_language_has_words_of_its_own() {
    for language in LANGUAGES {
        assert_eq!(messages_of(language).language(), language);
    }
}

#[test]
fn each_language_runs_as_its_tag_does() {
    for language in LANGUAGES {
        assert_eq!(messages_of(language).direction(), direction(&tag(language)), "{language}");
    }
}

#[test]
fn a_tag_finds_the_words_of_its_language() {
    for (text, language) in [
        ("en-GB", "en"),
        ("pt-PT", "pt"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-Hans-SG", "zh-Hans"),
        ("iw", "he"),
        ("ar-EG", "ar"),
    ] {
        assert!(has_messages(&tag(text)), "{text}");
        assert_eq!(messages_of(text).language(), language, "{text}");
    }
}

#[test]
fn a_language_without_words_gets_english_ones() {
    for text in ["fi", "zh-TW", "zh-Hant", "zh-Hant-HK", "fil", "ara"] {
        assert!(!has_messages(&tag(text)), "{text}");
        assert_eq!(messages_of(text).language(), "en", "{text}");
    }
}

#[test]
fn no_text_is_empty_or_has_stray_space() {
    // What joins two texts brings the space along.
    let joins = ["error_prefix", "optional", "reference", "account"];
    for language in with_regions() {
        for (name, text) in all_texts(messages_of(language)) {
            assert!(!text.trim().is_empty(), "{language}: {name}");
            assert!(joins.contains(&name) || text == text.trim(), "{language}: {name}: {text:?}");
            assert!(!text.contains("  ") && !text.contains(char::is_control), "{language}: {name}: {text:?}");
        }
    }
}

#[test]
fn no_text_but_a_templates_has_a_place() {
    for language in with_regions() {
        for (name, text) in messages_of(language).texts.fixed() {
            assert!(!text.contains(['{', '}']), "{language}: {name}: {text:?}");
        }
    }
}

#[test]
fn each_text_has_its_places_once_and_no_other() {
    for language in with_regions() {
        for (name, text, wanted) in messages_of(language).texts.filled() {
            assert_eq!(sorted(places(text)), sorted(wanted), "{language}: {name}: {text:?}");
        }
    }
}

#[test]
fn each_plural_form_has_its_places_and_its_count_unless_the_form_is_of_one_number() {
    for language in with_regions() {
        let messages = messages_of(language);
        for (name, plural, count, others) in messages.texts.counted() {
            for category in Category::ALL.into_iter().filter(|category| plural.has(*category)) {
                let text = plural.get(category);
                let with_count = sorted(others.iter().copied().chain([count]));
                let numbers = (0..=1_000).filter(|number| (messages.plural)(*number) == category).count();
                let fits = sorted(places(text)) == with_count
                    || (numbers == 1 && sorted(places(text)) == sorted(others.iter().copied()));
                assert!(fits, "{language}: {name}: {text:?}");
            }
        }
    }
}

#[test]
fn each_plural_has_the_forms_that_its_language_has() {
    for language in with_regions() {
        let messages = messages_of(language);
        // No count comes near a million, the `many` of French and its relatives.
        let wanted: BTreeSet<_> = (0..=1_000).map(messages.plural).chain([Category::Other]).collect();
        for (name, plural, _, _) in messages.texts.counted() {
            let there = Category::ALL.into_iter().filter(|category| plural.has(*category)).collect();
            assert_eq!(wanted, there, "{language}: {name}");
        }
    }
}

#[test]
fn no_language_was_left_in_english() {
    let english = messages_of("en");
    // The same word in both, by chance.
    let same = [("es", "no"), ("es", "error_prefix"), ("de", "optional"), ("it", "no")];
    for language in LANGUAGES.into_iter().skip(1) {
        for ((name, text), (_, in_english)) in
            messages_of(language).texts.fixed().into_iter().zip(english.texts.fixed())
        {
            assert!(text != in_english || same.contains(&(language, name)), "{language}: {name}: {text:?}");
        }
        for ((name, text, _), (_, in_english, _)) in
            messages_of(language).texts.filled().into_iter().zip(english.texts.filled())
        {
            assert_ne!(text, in_english, "{language}: {name}");
        }
    }
}

#[test]
fn portugal_has_no_words_of_brazil() {
    for (name, text) in all_texts(messages_of("pt-PT")) {
        for word in ["você", "Você", "aplicativo", "login", "salv", "informe", "tela", "usuário"] {
            assert!(!text.contains(word), "{name}: {text:?}");
        }
    }
}

/// A file of a language usually begins as a copy of another.
#[test]
fn no_sentence_is_the_same_in_two_languages() {
    let mut sentences = BTreeMap::new();
    for language in LANGUAGES {
        for (name, text, _) in messages_of(language).texts.filled() {
            let first = sentences.insert((name, text), language);
            assert_eq!(first, None, "{language}: {name}: {text:?}");
        }
    }
}

#[test]
fn german_is_spelt_so_that_switzerland_reads_it_as_its_own() {
    for (name, text) in all_texts(messages_of("de")) {
        assert!(!text.contains('ß'), "{name}: {text:?}");
    }
}

#[test]
fn french_does_not_break_a_line_in_front_of_its_punctuation() {
    for (name, text) in all_texts(messages_of("fr")) {
        for mark in [" :", " ;", " ?", " !"] {
            assert!(!text.contains(mark), "{name}: {text:?}");
        }
    }
}

#[test]
fn a_count_takes_the_form_of_its_language() {
    let table = [
        ("en", 1, "Name: enter at least 1 character."),
        ("en", 2, "Name: enter at least 2 characters."),
        ("en", 1_000, "Name: enter at least 1,000 characters."),
        ("fr", 0, "Name\u{a0}: veuillez saisir au moins 0 caractère."),
        ("fr", 2, "Name\u{a0}: veuillez saisir au moins 2 caractères."),
        ("pt", 0, "Name: use pelo menos 0 caractere."),
        ("pt-PT", 0, "Name: introduza, no mínimo, 0 caracteres."),
        ("pt-AO", 1, "Name: introduza, no mínimo, 1 carácter."),
        ("pl", 1, "Name: proszę wpisać co najmniej 1 znak."),
        ("pl", 3, "Name: proszę wpisać co najmniej 3 znaki."),
        ("pl", 12, "Name: proszę wpisać co najmniej 12 znaków."),
        ("pl", 22, "Name: proszę wpisać co najmniej 22 znaki."),
        ("es", 2, "Name: escriba al menos 2 caracteres."),
        ("de", 2, "Name: Bitte geben Sie mindestens 2 Zeichen ein."),
        ("it", 2, "Name: inserire almeno 2 caratteri."),
        ("nl", 1, "Name: gebruik minstens 1 teken."),
        ("nl", 2, "Name: gebruik minstens 2 tekens."),
        ("ja", 1, "Name：1文字以上で入力してください。"),
        ("zh", 2, "Name：请至少输入 2 个字符。"),
        ("ar", 1, "\u{2068}Name\u{2069}: يُرجى إدخال حرف واحد على الأقل."),
        ("ar", 2, "\u{2068}Name\u{2069}: يُرجى إدخال حرفين على الأقل."),
        ("ar", 3, "\u{2068}Name\u{2069}: يُرجى إدخال 3 أحرف على الأقل."),
        ("ar-EG", 11, "\u{2068}Name\u{2069}: يُرجى إدخال ١١ حرفًا على الأقل."),
        ("ar-EG", 100, "\u{2068}Name\u{2069}: يُرجى إدخال ١٠٠ حرف على الأقل."),
        ("he", 2, "\u{2068}Name\u{2069}: נא להזין שני תווים לפחות."),
        ("he", 3, "\u{2068}Name\u{2069}: נא להזין 3 תווים לפחות."),
    ];
    assert_every_language(table.map(|row| row.0));
    for (language, least, text) in table {
        assert_eq!(messages_of(language).too_short("Name", least), text, "{language} {least}");
    }
}

#[test]
fn the_remaining_time_is_rounded_to_a_minute() {
    let english = messages_of("en");
    let rest = "If you need more time, go back to the application and sign in again.";
    for (seconds, begins) in [
        (0, "You have less than a minute to answer."),
        (29, "You have less than a minute to answer."),
        (30, "You have about 1 minute to answer."),
        (89, "You have about 1 minute to answer."),
        (90, "You have about 2 minutes to answer."),
        (900, "You have about 15 minutes to answer."),
    ] {
        assert_eq!(english.time_left(seconds), format!("{begins} {rest}"), "{seconds} s");
    }
    assert!(!english.time_left(u64::MAX).is_empty());
}

#[test]
fn the_sentence_about_the_application_can_be_had_in_two_parts() {
    assert_eq!(messages_of("de").around_application(), ("Sie melden sich bei ", " an."));
    assert_eq!(messages_of("de").signing_in_to("Acme"), "Sie melden sich bei Acme an.");
}

#[test]
fn what_is_filled_in_is_not_filled_again() {
    let english = messages_of("en");
    assert_eq!(
        english.too_small("{least} {label} {", "3"),
        "{least} {label} {: enter a number that is 3 or more."
    );
}

#[test]
fn what_runs_the_other_way_is_kept_apart() {
    for (language, label, text) in [
        ("en", "Name", "Name: please fill this in."),
        ("en", "שם", "\u{2068}שם\u{2069}: please fill this in."),
        ("he", "Name", "\u{2068}Name\u{2069}: נא להזין תשובה."),
        ("he", "שם", "\u{2068}שם\u{2069}: נא להזין תשובה."),
    ] {
        assert_eq!(messages_of(language).required(label), text, "{language} {label}");
    }
}

/// As ICU 78 with CLDR 48 writes them, but for the zero in front of the day in South Africa.
#[test]
fn dates_and_numbers_are_those_of_cldr() {
    let table = [
        ("en", "March 3, 2026", "1,234.5", "-1,234,567.25"),
        ("en-US", "March 3, 2026", "1,234.5", "-1,234,567.25"),
        ("en-CA", "March 3, 2026", "1,234.5", "-1,234,567.25"),
        ("en-PH", "March 3, 2026", "1,234.5", "-1,234,567.25"),
        ("en-GB", "3 March 2026", "1,234.5", "-1,234,567.25"),
        ("en-AU", "3 March 2026", "1,234.5", "-1,234,567.25"),
        ("en-IE", "3 March 2026", "1,234.5", "-1,234,567.25"),
        ("en-001", "3 March 2026", "1,234.5", "-1,234,567.25"),
        ("en-IN", "3 March 2026", "1,234.5", "-12,34,567.25"),
        ("en-DE", "3 March 2026", "1.234,5", "-1.234.567,25"),
        ("en-ZA", "3 March 2026", "1\u{a0}234,5", "-1\u{a0}234\u{a0}567,25"),
        ("en-FR", "3 March 2026", "1\u{202f}234,5", "-1\u{202f}234\u{202f}567,25"),
        ("en-CH", "3 March 2026", "1'234.5", "-1'234'567.25"),
        ("es", "3 de marzo de 2026", "1234,5", "-1.234.567,25"),
        ("es-MX", "3 de marzo de 2026", "1,234.5", "-1,234,567.25"),
        ("es-419", "3 de marzo de 2026", "1,234.5", "-1,234,567.25"),
        ("es-AR", "3 de marzo de 2026", "1.234,5", "-1.234.567,25"),
        ("es-CR", "3 de marzo de 2026", "1\u{a0}234,5", "-1\u{a0}234\u{a0}567,25"),
        ("es-PE", "3 de marzo de 2026", "1,234.5", "-1,234,567.25"),
        ("es-UY", "3 de marzo de 2026", "1.234,5", "-1.234.567,25"),
        ("de", "3. März 2026", "1.234,5", "-1.234.567,25"),
        ("de-AT", "3. März 2026", "1\u{a0}234,5", "-1\u{a0}234\u{a0}567,25"),
        ("de-CH", "3. März 2026", "1'234.5", "-1'234'567.25"),
        ("fr", "3 mars 2026", "1\u{202f}234,5", "-1\u{202f}234\u{202f}567,25"),
        ("fr-CA", "3 mars 2026", "1\u{a0}234,5", "-1\u{a0}234\u{a0}567,25"),
        ("fr-MA", "3 mars 2026", "1.234,5", "-1.234.567,25"),
        ("pt", "3 de março de 2026", "1.234,5", "-1.234.567,25"),
        ("pt-PT", "3 de março de 2026", "1234,5", "-1\u{a0}234\u{a0}567,25"),
        ("pt-AO", "3 de março de 2026", "1\u{a0}234,5", "-1\u{a0}234\u{a0}567,25"),
        ("it", "3 marzo 2026", "1234,5", "-1.234.567,25"),
        ("it-CH", "3 marzo 2026", "1234.5", "-1'234'567.25"),
        ("nl", "3 maart 2026", "1.234,5", "-1.234.567,25"),
        ("pl", "3 marca 2026", "1234,5", "-1\u{a0}234\u{a0}567,25"),
        ("ja", "2026年3月3日", "1,234.5", "-1,234,567.25"),
        ("zh-Hans", "2026年3月3日", "1,234.5", "-1,234,567.25"),
        ("ar", "3 مارس 2026", "1,234.5", "\u{200e}-1,234,567.25"),
        ("ar-AE", "3 مارس 2026", "1,234.5", "\u{200e}-1,234,567.25"),
        ("ar-EG", "٣ مارس ٢٠٢٦", "١٬٢٣٤٫٥", "\u{61c}-١٬٢٣٤٬٥٦٧٫٢٥"),
        ("ar-LB", "٣ آذار ٢٠٢٦", "١٬٢٣٤٫٥", "\u{61c}-١٬٢٣٤٬٥٦٧٫٢٥"),
        ("ar-MA", "3 مارس 2026", "1.234,5", "\u{200e}-1.234.567,25"),
        ("ar-LY", "3 مارس 2026", "1.234,5", "\u{200e}-1.234.567,25"),
        ("he", "3 במרץ 2026", "1,234.5", "\u{200e}-1,234,567.25"),
    ];
    assert_every_language(table.map(|row| row.0));
    for (text, date, short, long) in table {
        let messages = messages_of(text);
        assert_eq!(messages.date(2026, 3, 3), date, "{text}");
        assert_eq!(messages.number("1234.5"), short, "{text}");
        assert_eq!(messages.number("-1234567.25"), long, "{text}");
    }
}

#[test]
fn months_that_regions_name_in_their_own_way_are_theirs() {
    for (text, month, date) in [
        ("de-AT", 1, "3. Jänner 2026"),
        ("de", 1, "3. Januar 2026"),
        ("es-PE", 9, "3 de setiembre de 2026"),
        ("es", 9, "3 de septiembre de 2026"),
        ("ar-DZ", 1, "3 جانفي 2026"),
        ("ar-MA", 8, "3 غشت 2026"),
        ("ar-MR", 4, "٣ إبريل ٢٠٢٦"),
        ("ar-SY", 12, "٣ كانون الأول ٢٠٢٦"),
    ] {
        assert_eq!(messages_of(text).date(2026, month, 3), date, "{text}");
    }
}

#[test]
fn a_month_that_no_year_has_leaves_the_date_in_digits() {
    for (month, date) in [(0, "2026-00-03"), (13, "2026-13-03"), (u32::MAX, "2026-4294967295-03")] {
        assert_eq!(messages_of("en").date(2026, month, 3), date);
    }
}

#[test]
fn the_inputs_of_a_date_have_the_order_of_its_words() {
    let table = [
        ("en", DateOrder::Mdy),
        ("en-US", DateOrder::Mdy),
        ("en-GB", DateOrder::Dmy),
        ("en-AU", DateOrder::Dmy),
        ("en-IE", DateOrder::Dmy),
        ("en-IN", DateOrder::Dmy),
        ("es", DateOrder::Dmy),
        ("de", DateOrder::Dmy),
        ("fr", DateOrder::Dmy),
        ("pt", DateOrder::Dmy),
        ("it", DateOrder::Dmy),
        ("nl", DateOrder::Dmy),
        ("pl", DateOrder::Dmy),
        ("ar", DateOrder::Dmy),
        ("he", DateOrder::Dmy),
        ("ja", DateOrder::Ymd),
        ("zh-Hans", DateOrder::Ymd),
    ];
    assert_every_language(table.map(|row| row.0));
    for (text, order) in table {
        assert_eq!(messages_of(text).date_order(), order, "{text}");
    }
}

#[test]
fn a_month_is_read_by_its_name_in_the_language_and_in_english() {
    for (text, names, month) in [
        ("en", ["january", "JAN", "Jan."], Some(1)),
        ("en", ["Sept", "sep.", "September"], Some(9)),
        ("en", ["ja", "J", "Marsch"], None),
        ("de", ["März", "mrz", "March"], Some(3)),
        ("de", ["Jänner", "Januar", "jan."], Some(1)),
        ("de", ["Dez.", "dezember", "Dec"], Some(12)),
        ("fr", ["juil.", "Juillet", "July"], Some(7)),
        ("fr", ["févr.", "fevrier", "Feb"], Some(2)),
        ("fr", ["jui", "ma", "x"], None),
        ("nl", ["mrt", "maart", "mar"], Some(3)),
        ("pl", ["marzec", "marca", "mar"], Some(3)),
        ("pl", ["paź", "październik", "Oct"], Some(10)),
        ("es", ["setiembre", "septiembre", "set"], Some(9)),
        ("pt", ["março", "marco", "mar."], Some(3)),
        ("it", ["gen", "gennaio", "January"], Some(1)),
        ("ja", ["3月", "３月", "March"], Some(3)),
        ("zh-Hans", ["三月", "3月", "mar"], Some(3)),
        ("ar", ["مارس", "March", "mar"], Some(3)),
        ("he", ["מרץ", "מרץ׳", "mar"], Some(3)),
        ("de", ["", "13", "月"], None),
    ] {
        for name in names {
            assert_eq!(messages_of(text).month_number(name), month, "{text}: {name}");
        }
    }
}

#[test]
fn a_month_is_read_as_each_language_writes_it() {
    for text in LANGUAGES.into_iter().chain(["ar-EG", "ar-IQ", "ar-MA", "de-AT", "en-GB"]) {
        let messages = messages_of(text);
        for (number, month) in (1..).zip(messages.dates.months) {
            let name = if month.parse::<u8>().is_ok() { format!("{month}月") } else { month.to_owned() };
            assert_eq!(messages.month_number(&name), Some(number), "{text}: {month}");
        }
    }
}

#[test]
fn what_a_language_writes_it_reads() {
    for text in LANGUAGES.into_iter().chain(["en-IN", "es-MX", "de-CH", "ar-EG", "ar-MA"]) {
        for canonical in ["0", "1234", "-1234.5", "1.234", "1234567.25"] {
            let messages = messages_of(text);
            let written = messages.number(canonical);
            assert_eq!(messages.parse_number(&written).as_deref(), Some(canonical), "{text}: {written:?}");
        }
    }
}

#[test]
fn an_ambiguous_number_is_read_as_the_language_has_it() {
    for (text, number, canonical) in [
        ("en", "1,234", "1234"),
        ("de", "1,234", "1.234"),
        ("de", "1.234", "1234"),
        ("de-AT", "1.234", "1.234"),
        ("de-AT", "1.234,5", "1234.5"),
        ("de-CH", "1.234", "1.234"),
        ("es", "1.234", "1234"),
        ("es-MX", "1.234", "1.234"),
        ("pl", "1.234", "1.234"),
        ("ar", "١٬٢٣٤", "1234"),
        ("ar-MA", "1.234", "1234"),
    ] {
        assert_eq!(messages_of(text).parse_number(number).as_deref(), Some(canonical), "{text}: {number}");
    }
}
