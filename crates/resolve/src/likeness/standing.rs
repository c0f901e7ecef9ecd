//! What has ended: whether a running row is a closed entry of another list, or what came after it at its address.
//!
//! A register keeps what has ended. A list older than the closing has it as running, and is right; a newer list has at
//! that address what came after. Which of the two is meant is not said anywhere, and is learned from three things: how
//! many rows of the list are unknown to the register altogether (only those can be alike to a closed entry by chance),
//! how like names and telephone numbers are (what came after is less like than the thing itself), and days, where known.

use super::levels::Levels;
use super::model::Model;
use super::rows::Rows;
use super::{Profile, Standing};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

/// Odds from which on two rows are alike.
pub(super) const ALIKE: f64 = 20.0;
/// A competitor counts as one when its odds are no further below.
const NEAR: f64 = 1e3;
/// Rows unknown to a register stand where one of its entries has ended, half as often as ended entries stand to running ones.
const BY_CHANCE: f64 = 0.6;
/// The part of running rows that have a running double at their address which is not them.
const DOUBLES: f64 = 0.02;
/// A thing that has ended has a running one like it beside it so many times as often as a running one has an ended one.
const FOLLOWED: f64 = 4.0;
/// Rounds in which the share of ended rows among contested ones settles.
const ROUNDS: usize = 30;

/// Levels of names and of telephone numbers that say the same here: how rare what is equal is does not matter.
const NAMES: [&[usize]; 7] = [&[0], &[1], &[2], &[3], &[4], &[5, 6], &[7, 8]];
const PHONES: [&[usize]; 2] = [&[0, 1], &[2, 3]];

/// Parts in a hundred of those levels between a row and what stood before or after its own thing at the same address.
const BESIDE: ([f64; 7], [f64; 2]) = ([62., 9., 8., 6., 6., 3., 6.], [80., 20.]);
/// The same where nothing else is like it: a branch that took the name and the number over.
const TAKEN_OVER: ([f64; 7], [f64; 2]) = ([22., 12., 8., 9., 9., 11., 29.], [30., 70.]);

/// One pair, as far as it matters here.
#[derive(Clone, Copy)]
pub(super) struct Alike {
    pub one: u32,
    pub other: u32,
    pub levels: Levels,
    /// The odds that the two are the same, if nothing has ended and nobody competes.
    pub odds: f64,
    /// What days say about it, where they do: the probability that the ended one still ran.
    pub by_days: Option<f64>,
}

/// The lists of the running and of the ended row, and the standing of the ended one.
type Way = (u16, u16, Standing);

/// What was learned about ended rows.
pub(super) struct Crossed<'a> {
    rows: &'a Rows,
    model: &'a Model,
    /// The best pair of each row with rows of a list that stand as it does.
    level: FxHashMap<(u32, u16), Alike>,
    /// How likely an ended row that is alike is the same, when nothing running competes; and how alike such pairs are.
    alone: FxHashMap<Way, (f64, f64)>,
    /// How likely the ended one is the same, when a running one competes.
    contested: FxHashMap<Way, f64>,
}

pub(super) fn has_ended(standing: Standing) -> bool {
    matches!(standing, Standing::Closed | Standing::Dormant)
}

impl<'a> Crossed<'a> {
    /// Learns from `pairs`, and from how likely it is by now that a row is the same as one of a list that stands as it does.
    pub fn learn(
        rows: &'a Rows,
        model: &'a Model,
        pairs: &[Alike],
        joined: &FxHashMap<(u32, u16), f64>,
    ) -> Self {
        let mut crossed = Self {
            rows,
            model,
            level: FxHashMap::default(),
            alone: FxHashMap::default(),
            contested: FxHashMap::default(),
        };
        for pair in pairs {
            for (own, theirs) in [(pair.one, pair.other), (pair.other, pair.one)] {
                let key = (own, rows.all[theirs as usize].list);
                if crossed.way(pair).is_none() {
                    let best = crossed.level.entry(key).or_insert(*pair);
                    if pair.odds > best.odds {
                        *best = *pair;
                    }
                }
            }
        }
        crossed.learn_alone(pairs, joined);
        crossed.learn_contested(pairs);
        crossed
    }

    /// The way of a pair of which one has ended and one has not.
    fn way(&self, pair: &Alike) -> Option<Way> {
        let (a, b) = (self.row(pair.one), self.row(pair.other));
        match (has_ended(a.0), has_ended(b.0)) {
            (true, false) => Some((b.1, a.1, a.0)),
            (false, true) => Some((a.1, b.1, b.0)),
            _ => None,
        }
    }

    fn row(&self, at: u32) -> (Standing, u16) {
        let row = &self.rows.all[at as usize];
        (row.standing, row.list)
    }

    /// The best rival of a crossed pair: a pair of one of its rows with a row that stands as it does.
    fn rival(&self, pair: &Alike) -> Option<&Alike> {
        [(pair.one, pair.other), (pair.other, pair.one)]
            .into_iter()
            .filter_map(|(own, theirs)| self.level.get(&(own, self.row(theirs).1)))
            .filter(|rival| rival.odds >= ALIKE.max(pair.odds / NEAR))
            .max_by(|a, b| a.odds.total_cmp(&b.odds))
    }

    fn learn_alone(&mut self, pairs: &[Alike], joined: &FxHashMap<(u32, u16), f64>) {
        let mut rows: FxHashMap<(u16, Standing), f64> = FxHashMap::default();
        for row in &self.rows.all {
            *rows.entry((row.list, row.standing)).or_insert(0.0) += 1.0;
        }
        let mut found: FxHashMap<Way, FxHashMap<u32, Alike>> = FxHashMap::default();
        for pair in pairs.iter().filter(|pair| pair.odds >= ALIKE) {
            let Some(way) = self.way(pair) else { continue };
            if self.rival(pair).is_some() {
                continue;
            }
            let running = if has_ended(self.row(pair.one).0) {
                pair.other
            } else {
                pair.one
            };
            let best = found
                .entry(way)
                .or_default()
                .entry(running)
                .or_insert(*pair);
            if pair.odds > best.odds {
                *best = *pair;
            }
        }
        let in_question: FxHashSet<(u32, u16)> = found
            .iter()
            .flat_map(|(way, found)| found.keys().map(|row| (*row, way.1)))
            .collect();
        for (way, found) in found {
            let (list, register, standing) = way;
            // Rows that nothing in the register is the same as, but for those in question.
            let unknown: f64 = self
                .rows
                .all
                .iter()
                .enumerate()
                .filter(|(at, row)| {
                    row.list == list
                        && !has_ended(row.standing)
                        && !in_question.contains(&(*at as u32, register))
                })
                .map(|(at, _)| {
                    1.0 - joined
                        .get(&(at as u32, register))
                        .copied()
                        .unwrap_or_default()
                })
                .sum();
            let count = |standing| rows.get(&(register, standing)).copied().unwrap_or_default();
            let running = count(Standing::Running) + count(Standing::Proposed);
            let ended = count(Standing::Closed) + count(Standing::Dormant);
            let all_by_chance = (BY_CHANCE * ended / running.max(1.0)).min(0.5);
            // Those that are alike by chance are unknown too, but were found.
            let unknown = unknown / (1.0 - all_by_chance);
            let by_chance = unknown * all_by_chance * count(standing) / ended.max(1.0);
            let found_count = found.len() as f64;
            // A few say little: then what has ended is rather taken to have ended.
            let same = ((found_count - by_chance).max(0.0) + 1.0) / (found_count + 4.0);
            let mut told: Vec<f64> = found
                .values()
                .map(|pair| self.told(pair, &TAKEN_OVER).ln())
                .collect();
            told.sort_by(f64::total_cmp);
            let usual = (told.iter().sum::<f64>() / found_count).exp();
            self.alone.insert(way, (same.clamp(0.02, 0.98), usual));
        }
    }

    fn learn_contested(&mut self, pairs: &[Alike]) {
        // To begin with: as often as where there is no contest.
        let mut ended: FxHashMap<(u16, u16), (f64, f64)> = FxHashMap::default();
        let mut contests: FxHashMap<Way, Vec<f64>> = FxHashMap::default();
        for pair in pairs.iter().filter(|pair| pair.odds >= ALIKE) {
            let Some(way) = self.way(pair) else {
                let lists = (self.row(pair.one).1, self.row(pair.other).1);
                for lists in [lists, (lists.1, lists.0)] {
                    ended.entry(lists).or_default().1 += 1.0;
                }
                continue;
            };
            match self.rival(pair) {
                Some(rival) => contests
                    .entry(way)
                    .or_default()
                    .push(self.told(pair, &BESIDE) / self.told(rival, &BESIDE)),
                None => {
                    ended.entry((way.0, way.1)).or_default().0 +=
                        self.alone.get(&way).map_or(0.0, |alone| alone.0);
                }
            }
        }
        for (way, mut ratios) in contests {
            ratios.sort_by(f64::total_cmp);
            let (ended, running) = ended.get(&(way.0, way.1)).copied().unwrap_or_default();
            let first = FOLLOWED * (ended + 0.1) / (FOLLOWED * (ended + 0.1) + running + 10.0);
            let mut share = first;
            for _ in 0..ROUNDS {
                let odds = share / (1.0 - share);
                let sum: f64 = ratios.iter().map(|r| odds * r / (1.0 + odds * r)).sum();
                share = ((sum + 10.0 * first) / (ratios.len() as f64 + 10.0)).clamp(0.005, 0.995);
            }
            self.contested.insert(way, share);
        }
    }

    /// How much likelier names and numbers are like this in one thing than in a thing and what came before or after it.
    fn told(&self, pair: &Alike, after: &([f64; 7], [f64; 2])) -> f64 {
        let of = |groups: &[&[usize]], after: &[f64], field: usize| {
            let level = pair.levels[field] as usize;
            let group = groups.iter().position(|group| group.contains(&level));
            group.map_or(1.0, |group| {
                let same: f64 = groups[group]
                    .iter()
                    .map(|level| self.model.seen_in_same(field, *level))
                    .sum();
                (100.0 * same / after[group]).clamp(0.02, 50.0)
            })
        };
        of(&NAMES, &after.0, 0) * of(&PHONES, &after.1, 3)
    }

    /// The odds of a pair when what has ended is weighed.
    pub fn odds(&self, pair: &Alike) -> f64 {
        let Some(way) = self.way(pair) else {
            return pair.odds * (1.0 - DOUBLES) / (1.0 + pair.odds.sqrt() * DOUBLES);
        };
        let as_odds = |share: f64| share / (1.0 - share).max(1e-6);
        if let Some(rival) = self.rival(pair) {
            let share = pair
                .by_days
                .or_else(|| self.contested.get(&way).copied())
                .unwrap_or(0.1);
            let level = rival.odds * (1.0 - DOUBLES) / (1.0 + rival.odds.sqrt() * DOUBLES);
            return (level * as_odds(share) * self.told(pair, &BESIDE) / self.told(rival, &BESIDE))
                .min(pair.odds);
        }
        let (share, usual) = self.alone.get(&way).copied().unwrap_or((0.5, 1.0));
        let most = as_odds(pair.by_days.unwrap_or(share)) * self.told(pair, &TAKEN_OVER) / usual;
        1.0 / (1.0 / pair.odds.max(1e-9) + 1.0 / most)
    }

    /// True when one of the two has ended and the other has not.
    pub fn is_crossed(&self, pair: &Alike) -> bool {
        self.way(pair).is_some()
    }
}

/// What days say about whether a row that runs can be one that has ended: how likely the ended one still ran.
pub(super) fn by_days(
    one: (&Profile, Option<Date>),
    other: (&Profile, Option<Date>),
) -> Option<f64> {
    let says = |ended: &Profile, running: &Profile, day: Option<Date>| {
        let closed = ended.closed?;
        if running.closed.is_some() || has_ended(running.standing) {
            return None;
        }
        if let Some(opened) = running.opened
            && opened >= closed
        {
            return Some(0.02);
        }
        // Lists are a little behind: what closed in the months before may still be on them.
        let day = day?;
        Some(match closed {
            closed if closed > day => 0.95,
            closed if closed.until(day).is_ok_and(|span| span.get_days() < 90) => 0.5,
            _ => 0.03,
        })
    };
    says(one.0, other.0, other.1).or_else(|| says(other.0, one.0, one.1))
}
