use profiling_forms::value::pattern::Pattern;
use proptest::prelude::*;

use super::*;

/// The length of the shortest answer from `least` to `most` characters that matches.
fn shortest(pattern: &str, least: u32, most: u32) -> Option<u32> {
    Pattern::parse(pattern).unwrap();
    Automaton::new(pattern).unwrap().shortest(Texts { least, most, trimmed: true })
}

#[test]
fn the_shortest_answer_of_a_pattern_is_found() {
    for (pattern, length) in [
        ("a", 1),
        ("[A-Z]{2}[0-9]{4}", 6),
        ("^[A-Z]{2}$", 2),
        ("^^a$$", 1),
        (r"\Aa\z", 1),
        ("(?m)^a$", 1),
        ("a*", 1),
        ("a?b?c?", 1),
        ("(a|bc){2,3}", 2),
        ("(?:a{3}|b{5})", 3),
        ("a|$b", 1),
        ("(|a)b", 1),
        ("(a*)*b", 1),
        ("(a+)+", 1),
        (".", 1),
        (r"a\b.\bb", 3),
        (r"\bab\b", 2),
        (r"\b{start}a\b{end}", 1),
        (r"\<a\>", 1),
        (r"\b{start-half}a\b{end-half}", 1),
        (r"a\B_", 2),
        (r"[^\s]", 1),
        (r"[^a-z]x", 2),
        ("a b", 3),
        (" ?a", 1),
        ("[ a]{2}", 2),
        ("[\u{a0}\u{a1}]", 1),
        ("[\u{2028}-\u{202a}]", 1),
        (r"[\x{80}-\x{A1}]", 1),
        ("(?i)[k]", 1),
        ("(?i:a)b", 2),
        ("[[:alpha:]]", 1),
        (r"[\d-]", 1),
        (r"[\]]", 1),
        ("]", 1),
        (r"/[a-z]+/", 3),
        ("a{0}b", 1),
        (".{150}", 150),
        (r"(?P<year>[0-9]{4})-(?<month>[0-9]{2})", 7),
    ] {
        assert_eq!(shortest(pattern, 1, MAX_LENGTH), Some(length), "{pattern}");
    }
}

#[test]
fn no_answer_of_a_pattern_that_cannot_match_is_found() {
    for pattern in [
        "$a^",
        "a^b",
        "a$b",
        "/^[a-z]+$/",
        "/^[a-z]+$/i",
        r"\za",
        r"a\A",
        r"[^\s\S]",
        r"[^\x{0}-\x{10FFFF}]",
        "a\n",
        r"a\nb",
        r"a\tb",
        "^$",
        "a{0}",
        "(?:)*",
        " a",
        "a ",
        r"\s+",
        r"a\Bb\b-\bc$d",
        r"a\bb",
        r"-\b-",
        r"\b{end}a",
        "\u{2028}",
        r"(a|b)\z(c|d)",
    ] {
        assert_eq!(shortest(pattern, 1, MAX_LENGTH), None, "{pattern}");
    }
}

#[test]
fn the_length_of_an_answer_is_limited() {
    for (pattern, least, most, length) in [
        ("a{3}", 1, 2, None),
        ("a{3}", 1, 3, Some(3)),
        ("a{3}", 3, 9, Some(3)),
        ("a{3}", 4, 9, None),
        ("a{3,}", 5, 9, Some(5)),
        ("(ab)+", 3, 3, None),
        ("(ab)+", 3, 4, Some(4)),
        ("[0-9]{11}", 1, 10, None),
        // The last of these characters would be a space.
        ("a[b ]", 2, 2, Some(2)),
        ("a{2} ?", 3, 3, None),
    ] {
        assert_eq!(shortest(pattern, least, most), length, "{pattern} {least} {most}");
    }
}

#[test]
fn a_pattern_in_doubt_has_no_automaton() {
    for pattern in ["(?x) a b", "(?x:[^ a])", "(?:(?:){1000}){1000}"] {
        assert!(Automaton::new(pattern).is_none(), "{pattern}");
    }
}

/// Patterns from all parts that the automaton knows, over few characters.
fn patterns() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        6 => prop::sample::select(vec!["a", "b", "-", " ", ".", "[ab]", "[^a]", r"\w", r"\W", r"\s", "[b-]", "(?i)A"]),
        2 => prop::sample::select(vec!["^", "$", r"\b", r"\B", r"\A", r"\z", r"\b{start}", r"\b{end-half}", r"\<", r"\>"]),
    ];
    part.prop_map(str::to_owned).prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            1 => prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| format!("(?:{})", parts.join("|"))),
            1 => (inner, prop::sample::select(vec!["?", "*", "+", "{2}", "{0,2}", "{1,}", "*?"]))
                .prop_map(|(part, count)| format!("(?:{part}){count}")),
        ]
    })
}

/// All texts of up to `most` of these characters.
fn texts(most: usize) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut longest = all.clone();
    for _ in 0..most {
        longest =
            longest.iter().flat_map(|text| ["a", "b", "A", "-", " "].map(|c| format!("{text}{c}"))).collect();
        all.extend(longest.iter().cloned());
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// The patterns distinguish no other characters than those of the texts, so both searches have the same result.
    #[test]
    fn the_automaton_agrees_with_the_engine(pattern in patterns()) {
        static TEXTS: OnceLock<Vec<String>> = OnceLock::new();
        let texts = TEXTS.get_or_init(|| texts(4));
        let parsed = Pattern::parse(&pattern).unwrap();
        let answers = texts.iter().filter(|text| !text.is_empty() && text.trim() == **text);
        let first = answers.filter(|text| parsed.matches(text)).map(String::len).min();
        prop_assert_eq!(shortest(&pattern, 1, 4).map(|length| length as usize), first, "{}", pattern);
    }
}
