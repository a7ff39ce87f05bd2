//! The tenant's state: users, sessions, pending logins, codes and tokens.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};

use crate::incoming::Pairs;
use crate::reply::opaque;
use crate::user::{User, Writes};

/// The lifetime of a login from /authorize, as in Auth0.
pub(super) const LOGIN_LIFETIME: Duration = Duration::from_hours(1);
/// The lifetime of a code.
const CODE_LIFETIME: Duration = Duration::from_mins(10);
/// The maximum number of pending logins of a browser. A new login replaces the oldest.
const LOGINS_A_BROWSER: usize = 10;
/// The maximum number of pending logins, for clients without cookies.
const LOGINS: usize = 1_000;

/// The tenant's state in memory.
pub(super) struct Store {
    pub(super) users: Vec<User>,
    pub(super) sessions: HashMap<String, Session>,
    /// The logins on the login page, by the page's state.
    pub(super) on_login_page: Logins,
    /// The logins that the Action has redirected, by the login state for /continue.
    pub(super) redirected: Logins,
    codes: HashMap<String, Code>,
    access_tokens: HashMap<String, String>,
    refresh_tokens: HashMap<String, RefreshToken>,
}

/// A browser session of a user.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) user_id: String,
    pub(super) authenticated_at: SystemTime,
}

/// A login, from /authorize to the callback, or a token request.
#[derive(Clone)]
pub(super) struct Login {
    /// The number of its execution in the journal.
    pub(super) execution: u64,
    /// The id of the browser that started the login.
    pub(super) browser: String,
    pub(super) started: SystemTime,
    pub(super) protocol: &'static str,
    /// The parameters of /authorize or of the token request.
    pub(super) parameters: Pairs,
    /// The callback URL; empty for token requests.
    pub(super) redirect_uri: String,
    /// `None` until the user is identified.
    pub(super) session: Option<Session>,
    /// `event.transaction.metadata`, which is preserved across the redirect.
    pub(super) metadata: Map<String, Value>,
    /// The metadata changes of the Action, written at the end.
    pub(super) writes: Writes,
}

impl Login {
    pub(super) fn is_expired(&self, now: SystemTime) -> bool {
        now.duration_since(self.started).is_ok_and(|age| age >= LOGIN_LIFETIME)
    }

    pub(super) fn has_prompt(&self, prompt: &str) -> bool {
        self.parameters.words("prompt").iter().any(|word| word == prompt)
    }
}

/// Pending logins by their state, which is valid once.
#[derive(Default)]
pub(super) struct Logins(HashMap<String, Login>);

impl Logins {
    /// Stores a login; returns its new state.
    pub(super) fn park(&mut self, login: Login) -> String {
        let of_browser = self.0.values().filter(|other| other.browser == login.browser).count();
        if of_browser >= LOGINS_A_BROWSER {
            self.drop_oldest(|other| other.browser == login.browser);
        } else if self.0.len() >= LOGINS {
            self.drop_oldest(|_| true);
        }
        let state = opaque();
        self.0.insert(state.clone(), login);
        state
    }

    fn drop_oldest(&mut self, of: impl Fn(&Login) -> bool) {
        let oldest = self.0.iter().filter(|(_, login)| of(login)).min_by_key(|(_, login)| login.execution);
        if let Some(state) = oldest.map(|(state, _)| state.clone()) {
            self.0.remove(&state);
        }
    }

    pub(super) fn get(&self, state: &str) -> Option<&Login> {
        self.0.get(state)
    }

    /// Removes and returns a login, which invalidates its state.
    pub(super) fn take(&mut self, state: &str) -> Option<Login> {
        self.0.remove(state)
    }
}

/// A code that the app can exchange once.
pub(super) struct Code {
    pub(super) user_id: String,
    pub(super) redirect_uri: String,
    pub(super) scope: String,
    pub(super) made_at: SystemTime,
}

/// The login of a refresh token.
#[derive(Clone)]
pub(super) struct RefreshToken {
    pub(super) user_id: String,
    pub(super) scope: String,
    pub(super) authenticated_at: SystemTime,
}

impl Store {
    pub(super) fn new(users: Vec<User>) -> Self {
        Self {
            users,
            sessions: HashMap::new(),
            on_login_page: Logins::default(),
            redirected: Logins::default(),
            codes: HashMap::new(),
            access_tokens: HashMap::new(),
            refresh_tokens: HashMap::new(),
        }
    }

    pub(super) fn user(&self, user_id: &str) -> Option<&User> {
        self.users.iter().find(|user| user.user_id == user_id)
    }

    pub(super) fn user_mut(&mut self, user_id: &str) -> Option<&mut User> {
        self.users.iter_mut().find(|user| user.user_id == user_id)
    }

    pub(super) fn user_by_email(&self, email: &str) -> Option<&User> {
        self.users.iter().find(|user| user.email.eq_ignore_ascii_case(email))
    }

    /// The session of a cookie, if its user still exists.
    pub(super) fn session(&self, cookie: Option<&str>) -> Option<&Session> {
        let session = self.sessions.get(cookie?)?;
        self.user(&session.user_id).map(|_| session)
    }

    pub(super) fn issue_code(&mut self, code: Code) -> String {
        let text = opaque();
        let now = code.made_at;
        self.codes.retain(|_, other| now.duration_since(other.made_at).is_ok_and(|age| age < CODE_LIFETIME));
        self.codes.insert(text.clone(), code);
        text
    }

    /// Redeems a code. Returns `None` if it is unknown, used, expired, or for another callback.
    pub(super) fn redeem_code(&mut self, code: &str, redirect_uri: &str, now: SystemTime) -> Option<Code> {
        let code = self.codes.remove(code)?;
        let fresh = now.duration_since(code.made_at).is_ok_and(|age| age < CODE_LIFETIME);
        (fresh && code.redirect_uri == redirect_uri).then_some(code)
    }

    pub(super) fn issue_access_token(&mut self, user_id: &str) -> String {
        let token = opaque();
        self.access_tokens.insert(token.clone(), user_id.to_owned());
        token
    }

    pub(super) fn user_of_access_token(&self, token: &str) -> Option<&User> {
        self.user(self.access_tokens.get(token)?)
    }

    pub(super) fn issue_refresh_token(&mut self, token: RefreshToken) -> String {
        let text = opaque();
        self.refresh_tokens.insert(text.clone(), token);
        text
    }

    pub(super) fn refresh_token(&self, token: &str) -> Option<&RefreshToken> {
        self.refresh_tokens.get(token)
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    fn login(browser: &str, execution: u64) -> Login {
        Login {
            execution,
            browser: browser.to_owned(),
            started: UNIX_EPOCH,
            protocol: "oidc-basic-profile",
            parameters: Pairs::default(),
            redirect_uri: String::new(),
            session: None,
            metadata: Map::new(),
            writes: Writes::default(),
        }
    }

    #[test]
    fn a_state_is_valid_once() {
        let mut logins = Logins::default();
        let state = logins.park(login("a", 1));
        assert!(logins.take(&state).is_some());
        assert!(logins.take(&state).is_none());
    }

    #[test]
    fn the_eleventh_login_of_a_browser_replaces_its_first() {
        let mut logins = Logins::default();
        let other = logins.park(login("b", 0));
        let states: Vec<String> = (1..=11).map(|execution| logins.park(login("a", execution))).collect();
        assert!(logins.get(&states[0]).is_none());
        assert!(logins.get(&states[1]).is_some() && logins.get(&states[10]).is_some());
        assert!(logins.get(&other).is_some(), "another browser's login stays");
    }

    #[test]
    fn a_login_expires_after_an_hour() {
        let login = login("a", 1);
        assert!(!login.is_expired(UNIX_EPOCH + Duration::from_secs(3_599)));
        assert!(login.is_expired(UNIX_EPOCH + LOGIN_LIFETIME));
    }

    #[test]
    fn a_code_is_valid_once_for_ten_minutes_and_for_its_callback() {
        let late = UNIX_EPOCH + CODE_LIFETIME;
        for (redirect_uri, now, good) in [
            ("http://app/", UNIX_EPOCH, true),
            ("http://other/", UNIX_EPOCH, false),
            ("http://app/", late, false),
        ] {
            let mut store = Store::new(User::samples());
            let code = store.issue_code(Code {
                user_id: "auth0|1".to_owned(),
                redirect_uri: "http://app/".to_owned(),
                scope: String::new(),
                made_at: UNIX_EPOCH,
            });
            assert_eq!(store.redeem_code(&code, redirect_uri, now).is_some(), good);
            assert!(store.redeem_code(&code, "http://app/", UNIX_EPOCH).is_none());
        }
    }
}
