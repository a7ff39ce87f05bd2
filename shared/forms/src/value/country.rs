//! The countries of ISO 3166-1, by name in each language of the pages, and in that language's order.

use super::phone::calling_code;

/// Written by `country/names.mjs`; 46 kB, 18 kB zipped.
const NAMES: &str = include_str!("country/names.txt");

/// The fallback for a language without names.
const FALLBACK: &str = "en";

/// Returns `true` for the code of a country: two capital letters that ISO 3166-1 assigns, or `XK` for Kosovo,
/// which CLDR, the European Union and telephone numbering use.
pub fn is_code(code: &str) -> bool {
    // Nearly every country has a calling code, and those are in the order of the countries' codes.
    calling_code(code).is_some() || name(code, FALLBACK).is_some()
}

/// A country's name in a language; `None` for what is not a country's code. The language is a tag such
/// as `en`, `pt-BR` or `zh-Hans`; in one that is not known the name is English.
pub fn name(code: &str, language: &str) -> Option<&'static str> {
    // A longer code could be a code and the beginning of a name.
    if code.len() != 2 {
        return None;
    }
    names(language).find_map(|(known, name)| (known == code).then_some(name))
}

/// Every country, as code and name, in the order that readers of the language expect: by its alphabet,
/// in Chinese by pinyin, in Japanese by sound.
pub fn sorted(language: &str) -> Vec<(&'static str, &'static str)> {
    names(language).collect()
}

fn names(language: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let line = line(language)
        .or_else(|| {
            let primary = language.split(['-', '_']).next()?;
            line(if primary == "zh" { "zh-Hans" } else { primary })
        })
        .or_else(|| line(FALLBACK))
        .unwrap_or_default();
    line.split('\t').filter_map(|entry| entry.split_at_checked(2))
}

/// The countries of one language, as the file has them.
fn line(language: &str) -> Option<&'static str> {
    let of = |line: &'static str| line.split_once('\t').filter(|(tag, _)| *tag == language);
    NAMES.lines().filter(|line| !line.starts_with('#')).find_map(of).map(|(_, countries)| countries)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::locale::LANGUAGES;

    /// The steps that add the names of a language to `names.txt`.
    const HOW: &str =
        "add it to `LANGUAGES` in country/names.mjs, and run that script as its first lines say";

    #[test]
    fn the_script_writes_the_names_of_every_language() {
        let script = include_str!("country/names.mjs");
        let languages = format!("const LANGUAGES = ['{}'];", LANGUAGES.join("', '"));
        assert!(script.contains(&languages), "{languages} is not in country/names.mjs: {HOW}");
    }

    #[test]
    fn a_country_has_its_name_in_each_language() {
        for (code, language, told) in [
            ("DE", "en", Some("Germany")),
            ("DE", "de", Some("Deutschland")),
            ("ES", "es", Some("Espa\u{f1}a")),
            ("BR", "pt-BR", Some("Brasil")),
            ("JP", "ja", Some("\u{65e5}\u{672c}")),
            ("CN", "zh-Hans", Some("\u{4e2d}\u{56fd}")),
            ("CN", "zh-CN", Some("\u{4e2d}\u{56fd}")),
            ("IL", "he", Some("\u{5d9}\u{5e9}\u{5e8}\u{5d0}\u{5dc}")),
            ("XK", "pl", Some("Kosowo")),
            ("DE", "fi", Some("Germany")),
            ("DE", "", Some("Germany")),
            ("DE", "#", Some("Germany")),
            ("ZZ", "en", None),
            ("EU", "en", None),
            ("AN", "en", None),
            ("de", "en", None),
            ("DEGermany", "en", None),
            ("D", "en", None),
            ("", "en", None),
            ("\u{e9}", "en", None),
        ] {
            assert_eq!(name(code, language), told, "{code} {language}");
            assert_eq!(is_code(code), told.is_some(), "{code}");
        }
    }

    #[test]
    fn every_language_names_the_same_250() {
        for language in LANGUAGES {
            assert!(line(language).is_some(), "there are no country names in `{language}`: {HOW}");
            let countries = sorted(language);
            let codes: BTreeSet<&str> = countries.iter().map(|(code, _)| *code).collect();
            assert_eq!((countries.len(), codes.len()), (250, 250), "{language}");
            assert!(codes.iter().all(|code| is_code(code)), "{language}");
            assert!(countries.iter().all(|(_, name)| !name.trim().is_empty()), "{language}");
        }
    }

    #[test]
    fn countries_are_sorted_as_readers_of_the_language_expect() {
        let table = [
            ("en", "AF", "AX"), // Åland Islands is among the As, not after Z
            ("en", "AX", "AL"),
            ("de", "EG", "AX"), // Ägypten, Åland
            ("de", "OM", "AT"), // Oman, Österreich
            ("es", "NO", "NC"),
            ("fr", "EG", "SV"), // Égypte, El Salvador
            ("pt", "ZA", "AL"), // África do Sul, Albânia
            ("it", "CI", "HR"), // Costa d’Avorio, Croazia
            ("nl", "BE", "BZ"), // België, Belize
            ("pl", "LT", "LV"), // Litwa, Łotwa
            ("ja", "DE", "JP"), // ドイツ, ニホン
            ("ja", "CF", "CN"), // チュウオウ, チュウゴク
            ("ja", "JP", "NZ"),
            ("zh-Hans", "DE", "FR"), // dé, fǎ
            ("zh-Hans", "CA", "CN"), // jiā, zhōng
            ("ar", "IS", "ET"),      // آيسلندا, إثيوبيا
            ("he", "UZ", "AT"),      // אוזבקיסטן, אוסטריה
        ];
        for language in LANGUAGES {
            let is_there = table.iter().any(|row| row.0 == language);
            assert!(is_there, "the table of this test has no two countries in the order of `{language}`");
        }
        for (language, before, after) in table {
            let countries = sorted(language);
            let place = |wanted| countries.iter().position(|(code, _)| *code == wanted).unwrap();
            assert!(place(before) < place(after), "{language}: {before} before {after}");
        }
    }
}
