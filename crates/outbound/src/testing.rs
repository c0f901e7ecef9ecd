//! What the tests of this crate share.

use crate::Clock;
use jiff::Timestamp;
use std::sync::Mutex;
use std::time::Duration;

/// A clock that stands still until somebody waits.
#[derive(Debug, Default)]
pub(crate) struct Still(Mutex<Duration>);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH + jiff::SignedDuration::try_from(self.elapsed()).unwrap()
    }

    fn elapsed(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    fn wait(&self, duration: Duration) {
        *self.0.lock().unwrap() += duration;
    }

    fn chance(&self) -> f64 {
        0.5
    }
}
