//! How a source is doing, in plain words: faults with examples, rows, what a reading changed.

use crate::words::{count, figure, list, sentence};
use askama::Template;
use directory::{EntryCounts, FeedFault, FindingKind};
use model::RowTally;

/// A kind of fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultView {
    /// What is wrong.
    pub problem: String,
    /// Its permanent code.
    pub code: String,
    /// How often.
    pub times: String,
    /// What to do about it.
    pub remedy: String,
    /// Where, with what stands there.
    pub examples: Vec<String>,
}

/// A number of the log in words of pages.
pub fn number(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Kinds of fault, the most frequent first.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "faults.html")]
pub struct FaultList {
    /// Those that are shown.
    pub kinds: Vec<FaultView>,
    /// How many more there are.
    pub more: usize,
}

impl askama::filters::HtmlSafe for FaultList {}

impl FaultList {
    /// At most `most` of the kinds found.
    pub fn of(findings: &[FindingKind], most: usize) -> Self {
        Self {
            kinds: findings.iter().take(most).map(fault).collect(),
            more: findings.len().saturating_sub(most),
        }
    }

    /// What went wrong when a source was fetched stands first: it comes before what is wrong inside.
    #[must_use]
    pub fn after(mut self, faults: &[FeedFault]) -> Self {
        self.kinds
            .splice(..0, faults.iter().map(feed_fault))
            .for_each(drop);
        self
    }

    /// True when nothing was found.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }
}

/// One kind of fault.
pub fn fault(finding: &FindingKind) -> FaultView {
    let examples = finding.examples.iter().map(|example| {
        let column = example.column.as_deref();
        place(&example.file, example.line, column, &example.seen)
    });
    FaultView {
        problem: sentence(&finding.problem),
        code: finding.code.clone(),
        times: count(number(finding.times), "time", "times"),
        remedy: finding.fix.as_deref().map(sentence).unwrap_or_default(),
        examples: examples.collect(),
    }
}

/// One kind of fault of a feed.
fn feed_fault(fault: &FeedFault) -> FaultView {
    FaultView {
        problem: sentence(&fault.problem),
        code: fault.code.clone(),
        times: count(number(fault.times), "time", "times"),
        remedy: sentence(&fault.fix),
        examples: fault.examples.clone(),
    }
}

/// Where something stands and what: `services.csv, line 12, Phone: “0163”`.
pub fn place(file: &str, line: u64, column: Option<&str>, seen: &str) -> String {
    let mut place = file.to_owned();
    if line > 0 {
        place.push_str(&format!(", line {}", figure(number(line))));
    }
    if let Some(column) = column {
        place.push_str(&format!(", {column}"));
    }
    if !seen.is_empty() {
        place.push_str(&format!(": “{seen}”"));
    }
    place
}

/// `415 read: 412 described and 3 could not be used`.
pub fn rows(tally: &RowTally) -> String {
    let parts: Vec<String> = [
        (tally.described, "described"),
        (tally.companion, "completed another row"),
        (tally.orphan, "belong to no row"),
        (tally.blank, "blank"),
        (tally.refused, "could not be used"),
    ]
    .into_iter()
    .filter(|(rows, _)| *rows > 0)
    .map(|(rows, words)| format!("{} {words}", figure(number(rows))))
    .collect();
    let read = figure(number(tally.read));
    if parts.is_empty() {
        format!("{read} read")
    } else {
        format!("{read} read: {}", list(&parts))
    }
}

/// `12 new, 3 changed, 397 as before and none taken away`.
pub fn changed(counts: &EntryCounts) -> String {
    let or_none = |entries: u64| {
        if entries == 0 {
            "none".to_owned()
        } else {
            figure(number(entries))
        }
    };
    if counts.changed == 0 && counts.unchanged == 0 && counts.withdrawn == 0 {
        return format!("{} new", or_none(counts.new));
    }
    format!(
        "{} new, {} changed, {} as before and {} taken away",
        or_none(counts.new),
        or_none(counts.changed),
        or_none(counts.unchanged),
        or_none(counts.withdrawn)
    )
}

/// The tables of the NHS website, by whose names its files are told.
const WEBSITE: [&str; 16] = [
    "GPPractices",
    "GP",
    "Pharmacy",
    "Dentists",
    "Optician",
    "Hospital",
    "Clinics",
    "MIU",
    "SCL",
    "SCP",
    "Trust",
    "CCG",
    "GSD",
    "CareHomes",
    "AreaTeam",
    "LocalAuthority",
];

/// What a document is recognised as.
pub fn recognised(table: &str) -> String {
    if table == "table" {
        "A plain table, read with a column map".to_owned()
    } else if WEBSITE.contains(&table) {
        format!("A file of the NHS website: {table}")
    } else if table == "locations" {
        "The regulator’s list of locations".to_owned()
    } else if table.starts_with('e') && table.chars().all(|c| c.is_ascii_lowercase()) {
        format!("A file of the NHS organisation register: {table}")
    } else {
        format!("A format we know: {table}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_said_in_one_breath() {
        let counts = |new, changed, unchanged, withdrawn| EntryCounts {
            new,
            changed,
            unchanged,
            withdrawn,
        };
        assert_eq!(changed(&counts(1_200, 0, 0, 0)), "1,200 new");
        assert_eq!(
            changed(&counts(0, 3, 397, 1)),
            "none new, 3 changed, 397 as before and 1 taken away"
        );
    }

    #[test]
    fn a_place_names_what_stands_there() {
        assert_eq!(place("a.csv", 0, None, ""), "a.csv");
        assert_eq!(
            place("a.csv", 1_200, Some("Phone"), "0163"),
            "a.csv, line 1,200, Phone: “0163”"
        );
    }
}
