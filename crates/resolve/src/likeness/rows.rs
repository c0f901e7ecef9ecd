//! Rows made ready to be compared: words as numbers, with how much each tells.

use super::words;
use super::{Profile, Standing};
use rustc_hash::FxHashMap;

/// A word of the rows at hand.
pub(super) type WordNo = u32;

/// One row, ready.
pub(super) struct Row {
    pub list: u16,
    pub name: Vec<WordNo>,
    /// The name's words with those in brackets; empty when there are none.
    pub with_brackets: Vec<WordNo>,
    /// The name's words as they stand, without spaces.
    pub joined: String,
    pub is_people: bool,
    pub kinds: u16,
    pub address: Vec<WordNo>,
    pub numbers: Vec<WordNo>,
    pub street: Option<WordNo>,
    pub postcode: String,
    pub phones: Vec<String>,
    pub point: Option<(f64, f64)>,
    pub codes: Vec<String>,
    pub standing: Standing,
    /// How many rows of its list share its postcode, its telephone number, and its name.
    pub on_postcode: u32,
    pub on_phone: u32,
    pub on_name: u32,
}

/// All rows of some lists.
pub(super) struct Rows {
    pub all: Vec<Row>,
    /// What a word tells, in bits: log2 of one in how many rows has it.
    pub bits: Vec<f32>,
    /// The words themselves.
    pub text: Vec<String>,
}

impl Rows {
    /// Makes the rows of `lists` ready, list after list.
    pub fn new(lists: &[&[Profile]]) -> Self {
        let mut numbers: FxHashMap<String, WordNo> = FxHashMap::default();
        let mut seen_in: Vec<u32> = Vec::new();
        let mut text = Vec::new();
        let mut rows = Vec::new();
        for (list, profiles) in lists.iter().enumerate() {
            let (mut postcodes, mut phones, mut names) = (
                FxHashMap::default(),
                FxHashMap::default(),
                FxHashMap::default(),
            );
            let from = rows.len();
            for profile in *profiles {
                let name = words::name(&profile.name);
                let address = words::address(&profile.address);
                let mut number = |word: &String| -> WordNo {
                    if let Some(no) = numbers.get(word) {
                        return *no;
                    }
                    let no = text.len() as WordNo;
                    numbers.insert(word.clone(), no);
                    text.push(word.clone());
                    seen_in.push(0);
                    no
                };
                let kinds = words::kinds(&name.words);
                let mut row = Row {
                    list: list as u16,
                    name: name.words.iter().map(&mut number).collect(),
                    with_brackets: if name.all == name.words {
                        Vec::new()
                    } else {
                        name.all.iter().map(&mut number).collect()
                    },
                    joined: name.joined,
                    is_people: name.is_people,
                    kinds,
                    address: address.words.iter().map(&mut number).collect(),
                    numbers: address.numbers.iter().map(&mut number).collect(),
                    street: address.street.as_ref().map(&mut number),
                    postcode: words::postcode(&profile.postcode),
                    phones: words::phones(&profile.phone),
                    point: profile.point,
                    codes: profile.codes.clone(),
                    standing: match profile.closed {
                        Some(_) => Standing::Closed,
                        None => profile.standing,
                    },
                    on_postcode: 0,
                    on_phone: 0,
                    on_name: 0,
                };
                row.name.sort_unstable();
                row.with_brackets.sort_unstable();
                row.address.sort_unstable();
                row.numbers.sort_unstable();
                let mut own: Vec<WordNo> = row
                    .name
                    .iter()
                    .chain(&row.with_brackets)
                    .chain(&row.address)
                    .copied()
                    .collect();
                own.sort_unstable();
                own.dedup();
                for no in own {
                    seen_in[no as usize] += 1;
                }
                *postcodes.entry(row.postcode.clone()).or_insert(0) += 1;
                *phones.entry(row.phones.clone()).or_insert(0) += 1;
                *names.entry(row.name.clone()).or_insert(0) += 1;
                rows.push(row);
            }
            for row in &mut rows[from..] {
                row.on_postcode = postcodes[&row.postcode];
                row.on_phone = phones[&row.phones];
                row.on_name = names[&row.name];
            }
        }
        let count = rows.len().max(1) as f32;
        let bits = seen_in
            .iter()
            .map(|n| (count / (*n).max(1) as f32).log2().max(0.25))
            .collect();
        Self {
            all: rows,
            bits,
            text,
        }
    }

    /// What a set of words tells, in bits.
    pub fn told(&self, words: &[WordNo]) -> f32 {
        words.iter().map(|no| self.bits[*no as usize]).sum()
    }
}
