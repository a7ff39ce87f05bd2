//! The definition of a form in its JSON file.

use serde::Deserialize;

use super::field::Field;
use super::item::Item;
use super::kind::DocumentUrl;
use super::step::Step;
use super::strict::deserialize_strictly;
use super::text::Text;
use crate::locale::Tag;
use crate::theme::{ImageOrigin, Theme};

/// A form: the pages, with their fields, and the theme.
///
/// [`Forms::load`](super::Forms::load) reads the forms of a folder and checks them. A single form can be deserialized:
///
/// ```
/// use profiling_forms::Form;
///
/// let form: Form = serde_json::from_str(
///     r#"{
///         "version": 1,
///         "title": "About you",
///         "fields": [
///             {"type": "text", "name": "company", "label": "Company", "required": true},
///             {"type": "heading", "text": "Your team"},
///             {"type": "number", "name": "employees", "label": "Employees"}
///         ]
///     }"#,
/// )?;
/// let names: Vec<&str> = form.fields().map(|field| field.name.as_str()).collect();
/// assert_eq!((form.steps.len(), names), (1, vec!["company", "employees"]));
///
/// let error = serde_json::from_str::<Form>(r#"{"version": 1, "title": "T", "pages": []}"#).unwrap_err();
/// assert!(error.to_string().contains("unknown key `pages`"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "Definition")]
pub struct Form {
    /// The version of the wording. It is signed with the answers.
    pub version: u32,
    /// The languages of the form, the default first.
    pub languages: Vec<Tag>,
    /// The heading.
    pub title: Text,
    /// Text below the heading: one or two sentences.
    pub intro: Option<Text>,
    /// The label of the last button.
    pub submit: Option<Text>,
    /// `true` if the user can postpone the form when no requested field is required.
    pub not_now: bool,
    /// `true` if the pages have a link that signs the user out.
    pub sign_out: bool,
    /// The privacy notice that the pages link to.
    pub privacy: Option<DocumentUrl>,
    /// The theme of the form.
    pub theme: Theme<Text>,
    /// The origins of the images.
    pub image_origins: Vec<ImageOrigin>,
    /// The pages; a form without `steps` has one.
    pub steps: Vec<Step>,
    /// `true` if the file has `fields` instead of `steps`.
    single: bool,
}

/// A form: its questions, texts and theme.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Form"))]
#[serde(remote = "Self", deny_unknown_fields)]
pub(super) struct Definition {
    /// The JSON Schema with which an editor completes and explains keys: `./form.schema.json`.
    #[serde(rename = "$schema")]
    #[cfg_attr(feature = "schema", schemars(extend("examples" = ["./form.schema.json"])))]
    _schema: Option<String>,
    /// The version of the wording. It is signed with the answers. Increase it when a question changes.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = u32::MAX)))]
    version: u32,
    /// The languages of the form, the default first. `check` lists missing translations. Without this key, the
    /// form is in English.
    #[serde(default = "english")]
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    languages: Vec<Tag>,
    /// The heading.
    title: Text,
    /// Text below the heading: one or two sentences, for example why the form asks.
    intro: Option<Text>,
    /// The text of the last button. The default is "Continue", in the language of the page.
    #[cfg_attr(feature = "schema", schemars(extend("default" = "Continue")))]
    submit: Option<Text>,
    /// `true` shows a "Not now" button if no requested field is required. The Action asks again after the time
    /// in its setting `ASK_AGAIN`. The default is `false`.
    #[serde(default)]
    not_now: bool,
    /// `true` shows a link for users who are logged in to the wrong account. It ends the session at the
    /// tenant, which redirects to the application's first logout URL. The default is `true`.
    #[serde(default = "yes")]
    sign_out: bool,
    /// The URL of your privacy notice. Each page has a link to it, which opens in a new tab.
    privacy: Option<DocumentUrl>,
    /// The theme of the form.
    #[serde(default)]
    theme: Theme<Text>,
    /// The origins of the images and the logo. The page loads nothing from other origins.
    #[serde(default)]
    image_origins: Vec<ImageOrigin>,
    /// The fields of a form with one page, in order, and the blocks between them.
    #[cfg_attr(feature = "schema", schemars(extend("contains" = super::kind::any_field())))]
    fields: Option<Vec<Item>>,
    /// The pages of a form with several pages, instead of `fields`.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    steps: Option<Vec<Step>>,
}

deserialize_strictly!(Definition);

fn english() -> Vec<Tag> {
    vec![Tag::ENGLISH]
}

fn yes() -> bool {
    true
}

impl TryFrom<Definition> for Form {
    type Error = &'static str;

    fn try_from(definition: Definition) -> Result<Self, Self::Error> {
        let single = definition.fields.is_some();
        let steps = match (definition.fields, definition.steps) {
            (Some(fields), None) => vec![Step { title: None, intro: None, when: None, fields }],
            (None, Some(steps)) => steps,
            (Some(_), Some(_)) => return Err("a form has either `fields` or `steps`, not both"),
            (None, None) => return Err("`fields` is missing; a form has `fields`, or `steps` with fields"),
        };
        let Definition {
            version,
            languages,
            title,
            intro,
            submit,
            not_now,
            sign_out,
            privacy,
            theme,
            image_origins,
            ..
        } = definition;
        Ok(Self {
            version,
            languages,
            title,
            intro,
            submit,
            not_now,
            sign_out,
            privacy,
            theme,
            image_origins,
            steps,
            single,
        })
    }
}

impl Form {
    /// Returns each entry with its place in the file (`fields[2]`, `steps[1].fields[0]`) and the index of its step.
    pub fn items(&self) -> impl Iterator<Item = (String, usize, &Item)> {
        self.steps.iter().enumerate().flat_map(move |(step, content)| {
            let prefix = self.step_place(step);
            content
                .fields
                .iter()
                .enumerate()
                .map(move |(index, item)| (format!("{prefix}fields[{index}]"), step, item))
        })
    }

    /// The fields of all steps, in order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.steps.iter().flat_map(|step| step.fields.iter().filter_map(Item::field))
    }

    /// Returns the prefix of the places in a step: `steps[1].`, or nothing in a file without `steps`.
    pub fn step_place(&self, step: usize) -> String {
        if self.single { String::new() } else { format!("steps[{step}].") }
    }
}
