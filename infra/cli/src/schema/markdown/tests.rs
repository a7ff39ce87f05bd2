use std::collections::BTreeSet;
use std::path::Path;

use profiling_authoring::Document;
use profiling_forms::locale::CustomMessages;
use profiling_forms::{Forms, Kind, schema};
use regex_lite::Regex;
use serde_json::{Value, json};

use super::super::cells::{slug, title};
use super::super::reference;
use super::page;

fn docs(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    std::fs::read_to_string(path).unwrap_or_default()
}

/// The anchors of a page, in order.
fn anchors(page: &str) -> Vec<String> {
    page.lines()
        .filter_map(|line| Some(slug(line.strip_prefix('#')?.trim_start_matches('#').trim())))
        .collect()
}

#[test]
fn the_committed_reference_is_up_to_date() {
    assert!(
        docs("forms-reference.md") == reference(),
        "docs/forms-reference.md is out of date; \
         update it with: cargo run -- schema --markdown > docs/forms-reference.md"
    );
}

#[test]
fn every_key_and_every_type_is_documented() {
    fn keys(schema: &Value, found: &mut BTreeSet<String>) {
        match schema {
            Value::Object(members) => {
                if let Some(Value::Object(properties)) = members.get("properties") {
                    found.extend(properties.keys().cloned());
                }
                members.values().for_each(|inner| keys(inner, found));
            }
            Value::Array(entries) => entries.iter().for_each(|inner| keys(inner, found)),
            _ => {}
        }
    }
    let (schema, page) = (schema(), reference());
    let mut all = BTreeSet::new();
    keys(&schema, &mut all);
    assert!(all.len() > 50, "{all:?}");
    for key in all {
        assert!(
            page.contains(&format!("\n| `{key}` |")) || page.contains(&format!("with `{key}`: ")),
            "{key} is missing"
        );
    }
    let anchors = anchors(&page);
    for name in schema["$defs"].as_object().unwrap().keys().filter(|name| *name != "Item") {
        assert!(anchors.contains(&slug(&title(name))), "{name} has no section");
    }
}

#[test]
fn every_row_has_a_meaning() {
    for line in reference().lines().filter(|line| line.starts_with('|')) {
        assert!(!line.ends_with("|  |"), "{line}");
    }
}

#[test]
fn every_link_in_or_to_the_reference_leads_to_a_heading() {
    let page = reference();
    let anchors = anchors(&page);
    let unique: BTreeSet<&String> = anchors.iter().collect();
    assert_eq!(unique.len(), anchors.len(), "duplicate headings: GitHub numbers their anchors");
    let guide = docs("forms.md");
    for (text, pattern) in [(&page, r"\]\(#([^)]*)\)"), (&guide, r"\]\(forms-reference\.md#([^)]*)\)")] {
        let links: Vec<String> =
            Regex::new(pattern).unwrap().captures_iter(text).map(|link| link[1].to_owned()).collect();
        assert!(!links.is_empty(), "{pattern}");
        for link in links {
            assert!(anchors.contains(&link), "#{link} does not exist");
        }
    }
}

#[test]
fn the_examples_in_the_guide_are_valid() {
    let (mut fields, mut forms, mut messages) = (Vec::new(), Vec::new(), Vec::new());
    for block in docs("forms.md").split("```json\n").skip(1).filter_map(|rest| rest.split("```").next()) {
        match block.trim_start_matches(|c: char| c == '{' || c.is_whitespace()) {
            // An abbreviated example.
            _ if block.contains('…') => {}
            text if text.contains("texts.schema.json") => messages.push(block.to_owned()),
            text if text.starts_with("\"name\"") || text.starts_with("\"type\"") => {
                fields.extend(serde_json::from_str::<Vec<Value>>(&format!("[{block}]")).unwrap());
            }
            text if text.starts_with("\"theme\"") => forms.push(json!({
                "version": 1, "title": "T", "image_origins": ["https://cdn.example.com"],
                "fields": [{"name": "a", "type": "text", "label": "A"}],
                "theme": serde_json::from_str::<Value>(&format!("{{{block}}}")).unwrap()["theme"],
            })),
            _ => forms.push(serde_json::from_str(block).unwrap()),
        }
    }
    assert!(fields.len() > 5 && forms.len() > 1, "{fields:?} {forms:?}");
    assert!(!messages.is_empty());
    for file in messages {
        assert_eq!(CustomMessages::parse(&file).1.to_string(), "", "{file}");
    }
    let image_origins = ["https://cdn.example.com"];
    forms.push(json!({"version": 1, "title": "T", "image_origins": image_origins, "fields": fields}));
    for form in forms {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("f.json"), form.to_string()).unwrap();
        let errors = Forms::load(folder.path()).err().map(|errors| errors.to_string());
        assert_eq!(errors, None, "{form}");
    }
}

#[test]
fn each_type_has_a_page_whose_form_is_valid() {
    let page = docs("forms-types.md");
    let sections: Vec<&str> = page.split("\n## `").skip(1).collect();
    let names: Vec<&str> = sections.iter().filter_map(|section| section.split('`').next()).collect();
    assert_eq!(names, Kind::NAMES);
    for (name, section) in names.iter().zip(&sections) {
        let form = section.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let document = Document::read(form);
        assert_eq!(document.problems(), [], "{name}");
        let fields: Vec<&str> = document.form().unwrap().fields().map(|field| field.kind.name()).collect();
        assert_eq!(fields, [*name]);
        let image = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../docs/images/types/{name}.png"));
        assert!(section.contains(&format!("(images/types/{name}.png)")) && image.is_file(), "{name}");
    }
}

#[test]
fn a_row_has_the_key_its_type_its_default_its_limits_and_its_meaning() {
    let schema = json!({
        "description": "A form.",
        "properties": {
            "late": {"type": ["integer", "null"], "default": 4, "minimum": 2, "maximum": 9,
                "description": "How late. The default is 4."},
            "early": {"$ref": "#/$defs/TimeOfDay", "description": "When\nit begins."},
            "either": {"type": "string", "pattern": "^(a|b)$", "maxLength": 1, "description": "Which."},
        },
        "required": ["late"],
        "$defs": {
            "Item": {"oneOf": []},
            "TimeOfDay": {"description": "A time.", "type": "string", "examples": ["08:00"]},
        },
    });
    let page = page(&schema);
    for row in [
        "| `late` | integer | required; default `4`; 2 to 9 | How late. |\n\
         | `early` | [time of day](#time-of-day) |  | When it begins. |\n\
         | `either` | string | at most 1 character; matches `^(a\\|b)$` | Which. |\n",
        "### Time of day\n\nA time.\n\nType: string. Examples: `08:00`.\n",
    ] {
        assert!(page.contains(row), "{page}");
    }
}
