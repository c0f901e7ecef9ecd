//! Who is signed in. The secret that a browser shows is kept as its hash only.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

/// How long a session lasts: one working day.
pub const LASTS: SignedDuration = SignedDuration::from_hours(10);
/// The most sessions at a time. Past it, the one that would end first ends.
const MOST: usize = 1_000;

/// A session of the steward with this number.
struct Session {
    steward: usize,
    until: Timestamp,
}

/// All sessions.
#[derive(Default)]
pub struct Sessions(HashMap<[u8; 32], Session>);

fn key(secret: &[u8; 32]) -> [u8; 32] {
    Sha256::digest(secret).into()
}

impl Sessions {
    /// Begins a session.
    pub fn begin(&mut self, secret: &[u8; 32], steward: usize, now: Timestamp) {
        self.0.retain(|_, session| session.until > now);
        if self.0.len() >= MOST {
            let first = self.0.iter().min_by_key(|(_, s)| s.until).map(|(k, _)| *k);
            if let Some(first) = first {
                self.0.remove(&first);
            }
        }
        let until = now.checked_add(LASTS).unwrap_or(now);
        self.0.insert(key(secret), Session { steward, until });
    }

    /// The number of the steward who shows this secret.
    pub fn find(&self, secret: &[u8; 32], now: Timestamp) -> Option<usize> {
        // Looked up by a hash of what was shown: how long that takes tells nothing about secrets that exist.
        let session = self.0.get(&key(secret))?;
        (session.until > now).then_some(session.steward)
    }

    /// Ends a session.
    pub fn end(&mut self, secret: &[u8; 32]) {
        self.0.remove(&key(secret));
    }
}
