//! The steps that need others' documents, which do not lie in this repository.

use super::{Outcome, Workshop};
use crate::oracle;

/// How many checks [`run`] has.
const CHECKS: usize = 1;

/// Checks against published standards: none in this version.
pub fn standards(workshop: &Workshop) -> Outcome {
    match &workshop.standards {
        Some(_) => Outcome::NotRun(
            0,
            "no check of this version reads a standard's own documents".into(),
        ),
        None => Outcome::NotRun(0, "no check of this version needs `--standards DIR`".into()),
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
