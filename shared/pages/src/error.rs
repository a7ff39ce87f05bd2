//! The pages for errors that the user cannot correct, with a link that continues the login.

use maud::html;

use super::layout::{Look, page};
use super::{LocaleContext, Page, form};
use profiling_forms::Form;
use profiling_forms::locale::{self, Messages};

/// The subject of an error page; several outcomes can have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// The link has expired.
    Expired,
    /// The link is not valid.
    InvalidLink,
    /// The request is not valid.
    InvalidRequest,
    /// The address does not exist.
    NotFound,
    /// The service is temporarily unavailable.
    Unavailable,
    /// An error of this service.
    InternalError,
}

/// The content of an error page.
#[derive(Debug)]
pub struct ErrorContent<'a> {
    /// The subject of the page.
    pub topic: Topic,
    /// The reference, which is also in the log.
    pub reference: &'a str,
    /// The requested form, whose theme the page uses.
    pub form: Option<&'a Form>,
    /// The languages of the page.
    pub locale: &'a LocaleContext,
    /// The link back to the tenant without answers.
    pub return_link: Option<ReturnLink>,
    /// The address that signs the user out. The page has a link to it if the form does.
    pub sign_out: Option<String>,
}

/// A link back to the tenant without answers.
#[derive(Debug, Clone)]
pub struct ReturnLink {
    /// The address.
    pub url: String,
    /// The effect on the login.
    pub effect: ReturnEffect,
}

/// The effect that a return without answers has on a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReturnEffect {
    /// The login succeeds.
    Passes,
    /// The tenant denies the login.
    Denied,
    /// Unknown, because the token could not be verified.
    Unknown,
}

/// Renders an error page.
pub fn error(content: &ErrorContent<'_>) -> Page {
    let ErrorContent { topic, reference, locale, .. } = content;
    let messages = locale.messages();
    let text = error_messages(*topic, messages);
    let look = content
        .form
        .map_or_else(Look::plain, |form| Look::new(&form.theme, String::new(), &form.image_origins));
    let sign_out = content.sign_out.as_ref().filter(|_| content.form.is_some_and(|form| form.sign_out));
    page(
        locale,
        &look,
        text.title,
        &html! {
            @if let Some(form) = content.form { (form::logo(form, locale)) }
            h1 { (text.title) }
            p { (text.happened) }
            p { (text.next) }
            @if let Some(ReturnLink { url, effect }) = &content.return_link {
                @if *effect == ReturnEffect::Unknown { p { (messages.return_unknown()) } }
                p {
                    a.button href=(url) {
                        @if *effect == ReturnEffect::Denied { (messages.return_denied()) } @else { (messages.return_link()) }
                    }
                }
            }
            @if let Some(url) = sign_out { p.soft { a href=(url) { (messages.not_you()) } } }
            p.soft.last { (messages.reference()) code { (reference) } }
        },
    )
}

/// Returns the texts of a page about `topic`.
pub fn error_messages(topic: Topic, messages: &Messages) -> &'static locale::ErrorPage {
    match topic {
        Topic::Expired => messages.expired(),
        Topic::InvalidLink => messages.invalid_link(),
        Topic::InvalidRequest => messages.invalid_request(),
        Topic::NotFound => messages.not_found(),
        Topic::Unavailable => messages.unavailable(),
        Topic::InternalError => messages.internal_error(),
    }
}
