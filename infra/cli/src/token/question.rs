//! The options of the command line that set the claims of a session token.

use clap::Args;
use profiling_forms::Forms;
use profiling_session::Domain;
use serde_json::{Value, json};

use crate::names::{hint, parse_field, parse_form};

/// Options that set the claims of the token.
#[derive(Debug, Args)]
pub(super) struct Question {
    /// Host of the tenant that issues the token; must be listed in the functions' `AUTH0_DOMAINS`
    #[arg(long, value_name = "HOST", value_parser = Domain::parse)]
    issuer: Domain,
    /// Form that the token is valid for [default: any form]
    #[arg(long, value_name = "NAME", value_parser = parse_form)]
    form: Option<String>,
    /// Fields to ask for, comma-separated [default: all fields of the form]
    #[arg(long, value_name = "LIST", value_parser = parse_field, value_delimiter = ',')]
    fields: Vec<String>,
    /// Languages that the application requests, such as `de,en`, in order of preference [default: the browser's languages]
    #[arg(long, value_name = "TAGS", value_parser = parse_locale, value_delimiter = ',')]
    locales: Vec<String>,
    /// Name of the application to show on the page
    #[arg(long, value_name = "NAME")]
    client: Option<String>,
    /// User ID
    #[arg(long, value_name = "ID", default_value = "auth0|test")]
    sub: String,
    /// Seconds until the token expires; negative for an expired token
    #[arg(long, value_name = "SECONDS", default_value_t = 900, allow_negative_numbers = true)]
    expires_in: i64,
    /// Additional claim, or a replacement for one above, such as 'txn="abc"'; repeatable
    #[arg(long = "claim", value_name = "NAME=JSON", value_parser = parse_claim)]
    claims: Vec<(String, Value)>,
}

/// Parses a language tag by the same rules as the Action, which ignores other values.
fn parse_locale(text: &str) -> Result<String, &'static str> {
    let tag = text.trim();
    let is_tag = (1..=35).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if is_tag { Ok(tag.to_owned()) } else { Err("expected a language tag, such as `de` or `pt-BR`") }
}

fn parse_claim(text: &str) -> Result<(String, Value), String> {
    const EXPECTED: &str = "expected NAME=JSON, such as `txn=\"abc\"`, in single quotes for the shell";
    let (name, value) = text.split_once('=').ok_or(EXPECTED)?;
    let name = name.trim();
    if name.is_empty() {
        return Err(EXPECTED.to_owned());
    }
    let value = serde_json::from_str(value).map_err(|error| {
        format!("the value is not valid JSON: {error}; quote texts, such as `txn=\"abc\"`, in single quotes for the shell")
    })?;
    Ok((name.to_owned(), value))
}

impl Question {
    /// Returns notes about a form and fields that do not fit together. `url_form` is the form that the link opens, and
    /// `forms` are the forms in the repository; those of a deployment can differ.
    pub(super) fn notes(&self, url_form: Option<&str>, forms: &Forms) -> Vec<String> {
        let mut notes = Vec::new();
        if let (Some(form), Some(url_form)) = (&self.form, url_form)
            && form != url_form
        {
            notes.push(format!(
                "the token is valid for the form `{form}`, but the URL opens the form `{url_form}`"
            ));
        }
        let Some((name, form)) = url_form.or(self.form.as_deref()).and_then(|name| forms.get(name)) else {
            return notes;
        };
        let names: Vec<&str> = form.fields().map(|field| field.name.as_str()).collect();
        for field in self.fields.iter().filter(|field| !names.contains(&field.as_str())) {
            let hint = hint(field, "its fields are", &names);
            notes.push(format!("the form `{name}` in the repository has no field `{field}`{hint}"));
        }
        notes
    }

    /// Returns the claims that `encodeToken` in an Action would set at `now`, in seconds since the epoch.
    pub(super) fn claims(&self, now: u64) -> Value {
        // An expired token was issued one second before it expired.
        let age = self.expires_in.min(0).unsigned_abs().saturating_add(u64::from(self.expires_in < 0));
        let iat = now.saturating_sub(age);
        let exp = now.saturating_add_signed(self.expires_in);
        let mut claims = json!({"iss": self.issuer.host(), "sub": self.sub, "iat": iat, "exp": exp});
        let optional = [
            ("form", self.form.clone().map(Value::from)),
            ("fields", (!self.fields.is_empty()).then(|| Value::from(self.fields.clone()))),
            ("locales", (!self.locales.is_empty()).then(|| Value::from(self.locales.clone()))),
            ("client", self.client.clone().map(Value::from)),
        ];
        let optional = optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        for (name, value) in optional.chain(self.claims.clone()) {
            claims[name] = value;
        }
        claims
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        question: Question,
    }

    fn claims(options: &[&str]) -> Value {
        let line = ["token", "--issuer", "example.eu.auth0.com"].iter().chain(options);
        Line::parse_from(line).question.claims(1000)
    }

    #[test]
    fn options_set_the_claims_that_an_action_would_sign() {
        let plain = json!({"iss": "example.eu.auth0.com", "sub": "auth0|test", "iat": 1000, "exp": 1900});
        for (options, changes) in [
            (&[][..], json!({})),
            (&["--form", "profile"], json!({"form": "profile"})),
            (&["--fields", "company_name,job_title"], json!({"fields": ["company_name", "job_title"]})),
            (&["--locales", "de,en", "--client", "Shop"], json!({"locales": ["de", "en"], "client": "Shop"})),
            (&["--sub", "auth0|1"], json!({"sub": "auth0|1"})),
            (&["--expires-in", "60"], json!({"exp": 1060})),
            (&["--expires-in", "-60"], json!({"iat": 939, "exp": 940})),
            (&["--claim", "txn=\"abc\"", "--claim", "iss=7"], json!({"txn": "abc", "iss": 7})),
        ] {
            let mut expected = plain.clone();
            for (name, value) in changes.as_object().unwrap() {
                expected[name] = value.clone();
            }
            assert_eq!(claims(options), expected, "{options:?}");
        }
    }

    #[test]
    fn the_issuer_is_validated_like_auth0_domains() {
        for (text, iss) in [
            ("example.eu.auth0.com", Some("example.eu.auth0.com")),
            ("Login.Example.com", Some("login.example.com")),
            ("http://127.0.0.1:4001", Some("127.0.0.1:4001")),
            ("https://example.eu.auth0.com/", None),
            ("example", None),
            ("", None),
        ] {
            let line = Line::try_parse_from(["token", "--issuer", text]);
            let issuer = line.as_ref().ok().map(|line| line.question.claims(1000)["iss"].clone());
            assert_eq!(issuer, iss.map(Value::from), "{text}");
            let message = line.err().map(|error| error.to_string()).unwrap_or_default();
            assert_eq!(message.contains("write it like `example.eu.auth0.com`"), iss.is_none(), "{message}");
        }
    }

    #[test]
    fn values_that_the_functions_ignore_or_reject_are_rejected() {
        for (option, values) in [
            ("--claim", &["txn", "txn=", "txn=abc", "=1"][..]),
            ("--form", &["", "Profile", "profile.json"]),
            ("--fields", &["", "a,,b", "a b", "1a"]),
            ("--locales", &["", "de,", "de_DE", "german language"]),
        ] {
            for invalid in values {
                let line = ["token", "--issuer", "example.eu.auth0.com", option, invalid];
                assert!(Line::try_parse_from(line).is_err(), "{option} {invalid}");
            }
        }
    }

    #[test]
    fn a_form_and_fields_that_do_not_fit_together_are_noted() {
        let form = r#"{"version": 1, "title": "T", "fields": [{"name": "a", "type": "text", "label": "A"}]}"#;
        let (forms, _) = Forms::parse_valid([("f.json".to_owned(), form.to_owned())].into());
        let other_form = "the token is valid for the form `f`, but the URL opens the form `g`";
        let other_field = "the form `f` in the repository has no field `b`; its fields are a";
        for (options, url_form, expected) in [
            (&["--fields", "a"][..], Some("f"), &[][..]),
            (&["--fields", "b"], None, &[]),
            (&["--fields", "b"], Some("f"), &[other_field]),
            (&["--fields", "b"], Some("g"), &[]),
            (&["--fields", "b", "--form", "f"], None, &[other_field]),
            (&["--fields", "a", "--form", "f"], Some("f"), &[]),
            (&["--form", "f"], Some("g"), &[other_form]),
        ] {
            let line = ["token", "--issuer", "example.eu.auth0.com"].iter().chain(options);
            let notes = Line::parse_from(line).question.notes(url_form, &forms);
            assert_eq!(notes, expected, "{options:?} {url_form:?}");
        }
    }
}
