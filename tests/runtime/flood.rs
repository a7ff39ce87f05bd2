//! A flood of forged tokens must not become a flood of requests to SSM or lock out users.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use profiling_service::clock::{Clock as _, ManualClock};
use profiling_tests::emulator::Lines;
use profiling_tests::event::{get, post};
use profiling_tests::token;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::sandboxes::Sandboxes;
use crate::ssm::{Ssm, parameter};

const NOW: u64 = 1_800_000_000;
const ISSUER: &str = "example.eu.auth0.com";
const OLD: &str = "the-secret-before-the-rotation-0123456789";
const NEW: &str = "the-secret-after-the-rotation-00123456789";
const FORGED: &str = "a-secret-that-an-attacker-has-made-up-0123";

/// The number of forged tokens for each of the two functions in a second.
const RATE: usize = 4;

struct Flood {
    sandboxes: Arc<Sandboxes>,
    clock: Arc<ManualClock>,
    refused: Arc<AtomicUsize>,
}

fn query(clock: &ManualClock, secret: &str) -> String {
    let claims = token::claims(ISSUER, clock.now_seconds(), &json!({"fields": ["job_title"]}));
    format!("state=s&session_token={}", token::session_token(&claims, secret))
}

impl Flood {
    /// Seconds with forged tokens, all of a second at once, and a valid login in each second.
    async fn last(&self, seconds: usize, secret: &str) {
        for _ in 0..seconds {
            let mut requests = JoinSet::new();
            for _ in 0..RATE {
                let (sandboxes, refused) = (Arc::clone(&self.sandboxes), Arc::clone(&self.refused));
                let query = query(&self.clock, FORGED);
                requests.spawn(async move {
                    let (got, posted) =
                        (get("profile", &query), post("profile", &format!("{query}&job_title=x")));
                    for answer in [sandboxes.get(&got).await, sandboxes.post(&posted).await] {
                        assert_eq!(answer["statusCode"], 403, "{answer}");
                        refused.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
            let good = query(&self.clock, secret);
            assert_eq!(self.shown(&good).await, 200);
            let sent = self.sandboxes.post(&post("profile", &format!("{good}&job_title=Nurse"))).await;
            assert_eq!(sent["statusCode"], 303, "{sent}");
            while let Some(request) = requests.join_next().await {
                request.expect("a forged token is refused");
            }
            self.clock.advance(1);
        }
    }

    async fn shown(&self, query: &str) -> Value {
        self.sandboxes.get(&get("profile", query)).await["statusCode"].clone()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_forged_tokens_does_not_become_a_flood_at_ssm() {
    let (clock, log) = (Arc::new(ManualClock::at(NOW)), Arc::new(Lines::default()));
    // The new secret is written during the flood, and the functions have it half a minute later.
    let time = Arc::clone(&clock);
    let ssm = Ssm::start(move |_, _| match time.now_seconds() - NOW {
        0..150 => parameter(OLD),
        _ => parameter(&format!("{OLD}\n{NEW}")),
    })
    .await;
    let sandboxes = Arc::new(Sandboxes::new(&ssm.endpoint, ISSUER, &clock, &log));
    let flood = Flood { sandboxes, clock, refused: Arc::default() };

    flood.last(180, OLD).await;
    flood.last(120, NEW).await;

    assert_eq!(flood.refused.load(Ordering::SeqCst), 300 * RATE * 2, "thousands of them, each refused");
    // Each function has one sandbox: one fetch at the start, and one every thirty seconds.
    assert_eq!(ssm.requests("GetParameter").len(), 2 * 300 / 30);
}
