//! Reads the parameters of a request strictly: a repeated, truncated or wrongly encoded parameter is rejected.

use http::{HeaderMap, Method, header};
use lambda_http::{Request, RequestExt as _};
use profiling_pages::{FormData, SESSION_TOKEN, STATE};
use profiling_session::{SessionToken, State};

use crate::reason::Reason;

/// The maximum length of a body, in bytes. Answers that are too long fit, so the form can be shown again with them and
/// the errors.
pub(crate) const MAX_BODY_BYTES: usize = 64 * 1_024;

/// The maximum number of parameters of a query or a body.
const MAX_PARAMETERS: usize = 256;

/// The parameters of the tenant's redirect. The page has them in hidden inputs.
#[derive(Debug)]
pub struct RedirectParameters {
    /// The login's state.
    pub state: State,
    /// The session token.
    pub token: SessionToken,
}

/// A submitted form.
#[derive(Debug)]
pub struct Submission {
    /// The parameters of the redirect, from the page's hidden inputs.
    pub parameters: RedirectParameters,
    /// The answers and the button.
    pub data: FormData,
}

/// Returns the name in `/forms/{form}` if the method is `method`. A stage or a mapping may precede `/forms`. Without API
/// Gateway's path parameter (for a function URL or a catch-all route), the name is read from the path.
pub fn form_name(request: &Request, method: &Method) -> Result<String, Reason> {
    let parameters = request.path_parameters();
    let name = parameters.first("form").or_else(|| last_segment(request.raw_http_path()));
    match name {
        None => Err(Reason::RouteUnknown),
        Some(_) if request.method() != method => Err(Reason::MethodNotAllowed),
        Some(name) => Ok(name.to_owned()),
    }
}

/// Returns the segment after `/forms/` at the end of a path. The segments before it are a stage or a mapping, so they are
/// not empty and not `.` or `..`.
fn last_segment(path: &str) -> Option<&str> {
    let (prefix, name) = path.rsplit_once("/forms/")?;
    let is_mapping = prefix.split('/').skip(1).all(|segment| !matches!(segment, "" | "." | ".."));
    (is_mapping && !name.is_empty() && !name.contains('/')).then_some(name)
}

/// Reads the query of a GET: exactly one `state` and one `session_token`. Other parameters belong to the form's URL.
pub fn redirect_parameters(request: &Request) -> Result<RedirectParameters, Reason> {
    let pairs = pairs(request.uri().query().unwrap_or("").as_bytes()).ok_or(Reason::QueryMalformed)?;
    take_parameters(&pairs)
}

/// Reads the body of a POST: the same parameters, and the answers.
pub fn submission(request: &Request) -> Result<Submission, Reason> {
    check_site(request)?;
    check_media_type(request)?;
    let body: &[u8] = request.body().as_ref();
    if body.len() > MAX_BODY_BYTES {
        return Err(Reason::BodyTooLarge { bytes: body.len(), limit_bytes: MAX_BODY_BYTES });
    }
    let pairs = pairs(body).ok_or(Reason::BodyMalformed)?;
    // Some servers read `a[]` as a list and `a[b]` as an object. No input of a page has such a name.
    if pairs.iter().any(|(name, _)| name.contains('[')) {
        return Err(Reason::FieldNameMalformed);
    }
    let parameters = take_parameters(&pairs)?;
    check_query(request, &parameters)?;
    Ok(Submission { parameters, data: pairs.into_iter().collect() })
}

/// Rejects a form that another site submitted. The header `Origin` cannot be used: with `Referrer-Policy: no-referrer`,
/// browsers send `null` from our own page, too.
fn check_site(request: &Request) -> Result<(), Reason> {
    match request.headers().get("sec-fetch-site").map(header::HeaderValue::as_bytes) {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => Err(Reason::CrossSite),
    }
}

/// Returns true if the body is that of a form, in any character encoding.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}

/// Accepts only the media type that browsers send for a form: urlencoded, in UTF-8.
fn check_media_type(request: &Request) -> Result<(), Reason> {
    let headers = request.headers();
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let mut parameters = value.unwrap_or("").split(';').skip(1);
    let utf8 = parameters.all(|parameter| {
        parameter.split_once('=').is_none_or(|(name, value)| {
            !name.trim().eq_ignore_ascii_case("charset")
                || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
    });
    if is_form(headers) && utf8 { Ok(()) } else { Err(Reason::MediaTypeUnsupported) }
}

/// The page posts to a URL without parameters. If the URL has a state or a token, they must be those of the body.
fn check_query(request: &Request, parameters: &RedirectParameters) -> Result<(), Reason> {
    let pairs = pairs(request.uri().query().unwrap_or("").as_bytes()).ok_or(Reason::QueryMalformed)?;
    let differs = pairs.iter().any(|(name, value)| match name.as_str() {
        STATE => value != parameters.state.as_str(),
        SESSION_TOKEN => value != parameters.token.as_str(),
        _ => false,
    });
    if differs { Err(Reason::QueryMismatch) } else { Ok(()) }
}

/// The parameters of a login, as far as they can be read from a request that is rejected.
#[derive(Debug, Default)]
pub(crate) struct LoginParameters {
    pub(crate) state: Option<State>,
    pub(crate) token: Option<SessionToken>,
}

impl LoginParameters {
    /// Reads the query, and the body if it is a form. A parameter is ignored if one of them has it twice, if it differs
    /// between the two, or if it cannot be decoded.
    pub(crate) fn read(query: &[u8], body: &[u8]) -> Self {
        Self {
            state: single_value(query, body, STATE).and_then(|state| State::parse(&state).ok()),
            token: single_value(query, body, SESSION_TOKEN).map(SessionToken::new),
        }
    }
}

fn single_value(query: &[u8], body: &[u8], name: &str) -> Option<String> {
    let mut found = None;
    for encoded in [query, body] {
        let mut values = parameters(encoded).filter_map(|parameter| {
            let (key, value) = halves(parameter);
            (decode(key).as_deref() == Some(name)).then(|| decode(value))
        });
        let Some(value) = values.next() else { continue };
        // A value that cannot be decoded contradicts any other.
        let is_single = values.next().is_none() && found.as_ref().is_none_or(|other| *other == value);
        found = Some(value.filter(|_| is_single));
    }
    found.flatten()
}

fn take_parameters(pairs: &[(String, String)]) -> Result<RedirectParameters, Reason> {
    let state = match Occurrence::of(pairs, STATE) {
        Occurrence::Once(state) => State::parse(state)?,
        Occurrence::Missing => return Err(Reason::StateMissing),
        Occurrence::Repeated => return Err(Reason::StateRepeated),
    };
    let token = match Occurrence::of(pairs, SESSION_TOKEN) {
        Occurrence::Once(token) => SessionToken::new(token),
        Occurrence::Missing => return Err(Reason::TokenMissing),
        Occurrence::Repeated => return Err(Reason::TokenRepeated),
    };
    Ok(RedirectParameters { state, token })
}

/// The occurrence of a parameter that is required once.
enum Occurrence<'a> {
    Missing,
    Once(&'a str),
    Repeated,
}

impl<'a> Occurrence<'a> {
    fn of(pairs: &'a [(String, String)], name: &str) -> Self {
        let mut values = pairs.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (None, _) => Self::Missing,
            (Some(value), None) => Self::Once(value),
            (Some(_), Some(_)) => Self::Repeated,
        }
    }
}

/// Decodes urlencoded parameters. Returns `None` if there are too many, or if one has a lone `%` or bytes that are not
/// UTF-8, which browsers decode leniently.
fn pairs(encoded: &[u8]) -> Option<Vec<(String, String)>> {
    let parameters = parameters(encoded);
    if parameters.clone().count() > MAX_PARAMETERS {
        return None;
    }
    let pairs = parameters.map(|parameter| {
        let (name, value) = halves(parameter);
        Some((decode(name)?, decode(value)?))
    });
    pairs.collect()
}

fn parameters(encoded: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    encoded.split(|byte| *byte == b'&').filter(|parameter| !parameter.is_empty())
}

/// Name and value of a parameter; without a `=` the value is empty.
fn halves(parameter: &[u8]) -> (&[u8], &[u8]) {
    let end = parameter.iter().position(|byte| *byte == b'=').unwrap_or(parameter.len());
    (&parameter[..end], parameter.get(end + 1..).unwrap_or_default())
}

/// Decodes one name or value: `+` is a space, `%` begins two hexadecimal digits, the rest is UTF-8.
fn decode(encoded: &[u8]) -> Option<String> {
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut rest = encoded.iter();
    while let Some(byte) = rest.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => 16 * digit(rest.next())? + digit(rest.next())?,
            byte => *byte,
        });
    }
    String::from_utf8(decoded).ok()
}

/// The value of a hexadecimal digit.
fn digit(digit: Option<&u8>) -> Option<u8> {
    char::from(*digit?).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use lambda_http::Body;

    use super::*;
    use crate::outcome::Outcome;

    fn request(method: Method, path: &str, form: Option<&str>) -> Request {
        let request = http::Request::builder().method(method).uri(path).body(Body::Empty).unwrap();
        let parameter = form.map(|form| ("form".to_owned(), form.to_owned()));
        let parameters = parameter.into_iter().collect::<HashMap<_, _>>();
        request.with_raw_http_path(path).with_path_parameters(parameters)
    }

    #[test]
    fn a_form_is_named_by_its_route_and_only_to_the_function_of_its_method() {
        let routed =
            |method| form_name(&request(method, "/stage/forms/profile", Some("profile")), &Method::POST);
        assert_eq!(routed(Method::POST).unwrap(), "profile");
        assert_eq!(routed(Method::GET).unwrap_err().outcome(), Outcome::MethodNotAllowed);
    }

    #[test]
    fn what_no_route_takes_is_a_wrong_method_for_a_form_or_no_form_at_all() {
        for (method, path, outcome) in [
            (Method::PUT, "/forms/profile", Outcome::MethodNotAllowed),
            (Method::PUT, "/forms/", Outcome::NotFound),
            (Method::PUT, "/forms/profile/x", Outcome::NotFound),
            (Method::PUT, "/x", Outcome::NotFound),
            (Method::HEAD, "/stage/forms/profile", Outcome::MethodNotAllowed),
            (Method::POST, "/forms/profile", Outcome::MethodNotAllowed),
            (Method::GET, "/xforms/profile", Outcome::NotFound),
            (Method::GET, "//evil.example.com/forms/profile", Outcome::NotFound),
            (Method::GET, "/forms/../forms/profile", Outcome::NotFound),
            (Method::GET, "/forms/./profile", Outcome::NotFound),
            (Method::GET, "/./forms/profile", Outcome::NotFound),
        ] {
            let refusal = form_name(&request(method.clone(), path, None), &Method::GET).unwrap_err();
            assert_eq!(refusal.outcome(), outcome, "{method} {path}");
        }
    }

    #[test]
    fn without_a_path_parameter_the_form_is_named_by_the_end_of_the_path() {
        for path in ["/forms/profile", "/prod/forms/profile", "/a/b-c/forms/profile", "/forms/forms/profile"]
        {
            assert_eq!(
                form_name(&request(Method::GET, path, None), &Method::GET).unwrap(),
                "profile",
                "{path}"
            );
        }
    }

    #[test]
    fn a_refused_request_has_the_login_parameters_that_it_names_once() {
        for (query, body, state) in [
            ("state=a%26&x=1", "", Some("a&")),
            ("", "state=a", Some("a")),
            ("st%61te=a", "", Some("a")),
            ("state=a", "x=%zz&state=a&y=%", Some("a")),
            ("state=a&state=a", "", None),
            ("state=a&st%61te=b", "", None),
            ("state=a", "state=b", None),
            ("state=a", "state=%zz", None),
            ("state=%zz", "state=a", None),
            ("state=%00", "", None),
            ("state=", "", None),
            ("stat=a", "", None),
        ] {
            let read = LoginParameters::read(query.as_bytes(), body.as_bytes());
            assert_eq!(read.state.as_ref().map(State::as_str), state, "{query} {body}");
        }
    }

    /// Submits a form with a state, a token and an answer, with a body of this length.
    fn submit_bytes(bytes: usize) -> Result<Submission, Reason> {
        let start = "state=s&session_token=t&a=";
        let body = format!("{start}{}", "x".repeat(bytes - start.len()));
        let request = http::Request::post("/forms/profile")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        submission(&request.body(Body::Text(body)).unwrap())
    }

    #[test]
    fn a_body_has_at_most_65536_bytes() {
        assert!(submit_bytes(65_536).is_ok());
        assert_eq!(submit_bytes(65_537).unwrap_err().outcome(), Outcome::BodyTooLarge);
    }

    #[test]
    fn the_state_and_the_token_are_no_answers() {
        let Submission { parameters, data } = submit_bytes(30).unwrap();
        assert_eq!((parameters.state.as_str(), parameters.token.as_str()), ("s", "t"));
        let values = ["state", "session_token", "a"].map(|name| data.answers.get(name));
        assert_eq!(values, ["", "", "xxxx"]);
    }

    #[test]
    fn parameters_are_decoded_once() {
        for (encoded, value) in [
            ("a=1", "1"),
            ("a=x+y", "x y"),
            ("a=x%2By", "x+y"),
            ("a=%2526", "%26"),
            ("a=%C3%A9", "é"),
            ("a=%EF%BF%BD", "\u{fffd}"),
            ("a==", "="),
            ("a=", ""),
            ("a", ""),
            ("&a=1&&", "1"),
        ] {
            assert_eq!(pairs(encoded.as_bytes()).unwrap(), [("a".to_owned(), value.to_owned())], "{encoded}");
        }
    }

    #[test]
    fn an_invalid_encoding_is_rejected() {
        for encoded in ["a=%", "a=%4", "a=%zz", "%=a", "a=%C0%AF", "a=%FF"] {
            assert!(pairs(encoded.as_bytes()).is_none(), "{encoded}");
        }
        assert!(pairs(b"a=\xff").is_none());
    }

    #[test]
    fn the_number_of_parameters_is_bounded() {
        assert!(pairs(["a=1"; 256].join("&").as_bytes()).is_some());
        assert!(pairs(["a=1"; 257].join("&").as_bytes()).is_none());
    }
}
