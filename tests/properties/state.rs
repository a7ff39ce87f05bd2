//! The login's `state` is returned to the tenant unchanged.

use profiling_tests::agent::Answer;
use profiling_tests::functions::{DOMAIN, End};
use profiling_tests::token;
use proptest::prelude::*;
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

use crate::{TOKEN, cases, character, functions};

/// The longest `state`, in bytes as a URL encodes it.
const LONGEST: usize = 2_048;

/// Printable text of any script, with frequent special characters of URLs and HTML, and confusable
/// characters.
fn state() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        4 => any::<char>().prop_filter("printable", |c| !c.is_control()),
        2 => character("AZaz09_.~-"),
        3 => character("&#+%=;?/\\ \"'<>`{}|^@:,$!*()[]"),
        1 => character("\u{202e}\u{2066}\u{200f}\u{feff}\u{ad}\u{2028}\u{fffd}"),
        1 => character("😀👩\u{200d}\u{fe0f}\u{301}\u{1f3fd}"),
        1 => Just('\u{10ffff}'),
    ];
    let tricky = prop::sample::select(vec![
        "a&session_token=x",
        "&amp;",
        "%26",
        "%2526",
        "&#38;",
        "+",
        " a ",
        "#",
        "//evil.example",
        "\"><script>",
    ]);
    let some = prop::collection::vec(character, 1..400).prop_map(|characters| {
        let mut state: String = characters.into_iter().collect();
        while encoded_length(&state) > LONGEST {
            state.pop();
        }
        state
    });
    prop_oneof![1 => tricky.prop_map(str::to_owned), 9 => some]
}

fn encoded_length(text: &str) -> usize {
    byte_serialize(text.as_bytes()).map(str::len).sum()
}

/// The page as a browser parses it, to find the form.
fn answer(end: End) -> Answer {
    let url = Url::parse("https://forms.example.com/forms/profile").unwrap();
    Answer { url, status: end.status, headers: end.headers, body: end.body }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn any_printable_state_comes_back_byte_for_byte_as_one_parameter(state in state(), encode_all in any::<bool>()) {
        let functions = functions();
        let mut query = Serializer::new(String::new()).append_pair("state", &state).finish();
        if encode_all {
            query = state.bytes().fold("state=".to_owned(), |query, byte| format!("{query}%{byte:02x}"));
        }
        let page = answer(functions.get("profile", &format!("{query}&session_token={}", *TOKEN)));
        prop_assert_eq!(page.attribute("input[name=state]", "value"), Some(state.clone()));

        let form = page.form("main form", None).with("company_name", "A").with("job_title", "B");
        let end = functions.post("profile", &form.values);
        prop_assert_eq!(end.location_parameter("state"), Some(state.clone()));
        let claims = token::decode(&end.location_parameter("session_token").unwrap());
        prop_assert_eq!((&claims["state"], &claims["iss"]), (&state.into(), &DOMAIN.into()));
    }
}
