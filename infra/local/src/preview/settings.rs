//! What the preview shows of a form, as its URL says it. What a URL does not say, or says wrong, is as it
//! is when the form is first shown.

use profiling_forms::Form;
use profiling_forms::locale::{LANGUAGES, Tag};
use profiling_forms::theme::ColorScheme;
use profiling_pages::Topic;
use url::form_urlencoded::Serializer;

use crate::incoming::Pairs;

/// Languages that run from right to left, shown for every form: with the built-in words, and the form's own
/// in the language that it has.
pub(super) const RIGHT_TO_LEFT: [&str; 2] = ["ar", "he"];

/// One of several things to choose, each with its value in the URL and its words on the page.
pub(super) trait Choice: Copy + PartialEq + 'static {
    /// The name of the parameter.
    const NAME: &'static str;
    /// All there are. The first is the default.
    const ALL: &'static [(Self, &'static str, &'static str)];

    fn read(query: &Pairs) -> Self {
        let wanted = query.get(Self::NAME);
        let found = Self::ALL.iter().find(|(_, value, _)| Some(*value) == wanted);
        found.map_or(Self::ALL[0].0, |(choice, ..)| *choice)
    }

    fn value(self) -> &'static str {
        Self::ALL.iter().find(|(choice, ..)| *choice == self).map_or("", |(_, value, _)| value)
    }

    fn label(self) -> &'static str {
        Self::ALL.iter().find(|(choice, ..)| *choice == self).map_or("", |(.., label)| label)
    }
}

/// What was answered on the page that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Defaults,
    Empty,
    Filled,
    Missing,
    Wrong,
}

impl Choice for State {
    const NAME: &'static str = "state";
    const ALL: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Defaults, "defaults", "as first shown"),
        (Self::Empty, "empty", "empty"),
        (Self::Filled, "filled", "filled in"),
        (Self::Missing, "missing", "errors: left empty"),
        (Self::Wrong, "wrong", "errors: will not do"),
    ];
}

impl State {
    /// Whether the page is as it is when it was sent.
    pub(super) fn is_sent(self) -> bool {
        matches!(self, Self::Missing | Self::Wrong)
    }
}

/// Light or dark, where the form's theme leaves it to the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colors {
    System,
    Light,
    Dark,
}

impl Choice for Colors {
    const NAME: &'static str = "colors";
    const ALL: &'static [(Self, &'static str, &'static str)] =
        &[(Self::System, "system", "system"), (Self::Light, "light", "light"), (Self::Dark, "dark", "dark")];
}

impl Colors {
    pub(super) fn scheme(self) -> ColorScheme {
        match self {
            Self::System => ColorScheme::Auto,
            Self::Light => ColorScheme::Light,
            Self::Dark => ColorScheme::Dark,
        }
    }
}

/// How wide the page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    Full,
    Medium,
    Narrow,
}

impl Choice for Width {
    const NAME: &'static str = "width";
    const ALL: &'static [(Self, &'static str, &'static str)] =
        &[(Self::Full, "full", "full"), (Self::Medium, "480", "480 px"), (Self::Narrow, "320", "320 px")];
}

/// Whether one state is shown, or all of them side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    One,
    All,
}

impl Choice for View {
    const NAME: &'static str = "view";
    const ALL: &'static [(Self, &'static str, &'static str)] =
        &[(Self::One, "one", "one state"), (Self::All, "all", "all at once")];
}

/// The pages that replace the form, by their names in the URL.
pub(super) const ERROR_PAGES: [(Topic, &str, &str); 6] = [
    (Topic::Expired, "expired", "too late"),
    (Topic::InvalidLink, "invalid-link", "invalid link"),
    (Topic::InvalidRequest, "invalid-request", "invalid request"),
    (Topic::NotFound, "not-found", "not found"),
    (Topic::Unavailable, "unavailable", "unavailable"),
    (Topic::InternalError, "internal-error", "internal error"),
];

/// Which page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// A step of the form, by its index.
    Step(usize),
    /// A page in place of the form.
    Error(Topic),
}

impl Shown {
    fn read(query: &Pairs) -> Self {
        let wanted = query.get("page").unwrap_or_default();
        match ERROR_PAGES.iter().find(|(_, name, _)| *name == wanted) {
            Some((topic, ..)) => Self::Error(*topic),
            None => Self::Step(wanted.parse().map_or(0, |number: usize| number.saturating_sub(1))),
        }
    }

    fn value(self) -> String {
        match self {
            Self::Step(index) => (index + 1).to_string(),
            Self::Error(topic) => {
                let page = ERROR_PAGES.iter().find(|(other, ..)| *other == topic);
                page.map_or("", |(_, name, _)| name).to_owned()
            }
        }
    }
}

/// All that can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Settings {
    pub(super) shown: Shown,
    pub(super) state: State,
    /// Nothing for the form's own language.
    pub(super) language: Option<Tag>,
    pub(super) colors: Colors,
    pub(super) width: Width,
    pub(super) view: View,
}

impl Settings {
    pub(super) fn read(query: &Pairs) -> Self {
        Self {
            shown: Shown::read(query),
            state: State::read(query),
            language: query.get("language").and_then(|text| Tag::parse(text).ok()),
            colors: Colors::read(query),
            width: Width::read(query),
            view: View::read(query),
        }
    }

    /// The same for a form of so many steps: a step that it does not have is its first.
    pub(super) fn of(mut self, form: &Form) -> Self {
        if let Shown::Step(index) = self.shown
            && index >= form.steps.len()
        {
            self.shown = Shown::Step(0);
        }
        self
    }

    /// The settings after a change.
    pub(super) fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut changed = self.clone();
        change(&mut changed);
        changed
    }

    /// The language of the page that is shown.
    pub(super) fn language(&self, form: &Form) -> Tag {
        let own = form.languages.first().copied().unwrap_or(Tag::ENGLISH);
        let there: Vec<Tag> = self.languages(form);
        self.language.filter(|language| there.contains(language)).unwrap_or(own)
    }

    /// The languages that can be chosen: those of the form, and of a page without a form all that have
    /// words.
    pub(super) fn languages(&self, form: &Form) -> Vec<Tag> {
        let more: &[&str] = match self.shown {
            Shown::Step(_) => &RIGHT_TO_LEFT,
            Shown::Error(_) => &LANGUAGES,
        };
        let mut languages = form.languages.clone();
        let more = more.iter().filter_map(|tag| Tag::parse(tag).ok());
        let more: Vec<Tag> = more.filter(|tag| !languages.contains(tag)).collect();
        languages.extend(more);
        languages
    }

    /// What makes the page in the frame what it is, as a query.
    pub(super) fn frame_query(&self) -> String {
        let mut query = Serializer::new(String::new());
        query.append_pair("page", &self.shown.value());
        if let Shown::Step(_) = self.shown {
            query.append_pair(State::NAME, self.state.value());
        }
        self.append_looks(&mut query);
        query.finish()
    }

    /// Language and colours, which stay while a person goes from page to page.
    pub(super) fn looks(&self) -> String {
        let mut query = Serializer::new(String::new());
        self.append_looks(&mut query);
        query.finish()
    }

    fn append_looks(&self, query: &mut Serializer<'_, String>) {
        if let Some(language) = &self.language {
            query.append_pair("language", language.as_str());
        }
        query.append_pair(Colors::NAME, self.colors.value());
    }

    /// Everything, as a query.
    pub(super) fn query(&self) -> String {
        let more = [(Width::NAME, self.width.value()), (View::NAME, self.view.value())];
        let more = Serializer::new(String::new()).extend_pairs(more).finish();
        format!("{}&{more}", self.frame_query())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(query: &str) -> Settings {
        Settings::read(&Pairs::parse(query.as_bytes()))
    }

    #[test]
    fn what_a_query_says_is_what_is_written_again() {
        for query in [
            "page=2&state=filled&language=de&colors=dark&width=320&view=one",
            "page=1&state=defaults&colors=system&width=full&view=all",
            "page=invalid-link&language=zh-Hans&colors=light&width=480&view=one",
        ] {
            assert_eq!(settings(query).query(), query);
        }
    }

    #[test]
    fn what_cannot_be_understood_is_as_when_the_form_is_first_shown() {
        for query in ["", "page=0&state=x&language=%00&colors=&width=1&view=", "page=-1", "page=x"] {
            assert_eq!(settings(query), settings("page=1"), "{query}");
        }
    }
}
