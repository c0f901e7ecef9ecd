//! Reading a file to entries, beside Python: its own parser reading the same file to bare values, and a plain script
//! that makes the same entries from them.
//!
//! Always: whole processes, processor time, the middle one of five runs each, in the same run of this tool; both sides
//! must make as many entries. Our side is the example `read` of `ingest`, which holds no more than one row and counts
//! what it reads. Start at [`run`]; invented lists are in `made` and `tables`, real ones in `real`.

use super::made::{generate, practice, profile, service};
use super::{Bench, Figure, build, real, tables};
use crate::process::{Measured, measured};
use std::path::{Path, PathBuf};

/// How often each side runs.
const RUNS: usize = 5;

/// Parses a JSON file, and does nothing with it.
const JSON_PARSE: &str = "import json, sys
with open(sys.argv[1], encoding='utf-8') as file:
    print(len(json.load(file)))
";

/// Parses a file of a JSON object a line, and does nothing with it.
pub(super) const JSON_LINES: &str = "import json, sys
count = 0
with open(sys.argv[1], encoding='utf-8') as file:
    for line in file:
        count += len(json.loads(line)) > 0
print(count)
";

/// Reads every row of a CSV file and does nothing with it.
pub(super) const CSV_ROWS: &str = "import csv, sys
count = 0
with open(sys.argv[1], encoding='utf-8', newline='') as file:
    for row in csv.reader(file):
        count += 1
print(count)
";

/// A script of these parts, after what all of them share.
pub(super) fn script(parts: &[&str]) -> String {
    [&[include_str!("python/shared.py")], parts]
        .concat()
        .join("\n\n")
}

/// The middle one of several runs.
pub(super) fn middle(program: &Path, arguments: &[String]) -> Result<Measured, String> {
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let run = measured(program, arguments)?;
        if run.code != 0 {
            return Err(format!("{} failed: {}", program.display(), run.stderr));
        }
        runs.push(run);
    }
    runs.sort_by_key(|run| run.processor);
    Ok(runs.swap_remove(RUNS / 2))
}

/// Compares both sides on one file.
pub(super) fn compare(
    reader: &Path,
    folder: &Path,
    what: &str,
    file: &Path,
    map: Option<&Path>,
    scripts: [&str; 2],
) -> Result<Vec<Figure>, String> {
    let mut python = Vec::new();
    for (n, script) in scripts.iter().enumerate() {
        let path = folder.join(format!("script{n}.py"));
        std::fs::write(&path, script).map_err(|e| format!("could not write a script: {e}"))?;
        let words = [&path, file].map(|path| path.display().to_string());
        python.push(middle(&PathBuf::from("python3"), &words)?);
    }
    let mut words = vec!["--count".to_owned()];
    if let Some(map) = map {
        words.extend(["--map".to_owned(), map.display().to_string()]);
    }
    words.push(file.display().to_string());
    let ours = middle(reader, &words)?;
    let made: u64 = python[1].stdout.trim().parse().unwrap_or(0);
    let told = format!("  {made} entries,");
    if made == 0 || !ours.stdout.contains(&told) {
        return Err(format!(
            "{what}: Python made {made} entries, and here:\n{}",
            ours.stdout
        ));
    }
    let seconds = |run: &Measured| run.processor.as_secs_f64();
    let share = |of: &Measured| seconds(&ours) / seconds(of);
    Ok(vec![
        Figure::noted(
            format!("{what}: to {made} entries"),
            format!("{:.2} s", seconds(&ours)),
        ),
        Figure::noted(
            format!("{what}: memory"),
            format!("{} MB", ours.peak_bytes / 1_000_000),
        ),
        Figure::noted(
            format!("{what}: Python to bare values"),
            format!("{:.2} s", seconds(&python[0])),
        ),
        Figure::at_most(
            format!("{what}: beside Python to bare values"),
            share(&python[0]),
            1.0,
            "times",
        ),
        Figure::noted(
            format!("{what}: Python to the same entries"),
            format!("{:.2} s", seconds(&python[1])),
        ),
        Figure::at_most(
            format!("{what}: beside Python to the same entries"),
            share(&python[1]),
            0.2,
            "times",
        ),
    ])
}

/// An invented list: what it is, what stands around its objects, how many they are, one of them, and the script.
type Made = (
    &'static str,
    [&'static str; 2],
    u64,
    fn(u64, &mut String),
    String,
);

/// Reads files of several formats.
pub fn run(bench: &Bench) -> Result<Vec<Figure>, String> {
    build(
        &bench.root,
        &["build", "--release", "-p", "ingest", "--example", "read"],
    )?;
    let reader = bench.root.join("target/release/examples/read");
    let folder = tempfile::tempdir().map_err(|e| format!("could not make a folder: {e}"))?;
    let folder = folder.path();
    let place = include_str!("python/place.py");
    let mut figures = Vec::new();
    let lists: [Made; 3] = [
        (
            "service search",
            [r#"{"@odata.context":"generated","value":["#, "]}"],
            10_000,
            practice,
            script(&[place, include_str!("python/search.py")]),
        ),
        (
            "brief profiles",
            ["[", "]"],
            100_000,
            profile,
            script(&[place, include_str!("python/profiles.py")]),
        ),
        (
            "Open Referral UK",
            [
                r#"{"total_items":20000,"total_pages":1,"page_number":1,"size":20000,"contents":["#,
                "]}",
            ],
            20_000,
            service,
            script(&[include_str!("python/oruk.py")]),
        ),
    ];
    for (what, around, count, one, entries) in lists {
        let file = folder.join("list.json");
        let size = generate(&file, around, count, one)?;
        let what = format!("{what}, {size:.0} MB of JSON");
        figures.extend(compare(
            &reader,
            folder,
            &what,
            &file,
            None,
            [JSON_PARSE, &entries],
        )?);
    }
    figures.extend(tables::figures(&reader, folder)?);
    match &bench.data {
        Some(data) => figures.extend(real::figures(&reader, folder, data)?),
        None => figures.push(Figure::noted(
            "4 real lists",
            "NOT RUN: give `--data DIR`, a folder with cqc, ods and nhsuk-2014 in it",
        )),
    }
    Ok(figures)
}
