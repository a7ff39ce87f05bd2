//! The environment of a function, read once; all its problems are told at once, by name.

use std::fmt;
use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::token::Domains;

/// The lifetimes that an answer token may have, in seconds.
pub const RESPONSE_TTL_SECONDS: std::ops::RangeInclusive<u32> = 15..=300;

const DEFAULT_RESPONSE_TTL_SECONDS: u32 = 30;
const DEFAULT_FORMS_DIR: &str = "/opt";

/// What a function is told by its environment.
#[derive(Debug, Clone)]
pub struct Config {
    /// `AUTH0_DOMAINS`: the hosts that logins run on, comma-separated; custom domains too.
    pub domains: Domains,
    /// `RESPONSE_TTL_SECONDS`: how long an answer token lives, 15 to 300; 30 when absent.
    pub response_ttl_seconds: u32,
    /// `FORMS_DIR`: the folder with the forms; `/opt` when absent, where Lambda puts layers.
    pub forms_dir: PathBuf,
    /// Where the session secret is.
    pub secret: SecretConfig,
}

/// The parameter with the session secret, and how to reach it.
#[derive(Clone)]
pub struct SecretConfig {
    /// `SESSION_SECRET_PARAMETER`: the name of the `SecureString`.
    pub parameter: String,
    /// `AWS_REGION`.
    pub region: String,
    /// `AWS_ENDPOINT_URL_SSM`: another endpoint than the region's, for tests and private networks.
    pub endpoint: Option<String>,
    /// `AWS_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_access_key: Zeroizing<String>,
    /// `AWS_SESSION_TOKEN`, which goes with a role's key.
    pub session_token: Option<Zeroizing<String>>,
    /// `SSL_CERT_FILE`: root certificates in PEM. One bundle is read much faster than the system's folder.
    pub root_certificates: Option<String>,
}

impl fmt::Debug for SecretConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretConfig({} in {}, redacted)", self.parameter, self.region)
    }
}

/// Everything wrong with the environment; a line each, beginning with the variable's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFaults(pub Vec<String>);

impl fmt::Display for ConfigFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for ConfigFaults {}

impl Config {
    /// Reads the process's environment.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn from_env() -> Result<Self, ConfigFaults> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads an environment given as a function from name to value. An empty value counts as none.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigFaults> {
        let mut faults = Vec::new();
        let optional = |name: &str| {
            variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        let mut required = |name: &str, what: &str| {
            optional(name).unwrap_or_else(|| {
                faults.push(format!("{name}: it is not set; {what}"));
                String::new()
            })
        };
        let domains =
            required("AUTH0_DOMAINS", "give the hosts that logins run on, such as `example.eu.auth0.com`");
        let secret = SecretConfig {
            parameter: required(
                "SESSION_SECRET_PARAMETER",
                "give the name of the SecureString with the session secret",
            ),
            region: required("AWS_REGION", "Lambda sets it; elsewhere give the region of the parameter"),
            access_key_id: required(
                "AWS_ACCESS_KEY_ID",
                "Lambda sets it; elsewhere give a key that may read the parameter",
            ),
            secret_access_key: Zeroizing::new(required(
                "AWS_SECRET_ACCESS_KEY",
                "it belongs to AWS_ACCESS_KEY_ID",
            )),
            session_token: optional("AWS_SESSION_TOKEN").map(Zeroizing::new),
            endpoint: optional("AWS_ENDPOINT_URL_SSM"),
            root_certificates: optional("SSL_CERT_FILE"),
        };
        let domains = match Domains::parse(&domains) {
            Ok(domains) => Some(domains),
            Err(errors) if !domains.is_empty() => {
                faults.extend(errors.iter().map(|error| format!("AUTH0_DOMAINS: {error}")));
                None
            }
            Err(_) => None,
        };
        let response_ttl_seconds = match optional("RESPONSE_TTL_SECONDS").map(|text| (text.parse(), text)) {
            None => DEFAULT_RESPONSE_TTL_SECONDS,
            Some((Ok(seconds), _)) if RESPONSE_TTL_SECONDS.contains(&seconds) => seconds,
            Some((_, text)) => {
                faults.push(format!(
                    "RESPONSE_TTL_SECONDS: `{text}` is not a number of seconds from 15 to 300"
                ));
                0
            }
        };
        let forms_dir = optional("FORMS_DIR").unwrap_or_else(|| DEFAULT_FORMS_DIR.to_owned()).into();
        match domains {
            Some(domains) if faults.is_empty() => {
                Ok(Self { domains, response_ttl_seconds, forms_dir, secret })
            }
            _ => Err(ConfigFaults(faults)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [(&str, &str); 5] = [
        ("AUTH0_DOMAINS", "example.eu.auth0.com,login.example.com"),
        ("SESSION_SECRET_PARAMETER", "/profiling/session-secret"),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI"),
    ];

    fn read(changes: &[(&str, &str)]) -> Result<Config, Vec<String>> {
        let value = |name: &str| changes.iter().chain(&GOOD).find(|(variable, _)| *variable == name);
        Config::read(|name| value(name).map(|(_, value)| (*value).to_owned())).map_err(|faults| faults.0)
    }

    #[test]
    fn what_is_not_set_has_a_default() {
        let config = read(&[]).unwrap();
        assert_eq!((config.response_ttl_seconds, config.forms_dir), (30, PathBuf::from("/opt")));
    }

    #[test]
    fn a_wrong_value_is_told_by_the_name_of_its_variable() {
        for (name, value, told) in [
            ("AUTH0_DOMAINS", "", "AUTH0_DOMAINS: it is not set"),
            ("AUTH0_DOMAINS", "https://a.b/", "AUTH0_DOMAINS: `https://a.b/` is not a host name"),
            ("SESSION_SECRET_PARAMETER", " ", "SESSION_SECRET_PARAMETER: it is not set"),
            (
                "RESPONSE_TTL_SECONDS",
                "14",
                "RESPONSE_TTL_SECONDS: `14` is not a number of seconds from 15 to 300",
            ),
            ("RESPONSE_TTL_SECONDS", "301", "RESPONSE_TTL_SECONDS: `301`"),
            ("RESPONSE_TTL_SECONDS", "30s", "RESPONSE_TTL_SECONDS: `30s`"),
            ("AWS_REGION", "", "AWS_REGION: it is not set"),
        ] {
            let faults = read(&[(name, value)]).unwrap_err();
            assert!(faults.len() == 1 && faults[0].starts_with(told), "{name}={value}: {faults:?}");
        }
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let faults =
            read(&[("AUTH0_DOMAINS", "a b"), ("AWS_REGION", ""), ("RESPONSE_TTL_SECONDS", "x")]).unwrap_err();
        assert_eq!(faults.len(), 3, "{faults:?}");
    }

    #[test]
    fn debug_output_shows_no_key() {
        assert!(!format!("{:?}", read(&[]).unwrap()).contains("wJalrXUtnFEMI"));
    }
}
