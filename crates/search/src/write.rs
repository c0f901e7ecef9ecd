//! Documents → the bytes of a segment.

use crate::place::hilbert;
use crate::segment::{BLOCK, FIELD_BITS, HEAD, MAGIC, PARTS, Part, VERSION, checksum};
use crate::words::{NameHash, each_word, stem};
use crate::{Doc, times};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// The fields in which a word can stand, as bits of a posting, the weightiest first.
pub(crate) mod field {
    pub(crate) const CODE: u32 = 1;
    pub(crate) const NAME: u32 = 1 << 1;
    pub(crate) const KIND: u32 = 1 << 2;
    pub(crate) const ORGANIZATION: u32 = 1 << 3;
    pub(crate) const PLACE: u32 = 1 << 4;
    pub(crate) const DESCRIPTION: u32 = 1 << 5;
}

/// The bytes of a segment that holds `docs`: the same bytes for the same documents in any order. Holds up to 67
/// million documents; more belong in several segments.
///
/// ```
/// use search::{Doc, Segment, write_segment};
/// use std::sync::Arc;
/// let id = model::EntryId::from_bytes([7; 16]);
/// let bytes = write_segment(vec![Doc::new(id, "Riverside Friends")]);
/// let segment = Segment::open(Arc::new(bytes)).unwrap();
/// assert_eq!(segment.doc_of(&id), Some(0));
/// ```
pub fn write_segment(docs: Vec<Doc>) -> Vec<u8> {
    let docs = in_order(docs);
    let placed = docs.iter().filter(|doc| doc.point.is_some()).count();
    let mut parts: [Vec<u8>; PARTS] = std::array::from_fn(|_| Vec::new());
    write_places(&docs[..placed], &mut parts);
    write_facts(&docs, &mut parts);
    write_areas(&docs[placed..], &mut parts);
    write_kinds(&docs, &mut parts);
    write_words(&docs, &mut parts);
    assemble(docs.len() as u32, placed as u32, &parts)
}

/// Placed documents along the curve, then the others by area.
fn in_order(mut docs: Vec<Doc>) -> Vec<Doc> {
    docs.sort_by_cached_key(|doc| {
        let area = if doc.point.is_none() {
            doc.area.clone()
        } else {
            None
        };
        (doc.point.is_none(), doc.point.map(hilbert), area, doc.id)
    });
    docs
}

fn assemble(docs: u32, placed: u32, parts: &[Vec<u8>; PARTS]) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEAD + parts.iter().map(Vec::len).sum::<usize>());
    out.extend(MAGIC);
    for number in [VERSION, docs, placed, 0] {
        out.extend(number.to_le_bytes());
    }
    let mut end = HEAD as u64;
    for part in parts {
        end += part.len() as u64;
        out.extend(end.to_le_bytes());
    }
    out.extend(checksum(&out).to_le_bytes());
    for part in parts {
        out.extend(part);
    }
    out
}

fn push(part: &mut Vec<u8>, number: usize) {
    part.extend((number as u32).to_le_bytes());
}

fn write_places(docs: &[Doc], parts: &mut [Vec<u8>; PARTS]) {
    let points: Vec<_> = docs.iter().filter_map(|doc| doc.point).collect();
    for point in &points {
        parts[Part::Latitudes as usize].extend(point.latitude().to_le_bytes());
        parts[Part::Longitudes as usize].extend(point.longitude().to_le_bytes());
    }
    for block in points.chunks(BLOCK) {
        let (mut south, mut north, mut west, mut east) = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
        for point in block {
            (south, north) = (south.min(point.latitude()), north.max(point.latitude()));
            (west, east) = (west.min(point.longitude()), east.max(point.longitude()));
        }
        for side in [south, north, west, east] {
            parts[Part::Boxes as usize].extend(side.to_le_bytes());
        }
    }
}

fn write_facts(docs: &[Doc], parts: &mut [Vec<u8>; PARTS]) {
    let mut by_id: Vec<usize> = (0..docs.len()).collect();
    by_id.sort_by_key(|doc| docs[*doc].id);
    for doc in by_id {
        push(&mut parts[Part::ById as usize], doc);
    }
    // Whole high streets keep the same hours.
    let mut known: FxHashMap<Vec<u8>, usize> = FxHashMap::default();
    for doc in docs {
        parts[Part::Ids as usize].extend(doc.id.as_bytes());
        push(&mut parts[Part::Marks as usize], doc.marks.bits() as usize);
        let hours = doc.hours.as_ref().map_or(0, |hours| {
            let mut bytes = Vec::new();
            times::write(hours, &mut bytes);
            let all = &mut parts[Part::HourBytes as usize];
            *known.entry(bytes).or_insert_with_key(|bytes| {
                all.extend(bytes);
                all.len() - bytes.len() + 1
            })
        });
        push(&mut parts[Part::Hours as usize], hours);
    }
}

fn write_areas(docs: &[Doc], parts: &mut [Vec<u8>; PARTS]) {
    let codes: BTreeSet<&str> = docs.iter().filter_map(|doc| doc.area.as_deref()).collect();
    let numbers: FxHashMap<&str, usize> = codes.iter().copied().zip(1..).collect();
    write_texts(codes, Part::AreaEnds, Part::AreaText, parts);
    for doc in docs {
        let number = doc
            .area
            .as_deref()
            .and_then(|code| numbers.get(code))
            .copied();
        push(&mut parts[Part::Areas as usize], number.unwrap_or(0));
    }
}

fn write_texts<'a>(
    texts: impl IntoIterator<Item = &'a str>,
    ends: Part,
    text: Part,
    parts: &mut [Vec<u8>; PARTS],
) {
    for one in texts {
        parts[text as usize].extend(one.as_bytes());
        let end = parts[text as usize].len();
        push(&mut parts[ends as usize], end);
    }
}

fn write_kinds(docs: &[Doc], parts: &mut [Vec<u8>; PARTS]) {
    let kinds: BTreeSet<&str> = docs
        .iter()
        .flat_map(|doc| doc.kinds.iter().map(model::Term::as_str))
        .collect();
    let numbers: FxHashMap<&str, usize> = kinds.iter().copied().zip(0..).collect();
    let mut docs_of: Vec<Vec<usize>> = vec![Vec::new(); kinds.len()];
    write_texts(kinds, Part::KindEnds, Part::KindText, parts);
    for (at, doc) in docs.iter().enumerate() {
        let own: BTreeSet<usize> = doc
            .kinds
            .iter()
            .filter_map(|kind| numbers.get(kind.as_str()).copied())
            .collect();
        for kind in own {
            docs_of[kind].push(at);
            push(&mut parts[Part::DocKinds as usize], kind);
        }
        let end = parts[Part::DocKinds as usize].len() / 4;
        push(&mut parts[Part::DocKindEnds as usize], end);
    }
    for docs in docs_of {
        for doc in docs {
            push(&mut parts[Part::KindDocs as usize], doc);
        }
        let end = parts[Part::KindDocs as usize].len() / 4;
        push(&mut parts[Part::KindDocEnds as usize], end);
    }
}

/// The distinct stems of a segment while it is written, numbered as they are met.
#[derive(Default)]
struct Stems {
    numbers: FxHashMap<Box<str>, u32>,
    stem: String,
}

impl Stems {
    fn number(&mut self, word: &str) -> u32 {
        self.stem.clear();
        self.stem.push_str(word);
        stem(&mut self.stem);
        if let Some(number) = self.numbers.get(self.stem.as_str()) {
            return *number;
        }
        let number = self.numbers.len() as u32;
        self.numbers.insert(self.stem.as_str().into(), number);
        number
    }
}

/// Calls `each` with every text of `doc` that can be searched, and the field it stands in.
pub(crate) fn each_text<'a>(doc: &'a Doc, mut each: impl FnMut(u32, &'a str)) {
    doc.codes
        .iter()
        .for_each(|code| each(field::CODE, without_scheme(code)));
    each(field::NAME, &doc.name);
    doc.kinds
        .iter()
        .for_each(|kind| each(field::KIND, kind.as_str()));
    each(field::ORGANIZATION, &doc.organization);
    each(field::PLACE, &doc.place);
    each(field::DESCRIPTION, &doc.description);
    doc.languages
        .iter()
        .for_each(|language| each(field::DESCRIPTION, language.as_str()));
}

fn without_scheme(code: &str) -> &str {
    code.split_once(':').map_or(code, |(_, value)| value)
}

fn write_words(docs: &[Doc], parts: &mut [Vec<u8>; PARTS]) {
    let mut stems = Stems::default();
    // Each pair is a stem's number and a posting; within one stem the postings come sorted.
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let mut own: Vec<(u32, u32)> = Vec::new();
    for (at, doc) in docs.iter().enumerate() {
        own.clear();
        let mut name = NameHash::default();
        each_text(doc, |field, text| {
            each_word(text, |word| {
                own.push((stems.number(word), field));
                if field == field::NAME {
                    name.add(&stems.stem);
                }
            });
        });
        push(&mut parts[Part::Names as usize], name.finish() as usize);
        own.sort_unstable();
        for same in own.chunk_by(|a, b| a.0 == b.0) {
            let fields = same.iter().fold(0, |fields, (_, field)| fields | field);
            pairs.push((same[0].0, ((at as u32) << FIELD_BITS) | fields));
        }
    }
    let mut words: Vec<(Box<str>, u32)> = stems.numbers.into_iter().collect();
    words.sort_unstable();
    let mut place_of = vec![0_u32; words.len()];
    for ((_, number), place) in words.iter().zip(0..) {
        place_of[*number as usize] = place;
    }
    write_texts(
        words.iter().map(|(word, _)| &**word),
        Part::WordEnds,
        Part::WordText,
        parts,
    );
    let mut ends = vec![0_u32; words.len() + 1];
    for (number, _) in &pairs {
        ends[place_of[*number as usize] as usize + 1] += 1;
    }
    for at in 1..ends.len() {
        ends[at] += ends[at - 1];
    }
    ends[1..]
        .iter()
        .for_each(|end| push(&mut parts[Part::PostingEnds as usize], *end as usize));
    let postings = &mut parts[Part::Postings as usize];
    postings.resize(pairs.len() * 4, 0);
    for (number, posting) in pairs {
        let next = &mut ends[place_of[number as usize] as usize];
        let at = *next as usize * 4;
        postings[at..at + 4].copy_from_slice(&posting.to_le_bytes());
        *next += 1;
    }
}
