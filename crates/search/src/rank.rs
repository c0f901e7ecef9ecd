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

/// The page of `found` that the query asks for.
pub(crate) fn page(mut found: Vec<Found>, asked: &Asked, views: &[View]) -> Vec<Hit> {
    let query = asked.query;
    let to = query.from.saturating_add(query.size).min(found.len());
    if query.from >= to {
        return Vec::new();
    }
    let best = query.sort == Sort::Best;
    let id = |found: &Found| views[found.segment as usize].id(found.doc);
    let by_score = |a: &Found, b: &Found| {
        if best {
            b.score.cmp(&a.score)
        } else {
            Ordering::Equal
        }
    };
    if to < found.len() {
        let roughly = |a: &Found, b: &Found| {
            let nearer = by_score(a, b).then(a.quick.total_cmp(&b.quick));
            nearer.then_with(|| {
                if a.quick.is_finite() {
                    Ordering::Equal
                } else {
                    id(a).cmp(id(b))
                }
            })
        };
        let (_, last, _) = found.select_nth_unstable_by(to - 1, roughly);
        let last = *last;
        let bound = upper(last.quick);
        found.retain(|one| match by_score(one, &last) {
            Ordering::Less => true,
            Ordering::Greater => false,
            Ordering::Equal if last.quick.is_finite() => lower(one.quick) <= bound,
            Ordering::Equal => one.quick.is_finite() || id(one) <= id(&last),
        });
    }
    let mut exact: Vec<(f64, Found)> = found
        .into_iter()
        .map(|one| (distance(&one, asked, views), one))
        .collect();
    exact.sort_unstable_by(|(near, a), (far, b)| {
        by_score(a, b)
            .then(near.total_cmp(far))
            .then_with(|| id(a).cmp(id(b)))
    });
    let shown = exact.drain(query.from..to);
    shown
        .map(|(metres, one)| hit(metres, &one, asked, &views[one.segment as usize]))
        .collect()
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
