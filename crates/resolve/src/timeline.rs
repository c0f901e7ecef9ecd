//! What is in force for an entry, and what must be written so that the order of reading does not matter.

use jiff::civil::Date;
use model::{Entry, Field, FieldSet, NewVersion, RowPlace, RunNo, Said, Statement, Value, Version};
use std::collections::BTreeMap;

/// What is in force for one entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InForce {
    /// By field. A field of which nothing but "none" was ever said is absent.
    pub statements: BTreeMap<Field, Statement>,
    /// When it was last checked, as the newest document that saw it has it.
    pub assured: Option<Date>,
    /// The fields for which that document speaks.
    pub speaks: FieldSet,
    /// Fields whose newest statement was erased.
    pub erased: FieldSet,
}

/// What is in force after `versions`, which must be those of believed runs, in any order.
pub fn in_force(_versions: &[Version]) -> InForce {
    todo!()
}

/// What the document of `run`, dated `said`, says of the entry: each field it speaks for.
pub fn said_in(_versions: &[Version], _said: Date, _run: RunNo) -> BTreeMap<Field, Said> {
    todo!()
}

/// What must be appended so that reading `entry` in `run` becomes part of what is known.
pub fn versions_for(
    _versions: &[Version],
    _seen: &[(RunNo, Date)],
    _said: Date,
    _run: RunNo,
    _entry: &Entry,
    _row: RowPlace,
    _erased: &dyn Fn(Field, &Value) -> bool,
) -> Vec<NewVersion> {
    todo!()
}
