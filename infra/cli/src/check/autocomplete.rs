//! The values of `autocomplete`: the autofill detail tokens of the HTML standard
//! (<https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill>).

use profiling_forms::{Form, did_you_mean};

use super::finding::{Code, Finding};

/// The names of fields that describe the user.
const NAMES: [&str; 42] = [
    "name",
    "honorific-prefix",
    "given-name",
    "additional-name",
    "family-name",
    "honorific-suffix",
    "nickname",
    "username",
    "new-password",
    "current-password",
    "one-time-code",
    "organization-title",
    "organization",
    "street-address",
    "address-line1",
    "address-line2",
    "address-line3",
    "address-level4",
    "address-level3",
    "address-level2",
    "address-level1",
    "country",
    "country-name",
    "postal-code",
    "cc-name",
    "cc-given-name",
    "cc-additional-name",
    "cc-family-name",
    "cc-number",
    "cc-exp",
    "cc-exp-month",
    "cc-exp-year",
    "cc-csc",
    "cc-type",
    "transaction-currency",
    "transaction-amount",
    "language",
    "bday",
    "bday-day",
    "bday-month",
    "bday-year",
    "sex",
];

/// The names of fields that are addresses of the web.
const WEB_NAMES: [&str; 2] = ["url", "photo"];

/// The names of fields with which a user can be contacted. Only these can follow one of [`CONTACTS`].
const CONTACT_NAMES: [&str; 10] = [
    "tel",
    "tel-country-code",
    "tel-national",
    "tel-area-code",
    "tel-local",
    "tel-local-prefix",
    "tel-local-suffix",
    "tel-extension",
    "email",
    "impp",
];

/// The kinds of contacts.
const CONTACTS: [&str; 5] = ["home", "work", "mobile", "fax", "pager"];

/// The kinds of addresses.
const ADDRESSES: [&str; 2] = ["shipping", "billing"];

/// The beginning of the name of a group of fields.
const SECTION: &str = "section-";

/// Names that other standards and programs use, and those of HTML.
const SYNONYMS: [(&str, &str); 26] = [
    ("first-name", "given-name"),
    ("firstname", "given-name"),
    ("last-name", "family-name"),
    ("lastname", "family-name"),
    ("surname", "family-name"),
    ("middle-name", "additional-name"),
    ("full-name", "name"),
    ("title", "honorific-prefix"),
    ("job-title", "organization-title"),
    ("company", "organization"),
    ("company-name", "organization"),
    ("phone", "tel"),
    ("telephone", "tel"),
    ("mail", "email"),
    ("e-mail", "email"),
    ("birthday", "bday"),
    ("birthdate", "bday"),
    ("date-of-birth", "bday"),
    ("zip", "postal-code"),
    ("zip-code", "postal-code"),
    ("postcode", "postal-code"),
    ("city", "address-level2"),
    ("state", "address-level1"),
    ("address", "street-address"),
    ("gender", "sex"),
    ("website", "url"),
];

/// Reports values of `autocomplete` that HTML does not define, in the form in `file`.
pub(super) fn check(file: &str, form: &Form) -> Vec<Finding> {
    let fields = form.items().filter_map(|(place, _, item)| Some((place, item.field()?)));
    let problems =
        fields.filter_map(|(place, field)| Some((place, problem(field.autocomplete.as_deref()?)?)));
    problems
        .map(|(place, problem)| {
            let message = format!("browsers ignore this autofill name: {problem}");
            Finding::new(Code::AutocompleteUnknown, file, format!("{place}.autocomplete"), message)
        })
        .collect()
}

/// The reason why HTML does not define a value, and what to write.
fn problem(value: &str) -> Option<String> {
    let tokens: Vec<&str> = value.split_ascii_whitespace().collect();
    let [first, ..] = tokens.as_slice() else { return Some("it is empty; remove the key".to_owned()) };
    if let Some(unknown) = tokens.iter().find(|token| !is_known(token)) {
        return Some(format!("HTML does not define `{unknown}`{}", suggestion(unknown)));
    }
    if let Some(switch) = tokens.iter().find(|token| matches!(**token, "on" | "off")) {
        return (tokens.len() > 1)
            .then(|| format!("`{switch}` cannot be combined with other names; remove one of them"));
    }
    // In this order: a group, a kind of address, a kind of contact, the name, `webauthn`.
    let mut rest = tokens.as_slice();
    let mut contact = None;
    if first.starts_with(SECTION) {
        rest = &rest[1..];
    }
    if let [address, after @ ..] = rest
        && ADDRESSES.contains(address)
    {
        rest = after;
    }
    if let [kind, after @ ..] = rest
        && CONTACTS.contains(kind)
    {
        (contact, rest) = (Some(kind), after);
    }
    let names: Vec<&str> = tokens.iter().copied().filter(|token| is_name(token)).collect();
    match (rest, contact) {
        ([name] | [name, "webauthn"], None) if is_name(name) => None,
        ([name] | [name, "webauthn"], Some(_)) if CONTACT_NAMES.contains(name) => None,
        ([name] | [name, "webauthn"], Some(contact)) if is_name(name) => Some(format!(
            "`{contact}` can only be before {}; remove `{contact}`",
            CONTACT_NAMES.map(|name| format!("`{name}`")).join(", ")
        )),
        _ if names.is_empty() => Some(format!("`{value}` has no field name; add one, such as `email`, at the end or before `webauthn`")),
        _ if names.len() > 1 => Some("it has several names; choose one of them".to_owned()),
        _ => Some(
            "its parts are repeated or in the wrong order; write `section-…`, then `shipping` or `billing`, then `home`, `work`, \
             `mobile`, `fax` or `pager`, then the name, then `webauthn`; only the name is required"
                .to_owned(),
        ),
    }
}

fn is_name(token: &str) -> bool {
    NAMES.contains(&token) || WEB_NAMES.contains(&token) || CONTACT_NAMES.contains(&token)
}

fn is_known(token: &str) -> bool {
    let others = ["webauthn", "on", "off"];
    is_name(token)
        || CONTACTS.contains(&token)
        || ADDRESSES.contains(&token)
        || others.contains(&token)
        || token.starts_with(SECTION)
}

/// Returns a hint about a token that HTML does not define.
fn suggestion(token: &str) -> String {
    if let Some((_, name)) = SYNONYMS.iter().find(|(synonym, _)| *synonym == token) {
        return format!("; did you mean `{name}`?");
    }
    let others = ["webauthn", "on", "off"];
    let known = NAMES
        .iter()
        .chain(&WEB_NAMES)
        .chain(&CONTACT_NAMES)
        .chain(&CONTACTS)
        .chain(&ADDRESSES)
        .chain(&others);
    let similar = did_you_mean(token, known.copied());
    if similar.is_empty() {
        "; choose a name of the HTML standard, such as `organization` or `given-name`, or remove the key"
            .to_owned()
    } else {
        similar
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_of_the_standard_is_valid() {
        for name in NAMES.iter().chain(&WEB_NAMES).chain(&CONTACT_NAMES).chain(&["on", "off"]) {
            assert_eq!(problem(name), None, "{name}");
        }
        for value in [
            "section-blue shipping street-address",
            "section-blue given-name",
            "billing postal-code",
            "shipping home tel",
            "section-a billing work email webauthn",
            "mobile tel-national",
            "fax tel",
            "pager impp",
            "username webauthn",
            " name  webauthn ",
        ] {
            assert_eq!(problem(value), None, "{value}");
        }
    }

    #[test]
    fn a_value_that_html_does_not_define_is_reported_with_a_suggestion() {
        let undefined = |token: &str, hint: &str| format!("HTML does not define `{token}`; {hint}");
        let order = "its parts are repeated or in the wrong order; write `section-…`, then `shipping` or `billing`, then \
                     `home`, `work`, `mobile`, `fax` or `pager`, then the name, then `webauthn`; only the name is required";
        let choose =
            "choose a name of the HTML standard, such as `organization` or `given-name`, or remove the key";
        for (value, expected) in [
            ("organizations", undefined("organizations", "did you mean `organization`?")),
            ("givenname", undefined("givenname", "did you mean `given-name`?")),
            ("first-name", undefined("first-name", "did you mean `given-name`?")),
            ("phone", undefined("phone", "did you mean `tel`?")),
            ("zip", undefined("zip", "did you mean `postal-code`?")),
            ("city", undefined("city", "did you mean `address-level2`?")),
            ("work telephone", undefined("telephone", "did you mean `tel`?")),
            ("delivery street-address", undefined("delivery", choose)),
            ("shoe-size", undefined("shoe-size", choose)),
            ("tel home", order.to_owned()),
            ("home shipping tel", order.to_owned()),
            ("webauthn username", order.to_owned()),
            ("given-name section-a", order.to_owned()),
            ("home work tel", order.to_owned()),
            ("given-name family-name", "it has several names; choose one of them".to_owned()),
            ("off name", "`off` cannot be combined with other names; remove one of them".to_owned()),
            ("on off", "`on` cannot be combined with other names; remove one of them".to_owned()),
            ("work", "`work` has no field name; add one, such as `email`, at the end or before `webauthn`".to_owned()),
            ("section-a shipping", "`section-a shipping` has no field name; add one, such as `email`, at the end or before `webauthn`".to_owned()),
            ("webauthn", "`webauthn` has no field name; add one, such as `email`, at the end or before `webauthn`".to_owned()),
            (
                "work organization",
                "`work` can only be before `tel`, `tel-country-code`, `tel-national`, `tel-area-code`, `tel-local`, \
                 `tel-local-prefix`, `tel-local-suffix`, `tel-extension`, `email`, `impp`; remove `work`"
                    .to_owned(),
            ),
            (" ", "it is empty; remove the key".to_owned()),
        ] {
            assert_eq!(problem(value), Some(expected), "{value}");
        }
    }
}
