//! One form on the bench: what can be chosen on the left, and the page, or all of its states, beside it.

use maud::{Markup, html};
use profiling_forms::locale::Tag;
use profiling_forms::theme::ColorScheme;
use profiling_forms::{Form, FormName};

use super::settings::{Choice, Colors, ERROR_PAGES, Settings, Shown, State, View, Width};

/// What one among many may do: nothing, so that none takes the focus.
const STILL: &str = "allow-same-origin";

/// The languages that there are words for, by their own names.
const NAMES: [(&str, &str); 12] = [
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

/// A form that is looked at.
pub(super) struct Bench<'a> {
    pub(super) name: &'a FormName,
    pub(super) form: &'a Form,
    pub(super) settings: &'a Settings,
    /// How many errors the page that is shown has, if it is one that was sent.
    pub(super) errors: Option<usize>,
}

impl Bench<'_> {
    pub(super) fn html(&self) -> Markup {
        html! {
            div #notice {}
            div #bench {
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
        let is_form = matches!(settings.shown, Shown::Step(_));
        let is_one = settings.view == View::One;
        let is_own = |language: &Tag| form.languages.contains(language);
        let fixed = match form.theme.color_scheme {
            ColorScheme::Auto => None,
            ColorScheme::Light => Some("light"),
            ColorScheme::Dark => Some("dark"),
        };
        html! {
            aside #controls aria-label="What to show" {
                h1 { (title(form)) }
                p.quiet { (self.name) ".json, version " (form.version) }
                (self.group("View", &options(settings, settings.view, |settings, view| settings.view = view)))
                @if is_one { (self.group("Page", &self.pages())) }
                @if is_one && is_form {
                    (self.group("State", &options(settings, settings.state, |settings, state| settings.state = state)))
                }
                (self.group("Language", &self.languages(|language| is_own(language) || !is_form)))
                @if is_form { (self.group("Right to left (built-in words)", &self.languages(|language| !is_own(language)))) }
                (self.group("Colours", &options(settings, settings.colors, |settings, colors| settings.colors = colors)))
                @if let Some(fixed) = fixed { p.quiet { "The form's theme is always " (fixed) "." } }
                (self.group("Width", &self.widths()))
                @if is_one { (self.group("In place of the form", &self.error_pages())) }
            }
        }
    }

    /// A link for each thing that can be chosen, so that it works without a script.
    fn group(&self, name: &str, options: &[Chosen]) -> Markup {
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

    fn pages(&self) -> Vec<Chosen> {
        let count = self.form.steps.len();
        let step = |index: usize| {
            let label = match self.form.steps[index].title.as_ref().filter(|_| count > 1) {
                Some(title) => format!("{}. {}", index + 1, text(title, self.form)),
                None if count > 1 => format!("step {}", index + 1),
                None => "the form".to_owned(),
            };
            (Shown::Step(index), label)
        };
        (0..count).map(step).map(|(page, label)| self.page(page, label)).collect()
    }

    fn error_pages(&self) -> Vec<Chosen> {
        let page = |(topic, _, label): &(_, _, &str)| self.page(Shown::Error(*topic), (*label).to_owned());
        ERROR_PAGES.iter().map(page).collect()
    }

    fn page(&self, page: Shown, label: String) -> Chosen {
        Chosen {
            label,
            is_current: page == self.settings.shown,
            settings: self.settings.with(|settings| settings.shown = page),
        }
    }

    /// The languages of this sort.
    fn languages(&self, is_of_the_sort: impl Fn(&Tag) -> bool) -> Vec<Chosen> {
        let current = self.settings.language(self.form);
        let languages = self.settings.languages(self.form).into_iter().filter(is_of_the_sort);
        languages
            .map(|language| Chosen {
                label: language_label(&language),
                is_current: language == current,
                settings: self.settings.with(|settings| settings.language = Some(language)),
            })
            .collect()
    }

    /// Side by side there is no full width.
    fn widths(&self) -> Vec<Chosen> {
        let shown = self.width(self.settings);
        let mut widths = options(self.settings, shown, |settings, width| settings.width = width);
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

    /// One page, to try out.
    fn one(&self) -> Markup {
        let errors = self.errors.filter(|errors| *errors == 0);
        html! {
            section #stage.one aria-label="Page" {
                @if errors.is_some() {
                    p.quiet { "With these answers there is nothing wrong on this page." }
                }
                (self.frame(self.settings, None))
            }
        }
    }

    /// Each state of each step, and what languages, colours and errors change.
    fn all(&self) -> Markup {
        let (form, settings) = (self.form, self.settings);
        let first = settings.with(|settings| settings.shown = Shown::Step(0));
        let states = |index: usize| -> Vec<(String, Settings)> {
            let of = |(state, _, label): &(State, &str, &str)| {
                let settings = settings.with(|settings| {
                    (settings.shown, settings.state) = (Shown::Step(index), *state);
                });
                ((*label).to_owned(), settings)
            };
            State::ALL.iter().map(of).collect()
        };
        let languages = first.languages(form).into_iter().map(|language| {
            let label = language_label(&language);
            let settings = first.with(|settings| {
                (settings.language, settings.state) = (Some(language), State::Missing);
            });
            (label, settings)
        });
        let colors = [Colors::Light, Colors::Dark].into_iter().flat_map(|colors| {
            let first = &first;
            [State::Filled, State::Missing].map(|state| {
                let settings = first.with(|settings| (settings.colors, settings.state) = (colors, state));
                (format!("{}, {}", colors.label(), state.label()), settings)
            })
        });
        let errors = ERROR_PAGES.iter().map(|(topic, _, label)| {
            ((*label).to_owned(), settings.with(|settings| settings.shown = Shown::Error(*topic)))
        });
        html! {
            section #stage.all aria-label="All states" {
                @for (index, step) in form.steps.iter().enumerate() {
                    @let title = step.title.as_ref().map_or_else(|| title(form), |title| text(title, form));
                    @if form.steps.len() > 1 {
                        (self.sheet(&format!("Step {} of {}: {title}", index + 1, form.steps.len()), states(index)))
                    } @else {
                        (self.sheet(title, states(index)))
                    }
                }
                (self.sheet("Languages", languages.collect()))
                (self.sheet("Colours", colors.collect()))
                (self.sheet("In place of the form", errors.collect()))
            }
        }
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
                            (self.frame(&settings, Some(STILL)))
                        }
                    }
                }
            }
        }
    }

    fn frame(&self, settings: &Settings, sandbox: Option<&str>) -> Markup {
        let page = match settings.shown {
            Shown::Step(index) => format!("step {}, {}", index + 1, settings.state.label()),
            Shown::Error(topic) => {
                let page = ERROR_PAGES.iter().find(|(other, ..)| *other == topic);
                page.map_or("", |(.., label)| label).to_owned()
            }
        };
        let title = format!("{}: {page}, {}", self.name, settings.language(self.form));
        let class = format!("w-{} {}", self.width(settings).value(), settings.colors.value());
        html! {
            iframe class=(class) title=(title) sandbox=[sandbox] loading=[(settings.view == View::All).then_some("lazy")]
                src={ "/preview/" (self.name) "/page?" (settings.frame_query()) } {}
        }
    }

    fn url(&self, settings: &Settings) -> String {
        format!("/preview/{}?{}", self.name, settings.query())
    }
}

/// Something that can be chosen, and the settings that it leads to.
struct Chosen {
    label: String,
    is_current: bool,
    settings: Settings,
}

fn options<T: Choice>(settings: &Settings, current: T, change: impl Fn(&mut Settings, T)) -> Vec<Chosen> {
    let option = |(choice, _, label): &(T, &str, &str)| Chosen {
        label: (*label).to_owned(),
        is_current: *choice == current,
        settings: settings.with(|settings| change(settings, *choice)),
    };
    T::ALL.iter().map(option).collect()
}

fn language_label(language: &Tag) -> String {
    let name = NAMES.iter().find(|(tag, _)| *tag == language.language());
    name.map_or_else(|| language.to_string(), |(_, name)| format!("{language} {name}"))
}

/// A text of the form in its own language.
pub(super) fn text<'a>(text: &'a profiling_forms::Text, form: &Form) -> &'a str {
    text.get(&form.languages.iter().collect::<Vec<_>>())
}

pub(super) fn title(form: &Form) -> &str {
    text(&form.title, form)
}
