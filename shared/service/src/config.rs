//! The configuration of a function, from environment variables. All problems are reported at once.

use std::fmt;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use zeroize::Zeroizing;

use profiling_session::Domains;

/// The allowed lifetimes of an answer token, in seconds.
pub const RESPONSE_TTL_SECONDS: RangeInclusive<u32> = 15..=300;

/// The allowed values of `SECRET_MAX_AGE_SECONDS`.
pub const SECRET_MAX_AGE_SECONDS: RangeInclusive<u32> = 300..=86_400;

const DEFAULT_RESPONSE_TTL_SECONDS: u32 = 30;
const LEAST_POST_TTL_SECONDS: u32 = 120;
const DEFAULT_SECRET_MAX_AGE_SECONDS: u32 = 14_400;
const DEFAULT_FORMS_DIR: &str = "/opt";

/// The configuration of a function.
///
/// ```
/// use profiling_service::config::Config;
///
/// let error = Config::read(|_| None).unwrap_err();
/// assert!(error.to_string().contains("AUTH0_DOMAINS"));
/// ```
#[derive(Debug, Clone)]
pub struct Config {
    /// `AUTH0_DOMAINS`: the hosts that users log in on, including custom domains, separated by commas.
    pub domains: Domains,
    /// The settings for accepting a login and returning to the tenant.
    pub login: LoginSettings,
    /// `FORMS_DIR`: the directory of the forms. Default: `/opt`, where Lambda extracts layers.
    pub forms_dir: PathBuf,
    /// The location of the session secret.
    pub secret: SecretConfig,
    /// `AWS_LAMBDA_FUNCTION_NAME`, which Lambda sets: the function in log lines and metrics.
    pub function: Option<String>,
}

/// The settings for accepting a login and returning to the tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginSettings {
    /// `RESPONSE_TTL_SECONDS`: the lifetime of an answer token in seconds, 15 to 300. Default: 30.
    pub response_ttl_seconds: u32,
    /// `CONTINUE_METHOD`: the method by which the browser sends the answer token to the tenant. Default: `get`.
    pub continue_method: ContinueMethod,
    /// `REQUIRE_SAME_IP`: true if a session token is accepted only from the IP address of its login. Default: `false`.
    pub require_same_ip: bool,
}

impl LoginSettings {
    /// The lifetime of an answer token, in seconds. With [`ContinueMethod::Post`] it is at least two minutes, because a
    /// user without JavaScript has to press a button first.
    pub fn answer_lifetime_seconds(&self) -> u32 {
        match self.continue_method {
            ContinueMethod::Get => self.response_ttl_seconds,
            ContinueMethod::Post => self.response_ttl_seconds.max(LEAST_POST_TTL_SECONDS),
        }
    }
}

impl Default for LoginSettings {
    fn default() -> Self {
        Self {
            response_ttl_seconds: DEFAULT_RESPONSE_TTL_SECONDS,
            continue_method: ContinueMethod::Get,
            require_same_ip: false,
        }
    }
}

/// The method by which the browser sends the answer token to the tenant's `/continue`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContinueMethod {
    /// A redirect: the token, which contains the answers, is in the URL.
    Get,
    /// A page that posts a form: no answer is in a URL.
    Post,
}

/// The SSM parameter with the session secret, and the access to it.
#[derive(Clone)]
pub struct SecretConfig {
    /// `SESSION_SECRET_PARAMETER`: the name of the `SecureString`.
    pub parameter: String,
    /// `AWS_REGION`.
    pub region: String,
    /// `AWS_ENDPOINT_URL_SSM`: an endpoint other than that of the region, for tests and private networks.
    pub endpoint: Option<String>,
    /// `AWS_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_access_key: Zeroizing<String>,
    /// `AWS_SESSION_TOKEN`, for the credentials of a role.
    pub session_token: Option<Zeroizing<String>>,
    /// `SSL_CERT_FILE`: a PEM file with the only root certificates to trust.
    pub root_certificates: Option<String>,
    /// `SECRET_MAX_AGE_SECONDS`: the maximum age of a copy of the secret while SSM is not available, 300 to 86,400.
    /// Default: 14,400, four hours.
    pub max_age_seconds: u32,
}

impl fmt::Debug for SecretConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretConfig({} in {}, redacted)", self.parameter, self.region)
    }
}

/// The errors of all variables. Each begins with the name of its variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<String>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for ConfigErrors {}

impl Config {
    /// Reads the environment of the process.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn from_env() -> Result<Self, ConfigErrors> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads variables with a function that returns the value for a name. An empty value counts as missing.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigErrors> {
        let mut source = Variables { variable, errors: Vec::new() };
        let domains = source.required(
            "AUTH0_DOMAINS",
            "set it to the hosts that users log in on, such as `example.eu.auth0.com`",
        );
        let secret = SecretConfig {
            parameter: source.required(
                "SESSION_SECRET_PARAMETER",
                "set it to the name of the SecureString with the session secret",
            ),
            region: source
                .required("AWS_REGION", "Lambda sets it; elsewhere, set it to the region of the parameter"),
            access_key_id: source.required(
                "AWS_ACCESS_KEY_ID",
                "Lambda sets it; elsewhere, set it to an access key that can read the parameter",
            ),
            secret_access_key: Zeroizing::new(
                source.required("AWS_SECRET_ACCESS_KEY", "it is required with AWS_ACCESS_KEY_ID"),
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
                source.errors.extend(errors.iter().map(|error| format!("AUTH0_DOMAINS: {error}")));
                None
            }
            Err(_) => None,
        };
        let login = LoginSettings {
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
            Some(domains) if source.errors.is_empty() => {
                Ok(Self { domains, login, forms_dir, secret, function })
            }
            Some(_) | None => Err(ConfigErrors(source.errors)),
        }
    }
}

/// The variables, and the errors that were found so far.
struct Variables<F> {
    variable: F,
    errors: Vec<String>,
}

impl<F: Fn(&str) -> Option<String>> Variables<F> {
    fn optional(&self, name: &str) -> Option<String> {
        (self.variable)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    fn required(&mut self, name: &str, expected: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.errors.push(format!("{name} is not set; {expected}"));
            String::new()
        })
    }

    fn seconds(&mut self, name: &str, range: &RangeInclusive<u32>, default: u32) -> u32 {
        let Some(text) = self.optional(name) else { return default };
        text.parse().ok().filter(|seconds| range.contains(seconds)).unwrap_or_else(|| {
            let (least, most) = (range.start(), range.end());
            self.errors.push(format!("{name}: `{text}` is not a number of seconds from {least} to {most}"));
            default
        })
    }

    /// Returns one of two values by its name. The first is the default.
    fn one_of<T: Copy>(&mut self, name: &str, choices: [(&str, T); 2]) -> T {
        let [(first, default), (second, _)] = choices;
        let Some(text) = self.optional(name) else { return default };
        if let Some((_, value)) = choices.iter().find(|(word, _)| text.eq_ignore_ascii_case(word)) {
            return *value;
        }
        self.errors.push(format!("{name}: `{text}` is neither `{first}` nor `{second}`"));
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
        let config = Config::read(|name| {
            let mut variables = changes.iter().chain(&GOOD);
            variables.find(|(variable, _)| *variable == name).map(|(_, value)| (*value).to_owned())
        });
        config.map_err(|errors| errors.0)
    }

    #[test]
    fn a_variable_that_is_not_set_has_its_default() {
        let config = read(&[]).unwrap();
        let login = LoginSettings {
            response_ttl_seconds: 30,
            continue_method: ContinueMethod::Get,
            require_same_ip: false,
        };
        assert_eq!(config.login, login);
        assert_eq!((config.forms_dir, config.secret.max_age_seconds), (PathBuf::from("/opt"), 14_400));
    }

    #[test]
    fn the_values_of_the_operator_are_used() {
        let values = [
            ("RESPONSE_TTL_SECONDS", "300"),
            ("CONTINUE_METHOD", "POST"),
            ("REQUIRE_SAME_IP", "true"),
            ("SECRET_MAX_AGE_SECONDS", "300"),
        ];
        let config = read(&values).unwrap();
        let login = LoginSettings {
            response_ttl_seconds: 300,
            continue_method: ContinueMethod::Post,
            require_same_ip: true,
        };
        assert_eq!((config.login, config.secret.max_age_seconds), (login, 300));
    }

    #[test]
    fn an_invalid_value_is_reported_with_the_name_of_its_variable() {
        for (name, value, expected) in [
            ("AUTH0_DOMAINS", "", "AUTH0_DOMAINS is not set"),
            ("AUTH0_DOMAINS", "https://a.b/", "AUTH0_DOMAINS: `https://a.b/` is not a host name"),
            ("SESSION_SECRET_PARAMETER", " ", "SESSION_SECRET_PARAMETER is not set"),
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
            ("AWS_REGION", "", "AWS_REGION is not set"),
        ] {
            let errors = read(&[(name, value)]).unwrap_err();
            assert!(errors.len() == 1 && errors[0].starts_with(expected), "{name}={value}: {errors:?}");
        }
    }

    #[test]
    fn all_errors_are_reported_at_once() {
        let errors =
            read(&[("AUTH0_DOMAINS", "a b"), ("AWS_REGION", ""), ("RESPONSE_TTL_SECONDS", "x")]).unwrap_err();
        assert_eq!(errors.len(), 3, "{errors:?}");
    }

    #[test]
    fn debug_output_shows_no_key() {
        assert!(!format!("{:?}", read(&[]).unwrap()).contains("wJalrXUtnFEMI"));
    }
}
