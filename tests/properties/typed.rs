//! What is stored of a typed answer is what was checked: without invisible characters, and the same when it is entered again.

use std::sync::LazyLock;

use profiling_forms::locale::{Tag, messages};
use profiling_forms::value::today::Today;
use profiling_forms::{Answers, Field, Item, ParseContext, Problem, samples};
use profiling_session::invisible::is_invisible;
use profiling_tests::functions::NOW;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

use crate::cases;

/// Characters that are never part of an answer.
const INVISIBLE: &str =
    "\u{200b}\u{200e}\u{200f}\u{61c}\u{202a}\u{202c}\u{202e}\u{2066}\u{2069}\u{feff}\u{ad}\u{fffc}\u{2060}";

/// A field of each kind and definition that users type answers to.
static TYPED: LazyLock<Vec<Item>> = LazyLock::new(|| {
    let items = samples::items(true).expect("the samples are fields");
    items.into_iter().filter(|item| item.field().is_some_and(|field| field.kind.is_typed())).collect()
});

fn field() -> impl Strategy<Value = &'static Field> {
    any::<Index>().prop_map(|index| index.get(&TYPED).field().expect("an item of a field"))
}

fn context(language: &str) -> ParseContext {
    ParseContext::new(messages(&Tag::parse(language).expect("a tag")), Today::at_unix_seconds(NOW))
}

fn check(
    field: &Field,
    inputs: &[(String, String)],
    context: &ParseContext,
) -> Result<Option<Value>, Problem> {
    let answers: Answers = inputs.iter().cloned().collect();
    field.check(&answers, context)
}

/// Inserts characters into a text, at any places.
fn insert(text: &str, characters: &[(char, Index)]) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for (character, place) in characters {
        let at = place.index(text.len() + 1);
        text.insert(at, *character);
    }
    text.into_iter().collect()
}

/// Inserts characters into the texts of all inputs, except for the country of a telephone number, which is selected.
fn with_characters(inputs: &[(String, String)], characters: &[(char, Index)]) -> Vec<(String, String)> {
    let mut inputs = inputs.to_vec();
    for (_, text) in inputs.iter_mut().filter(|(input, _)| !input.ends_with(".country")) {
        *text = insert(text, characters);
    }
    inputs
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn invisible_characters_change_no_answer(
        field in field(),
        language in select(&["en", "de", "ar", "ja"]),
        seed in any::<u64>(),
        index in any::<Index>(),
        characters in prop::collection::vec((crate::character(INVISIBLE), any::<Index>()), 1..6),
    ) {
        let context = context(language);
        let sample = index.get(&field.valid_samples(&context, seed)).clone();
        let inputs = with_characters(&sample.inputs, &characters);
        prop_assert_eq!(check(field, &inputs, &context), Ok(Some(sample.value)), "{:?}", inputs);
    }

    #[test]
    fn an_answer_is_the_same_when_it_is_entered_again(
        field in field(),
        language in select(&["en", "de", "ar", "ja"]),
        seed in any::<u64>(),
        index in any::<Index>(),
        characters in prop::collection::vec((any::<char>(), any::<Index>()), 0..3),
    ) {
        let context = context(language);
        let sample = index.get(&field.valid_samples(&context, seed)).clone();
        let inputs = with_characters(&sample.inputs, &characters);
        // Not every change leaves a valid answer.
        let Ok(Some(value)) = check(field, &inputs, &context) else { return Ok(()) };
        let entered = field.entered(&value, &context.messages);
        prop_assert_eq!(check(field, &entered, &context), Ok(Some(value.clone())), "{:?}", inputs);
        let text = value.as_str().unwrap_or_default();
        let joiners = ['\u{200c}', '\u{200d}', '\u{fe0f}'];
        prop_assert!(text.chars().all(|c| !is_invisible(c) || joiners.contains(&c)), "{:?}", text);
    }
}
