//! What has ended: whether a running row is a closed entry of another list, or what came after it at its address.
//!
//! A register keeps what has ended. A list older than the closing has it as running, and is right; a newer list has at
//! that address what came after. Which of the two is meant is not said anywhere, and is learned from the pair of lists as
//! a whole. Where nothing running competes: from how many rows of the list are unknown to the register altogether (only
//! those can be alike to a closed entry by chance). Where something running competes: from how much the list has of what
//! has ended without a successor, against how much it has of what runs; and from how like names and telephone numbers are
//! (what came after is less like than the thing itself). Days decide, where they are known.

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

impl Alike {
    /// Of pairs of one likeness the levels decide, so that the order of rows changes nothing.
    fn is_better(&self, than: &Self) -> bool {
        let by_odds = self.odds.total_cmp(&than.odds);
        by_odds.then(self.levels.cmp(&than.levels)).is_gt()
    }

    fn better(self, other: &Self) -> Self {
        if other.is_better(&self) { *other } else { self }
    }
}

/// The lists of the running and of the ended row, and the standing of the ended one.
type Way = (u16, u16, Standing);

/// Pairs that are alike of which one has ended, by their ways.
#[derive(Default)]
struct Seen {
    /// Those that nothing running competes with: the best of each running row.
    alone: FxHashMap<Way, FxHashMap<u32, Alike>>,
    /// Of the others, how much likelier each is than its rival by name and number.
    contests: FxHashMap<Way, Vec<f64>>,
    /// The ended rows of those, with the list of the running one.
    contested: FxHashSet<(u32, u16)>,
}

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
    /// How likely it is that a rival of each row is meant, instead of those that stand as it does.
    rivals: FxHashMap<(u32, u16), f64>,
}

pub(super) fn has_ended(standing: Standing) -> bool {
    matches!(standing, Standing::Closed | Standing::Dormant)
}

impl<'a> Crossed<'a> {
    /// Learns from `pairs`, and from how likely it is by now that a row is the same as any of another list.
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
            rivals: FxHashMap::default(),
        };
        for pair in pairs {
            if crossed.way(pair).is_none() {
                for end in crossed.ends(pair) {
                    let best = crossed.level.entry(end).or_insert(*pair);
                    *best = best.better(pair);
                }
            }
        }
        let seen = crossed.seen(pairs);
        crossed.learn_alone(&seen, joined);
        crossed.learn_contested(&seen);
        crossed.learn_rivals(pairs);
        crossed
    }

    fn seen(&self, pairs: &[Alike]) -> Seen {
        let mut seen = Seen::default();
        for pair in pairs.iter().filter(|pair| pair.odds >= ALIKE) {
            let Some(way) = self.way(pair) else { continue };
            let (running, ended) = self.running_and_ended(pair);
            if let Some(rival) = self.rival(pair) {
                seen.contested.insert((ended, way.0));
                let ratio = self.told(pair, &BESIDE) / self.told(rival, &BESIDE);
                seen.contests.entry(way).or_default().push(ratio);
            } else {
                let of_way = seen.alone.entry(way).or_default();
                let best = of_way.entry(running).or_insert(*pair);
                *best = best.better(pair);
            }
        }
        seen
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

    /// The rows of a pair of which one has ended.
    fn running_and_ended(&self, pair: &Alike) -> (u32, u32) {
        if has_ended(self.row(pair.one).0) {
            (pair.other, pair.one)
        } else {
            (pair.one, pair.other)
        }
    }

    fn row(&self, at: u32) -> (Standing, u16) {
        let row = &self.rows.all[at as usize];
        (row.standing, row.list)
    }

    /// The best rival of a crossed pair: a pair of one of its rows with a row that stands as it does.
    fn rival(&self, pair: &Alike) -> Option<&Alike> {
        self.ends(pair)
            .into_iter()
            .filter_map(|end| self.level.get(&end))
            .filter(|rival| rival.odds >= ALIKE.max(pair.odds / NEAR))
            .reduce(|a, b| if a.is_better(b) { a } else { b })
    }

    /// How many rows of a list are `wanted`.
    fn count(&self, list: u16, wanted: impl Fn(u32, Standing) -> bool) -> f64 {
        (0..self.rows.all.len() as u32)
            .filter(|at| {
                let (standing, of) = self.row(*at);
                of == list && wanted(*at, standing)
            })
            .count() as f64
    }

    fn learn_alone(&mut self, seen: &Seen, joined: &FxHashMap<(u32, u16), f64>) {
        for (way, found) in &seen.alone {
            let (list, register, standing) = *way;
            let in_question = |at: u32| {
                let mut ways = seen.alone.iter();
                ways.any(|(way, found)| way.1 == register && found.contains_key(&at))
            };
            // Rows that nothing in the register is the same as, but for those in question.
            let unknown: f64 = (0..self.rows.all.len() as u32)
                .filter(|at| {
                    let (standing, of) = self.row(*at);
                    of == list && !has_ended(standing) && !in_question(*at)
                })
                .map(|at| 1.0 - joined.get(&(at, register)).copied().unwrap_or_default())
                .sum();
            let running = self.count(register, |_, standing| !has_ended(standing));
            // What has ended and has nothing like it that runs: there something else may stand now.
            let vacant = |at: u32| !seen.contested.contains(&(at, list));
            let all = self.count(register, |at, is| has_ended(is) && vacant(at));
            let of_these = self.count(register, |at, is| is == standing && vacant(at));
            let all_by_chance = (BY_CHANCE * all / running.max(1.0)).min(0.5);
            // Those that are alike by chance are unknown too, but were found.
            let unknown = unknown / (1.0 - all_by_chance);
            let by_chance = unknown * all_by_chance * of_these / all.max(1.0);
            let count = found.len() as f64;
            // A few say little: then what has ended is rather taken to have ended.
            let same = ((count - by_chance).max(0.0) + 1.0) / (count + 4.0);
            let mut told: Vec<f64> = found
                .values()
                .map(|pair| self.told(pair, &TAKEN_OVER).ln())
                .collect();
            told.sort_by(f64::total_cmp);
            let usual = (told.iter().sum::<f64>() / count).exp();
            self.alone.insert(*way, (same.clamp(0.02, 0.98), usual));
        }
    }

    fn learn_contested(&mut self, seen: &Seen) {
        for (way, ratios) in &seen.contests {
            let (list, register, standing) = *way;
            // Of what has ended and has nothing like it that runs, how much does the list have, when it has so much of
            // what runs? So much of the rest did it have too.
            let found = |at: u32| {
                let best = self.level.get(&(at, list));
                best.is_some_and(|best| best.odds >= ALIKE)
            };
            let running = self.count(register, |_, is| !has_ended(is));
            let has = self.count(register, |at, is| !has_ended(is) && found(at)) / running.max(1.0);
            let vacant = |at: u32| !seen.contested.contains(&(at, list));
            let ended = self.count(register, |at, is| is == standing && vacant(at));
            let had = seen.alone.get(way).map_or(0, FxHashMap::len) as f64
                * self.alone.get(way).map_or(0.0, |alone| alone.0);
            let first = ((had + 1.0) / (ended * has + 10.0)).clamp(0.005, 0.98);
            // How like names and numbers are tells twice as much.
            let mut ratios = ratios.clone();
            ratios.sort_by(f64::total_cmp);
            let mut share = first;
            for _ in 0..ROUNDS {
                let odds = share / (1.0 - share);
                let sum: f64 = ratios.iter().map(|r| odds * r / (1.0 + odds * r)).sum();
                share = ((2.0 * sum / ratios.len() as f64 + first) / 3.0).clamp(0.005, 0.98);
            }
            self.contested.insert(*way, share);
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

    /// How likely it is that the ended one is meant, of it and of one that runs and is as like.
    fn share(&self, pair: &Alike, way: Way) -> f64 {
        let learned = || self.contested.get(&way).copied();
        pair.by_days.or_else(learned).unwrap_or(0.1)
    }

    /// Which rows have an ended rival to what stands as they do, and how likely it is that the rival is meant.
    fn learn_rivals(&mut self, pairs: &[Alike]) {
        let mut rivals: FxHashMap<(u32, u16), f64> = FxHashMap::default();
        for pair in pairs.iter().filter(|pair| pair.odds >= ALIKE) {
            let Some(way) = self.way(pair) else { continue };
            if self.rival(pair).is_none() {
                continue;
            }
            for end in self.ends(pair) {
                let share = rivals.entry(end).or_insert(0.0);
                *share = share.max(self.share(pair, way));
            }
        }
        self.rivals = rivals;
    }

    /// Each row of a pair, with the list of the other.
    fn ends(&self, pair: &Alike) -> [(u32, u16); 2] {
        [
            (pair.one, self.row(pair.other).1),
            (pair.other, self.row(pair.one).1),
        ]
    }

    /// The odds of a pair when what has ended is weighed.
    pub fn odds(&self, pair: &Alike) -> f64 {
        let doubles = |odds: f64| odds * (1.0 - DOUBLES) / (1.0 + odds.sqrt() * DOUBLES);
        let Some(way) = self.way(pair) else {
            let rivals = self.ends(pair).map(|end| self.rivals.get(&end).copied());
            let rival = rivals.into_iter().flatten().fold(0.0, f64::max);
            return doubles(pair.odds) * (1.0 - rival);
        };
        if let Some(rival) = self.rival(pair) {
            let like = doubles(rival.odds) * self.told(pair, &BESIDE) / self.told(rival, &BESIDE);
            return like.min(pair.odds) * self.share(pair, way);
        }
        let as_odds = |share: f64| share / (1.0 - share).max(1e-6);
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
