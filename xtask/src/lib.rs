//! The workshop: what keeps the workspace tidy, runs every check, measures, and checks the product from outside.
//!
//! Words: a *fault* is a place where the tree breaks a rule of its own; a *step* is one check of
//! `cargo xtask test`; a *figure* is one measured number beside its target; the *oracle* works out the
//! right answer from raw files without any of the product's code.
//! Always: nothing here ships. The oracle uses no crate of the product.
//! Start at [`tidy::faults`] (rules), [`test::run`] (steps), [`bench::run`] (figures) or [`oracle::run`].

pub mod args;
pub mod bench;
pub mod fuzz;
pub mod oracle;
pub mod process;
pub mod real;
pub mod test;
pub mod tidy;

use std::path::{Path, PathBuf};

/// The top folder of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}
