//! The asked page of what was found, in order.
//!
//! Sorting by exact distance costs trigonometry and reading ids; so the quick distance first picks the few that can
//! stand on the page, and only those are measured and sorted exactly.

use crate::collect::{Asked, Found};
use crate::place::{lower, upper};
use crate::segment::View;
use crate::{Hit, Sort, times};
use model::EntryId;
use std::cmp::Ordering;

/// How many more than the page needs are gathered before those that cannot stand on it are let go.
const SPARE: usize = 1024;

/// What has been found, counted; of it, what can still stand on the asked page.
pub(crate) struct Ranking<'a> {
    asked: &'a Asked<'a>,
    views: &'a [View<'a>],
    total: usize,
    kept: Vec<Found>,
    /// When this many are kept, those that cannot stand on the page go.
    full: usize,
    /// The last on the page, roughly, of those seen when it was last full.
    bar: Option<Found>,
}

impl<'a> Ranking<'a> {
    /// Nothing found yet.
    pub(crate) fn new(asked: &'a Asked<'a>, views: &'a [View<'a>]) -> Self {
        let mut ranking = Self {
            asked,
            views,
            total: 0,
            kept: Vec::new(),
            full: 0,
            bar: None,
        };
        ranking.full = ranking.page_end().saturating_mul(2).saturating_add(SPARE);
        ranking
    }

    /// How many were found.
    pub(crate) fn total(&self) -> usize {
        self.total
    }

    /// Adds one.
    pub(crate) fn add(&mut self, found: Found) {
        self.total += 1;
        if self
            .bar
            .is_some_and(|bar| !self.can_stand_before(&found, &bar))
        {
            return;
        }
        self.kept.push(found);
        if self.kept.len() >= self.full {
            self.let_go();
            self.full = self.full.max(self.kept.len().saturating_mul(2));
        }
    }

    /// The asked page.
    pub(crate) fn page(mut self) -> Vec<Hit> {
        self.let_go();
        let kept = std::mem::take(&mut self.kept);
        let mut exact: Vec<(f64, Found)> = kept
            .into_iter()
            .map(|one| (distance(&one, self.asked, self.views), one))
            .collect();
        exact.sort_unstable_by(|(near, a), (far, b)| {
            self.by_score(a, b)
                .then(near.total_cmp(far))
                .then_with(|| self.id(a).cmp(self.id(b)))
        });
        let query = self.asked.query;
        let shown = exact.into_iter().skip(query.from).take(query.size);
        shown
            .map(|(metres, one)| hit(metres, &one, self.asked, &self.views[one.segment as usize]))
            .collect()
    }

    fn page_end(&self) -> usize {
        self.asked.query.from.saturating_add(self.asked.query.size)
    }

    fn let_go(&mut self) {
        let to = self.page_end();
        if to >= self.kept.len() {
            return;
        }
        let mut kept = std::mem::take(&mut self.kept);
        if to > 0 {
            let (_, last, _) = kept.select_nth_unstable_by(to - 1, |a, b| self.roughly(a, b));
            let last = *last;
            kept.retain(|one| self.can_stand_before(one, &last));
            self.bar = Some(last);
        } else {
            kept.clear();
        }
        self.kept = kept;
    }

    fn roughly(&self, a: &Found, b: &Found) -> Ordering {
        let nearer = self.by_score(a, b).then(a.quick.total_cmp(&b.quick));
        nearer.then_with(|| {
            if a.quick.is_finite() {
                Ordering::Equal
            } else {
                self.id(a).cmp(self.id(b))
            }
        })
    }

    /// False only when `one` certainly comes after `last` and all that roughly come before it.
    fn can_stand_before(&self, one: &Found, last: &Found) -> bool {
        match self.by_score(one, last) {
            Ordering::Less => true,
            Ordering::Greater => false,
            Ordering::Equal if last.quick.is_finite() => lower(one.quick) <= upper(last.quick),
            Ordering::Equal => one.quick.is_finite() || self.id(one) <= self.id(last),
        }
    }

    fn by_score(&self, a: &Found, b: &Found) -> Ordering {
        if self.asked.query.sort == Sort::Best {
            b.score.cmp(&a.score)
        } else {
            Ordering::Equal
        }
    }

    fn id(&self, found: &Found) -> &'a [u8; 16] {
        self.views[found.segment as usize].id(found.doc)
    }
}

fn distance(found: &Found, asked: &Asked, views: &[View]) -> f64 {
    let view = &views[found.segment as usize];
    let origin = asked.origin.as_ref().filter(|_| found.quick.is_finite());
    let at = found.doc as usize;
    origin
        .and_then(|origin| origin.exact_metres(view.latitudes.get(at), view.longitudes.get(at)))
        .unwrap_or(f64::INFINITY)
}

fn hit(metres: f64, found: &Found, asked: &Asked, view: &View) -> Hit {
    Hit {
        id: EntryId::from_bytes(*view.id(found.doc)),
        distance_metres: metres.is_finite().then_some(metres),
        open: asked
            .moment
            .as_ref()
            .and_then(|at| times::open(view.hours(found.doc)?, at)),
        score: found.score as f32,
    }
}
