//! The regular expressions of the plans, compiled on first use.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use regex_lite::Regex;

/// The part of the digits that an expression must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Extent {
    /// The first digits.
    Start,
    /// All digits.
    Whole,
}

type Compiled = HashMap<(&'static str, Extent), Option<Arc<Regex>>>;

/// The compiled expressions. Bounded, as the plans have a fixed set of them.
static COMPILED: LazyLock<Mutex<Compiled>> = LazyLock::new(Mutex::default);

/// The compiled form of an expression; `None` for an empty one, which matches no number.
pub(super) fn compiled(expression: &'static str, extent: Extent) -> Option<Arc<Regex>> {
    if expression.is_empty() {
        return None;
    }
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    compiled.entry((expression, extent)).or_insert_with(|| compile(expression, extent)).clone()
}

fn compile(expression: &str, extent: Extent) -> Option<Arc<Regex>> {
    let end = if extent == Extent::Whole { "$" } else { "" };
    Regex::new(&format!("^(?:{expression}){end}")).ok().map(Arc::new)
}
