//! Which entries describe one thing.

use model::{Entry, EntryState, SourceKey, Tie};

/// A partition of a component: each group lists places in the slice given, every place once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grouping {
    /// The groups, each one thing.
    pub groups: Vec<Vec<usize>>,
}

/// Decides which entries of a component are one thing. The seam for matching by likeness.
pub trait Matcher {
    /// The entries of `component`, grouped.
    fn group(&self, component: &[EntryState]) -> Grouping;
}

/// Joins by trusted codes, and locations and services along with their organizations.
#[derive(Clone, Copy, Debug, Default)]
pub struct ByIdentifier;

impl Matcher for ByIdentifier {
    fn group(&self, _component: &[EntryState]) -> Grouping {
        todo!()
    }
}

/// What connects `entry` of `source` to other entries.
pub fn ties(_entry: &Entry, _source: &SourceKey) -> Vec<Tie> {
    todo!()
}
