//! A burst of cold starts, with the client's own retries, against an SSM that answers so many calls a second
//! and throttles the rest. Time is simulated. And how a client is made.

use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_smithy_async::time::TimeSource;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::*;
use crate::secret::SecretCache;

/// How long an answer takes.
const LATENCY: Duration = Duration::from_millis(20);

/// What Lambda gives a function for its start, and the template for a request.
const FUNCTION_LIMIT: Duration = Duration::from_secs(10);

/// An SSM that answers `rate` calls a second, as many again at once after a pause, and throttles the rest.
#[derive(Debug, Clone)]
struct Throttled(Arc<Mutex<Bucket>>);

#[derive(Debug)]
struct Bucket {
    rate: f64,
    tokens: f64,
    at: Instant,
    calls: usize,
}

impl Throttled {
    fn at(rate: f64) -> Self {
        Self(Arc::new(Mutex::new(Bucket { rate, tokens: rate, at: Instant::now(), calls: 0 })))
    }

    fn admits(&self) -> bool {
        let mut bucket = self.0.lock().unwrap();
        bucket.calls += 1;
        let now = Instant::now();
        let passed = now.duration_since(bucket.at).as_secs_f64();
        bucket.tokens = (bucket.tokens + passed * bucket.rate).min(bucket.rate);
        bucket.at = now;
        let admits = bucket.tokens >= 1.0;
        if admits {
            bucket.tokens -= 1.0;
        }
        admits
    }
}

impl HttpConnector for Throttled {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let ssm = self.clone();
        HttpConnectorFuture::new(async move {
            sleep(LATENCY).await;
            let (status, body) = if ssm.admits() {
                (200, format!(r#"{{"Parameter":{{"Type":"SecureString","Value":"{}"}}}}"#, "s".repeat(64)))
            } else {
                (400, r#"{"__type":"ThrottlingException","message":"Rate exceeded"}"#.to_owned())
            };
            Ok(HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body)))
        })
    }
}

pub(super) fn settings() -> SecretConfig {
    SecretConfig {
        parameter: "/profiling/session-secret".to_owned(),
        region: "eu-west-1".to_owned(),
        endpoint: None,
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: Zeroizing::new("wJalrXUtnFEMI".to_owned()),
        session_token: None,
        root_certificates: None,
        max_age_seconds: 14_400,
    }
}

/// A function that starts: it fetches the secret early, and once more with the request that it was started
/// for, if that failed. Whether the request could be served, and whether each was within its limit.
async fn cold_start(ssm: Throttled) -> bool {
    let connector = SharedHttpConnector::new(ssm);
    let config = config(&settings()).http_client(http_client_fn(move |_, _| connector.clone()));
    let cache = SecretCache::new(SsmSecret::from_config(&settings(), config));
    for _ in ["the start", "the request"] {
        let began = Instant::now();
        let fetched = cache.current(0).await;
        assert!(began.elapsed() < FUNCTION_LIMIT, "{:?}", began.elapsed());
        if fetched.is_ok() {
            return true;
        }
    }
    false
}

/// How many of so many cold starts at once serve their request.
async fn served(starts: usize, calls_a_second: f64) -> usize {
    let ssm = Throttled::at(calls_a_second);
    let mut sandboxes = JoinSet::new();
    for _ in 0..starts {
        sandboxes.spawn(cold_start(ssm.clone()));
    }
    sandboxes.join_all().await.into_iter().filter(|served| *served).count()
}

#[tokio::test(start_paused = true)]
async fn two_hundred_cold_starts_at_once_are_all_served_within_the_limit_of_every_account() {
    assert_eq!(served(200, 40.0).await, 200);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_cold_starts_at_once_need_the_setting_for_higher_throughput() {
    // Half of them are already too many without it, in half of the test's time.
    let without = served(500, 40.0).await;
    assert!((200..500).contains(&without), "{without} of 500");
    assert_eq!(served(1_000, 1_000.0).await, 1_000);
}

/// A clock of the client's own, which goes by hand.
#[derive(Debug, Clone)]
struct HandTime(Arc<Mutex<u64>>);

impl TimeSource for HandTime {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(*self.0.lock().unwrap())
    }
}

#[tokio::test(start_paused = true)]
async fn a_function_that_has_seen_an_outage_tries_as_often_as_ever_a_minute_later() {
    let (ssm, time) = (Throttled::at(0.0), HandTime(Arc::new(Mutex::new(1_800_000_000))));
    let connector = SharedHttpConnector::new(ssm.clone());
    let config = config(&settings())
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .time_source(time.clone());
    let source = SsmSecret::from_config(&settings(), config);
    let calls = async || {
        let before = ssm.0.lock().unwrap().calls;
        source.fetch().await.unwrap_err();
        ssm.0.lock().unwrap().calls - before
    };
    let first = calls().await;
    assert!(first > 4, "{first}");
    for _ in 0..30 {
        calls().await;
    }
    assert_eq!(calls().await, 1, "the quota is spent");
    *time.0.lock().unwrap() += 60;
    let later = calls().await;
    assert!(later > 4, "{later}");
}

#[test]
fn a_client_with_amazons_roots_is_made_without_a_warning() {
    // TLS reads them here: one that it could not read would end the process.
    SsmSecret::new(&settings(), |warning| panic!("{warning}"));
}
