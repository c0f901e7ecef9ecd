//! Why two rows are held to be the same, or not: field by field, in words and in bits.

use super::contest::Link;
use super::levels::{Levels, NAMES};
use super::model::{CLASS_NAMES, Model};
use super::neighbourhood::would_be;
use super::{Pair, Version};

/// What one field says.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The field, such as `telephone`.
    pub field: &'static str,
    /// How far the two agree, in words.
    pub words: &'static str,
    /// What that says for *same*, in bits; negative speaks against it.
    pub bits: f64,
}

const WORDS: [&[&str]; 7] = [
    &[
        "the names differ",
        "the names share a little",
        "one is named after people and the other after a place",
        "one name stands in the other's address",
        "one name holds the other",
        "the names are alike, and common",
        "the names are alike, and rare",
        "the names are equal, and common",
        "the names are equal, and rare",
        "one has no name",
    ],
    &[
        "the addresses differ",
        "the addresses share a little",
        "the addresses share most words",
        "number and street agree",
        "the addresses agree",
        "one has no address",
    ],
    &[
        "the postcodes differ",
        "the postcodes are of one area",
        "the postcodes are of one town",
        "the postcodes are of one quarter",
        "the postcodes differ by a slip of the pen",
        "the postcodes are equal, and several are listed there",
        "the postcodes are equal",
        "one has no postcode",
    ],
    &[
        "the telephone numbers differ",
        "the telephone numbers differ by a slip of the pen",
        "the telephone numbers are equal, and others have it too",
        "the telephone numbers are equal",
        "one has no telephone number",
    ],
    &[
        "they are over 5 km apart",
        "they are over 1 km apart",
        "they are over 250 m apart",
        "they are within 250 m",
        "they are within 60 m",
        "one has no position",
    ],
    &[
        "they say that they are different kinds of place",
        "they say that they are one kind of place",
        "one does not say what kind of place it is",
    ],
    &[
        "the web addresses differ",
        "the web addresses are of one site, or others have it too",
        "the web addresses are equal",
        "one has no web address",
    ],
];

/// What each field of a link says, the strongest first, and what else the pair could be.
pub fn explain(model: &Model, link: &Link) -> (Vec<Evidence>, &'static str) {
    of_levels(model, link.levels)
}

/// What each field of a pair of the record says, the strongest first, and what else the pair could be.
pub fn explain_pair(version: &Version, pair: &Pair) -> (Vec<Evidence>, &'static str) {
    of_levels(version.weights(), pair.levels)
}

fn of_levels(model: &Model, levels: Levels) -> (Vec<Evidence>, &'static str) {
    let rival = model.rival(levels);
    let mut all: Vec<Evidence> = levels
        .iter()
        .enumerate()
        .map(|(field, level)| Evidence {
            field: NAMES[field],
            words: WORDS[field]
                .get(*level as usize)
                .copied()
                .unwrap_or_default(),
            bits: model.bits(field, *level, rival),
        })
        .collect();
    all.sort_by(|a, b| b.bits.abs().total_cmp(&a.bits.abs()));
    (all, CLASS_NAMES[rival])
}

/// For each field its strongest and its weakest level, in words: what could be found out.
const ENDS: [[(u8, &str); 2]; 5] = [
    [
        (8, "the names were equal, and rare"),
        (0, "the names had nothing in common"),
    ],
    [
        (4, "the addresses agreed"),
        (0, "the addresses had nothing in common"),
    ],
    [
        (6, "the postcodes were equal"),
        (0, "the postcodes were of another part of the country"),
    ],
    [
        (3, "the telephone numbers were equal"),
        (0, "the telephone numbers differed"),
    ],
    [
        (4, "they stood within 60 m of each other"),
        (0, "they stood over 5 km apart"),
    ],
];

/// What single thing, found to be otherwise, would change what is decided about a pair that scores `score` now.
pub fn would_change(version: &Version, pair: &Pair, score: f64) -> Vec<String> {
    if pair.barrier.is_some() || pair.within || pair.odds <= 0.0 {
        return Vec::new();
    }
    let odds = score / (1.0 - score).max(1e-9);
    let mut told = Vec::new();
    for (field, ends) in ENDS.iter().enumerate() {
        for (level, words) in *ends {
            let mut levels = pair.levels;
            levels[field] = level;
            let ratio = version.weights().odds(levels) / pair.alike.max(1e-12);
            let then = odds * ratio / (1.0 + odds * ratio);
            if would_be(then) != would_be(score) {
                told.push(format!("If {words}, {}.", would_be(then)));
            }
        }
    }
    told
}
