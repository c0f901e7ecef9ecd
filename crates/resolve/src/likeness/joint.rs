//! How likely each pair is the same when at most one of a row's candidates can be.
//!
//! Rows and pairs of two lists are a graph; a way of joining rows is a set of pairs of which no two share a row. Its
//! weight is the product of its pairs' odds. What share of all the weight joins a given pair is found by passing
//! messages along the pairs until they settle: exact where the graph has no cycles, and near it elsewhere. So a
//! candidate that is surely the same as another row does not stand in the way.

use rustc_hash::FxHashMap;

/// Rounds of messages: the longest chains of rows in one another's way are far shorter.
const ROUNDS: usize = 40;
/// What is less likely than this stands in nobody's way.
const LEAST: f64 = 1e-3;

/// A pair in a contest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    /// The first row with the list of the second: a row has one place in each other list.
    pub one: (u32, u16),
    /// The second row with the list of the first.
    pub other: (u32, u16),
    /// The odds that the two are the same, against each being nobody's, competitors apart.
    pub odds: f64,
}

/// The probability of each edge, in their order.
pub(super) fn probabilities(edges: &[Edge]) -> Vec<f64> {
    let mut places: FxHashMap<(u32, u16), usize> = FxHashMap::default();
    let mut place = |row: (u32, u16)| {
        let next = places.len();
        *places.entry(row).or_insert(next)
    };
    let mut vying: Vec<Vying> = edges
        .iter()
        .filter(|edge| edge.odds >= LEAST)
        .map(|edge| Vying {
            odds: edge.odds,
            one: place(edge.one),
            other: place(edge.other),
            free: (1.0, 1.0),
        })
        .collect();
    let mut wanted = vec![0.0_f64; places.len()];
    for _ in 0..ROUNDS {
        wanted.fill(0.0);
        for edge in &vying {
            // What a row is wanted by depends on how free its suitors are.
            wanted[edge.one] += edge.odds * edge.free.1;
            wanted[edge.other] += edge.odds * edge.free.0;
        }
        let mut moved = 0.0_f64;
        for edge in &mut vying {
            let by_others = (
                (wanted[edge.one] - edge.odds * edge.free.1).max(0.0),
                (wanted[edge.other] - edge.odds * edge.free.0).max(0.0),
            );
            // Half the way, in proportion: rows that vie for each other would swing for ever.
            let settled = (
                (edge.free.0 / (1.0 + by_others.0)).sqrt(),
                (edge.free.1 / (1.0 + by_others.1)).sqrt(),
            );
            moved = moved
                .max((1.0 - settled.0 / edge.free.0).abs())
                .max((1.0 - settled.1 / edge.free.1).abs());
            edge.free = settled;
        }
        if moved < 1e-6 {
            break;
        }
    }
    let mut vying = vying.into_iter();
    edges
        .iter()
        .map(|edge| {
            let odds = if edge.odds >= LEAST {
                vying
                    .next()
                    .map_or(edge.odds, |vying| vying.odds * vying.free.0 * vying.free.1)
            } else {
                edge.odds
            };
            odds / (1.0 + odds)
        })
        .collect()
}

/// An edge on its way.
struct Vying {
    odds: f64,
    one: usize,
    other: usize,
    /// How free each end is for this edge, from 1 (nobody else wants it) towards 0.
    free: (f64, f64),
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Edges between rows 0, 1, … of one list and rows 100, 101, … of another.
    fn check(edges: &[(u32, u32, f64)], want: &[f64]) {
        let edges: Vec<Edge> = edges
            .iter()
            .map(|(one, other, odds)| Edge {
                one: (*one, 1),
                other: (100 + *other, 0),
                odds: *odds,
            })
            .collect();
        let found = probabilities(&edges);
        for (found, want) in found.iter().zip(want) {
            assert!((found - want).abs() < 0.01, "{found} is not {want}");
        }
    }

    #[test]
    fn candidates_compete() {
        check(&[(0, 0, 3.0)], &[0.75]);
        check(&[(0, 0, 1e6), (0, 1, 1e6)], &[0.5, 0.5]);
        check(&[(0, 0, 1e6), (0, 1, 1e3)], &[0.999, 0.001]);
        // Two rows that nothing tells apart, in each list.
        check(
            &[(0, 0, 1e6), (0, 1, 1e6), (1, 0, 1e6), (1, 1, 1e6)],
            &[0.5, 0.5, 0.5, 0.5],
        );
    }

    #[test]
    fn a_competitor_that_is_surely_another_does_not_stand_in_the_way() {
        check(&[(0, 0, 50.0), (0, 1, 1e3), (1, 1, 1e9)], &[0.98, 0.0, 1.0]);
    }
}
