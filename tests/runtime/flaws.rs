//! A secret that probably only one side has like this: the real binaries report it when they start, and name
//! it where a signature does not verify.

use profiling_tests::event::get;
use serde_json::Value;

use crate::function::{Function, environment};
use crate::wire::{FaultySsm, Wire, tells_the_wire};
use crate::{PARAMETER, query, question};

const PLAIN: &str = "canary-canary-canary-canary-canary";
const QUOTED: &str = "\"canary-canary-canary-canary-canary\"";
const INVISIBLE: &str = "canary-canary-canary\u{200b}-canary-canary";

#[tokio::test]
async fn a_secret_in_quotes_or_with_an_invisible_character_is_reported_at_the_start_and_with_each_refusal() {
    for (secret, flaw) in [
        (PLAIN, None),
        (QUOTED, Some("the secret on line 1 is in quotes")),
        (INVISIBLE, Some("the secret on line 1 has an invisible character")),
    ] {
        let ssm = FaultySsm::start(Wire::Parameter(secret, "SecureString")).await;
        let mut function = Function::start("PROFILING_FORM", &environment(&ssm.endpoint, PARAMETER)).await;
        // The Action may have the same, or another.
        for (signs, status) in [(secret, 200), ("another-canary-of-the-action-0123456789", 403)] {
            let answer = function.invoke(&get("profile", &query(&question(signs)))).await;
            assert_eq!(answer["statusCode"], status, "{secret:?}: {answer}");
        }
        let output = function.stop().await;
        let lines: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(!lines.iter().any(tells_the_wire), "{secret:?}: {output}");
        let warnings = &lines[..lines.len() - 2];
        assert_eq!(warnings.len(), usize::from(flaw.is_some()), "{secret:?}: {output}");
        let detail = lines[lines.len() - 1]["detail"].as_str().unwrap();
        match flaw {
            Some(flaw) => {
                assert_eq!(warnings[0]["level"], "WARN", "{secret:?}: {output}");
                assert!(warnings[0]["message"].as_str().unwrap().starts_with(flaw), "{secret:?}: {output}");
                assert!(detail.ends_with(flaw), "{secret:?}: {detail}");
            }
            None => assert!(!detail.contains("the secret on line"), "{secret:?}: {detail}"),
        }
    }
}
