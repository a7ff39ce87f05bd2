//! Metrics in a log line, in the embedded format of `CloudWatch`, which reads them out of it: no request waits
//! for a call.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

/// Where they are kept.
const NAMESPACE: &str = "ProgressiveProfiling";

/// The name of a line's member that is the metrics' dimension.
const FUNCTION: &str = "function";

/// That a request was served with a secret older than it should be, because SSM failed.
#[derive(Debug, Serialize)]
pub(super) struct StaleSecret {
    #[serde(rename = "_aws")]
    metadata: Metadata,
    #[serde(rename = "StaleSecret")]
    count: u8,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata {
    timestamp: u64,
    cloud_watch_metrics: [Directive; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Directive {
    namespace: &'static str,
    dimensions: [&'static [&'static str]; 1],
    metrics: [Metric; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metric {
    name: &'static str,
    unit: &'static str,
}

impl StaleSecret {
    /// One such request at `at`; by the function, if the line names it.
    pub(super) fn once(at: SystemTime, of_function: bool) -> Self {
        let milliseconds = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        Self {
            metadata: Metadata {
                timestamp: u64::try_from(milliseconds).unwrap_or(u64::MAX),
                cloud_watch_metrics: [Directive {
                    namespace: NAMESPACE,
                    dimensions: [if of_function { &[FUNCTION] } else { &[] }],
                    metrics: [Metric { name: "StaleSecret", unit: "Count" }],
                }],
            },
            count: 1,
        }
    }
}
