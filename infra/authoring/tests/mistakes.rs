//! Mistakes of authors: each is reported once, at its place and in words.
//!
//! A mistake replaces a part of `form.json`. In the replacement, `«` is the place at which the problem is reported.

use std::fmt::Write as _;

use profiling_authoring::Document;

const FORM: &str = include_str!("form.json");

/// A part of the form, its replacement, and a part of the message.
type Mistake = (&'static str, &'static str, &'static str);

/// Mistakes in the syntax.
const SYNTAX: &[Mistake] = &[
    ("\"version\": 1,", "«// the first version\n  \"version\": 1,", "JSON has no comments; remove it"),
    ("\"version\": 1,", "«/* first */ \"version\": 1,", "JSON has no comments; remove it"),
    ("\"version\": 1,", "«# first\n  \"version\": 1,", "JSON has no comments"),
    ("\"version\": 1,", "«version: 1,", "a key is in double quotes"),
    ("\"version\": 1,", "«'version': 1,", "use double quotes"),
    ("\"version\": 1,", "“version”: 1,", "replace it and the other quote"),
    ("\"Save\"", "«'Save'", "use double quotes"),
    ("\"Save\"", "«“Save”", "replace it and the other quote"),
    ("\"Save\"", "«„Speichern“", "replace it and the other quote"),
    ("\"Save\"", "«‘Save’", "replace it and the other quote"),
    ("\"Save\"", "«Save", "a text is in double quotes"),
    ("\"Save\"", "«", "a value is missing after the colon"),
    ("\"Save\"", "\"Save\"«;", "remove the semicolon"),
    ("\"submit\": \"Save\"", "\"submit\" «\"Save\"", "a colon is missing after the key"),
    ("\"submit\": \"Save\"", "\"submit\" «= \"Save\"", "write a colon"),
    ("\"submit\": \"Save\",", "\"submit\": \"Save\"«", "a comma is missing here"),
    ("\"submit\": \"Save\",", "\"submit\": \"Save\",«,", "nothing before this comma"),
    ("\"submit\": \"Save\",", "\"submit\": \"Sa«\\qve\",", "this backslash has no meaning here"),
    ("\"submit\": \"Save\",", "\"submit\": «\"Save\n\",", "no closing quote on its line"),
    ("\"submit\": \"Save\",", "\"submit\": «\"Sa\tve\",", "control character"),
    ("\"not_now\": true", "\"not_now\": «True", "`true`, `false`"),
    ("\"not_now\": true", "\"not_now\": «yes", "`true`, `false`"),
    ("\"max_length\": 80", "\"max_length\": «0x50", "not a decimal number"),
    ("\"max_length\": 80", "\"max_length\": «+80", "remove the `+`"),
    ("\"max_length\": 80", "\"max_length\": «080", "not"),
    ("\"min\": 1, \"max\"", "\"min\": «.5, \"max\"", "not a decimal number"),
    (
        "\"errors\": {\"pattern\": \"Begin with a capital letter.\"}",
        "\"errors\": {\"pattern\": \"Begin with a capital letter.\"«,}",
        "comma before the closing `}`",
    ),
    (
        "{\"value\": \"c\", \"label\": \"C\"}]",
        "{\"value\": \"c\", \"label\": \"C\"}«,]",
        "comma before the closing `]`",
    ),
    ("\"languages\": [\"en\", \"de\"]", "\"languages\": [\"en\"« \"de\"]", "a comma is missing here"),
    (
        "{\"type\": \"heading\", \"text\": \"Your team\"},",
        "{\"type\": \"heading\", \"text\": \"Your team\"}«",
        "a comma is missing here",
    ),
];

/// Mistakes in the keys and values of the form itself.
const OF_THE_FORM: &[Mistake] = &[
    ("\"version\": 1,", "«\"versoin\": 1,", "unknown key `versoin`; did you mean `version`?"),
    ("\"version\": 1,", "\"version\": «\"1\",", "expected a whole number from 1 to 4294967295, found a text"),
    ("\"version\": 1,", "\"version\": «0,", "expected a whole number from 1 to 4294967295, found 0"),
    ("\"version\": 1,", "\"version\": «-1,", "expected a whole number from 1 to 4294967295, found -1"),
    (
        "\"version\": 1,",
        "\"version\": «1.5,",
        "expected a whole number from 1 to 4294967295, found the number 1.5",
    ),
    ("\"version\": 1,", "\"version\": «99999999999,", "4294967295"),
    ("\"version\": 1,", "\"version\": «null,", "expected a whole number"),
    ("\"version\": 1,", "\"version\": 1, «\"version\": 2,", "the key `version` is repeated"),
    (
        "\"title\": {\"en\": \"About you\", \"de\": \"Über uns\"},",
        "«\"titel\": \"T\",",
        "did you mean `title`?",
    ),
    ("\"title\": {\"en\": \"About you\", \"de\": \"Über uns\"},", "\"title\": «\"\",", "the text is empty"),
    (
        "\"title\": {\"en\": \"About you\", \"de\": \"Über uns\"},",
        "\"title\": «[\"About you\"],",
        "expected a text in double quotes or an object",
    ),
    ("\"title\": {\"en\": \"About you\", \"de\": \"Über uns\"},", "\"title\": «5,", "found the number 5"),
    ("\"title\": {\"en\": \"About you\", \"de\": \"Über uns\"},", "\"title\": «{},", "the object is empty"),
    ("\"de\": \"Über uns\"", "\"de\": «\" \"", "the text for `de` is empty"),
    ("\"de\": \"Über uns\"", "\"de\": «5", "expected a text in double quotes, found the number 5"),
    (
        "\"de\": \"Über uns\"",
        "\"de\": \"Über uns\", \"fr\": «\"De vous\"",
        "write `\"languages\": [\"en\", \"de\", \"fr\"]`",
    ),
    ("\"de\": \"Über uns\"", "\"de\": \"Über uns\", «\"german\": \"x\"", "`german`"),
    ("\"de\": \"Über uns\"", "\"de\": \"Über uns\", «\"de\": \"x\"", "the key `de` is repeated"),
    (
        "\"title\": {\"en\": \"About you\", \"de\": \"Über uns\"},",
        "\"title\": «{\"de\": \"Über uns\"},",
        "the text for `en`, the first of the form's `languages`, is missing",
    ),
    (
        "\"intro\": \"A few questions.\"",
        "\"intro\": «true",
        "expected a text in double quotes or an object: `{…}`, found `true`",
    ),
    (
        "\"intro\": \"A few questions.\"",
        "«\"description\": \"A few questions.\"",
        "unknown key `description`; the keys are",
    ),
    ("\"languages\": [\"en\", \"de\"]", "\"languages\": «[]", "the list is empty"),
    ("\"languages\": [\"en\", \"de\"]", "\"languages\": «\"en\"", "expected a list"),
    ("\"languages\": [\"en\", \"de\"]", "\"languages\": [\"en\", «\"german\"]", "`german`"),
    ("\"languages\": [\"en\", \"de\"]", "\"languages\": [\"en\", \"de\", «5]", "expected a text"),
    ("\"not_now\": true", "\"not_now\": «\"true\"", "expected `true` or `false`, found a text"),
    ("\"not_now\": true", "\"not_now\": «1", "expected `true` or `false`, found the number 1"),
    ("\"not_now\": true", "«\"notNow\": true", "did you mean `not_now`?"),
    ("\"sign_out\": false", "\"sign_out\": «null", "expected `true` or `false`, found `null`"),
    ("\"sign_out\": false", "«\"sign-out\": false", "did you mean `sign_out`?"),
    ("\"https://example.com/privacy\"", "«\"http://example.com/privacy\"", "https://"),
    ("\"https://example.com/privacy\"", "«\"example.com/privacy\"", "https://"),
    (
        "\"https://example.com/privacy\"",
        "«{\"url\": \"https://example.com/privacy\"}",
        "expected a text in double quotes, found an object",
    ),
    (
        "\"image_origins\": [\"https://cdn.example.com\"]",
        "\"image_origins\": «\"https://cdn.example.com\"",
        "expected a list",
    ),
    ("[\"https://cdn.example.com\"]", "[«\"https://cdn.example.com/images\"]", "origin"),
    ("[\"https://cdn.example.com\"]", "[«\"cdn.example.com\"]", "https://"),
    ("\"steps\": [", "«\"pages\": [", "unknown key `pages`"),
    (
        "\"steps\": [",
        "\"fields\": [{\"type\": \"text\", \"name\": \"x\", \"label\": \"X\"}], «\"steps\": [",
        "either `fields` or `steps`, not both",
    ),
];

/// Mistakes in the theme.
const OF_THE_THEME: &[Mistake] = &[
    ("\"primary\": \"#1f4fd8\"", "\"primary\": «\"blue\"", "`blue` is not a color"),
    ("\"primary\": \"#1f4fd8\"", "\"primary\": «\"#1f4fd\"", "is not a color"),
    ("\"primary\": \"#1f4fd8\"", "\"primary\": «\"rgb(0, 0, 255)\"", "is not a color"),
    ("\"primary\": \"#1f4fd8\"", "«\"primry\": \"#1f4fd8\"", "did you mean `primary`?"),
    ("{\"light\": {\"primary\": \"#1f4fd8\"}}", "{\"light\": «\"#1f4fd8\"}", "expected an object"),
    ("{\"light\": {\"primary\": \"#1f4fd8\"}}", "{«\"primary\": \"#1f4fd8\"}", "unknown key `primary`"),
    ("\"radius\": \"small\"", "\"radius\": «\"smal\"", "did you mean `small`?"),
    ("\"radius\": \"small\"", "\"radius\": «25", "expected"),
    ("\"radius\": \"small\"", "\"radius\": «\"4px\"", "expected `none`, `small`"),
    ("\"radius\": \"small\"", "\"radius\": «true", "found `true`"),
    ("\"font\": \"serif\"", "\"font\": «\"Comic Sans\"", "expected `system`"),
    ("\"font\": \"serif\"", "\"font\": «[]", "the list is empty"),
    ("\"font\": \"serif\"", "\"font\": [«\"Arial;\"]", "Arial;"),
    ("\"font\": \"serif\"", "\"font\": «5", "found the number 5"),
    ("\"font\": \"serif\"", "«\"fonts\": \"serif\"", "did you mean `font`?"),
    (
        "\"url\": \"https://cdn.example.com/logo.svg\"",
        "\"url\": «\"https://other.example.com/logo.svg\"",
        "image_origins",
    ),
    ("\"url\": \"https://cdn.example.com/logo.svg\"", "\"url\": «\"logo.svg\"", "https://"),
    ("\"alt\": \"Example\", ", "", "the key `alt` is missing"),
    ("\"width\": 120, \"height\": 40", "\"width\": «\"120px\", \"height\": 40", "expected a whole number"),
    ("\"width\": 120, \"height\": 40", "\"width\": «0, \"height\": 40", "expected a whole number from 1"),
    ("\"theme\": {", "«\"design\": {", "unknown key `design`"),
];

/// Mistakes in fields and blocks.
const OF_FIELDS: &[Mistake] = &[
    ("\"type\": \"text\",", "\"type\": «\"txt\",", "`txt` is not a type; did you mean `text`?"),
    (
        "\"type\": \"text\",",
        "\"type\": «\"string\",",
        "`string` is not a type; did you mean `text`? The types are text",
    ),
    ("\"type\": \"text\",", "\"type\": «5,", "expected a type in double quotes, found the number 5"),
    ("\"type\": \"text\",", "\"type\": «\"Text\",", "did you mean `text`?"),
    ("\"type\": \"text\",", "«\"typ\": \"text\",", "type"),
    ("\"type\": \"text\",", "\"type\": \"text\", «\"type\": \"text\",", "the key `type` is repeated"),
    ("\"name\": \"company\",", "\"name\": «\"company name\",", "not a valid field name"),
    ("\"name\": \"company\",", "\"name\": «\"company.name\",", "not a valid field name"),
    ("\"name\": \"company\",", "\"name\": «\"1company\",", "not a valid field name"),
    ("\"name\": \"company\",", "\"name\": «\"\",", "not a valid field name"),
    ("\"name\": \"company\",", "\"name\": «\"state\",", "reserved"),
    ("\"name\": \"company\",", "\"name\": «5,", "expected a text"),
    ("\"name\": \"company\",", "«\"key\": \"company\",", "unknown key `key`"),
    ("\"name\": \"notes\"", "\"name\": «\"company\"", "`company` is already the name of"),
    (
        "\"label\": {\"en\": \"Company\", \"de\": \"Firma\"},",
        "«\"lable\": \"Company\",",
        "did you mean `label`?",
    ),
    ("\"label\": {\"en\": \"Company\", \"de\": \"Firma\"},", "\"label\": «\"  \",", "the text is empty"),
    ("\"label\": {\"en\": \"Company\", \"de\": \"Firma\"},", "\"label\": «null,", "found `null`"),
    (
        "\"label\": \"Employees\"",
        "\"label\": {\"en\": \"Employees\", \"fr\": «\"x\"}",
        "write `\"languages\": [\"en\", \"de\", \"fr\"]`",
    ),
    ("\"hint\": \"The company that you work for.\"", "\"hint\": «\"\"", "the text is empty"),
    (
        "\"hint\": \"The company that you work for.\"",
        "«\"help\": \"The company\"",
        "unknown key `help` for the type `text`",
    ),
    (
        "\"hint\": \"The company that you work for.\"",
        "«\"placeholder\": \"Acme\"",
        "unknown key `placeholder`",
    ),
    ("\"required\": true", "\"required\": «\"yes\"", "expected `true` or `false`, found a text"),
    ("\"required\": true", "\"required\": «null", "expected `true` or `false`"),
    ("\"required\": true", "«\"require\": true", "did you mean `required`?"),
    ("\"required\": true", "«\"mandatory\": true", "unknown key `mandatory`"),
    ("\"autocomplete\": \"organization\"", "\"autocomplete\": «\"Organization\"", "autofill"),
    ("\"autocomplete\": \"organization\"", "\"autocomplete\": «true", "expected a text"),
    ("\"min_length\": 2", "\"min_length\": «-2", "expected a whole number from 0 to 1000, found -2"),
    ("\"min_length\": 2", "\"min_length\": «100", "max_length"),
    ("\"min_length\": 2", "«\"minlength\": 2", "did you mean `min_length`?"),
    ("\"max_length\": 80", "\"max_length\": «\"80\"", "expected a whole number from 1 to 1000, found a text"),
    ("\"max_length\": 80", "\"max_length\": «0", "expected a whole number from 1 to 1000, found 0"),
    ("\"max_length\": 80", "\"max_length\": «5000", "expected a whole number from 1 to 1000, found 5000"),
    ("\"max_length\": 80", "«\"max\": 80", "the key `max` belongs to the types `number`"),
    ("\"pattern\": \"[A-Z].*\"", "\"pattern\": «\"[A-Z\"", "pattern"),
    ("\"pattern\": \"[A-Z].*\"", "\"pattern\": «\"(?=a)\"", "pattern"),
    ("\"pattern\": \"[A-Z].*\"", "\"pattern\": «\"\"", "pattern"),
    ("\"pattern\": \"[A-Z].*\"", "\"pattern\": «5", "expected a text"),
    (
        "{\"pattern\": \"Begin with a capital letter.\"}",
        "«\"Begin with a capital letter.\"",
        "expected an object",
    ),
    (
        "{\"pattern\": \"Begin with a capital letter.\"}",
        "{«\"patern\": \"Begin\"}",
        "did you mean `pattern`?",
    ),
    ("{\"pattern\": \"Begin with a capital letter.\"}", "{\"pattern\": «\"\"}", "the text is empty"),
    ("\"min\": 1, \"max\": 1000", "\"min\": «2000, \"max\": 1000", "greater than max"),
    ("\"min\": 1, \"max\": 1000", "\"min\": «\"1\", \"max\": 1000", "expected a number"),
    ("\"decimals\": 0", "\"decimals\": «7", "expected a whole number from 0 to 6, found 7"),
    ("\"decimals\": 0", "\"decimals\": «0.5", "expected a whole number from 0 to 6"),
    ("\"decimals\": 0", "\"step\": «0", "greater than 0"),
    ("\"decimals\": 0", "\"step\": «-5", "greater than 0"),
    ("\"other\": true", "\"other\": «\"Other\"", "expected `true` or `false`"),
    (
        "\"options\": [\n            {\"value\": \"small\", \"label\": \"Small\"},",
        "\"options\": [\n            «\"small\",",
        "expected an object",
    ),
    ("{\"value\": \"small\", \"label\": \"Small\"}", "«{\"value\": \"small\"}", "the key `label` is missing"),
    ("{\"value\": \"small\", \"label\": \"Small\"}", "«{\"label\": \"Small\"}", "the key `value` is missing"),
    (
        "{\"value\": \"small\", \"label\": \"Small\"}",
        "{\"value\": «5, \"label\": \"Small\"}",
        "expected a text",
    ),
    (
        "{\"value\": \"small\", \"label\": \"Small\"}",
        "{\"value\": «\"\", \"label\": \"Small\"}",
        "it must have 1 to 100 characters",
    ),
    (
        "{\"value\": \"small\", \"label\": \"Small\"}",
        "{\"value\": «\"~other\", \"label\": \"Small\"}",
        "~other",
    ),
    (
        "{\"value\": \"small\", \"label\": \"Small\"}",
        "{\"value\": «\" small\", \"label\": \"Small\"}",
        "space",
    ),
    (
        "{\"value\": \"small\", \"label\": \"Small\"}",
        "{\"value\": \"small\", «\"text\": \"Small\"}",
        "unknown key `text`",
    ),
    (
        "{\"value\": \"large\", \"label\": \"Large\"",
        "{\"value\": «\"small\", \"label\": \"Large\"",
        "`small` is already the value of",
    ),
    ("\"max_count\": 2", "\"max_count\": «4", "3"),
    ("\"max_count\": 2", "\"max_count\": «0", "expected a whole number"),
    ("\"max_count\": 2", "«\"max_choices\": 2", "unknown key `max_choices`"),
    ("\"text\": \"Your team\"", "«\"label\": \"Your team\"", "label"),
    ("\"text\": \"Your team\"", "\"text\": «\"\"", "the text is empty"),
    (
        "\"url\": \"https://cdn.example.com/team.png\"",
        "\"url\": «\"https://images.example.com/team.png\"",
        "image_origins",
    ),
    ("\"width\": 300", "\"width\": «3000", "expected a whole number from 1 to 1000, found 3000"),
    ("\"min\": \"1900-01-01\"", "\"min\": «\"01.01.1900\"", "01.01.1900"),
    ("\"min\": \"1900-01-01\"", "\"min\": «1900", "expected a text"),
    ("\"min\": \"1900-01-01\"", "\"min\": «\"1900-02-30\"", "1900-02-30"),
    ("\"max\": \"today\"", "\"max\": «\"now\"", "now"),
    ("\"max\": \"today\"", "\"max\": «\"18 years\"", "18 years"),
    ("\"country\": \"DE\"", "\"country\": «\"Germany\"", "Germany"),
    ("\"country\": \"DE\"", "\"country\": «\"de\"", "de"),
    ("\"default\": true", "\"default\": «5", "does not accept this answer"),
    ("\"rows\": 4", "\"rows\": «100", "expected a whole number"),
    ("\"document\": {\"label\": \"Terms\",", "\"document\": «{", "the key `label` is missing"),
    ("\"version\": \"2026-01\"", "\"version\": «2026", "expected a text"),
    (
        "\"document\": {\"label\": \"Terms\", \"url\": \"https://example.com/terms\", \"version\": \"2026-01\"}",
        "\"document\": «\"https://example.com/terms\"",
        "expected an object",
    ),
    ("\"text\": \"**Thank you** for your help.\"", "\"text\": «\"<b>Thank you</b>\"", "HTML"),
    ("{\"type\": \"heading\", \"text\": \"Your team\"},", "«\"Your team\",", "expected a field"),
    ("{\"type\": \"heading\", \"text\": \"Your team\"},", "«{},", "the key `type` is missing"),
    ("{\"type\": \"heading\", \"text\": \"Your team\"},", "«null,", "found `null`"),
    (
        "{\"type\": \"heading\", \"text\": \"Your team\"},",
        "{\"type\": \"divider\", «\"text\": \"x\"},",
        "text",
    ),
    ("{\"type\": \"yes_no\", \"name\": \"partner\"", "«{\"type\": \"yes_no\"", "the key `name` is missing"),
];

/// Mistakes in conditions.
const OF_CONDITIONS: &[Mistake] = &[
    ("{\"field\": \"size\", \"equals\": \"large\"}", "«\"size\"", "expected a condition"),
    ("{\"field\": \"size\", \"equals\": \"large\"}", "«{}", "field"),
    ("{\"field\": \"size\", \"equals\": \"large\"}", "«{\"field\": \"size\"}", "no comparison"),
    (
        "{\"field\": \"size\", \"equals\": \"large\"}",
        "«{\"equals\": \"large\"}",
        "the key `field` is missing",
    ),
    (
        "{\"field\": \"size\", \"equals\": \"large\"}",
        "{\"field\": \"size\", «\"equal\": \"large\"}",
        "did you mean `equals`?",
    ),
    (
        "{\"field\": \"size\", \"equals\": \"large\"}",
        "{\"field\": \"size\", «\"is\": \"large\"}",
        "unknown key `is`",
    ),
    (
        "{\"field\": \"size\", \"equals\": \"large\"}",
        "{\"field\": \"size\", \"equals\": \"large\", «\"not\": \"small\"}",
        "`equals` and `not`",
    ),
    (
        "{\"field\": \"size\", \"equals\": \"large\"}",
        "{\"field\": «\"siez\", \"equals\": \"large\"}",
        "the form has no field `siez`",
    ),
    (
        "{\"field\": \"size\", \"equals\": \"large\"}",
        "{\"field\": «\"founded\", \"equals\": \"large\"}",
        "a later field",
    ),
    ("{\"field\": \"size\", \"equals\": \"large\"}", "{\"field\": «\"goals\", \"equals\": \"a\"}", "earlier"),
    (
        "{\"field\": \"size\", \"equals\": \"large\"}",
        "{\"field\": \"size\", \"equals\": «5}",
        "compare it with a text",
    ),
    (
        "{\"field\": \"size\", \"equals\": \"large\"}",
        "{\"field\": \"size\", \"equals\": «null}",
        "found `null`",
    ),
    (
        "{\"field\": \"size\", \"equals\": \"large\"}",
        "{\"field\": \"size\", \"equals\": «[\"large\"]}",
        "found a list",
    ),
    (
        "{\"field\": \"size\", \"equals\": \"large\"}",
        "{\"field\": \"size\", \"in\": «\"large\"}",
        "expected a list",
    ),
    (
        "{\"field\": \"size\", \"equals\": \"large\"}",
        "{\"field\": \"size\", \"in\": «[]}",
        "the list is empty",
    ),
    (
        "{\"field\": \"size\", \"equals\": \"large\"}",
        "{\"field\": \"size\", \"empty\": «\"yes\"}",
        "expected `true` or `false`",
    ),
    (
        "{\"field\": \"size\", \"equals\": \"large\"}",
        "{\"field\": \"size\", \"more_than\": «5}",
        "neither a number nor a date",
    ),
    ("{\"field\": \"size\", \"equals\": \"large\"}", "{\"all\": «[]}", "the list is empty"),
    (
        "{\"field\": \"size\", \"equals\": \"large\"}",
        "{\"all\": «{\"field\": \"size\", \"equals\": \"large\"}}",
        "expected a list",
    ),
    (
        "{\"field\": \"size\", \"equals\": \"large\"}",
        "{\"all\": [{\"field\": «\"nothing\", \"equals\": 1}]}",
        "the form has no field `nothing`",
    ),
    (
        "{\"field\": \"employees\", \"more_than\": 10}",
        "{\"field\": \"employees\", \"more_than\": «\"2020-01-31\"}",
        "compare it with a number",
    ),
    (
        "{\"field\": \"employees\", \"more_than\": 10}",
        "{\"field\": \"employees\", \"more_than\": «\"ten\"}",
        "ten",
    ),
    (
        "{\"field\": \"employees\", \"more_than\": 10}",
        "{\"field\": \"employees\", \"more_than\": «true}",
        "found `true`",
    ),
    (
        "{\"field\": \"employees\", \"more_than\": 10}",
        "{\"field\": \"employees\", «\">\": 10}",
        "unknown key `>`",
    ),
    ("\"in\": [\"large\"]}", "\"in\": [«5]}", "compare it with a text"),
    ("\"when\": {\"any\": [", "\"when\": {«\"or\": [", "unknown key `or`"),
];

/// Words of Rust and serde, which no author should read.
const FOREIGN: [&str; 12] = [
    "u32",
    "u16",
    "u8",
    "i64",
    "struct",
    "enum",
    "variant",
    "invalid type",
    "missing field",
    "unknown field",
    "EOF",
    "expected value",
];

fn all() -> impl Iterator<Item = &'static Mistake> {
    [SYNTAX, OF_THE_FORM, OF_THE_THEME, OF_FIELDS, OF_CONDITIONS].into_iter().flatten()
}

/// Returns the form with a mistake, and the line and the column of the mark.
fn with_mistake((part, replacement, _): &Mistake) -> (String, Option<(usize, usize)>) {
    assert!(FORM.matches(part).count() >= 1, "the form has no {part}");
    let marked = FORM.replacen(part, replacement, 1);
    let Some(start) = marked.find('«') else { return (marked, None) };
    let before = &marked[..start];
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let line = before.matches('\n').count() + 1;
    (marked.replace('«', ""), Some((line, column)))
}

#[test]
fn the_form_without_a_mistake_has_no_problems() {
    let document = Document::read(FORM);
    assert_eq!(document.problems(), []);
    assert!(document.form().is_some());
}

#[test]
fn each_mistake_is_reported_at_its_place_in_words() {
    let mut failures = String::new();
    for mistake in all() {
        let (text, place) = with_mistake(mistake);
        let document = Document::read(&text);
        let problems: Vec<_> = document
            .problems()
            .iter()
            .map(|problem| {
                let location = document.location(problem.span);
                (location.line, location.column, problem.message.as_str())
            })
            .collect();
        let is_found = |&(line, column, message): &(usize, usize, &str)| {
            place.is_none_or(|place| place == (line, column)) && message.contains(mistake.2)
        };
        // A key with another name is also missing.
        let is_missing_key = |problem: &&(usize, usize, &str)| {
            problem.2.starts_with("the key `") && problem.2.contains("` is missing")
        };
        let others = problems.iter().filter(|problem| !is_found(problem) && !is_missing_key(problem)).count();
        if problems.iter().filter(|problem| is_found(problem)).count() != 1 || others > 0 {
            writeln!(
                failures,
                "{} -> {}\n  expected {place:?} {}\n  found {problems:?}",
                mistake.0, mistake.1, mistake.2
            )
            .unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn the_messages_have_no_words_of_the_programming_language() {
    for mistake in all() {
        let (text, _) = with_mistake(mistake);
        for problem in Document::read(&text).problems() {
            let foreign = FOREIGN.iter().find(|word| problem.message.contains(**word));
            assert_eq!(foreign, None, "{}: {}", mistake.1, problem.message);
        }
    }
}

#[test]
fn there_are_at_least_150_mistakes() {
    assert!(all().count() >= 150, "{}", all().count());
}
