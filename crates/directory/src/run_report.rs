//! What one reading of a document came to, for people and for programs.

use jiff::civil::Date;
use model::{Findings, Position, RowTally, RunNo};
use serde_json::{Value as Json, json};
use store::EntryCounts;

/// The outcome of an import.
#[derive(Clone, Debug)]
pub struct RunReport {
    /// The source's key.
    pub source: String,
    /// The run.
    pub run: RunNo,
    /// The table that was read.
    pub table: String,
    /// The document's date.
    pub said: Date,
    /// Whether all of the scope was read.
    pub complete: bool,
    /// Why it is held; also set when it was held and released at once.
    pub held: Option<String>,
    /// True when it was held and released at once.
    pub released: bool,
    /// What became of its rows.
    pub tally: RowTally,
    /// What became of its entries.
    pub counts: EntryCounts,
    /// What was found.
    pub findings: Findings,
    /// The position of the log afterwards.
    pub position: Position,
}

impl RunReport {
    /// The object of `import --json`. `seconds` is how long it took.
    pub fn to_json(&self, seconds: f64) -> Json {
        json!({
            "source": self.source,
            "run": self.run.0,
            "complete": self.complete,
            "held": self.held.is_some() && !self.released,
            "held_because": self.held,
            "released": self.released,
            "table": self.table,
            "said": self.said.to_string(),
            "rows": tally_json(&self.tally),
            "entries": counts_json(&self.counts),
            "findings": findings_json_value(&self.findings),
            "position": self.position.0,
            "seconds": (seconds * 1000.0).round() / 1000.0,
        })
    }
}

/// Row counts as an object.
pub fn tally_json(tally: &RowTally) -> Json {
    json!({
        "read": tally.read,
        "described": tally.described,
        "companion": tally.companion,
        "orphan": tally.orphan,
        "blank": tally.blank,
        "refused": tally.refused,
    })
}

/// Entry counts as an object.
pub fn counts_json(counts: &EntryCounts) -> Json {
    json!({
        "new": counts.new,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "withdrawn": counts.withdrawn,
    })
}

/// Findings as an object for each kind.
pub fn findings_json_value(findings: &Findings) -> Json {
    findings
        .kinds
        .iter()
        .map(|((code, problem), (times, examples))| {
            json!({
                "code": code,
                "problem": problem,
                "times": times,
                "refusal": examples.iter().any(|e| e.refusal),
                "fix": examples.first().map(|e| e.fix.as_str()),
                "examples": examples.iter().map(|e| json!({
                    "file": e.place.file,
                    "line": e.place.line,
                    "column": e.place.column,
                    "seen": e.seen,
                })).collect::<Json>(),
            })
        })
        .collect()
}

/// Findings as the log keeps them with a run.
pub(crate) fn findings_json(findings: &Findings) -> String {
    findings_json_value(findings).to_string()
}

/// One kind of finding of a past run.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct FindingKind {
    /// The code of its rule, such as `FP104`.
    pub code: String,
    /// What is wrong.
    pub problem: String,
    /// How often.
    pub times: u64,
    /// True when rows or files could not be used.
    pub refusal: bool,
    /// What to do.
    pub fix: Option<String>,
    /// Up to three places.
    pub examples: Vec<FindingExample>,
}

/// Where a finding was made.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct FindingExample {
    /// The file.
    pub file: String,
    /// The line, from 1; 0 for the whole file.
    pub line: u64,
    /// The column, if one is meant.
    pub column: Option<String>,
    /// The value seen.
    pub seen: String,
}

/// Reads back what the log keeps. Findings that cannot be read are none.
pub(crate) fn read_findings(text: &str) -> Vec<FindingKind> {
    serde_json::from_str(text).unwrap_or_default()
}

/// Findings by kind, the most frequent first.
pub(crate) fn kinds(findings: &Findings) -> Vec<FindingKind> {
    let mut kinds = read_findings(&findings_json(findings));
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.times));
    kinds
}
