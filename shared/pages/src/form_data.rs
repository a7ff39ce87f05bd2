//! The inputs and buttons of a form page: their names, and their values in a request.

use profiling_forms::{Answers, FieldName, Navigation, Position};

/// The hidden input with the `state` of the login.
pub const STATE: &str = "state";

/// The hidden input with the session token.
pub const SESSION_TOKEN: &str = "session_token";

/// The hidden input with the index of the step. It has a dot, unlike a field name.
pub(super) const STEP: &str = ".step";

/// The hidden input with the names of the fields that the page shows because of answers typed on it.
pub(super) const REVEALED: &str = ".shown";

/// The name of the buttons other than the first.
pub(super) const BUTTON: &str = ".go";

/// The value of the button for the previous page.
pub(super) const BACK: &str = "back";

/// The value of the button that postpones the form.
pub(super) const POSTPONE: &str = "later";

/// The value that the script of the page sends when the user returns to a page or reloads it.
const RETURN: &str = "return";

/// The data of a submitted form page.
///
/// ```
/// use profiling_forms::{Navigation, Position};
/// use profiling_pages::FormData;
///
/// let data: FormData =
///     [("state", "abc"), (".step", "1"), (".go", "back"), ("company", "Acme")].into_iter().collect();
/// assert_eq!(data.navigation, Navigation::Back(Position { step: 1, ..Position::default() }));
/// assert_eq!((data.answers.get("company"), data.answers.get("state")), ("Acme", ""));
/// ```
#[derive(Debug)]
pub struct FormData {
    /// The answers: the values of all other inputs.
    pub answers: Answers,
    /// The navigation: the button or the return, and the page.
    pub navigation: Navigation,
    /// True if the request has several values for an input that is not an answer. Browsers do not send that.
    pub has_repeated_control: bool,
}

/// Collects the inputs of a page. The parameters of the login are ignored.
impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for FormData {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut controls = Controls::default();
        let answers = pairs
            .into_iter()
            .filter_map(|(name, value)| controls.read(name.into(), value.into()))
            .collect::<Answers>();
        let has_repeated_control = controls.is_repeated;
        Self { answers, navigation: controls.navigation(), has_repeated_control }
    }
}

/// The values of the inputs that are not answers.
#[derive(Default)]
struct Controls {
    step: Option<String>,
    revealed: Option<String>,
    button: Option<String>,
    is_repeated: bool,
}

impl Controls {
    /// Reads an input. Returns it if it is an answer.
    fn read(&mut self, name: String, value: String) -> Option<(String, String)> {
        let control = match name.as_str() {
            STATE | SESSION_TOKEN => return None,
            STEP => &mut self.step,
            REVEALED => &mut self.revealed,
            BUTTON => &mut self.button,
            _ => return Some((name, value)),
        };
        self.is_repeated |= control.is_some();
        control.get_or_insert(value);
        None
    }

    fn navigation(self) -> Navigation {
        let names = self.revealed.as_deref().unwrap_or_default().split(',');
        let position = Position {
            step: self.step.and_then(|step| step.parse().ok()).unwrap_or_default(),
            revealed: names.filter_map(|name| FieldName::parse(name).ok()).collect(),
        };
        match self.button.as_deref() {
            Some(BACK) => Navigation::Back(position),
            Some(POSTPONE) => Navigation::Postpone(position),
            Some(RETURN) => Navigation::Return(position),
            _ => Navigation::Continue(position),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(step: usize, revealed: &[&str]) -> Position {
        Position { step, revealed: revealed.iter().map(|name| FieldName::parse(name).unwrap()).collect() }
    }

    #[test]
    fn the_button_is_read_with_its_page() {
        for (pairs, navigation) in [
            (&[][..], Navigation::Continue(Position::default())),
            (&[(STEP, "2")], Navigation::Continue(position(2, &[]))),
            (&[(STEP, "2"), (REVEALED, "b,a,,no name,a")], Navigation::Continue(position(2, &["a", "b"]))),
            (&[(BUTTON, "back"), (STEP, "1")], Navigation::Back(position(1, &[]))),
            (&[(BUTTON, "later")], Navigation::Postpone(Position::default())),
            (&[(BUTTON, "return"), (STEP, "1")], Navigation::Return(position(1, &[]))),
            (&[(BUTTON, "other")], Navigation::Continue(Position::default())),
            (&[(STEP, "-1")], Navigation::Continue(Position::default())),
            (&[(STEP, "99999999999999999999999")], Navigation::Continue(Position::default())),
            (&[(STEP, "x")], Navigation::Continue(Position::default())),
        ] {
            let data: FormData = pairs.iter().copied().collect();
            assert_eq!((data.navigation, data.has_repeated_control), (navigation, false), "{pairs:?}");
        }
    }

    #[test]
    fn the_first_value_of_a_repeated_control_counts_and_the_repetition_is_reported() {
        for name in [STEP, REVEALED, BUTTON] {
            let data: FormData = [(name, ""), (name, "")].into_iter().collect();
            assert!(data.has_repeated_control, "{name}");
        }
        let data: FormData = [(BUTTON, "back"), (BUTTON, "later")].into_iter().collect();
        assert_eq!(data.navigation, Navigation::Back(Position::default()));
        let data: FormData = [("a", "1"), ("a", "2"), (STATE, "s"), (STATE, "s")].into_iter().collect();
        assert!(!data.has_repeated_control);
        assert_eq!(data.answers.all("a"), ["1", "2"]);
    }

    #[test]
    fn inputs_of_the_page_are_not_answers() {
        let names = [STATE, SESSION_TOKEN, STEP, REVEALED, BUTTON, "a", "a.other"];
        let data: FormData = names.iter().map(|name| (*name, "1")).collect();
        let answers: Vec<&str> =
            names.into_iter().filter(|name| !data.answers.all(name).is_empty()).collect();
        assert_eq!(answers, ["a", "a.other"]);
    }
}
