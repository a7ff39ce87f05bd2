//! The settings of the preview, which are in its URL. A setting that is missing or invalid has its default.

use profiling_forms::Form;
use profiling_forms::locale::{LANGUAGES, Tag};
use profiling_forms::theme::ColorScheme;
use profiling_pages::Topic;
use url::form_urlencoded::Serializer;

use crate::incoming::Pairs;

/// Right-to-left languages, which are offered for every form. If the form has no texts in such a language, the page has
/// the built-in messages in it, and the form's texts in its own language.
pub(super) const RIGHT_TO_LEFT: [&str; 2] = ["ar", "he"];

/// A value with its name in the URL and its label on the page.
pub(super) struct Choice<T> {
    pub(super) value: T,
    pub(super) name: &'static str,
    pub(super) label: &'static str,
}

const fn choice<T>(value: T, name: &'static str, label: &'static str) -> Choice<T> {
    Choice { value, name, label }
}

/// Returns the choice of this value.
fn find<T: Copy + PartialEq>(choices: &'static [Choice<T>], value: T) -> Option<&'static Choice<T>> {
    choices.iter().find(|choice| choice.value == value)
}

/// A setting with a fixed list of values.
pub(super) trait Setting: Copy + PartialEq + 'static {
    /// The name of the parameter.
    const PARAMETER: &'static str;
    /// All values. The first is the default.
    const ALL: &'static [Choice<Self>];

    fn read(query: &Pairs) -> Self {
        let name = query.get(Self::PARAMETER);
        let choice = Self::ALL.iter().find(|choice| Some(choice.name) == name);
        choice.unwrap_or(&Self::ALL[0]).value
    }

    fn name(self) -> &'static str {
        find(Self::ALL, self).map_or("", |choice| choice.name)
    }

    fn label(self) -> &'static str {
        find(Self::ALL, self).map_or("", |choice| choice.label)
    }
}

/// The state of a form's page: its answers, and whether it has been submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageState {
    Defaults,
    Empty,
    Filled,
    Missing,
    Invalid,
}

impl Setting for PageState {
    const PARAMETER: &'static str = "state";
    const ALL: &'static [Choice<Self>] = &[
        choice(Self::Defaults, "defaults", "initial"),
        choice(Self::Empty, "empty", "empty"),
        choice(Self::Filled, "filled", "filled in"),
        choice(Self::Missing, "missing", "errors: left empty"),
        choice(Self::Invalid, "invalid", "errors: invalid"),
    ];
}

impl PageState {
    /// Returns true if the page has been submitted, so that it has error messages.
    pub(super) fn is_submitted(self) -> bool {
        match self {
            Self::Missing | Self::Invalid => true,
            Self::Defaults | Self::Empty | Self::Filled => false,
        }
    }
}

/// The color scheme, unless the form's theme sets one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colors {
    System,
    Light,
    Dark,
}

impl Setting for Colors {
    const PARAMETER: &'static str = "colors";
    const ALL: &'static [Choice<Self>] = &[
        choice(Self::System, "system", "system"),
        choice(Self::Light, "light", "light"),
        choice(Self::Dark, "dark", "dark"),
    ];
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

/// The width of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Width {
    Full,
    Medium,
    Narrow,
}

impl Setting for Width {
    const PARAMETER: &'static str = "width";
    const ALL: &'static [Choice<Self>] = &[
        choice(Self::Full, "full", "full"),
        choice(Self::Medium, "480", "480 px"),
        choice(Self::Narrow, "320", "320 px"),
    ];
}

/// A single page, or all pages in all states side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    One,
    All,
}

impl Setting for View {
    const PARAMETER: &'static str = "view";
    const ALL: &'static [Choice<Self>] =
        &[choice(Self::One, "one", "one page"), choice(Self::All, "all", "all pages")];
}

/// The error pages.
pub(super) const ERROR_PAGES: [Choice<Topic>; 6] = [
    choice(Topic::Expired, "expired", "expired"),
    choice(Topic::InvalidLink, "invalid-link", "invalid link"),
    choice(Topic::InvalidRequest, "invalid-request", "invalid request"),
    choice(Topic::NotFound, "not-found", "not found"),
    choice(Topic::Unavailable, "unavailable", "unavailable"),
    choice(Topic::InternalError, "internal-error", "internal error"),
];

/// Returns the choice of an error page.
pub(super) fn error_page(topic: Topic) -> &'static Choice<Topic> {
    match topic {
        Topic::Expired => &ERROR_PAGES[0],
        Topic::InvalidLink => &ERROR_PAGES[1],
        Topic::InvalidRequest => &ERROR_PAGES[2],
        Topic::NotFound => &ERROR_PAGES[3],
        Topic::Unavailable => &ERROR_PAGES[4],
        Topic::InternalError => &ERROR_PAGES[5],
    }
}

/// The selected page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SelectedPage {
    /// A step of the form, by its index.
    Step(usize),
    /// An error page.
    Error(Topic),
}

impl SelectedPage {
    fn read(query: &Pairs) -> Self {
        let name = query.get("page").unwrap_or_default();
        match ERROR_PAGES.iter().find(|page| page.name == name) {
            Some(page) => Self::Error(page.value),
            None => Self::Step(name.parse().map_or(0, |number: usize| number.saturating_sub(1))),
        }
    }

    fn name(self) -> String {
        match self {
            Self::Step(index) => (index + 1).to_string(),
            Self::Error(topic) => error_page(topic).name.to_owned(),
        }
    }
}

/// All settings.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Settings {
    pub(super) page: SelectedPage,
    pub(super) state: PageState,
    /// The language, if it is not the form's own.
    pub(super) language: Option<Tag>,
    pub(super) colors: Colors,
    pub(super) width: Width,
    pub(super) view: View,
}

impl Settings {
    pub(super) fn read(query: &Pairs) -> Self {
        Self {
            page: SelectedPage::read(query),
            state: PageState::read(query),
            language: query.get("language").and_then(|text| Tag::parse(text).ok()),
            colors: Colors::read(query),
            width: Width::read(query),
            view: View::read(query),
        }
    }

    /// Selects the first step of `form` if it does not have the selected one.
    pub(super) fn for_form(mut self, form: &Form) -> Self {
        if let SelectedPage::Step(index) = self.page
            && index >= form.steps.len()
        {
            self.page = SelectedPage::Step(0);
        }
        self
    }

    /// Returns the settings after a change.
    pub(super) fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut changed = self.clone();
        change(&mut changed);
        changed
    }

    /// The language of the selected page.
    pub(super) fn language(&self, form: &Form) -> Tag {
        let own = form.languages.first().copied().unwrap_or(Tag::ENGLISH);
        let available = self.languages(form);
        self.language.filter(|language| available.contains(language)).unwrap_or(own)
    }

    /// The available languages: those of the form and those that are read from right to left, and for an error page all
    /// languages with built-in messages.
    pub(super) fn languages(&self, form: &Form) -> Vec<Tag> {
        let more: &[&str] = match self.page {
            SelectedPage::Step(_) => &RIGHT_TO_LEFT,
            SelectedPage::Error(_) => &LANGUAGES,
        };
        let mut languages = form.languages.clone();
        let more = more.iter().filter_map(|tag| Tag::parse(tag).ok());
        let more: Vec<Tag> = more.filter(|tag| !languages.contains(tag)).collect();
        languages.extend(more);
        languages
    }

    /// Returns the query of the page in the frame.
    pub(super) fn frame_query(&self) -> String {
        let mut query = Serializer::new(String::new());
        query.append_pair("page", &self.page.name());
        if let SelectedPage::Step(_) = self.page {
            query.append_pair(PageState::PARAMETER, self.state.name());
        }
        self.append_appearance(&mut query);
        query.finish()
    }

    /// Returns the language and the colors as a query. They stay the same from page to page.
    pub(super) fn appearance_query(&self) -> String {
        let mut query = Serializer::new(String::new());
        self.append_appearance(&mut query);
        query.finish()
    }

    fn append_appearance(&self, query: &mut Serializer<'_, String>) {
        if let Some(language) = &self.language {
            query.append_pair("language", language.as_str());
        }
        query.append_pair(Colors::PARAMETER, self.colors.name());
    }

    /// Returns all settings as a query.
    pub(super) fn query(&self) -> String {
        let more = [(Width::PARAMETER, self.width.name()), (View::PARAMETER, self.view.name())];
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
    fn a_query_survives_reading_and_writing() {
        for query in [
            "page=2&state=filled&language=de&colors=dark&width=320&view=one",
            "page=1&state=defaults&colors=system&width=full&view=all",
            "page=invalid-link&language=zh-Hans&colors=light&width=480&view=one",
        ] {
            assert_eq!(settings(query).query(), query);
        }
    }

    #[test]
    fn missing_and_invalid_settings_have_their_defaults() {
        for query in ["", "page=0&state=x&language=%00&colors=&width=1&view=", "page=-1", "page=x"] {
            assert_eq!(settings(query), settings("page=1"), "{query}");
        }
    }

    #[test]
    fn each_error_page_has_its_own_choice() {
        for page in &ERROR_PAGES {
            assert_eq!(error_page(page.value).name, page.name);
        }
    }
}
