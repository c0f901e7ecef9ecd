//! From pairs to decisions: every row's candidates compete, on both sides, and at most one of them is the same.
//!
//! A register keeps what has ended. A running row may be a closed entry of the register (the list is older than the
//! closing), or what came after it at the same address. Which is likelier is learned: where closed entries are met far
//! less often than running ones, the list was made after they closed, and what is met there are successors.

use super::levels::{self, Levels};
use super::model::{Model, NAMESAKES};
use super::rows::{Row, Rows};
use super::{Profile, Standing, candidates};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

/// From this probability on two rows are the same.
pub const SAME_FROM: f64 = 0.5;
/// From this probability on a person is asked.
pub const ASK_FROM: f64 = 0.1;
/// Odds from which on a pair counts as alike when shares of standings are learned.
const ALIKE: f64 = 20.0;
/// The part of running entries that have a living namesake at their address which is not them.
const LOOKS_LIKE: f64 = 0.02;
/// Of what has ended, at most so large a part of what is met otherwise is met by successors.
const SUCCEEDED: f64 = 0.1;

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
    one: u32,
    other: u32,
    levels: Levels,
    odds: f64,
    /// How likely it is that an alike pair with these standings is the same.
    stands: f64,
    /// True when one of the two may be what came after the other, or after the thing that both are alike to.
    after: bool,
    score: f64,
}

/// Links the rows of `lists` to each other: rows of different lists only, at most one of each list to each row.
///
/// `dated` gives each list's day where it is known: what had ended by then is no row's *same* there. Without `model`
/// one is learned from these rows.
pub fn link(lists: &[&[Profile]], dated: &[Option<Date>], model: Option<&Model>) -> Linked {
    let rows = Rows::new(lists);
    let found = candidates::find(&rows, false);
    let row = |at: u32| &rows.all[at as usize];
    let levels: Vec<Levels> = found
        .iter()
        .map(|(a, b)| levels::compare(&rows, row(*a), row(*b)))
        .collect();
    let model = model.cloned().unwrap_or_else(|| Model::learn(&levels));
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
    let mut pairs: Vec<Pair> = found
        .iter()
        .zip(levels)
        .map(|((one, other), levels)| Pair {
            one: *one,
            other: *other,
            levels,
            odds: model.odds(levels),
            stands: 1.0,
            after: row(*one).standing != row(*other).standing,
            score: 0.0,
        })
        .map(|pair| Pair {
            odds: by_codes(row(pair.one), row(pair.other)).unwrap_or(pair.odds),
            ..pair
        })
        .filter(|pair| pair.odds > 1e-4 || model.classes(pair.levels)[NAMESAKES] > 0.5)
        .collect();
    let shares = Shares::learn(&rows, &pairs);
    for pair in &mut pairs {
        pair.stands = shares.of(row(pair.one), row(pair.other));
        let (a, b) = (profile(pair.one), profile(pair.other));
        let day = |at: u32| dated.get(row(at).list as usize).copied().flatten();
        if let Some(known) = by_dates((a, day(pair.one)), (b, day(pair.other))) {
            pair.stands = known;
        }
    }
    twins(&rows, &mut pairs);
    weigh(&rows, &mut pairs);
    let mut links = decide(&rows, &model, &pairs);
    links.sort_by_key(|(pair, _)| (pair.one, pair.other));
    Linked {
        links: links
            .into_iter()
            .map(|(pair, relation)| Link {
                one: place(pair.one),
                other: place(pair.other),
                score: pair.score,
                relation,
                levels: pair.levels,
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
        let odds = by_codes(a, b).unwrap_or_else(|| model.odds(levels::compare(&rows, a, b)));
        let score = odds / (1.0 + odds);
        // A list means its rows to be different: it takes more to say that two are not.
        if score >= 0.99 && a.standing == b.standing {
            held.push((one as usize, other as usize, score));
        }
    }
    held
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

/// What dates say about whether a row that runs can be one that has ended.
fn by_dates(one: (&Profile, Option<Date>), other: (&Profile, Option<Date>)) -> Option<f64> {
    let says = |ended: &Profile, running: &Profile, day: Option<Date>| {
        let closed = ended.closed?;
        if running.closed.is_some() || running.standing == Standing::Closed {
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

/// How likely an alike pair is the same, by the standings of its rows.
struct Shares(FxHashMap<(u16, u16, Standing), f64>);

impl Shares {
    /// Learned from how often rows of each standing are met by a row that is alike, for want of a better one.
    fn learn(rows: &Rows, pairs: &[Pair]) -> Self {
        let row = |at: u32| &rows.all[at as usize];
        let mut all: FxHashMap<(u16, Standing), f64> = FxHashMap::default();
        for row in &rows.all {
            *all.entry((row.list, row.standing)).or_insert(0.0) += 1.0;
        }
        let mut running: FxHashMap<(u32, u16), bool> = FxHashMap::default();
        for pair in pairs.iter().filter(|pair| pair.odds >= ALIKE) {
            for (own, theirs) in [(pair.one, pair.other), (pair.other, pair.one)] {
                let runs = row(theirs).standing == Standing::Running;
                *running.entry((own, row(theirs).list)).or_insert(false) |= runs;
            }
        }
        // Rows of each standing that are met, by the standing of the one that meets them.
        let mut met: FxHashMap<(u16, Standing, u16), Vec<u32>> = FxHashMap::default();
        for pair in pairs.iter().filter(|pair| pair.odds >= ALIKE) {
            for (own, theirs) in [(pair.one, pair.other), (pair.other, pair.one)] {
                let (a, b) = (row(own), row(theirs));
                let better = running.get(&(theirs, a.list)).copied().unwrap_or_default();
                if b.standing == Standing::Running && (a.standing == Standing::Running || !better) {
                    met.entry((a.list, a.standing, b.list))
                        .or_default()
                        .push(own);
                }
            }
        }
        let mut rates: FxHashMap<(u16, Standing, u16), f64> = FxHashMap::default();
        for ((list, standing, by), mut own) in met {
            own.sort_unstable();
            own.dedup();
            let whole = all[&(list, standing)];
            rates.insert((list, standing, by), own.len() as f64 / whole);
        }
        let mut shares = FxHashMap::default();
        let lists = rows
            .all
            .iter()
            .map(|row| row.list)
            .max()
            .unwrap_or_default()
            + 1;
        for ((list, standing), whole) in all.iter().filter(|((_, s), _)| *s != Standing::Running) {
            for by in (0..lists).filter(|by| by != list) {
                let rate = rates
                    .get(&(*list, *standing, by))
                    .copied()
                    .unwrap_or_default();
                let usual = rates
                    .get(&(*list, Standing::Running, by))
                    .copied()
                    .unwrap_or(rate);
                let told = ((rate - SUCCEEDED * usual) / rate.max(1e-9)).clamp(0.02, 0.95);
                // Few rows say little: as if ten more should have been met, of which four were.
                let expected = rate.max(usual) * whole;
                shares.insert(
                    (*list, by, *standing),
                    (told * expected + 4.0) / (expected + 10.0),
                );
            }
        }
        Self(shares)
    }

    fn of(&self, one: &Row, other: &Row) -> f64 {
        match (one.standing, other.standing) {
            (a, b) if a == b => 1.0 - LOOKS_LIKE,
            (a, Standing::Running) => self
                .0
                .get(&(one.list, other.list, a))
                .copied()
                .unwrap_or(0.4),
            (Standing::Running, b) => self
                .0
                .get(&(other.list, one.list, b))
                .copied()
                .unwrap_or(0.4),
            _ => 0.7,
        }
    }
}

/// Where a row is as much like a running row as like one that has closed, the running one is what came after: it is the
/// same just as far as the closed one is not.
fn twins(rows: &Rows, pairs: &mut [Pair]) {
    let row = |at: u32| &rows.all[at as usize];
    let mut closed: FxHashMap<(u32, u16), (f64, f64)> = FxHashMap::default();
    for pair in pairs.iter().filter(|pair| pair.odds >= ALIKE) {
        for (own, theirs) in [(pair.one, pair.other), (pair.other, pair.one)] {
            if row(own).standing == Standing::Running && row(theirs).standing == Standing::Closed {
                let most = closed.entry((own, row(theirs).list)).or_insert((0.0, 0.0));
                if pair.odds > most.0 {
                    *most = (pair.odds, pair.stands);
                }
            }
        }
    }
    for pair in pairs.iter_mut() {
        if row(pair.one).standing == Standing::Running
            && row(pair.other).standing == Standing::Running
        {
            for (own, theirs) in [(pair.one, pair.other), (pair.other, pair.one)] {
                if let Some((odds, stands)) = closed.get(&(own, row(theirs).list))
                    && *odds >= pair.odds / 10.0
                {
                    pair.stands = pair.stands.min(1.0 - stands);
                    pair.after = true;
                }
            }
        }
    }
}

/// Gives every pair its score: how likely it is the same, against every competitor of either row and against none.
fn weigh(rows: &Rows, pairs: &mut [Pair]) {
    // For a pair alone: same, or alike and not the same. What came after something is as like it as the thing itself;
    // what runs beside it is less so.
    let same = |pair: &Pair| pair.odds * pair.stands;
    let not = |pair: &Pair| {
        let likeness = if pair.after {
            pair.odds
        } else {
            pair.odds.sqrt()
        };
        1.0 + likeness * (1.0 - pair.stands)
    };
    // Odds that a row is the same as this candidate and as none of the others: sum over its candidates, by list.
    let mut against: FxHashMap<(u32, u16), f64> = FxHashMap::default();
    for pair in pairs.iter() {
        let ratio = same(pair) / not(pair);
        let (a, b) = (&rows.all[pair.one as usize], &rows.all[pair.other as usize]);
        *against.entry((pair.one, b.list)).or_insert(0.0) += ratio;
        *against.entry((pair.other, a.list)).or_insert(0.0) += ratio;
    }
    for pair in pairs.iter_mut() {
        let ratio = same(pair) / not(pair);
        let (a, b) = (&rows.all[pair.one as usize], &rows.all[pair.other as usize]);
        let others = (against[&(pair.one, b.list)] - ratio).max(0.0)
            + (against[&(pair.other, a.list)] - ratio).max(0.0);
        pair.score = ratio / (1.0 + ratio + others);
    }
}

/// What is proposed for each pair, best score first; nothing for pairs that are simply different.
fn decide<'a>(rows: &Rows, model: &Model, pairs: &'a [Pair]) -> Vec<(&'a Pair, LinkRelation)> {
    let mut order: Vec<&Pair> = pairs.iter().collect();
    order.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then((a.one, a.other).cmp(&(b.one, b.other)))
    });
    let row = |at: u32| &rows.all[at as usize];
    let mut taken: FxHashSet<(u32, u16)> = FxHashSet::default();
    let mut links = Vec::new();
    for pair in order {
        let (a, b) = (row(pair.one), row(pair.other));
        let free = !taken.contains(&(pair.one, b.list)) && !taken.contains(&(pair.other, a.list));
        let ended =
            |row: &Row| row.standing == Standing::Closed || row.standing == Standing::Dormant;
        let alike = pair.odds >= ALIKE;
        let each = model.classes(pair.levels);
        let relation = if pair.score >= SAME_FROM && free {
            taken.insert((pair.one, b.list));
            taken.insert((pair.other, a.list));
            LinkRelation::Same
        } else if alike && ended(a) != ended(b) && pair.stands < 0.5 {
            LinkRelation::Successor
        } else if pair.score >= ASK_FROM && free {
            LinkRelation::Ask
        } else if each[NAMESAKES] > 0.9
            && pair.levels[3] >= 2
            && pair.levels[3] <= 3
            && pair.levels[0] >= 3
        {
            LinkRelation::DifferentService
        } else {
            continue;
        };
        links.push((pair, relation));
    }
    links
}
