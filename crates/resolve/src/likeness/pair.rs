//! Two entries of the record, compared under a fixed version of the model.

use super::kinds::BODY;
use super::levels::{self, CROWDED, Levels};
use super::rows::{Crowd, Row, WordNo, Words};
use super::standing::{ALIKE, by_days, has_ended};
use super::{Counted, Key, Profile, Version, keys};
use model::{EntryId, SourceNo};
use rustc_hash::FxHashMap;

/// Below these odds nothing is in anybody's way.
const LEAST_ODDS: f64 = 0.02;
/// Odds beyond this tell no more.
const MOST_ODDS: f64 = 1e8;
/// Of running entries, the part that has a running double at its address which is not it.
const DOUBLES: f64 = 0.02;
/// How likely a running entry is the ended one that it is like, when no day says so.
const ENDED_BY_CHANCE: f64 = 0.08;
/// The odds that place and telephone alone are worth at most, where names hardly agree and nothing says of what kind the two
/// are; a tenth of that where the telephone numbers differ.
const BY_PLACE_ALONE: f64 = 2.0;
/// How likely it is that what opened after an entry was last spoken of is that entry, newly registered.
const OPENED_SINCE: f64 = 0.15;

/// An entry ready to be compared under one version of the model.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its id.
    pub id: EntryId,
    /// Who lists it.
    pub source: SourceNo,
    /// What it says of itself.
    pub profile: Profile,
    pub(super) row: Row,
}

impl Candidate {
    /// True when it has ended: it is closed or dormant.
    pub fn has_ended(&self) -> bool {
        has_ended(self.row.standing)
    }
}

/// Makes entries ready: the words of all of them, numbered as they come.
pub struct Reader<'v> {
    version: &'v Version,
    numbers: FxHashMap<String, WordNo>,
    words: Words,
}

impl<'v> Reader<'v> {
    /// Reads under `version`.
    pub fn new(version: &'v Version) -> Self {
        Self {
            version,
            numbers: FxHashMap::default(),
            words: Words::default(),
        }
    }

    /// Makes an entry ready.
    pub fn read(&mut self, id: EntryId, source: SourceNo, profile: Profile) -> Candidate {
        let Self {
            version,
            numbers,
            words,
        } = self;
        let mut number = |word: &str| {
            if let Some(no) = numbers.get(word) {
                return *no;
            }
            let no = words.text.len() as WordNo;
            numbers.insert(word.to_owned(), no);
            words.text.push(word.to_owned());
            words.bits.push(version.bits(word));
            no
        };
        let row = Row::understood(&profile, 0, &mut number);
        Candidate {
            id,
            source,
            profile,
            row,
        }
    }

    /// The keys by which an entry is found, sorted, each once. Most entries that are compared need none.
    pub fn keys(&self, candidate: &Candidate) -> Vec<Key> {
        keys::of(&self.words, candidate)
    }

    /// Compares two entries. `shared` says how many entries of a source share what the two have in common: the larger
    /// count of their two sources.
    pub fn compare(&self, one: &Candidate, other: &Candidate, shared: Shared) -> Pair {
        // Slips of the pen are sought from one to the other, so it matters which is which.
        let (one, other) = if one.id <= other.id {
            (one, other)
        } else {
            (other, one)
        };
        let crowd = Crowd {
            postcode: shared.postcode,
            phone: shared.phone,
            name: shared.name,
            website: shared.website,
        };
        let levels = levels::compare(&self.words, &one.row, &other.row, crowd);
        let barrier = barrier(one, other, levels);
        let odds = match barrier {
            Some(_) => 0.0,
            None => self.odds(one, other, levels),
        };
        Pair {
            levels,
            alike: self.version.weights().odds(levels),
            odds,
            barrier,
            crossed: one.has_ended() != other.has_ended(),
            shares_code: one
                .row
                .codes
                .iter()
                .any(|code| other.row.codes.contains(code)),
            within: one.source == other.source,
        }
    }

    /// The odds that the two are one thing, before any competitor is weighed.
    fn odds(&self, one: &Candidate, other: &Candidate, levels: Levels) -> f64 {
        let alone = self.version.alone();
        let odds = self.version.weights().odds(levels);
        if one.source == other.source {
            return odds.min(MOST_ODDS);
        }
        let mut odds = (odds / (alone * alone)).min(MOST_ODDS);
        if levels[0] < 4 && !of_one_kind(one, other) {
            let most = if levels[3] == 0 {
                BY_PLACE_ALONE / 10.0
            } else {
                BY_PLACE_ALONE
            };
            odds = odds.min(most);
        }
        let days = by_days(
            (&one.profile, one.profile.said),
            (&other.profile, other.profile.said),
        );
        let most = |share: f64| 1.0 / (1.0 / odds.max(1e-9) + (1.0 - share) / share);
        if one.has_ended() != other.has_ended() {
            return most(days.unwrap_or(ENDED_BY_CHANCE));
        }
        if opened_since(&one.profile, &other.profile) || opened_since(&other.profile, &one.profile)
        {
            return most(OPENED_SINCE);
        }
        odds * (1.0 - DOUBLES) / (1.0 + odds.sqrt() * DOUBLES)
    }
}

/// True when `newer` began after `older` was last spoken of, as something that runs.
fn opened_since(newer: &Profile, older: &Profile) -> bool {
    newer
        .opened
        .zip(older.said)
        .is_some_and(|(opened, said)| opened > said)
}

/// How many entries of one source share what two entries have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Their postcode.
    pub postcode: u32,
    /// Their telephone number.
    pub phone: u32,
    /// Their name.
    pub name: u32,
    /// Their web address.
    pub website: u32,
}

impl Shared {
    /// From so many on, more of them change nothing.
    pub const MANY: u32 = CROWDED;

    /// Nobody else has anything that they share.
    pub const ALONE: Self = Self {
        postcode: 1,
        phone: 1,
        name: 1,
        website: 1,
    };

    /// Of everything that they share there are many: so it is of keys that too many have.
    pub const CROWDED: Self = Self {
        postcode: Self::MANY,
        phone: Self::MANY,
        name: Self::MANY,
        website: Self::MANY,
    };

    /// They share a value of what `counted` counts, and `count` entries of one source do. Of two such values the rarer.
    pub fn note(&mut self, counted: Counted, count: u32) {
        let of = match counted {
            Counted::Nothing => return,
            Counted::Postcode => &mut self.postcode,
            Counted::Phone => &mut self.phone,
            Counted::Name => &mut self.name,
            Counted::Website => &mut self.website,
        };
        *of = (*of).min(count);
    }

    /// What of a count is looked at: two counts that are the same here make no difference to any pair.
    pub fn seen(counted: Counted, count: u32) -> u32 {
        match counted {
            Counted::Nothing => 0,
            Counted::Postcode => u32::from(count >= Self::MANY),
            Counted::Phone | Counted::Name | Counted::Website => u32::from(count > 1),
        }
    }
}

/// What no likeness crosses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Barrier {
    /// They carry different codes of one register.
    Codes,
    /// They say that they are different kinds of thing.
    Kinds,
    /// One has no name.
    NoName,
    /// Their names hardly agree, and nothing says that they are of one kind, or in one place: tenants of one hall.
    Names,
}

impl Barrier {
    /// It in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Codes => "they carry different codes of one register, so they are two things",
            Self::Kinds => {
                "they say that they are different kinds of thing, such as a pharmacy and a surgery"
            }
            Self::NoName => "one of them has no name",
            Self::Names => {
                "their names hardly agree, and nothing says that they are of one kind or in one place"
            }
        }
    }
}

fn barrier(one: &Candidate, other: &Candidate, levels: Levels) -> Option<Barrier> {
    if codes_differ(&one.row.codes, &other.row.codes) {
        return Some(Barrier::Codes);
    }
    let (a, b) = (one.profile.kinds, other.profile.kinds);
    if a != 0 && b != 0 && a & b == 0 {
        return Some(Barrier::Kinds);
    }
    let [name, address, postcode, _, place, _, _] = levels;
    let in_one_place =
        (4..=6).contains(&postcode) || (3..=4).contains(&address) || (3..=4).contains(&place);
    match name {
        9 => Some(Barrier::NoName),
        // Hall tenants; and, elsewhere, whatever has the telephone number of another.
        0 if !of_one_kind(one, other) => Some(Barrier::Names),
        0..=3 if !in_one_place => Some(Barrier::Names),
        _ => None,
    }
}

/// True when both say that they are one kind of place. That both are bodies which run places says little.
fn of_one_kind(one: &Candidate, other: &Candidate) -> bool {
    one.row.kinds & other.row.kinds & !BODY != 0
}

/// The register that gave a code.
pub(super) fn scheme(code: &str) -> &str {
    code.split(':').next().unwrap_or_default()
}

/// True when the two hold codes of one register and none of them in common.
pub(super) fn codes_differ(one: &[String], other: &[String]) -> bool {
    one.iter().any(|code| {
        let theirs = || other.iter().filter(|theirs| scheme(theirs) == scheme(code));
        theirs().next().is_some() && !theirs().any(|theirs| one.contains(theirs))
    })
}

/// Two entries, compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    pub(super) levels: Levels,
    /// The odds by their fields alone, without days and barriers.
    pub(super) alike: f64,
    /// The odds that they are one thing, before any competitor is weighed.
    pub odds: f64,
    /// What stands between them, whatever the odds.
    pub barrier: Option<Barrier>,
    /// True when one has ended and the other has not.
    pub crossed: bool,
    /// True when a register gave both the same code.
    pub shares_code: bool,
    /// True when one source lists both.
    pub within: bool,
}

impl Pair {
    /// True when the two stand in each other's way or could be joined: then they are decided about together.
    pub fn matters(&self) -> bool {
        if self.shares_code {
            return true;
        }
        if self.barrier.is_some() {
            return false;
        }
        if self.within {
            return self.is_twin();
        }
        self.odds >= LEAST_ODDS || self.follows()
    }

    /// True when one has ended and the other is so like it that it follows it, unless it is the same.
    pub(super) fn follows(&self) -> bool {
        self.crossed && !self.within && self.barrier.is_none() && self.alike >= ALIKE
    }

    /// True when one of the two says of itself all that the other says: one thing held twice by its source.
    pub(super) fn is_twin(&self) -> bool {
        let [name, address, postcode, phone, _, _, _] = self.levels;
        let placed = (3..=4).contains(&address) && (5..=6).contains(&postcode);
        self.barrier.is_none() && !self.crossed && (7..=8).contains(&name) && placed && (phone >= 2)
    }
}
