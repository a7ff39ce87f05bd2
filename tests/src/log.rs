//! A log in memory.

use std::sync::Mutex;

use profiling_service::log::LogSink;
use serde_json::Value;

/// Log lines in memory.
#[derive(Debug, Default)]
pub struct Lines(Mutex<Vec<String>>);

impl Lines {
    /// The lines so far.
    pub fn all(&self) -> Vec<String> {
        self.0.lock().expect("no test panics while it holds the log").clone()
    }

    /// Removes and returns the lines so far.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().expect("no test panics while it holds the log"))
    }

    /// The outcomes of the requests so far.
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
