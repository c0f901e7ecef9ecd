//! Time and chance, passed in: the binary has the real ones, tests have their own.

use jiff::Timestamp;
use std::time::Duration;

/// What tells the moment, measures, waits and throws dice.
pub trait Clock: Send + Sync {
    /// The moment.
    fn now(&self) -> Timestamp;
    /// Time passed since some fixed start; never goes back.
    fn elapsed(&self) -> Duration;
    /// Comes back when this much time has passed.
    fn wait(&self, duration: Duration);
    /// A number from 0 up to, not including, 1: so that many who were refused at once do not come back at once.
    fn chance(&self) -> f64;
}
