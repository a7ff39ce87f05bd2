//! Changes to a form's file that keep its formatting.

use profiling_forms::locale::Tag;
use serde_json::Value;

use crate::document::Document;
use crate::location::Span;
use crate::tree::{Content, Member, Node};

/// A translation of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    /// The path of the text, such as `fields[2].label`.
    pub path: String,
    /// The language.
    pub language: Tag,
    /// The text in this language.
    pub text: String,
}

/// A replacement of a range.
struct Edit {
    span: Span,
    text: String,
}

impl Document {
    /// Returns the file with these translations. `languages` are those of the form, the first of which is that of a text
    /// without languages; missing ones are added to the file. Returns `None` if a path is not that of a text.
    pub fn translated(&self, translations: &[Translation], languages: &[Tag]) -> Option<String> {
        let tree = self.tree.as_ref()?;
        let source = languages.first()?;
        let mut edits = Vec::new();
        let mut paths: Vec<&str> = translations.iter().map(|translation| translation.path.as_str()).collect();
        paths.sort_unstable();
        paths.dedup();
        for path in paths {
            let (node, rest) = tree.find(path);
            if !rest.is_empty() {
                return None;
            }
            let own = translations.iter().filter(|translation| translation.path == path);
            let own: Vec<(String, &str)> = own
                .map(|translation| (translation.language.to_string(), translation.text.as_str()))
                .collect();
            match &node.content {
                Content::Text(text) => {
                    let all = std::iter::once((source.to_string(), text.as_str())).chain(own);
                    let members: Vec<String> = all.map(|(language, text)| member(&language, text)).collect();
                    edits.push(Edit { span: node.span, text: format!("{{{}}}", members.join(", ")) });
                }
                Content::Object(members) => {
                    for (language, text) in own {
                        edits.push(self.in_object(node, members, &language, text));
                    }
                }
                _ => return None,
            }
        }
        edits.extend(self.languages_edit(tree, languages));
        Some(self.apply(edits))
    }

    /// Returns the change that sets a member of an object with texts by language.
    fn in_object(&self, node: &Node, members: &[Member], language: &str, text: &str) -> Edit {
        if let Some(existing) = members.iter().find(|member| member.key == language) {
            return Edit { span: existing.value.span, text: quoted(text) };
        }
        let new = member(language, text);
        match members.last() {
            Some(last) => {
                let end = last.value.span.end;
                let separator = self.separator(last.key_span.start);
                Edit { span: Span::new(end, end), text: format!(",{separator}{new}") }
            }
            None => Edit { span: node.span, text: format!("{{{new}}}") },
        }
    }

    /// Returns the change that adds missing languages to those of the form.
    fn languages_edit(&self, tree: &Node, languages: &[Tag]) -> Option<Edit> {
        let list = |languages: &[&Tag]| {
            languages.iter().map(|language| quoted(&language.to_string())).collect::<Vec<_>>().join(", ")
        };
        match tree.member("languages").map(|member| &member.value) {
            Some(Node { content: Content::List(nodes), .. }) => {
                let has =
                    |language: &Tag| nodes.iter().any(|node| node.text() == Some(&language.to_string()));
                let missing: Vec<&Tag> = languages.iter().filter(|language| !has(language)).collect();
                let end = nodes.last()?.span.end;
                (!missing.is_empty())
                    .then(|| Edit { span: Span::new(end, end), text: format!(", {}", list(&missing)) })
            }
            _ if languages.len() < 2 => None,
            _ => {
                let version = tree.member("version")?;
                let end = version.value.span.end;
                let languages: Vec<&Tag> = languages.iter().collect();
                let separator = self.separator(version.key_span.start);
                Some(Edit {
                    span: Span::new(end, end),
                    text: format!(",{separator}\"languages\": [{}]", list(&languages)),
                })
            }
        }
    }

    /// Returns the white space before a member: that of a line of its own, or a space.
    fn separator(&self, start: usize) -> String {
        let before = &self.text[..start];
        let indent = before.len() - before.trim_end_matches([' ', '\t']).len();
        if before[..before.len() - indent].ends_with('\n') {
            format!("\n{}", &before[before.len() - indent..])
        } else {
            " ".to_owned()
        }
    }

    fn apply(&self, mut edits: Vec<Edit>) -> String {
        let mut text = self.text.clone();
        // From the end, so that the ranges before stay valid. Insertions at one place keep their order.
        edits.reverse();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
        for edit in edits {
            text.replace_range(edit.span.start..edit.span.end, &edit.text);
        }
        text
    }

    /// Returns the file with another value at a path, or `None` if there is no such value.
    pub fn with_value(&self, path: &str, value: &Value) -> Option<String> {
        let (node, rest) = self.tree.as_ref()?.find(path);
        rest.is_empty().then(|| self.apply(vec![Edit { span: node.span, text: value.to_string() }]))
    }
}

fn member(language: &str, text: &str) -> String {
    format!("{}: {}", quoted(language), quoted(text))
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const FORM: &str = r#"{
  "version": 1,
  "title": "About you",
  "fields": [
    {"name": "a", "type": "text", "label": {"en": "A"}},
    {
      "name": "b",
      "type": "text",
      "label": {
        "en": "B",
        "fr": "Bé"
      }
    }
  ]
}
"#;

    fn tag(text: &str) -> Tag {
        Tag::parse(text).unwrap()
    }

    fn translation(path: &str, language: &str, text: &str) -> Translation {
        Translation { path: path.to_owned(), language: tag(language), text: text.to_owned() }
    }

    #[test]
    fn translations_are_added_in_the_formatting_of_the_file() {
        let translations = [
            translation("title", "de", "Über \"uns\""),
            translation("fields[0].label", "de", "Ä"),
            translation("fields[0].label", "fr", "Â"),
            translation("fields[1].label", "de", "Be"),
            translation("fields[1].label", "fr", "Bê"),
        ];
        let languages = [tag("en"), tag("de"), tag("fr")];
        let text = Document::read(FORM).translated(&translations, &languages).unwrap();
        let expected = FORM
            .replace("\"version\": 1,", "\"version\": 1,\n  \"languages\": [\"en\", \"de\", \"fr\"],")
            .replace("\"About you\"", r#"{"en": "About you", "de": "Über \"uns\""}"#)
            .replace(r#"{"en": "A"}"#, r#"{"en": "A", "de": "Ä", "fr": "Â"}"#)
            .replace("\"fr\": \"Bé\"", "\"fr\": \"Bê\",\n        \"de\": \"Be\"");
        assert_eq!(text, expected);
        assert_eq!(Document::read(&text).problems(), []);
    }

    #[test]
    fn languages_that_the_form_lacks_are_added_to_its_list() {
        let form = FORM.replace("\"version\": 1,", "\"version\": 1, \"languages\": [\"en\", \"fr\"],");
        let languages = [tag("en"), tag("fr"), tag("de")];
        let text = Document::read(&form).translated(&[translation("title", "de", "T")], &languages).unwrap();
        assert!(text.contains(r#""languages": ["en", "fr", "de"],"#), "{text}");
    }

    #[test]
    fn a_path_that_is_no_text_changes_nothing() {
        let document = Document::read(FORM);
        for path in ["version", "fields[7].label", "fields[0].hint", "nothing"] {
            assert_eq!(
                document.translated(&[translation(path, "de", "T")], &[tag("en"), tag("de")]),
                None,
                "{path}"
            );
        }
    }

    #[test]
    fn a_value_is_replaced_where_it_is() {
        let text = Document::read(FORM).with_value("fields[0].name", &json!("c")).unwrap();
        assert_eq!(text, FORM.replace(r#""name": "a""#, r#""name": "c""#));
        assert_eq!(Document::read(FORM).with_value("fields[0].hint", &json!("c")), None);
    }
}
