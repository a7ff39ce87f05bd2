//! The users page.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use maud::html;

use super::{Tenant, clock};
use crate::incoming::Incoming;
use crate::reply::{self, Reply, redirect};
use crate::user::User;

/// The maximum number of users on the page. A search finds the others.
const SHOWN: usize = 50;

pub(super) async fn get(State(tenant): State<Arc<Tenant>>, incoming: Incoming) -> Reply {
    let search = incoming.query.get("search").unwrap_or_default().trim();
    let users = tenant.users();
    let found: Vec<&User> =
        users.iter().filter(|user| user.email.to_lowercase().contains(&search.to_lowercase())).collect();
    let storage = match &tenant.state_file {
        Some(path) => format!("Users are stored in {}.", path.display()),
        None => "Users are stored in memory. A restart resets them to the test users.".to_owned(),
    };
    let content = html! {
        p { (storage) }
        (clock::section(&tenant))
        @if users.len() > SHOWN || !search.is_empty() {
            form action="/users" role="search" {
                label for="search" { "Email address contains" }
                input id="search" name="search" type="search" autocomplete="off" spellcheck="false" value=(search);
                p { button.second { "Search" } }
            }
            p role="status" { (found.len()) " of " (users.len()) " users match. At most " (SHOWN) " are shown." }
        }
        @for user in found.iter().take(SHOWN) {
            section.card aria-labelledby=(user.user_id) {
                h2 id=(user.user_id) { (user.email) }
                dl {
                    dt { "user_id" } dd { (user.user_id) }
                    dt { "logins_count" } dd { (user.logins_count) }
                    dt { "created_at" } dd { (user.created_at) }
                }
                h3 { "user_metadata" }
                pre { (pretty(&user.user_metadata)) }
                h3 { "app_metadata" }
                pre { (pretty(&user.app_metadata)) }
                details {
                    summary aria-label={ "Change this user: " (user.email) } { "Change this user" }
                    form method="post" action="/users/change" {
                        input type="hidden" name="user_id" value=(user.user_id);
                        label for={ "json-" (user.user_id) } { "The user as JSON" }
                        textarea id={ "json-" (user.user_id) } name="user" rows="16" spellcheck="false" autocomplete="off"
                            aria-label={ "The user as JSON: " (user.email) } {
                            (pretty(user))
                        }
                        p { button.second aria-label={ "Save " (user.email) } { "Save" } }
                    }
                }
                p { a href={ "/plan?" (query(user)) } aria-label={ "Next logins of " (user.email) } { "Next logins" } }
                form method="post" action="/users/forget" {
                    input type="hidden" name="user_id" value=(user.user_id);
                    button.second aria-label={ "Delete answers of " (user.email) } { "Delete answers" }
                }
            }
        }
    };
    reply::html(StatusCode::OK, tenant.page("Users", &content))
}

pub(super) async fn json(State(tenant): State<Arc<Tenant>>) -> Reply {
    reply::json(StatusCode::OK, &tenant.users())
}

/// Deletes a user's `user_metadata` and the Action's record of the forms, so that the next login shows the
/// form again.
pub(super) async fn forget(State(tenant): State<Arc<Tenant>>, incoming: Incoming) -> Reply {
    let forgotten = {
        let mut store = tenant.store();
        let user = store.user_mut(incoming.body.get("user_id").unwrap_or_default());
        user.map(User::forget_answers).is_some()
    };
    if !forgotten {
        return tenant.problem(
            StatusCode::BAD_REQUEST,
            "Unknown user",
            "There is no user with this user_id.",
        );
    }
    tenant.save();
    redirect("/users")
}

/// Replaces a user with the JSON of the parameter `user`.
pub(super) async fn change(State(tenant): State<Arc<Tenant>>, incoming: Incoming) -> Reply {
    let changed = {
        let mut store = tenant.store();
        let user = store.user_mut(incoming.body.get("user_id").unwrap_or_default());
        let user = user.ok_or_else(|| "There is no user with this user_id.".to_owned());
        user.and_then(|user| {
            *user = user.changed(incoming.body.get("user").unwrap_or_default())?;
            Ok(())
        })
    };
    if let Err(reason) = changed {
        return tenant.problem(StatusCode::BAD_REQUEST, "The user was not changed", &reason);
    }
    tenant.save();
    redirect("/users")
}

/// The query that selects a user.
fn query(user: &User) -> String {
    url::form_urlencoded::Serializer::new(String::new()).append_pair("user_id", &user.user_id).finish()
}

/// Indented JSON.
pub(super) fn pretty(value: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
