//! Lists that an API gives page by page: are all pages there?

use super::objects::Envelope;
use crate::fault::Fault;
use crate::read::Pen;

/// What the pages seen so far say.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    elements: u64,
    total: Option<u64>,
    /// True once a page says that none follows it.
    last: bool,
}

impl Pages {
    /// Counts an element.
    pub fn count(&mut self) {
        self.elements += 1;
    }

    /// Takes note of a page that says whether another one follows, and how many elements all have together.
    pub fn page(&mut self, follows: bool, total: Option<u64>) {
        self.last |= !follows;
        self.total = self.total.max(total);
    }

    /// True when the last page was there and no element is missing; a finding when not.
    pub fn all_there(&self, pen: &mut Pen<'_>) -> bool {
        let missing = self.total.filter(|total| self.elements < *total);
        if self.last && missing.is_none() {
            return true;
        }
        let seen = match missing {
            Some(total) => format!("{} of {total}", self.elements),
            None => format!("{} and more", self.elements),
        };
        pen.say(Fault::MorePages, &seen);
        false
    }
}

/// True when the envelope has this member, and it is neither null nor empty.
pub(crate) fn says(beside: &Envelope, name: &str) -> bool {
    beside
        .get(name)
        .is_some_and(|value| !matches!(value.as_str(), "null" | "\"\"" | "[]" | "{}"))
}

/// The whole number that the envelope has under this name.
pub(crate) fn number(beside: &Envelope, name: &str) -> Option<u64> {
    beside.get(name)?.trim_matches('"').parse().ok()
}
