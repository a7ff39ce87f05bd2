//! Requests to AWS through the AWS CLI, which finds the credentials. Only requests that read are made, except for
//! `detect-stack-drift` and `start-query`, which change nothing either.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use profiling_ssm::StoreError;
use serde_json::Value;
use thiserror::Error;

use crate::programs::{Limits, MIB, Programs};

/// The options of every request: JSON, and no long waits.
const OPTIONS: [&str; 6] = ["--output", "json", "--cli-connect-timeout", "10", "--cli-read-timeout", "20"];

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
    #[error("{operation} found nothing ({code})")]
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
    /// Any other error of the operation.
    #[error("{operation} failed: {code}")]
    Other { operation: String, code: String },
}

type Answer = Arc<OnceLock<Result<Value, AwsError>>>;

/// The AWS CLI in a region. Each request is made once, and its answer is kept.
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
        options.iter().filter_map(|(option, value)| Some(format!("{option}{}", value.as_deref()?))).collect()
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

    /// Makes a request. Its answer is not kept, since it differs the next time.
    pub(super) fn request(&self, arguments: &[&str]) -> Result<Value, AwsError> {
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
        serde_json::from_slice(&output.stdout).map_err(|_| other(arguments, "the answer is not JSON"))
    }
}

/// The name of an operation, such as `lambda get-alias`.
fn operation(arguments: &[&str]) -> String {
    arguments.iter().take(2).copied().collect::<Vec<_>>().join(" ")
}

fn other(arguments: &[&str], code: &str) -> AwsError {
    AwsError::Other { operation: operation(arguments), code: code.to_owned() }
}

/// Classifies the message of the AWS CLI. It is never printed as a whole, because it can repeat the request.
fn error(arguments: &[&str], profile: Option<&str>, stderr: &str) -> AwsError {
    let connection = AwsError::Connection;
    // An error occurred (CODE) when calling the NAME operation: MESSAGE
    let code = stderr.split_once("An error occurred (").and_then(|(_, rest)| rest.split_once(')'));
    let Some((code, message)) = code else {
        let is = |text: &str| stderr.contains(text);
        return if is("could not be found") && is("config profile") {
            connection(StoreError::NoProfile(profile.unwrap_or("AWS_PROFILE").to_owned()))
        } else if is("Unable to locate credentials") {
            connection(StoreError::NoCredentials)
        } else if is("You must specify a region") {
            connection(StoreError::NoRegion)
        } else if is("SSO") || is("Token has expired") || is("credential") {
            connection(StoreError::Credentials(stderr.trim().to_owned()))
        } else if is("Could not connect to the endpoint URL") || is("Connect timeout") || is("Read timeout") {
            AwsError::Unreachable
        } else {
            let last = stderr.trim().lines().last().unwrap_or("no message");
            other(arguments, last)
        };
    };
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
        code if code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.') => other(arguments, code),
        _ => other(arguments, "an error without a code"),
    }
}

/// Returns the permission in `… is not authorized to perform: lambda:GetAlias on resource …`, or else the operation.
fn permission(arguments: &[&str], message: &str) -> String {
    let named = message.split_once("perform: ").and_then(|(_, rest)| rest.split_whitespace().next());
    let is_permission = |text: &&str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b":-".contains(&b));
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
    fn an_error_says_what_is_missing() {
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
                "failed to load AWS credentials: Error loading SSO Token",
            ),
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
                "lambda get-alias found nothing",
            ),
            (
                "\nAn error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id x does not exist\n",
                "lambda get-alias found nothing",
            ),
            (
                "\nAn error occurred (ServiceException) when calling the GetAlias operation: x\n",
                "lambda get-alias failed: ServiceException",
            ),
            (
                "aws: error: argument operation: Invalid choice\n",
                "lambda get-alias failed: aws: error: argument operation",
            ),
        ] {
            let failing = Failing(stderr);
            let aws = Aws::new(&failing, None, Some("nope".to_owned()));
            let message = aws.get(&["lambda", "get-alias", "--name", "live"]).unwrap_err().to_string();
            assert!(message.contains(expected), "{stderr}: {message}");
        }
    }
}
