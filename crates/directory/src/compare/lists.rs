//! One list, read: a simple table of known column names, or any directory that the record reads.

use super::ComparedRow;
use crate::{Error, unpack};
use ingest::{Input, Outcome, PlainRow};
use model::{Entry, EntryType, Field, Findings, SourceKey};
use resolve::likeness::{Profile, Standing};
use std::path::Path;

/// A list.
pub(super) struct List {
    pub name: String,
    pub profiles: Vec<Profile>,
    pub findings: Findings,
    ids: Vec<String>,
}

impl List {
    /// Reads the file at `path`.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let mut list = Self {
            name: path.file_name().map_or_else(
                || path.display().to_string(),
                |name| name.to_string_lossy().into_owned(),
            ),
            profiles: Vec::new(),
            findings: Findings::default(),
            ids: Vec::new(),
        };
        let scratch = std::env::temp_dir();
        let open = || -> Result<Vec<Input>, Error> {
            Ok(unpack::open(&scratch, path)?
                .into_iter()
                .map(|file| Input::new(file.name, file.content))
                .collect())
        };
        let mut inputs = open()?;
        let simple = match inputs.len() {
            1 => inputs.pop().map(ingest::plain),
            _ => None,
        };
        match simple {
            Some(Ok(table)) if is_simple(&table) => list.simple(table),
            _ => list.directory(open()?)?,
        }
        if list.profiles.is_empty() {
            return Err(Error::NothingThere(list.name));
        }
        Ok(list)
    }

    /// How a row is shown.
    pub fn row(&self, at: usize) -> ComparedRow {
        let profile = &self.profiles[at];
        let address = [profile.address.as_str(), profile.postcode.as_str()];
        ComparedRow {
            id: self.ids[at].clone(),
            name: profile.name.clone(),
            address: address
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(", "),
            phone: profile.phone.clone(),
        }
    }

    fn simple(&mut self, table: ingest::Plain) {
        let column = |names: &[&str]| table.column(names);
        let at = [
            column(&["id", "ref", "reference", "code", "unique_id"]),
            column(&["name"]),
            column(&["address"]),
            column(&["postcode", "post code", "post_code"]),
            column(&["phone", "telephone", "tel"]),
            column(&["lat", "latitude"]),
            column(&["lon", "lng", "long", "longitude"]),
            column(&["status"]),
            column(&["open_date", "opened", "open date"]),
            column(&["close_date", "closed", "close date"]),
        ];
        for row in table {
            let (line, mut cells) = match row {
                PlainRow::Cells(line, cells) => (line, cells),
                PlainRow::Refused(finding) => {
                    self.findings.add(finding);
                    continue;
                }
            };
            let mut take = |n: usize| {
                at[n]
                    .and_then(|at| cells.get_mut(at))
                    .map(std::mem::take)
                    .unwrap_or_default()
            };
            let id = take(0);
            self.ids.push(if id.is_empty() {
                format!("line {line}")
            } else {
                id
            });
            let degrees = |text: String| {
                text.parse::<f64>()
                    .ok()
                    .filter(|degrees| degrees.is_finite() && *degrees != 0.0)
            };
            let profile = Profile {
                name: take(1),
                address: take(2),
                postcode: take(3),
                phone: take(4),
                point: degrees(take(5)).zip(degrees(take(6))),
                standing: Standing::read(&take(7)),
                opened: ingest::date(&take(8)),
                closed: ingest::date(&take(9)),
                codes: Vec::new(),
                ..Profile::default()
            };
            self.profiles.push(profile);
        }
    }

    fn directory(&mut self, inputs: Vec<Input>) -> Result<(), Error> {
        let key: SourceKey = "list"
            .parse()
            .map_err(|_| Error::NothingThere(self.name.clone()))?;
        for row in ingest::open(&key, inputs, None)? {
            for finding in row.findings {
                self.findings.add(finding);
            }
            if let Outcome::Described(entries) = row.outcome {
                let local = entries.first().map_or("", |entry| entry.local_id.as_str());
                self.ids
                    .push(local.split('#').next().unwrap_or_default().to_owned());
                self.profiles.push(profile(&entries));
            }
        }
        Ok(())
    }
}

/// True when a table has the columns that need no map.
fn is_simple(table: &ingest::Plain) -> bool {
    table.column(&["name"]).is_some() && table.column(&["address", "postcode", "phone"]).is_some()
}

/// What the entries of one row say together.
fn profile(entries: &[Entry]) -> Profile {
    let of_type = |entry_type: EntryType| {
        entries
            .iter()
            .filter(move |entry| entry.entry_type == entry_type)
    };
    let said = |field: Field| {
        [
            EntryType::Organization,
            EntryType::Service,
            EntryType::Location,
        ]
        .into_iter()
        .flat_map(of_type)
        .find_map(|entry| entry.fields.get(&field).and_then(Option::as_ref))
    };
    Profile::from_fields(said)
}
