//! The language of a page, and the messages in that language.

use maud::{Markup, html};
use profiling_forms::locale::{self, CustomMessages, Messages, Tag};
use profiling_forms::value::country;
use profiling_forms::{CountryCode, Form, Text};

/// The language of a page, with the messages and the form's texts in that language.
#[derive(Debug)]
pub struct LocaleContext {
    /// The language of the page.
    language: Tag,
    /// The first language of the form, for texts without a translation.
    fallback: Tag,
    /// The language of the page with the region of the user.
    regional: Tag,
    /// The messages in that language, or in English if there are none.
    messages: Messages,
    /// The user's country, which lists of countries show first.
    country: Option<CountryCode>,
}

impl LocaleContext {
    /// Selects the language of a form's page: the first of these languages, in order of preference, that the form has, or
    /// the form's own language.
    pub fn for_form(form: &Form, preferred: &[Tag]) -> Self {
        let language = locale::negotiate(preferred.iter().copied(), &form.languages);
        let fallback = form.languages.first().copied().unwrap_or(language);
        Self::new(language, fallback, preferred)
    }

    /// Selects the language of an error page, whose texts are messages: the first of these languages, in order of
    /// preference, that has messages. If there is a form, the page shows its logo.
    pub fn for_error(form: Option<&Form>, preferred: &[Tag]) -> Self {
        let available: Vec<Tag> = locale::LANGUAGES.iter().filter_map(|tag| Tag::parse(tag).ok()).collect();
        let language = locale::negotiate(preferred.iter().copied(), &available);
        let fallback = form.and_then(|form| form.languages.first().copied()).unwrap_or(language);
        Self::new(language, fallback, preferred)
    }

    fn new(language: Tag, fallback: Tag, preferred: &[Tag]) -> Self {
        let regional = locale::with_region(language, preferred);
        Self { language, fallback, regional, messages: *locale::messages(&regional), country: None }
    }

    /// Replaces built-in messages by those of a team.
    #[must_use]
    pub fn with_custom(self, custom: &CustomMessages) -> Self {
        Self { messages: custom.replace(&self.regional, &self.messages), ..self }
    }

    /// Sets the country of the user.
    #[must_use]
    pub fn in_country(self, country: Option<CountryCode>) -> Self {
        Self { country, ..self }
    }

    /// The code and name of every country, sorted as speakers of the page's language expect, except that the
    /// user's country comes first.
    pub(super) fn countries(&self) -> Vec<(&'static str, &'static str)> {
        let mut countries = country::sorted(self.language.as_str());
        countries.sort_by_key(|(code, _)| Some(*code) != self.country.as_ref().map(CountryCode::as_str));
        countries
    }

    /// The language of the page, for `lang` and `Content-Language`.
    pub fn language(&self) -> Tag {
        self.language
    }

    /// The text direction of the page, for `dir`.
    pub(super) fn direction(&self) -> &'static str {
        locale::direction(&self.language).as_str()
    }

    /// The messages.
    pub fn messages(&self) -> &Messages {
        &self.messages
    }

    /// A text of the form.
    pub(super) fn text<'a>(&self, text: &'a Text) -> &'a str {
        text.get(&[&self.language, &self.fallback])
    }

    /// The language of a text that has no translation, for `lang`: screen readers then pronounce it, and browsers
    /// hyphenate it, in its own language (WCAG 2.2, 3.1.2).
    pub(super) fn foreign(&self, text: &Text) -> Option<Tag> {
        self.find(text).0
    }

    fn find<'a>(&self, text: &'a Text) -> (Option<Tag>, &'a str) {
        let (language, content) = text.find(&[&self.language, &self.fallback]);
        (language.copied().filter(|language| *language != self.language), content)
    }

    /// The direction of such a text, for `dir`.
    pub(super) fn foreign_direction(&self, text: &Text) -> Option<&'static str> {
        self.foreign(text).map(|language| locale::direction(&language).as_str())
    }

    /// A text of the form as the content of an element. A text without a translation has its language and direction.
    pub(super) fn html(&self, text: &Text) -> Markup {
        let (language, content) = self.find(text);
        html! {
            @if let Some(language) = language {
                span lang=(language) dir=(locale::direction(&language).as_str()) { (content) }
            } @else { (content) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_messages_of_the_region() {
        let form: Form = serde_json::from_str(
            r#"{"version": 1, "languages": ["pt"], "title": "A", "fields": [{"type": "yes_no", "name": "n", "label": "N"}]}"#,
        )
        .unwrap();
        let portugal = [Tag::parse("pt-PT").unwrap()];
        for locale in [
            LocaleContext::for_form(&form, &portugal),
            LocaleContext::for_error(Some(&form), &portugal),
            LocaleContext::for_error(None, &portugal),
        ] {
            assert_eq!(locale.messages().going_back(), "A voltar ao início de sessão");
        }
    }

    #[test]
    fn a_page_has_the_messages_of_the_team_for_the_region() {
        let form: Form = serde_json::from_str(
            r#"{"version": 1, "title": "A", "fields": [{"type": "yes_no", "name": "n", "label": "N"}]}"#,
        )
        .unwrap();
        let file = r#"{"en": {"back": "Before"}, "en-GB": {"back": "Before, please"}}"#;
        let (custom, _) = CustomMessages::parse(file);
        for (preferred, back) in [("en-US", "Before"), ("en-GB", "Before, please"), ("fr", "Before")] {
            let locale = LocaleContext::for_form(&form, &[Tag::parse(preferred).unwrap()]);
            assert_eq!(locale.messages().back(), "Back");
            assert_eq!(locale.with_custom(&custom).messages().back(), back, "{preferred}");
        }
    }

    #[test]
    fn a_text_without_a_translation_has_its_own_language_and_direction() {
        let form: Form = serde_json::from_str(
            r#"{"version": 1, "languages": ["en", "ar"], "title": {"en": "A", "ar": "B"}, "intro": {"en": "C"},
                "fields": [{"type": "yes_no", "name": "n", "label": "N"}]}"#,
        )
        .unwrap();
        let locale = LocaleContext::for_form(&form, &[Tag::parse("ar").unwrap()]);
        for (text, html) in [
            (&form.title, "B"),
            (form.intro.as_ref().unwrap(), r#"<span lang="en" dir="ltr">C</span>"#),
            (&Text::Plain("D".to_owned()), "D"),
        ] {
            assert_eq!(locale.html(text).into_string(), html);
        }
    }
}
