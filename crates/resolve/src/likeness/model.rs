//! How often each level of agreement is seen in each class of pair: learned from the pairs themselves.
//!
//! Within a class the fields are taken to be independent; with classes for neighbours and for namesakes that is nearly
//! true, where with "same" and "not the same" alone it would be far from it. Learning is expectation maximisation from
//! what is known of UK directories ([`PRIOR`]), which counts as much as [`WEIGHT`] pairs of each class.

use super::levels::{FIELDS, LEVELS, Levels};
use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// How two rows can stand to each other. The first is *same*.
pub(super) const CLASSES: usize = 4;
/// The classes, in words.
pub(super) const CLASS_NAMES: [&str; CLASSES] = [
    "the same",
    "neighbours on one site",
    "namesakes elsewhere",
    "strangers",
];
/// One thing.
pub(super) const SAME: usize = 0;
/// Two things of one name, or of one organisation, in different places.
pub(super) const NAMESAKES: usize = 2;

const MOST_LEVELS: usize = 10;
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
        [8., 15., 17., 30., 280., 650., 0., 0., 0., 0.],
        [110., 20., 160., 710., 0., 0., 0., 0., 0., 0.],
        [20., 30., 90., 250., 610., 0., 0., 0., 0., 0.],
        [20., 980., 0., 0., 0., 0., 0., 0., 0., 0.],
    ],
    [
        [620., 180., 110., 40., 20., 8., 7., 8., 7., 0.],
        [120., 200., 230., 230., 220., 0., 0., 0., 0., 0.],
        [10., 15., 25., 30., 600., 320., 0., 0., 0., 0.],
        [830., 25., 110., 35., 0., 0., 0., 0., 0., 0.],
        [20., 30., 120., 300., 530., 0., 0., 0., 0., 0.],
        [450., 550., 0., 0., 0., 0., 0., 0., 0., 0.],
    ],
    [
        [30., 170., 20., 40., 240., 120., 110., 210., 60., 0.],
        [760., 190., 30., 10., 10., 0., 0., 0., 0., 0.],
        [580., 270., 110., 20., 10., 10., 0., 0., 0., 0.],
        [690., 20., 210., 80., 0., 0., 0., 0., 0., 0.],
        [500., 350., 110., 30., 10., 0., 0., 0., 0., 0.],
        [50., 950., 0., 0., 0., 0., 0., 0., 0., 0.],
    ],
    [
        [740., 170., 70., 8., 8., 1., 1., 1., 1., 0.],
        [680., 220., 70., 20., 10., 0., 0., 0., 0., 0.],
        [520., 300., 150., 15., 10., 5., 0., 0., 0., 0.],
        [960., 25., 10., 5., 0., 0., 0., 0., 0., 0.],
        [450., 350., 150., 40., 10., 0., 0., 0., 0., 0.],
        [350., 650., 0., 0., 0., 0., 0., 0., 0., 0.],
    ],
];

/// Shares of the classes among candidates, before anything is read.
const SHARES: [f64; CLASSES] = [0.1, 0.25, 0.15, 0.5];

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

    /// Learns from pairs without being told which are the same. Pairs that agree alike count together.
    pub(super) fn learn(pairs: &[Levels]) -> Self {
        let mut counts: FxHashMap<Levels, f64> = FxHashMap::default();
        for levels in pairs {
            *counts.entry(*levels).or_insert(0.0) += 1.0;
        }
        // In order, so that sums come out the same whatever the order of rows.
        let mut counts: Vec<(Levels, f64)> = counts.into_iter().collect();
        counts.sort_unstable_by_key(|(levels, _)| *levels);
        let prior = Self::prior();
        let mut model = prior.clone();
        for _ in 0..ROUNDS {
            let mut shares = SHARES.map(|share| share * WEIGHT);
            let mut seen = prior
                .seen
                .map(|class| class.map(|field| field.map(|part| part * WEIGHT)));
            for (levels, count) in &counts {
                let each = model.classes(*levels);
                for (class, probability) in each.iter().enumerate() {
                    shares[class] += probability * count;
                    for (field, level) in levels.iter().enumerate() {
                        seen[class][field][*level as usize] += probability * count;
                    }
                }
            }
            let all: f64 = shares.iter().sum();
            model.shares = shares.map(|share| share / all);
            for class in &mut seen {
                for (field, levels) in class.iter_mut().zip(LEVELS) {
                    let sum: f64 = field[..levels - 1].iter().sum();
                    field[..levels - 1].iter_mut().for_each(|part| *part /= sum);
                    field[levels - 1] = 1.0;
                }
            }
            model.seen = seen;
        }
        model
    }

    /// How likely each class is for a pair with these levels, competitors apart.
    pub(super) fn classes(&self, levels: Levels) -> [f64; CLASSES] {
        let mut each = self.shares;
        for (class, share) in each.iter_mut().enumerate() {
            for (field, level) in levels.iter().enumerate() {
                *share *= self.seen[class][field][*level as usize];
            }
        }
        let all: f64 = each.iter().sum();
        each.map(|part| part / all.max(f64::MIN_POSITIVE))
    }

    /// The odds that a pair with these levels is the same, competitors apart.
    pub(super) fn odds(&self, levels: Levels) -> f64 {
        let each = self.classes(levels);
        (each[SAME] / (1.0 - each[SAME]).max(1e-12)).min(1e12)
    }

    /// What one field's level says for *same* against the class that is likeliest otherwise, in bits.
    pub(super) fn bits(&self, field: usize, level: u8, against: usize) -> f64 {
        let seen = |class: usize| self.seen[class][field][level as usize];
        (seen(SAME) / seen(against).max(1e-9)).log2()
    }

    /// The class other than *same* that is likeliest for these levels.
    pub(super) fn rival(&self, levels: Levels) -> usize {
        let each = self.classes(levels);
        let rivals = 1..CLASSES;
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
