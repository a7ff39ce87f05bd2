//! Only a configured host is accepted and receives answers; hosts are compared byte for byte.

use profiling_tests::emulator::NOW;
use profiling_tests::event::{get, post};
use profiling_tests::token;
use serde_json::{Value, json};

use crate::functions::{DOMAINS, Functions};
use crate::reaction::{End, STATE};
use crate::target::{SECRET, Target, encoded, signed, submission};

const UNKNOWN: End = (403, "issuer_unknown");
const INVALID: End = (403, "claim_invalid");

/// Texts that look like the issuer of `host`, whose URL begins with `scheme`.
fn look_alikes(scheme: &str, host: &str) -> Vec<String> {
    let other = if scheme == "https" { "http" } else { "https" };
    [
        format!("{other}://{host}/"),
        format!("{scheme}://{host}"),
        format!("{scheme}://{host}//"),
        format!("{scheme}://{host}/ "),
        format!("{scheme}://{host}/x"),
        format!("{scheme}://{host}/?x"),
        format!("{scheme}://{host}/#x"),
        format!("{scheme}://{host}:443/"),
        format!("{scheme}://user@{host}/"),
        format!("{scheme}://{host}@evil.example.com/"),
        format!("{scheme}://{host}.evil.com/"),
        format!("{scheme}://evil-{host}/"),
        format!("{scheme}://evil.com/{host}/"),
        format!("{scheme}:{host}/"),
        format!("{scheme}:\\\\{host}\\"),
        format!("{}://{host}/", scheme.to_uppercase()),
        format!("javascript://{host}/"),
        format!("//{host}/"),
        format!("//{host}"),
        format!("{host}/"),
        format!("{host}:443"),
        format!("{host}:4433"),
        format!("user@{host}"),
        format!("{host}.evil.com"),
        format!("{host}."),
        format!("evil-{host}"),
        format!("evil.{host}"),
        format!(" {host}"),
        format!("{host} "),
        format!("{host}\0"),
        format!("\0{host}"),
        format!("{host}\n"),
        format!("{host}\r\nlocation: https://evil.example.com/"),
        format!("{host}\u{200b}"),
        format!("{host},evil.example.com"),
        format!("{host} evil.example.com"),
        host.replacen('.', "\u{3002}", 1),
        host.replacen('.', "%2E", 1),
        "*".to_owned(),
        String::new(),
        "evil.example.com".to_owned(),
        "https://evil.example.com/".to_owned(),
    ]
    .to_vec()
}

#[tokio::test]
async fn an_issuer_that_only_resembles_the_tenant_is_rejected() {
    let target = Target::start().await;
    let host = target.scene.emulator.issuer().to_owned();
    let (name, port) = host.split_once(':').unwrap();
    let others =
        [name.to_owned(), format!("{name}:1"), format!("localhost:{port}"), format!("{name}:0{port}")];
    for iss in look_alikes("http", &host).into_iter().chain(others) {
        target.refuses(&format!("iss {iss:?}"), &target.token(&json!({"iss": iss})), UNKNOWN).await;
    }
    for iss in [json!(1), json!([host]), json!([host, "evil.example.com"]), json!({"": host}), json!(true)] {
        target.refuses(&format!("iss {iss}"), &target.token(&json!({"iss": iss})), INVALID).await;
    }
    target.refuses("iss missing", &target.token(&json!({"iss": null})), INVALID).await;
    let null = target.scene.claims(&json!({"iss": "@"})).to_string().replace(r#""@""#, "null");
    target.refuses("iss null", &signed(null), INVALID).await;
}

/// A session token of this issuer.
fn question(iss: &str) -> String {
    token::session_token(&token::claims(iss, NOW, &json!({})), SECRET)
}

#[tokio::test]
async fn an_issuer_that_only_resembles_a_configured_host_is_rejected() {
    let functions = Functions::new();
    for host in DOMAINS {
        let cased =
            [host.to_uppercase(), host.replacen('e', "E", 1), format!("https://{}/", host.to_uppercase())];
        let parts = [host.split_once('.').unwrap().1.to_owned(), format!("www.{host}")];
        for iss in look_alikes("https", host).into_iter().chain(cased).chain(parts) {
            let token = question(&iss);
            let query = encoded(&[("state", STATE), ("session_token", &token)]);
            let case = format!("iss {iss:?}");
            functions.receive(&get("profile", &query)).await.refused(&case, UNKNOWN, &[&token]);
            functions.receive(&post("profile", &submission(&token, &[]))).await.refused(
                &case,
                UNKNOWN,
                &[&token],
            );
        }
    }
}

#[tokio::test]
async fn the_answer_goes_to_the_issuer_and_repeats_its_spelling() {
    let functions = Functions::new();
    for host in DOMAINS {
        for iss in [host.to_owned(), format!("https://{host}/")] {
            let token = question(&iss);
            let mut reaction = functions.receive(&post("profile", &submission(&token, &[]))).await;
            reaction.tenant = format!("https://{host}");
            assert_eq!(reaction.answered(&iss)["iss"], Value::from(iss));
        }
    }
}

#[tokio::test]
async fn the_log_names_an_unlisted_host_and_no_other_text() {
    let target = Target::start().await;
    for (iss, detail) in [
        ("login.example.org", "the issuer is not in AUTH0_DOMAINS: login.example.org"),
        ("https://login.example.org/", "the issuer is not in AUTH0_DOMAINS: login.example.org"),
        ("<script>", "the issuer is not in AUTH0_DOMAINS: not a host name"),
        ("a\",\"outcome\":\"answered", "the issuer is not in AUTH0_DOMAINS: not a host name"),
        ("a\nb", "the issuer is not in AUTH0_DOMAINS: not a host name"),
        (&"x".repeat(256), "the issuer is not in AUTH0_DOMAINS: not a host name"),
    ] {
        let token = target.token(&json!({"iss": iss}));
        assert_eq!(target.open(&token).await.refused(iss, UNKNOWN, &[&token])["detail"], detail);
    }
}
