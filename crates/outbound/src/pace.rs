//! One request at a time to each host, and not too many a second.

use crate::Clock;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Gives each host its turns.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    interval: Duration,
    hosts: Mutex<FxHashMap<String, Arc<Mutex<Turns>>>>,
}

#[derive(Debug, Default)]
struct Turns {
    /// The next turn begins at this time or later.
    next: Option<Duration>,
    /// What the host itself asks for, if more.
    interval: Duration,
}

impl Pace {
    pub(crate) fn new(a_second: Option<f64>) -> Self {
        let interval = a_second
            .filter(|rate| *rate > 0.0)
            .map_or(Duration::ZERO, |rate| Duration::from_secs_f64(1.0 / rate));
        Self {
            interval,
            hosts: Mutex::default(),
        }
    }

    /// Does `deed` at the host's next turn; whoever else asks for the host waits until it is done.
    pub(crate) fn at_turn<T>(&self, host: &str, clock: &dyn Clock, deed: impl FnOnce() -> T) -> T {
        let turns = self.turns(host);
        let mut turns = turns.lock().unwrap_or_else(PoisonError::into_inner);
        let interval = self.interval.max(turns.interval);
        if !interval.is_zero() {
            let now = clock.elapsed();
            let due = turns.next.unwrap_or(now);
            if due > now {
                clock.wait(due.saturating_sub(now));
            }
            // Counted from when it was due, so that waking a little late each time does not add up; a host that was
            // left alone for long does not save turns for later.
            let began = if now > due + interval { now } else { due };
            turns.next = Some(began + interval);
        }
        deed()
    }

    /// The host asks for at least this much time between requests.
    pub(crate) fn slow(&self, host: &str, interval: Duration) {
        let turns = self.turns(host);
        turns
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .interval = interval;
    }

    fn turns(&self, host: &str) -> Arc<Mutex<Turns>> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.entry(host.to_owned()).or_default().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Still;

    /// Seconds that `requests` take when each takes `each`.
    fn seconds(pace: &Pace, requests: u32, each: Duration) -> f64 {
        let clock = Still::default();
        for _ in 0..requests {
            pace.at_turn("a.example", &clock, || clock.wait(each));
        }
        clock.elapsed().as_secs_f64()
    }

    #[test]
    fn ten_a_second_are_ten_a_second_to_within_a_twentieth() {
        for each in [0, 3, 40, 99] {
            let took = seconds(&Pace::new(Some(10.0)), 1_000, Duration::from_millis(each));
            let rate = 1_000.0 / took;
            assert!((9.5..=10.5).contains(&rate), "{rate} a second");
        }
    }

    #[test]
    fn a_slow_host_is_not_asked_in_a_burst_afterwards() {
        let clock = Still::default();
        let pace = Pace::new(Some(10.0));
        pace.at_turn("a.example", &clock, || clock.wait(Duration::from_mins(1)));
        let mut began = Vec::new();
        for _ in 0..3 {
            pace.at_turn("a.example", &clock, || began.push(clock.elapsed()));
        }
        let gaps: Vec<u128> = began
            .windows(2)
            .map(|w| w[1].abs_diff(w[0]).as_millis())
            .collect();
        assert_eq!(gaps, [100, 100]);
    }

    #[test]
    fn hosts_do_not_wait_for_each_other_and_may_ask_for_more_time() {
        let clock = Still::default();
        let pace = Pace::new(Some(10.0));
        pace.at_turn("a.example", &clock, || {});
        pace.at_turn("b.example", &clock, || {});
        assert_eq!(clock.elapsed(), Duration::ZERO);
        pace.slow("b.example", Duration::from_secs(2));
        pace.at_turn("b.example", &clock, || {});
        pace.at_turn("b.example", &clock, || {});
        assert_eq!(clock.elapsed().as_millis(), 2_100);
    }

    #[test]
    fn switched_off_nothing_waits() {
        let took = seconds(&Pace::new(None), 1_000, Duration::ZERO);
        assert!(took.abs() < f64::EPSILON);
    }
}
