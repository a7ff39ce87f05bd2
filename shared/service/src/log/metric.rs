//! The metrics in a log line, in the embedded metric format, which `CloudWatch` reads from the log, so that no request
//! waits for a call. The directives are fixed, so that no input becomes a metric or a dimension, because each combination
//! of values is a metric that costs money.

use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

/// The namespace of the metrics.
const NAMESPACE: &str = "ProgressiveProfiling";

/// The metrics of one request.
#[derive(Debug, Serialize)]
pub(super) struct Metrics {
    #[serde(rename = "_aws")]
    metadata: Metadata,
    /// 1, by outcome.
    #[serde(rename = "Requests")]
    requests: u8,
    /// 1 or 0 for a request to a form. The average is the rate of rejections.
    #[serde(rename = "Refused", skip_serializing_if = "Option::is_none")]
    refused: Option<u8>,
    /// 1 if the secret in use was too old, because SSM failed.
    #[serde(rename = "StaleSecret", skip_serializing_if = "Option::is_none")]
    stale_secret: Option<u8>,
}

/// The format's metadata object.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata {
    /// Milliseconds since the epoch.
    timestamp: u64,
    cloud_watch_metrics: &'static RawValue,
}

/// The members of the line that are metrics, and those that are their dimensions.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Directive<'a> {
    namespace: &'static str,
    dimensions: [&'static [&'static str]; 1],
    metrics: &'a [Metric],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metric {
    name: &'static str,
    unit: &'static str,
}

const fn count(name: &'static str) -> Metric {
    Metric { name, unit: "Count" }
}

const BY_OUTCOME: Directive<'_> =
    Directive { namespace: NAMESPACE, dimensions: [&["function", "outcome"]], metrics: &[count("Requests")] };

const fn by_function(metrics: &[Metric]) -> Directive<'_> {
    Directive { namespace: NAMESPACE, dimensions: [&["function"]], metrics }
}

/// Directives as JSON, written once for each process.
type Written = LazyLock<Box<RawValue>>;

fn written(directives: &[Directive<'_>]) -> Box<RawValue> {
    // Names can always be written as JSON.
    to_raw_value(directives).unwrap_or_default()
}

static BY_OUTCOME_ALONE: Written = LazyLock::new(|| written(&[BY_OUTCOME]));
static WITH_REFUSED: Written = LazyLock::new(|| written(&[BY_OUTCOME, by_function(&[count("Refused")])]));
static WITH_STALE: Written = LazyLock::new(|| written(&[BY_OUTCOME, by_function(&[count("StaleSecret")])]));
static WITH_BOTH: Written =
    LazyLock::new(|| written(&[BY_OUTCOME, by_function(&[count("Refused"), count("StaleSecret")])]));

impl Metrics {
    /// The metrics of a request that ended at `at`, for a line with the function and the outcome.
    pub(super) fn of_request(at: SystemTime, refused: Option<bool>, is_stale: bool) -> Self {
        let milliseconds = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        Self {
            metadata: Metadata {
                timestamp: u64::try_from(milliseconds).unwrap_or(u64::MAX),
                cloud_watch_metrics: match (refused.is_some(), is_stale) {
                    (true, false) => &WITH_REFUSED,
                    (true, true) => &WITH_BOTH,
                    (false, false) => &BY_OUTCOME_ALONE,
                    (false, true) => &WITH_STALE,
                },
            },
            requests: 1,
            refused: refused.map(u8::from),
            stale_secret: is_stale.then_some(1),
        }
    }
}
