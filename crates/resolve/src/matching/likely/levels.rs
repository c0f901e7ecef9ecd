//! Two services of one organization compared, field by field: how far they agree, and what that tells in bits.
//!
//! Words: a *level* is how far two agree in one field; its *bits* speak for (above 0) or against (below 0) their being
//! one service. The bits are what is known of directories, not learned: within one organization there is little to learn
//! from, and telephone, place and the organization's own name are mostly those of all its services.

use super::told::{Shared, Told};
use super::words;
use crate::likeness::Evidence;
use crate::matching::locations;
use model::{EntryState, Field, Postcode, Value};
use std::collections::BTreeSet;

/// How far two agree, by field, in the order of [`FIELDS`].
pub(super) type Levels = [usize; 9];

/// What the levels of a field say.
struct Says {
    field: &'static str,
    levels: &'static [(&'static str, f64)],
}

const FIELDS: [Says; 9] = [
    Says {
        field: "name",
        levels: &[
            ("the names have nothing in common", -5.0),
            ("the names share a little", -2.0),
            (
                "one is named as the organization or the place, the other after what it does",
                -1.5,
            ),
            ("both are named as the organization or the place", 1.5),
            ("the names share most of what they tell", 2.5),
            ("one name holds the other", 3.0),
            ("the names are equal, and common", 4.0),
            ("the names are equal, and rare", 7.0),
            ("one has no name", 0.0),
        ],
    },
    Says {
        field: "kind",
        levels: &[
            ("they are said to be of different kinds", -4.0),
            ("they share a kind", 1.5),
            ("they are said to be of one kind", 2.5),
            ("one does not say of what kind it is", 0.0),
        ],
    },
    Says {
        field: "place",
        levels: &[
            ("they are at different places", -8.0),
            (
                "they have one postcode, or nearly, and nothing says that it is one door",
                0.0,
            ),
            ("one says no place", 0.0),
            ("they are at one place", 1.5),
            ("both say no place", 0.5),
            ("their names say different places", -5.0),
        ],
    },
    Says {
        field: "telephone",
        levels: &[
            ("the telephone numbers differ", -1.0),
            (
                "the telephone numbers are equal, as others of the organization are",
                0.5,
            ),
            ("the telephone numbers are equal", 3.0),
            ("one has no telephone number", 0.0),
        ],
    },
    Says {
        field: "email",
        levels: &[
            ("the email addresses differ", -0.5),
            (
                "the email addresses are equal, as others of the organization are",
                0.5,
            ),
            ("the email addresses are equal", 2.5),
            ("one has no email address", 0.0),
        ],
    },
    Says {
        field: "website",
        levels: &[
            ("they have pages of their own", -1.0),
            (
                "the web addresses are of one site, or of the organization",
                0.0,
            ),
            ("they have one page of their own", 4.0),
            ("one has no web address", 0.0),
        ],
    },
    Says {
        field: "age",
        levels: &[
            ("they are for different ages", -8.0),
            ("they are for ages that differ a little", -0.5),
            ("they are for the same ages", 1.0),
            ("one does not say for what ages it is", 0.0),
        ],
    },
    Says {
        field: "attending",
        levels: &[
            ("they are given in different ways", -3.0),
            ("they are given in the same way", 0.3),
            ("one does not say how it is given", 0.0),
        ],
    },
    // Its bits depend on how many there are: see `among`.
    Says {
        field: "organization",
        levels: &[
            ("each list has one service of the organization", 0.0),
            ("a list has several services of the organization", 0.0),
        ],
    },
];

/// In bits, how likely the only services of two lists are one before anything is compared.
const ALONE: f64 = 1.2;
/// A name that tells so much is rare.
const RARE: f64 = 8.0;
/// What shared words tell at least, for the names to be alike.
const TELLING: f64 = 5.0;

/// What keeps two services apart whatever they are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bar {
    /// Their kinds exclude each other.
    Kinds,
    /// They are at two places.
    Places,
}

/// Two services, compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Compared {
    pub levels: Levels,
    /// How many services of the organization the longer of the two lists has.
    pub among: usize,
    pub bar: Option<Bar>,
}

impl Compared {
    pub fn of(one: &Told, other: &Told, among: usize) -> Self {
        let levels = [
            name(one, other),
            kind(one, other),
            place(one, other),
            equal(&one.phone, &other.phone),
            equal(&one.email, &other.email),
            website(one, other),
            age(one, other),
            attending(one, other),
            usize::from(among > 1),
        ];
        let bar = if one.class != 0 && other.class != 0 && one.class & other.class == 0 {
            Some(Bar::Kinds)
        } else {
            (levels[2] == 0).then_some(Bar::Places)
        };
        Self { levels, among, bar }
    }

    /// The odds that the two are one service, before anybody else is considered.
    pub fn odds(&self) -> f64 {
        let bits: f64 = (0..FIELDS.len()).map(|field| self.bits(field)).sum();
        bits.exp2()
    }

    fn bits(&self, field: usize) -> f64 {
        match FIELDS[field].field {
            "organization" => ALONE - (self.among as f64).log2(),
            _ => FIELDS[field].levels[self.levels[field]].1,
        }
    }

    /// True when the two have one name, be it that of the organization.
    pub fn is_one_name(&self) -> bool {
        matches!(self.levels[0], 3 | 6 | 7)
    }

    /// What each field says, the strongest first.
    pub fn evidence(&self) -> Vec<Evidence> {
        let mut all: Vec<Evidence> = (0..FIELDS.len())
            .map(|field| Evidence {
                field: FIELDS[field].field,
                words: FIELDS[field].levels[self.levels[field]].0,
                bits: self.bits(field),
            })
            .collect();
        all.sort_by(|a, b| b.bits.abs().total_cmp(&a.bits.abs()));
        all
    }

    /// The same two, were they to agree in a field as far as two can, or not at all: what could be found out, in words.
    pub fn otherwise(&self) -> Vec<(&'static str, Self)> {
        const ENDS: [(usize, usize, &str); 7] = [
            (0, 7, "the names were equal, and rare"),
            (0, 0, "the names had nothing in common"),
            (1, 2, "they were of one kind"),
            (1, 0, "they were of different kinds"),
            (2, 3, "they were at one place"),
            (3, 2, "the telephone numbers were equal, and nobody else’s"),
            (3, 0, "the telephone numbers differed"),
        ];
        let ends = ENDS
            .iter()
            .filter(|(field, level, _)| self.levels[*field] != *level);
        ends.map(|(field, level, words)| {
            let mut other = *self;
            other.levels[*field] = *level;
            (*words, other)
        })
        .collect()
    }
}

fn name(one: &Told, other: &Told) -> usize {
    if !one.is_named || !other.is_named {
        return 8;
    }
    let tells =
        |words: &mut dyn Iterator<Item = &String>| words.map(|w| words::bits(w)).sum::<f64>();
    match (one.name.is_empty(), other.name.is_empty()) {
        (true, true) => return 3,
        (false, false) => {}
        _ => return 2,
    }
    let shared = tells(&mut one.name.intersection(&other.name));
    let own = [
        tells(&mut one.name.difference(&other.name)),
        tells(&mut other.name.difference(&one.name)),
    ];
    if own[0] + own[1] < 0.5 {
        return if shared >= RARE { 7 } else { 6 };
    }
    if shared <= 0.0 {
        0
    } else if shared < TELLING {
        1
    } else if own[0].min(own[1]) < 0.5 {
        5
    } else if shared >= own[0].max(own[1]) {
        4
    } else {
        1
    }
}

fn kind(one: &Told, other: &Told) -> usize {
    match (one.kinds, other.kinds) {
        (Some(a), Some(b)) if a == b => 2,
        (Some(a), Some(b)) => usize::from(!a.is_disjoint(b)),
        _ => 3,
    }
}

fn place(one: &Told, other: &Told) -> usize {
    let by_names = || {
        let (a, b) = (&one.places, &other.places);
        !a.is_empty() && !b.is_empty() && a.is_disjoint(b)
    };
    let level = match (&one.place, &other.place) {
        (Some(a), Some(b)) if a.thing == b.thing => return 3,
        (Some(a), Some(b)) => match (a.entry, b.entry) {
            (Some(a), Some(b)) => places(a, b),
            _ => 2,
        },
        (None, None) => 4,
        _ => 2,
    };
    if level != 0 && by_names() { 5 } else { level }
}

/// How two locations that are not held to be one stand to each other.
fn places(one: &EntryState, other: &EntryState) -> usize {
    let (Some(Value::Address(a)), Some(Value::Address(b))) =
        (one.value(Field::Address), other.value(Field::Address))
    else {
        return 2;
    };
    if locations::doors_differ(a, b) {
        return 0;
    }
    match (&a.postcode, &b.postcode) {
        (Some(a), Some(b)) => usize::from(is_near(a, b)),
        _ => match (a.point, b.point) {
            (Some(a), Some(b)) => usize::from(a.distance_metres(b) < 100.0),
            _ => 2,
        },
    }
}

/// True when two postcodes are equal but for a letter or digit.
fn is_near(one: &Postcode, other: &Postcode) -> bool {
    let (one, other) = (one.as_str().as_bytes(), other.as_str().as_bytes());
    one.len() == other.len() && one.iter().zip(other).filter(|(a, b)| a != b).count() <= 1
}

fn equal(one: &Shared, other: &Shared) -> usize {
    match (one, other) {
        (Some((a, here)), Some((b, there))) if a == b => 2 - usize::from(*here || *there),
        (Some(_), Some(_)) => 0,
        _ => 3,
    }
}

fn website(one: &Told, other: &Told) -> usize {
    let (Some((a, here)), Some((b, there))) = (&one.website, &other.website) else {
        return 3;
    };
    let is_page = |address: &str| address.contains('/');
    if a == b {
        1 + usize::from(is_page(a) && !here && !there)
    } else {
        usize::from(!(is_page(a) && is_page(b)) || *here || *there)
    }
}

fn age(one: &Told, other: &Told) -> usize {
    match (one.ages, other.ages) {
        (Some(a), Some(b)) if a == b => 2,
        (Some(a), Some(b)) => usize::from(a.0 <= b.1 && b.0 <= a.1),
        _ => 3,
    }
}

fn attending(one: &Told, other: &Told) -> usize {
    let disjoint = |a: &BTreeSet<_>, b: &BTreeSet<_>| a.is_disjoint(b);
    match (one.attending, other.attending) {
        (Some(a), Some(b)) => usize::from(!disjoint(a, b)),
        _ => 2,
    }
}
