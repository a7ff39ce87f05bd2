//! The runs of the test, for another engine.

use std::cell::RefCell;
use std::fs::File;
use std::io::{BufWriter, Write as _};

use profiling_local::action::Handler;
use serde_json::{Value, json};

use crate::world::Effects;

/// The file that the runs are written to, if there is one.
pub(crate) struct Transcripts(RefCell<Option<BufWriter<File>>>);

impl Transcripts {
    /// The file in the environment variable `PLAN_TRANSCRIPTS`.
    #[expect(clippy::disallowed_methods, reason = "a test has no other input")]
    pub(crate) fn from_environment() -> Self {
        let path = std::env::var_os("PLAN_TRANSCRIPTS");
        let file = path.map(|path| BufWriter::new(File::create(path).expect("the file can be written")));
        Self(RefCell::new(file))
    }

    /// Adds a run. The claim `prefill` is opened, because its salt is random.
    pub(crate) fn add(&self, plan: &str, handler: Handler, event: &Value, now: u64, effects: &Effects) {
        let Some(file) = &mut *self.0.borrow_mut() else { return };
        let run = if handler == Handler::ExecutePostLogin { "question" } else { "answer" };
        let mut claims = effects.claims.clone();
        if let Some(claims) = claims.as_mut().filter(|claims| claims.get("prefill").is_some()) {
            claims["prefill"] = effects.shown.clone();
        }
        let line = json!({
            "plan": plan, "run": run, "event": event, "now": now,
            "expected": {
                "user_metadata": effects.user_metadata, "app_metadata": effects.app_metadata,
                "transaction": effects.transaction, "claims": claims, "denied": effects.denied, "log": effects.log,
            },
        });
        writeln!(file, "{line}").expect("the file can be written");
    }
}
