//! From pairs to decisions: every row's candidates compete, on both sides, and at most one of them is the same.
//!
//! How they compete is in `joint`, what has ended in `standing`.

use super::joint::{self, Edge};
use super::levels::{self, Levels};
use super::model::{Model, NAMESAKES};
use super::reach::Reach;
use super::rows::{Row, Rows};
use super::standing::{ALIKE, Alike, Crossed, by_days, has_ended};
use super::{Profile, candidates};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

/// Below this probability two rows are never said to be the same.
pub const SAME_FROM: f64 = 0.51;
/// From this probability on they always are.
const SURELY_FROM: f64 = 0.75;
/// Between the two they are while, by the scores, at most this part of all that are said to be the same is wrong.
const MOST_WRONG: f64 = 0.015;
/// From this probability on a person is asked.
pub const ASK_FROM: f64 = 0.1;
/// Scores that differ by less are one.
const NO_DIFFERENCE: f64 = 1e-6;
/// Pairs with odds below this are not looked at again.
const LEAST_ODDS: f64 = 1e-4;
/// Odds beyond this tell no more.
const MOST_ODDS: f64 = 1e8;
/// With fewer pairs than this of rows that stand alike, all are learned from.
const LEAST_TO_LEARN: usize = 500;
/// At most this share of rows is taken to find somebody.
const MOST_JOINED: f64 = 0.9;
/// Rounds in which scores and the share of rows that find somebody settle.
const ROUNDS: usize = 4;

/// What two rows are to each other, as proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkRelation {
    /// One thing.
    Same,
    /// The running one follows the one that has ended, at its address.
    Successor,
    /// Different services of one organisation.
    DifferentService,
    /// It cannot be told from the fields: a person is asked.
    Ask,
}

impl LinkRelation {
    /// The word for it in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Successor => "successor",
            Self::DifferentService => "different_service",
            Self::Ask => "ask",
        }
    }
}

/// A proposed link between a row of one list and a row of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Place of the first row: its list, and its place in it.
    pub one: (usize, usize),
    /// Place of the second row, of a later list.
    pub other: (usize, usize),
    /// How likely it is that the two are the same, from 0 to 1, with every competitor weighed.
    pub score: f64,
    /// What is proposed.
    pub relation: LinkRelation,
    pub(super) levels: Levels,
}

impl Link {
    /// The fields about which the two rows say different things.
    pub fn differs(&self) -> impl Iterator<Item = &'static str> {
        levels::differ(self.levels)
    }
}

/// What linking some lists came to.
#[derive(Clone, Debug)]
pub struct Linked {
    /// The links, in the order of their rows.
    pub links: Vec<Link>,
    /// The model that was used.
    pub model: Model,
    /// How many pairs were compared.
    pub compared: usize,
}

/// A pair on its way to a decision.
struct Pair {
    alike: Alike,
    /// True when one of the two has ended and the other has not.
    crossed: bool,
    score: f64,
}

/// Links the rows of `lists` to each other: rows of different lists only, at most one of each list to each row.
///
/// `dated` gives each list's day where it is known: what had ended by then is no row's *same* there. Without `model`
/// one is learned from these rows.
pub fn link(lists: &[&[Profile]], dated: &[Option<Date>], model: Option<&Model>) -> Linked {
    let rows = Rows::new(lists);
    let row = |at: u32| &rows.all[at as usize];
    let (within, found): (Vec<_>, Vec<_>) = candidates::find(&rows, true)
        .into_iter()
        .partition(|(a, b)| row(*a).list == row(*b).list);
    let levels: Vec<Levels> = found.iter().map(|(a, b)| compared(&rows, *a, *b)).collect();
    let model = model.cloned().unwrap_or_else(|| {
        // What has ended and what came after it are neither one thing nor simply two: nothing is learned from them.
        let alike =
            |(a, b): &(u32, u32)| has_ended(row(*a).standing) == has_ended(row(*b).standing);
        let mut across: Vec<Levels> = found
            .iter()
            .zip(&levels)
            .filter(|(pair, _)| alike(pair))
            .map(|(_, levels)| *levels)
            .collect();
        if across.len() < LEAST_TO_LEARN {
            across.clone_from(&levels);
        }
        let within: Vec<Levels> = within
            .iter()
            .filter(|pair| alike(pair))
            .map(|(a, b)| compared(&rows, *a, *b))
            .collect();
        Model::learn(&across, &within)
    });
    let starts: Vec<usize> = lists
        .iter()
        .scan(0, |next, list| {
            let start = *next;
            *next += list.len();
            Some(start)
        })
        .collect();
    let place = |at: u32| {
        let list = row(at).list as usize;
        (list, at as usize - starts[list])
    };
    let profile = |at: u32| {
        let (list, within) = place(at);
        &lists[list][within]
    };
    let day = |at: u32| dated.get(row(at).list as usize).copied().flatten();
    let mut pairs: Vec<Pair> = found
        .iter()
        .zip(&levels)
        .filter_map(|((one, other), levels)| {
            let odds = by_codes(row(*one), row(*other)).unwrap_or_else(|| model.odds(*levels));
            let worth_a_look = odds > LEAST_ODDS || are_services(&model, *levels);
            worth_a_look.then(|| Pair {
                alike: Alike {
                    one: *one,
                    other: *other,
                    levels: *levels,
                    odds,
                    by_days: by_days((profile(*one), day(*one)), (profile(*other), day(*other))),
                },
                crossed: false,
                score: 0.0,
            })
        })
        .collect();
    weigh(&rows, &model, &mut pairs);
    let mut links = decide(&rows, &model, &pairs);
    links.sort_by_key(|(pair, _)| (pair.alike.one, pair.alike.other));
    Linked {
        links: links
            .into_iter()
            .map(|(pair, relation)| Link {
                one: place(pair.alike.one),
                other: place(pair.alike.other),
                score: pair.score,
                relation,
                levels: pair.alike.levels,
            })
            .collect(),
        model,
        compared: found.len(),
    }
}

/// Rows of one list that seem to be one thing held twice: places in the list, and how likely it is.
pub fn twice(list: &[Profile], model: &Model) -> Vec<(usize, usize, f64)> {
    let rows = Rows::new(&[list]);
    let mut held = Vec::new();
    for (one, other) in candidates::find(&rows, true) {
        let (a, b) = (&rows.all[one as usize], &rows.all[other as usize]);
        let odds = by_codes(a, b).unwrap_or_else(|| model.odds(compared(&rows, one, other)));
        let score = odds / (1.0 + odds);
        // A list means its rows to be different: it takes more to say that two are not.
        if score >= 0.99 && a.standing == b.standing {
            held.push((one as usize, other as usize, score));
        }
    }
    held
}

fn compared(rows: &Rows, one: u32, other: u32) -> Levels {
    let (one, other) = (&rows.all[one as usize], &rows.all[other as usize]);
    levels::compare(&rows.words, one, other, one.crowd.larger(other.crowd))
}

/// What codes say: two rows with a code in common are one thing, two with different codes of one register are not.
fn by_codes(one: &Row, other: &Row) -> Option<f64> {
    if one.codes.iter().any(|code| other.codes.contains(code)) {
        return Some(1e12);
    }
    let scheme = |code: &String| code.split(':').next().unwrap_or_default().to_owned();
    let differ = one.codes.iter().any(|code| {
        other
            .codes
            .iter()
            .any(|theirs| scheme(theirs) == scheme(code))
    });
    differ.then_some(0.0)
}

/// True when two rows seem to be services of one organisation in different places: one name, one telephone number.
fn are_services(model: &Model, levels: Levels) -> bool {
    (2..=3).contains(&levels[3])
        && (3..=8).contains(&levels[0])
        && model.classes(levels)[NAMESAKES] > 0.9
}

/// Gives every pair its score: how likely it is the same, against every competitor of either row and against none.
///
/// The odds of a pair were learned among candidates as they are found, with competitors. Now that competitors are
/// weighed one by one, a pair without any is likelier than it was: the more so, the more rows of both lists find
/// somebody at all.
fn weigh(rows: &Rows, model: &Model, pairs: &mut [Pair]) {
    let list = |at: u32| rows.all[at as usize].list;
    let mut running: FxHashMap<u16, f64> = FxHashMap::default();
    for row in rows.all.iter().filter(|row| !has_ended(row.standing)) {
        *running.entry(row.list).or_insert(0.0) += 1.0;
    }
    // How likely each row is the same as some row of another list.
    let mut joined: FxHashMap<(u32, u16), f64> = FxHashMap::default();
    let mut reach: Option<Reach> = None;
    for _ in 0..ROUNDS {
        let mut found: FxHashMap<(u16, u16), f64> = FxHashMap::default();
        for ((row, theirs), score) in &joined {
            if has_ended(rows.all[*row as usize].standing) {
                continue;
            }
            *found.entry((list(*row), *theirs)).or_insert(0.0) += score;
        }
        let alone = |own: u16, theirs: u16| {
            let found = found.get(&(own, theirs)).copied().unwrap_or_default();
            1.0 - (found / running.get(&own).copied().unwrap_or(1.0)).clamp(0.0, MOST_JOINED)
        };
        let alike: Vec<Alike> = pairs
            .iter()
            .map(|pair| {
                let (one, other) = (list(pair.alike.one), list(pair.alike.other));
                let reach = match &reach {
                    // Rows of one name are found whatever their words are.
                    Some(reach) if pair.alike.levels[0] < 5 => {
                        reach.of(pair.alike.one, other) * reach.of(pair.alike.other, one)
                    }
                    _ => 1.0,
                };
                let odds = reach * pair.alike.odds / (alone(one, other) * alone(other, one));
                Alike {
                    odds: odds.min(MOST_ODDS),
                    ..pair.alike
                }
            })
            .collect();
        let crossed = Crossed::learn(rows, model, &alike, &joined);
        let edges: Vec<Edge> = alike
            .iter()
            .map(|pair| Edge {
                one: (pair.one, list(pair.other)),
                other: (pair.other, list(pair.one)),
                odds: crossed.odds(pair),
            })
            .collect();
        let scores = joint::probabilities(&edges);
        joined.clear();
        for ((pair, alike), score) in pairs.iter_mut().zip(&alike).zip(scores) {
            pair.crossed = crossed.is_crossed(alike);
            pair.score = score;
            *joined.entry((alike.one, list(alike.other))).or_insert(0.0) += score;
            *joined.entry((alike.other, list(alike.one))).or_insert(0.0) += score;
        }
        reach = Some(Reach::learn(rows, &joined));
    }
}

/// What is proposed for each pair, best score first; nothing for pairs that are simply different.
fn decide<'a>(rows: &Rows, model: &Model, pairs: &'a [Pair]) -> Vec<(&'a Pair, LinkRelation)> {
    let mut order: Vec<&Pair> = pairs.iter().collect();
    order.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then((a.alike.one, a.alike.other).cmp(&(b.alike.one, b.alike.other)))
    });
    let row = |at: u32| &rows.all[at as usize];
    let same_from = same_from(&order);
    let mut taken: FxHashSet<(u32, u16)> = FxHashSet::default();
    let mut links = Vec::new();
    for pair in order {
        let Alike {
            one, other, levels, ..
        } = pair.alike;
        let ends = [(one, row(other).list), (other, row(one).list)];
        let free = !ends.iter().any(|end| taken.contains(end));
        let relation = if pair.score >= same_from && free {
            taken.extend(ends);
            LinkRelation::Same
        } else if pair.score >= ASK_FROM && free && !(pair.crossed && pair.score < 0.25) {
            LinkRelation::Ask
        } else if pair.alike.odds >= ALIKE && pair.crossed {
            LinkRelation::Successor
        } else if are_services(model, levels) {
            LinkRelation::DifferentService
        } else {
            continue;
        };
        links.push((pair, relation));
    }
    links
}

/// From which score on pairs, best first, are the same.
fn same_from(order: &[&Pair]) -> f64 {
    let (mut from, mut count, mut wrong) = (SURELY_FROM, 0.0, 0.0);
    let likely = order.iter().take_while(|pair| pair.score >= SAME_FROM);
    let likely: Vec<f64> = likely.map(|pair| pair.score).collect();
    // Pairs of one score stand or fall together, whatever the order of rows.
    for alike in likely.chunk_by(|a, b| a - b < NO_DIFFERENCE) {
        count += alike.len() as f64;
        wrong += alike.iter().map(|score| 1.0 - score).sum::<f64>();
        if wrong <= MOST_WRONG * count {
            from = alike.iter().copied().fold(from, f64::min);
        }
    }
    from - NO_DIFFERENCE
}
