//! Data of the deployed system: the stack, the secret and a page, and parsers of their times.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use zeroize::Zeroizing;

use super::report::Unchecked;
use crate::secret::lines::Secrets;

/// The messages of API Gateway's own responses.
const GATEWAY_MESSAGES: [&str; 11] = [
    "Bad Request",
    "Forbidden",
    "Gateway Timeout",
    "Internal Server Error",
    "Limit Exceeded",
    "Missing Authentication Token",
    "Not Found",
    "Request Too Long",
    "Service Unavailable",
    "Too Many Requests",
    "Unauthorized",
];

/// A response of the form's URL, with the times of the request.
#[derive(Clone)]
pub(super) struct Page {
    pub(super) status: u16,
    pub(super) body: String,
    pub(super) location: Option<String>,
    /// The header `Date`.
    pub(super) date: Option<SystemTime>,
    pub(super) sent: SystemTime,
    pub(super) received: SystemTime,
}

impl Page {
    /// Returns the message of API Gateway's own responses, such as `Not Found`. Any other message is from another server.
    pub(super) fn gateway_message(&self) -> Option<String> {
        let json: Value = serde_json::from_str(&self.body).ok()?;
        let message = json.get("message")?.as_str()?;
        GATEWAY_MESSAGES.contains(&message).then(|| message.to_owned())
    }

    /// Returns true for an error page of the functions, which has a reference.
    pub(super) fn is_error_page(&self) -> bool {
        self.reference().is_some()
    }

    /// Returns the reference on an error page of the functions, such as `7G32-SVNQ`.
    pub(super) fn reference(&self) -> Option<&str> {
        let (reference, _) = self.body.split_once("<code>")?.1.split_once("</code>")?;
        let is_reference = reference.split('-').map(str::len).eq([4, 4])
            && reference.bytes().all(|b| b == b'-' || b.is_ascii_uppercase() || b.is_ascii_digit());
        is_reference.then_some(reference)
    }

    /// Describes the response, without its text.
    pub(super) fn describe(&self) -> String {
        match self.gateway_message() {
            Some(message) => format!("status {} `{message}` from API Gateway itself", self.status),
            None => format!("status {}", self.status),
        }
    }
}

/// The stack.
#[derive(Debug, Clone)]
pub(super) struct Stack {
    pub(super) id: String,
    pub(super) status: String,
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) outputs: BTreeMap<String, String>,
}

impl Stack {
    /// Returns the value of a parameter. It is empty if the stack does not have it, as in an older template.
    pub(super) fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Returns the value of a parameter that is a number.
    pub(super) fn number(&self, name: &str) -> u64 {
        self.parameter(name).parse().unwrap_or_default()
    }

    /// Returns an output that the stack has only under a condition.
    pub(super) fn optional_output(&self, name: &str) -> Option<&str> {
        self.outputs.get(name).map(String::as_str)
    }

    /// Returns an output.
    pub(super) fn output(&self, name: &str) -> Result<&str, Unchecked> {
        self.optional_output(name).ok_or_else(|| {
            Unchecked::because(format!("the stack has no output {name}; deploy it with the current template"))
        })
    }

    /// Returns a part of the ARN of the stack: 3 is the region, 4 is the account.
    fn arn_part(&self, index: usize) -> &str {
        self.id.split(':').nth(index).unwrap_or_default()
    }

    pub(super) fn partition(&self) -> &str {
        self.arn_part(1)
    }

    pub(super) fn region(&self) -> &str {
        self.arn_part(3)
    }

    pub(super) fn account(&self) -> &str {
        self.arn_part(4)
    }

    /// Returns the host names in `Auth0Domains`.
    pub(super) fn domains(&self) -> impl Iterator<Item = &str> {
        self.parameter("Auth0Domains").split(',').filter(|host| !host.is_empty())
    }

    /// Returns the names of the functions.
    pub(super) fn functions(&self) -> Result<[&str; 2], Unchecked> {
        Ok([self.output("FormFunctionName")?, self.output("SubmitFunctionName")?])
    }

    /// Returns the ARN of the parameter with the secret. Its name starts with a slash.
    pub(super) fn secret_arn(&self) -> String {
        let (partition, region, account) = (self.partition(), self.region(), self.account());
        let name = self.parameter("SessionSecretParameter");
        format!("arn:{partition}:ssm:{region}:{account}:parameter{name}")
    }
}

/// The parameter with the session secret.
pub(super) struct StoredSecret {
    /// The name of the parameter.
    pub(super) name: String,
    pub(super) value: Zeroizing<String>,
    /// The type: `SecureString`, if it is correct.
    pub(super) kind: String,
    pub(super) modified: Option<SystemTime>,
}

impl StoredSecret {
    /// Returns the secrets in the parameter, the oldest first.
    pub(super) fn secrets(&self) -> Result<Secrets, Unchecked> {
        Secrets::parse(&self.value)
            .map_err(|error| Unchecked::because(format!("the functions cannot use {}: {error}", self.name)))
    }
}

/// Returns the text at a pointer such as `/Configuration/Role`; empty if there is none.
pub(super) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// Returns the elements of the list at a pointer.
pub(super) fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Parses a time of the AWS CLI: seconds since the epoch (version 1), or a time with an offset (version 2).
pub(super) fn time(value: &Value) -> Option<SystemTime> {
    if let Some(seconds) = value.as_f64() {
        return UNIX_EPOCH.checked_add(Duration::try_from_secs_f64(seconds).ok()?);
    }
    let text = value.as_str()?;
    let (local, offset) = (text.get(..19)?, text.get(19..)?);
    let local = humantime::parse_rfc3339_weak(local).ok()?;
    let offset = offset.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    if offset.is_empty() || offset == "Z" {
        return Some(local);
    }
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let seconds = 3600 * u64::from(hours.parse::<u8>().ok()?) + 60 * u64::from(minutes.parse::<u8>().ok()?);
    let offset_duration = Duration::from_secs(seconds);
    if offset.starts_with('-') {
        local.checked_add(offset_duration)
    } else {
        local.checked_sub(offset_duration)
    }
}

/// Parses an HTTP date (RFC 9110, section 5.6.7), in the format that all servers send.
pub(super) fn http_date(text: &str) -> Option<SystemTime> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = text.split_once(", ")?.1.split(' ');
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    humantime::parse_rfc3339(&format!("{year}-{month:02}-{day}T{time}Z")).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn times_of_both_versions_of_the_aws_cli_are_the_same() {
        let expected = Some(UNIX_EPOCH + Duration::from_hours(500_000));
        for value in [
            json!(1_800_000_000.0),
            json!("2027-01-15T08:00:00Z"),
            json!("2027-01-15T08:00:00.123000+00:00"),
            json!("2027-01-15T10:00:00+02:00"),
            json!("2027-01-15T02:30:00-05:30"),
        ] {
            let seconds = |time: SystemTime| time.duration_since(UNIX_EPOCH).unwrap().as_secs();
            assert_eq!(time(&value).map(seconds), expected.map(seconds), "{value}");
        }
        for value in [
            json!(null),
            json!(""),
            json!("yesterday"),
            json!("2027-01-15T10:00:00+2"),
            json!("2027-01-15T10:00:00+18446744073709551615:00"),
            json!("2027-01-15T10:00:00+00:18446744073709551615"),
            json!("2027-01-15T10:00:00+é:00"),
            json!("2027-01-15T10:00:0é"),
            json!(1e19),
            json!(1e300),
            json!(-1),
        ] {
            assert_eq!(time(&value), None, "{value}");
        }
    }

    #[test]
    fn only_a_message_of_api_gateway_is_returned() {
        for (body, expected) in [
            (r#"{"message":"Not Found"}"#, Some("Not Found")),
            (r#"{"message":"Request Too Long"}"#, Some("Request Too Long")),
            (r#"{"message":"x'; rm -r ~"}"#, None),
            (r#"{"message":7}"#, None),
            ("<html>", None),
        ] {
            let page = Page {
                status: 404,
                body: body.to_owned(),
                location: None,
                date: None,
                sent: UNIX_EPOCH,
                received: UNIX_EPOCH,
            };
            assert_eq!(page.gateway_message().as_deref(), expected, "{body}");
        }
    }

    #[test]
    fn the_header_date_is_parsed() {
        let expected = Some(UNIX_EPOCH + Duration::from_hours(500_000));
        assert_eq!(http_date("Fri, 15 Jan 2027 08:00:00 GMT"), expected);
        for text in ["", "Friday", "Fri, 15 Foo 2027 08:00:00 GMT"] {
            assert_eq!(http_date(text), None, "{text}");
        }
    }
}
