//! One reading of a source, and what was found in it.

use std::collections::BTreeMap;
use std::fmt;

/// The number of a run in one installation. Runs are numbered in the order in which they began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunNo(pub u32);

/// Where in a document something stood.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Where {
    /// The file's name as given.
    pub file: String,
    /// Line, counted from 1; 0 when the whole file is meant.
    pub line: u64,
    /// The column's name, when one column is meant.
    pub column: Option<String>,
}

impl fmt::Display for Where {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        match &self.column {
            Some(column) => write!(f, ", column {column}"),
            None => Ok(()),
        }
    }
}

/// Something in a source that could not be understood or looks wrong.
///
/// A *refusal* when a row or file could not be used at all; otherwise a fault in a row that is still described.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The code of its rule, such as `FP104`. See `docs/faults.md`.
    pub code: &'static str,
    /// Where it stood.
    pub place: Where,
    /// What is wrong, in plain words, without the value.
    pub problem: String,
    /// The value seen, shortened to 80 characters; empty when there is none to show.
    pub seen: String,
    /// What to do about it.
    pub fix: String,
    /// True when the row or file could not be used at all.
    pub refusal: bool,
    /// How many times, when one finding stands for many.
    pub times: u64,
}

/// Findings of one run, counted by code, with the first three of each kept as examples.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// By code and problem.
    pub kinds: BTreeMap<(&'static str, String), (u64, Vec<Finding>)>,
}

impl Findings {
    /// Counts `finding`, keeping it when it is among the first three of its kind.
    pub fn add(&mut self, finding: Finding) {
        let (count, examples) = self
            .kinds
            .entry((finding.code, finding.problem.clone()))
            .or_default();
        *count += finding.times;
        if examples.len() < 3 {
            examples.push(finding);
        }
    }

    /// How many there are in all.
    pub fn total(&self) -> u64 {
        self.kinds.values().map(|(count, _)| count).sum()
    }
}

/// What became of every row of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowTally {
    /// Rows read, headers not counted.
    pub read: u64,
    /// Gave one or more entries.
    pub described: u64,
    /// Completed another row's entry.
    pub companion: u64,
    /// A companion whose parent is missing.
    pub orphan: u64,
    /// Empty.
    pub blank: u64,
    /// Could not be understood.
    pub refused: u64,
}

impl RowTally {
    /// True when no row is unexplained.
    pub fn adds_up(&self) -> bool {
        self.read == self.described + self.companion + self.orphan + self.blank + self.refused
    }
}
