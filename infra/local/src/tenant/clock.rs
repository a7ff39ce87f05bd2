//! The clock of the emulator, on the users page.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use maud::{Markup, html};

use super::Tenant;
use crate::incoming::Incoming;
use crate::moment::iso;
use crate::movable_clock::MAX_DAYS;
use crate::reply::{Reply, redirect};

/// The steps by which the clock can be moved, in days.
const STEPS: [(u64, &str); 3] = [(1, "1 day"), (7, "1 week"), (30, "30 days")];

/// The time, and buttons that move it.
pub(super) fn section(tenant: &Tenant) -> Markup {
    html! {
        section.card aria-labelledby="clock" {
            h2 id="clock" { "Clock" }
            p role="status" {
                (iso(tenant.clock.now()))
                @match &tenant.movable_clock {
                    Some(clock) if clock.days_ahead() > 0 => { ", " (clock.distance()) }
                    Some(_) => {}
                    None => { ", which cannot be moved, because the form has another gateway" }
                }
            }
            @if let Some(clock) = &tenant.movable_clock {
                p { "Move the clock to see what a user is asked later. A login that is in progress then expires." }
                form method="post" action="/clock" {
                    @for (days, label) in STEPS {
                        button.second name="days" value=(days) { "Forward by " (label) }
                        " "
                    }
                    @if clock.days_ahead() > 0 { button.second name="days" value="0" { "Back to the present" } }
                }
            }
        }
    }
}

/// Moves the clock by the parameter `days`; 0 sets it to the present again.
pub(super) async fn post(State(tenant): State<Arc<Tenant>>, incoming: Incoming) -> Reply {
    let days = incoming.body.get("days").and_then(|days| days.parse().ok()).filter(|days| *days <= MAX_DAYS);
    let (Some(clock), Some(days)) = (&tenant.movable_clock, days) else {
        return tenant.problem(
            StatusCode::BAD_REQUEST,
            "The clock was not moved",
            "It can be moved by 0 to 3,650 days, unless the form has another gateway.",
        );
    };
    match days {
        0 => clock.reset(),
        days => clock.advance(days),
    }
    let distance = Some(clock.distance()).filter(|distance| !distance.is_empty());
    tenant.terminal.note(&format!("the clock is {}", distance.as_deref().unwrap_or("in the present again")));
    redirect("/users")
}
