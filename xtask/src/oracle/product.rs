//! The product, asked from outside: the `fingerpost` binary and its `--json`.

use super::questions::Question;
use super::raw::SOURCE;
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The files that are read.
pub struct Files {
    /// The pharmacies.
    pub pharmacies: PathBuf,
    /// Their opening times.
    pub times: PathBuf,
    /// Every postcode.
    pub postcodes: PathBuf,
}

impl Files {
    /// The files by their names under `data`.
    pub fn under(data: &Path) -> Self {
        Self {
            pharmacies: data.join("nhsuk-2014/Pharmacy.csv.gz"),
            times: data.join("nhsuk-2014/PharmacyOpeningTimes.csv.gz"),
            postcodes: data.join("geo/codepoint-open-gb-2014.csv.gz"),
        }
    }
}

/// What the product says to one question.
pub struct Answer {
    /// Where it believes the postcode to be: degrees north and east.
    pub origin: (f64, f64),
    /// The ids of what it found, in order.
    pub ids: Vec<String>,
}

/// Loads the files into a new data folder and asks every question, `size` answers each.
///
/// # Errors
/// A sentence naming the command that failed and what it said.
pub fn ask(
    binary: &Path,
    files: &Files,
    questions: &[Question],
    size: usize,
) -> Result<Vec<Answer>, String> {
    let folder =
        tempfile::tempdir().map_err(|e| format!("could not make a temporary folder: {e}"))?;
    let data = folder.path().join("data").display().to_string();
    let run = |words: &[&str]| fingerpost(binary, &data, words);
    run(&[
        "source",
        "add",
        SOURCE,
        "--name",
        "NHS website",
        "--role",
        "national-profile",
        "--licence",
        "OGL-3.0",
    ])?;
    let path = |p: &Path| p.display().to_string();
    run(&[
        "import",
        SOURCE,
        &path(&files.pharmacies),
        &path(&files.times),
        "--dated",
        "2014-02-22",
        "--release",
    ])?;
    run(&["places", "import", &path(&files.postcodes)])?;

    let batch = folder.path().join("questions.jsonl");
    let lines: Vec<String> = questions
        .iter()
        .map(|question| line(question, size))
        .collect();
    std::fs::write(&batch, lines.join("\n") + "\n")
        .map_err(|e| format!("could not write the questions: {e}"))?;
    let found = run(&["find", "--batch", &path(&batch), "--json"])?;
    let answers = found.lines().filter(|line| !line.trim().is_empty());
    questions
        .iter()
        .zip(answers)
        .map(|(question, line)| {
            let place = run(&["places", "find", &question.postcode, "--json"])?;
            Ok(Answer {
                origin: origin(&place)?,
                ids: ids(line)?,
            })
        })
        .collect()
}

/// A question as the product reads it, at any distance.
fn line(question: &Question, size: usize) -> String {
    let when = question.moment.strftime("%Y-%m-%dT%H:%M").to_string();
    json!({"where": question.postcode, "when": when, "kind": "pharmacy", "sort": "nearest", "size": size})
        .to_string()
}

/// The ids of an answer's hits, in order.
fn ids(line: &str) -> Result<Vec<String>, String> {
    let json = object(line)?;
    let id = |hit: &Json| hit["id"].as_str().map(str::to_owned);
    json["hits"]
        .as_array()
        .and_then(|hits| hits.iter().map(id).collect())
        .ok_or_else(|| not_understood(line))
}

/// The position of the one place that was found.
fn origin(text: &str) -> Result<(f64, f64), String> {
    let place = &object(text)?["places"][0];
    let degrees = |key: &str| place[key].as_f64().ok_or_else(|| not_understood(text));
    Ok((degrees("latitude")?, degrees("longitude")?))
}

fn object(text: &str) -> Result<Json, String> {
    serde_json::from_str(text).map_err(|_| not_understood(text))
}

fn not_understood(text: &str) -> String {
    format!(
        "the answer is not understood: {}",
        text.chars().take(300).collect::<String>()
    )
}

/// What a command printed. Faults in the data (exit code 1) are not a failure here.
fn fingerpost(binary: &Path, data: &str, words: &[&str]) -> Result<String, String> {
    let output = Command::new(binary)
        .args(["--data", data, "--today", "2014-03-01"])
        .args(words)
        .output()
        .map_err(|e| format!("could not start {}: {e}; build it first", binary.display()))?;
    match output.status.code() {
        Some(0 | 1) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        _ => Err(format!(
            "`fingerpost {}` failed: {}",
            words.join(" "),
            String::from_utf8_lossy(&output.stderr)
        )),
    }
}
