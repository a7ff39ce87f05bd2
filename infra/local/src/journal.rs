//! The records of the last logins, in memory.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use profiling_service::clock::Clock;

use crate::execution::{Event, Execution, FormRequest, Outcome, Step};

/// The maximum number of stored executions.
const EXECUTIONS: usize = 50;
/// The maximum number of stored steps of an execution, for a form that is submitted repeatedly.
const STEPS: usize = 200;
/// The maximum number of stored form requests without a login.
const STRAYS: usize = 20;

/// The records of the last logins.
pub(crate) struct Journal {
    clock: Arc<dyn Clock>,
    records: Mutex<Records>,
}

#[derive(Default)]
struct Records {
    count: u64,
    executions: VecDeque<Execution>,
    strays: VecDeque<Step>,
    /// The execution of each login state, used states included.
    states: HashMap<String, u64>,
}

impl Journal {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, records: Mutex::default() }
    }

    fn records(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the record of a login; returns its number.
    pub(crate) fn begin(&self, protocol: &'static str) -> u64 {
        let mut records = self.records();
        records.count += 1;
        let id = records.count;
        let execution = Execution {
            id,
            started_at: self.clock.now(),
            protocol,
            user: None,
            outcome: Outcome::Running,
            steps: Vec::new(),
        };
        records.executions.push_back(execution);
        if records.executions.len() > EXECUTIONS {
            records.executions.pop_front();
            let oldest = id.saturating_sub(EXECUTIONS as u64);
            records.states.retain(|_, execution| *execution > oldest);
        }
        id
    }

    fn change(&self, id: u64, change: impl FnOnce(&mut Execution)) {
        if let Some(execution) = self.records().executions.iter_mut().find(|execution| execution.id == id) {
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

    /// Assigns later requests with this login state to the execution.
    pub(crate) fn bind(&self, id: u64, state: &str) {
        self.records().states.insert(state.to_owned(), id);
    }

    /// The execution of a login state, used or not.
    pub(crate) fn find(&self, state: &str) -> Option<u64> {
        self.records().states.get(state).copied()
    }

    /// Records a request to the form with the login of its state.
    pub(crate) fn form(&self, state: Option<&str>, request: FormRequest) {
        if let Some(id) = state.and_then(|state| self.find(state)) {
            return self.step(id, Event::Form(request));
        }
        let step = Step { at: self.clock.now(), event: Event::Form(request) };
        let mut records = self.records();
        records.strays.push_front(step);
        records.strays.truncate(STRAYS);
    }

    /// The stored executions, newest first.
    pub(crate) fn executions(&self) -> Vec<Execution> {
        self.records().executions.iter().rev().cloned().collect()
    }

    /// The last form requests without a login, newest first.
    pub(crate) fn strays(&self) -> Vec<Step> {
        self.records().strays.iter().cloned().collect()
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
            opened: None,
        }
    }

    #[test]
    fn only_the_last_executions_and_their_states_are_stored() {
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
    fn a_request_to_the_form_belongs_to_the_login_of_its_state() {
        let journal = Journal::new(Arc::new(ManualClock::at(1_800_000_000)));
        let id = journal.begin("oidc-basic-profile");
        journal.bind(id, "state-1");
        journal.form(Some("state-1"), request());
        journal.form(Some("state-2"), request());
        journal.form(None, request());
        assert_eq!(journal.executions()[0].steps.len(), 1);
        assert_eq!(journal.strays().len(), 2);
    }
}
