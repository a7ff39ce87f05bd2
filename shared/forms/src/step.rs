//! A page of a form.

use serde::Deserialize;

use super::condition::Condition;
use super::item::Item;
use super::strict::deserialize_strictly;
use super::text::Text;

/// A page of a form.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct Step {
    /// The heading of the page. The default is the form's title.
    pub title: Option<Text>,
    /// Text below the heading: one or two sentences.
    pub intro: Option<Text>,
    /// The condition for showing the step, on answers of earlier steps. Without it, the step is always
    /// shown.
    pub when: Option<Condition>,
    /// The fields, in order, and the blocks between them.
    #[cfg_attr(feature = "schema", schemars(extend("contains" = super::kind::any_field())))]
    pub fields: Vec<Item>,
}

deserialize_strictly!(Step);
