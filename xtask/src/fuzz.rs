//! `cargo xtask fuzz`: every reader on documents damaged in every way we can think of.
//!
//! The work is done by the example `fuzz` of `ingest`, which knows the formats; this builds it for speed and hands over.

use crate::args::Args;
use std::process::Command;

/// Reads damaged documents for `--minutes` (1 when not given), from `--seed` on.
///
/// # Errors
/// A sentence when a fault was found, or the readers could not be built.
pub fn run(args: &Args) -> Result<(), String> {
    let mut command = Command::new("cargo");
    command.args([
        "run",
        "--release",
        "--quiet",
        "-p",
        "ingest",
        "--example",
        "fuzz",
        "--",
    ]);
    for flag in ["minutes", "seed"] {
        if let Some(value) = args.text(flag) {
            command.args([format!("--{flag}"), value.to_owned()]);
        }
    }
    let status = command
        .current_dir(crate::root())
        .status()
        .map_err(|e| format!("could not start cargo: {e}"))?;
    if status.success() {
        Ok(())
    } else {
        Err("the readers have faults; their seeds are in crates/ingest/tests/seeds.txt".to_owned())
    }
}
