//! From documents that fit the text to those that fit the whole query, counting as it goes.

use crate::matching::{Scored, WHOLE_NAME};
use crate::place::{Origin, lower, upper};
use crate::rank::Ranking;
use crate::segment::{BLOCK, View};
use crate::times::{self, Moment};
use crate::{Dead, Facets, Marks, Query};
use model::Term;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Metres in a mile.
const MILE: f64 = 1609.344;
/// The distances that are counted, in metres.
pub(crate) const WITHIN: [f64; 4] = [MILE, 3.0 * MILE, 5.0 * MILE, 15.0 * MILE];
/// How many kinds are counted at most.
const KINDS: usize = 20;

/// A document that fits the whole query.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) segment: u32,
    pub(crate) doc: u32,
    pub(crate) score: u32,
    /// Its quick distance; infinite when it has none.
    pub(crate) quick: f64,
}

/// What is asked of every document, worked out once.
pub(crate) struct Asked<'q> {
    pub(crate) query: &'q Query,
    pub(crate) origin: Option<Origin>,
    pub(crate) moment: Option<Moment>,
    /// Farther documents count for nothing, not even facets.
    reach: f64,
    /// Hash of the text as a name; nought when there is no text.
    pub(crate) name: u32,
}

impl<'q> Asked<'q> {
    /// What `query` asks.
    pub(crate) fn new(query: &'q Query, name: u32) -> Self {
        let facets = if query.facets { WITHIN[3] } else { 0.0 };
        Self {
            query,
            origin: query.near.as_ref().map(|near| Origin::new(near.point)),
            moment: query.at.map(Moment::new),
            reach: query
                .within_metres
                .map_or(f64::INFINITY, |within| within.max(facets)),
            name,
        }
    }

    /// The stretches of documents outside which none can count, in order.
    pub(crate) fn ranges(&self, view: &View) -> Vec<Range<u32>> {
        let Some(origin) = self.origin.as_ref().filter(|_| self.reach.is_finite()) else {
            let everything = 0..view.docs;
            return vec![everything];
        };
        let [south, north, west, east] = origin.around(self.reach);
        let mut ranges: Vec<Range<u32>> = Vec::new();
        for (block, [low, high, left, right]) in view.boxes.fours().enumerate() {
            if low <= north && high >= south && left <= east && right >= west {
                let from = (block * BLOCK) as u32;
                let to = (from + BLOCK as u32).min(view.placed);
                match ranges.last_mut() {
                    Some(last) if last.end == from => last.end = to,
                    _ => ranges.push(from..to),
                }
            }
        }
        ranges.push(view.placed..view.docs);
        ranges
    }
}

/// Counts of what was found, in all segments.
#[derive(Default)]
pub(crate) struct Counts {
    open: usize,
    marks: [usize; 32],
    within: [usize; 4],
    kinds: FxHashMap<Box<[u8]>, usize>,
}

impl Counts {
    /// Goes through the documents of one segment that fit the text: counts those that fit the whole query and adds
    /// them to `ranking`.
    pub(crate) fn add(
        &mut self,
        asked: &Asked,
        number: u32,
        view: &View,
        dead: &Dead,
        fitting: impl Iterator<Item = Scored>,
        ranking: &mut Ranking,
    ) {
        let query = asked.query;
        let near_area = query
            .near
            .as_ref()
            .and_then(|near| near.area.as_deref())
            .and_then(|area| view.area_number(area));
        let wanted_kinds: Vec<u32> = query
            .kinds
            .iter()
            .filter_map(|kind| view.kinds.search(kind.as_str().as_bytes()).ok())
            .map(|at| at as u32)
            .collect();
        let mut kinds = vec![0_usize; if query.facets { view.kinds.len() } else { 0 }];
        let some_dead = !dead.is_empty();
        for (doc, score) in fitting {
            if doc >= view.docs || (some_dead && dead.contains(doc)) {
                continue;
            }
            let Some(place) = Place::of(doc, asked, view, near_area) else {
                continue;
            };
            if !place.within(asked.reach) || !view.marks(doc).contains(query.marks) {
                continue;
            }
            let of_kind = query.kinds.is_empty()
                || view
                    .kinds_of(doc)
                    .iter()
                    .any(|kind| wanted_kinds.contains(&kind));
            let within = query
                .within_metres
                .is_none_or(|within| place.within(within));
            // What lacks two things counts for no facet.
            if !of_kind && (!within || !query.facets) {
                continue;
            }
            let open = || {
                asked.moment.as_ref().is_some_and(|at| {
                    view.hours(doc).and_then(|h| times::open(h, at)) == Some(true)
                })
            };
            if query.open_only && !open() {
                continue;
            }
            if query.facets {
                if of_kind && asked.origin.is_some() {
                    self.count_within(&place);
                }
                if within {
                    view.kinds_of(doc).iter().for_each(|kind| {
                        if let Some(count) = kinds.get_mut(kind as usize) {
                            *count += 1;
                        }
                    });
                }
            }
            if !of_kind || !within {
                continue;
            }
            if query.facets {
                self.open += usize::from(query.open_only || open());
                self.count_marks(view.marks(doc));
            }
            let whole_name = if asked.name != 0 && view.name(doc) == asked.name {
                WHOLE_NAME
            } else {
                0
            };
            ranking.add(Found {
                segment: number,
                doc,
                score: score + whole_name,
                quick: place.quick(),
            });
        }
        for (kind, count) in kinds
            .into_iter()
            .enumerate()
            .filter(|(_, count)| *count > 0)
        {
            *self.kinds.entry(view.kinds.get(kind).into()).or_default() += count;
        }
    }

    fn count_within(&mut self, place: &Place) {
        for (count, metres) in self.within.iter_mut().zip(WITHIN) {
            *count += usize::from(place.within(metres));
        }
    }

    fn count_marks(&mut self, marks: Marks) {
        let mut bits = marks.bits();
        while bits != 0 {
            self.marks[bits.trailing_zeros() as usize] += 1;
            bits &= bits - 1;
        }
    }

    /// The counts.
    pub(crate) fn facets(&self, near: bool) -> Facets {
        let mut kinds: Vec<(&[u8], usize)> = self
            .kinds
            .iter()
            .map(|(kind, count)| (&**kind, *count))
            .collect();
        kinds.sort_unstable_by(|(a, more), (b, most)| most.cmp(more).then(a.cmp(b)));
        let term = |(kind, count): (&[u8], usize)| {
            Some((Term::slug(std::str::from_utf8(kind).ok()?)?, count))
        };
        Facets {
            open: self.open,
            marks: Marks::ALL
                .iter()
                .map(|(mark, _)| (*mark, self.marks[mark.bits().trailing_zeros() as usize]))
                .collect(),
            kinds: kinds.into_iter().filter_map(term).take(KINDS).collect(),
            within: if near {
                WITHIN.into_iter().zip(self.within).collect()
            } else {
                Vec::new()
            },
        }
    }
}

/// Where a document is, seen from the origin.
enum Place<'a> {
    /// Somewhere, at a quick distance.
    At {
        quick: f64,
        latitude: f64,
        longitude: f64,
        origin: &'a Origin,
    },
    /// It has no position or the query has no place: no distance rules it out.
    Anywhere,
}

impl<'a> Place<'a> {
    /// The place of `doc`; none when it serves another area.
    fn of(doc: u32, asked: &'a Asked, view: &View, near_area: Option<u32>) -> Option<Self> {
        let Some(origin) = &asked.origin else {
            return Some(Self::Anywhere);
        };
        if doc < view.placed {
            let (latitude, longitude) = (
                view.latitudes.get(doc as usize),
                view.longitudes.get(doc as usize),
            );
            return Some(Self::At {
                quick: origin.quick_metres(latitude, longitude),
                latitude,
                longitude,
                origin,
            });
        }
        let area = view.area(doc);
        (area == 0 || near_area == Some(area)).then_some(Self::Anywhere)
    }

    fn quick(&self) -> f64 {
        match self {
            Self::At { quick, .. } => *quick,
            Self::Anywhere => f64::INFINITY,
        }
    }

    /// True when it is no farther than `metres`; measured exactly where the quick distance leaves a doubt.
    fn within(&self, metres: f64) -> bool {
        match self {
            Self::Anywhere => true,
            Self::At {
                quick,
                latitude,
                longitude,
                origin,
            } => {
                upper(*quick) <= metres
                    || (lower(*quick) <= metres
                        && origin
                            .exact_metres(*latitude, *longitude)
                            .is_some_and(|exact| exact <= metres))
            }
        }
    }
}
