//! `Interview::next` from outside: each navigation, on each kind of page.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use profiling_forms::locale::{Tag, messages};
use profiling_forms::value::date::Date;
use profiling_forms::{
    Answers, FieldName, Form, Interview, Navigation, Next, ParseContext, Position, Problem, Screen,
};
use serde_json::{Value, json};

/// Two steps. On the first, a typed answer reveals a required field.
fn form(is_optional: bool) -> Form {
    serde_json::from_value(json!({"version": 3, "title": "T", "not_now": true, "steps": [
        {"fields": [
            {"type": "text", "name": "company", "label": "C", "required": !is_optional, "default": "Acme"},
            {"type": "number", "name": "people", "label": "P"},
            {
                "type": "text", "name": "boss", "label": "B", "required": !is_optional,
                "when": {"field": "people", "more_than": 9}
            }
        ]},
        {"fields": [{"type": "date", "name": "since", "label": "S", "max": "today"}]}
    ]}))
    .unwrap()
}

fn interview(form: &Form) -> Interview<'_> {
    form.interview(None, ParseContext::new(messages(&Tag::ENGLISH), Date::parse("2026-03-01").unwrap()))
}

fn answers(pairs: &[(&str, &str)]) -> Answers {
    pairs.iter().copied().collect()
}

/// A page: the number of its step, its fields, the revealed ones in brackets, and those with errors after `!`.
fn page(screen: &Screen<'_>) -> String {
    let fields = screen.entries.iter().filter_map(|entry| {
        let name = &entry.item.field()?.name;
        Some(if screen.revealed.contains(&name) { format!(" [{name}]") } else { format!(" {name}") })
    });
    let errors = screen.errors().map(|(name, _)| format!(" !{name}"));
    format!("{}/{}:{}", screen.page_number, screen.page_count, fields.chain(errors).collect::<String>())
}

fn result(next: &Next<'_>) -> String {
    match next {
        Next::Show(screen) => page(screen),
        Next::Answer(valid) => Value::Object(valid.values().clone()).to_string(),
        Next::Postpone => "later".to_owned(),
    }
}

fn at(step: usize, revealed: &[&str]) -> Position {
    Position { step, revealed: revealed.iter().map(|name| FieldName::parse(name).unwrap()).collect() }
}

struct Case {
    name: &'static str,
    inputs: &'static [(&'static str, &'static str)],
    navigation: Navigation,
    result: &'static str,
}

#[test]
fn each_button_leads_to_its_page_or_to_the_end() {
    let form = form(false);
    let cases = [
        Case { name: "begin", inputs: &[], navigation: Navigation::Start, result: "1/2: company people" },
        Case {
            name: "begin with answers",
            inputs: &[("company", "Acme"), ("people", "x")],
            navigation: Navigation::Start,
            result: "1/2: company people",
        },
        Case {
            name: "next",
            inputs: &[("company", "Acme")],
            navigation: Navigation::Continue(at(0, &[])),
            result: "2/2: since",
        },
        Case {
            name: "an invalid answer",
            inputs: &[("company", "Acme"), ("people", "many")],
            navigation: Navigation::Continue(at(0, &[])),
            result: "1/2: company people !people",
        },
        Case {
            name: "an answer that reveals a field",
            inputs: &[("company", "Acme"), ("people", "30")],
            navigation: Navigation::Continue(at(0, &[])),
            result: "1/2: company people [boss]",
        },
        Case {
            name: "a revealed field that is empty",
            inputs: &[("company", "Acme"), ("people", "30")],
            navigation: Navigation::Continue(at(0, &["boss"])),
            result: "1/2: company people [boss] !boss",
        },
        Case {
            name: "a revealed field with an answer",
            inputs: &[("company", "Acme"), ("people", "30"), ("boss", "Ana")],
            navigation: Navigation::Continue(at(0, &["boss"])),
            result: "2/2: since",
        },
        Case {
            name: "a bound relative to today",
            inputs: &[("company", "A"), ("since.day", "2"), ("since.month", "3"), ("since.year", "2026")],
            navigation: Navigation::Continue(at(1, &[])),
            result: "2/2: since !since",
        },
        Case {
            name: "the end",
            inputs: &[("company", "A"), ("since.day", "1"), ("since.month", "3"), ("since.year", "2026")],
            navigation: Navigation::Continue(at(1, &[])),
            result: r#"{"company":"A","since":"2026-03-01"}"#,
        },
        Case {
            name: "the end, with an invalid answer on an earlier page",
            inputs: &[("people", "30"), ("boss", "Ana")],
            navigation: Navigation::Continue(at(1, &[])),
            result: "1/2: company people [boss] !company",
        },
        Case {
            name: "back",
            inputs: &[("company", "Acme"), ("since.day", "x")],
            navigation: Navigation::Back(at(1, &[])),
            result: "1/2: company people",
        },
        Case {
            name: "back on the first page",
            inputs: &[("people", "many")],
            navigation: Navigation::Back(at(0, &[])),
            result: "1/2: company people",
        },
        Case {
            name: "later, with a required field: like next",
            inputs: &[("company", "Acme")],
            navigation: Navigation::Postpone(at(0, &[])),
            result: "2/2: since",
        },
        Case {
            name: "later, with a required field that is empty: like next",
            inputs: &[],
            navigation: Navigation::Postpone(at(0, &[])),
            result: "1/2: company people !company",
        },
        Case {
            name: "a step that the form does not have: the first",
            inputs: &[("company", "Acme")],
            navigation: Navigation::Continue(at(9, &[])),
            result: "2/2: since",
        },
    ];
    for case in cases {
        let next = interview(&form).next(&answers(case.inputs), &case.navigation);
        assert_eq!(result(&next), case.result, "{}", case.name);
    }
}

#[test]
fn a_user_returns_to_a_page_without_a_check_of_its_answers() {
    let form = form(false);
    for (step, inputs, page) in [
        (0, &[("people", "many")][..], "1/2: company people"),
        (1, &[("since.day", "x")], "2/2: since"),
        (9, &[("since.day", "x")], "1/2: company people"),
    ] {
        let next = interview(&form).next(&answers(inputs), &Navigation::Return(at(step, &[])));
        assert_eq!(result(&next), page, "{step}");
    }
}

#[test]
fn a_form_without_required_fields_can_be_postponed_on_each_page() {
    let form = form(true);
    assert!(interview(&form).allows_postponing());
    for (step, inputs) in [(0, &[("people", "many")][..]), (1, &[]), (9, &[])] {
        assert_eq!(
            result(&interview(&form).next(&answers(inputs), &Navigation::Postpone(at(step, &[])))),
            "later"
        );
    }
    let required = self::form(false);
    assert!(!interview(&required).allows_postponing());
    let missing = ["since".to_owned()];
    let context = ParseContext::new(messages(&Tag::ENGLISH), Date::MIN);
    assert!(required.interview(Some(&missing), context).allows_postponing());
}

#[test]
fn a_form_that_does_not_offer_it_cannot_be_postponed() {
    let form: Form = serde_json::from_value(
        json!({"version": 1, "title": "T", "fields": [{"type": "text", "name": "a", "label": "A"}]}),
    )
    .unwrap();
    assert!(!interview(&form).allows_postponing());
    assert_eq!(result(&interview(&form).next(&Answers::default(), &Navigation::Postpone(at(0, &[])))), "{}");
}

#[test]
fn a_form_cannot_be_postponed_if_the_login_does_not_allow_it() {
    let form = form(true);
    for (step, inputs, expected) in [
        (0, &[("people", "many")][..], "1/2: company people !people"),
        (0, &[("people", "3")], "2/2: since"),
        (1, &[("people", "3")], r#"{"people":3}"#),
    ] {
        for (not_now, expected) in [(true, "later"), (false, expected)] {
            let interview = interview(&form).with_not_now(not_now);
            assert_eq!(interview.allows_postponing(), not_now);
            let next = interview.next(&answers(inputs), &Navigation::Postpone(at(step, &[])));
            assert_eq!(result(&next), expected, "{step} {inputs:?} {not_now}");
        }
    }
    // The form is the upper bound.
    assert!(!interview(&self::form(false)).with_not_now(true).allows_postponing());
}

#[test]
fn each_answered_consent_has_its_document_whether_yes_or_no() {
    let consent = |name: &str| {
        let document = json!({"label": "D", "url": format!("https://example.com/{name}"), "version": name});
        json!({"type": "consent", "name": name, "label": "L", "document": document})
    };
    let mut excluded = consent("excluded");
    excluded["when"] = json!({"field": "kind", "equals": true});
    let kind = json!({"type": "yes_no", "name": "kind", "label": "K"});
    let form: Form = serde_json::from_value(json!({
        "version": 1, "title": "T", "fields": [kind, consent("terms"), consent("news"), excluded]
    }))
    .unwrap();
    for (inputs, expected) in [
        (&[][..], json!({"terms": false, "news": false})),
        (&[("terms", "yes")], json!({"terms": true, "news": false})),
        (&[("excluded", "yes"), ("kind", "no")], json!({"kind": false, "terms": false, "news": false})),
        (
            &[("excluded", "yes"), ("kind", "yes")],
            json!({"kind": true, "terms": false, "news": false, "excluded": true}),
        ),
    ] {
        let next = interview(&form).next(&answers(inputs), &Navigation::Continue(at(0, &[])));
        let Next::Answer(valid) = next else { panic!("{inputs:?}") };
        assert_eq!(Value::from(valid.values().clone()), expected);
        let answered = expected.as_object().unwrap().keys().filter(|name| *name != "kind");
        let consents: Value = answered
            .map(|name| {
                (name.clone(), json!({"version": name, "url": format!("https://example.com/{name}")}))
            })
            .collect();
        assert_eq!(serde_json::to_value(valid.consents()).unwrap(), consents, "{inputs:?}");
    }
}

#[test]
fn an_interview_without_fields_ends_at_once() {
    let form = form(false);
    let context = ParseContext::new(messages(&Tag::ENGLISH), Date::MIN);
    let interview = form.interview(Some(&["unknown".to_owned()]), context);
    for navigation in [
        Navigation::Start,
        Navigation::Continue(at(0, &[])),
        Navigation::Back(at(0, &[])),
        Navigation::Return(at(0, &[])),
    ] {
        assert_eq!(result(&interview.next(&interview.defaults(), &navigation)), "{}", "{navigation:?}");
    }
}

#[test]
fn the_page_with_the_longest_answer_is_shown_to_be_shortened() {
    let form = form(false);
    let interview = interview(&form);
    for (inputs, expected) in [
        (&[("company", "A long name of a company")][..], "1/2: company people !company"),
        (&[("company", "A"), ("people", "30"), ("boss", "Ana María")], "1/2: company people [boss] !boss"),
        (
            &[("company", "A"), ("since.day", "1"), ("since.month", "3"), ("since.year", "2026")],
            "2/2: since !since",
        ),
    ] {
        let answers = answers(inputs);
        let Next::Answer(valid) = interview.next(&answers, &Navigation::Continue(at(1, &["boss"]))) else {
            panic!("{inputs:?}")
        };
        let screen = interview.shorten(&answers, &valid).unwrap();
        assert_eq!(page(&screen), expected);
        assert!(screen.errors().all(|(_, problem)| problem == Problem::TooMuch));
    }
}

#[test]
fn an_interview_without_fields_has_nothing_to_shorten() {
    let form = form(false);
    let context = ParseContext::new(messages(&Tag::ENGLISH), Date::MIN);
    let interview = form.interview(Some(&[]), context);
    let Next::Answer(valid) = interview.next(&Answers::default(), &Navigation::Start) else { panic!() };
    assert!(interview.shorten(&Answers::default(), &valid).is_none());
}

#[test]
fn a_form_that_was_left_empty_has_nothing_to_shorten() {
    let form: Form = serde_json::from_value(json!({"version": 1, "title": "T", "fields": [
        {"type": "text", "name": "text", "label": "T"}, {"type": "number", "name": "number", "label": "N"}
    ]}))
    .unwrap();
    let interview = interview(&form);
    let Next::Answer(valid) = interview.next(&Answers::default(), &Navigation::Continue(at(0, &[]))) else {
        panic!("both fields are optional")
    };
    assert!(interview.shorten(&Answers::default(), &valid).is_none());
}

#[test]
fn an_input_with_several_values_is_repeated_unless_its_field_accepts_several() {
    let options = json!([{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]);
    let form: Form = serde_json::from_value(json!({"version": 1, "title": "T", "fields": [
        {"type": "text", "name": "text", "label": "T"},
        {"type": "checkboxes", "name": "boxes", "label": "B", "options": options}
    ]}))
    .unwrap();
    for (inputs, is_repeated) in [
        (&[("text", "a"), ("boxes", "a"), ("boxes", "b")][..], false),
        (&[("text", "a"), ("text", "a")], true),
        (&[("unknown", "a"), ("unknown", "b")], true),
    ] {
        assert_eq!(interview(&form).has_repeated_input(&answers(inputs)), is_repeated, "{inputs:?}");
    }
}
