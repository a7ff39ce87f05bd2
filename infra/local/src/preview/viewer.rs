//! The viewer of a form: the settings on the left, and the selected page, or all pages, on the right.

use maud::{Markup, html};
use profiling_forms::locale::Tag;
use profiling_forms::theme::ColorScheme;
use profiling_forms::{Form, FormName};

use super::settings::{
    Colors, ERROR_PAGES, PageState, SelectedPage, Setting, Settings, View, Width, error_page,
};

/// The sandbox of a frame if there are several: without scripts and `autofocus`, so that none takes the focus.
const STATIC_SANDBOX: &str = "allow-same-origin";

/// The languages with built-in messages, with their own names.
const LANGUAGE_NAMES: [(&str, &str); 12] = [
    ("en", "English"),
    ("es", "español"),
    ("de", "Deutsch"),
    ("fr", "français"),
    ("pt", "português"),
    ("it", "italiano"),
    ("nl", "Nederlands"),
    ("pl", "polski"),
    ("ja", "日本語"),
    ("zh", "中文"),
    ("ar", "العربية"),
    ("he", "עברית"),
];

/// The viewer of a form.
pub(super) struct Viewer<'a> {
    pub(super) name: &'a FormName,
    pub(super) form: &'a Form,
    pub(super) settings: &'a Settings,
    /// The number of errors on the selected page, if it has been submitted.
    pub(super) errors: Option<usize>,
}

impl Viewer<'_> {
    pub(super) fn html(&self) -> Markup {
        html! {
            div #notice {}
            div #viewer {
                (self.controls())
                @match self.settings.view {
                    View::One => (self.one()),
                    View::All => (self.all()),
                }
            }
        }
    }

    fn controls(&self) -> Markup {
        let (form, settings) = (self.form, self.settings);
        let is_form = matches!(settings.page, SelectedPage::Step(_));
        let is_one = settings.view == View::One;
        let fixed = match form.theme.color_scheme {
            ColorScheme::Auto => None,
            ColorScheme::Light => Some("light"),
            ColorScheme::Dark => Some("dark"),
        };
        html! {
            aside #controls aria-label="Settings" {
                h1 { (title(form)) }
                p.quiet { (self.name) ".json, version " (form.version) }
                details open {
                    summary { "Settings" }
                    (self.group("View", &options(settings, settings.view, |settings, view| settings.view = view)))
                    @if is_one { (self.group("Page", &self.pages())) }
                    @if is_one && is_form {
                        (self.group("State", &options(settings, settings.state, |settings, state| settings.state = state)))
                    }
                    @if is_form {
                        (self.group("Language", &self.languages(|language| form.languages.contains(language))))
                        (self.group(
                            "Right to left (built-in messages)",
                            &self.languages(|language| !form.languages.contains(language)),
                        ))
                    } @else {
                        (self.group("Language", &self.languages(|_| true)))
                    }
                    (self.group("Colors", &options(settings, settings.colors, |settings, colors| settings.colors = colors)))
                    @if let Some(fixed) = fixed { p.quiet { "The form's theme sets the color scheme: " (fixed) "." } }
                    (self.group("Width", &self.widths()))
                    @if is_one { (self.group("Error pages", &self.error_pages())) }
                }
            }
        }
    }

    /// A link for each option, which works without JavaScript.
    fn group(&self, name: &str, options: &[SettingLink]) -> Markup {
        html! {
            @if !options.is_empty() { nav aria-label=(name) {
                h2 { (name) }
                ul {
                    @for option in options {
                        li {
                            a href=(self.url(&option.settings)) aria-current=[option.is_current.then_some("true")] {
                                bdi { (option.label) }
                            }
                        }
                    }
                }
            } }
        }
    }

    fn pages(&self) -> Vec<SettingLink> {
        let steps = 0..self.form.steps.len();
        steps.map(|index| self.page(SelectedPage::Step(index), self.step_label(index))).collect()
    }

    fn step_label(&self, index: usize) -> String {
        let steps = &self.form.steps;
        match &steps[index].title {
            _ if steps.len() == 1 => "the form".to_owned(),
            Some(title) => format!("{}. {}", index + 1, text(title, self.form)),
            None => format!("step {}", index + 1),
        }
    }

    fn error_pages(&self) -> Vec<SettingLink> {
        let pages = ERROR_PAGES.iter();
        pages.map(|page| self.page(SelectedPage::Error(page.value), page.label.to_owned())).collect()
    }

    fn page(&self, page: SelectedPage, label: String) -> SettingLink {
        SettingLink {
            label,
            is_current: page == self.settings.page,
            settings: self.settings.with(|settings| settings.page = page),
        }
    }

    /// The available languages for which `filter` returns true.
    fn languages(&self, filter: impl Fn(&Tag) -> bool) -> Vec<SettingLink> {
        let current = self.settings.language(self.form);
        let languages = self.settings.languages(self.form).into_iter().filter(filter);
        languages
            .map(|language| SettingLink {
                label: language_label(&language),
                is_current: language == current,
                settings: self.settings.with(|settings| settings.language = Some(language)),
            })
            .collect()
    }

    /// The widths. Pages side by side have no full width.
    fn widths(&self) -> Vec<SettingLink> {
        let mut widths =
            options(self.settings, self.width(self.settings), |settings, width| settings.width = width);
        if self.settings.view == View::All {
            widths.retain(|width| width.settings.width != Width::Full);
        }
        widths
    }

    fn width(&self, settings: &Settings) -> Width {
        match (self.settings.view, settings.width) {
            (View::All, Width::Full) => Width::Narrow,
            (_, width) => width,
        }
    }

    /// The selected page, which can be filled in.
    fn one(&self) -> Markup {
        html! {
            section #stage.one aria-label="Page" {
                @if self.errors == Some(0) {
                    p.quiet { "The page has no errors with these answers." }
                }
                (self.frame(self.settings, None))
            }
        }
    }

    /// Each step in each state; each language and each color scheme with errors; and the error pages.
    fn all(&self) -> Markup {
        let (form, settings) = (self.form, self.settings);
        let first = &settings.with(|settings| settings.page = SelectedPage::Step(0));
        let languages = first.languages(form).into_iter().map(|language| {
            let label = language_label(&language);
            let settings = first.with(|settings| {
                (settings.language, settings.state) = (Some(language), PageState::Missing);
            });
            (label, settings)
        });
        let colors = [Colors::Light, Colors::Dark].into_iter().flat_map(|colors| {
            [PageState::Filled, PageState::Missing].map(|state| {
                let settings = first.with(|settings| (settings.colors, settings.state) = (colors, state));
                (format!("{}, {}", colors.label(), state.label()), settings)
            })
        });
        let errors = ERROR_PAGES.iter().map(|page| {
            let settings = settings.with(|settings| settings.page = SelectedPage::Error(page.value));
            (page.label.to_owned(), settings)
        });
        html! {
            section #stage.all aria-label="All states" {
                @for (index, step) in form.steps.iter().enumerate() {
                    @let title = step.title.as_ref().map_or_else(|| title(form), |title| text(title, form));
                    @if form.steps.len() > 1 {
                        (self.sheet(&format!("Step {} of {}: {title}", index + 1, form.steps.len()), self.states(index)))
                    } @else {
                        (self.sheet(title, self.states(index)))
                    }
                }
                (self.sheet("Languages", languages.collect()))
                (self.sheet("Colors", colors.collect()))
                (self.sheet("Error pages", errors.collect()))
            }
        }
    }

    /// A step in each state.
    fn states(&self, index: usize) -> Vec<(String, Settings)> {
        let states = PageState::ALL.iter().map(|state| {
            let settings = self.settings.with(|settings| {
                (settings.page, settings.state) = (SelectedPage::Step(index), state.value);
            });
            (state.label.to_owned(), settings)
        });
        states.collect()
    }

    fn sheet(&self, title: &str, states: Vec<(String, Settings)>) -> Markup {
        html! {
            section {
                h2 { (title) }
                div.sheet {
                    @for (label, settings) in states {
                        @let one = settings.with(|settings| settings.view = View::One);
                        figure {
                            figcaption { a href=(self.url(&one)) { bdi { (label) } } }
                            (self.frame(&settings, Some(STATIC_SANDBOX)))
                        }
                    }
                }
            }
        }
    }

    fn frame(&self, settings: &Settings, sandbox: Option<&str>) -> Markup {
        let page = match settings.page {
            SelectedPage::Step(index) => format!("step {}, {}", index + 1, settings.state.label()),
            SelectedPage::Error(topic) => error_page(topic).label.to_owned(),
        };
        let title = format!("{}: {page}, {}", self.name, settings.language(self.form));
        let class = format!("w-{} {}", self.width(settings).name(), settings.colors.name());
        html! {
            iframe class=(class) title=(title) sandbox=[sandbox] loading=[(settings.view == View::All).then_some("lazy")]
                src={ "/preview/" (self.name) "/page?" (settings.frame_query()) } {}
        }
    }

    fn url(&self, settings: &Settings) -> String {
        format!("/preview/{}?{}", self.name, settings.query())
    }
}

/// An option, and the settings if it is chosen.
struct SettingLink {
    label: String,
    is_current: bool,
    settings: Settings,
}

fn options<T: Setting>(
    settings: &Settings,
    current: T,
    change: impl Fn(&mut Settings, T),
) -> Vec<SettingLink> {
    let options = T::ALL.iter().map(|choice| SettingLink {
        label: choice.label.to_owned(),
        is_current: choice.value == current,
        settings: settings.with(|settings| change(settings, choice.value)),
    });
    options.collect()
}

fn language_label(language: &Tag) -> String {
    let name = LANGUAGE_NAMES.iter().find(|(tag, _)| *tag == language.language());
    name.map_or_else(|| language.to_string(), |(_, name)| format!("{language} {name}"))
}

/// A text of the form in its own language.
pub(super) fn text<'a>(text: &'a profiling_forms::Text, form: &Form) -> &'a str {
    text.get(&form.languages.iter().collect::<Vec<_>>())
}

pub(super) fn title(form: &Form) -> &str {
    text(&form.title, form)
}
