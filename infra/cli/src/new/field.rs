//! The fields of a new form, as they are written on the command line: `company_name*`, `team:select(sales|support)`.

use profiling_forms::did_you_mean;
use serde_json::{Map, Value, json};

use super::FieldName;

/// The types without keys that they need.
const SIMPLE: [&str; 9] =
    ["text", "multiline", "email", "telephone", "url", "number", "date", "country", "yes_no"];

/// The types with options.
const WITH_OPTIONS: [&str; 4] = ["select", "radio", "cards", "checkboxes"];

/// Names that usually have a type of their own, by a word in them.
const BY_WORD: [(&str, &str); 12] = [
    ("email", "email"),
    ("phone", "telephone"),
    ("mobile", "telephone"),
    ("website", "url"),
    ("url", "url"),
    ("birthday", "date"),
    ("birthdate", "date"),
    ("date", "date"),
    ("country", "country"),
    ("employees", "number"),
    ("age", "number"),
    ("notes", "multiline"),
];

/// Names that browsers can fill in, with their autofill names in HTML.
const AUTOFILL: [(&str, &str); 8] = [
    ("company_name", "organization"),
    ("company", "organization"),
    ("job_title", "organization-title"),
    ("first_name", "given-name"),
    ("last_name", "family-name"),
    ("email", "email"),
    ("phone", "tel"),
    ("country", "country"),
];

/// A field of the new form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NewField {
    pub(super) name: FieldName,
    kind: String,
    options: Vec<String>,
    required: bool,
}

/// Parses a list of fields. Errors: a message for the user.
pub(super) fn parse_all(list: &str) -> Result<Vec<NewField>, String> {
    let mut fields: Vec<NewField> = Vec::new();
    for text in list.split(',').map(str::trim).filter(|text| !text.is_empty()) {
        let field = parse(text)?;
        if fields.iter().any(|other| other.name == field.name) {
            return Err(format!("the field `{}` is repeated", field.name));
        }
        fields.push(field);
    }
    if fields.is_empty() {
        Err("a form needs at least one field, such as company_name*".to_owned())
    } else {
        Ok(fields)
    }
}

fn parse(text: &str) -> Result<NewField, String> {
    let (text, required) = text.strip_suffix('*').map_or((text, false), |text| (text.trim_end(), true));
    let (name, kind) =
        text.split_once(':').map_or((text, None), |(name, kind)| (name.trim_end(), Some(kind.trim())));
    let (name, required) = name.strip_suffix('*').map_or((name, required), |name| (name, true));
    let name = FieldName::parse(name).map_err(|error| error.to_string())?;
    let Some(kind) = kind else {
        return Ok(NewField { kind: guess(name.as_str()).to_owned(), name, options: Vec::new(), required });
    };
    let (kind, options) = match kind.split_once('(') {
        None => (kind, Vec::new()),
        Some((kind, options)) => {
            let options = options.strip_suffix(')').ok_or_else(|| format!("`{kind}(` has no closing `)` before the comma; separate options by `|`: `{kind}(first|second)`"))?;
            (kind.trim_end(), options.split('|').map(|option| option.trim().to_owned()).collect())
        }
    };
    let types = || SIMPLE.into_iter().chain(WITH_OPTIONS);
    if !types().any(|known| known == kind) {
        let types: Vec<&str> = types().collect();
        let similar = did_you_mean(kind, types.iter().copied());
        if kind == "consent" {
            return Err(
                "add a consent in the file: it needs a document (docs/forms-types.md#consent)".to_owned()
            );
        }
        return Err(format!(
            "`{kind}` is not a type for a new form{similar}; the types are {}",
            types.join(", ")
        ));
    }
    match (WITH_OPTIONS.contains(&kind), options.is_empty()) {
        (true, true) => Err(format!("write the options of `{name}`: {name}:{kind}(first|second)")),
        (false, false) => Err(format!("the type `{kind}` has no options")),
        _ => Ok(NewField { name, kind: kind.to_owned(), options, required }),
    }
}

/// Returns the type that a field with this name usually has.
fn guess(name: &str) -> &'static str {
    let words: Vec<String> = name.split('_').map(str::to_lowercase).collect();
    BY_WORD.iter().find(|(word, _)| words.iter().any(|own| own == word)).map_or("text", |(_, kind)| kind)
}

/// Returns a label for a name: `company_name` becomes `Company name`.
fn label(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

impl NewField {
    /// Returns the line of the field in the file. `text` makes a text of the form from a label.
    pub(super) fn line(&self, text: &dyn Fn(&str) -> Value) -> String {
        let name = self.name.as_str();
        let mut members: Vec<(&str, Value)> =
            vec![("type", json!(self.kind)), ("name", json!(name)), ("label", text(&label(name)))];
        if self.required {
            members.push(("required", json!(true)));
        }
        let autofill = AUTOFILL.iter().find(|(known, _)| *known == name && self.options.is_empty());
        if let Some((_, autofill)) = autofill {
            members.push(("autocomplete", json!(autofill)));
        }
        if !self.options.is_empty() {
            let options = self.options.iter().map(|option| {
                let mut members = Map::new();
                members.insert("label".to_owned(), text(&label(option)));
                members.insert("value".to_owned(), json!(option));
                Value::Object(members)
            });
            members.push(("options", options.collect()));
        }
        let members = members.iter().map(|(key, value)| format!("{}: {}", json!(key), super::line(value)));
        format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_has_a_type_options_and_may_be_required() {
        for (text, kind, options, required) in [
            ("company_name", "text", &[][..], false),
            ("company_name*", "text", &[], true),
            ("work_email", "email", &[], false),
            ("website *", "url", &[], true),
            ("employees: number*", "number", &[], true),
            ("size*:select(small | large)", "select", &["small", "large"], true),
            ("goals:checkboxes(a|b)", "checkboxes", &["a", "b"], false),
        ] {
            let field = parse(text).unwrap();
            assert_eq!((field.kind.as_str(), field.required), (kind, required), "{text}");
            assert_eq!(field.options, options, "{text}");
        }
    }

    #[test]
    fn an_invalid_field_is_rejected_with_what_to_write() {
        for (list, expected) in [
            ("", "at least one field"),
            ("a,a", "`a` is repeated"),
            ("1st", "not a valid field name"),
            ("a:txt", "did you mean `text`?"),
            ("a:consent", "add a consent in the file"),
            ("a:select", "a:select(first|second)"),
            ("a:select(x", "no closing `)`"),
            ("a:text(x)", "has no options"),
        ] {
            let error = parse_all(list).unwrap_err();
            assert!(error.contains(expected), "{list}: {error}");
        }
    }
}
