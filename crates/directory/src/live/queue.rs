//! Which source is read when: one at a time from each host, a few hosts at once.
//!
//! Always: a host that takes long keeps nobody waiting, also not those whose sources become due meanwhile.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often it is looked for what became due.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// A host and the keys of the sources to be read from it, in their order.
pub(super) type Host = (String, Vec<String>);

/// The hosts to be read from.
pub(super) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    waiting: VecDeque<Host>,
    busy: Vec<String>,
    /// Hosts of what was due at the beginning that have not been read: as long as there is one, more is taken in.
    first: Vec<String>,
}

impl Queue {
    /// What was due at the beginning.
    pub fn new(hosts: VecDeque<Host>) -> Self {
        let state = State {
            first: hosts.iter().map(|(host, _)| host.clone()).collect(),
            waiting: hosts,
            busy: Vec::new(),
        };
        Self {
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    /// The next host to read from; none when what was due at the beginning has been read. Waits while others are being
    /// read from, and asks what became `due` at other hosts.
    pub fn next(&self, due: impl Fn() -> VecDeque<Host>) -> Option<Host> {
        let mut state = self.state();
        loop {
            let free = |(host, _): &Host| !state.busy.contains(host);
            let at = state.waiting.iter().position(free);
            if let Some(at) = at {
                let next = state.waiting.remove(at)?;
                state.busy.push(next.0.clone());
                return Some(next);
            }
            if state.first.is_empty() {
                return None;
            }
            let waited = self.changed.wait_timeout(state, LOOK_AGAIN);
            let (woken, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            state = woken;
            if timeout.timed_out() {
                let more = due();
                let new: Vec<Host> = more
                    .into_iter()
                    .filter(|(host, _)| {
                        !state.busy.contains(host)
                            && state.waiting.iter().all(|(other, _)| other != host)
                    })
                    .collect();
                state.waiting.extend(new);
            }
        }
    }

    /// What was to be read from `host` has been read.
    pub fn done(&self, host: &str) {
        let mut state = self.state();
        state.busy.retain(|other| other != host);
        state.first.retain(|other| other != host);
        self.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
