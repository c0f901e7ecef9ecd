//! A segment of records: a flat, immutable file, looked up by id without reading the rest.
//!
//! Layout (little endian): magic, count `n`, `n` ids sorted, `n` hashes, `n + 1` offsets into the bodies,
//! bodies. A body is a record or a redirect.

use super::bytes::{Corrupt, Reader, Writer};
use super::codec;
use model::{EntryId, Record};
use std::collections::BTreeMap;
use std::sync::Arc;

const MAGIC: &[u8; 8] = b"FPREC\0\0\x01";
const HEADER: usize = 16;

/// Bytes of a file, mapped or in memory.
pub type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// What an id leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Leads {
    /// A record.
    To(Box<Record>),
    /// The record that its entry was joined to.
    Redirect(EntryId),
}

/// Gathers bodies and writes them as one segment.
#[derive(Default)]
pub struct SegmentWriter {
    bodies: BTreeMap<EntryId, ([u8; 32], Vec<u8>)>,
    size: usize,
}

/// The body of a record.
pub fn record_body(record: &Record) -> Vec<u8> {
    let mut out = Writer::default();
    out.byte(0);
    codec::encode(record, &mut out);
    out.0
}

/// The body of a redirect.
pub fn redirect_body(to: EntryId) -> Vec<u8> {
    let mut out = vec![1];
    out.extend_from_slice(to.as_bytes());
    out
}

impl SegmentWriter {
    /// Adds what `id` leads to, and its line of the state hash.
    pub fn add(&mut self, id: EntryId, hash: [u8; 32], body: Vec<u8>) {
        self.size += body.len() + 56;
        self.bodies.insert(id, (hash, body));
    }

    /// How many ids it holds.
    pub fn len(&self) -> usize {
        self.bodies.len()
    }

    /// The ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = EntryId> {
        self.bodies.keys().copied()
    }

    /// Bytes gathered so far.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The segment's bytes.
    pub fn finish(self) -> Vec<u8> {
        let count = self.bodies.len();
        let mut out = Vec::with_capacity(HEADER + self.size + 8);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&(count as u64).to_le_bytes());
        for id in self.bodies.keys() {
            out.extend_from_slice(id.as_bytes());
        }
        for (hash, _) in self.bodies.values() {
            out.extend_from_slice(hash);
        }
        let mut offset = 0u64;
        out.extend_from_slice(&offset.to_le_bytes());
        for (_, body) in self.bodies.values() {
            offset += body.len() as u64;
            out.extend_from_slice(&offset.to_le_bytes());
        }
        for (_, body) in self.bodies.into_values() {
            out.extend_from_slice(&body);
        }
        out
    }
}

/// A segment, open.
pub struct Segment {
    bytes: Bytes,
    count: usize,
}

impl Segment {
    /// Opens the bytes of a segment.
    ///
    /// # Errors
    /// [`Corrupt`] when they are not one.
    pub fn open(bytes: Bytes) -> Result<Self, Corrupt> {
        let all: &[u8] = (*bytes).as_ref();
        let mut head = Reader(all);
        if head.array::<8>()? != *MAGIC {
            return Err(Corrupt);
        }
        let count = usize::try_from(u64::from_le_bytes(head.array()?)).map_err(|_| Corrupt)?;
        let tables = count
            .checked_mul(56)
            .and_then(|t| t.checked_add(HEADER + 8))
            .ok_or(Corrupt)?;
        if all.len() < tables {
            return Err(Corrupt);
        }
        Ok(Self { bytes, count })
    }

    /// How many ids it holds.
    pub fn len(&self) -> usize {
        self.count
    }

    fn all(&self) -> &[u8] {
        (*self.bytes).as_ref()
    }

    /// The id at `at`, which must be below [`Self::len`].
    pub fn id(&self, at: usize) -> EntryId {
        EntryId::from_bytes(self.slot(HEADER, at))
    }

    /// The hash at `at`.
    pub fn hash(&self, at: usize) -> [u8; 32] {
        self.slot(HEADER + 16 * self.count, at)
    }

    fn slot<const N: usize>(&self, table: usize, at: usize) -> [u8; N] {
        let from = table + N * at;
        self.all()[from..from + N].try_into().unwrap_or([0; N])
    }

    /// The body at `at`.
    ///
    /// # Errors
    /// [`Corrupt`] when its offsets lead outside the file.
    pub fn body(&self, at: usize) -> Result<&[u8], Corrupt> {
        let table = HEADER + 48 * self.count;
        let offset = |n: usize| {
            usize::try_from(u64::from_le_bytes(self.slot(table, n))).map_err(|_| Corrupt)
        };
        let bodies = table + 8 * (self.count + 1);
        let (from, to) = (offset(at)?, offset(at + 1)?);
        self.all()
            .get(bodies..)
            .and_then(|all| all.get(from..to))
            .ok_or(Corrupt)
    }

    /// Where `id` stands, if it is here.
    pub fn find(&self, id: &EntryId) -> Option<usize> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.id(middle).cmp(id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }
}

/// Reads a body.
pub fn read_body(body: &[u8]) -> Result<Leads, Corrupt> {
    let mut input = Reader(body);
    match input.byte()? {
        0 => codec::decode(input.0).map(|record| Leads::To(Box::new(record))),
        1 => Ok(Leads::Redirect(EntryId::from_bytes(input.array()?))),
        _ => Err(Corrupt),
    }
}
