//! The steps that need others' documents, which do not lie in this repository.

mod every_file;

use super::{Outcome, Workshop, hours, suggested};
use crate::oracle;
use crate::process::passed_on;
use std::path::Path;
use std::process::Command;

/// A case of [`run`]: its heading, its deed that gives how many checks passed, and what to do when one fails.
type Case = (
    &'static str,
    fn(&Workshop, &Path, &Path) -> Result<usize, String>,
    &'static str,
);

const CASES: [Case; 4] = [
    (
        "the nearest open pharmacies, worked out twice",
        oracle_case,
        "`cargo xtask oracle --data DIR` runs it again",
    ),
    (
        "every file is read, or named with the reason",
        every_file_case,
        "`fingerpost source preview FILES` looks at one document",
    ),
    (
        "tables are imported with the maps proposed for them",
        suggested_case,
        "`fingerpost source suggest --table FILE` shows a map",
    ),
    (
        "opening times in free text are understood or kept",
        |workshop, _, data| hours::run(workshop, data).map(|()| 1),
        "the lines above say which were read and how",
    ),
];

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

/// What the product makes of the directories of others.
pub fn run(workshop: &Workshop) -> Outcome {
    let Some(data) = &workshop.data else {
        return Outcome::NotRun(
            CASES.len(),
            "give `--data DIR`, a folder with nhsuk-2014, ods, geo and others in it".into(),
        );
    };
    let binary = workshop.root.join("target/debug/fingerpost");
    let mut passed = 0;
    for (heading, case, remedy) in CASES {
        println!("-- {heading}");
        match case(workshop, &binary, data) {
            Ok(checks) => passed += checks,
            Err(error) => return Outcome::Failed(passed, 1, format!("{error}\n   {remedy}")),
        }
    }
    Outcome::Passed(passed)
}

fn suggested_case(_: &Workshop, program: &Path, data: &Path) -> Result<usize, String> {
    let (passed, wrong) = suggested::run(program, data);
    if wrong.is_empty() {
        Ok(passed)
    } else {
        Err(wrong.join("\n   "))
    }
}

/// The oracle: nearest open pharmacies, worked out twice.
fn oracle_case(_: &Workshop, binary: &Path, data: &Path) -> Result<usize, String> {
    let report = oracle::compare(binary, data, oracle::SEED)?;
    println!("{report}");
    if report.differences.is_empty() {
        Ok(1)
    } else {
        Err("the product and the oracle differ".to_owned())
    }
}

fn every_file_case(workshop: &Workshop, binary: &Path, data: &Path) -> Result<usize, String> {
    every_file::run(&workshop.root, binary, data)
}
