//! Front pages and lengths: every Rust file opens with `//!`, and none is long.

use super::tree::before_tests;
use super::{Fault, Tree};

/// The most lines that a file may have before its tests.
const LONGEST: usize = 500;

/// Rust files without a front page, and files that are too long.
pub fn check(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, text) in tree.ending(".rs") {
        // `tests.rs` belongs to the module beside it, whose page speaks for both.
        if !text.starts_with("//!") && !path.ends_with("/tests.rs") {
            let fix = "open it with `//!`: what it is for, its words, what is always true, where to start";
            faults.push(Fault::new(path, 1, "has no front page", fix));
        } else if text.starts_with("//! Placeholder") {
            faults.push(Fault::new(
                path,
                1,
                "is still a placeholder",
                "write what the file is for",
            ));
        }
        let lines = before_tests(text);
        if lines > LONGEST && !tree.is_test(path) {
            let problem = format!("has {lines} lines before its tests; the limit is {LONGEST}");
            faults.push(Fault::new(
                path,
                0,
                problem,
                "find the second idea in it and give it a file of its own",
            ));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_opens_with_what_it_is_for() {
        assert_eq!(
            check(&Tree::of(&[(
                "crates/a/src/lib.rs",
                "//! What it is for.\n"
            )])),
            []
        );
        assert_eq!(
            check(&Tree::of(&[("crates/a/src/lib.rs", "use b;\n")])).len(),
            1
        );
        assert_eq!(
            check(&Tree::of(&[("crates/a/src/lib.rs", "//! Placeholder.\n")])).len(),
            1
        );
    }

    #[test]
    fn tests_do_not_count_towards_the_length() {
        let long = |before: usize| {
            format!(
                "//! x\n{}#[cfg(test)]\n{}",
                "a\n".repeat(before - 1),
                "b\n".repeat(900)
            )
        };
        assert_eq!(check(&Tree::of(&[("crates/a/src/lib.rs", &long(500))])), []);
        assert_eq!(
            check(&Tree::of(&[("crates/a/src/lib.rs", &long(501))])).len(),
            1
        );
    }
}
