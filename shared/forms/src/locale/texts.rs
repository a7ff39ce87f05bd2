//! The list of texts that every form shares: what each is for, and what is filled into it.
//!
//! A language is one value of [`Texts`], so a text that is missing does not compile. A text has places
//! (`{label}`) that are filled by the method of [`Words`] with the text's name; the tests
//! hold that each language has each place, and no other.

use super::date::DateFormat;
use super::fill::{Show as _, fill};
use super::number::NumberFormat;
use super::plural::{Plural, Rule};
use super::tag::Direction;

/// The built-in words of one language, and how it writes numbers and dates in one region. What is filled
/// into a text is kept apart from it where one of the two runs from right to left, so that neither turns
/// the other around.
#[derive(Debug)]
pub struct Words {
    pub(super) language: &'static str,
    pub(super) direction: Direction,
    pub(super) plural: Rule,
    pub(super) texts: &'static Texts,
    pub(super) numbers: NumberFormat,
    pub(super) dates: &'static DateFormat,
}

/// The words of a page that says why there is no form.
#[derive(Debug)]
pub struct ErrorPage {
    /// The heading.
    pub title: &'static str,
    /// What happened.
    pub happened: &'static str,
    /// What to do next.
    pub next: &'static str,
}

/// Declares the texts: a field of [`Texts`] and a method of [`Words`] each.
macro_rules! texts {
    (
        fixed { $( $(#[doc = $fixed_doc:literal])+ $fixed:ident; )+ }
        pages { $( $(#[doc = $page_doc:literal])+ $page:ident; )+ }
        filled { $( $(#[doc = $filled_doc:literal])+ $filled:ident($($place:ident: $kind:ty),+); )+ }
        counted {
            $( $(#[doc = $counted_doc:literal])+ $counted:ident($($other:ident: $other_kind:ty),*) by $count:ident; )+
        }
    ) => {
        /// The texts of one language.
        #[derive(Debug)]
        pub(super) struct Texts {
            $( $(#[doc = $fixed_doc])+ pub(super) $fixed: &'static str, )+
            $( $(#[doc = $page_doc])+ pub(super) $page: ErrorPage, )+
            $( $(#[doc = $filled_doc])+ pub(super) $filled: &'static str, )+
            $( $(#[doc = $counted_doc])+ pub(super) $counted: Plural, )+
        }

        impl Words {
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

        #[cfg(test)]
        impl Texts {
            /// The texts without places, by name.
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

            /// The texts with places, by name, with the names of the places.
            pub(super) fn filled(&self) -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
                vec![$( (stringify!($filled), self.$filled, vec![$(stringify!($place)),+]), )+]
            }

            /// The texts with plural forms, by name, with the place of the count and the other places.
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
        /// The button that sends the last page of a form, or its only one.
        continue_button;
        /// The button that goes to the next step.
        next;
        /// The button that goes to the step before.
        back;
        /// The button that leaves the form for another login.
        not_now;
        /// Precedes a page's title when the page shows errors; with what separates the two.
        error_prefix;
        /// The heading of the summary of errors.
        summary_title;
        /// Follows the label of a field that may be left empty; with the space in front, if any.
        optional;
        /// Precedes an error page's reference; with what separates the two.
        reference;
        /// An answer to a yes/no question.
        yes;
        /// The other one.
        no;
        /// The option for an answer that is not among the options.
        other;
        /// The label of the text that belongs to it.
        other_text;
        /// The first, empty option of a select.
        choose_option;
        /// The label of a date's first input, or second.
        day;
        /// The label of a date's input for the month, in digits.
        month;
        /// The label of a date's input for the year.
        year;
        /// The label of the select for a telephone number's country.
        calling_code;
        /// The label of a telephone number's input.
        telephone_number;
        /// The link for whoever signs in to the wrong account.
        not_you;
        /// The link of an error page that ends the form without answers.
        return_link;
        /// The same link where the tenant then denies the login.
        return_denied;
        /// The sentence before the link where it is not known whether the tenant denies the login.
        return_unknown;
        /// How long the page can still be sent, when that is less than a minute.
        last_minute;
        /// The heading of the page that takes the browser back to the sign-in by itself.
        going_back;
    }

    pages {
        /// The link or the page came too late.
        expired;
        /// The link is not one that this service can use.
        invalid_link;
        /// What the browser sent cannot be used.
        invalid_request;
        /// There is nothing at this address.
        not_found;
        /// It is temporarily not possible.
        unavailable;
        /// A fault of ours.
        fault;
    }

    filled {
        /// Which step of how many a page is.
        step(step: u64, steps: u64);
        /// Which application the person signs in to.
        signing_in_to(application: &str);
        /// What to do if that page does not; `button` is the label of its button.
        going_back_by_button(button: &str);
        /// A text is needed, and there is none.
        required(label: &str);
        /// A choice is needed, and there is none.
        choice_required(label: &str);
        /// A consent is needed, and is not given.
        consent_required(label: &str);
        /// A line break, NUL or another control character where there may be none.
        control_character(label: &str);
        /// All the answers together do not fit the way back.
        too_much(label: &str);
        /// Not an e-mail address.
        not_an_email(label: &str);
        /// Not a telephone number of the country that was chosen.
        not_a_telephone_number(label: &str);
        /// A telephone number of a country that the form does not take.
        telephone_country(label: &str);
        /// Not a web address.
        not_a_url(label: &str);
        /// Not a number.
        not_a_number(label: &str);
        /// A number with decimals where there may be none.
        not_a_whole_number(label: &str);
        /// A number under the least one; `least` as [`Words::number`](Words::number) writes it.
        too_small(label: &str, least: &str);
        /// A number over the greatest one; `most` as [`Words::number`](Words::number) writes it.
        too_large(label: &str, most: &str);
        /// Not a multiple of `step`, which is as [`Words::number`](Words::number) writes it.
        not_a_multiple(label: &str, step: &str);
        /// A date without its day, month or year.
        date_incomplete(label: &str);
        /// A date that no calendar has.
        not_a_date(label: &str);
        /// A date before the first one; `earliest` as [`Words::date`](Words::date) writes it.
        too_early(label: &str, earliest: &str);
        /// A date after the last one; `latest` as [`Words::date`](Words::date) writes it.
        too_late(label: &str, latest: &str);
        /// Nothing that can be chosen.
        not_an_option(label: &str);
        /// Not of the form that the field's pattern describes.
        pattern_mismatch(label: &str);
        /// "Other" is chosen, and its text is missing.
        other_missing(label: &str);
    }

    counted {
        /// How long the page can still be sent.
        minutes_left() by minutes;
        /// Fewer options than have to be chosen.
        too_few(label: &str) by least;
        /// More options than can be chosen.
        too_many(label: &str) by most;
        /// Fewer characters than the field wants.
        too_short(label: &str) by least;
        /// More characters than the field takes: `actual` of them.
        too_long(label: &str, actual: u64) by most;
        /// More decimals than the field takes; for none at all there is `not_a_whole_number`.
        too_many_decimals(label: &str) by most;
    }
}
