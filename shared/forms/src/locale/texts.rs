//! The built-in messages: the purpose and the placeholders of each.
//!
//! A language is a value of [`Texts`], so a missing text does not compile. The placeholders of a text (`{label}`) are
//! filled by the method of [`Messages`] with the same name. Tests check that each language uses all placeholders, and no
//! others. [`KEYS`] describes the texts for [`custom`](super::custom), which replaces them.

use super::date::DateFormat;
use super::fill::{Show as _, fill};
use super::number::NumberFormat;
use super::plural::{Plural, Rule};
use super::tag::Direction;

/// The built-in messages of a language, with the number and date formats of a region.
///
/// A value in a text is isolated if one of the two is right-to-left, so that neither changes the direction of the other.
#[derive(Debug, Clone, Copy)]
pub struct Messages {
    pub(super) language: &'static str,
    pub(super) direction: Direction,
    pub(super) plural: Rule,
    pub(super) texts: &'static Texts,
    pub(super) numbers: NumberFormat,
    pub(super) dates: &'static DateFormat,
}

/// The texts of an error page.
#[derive(Debug, Clone, Copy)]
pub struct ErrorPage {
    /// The heading.
    pub title: &'static str,
    /// What happened.
    pub happened: &'static str,
    /// What to do next.
    pub next: &'static str,
}

/// A text that a team can replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    /// The name of the text in a file.
    pub(super) name: &'static str,
    /// The placeholders that the text has, except for that of the count.
    pub(super) places: &'static [&'static str],
    /// The placeholder of the count, if the text has plural forms.
    pub(super) count: Option<&'static str>,
}

/// A text of [`Texts`] as a place for another text.
pub(super) enum Slot<'a> {
    Text(&'a mut &'static str),
    Plural(&'a mut Plural),
}

/// The name of a text in a file: that of its field, unless it has another.
macro_rules! name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $name:literal) => {
        $name
    };
}

/// Declares the texts: a field of [`Texts`], a method of [`Messages`] and an entry of [`KEYS`] each.
macro_rules! texts {
    (
        fixed { $( $(#[doc = $fixed_doc:literal])+ $fixed:ident $(as $name:literal)?; )+ }
        pages { $( $(#[doc = $page_doc:literal])+ $page:ident; )+ }
        filled { $( $(#[doc = $filled_doc:literal])+ $filled:ident($($place:ident: $kind:ty),+); )+ }
        counted {
            $( $(#[doc = $counted_doc:literal])+ $counted:ident($($other:ident: $other_kind:ty),*) by $count:ident; )+
        }
    ) => {
        /// The texts of one language.
        #[derive(Debug, Clone, Copy)]
        pub(super) struct Texts {
            $( $(#[doc = $fixed_doc])+ pub(super) $fixed: &'static str, )+
            $( $(#[doc = $page_doc])+ pub(super) $page: ErrorPage, )+
            $( $(#[doc = $filled_doc])+ pub(super) $filled: &'static str, )+
            $( $(#[doc = $counted_doc])+ pub(super) $counted: Plural, )+
        }

        impl Messages {
            $( $(#[doc = $fixed_doc])+ pub fn $fixed(&self) -> &'static str { self.texts.$fixed } )+

            $( $(#[doc = $page_doc])+ pub fn $page(&self) -> &'static ErrorPage { &self.texts.$page } )+

            $(
                $(#[doc = $filled_doc])+
                pub fn $filled(&self, $($place: $kind),+) -> String {
                    fill(self.texts.$filled, &[$((stringify!($place), $place.show(self.direction, &self.numbers))),+])
                }
            )+

            $(
                $(#[doc = $counted_doc])+
                pub fn $counted(&self, $($other: $other_kind,)* $count: u64) -> String {
                    let text = self.texts.$counted.get((self.plural)($count));
                    let count = (stringify!($count), $count.show(self.direction, &self.numbers));
                    fill(text, &[$((stringify!($other), $other.show(self.direction, &self.numbers)),)* count])
                }
            )+
        }

        /// The texts, in the order of [`Texts::slots`].
        pub(super) static KEYS: &[Key] = &[
            $( Key { name: name!($fixed $($name)?), places: &[], count: None }, )+
            $(
                Key { name: concat!(stringify!($page), "_title"), places: &[], count: None },
                Key { name: concat!(stringify!($page), "_happened"), places: &[], count: None },
                Key { name: concat!(stringify!($page), "_next"), places: &[], count: None },
            )+
            $( Key { name: stringify!($filled), places: &[$(stringify!($place)),+], count: None }, )+
            $(
                Key {
                    name: stringify!($counted),
                    places: &[$(stringify!($other)),*],
                    count: Some(stringify!($count)),
                },
            )+
        ];

        impl Texts {
            /// Returns a slot for each of [`KEYS`], in the same order.
            pub(super) fn slots(&mut self) -> Vec<Slot<'_>> {
                vec![
                    $( Slot::Text(&mut self.$fixed), )+
                    $(
                        Slot::Text(&mut self.$page.title),
                        Slot::Text(&mut self.$page.happened),
                        Slot::Text(&mut self.$page.next),
                    )+
                    $( Slot::Text(&mut self.$filled), )+
                    $( Slot::Plural(&mut self.$counted), )+
                ]
            }
        }

        /// The purposes of [`KEYS`], in the same order.
        #[cfg(any(test, feature = "schema"))]
        pub(super) fn purposes() -> Vec<String> {
            let purposes = [
                $( concat!($($fixed_doc),+).to_owned(), )+
                $(
                    format!("{} The heading of that error page.", concat!($($page_doc),+)),
                    format!("{} What happened, on that error page.", concat!($($page_doc),+)),
                    format!("{} What to do next, on that error page.", concat!($($page_doc),+)),
                )+
                $( concat!($($filled_doc),+).to_owned(), )+
                $( concat!($($counted_doc),+).to_owned(), )+
            ];
            purposes.iter().map(|purpose| purpose.trim().to_owned()).collect()
        }

        #[cfg(test)]
        impl Texts {
            /// The texts without placeholders, by name.
            pub(super) fn fixed(&self) -> Vec<(&'static str, &'static str)> {
                vec![
                    $( (stringify!($fixed), self.$fixed), )+
                    $(
                        (concat!(stringify!($page), ".title"), self.$page.title),
                        (concat!(stringify!($page), ".happened"), self.$page.happened),
                        (concat!(stringify!($page), ".next"), self.$page.next),
                    )+
                ]
            }

            /// The texts with placeholders, by name, with the names of the placeholders.
            pub(super) fn filled(&self) -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
                vec![$( (stringify!($filled), self.$filled, vec![$(stringify!($place)),+]), )+]
            }

            /// The texts with plural forms, by name, with the placeholder of the count and the others.
            pub(super) fn counted(&self) -> Vec<(&'static str, &Plural, &'static str, Vec<&'static str>)> {
                vec![$(
                    (stringify!($counted), &self.$counted, stringify!($count), vec![$(stringify!($other)),*]),
                )+]
            }
        }
    };
}

texts! {
    fixed {
        /// The button that submits the last page of a form.
        continue_button as "continue";
        /// The button that goes to the next step.
        next;
        /// The button that goes to the previous step.
        back;
        /// The button that postpones the form to another login.
        not_now;
        /// The prefix of the title of a page with errors, including the separator.
        error_prefix;
        /// The heading of the summary of errors.
        summary_title;
        /// The suffix of the label of an optional field, including the space before it, if any.
        optional;
        /// The prefix of the reference on an error page, including the separator.
        reference;
        /// The positive answer to a yes/no question.
        yes;
        /// The negative answer to a yes/no question.
        no;
        /// The option for an answer that is not among the options.
        other;
        /// The label of the text input for an answer that is not among the options.
        other_text;
        /// The first, empty option of a select.
        choose_option;
        /// The label of the input for the day of a date.
        day;
        /// The label of the input for the month of a date, in digits.
        month;
        /// The label of the input for the year of a date.
        year;
        /// The label of the select for the country of a telephone number.
        calling_code;
        /// The label of the input for a telephone number.
        telephone_number;
        /// The prefix of the masked email address of the user, including the separator.
        account;
        /// The question next to a stored answer, which the user can confirm or change.
        still_right;
        /// The link for a user who is logged in to the wrong account.
        not_you;
        /// The link to the privacy notice.
        privacy;
        /// The link on an error page that continues the login without answers.
        return_link;
        /// The link on an error page that continues the login without answers, if the tenant then denies the login.
        return_denied;
        /// The sentence before the link on an error page if it is not known whether the tenant denies the login.
        return_unknown;
        /// The remaining time for submitting the page, if it is less than a minute.
        last_minute;
        /// The heading of the page that automatically continues the login.
        going_back;
    }

    pages {
        /// The link has expired.
        expired;
        /// The link is not valid.
        invalid_link;
        /// The request is not valid.
        invalid_request;
        /// The address does not exist.
        not_found;
        /// The service is temporarily unavailable.
        unavailable;
        /// The service has an internal error.
        internal_error;
    }

    filled {
        /// The number of the step and the number of steps.
        step(step: u64, steps: u64);
        /// The application that the user logs in to.
        signing_in_to(application: &str);
        /// The instruction on the page that continues the login, if it does not do so automatically; `button` is the label of its button.
        going_back_by_button(button: &str);
        /// A required text is missing.
        required(label: &str);
        /// A required choice is missing.
        choice_required(label: &str);
        /// A required consent is missing.
        consent_required(label: &str);
        /// A line break, NUL or another control character that is not allowed.
        control_character(label: &str);
        /// All answers together are too long to be returned.
        too_much(label: &str);
        /// Not an email address.
        not_an_email(label: &str);
        /// Not a telephone number of the selected country.
        not_a_telephone_number(label: &str);
        /// A telephone number of a country that the form does not accept.
        telephone_country(label: &str);
        /// A telephone number with an extension.
        telephone_extension(label: &str);
        /// A telephone number without a country.
        telephone_without_country(label: &str);
        /// Not a web address.
        not_a_url(label: &str);
        /// Not a number.
        not_a_number(label: &str);
        /// A number with the decimal separator of another language; `example` has the expected one.
        decimal_sign(label: &str, example: &str);
        /// A number with more digits than can be stored exactly.
        too_many_digits(label: &str);
        /// A number with decimals instead of a whole number.
        not_a_whole_number(label: &str);
        /// A number below the minimum; `least` is a formatted number.
        too_small(label: &str, least: &str);
        /// A number above the maximum; `most` is a formatted number.
        too_large(label: &str, most: &str);
        /// Not a multiple of `step`, which is a formatted number.
        not_a_multiple(label: &str, step: &str);
        /// A date without a day, month or year.
        date_incomplete(label: &str);
        /// A date that does not exist.
        not_a_date(label: &str);
        /// A year with fewer than four digits.
        year_digits(label: &str);
        /// A date before the earliest; `earliest` is a formatted date.
        too_early(label: &str, earliest: &str);
        /// A date after the latest; `latest` is a formatted date.
        too_late(label: &str, latest: &str);
        /// Not one of the options.
        not_an_option(label: &str);
        /// Does not match the pattern of the field.
        pattern_mismatch(label: &str);
        /// "Other" is selected, but its text is missing.
        other_missing(label: &str);
    }

    counted {
        /// The remaining time for submitting the page.
        minutes_left() by minutes;
        /// Fewer options than the minimum are selected.
        too_few(label: &str) by least;
        /// More options than the maximum are selected.
        too_many(label: &str) by most;
        /// Fewer characters than the minimum.
        too_short(label: &str) by least;
        /// The maximum length of a text, below its input.
        length_limit() by most;
        /// More characters than the maximum: `actual` of them.
        too_long(label: &str, actual: u64) by most;
        /// More decimals than the maximum; if that is 0, `not_a_whole_number` is used.
        too_many_decimals(label: &str) by most;
    }
}
