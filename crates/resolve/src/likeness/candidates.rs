//! Pairs worth comparing: found by keys that rows of one thing are likely to share.
//!
//! A key that too many rows share tells nothing, and would make pairs without end: it is passed over. A row is nearly
//! always reached by another of its keys.

use super::rows::{Row, Rows, WordNo};
use rustc_hash::FxHasher;
use std::hash::{Hash as _, Hasher as _};

/// A key that makes more pairs than this is passed over.
const MOST_PAIRS: usize = 1_500;

/// Pairs of rows, the earlier one first, each once, in order: of different lists, or `within` one.
pub(super) fn find(rows: &Rows, within: bool) -> Vec<(u32, u32)> {
    let mut keyed: Vec<(u64, u32)> = Vec::new();
    for (at, row) in rows.all.iter().enumerate() {
        keys(rows, row, |key| keyed.push((key, at as u32)));
    }
    keyed.sort_unstable();
    keyed.dedup();
    let mut pairs = Vec::new();
    for block in keyed.chunk_by(|one, other| one.0 == other.0) {
        let first_list = |at: u32| rows.all[at as usize].list;
        let count = block.len();
        if !(2..=2 * MOST_PAIRS).contains(&count) {
            continue;
        }
        // Rows are numbered list after list, so a block is too.
        let lists: Vec<&[(u64, u32)]> = block
            .chunk_by(|a, b| first_list(a.1) == first_list(b.1))
            .collect();
        if within && count * count <= MOST_PAIRS {
            for (n, one) in block.iter().enumerate() {
                pairs.extend(block[n + 1..].iter().map(|other| (one.1, other.1)));
            }
            continue;
        }
        for (n, one) in lists.iter().enumerate() {
            for other in &lists[n + 1..] {
                if one.len() * other.len() <= MOST_PAIRS {
                    pairs.extend(
                        one.iter()
                            .flat_map(|a| other.iter().map(move |b| (a.1, b.1))),
                    );
                }
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The outward part of a postcode: all but its last three characters.
pub(super) fn outward(postcode: &str) -> &str {
    &postcode[..postcode.len().saturating_sub(3)]
}

fn keys(rows: &Rows, row: &Row, mut add: impl FnMut(u64)) {
    let mut key = |kind: u8, parts: &dyn Fn(&mut FxHasher)| {
        let mut hasher = FxHasher::default();
        kind.hash(&mut hasher);
        parts(&mut hasher);
        add(hasher.finish());
    };
    for code in &row.codes {
        key(9, &|h| code.hash(h));
    }
    if !row.postcode.is_empty() {
        key(0, &|h| row.postcode.hash(h));
    }
    for phone in &row.phones {
        key(1, &|h| phone.hash(h));
    }
    let telling = telling(
        rows,
        if row.with_brackets.is_empty() {
            &row.name
        } else {
            &row.with_brackets
        },
    );
    let area = outward(&row.postcode);
    for word in telling.iter().take(3) {
        key(2, &|h| (word, area).hash(h));
    }
    for (n, one) in telling.iter().take(4).enumerate() {
        for other in &telling[n + 1..telling.len().min(4)] {
            key(3, &|h| (one.min(other), one.max(other)).hash(h));
        }
    }
    if let [only] = telling.as_slice() {
        key(4, &|h| only.hash(h));
    }
    if let (Some(number), Some(street)) = (row.numbers.first(), row.street) {
        key(5, &|h| (number, street, area).hash(h));
    }
    let street = telling_of(rows, &row.address, 2);
    if let [one, other] = street.as_slice() {
        key(6, &|h| {
            (one.min(other), one.max(other), row.numbers.first()).hash(h);
        });
    }
    for word in &street {
        let sector = row.postcode.get(..row.postcode.len().saturating_sub(2));
        key(7, &|h| (word, sector).hash(h));
    }
    if let Some((latitude, longitude)) = row.point {
        // Cells of about 200 metres; a row stands in the four that its place is nearest to.
        let (y, x) = (latitude * 500.0, longitude * 300.0);
        for dy in [-0.5, 0.5] {
            for dx in [-0.5, 0.5] {
                let cell = ((y + dy).floor() as i64, (x + dx).floor() as i64);
                key(8, &|h| cell.hash(h));
            }
        }
    }
}

/// The words of a name by how much they tell, most first.
fn telling(rows: &Rows, words: &[WordNo]) -> Vec<WordNo> {
    telling_of(rows, words, usize::MAX)
}

fn telling_of(rows: &Rows, words: &[WordNo], most: usize) -> Vec<WordNo> {
    let mut telling = words.to_vec();
    telling.sort_by(|a, b| {
        let bits = |no: &WordNo| rows.words.bits[*no as usize];
        // Of equals the one that is first by its letters, so that the order of rows does not matter.
        bits(b)
            .total_cmp(&bits(a))
            .then_with(|| rows.words.text[*a as usize].cmp(&rows.words.text[*b as usize]))
    });
    telling.truncate(most);
    telling
}
