//! The one place that reads the clock and makes randomness.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// The time zone of every wall clock in the product.
fn england() -> TimeZone {
    TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC)
}

/// The moment, and the day that `--today` may have set.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    today: Option<Date>,
}

impl Clock {
    pub fn new(today: Option<Date>) -> Self {
        Self { today }
    }

    /// Now.
    #[expect(clippy::disallowed_methods, reason = "the clock enters here")]
    #[expect(clippy::unused_self, reason = "who has no clock cannot tell the time")]
    pub fn now(self) -> Timestamp {
        Timestamp::now()
    }

    /// The wall clock in England: the time of day is real, the day may be set.
    pub fn wall(self) -> DateTime {
        let wall = self.now().to_zoned_datetime(england()).datetime();
        match self.today {
            Some(today) => today.to_datetime(wall.time()),
            None => wall,
        }
    }

    /// The day in England.
    pub fn today(self) -> Date {
        self.wall().date()
    }
}

/// Time and chance for what fetches from outside.
pub struct Outdoors {
    clock: Clock,
    began: std::time::Instant,
}

impl Outdoors {
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            began: std::time::Instant::now(),
        }
    }
}

impl directory::live::Clock for Outdoors {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn elapsed(&self) -> std::time::Duration {
        self.began.elapsed()
    }

    fn wait(&self, duration: std::time::Duration) {
        std::thread::sleep(duration);
    }

    fn chance(&self) -> f64 {
        let mut bytes = [0; 4];
        entropy()(&mut bytes);
        f64::from(u32::from_le_bytes(bytes)) / (f64::from(u32::MAX) + 1.0)
    }
}

/// Salts and keys for the log, from the operating system.
pub fn entropy() -> directory::Entropy {
    Box::new(fill)
}

/// What nobody can guess, for those who sign in.
pub fn random() -> server::Random {
    std::sync::Arc::new(fill)
}

fn fill(bytes: &mut [u8]) {
    #[expect(clippy::disallowed_methods, reason = "randomness enters here")]
    if getrandom::fill(bytes).is_err() {
        // Salts that can be guessed would betray what was erased: there is no going on without them.
        eprintln!("fingerpost: the operating system gives no randomness; nothing more was written");
        std::process::exit(3);
    }
}
