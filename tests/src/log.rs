//! A log that is kept.

use std::sync::Mutex;

use profiling_service::log::LogSink;
use serde_json::Value;

/// Log lines, kept as they were written.
#[derive(Debug, Default)]
pub struct Lines(Mutex<Vec<String>>);

impl Lines {
    /// The lines so far.
    pub fn all(&self) -> Vec<String> {
        self.0.lock().expect("no test panics while it holds the log").clone()
    }

    /// The lines so far, which are then forgotten.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().expect("no test panics while it holds the log"))
    }

    /// How each request so far ended.
    pub fn outcomes(&self) -> Vec<String> {
        let outcome = |line: &String| {
            let line: Value = serde_json::from_str(line).expect("every log line is JSON");
            line["outcome"].as_str().unwrap_or_default().to_owned()
        };
        self.all().iter().map(outcome).collect()
    }
}

impl LogSink for Lines {
    fn line(&self, line: &str) {
        self.0.lock().expect("no test panics while it holds the log").push(line.to_owned());
    }
}
