//! Makes the next snapshot from the last one and the entries that changed.
//!
//! Always: only the components that a change can touch are resolved; memory is bounded by one part; readers
//! see the new snapshot whole, when its manifest is written.

use super::manifest::{Manifest, Part};
use super::segment::{SegmentWriter, record_body, redirect_body};
use super::{Corrupt, Snapshot, segment};
use crate::Error;
use crate::doc::document;
use crate::folder::Folder;
use model::{EntryId, Position, Record, SourceNo};
use resolve::Resolved;
use rustc_hash::FxHashMap;
use search::Doc;

/// A part is written when its records reach this size in memory.
const PART_BYTES: usize = 24 << 20;
/// Parts with fewer ids than this are small.
const SMALL_IDS: usize = 5_000;
/// When this many small parts have gathered they become one.
const SMALL_PARTS: usize = 10;

/// Gathers what changed and writes it as new parts.
pub(crate) struct Publisher<'a> {
    folder: &'a Folder,
    before: &'a Snapshot,
    manifest: Manifest,
    records: SegmentWriter,
    docs: Vec<Doc>,
    fresh: Vec<search::Segment>,
    from_nothing: bool,
    changed: u64,
}

impl<'a> Publisher<'a> {
    pub fn new(folder: &'a Folder, before: &'a Snapshot) -> Self {
        Self {
            folder,
            before,
            manifest: before.manifest.clone(),
            records: SegmentWriter::default(),
            docs: Vec::new(),
            fresh: Vec::new(),
            from_nothing: false,
            changed: 0,
        }
    }

    /// Publishes from nothing, with these rules and places.
    pub fn afresh(&mut self, rules: String, places: Option<String>) {
        self.from_nothing = true;
        let (next, edition) = (self.manifest.next, self.manifest.edition);
        self.manifest = Manifest {
            edition,
            next,
            ..Manifest::empty(rules, places)
        };
    }

    /// Adds the records of one or more whole components. Those that are as they were are passed over.
    pub fn add(
        &mut self,
        resolved: &Resolved,
        source_key: &dyn Fn(SourceNo) -> String,
    ) -> Result<(), Error> {
        let by_id: FxHashMap<EntryId, &Record> =
            resolved.records.iter().map(|r| (r.id, r)).collect();
        let bodies: Vec<Vec<u8>> = resolved.records.iter().map(record_body).collect();
        let mut differs: FxHashMap<EntryId, bool> = FxHashMap::default();
        for (record, body) in resolved.records.iter().zip(&bodies) {
            differs.insert(record.id, self.is_new(&record.id, body)?);
        }
        for (record, body) in resolved.records.iter().zip(bodies) {
            let changed = differs[&record.id];
            let related_changed = references(record).any(|id| differs.get(&id) == Some(&true));
            if changed || related_changed {
                if changed {
                    self.changed += 1;
                }
                if let Some(doc) = document(record, |id| by_id.get(id).map(|r| (*r).clone())) {
                    self.docs.push(doc);
                }
                self.records.add(record.id, record.hash(source_key), body);
            }
        }
        for (id, to) in &resolved.redirects {
            let body = redirect_body(*to);
            if self.is_new(id, &body)? {
                self.changed += 1;
                self.records.add(*id, Record::redirect_hash(*id, *to), body);
            }
        }
        if self.records.size() > PART_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    fn is_new(&self, id: &EntryId, body: &[u8]) -> Result<bool, Error> {
        if self.from_nothing {
            return Ok(true);
        }
        let before = self.before.body(id).map_err(|e| self.before.damaged(e))?;
        Ok(before != Some(body))
    }

    /// Writes what was gathered as one part, and marks what it replaces in older parts.
    fn flush(&mut self) -> Result<(), Error> {
        if self.records.len() == 0 {
            return Ok(());
        }
        let records = std::mem::take(&mut self.records);
        let ids: Vec<EntryId> = records.ids().collect();
        for (part, dead) in self.replaced(&ids) {
            let known = &mut self.manifest.parts[part].dead;
            known.extend(dead);
            known.sort_unstable();
            known.dedup();
        }
        let no = self.manifest.next;
        self.manifest.next += 1;
        Folder::write_whole(&Manifest::records_path(self.folder, no), &records.finish())?;
        let index_path = Manifest::index_path(self.folder, no);
        Folder::write_whole(
            &index_path,
            &search::write_segment(std::mem::take(&mut self.docs)),
        )?;
        let index =
            search::Segment::open(super::map(&index_path)?).map_err(|e| Error::Snapshot {
                folder: self.folder.snapshot(),
                problem: e.to_string(),
            })?;
        self.fresh.push(index);
        self.manifest.parts.push(Part {
            no,
            ids: ids.len(),
            dead: Vec::new(),
        });
        Ok(())
    }

    /// For each part already named, the documents of `ids` in it.
    fn replaced(&self, ids: &[EntryId]) -> Vec<(usize, Vec<u32>)> {
        let old = self.manifest.parts.len() - self.fresh.len();
        let segments = self
            .before
            .index()
            .segments()
            .iter()
            .map(|(segment, _)| segment)
            .take(old)
            .chain(&self.fresh);
        segments
            .enumerate()
            .map(|(part, segment)| {
                (
                    part,
                    ids.iter()
                        .filter_map(|id| segment.doc_of(id))
                        .collect::<Vec<u32>>(),
                )
            })
            .filter(|(_, dead)| !dead.is_empty())
            .collect()
    }

    /// Makes everything added current, at `position`. Returns how many ids changed.
    pub fn finish(mut self, position: Position) -> Result<u64, Error> {
        self.flush()?;
        self.manifest.position = position.0;
        self.manifest.edition += 1;
        self.manifest.write(self.folder)?;
        Ok(self.changed)
    }
}

fn references(record: &Record) -> impl Iterator<Item = EntryId> {
    record
        .fields
        .values()
        .filter_map(|shown| match &shown.value {
            model::Value::Reference(id) => Some(*id),
            _ => None,
        })
}

/// Joins small parts into one when there are many, so that answering stays quick. True when it did.
pub(crate) fn tidy(folder: &Folder, snapshot: &Snapshot) -> Result<bool, Error> {
    let small = |part: &Part| part.ids < SMALL_IDS;
    // Only the newest run of small parts may be joined: the order of parts decides which copy of an id counts.
    let parts = &snapshot.manifest.parts;
    let from = parts
        .iter()
        .rposition(|part| !small(part))
        .map_or(0, |at| at + 1);
    if parts.len() - from < SMALL_PARTS {
        return Ok(false);
    }
    let damaged = |e: Corrupt| snapshot.damaged(e);
    let mut joined = SegmentWriter::default();
    let mut docs = Vec::new();
    for records in &snapshot.records[from..] {
        for at in 0..records.len() {
            // Later parts come later and replace what stands here.
            let body = records.body(at).map_err(damaged)?;
            joined.add(records.id(at), records.hash(at), body.to_vec());
        }
    }
    for id in joined.ids() {
        if let Some(segment::Leads::To(record)) = snapshot.leads(&id).map_err(damaged)? {
            docs.extend(document(&record, |id| snapshot.follow(id).ok().flatten()));
        }
    }
    let mut manifest = snapshot.manifest.clone();
    let no = manifest.next;
    manifest.next += 1;
    manifest.edition += 1;
    manifest.parts.truncate(from);
    manifest.parts.push(Part {
        no,
        ids: joined.len(),
        dead: Vec::new(),
    });
    Folder::write_whole(&Manifest::records_path(folder, no), &joined.finish())?;
    Folder::write_whole(
        &Manifest::index_path(folder, no),
        &search::write_segment(docs),
    )?;
    manifest.write(folder)?;
    Ok(true)
}
