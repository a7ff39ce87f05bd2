use serde_json::{Value, json};

use super::{findings_in, form};

/// Returns the findings about a form that begin with this severity and code, without the file.
fn findings(form: &Value, code: &str) -> Vec<String> {
    let prefix = format!("warning {code} infra/forms/f.json: ");
    findings_in(form).iter().filter_map(|line| Some(line.strip_prefix(&prefix)?.to_owned())).collect()
}

fn labeled(label: &str) -> Value {
    form(&json!({"fields": [{"type": "text", "name": "a", "label": label}]}))
}

fn paragraph(text: &str) -> Value {
    form(&json!({"fields": [
        {"type": "paragraph", "text": text},
        {"type": "text", "name": "a", "label": "A"},
    ]}))
}

#[test]
fn markup_in_a_text_that_is_not_markdown_is_a_warning() {
    const HTML: &str = "is shown as it is written; remove it, because texts have no HTML";
    const MARKDOWN: &str = "is shown as it is written; remove it, because only a block with the type `paragraph` can \
                            have Markdown";
    let entity = |entity: &str, character: &str| {
        format!(
            "the HTML entity `{entity}` is shown as it is written; write the character itself, {character}"
        )
    };
    for (label, message) in [
        ("Your <b>company</b>", format!("the HTML `<b>` {HTML}")),
        ("Your company<br/>", format!("the HTML `<br/>` {HTML}")),
        (
            "Read <a href='https://a.example'>this</a>",
            format!("the HTML `<a href='https://a.example'>` {HTML}"),
        ),
        ("<!-- Company -->", format!("the HTML `<!--` {HTML}")),
        ("<SPAN class=\"x\">A</SPAN>", format!("the HTML `<SPAN class=\"x\">` {HTML}")),
        ("Research &amp; development", entity("&amp;", "`&`")),
        ("Company&nbsp;name", entity("&nbsp;", r"`\u00a0` in JSON")),
        ("Gr&ouml;&szlig;e", entity("&ouml;", "`ö`")),
        ("It&#39;s", entity("&#39;", "`'`")),
        ("A&#x2014;B", entity("&#x2014;", "`—`")),
        ("&quot;A&quot;", entity("&quot;", r#"`\"` in JSON"#)),
        ("&zwj;A", entity("&zwj;", r"`\u200d` in JSON")),
        ("Your **company**", format!("the Markdown `**company**` {MARKDOWN}")),
        ("Your __company__", format!("the Markdown `__company__` {MARKDOWN}")),
        ("Your *company*", format!("the Markdown `*company*` {MARKDOWN}")),
        ("(_optional_)", format!("the Markdown `_optional_` {MARKDOWN}")),
        ("Use `code`", format!("the Markdown ``code`` {MARKDOWN}")),
        ("The ~~old~~ name", format!("the Markdown `~~old~~` {MARKDOWN}")),
        (
            "I accept the [terms](https://a.example)",
            format!("the Markdown `[terms](https://a.example)` {MARKDOWN}"),
        ),
        ("See [this](/terms)", format!("the Markdown `[this](/terms)` {MARKDOWN}")),
    ] {
        assert_eq!(
            findings(&labeled(label), "text_markup"),
            [format!("fields[0].label: {message}")],
            "{label}"
        );
    }
}

#[test]
fn a_text_that_only_resembles_markup_has_no_finding() {
    for label in [
        "Profit & loss",
        "R&D; marketing",
        "&unknown;",
        "Fewer than 5 (<5)",
        "a < b > c",
        "Your <name>",
        "Name*",
        "* required",
        "5 * 3 * 2",
        "2**3",
        "**",
        "user_metadata and app_metadata",
        "_ _",
        "Card ****1234",
        "Name: ________",
        "# of employees",
        "1. Your name",
        "- A",
        "[optional]",
        "Size [cm] (optional)",
        "Don't say `no",
        "~5 to ~10",
        "https://a.example",
        "C:\\*",
    ] {
        assert_eq!(findings(&labeled(label), "text_markup"), [""; 0], "{label}");
    }
}

#[test]
fn marks_without_effect_in_a_paragraph_are_a_warning() {
    const STRONG: &str = "is shown as it is written, because these marks have no effect; strong text begins directly \
                          after `**` and ends directly before the next `**` of the same paragraph; write `\\\\*\\\\*` \
                          for the characters";
    const LINK: &str = "is shown as it is written, because it is not a complete link; write `[text](https://…)`, \
                        without a space before or in the parentheses";
    for (text, message) in [
        ("**Not closed", format!("`**Not closed` {STRONG}")),
        ("Not ** strong ** here", format!("`** strong ** here` {STRONG}")),
        ("**a\n\nb**", format!("`**a…` {STRONG}")),
        ("- **a\n- b", format!("`**a…` {STRONG}")),
        ("__Not closed", format!("`__Not closed` {STRONG}")),
        ("Read [the terms] (https://a.example)", format!("`[the terms] (https://a.example)` {LINK}")),
        ("Read [the terms](https://a.example", format!("`[the terms](https://a.example` {LINK}")),
        (
            "A&amp;nbsp;B",
            "`&amp;nbsp;` is shown as `&nbsp;`; write `&nbsp;`, or the character itself".to_owned(),
        ),
    ] {
        let found = findings(&paragraph(text), "text_markup");
        assert_eq!(found, [format!("fields[0].text: {message}")], "{text}");
    }
}

#[test]
fn a_paragraph_with_valid_markdown_has_no_finding() {
    for text in [
        "**Strong**, *emphasis*, [a link](https://a.example)\n\n- one\n- two",
        "Company&nbsp;name, R&amp;D",
        r"\*\*not strong\*\*",
        r"\[not a link\] (https://a.example)",
        "Card \\*\\*\\*\\*1234",
        "Card ****1234",
        "* one",
        "a_b__c",
        "[optional] (see below)",
        "Fields with a star * are required",
    ] {
        assert_eq!(findings(&paragraph(text), "text_markup"), [""; 0], "{text}");
    }
}

#[test]
fn markup_in_any_language_of_any_text_is_reported_at_its_place() {
    let text = json!({"en": "A", "de": "<b>A</b>"});
    let form = json!({
        "version": 1, "languages": ["en", "de"], "title": text, "intro": text, "submit": text,
        "image_origins": ["https://a.example"],
        "theme": {"logo": {"url": "https://a.example/a.png", "alt": text, "width": 9, "height": 9}},
        "steps": [{"title": text, "intro": text, "fields": [
            {"type": "heading", "text": text},
            {"type": "image", "url": "https://a.example/a.png", "alt": text, "width": 9, "height": 9},
            {
                "type": "radio", "name": "a", "label": text, "hint": text, "required": true, "other": true,
                "errors": {"required": text, "invalid": text},
                "options": [{"value": "a", "label": text, "description": text}],
            },
            {
                "type": "consent", "name": "b", "label": text,
                "document": {"label": text, "url": "https://a.example", "version": "1"},
            },
        ]}],
    });
    let found = findings(&form, "text_markup");
    let mut places: Vec<&str> = found.iter().map(|line| line.split(": ").next().unwrap()).collect();
    places.sort_unstable();
    assert_eq!(
        places,
        [
            "intro.de",
            "steps[0].fields[0].text.de",
            "steps[0].fields[1].alt.de",
            "steps[0].fields[2].errors.invalid.de",
            "steps[0].fields[2].errors.required.de",
            "steps[0].fields[2].hint.de",
            "steps[0].fields[2].label.de",
            "steps[0].fields[2].options[0].description.de",
            "steps[0].fields[2].options[0].label.de",
            "steps[0].fields[3].document.label.de",
            "steps[0].fields[3].label.de",
            "steps[0].intro.de",
            "steps[0].title.de",
            "submit.de",
            "theme.logo.alt.de",
            "title.de",
        ]
    );
}

#[test]
fn a_long_text_is_a_warning_with_the_limit_of_its_role() {
    let long = |most: usize| format!("{}a", "ä".repeat(most));
    let forms = |text: &dyn Fn(usize) -> String| {
        json!({
            "version": 1, "title": text(120), "intro": text(600), "submit": text(40),
            "image_origins": ["https://a.example"],
            "theme": {"logo": {"url": "https://a.example/a.png", "alt": text(250), "width": 9, "height": 9}},
            "steps": [{"title": text(120), "intro": text(600), "fields": [
                {"type": "heading", "text": text(120)},
                {"type": "paragraph", "text": text(3_000)},
                {
                    "type": "radio", "name": "a", "label": text(200), "hint": text(400), "required": true,
                    "errors": {"required": text(250)},
                    "options": [{"value": "a", "label": text(150), "description": text(300)}],
                },
                {
                    "type": "consent", "name": "b", "label": text(600),
                    "document": {"label": text(150), "url": "https://a.example", "version": "1"},
                },
            ]}],
        })
    };
    let lines = findings(&forms(&long), "text_long");
    let most = [120, 600, 40, 250, 120, 600, 120, 3_000, 200, 400, 250, 150, 300, 600, 150];
    assert_eq!(lines.len(), most.len(), "{lines:?}");
    for most in most {
        let start = format!(
            "the text has {} characters, and most users do not read more than {most} here; ",
            most + 1
        );
        assert!(lines.iter().any(|line| line.contains(&start)), "{most}: {lines:?}");
    }
    assert_eq!(findings(&forms(&|most| "ä".repeat(most)), "text_long"), [""; 0]);
    assert_eq!(
        findings(&labeled(&"a".repeat(5_000)), "text_long"),
        [
            "fields[0].label: the text has 5000 characters, and most users do not read more than 200 here; move the \
             explanation to `hint`"
        ]
    );
}
