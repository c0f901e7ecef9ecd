//! Worlds for tests: documents from text, read to the end.

use crate::{Input, Outcome, Row, Unreadable, open};
use model::{Entry, Field, Findings, RowTally, SourceKey, Value};
use std::io::Cursor;

/// A document read to its end.
pub(crate) struct Read {
    pub table: String,
    pub amendment: bool,
    pub rows: Vec<Row>,
    pub tally: RowTally,
    pub intact: bool,
    pub bytes: u64,
}

pub(crate) fn source() -> SourceKey {
    "tests".parse().expect("a key")
}

/// Reads `files` as one document.
pub(crate) fn read(files: &[(&str, &[u8])], map: Option<&str>) -> Result<Read, Unreadable> {
    let inputs = files
        .iter()
        .map(|(name, bytes)| Input::new(*name, Cursor::new(bytes.to_vec())))
        .collect();
    let mut reader = open(&source(), inputs, map)?;
    let rows: Vec<Row> = reader.by_ref().collect();
    let tally = reader.tally();
    assert!(tally.adds_up(), "{tally:?}");
    let bytes = reader.bytes_read();
    Ok(Read {
        table: reader.table().to_owned(),
        amendment: reader.amendment(),
        rows,
        tally,
        intact: reader.intact(),
        bytes,
    })
}

impl Read {
    /// The entry called `local_id`.
    #[track_caller]
    pub fn entry(&self, local_id: &str) -> &Entry {
        let found = self.entries().find(|entry| entry.local_id == local_id);
        found.unwrap_or_else(|| panic!("no {local_id} in {:?}", self.local_ids()))
    }

    /// Every entry, in order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.rows.iter().flat_map(|row| match &row.outcome {
            Outcome::Described(entries) => entries.as_slice(),
            Outcome::Refused { .. } | Outcome::Note => &[],
        })
    }

    /// Every entry's local id, in order.
    pub fn local_ids(&self) -> Vec<&str> {
        self.entries()
            .map(|entry| entry.local_id.as_str())
            .collect()
    }

    /// What is said of one field, in canonical form: `none` when none is said, `-` when nothing is.
    #[track_caller]
    pub fn said(&self, local_id: &str, field: Field) -> String {
        match self.entry(local_id).fields.get(&field) {
            None => "-".to_owned(),
            Some(None) => "none".to_owned(),
            Some(Some(value)) => value.canonical(),
        }
    }

    /// The id of the entry that a field refers to, as text.
    #[track_caller]
    pub fn refers(&self, local_id: &str, field: Field, to: &str) -> bool {
        let want = self.entry(to).id(&source());
        self.entry(local_id).fields.get(&field) == Some(&Some(Value::Reference(want)))
    }

    /// Every finding: its code, line and what was seen.
    pub fn findings(&self) -> Vec<(&'static str, u64, &str)> {
        let all = self.rows.iter().flat_map(|row| &row.findings);
        all.map(|finding| (finding.code, finding.place.line, finding.seen.as_str()))
            .collect()
    }

    /// Every finding's code.
    pub fn codes(&self) -> Vec<&'static str> {
        self.findings().into_iter().map(|(code, ..)| code).collect()
    }

    /// The entries that refused rows keep, in order.
    pub fn kept(&self) -> Vec<&str> {
        let kept = self.rows.iter().flat_map(|row| match &row.outcome {
            Outcome::Refused { keeps } => keeps.as_slice(),
            Outcome::Described(_) | Outcome::Note => &[],
        });
        kept.map(|(_, local_id)| local_id.as_str()).collect()
    }

    /// Findings counted as a run counts them.
    pub fn counted(&self) -> Findings {
        let mut counted = Findings::default();
        self.rows
            .iter()
            .flat_map(|row| row.findings.clone())
            .for_each(|finding| counted.add(finding));
        counted
    }
}

/// The code of the fault for which `files` cannot be read, and the message.
#[track_caller]
pub(crate) fn unreadable(files: &[(&str, &[u8])], map: Option<&str>) -> (&'static str, String) {
    match read(files, map) {
        Ok(read) => panic!("was read: {:?}", read.tally),
        Err(unreadable) => (unreadable.finding().code, unreadable.to_string()),
    }
}
