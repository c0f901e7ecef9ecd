//! Whether the rows of a document still speak of what they spoke of: swapped ids and shifted columns show by names and
//! telephone numbers that all change at once, companions of another date by opening times that go.
//!
//! Always: a row counts once, however many entries it gives; values are compared in normal form, so that another
//! spelling is no change; a row that was not there before does not count.

use model::{Entry, Field, RowPlace, Value};

/// A part of a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Share {
    /// How many have it.
    pub part: u64,
    /// How many there are.
    pub of: u64,
}

/// One field over all rows.
#[derive(Default)]
struct Watched {
    share: Share,
    /// What is known of the present row: that it had a value, and that it has another now.
    had: bool,
    other: bool,
}

impl Watched {
    fn note(&mut self, other: bool) {
        if !std::mem::replace(&mut self.had, true) {
            self.share.of += 1;
        }
        if other && !std::mem::replace(&mut self.other, true) {
            self.share.part += 1;
        }
    }

    fn next_row(&mut self) {
        (self.had, self.other) = (false, false);
    }
}

/// The rows of a document that were there before.
#[derive(Default)]
pub(crate) struct SameRows {
    row: Option<RowPlace>,
    names: Watched,
    phones: Watched,
    times: Watched,
}

impl SameRows {
    /// An entry of `row` that says `entry`, of which `before` gives what was in force of a field.
    pub fn note<'v>(
        &mut self,
        row: RowPlace,
        entry: &'v Entry,
        before: impl Fn(Field) -> Option<&'v Value>,
    ) {
        if self.row.replace(row) != Some(row) {
            self.names.next_row();
            self.phones.next_row();
            self.times.next_row();
        }
        for (field, watched) in [
            (Field::Name, &mut self.names),
            (Field::Phone, &mut self.phones),
            (Field::Schedule, &mut self.times),
        ] {
            if let (Some(before), Some(said)) = (before(field), entry.fields.get(&field)) {
                // Other opening times are news like any other; none where there were some may be a fault.
                let same = |now| field == Field::Schedule || resolve::agrees(field, before, now);
                watched.note(!said.as_ref().is_some_and(same));
            }
        }
    }

    /// The same of an entry that says what it said before.
    pub fn note_unchanged(&mut self, row: RowPlace, entry: &Entry) {
        self.note(row, entry, |field| entry.fields.get(&field)?.as_ref());
    }

    /// Rows with a name before, and those of them with another name now or none.
    pub fn names(&self) -> Share {
        self.names.share
    }

    /// The same of telephone numbers.
    pub fn phones(&self) -> Share {
        self.phones.share
    }

    /// Rows with opening times before, and those of them without any now.
    pub fn times(&self) -> Share {
        self.times.share
    }
}
