//! The regular expressions of the plans, each compiled when it is first needed.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use regex_lite::Regex;

/// How much of the digits an expression is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Extent {
    /// The first of them.
    Start,
    /// All of them.
    Whole,
}

type Compiled = HashMap<(&'static str, Extent), Option<Arc<Regex>>>;

/// Never more than the plans have.
static COMPILED: LazyLock<Mutex<Compiled>> = LazyLock::new(Mutex::default);

/// An expression of the plans; `None` for an empty one, as nothing is like it.
pub(super) fn compiled(expression: &'static str, extent: Extent) -> Option<Arc<Regex>> {
    let compile = || {
        let end = if extent == Extent::Whole { "$" } else { "" };
        Regex::new(&format!("^(?:{expression}){end}")).ok().map(Arc::new)
    };
    if expression.is_empty() {
        return None;
    }
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    compiled.entry((expression, extent)).or_insert_with(compile).clone()
}
