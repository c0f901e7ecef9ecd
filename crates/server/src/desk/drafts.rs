//! Where stewards are in the questions, and what they had typed: in memory, so that nothing half done is lost.

use directory::QuestionId;
use std::collections::HashMap;

/// The most half-typed reasons at a time. Past it, no more are kept.
const MOST: usize = 1_000;

/// What is half done, by the opaque id of the steward.
#[derive(Default)]
pub struct Drafts {
    reasons: HashMap<(String, QuestionId), String>,
    places: HashMap<String, QuestionId>,
}

impl Drafts {
    /// Keeps what was typed about a question; nothing typed forgets it.
    pub fn keep(&mut self, steward: &str, id: QuestionId, reason: &str) {
        let key = (steward.to_owned(), id);
        if reason.is_empty() {
            self.reasons.remove(&key);
        } else if self.reasons.len() < MOST || self.reasons.contains_key(&key) {
            self.reasons.insert(key, reason.to_owned());
        }
    }

    /// What was typed about a question.
    pub fn reason(&self, steward: &str, id: QuestionId) -> String {
        let key = (steward.to_owned(), id);
        self.reasons.get(&key).cloned().unwrap_or_default()
    }

    /// Remembers where a steward was led.
    pub fn led_to(&mut self, steward: &str, id: QuestionId) {
        self.places.insert(steward.to_owned(), id);
    }

    /// Where a steward was led last.
    pub fn place(&self, steward: &str) -> Option<QuestionId> {
        self.places.get(steward).copied()
    }
}
