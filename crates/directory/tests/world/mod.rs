//! A data folder in a temporary place, sources with a plain table each, documents written row by row.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "each test file uses a part of it"
)]

use directory::{Directory, ImportRequest, NewSource, RunReport};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use model::{Claim, EntryId, Field, Record, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

/// The column map of every source here.
pub const MAP: &str = r#"
id = "id"
[organization]
name = "name"
identifiers = { ods = "ods" }
phone = "phone"
status = { column = "status", terms = { "open" = "active", "closed" = "closed" } }
[location]
name = "name"
address.lines = ["street"]
address.postcode = "postcode"
[service]
name = "name"
description = "about"
kind = { column = "kind", separator = ";" }
phone = "phone"
schedule = { monday = "mon", tuesday = "tue" }
[assured]
column = "checked"
"#;

/// The day on which everything here is read.
pub const TODAY: Date = date(2026, 11, 24);

/// The moment at which everything here is read.
pub fn now() -> Timestamp {
    Timestamp::from_second(1_795_500_000).unwrap()
}

/// A row by column name.
pub type Row = BTreeMap<&'static str, String>;

/// A row from pairs.
pub fn row(cells: &[(&'static str, &str)]) -> Row {
    cells
        .iter()
        .map(|(column, cell)| (*column, (*cell).to_owned()))
        .collect()
}

/// A document of a source.
#[derive(Clone, Debug)]
pub struct Document {
    pub source: &'static str,
    pub said: Date,
    pub partial: bool,
    pub columns: Vec<&'static str>,
    pub rows: Vec<Row>,
}

/// A data folder with three sources: `register`, `council`, `profiles`.
pub struct World {
    pub folder: tempfile::TempDir,
    pub directory: Directory,
    next: u32,
}

impl World {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let directory =
            Directory::open(&folder.path().join("data"), testkit::seeded_entropy(1)).unwrap();
        let world = Self {
            folder,
            directory,
            next: 0,
        };
        for key in ["register", "council", "profiles"] {
            world.map(key, MAP);
        }
        world
    }

    /// Gives a source this column map.
    pub fn map(&self, key: &str, map: &str) {
        let role = if key == "profiles" {
            "national-profile"
        } else {
            key
        };
        let source = NewSource {
            key: key.parse().unwrap(),
            name: format!("The {key}"),
            role: role.parse().unwrap(),
            licence: "OGL v3".into(),
            map: Some(map.into()),
            hold_withdrawn_percent: 10,
            hold_moved_percent: 5,
        };
        self.directory.add_source(source, now()).unwrap();
    }

    /// Closes the folder and opens it again, as another process would.
    pub fn reopened(self) -> Self {
        let Self {
            folder,
            directory,
            next,
        } = self;
        drop(directory);
        let directory =
            Directory::open(&folder.path().join("data"), testkit::seeded_entropy(2)).unwrap();
        Self {
            folder,
            directory,
            next,
        }
    }

    fn write(&mut self, document: &Document) -> PathBuf {
        self.next += 1;
        let path = self
            .folder
            .path()
            .join(format!("{}-{}.csv", document.source, self.next));
        let quote = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
        let mut text = document.columns.join(",");
        text.push('\n');
        for row in &document.rows {
            let cells: Vec<String> = document
                .columns
                .iter()
                .map(|c| quote(row.get(c).map_or("", String::as_str)))
                .collect();
            text.push_str(&cells.join(","));
            text.push('\n');
        }
        fs::write(&path, text).unwrap();
        path
    }

    /// Reads a document and publishes it, held or not.
    pub fn read(&mut self, document: &Document) -> RunReport {
        self.try_read(document, true)
    }

    /// Reads a document; a held run stays held unless `release`.
    pub fn try_read(&mut self, document: &Document, release: bool) -> RunReport {
        let path = self.write(document);
        let request = ImportRequest {
            source: document.source.into(),
            paths: vec![path],
            dated: Some(document.said),
            partial: document.partial,
            release,
            later: false,
        };
        self.directory
            .import(&request, now(), TODAY, &mut |_| {})
            .unwrap()
    }

    /// Every record.
    pub fn records(&self) -> Vec<Record> {
        let mut records = Vec::new();
        self.directory
            .snapshot()
            .each_record(|record| records.push(record.clone()))
            .unwrap();
        records
    }

    pub fn state_hash(&self) -> String {
        self.directory.status().unwrap().state_hash
    }

    /// Everything published, up to which member's id is the main one.
    pub fn published(&self) -> BTreeSet<String> {
        let records = self.records();
        let name_of: BTreeMap<EntryId, EntryId> = records
            .iter()
            .map(|r| {
                (
                    r.id,
                    r.members
                        .iter()
                        .chain(&r.withdrawn)
                        .map(|(id, _)| *id)
                        .min()
                        .unwrap(),
                )
            })
            .collect();
        let value = |value: &Value| match value {
            Value::Reference(id) => format!("→{}", name_of.get(id).unwrap_or(id)),
            other => other.canonical(),
        };
        let claim = |c: &Claim| {
            format!(
                "{} {} {} {:?} {}",
                value(&c.value),
                c.entry,
                c.said,
                c.assured,
                c.differs
            )
        };
        records
            .iter()
            .map(|r| {
                let mut members: Vec<String> =
                    r.members.iter().map(|(id, _)| id.to_string()).collect();
                members.sort();
                let mut withdrawn: Vec<String> =
                    r.withdrawn.iter().map(|(id, _)| id.to_string()).collect();
                withdrawn.sort();
                let mut text = format!("{:?} {members:?} {withdrawn:?}\n", r.entry_type);
                for (field, shown) in &r.fields {
                    let because: BTreeSet<String> = shown.because.iter().map(claim).collect();
                    let losers: Vec<String> = shown.losers.iter().map(claim).collect();
                    text.push_str(&format!(
                        "{} {} {} {because:?} {losers:?}\n",
                        field.as_str(),
                        value(&shown.value),
                        shown.rule
                    ));
                }
                text
            })
            .collect()
    }

    /// The record of the organization that `source` calls `id`.
    pub fn organization(&self, source: &str, id: &str) -> Record {
        let id = EntryId::of(
            &source.parse().unwrap(),
            &format!("{id}#organization"),
            model::EntryType::Organization,
        );
        self.directory.snapshot().follow(&id).unwrap().unwrap()
    }

    /// The record of the service that `source` calls `id`.
    pub fn service(&self, source: &str, id: &str) -> Record {
        let id = EntryId::of(
            &source.parse().unwrap(),
            &format!("{id}#service"),
            model::EntryType::Service,
        );
        self.directory.snapshot().follow(&id).unwrap().unwrap()
    }
}

/// A document with every column.
pub fn document(source: &'static str, said: Date, rows: Vec<Row>) -> Document {
    let columns = vec![
        "id", "name", "ods", "status", "street", "postcode", "about", "kind", "phone", "mon",
        "tue", "checked",
    ];
    Document {
        source,
        said,
        partial: false,
        columns,
        rows,
    }
}

/// The text shown for a field.
pub fn text(record: &Record, field: Field) -> String {
    record
        .value(field)
        .map(Value::canonical)
        .unwrap_or_default()
}
