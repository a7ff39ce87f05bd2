//! Reads the members of an event that are used. The others can be missing, null or of any type.

use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;

use http::Method;
use http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use lambda_http::aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpRequestContext};
use serde::de::value::MapAccessDeserializer;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// The reason why a JSON text is not an event of an HTTP API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EventError {
    /// It is not an HTTP request, but for example `{}` or the event of a schedule.
    NotHttp,
    /// It is not in payload format 2.0.
    OtherFormat,
}

/// The headers that are used. The others are skipped.
static HEADERS: [HeaderName; 3] = [ACCEPT_LANGUAGE, CONTENT_TYPE, HeaderName::from_static("sec-fetch-site")];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    #[serde(default)]
    raw_path: Scalar,
    #[serde(default)]
    raw_query_string: Scalar,
    #[serde(default)]
    headers: Members<HeaderMap>,
    #[serde(default)]
    path_parameters: Members<HashMap<String, String>>,
    #[serde(default)]
    request_context: Option<Object<RequestContext>>,
    #[serde(default)]
    body: Scalar,
    #[serde(default)]
    is_base64_encoded: Scalar,
    /// A member of the older payload format.
    http_method: Option<IgnoredAny>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct RequestContext {
    route_key: Scalar,
    request_id: Scalar,
    stage: Scalar,
    http: Object<Http>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Http {
    method: Scalar,
    source_ip: Scalar,
}

/// Reads an event.
pub(super) fn read(event: &RawValue) -> Result<ApiGatewayV2httpRequest, EventError> {
    let wire: Event = serde_json::from_str(event.get()).map_err(|_| EventError::OtherFormat)?;
    let Scalar::Text(path) = wire.raw_path else {
        let is_http = !matches!(wire.raw_path, Scalar::Missing)
            || wire.request_context.is_some()
            || wire.http_method.is_some();
        return Err(if is_http { EventError::OtherFormat } else { EventError::NotHttp });
    };
    let mut event = ApiGatewayV2httpRequest::default();
    event.raw_path = Some(path);
    event.raw_query_string = wire.raw_query_string.text();
    event.headers = wire.headers.0;
    event.path_parameters = wire.path_parameters.0;
    event.request_context = context(wire.request_context.unwrap_or_default().0);
    event.body = wire.body.text();
    event.is_base64_encoded = matches!(wire.is_base64_encoded, Scalar::Flag(true));
    Ok(event)
}

fn context(wire: RequestContext) -> ApiGatewayV2httpRequestContext {
    let Http { method, source_ip } = wire.http.0;
    let mut context = ApiGatewayV2httpRequestContext::default();
    context.route_key = wire.route_key.text();
    context.request_id = wire.request_id.text();
    context.stage = wire.stage.text();
    // A method that is missing or is none is answered like any that no form takes.
    context.http.method = method.text().and_then(|method| method.parse().ok()).unwrap_or(Method::OPTIONS);
    context.http.source_ip = source_ip.text();
    context
}

/// A string or a boolean; any other value is `Other`.
#[derive(Debug, Default)]
enum Scalar {
    Text(String),
    Flag(bool),
    Other,
    #[default]
    Missing,
}

impl Scalar {
    fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Flag(_) | Self::Other | Self::Missing => None,
        }
    }
}

/// An object that is read as `T`. Any other value becomes the default.
#[derive(Debug, Default)]
struct Object<T>(T);

/// The members of an object that are texts. Any other value has no members.
#[derive(Debug, Default)]
struct Members<T>(T);

/// A collection of members whose values are texts.
trait Take {
    fn uses(name: &str) -> bool;

    fn take(&mut self, name: &str, value: String);
}

impl Take for HashMap<String, String> {
    fn uses(name: &str) -> bool {
        name == "form"
    }

    fn take(&mut self, name: &str, value: String) {
        self.insert(name.to_owned(), value);
    }
}

impl Take for HeaderMap {
    fn uses(name: &str) -> bool {
        HEADERS.iter().any(|header| name.eq_ignore_ascii_case(header.as_str()))
    }

    fn take(&mut self, name: &str, value: String) {
        let header = HEADERS.iter().find(|header| name.eq_ignore_ascii_case(header.as_str()));
        if let (Some(header), Ok(value)) = (header, HeaderValue::try_from(value)) {
            self.insert(header.clone(), value);
        }
    }
}

/// Visits a JSON value of any type.
struct Any<T>(PhantomData<T>);

/// A type that any JSON value can be read as.
trait Lenient: Default {
    fn from_text(_: String) -> Self {
        Self::default()
    }

    fn from_flag(_: bool) -> Self {
        Self::default()
    }

    fn from_other() -> Self {
        Self::default()
    }

    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::from_other())
    }
}

impl Lenient for Scalar {
    fn from_text(text: String) -> Self {
        Self::Text(text)
    }

    fn from_flag(flag: bool) -> Self {
        Self::Flag(flag)
    }

    fn from_other() -> Self {
        Self::Other
    }
}

impl<T: for<'de> Deserialize<'de> + Default> Lenient for Object<T> {
    fn from_map<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Self)
    }
}

impl<T: Take + Default> Lenient for Members<T> {
    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        let mut members = T::default();
        while let Some(name) = map.next_key::<String>()? {
            if !T::uses(&name) {
                map.next_value::<IgnoredAny>()?;
            } else if let Scalar::Text(value) = map.next_value()? {
                members.take(&name, value);
            }
        }
        Ok(Self(members))
    }
}

impl<'de, T: Lenient> Visitor<'de> for Any<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<T, E> {
        Ok(T::from_flag(flag))
    }

    fn visit_i64<E>(self, _: i64) -> Result<T, E> {
        Ok(T::from_other())
    }

    fn visit_u64<E>(self, _: u64) -> Result<T, E> {
        Ok(T::from_other())
    }

    fn visit_f64<E>(self, _: f64) -> Result<T, E> {
        Ok(T::from_other())
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::from_text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<T, E> {
        Ok(T::from_text(text))
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::from_other())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<T, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(T::from_other())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::from_map(map)
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any(PhantomData))
    }
}

impl<'de, T: for<'any> Deserialize<'any> + Default> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any(PhantomData))
    }
}

impl<'de, T: Take + Default> Deserialize<'de> for Members<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any(PhantomData))
    }
}
