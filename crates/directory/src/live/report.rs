//! How a source that runs itself is doing, in plain words.

use crate::Error;
use jiff::Timestamp;
use model::{Feed, FeedKind};
use serde::{Deserialize, Serialize};
use store::{EntryCounts, FeedState};

/// A feed and how it is doing. Safe to show: keys in addresses are left out.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedReport {
    /// What lies there.
    pub kind: FeedKind,
    /// Where, without what follows the question mark.
    pub addresses: Vec<String>,
    /// Minutes from one reading to the next.
    pub every_minutes: u32,
    /// Hosts and networks that may be reached although they are not public.
    pub allowed: Vec<String>,
    /// When it is to be read next.
    pub due: Timestamp,
    /// When it was last tried.
    pub tried: Option<Timestamp>,
    /// When it was last read well.
    pub good: Option<Timestamp>,
    /// Tries since then that failed.
    pub failures: u32,
    /// How the last try went.
    pub outcome: Option<FeedOutcome>,
}

/// How one try of a feed went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeedOutcome {
    /// What came of it.
    pub end: FeedEnd,
    /// One plain sentence: what happened, and what to do where something is to be done.
    pub said: String,
    /// The run it gave, if it came to one.
    pub run: Option<u32>,
    /// What changed, if it came to a run.
    pub changed: Option<Changed>,
    /// What was wrong with the feed, the most frequent first.
    pub faults: Vec<FeedFault>,
    /// Requests made.
    pub requests: u64,
    /// Bytes received, as they came.
    pub bytes: u64,
}

/// What came of one try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeedEnd {
    /// Read whole, and believed.
    Good,
    /// The server said that nothing has changed; nothing was read.
    Unchanged,
    /// Read in part: what was read is believed, nothing is withdrawn.
    Partial,
    /// Read, and held for a person.
    Held,
    /// Not read. What was published before stays.
    Failed,
}

/// What a reading changed, in entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Never seen before.
    pub new: u64,
    /// Said something else than before.
    pub changed: u64,
    /// Said what they said before.
    pub unchanged: u64,
    /// No longer listed.
    pub withdrawn: u64,
}

impl From<EntryCounts> for Changed {
    fn from(counts: EntryCounts) -> Self {
        Self {
            new: counts.new,
            changed: counts.changed,
            unchanged: counts.unchanged,
            withdrawn: counts.withdrawn,
        }
    }
}

/// One kind of fault of a feed, as of `docs/faults-feeds.md`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedFault {
    /// The code of its rule, such as `FP421`.
    pub code: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub fix: String,
    /// How often.
    pub times: u64,
    /// Up to three places.
    pub examples: Vec<String>,
}

impl FeedReport {
    pub(crate) fn of(state: FeedState) -> Self {
        let Feed {
            kind,
            addresses,
            every_minutes,
            allowed,
            ignores_robots: _,
        } = state.feed;
        Self {
            kind,
            addresses: addresses.iter().map(|text| without_key(text)).collect(),
            every_minutes,
            allowed,
            due: state.due,
            tried: state.tried,
            good: state.good,
            failures: state.failures,
            outcome: state.outcome.as_deref().and_then(FeedOutcome::from_json),
        }
    }

    /// True when a person should look: the last try failed, is held, or was read in part.
    pub fn needs_a_person(&self) -> bool {
        let end = self.outcome.as_ref().map(|outcome| outcome.end);
        self.failures > 0
            || matches!(
                end,
                Some(FeedEnd::Held | FeedEnd::Partial | FeedEnd::Failed)
            )
    }

    /// How often it is read, such as "every 24 hours".
    pub fn how_often(&self) -> String {
        let minutes = self.every_minutes;
        match (minutes % 1_440, minutes % 60) {
            _ if minutes == 1_440 => "every day".to_owned(),
            (0, _) => format!("every {} days", minutes / 1_440),
            _ if minutes == 60 => "every hour".to_owned(),
            (_, 0) => format!("every {} hours", minutes / 60),
            _ => format!("every {minutes} minutes"),
        }
    }
}

impl FeedOutcome {
    pub(crate) fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    pub(crate) fn to_json(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(|problem| Error::Kept {
            what: "how a feed went",
            problem: problem.to_string(),
        })
    }
}

/// An address as it may be shown: what follows the question mark may be a key that only the operator knows.
fn without_key(address: &str) -> String {
    match address.split_once('?') {
        Some((before, _)) => format!("{before}?…"),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_in_an_address_is_never_shown() {
        assert_eq!(
            without_key("https://a.example/x?key=s"),
            "https://a.example/x?…"
        );
        assert_eq!(without_key("https://a.example/x"), "https://a.example/x");
    }
}
