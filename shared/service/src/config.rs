//! The environment of a function, read once; all its problems are told at once, by name.

use std::fmt;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use zeroize::Zeroizing;

use profiling_session::Domains;

/// The lifetimes that an answer token may have, in seconds.
pub const RESPONSE_TTL_SECONDS: RangeInclusive<u32> = 15..=300;

/// How old a copy of the secret may be set to become while SSM fails, in seconds.
pub const SECRET_MAX_AGE_SECONDS: RangeInclusive<u32> = 300..=86_400;

const DEFAULT_RESPONSE_TTL_SECONDS: u32 = 30;
const LEAST_POST_TTL_SECONDS: u32 = 120;
const DEFAULT_SECRET_MAX_AGE_SECONDS: u32 = 14_400;
const DEFAULT_FORMS_DIR: &str = "/opt";

/// What a function is told by its environment.
#[derive(Debug, Clone)]
pub struct Config {
    /// `AUTH0_DOMAINS`: the hosts that logins run on, comma-separated; custom domains too.
    pub domains: Domains,
    /// How logins are taken and given back.
    pub rules: Rules,
    /// `FORMS_DIR`: the folder with the forms; `/opt` when absent, where Lambda puts layers.
    pub forms_dir: PathBuf,
    /// Where the session secret is.
    pub secret: SecretConfig,
    /// `AWS_LAMBDA_FUNCTION_NAME`, which Lambda sets: whose log lines and metrics they are.
    pub function: Option<String>,
}

/// How logins are taken and given back, where operators may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// `RESPONSE_TTL_SECONDS`: how long an answer token lives, 15 to 300; 30 when absent.
    pub response_ttl_seconds: u32,
    /// `CONTINUE_METHOD`: how the browser takes the answer token to the tenant; `get` when absent.
    pub continue_method: ContinueMethod,
    /// `REQUIRE_SAME_IP`: whether a session token is good only at the address that its login began with;
    /// `false` when absent.
    pub require_same_ip: bool,
}

impl Rules {
    /// How long an answer token lives, in seconds. One that is posted lives for two minutes at least, as a
    /// person without JavaScript has to press a button first.
    pub fn answer_lifetime_seconds(&self) -> u32 {
        match self.continue_method {
            ContinueMethod::Get => self.response_ttl_seconds,
            ContinueMethod::Post => self.response_ttl_seconds.max(LEAST_POST_TTL_SECONDS),
        }
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            response_ttl_seconds: DEFAULT_RESPONSE_TTL_SECONDS,
            continue_method: ContinueMethod::Get,
            require_same_ip: false,
        }
    }
}

/// How the browser takes the answer token to the tenant's `/continue`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContinueMethod {
    /// By a redirect: the token, and with it the answers, is in the URL.
    Get,
    /// By a page that posts a form: no answer is in any URL.
    Post,
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
    /// `SSL_CERT_FILE`: root certificates in PEM, in place of Amazon's own and the system's.
    pub root_certificates: Option<String>,
    /// `SECRET_MAX_AGE_SECONDS`: how old a copy may become while SSM fails, 300 to 86,400; four hours when
    /// absent.
    pub max_age_seconds: u32,
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
        let mut source = Variables { variable, faults: Vec::new() };
        let domains = source
            .required("AUTH0_DOMAINS", "give the hosts that logins run on, such as `example.eu.auth0.com`");
        let secret = SecretConfig {
            parameter: source.required(
                "SESSION_SECRET_PARAMETER",
                "give the name of the SecureString with the session secret",
            ),
            region: source
                .required("AWS_REGION", "Lambda sets it; elsewhere give the region of the parameter"),
            access_key_id: source.required(
                "AWS_ACCESS_KEY_ID",
                "Lambda sets it; elsewhere give a key that may read the parameter",
            ),
            secret_access_key: Zeroizing::new(
                source.required("AWS_SECRET_ACCESS_KEY", "it belongs to AWS_ACCESS_KEY_ID"),
            ),
            session_token: source.optional("AWS_SESSION_TOKEN").map(Zeroizing::new),
            endpoint: source.optional("AWS_ENDPOINT_URL_SSM"),
            root_certificates: source.optional("SSL_CERT_FILE"),
            max_age_seconds: source.seconds(
                "SECRET_MAX_AGE_SECONDS",
                &SECRET_MAX_AGE_SECONDS,
                DEFAULT_SECRET_MAX_AGE_SECONDS,
            ),
        };
        let domains = match Domains::parse(&domains) {
            Ok(domains) => Some(domains),
            Err(errors) if !domains.is_empty() => {
                source.faults.extend(errors.iter().map(|error| format!("AUTH0_DOMAINS: {error}")));
                None
            }
            Err(_) => None,
        };
        let rules = Rules {
            response_ttl_seconds: source.seconds(
                "RESPONSE_TTL_SECONDS",
                &RESPONSE_TTL_SECONDS,
                DEFAULT_RESPONSE_TTL_SECONDS,
            ),
            continue_method: source
                .one_of("CONTINUE_METHOD", [("get", ContinueMethod::Get), ("post", ContinueMethod::Post)]),
            require_same_ip: source.one_of("REQUIRE_SAME_IP", [("false", false), ("true", true)]),
        };
        let forms_dir = source.optional("FORMS_DIR").unwrap_or_else(|| DEFAULT_FORMS_DIR.to_owned()).into();
        let function = source.optional("AWS_LAMBDA_FUNCTION_NAME");
        match domains {
            Some(domains) if source.faults.is_empty() => {
                Ok(Self { domains, rules, forms_dir, secret, function })
            }
            _ => Err(ConfigFaults(source.faults)),
        }
    }
}

/// An environment, and what is wrong with it so far.
struct Variables<F> {
    variable: F,
    faults: Vec<String>,
}

impl<F: Fn(&str) -> Option<String>> Variables<F> {
    fn optional(&self, name: &str) -> Option<String> {
        (self.variable)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    fn required(&mut self, name: &str, what: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.faults.push(format!("{name}: it is not set; {what}"));
            String::new()
        })
    }

    fn seconds(&mut self, name: &str, range: &RangeInclusive<u32>, default: u32) -> u32 {
        let Some(text) = self.optional(name) else { return default };
        text.parse().ok().filter(|seconds| range.contains(seconds)).unwrap_or_else(|| {
            let (least, most) = (range.start(), range.end());
            self.faults.push(format!("{name}: `{text}` is not a number of seconds from {least} to {most}"));
            default
        })
    }

    /// One of two values by its name; the first when it is not set.
    fn one_of<T: Copy>(&mut self, name: &str, choices: [(&str, T); 2]) -> T {
        let [(first, default), (second, _)] = choices;
        let Some(text) = self.optional(name) else { return default };
        if let Some((_, value)) = choices.iter().find(|(word, _)| text.eq_ignore_ascii_case(word)) {
            return *value;
        }
        self.faults.push(format!("{name}: `{text}` is neither `{first}` nor `{second}`"));
        default
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
        let rules =
            Rules { response_ttl_seconds: 30, continue_method: ContinueMethod::Get, require_same_ip: false };
        assert_eq!(config.rules, rules);
        assert_eq!((config.forms_dir, config.secret.max_age_seconds), (PathBuf::from("/opt"), 14_400));
    }

    #[test]
    fn what_an_operator_chooses_is_read() {
        let chosen = [
            ("RESPONSE_TTL_SECONDS", "300"),
            ("CONTINUE_METHOD", "POST"),
            ("REQUIRE_SAME_IP", "true"),
            ("SECRET_MAX_AGE_SECONDS", "300"),
        ];
        let config = read(&chosen).unwrap();
        let rules =
            Rules { response_ttl_seconds: 300, continue_method: ContinueMethod::Post, require_same_ip: true };
        assert_eq!((config.rules, config.secret.max_age_seconds), (rules, 300));
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
            (
                "SECRET_MAX_AGE_SECONDS",
                "299",
                "SECRET_MAX_AGE_SECONDS: `299` is not a number of seconds from 300 to 86400",
            ),
            ("CONTINUE_METHOD", "put", "CONTINUE_METHOD: `put` is neither `get` nor `post`"),
            ("REQUIRE_SAME_IP", "yes", "REQUIRE_SAME_IP: `yes` is neither `false` nor `true`"),
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
