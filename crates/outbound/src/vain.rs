//! How long each host was waited for in vain, so that one which never answers is not waited for all day.
//!
//! Always: what counts is the time spent on requests that came to nothing and on the pauses after them, whatever they
//! asked for; an answer, whatever it says, settles it.

use rustc_hash::FxHashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Time spent in vain, by host.
#[derive(Debug, Default)]
pub(crate) struct Vain(Mutex<FxHashMap<String, Duration>>);

impl Vain {
    /// What is left of `most` for `host`; none when it is used up.
    pub(crate) fn left(&self, host: &str, most: Duration) -> Option<Duration> {
        let spent = self.hosts().get(host).copied().unwrap_or_default();
        most.checked_sub(spent).filter(|left| !left.is_zero())
    }

    /// So much time was spent on `host` in vain.
    pub(crate) fn spent(&self, host: &str, time: Duration) {
        *self.hosts().entry(host.to_owned()).or_default() += time;
    }

    /// The host answers.
    pub(crate) fn answered(&self, host: &str) {
        self.hosts().remove(host);
    }

    fn hosts(&self) -> MutexGuard<'_, FxHashMap<String, Duration>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_in_vain_adds_up_for_each_host_until_it_answers() {
        let (vain, most) = (Vain::default(), Duration::from_mins(2));
        assert_eq!(vain.left("a.example", most), Some(most));
        vain.spent("a.example", Duration::from_secs(75));
        assert_eq!(vain.left("a.example", most), Some(Duration::from_secs(45)));
        vain.spent("a.example", Duration::from_secs(75));
        assert_eq!(vain.left("a.example", most), None);
        assert_eq!(vain.left("b.example", most), Some(most));
        vain.answered("a.example");
        assert_eq!(vain.left("a.example", most), Some(most));
    }
}
