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
    let mut places: FxHashMap<(u32, u16), u32> = FxHashMap::default();
    let mut place = |row: (u32, u16)| {
        let next = places.len() as u32;
        *places.entry(row).or_insert(next)
    };
    let mut contest = Contest::default();
    for edge in edges {
        if edge.odds >= LEAST {
            let slots = [place(edge.one), place(edge.other)];
            contest.add(edge.odds, slots);
        }
    }
    let mut settled = contest.settled().into_iter();
    edges
        .iter()
        .map(|edge| {
            let odds = if edge.odds >= LEAST {
                settled.next().unwrap_or(edge.odds)
            } else {
                edge.odds
            };
            odds / (1.0 + odds)
        })
        .collect()
}

/// Ways of joining that exclude one another: each takes slots, and a slot holds one at most.
#[derive(Default)]
pub(crate) struct Contest {
    odds: Vec<f64>,
    slots: Vec<u32>,
    /// Where the slots of each way end.
    ends: Vec<u32>,
}

impl Contest {
    /// Adds a way with its odds against nothing being there, and the slots that it takes.
    pub fn add(&mut self, odds: f64, slots: impl IntoIterator<Item = u32>) {
        self.odds.push(odds);
        self.slots.extend(slots);
        self.ends.push(self.slots.len() as u32);
    }

    /// The odds of each way when all others are weighed, in their order.
    pub fn settled(&self) -> Vec<f64> {
        let count = self.slots.iter().max().map_or(0, |most| *most as usize + 1);
        let mut wanted = vec![0.0_f64; count];
        // How free each slot is for each way, from 1 (nobody else wants it) towards 0.
        let mut free = vec![1.0_f64; self.slots.len()];
        let ways = || {
            self.ends.iter().enumerate().map(|(way, end)| {
                let start = if way == 0 { 0 } else { self.ends[way - 1] };
                (self.odds[way], start as usize..*end as usize)
            })
        };
        let without = |free: &[f64], slots: &std::ops::Range<usize>, at: usize| {
            slots
                .clone()
                .filter(|slot| *slot != at)
                .map(|slot| free[slot])
                .product::<f64>()
        };
        for _ in 0..ROUNDS {
            wanted.fill(0.0);
            for (odds, slots) in ways() {
                for at in slots.clone() {
                    // What a slot is wanted by depends on how free its suitors are elsewhere.
                    wanted[self.slots[at] as usize] += odds * without(&free, &slots, at);
                }
            }
            let mut moved = 0.0_f64;
            let before = free.clone();
            for (odds, slots) in ways() {
                for at in slots.clone() {
                    let own = odds * without(&before, &slots, at);
                    let by_others = (wanted[self.slots[at] as usize] - own).max(0.0);
                    // Half the way, in proportion: rows that vie for each other would swing for ever.
                    let settled = (before[at] / (1.0 + by_others)).sqrt();
                    moved = moved.max((1.0 - settled / before[at]).abs());
                    free[at] = settled;
                }
            }
            if moved < 1e-6 {
                break;
            }
        }
        ways()
            .map(|(odds, slots)| odds * free[slots].iter().product::<f64>())
            .collect()
    }
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
