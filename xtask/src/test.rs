//! `cargo xtask test`: every check, in order, each under its own heading, stopping at the first that fails.
//!
//! Always: the last line is `N passed, N failed`, and the exit code agrees with it.
//! Start at [`run`]; the steps stand there as a list.

mod browser;
mod data;
mod hours;
mod steps;
mod suggested;

use crate::args::Args;
use std::path::PathBuf;
use std::time::Instant;

/// What a step needs to know.
pub struct Workshop {
    /// The top folder.
    pub root: PathBuf,
    /// Others' documents, when given.
    pub data: Option<PathBuf>,
    /// Published standards, when given.
    pub standards: Option<PathBuf>,
    /// Whether the long checks run too.
    pub full: bool,
}

/// What a step found.
pub enum Outcome {
    /// So many checks passed.
    Passed(usize),
    /// So many passed and so many failed, and what to do about it.
    Failed(usize, usize, String),
    /// So many checks did not run, and what would make them run.
    NotRun(usize, String),
}

/// One check: the word for `--only`, its heading and its deed.
type Step = (&'static str, &'static str, fn(&Workshop) -> Outcome);

/// Every check, in order.
const STEPS: [Step; 10] = [
    ("format", "Format: cargo fmt --check", steps::format),
    ("tidy", "Tidy: the rules of the tree", steps::tidy),
    ("packages", "Browser packages: npm ci", browser::packages),
    ("lints", "Lints: cargo clippy", steps::lints),
    ("tests", "Tests: cargo test --workspace", steps::tests),
    (
        "documents",
        "Documents: every command shown exists",
        steps::documents,
    ),
    (
        "dependencies",
        "Dependencies: cargo deny check",
        steps::dependencies,
    ),
    (
        "browser",
        "Browser: every page of the demo, axe and journeys",
        browser::run,
    ),
    (
        "standards",
        "Standards: checks against published documents",
        data::standards,
    ),
    (
        "data",
        "Data: checks against others' directories",
        data::run,
    ),
];

/// Runs the steps.
///
/// # Errors
/// A sentence when a step fails.
pub fn run(args: &Args) -> Result<(), String> {
    let absolute = |flag: &str| {
        args.path(flag)
            .map(|path| {
                std::path::absolute(&path)
                    .map_err(|e| format!("could not use {}: {e}", path.display()))
            })
            .transpose()
    };
    let workshop = Workshop {
        root: crate::root(),
        data: absolute("data")?,
        standards: absolute("standards")?,
        full: args.has("full"),
    };
    let began = Instant::now();
    let (mut passed, mut not_run) = (0, Vec::new());
    if let Some(only) = args
        .text("only")
        .filter(|only| STEPS.iter().all(|(word, ..)| word != only))
    {
        let words: Vec<&str> = STEPS.iter().map(|(word, ..)| *word).collect();
        return Err(format!(
            "there is no step `{only}`; there is: {}",
            words.join(", ")
        ));
    }
    for (word, heading, step) in STEPS {
        if args.text("only").is_some_and(|only| only != word) {
            continue;
        }
        println!("\n== {heading}");
        let step_began = Instant::now();
        match step(&workshop) {
            Outcome::Passed(count) => {
                passed += count;
                println!("-- {count} passed in {} s", step_began.elapsed().as_secs());
            }
            Outcome::NotRun(count, why) => {
                println!("-- NOT RUN ({count} checks): {why}");
                not_run.push(heading);
            }
            Outcome::Failed(some, failed, remedy) => {
                println!(
                    "-- FAILED: {heading}\n   {remedy}\n\n{} passed, {failed} failed",
                    passed + some
                );
                return Err(format!("stopped at \"{heading}\""));
            }
        }
    }
    println!("\nAll steps ended after {} s.", began.elapsed().as_secs());
    for heading in not_run {
        println!("Not run: {heading}");
    }
    println!("{passed} passed, 0 failed");
    Ok(())
}
