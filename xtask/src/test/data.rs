//! The steps that need others' documents, which do not lie in this repository.

use super::{Outcome, Workshop};
use crate::oracle;
use crate::process::passed_on;
use std::process::Command;

/// How many checks [`run`] has.
const CHECKS: usize = 1;
/// How many documents [`standards`] reads.
const EXAMPLES: usize = 34;

/// Published examples of the standards are read as they are meant: a check for each.
pub fn standards(workshop: &Workshop) -> Outcome {
    let Some(folder) = &workshop.standards else {
        return Outcome::NotRun(
            EXAMPLES,
            "give `--standards DIR`, a folder with oruk in it".into(),
        );
    };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let words = ["test", "-p", "ingest", "--test", "published", "--"];
    let ran = passed_on(
        Command::new(cargo)
            .args(words)
            .args(["--ignored", "--nocapture"])
            .current_dir(&workshop.root)
            .env("FINGERPOST_STANDARDS", folder),
    );
    match ran {
        Ok((lines, true)) => {
            let read = |line: &&String| line.starts_with("as expected: ");
            Outcome::Passed(lines.iter().filter(read).count())
        }
        Ok((_, false)) => Outcome::Failed(
            0,
            1,
            "each line above says what came of a document and what should have".into(),
        ),
        Err(error) => Outcome::Failed(0, 1, error),
    }
}

/// The oracle: nearest open pharmacies, worked out twice.
pub fn run(workshop: &Workshop) -> Outcome {
    let Some(data) = &workshop.data else {
        return Outcome::NotRun(
            CHECKS,
            "give `--data DIR`, a folder with nhsuk-2014 and geo in it".into(),
        );
    };
    match oracle::compare(
        &workshop.root.join("target/debug/fingerpost"),
        data,
        oracle::SEED,
    ) {
        Ok(report) => {
            println!("{report}");
            if report.differences.is_empty() {
                Outcome::Passed(CHECKS)
            } else {
                Outcome::Failed(0, 1, "`cargo xtask oracle --data DIR` runs it again".into())
            }
        }
        Err(error) => Outcome::Failed(0, 1, error),
    }
}
