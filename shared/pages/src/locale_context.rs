//! The language of a page, and the built-in messages in that language.

use profiling_forms::locale::{self, Messages, Tag};
use profiling_forms::{Form, Text};

/// The language of a page, with the built-in messages and the form's texts in that language.
#[derive(Debug)]
pub struct LocaleContext {
    /// The language of the page.
    language: Tag,
    /// The first language of the form, for texts without a translation.
    fallback: Tag,
    /// The built-in messages in that language, or in English if there are none.
    messages: &'static Messages,
}

impl LocaleContext {
    /// Selects the language of a form's page: the application's `locale` comes first, then the languages that the
    /// browser accepts, then the form's own language.
    pub fn for_form(form: &Form, locale: Option<&str>, accepted: &[Tag]) -> Self {
        let preferred: Vec<Tag> =
            locale.and_then(Tag::closest).into_iter().chain(accepted.iter().copied()).collect();
        let language = locale::negotiate(preferred.iter().copied(), &form.languages);
        let messages = locale::messages(&locale::with_region(language, &preferred));
        let fallback = form.languages.first().copied().unwrap_or(language);
        Self { language, fallback, messages }
    }

    /// Selects the language of an error page, whose texts are built in: the application's `locale` comes first, then the
    /// languages that the browser accepts. If there is a form, the page shows its logo.
    pub fn for_error(form: Option<&Form>, locale: Option<&str>, accepted: &[Tag]) -> Self {
        let available: Vec<Tag> = locale::LANGUAGES.iter().filter_map(|tag| Tag::parse(tag).ok()).collect();
        let preferred = locale.and_then(Tag::closest).into_iter().chain(accepted.iter().copied());
        let language = locale::negotiate(preferred, &available);
        let fallback = form.and_then(|form| form.languages.first().copied()).unwrap_or(language);
        Self { messages: locale::messages(&language), fallback, language }
    }

    /// The language of the page, for `lang` and `Content-Language`.
    pub fn language(&self) -> Tag {
        self.language
    }

    /// The text direction of the page, for `dir`.
    pub(super) fn direction(&self) -> &'static str {
        locale::direction(&self.language).as_str()
    }

    /// The built-in messages.
    pub fn messages(&self) -> &'static Messages {
        self.messages
    }

    /// A text of the form.
    pub(super) fn text<'a>(&self, text: &'a Text) -> &'a str {
        text.get(&[&self.language, &self.fallback])
    }
}
