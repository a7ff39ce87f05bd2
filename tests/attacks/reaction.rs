//! The result of a request, and checks of its content.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use profiling_service::outcome::Outcome;
use profiling_tests::agent::Answer;
use profiling_tests::token;
use serde_json::Value;

/// The expected status and outcome of a request.
pub(crate) type End = (u16, &'static str);

/// The default state.
pub(crate) const STATE: &str = "state-canary-73f1";

/// The default answers.
pub(crate) const ANSWERS: [(&str, &str); 2] =
    [("company_name", "company-canary-73f1"), ("job_title", "job-canary-73f1")];

/// The first characters of every token: `{"` in base64url.
const TOKEN: &str = "eyJ";

/// The headers of every response.
const HEADERS: [(&str, &str); 10] = [
    ("content-type", "text/html; charset=utf-8"),
    ("vary", "Accept-Language"),
    ("cache-control", "no-store"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("x-robots-tag", "noindex"),
];

/// The headers that a response must not have: cookies, versions, permissions for other origins.
const NO_HEADERS: [&str; 9] = [
    "set-cookie",
    "server",
    "x-powered-by",
    "cross-origin-opener-policy",
    "access-control-allow-origin",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-allow-credentials",
    "refresh",
];

/// The response to a request, and its log lines.
pub(crate) struct Reaction {
    pub(crate) answer: Answer,
    pub(crate) lines: Vec<String>,
    /// The session secret, which must not be in any output.
    pub(crate) secret: String,
    /// The origin that answers may go to.
    pub(crate) tenant: String,
    /// The origins of the configured hosts.
    pub(crate) tenants: Vec<String>,
}

impl Reaction {
    /// The only log line, parsed.
    pub(crate) fn line(&self, case: &str) -> Value {
        let [line] = &self.lines[..] else { panic!("{case}: not one log line: {:?}", self.lines) };
        serde_json::from_str(line).unwrap_or_else(|error| panic!("{case}: {error}: {line}"))
    }

    /// Asserts the expected result and the invariants of every request: one log line with the reason and
    /// without secrets, all headers, no secret in the response. Returns the log line.
    pub(crate) fn ended(&self, case: &str, (status, outcome): End) -> Value {
        let line = self.line(case);
        let actual = (self.answer.status.as_u16(), line["outcome"].as_str(), line["status"].as_u64());
        assert_eq!(actual, (status, Some(outcome), Some(u64::from(status))), "{case}: {line}");
        let expected = Outcome::ALL.iter().find(|candidate| candidate.name() == outcome);
        assert_eq!(expected.map(|outcome| outcome.status().as_u16()), Some(status), "{case}");
        assert!(!self.lines[0].contains(['\n', '\r']), "{case}: {}", self.lines[0]);
        let canaries = [TOKEN, STATE, ANSWERS[0].1, ANSWERS[1].1, &self.secret];
        absent(case, "the log", &self.logged(&line), &canaries);
        absent(case, "the page", &self.answer.body, &[&self.secret]);

        for (name, value) in HEADERS {
            assert_eq!(self.answer.header(name), Some(value), "{case}: {name}");
        }
        for name in NO_HEADERS {
            assert_eq!(self.answer.header(name), None, "{case}: {name}");
        }
        assert_eq!(self.answer.header("allow"), (status == 405).then_some("GET, POST"), "{case}");
        assert_eq!(self.answer.header("retry-after"), (status == 503).then_some("5"), "{case}");
        line
    }

    /// The URL of the page's link back to the tenant.
    pub(crate) fn return_link(&self) -> Option<String> {
        self.answer.attribute("a.button", "href")
    }

    /// The page without that address. Asserts that it has the state alone, and that its host is the tenant's
    /// or was signed by the tenant.
    fn without_return_link(&self, case: &str, line: &Value) -> String {
        // HEAD has no body.
        let address = self.return_link().filter(|_| line["method"] != "HEAD");
        assert_eq!(
            address.is_some(),
            line["method"] != "HEAD" && line.get("return_link").is_some(),
            "{case}: {line}"
        );
        let Some(address) = address else { return self.answer.body.clone() };
        let (target, state) = address.split_once("?state=").unwrap_or_else(|| panic!("{case}: {address}"));
        let origin = target.strip_suffix("/continue").unwrap_or_else(|| panic!("{case}: {address}"));
        let is_listed = self.tenants.iter().any(|tenant| tenant == origin);
        assert!(is_listed || line["return_link"] == "verified", "{case}: {address}");
        let encoded = |byte: u8| byte.is_ascii_alphanumeric() || b"%+*-._".contains(&byte);
        assert!(!state.is_empty() && state.bytes().all(encoded), "{case}: {address}");
        let with = |address: &str| self.answer.body.matches(address).count();
        assert_eq!((with(&address), with("/continue")), (1, 1), "{case}: {}", self.answer.body);
        self.answer.body.replace(&address, "")
    }

    /// Asserts that the request was rejected with this result, and that the page has no form, no token and no
    /// data of the request except the state in its link back to the tenant. The texts in `secrets` must be
    /// neither on the page nor in the log. Returns the log line.
    pub(crate) fn refused(&self, case: &str, end: End, secrets: &[&str]) -> Value {
        let line = self.ended(case, end);
        let body = &self.without_return_link(case, &line);
        assert_eq!(self.answer.header("location"), None, "{case}");
        let headers = format!("{:?}", self.answer.headers);
        for (place, text) in [("the page", body), ("the headers", &headers), ("the log", &self.logged(&line))]
        {
            absent(case, place, text, &[TOKEN, STATE, ANSWERS[0].1, ANSWERS[1].1]);
            absent(case, place, text, secrets);
        }
        if line["method"] != "HEAD" {
            assert!(!body.contains("<form"), "{case}: {body}");
            assert_eq!(self.answer.texts("h1").len(), 1, "{case}: {body}");
            assert_eq!(line["reference"], Value::from(self.answer.texts("code").join("")), "{case}");
        }
        line
    }

    /// Asserts that the page has a form, and that nothing was signed: the only token is the one of the
    /// request. Returns the log line.
    pub(crate) fn shows_form(&self, case: &str, end: End, token: &str) -> Value {
        let line = self.ended(case, end);
        let body = &self.answer.body;
        assert_eq!(self.answer.header("location"), None, "{case}");
        assert_eq!(self.hidden("session_token").as_deref(), Some(token), "{case}");
        absent(case, "the page", &body.replace(token, ""), &[TOKEN]);
        line
    }

    /// Asserts that the answers go to the tenant and to no other host. Returns the signed claims.
    pub(crate) fn answered(&self, case: &str) -> Value {
        self.goes_back(case, "answered")
    }

    /// Asserts that the response redirects to the tenant with this outcome. Returns the signed claims.
    pub(crate) fn goes_back(&self, case: &str, outcome: &'static str) -> Value {
        self.ended(case, (303, outcome));
        assert_eq!(self.answer.body, "", "{case}");
        let url = self.answer.header("location").expect("a redirect");
        assert!(url.len() <= 8_000 && url.bytes().all(|b| b.is_ascii_graphic()), "{case}: {url}");
        assert!(url.starts_with(&format!("{}/continue?state=", self.tenant)), "{case}: {url}");
        let location = self.answer.location().expect("a redirect");
        assert_eq!(location.fragment(), None, "{case}: {url}");
        let names: Vec<String> = location.query_pairs().map(|(name, _)| name.into_owned()).collect();
        assert_eq!(names, ["state", "session_token"], "{case}: {url}");
        let signed = self.answer.location_parameter("session_token").expect("a token");
        let (message, signature) = signed.rsplit_once('.').expect("a signature");
        assert_eq!(signature, token::signature(message, &self.secret), "{case}");
        assert_eq!(
            token::text(message.split('.').next().unwrap_or_default()),
            r#"{"typ":"JWT","alg":"HS256"}"#
        );
        token::decode(&signed)
    }

    /// The value of a hidden input.
    pub(crate) fn hidden(&self, name: &str) -> Option<String> {
        self.answer.attribute(&format!("input[name={name}]"), "value")
    }

    /// The log line without the gateway's id of the request, whose random letters may be any word.
    fn logged(&self, line: &Value) -> String {
        self.lines[0].replace(line["request_id"].as_str().unwrap_or_default(), "")
    }
}

/// Asserts that none of `values` is in `text`, unchanged or in base64. Values that are shorter than a word
/// are ignored, because they can occur by chance.
fn absent(case: &str, place: &str, text: &str, values: &[&str]) {
    for value in values.iter().filter(|value| value.len() >= 3) {
        let encoded = STANDARD.encode(value);
        let found = text.contains(value) || (value.len() >= 12 && text.contains(&encoded));
        assert!(!found, "{case}: {value} in {place}: {text}");
    }
}
