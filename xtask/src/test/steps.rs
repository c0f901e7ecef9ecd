//! The steps that need cargo only.

use super::{Outcome, Workshop};
use crate::process::{on_path, passed_on};
use crate::tidy::{Fault, Tree, docs, faults};
use std::process::Command;

/// Runs cargo, passing its output on.
fn cargo(workshop: &Workshop, arguments: &[&str]) -> Result<(Vec<String>, bool), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let modules = workshop.root.join("tests/browser/node_modules");
    passed_on(
        Command::new(cargo)
            .args(arguments)
            .current_dir(&workshop.root)
            .env("FINGERPOST_NODE_MODULES", modules)
            // Small batches of property tests by default; `--full` asks more of them.
            .env("PROPTEST_CASES", if workshop.full { "2048" } else { "64" }),
    )
}

fn one(ran: Result<(Vec<String>, bool), String>, remedy: &str) -> Outcome {
    match ran {
        Ok((_, true)) => Outcome::Passed(1),
        Ok((_, false)) => Outcome::Failed(0, 1, remedy.into()),
        Err(error) => Outcome::Failed(0, 1, error),
    }
}

/// Prints faults, one after the other.
fn print(faults: &[Fault]) {
    for fault in faults {
        println!("{fault}");
    }
}

/// Default formatting.
pub fn format(workshop: &Workshop) -> Outcome {
    one(
        cargo(workshop, &["fmt", "--all", "--check"]),
        "run `cargo fmt --all`",
    )
}

/// The rules of the tree.
pub fn tidy(workshop: &Workshop) -> Outcome {
    match faults(&workshop.root) {
        Ok(faults) if faults.is_empty() => Outcome::Passed(1),
        Ok(faults) => {
            print(&faults);
            Outcome::Failed(
                0,
                faults.len(),
                "each fault names its remedy; `cargo xtask tidy` lists them again".into(),
            )
        }
        Err(error) => Outcome::Failed(0, 1, error),
    }
}

/// No warning of rustc or clippy in any target.
pub fn lints(workshop: &Workshop) -> Outcome {
    let words = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ];
    one(
        cargo(workshop, &words),
        "mend each warning, or say `#[expect(…, reason = \"…\")]` where it stands",
    )
}

/// Every test of every crate.
pub fn tests(workshop: &Workshop) -> Outcome {
    let (lines, fine) = match cargo(workshop, &["test", "--workspace", "--no-fail-fast"]) {
        Ok(ran) => ran,
        Err(error) => return Outcome::Failed(0, 1, error),
    };
    let (passed, failed) = lines
        .iter()
        .filter_map(|line| counts(line))
        .fold((0, 0), |(p, f), (a, b)| (p + a, f + b));
    if fine && failed == 0 {
        Outcome::Passed(passed)
    } else {
        Outcome::Failed(
            passed,
            failed.max(1),
            "`cargo test -p CRATE NAME` runs one test again".into(),
        )
    }
}

/// The counts of a line such as `test result: ok. 12 passed; 0 failed; …`.
fn counts(line: &str) -> Option<(usize, usize)> {
    let rest = line.strip_prefix("test result: ")?.split_once(". ")?.1;
    let mut numbers = rest
        .split("; ")
        .filter_map(|part| part.split_once(' ')?.0.parse().ok());
    Some((numbers.next()?, numbers.next()?))
}

/// Commands and flags that the documents show are those of the binary.
pub fn documents(workshop: &Workshop) -> Outcome {
    match one(
        cargo(workshop, &["build", "-p", "fingerpost"]),
        "mend the build",
    ) {
        Outcome::Passed(_) => {}
        failed => return failed,
    }
    let binary = workshop.root.join("target/debug/fingerpost");
    let help = |words: &[&str]| {
        let output = Command::new(&binary)
            .args(words)
            .arg("--help")
            .output()
            .ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let tree = match Tree::read(&workshop.root) {
        Ok(tree) => tree,
        Err(error) => return Outcome::Failed(0, 1, format!("could not read the tree: {error}")),
    };
    let faults = docs::commands(&tree, &help);
    print(&faults);
    if faults.is_empty() {
        Outcome::Passed(1)
    } else {
        Outcome::Failed(0, faults.len(), "each fault names its remedy".into())
    }
}

/// Licences and advisories, where the tool for it is installed.
pub fn dependencies(workshop: &Workshop) -> Outcome {
    if on_path("cargo-deny").is_none() {
        return Outcome::NotRun(1, "install cargo-deny to check licences and sources".into());
    }
    // Advisories need a list from the network; licences, bans and sources do not.
    one(
        cargo(
            workshop,
            &["deny", "--offline", "check", "licenses", "bans", "sources"],
        ),
        "see deny.toml",
    )
}

#[cfg(test)]
mod tests {
    use super::counts;

    #[test]
    fn what_cargo_counts_is_counted() {
        let line = "test result: ok. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(counts(line), Some((12, 3)));
        assert_eq!(counts("running 3 tests"), None);
    }
}
