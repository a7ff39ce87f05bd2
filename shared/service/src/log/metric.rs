//! Metrics in a log line, in the embedded format of `CloudWatch`, which reads them out of it: no request waits
//! for a call. The directives are fixed, so that nothing that comes in becomes a metric or a dimension of one:
//! each combination of values is a metric that is paid for.

use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

/// Where they are kept.
const NAMESPACE: &str = "ProgressiveProfiling";

/// The metrics of one request.
#[derive(Debug, Serialize)]
pub(super) struct Metrics {
    #[serde(rename = "_aws")]
    metadata: Metadata,
    /// One, by outcome.
    #[serde(rename = "Requests")]
    requests: u8,
    /// One or none, of those who came to a form: the average is the rate of refusals.
    #[serde(rename = "Refused", skip_serializing_if = "Option::is_none")]
    refused: Option<u8>,
    /// One if it was served with a secret older than it should be, because SSM failed.
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

/// Which members of the line are metrics, and which are their dimensions.
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

/// Directives as JSON, which is written once in a process.
type Written = LazyLock<Box<RawValue>>;

fn written(directives: &[Directive<'_>]) -> Box<RawValue> {
    // Names alone can always be written.
    to_raw_value(directives).unwrap_or_default()
}

static BY_OUTCOME_ALONE: Written = LazyLock::new(|| written(&[BY_OUTCOME]));
static WITH_REFUSED: Written = LazyLock::new(|| written(&[BY_OUTCOME, by_function(&[count("Refused")])]));
static WITH_STALE: Written = LazyLock::new(|| written(&[BY_OUTCOME, by_function(&[count("StaleSecret")])]));
static WITH_BOTH: Written =
    LazyLock::new(|| written(&[BY_OUTCOME, by_function(&[count("Refused"), count("StaleSecret")])]));

impl Metrics {
    /// Those of a request that ended at `at`, for a line that names the function and the outcome.
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
