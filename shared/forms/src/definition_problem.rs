//! A problem of a definition: a reason why a form is not served.

/// A problem of a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DefinitionProblem {
    /// The path of the member, such as `options[0].label`.
    pub(super) place: String,
    /// The reason.
    pub(super) reason: String,
}

/// The problems of a definition.
pub(super) type Problems = Vec<DefinitionProblem>;

impl DefinitionProblem {
    /// A problem of the member at `place`.
    pub(super) fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into() }
    }

    /// Returns the problem with the place of its entry before its own place.
    pub(super) fn of_entry(self, place: &str) -> Self {
        Self { place: format!("{place}.{}", self.place), reason: self.reason }
    }
}
