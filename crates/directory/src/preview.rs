//! What a document would come to, before anybody accepts it: how it is read, what it would change, ten entries.
//!
//! Always: nothing is written, to the log or to what is published; the figures are those that reading it would give.
//! The log is asked a few rows at a time, so that pages which need it do not wait.

mod looking;

use crate::follow::{Lookup, States};
use crate::run_report::{FindingKind, kinds};
use crate::weigh::Weighing;
use crate::{Directory, Error, Progress, Stage, doc, unpack};
use jiff::civil::Date;
use looking::Looking;
use model::{
    EntryId, EntryState, EntryType, Field, Findings, Position, Record, RowTally, RunNo, Source,
    SourceNo, Value,
};
use resolve::{ByIdentifier, Resolved};
use std::collections::BTreeMap;
use std::path::PathBuf;
use store::{EntryCounts, Log as _, NewSource};

/// Entries that are shown as they would appear.
const SHOWN: usize = 10;
/// Rows weighed before the log is given back to whoever waits for it.
const TURN: usize = 256;
/// Stands for the run that reading the document would be.
const RUN: RunNo = RunNo(u32::MAX);

/// A document to look at.
#[derive(Clone, Debug)]
pub struct PreviewRequest {
    /// Whose it is: as declared, or as it would be.
    pub source: NewSource,
    /// Files that together are one document.
    pub paths: Vec<PathBuf>,
    /// The document's own date, where the file does not carry it.
    pub dated: Option<Date>,
    /// The document is only part of its scope.
    pub partial: bool,
}

/// What a document would come to.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The table it is recognised as, such as `Pharmacy` or `epraccur`; `table` for a plain one.
    pub table: String,
    /// Its files.
    pub files: Vec<String>,
    /// The date it counts as said.
    pub said: Date,
    /// The date that it carries itself.
    pub own_date: Option<Date>,
    /// False when it is a part, or cut off: then nothing would be withdrawn.
    pub complete: bool,
    /// False when a document of a later date has been published already.
    pub newest: bool,
    /// What became of its rows.
    pub tally: RowTally,
    /// What it would change.
    pub counts: EntryCounts,
    /// Why it would be held for a person, if it would.
    pub held: Option<String>,
    /// What is wrong with it.
    pub found: Findings,
    /// The same by kinds, the most frequent first.
    pub findings: Vec<FindingKind>,
    /// How many of its entries are services.
    pub services: u64,
    /// How many are organizations.
    pub organizations: u64,
    /// How many are places.
    pub locations: u64,
    /// Up to ten entries as they would appear: services, or other entries when there are none.
    pub shown: Vec<Previewed>,
    /// Every source, this one among them.
    pub sources: Vec<Source>,
    /// The position of the log it was compared with.
    pub position: Position,
}

/// An entry as it would appear, with what others say of the same thing.
#[derive(Clone, Debug)]
pub struct Previewed {
    /// The record.
    pub record: Record,
    /// Who runs it, when it is a service.
    pub organization: Option<Record>,
    /// Where it is, when it is a service.
    pub location: Option<Record>,
    /// True when people would find it.
    pub findable: bool,
}

impl Directory {
    /// Reads a document and says what it would come to. Writes nothing.
    ///
    /// # Errors
    /// [`Error`] when a file cannot be read, or no reader knows the document.
    pub fn preview(
        &self,
        request: &PreviewRequest,
        today: Date,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Preview, Error> {
        let (position, sources, source) = {
            let log = self.log();
            let mut sources = log.sources()?;
            let source = supposed(&mut sources, &request.source);
            (log.head()?, sources, source)
        };
        let (mut rows, of) = self.open_rows(request, &source)?;
        let own_date = rows.said();
        let said = request.dated.or(own_date).unwrap_or(today);
        let partial = request.partial || rows.amendment();
        let table = rows.table().to_owned();
        let weighing = Weighing::begin(&self.log(), &source, &table, RUN, said)?;
        let mut looking = Looking::new(weighing, &source);
        let mut ended = false;
        while !ended {
            let log = self.log();
            for _ in 0..TURN {
                let Some(row) = rows.next() else {
                    ended = true;
                    break;
                };
                looking.row(&log, row)?;
            }
            drop(log);
            progress(Progress {
                bytes: rows.bytes_read(),
                of,
                stage: Stage::Reading,
            });
        }
        let missing = looking.missing();
        if !missing.is_empty() {
            let (again, _) = self.open_rows(request, &source)?;
            let weighing = Weighing::begin(&self.log(), &source, &table, RUN, said)?;
            looking.fetch(&self.log(), again, weighing, missing)?;
        }
        let complete = !partial && rows.intact();
        let newest = looking.weighing.is_newest();
        let shown = self.shown(&mut looking, &sources, position, newest)?;
        let weighed = looking.weighing.finish(&self.log(), &source, complete)?;
        Ok(Preview {
            table,
            files: rows.files().to_vec(),
            said,
            own_date,
            complete,
            newest,
            tally: rows.tally(),
            counts: weighed.counts,
            held: weighed.held,
            findings: kinds(&looking.findings),
            found: looking.findings,
            services: looking.of_type[EntryType::Service as usize],
            organizations: looking.of_type[EntryType::Organization as usize],
            locations: looking.of_type[EntryType::Location as usize],
            shown,
            sources,
            position,
        })
    }

    fn open_rows(
        &self,
        request: &PreviewRequest,
        source: &Source,
    ) -> Result<(ingest::Reader, u64), Error> {
        let mut inputs = Vec::new();
        let mut of = 0;
        for path in &request.paths {
            for opened in unpack::open(&self.folder.scratch(), path)? {
                of += opened.content.metadata().map_or(0, |meta| meta.len());
                inputs.push(ingest::Input::new(opened.name, opened.content));
            }
        }
        let rows = ingest::open(&source.key, inputs, source.map.as_deref())?;
        Ok((rows, of))
    }

    /// The chosen entries as records, made together with what the log has of the same things.
    fn shown(
        &self,
        looking: &mut Looking,
        sources: &[Source],
        position: Position,
        newest: bool,
    ) -> Result<Vec<Previewed>, Error> {
        let log = self.log();
        let chosen = looking.chosen();
        let mut own: BTreeMap<EntryId, EntryState> = BTreeMap::new();
        let mut from = Vec::new();
        for (at, weighed) in looking.entries().into_iter().enumerate() {
            from.extend(weighed.no);
            from.extend(log.tied(&resolve::ties(&weighed.says, &looking.source.key))?);
            let state = looking.state(&log, &weighed, at, position, newest)?;
            own.entry(weighed.id).or_insert(state);
        }
        let component = log.component(&from)?;
        let mut states = States::new(&log).of(&component)?;
        let decisions = log.decisions(&component)?;
        states.retain(|state| !own.contains_key(&state.id));
        states.extend(own.into_values());
        let places = crate::places::current(&log)?;
        let lookup = Lookup {
            gazetteer: crate::places::open(&self.folder, places.as_deref())?,
            import: places,
        };
        drop(log);
        let rules = self.rules();
        let resolved =
            resolve::resolve(&states, &decisions, sources, &rules, &ByIdentifier, &lookup);
        let mut shown: Vec<Previewed> = Vec::new();
        for id in chosen {
            if let Some(record) = record(&resolved, id)
                && shown.iter().all(|other| other.record.id != record.id)
            {
                shown.push(previewed(&resolved, record));
            }
        }
        Ok(shown)
    }
}

/// The source as it would be declared: with its number, or the next one; put among the others.
fn supposed(sources: &mut Vec<Source>, new: &NewSource) -> Source {
    let at = sources.iter().position(|source| source.key == new.key);
    let next = sources.iter().map(|source| source.no.0 + 1).max();
    let source = Source {
        no: at.map_or(SourceNo(next.unwrap_or(1)), |at| sources[at].no),
        key: new.key.clone(),
        name: new.name.clone(),
        role: new.role,
        licence: new.licence.clone(),
        map: new.map.clone(),
        hold_withdrawn_percent: new.hold_withdrawn_percent,
        hold_moved_percent: new.hold_moved_percent,
    };
    match at {
        Some(at) => sources[at] = source.clone(),
        None => sources.push(source.clone()),
    }
    source
}

fn record(resolved: &Resolved, id: EntryId) -> Option<&Record> {
    let to = resolved
        .redirects
        .binary_search_by_key(&id, |(from, _)| *from)
        .map_or(id, |at| resolved.redirects[at].1);
    resolved
        .records
        .binary_search_by_key(&to, |record| record.id)
        .ok()
        .map(|at| &resolved.records[at])
}

fn previewed(resolved: &Resolved, shown: &Record) -> Previewed {
    let related = |id: &EntryId| record(resolved, *id).cloned();
    let named = |field| match shown.value(field) {
        Some(Value::Reference(id)) => related(id),
        _ => None,
    };
    Previewed {
        organization: named(Field::Organization),
        location: named(Field::Location),
        findable: doc::document(shown, related).is_some(),
        record: shown.clone(),
    }
}
