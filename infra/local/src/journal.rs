//! The last executions, in memory.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use profiling_service::clock::Clock;

use crate::execution::{Event, Execution, FormRequest, Outcome, Step};

/// How many executions are kept.
const EXECUTIONS: usize = 50;
/// How many steps of one execution are kept, should a form be sent over and over.
const STEPS: usize = 200;
/// How many requests to the form that belong to no login are kept.
const STRAYS: usize = 20;

/// The record of the last logins.
pub(crate) struct Journal {
    clock: Arc<dyn Clock>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    count: u64,
    executions: VecDeque<Execution>,
    strays: VecDeque<Step>,
    /// Which execution a login state belongs to, spent states included.
    states: HashMap<String, u64>,
}

impl Journal {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, kept: Mutex::default() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens the record of a login; answers its number.
    pub(crate) fn begin(&self, protocol: &'static str) -> u64 {
        let mut kept = self.kept();
        kept.count += 1;
        let id = kept.count;
        let execution = Execution {
            id,
            started_at: self.clock.now(),
            protocol,
            user: None,
            outcome: Outcome::Running,
            steps: Vec::new(),
        };
        kept.executions.push_back(execution);
        if kept.executions.len() > EXECUTIONS {
            kept.executions.pop_front();
            let oldest = id.saturating_sub(EXECUTIONS as u64);
            kept.states.retain(|_, execution| *execution > oldest);
        }
        id
    }

    fn change(&self, id: u64, change: impl FnOnce(&mut Execution)) {
        if let Some(execution) = self.kept().executions.iter_mut().find(|execution| execution.id == id) {
            change(execution);
        }
    }

    pub(crate) fn step(&self, id: u64, event: Event) {
        let at = self.clock.now();
        self.change(id, |execution| {
            if execution.steps.len() < STEPS {
                execution.steps.push(Step { at, event });
            }
        });
    }

    pub(crate) fn name_user(&self, id: u64, email: &str) {
        self.change(id, |execution| execution.user = Some(email.to_owned()));
    }

    pub(crate) fn end(&self, id: u64, outcome: Outcome) {
        self.change(id, |execution| execution.outcome = outcome);
    }

    /// From now on, what carries this login state belongs to this execution.
    pub(crate) fn bind(&self, id: u64, state: &str) {
        self.kept().states.insert(state.to_owned(), id);
    }

    /// The execution that a login state belongs to, spent or not.
    pub(crate) fn find(&self, state: &str) -> Option<u64> {
        self.kept().states.get(state).copied()
    }

    /// Records a request to the form with the login that its state belongs to.
    pub(crate) fn form(&self, state: Option<&str>, request: FormRequest) {
        if let Some(id) = state.and_then(|state| self.find(state)) {
            return self.step(id, Event::Form(request));
        }
        let step = Step { at: self.clock.now(), event: Event::Form(request) };
        let mut kept = self.kept();
        kept.strays.push_front(step);
        kept.strays.truncate(STRAYS);
    }

    /// All executions that are kept, the newest first.
    pub(crate) fn executions(&self) -> Vec<Execution> {
        self.kept().executions.iter().rev().cloned().collect()
    }

    /// The last requests to the form that belong to no login, the newest first.
    pub(crate) fn strays(&self) -> Vec<Step> {
        self.kept().strays.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use profiling_service::clock::ManualClock;

    use super::*;

    fn request() -> FormRequest {
        FormRequest {
            method: "GET".to_owned(),
            path: "/forms/profile".to_owned(),
            status: 200,
            outcome: None,
            log: Vec::new(),
            received: None,
            signed: None,
        }
    }

    #[test]
    fn only_the_last_executions_are_kept_and_old_states_are_forgotten() {
        let journal = Journal::new(Arc::new(ManualClock::at(1_800_000_000)));
        for number in 1..=EXECUTIONS + 3 {
            let id = journal.begin("oidc-basic-profile");
            journal.bind(id, &format!("state-{number}"));
        }
        let ids: Vec<u64> = journal.executions().iter().map(|execution| execution.id).collect();
        assert_eq!((ids.len(), ids[0], ids[EXECUTIONS - 1]), (50, 53, 4));
        assert_eq!((journal.find("state-3"), journal.find("state-4")), (None, Some(4)));
    }

    #[test]
    fn a_request_to_the_form_belongs_to_the_login_whose_state_it_carries() {
        let journal = Journal::new(Arc::new(ManualClock::at(1_800_000_000)));
        let id = journal.begin("oidc-basic-profile");
        journal.bind(id, "known");
        journal.form(Some("known"), request());
        journal.form(Some("unknown"), request());
        journal.form(None, request());
        assert_eq!(journal.executions()[0].steps.len(), 1);
        assert_eq!(journal.strays().len(), 2);
    }
}
