//! Versions of an entry: how the log keeps what a source says, and what is in force.

use crate::{EntryId, EntryType, Field, Position, RunNo, Said, SourceNo};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The number of an entry in one installation. Small, dense, in the order in which entries were first seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryNo(pub u32);

/// A set of fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FieldSet(u64);

impl FieldSet {
    /// True when `field` is in it.
    pub fn contains(self, field: Field) -> bool {
        self.0 & (1 << field as u8) != 0
    }

    /// Adds `field`.
    pub fn insert(&mut self, field: Field) {
        self.0 |= 1 << field as u8;
    }

    /// True when it is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Its fields in order.
    pub fn iter(self) -> impl Iterator<Item = Field> {
        Field::ALL
            .iter()
            .copied()
            .filter(move |field| self.contains(*field))
    }
}

impl FromIterator<Field> for FieldSet {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Self {
        let mut set = Self::default();
        fields.into_iter().for_each(|field| set.insert(field));
        set
    }
}

/// Where in its document a row began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowPlace {
    /// Which of the document's files, counted from 0.
    pub file: u16,
    /// Line, counted from 1.
    pub line: u64,
}

/// What one version of an entry adds: the fields that changed against the version in force at its said date.
#[derive(Clone, Debug, PartialEq)]
pub struct NewVersion {
    /// The date of the document that says so.
    pub said: Date,
    /// The run that read that document. Differs from the run that writes the version only for a *resume*:
    /// a restatement of what a newer document said, made when an older one is read after it.
    pub said_by: RunNo,
    /// When the owner or source last checked, as that document has it.
    pub assured: Option<Date>,
    /// The fields that the document speaks for.
    pub speaks: FieldSet,
    /// The fields whose value changed.
    pub changes: BTreeMap<Field, Said>,
    /// Where the row stood.
    pub row: Option<RowPlace>,
}

/// A version as the log holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// Its place in the log.
    pub position: Position,
    /// The run that wrote it: it counts only when that run is believed.
    pub run: RunNo,
    /// What it adds. Erased fields are not in `changes`.
    pub adds: NewVersion,
    /// Fields whose value was erased from this version.
    pub erased: FieldSet,
}

/// What is in force for one field of an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The value, or that there is none.
    pub value: Said,
    /// The item that holds it; with the field's word, its address: `position.field`.
    pub position: Position,
    /// The date of the document that first gave the present value.
    pub said: Date,
}

/// A steward's dated word on one field of an entry, given where sources do not agree.
#[derive(Clone, Debug, PartialEq)]
pub struct StewardsWord {
    /// The field.
    pub field: Field,
    /// The stewards, as a source.
    pub source: SourceNo,
    /// What they say is right, since the day on which they said so. It always has a value.
    pub statement: Statement,
}

/// An entry with all that is in force for it at one position of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryState {
    /// Its number.
    pub no: EntryNo,
    /// Its id.
    pub id: EntryId,
    /// What it describes.
    pub entry_type: EntryType,
    /// Who says it.
    pub source: SourceNo,
    /// Its first position in a believed run.
    pub first: Position,
    /// False when its source has withdrawn it.
    pub live: bool,
    /// When it was last checked, as the version in force has it.
    pub assured: Option<Date>,
    /// What is in force, by field.
    pub statements: BTreeMap<Field, Statement>,
    /// What stewards said of it, at most once for each field.
    pub words: Vec<StewardsWord>,
    /// Fields of it that were erased and about which nothing has been said since.
    pub erased: FieldSet,
}

impl EntryState {
    /// The value in force for `field`.
    pub fn value(&self, field: Field) -> Option<&crate::Value> {
        self.statements.get(&field).and_then(|s| s.value.as_ref())
    }
}

/// What connects entries, so that a change to one can touch the record of another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tie {
    /// A trusted code that several entries may carry.
    Code(crate::Code),
    /// Another entry that this one names.
    Entry(EntryId),
}
