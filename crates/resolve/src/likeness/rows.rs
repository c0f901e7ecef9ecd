//! Rows made ready to be compared: words as numbers, with how much each tells.

use super::standing::has_ended;
use super::words;
use super::{Profile, Standing};
use rustc_hash::FxHashMap;

/// A word of the rows at hand.
pub(super) type WordNo = u32;

/// One row, ready.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub list: u16,
    pub name: Vec<WordNo>,
    /// The name's words with those in brackets; empty when there are none.
    pub with_brackets: Vec<WordNo>,
    /// The name's words as they stand, without spaces.
    pub joined: String,
    pub is_people: bool,
    /// Kinds that it says it is of, or else that its name says.
    pub kinds: u16,
    pub address: Vec<WordNo>,
    pub numbers: Vec<WordNo>,
    pub street: Option<WordNo>,
    pub postcode: String,
    pub phones: Vec<String>,
    pub website: String,
    pub point: Option<(f64, f64)>,
    pub codes: Vec<String>,
    pub standing: Standing,
    /// How many rows of its list share its postcode, its telephone number, its name and its web address: of those that run,
    /// or of those that have ended, whichever are more.
    pub crowd: Crowd,
}

/// How many rows of a list share a value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Crowd {
    pub postcode: u32,
    pub phone: u32,
    pub name: u32,
    pub website: u32,
}

impl Crowd {
    /// Nobody else has anything of it.
    pub const ALONE: Self = Self {
        postcode: 1,
        phone: 1,
        name: 1,
        website: 1,
    };

    /// The larger of two, field by field.
    pub fn larger(self, other: Self) -> Self {
        Self {
            postcode: self.postcode.max(other.postcode),
            phone: self.phone.max(other.phone),
            name: self.name.max(other.name),
            website: self.website.max(other.website),
        }
    }
}

impl Row {
    /// What `profile` says, its words numbered by `number`.
    pub fn understood(
        profile: &Profile,
        list: u16,
        number: &mut impl FnMut(&str) -> WordNo,
    ) -> Self {
        let name = words::name(&profile.name);
        let address = words::address(&profile.address);
        let mut numbers = |words: &[String]| {
            let mut numbers: Vec<WordNo> = words.iter().map(|word| number(word)).collect();
            numbers.sort_unstable();
            numbers
        };
        Self {
            list,
            name: numbers(&name.words),
            with_brackets: if name.all == name.words {
                Vec::new()
            } else {
                numbers(&name.all)
            },
            joined: name.joined,
            is_people: name.is_people,
            kinds: if profile.kinds == 0 {
                words::kinds(&name.words)
            } else {
                profile.kinds
            },
            address: numbers(&address.words),
            numbers: numbers(&address.numbers),
            street: address.street.as_deref().map(&mut *number),
            postcode: words::postcode(&profile.postcode),
            phones: words::phones(&profile.phone),
            website: words::website(&profile.website),
            point: profile.point,
            codes: profile.codes.clone(),
            standing: match profile.closed {
                Some(_) => Standing::Closed,
                None => profile.standing,
            },
            crowd: Crowd::ALONE,
        }
    }
}

/// Words by their numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// What a word tells, in bits: log2 of one in how many rows has it.
    pub bits: Vec<f32>,
    /// The words themselves.
    pub text: Vec<String>,
}

impl Words {
    /// What a set of words tells, in bits.
    pub fn told(&self, words: &[WordNo]) -> f32 {
        words.iter().map(|no| self.bits[*no as usize]).sum()
    }
}

/// All rows of some lists.
pub(super) struct Rows {
    pub all: Vec<Row>,
    pub words: Words,
}

impl Rows {
    /// Makes the rows of `lists` ready, list after list.
    pub fn new(lists: &[&[Profile]]) -> Self {
        let mut numbers: FxHashMap<String, WordNo> = FxHashMap::default();
        let mut seen_in: Vec<u32> = Vec::new();
        let mut text = Vec::new();
        let mut rows: Vec<Row> = Vec::new();
        for (list, profiles) in lists.iter().enumerate() {
            let (mut postcodes, mut phones, mut names, mut sites) = (
                FxHashMap::default(),
                FxHashMap::default(),
                FxHashMap::default(),
                FxHashMap::default(),
            );
            let from = rows.len();
            for profile in *profiles {
                let mut number = |word: &str| -> WordNo {
                    if let Some(no) = numbers.get(word) {
                        return *no;
                    }
                    let no = text.len() as WordNo;
                    numbers.insert(word.to_owned(), no);
                    text.push(word.to_owned());
                    seen_in.push(0);
                    no
                };
                let row = Row::understood(profile, list as u16, &mut number);
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
                // What has ended has mostly left its place, number and name to another: that does not make them common.
                let ended = usize::from(has_ended(row.standing));
                postcodes.entry(row.postcode.clone()).or_insert([0; 2])[ended] += 1;
                phones.entry(row.phones.clone()).or_insert([0; 2])[ended] += 1;
                names.entry(row.name.clone()).or_insert([0; 2])[ended] += 1;
                sites.entry(row.website.clone()).or_insert([0; 2])[ended] += 1;
                rows.push(row);
            }
            let more = |counts: &[u32; 2]| counts[0].max(counts[1]);
            for row in &mut rows[from..] {
                row.crowd = Crowd {
                    postcode: more(&postcodes[&row.postcode]),
                    phone: more(&phones[&row.phones]),
                    name: more(&names[&row.name]),
                    website: more(&sites[&row.website]),
                };
            }
        }
        let count = rows.len().max(1) as f32;
        let bits = seen_in
            .iter()
            .map(|n| (count / (*n).max(1) as f32).log2().max(LEAST_BITS))
            .collect();
        Self {
            all: rows,
            words: Words { bits, text },
        }
    }
}

/// Even a word that every row has tells a little.
pub(super) const LEAST_BITS: f32 = 0.25;
