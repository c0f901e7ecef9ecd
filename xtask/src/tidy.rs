//! The rules that the tree sets itself, checked over its own text.
//!
//! Always: a fault names file, line and remedy. Every check is a pure function over a [`Tree`], so that its
//! tests are a few lines of text. Start at [`faults`].

pub mod arrows;
pub mod docs;
pub mod hazards;
pub mod links;
pub mod pages;
pub mod traces;
pub mod tree;
pub mod words;

use std::fmt;
use std::path::Path;
pub use tree::Tree;

/// A place where the tree breaks one of its own rules.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file, from the top folder.
    pub file: String,
    /// The line, counted from 1; 0 when the whole file is meant.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub fix: String,
}

impl Fault {
    /// A fault at `line` of `file`.
    pub fn new(
        file: &str,
        line: usize,
        problem: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self {
            file: file.to_owned(),
            line,
            problem: problem.into(),
            fix: fix.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, ": {}\n  fix: {}", self.problem, self.fix)
    }
}

/// Every fault of the tree at `root`, sorted by file and line.
///
/// # Errors
/// A sentence when the tree cannot be read.
pub fn faults(root: &Path) -> Result<Vec<Fault>, String> {
    let tree = Tree::read(root).map_err(|e| format!("could not read {}: {e}", root.display()))?;
    Ok(check(&tree))
}

/// Every fault of `tree`, sorted by file and line.
pub fn check(tree: &Tree) -> Vec<Fault> {
    let checks: [fn(&Tree) -> Vec<Fault>; 7] = [
        arrows::check,
        words::check,
        pages::check,
        links::check,
        traces::check,
        hazards::check,
        docs::check,
    ];
    let mut faults: Vec<Fault> = checks.iter().flat_map(|check| check(tree)).collect();
    faults.sort();
    faults.dedup();
    faults
}
