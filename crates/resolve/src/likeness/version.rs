//! A version of the matching model: weights of levels and frequencies of words, fixed, as text that can be read.
//!
//! Always: two texts with one hash match alike; what [`Version::text`] writes reads back as the same version; its size is
//! bounded, because rare words are not listed: they all tell as much as the rarest that is.

use super::model::Model;
use super::rows::{LEAST_BITS, Rows};
use super::{Profile, candidates, levels};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

/// The form of the text, and of how names, addresses and keys are understood. Another form matches anew.
const FORM: u32 = 1;
/// At most so many words are listed.
const MOST_WORDS: usize = 3_000;
/// A word that fewer entries have is not listed.
const LEAST_SEEN: u32 = 5;
/// Steps in which bits are kept: sums of them are exact, in whatever order they are added.
const STEPS: f32 = 8.0;
/// What a word tells that is not listed, at most.
const MOST_BITS: f32 = 18.0;

/// A version of the matching model.
#[derive(Clone, Debug)]
pub struct Version {
    weights: Model,
    /// The part of entries that are nobody's in another source.
    alone: f64,
    /// How many entries it was learned from; 0 for the one that ships.
    entries: u64,
    listed: FxHashMap<String, f32>,
    unlisted: f32,
}

/// The text is no matching model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no matching model: {0}; make one with `fingerpost match train`")]
pub struct BadModel(pub String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    form: u32,
    entries: u64,
    alone: f64,
    unlisted: f32,
    shares: Vec<f64>,
    seen: BTreeMap<String, BTreeMap<String, Vec<f64>>>,
    words: BTreeMap<String, String>,
}

static SHIPPED: LazyLock<Version> = LazyLock::new(|| {
    Version::parse(include_str!("../../rules/matching.toml"))
        .unwrap_or_else(|problem| unreachable!("the shipped model: {problem}"))
});

impl Version {
    /// The version that ships: in force while none was adopted.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Learns a version from `lists`, each what one source lists, without being told what is the same.
    pub fn learn(lists: &[&[Profile]]) -> Self {
        let rows = Rows::new(lists);
        let row = |at: u32| &rows.all[at as usize];
        let (within, across): (Vec<_>, Vec<_>) = candidates::find(&rows, true)
            .into_iter()
            .filter(|(a, b)| row(*a).standing == row(*b).standing)
            .partition(|(a, b)| row(*a).list == row(*b).list);
        let compare = |(a, b): &(u32, u32)| {
            let (one, other) = (row(*a), row(*b));
            levels::compare(&rows.words, one, other, one.crowd.larger(other.crowd))
        };
        let levels: Vec<_> = across.iter().map(compare).collect();
        let within: Vec<_> = within.iter().map(compare).collect();
        let weights = Model::learn(&levels, &within).rounded();
        let mut found = vec![false; rows.all.len()];
        for ((a, b), levels) in across.iter().zip(&levels) {
            if weights.odds(*levels) >= 1.0 {
                found[*a as usize] = true;
                found[*b as usize] = true;
            }
        }
        let found = found.iter().filter(|found| **found).count();
        let alone = 1.0 - found as f64 / rows.all.len().max(1) as f64;
        let (listed, unlisted) = frequencies(&rows);
        Self {
            weights,
            alone: (alone.clamp(0.2, 0.8) * 100.0).round() / 100.0,
            entries: rows.all.len() as u64,
            listed,
            unlisted,
        }
    }

    /// The weights of levels.
    pub fn weights(&self) -> &Model {
        &self.weights
    }

    /// The part of entries that are nobody's in another source.
    pub(super) fn alone(&self) -> f64 {
        self.alone
    }

    /// How many entries it was learned from; 0 for the one that ships.
    pub fn entries(&self) -> u64 {
        self.entries
    }

    /// How many words it lists.
    pub fn words(&self) -> usize {
        self.listed.len()
    }

    /// What a word tells, in bits.
    pub(super) fn bits(&self, word: &str) -> f32 {
        self.listed.get(word).copied().unwrap_or(self.unlisted)
    }

    /// Its hash, by which decisions name it: hex SHA-256 of its text.
    pub fn hash(&self) -> String {
        Sha256::digest(self.text())
            .iter()
            .fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }

    /// It as text.
    pub fn text(&self) -> String {
        let mut text = format!(
            "# A matching model: how often each level of agreement is seen in each class of pair, and what words tell, in bits.\n\
             # Made by `fingerpost match train`; docs/matching.md says what the numbers mean.\n\
             form = {FORM}\nentries = {}\nalone = {}\nunlisted = {:?}\nshares = {}\n",
            self.entries,
            self.alone,
            self.unlisted,
            self.weights.shares_text(),
        );
        for (class, fields) in self.weights.seen_text() {
            let _ = writeln!(text, "\n[seen.\"{class}\"]");
            for (field, parts) in fields {
                let _ = writeln!(text, "{field} = {parts}");
            }
        }
        text.push_str("\n[words]\n");
        let mut by_bits: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
        for (word, bits) in &self.listed {
            by_bits.entry((bits * STEPS) as u32).or_default().push(word);
        }
        for (steps, mut words) in by_bits {
            words.sort_unstable();
            let _ = writeln!(
                text,
                "{:?} = \"{}\"",
                format!("{:.3}", steps as f32 / STEPS),
                words.join(" ")
            );
        }
        text
    }

    /// Reads what [`Self::text`] wrote.
    ///
    /// # Errors
    /// [`BadModel`] says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, BadModel> {
        let file: File = toml::from_str(text).map_err(|e| BadModel(e.message().to_owned()))?;
        if file.form != FORM {
            return Err(BadModel(format!(
                "it is of form {}, and this program matches by form {FORM}",
                file.form
            )));
        }
        if !(0.01..=1.0).contains(&file.alone) || !(LEAST_BITS..=64.0).contains(&file.unlisted) {
            return Err(BadModel("`alone` or `unlisted` is out of range".to_owned()));
        }
        let weights = Model::from_parts(&file.shares, &file.seen).map_err(BadModel)?;
        let mut listed = FxHashMap::default();
        for (bits, words) in &file.words {
            let bits: f32 = bits
                .parse()
                .ok()
                .filter(|bits| (LEAST_BITS..=64.0).contains(bits))
                .ok_or_else(|| BadModel(format!("`{bits}` are no bits that a word can tell")))?;
            for word in words.split(' ').filter(|word| !word.is_empty()) {
                listed.insert(word.to_owned(), stepped(bits));
            }
        }
        Ok(Self {
            weights,
            alone: file.alone,
            entries: file.entries,
            listed,
            unlisted: stepped(file.unlisted),
        })
    }
}

fn stepped(bits: f32) -> f32 {
    (bits * STEPS).round() / STEPS
}

/// What the most frequent words tell, and what any other does.
fn frequencies(rows: &Rows) -> (FxHashMap<String, f32>, f32) {
    let count = rows.all.len().max(1) as f32;
    let rare = (count / LEAST_SEEN as f32).log2().max(LEAST_BITS);
    let mut words: Vec<(f32, &str)> = rows
        .words
        .bits
        .iter()
        .zip(&rows.words.text)
        .filter(|(bits, word)| **bits < rare && !word.contains(['"', '\\']))
        .map(|(bits, word)| (stepped(*bits), word.as_str()))
        .collect();
    words.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
    let rest = words.get(MOST_WORDS).map_or(rare, |(bits, _)| *bits);
    words.truncate(MOST_WORDS);
    let unlisted = stepped((rest + 1.0).min(MOST_BITS));
    let listed = words
        .into_iter()
        .map(|(bits, word)| (word.to_owned(), bits))
        .collect();
    (listed, unlisted)
}
