//! Requests to AWS through the AWS CLI, which finds the credentials. They read only; `detect-stack-drift` and `start-query`
//! start an operation, but change no resource.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use profiling_ssm::StoreError;
use serde_json::Value;
use thiserror::Error;

use crate::printable::quoted;
use crate::programs::{Limits, MIB, Programs};

/// The options of every request: JSON, and no long waits.
const OPTIONS: [&str; 6] = ["--output", "json", "--cli-connect-timeout", "10", "--cli-read-timeout", "20"];

/// The options that requests use. Names in the answers of AWS are arguments too; they are not allowed to be an option.
const REQUEST_OPTIONS: [&str; 21] = [
    "--action-names",
    "--alarm-names",
    "--arn",
    "--end-time",
    "--function-name",
    "--log-group-names",
    "--name",
    "--next-token",
    "--parameter-filters",
    "--policy-source-arn",
    "--qualifier",
    "--query-id",
    "--query-string",
    "--resource-arns",
    "--setting-id",
    "--stack-drift-detection-id",
    "--stack-name",
    "--stack-resource-drift-status-filters",
    "--start-time",
    "--topic-arn",
    "--with-decryption",
];

/// The maximum length of a code or of a permission in a message of AWS.
const MAX_NAME: usize = 64;

/// The limits of a request. The longest answers are the functions of an account.
const LIMITS: Limits = Limits { time: Duration::from_mins(1), stdout: 8 * MIB };

/// An error that prevents a request, or that AWS returned.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum AwsError {
    /// The AWS CLI is not installed.
    #[error("the AWS CLI is not installed, or not on PATH; install version 2")]
    NotInstalled,
    /// The credentials or the region are missing or not valid.
    #[error("{0}")]
    Connection(StoreError),
    /// A permission is missing.
    #[error("these credentials need the permission {0}")]
    Denied(String),
    /// AWS has no such resource.
    #[error(
        "`aws {operation}` found no such resource ({code}); `profiling doctor --drift` finds deleted resources"
    )]
    NotFound { operation: String, code: String },
    /// AWS throttled the request.
    #[error("AWS is throttling requests ({0}); try again in a minute")]
    Throttled(String),
    /// The endpoint could not be reached.
    #[error("AWS could not be reached; check the network, the proxy and the name of the region")]
    Unreachable,
    /// The AWS CLI does not start, or exceeds a limit.
    #[error("`aws {operation}` failed: {reason}")]
    NotFinished { operation: String, reason: String },
    /// The AWS CLI does not know the operation or an option.
    #[error(
        "the AWS CLI does not know `aws {0}` with these options, so it is too old; install the current version 2"
    )]
    TooOld(String),
    /// The AWS CLI failed for another reason, which is not printed.
    #[error("`aws {0}` failed; run it by hand to see the message")]
    Unknown(String),
    /// A value that the AWS CLI would not treat as a value.
    #[error("`aws {0}` was not run, because a name in its arguments begins with `-` or contains `://`")]
    Argument(String),
    /// Any other error that AWS returned, with its code.
    #[error("`aws {operation}` failed: {code}; run it by hand to see the whole message")]
    Other { operation: String, code: String },
}

type Answer = Arc<OnceLock<Result<Value, AwsError>>>;

/// The AWS CLI in a region. Each request is made once, and its response is cached.
pub(super) struct Aws<'a> {
    programs: &'a dyn Programs,
    region: Option<String>,
    profile: Option<String>,
    answers: Mutex<BTreeMap<Vec<String>, Answer>>,
}

impl<'a> Aws<'a> {
    pub(super) fn new(programs: &'a dyn Programs, region: Option<String>, profile: Option<String>) -> Self {
        Self { programs, region, profile, answers: Mutex::default() }
    }

    /// Returns the options that select the region and the profile, for commands in messages.
    pub(super) fn options(&self) -> String {
        let options = [(" --region ", &self.region), (" --profile ", &self.profile)];
        options
            .iter()
            .filter_map(|(option, value)| Some(format!("{option}{}", quoted(value.as_deref()?))))
            .collect()
    }

    /// Makes a request such as `["lambda", "get-alias", …]`, or returns its earlier answer.
    pub(super) fn get(&self, arguments: &[&str]) -> Result<Value, AwsError> {
        let key: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let answer = {
            let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(answers.entry(key).or_default())
        };
        answer.get_or_init(|| self.request(arguments)).clone()
    }

    /// Makes a request without the cache, for a response that changes.
    pub(super) fn request(&self, arguments: &[&str]) -> Result<Value, AwsError> {
        if arguments.iter().any(|argument| !is_accepted(argument)) {
            return Err(AwsError::Argument(operation(arguments)));
        }
        let mut line = arguments.to_vec();
        line.extend(OPTIONS);
        for (option, value) in [("--region", &self.region), ("--profile", &self.profile)] {
            line.extend(value.iter().flat_map(|value| [option, value]));
        }
        let output = self.programs.run("aws", &line, "", LIMITS).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => AwsError::NotInstalled,
            _ => AwsError::NotFinished { operation: operation(arguments), reason: error.to_string() },
        })?;
        if !output.is_success() {
            return Err(error(arguments, self.profile.as_deref(), &output.stderr));
        }
        if output.stdout.trim_ascii().is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&output.stdout).map_err(|_| AwsError::NotFinished {
            operation: operation(arguments),
            reason: "the answer is not JSON".to_owned(),
        })
    }
}

/// The name of an operation, such as `lambda get-alias`.
fn operation(arguments: &[&str]) -> String {
    arguments.iter().take(2).copied().collect::<Vec<_>>().join(" ")
}

fn other(arguments: &[&str], code: &str) -> AwsError {
    AwsError::Other { operation: operation(arguments), code: code.to_owned() }
}

/// Returns false for a value that the AWS CLI would treat as an option, or as the URL of a file with the value.
fn is_accepted(argument: &str) -> bool {
    (!argument.starts_with('-') || REQUEST_OPTIONS.contains(&argument)) && !argument.contains("://")
}

/// Classifies the message of the AWS CLI. The message itself is never printed: it can repeat the request with its
/// credentials, or be from the program of `credential_process`.
fn error(arguments: &[&str], profile: Option<&str>, stderr: &str) -> AwsError {
    let connection = AwsError::Connection;
    // An error occurred (CODE) when calling the NAME operation: MESSAGE
    let code = stderr
        .split_once("An error occurred (")
        .and_then(|(_, rest)| rest.split_once(") when calling the "))
        .filter(|(code, _)| is_code(code));
    let Some((code, message)) = code else { return client_error(arguments, profile, stderr) };
    match code {
        "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" | "AuthorizationError" => {
            AwsError::Denied(permission(arguments, message))
        }
        "ExpiredToken"
        | "ExpiredTokenException"
        | "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "RequestExpired"
        | "AuthFailure" => connection(StoreError::CredentialsRefused(code.to_owned())),
        "Throttling" | "ThrottlingException" | "TooManyRequestsException" | "RequestLimitExceeded" => {
            AwsError::Throttled(code.to_owned())
        }
        "ResourceNotFoundException"
        | "ParameterNotFound"
        | "NotFoundException"
        | "NoSuchEntity"
        | "NotFound" => AwsError::NotFound { operation: operation(arguments), code: code.to_owned() },
        // CloudFormation has no code of its own for a stack that does not exist.
        "ValidationError" if message.contains("does not exist") => {
            AwsError::NotFound { operation: operation(arguments), code: code.to_owned() }
        }
        code => other(arguments, code),
    }
}

/// Returns true for an error code, such as `AccessDenied` or `InvalidParameterValue.Name`.
fn is_code(code: &str) -> bool {
    (1..=MAX_NAME).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
}

/// Classifies a message that is not from AWS but from the AWS CLI.
fn client_error(arguments: &[&str], profile: Option<&str>, stderr: &str) -> AwsError {
    let has = |texts: &[&str]| texts.iter().any(|text| stderr.contains(text));
    let credentials = |reason: &str| AwsError::Connection(StoreError::Credentials(reason.to_owned()));
    if has(&["could not be found"]) && has(&["config profile"]) {
        AwsError::Connection(StoreError::NoProfile(profile.unwrap_or("AWS_PROFILE").to_owned()))
    } else if has(&["Unable to locate credentials"]) {
        AwsError::Connection(StoreError::NoCredentials)
    } else if has(&["You must specify a region"]) {
        AwsError::Connection(StoreError::NoRegion)
    } else if has(&["Enter MFA code", "EOF when reading a line", "EOFError"]) {
        credentials(
            "the profile needs the code of an MFA device, which the AWS CLI can only ask for on a terminal",
        )
    } else if has(&[
        "SSO Token",
        "SSO session",
        "SSO access token",
        "Token has expired",
        "UnauthorizedSSOToken",
    ]) {
        credentials("the SSO session is missing or has expired")
    } else if has(&["Error when retrieving credentials from", "Partial credentials found"]) {
        credentials("the provider of the credentials in the profile failed")
    } else if has(&["Unable to parse config file"]) {
        credentials("the AWS CLI cannot parse its configuration file")
    } else if has(&[
        "Could not connect to the endpoint URL",
        "Connect timeout",
        "Read timeout",
        "Failed to connect to proxy URL",
        "SSL validation failed",
    ]) {
        AwsError::Unreachable
    } else if has(&["Invalid choice", "invalid choice", "Unknown options"]) {
        AwsError::TooOld(operation(arguments))
    } else {
        AwsError::Unknown(operation(arguments))
    }
}

/// Returns the permission in `… is not authorized to perform: lambda:GetAlias on resource …`, or else the operation.
fn permission(arguments: &[&str], message: &str) -> String {
    let named = message.split_once("perform: ").and_then(|(_, rest)| rest.split_whitespace().next());
    let is_name = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let is_permission = |text: &&str| {
        text.len() <= MAX_NAME
            && text.split_once(':').is_some_and(|(service, action)| is_name(service) && is_name(action))
    };
    named
        .filter(is_permission)
        .map_or_else(|| format!("for `aws {}`", operation(arguments)), ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;
    use crate::programs::Output;

    /// An AWS CLI that fails with this message.
    struct Failing(&'static str);

    impl Programs for Failing {
        fn run(&self, _: &str, _: &[&str], _: &str, _: Limits) -> io::Result<Output> {
            if self.0.is_empty() {
                return Err(io::ErrorKind::NotFound.into());
            }
            Ok(Output { status: Some(254), stdout: Zeroizing::default(), stderr: self.0.to_owned() })
        }
    }

    #[test]
    fn an_error_names_what_is_missing() {
        for (stderr, expected) in [
            ("", "the AWS CLI is not installed"),
            ("\nThe config profile (nope) could not be found\n", "there is no AWS profile `nope`"),
            (
                "\nUnable to locate credentials. You can configure credentials by running \"aws configure\".\n",
                "no AWS credentials found",
            ),
            (
                "\nYou must specify a region. You can also configure your region by running \"aws configure\".\n",
                "no AWS region is set",
            ),
            (
                "\nError loading SSO Token: Token for x does not exist\n",
                "the SSO session is missing or has expired\nCorrect the profile, or log in again, for example with `aws sso login`",
            ),
            ("\nToken has expired and refresh failed\n", "the SSO session is missing or has expired"),
            (
                "Enter MFA code for arn:aws:iam::1:mfa/x: \nEOF when reading a line\n",
                "the code of an MFA device",
            ),
            (
                "\nError when retrieving credentials from custom-process: c4n4ry\n",
                "the provider of the credentials in the profile failed",
            ),
            ("\nUnable to parse config file: /c4n4ry\n", "cannot parse its configuration file"),
            ("\nFailed to connect to proxy URL: \"http://c4n4ry@x\"\n", "AWS could not be reached"),
            ("\nCould not connect to the endpoint URL: \"https://x\"\n", "AWS could not be reached"),
            (
                "\nAn error occurred (ExpiredToken) when calling the GetAlias operation: x\n",
                "AWS rejected the credentials (ExpiredToken)",
            ),
            (
                "\nAn error occurred (AccessDeniedException) when calling the GetAlias operation: User: arn:aws:iam::1:user/x is not \
                 authorized to perform: lambda:GetAlias on resource: arn because no identity-based policy allows it\n",
                "need the permission lambda:GetAlias",
            ),
            (
                "\nAn error occurred (AccessDenied) when calling the GetAlias operation: no\n",
                "need the permission for `aws lambda get-alias`",
            ),
            (
                "\nAn error occurred (ThrottlingException) when calling the GetAlias operation: x\n",
                "AWS is throttling requests",
            ),
            (
                "\nAn error occurred (ResourceNotFoundException) when calling the GetAlias operation: x\n",
                "`aws lambda get-alias` found no such resource",
            ),
            (
                "\nAn error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id x does not exist\n",
                "`aws lambda get-alias` found no such resource",
            ),
            (
                "\nAn error occurred (ServiceException) when calling the GetAlias operation: x\n",
                "`aws lambda get-alias` failed: ServiceException",
            ),
            (
                "aws: error: argument operation: Invalid choice\n",
                "does not know `aws lambda get-alias` with these options, so it is too old",
            ),
            ("\nUnknown options: --c4n4ry\n", "so it is too old"),
            (
                "\nInvalid header value b'FwoGc4n4ry\\n'\n",
                "`aws lambda get-alias` failed; run it by hand to see the message",
            ),
            ("\nno credential in c4n4ry\n", "`aws lambda get-alias` failed; run it by hand"),
            (
                "\nAn error occurred (c4n4ry) in another program\n",
                "`aws lambda get-alias` failed; run it by hand",
            ),
            ("\nAn error occurred (c4n4ry /) when calling the X operation\n", "failed; run it by hand"),
            (
                "\nAn error occurred (AccessDenied) when calling the X operation: perform: c4n4ry\n",
                "need the permission for `aws lambda get-alias`",
            ),
            ("c4n4ry", "failed; run it by hand"),
        ] {
            let failing = Failing(stderr);
            let aws = Aws::new(&failing, None, Some("nope".to_owned()));
            let message = aws.get(&["lambda", "get-alias", "--name", "live"]).unwrap_err().to_string();
            assert!(message.contains(expected), "{stderr}: {message}");
            assert!(!message.contains("c4n4ry"), "{stderr}: {message}");
        }
    }

    #[test]
    fn an_argument_is_a_value_or_an_option_of_this_tool() {
        let aws = Aws::new(&Failing("\nUnable to locate credentials\n"), None, None);
        for (name, is_run) in [
            ("shop-alarm", true),
            ("arn:aws:lambda:eu-central-1:111122223333:layer:shop-forms:6", true),
            ("/aws/lambda/shop", true),
            ("--endpoint-url", false),
            ("--endpoint-url=http://a.example", false),
            ("-x", false),
            ("file:///etc/passwd", false),
            ("Key=Name,Values=http://a.example", false),
        ] {
            let error = aws.get(&["cloudwatch", "describe-alarms", "--alarm-names", name]).unwrap_err();
            assert_eq!(matches!(error, AwsError::Connection(_)), is_run, "{name}: {error}");
            assert!(!error.to_string().contains("endpoint"), "{error}");
        }
    }

    #[test]
    fn the_options_in_messages_are_quoted() {
        let aws = Aws::new(&Failing(""), Some("eu-central-1".to_owned()), Some("a b; rm -r ~\n".to_owned()));
        assert_eq!(aws.options(), r#" --region eu-central-1 --profile "a b; rm -r ~\\u{a}""#);
    }
}
