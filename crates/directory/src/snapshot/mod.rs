//! Everything published at one log position: immutable, mapped from files, swapped at once.
//!
//! Words: a *part* is a pair of files (records, and the index of their services); a newer part's id stands
//! for an older part's. Readers keep the snapshot they began with; files that are no longer named can go.
//! Start at [`Snapshot`]; [`publish`] makes the next one.

mod bytes;
mod codec;
pub(crate) mod manifest;
pub(crate) mod publish;
mod segment;

pub(crate) use bytes::Corrupt;

use crate::Error;
use crate::folder::Folder;
use gazetteer::Gazetteer;
use manifest::Manifest;
use mapped::Mapped;
use model::{EntryId, Position, Record, Source, SourceNo};
use search::{Dead, Index, Needs};
use segment::{Bytes, Leads, Segment};
use sha2::{Digest as _, Sha256};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// What an id leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// A record.
    Record(Box<Record>),
    /// A record under another id: its entry was joined to it.
    Moved(EntryId),
    /// Nothing here ever had it.
    Unknown,
}

/// Everything published at one position of the log.
pub struct Snapshot {
    folder: Folder,
    pub(crate) manifest: Manifest,
    records: Vec<Segment>,
    index: Index,
    gazetteer: Option<Gazetteer>,
    sources: Vec<Source>,
}

/// The words of the needs vocabulary, read once.
static NEEDS: LazyLock<Needs> = LazyLock::new(Needs::builtin);

fn map(path: &Path) -> Result<Bytes, Error> {
    Mapped::open(path)
        .map(|mapped| Arc::new(mapped) as Bytes)
        .map_err(|source| Error::file(path, source))
}

impl Snapshot {
    /// Opens what the manifest names.
    pub(crate) fn open(
        folder: &Folder,
        manifest: Manifest,
        sources: Vec<Source>,
    ) -> Result<Self, Error> {
        let damaged = |problem: &dyn std::fmt::Display| Error::Snapshot {
            folder: folder.snapshot(),
            problem: problem.to_string(),
        };
        let mut records = Vec::new();
        let mut segments = Vec::new();
        for part in &manifest.parts {
            let bytes = map(&Manifest::records_path(folder, part.no))?;
            records.push(Segment::open(bytes).map_err(|e| damaged(&e))?);
            let bytes = map(&Manifest::index_path(folder, part.no))?;
            let segment = search::Segment::open(bytes).map_err(|e| damaged(&e))?;
            segments.push((segment, part.dead.iter().copied().collect::<Dead>()));
        }
        let gazetteer = match &manifest.places {
            Some(hash) => {
                Some(Gazetteer::open(map(&folder.places_file(hash))?).map_err(|e| damaged(&e))?)
            }
            None => None,
        };
        Ok(Self {
            folder: folder.clone(),
            manifest,
            records,
            index: Index::new(segments),
            gazetteer,
            sources,
        })
    }

    /// The log position it was made at.
    pub fn position(&self) -> Position {
        self.manifest.position()
    }

    /// A number that changes whenever anything published changes: for caches and entity tags.
    pub fn edition(&self) -> u64 {
        self.manifest.edition
    }

    /// What `id` leads to.
    ///
    /// # Errors
    /// [`Error::Snapshot`] when its files are damaged.
    pub fn record(&self, id: &EntryId) -> Result<Found, Error> {
        Ok(match self.leads(id).map_err(|e| self.damaged(e))? {
            Some(Leads::To(record)) => Found::Record(record),
            Some(Leads::Redirect(to)) => Found::Moved(to),
            None => Found::Unknown,
        })
    }

    /// The record that `id` leads to, through a redirect if need be.
    ///
    /// # Errors
    /// [`Error::Snapshot`] when its files are damaged.
    pub fn follow(&self, id: &EntryId) -> Result<Option<Record>, Error> {
        match self.record(id)? {
            Found::Record(record) => Ok(Some(*record)),
            Found::Moved(to) => match self.record(&to)? {
                Found::Record(record) => Ok(Some(*record)),
                _ => Ok(None),
            },
            Found::Unknown => Ok(None),
        }
    }

    fn damaged(&self, problem: Corrupt) -> Error {
        Error::Snapshot {
            folder: self.folder.snapshot(),
            problem: problem.to_string(),
        }
    }

    fn leads(&self, id: &EntryId) -> Result<Option<Leads>, Corrupt> {
        self.body(id)?.map(segment::read_body).transpose()
    }

    /// The bytes that `id` leads to, from the newest part that has it.
    fn body(&self, id: &EntryId) -> Result<Option<&[u8]>, Corrupt> {
        for records in self.records.iter().rev() {
            if let Some(at) = records.find(id) {
                return records.body(at).map(Some);
            }
        }
        Ok(None)
    }

    /// Every id with its hash, in the order of ids, each from the newest part that has it.
    pub(crate) fn each_hash(&self, mut f: impl FnMut(EntryId, [u8; 32])) {
        let mut heads: BinaryHeap<Reverse<(EntryId, Reverse<usize>, usize)>> = BinaryHeap::new();
        for (part, records) in self.records.iter().enumerate() {
            if records.len() > 0 {
                heads.push(Reverse((records.id(0), Reverse(part), 0)));
            }
        }
        let mut last = None;
        while let Some(Reverse((id, Reverse(part), at))) = heads.pop() {
            if last != Some(id) {
                f(id, self.records[part].hash(at));
                last = Some(id);
            }
            if at + 1 < self.records[part].len() {
                heads.push(Reverse((
                    self.records[part].id(at + 1),
                    Reverse(part),
                    at + 1,
                )));
            }
        }
    }

    /// The state hash: SHA-256 over the lines `id SP hash LF`, sorted by id as bytes.
    pub fn state_hash(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        self.each_hash(|id, hash| digest.update(format!("{id} {}\n", hex(&hash))));
        digest.finalize().into()
    }

    /// Compares every published hash with its record. Returns what does not hold.
    pub(crate) fn check(&self) -> Result<Vec<String>, Error> {
        let source_key = |no: SourceNo| {
            self.source(no)
                .map(|s| s.key.to_string())
                .unwrap_or_default()
        };
        let mut hashes = Vec::new();
        self.each_hash(|id, hash| hashes.push((id, hash)));
        let mut faults = Vec::new();
        for (id, hash) in hashes {
            let found = match self.leads(&id).map_err(|e| self.damaged(e))? {
                Some(Leads::To(record)) => record.hash(&source_key),
                Some(Leads::Redirect(to)) => Record::redirect_hash(id, to),
                None => continue,
            };
            if found != hash {
                faults.push(format!(
                    "snapshot: {id} is not what its hash says; run `fingerpost rebuild`"
                ));
            }
        }
        Ok(faults)
    }

    /// How many ids lead somewhere, records and redirects.
    pub fn ids(&self) -> usize {
        let mut count = 0;
        self.each_hash(|_, _| count += 1);
        count
    }

    /// The parts it is made of, by number.
    pub(crate) fn parts(&self) -> impl Iterator<Item = u32> {
        self.manifest.parts.iter().map(|part| part.no)
    }

    /// Every id of the parts that `known` does not tell, some perhaps more than once, and how many of the ids that is
    /// in hundredths.
    pub(crate) fn ids_of_other_parts(&self, known: impl Fn(u32) -> bool) -> (Vec<EntryId>, usize) {
        let mut ids = Vec::new();
        let mut all = 0;
        for (no, records) in self.parts().zip(&self.records) {
            all += records.len();
            if !known(no) {
                ids.extend((0..records.len()).map(|at| records.id(at)));
            }
        }
        let share = ids.len() * 100 / all.max(1);
        (ids, share)
    }

    /// How many services can be found.
    pub fn services(&self) -> usize {
        self.index.len()
    }

    /// The source with this number.
    pub fn source(&self, no: SourceNo) -> Option<&Source> {
        self.sources.iter().find(|source| source.no == no)
    }

    /// All sources.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The places file in use, if one was imported.
    pub fn gazetteer(&self) -> Option<&Gazetteer> {
        self.gazetteer.as_ref()
    }

    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// The needs vocabulary.
    pub fn needs(&self) -> &'static Needs {
        &NEEDS
    }

    /// Calls `f` with every record, in no particular order; stops at the first error.
    ///
    /// # Errors
    /// [`Error::Snapshot`] when its files are damaged.
    pub fn each_record(&self, mut f: impl FnMut(&Record)) -> Result<(), Error> {
        let mut ids = Vec::new();
        self.each_hash(|id, _| ids.push(id));
        for id in ids {
            if let Found::Record(record) = self.record(&id)? {
                f(&record);
            }
        }
        Ok(())
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// The whole of what a document says of an entry, as bytes: equal bytes say the same.
pub(crate) fn fingerprint_bytes(entry: &model::Entry) -> Vec<u8> {
    codec::entry_bytes(entry)
}
