//! HSDS tabular data packages: a folder or zip of CSV files, `services`, `organizations`, `locations` and what belongs to
//! them; names of files and columns of versions 1 to 3.
//!
//! Words: a *part* is a row of a file that completes a row of one of the three, such as a telephone number.
//! Always: every row of every file is counted once; a row becomes the object that the JSON form would have, which the
//! reader of that form then reads. The parts are held in memory, [`joined::MOST_BYTES`] of them at most; the three files
//! are streamed.
//! Start at [`Package`].

mod joined;

use crate::fault::{Fault, Unreadable};
use crate::oruk;
use crate::plain::{Plain, PlainRow};
use crate::read::json::Json;
use crate::read::{IdSet, Pen, Sniffed, first_line, one_line, spoiled_id};
use crate::reader::{Opened, Outcome, Progress, Row, Rows};
use joined::{Joined, Kind};
use model::{Entry, EntryType, Finding, RowPlace, SourceKey};
use std::collections::BTreeMap;

/// True when the documents' files are those of a package: one of services, and one more of the standard's names.
pub(crate) fn knows(inputs: &[Sniffed]) -> bool {
    let is = |name: &str| {
        inputs
            .iter()
            .any(|input| input.stem() == name && looks_like_a_table(input))
    };
    is("services")
        && inputs.len() > 1
        && (is("organizations")
            || is("locations")
            || is("services_at_location")
            || is("service_at_location"))
}

/// True for a table with an `id` column, as the standard has them.
fn looks_like_a_table(input: &Sniffed) -> bool {
    let first = first_line(&input.sample).to_ascii_lowercase();
    first
        .split(|b| matches!(b, b',' | b';' | b'\t'))
        .any(|name| matches!(name.trim_ascii(), b"id" | b"\"id\""))
}

/// Starts reading a package.
pub(crate) fn open(source: &SourceKey, inputs: Vec<Sniffed>) -> Result<Opened, Unreadable> {
    let mut main: [Option<(u16, Plain)>; 3] = [None, None, None];
    let mut joined = Joined::default();
    let mut loaded = Loaded::default();
    for (at, input) in inputs.into_iter().enumerate() {
        let at = at as u16;
        let stem = input.stem();
        if stem == "datapackage" {
            // The list of the files: what it says of columns is what the standard says.
            continue;
        }
        let kind = Kind::MAIN.iter().position(|(name, _)| *name == stem);
        let plain = match Plain::of(input) {
            Ok(plain) => plain.with_lines(),
            // A table that the package leaves empty has not even a header.
            Err(problem) if kind.is_none() && problem.finding().code == Fault::EmptyFile.code() => {
                continue;
            }
            Err(problem) => return Err(problem),
        };
        match kind {
            Some(place) => main[place] = Some((at, plain)),
            None => joined.load(&stem, at, plain, &mut loaded)?,
        }
    }
    let held = [0, 1, 2].map(|stage: usize| main[stage].is_some());
    Ok(Opened {
        table: "hsds".to_owned(),
        amendment: false,
        said: None,
        rows: Box::new(Package {
            source: source.clone(),
            main,
            stage: 0,
            held,
            seen: [IdSet::new(), IdSet::new(), IdSet::new()],
            lost: BTreeMap::new(),
            joined,
            loaded,
            counted: false,
            closing: None,
            bytes: 0,
        }),
    })
}

/// What became of the parts when they were loaded.
#[derive(Default)]
pub(super) struct Loaded {
    pub read: u64,
    pub blank: u64,
    pub refused: Vec<(u16, Finding)>,
    pub companion: u64,
}

/// References that lead nowhere.
struct Lost {
    file: String,
    count: u64,
    example: String,
}

/// A package being read.
struct Package {
    source: SourceKey,
    /// Organizations, locations, services.
    main: [Option<(u16, Plain)>; 3],
    stage: usize,
    /// Which of them the package has.
    held: [bool; 3],
    /// The ids of the rows of each that were read.
    seen: [IdSet; 3],
    /// Rows that name one which the package does not hold: how many, by file and column, and the first id.
    lost: BTreeMap<(u16, &'static str), Lost>,
    joined: Joined,
    loaded: Loaded,
    counted: bool,
    closing: Option<Vec<Row>>,
    bytes: u64,
}

impl Package {
    fn row(
        &mut self,
        at: u16,
        line: u64,
        raw: Vec<u8>,
        object: &Json<'_>,
        file: &str,
        progress: &mut Progress,
    ) -> Row {
        let mut findings = Vec::new();
        let mut pen = Pen {
            file,
            line,
            findings: &mut findings,
        };
        let (_, kind) = Kind::MAIN[self.stage];
        let id = one_line(&object.get("id").text());
        let outcome = if id.is_empty() {
            pen.refuse(Fault::NoId, Some("id"), "");
            progress.intact = false;
            Outcome::Refused { keeps: Vec::new() }
        } else if let Some(fault) = spoiled_id(&id) {
            pen.refuse(fault, Some("id"), &id);
            progress.intact = false;
            Outcome::Refused { keeps: Vec::new() }
        } else if !self.seen[self.stage].insert(&id) {
            pen.refuse(Fault::RepeatedId, Some("id"), &id);
            Outcome::Refused { keeps: Vec::new() }
        } else {
            let whole = self.joined.whole(kind, &id, object);
            self.look_up(at, file, &whole);
            let entries = match kind {
                Kind::Organization => oruk::organization(&whole, &self.source, &mut pen)
                    .into_iter()
                    .collect(),
                Kind::Location => oruk::location(&whole, &self.source, &mut pen)
                    .into_iter()
                    .collect(),
                _ => oruk::service(&whole, &id, &self.source, &mut pen),
            };
            described(entries, &id, &mut pen)
        };
        match outcome {
            Outcome::Described(_) => progress.tally.described += 1,
            _ => progress.tally.refused += 1,
        }
        Row {
            place: RowPlace { file: at, line },
            raw: vec![raw],
            outcome,
            findings,
        }
    }

    /// Notes what `row` names that the files before it do not hold.
    fn look_up(&mut self, at: u16, file: &str, row: &Json<'_>) {
        let places = row.get("service_at_locations").list().iter();
        let named = std::iter::once(("organization_id", 0, row.get("organization_id")))
            .chain(places.map(|place| ("location_id", 1, place.get("location_id"))))
            .filter(|(_, stage, _)| *stage < self.stage);
        for (column, stage, id) in named {
            let id = one_line(&id.text());
            if self.held[stage] && !id.is_empty() && !self.seen[stage].contains(&id) {
                let lost = self.lost.entry((at, column)).or_insert_with(|| Lost {
                    file: file.to_owned(),
                    count: 0,
                    example: id,
                });
                lost.count += 1;
            }
        }
    }

    /// The rows at the end: what is orphaned or leads nowhere, a finding for each file.
    fn end(&mut self, progress: &mut Progress) -> Vec<Row> {
        let (companions, orphans) = self.joined.count();
        progress.tally.companion += companions + self.loaded.companion;
        let mut rows = Vec::new();
        for ((at, column), lost) in std::mem::take(&mut self.lost) {
            let place = model::Where {
                file: lost.file,
                line: 1,
                column: Some(column.to_owned()),
            };
            let mut finding = Fault::NoSuchRow.finding(place, &lost.example);
            finding.times = lost.count;
            rows.push(note(at, 1, vec![finding]));
        }
        for (file, at, count, example) in orphans {
            progress.tally.orphan += count;
            let place = model::Where {
                file,
                line: 1,
                column: None,
            };
            let mut finding = Fault::Orphans.finding(place, &example);
            finding.times = count;
            rows.push(note(at, 1, vec![finding]));
        }
        rows
    }
}

fn described(entries: Vec<Entry>, id: &str, pen: &mut Pen<'_>) -> Outcome {
    if entries.is_empty() {
        pen.refuse(Fault::NothingDescribed, None, id);
        let keeps = EntryType::ALL
            .into_iter()
            .map(|entry_type| (entry_type, format!("{id}#{}", entry_type.as_str())));
        return Outcome::Refused {
            keeps: keeps.collect(),
        };
    }
    Outcome::Described(entries)
}

fn note(file: u16, line: u64, findings: Vec<Finding>) -> Row {
    Row {
        place: RowPlace { file, line },
        raw: Vec::new(),
        outcome: Outcome::Note,
        findings,
    }
}

impl Rows for Package {
    fn next(&mut self, progress: &mut Progress) -> Option<Row> {
        if !self.counted {
            self.counted = true;
            progress.tally.read += self.loaded.read;
            progress.tally.blank += self.loaded.blank;
        }
        if let Some((at, finding)) = self.loaded.refused.pop() {
            progress.tally.refused += 1;
            return Some(Row {
                outcome: Outcome::Refused { keeps: Vec::new() },
                ..note(at, finding.place.line, vec![finding])
            });
        }
        while self.stage < self.main.len() {
            let Some((at, mut plain)) = self.main[self.stage].take() else {
                self.stage += 1;
                continue;
            };
            let before = plain.blank();
            let next = plain.next();
            progress.tally.read += plain.blank() - before;
            progress.tally.blank += plain.blank() - before;
            self.bytes = self.bytes.max(plain.at());
            match next {
                None => {}
                Some(PlainRow::Refused(finding)) => {
                    progress.tally.read += 1;
                    progress.tally.refused += 1;
                    // Its id may stand anywhere in a broken row.
                    progress.intact = false;
                    let line = finding.place.line;
                    self.main[self.stage] = Some((at, plain));
                    return Some(Row {
                        outcome: Outcome::Refused { keeps: Vec::new() },
                        ..note(at, line, vec![finding])
                    });
                }
                Some(PlainRow::Cells(line, cells)) => {
                    progress.tally.read += 1;
                    let raw = plain.raw();
                    let file = plain.name().to_owned();
                    let object = joined::object(plain.header(), cells);
                    let row = self.row(at, line, raw, &object, &file, progress);
                    self.main[self.stage] = Some((at, plain));
                    return Some(row);
                }
            }
        }
        if self.closing.is_none() {
            let mut rows = self.end(progress);
            rows.reverse();
            self.closing = Some(rows);
        }
        self.closing.as_mut().and_then(Vec::pop)
    }

    fn bytes_read(&self) -> u64 {
        self.bytes
    }
}

#[cfg(test)]
mod tests;
