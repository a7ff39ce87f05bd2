//! An event of API Gateway through both functions: as JSON, as API Gateway sends it, or, to reach the code
//! behind the token, a request whose parts are chosen.

#![no_main]

use std::sync::LazyLock;

use arbitrary::{Arbitrary, Unstructured};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use libfuzzer_sys::fuzz_target;
use profiling_fuzz::forms;
use profiling_fuzz::functions::{DOMAIN, Function, Functions, NOW, SECRET, request};
use profiling_fuzz::token;
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

static FUNCTIONS: LazyLock<Functions> =
    LazyLock::new(|| Functions::with_forms(&forms()).unwrap_or_else(|errors| panic!("{errors}")));

fuzz_target!(|data: &[u8]| {
    let event = if data.starts_with(b"{") {
        serde_json::from_slice(data).ok()
    } else {
        Request::arbitrary_take_rest(Unstructured::new(data)).ok().map(|request| request.event())
    };
    if let Some(event) = event {
        FUNCTIONS.respond(Function::Form, event.clone());
        FUNCTIONS.respond(Function::Submit, event);
    }
});

/// A request, near enough to a browser's to get far.
#[derive(Debug, Arbitrary)]
struct Request<'a> {
    method: Method,
    form: Form<'a>,
    state: Option<&'a str>,
    token: Token<'a>,
    /// Whether there is a good answer to every question, beside the inputs below.
    answered: bool,
    inputs: Vec<(Input<'a>, Answer<'a>)>,
    headers: Vec<(Header, &'a str)>,
    odd: Option<Odd<'a>>,
}

#[derive(Debug, Arbitrary)]
enum Method {
    Get,
    Post,
}

#[derive(Debug, Arbitrary)]
enum Form<'a> {
    Consumer,
    Onboarding,
    Profile,
    Source,
    Other(&'a str),
}

#[derive(Debug, Arbitrary)]
enum Token<'a> {
    /// As the tenant signs it, with one claim set to a text, or to what JSON says.
    Signed(Option<(Claim, &'a str)>),
    Text(&'a str),
}

#[derive(Debug, Arbitrary)]
enum Claim {
    Client,
    ClientId,
    Fields,
    Form,
    Ip,
    Locales,
    Locale,
    Country,
    Settings,
    Rule,
    NotNow,
    V,
    Sub,
    Synthetic,
    Txn,
}

/// An input: one of an example form, one of ours, or any.
#[derive(Debug, Arbitrary)]
enum Input<'a> {
    Field(u8),
    Step,
    Shown,
    Go,
    Other(&'a str),
}

#[derive(Debug, Arbitrary)]
enum Answer<'a> {
    /// Something that a field of an example form takes.
    Taken(u8),
    Number(i16),
    Text(&'a str),
}

#[derive(Debug, Arbitrary)]
enum Header {
    AcceptLanguage,
    ContentType,
    Cookie,
    Host,
    SecFetchSite,
    XForwardedHost,
}

/// What a proxy, an emulator or an attacker may change.
#[derive(Debug, Arbitrary)]
enum Odd<'a> {
    Path(&'a str),
    Query(&'a str),
    Body(&'a str, bool),
    Method(&'a str),
    NoParameters,
    Domain(&'a str),
    Stage(&'a str),
}

/// A good answer for each input of the example forms.
const GOOD: [(&str, &str); 15] = [
    ("birth_date.day", "29"),
    ("birth_date.month", "2"),
    ("birth_date.year", "1980"),
    ("company_name", "Müller & Söhne"),
    ("company_size", "250+"),
    ("country", "~other"),
    ("country.other", "Österreich"),
    ("goals", "reporting"),
    ("heard_from", "search"),
    ("job_title", "Engineer"),
    ("sso_wanted", "no"),
    ("team_size", "12"),
    ("telephone", "044 668 18 00"),
    ("telephone.country", "CH"),
    ("terms", "yes"),
];

const TAKEN: [&str; 16] = [
    "",
    "1",
    "12",
    "1980",
    "50-249",
    "250+",
    "DE",
    "ES",
    "+41446681800",
    "030 901820",
    "reporting",
    "search",
    "~other",
    "yes",
    "no",
    "back",
];

impl Request<'_> {
    fn event(&self) -> ApiGatewayV2httpRequest {
        let form = match self.form {
            Form::Consumer => "consumer",
            Form::Onboarding => "onboarding",
            Form::Profile => "profile",
            Form::Source => "source",
            Form::Other(name) => name,
        };
        let mut pairs = Serializer::new(String::new());
        pairs.append_pair("state", self.state.unwrap_or("s"));
        pairs.append_pair("session_token", &self.token.text());
        let mut event = match self.method {
            Method::Get => request("GET", form, &pairs.finish(), ""),
            Method::Post => {
                let inputs: Vec<_> =
                    self.inputs.iter().map(|(input, answer)| (input.name(), answer.text())).collect();
                let is_new = |name: &str| inputs.iter().all(|(other, _)| other != name);
                pairs.extend_pairs(GOOD.iter().filter(|(name, _)| self.answered && is_new(name)));
                pairs.extend_pairs(&inputs);
                request("POST", form, "", &pairs.finish())
            }
        };
        for (header, value) in &self.headers {
            if let Ok(value) = value.parse() {
                event.headers.append(header.name(), value);
            }
        }
        if let Some(odd) = &self.odd {
            odd.change(&mut event);
        }
        event
    }
}

impl Token<'_> {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => (*text).to_owned(),
            Self::Signed(None) => token::session_token(&token::claims(DOMAIN, NOW, &json!({})), SECRET),
            Self::Signed(Some((claim, text))) => {
                let name = match claim {
                    Claim::Client => "client",
                    Claim::ClientId => "client_id",
                    Claim::Fields => "fields",
                    Claim::Form => "form",
                    Claim::Ip => "ip",
                    Claim::Locales => "locales",
                    Claim::Locale => "locale",
                    Claim::Country => "country",
                    Claim::Settings => "settings",
                    Claim::Rule => "rule",
                    Claim::NotNow => "not_now",
                    Claim::V => "v",
                    Claim::Sub => "sub",
                    Claim::Synthetic => "synthetic",
                    Claim::Txn => "txn",
                };
                let value: Value = match claim {
                    Claim::Fields => text.split(',').collect(),
                    _ => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
                };
                token::session_token(&token::claims(DOMAIN, NOW, &json!({name: value})), SECRET)
            }
        }
    }
}

impl Input<'_> {
    fn name(&self) -> String {
        match self {
            Self::Field(index) => GOOD[usize::from(*index) % GOOD.len()].0.to_owned(),
            Self::Step => ".step".to_owned(),
            Self::Shown => ".shown".to_owned(),
            Self::Go => ".go".to_owned(),
            Self::Other(name) => (*name).to_owned(),
        }
    }
}

impl Answer<'_> {
    fn text(&self) -> String {
        match self {
            Self::Taken(index) => TAKEN[usize::from(*index) % TAKEN.len()].to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => (*text).to_owned(),
        }
    }
}

impl Header {
    fn name(&self) -> &'static str {
        match self {
            Self::AcceptLanguage => "accept-language",
            Self::ContentType => "content-type",
            Self::Cookie => "cookie",
            Self::Host => "host",
            Self::SecFetchSite => "sec-fetch-site",
            Self::XForwardedHost => "x-forwarded-host",
        }
    }
}

impl Odd<'_> {
    fn change(&self, event: &mut ApiGatewayV2httpRequest) {
        match *self {
            Self::Path(path) => event.raw_path = Some(path.to_owned()),
            Self::Query(query) => event.raw_query_string = Some(query.to_owned()),
            Self::Body(body, true) => event.body = Some(STANDARD.encode(body)),
            Self::Body(body, false) => {
                (event.body, event.is_base64_encoded) = (Some(body.to_owned()), body.len() % 2 == 0);
            }
            Self::Method(method) => {
                if let Ok(method) = method.parse() {
                    event.request_context.http.method = method;
                }
            }
            Self::NoParameters => event.path_parameters.clear(),
            Self::Domain(domain) => event.request_context.domain_name = Some(domain.to_owned()),
            Self::Stage(stage) => event.request_context.stage = Some(stage.to_owned()),
        }
    }
}
