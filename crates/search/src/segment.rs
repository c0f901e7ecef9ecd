//! An immutable run of documents as flat bytes.
//!
//! Layout: a head (magic, version, counts, where each [`Part`] begins and ends, a checksum of the head), then the
//! parts, each a column. Documents with a position come first, along a Hilbert curve, so that a neighbourhood is a
//! few stretches of documents; then those without, by area. Opening reads the head alone; the columns are read
//! where a query needs them, and a wrong number in one reads as nothing.

use crate::Marks;
use crate::flat::{F64s, Texts, U32s};
use crate::needs::Needs;
use model::EntryId;
use std::sync::{Arc, OnceLock};

/// Bytes shared with whoever maps them.
pub type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// The bytes are not a segment that this version can read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the search segment cannot be read: {0}; delete it and run `fingerpost rebuild`")]
pub struct Corrupt(pub &'static str);

pub(crate) const MAGIC: &[u8; 8] = b"FPSEARCH";
/// Raised whenever the layout or the way words are read changes: older segments are then built again.
pub(crate) const VERSION: u32 = 1;
/// Documents to a box of [`Part::Boxes`].
pub(crate) const BLOCK: usize = 64;
/// Low bits of a posting that say in which fields the word stands.
pub(crate) const FIELD_BITS: u32 = 6;

/// The columns, in the order in which they lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Part {
    /// Latitude of each placed document, f64.
    Latitudes,
    /// Longitude of each placed document, f64.
    Longitudes,
    /// South, north, west and east of each [`BLOCK`] placed documents, f64.
    Boxes,
    /// Id of each document, 16 bytes.
    Ids,
    /// Documents by id.
    ById,
    /// Marks of each document.
    Marks,
    /// Where its hours begin in `HourBytes`, plus 1; nought for none.
    Hours,
    /// Distinct hours, see [`crate::times`].
    HourBytes,
    /// Hash of each document's name.
    Names,
    /// Area of each document without a position: its number plus 1; nought for none.
    Areas,
    /// Where each area's code ends in `AreaText`.
    AreaEnds,
    /// Codes of areas, sorted.
    AreaText,
    /// Where each document's kinds end in `DocKinds`.
    DocKindEnds,
    /// Numbers of kinds, by document.
    DocKinds,
    /// Where each kind ends in `KindText`.
    KindEnds,
    /// Kinds, sorted.
    KindText,
    /// Where each kind's documents end in `KindDocs`.
    KindDocEnds,
    /// Documents, by kind.
    KindDocs,
    /// Where each word ends in `WordText`.
    WordEnds,
    /// Stems, sorted.
    WordText,
    /// Where each word's postings end in `Postings`.
    PostingEnds,
    /// Documents × 64 + fields, by word.
    Postings,
}

/// How many parts there are.
pub(crate) const PARTS: usize = Part::Postings as usize + 1;
/// Magic, version, documents, placed documents, a spare number, the end of each part, checksum.
pub(crate) const HEAD: usize = 8 + 4 * 4 + PARTS * 8 + 8;

/// A checksum (FNV-1a, 64 bits) against a head that was cut or overwritten.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// An immutable run of documents. Cheap to clone.
#[derive(Clone)]
pub struct Segment {
    inner: Arc<Inner>,
}

struct Inner {
    bytes: Bytes,
    docs: u32,
    placed: u32,
    ends: [usize; PARTS],
    meeting: OnceLock<Meeting>,
}

/// The documents that meet each need of one vocabulary, each list made when it is first asked for.
struct Meeting {
    vocabulary: u64,
    docs: Box<[OnceLock<Vec<u32>>]>,
}

impl std::fmt::Debug for Segment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Segment")
            .field("docs", &self.len())
            .finish_non_exhaustive()
    }
}

impl Segment {
    /// Opens a segment: reads its head only, whatever its size.
    ///
    /// # Errors
    /// [`Corrupt`] when the head is damaged, of another version, or speaks of more than there is.
    pub fn open(bytes: Bytes) -> Result<Self, Corrupt> {
        let all = (*bytes).as_ref();
        let head = all.get(..HEAD).ok_or(Corrupt("it is cut off"))?;
        if &head[..8] != MAGIC {
            return Err(Corrupt("it is something else"));
        }
        let small = U32s::new(&head[8..24]);
        if small.get(0) != VERSION {
            return Err(Corrupt("it is of another version"));
        }
        let (body, sum) = head.split_at(HEAD - 8);
        if sum != checksum(body).to_le_bytes() {
            return Err(Corrupt("its head is damaged"));
        }
        let mut ends = [0; PARTS];
        let mut from = HEAD;
        for (end, bytes) in ends.iter_mut().zip(body[24..].as_chunks::<8>().0) {
            *end = usize::try_from(u64::from_le_bytes(*bytes))
                .map_err(|_| Corrupt("it is too long"))?;
            if *end < from || *end > all.len() {
                return Err(Corrupt("it is cut off"));
            }
            from = *end;
        }
        let (docs, placed) = (small.get(1), small.get(2));
        let segment = Self {
            inner: Arc::new(Inner {
                bytes,
                docs,
                placed,
                ends,
                meeting: OnceLock::new(),
            }),
        };
        let wide = |part: Part, width: usize| segment.part(part).len() / width;
        let fits = placed <= docs
            && wide(Part::Ids, 16) == docs as usize
            && wide(Part::Marks, 4) == docs as usize
            && wide(Part::Latitudes, 8) == placed as usize;
        if fits {
            Ok(segment)
        } else {
            Err(Corrupt("its columns have different lengths"))
        }
    }

    /// How many documents it holds, dead ones too.
    pub fn len(&self) -> u32 {
        self.inner.docs
    }

    /// True when it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of the document of `id`.
    pub fn doc_of(&self, id: &EntryId) -> Option<u32> {
        let view = self.view();
        let by_id = U32s::new(self.part(Part::ById));
        let (mut from, mut to) = (0, by_id.len());
        while from < to {
            let middle = from + (to - from) / 2;
            let doc = by_id.get(middle);
            match view.id(doc).cmp(id.as_bytes()) {
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
                std::cmp::Ordering::Equal => return (doc < self.len()).then_some(doc),
            }
        }
        None
    }

    /// The id of document `doc`; the nil id when there is no such document.
    pub fn id(&self, doc: u32) -> EntryId {
        EntryId::from_bytes(*self.view().id(doc))
    }

    fn part(&self, part: Part) -> &[u8] {
        let at = part as usize;
        let from = if at == 0 {
            HEAD
        } else {
            self.inner.ends[at - 1]
        };
        // `open` has seen that the ends rise and lie within the bytes; bytes that shrink later read as nothing.
        (*self.inner.bytes)
            .as_ref()
            .get(from..self.inner.ends[at])
            .unwrap_or_default()
    }

    /// Its columns.
    pub(crate) fn view(&self) -> View<'_> {
        let numbers = |part| U32s::new(self.part(part));
        View {
            docs: self.inner.docs,
            placed: self.inner.placed,
            latitudes: F64s::new(self.part(Part::Latitudes)),
            longitudes: F64s::new(self.part(Part::Longitudes)),
            boxes: F64s::new(self.part(Part::Boxes)),
            ids: self.part(Part::Ids).as_chunks::<16>().0,
            marks: numbers(Part::Marks),
            hours: numbers(Part::Hours),
            hour_bytes: self.part(Part::HourBytes),
            names: numbers(Part::Names),
            areas: numbers(Part::Areas),
            area_codes: Texts::new(self.part(Part::AreaEnds), self.part(Part::AreaText)),
            doc_kind_ends: numbers(Part::DocKindEnds),
            doc_kinds: numbers(Part::DocKinds),
            kinds: Texts::new(self.part(Part::KindEnds), self.part(Part::KindText)),
            kind_doc_ends: numbers(Part::KindDocEnds),
            kind_docs: numbers(Part::KindDocs),
            words: Texts::new(self.part(Part::WordEnds), self.part(Part::WordText)),
            posting_ends: numbers(Part::PostingEnds),
            postings: numbers(Part::Postings),
        }
    }

    /// Calls `then` with the documents that meet need number `need` of `needs`, sorted. They are remembered for the
    /// first vocabulary that asks; there is hardly ever another.
    pub(crate) fn meeting<T>(
        &self,
        needs: &Needs,
        need: usize,
        then: impl FnOnce(&[u32]) -> T,
    ) -> T {
        let work_out = || self.view().docs_meeting(needs, need);
        let meeting = self.inner.meeting.get_or_init(|| Meeting {
            vocabulary: needs.fingerprint(),
            docs: (0..needs.len()).map(|_| OnceLock::new()).collect(),
        });
        match meeting.docs.get(need) {
            Some(docs) if meeting.vocabulary == needs.fingerprint() => {
                then(docs.get_or_init(work_out))
            }
            _ => then(&work_out()),
        }
    }
}

/// The columns of a segment.
pub(crate) struct View<'a> {
    pub(crate) docs: u32,
    pub(crate) placed: u32,
    pub(crate) latitudes: F64s<'a>,
    pub(crate) longitudes: F64s<'a>,
    pub(crate) boxes: F64s<'a>,
    ids: &'a [[u8; 16]],
    marks: U32s<'a>,
    hours: U32s<'a>,
    hour_bytes: &'a [u8],
    names: U32s<'a>,
    areas: U32s<'a>,
    area_codes: Texts<'a>,
    doc_kind_ends: U32s<'a>,
    doc_kinds: U32s<'a>,
    pub(crate) kinds: Texts<'a>,
    kind_doc_ends: U32s<'a>,
    kind_docs: U32s<'a>,
    pub(crate) words: Texts<'a>,
    posting_ends: U32s<'a>,
    postings: U32s<'a>,
}

/// The stretch of `all` that belongs to number `at`, given where each stretch ends.
fn stretch<'a>(ends: U32s<'a>, all: U32s<'a>, at: usize) -> U32s<'a> {
    let from = if at == 0 { 0 } else { ends.get(at - 1) };
    all.slice(from, ends.get(at))
}

impl<'a> View<'a> {
    /// The bytes of the id of `doc`.
    pub(crate) fn id(&self, doc: u32) -> &'a [u8; 16] {
        self.ids.get(doc as usize).unwrap_or(&[0; 16])
    }

    /// The marks of `doc`.
    pub(crate) fn marks(&self, doc: u32) -> Marks {
        Marks::from_bits(self.marks.get(doc as usize))
    }

    /// The bytes from where the hours of `doc` begin; none when nobody has said.
    pub(crate) fn hours(&self, doc: u32) -> Option<&'a [u8]> {
        let at = self.hours.get(doc as usize).checked_sub(1)? as usize;
        self.hour_bytes.get(at..)
    }

    /// The hash of the name of `doc`.
    pub(crate) fn name(&self, doc: u32) -> u32 {
        self.names.get(doc as usize)
    }

    /// The area of `doc`, which has no position, as the columns number it; nought for none.
    pub(crate) fn area(&self, doc: u32) -> u32 {
        self.areas.get((doc - self.placed) as usize)
    }

    /// How the columns number the area with this code; none when no document has it.
    pub(crate) fn area_number(&self, code: &str) -> Option<u32> {
        self.area_codes
            .search(code.as_bytes())
            .ok()
            .map(|at| at as u32 + 1)
    }

    /// The numbers of the kinds of `doc`.
    pub(crate) fn kinds_of(&self, doc: u32) -> U32s<'a> {
        stretch(self.doc_kind_ends, self.doc_kinds, doc as usize)
    }

    /// The documents of kind number `kind`, sorted.
    pub(crate) fn docs_of_kind(&self, kind: usize) -> U32s<'a> {
        stretch(self.kind_doc_ends, self.kind_docs, kind)
    }

    /// The postings of word number `word`, sorted.
    pub(crate) fn postings_of(&self, word: usize) -> U32s<'a> {
        stretch(self.posting_ends, self.postings, word)
    }

    fn docs_meeting(&self, needs: &Needs, need: usize) -> Vec<u32> {
        let kinds = (0..self.kinds.len()).filter(|kind| needs.meets(need, self.kinds.get(*kind)));
        let mut docs: Vec<u32> = kinds
            .flat_map(|kind| self.docs_of_kind(kind).iter())
            .collect();
        docs.sort_unstable();
        docs.dedup();
        docs
    }
}

#[cfg(test)]
mod tests;
