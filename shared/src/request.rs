//! Takes from a request what a function needs, strictly: what is there twice, cut or wrongly encoded
//! is refused rather than guessed at.

use http::{Method, header};
use lambda_http::{Request, RequestExt as _};

use crate::form::Answers;
use crate::outcome::{Outcome, Refusal};
use crate::token::{SessionToken, State};

/// The longest body of a form, in bytes: room for answers that are too long, which are then told in
/// words, with every answer kept.
pub(crate) const MAX_BODY_BYTES: usize = 64 * 1_024;

/// The most parameters that a query or a body may have.
const MAX_PARAMETERS: usize = 256;

const STATE: &str = "state";
const SESSION_TOKEN: &str = "session_token";

/// What the tenant sends a person with, in the query; our page carries it along in hidden inputs.
#[derive(Debug)]
pub struct RedirectParameters {
    /// The login's state.
    pub state: State,
    /// The session token.
    pub token: SessionToken,
}

/// What a person sends back.
#[derive(Debug)]
pub struct Submission {
    /// What the person came with, from the page's hidden inputs.
    pub parameters: RedirectParameters,
    /// The answers.
    pub answers: Answers,
}

/// The name in `/forms/{form}`, provided that the method is `method`. It comes from API Gateway's own
/// reading of the path, so that a stage or a mapping before it does not matter.
pub fn form_name(request: &Request, method: &Method) -> Result<String, Refusal> {
    let parameters = request.path_parameters();
    match parameters.first("form") {
        Some(name) if request.method() == method => Ok(name.to_owned()),
        None if !has_form_path(request) => Err(Refusal::new(Outcome::NotFound, "no such route")),
        // The catch-all route, which has no parameters.
        _ => Err(Refusal::new(Outcome::MethodNotAllowed, "no such method")),
    }
}

/// Whether a request of the catch-all route is for a form, by a method that no route has.
fn has_form_path(request: &Request) -> bool {
    let name = request.uri().path().strip_prefix("/forms/");
    let routed = request.method() == Method::GET || request.method() == Method::POST;
    !routed && name.is_some_and(|name| !name.is_empty() && !name.contains('/'))
}

/// What a GET brings: exactly one `state` and one `session_token` in the query. Other parameters
/// are the form URL's own.
pub fn redirect_parameters(request: &Request) -> Result<RedirectParameters, Refusal> {
    let malformed = || Refusal::new(Outcome::RequestMalformed, "the query is not well-formed");
    let pairs = pairs(request.uri().query().unwrap_or("").as_bytes()).ok_or_else(malformed)?;
    take_parameters(&pairs)
}

/// What a POST brings: the same in its body, and the answers.
pub fn submission(request: &Request) -> Result<Submission, Refusal> {
    check_site(request)?;
    check_media_type(request)?;
    let body: &[u8] = request.body().as_ref();
    if body.len() > MAX_BODY_BYTES {
        return Err(Refusal::new(Outcome::BodyTooLarge, format!("{} bytes", body.len())));
    }
    let malformed = || Refusal::new(Outcome::BodyMalformed, "the body is not well-formed");
    let pairs = pairs(body).ok_or_else(malformed)?;
    // `a[]` and `a[b]` are other ways to send `a` twice, or to send an object; no input of ours is called so.
    if pairs.iter().any(|(name, _)| name.contains('[')) {
        return Err(Refusal::new(Outcome::BodyMalformed, "a name has brackets"));
    }
    let parameters = take_parameters(&pairs)?;
    check_query(request, &parameters)?;
    let answers = pairs.into_iter().filter(|(name, _)| name != STATE && name != SESSION_TOKEN).collect();
    Ok(Submission { parameters, answers })
}

/// Refuses a form that another site's page sent. `Origin` says nothing here: with
/// `Referrer-Policy: no-referrer` browsers send `null` from our own page.
fn check_site(request: &Request) -> Result<(), Refusal> {
    match request.headers().get("sec-fetch-site").map(header::HeaderValue::as_bytes) {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => Err(Refusal::new(Outcome::CrossSite, "sec-fetch-site is not same-origin")),
    }
}

/// Takes only what browsers send for a form: urlencoded, in UTF-8.
fn check_media_type(request: &Request) -> Result<(), Refusal> {
    let value = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let mut parts = value.unwrap_or("").split(';').map(str::trim);
    let form =
        parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/x-www-form-urlencoded"));
    let utf8 = parts.all(|parameter| {
        parameter.split_once('=').is_none_or(|(name, value)| {
            !name.trim().eq_ignore_ascii_case("charset")
                || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
    });
    if form && utf8 {
        Ok(())
    } else {
        Err(Refusal::new(Outcome::MediaTypeUnsupported, "not a urlencoded form in UTF-8"))
    }
}

/// Our page posts to a URL without parameters. One that has a state or a token must not say
/// another thing than the body.
fn check_query(request: &Request, parameters: &RedirectParameters) -> Result<(), Refusal> {
    let refuse = |detail| Err(Refusal::new(Outcome::RequestMalformed, detail));
    let Some(pairs) = pairs(request.uri().query().unwrap_or("").as_bytes()) else {
        return refuse("the query is not well-formed");
    };
    let differs = |name: &str, value: &str| pairs.iter().any(|(other, text)| other == name && text != value);
    if differs(STATE, parameters.state.as_str()) || differs(SESSION_TOKEN, parameters.token.as_str()) {
        return refuse("the query and the body disagree");
    }
    Ok(())
}

fn take_parameters(pairs: &[(String, String)]) -> Result<RedirectParameters, Refusal> {
    let state = match only(pairs, STATE) {
        Ok(state) => State::parse(state)?,
        Err(detail) => return Err(Refusal::new(Outcome::StateInvalid, format!("the state is {detail}"))),
    };
    let token = match only(pairs, SESSION_TOKEN) {
        Ok(token) => SessionToken::new(token),
        Err(detail) => {
            return Err(Refusal::new(Outcome::TokenMissing, format!("the session token is {detail}")));
        }
    };
    Ok(RedirectParameters { state, token })
}

fn only<'a>(pairs: &'a [(String, String)], name: &str) -> Result<&'a str, &'static str> {
    let mut values = pairs.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str());
    match (values.next(), values.next()) {
        (None, _) => Err("missing"),
        (Some(value), None) => Ok(value),
        (Some(_), Some(_)) => Err("there twice"),
    }
}

/// Decodes urlencoded parameters, once. `None` where browsers' lenient decoding would keep a lone `%` or
/// put another character in place of bytes that are not UTF-8, and where there are too many.
fn pairs(encoded: &[u8]) -> Option<Vec<(String, String)>> {
    let parameters = encoded.split(|byte| *byte == b'&').filter(|parameter| !parameter.is_empty());
    if parameters.clone().count() > MAX_PARAMETERS {
        return None;
    }
    let pair = |parameter: &[u8]| {
        let mut halves = parameter.splitn(2, |byte| *byte == b'=');
        Some((decode(halves.next()?)?, decode(halves.next().unwrap_or_default())?))
    };
    parameters.map(pair).collect()
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

    fn request(method: Method, path: &str, form: Option<&str>) -> Request {
        let request = http::Request::builder().method(method).uri(path).body(Body::Empty).unwrap();
        let parameter = form.map(|form| ("form".to_owned(), form.to_owned()));
        request.with_path_parameters(parameter.into_iter().collect::<HashMap<_, _>>())
    }

    #[test]
    fn a_form_is_named_by_its_route_and_only_to_the_function_of_its_method() {
        let routed =
            |method| form_name(&request(method, "/stage/forms/profile", Some("profile")), &Method::POST);
        assert_eq!(routed(Method::POST).unwrap(), "profile");
        assert_eq!(routed(Method::GET).unwrap_err().outcome, Outcome::MethodNotAllowed);
    }

    #[test]
    fn what_no_route_takes_is_a_wrong_method_for_a_form_or_no_form_at_all() {
        for (method, path, outcome) in [
            (Method::PUT, "/forms/profile", Outcome::MethodNotAllowed),
            (Method::PUT, "/forms/", Outcome::NotFound),
            (Method::PUT, "/forms/profile/x", Outcome::NotFound),
            (Method::PUT, "/x", Outcome::NotFound),
            (Method::GET, "/forms/profile", Outcome::NotFound),
            (Method::POST, "/forms/profile", Outcome::NotFound),
        ] {
            let refusal = form_name(&request(method.clone(), path, None), &Method::GET).unwrap_err();
            assert_eq!(refusal.outcome, outcome, "{method} {path}");
        }
    }

    /// A form that is sent with a state, a token, and an answer that fills it to so many bytes.
    fn sent(bytes: usize) -> Result<Submission, Refusal> {
        let start = "state=s&session_token=t&a=";
        let body = format!("{start}{}", "x".repeat(bytes - start.len()));
        let request = http::Request::post("/forms/profile")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        submission(&request.body(Body::Text(body)).unwrap())
    }

    #[test]
    fn a_body_has_at_most_65536_bytes() {
        assert!(sent(65_536).is_ok());
        assert_eq!(sent(65_537).unwrap_err().outcome, Outcome::BodyTooLarge);
    }

    #[test]
    fn the_state_and_the_token_are_no_answers() {
        let Submission { parameters, answers } = sent(30).unwrap();
        assert_eq!((parameters.state.as_str(), parameters.token.as_str()), ("s", "t"));
        assert_eq!((answers.get("state"), answers.get("session_token"), answers.get("a")), ("", "", "xxxx"));
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
    fn what_cannot_be_decoded_exactly_is_refused() {
        for encoded in ["a=%", "a=%4", "a=%zz", "%=a", "a=%C0%AF", "a=%FF"] {
            assert!(pairs(encoded.as_bytes()).is_none(), "{encoded}");
        }
        assert!(pairs(b"a=\xff").is_none());
    }

    #[test]
    fn the_number_of_parameters_is_bounded() {
        let many = |count: usize| vec!["a=1"; count].join("&");
        assert!(pairs(many(256).as_bytes()).is_some());
        assert!(pairs(many(257).as_bytes()).is_none());
    }
}
