//! `source suggest` on real tables: the map that it proposes is imported with, and the lines counted that a person had
//! to edit first.
//!
//! Always: each table is imported into a record of its own, and every one of its rows must be accounted for; none may
//! be refused. Start at [`run`].

use serde_json::Value as Json;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The most lines of a map that may need an edit.
const MOST: usize = 2;

/// A line as it is proposed, and as it should be.
type Edit = (&'static str, &'static str);

/// A table that people read, and what whoever reads its proposed map would correct.
const TABLES: [(&str, &[Edit]); 9] = [
    ("cqc/Locations-head.csv", &[]),
    ("cqc/care_homes-trafford.csv", &[]),
    ("hsds-dc/services.csv.gz", &[]),
    ("hsds-dc/organizations.csv", &[]),
    ("hsds-dc/locations.csv", &[]),
    ("hsds-florida/services.csv", &[]),
    ("hsds-florida/organizations.csv", &[]),
    ("hsds-florida/locations.csv", &[]),
    ("hsds-alameda/alamedaco.json", &[]),
];

/// Imports every table; how many were as they should be, and a sentence for each that was not.
pub fn run(program: &Path, data: &Path) -> (usize, Vec<String>) {
    let mut wrong = Vec::new();
    println!(
        "table                             edited  map  read = described + companion + orphan + blank + refused"
    );
    for (table, edits) in TABLES {
        match import(program, &data.join(table), edits) {
            Ok(line) => println!("{table:<34} {line}"),
            Err(why) => wrong.push(format!("{table}: {why}")),
        }
    }
    (TABLES.len() - wrong.len(), wrong)
}

fn import(program: &Path, table: &Path, edits: &[Edit]) -> Result<String, String> {
    let folder = tempfile::tempdir().map_err(|e| format!("could not make a folder: {e}"))?;
    let call = |words: &[&str], paths: &[&Path]| call(program, folder.path(), words, paths);
    let proposed = call(&["source", "suggest", "--table"], &[table])?;
    let mut map = proposed["map"].as_str().unwrap_or_default().to_owned();
    for (from, to) in edits {
        if !map.contains(from) {
            return Err(format!("the map has no `{from}` to edit:\n{map}"));
        }
        map = map.replace(from, to);
    }
    if edits.len() > MOST {
        return Err(format!("{} lines need an edit", edits.len()));
    }
    let file: PathBuf = folder.path().join("map.toml");
    std::fs::write(&file, &map).map_err(|e| format!("could not write the map: {e}"))?;
    let words = [
        "source", "add", "table", "--name", "Table", "--role", "council",
    ];
    call(
        &[&words[..], &["--licence", "OGL-3.0", "--map"]].concat(),
        &[&file],
    )?;
    let report = call(&["import", "table", "--dated", "2026-01-01"], &[table])?;
    let rows = |name: &str| report["rows"][name].as_u64().unwrap_or(u64::MAX);
    let [read, described, companion, orphan, blank, refused] = [
        "read",
        "described",
        "companion",
        "orphan",
        "blank",
        "refused",
    ]
    .map(rows);
    let sum = [described, companion, orphan, blank, refused]
        .iter()
        .fold(0_u64, |sum, part| sum.saturating_add(*part));
    if read != sum || refused > 0 || described == 0 {
        return Err(format!(
            "its rows are not all described: {}",
            report["rows"]
        ));
    }
    let lines = map.lines().filter(|line| line.contains(" = ")).count();
    Ok(format!(
        "{:>6} {lines:>4}  {read} = {described} + {companion} + {orphan} + {blank} + {refused}",
        edits.len()
    ))
}

/// What the program answers, as JSON.
fn call(program: &Path, folder: &Path, words: &[&str], paths: &[&Path]) -> Result<Json, String> {
    let done = Command::new(program)
        .args(words)
        .args(paths)
        .arg("--json")
        .arg("--data")
        .arg(folder.join("record"))
        .output()
        .map_err(|e| format!("could not start {}: {e}", program.display()))?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        return Err(format!("`{}` failed: {}", words.join(" "), said.trim()));
    }
    serde_json::from_slice(&done.stdout)
        .map_err(|e| format!("`{}` gave no JSON: {e}", words.join(" ")))
}
