//! Why two rows are held to be the same, or not: field by field, in words and in bits.

use super::contest::Link;
use super::levels::NAMES;
use super::model::{CLASS_NAMES, Model};

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

const WORDS: [&[&str]; 6] = [
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
];

/// What each field of a link says, the strongest first, and what else the pair could be.
pub fn explain(model: &Model, link: &Link) -> (Vec<Evidence>, &'static str) {
    let rival = model.rival(link.levels);
    let mut all: Vec<Evidence> = link
        .levels
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
