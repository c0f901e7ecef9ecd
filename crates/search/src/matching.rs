//! Which documents of a segment fit the text, and how well.
//!
//! A document fits when it meets the need that was understood, or when every word of the text stands in it
//! somewhere. The score is the sum, over the words, of the weight of the best field in which the word stands. There
//! is no weight for rare words on purpose: every hit has every word, and so a score says nothing about which other
//! documents there are, in which segment, or how many of them are dead.

use crate::flat::U32s;
use crate::needs::Needs;
use crate::segment::{FIELD_BITS, Segment, View};
use crate::words::{NameHash, is_stop_word, phrase};
use crate::write::field;
use model::Term;
use std::ops::Range;

/// Shortest last word that also finds longer words.
const SHORTEST_PREFIX: usize = 3;
/// What meeting the need is worth: more than any words but a code or a whole name.
pub(crate) const NEED: u32 = 200;
/// What having just this name is worth.
pub(crate) const WHOLE_NAME: u32 = 1000;
/// What a word is worth by field, weightiest first. The beginning of a word is worth half; of a code, nothing.
pub(crate) const WEIGHTS: [(u32, u32); 6] = [
    (field::CODE, 2000),
    (field::NAME, 16),
    (field::KIND, 12),
    (field::ORGANIZATION, 8),
    (field::PLACE, 6),
    (field::DESCRIPTION, 2),
];

/// What a word is worth that stands in `fields`.
pub(crate) fn weight(fields: u32, whole: bool) -> u32 {
    WEIGHTS
        .iter()
        .find(|(field, _)| fields & field != 0 && (whole || *field != field::CODE))
        .map_or(0, |(_, weight)| if whole { *weight } else { weight / 2 })
}

/// A text as it is looked for.
pub(crate) struct Wanted {
    pub(crate) words: Vec<Word>,
    /// Number of the need that was understood.
    pub(crate) need: Option<usize>,
    /// Hash of the whole text as a name.
    pub(crate) name: u32,
}

/// One word of the text.
pub(crate) struct Word {
    pub(crate) folded: String,
    pub(crate) stem: String,
    /// It may be the beginning of a longer word.
    pub(crate) beginning: bool,
    /// It says more than the need's own phrase.
    pub(crate) beyond_need: bool,
}

/// A document and its score so far.
pub(crate) type Scored = (u32, u32);

impl Wanted {
    /// Reads `text`.
    pub(crate) fn new(text: &str, needs: &Needs) -> Self {
        let read = phrase(text);
        let understood = needs.find_phrase(&read);
        let mut words: Vec<Word> = Vec::new();
        for (at, (folded, stem)) in read
            .into_iter()
            .enumerate()
            .filter(|(_, (folded, _))| !is_stop_word(folded))
        {
            let beyond_need = understood
                .as_ref()
                .is_none_or(|(_, range)| !range.contains(&at));
            words.push(Word {
                folded,
                stem,
                beginning: false,
                beyond_need,
            });
        }
        if let Some(last) = words.last_mut() {
            last.beginning = last.folded.chars().count() >= SHORTEST_PREFIX;
        }
        let mut name = NameHash::default();
        for word in &words {
            name.add(&word.stem);
        }
        Self {
            words,
            need: understood.map(|(need, _)| need),
            name: name.finish(),
        }
    }

    /// True when there is nothing to look for: everything fits.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.need.is_none()
    }
}

/// The documents within `ranges` that meet the need or have every word, sorted.
pub(crate) fn fitting(
    segment: &Segment,
    wanted: &Wanted,
    needs: &Needs,
    ranges: &[Range<u32>],
) -> Vec<Scored> {
    let view = segment.view();
    let mut by_text = having_every_word(&view, &wanted.words, ranges);
    let Some(need) = wanted.need else {
        return by_text;
    };
    let mut all: Vec<Scored> = segment.meeting(needs, need, |docs| {
        let mut found = Vec::new();
        let mut rest = docs;
        for range in ranges {
            rest = &rest[rest.partition_point(|doc| *doc < range.start)..];
            let (within, after) = rest.split_at(rest.partition_point(|doc| *doc < range.end));
            found.extend(within.iter().map(|doc| (*doc, NEED)));
            rest = after;
        }
        found
    });
    for word in wanted.words.iter().filter(|word| word.beyond_need) {
        let found = having(&view, word, ranges);
        let mut at = 0;
        for (doc, score) in &mut all {
            at += found[at..].partition_point(|(other, _)| other < doc);
            if let Some((other, more)) = found.get(at)
                && other == doc
            {
                *score += more;
            }
        }
    }
    by_text.retain(|(doc, _)| all.binary_search_by_key(doc, |(other, _)| *other).is_err());
    all.append(&mut by_text);
    all.sort_unstable();
    all
}

/// The documents within `ranges` that are of one of `kinds`, sorted, without score.
pub(crate) fn of_kinds(view: &View, kinds: &[Term], ranges: &[Range<u32>]) -> Vec<Scored> {
    let mut all = Vec::new();
    for kind in kinds
        .iter()
        .filter_map(|kind| view.kinds.search(kind.as_str().as_bytes()).ok())
    {
        let mut rest = view.docs_of_kind(kind);
        for range in ranges {
            rest = rest.skip(rest.gallop(range.start));
            let within = rest.gallop(range.end);
            all.extend(rest.slice(0, within as u32).iter().map(|doc| (doc, 0)));
            rest = rest.skip(within);
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn having_every_word(view: &View, words: &[Word], ranges: &[Range<u32>]) -> Vec<Scored> {
    let mut words = words.iter();
    let Some(first) = words.next() else {
        return Vec::new();
    };
    let mut all = having(view, first, ranges);
    for word in words {
        if all.is_empty() {
            break;
        }
        let found = having(view, word, ranges);
        let mut rest = found.as_slice();
        all.retain_mut(|(doc, score)| {
            rest = &rest[rest.partition_point(|(other, _)| other < doc)..];
            let fits = rest.first().filter(|(other, _)| other == doc);
            *score += fits.map_or(0, |(_, more)| *more);
            fits.is_some()
        });
    }
    all
}

/// The documents that have at least one of the words, with how many they have and their score.
pub(crate) fn having_some_words(view: &View, words: &[Word]) -> Vec<(u32, u32, u32)> {
    let everything = 0..view.docs;
    let mut pairs: Vec<Scored> = words
        .iter()
        .flat_map(|word| having(view, word, std::slice::from_ref(&everything)))
        .collect();
    pairs.sort_unstable();
    let same = pairs.chunk_by(|a, b| a.0 == b.0);
    same.map(|own| {
        (
            own[0].0,
            own.len() as u32,
            own.iter().map(|(_, score)| score).sum(),
        )
    })
    .collect()
}

/// The documents within `ranges` that have `word`, sorted, with its weight in them.
fn having(view: &View, word: &Word, ranges: &[Range<u32>]) -> Vec<Scored> {
    let whole = view.words.search(word.stem.as_bytes()).ok();
    let longer = if word.beginning {
        view.words.beginning_with(word.folded.as_bytes())
    } else {
        0..0
    };
    let mut found = Vec::new();
    if let Some(at) = whole {
        add(view.postings_of(at), true, ranges, &mut found);
    }
    let mut lists = usize::from(whole.is_some());
    for at in longer.filter(|at| whole != Some(*at)) {
        add(view.postings_of(at), false, ranges, &mut found);
        lists += 1;
    }
    if lists > 1 {
        // The best weight of a document comes first and stays.
        found.sort_unstable_by_key(|(doc, weight)| (*doc, u32::MAX - weight));
        found.dedup_by_key(|(doc, _)| *doc);
    }
    found
}

fn add(postings: U32s, whole: bool, ranges: &[Range<u32>], found: &mut Vec<Scored>) {
    let mut rest = postings;
    for range in ranges {
        rest = rest.skip(rest.gallop(range.start << FIELD_BITS));
        let mut passed = 0;
        for posting in rest
            .iter()
            .take_while(|posting| posting >> FIELD_BITS < range.end)
        {
            let weight = weight(posting & ((1 << FIELD_BITS) - 1), whole);
            if weight > 0 {
                found.push((posting >> FIELD_BITS, weight));
            }
            passed += 1;
        }
        rest = rest.skip(passed);
    }
}
