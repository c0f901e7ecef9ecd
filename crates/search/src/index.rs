//! All segments together.

use crate::collect::{Asked, Counts};
use crate::matching::{Scored, Wanted, fitting, having_some_words, of_kinds};
use crate::rank::Ranking;
use crate::segment::View;
use crate::{Hits, Needs, Query, Segment, Understood};
use std::ops::Range;

/// How many needs are offered when none was understood.
const CLOSEST: usize = 5;

/// The documents of one segment that no longer count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dead {
    words: Vec<u64>,
    count: usize,
}

impl Dead {
    /// Marks `doc` as dead.
    pub fn insert(&mut self, doc: u32) {
        let word = (doc / 64) as usize;
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        self.count += usize::from(!self.contains(doc));
        self.words[word] |= 1 << (doc % 64);
    }

    /// True when `doc` is dead.
    pub fn contains(&self, doc: u32) -> bool {
        self.words
            .get((doc / 64) as usize)
            .is_some_and(|word| (word >> (doc % 64)) & 1 == 1)
    }

    /// How many are dead.
    pub fn len(&self) -> usize {
        self.count
    }

    /// True when none is.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The dead, in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.words.len() as u32 * 64).filter(|doc| self.contains(*doc))
    }
}

impl FromIterator<u32> for Dead {
    fn from_iter<I: IntoIterator<Item = u32>>(docs: I) -> Self {
        let mut dead = Self::default();
        docs.into_iter().for_each(|doc| dead.insert(doc));
        dead
    }
}

/// All segments together: what one snapshot searches.
#[derive(Clone, Debug)]
pub struct Index {
    segments: Vec<(Segment, Dead)>,
}

/// What fits the text in each segment: a list, or everything within some ranges.
enum Fitting {
    Everything(Vec<Range<u32>>),
    These(Vec<Scored>),
}

impl Index {
    /// An index of these segments. The caller marks as dead every document that a newer segment replaces.
    pub fn new(segments: Vec<(Segment, Dead)>) -> Self {
        Self { segments }
    }

    /// The segments and what is dead in them, as given.
    pub fn segments(&self) -> &[(Segment, Dead)] {
        &self.segments
    }

    /// How many documents count.
    pub fn len(&self) -> usize {
        self.segments
            .iter()
            .map(|(segment, dead)| (segment.len() as usize).saturating_sub(dead.len()))
            .sum()
    }

    /// True when none does.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Answers `query`, reading its text with `needs`.
    pub fn find(&self, query: &Query, needs: &Needs) -> Hits {
        let wanted = Wanted::new(&query.text, needs);
        let views: Vec<View> = self
            .segments
            .iter()
            .map(|(segment, _)| segment.view())
            .collect();
        let asked = Asked::new(query, wanted.name);
        let (fitting, some_words_missing) = self.fitting(&wanted, needs, &asked, &views);
        let mut counts = Counts::default();
        let mut ranking = Ranking::new(&asked, &views);
        for (number, fitting) in fitting.into_iter().enumerate() {
            let (view, dead) = (&views[number], &self.segments[number].1);
            match fitting {
                Fitting::Everything(ranges) => {
                    let docs = ranges.into_iter().flatten().map(|doc| (doc, 0));
                    counts.add(&asked, number as u32, view, dead, docs, &mut ranking);
                }
                Fitting::These(docs) => {
                    counts.add(
                        &asked,
                        number as u32,
                        view,
                        dead,
                        docs.into_iter(),
                        &mut ranking,
                    );
                }
            }
        }
        Hits {
            total: ranking.total(),
            facets: query.facets.then(|| counts.facets(query.near.is_some())),
            hits: ranking.page(),
            understood: understood(wanted, query, needs, some_words_missing),
        }
    }

    /// What fits the text, by segment, and whether words are missing. The place only saves work here: whether words
    /// are missing is judged over the whole index, so that no filter changes how a text is read.
    fn fitting(
        &self,
        wanted: &Wanted,
        needs: &Needs,
        asked: &Asked,
        views: &[View],
    ) -> (Vec<Fitting>, bool) {
        let ranges: Vec<_> = views.iter().map(|view| asked.ranges(view)).collect();
        if wanted.is_empty() {
            let query = asked.query;
            // Facets also count what is of no wanted kind.
            let by_kind = !query.kinds.is_empty() && !query.facets;
            let all = ranges.into_iter().zip(views).map(|(ranges, view)| {
                if by_kind {
                    Fitting::These(of_kinds(view, &query.kinds, &ranges))
                } else {
                    Fitting::Everything(ranges)
                }
            });
            return (all.collect(), false);
        }
        let fit = |ranges: &dyn Fn(usize) -> Vec<Range<u32>>| -> Vec<Vec<Scored>> {
            self.segments
                .iter()
                .enumerate()
                .map(|(n, (segment, _))| fitting(segment, wanted, needs, &ranges(n)))
                .collect()
        };
        let here = fit(&|n| ranges[n].clone());
        if self.any_alive(&here)
            || self.any_alive(&fit(&|n| std::iter::once(0..views[n].docs).collect()))
        {
            return (here.into_iter().map(Fitting::These).collect(), false);
        }
        let some = self.with_most_words(wanted, views);
        let missing = some.iter().any(|docs| !docs.is_empty());
        (some.into_iter().map(Fitting::These).collect(), missing)
    }

    fn any_alive(&self, found: &[Vec<Scored>]) -> bool {
        self.segments
            .iter()
            .zip(found)
            .any(|((_, dead), docs)| docs.iter().any(|(doc, _)| !dead.contains(*doc)))
    }

    fn with_most_words(&self, wanted: &Wanted, views: &[View]) -> Vec<Vec<Scored>> {
        let mut some: Vec<_> = views
            .iter()
            .map(|view| having_some_words(view, &wanted.words))
            .collect();
        for (docs, (_, dead)) in some.iter_mut().zip(&self.segments) {
            docs.retain(|(doc, _, _)| !dead.contains(*doc));
        }
        let most = some.iter().flatten().map(|(_, count, _)| *count).max();
        let with_most = |docs: Vec<(u32, u32, u32)>| {
            docs.into_iter()
                .filter(|(_, count, _)| Some(*count) == most)
                .map(|(doc, _, score)| (doc, score))
                .collect()
        };
        some.into_iter().map(with_most).collect()
    }
}

fn understood(
    wanted: Wanted,
    query: &Query,
    needs: &Needs,
    some_words_missing: bool,
) -> Understood {
    let need = wanted.need.and_then(|need| needs.at(need)).cloned();
    let closest = if need.is_none() && !wanted.words.is_empty() {
        needs.closest(&query.text, CLOSEST)
    } else {
        Vec::new()
    };
    let text = wanted.words.into_iter().map(|word| word.folded).collect();
    Understood {
        need,
        closest,
        text,
        some_words_missing,
    }
}

#[cfg(test)]
mod tests;
