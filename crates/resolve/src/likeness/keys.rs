//! Keys by which entries of the record find each other: numbers that entries of one thing are likely to share.
//!
//! Always: a key depends on the profile and on the model version alone, never on who else is there or in what order they
//! came. Keys are hashes that anybody can work out; they stand beside the profile and go when it goes.

use super::candidates::outward;
use super::pair::Candidate;
use super::rows::{WordNo, Words};

/// Of what a key counts the sharers, for levels such as "equal, and others have it too".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Counted {
    /// Nothing: it only finds.
    Nothing,
    /// A postcode.
    Postcode,
    /// A telephone number.
    Phone,
    /// A whole name.
    Name,
    /// A web address.
    Website,
}

/// One key of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The key.
    pub hash: u64,
    /// What it counts.
    pub counts: Counted,
}

/// Hashes parts: FNV-1a, so that a key means the same for as long as there are folders that hold it.
struct Hash(u64);

impl Hash {
    fn of(kind: u8, parts: &[&str]) -> u64 {
        let mut hash = Self(0xcbf2_9ce4_8422_2325);
        hash.byte(kind);
        for part in parts {
            part.bytes().for_each(|byte| hash.byte(byte));
            hash.byte(0x1f);
        }
        // FNV leaves the high bits of short texts alike; tables are happier with all of them in use.
        let mut mixed = hash.0;
        mixed ^= mixed >> 32;
        mixed = mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        mixed ^ (mixed >> 29)
    }

    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
}

/// The keys of a candidate, sorted, each once.
pub(super) fn of(words: &Words, candidate: &Candidate) -> Vec<Key> {
    let row = &candidate.row;
    let mut keys = Vec::with_capacity(18);
    let mut add = |counts: Counted, kind: u8, parts: &[&str]| {
        keys.push(Key {
            hash: Hash::of(kind, parts),
            counts,
        });
    };
    for code in &row.codes {
        add(Counted::Nothing, 0, &[code]);
    }
    if !row.postcode.is_empty() {
        add(Counted::Postcode, 1, &[&row.postcode]);
    }
    for phone in &row.phones {
        add(Counted::Phone, 2, &[phone]);
    }
    if !row.website.is_empty() {
        add(Counted::Website, 3, &[&row.website]);
    }
    let mut name: Vec<&str> = row
        .name
        .iter()
        .map(|no| words.text[*no as usize].as_str())
        .collect();
    if !name.is_empty() {
        name.sort_unstable();
        add(Counted::Name, 4, &name);
    }
    let telling = telling(
        words,
        if row.with_brackets.is_empty() {
            &row.name
        } else {
            &row.with_brackets
        },
        3,
    );
    let area = outward(&row.postcode);
    for word in &telling {
        if !area.is_empty() {
            add(Counted::Nothing, 5, &[word, area]);
        }
    }
    for (n, one) in telling.iter().enumerate() {
        for other in &telling[n + 1..] {
            add(
                Counted::Nothing,
                6,
                &[(*one).min(*other), (*one).max(*other)],
            );
        }
    }
    let number = row
        .numbers
        .iter()
        .map(|no| words.text[*no as usize].as_str())
        .min();
    if let (Some(number), Some(street)) = (number, row.street) {
        add(
            Counted::Nothing,
            7,
            &[number, &words.text[street as usize], area],
        );
    }
    let address = self::telling(words, &row.address, 2);
    let sector = row.postcode.get(..row.postcode.len().saturating_sub(2));
    for word in &address {
        add(Counted::Nothing, 8, &[word, sector.unwrap_or_default()]);
    }
    if let [one, other] = address.as_slice() {
        let number = number.unwrap_or_default();
        add(
            Counted::Nothing,
            9,
            &[(*one).min(*other), (*one).max(*other), number],
        );
    }
    if let Some((latitude, longitude)) = row.point {
        // Cells of about 300 metres. One without a postcode looks around itself; others are found by their postcode too.
        let (y, x) = (
            (latitude * 370.0).floor() as i64,
            (longitude * 220.0).floor() as i64,
        );
        let around = if row.postcode.is_empty() {
            -1..=1
        } else {
            0..=0
        };
        for dy in around.clone() {
            for dx in around.clone() {
                let (y, x) = ((y + dy).to_string(), (x + dx).to_string());
                add(Counted::Nothing, 10, &[&y, &x]);
            }
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The `most` words that tell most; of equals the one that is first by its letters.
fn telling<'a>(words: &'a Words, of: &[WordNo], most: usize) -> Vec<&'a str> {
    let mut telling = of.to_vec();
    telling.sort_by(|a, b| {
        let bits = |no: &WordNo| words.bits[*no as usize];
        bits(b)
            .total_cmp(&bits(a))
            .then_with(|| words.text[*a as usize].cmp(&words.text[*b as usize]))
    });
    telling
        .into_iter()
        .take(most)
        .map(|no| words.text[no as usize].as_str())
        .collect()
}
