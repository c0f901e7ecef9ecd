//! The hazard log names, for every hazard, tests that exist.

use super::tree::numbered;
use super::{Fault, Tree};
use std::collections::BTreeSet;

const LOG: &str = "docs/hazards.md";
const TESTS: &str = "- **Tests:**";

/// Hazards without a test, and tests that are named but not there.
pub fn check(tree: &Tree) -> Vec<Fault> {
    let Some(log) = tree.text(LOG) else {
        return vec![Fault::new(
            LOG,
            0,
            "is missing",
            "write the hazard log: each hazard with the test that guards it",
        )];
    };
    let tests: BTreeSet<&str> = tree
        .ending(".rs")
        .flat_map(|(_, text)| functions(text))
        .collect();
    let mut faults = Vec::new();
    let mut open: Option<(usize, &str)> = None;
    let no_test = |(number, title): (usize, &str)| {
        let fix = format!("add a line `{TESTS}` with the names of its tests");
        Fault::new(
            LOG,
            number,
            format!("the hazard \"{title}\" names no test"),
            fix,
        )
    };
    for (number, line) in numbered(log) {
        if let Some(title) = line.strip_prefix("## H") {
            faults.extend(open.replace((number, title)).map(no_test));
        } else if let Some(named) = line.strip_prefix(TESTS) {
            open = None;
            for name in named.split('`').skip(1).step_by(2) {
                if !tests.contains(name) {
                    let fix = "write the test, or name the one that guards this hazard now";
                    faults.push(Fault::new(
                        LOG,
                        number,
                        format!("there is no test `{name}`"),
                        fix,
                    ));
                }
            }
        }
    }
    faults.extend(open.map(no_test));
    faults
}

/// The names of all functions in a Rust file.
fn functions(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let name = line
            .trim_start()
            .trim_start_matches("pub ")
            .trim_start_matches("async ")
            .strip_prefix("fn ")?;
        name.split(|c: char| !c.is_alphanumeric() && c != '_')
            .next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_log(log: &str, want: &[&str]) {
        let tree = Tree::of(&[
            (LOG, log),
            ("crates/a/src/lib.rs", "//! a\n    fn it_holds() {}\n"),
        ]);
        assert_eq!(
            check(&tree)
                .into_iter()
                .map(|f| f.problem)
                .collect::<Vec<_>>(),
            want
        );
    }

    #[test]
    fn every_hazard_names_a_test_that_exists() {
        check_log("## H1 Closed\n- **Tests:** `it_holds`\n", &[]);
        check_log(
            "## H1 Closed\n- **Tests:** `gone`\n",
            &["there is no test `gone`"],
        );
        check_log(
            "## H1 Closed\n## H2 Wrong place\n- **Tests:** `it_holds`\n",
            &["the hazard \"1 Closed\" names no test"],
        );
    }
}
