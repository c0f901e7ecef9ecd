//! How often each level of agreement is seen in each class of pair: learned from the pairs themselves.
//!
//! Within a class the fields are taken to be independent; with classes for neighbours and for namesakes that is nearly
//! true, where with "same" and "not the same" alone it would be far from it. Learning is expectation maximisation from
//! what is known of UK directories ([`PRIOR`]), which counts as much as [`WEIGHT`] pairs of each class.

use super::levels::{FIELDS, LEVELS, Levels, NAMES};
use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How two rows can stand to each other. The first is *same*.
pub(super) const CLASSES: usize = 5;
/// The classes, in words.
pub(super) const CLASS_NAMES: [&str; CLASSES] = [
    "the same",
    "neighbours on one site",
    "namesakes elsewhere",
    "strangers",
    "the same, moved",
];
/// One thing.
pub(super) const SAME: usize = 0;
/// One thing, in another place than before.
pub(super) const MOVED: usize = 4;
/// Two things in one place.
pub(super) const NEIGHBOURS: usize = 1;
/// Two things of one name, or of one organisation, in different places.
pub(super) const NAMESAKES: usize = 2;

const MOST_LEVELS: usize = 10;
/// Of pairs within one list at one place, at most this part is one thing held twice.
const MOST_TWICE: f64 = 0.3;
/// At most so many move as stay.
const MOST_MOVED: f64 = 0.1;
/// How many pairs the prior of a class counts as.
const WEIGHT: f64 = 120.0;
/// Rounds of learning: it has settled long before.
const ROUNDS: usize = 40;

type Table = [[f64; MOST_LEVELS]; FIELDS];

/// What is known before anything is read: parts in a thousand of each level, by class and field. The last level,
/// *missing*, tells nothing in any class.
const PRIOR: [Table; CLASSES] = [
    [
        [15., 80., 70., 90., 110., 60., 100., 160., 315., 0.],
        [30., 90., 150., 300., 430., 0., 0., 0., 0., 0.],
        [2., 4., 10., 14., 30., 280., 660., 0., 0., 0.],
        [110., 20., 160., 710., 0., 0., 0., 0., 0., 0.],
        [20., 30., 90., 250., 610., 0., 0., 0., 0., 0.],
        [20., 980., 0., 0., 0., 0., 0., 0., 0., 0.],
        [60., 140., 800., 0., 0., 0., 0., 0., 0., 0.],
    ],
    [
        [620., 180., 110., 40., 20., 8., 7., 8., 7., 0.],
        [120., 200., 230., 230., 220., 0., 0., 0., 0., 0.],
        [5., 5., 15., 25., 30., 600., 320., 0., 0., 0.],
        [830., 25., 110., 35., 0., 0., 0., 0., 0., 0.],
        [20., 30., 120., 300., 530., 0., 0., 0., 0., 0.],
        [450., 550., 0., 0., 0., 0., 0., 0., 0., 0.],
        [800., 150., 50., 0., 0., 0., 0., 0., 0., 0.],
    ],
    [
        [30., 170., 20., 40., 240., 120., 110., 240., 30., 0.],
        [760., 190., 30., 10., 10., 0., 0., 0., 0., 0.],
        [480., 100., 270., 110., 20., 10., 10., 0., 0., 0.],
        [690., 20., 210., 80., 0., 0., 0., 0., 0., 0.],
        [500., 350., 110., 30., 10., 0., 0., 0., 0., 0.],
        [50., 950., 0., 0., 0., 0., 0., 0., 0., 0.],
        [250., 600., 150., 0., 0., 0., 0., 0., 0., 0.],
    ],
    [
        [740., 170., 70., 8., 8., 1., 1., 1., 1., 0.],
        [680., 220., 70., 20., 10., 0., 0., 0., 0., 0.],
        [420., 100., 300., 150., 15., 10., 5., 0., 0., 0.],
        [960., 25., 10., 5., 0., 0., 0., 0., 0., 0.],
        [450., 350., 150., 40., 10., 0., 0., 0., 0., 0.],
        [350., 650., 0., 0., 0., 0., 0., 0., 0., 0.],
        [960., 35., 5., 0., 0., 0., 0., 0., 0., 0.],
    ],
    [
        [40., 30., 30., 30., 60., 60., 140., 70., 540., 0.],
        [600., 250., 100., 40., 10., 0., 0., 0., 0., 0.],
        [30., 200., 440., 260., 40., 15., 15., 0., 0., 0.],
        [420., 10., 60., 510., 0., 0., 0., 0., 0., 0.],
        [200., 500., 230., 50., 20., 0., 0., 0., 0., 0.],
        [20., 980., 0., 0., 0., 0., 0., 0., 0., 0.],
        [100., 150., 750., 0., 0., 0., 0., 0., 0., 0.],
    ],
];

/// Shares of the classes among candidates, before anything is read.
const SHARES: [f64; CLASSES] = [0.1, 0.25, 0.145, 0.5, 0.005];

/// How often each level is seen in each class, and how many pairs are of each class.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    shares: [f64; CLASSES],
    seen: [Table; CLASSES],
}

impl Model {
    /// What is known before anything is read.
    pub fn prior() -> Self {
        let mut seen = PRIOR;
        for class in &mut seen {
            for (field, levels) in class.iter_mut().zip(LEVELS) {
                let sum: f64 = field[..levels - 1].iter().sum();
                field[..levels - 1].iter_mut().for_each(|part| *part /= sum);
                field[levels - 1] = 1.0;
            }
        }
        Self {
            shares: SHARES,
            seen,
        }
    }

    /// Learns from pairs of different lists without being told which are the same, and from pairs `within` one list,
    /// which hardly ever are: a list means its rows to be different things. So how neighbours and namesakes look is seen
    /// where it is known. Pairs that agree alike count together.
    pub(super) fn learn(across: &[Levels], within: &[Levels]) -> Self {
        let (across, within) = (counted(across), counted(within));
        let prior = Self::prior();
        let mut model = prior.clone();
        let mut inside = model.shares;
        inside[SAME] = 0.002;
        for _ in 0..ROUNDS {
            let mut seen = prior
                .seen
                .map(|class| class.map(|field| field.map(|part| part * WEIGHT)));
            let mut shares = SHARES.map(|share| share * WEIGHT);
            for (levels, count) in &across {
                let each = model.classes(*levels);
                for (class, probability) in each.iter().enumerate() {
                    shares[class] += probability * count;
                    for (field, level) in levels.iter().enumerate() {
                        seen[class][field][*level as usize] += probability * count;
                    }
                }
            }
            let mut shares_inside = SHARES.map(|share| share * WEIGHT);
            for (levels, count) in &within {
                let mut shares = inside;
                if !(5..=8).contains(&levels[0]) {
                    // Different names are a list's way of saying that two are not one.
                    shares[SAME] = 0.0;
                }
                let each = model.classes_with(shares, *levels);
                for (class, probability) in each.iter().enumerate() {
                    shares_inside[class] += probability * count;
                    // What a list holds twice is left out.
                    if class == SAME || class == MOVED {
                        continue;
                    }
                    for (field, level) in levels.iter().enumerate() {
                        seen[class][field][*level as usize] += probability * count;
                    }
                }
            }
            model.shares = parts(shares);
            model.shares[MOVED] = model.shares[MOVED].min(MOST_MOVED * model.shares[SAME]);
            inside = parts(shares_inside);
            inside[SAME] = inside[SAME].min(MOST_TWICE * inside[NEIGHBOURS]);
            inside[MOVED] = 0.0;
            for class in &mut seen {
                for (field, levels) in class.iter_mut().zip(LEVELS) {
                    let sum: f64 = field[..levels - 1].iter().sum();
                    field[..levels - 1].iter_mut().for_each(|part| *part /= sum);
                    field[levels - 1] = 1.0;
                }
            }
            // What moves is rare: left to learn, this class would become something else.
            seen[MOVED] = prior.seen[MOVED];
            model.seen = seen;
        }
        model
    }

    /// The same to six places, as it is written down.
    #[must_use]
    pub(super) fn rounded(&self) -> Self {
        let round = |part: f64| (part * 1e6).round().max(1.0) / 1e6;
        let mut rounded = self.clone();
        for part in &mut rounded.shares {
            *part = round(*part);
        }
        for class in &mut rounded.seen {
            for (field, levels) in class.iter_mut().zip(LEVELS) {
                for part in &mut field[..levels - 1] {
                    *part = round(*part);
                }
            }
        }
        rounded
    }

    /// Its shares as a list in TOML.
    pub(super) fn shares_text(&self) -> String {
        list(&self.shares)
    }

    /// For each class, by name, each field with its levels as a list in TOML; the level *missing* is left out.
    pub(super) fn seen_text(
        &self,
    ) -> impl Iterator<Item = (&'static str, Vec<(&'static str, String)>)> {
        CLASS_NAMES
            .into_iter()
            .zip(&self.seen)
            .map(|(name, class)| {
                let fields = NAMES
                    .into_iter()
                    .zip(class)
                    .zip(LEVELS)
                    .map(|((field, levels), count)| (field, list(&levels[..count - 1])));
                (name, fields.collect())
            })
    }

    /// The model with these shares and levels, by the names of classes and fields.
    pub(super) fn from_parts(
        shares: &[f64],
        seen: &BTreeMap<String, BTreeMap<String, Vec<f64>>>,
    ) -> Result<Self, String> {
        let is_part = |part: &f64| *part > 0.0 && *part <= 1.0;
        let shares: [f64; CLASSES] = shares
            .try_into()
            .map_err(|_| format!("`shares` must have {CLASSES} numbers"))?;
        if !shares.iter().all(is_part) {
            return Err("`shares` must be above 0 and at most 1".to_owned());
        }
        let mut model = Self::prior();
        model.shares = shares;
        for (class, name) in model.seen.iter_mut().zip(CLASS_NAMES) {
            for ((field, levels), word) in class.iter_mut().zip(LEVELS).zip(NAMES) {
                let given = seen
                    .get(name)
                    .and_then(|fields| fields.get(word))
                    .filter(|given| given.len() == levels - 1 && given.iter().all(is_part))
                    .ok_or_else(|| {
                        format!(
                            "`{word}` of `{name}` must have {} numbers above 0 and at most 1",
                            levels - 1
                        )
                    })?;
                field[..levels - 1].copy_from_slice(given);
                field[levels - 1] = 1.0;
            }
        }
        Ok(model)
    }

    /// How likely each class is for a pair with these levels, competitors apart.
    pub(super) fn classes(&self, levels: Levels) -> [f64; CLASSES] {
        self.classes_with(self.shares, levels)
    }

    fn classes_with(&self, shares: [f64; CLASSES], levels: Levels) -> [f64; CLASSES] {
        let mut each = shares;
        for (class, share) in each.iter_mut().enumerate() {
            for (field, level) in levels.iter().enumerate() {
                *share *= self.seen[class][field][*level as usize];
            }
        }
        let all: f64 = each.iter().sum();
        each.map(|part| part / all.max(f64::MIN_POSITIVE))
    }

    /// How often a field's level is seen in pairs that are the same.
    pub(super) fn seen_in_same(&self, field: usize, level: usize) -> f64 {
        self.seen[SAME][field][level]
    }

    /// The odds that a pair with these levels is the same, competitors apart.
    pub(super) fn odds(&self, levels: Levels) -> f64 {
        let each = self.classes(levels);
        let same = each[SAME] + each[MOVED];
        let not: f64 = each[1..MOVED].iter().sum();
        (same / not.max(1e-12)).min(1e12)
    }

    /// What one field's level says for *same* against the class that is likeliest otherwise, in bits.
    pub(super) fn bits(&self, field: usize, level: u8, against: usize) -> f64 {
        let seen = |class: usize| self.seen[class][field][level as usize];
        (seen(SAME) / seen(against).max(1e-9)).log2()
    }

    /// The class other than *same* that is likeliest for these levels.
    pub(super) fn rival(&self, levels: Levels) -> usize {
        let each = self.classes(levels);
        let rivals = 1..MOVED;
        rivals
            .max_by(|a, b| each[*a].total_cmp(&each[*b]))
            .unwrap_or(1)
    }

    /// Its hash, by which decisions name it: hex SHA-256 of its numbers to six places.
    pub fn hash(&self) -> String {
        let mut text = String::new();
        let numbers = self.seen.iter().flatten().flatten().chain(&self.shares);
        for number in numbers {
            let _ = write!(text, "{number:.6};");
        }
        Sha256::digest(text)
            .iter()
            .fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }
}

/// How many pairs agree alike; in order, so that sums come out the same whatever the order of rows.
fn counted(pairs: &[Levels]) -> Vec<(Levels, f64)> {
    let mut counts: FxHashMap<Levels, f64> = FxHashMap::default();
    for levels in pairs {
        *counts.entry(*levels).or_insert(0.0) += 1.0;
    }
    let mut counts: Vec<(Levels, f64)> = counts.into_iter().collect();
    counts.sort_unstable_by_key(|(levels, _)| *levels);
    counts
}

fn list(parts: &[f64]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| format!("{part:.6}")).collect();
    format!("[{}]", parts.join(", "))
}

fn parts(shares: [f64; CLASSES]) -> [f64; CLASSES] {
    let all: f64 = shares.iter().sum();
    shares.map(|share| share / all)
}
