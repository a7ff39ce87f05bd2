//! What a field that can be read may still get wrong.

use super::answers::Answers;
use super::check::check;
use super::field::Field;
use super::kind::{Faults, Kind};
use super::parse_context::ParseContext;
use crate::locale::{Tag, words};
use crate::value::date::Date;

impl Field {
    /// What a well-formed field may still get wrong.
    pub(super) fn faults(&self, languages: &[Tag]) -> Faults {
        let texts = [
            ("label", Some(&self.label)),
            ("hint", self.hint.as_ref()),
            ("errors.required", self.errors.required.as_ref()),
            ("errors.pattern", self.errors.pattern.as_ref()),
            ("errors.invalid", self.errors.invalid.as_ref()),
        ];
        let mut faults: Faults = texts
            .into_iter()
            .filter_map(|(place, text)| Some((place.to_owned(), text?.fault(languages)?)))
            .collect();
        if let Some(token) = &self.autocomplete
            && !is_autofill(token)
        {
            let reason = format!("`{token}` is not an autofill name of HTML, such as `organization`");
            faults.push(("autocomplete".to_owned(), reason));
        }
        faults.extend(self.kind.faults(languages));
        if faults.is_empty() && self.default.is_some() && !self.takes_its_default() {
            let reason =
                format!("a field of the type `{}` does not take this as an answer", self.kind.name());
            faults.push(("default".to_owned(), reason));
        }
        faults
    }

    fn takes_its_default(&self) -> bool {
        if matches!(self.kind, Kind::Telephone(_) | Kind::Date(_) | Kind::Consent(_)) {
            return false;
        }
        let context = ParseContext::new(words(&Tag::ENGLISH), Date::MIN);
        let answers: Answers = self.defaults(context.words).into_iter().collect();
        matches!(check(self, &answers, &context), Ok(Some(_)))
    }
}

fn is_autofill(token: &str) -> bool {
    !token.is_empty()
        && token.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b" -".contains(&b))
}
