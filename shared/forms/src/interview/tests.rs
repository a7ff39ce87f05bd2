mod many;

use serde_json::{Map, Value, json};

use super::*;
use crate::locale::{Tag, messages};
use crate::value::date::Date;

/// The inputs of a position, as the tables name them.
const STEP: &str = ".step";
const REVEALED: &str = ".shown";

fn interview<'a>(form: &'a Form, missing: Option<&[String]>) -> Interview<'a> {
    form.interview(missing, ParseContext::new(messages(&Tag::ENGLISH), Date::parse("2026-03-01").unwrap()))
}

/// The position that is among these inputs.
fn position(inputs: &Answers) -> Position {
    let revealed = inputs.get(REVEALED).split(',').filter_map(|name| FieldName::parse(name).ok()).collect();
    Position { step: inputs.get(STEP).parse().unwrap_or_default(), revealed }
}

fn advance<'a>(interview: &Interview<'a>, inputs: &Answers) -> Next<'a> {
    interview.next(inputs, &Navigation::Continue(position(inputs)))
}

fn back<'a>(interview: &Interview<'a>, inputs: &Answers) -> Next<'a> {
    interview.next(inputs, &Navigation::Back(position(inputs)))
}

/// The valid answers, or the errors of the page that is shown.
fn answers_or_errors<'a>(
    interview: &Interview<'a>,
    answers: &Answers,
) -> Result<ValidAnswers, Vec<(&'a FieldName, Problem)>> {
    match advance(interview, answers) {
        Next::Answer(valid) => Ok(valid),
        Next::Show(screen) => Err(screen.errors().collect()),
        Next::Postpone => panic!("postponed"),
    }
}

fn form() -> Form {
    serde_json::from_str(
        r#"{"version": 1, "title": "T", "fields": [
            {"name": "code", "type": "text", "label": "Code", "required": true, "min_length": 2, "max_length": 4},
            {"name": "note", "type": "text", "label": "Note", "max_length": 3}
        ]}"#,
    )
    .unwrap()
}

fn validate(code: &str) -> Result<Map<String, Value>, Vec<Problem>> {
    let form = form();
    let answers: Answers = [("code", code)].into_iter().collect();
    match answers_or_errors(&interview(&form, None), &answers) {
        Ok(valid) => Ok(valid.values().clone()),
        Err(errors) => Err(errors.into_iter().map(|(_, problem)| problem).collect()),
    }
}

#[test]
fn an_answer_within_its_limits_is_stored_trimmed_and_in_nfc() {
    for (input, stored) in [
        ("ab", "ab"),
        ("abcd", "abcd"),
        ("  a b ", "a b"),
        ("e\u{301}e", "\u{e9}e"),
        ("\u{1f469}\u{200d}\u{1f680}", "\u{1f469}\u{200d}\u{1f680}"),
        ("<b>", "<b>"),
    ] {
        assert_eq!(validate(input).unwrap()["code"], stored, "{input:?}");
    }
}

#[test]
fn an_answer_outside_its_limits_has_a_problem() {
    for (input, problem) in [
        ("", Problem::Required),
        (" \t\n", Problem::Required),
        ("\u{200b}\u{200d}\u{feff}", Problem::Required),
        ("\u{3164}", Problem::Required),
        ("a", Problem::TooShort { least: 2 }),
        ("abcde", Problem::TooLong { most: 4, actual: 5 }),
        ("\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}", Problem::TooLong { most: 4, actual: 5 }),
        ("a\0b", Problem::ControlCharacter),
        ("a\nb", Problem::ControlCharacter),
        ("a\u{fffd}b", Problem::ControlCharacter),
    ] {
        assert_eq!(validate(input).unwrap_err(), [problem], "{input:?}");
    }
}

#[test]
fn an_optional_answer_that_is_left_empty_is_not_stored() {
    assert_eq!(validate("ab").unwrap().keys().collect::<Vec<_>>(), ["code"]);
}

#[test]
fn only_requested_fields_are_stored() {
    let form = form();
    let answers: Answers = [("code", "ab"), ("note", "x"), ("role", "admin")].into_iter().collect();
    let interview = interview(&form, Some(&["note".to_owned(), "role".to_owned()]));
    assert_eq!(
        Value::Object(answers_or_errors(&interview, &answers).unwrap().values().clone()),
        json!({"note": "x"})
    );
}

#[test]
fn errors_are_in_the_order_of_the_fields() {
    let form = form();
    let answers: Answers = [("note", "long"), ("code", "")].into_iter().collect();
    let errors = answers_or_errors(&interview(&form, None), &answers).unwrap_err();
    assert_eq!(errors.iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>(), ["code", "note"]);
}

/// A form of three steps. The second depends on the first.
fn branching() -> Form {
    let text = |name: &str| json!({"name": name, "type": "text", "label": name});
    let with = |field: Value, key: &str, value: Value| {
        let mut field = field;
        field[key] = value;
        field
    };
    let options = json!([{"value": "solo", "label": "S"}, {"value": "team", "label": "T"}]);
    let is_team = json!({"field": "kind", "equals": "team"});
    let many = json!({"field": "people", "more_than": 9});
    serde_json::from_value(json!({"version": 1, "title": "T", "steps": [
        {"fields": [
            {"name": "kind", "type": "radio", "label": "K", "options": options, "required": true},
            with(text("club"), "when", is_team.clone())
        ]},
        {"when": is_team, "fields": [
            {"name": "people", "type": "number", "label": "P", "required": true},
            with(with(text("boss"), "when", many), "required", json!(true))
        ]},
        {"fields": [with(text("note"), "default", json!("hello"))]}
    ]}))
    .unwrap()
}

/// A summary of the result: `2/3 people boss !people` is page 2 of 3 with two fields, the first of which has an error.
fn summary(next: &Next<'_>) -> String {
    match next {
        Next::Postpone => "later".to_owned(),
        Next::Answer(valid) => {
            let values = Value::Object(valid.values().clone()).to_string();
            [&[values], valid.not_applicable()].concat().join(" -")
        }
        Next::Show(screen) => {
            let fields = screen.entries.iter().filter_map(|entry| {
                let mark = if entry.only_if.is_some() { "?" } else { "" };
                Some(format!(" {}{mark}", entry.item.field()?.name))
            });
            let errors = screen.errors().map(|(field, _)| format!(" !{field}"));
            format!(
                "{}/{}{}",
                screen.page_number,
                screen.page_count,
                fields.chain(errors).collect::<String>()
            )
        }
    }
}

#[test]
fn a_form_is_walked_from_its_first_page_to_its_last() {
    let form = branching();
    let interview = interview(&form, None);
    for (pairs, next) in [
        (vec![], "1/3 kind club? !kind"),
        (vec![("kind", "solo")], "2/2 note"),
        (vec![("kind", "solo"), ("club", "taken")], "2/2 note"),
        (vec![("kind", "team"), ("club", "Chess")], "2/3 people"),
        (vec![("kind", "team"), (STEP, "1")], "2/3 people !people"),
        (vec![("kind", "team"), (STEP, "1"), ("people", "many")], "2/3 people !people"),
        (vec![("kind", "team"), (STEP, "1"), ("people", "3")], "3/3 note"),
        // `boss` was not on the page, so it is shown without an error.
        (vec![("kind", "team"), (STEP, "1"), ("people", "30")], "2/3 people boss"),
        (vec![("kind", "team"), (STEP, "1"), ("people", "30"), (REVEALED, "boss")], "2/3 people boss !boss"),
        (
            vec![("kind", "team"), (STEP, "1"), ("people", "30"), (REVEALED, "boss"), ("boss", "Ana")],
            "3/3 note",
        ),
        (
            vec![("kind", "solo"), (STEP, "2"), ("note", "x")],
            r#"{"kind":"solo","note":"x"} -club -people -boss"#,
        ),
        (
            vec![("kind", "team"), (STEP, "2"), ("people", "30"), ("boss", "Ana")],
            r#"{"boss":"Ana","kind":"team","people":30}"#,
        ),
        // Earlier pages are checked again at the end.
        (vec![("kind", "team"), (STEP, "2"), ("people", "x")], "2/3 people !people"),
        (vec![("kind", "forged"), (STEP, "2")], "1/3 kind club? !kind"),
        // Answers to fields that do not apply are ignored.
        (
            vec![("kind", "solo"), (STEP, "2"), ("people", "9"), ("boss", "Ana")],
            r#"{"kind":"solo"} -club -people -boss"#,
        ),
    ] {
        let answers: Answers = pairs.iter().copied().collect();
        assert_eq!(summary(&advance(&interview, &answers)), next, "{pairs:?}");
    }
}

#[test]
fn an_invalid_step_counts_as_the_first() {
    let form = branching();
    for step in ["", "9", "-1", "x", "99999999999999999999999"] {
        let answers: Answers = [("kind", "solo"), (STEP, step)].into_iter().collect();
        assert_eq!(summary(&advance(&interview(&form, None), &answers)), "2/2 note", "{step}");
    }
}

#[test]
fn back_leads_to_the_previous_page_whatever_the_answers_are() {
    let form = branching();
    for (pairs, before) in [
        (vec![("kind", "team"), (STEP, "2"), ("people", "30")], "2/3 people boss"),
        (vec![("kind", "team"), (STEP, "2")], "2/3 people"),
        (vec![("kind", "solo"), (STEP, "2")], "1/3 kind club?"),
        (vec![("kind", "team"), (STEP, "1"), ("people", "wrong")], "1/3 kind club?"),
        (vec![(STEP, "0")], "1/3 kind club?"),
    ] {
        let answers: Answers = pairs.iter().copied().collect();
        assert_eq!(summary(&back(&interview(&form, None), &answers)), before, "{pairs:?}");
    }
}

#[test]
fn an_interview_has_the_missing_fields_and_those_that_decide_about_them() {
    let form = branching();
    for (missing, first) in [
        (vec!["note"], "1/1 note"),
        (vec!["club"], "1/1 kind club?"),
        (vec!["people"], "1/2 kind"),
        (vec!["boss", "unknown"], "1/2 kind"),
    ] {
        let missing: Vec<String> = missing.into_iter().map(str::to_owned).collect();
        let interview = interview(&form, Some(&missing));
        assert_eq!(summary(&interview.next(&Answers::default(), &Navigation::Start)), first, "{missing:?}");
    }
    let nothing = interview(&form, Some(&["unknown".to_owned()]));
    assert_eq!(summary(&nothing.next(&Answers::default(), &Navigation::Start)), "{}");
}

#[test]
fn a_default_is_filled_in_when_the_page_is_first_shown() {
    let form = branching();
    let defaults = interview(&form, None).defaults();
    assert_eq!((defaults.get("note"), defaults.get("kind")), ("hello", ""));
}

#[test]
fn a_form_can_be_postponed_if_it_allows_it_and_requires_no_answer() {
    let field = |name: &str, required: bool| json!({"name": name, "type": "text", "label": "L", "required": required});
    for (not_now, missing, may) in
        [(true, "a", true), (true, "b", false), (false, "a", false), (true, "a,b", false)]
    {
        let form = json!({"version": 1, "title": "T", "not_now": not_now, "fields": [field("a", false), field("b", true)]});
        let form: Form = serde_json::from_value(form).unwrap();
        let missing: Vec<String> = missing.split(',').map(str::to_owned).collect();
        assert_eq!(interview(&form, Some(&missing)).allows_postponing(), may, "{not_now} {missing:?}");
    }
}

/// A form of these steps, each a list of entries.
fn of_steps(steps: &Value) -> Form {
    let steps: Vec<Value> =
        steps.as_array().unwrap().iter().map(|fields| json!({"fields": fields})).collect();
    serde_json::from_value(json!({"version": 1, "title": "T", "steps": steps})).unwrap()
}

fn entry(name: &str, kind: &str, more: &Value) -> Value {
    let mut entry = json!({"name": name, "type": kind, "label": name});
    for (key, value) in more.as_object().unwrap() {
        entry[key] = value.clone();
    }
    entry
}

fn inputs<'a>(pairs: &[(&'a str, &'a str)]) -> Answers {
    pairs.iter().copied().collect()
}

#[test]
fn a_field_that_depends_on_a_typed_field_that_does_not_apply_is_on_the_page() {
    let kinds = json!({"options": [{"value": "firm", "label": "F"}, {"value": "private", "label": "P"}]});
    for rule in [json!({"field": "vat", "empty": true}), json!({"field": "vat", "not": "x"})] {
        let form = of_steps(&json!([
            [entry("kind", "radio", &kinds)],
            [
                entry("vat", "text", &json!({"when": {"field": "kind", "equals": "firm"}})),
                entry("why", "text", &json!({"required": true, "when": rule}))
            ]
        ]));
        let interview = interview(&form, None);
        let Next::Show(screen) = advance(&interview, &inputs(&[("kind", "private")])) else { panic!() };
        let revealed: Vec<String> = screen.revealed.iter().map(ToString::to_string).collect();
        assert_eq!(revealed, ["why"]);
        let answers = inputs(&[("kind", "private"), (STEP, "1"), (REVEALED, "why"), ("why", "no firm")]);
        let end = summary(&advance(&interview, &answers));
        assert_eq!(end, r#"{"kind":"private","why":"no firm"} -vat"#, "{rule}");
    }
}

#[test]
fn other_is_not_an_option_whatever_its_text_is() {
    let source = json!({"other": true, "options": [{"value": "friend", "label": "F"}]});
    for (rule, next) in [
        (json!({"equals": "friend"}), r#"{"src":"friend"} -who"#),
        (json!({"not": "friend"}), "1/1 src who? !who"),
        (json!({"equals": "~other"}), "1/1 src who? !who"),
        (json!({"not": "~other"}), r#"{"src":"friend"} -who"#),
    ] {
        let mut when = rule.clone();
        when["field"] = json!("src");
        let who = entry("who", "text", &json!({"required": true, "when": when}));
        let form = of_steps(&json!([[entry("src", "radio", &source), who]]));
        let answers = inputs(&[("src", "~other"), ("src.other", "friend")]);
        assert_eq!(summary(&advance(&interview(&form, None), &answers)), next, "{rule}");
    }
}

#[test]
fn a_step_without_a_field_that_applies_is_skipped() {
    let when = json!({"when": {"field": "a", "equals": "yes"}});
    let form = of_steps(&json!([
        [entry("a", "text", &json!({}))],
        [{"type": "heading", "text": "H"}, entry("b", "text", &when), entry("c", "text", &json!({"when": {"field": "b", "empty": false}}))],
        [entry("d", "text", &json!({}))]
    ]));
    for (a, next) in [("no", "2/2 d"), ("yes", "2/3 b")] {
        assert_eq!(summary(&advance(&interview(&form, None), &inputs(&[("a", a)]))), next, "{a}");
    }
}

#[test]
fn a_block_is_shown_with_the_questions_that_it_leads_to() {
    let text = |text: &str| json!({"type": "paragraph", "text": text});
    let form = of_steps(&json!([[
        text("both"),
        entry("a", "text", &json!({})),
        text("b"),
        entry("b", "text", &json!({})),
        {"type": "divider"},
        text("c"),
        entry("c", "text", &json!({})),
        text("always")
    ]]));
    for (missing, visible) in [
        (vec!["a", "b", "c"], "both b - c always"),
        (vec!["a"], "both always"),
        (vec!["b"], "both b always"),
        (vec!["c"], "- c always"),
    ] {
        let missing: Vec<String> = missing.into_iter().map(str::to_owned).collect();
        let interview = interview(&form, Some(&missing));
        let Next::Show(screen) = interview.next(&Answers::default(), &Navigation::Start) else { panic!() };
        let blocks = screen.entries.iter().filter_map(|entry| match &entry.item.content {
            Content::Block(Block::Paragraph(block)) => block.text.all().next(),
            Content::Block(_) => Some("-"),
            Content::Field(_) => None,
        });
        assert_eq!(blocks.collect::<Vec<_>>().join(" "), visible, "{missing:?}");
    }
}
