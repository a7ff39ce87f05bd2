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
    /// The page's heading; the form's when absent.
    pub title: Option<Text>,
    /// A sentence or two below the heading.
    pub intro: Option<Text>,
    /// When it is shown; always, where there is no condition. It hangs on answers of earlier steps.
    pub when: Option<Condition>,
    /// The fields, in the order in which they are asked, and the blocks between them.
    #[cfg_attr(feature = "schema", schemars(extend("contains" = super::kind::any_field())))]
    pub fields: Vec<Item>,
}
