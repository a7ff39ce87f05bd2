//! One page of a form.

use serde::Deserialize;

use super::condition::Condition;
use super::item::Item;
use super::text::Text;

/// One page of a form.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The heading of the page. The default is the form's title.
    pub title: Option<Text>,
    /// One or two sentences below the heading.
    pub intro: Option<Text>,
    /// The condition for showing the step, on answers of earlier steps. Without it, the step is always
    /// shown.
    pub when: Option<Condition>,
    /// The fields, in order, and the blocks between them.
    #[cfg_attr(feature = "schema", schemars(extend("contains" = super::kind::any_field())))]
    pub fields: Vec<Item>,
}
