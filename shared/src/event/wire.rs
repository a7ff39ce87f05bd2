//! Reads the members of an event that are used. Any other may be missing, null or of any type: it refuses no request.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use lambda_http::aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpRequestContext};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;

/// The reason why a JSON text is no event of an HTTP API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is no HTTP request at all: `{}`, or the event of a schedule.
    NotHttp,
    /// It is not in payload format 2.0.
    OtherFormat,
}

/// Members as they are written, each to be read by itself.
type Raw<'a> = Option<&'a RawValue>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    #[serde(borrow)]
    raw_path: Raw<'a>,
    #[serde(borrow)]
    raw_query_string: Raw<'a>,
    #[serde(borrow)]
    headers: Raw<'a>,
    #[serde(borrow)]
    path_parameters: Raw<'a>,
    #[serde(borrow)]
    request_context: Raw<'a>,
    #[serde(borrow)]
    body: Raw<'a>,
    #[serde(borrow)]
    is_base64_encoded: Raw<'a>,
    /// A member of the older payload format.
    http_method: Option<IgnoredAny>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    #[serde(borrow)]
    route_key: Raw<'a>,
    #[serde(borrow)]
    request_id: Raw<'a>,
    #[serde(borrow)]
    stage: Raw<'a>,
    #[serde(borrow)]
    http: Raw<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Http<'a> {
    #[serde(borrow)]
    method: Raw<'a>,
    #[serde(borrow)]
    source_ip: Raw<'a>,
}

/// Reads an event.
pub(super) fn read(event: &RawValue) -> Result<ApiGatewayV2httpRequest, Unread> {
    let wire: Event<'_> = serde_json::from_str(event.get()).map_err(|_| Unread::OtherFormat)?;
    let Some(path) = value::<String>(wire.raw_path) else {
        let is_http = wire.raw_path.is_some() || wire.request_context.is_some() || wire.http_method.is_some();
        return Err(if is_http { Unread::OtherFormat } else { Unread::NotHttp });
    };
    let mut event = ApiGatewayV2httpRequest::default();
    event.raw_path = Some(path);
    event.raw_query_string = value(wire.raw_query_string);
    event.headers = headers(wire.headers);
    event.path_parameters = path_parameters(wire.path_parameters);
    event.request_context = context(wire.request_context);
    event.body = value(wire.body);
    event.is_base64_encoded = value(wire.is_base64_encoded).unwrap_or_default();
    Ok(event)
}

/// A member's value; `None` if it is missing or of another type.
fn value<T: DeserializeOwned>(raw: Raw<'_>) -> Option<T> {
    serde_json::from_str(raw?.get()).ok()
}

/// The members of an object, by name; none if it is no object.
fn members(raw: Raw<'_>) -> BTreeMap<Cow<'_, str>, &RawValue> {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}

fn headers(raw: Raw<'_>) -> HeaderMap {
    let members = members(raw).into_iter();
    let headers = members.filter_map(|(name, raw)| {
        let text: Cow<'_, str> = serde_json::from_str(raw.get()).ok()?;
        Some((HeaderName::try_from(&*name).ok()?, HeaderValue::try_from(&*text).ok()?))
    });
    headers.collect()
}

fn path_parameters(raw: Raw<'_>) -> HashMap<String, String> {
    let members = members(raw).into_iter();
    members.filter_map(|(name, raw)| Some((name.into_owned(), value(Some(raw))?))).collect()
}

fn context(raw: Raw<'_>) -> ApiGatewayV2httpRequestContext {
    let wire: RequestContext<'_> = object(raw);
    let http: Http<'_> = object(wire.http);
    let mut context = ApiGatewayV2httpRequestContext::default();
    context.route_key = value(wire.route_key);
    context.request_id = value(wire.request_id);
    context.stage = value(wire.stage);
    // A method that is missing or is none is answered like any that no form takes.
    context.http.method =
        value::<String>(http.method).and_then(|method| method.parse().ok()).unwrap_or(Method::OPTIONS);
    context.http.source_ip = value(http.source_ip);
    context
}

fn object<'a, T: Deserialize<'a> + Default>(raw: Raw<'a>) -> T {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}
