//! Every field kind in every state, by the rules that hold for the HTML of any kind. The kinds come from
//! `profiling_forms::samples`, which has a new kind as soon as it compiles.

use std::collections::BTreeSet;

use profiling_forms::samples::{self, Inputs};
use profiling_forms::value::date::Date;
use profiling_forms::{Form, Item, Literal, ParseContext};
use scraper::{ElementRef, Html, Selector};
use serde_json::json;

use super::*;
use crate::visible;

const HINT: &str = "Some help";

/// A field in one state, rendered.
struct Rendered<'a> {
    field: &'a Field,
    html: Html,
    context: String,
}

/// The texts of a page in one language.
fn locale(language: &str) -> LocaleContext {
    let form: Form = serde_json::from_value(
        json!({"version": 1, "title": "T", "languages": [language], "fields": [{"type": "yes_no", "name": "n", "label": "N"}]}),
    )
    .unwrap();
    LocaleContext::for_form(&form, &[])
}

fn parse_context(locale: &LocaleContext) -> ParseContext {
    ParseContext::new(locale.messages(), Date::parse("2026-11-23").unwrap())
}

/// The fields of every kind, required and optional, with help text and without.
fn fields() -> Vec<Field> {
    let mut fields = Vec::new();
    for required in [true, false] {
        for hint in [None, Some(HINT)] {
            for item in samples::items(required).unwrap() {
                let Item { content: profiling_forms::Content::Field(field), .. } = item else {
                    panic!("a block")
                };
                let mut field = *field;
                field.hint = hint.map(|hint| serde_json::from_value(json!(hint)).unwrap());
                fields.push(field);
            }
        }
    }
    fields
}

impl<'a> Rendered<'a> {
    fn new(
        field: &'a Field,
        locale: &LocaleContext,
        inputs: &Inputs,
        problem: Option<Problem>,
        id: Option<&str>,
    ) -> Self {
        let answers: Answers = inputs.iter().cloned().collect();
        let html =
            FieldView { field, answers: &answers, problem, is_stored: false, locale }.html(id).into_string();
        let context =
            format!("{} ({problem:?}, {inputs:?}, {}): {html}", field.kind.name(), locale.language());
        Self { field, html: Html::parse_fragment(&html), context }
    }

    fn select(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.html.select(&Selector::parse(selector).unwrap()).collect()
    }

    fn texts(&self, selector: &str) -> Vec<String> {
        self.select(selector).into_iter().map(|element| element.text().collect::<String>()).collect()
    }

    /// The inputs that a user sees.
    fn inputs(&self) -> Vec<ElementRef<'_>> {
        self.select("input:not([type=hidden]), select, textarea")
    }

    /// Asserts that the question is the label of the only input, or the legend of several, and that each input has a
    /// label.
    fn assert_labels(&self, question: &str) {
        let inputs = self.inputs();
        assert!(!inputs.is_empty(), "no input: {}", self.context);
        let names: BTreeSet<String> = inputs
            .iter()
            .map(|input| input.value().attr("name").expect("an input has a name").to_owned())
            .collect();
        assert_eq!(names, self.field.inputs().into_iter().collect(), "{}", self.context);
        for input in &inputs {
            let id =
                input.value().attr("id").unwrap_or_else(|| panic!("an input without id: {}", self.context));
            let labels = self.texts(&format!("label[for='{id}']"));
            assert!(
                labels.len() == 1 && !labels[0].trim().is_empty(),
                "{id} has {labels:?}: {}",
                self.context
            );
        }
        let own = self.texts(&format!("label[for='{}']", self.field.name));
        let legends = self.texts("fieldset > legend");
        let questions: Vec<&String> =
            own.iter().chain(&legends).filter(|text| text.starts_with(question)).collect();
        assert_eq!(questions.len(), 1, "the question is neither label nor legend: {}", self.context);
        if inputs.len() > 1 && self.select("select > option").is_empty() {
            assert_eq!(legends.len(), 1, "several inputs without a legend: {}", self.context);
        }
    }

    /// The texts that describe the inputs or their group.
    fn descriptions(&self) -> Vec<String> {
        let described = self.select("[aria-describedby]");
        let ids =
            described.iter().flat_map(|element| element.value().attr("aria-describedby").unwrap().split(' '));
        ids.flat_map(|id| self.texts(&format!("[id='{id}']"))).collect()
    }

    /// The values that a browser would send.
    fn values(&self) -> BTreeSet<(String, String)> {
        let mut values = BTreeSet::new();
        for input in self.inputs() {
            let name = input.value().attr("name").unwrap().to_owned();
            let value = match (input.value().name(), input.value().attr("type")) {
                ("select", _) => {
                    let selected = Selector::parse("option[selected]").unwrap();
                    input
                        .select(&selected)
                        .next()
                        .and_then(|option| option.value().attr("value"))
                        .map(str::to_owned)
                }
                ("textarea", _) => Some(input.text().collect()),
                (_, Some("radio" | "checkbox")) => {
                    input.value().attr("checked").map(|_| input.value().attr("value").unwrap().to_owned())
                }
                _ => input.value().attr("value").map(str::to_owned),
            };
            values.extend(value.filter(|value| !value.is_empty()).map(|value| (name, value)));
        }
        values
    }
}

/// The values of inputs as a page shows them again.
fn shown(inputs: &Inputs) -> BTreeSet<(String, String)> {
    let filled = inputs.iter().filter(|(_, value)| !value.is_empty());
    filled.map(|(input, value)| (input.clone(), value.replace("\r\n", "\n"))).collect()
}

#[test]
fn a_number_that_may_be_negative_has_no_keyboard_without_a_minus_sign() {
    let locale = locale("en");
    for (rules, keyboard) in [
        (json!({}), None),
        (json!({"min": -1}), None),
        (json!({"min": -1, "decimals": 2}), None),
        (json!({"min": 0}), Some("numeric")),
        (json!({"min": 0.5, "decimals": 2}), Some("decimal")),
    ] {
        let mut field = json!({"type": "number", "name": "f", "label": "F"});
        field.as_object_mut().unwrap().extend(rules.as_object().unwrap().clone());
        let item: Item = serde_json::from_value(field).unwrap();
        let rendered = Rendered::new(item.field().unwrap(), &locale, &Inputs::new(), None, None);
        let input = rendered.inputs()[0].value();
        assert_eq!(input.attr("inputmode"), keyboard, "{rules}");
    }
}

#[test]
fn a_limit_is_stated_at_its_input_and_shown_if_a_user_could_reach_it() {
    let locale = locale("en");
    let options = json!([{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]);
    for (rules, input, limit, is_shown) in [
        (json!({"type": "text"}), "f", "At most 100 characters", false),
        (json!({"type": "text", "max_length": 8}), "f", "At most 8 characters", true),
        (json!({"type": "multiline"}), "f", "At most 500 characters", true),
        (
            json!({"type": "radio", "options": options, "other": true}),
            "f.other",
            "At most 100 characters",
            false,
        ),
        (
            json!({"type": "select", "options": options, "other": true}),
            "f.other",
            "At most 100 characters",
            false,
        ),
    ] {
        let mut field = json!({"name": "f", "label": "F"});
        field.as_object_mut().unwrap().extend(rules.as_object().unwrap().clone());
        let item: Item = serde_json::from_value(field).unwrap();
        let rendered = Rendered::new(item.field().unwrap(), &locale, &Inputs::new(), None, None);
        let described_by = format!("[id='{input}'][aria-describedby='{input}-limit']");
        assert_eq!(rendered.select(&described_by).len(), 1, "{}", rendered.context);
        assert_eq!(rendered.texts(&format!("[id='{input}-limit']")), [limit], "{}", rendered.context);
        assert_eq!(
            rendered.select(".limit:not([hidden])").len(),
            usize::from(is_shown),
            "{}",
            rendered.context
        );
    }
}

#[test]
fn no_browser_cuts_off_an_answer_to_any_kind() {
    let locale = locale("en");
    for field in fields() {
        let rendered = Rendered::new(&field, &locale, &Inputs::new(), None, None);
        assert!(rendered.select("[maxlength]").is_empty(), "{}", rendered.context);
    }
}

#[test]
fn every_kind_in_every_state_has_labeled_inputs() {
    for language in ["en", "ar"] {
        let locale = locale(language);
        let context = parse_context(&locale);
        for field in fields() {
            let question = locale.text(&field.label).to_owned();
            let filled = field.sample(&context, None);
            for inputs in [Inputs::new(), filled] {
                for problem in [None, Some(Problem::Required), Some(Problem::NotAnOption)] {
                    // `id` is for a field that a condition reveals.
                    for id in [None, Some("if-3")] {
                        let rendered = Rendered::new(&field, &locale, &inputs, problem, id);
                        rendered.assert_labels(&question);
                        let optional =
                            rendered.texts("label, legend").concat().contains(locale.messages().optional());
                        assert_eq!(optional, !field.required, "{}", rendered.context);
                        assert_eq!(rendered.select("div.field#if-3").len(), usize::from(id.is_some()));
                    }
                }
            }
        }
    }
}

#[test]
fn every_kind_shows_its_help_and_its_error_at_its_inputs() {
    for language in ["en", "ar"] {
        let locale = locale(language);
        for field in fields() {
            for problem in [None, Some(Problem::Required), Some(Problem::NotAnOption)] {
                let answers = Answers::default();
                let view = FieldView {
                    field: &field,
                    answers: &answers,
                    problem,
                    is_stored: false,
                    locale: &locale,
                };
                let rendered = Rendered::new(&field, &locale, &Inputs::new(), problem, None);
                let hint = field.hint.as_ref().map(|_| HINT.to_owned());
                let expected: Vec<String> =
                    hint.into_iter().chain(view.error_at_field()).chain(rendered.texts(".limit")).collect();
                assert_eq!(rendered.descriptions(), expected, "{}", rendered.context);
                let invalid = rendered.select("[aria-invalid=true]").len();
                assert_eq!(invalid > 0, problem.is_some(), "{}", rendered.context);
                let target = format!("[id='{}']", view.target());
                if field.kind.name() != "date" || problem.is_some() {
                    assert_eq!(rendered.select(&target).len(), 1, "{target}: {}", rendered.context);
                }
            }
        }
    }
}

#[test]
fn every_kind_shows_the_answer_again() {
    for language in ["en", "ar"] {
        let locale = locale(language);
        let context = parse_context(&locale);
        for field in fields() {
            let valid = field.valid_samples(&context, 7).into_iter().map(|sample| sample.inputs);
            for inputs in valid.chain(field.invalid_samples(&context)) {
                let rendered = Rendered::new(&field, &locale, &inputs, None, None);
                assert_eq!(rendered.values(), shown(&inputs), "{}", rendered.context);
            }
        }
    }
}

#[test]
fn the_style_sheet_finds_the_selected_answer_of_every_kind_that_is_not_typed() {
    let locale = locale("en");
    let context = parse_context(&locale);
    for field in fields().iter().filter(|field| !field.kind.is_typed()) {
        assert!(!is_typed(field), "{}", field.kind.name());
        for inputs in field.valid_samples(&context, 7).into_iter().map(|sample| sample.inputs) {
            for value in
                inputs.iter().filter(|(input, _)| input == field.name.as_str()).map(|(_, value)| value)
            {
                let css = visible::chosen(&field.name, &field.kind, &Literal::Text(value.clone()));
                // The parser knows neither `:has()` nor `:checked`.
                let selector = css.replace(":has(", ":is(").replace(":checked", ":is([checked],[selected])");
                let rendered = Rendered::new(field, &locale, &inputs, None, None);
                assert_eq!(rendered.select(&selector).len(), 1, "{selector}: {}", rendered.context);
                let empty = Rendered::new(field, &locale, &Inputs::new(), None, None);
                assert_eq!(empty.select(&selector).len(), 0, "{selector}: {}", empty.context);
            }
        }
    }
    for field in fields().iter().filter(|field| field.kind.is_typed()) {
        assert!(is_typed(field), "{}", field.kind.name());
    }
}

fn is_typed(field: &Field) -> bool {
    matches!(selection(&field.kind), Selection::Typed | Selection::TypedWithList)
}

#[test]
fn only_a_field_with_a_list_has_a_selection_that_says_so() {
    let locale = locale("en");
    for field in fields() {
        let has_list = matches!(selection(&field.kind), Selection::List | Selection::TypedWithList);
        let selects = Rendered::new(&field, &locale, &Inputs::new(), None, None).select("select").len();
        // A telephone number of a single country has no list.
        assert!(has_list || selects == 0, "{}", field.kind.name());
    }
}
