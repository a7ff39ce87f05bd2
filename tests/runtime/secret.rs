//! `profiling secret` with the API of SSM: its requests, its output and its errors, without secrets.

use profiling_tests::moto::Moto;
use ring::hmac;
use serde_json::{Value, json};

use crate::PARAMETER;
use crate::function::environment;
use crate::ssm::{Reply, Ssm, error, parameter};
use crate::tool::{revealed, secret};

const OLD: &str = "the-secret-before-the-rotation-0123456789";
const NEW: &str = "the-secret-after-the-rotation-00123456789";

/// A secret's fingerprint, computed independently of the tool.
fn fingerprint(secret: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, b"progressive-profiling session secret");
    let first = tag.as_ref().first_chunk().expect("a hash has 32 bytes");
    format!("{:08x}", u32::from_be_bytes(*first))
}

/// An output with `TIME` in place of times and `AGE` in place of ages.
fn still(output: &str) -> String {
    let word = |word: &str| {
        let moment = word.trim_end_matches([':', '.', ',']);
        let is_moment = moment.len() == 20 && moment.ends_with('Z') && moment.as_bytes()[10] == b'T';
        if is_moment { word.replace(moment, "TIME") } else { word.to_owned() }
    };
    let line = |line: &str| match line.split_once(" (") {
        Some((start, rest)) if rest.ends_with(" ago)") => format!("{start} (AGE ago)"),
        _ => line.to_owned(),
    };
    let words = |text: &str| text.split(' ').map(word).collect::<Vec<_>>().join(" ");
    output.split('\n').map(|text| words(&line(text))).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_secret_is_created_rotated_and_retired_and_only_printed_on_request() {
    let moto = Moto::start().await;
    let environment = environment(moto.endpoint(), PARAMETER);
    let here = "/profiling/session-secret in eu-west-1";
    let options = "--parameter /profiling/session-secret";
    let mut outputs = String::new();
    let mut run = async |line: &[&str], status: i32, out: &str, refusal: &str| {
        let result = secret(&environment, line).await;
        assert_eq!(
            (still(&result.out).as_str(), result.status),
            (out, Some(status)),
            "{line:?}: {}",
            result.error
        );
        assert!(
            still(&result.error).starts_with(refusal) && result.error.is_empty() == refusal.is_empty(),
            "{result:?}"
        );
        outputs += &(result.out + &result.error);
    };

    run(
        &["show"],
        1,
        "",
        &format!("profiling: the parameter {here} does not exist; check its name and region"),
    )
    .await;
    let made = secret(&environment, &["new"]).await;
    let first = revealed(&environment).await;
    let [old] = &first[..] else { panic!("{made:?}") };
    let expected = format!(
        "Created {here} with one secret, fingerprint {}.\n\
         \n\
         Next:\n\
         1. Deploy the functions.\n   \
            Set the parameter SessionSecretParameter to {PARAMETER}.\n\
         2. In the Action, set SESSION_TOKEN_SECRET to the secret that `profiling secret show --reveal {options}` \
         prints.\n",
        fingerprint(old)
    );
    assert_eq!((made.out.as_str(), made.status), (&*expected, Some(0)), "{made:?}");
    run(&["new"], 1, "", &format!("profiling: {here} already exists")).await;
    let shown = format!(
        "{here}: one secret, version 1, changed TIME (AGE ago)\n  line 1  64 bytes  fingerprint {}\n",
        fingerprint(old)
    );
    run(&["show"], 0, &shown, "").await;
    run(&["retire", "--now"], 1, "", &format!("profiling: {here} has one secret")).await;

    let added = secret(&environment, &["rotate"]).await;
    let both = revealed(&environment).await;
    let [first, new] = &both[..] else { panic!("{added:?}") };
    assert_eq!(first, old);
    let expected = format!(
        "Added a secret to {here}, which is now version 2.\n  \
           line 1  fingerprint {}  in use\n  \
           line 2  fingerprint {}  new\n\
         \n\
         Next, in this order:\n\
         1. Wait five minutes, until TIME: all functions then accept the new secret, unless SSM\n   \
            is not available. Make sure that no log line of the functions has stale_secret.\n\
         2. Print both secrets: profiling secret show --reveal {options}\n   \
            In the Action, set SESSION_TOKEN_SECRET to line 2 and SESSION_TOKEN_SECRET_PREVIOUS to line 1, \
            and deploy it.\n\
         3. Wait an hour after that deployment: logins that started with line 1 are then finished.\n\
         4. Remove line 1: profiling secret retire {options}\n   \
            Then remove SESSION_TOKEN_SECRET_PREVIOUS from the Action, and deploy it.\n\
         If line 1 has leaked, follow docs/rotation.md#a-secret-that-has-leaked instead.\n",
        fingerprint(old),
        fingerprint(new)
    );
    assert_eq!((still(&added.out).as_str(), added.status), (&*expected, Some(0)), "{added:?}");
    run(&["rotate"], 1, "", &format!("profiling: {here} already has 2 secrets")).await;
    run(&["retire"], 1, "", &format!("profiling: {here} was changed ")).await;
    run(&["retire", "--now"], 1, "", &format!("profiling: {here} was changed ")).await;
    let retired = format!(
        "Removed the secret with fingerprint {} from {here}, which is now version 3 with one secret.\n\
         \n\
         Next:\n\
         1. Remove SESSION_TOKEN_SECRET_PREVIOUS from the Action, and deploy the Action.\n\
         2. All functions stop accepting the secret within five minutes. If SSM is not available, this takes longer, \
         and the functions log stale_secret.\n\
         If logins fail with signature_mismatch, the Action signs with this secret. To restore it: \
         docs/rotation.md#if-it-goes-wrong\n",
        fingerprint(old)
    );
    run(&["retire", "--now", "--force"], 0, &retired, "").await;
    assert_eq!(&revealed(&environment).await, std::slice::from_ref(new));

    let outputs = outputs + &made.out + &made.error + &added.out + &added.error;
    assert!(!outputs.contains(old) && !outputs.contains(new), "{outputs}");
}

/// A parameter with two versions on two pages, and properties that a write must preserve.
fn customers(operation: &str, input: &Value) -> Reply {
    let version = |version: u8, key: &str| {
        json!({
            "Name": PARAMETER, "Type": "SecureString", "Version": version, "KeyId": key, "Tier": "Advanced",
            "Description": "ours", "AllowedPattern": "^[^ ]+$", "LastModifiedDate": 1_700_000_000,
        })
    };
    match (operation, input["NextToken"].as_str()) {
        ("GetParameter", _) => parameter(OLD),
        ("GetParameterHistory", None) => {
            (200, json!({"Parameters": [version(6, "alias/aws/ssm")], "NextToken": "2"}))
        }
        ("GetParameterHistory", Some(_)) => (200, json!({"Parameters": [version(7, "alias/forms")]})),
        _ => (200, json!({"Version": 8, "Tier": "Advanced"})),
    }
}

#[tokio::test]
async fn a_write_changes_the_value_and_preserves_key_tier_description_and_pattern() {
    let ssm = Ssm::start(customers).await;
    let result = secret(&environment(&ssm.endpoint, PARAMETER), &["rotate"]).await;
    assert_eq!(result.status, Some(0), "{result:?}");
    let [mut written] = ssm.requests("PutParameter").try_into().expect("one write");
    let value = written["Value"].take();
    assert!(value.as_str().is_some_and(|value| value.starts_with(&format!("{OLD}\n"))));
    let expected = json!({
        "Name": PARAMETER, "Type": "SecureString", "Overwrite": true, "KeyId": "alias/forms", "Tier": "Advanced",
        "Description": "ours", "AllowedPattern": "^[^ ]+$", "Value": null,
    });
    assert_eq!(written, expected);
    let history = ssm.requests("GetParameterHistory");
    assert!(
        history.iter().all(|input| input["WithDecryption"] != true),
        "nothing old is decrypted: {history:?}"
    );
}

#[tokio::test]
async fn a_customers_key_is_for_the_new_parameter() {
    for (arguments, key) in
        [(&["new"][..], Value::Null), (&["new", "--kms-key", "alias/forms"], json!("alias/forms"))]
    {
        let ssm = Ssm::start(|_, _| (200, json!({"Version": 1}))).await;
        let result = secret(&environment(&ssm.endpoint, PARAMETER), arguments).await;
        assert_eq!(result.status, Some(0), "{result:?}");
        let [written] = ssm.requests("PutParameter").try_into().expect("one write");
        assert_eq!((&written["KeyId"], &written["Overwrite"]), (&key, &json!(false)));
    }
}

#[tokio::test]
async fn a_write_that_may_have_succeeded_is_not_repeated() {
    for (arguments, operation) in [(&["new"][..], "new"), (&["rotate"], "rotate")] {
        let ssm = Ssm::start(|operation, input| match operation {
            "PutParameter" => (500, json!({"__type": "InternalServerError", "message": ""})),
            _ => customers(operation, input),
        })
        .await;
        let result = secret(&environment(&ssm.endpoint, PARAMETER), arguments).await;
        assert_eq!(result.status, Some(2), "{operation}: {result:?}");
        assert!(result.error.contains("InternalServerError"), "{operation}: {result:?}");
        assert!(result.error.contains("profiling secret show"), "{operation}: {result:?}");
        assert_eq!(ssm.requests("PutParameter").len(), 1, "{operation}");
    }
}

#[tokio::test]
async fn a_failure_is_reported_with_the_next_step_and_without_the_secret() {
    let arn = "arn:aws:ssm:eu-west-1:*:parameter/profiling/session-secret";
    for (failing, code, message, expected) in [
        ("GetParameter", "AccessDeniedException", "", format!("need ssm:GetParameter on {arn}")),
        (
            "GetParameterHistory",
            "AccessDeniedException",
            "",
            format!("need ssm:GetParameterHistory on {arn}"),
        ),
        ("PutParameter", "AccessDeniedException", "", format!("need ssm:PutParameter on {arn}")),
        (
            "GetParameter",
            "AccessDeniedException",
            "kms:Decrypt",
            "need kms:Decrypt on the key of the parameter".to_owned(),
        ),
        ("PutParameter", "TooManyUpdates", "", "(TooManyUpdates); wait a minute and try again".to_owned()),
        (
            "GetParameter",
            "ExpiredTokenException",
            "",
            "AWS rejected the credentials (ExpiredTokenException); log in again".to_owned(),
        ),
        ("GetParameter", "ParameterNotFound", "", "create it with: profiling secret new".to_owned()),
        ("PutParameter", "InvalidKeyId", "", "the KMS key cannot be used (InvalidKeyId)".to_owned()),
        (
            "PutParameter",
            "ValidationException",
            "",
            "SSM responded to PutParameter with ValidationException".to_owned(),
        ),
    ] {
        let ssm = Ssm::start(move |operation, input| {
            if operation == failing {
                // SSM repeats parts of the request in some of its messages.
                return error(code, &format!("{message} Value '{}{OLD}'", input["Value"]));
            }
            customers(operation, input)
        })
        .await;
        let failed = secret(&environment(&ssm.endpoint, PARAMETER), &["rotate"]).await;
        let status = if code == "ParameterNotFound" { 1 } else { 2 };
        assert_eq!((failed.status, failed.out.as_str()), (Some(status), ""), "{failing} {code}: {failed:?}");
        assert!(
            failed.error.starts_with("profiling: ") && failed.error.contains(&expected),
            "{code}: {failed:?}"
        );
        let written = ssm.requests("PutParameter").pop().unwrap_or_default();
        let new = written["Value"].as_str().and_then(|value| value.lines().nth(1)).unwrap_or("no secret");
        assert!(!failed.error.contains(OLD) && !failed.error.contains(new), "{failed:?}");
    }
}

#[tokio::test]
async fn a_parameter_that_the_functions_would_reject_is_reported() {
    let (two, short) = (format!("{OLD}\n{NEW}"), format!("{OLD}\ntoo-short"));
    for (value, kind, status, message) in [
        (two.as_str(), "SecureString", 0, ""),
        (&two, "String", 2, "the parameter is not a SecureString"),
        (&short, "SecureString", 2, "the secret on line 2 has 9 bytes; HS256 needs at least 32"),
        (" \n", "SecureString", 2, "it contains no secret"),
    ] {
        let (_, mut answer) = parameter(value);
        answer["Parameter"]["Type"] = json!(kind);
        let ssm = Ssm::start(move |_, _| (200, answer.clone())).await;
        let result = secret(&environment(&ssm.endpoint, PARAMETER), &["show"]).await;
        assert_eq!(result.status, Some(status), "{result:?}");
        assert!(result.error.contains(message), "{result:?}");
        assert!(![OLD, NEW, "too-short"].iter().any(|secret| result.error.contains(secret)), "{result:?}");
    }
}

#[tokio::test]
async fn missing_settings_are_reported_with_instructions() {
    let known = environment("http://127.0.0.1:9", PARAMETER);
    for (missing, message) in [
        (&["AWS_REGION"][..], "no AWS region is set; use --region"),
        (&["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"], "no AWS credentials found; use --profile"),
        (&[], "SSM could not be reached"),
    ] {
        let mut variables = known.clone();
        variables.retain(|(name, _)| !missing.contains(&name.as_str()));
        let failed = secret(&variables, &["show"]).await;
        assert_eq!((failed.status, failed.out.as_str()), (Some(2), ""), "{failed:?}");
        assert!(failed.error.contains(message), "{failed:?}");
    }
    let failed = secret(&known, &["show", "--profile", "nope"]).await;
    assert_eq!(failed.status, Some(2), "{failed:?}");
    assert!(
        failed.error.contains("there is no AWS profile `nope`; `aws configure list-profiles`"),
        "{failed:?}"
    );
}
