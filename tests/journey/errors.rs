//! The error messages for invalid answers, for each kind of field and each of its rules: in the summary and at the
//! field, associated with the invalid input.

use profiling_tests::agent::Answer;
use profiling_tests::workspace;
use serde_json::json;

use crate::emulator::{Scene, pairs};
use crate::page::is_same_error;

/// An invalid answer to a field of the form `tests/browser/forms/kinds.json`.
struct Invalid {
    field: &'static str,
    inputs: &'static [(&'static str, &'static str)],
    message: &'static str,
    /// The id of the input that the summary links to.
    target: &'static str,
    /// The ids of inputs of the field that are not marked as invalid.
    valid: &'static [&'static str],
}

/// An invalid answer to a field with a single input, which has the name of the field.
const fn one_input(
    field: &'static str,
    inputs: &'static [(&'static str, &'static str)],
    message: &'static str,
) -> Invalid {
    Invalid { field, inputs, message, target: field, valid: &[] }
}

const NOT_ACCEPTED: &str =
    "telephone numbers from this country are not accepted. Enter a number from a country in the list.";
const NO_DATE: &str = "Customer since: this date does not exist. Check the day, month and year.";

const INVALID: [Invalid; 33] = [
    one_input("company", &[], "Company name: please fill this in."),
    one_input("company", &[("company", "A")], "Company name: enter at least 2 characters."),
    one_input(
        "company",
        &[("company", "Aurora and her sisters")],
        "Company name: enter at most 20 characters. You entered 22.",
    ),
    one_input(
        "code",
        &[("code", "AB12")],
        "A customer code has two capital letters and four digits, like AB1234.",
    ),
    one_input("about", &[("about", "Chairs")], "What do you make? Enter at least 10 characters."),
    one_input("mail", &[], "Email for invoices: please fill this in."),
    one_input("mail", &[("mail", "ana@")], "Invoices cannot be sent to this address. Please check it."),
    Invalid {
        field: "phone",
        inputs: &[("phone.country", "ES")],
        message: "Telephone: please fill this in.",
        target: "phone",
        valid: &["phone.country"],
    },
    one_input(
        "phone",
        &[("phone.country", "ES"), ("phone", "12")],
        "Telephone: this is not a telephone number in the selected country. Check the country and the number.",
    ),
    one_input("phone", &[("phone.country", "ES"), ("phone", "+33 1 42 68 53 00")], NOT_ACCEPTED),
    one_input("mobile", &[("mobile", "+34 912 345 678")], NOT_ACCEPTED),
    one_input("site", &[("site", "not a site")], "Website: enter a web address, like https://example.com."),
    one_input("people", &[("people", "many")], "People: enter a number in digits."),
    one_input("people", &[("people", "1.5")], "People: enter a whole number, without decimals."),
    one_input("people", &[("people", "0")], "People: enter a number that is 1 or more."),
    one_input("people", &[("people", "5001")], "People: enter a number that is 5,000 or less."),
    one_input("hours", &[("hours", "7.255")], "Hours a day: enter at most 2 decimal places."),
    one_input("hours", &[("hours", "7.3")], "Hours a day: enter a multiple of 0.25."),
    Invalid {
        field: "born",
        inputs: &[],
        message: "Date of birth: please fill this in.",
        target: "born-day",
        valid: &[],
    },
    Invalid {
        field: "born",
        inputs: &[("born.day", "1"), ("born.year", "1990")],
        message: "Date of birth: enter the day, month and year.",
        target: "born-month",
        valid: &["born-day", "born-year"],
    },
    Invalid {
        field: "since",
        inputs: &[("since.day", "1"), ("since.month", "13"), ("since.year", "2021")],
        message: NO_DATE,
        target: "since-month",
        valid: &["since-day", "since-year"],
    },
    Invalid {
        field: "since",
        inputs: &[("since.day", "30"), ("since.month", "2"), ("since.year", "2021")],
        message: NO_DATE,
        target: "since-day",
        valid: &["since-month", "since-year"],
    },
    Invalid {
        field: "since",
        inputs: &[("since.day", "30"), ("since.month", "1"), ("since.year", "2020")],
        message: "Customer since: enter 31 January 2020 or a later date.",
        target: "since-day",
        valid: &[],
    },
    one_input("country", &[], "Country: select an answer."),
    Invalid {
        field: "size",
        inputs: &[("size", "~other")],
        message: "Size of your team: enter your own answer in the text box.",
        target: "size.other",
        valid: &["size"],
    },
    one_input("role", &[], "Your role: select an answer."),
    Invalid {
        field: "role",
        inputs: &[("role", "~other")],
        message: "Your role: enter your own answer in the text box.",
        target: "role.other",
        valid: &["role", "role-2"],
    },
    one_input("plan", &[], "Plan: select an answer."),
    one_input("topics", &[("topics", "web")], "Topics: select at least 2 answers."),
    one_input(
        "topics",
        &[("topics", "web"), ("topics", "data"), ("topics", "security"), ("topics", "law")],
        "Topics: select at most 3 answers.",
    ),
    one_input("news", &[], "Tell us whether you want the newsletter."),
    one_input("terms", &[], "Select the checkbox to continue: I agree to the terms"),
    one_input(
        "company",
        &[("company", "a\u{9b}b")],
        "Company name: your answer has a character that is not allowed",
    ),
];

/// Asserts that the page has the error: the summary links it to the input, and the input refers to it.
fn assert_shown(page: &Answer, Invalid { field, inputs, message, target, valid }: &Invalid) {
    let link = page.texts(&format!("[role=alert] a[href='#{target}']"));
    assert!(link.len() == 1 && link[0].contains(message), "{field} {inputs:?}: {link:?}");
    let at_field = page.texts(&format!("[id='{field}-error']"));
    assert!(at_field.len() == 1 && is_same_error(&link[0], &at_field[0]), "{field} {inputs:?}: {at_field:?}");
    let described = format!("[aria-describedby~='{field}-error']");
    // The only input refers to the error, or the group of several inputs.
    let referring = format!("fieldset{described} [id='{target}'], {described}[id='{target}']");
    assert_eq!(page.texts(&referring).len(), 1, "{field} {inputs:?}: {}", page.body);
    assert!(is_marked(page, target), "{field} {inputs:?}: {}", page.body);
    for id in *valid {
        assert!(!is_marked(page, id), "{field} {inputs:?}: {id} is marked");
    }
}

/// Returns true if the input is marked as invalid.
fn is_marked(page: &Answer, id: &str) -> bool {
    page.attribute(&format!("[id='{id}']"), "aria-invalid").is_some()
}

#[tokio::test]
async fn each_error_is_shown_at_its_input_and_linked_in_the_summary() {
    let scene = Scene::with(|options| {
        options.forms = workspace().join("tests/browser/forms");
        "kinds".clone_into(&mut options.settings.form);
    })
    .await;
    // The parts of a date are in the British order.
    let token = scene.token(&json!({"locale": "en-GB"}));
    for invalid in &INVALID {
        let mut values = pairs(&[("state", "s"), ("session_token", &token)]);
        values.extend(pairs(invalid.inputs));
        let page = scene.agent.post(&scene.form_url("kinds"), &values).await;
        assert_eq!(page.status, 422, "{}", page.body);
        assert_shown(&page, invalid);
    }
}
