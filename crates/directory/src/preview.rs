//! What a document would add to the record: read as it would be, and nothing kept.

use crate::follow::{Lookup, States};
use crate::run_report::kinds;
use crate::snapshot::fingerprint_bytes;
use crate::{Directory, Error, FindingKind, scope, unpack};
use ingest::Outcome;
use jiff::civil::Date;
use model::{
    Entry, EntryNo, EntryState, EntryType, Field, FieldSet, Findings, Position, Record, RowTally,
    RunNo, Source, SourceNo, Statement, Value,
};
use resolve::ByIdentifier;
use roaring::RoaringBitmap;
use std::collections::BTreeMap;
use std::path::PathBuf;
use store::{EntryCounts, Log as _, NewSource};

/// How many entries are shown as they would appear.
const SHOWN: usize = 10;

/// A document to look at.
#[derive(Clone, Debug)]
pub struct PreviewRequest {
    /// Files that together are one document.
    pub paths: Vec<PathBuf>,
    /// Whose it is. With the key of a source that is there, it is a new reading of that one.
    pub source: NewSource,
    /// The document's own date, where the file does not carry it.
    pub dated: Option<Date>,
}

/// What a document would add.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The table it was recognised as.
    pub table: String,
    /// The document's date.
    pub said: Date,
    /// Whether all of its scope was read, so that what is missing from it would be withdrawn.
    pub complete: bool,
    /// What became of its rows.
    pub tally: RowTally,
    /// What would become of its entries.
    pub counts: EntryCounts,
    /// Its entries by type.
    pub types: BTreeMap<EntryType, u64>,
    /// Why the reading would be held for a person, if it would.
    pub held: Option<String>,
    /// What was found, the most frequent first.
    pub findings: Vec<FindingKind>,
    /// The first entries as they would appear.
    pub shown: Vec<PreviewedService>,
    /// True when the source is there already.
    pub known: bool,
}

/// A service of the document as it would appear, by itself.
#[derive(Clone, Debug)]
pub struct PreviewedService {
    /// The service; the organization where the row gives no service.
    pub service: Record,
    /// Who runs it.
    pub organization: Option<Record>,
    /// Where it is.
    pub location: Option<Record>,
    /// The source.
    pub source: Source,
}

impl Directory {
    /// Reads a document and says what it would add. `today` is its date when it has none.
    ///
    /// # Errors
    /// [`Error::Unreadable`] when no reader knows it; else when a file cannot be read.
    pub fn preview(&self, request: &PreviewRequest, today: Date) -> Result<Preview, Error> {
        let log = self.log();
        let known = log
            .sources()?
            .into_iter()
            .find(|source| source.key == request.source.key);
        let is_known = known.is_some();
        let source = known.unwrap_or_else(|| not_yet(&request.source));
        let mut inputs = Vec::new();
        for path in &request.paths {
            for opened in unpack::open(&self.folder.scratch(), path)? {
                inputs.push(ingest::Input::new(opened.name, opened.content));
            }
        }
        let map = request.source.map.as_deref().or(source.map.as_deref());
        let mut rows = ingest::open(&source.key, inputs, map)?;
        let table = rows.table().to_owned();
        let mut reading = Seen::default();
        for row in rows.by_ref() {
            for finding in row.findings {
                reading.findings.add(finding);
            }
            match row.outcome {
                Outcome::Described(entries) => {
                    for entry in &entries {
                        *reading.types.entry(entry.entry_type).or_default() += 1;
                        reading.entry(&log, &source, entry)?;
                    }
                    if reading.shown.len() < SHOWN {
                        let shown = self.shown(&log, &source, &entries, today)?;
                        reading.shown.extend(shown);
                    }
                }
                Outcome::Refused { keeps } => {
                    for (entry_type, local_id) in keeps {
                        let id = model::EntryId::of(&source.key, &local_id, entry_type);
                        if let Some(known) = log.known(&id)? {
                            reading.met.insert(known.no.0);
                        }
                    }
                }
                Outcome::Note => {}
            }
        }
        let complete = !rows.amendment() && rows.intact();
        let live = if is_known {
            log.live(source.no, &table)?
        } else {
            RoaringBitmap::new()
        };
        if complete {
            reading.counts.withdrawn = (&live - &reading.met).len();
        }
        Ok(Preview {
            held: scope::why_held(&source, live.len(), reading.counts.withdrawn, 0, 0),
            said: request.dated.or(rows.said()).unwrap_or(today),
            table,
            complete,
            tally: rows.tally(),
            counts: reading.counts,
            types: reading.types,
            findings: kinds(&reading.findings),
            shown: reading.shown,
            known: is_known,
        })
    }

    /// The service of a row, worked out by itself under the rules in force.
    fn shown(
        &self,
        log: &store::SqliteLog,
        source: &Source,
        entries: &[Entry],
        said: Date,
    ) -> Result<Option<PreviewedService>, Error> {
        let states: Vec<EntryState> = entries
            .iter()
            .enumerate()
            .map(|(n, entry)| state(n, entry, source, said))
            .collect();
        let places = crate::places::current(log)?;
        let lookup = Lookup {
            gazetteer: crate::places::open(&self.folder, places.as_deref())?,
            import: places,
        };
        let records = resolve::resolve(
            &states,
            &[],
            std::slice::from_ref(source),
            &self.rules(),
            &ByIdentifier,
            &lookup,
        )
        .records;
        let of_type = |entry_type| {
            records
                .iter()
                .find(move |record: &&Record| record.entry_type == entry_type)
        };
        let Some(service) =
            of_type(EntryType::Service).or_else(|| of_type(EntryType::Organization))
        else {
            return Ok(None);
        };
        let named = |field| match service.value(field) {
            Some(Value::Reference(id)) => records.iter().find(|record| record.id == *id).cloned(),
            _ => None,
        };
        Ok(Some(PreviewedService {
            organization: named(Field::Organization),
            location: named(Field::Location).or_else(|| of_type(EntryType::Location).cloned()),
            service: service.clone(),
            source: source.clone(),
        }))
    }
}

#[derive(Default)]
struct Seen {
    met: RoaringBitmap,
    counts: EntryCounts,
    types: BTreeMap<EntryType, u64>,
    findings: Findings,
    shown: Vec<PreviewedService>,
}

impl Seen {
    fn entry(
        &mut self,
        log: &store::SqliteLog,
        source: &Source,
        entry: &Entry,
    ) -> Result<(), Error> {
        match log.known(&entry.id(&source.key))? {
            Some(known) if known.fingerprint.is_some() => {
                if self.met.insert(known.no.0) {
                    let same =
                        known.fingerprint == Some(log.fingerprint(&fingerprint_bytes(entry)));
                    if same {
                        self.counts.unchanged += 1;
                    } else {
                        self.counts.changed += 1;
                    }
                }
            }
            _ => self.counts.new += 1,
        }
        Ok(())
    }
}

/// A source that is not declared yet.
fn not_yet(source: &NewSource) -> Source {
    Source {
        no: SourceNo(u32::MAX),
        key: source.key.clone(),
        name: source.name.clone(),
        role: source.role,
        licence: source.licence.clone(),
        map: source.map.clone(),
        hold_withdrawn_percent: source.hold_withdrawn_percent,
        hold_moved_percent: source.hold_moved_percent,
    }
}

fn state(n: usize, entry: &Entry, source: &Source, said: Date) -> EntryState {
    let position = Position(n as u64 + 1);
    let statement = |value: &model::Said| Statement {
        value: value.clone(),
        position,
        said,
    };
    EntryState {
        no: EntryNo(n as u32),
        id: entry.id(&source.key),
        entry_type: entry.entry_type,
        source: source.no,
        first: position,
        live: true,
        assured: entry.assured,
        statements: entry
            .fields
            .iter()
            .map(|(field, said)| (*field, statement(said)))
            .collect(),
        erased: FieldSet::default(),
    }
}

/// Up to ten records that publishing a held run would change or withdraw, by name.
impl Directory {
    /// Records that a held run is about: what a person should look at before releasing it. At most `most`, each
    /// once, with what would become of it: true when it would be withdrawn.
    ///
    /// # Errors
    /// [`Error::NotHeld`], or what the log says.
    pub fn held_sample(
        &self,
        run: RunNo,
        most: usize,
    ) -> Result<Vec<(model::EntryId, String, bool)>, Error> {
        let log = self.log();
        let held = log.run(run)?.ok_or(Error::NoRun(run))?;
        if !matches!(held.state, store::RunState::Held { .. }) {
            return Err(Error::NotHeld(run));
        }
        let live = log.live(held.begun.source, &held.begun.table)?;
        let seen = log.seen(run)?;
        let touched: RoaringBitmap = log
            .entries_of_run(run)?
            .into_iter()
            .map(|no| no.0)
            .collect();
        let gone = if held.complete {
            &live - &seen
        } else {
            RoaringBitmap::new()
        };
        let mut sample = Vec::new();
        for (no, gone) in gone
            .iter()
            .map(|no| (no, true))
            .chain((&touched & &live & &seen).iter().map(|no| (no, false)))
        {
            if sample.len() >= most {
                break;
            }
            let row = log.entry(EntryNo(no))?;
            if row.entry_type == EntryType::Location {
                continue;
            }
            let states = States::new(&log).of(&[EntryNo(no)])?;
            let name = states
                .first()
                .and_then(|state| match state.value(Field::Name) {
                    Some(Value::Text(name)) => Some(name.clone()),
                    _ => None,
                });
            sample.push((row.id, name.unwrap_or(row.local_id), gone));
        }
        Ok(sample)
    }
}
