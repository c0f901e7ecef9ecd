//! Following the log: what was newly believed becomes part of the next snapshot.

use crate::authority::rules_hash;
use crate::matching::Found;
use crate::snapshot::Snapshot;
use crate::snapshot::publish::{self, Publisher};
use crate::{Directory, Error};
use model::{EntryNo, EntryState, Point, Position, Postcode, RunNo, SourceNo};
use resolve::{ByIdentifier, Places};
use roaring::RoaringBitmap;
use rustc_hash::FxHashMap;
use store::{Log as _, Run, SqliteLog};

/// Entries looked at in one go: bounds the memory of a large publication.
pub(crate) const CHUNK: usize = 1_000;

impl Directory {
    /// Publishes what the log has newly believed. The caller holds the write lock. Returns how many ids changed.
    pub(crate) fn publish(&self, progress: &mut dyn FnMut(f64)) -> Result<u64, Error> {
        // Another process may have published since: what this one knows may be gone from the folder.
        self.refresh()?;
        let before = self.snapshot();
        let mut log = self.log();
        self.match_likeness(&mut log)?;
        let head = log.head()?;
        let rules = rules_hash(&self.rules());
        let places = crate::places::current(&log)?;
        let from_nothing = before.manifest.rules != rules
            || before.manifest.places != places
            || before.manifest.parts.is_empty();
        let touched = if from_nothing {
            all_entries(&log)?
        } else {
            believed_since(&log, before.position())?
        };
        let changed =
            self.publish_entries(&mut log, &before, &touched, from_nothing, head, progress)?;
        drop(log);
        self.take_up()?;
        Ok(changed)
    }

    /// Publishes everything afresh from the log.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be read or the folder not written.
    pub fn rebuild(&self, progress: &mut dyn FnMut(f64)) -> Result<(), Error> {
        let _lock = self.folder.lock()?;
        self.rebuild_locked(progress)
    }

    pub(crate) fn rebuild_locked(&self, progress: &mut dyn FnMut(f64)) -> Result<(), Error> {
        self.refresh()?;
        let before = self.snapshot();
        let mut log = self.log();
        self.match_likeness(&mut log)?;
        let (touched, head) = (all_entries(&log)?, log.head()?);
        self.publish_entries(&mut log, &before, &touched, true, head, progress)?;
        drop(log);
        self.take_up()
    }

    /// Takes the new manifest into use, joins small parts, and removes files no longer named.
    fn take_up(&self) -> Result<(), Error> {
        self.refresh()?;
        if publish::tidy(&self.folder, &self.snapshot())? {
            self.refresh()?;
        }
        self.snapshot().manifest.sweep(&self.folder);
        Ok(())
    }

    fn publish_entries(
        &self,
        log: &mut SqliteLog,
        before: &Snapshot,
        touched: &RoaringBitmap,
        from_nothing: bool,
        head: Position,
        progress: &mut dyn FnMut(f64),
    ) -> Result<u64, Error> {
        let mut publisher = Publisher::new(&self.folder, before);
        let mut found = Found::default();
        self.add_records(
            log,
            touched,
            from_nothing,
            &mut publisher,
            &mut found,
            progress,
        )?;
        // What is decided about services follows from what is published, and changes nothing of it.
        let head = crate::matching::note_services(log, &found)?.unwrap_or(head);
        publisher.finish(head)
    }

    /// Gives `publisher` the records of everything that `touched` entries can touch.
    fn add_records(
        &self,
        log: &SqliteLog,
        touched: &RoaringBitmap,
        from_nothing: bool,
        publisher: &mut Publisher<'_>,
        found: &mut Found,
        progress: &mut dyn FnMut(f64),
    ) -> Result<(), Error> {
        // Many reads in a row, all of one moment.
        let _steady = log.steady()?;
        let sources = log.sources()?;
        let keys: FxHashMap<SourceNo, String> =
            sources.iter().map(|s| (s.no, s.key.to_string())).collect();
        let rules = self.rules();
        let source_key = |no: SourceNo| keys.get(&no).cloned().unwrap_or_default();
        let places = crate::places::current(log)?;
        let gazetteer = crate::places::open(&self.folder, places.as_deref())?;
        let lookup = Lookup {
            import: places.clone(),
            gazetteer,
        };
        let mut states = States::new(log);
        if from_nothing {
            publisher.afresh(rules_hash(&rules), places);
        }
        let done = &mut found.entries;
        let mut chunk = Vec::with_capacity(CHUNK);
        let count = touched.len();
        for (at, no) in touched.iter().enumerate() {
            if !done.contains(no) {
                chunk.push(EntryNo(no));
            }
            if chunk.len() == CHUNK || (at as u64 + 1 == count && !chunk.is_empty()) {
                let component = log.component(&chunk)?;
                chunk.clear();
                done.extend(component.iter().map(|no| no.0));
                let members = states.of(&component)?;
                let decisions = log.decisions(&component)?;
                let resolved = resolve::resolve(
                    &members,
                    &decisions,
                    &sources,
                    &rules,
                    &ByIdentifier,
                    &lookup,
                );
                publisher.add(&resolved, &source_key)?;
                found.proposals.extend(resolved.proposals);
                progress((at + 1) as f64 / count as f64);
            }
        }
        Ok(())
    }
}

pub(crate) fn all_entries(log: &SqliteLog) -> Result<RoaringBitmap, Error> {
    let mut all = RoaringBitmap::new();
    let mut scopes: Vec<(SourceNo, String)> = log
        .runs()?
        .into_iter()
        .map(|run| (run.begun.source, run.begun.table))
        .collect();
    scopes.sort();
    scopes.dedup();
    for (source, table) in scopes {
        all |= log.entries_of_scope(source, &table)?;
    }
    Ok(all)
}

/// The entries with items in runs that were believed or taken back after `position`, and those decided about since.
fn believed_since(log: &SqliteLog, position: Position) -> Result<RoaringBitmap, Error> {
    Ok(log.decided_since(position)? | read_since(log, position)?)
}

/// The entries with items in runs that were believed or taken back after `position`.
pub(crate) fn read_since(log: &SqliteLog, position: Position) -> Result<RoaringBitmap, Error> {
    let mut touched = RoaringBitmap::new();
    for run in log.runs()? {
        if run.belief.max(run.revoked).is_some_and(|at| at > position) {
            touched.extend(log.entries_of_run(run.no)?.into_iter().map(|no| no.0));
        }
    }
    Ok(touched)
}

/// Reads what is in force for entries.
pub(crate) struct States<'a> {
    pub log: &'a SqliteLog,
    believed: FxHashMap<RunNo, bool>,
    live: FxHashMap<(SourceNo, String), RoaringBitmap>,
}

impl<'a> States<'a> {
    /// Reads from `log`.
    pub fn new(log: &'a SqliteLog) -> Self {
        Self {
            log,
            believed: FxHashMap::default(),
            live: FxHashMap::default(),
        }
    }

    /// The states as they would be if `run`, which is held, were believed. `live` is what its scope would then list.
    pub fn supposing(log: &'a SqliteLog, run: &Run, live: RoaringBitmap) -> Self {
        let mut states = Self::new(log);
        states.believed.insert(run.no, true);
        states
            .live
            .insert((run.begun.source, run.begun.table.clone()), live);
        states
    }

    /// The states of entries; those that no believed run ever saw are left out.
    pub fn of(&mut self, entries: &[EntryNo]) -> Result<Vec<EntryState>, Error> {
        let mut states = Vec::with_capacity(entries.len());
        let mut words = self.log.stewards_words(entries)?;
        for no in entries {
            let row = self.log.entry(*no)?;
            let Some(first) = row.first else { continue };
            let mut versions = Vec::new();
            for version in self.log.versions(*no)? {
                if self.is_believed(version.run)? {
                    versions.push(version);
                }
            }
            let in_force = resolve::in_force(&versions);
            states.push(EntryState {
                no: *no,
                id: row.id,
                entry_type: row.entry_type,
                source: row.source,
                first,
                live: self.lists((row.source, row.table), *no)?,
                assured: in_force.assured,
                statements: in_force.statements,
                words: words.remove(no).unwrap_or_default(),
                erased: in_force.erased,
            });
        }
        Ok(states)
    }

    /// True when the source lists the entry now.
    pub fn is_live(&mut self, no: EntryNo) -> Result<bool, Error> {
        let row = self.log.entry(no)?;
        Ok(row.first.is_some() && self.lists((row.source, row.table), no)?)
    }

    fn lists(&mut self, scope: (SourceNo, String), no: EntryNo) -> Result<bool, Error> {
        if let Some(live) = self.live.get(&scope) {
            return Ok(live.contains(no.0));
        }
        let live = self.log.live(scope.0, &scope.1)?;
        let lists = live.contains(no.0);
        self.live.insert(scope, live);
        Ok(lists)
    }

    pub fn is_believed(&mut self, run: RunNo) -> Result<bool, Error> {
        if let Some(believed) = self.believed.get(&run) {
            return Ok(*believed);
        }
        let believed = self.log.run(run)?.is_some_and(|run| run.is_believed());
        self.believed.insert(run, believed);
        Ok(believed)
    }
}

/// Looks postcodes up in one places import.
pub(crate) struct Lookup {
    pub import: Option<String>,
    pub gazetteer: Option<gazetteer::Gazetteer>,
}

impl Places for Lookup {
    fn import(&self) -> Option<&str> {
        self.import.as_deref()
    }

    fn look_up(&self, postcode: &Postcode) -> Option<(Point, Option<String>)> {
        let place = self.gazetteer.as_ref()?.postcode(postcode)?;
        Some((place.point, place.area.map(str::to_owned)))
    }

    fn area_name(&self, code: &str) -> Option<&str> {
        self.gazetteer.as_ref()?.area_name(code)
    }
}
