//! `cargo xtask bench`: speed, memory and size of the release build, each figure beside its target.
//!
//! Words: a *figure* is one measured number and whether it meets its target. The program is driven from
//! outside as whole processes; processor time and peak memory are the kernel's own counts.
//! Always: a figure that could not be measured says so and counts as missed. Start at [`run`].

mod feed;
mod generated;
mod http;
mod made;
mod matching;
mod national;
mod pages;
mod places;
mod product;
mod read;
mod real;
mod tables;

use crate::args::Args;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One measured number.
pub struct Figure {
    what: String,
    measured: String,
    target: String,
    met: Option<bool>,
}

impl Figure {
    /// A number that should be at most `target`, both in `unit`.
    pub fn at_most(what: impl Into<String>, measured: f64, target: f64, unit: &str) -> Self {
        let show = |x: f64| {
            if x.abs() >= 100.0 {
                format!("{x:.0} {unit}")
            } else {
                format!("{x:.2} {unit}")
            }
        };
        Self {
            what: what.into(),
            measured: show(measured),
            target: format!("at most {target} {unit}"),
            met: Some(measured <= target),
        }
    }

    /// Something worth knowing that has no target.
    pub fn noted(what: impl Into<String>, measured: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            measured: measured.into(),
            target: String::new(),
            met: None,
        }
    }

    /// Something that could not be measured.
    pub fn missed(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            measured: why.into(),
            target: "measured".into(),
            met: Some(false),
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.met {
            Some(true) => "ok",
            Some(false) => "OVER",
            None => "",
        };
        write!(
            f,
            "{:<62} {:>16}   {:<20} {verdict}",
            self.what, self.measured, self.target
        )
    }
}

/// What every measurement needs.
pub struct Bench {
    /// The release build of the program.
    pub binary: PathBuf,
    /// Real directories, when given.
    pub data: Option<PathBuf>,
    /// The top folder.
    pub root: PathBuf,
}

/// One group of figures: the word for `--only`, whether it needs `--data`, and its deed.
type Group = (
    &'static str,
    bool,
    fn(&Bench) -> Result<Vec<Figure>, String>,
);

/// The group that reads with an example of a crate, and needs no program.
const WITHOUT_PROGRAM: &str = "read";

const GROUPS: [Group; 10] = [
    ("national", true, national::run),
    ("everything", true, national::everything),
    ("places", true, places::run),
    ("match", false, matching::run),
    ("match-big", false, matching::big),
    ("read", false, read::run),
    ("daily", false, generated::daily),
    ("large", false, generated::large),
    ("change", false, generated::change),
    ("feed", false, feed::run),
];

/// Measures and prints the table.
///
/// # Errors
/// A sentence when the program cannot be built, or when a figure is over its target.
pub fn run(args: &Args) -> Result<(), String> {
    let root = crate::root();
    let bench = Bench {
        binary: root.join("target/release/fingerpost"),
        data: args.path("data"),
        root,
    };
    if args.text("only") != Some(WITHOUT_PROGRAM) {
        build(&bench.root, &["build", "--release", "-p", "fingerpost"])?;
    }
    println!("{}", machine());
    let mut over = 0;
    for (word, needs_data, deed) in GROUPS {
        if args.text("only").is_some_and(|only| only != word) {
            continue;
        }
        // Half an hour and several gigabytes: only when asked for.
        if word == "match-big" && args.text("only").is_none() {
            continue;
        }
        println!("\n{word}");
        if needs_data && bench.data.is_none() {
            println!(
                "NOT RUN: give `--data DIR`, a folder with nhsuk-2014, nhsuk-gp-2019, ods, geo and pairs in it"
            );
            continue;
        }
        let figures = deed(&bench).unwrap_or_else(|why| vec![Figure::missed(word, why)]);
        for figure in &figures {
            println!("{figure}");
        }
        over += figures
            .iter()
            .filter(|figure| figure.met == Some(false))
            .count();
    }
    if over == 0 {
        Ok(())
    } else {
        Err(format!("{over} figures are over their target"))
    }
}

/// Runs cargo for a build whose messages are passed on.
pub(crate) fn build(root: &Path, words: &[&str]) -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(words)
        .current_dir(root)
        .status()
        .map_err(|e| format!("could not start cargo: {e}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`cargo {}` failed", words.join(" ")))
    }
}

/// What the figures were measured on: they mean little without it.
fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("unknown processor", |rest| {
            rest.trim_start_matches([' ', '\t', ':'])
        });
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or("?");
    format!(
        "{cores} cores of {model}; load {load} before. Processor time is user and system together."
    )
}
