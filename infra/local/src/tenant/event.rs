//! The `event` of a post-login Action, without its secrets.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::time::SystemTime;

use axum::http::header;
use serde_json::{Map, Value, json};

use super::store::{Login, Session};
use super::{BROWSER, CLIENT_ID};
use crate::incoming::{Incoming, Pairs};
use crate::moment::iso;
use crate::user::{Connection, Organization, User, Writes};

/// The application that logs its users in with the tenant.
pub(crate) struct Client {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) callback: String,
    pub(super) logout_url: String,
    pub(super) metadata: BTreeMap<String, String>,
}

impl Client {
    /// The emulator's app, without its URLs.
    pub(crate) fn local(metadata: BTreeMap<String, String>) -> Self {
        let (callback, logout_url) = (String::new(), String::new());
        Self { id: CLIENT_ID, name: "Local app", callback, logout_url, metadata }
    }
}

/// The request data for an Action.
#[derive(Debug, Clone, Default)]
pub(super) struct RequestFacts {
    method: String,
    query: Pairs,
    body: Pairs,
    ip: String,
    user_agent: String,
    language: String,
}

impl RequestFacts {
    /// The data of the request itself, for /continue and for token requests.
    pub(super) fn of(incoming: &Incoming) -> Self {
        Self {
            method: incoming.method.to_string(),
            query: incoming.query.clone(),
            body: incoming.body.clone(),
            ip: incoming.ip.to_string(),
            user_agent: incoming.header(&header::USER_AGENT).unwrap_or_default().to_owned(),
            language: incoming.header(&header::ACCEPT_LANGUAGE).unwrap_or_default().to_owned(),
        }
    }

    /// The data for the first run of a login: the query of /authorize, not of the login page.
    pub(super) fn of_authorize(incoming: &Incoming, parameters: &Pairs) -> Self {
        Self {
            method: "GET".to_owned(),
            query: parameters.clone(),
            body: Pairs::default(),
            ..Self::of(incoming)
        }
    }
}

/// A login in the browser that no browser asked for.
pub(crate) struct SimulatedLogin {
    pub(crate) at: SystemTime,
    /// `event.transaction.metadata`.
    pub(crate) metadata: Map<String, Value>,
    /// The state of the request to /continue, and its session token.
    pub(crate) returned: Option<(String, Option<String>)>,
}

impl SimulatedLogin {
    /// Creates the event.
    pub(crate) fn event(&self, user: &User, client: &Client, hostname: &str) -> Value {
        let parameters = Pairs::from([
            ("client_id", client.id),
            ("response_type", "code"),
            ("scope", "openid profile email offline_access"),
        ]);
        let query = match &self.returned {
            None => parameters.clone(),
            Some((state, None)) => Pairs::from([("state", state.as_str())]),
            Some((state, Some(token))) => {
                Pairs::from([("state", state.as_str()), ("session_token", token.as_str())])
            }
        };
        let request = RequestFacts {
            method: "GET".to_owned(),
            query,
            ip: Ipv4Addr::LOCALHOST.to_string(),
            ..RequestFacts::default()
        };
        let session =
            Session { id: "simulated".to_owned(), user_id: user.user_id.clone(), authenticated_at: self.at };
        let login = Login {
            execution: 0,
            browser: String::new(),
            started: self.at,
            protocol: BROWSER,
            parameters,
            redirect_uri: client.callback.clone(),
            session: None,
            metadata: self.metadata.clone(),
            writes: Writes::default(),
        };
        event(&login, &session, user, client, hostname, &request)
    }
}

/// Some strategies of social identity providers.
const SOCIAL: [&str; 7] =
    ["apple", "facebook", "github", "google-oauth2", "linkedin", "twitter", "windowslive"];

/// Creates the event. `hostname` has a port, unlike Auth0's, because the origins of the emulator only differ
/// by their ports.
pub(super) fn event(
    login: &Login,
    session: &Session,
    user: &User,
    client: &Client,
    hostname: &str,
    request: &RequestFacts,
) -> Value {
    let parameters = &login.parameters;
    let Connection { name: connection, strategy } = &user.connection;
    let (_, identity) = user.user_id.split_once('|').unwrap_or(("", &user.user_id));
    let mut event = json!({
        "user": {
            "user_id": user.user_id,
            "email": user.email,
            "email_verified": true,
            "name": user.name,
            "nickname": user.email.split('@').next().unwrap_or_default(),
            "created_at": user.created_at,
            "updated_at": iso(session.authenticated_at),
            "identities": [{
                "connection": connection,
                "provider": strategy,
                "user_id": identity,
                "isSocial": SOCIAL.contains(&strategy.as_str()),
            }],
            "multifactor": [],
            "enrolledFactors": [],
            "user_metadata": user.user_metadata,
            "app_metadata": user.app_metadata,
        },
        "stats": { "logins_count": user.logins_count },
        "client": { "client_id": client.id, "name": client.name, "metadata": client.metadata },
        "connection": {
            "id": "con_0000000000000001",
            "name": connection,
            "strategy": strategy,
            "metadata": {},
        },
        "transaction": {
            "protocol": login.protocol,
            "requested_scopes": parameters.words("scope"),
            "ui_locales": parameters.words("ui_locales"),
            "prompt": parameters.words("prompt"),
            "acr_values": parameters.words("acr_values"),
            "metadata": login.metadata,
        },
        "request": {
            "hostname": hostname,
            "ip": request.ip,
            "method": request.method,
            "query": request.query.to_json(),
            "body": request.body.to_json(),
            "user_agent": request.user_agent,
            "language": request.language,
            "geoip": {},
        },
        "authentication": {
            "methods": [{ "name": "pwd", "timestamp": iso(session.authenticated_at) }],
        },
        "authorization": { "roles": user.roles },
        "tenant": { "id": "local" },
    });
    // The attributes that are already there are members of the user.
    for (name, value) in &user.profile {
        if event["user"].get(name).is_none() {
            event["user"][name] = value.clone();
        }
    }
    if let Some(country) = &user.country {
        event["request"]["geoip"] = json!({ "countryCode": country });
    }
    if let Some(Organization { id, name }) = &user.organization {
        event["organization"] = json!({ "id": id, "name": name, "display_name": name, "metadata": {} });
    }
    if login.protocol == super::BROWSER {
        event["session"] = json!({ "id": session.id, "authenticated_at": iso(session.authenticated_at) });
        event["transaction"]["redirect_uri"] = Value::from(login.redirect_uri.as_str());
        event["transaction"]["response_type"] = json!(["code"]);
        event["transaction"]["response_mode"] = Value::from("query");
        for name in ["state", "login_hint"] {
            if let Some(value) = parameters.get(name) {
                event["transaction"][name] = Value::from(value);
            }
        }
        if let Some(locale) = parameters.words("ui_locales").first() {
            event["transaction"]["locale"] = Value::from(locale.as_str());
        }
    }
    event
}
