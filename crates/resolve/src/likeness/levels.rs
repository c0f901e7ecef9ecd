//! How far two rows agree, field by field.

use super::candidates::outward;
use super::rows::{Crowd, Row, WordNo, Words};

/// The fields that are compared.
pub(super) const FIELDS: usize = 7;
/// How many levels each field has. The last of each is *missing*: one of the two says nothing.
pub(super) const LEVELS: [usize; FIELDS] = [10, 6, 8, 5, 6, 3, 4];
/// What the fields are called.
pub(super) const NAMES: [&str; FIELDS] = [
    "name",
    "address",
    "postcode",
    "telephone",
    "place",
    "kind",
    "website",
];

/// The levels of one pair, a field each.
pub(super) type Levels = [u8; FIELDS];

/// Bits of shared words from which on a name is rare.
const RARE_BITS: f32 = 14.0;
/// Rows of one list that share a postcode from which on a site is crowded.
pub(super) const CROWDED: u32 = 4;

/// How far two rows agree; `crowd` says how many rows of their lists share what they have in common.
pub(super) fn compare(words: &Words, one: &Row, other: &Row, crowd: Crowd) -> Levels {
    [
        name(words, one, other, crowd),
        address(words, one, other),
        postcode(one, other, crowd),
        phone(one, other, crowd),
        place(one, other),
        kind(one, other),
        website(one, other, crowd),
    ]
}

/// The fields in which two rows that are the same say different things: not a name in capitals or a street written out.
pub(super) fn differ(levels: Levels) -> impl Iterator<Item = &'static str> {
    let [name, address, postcode, phone, place, _, website] = levels;
    let differ = [name < 5, address < 3, postcode < 5, phone < 2, place < 2];
    NAMES
        .into_iter()
        .zip(differ)
        .chain([(NAMES[6], website == 0)])
        .filter_map(|(field, differ)| differ.then_some(field))
}

/// What two sets of words share, in bits of the first and of the second.
struct Shared {
    bits: f32,
    one: f32,
    other: f32,
    exact: bool,
}

impl Shared {
    fn of(words: &Words, one: &[WordNo], other: &[WordNo]) -> Self {
        let (mut left, mut right) = (Vec::new(), Vec::new());
        let mut bits = 0.0;
        let (mut a, mut b) = (0, 0);
        while a < one.len() || b < other.len() {
            match (one.get(a), other.get(b)) {
                (Some(x), Some(y)) if x == y => {
                    bits += words.bits[*x as usize];
                    (a, b) = (a + 1, b + 1);
                }
                (Some(x), Some(y)) if x < y => {
                    left.push(*x);
                    a += 1;
                }
                (Some(x), None) => {
                    left.push(*x);
                    a += 1;
                }
                (_, Some(y)) => {
                    right.push(*y);
                    b += 1;
                }
                (None, None) => break,
            }
        }
        let exact = left.is_empty() && right.is_empty();
        // What is left may be the same with a slip of the pen. In the order of letters, whatever number a word has.
        if !left.is_empty() && !right.is_empty() {
            left.sort_unstable_by_key(|x| words.text[*x as usize].as_str());
            right.sort_unstable_by_key(|y| words.text[*y as usize].as_str());
        }
        for x in &left {
            let near = right
                .iter()
                .position(|y| is_slip(&words.text[*x as usize], &words.text[*y as usize]));
            if let Some(at) = near {
                let y = right.remove(at);
                // A part that adds up without rounding, in whatever order.
                bits += 0.875 * words.bits[*x as usize].min(words.bits[y as usize]);
            }
        }
        Self {
            bits,
            one: words.told(one),
            other: words.told(other),
            exact,
        }
    }

    /// Shared part of all that either has.
    fn of_both(&self) -> f32 {
        self.bits / (self.one + self.other - self.bits).max(0.01)
    }

    /// Shared part of the shorter.
    fn of_shorter(&self) -> f32 {
        self.bits / self.one.min(self.other).max(0.01)
    }
}

/// True when two words differ by one letter added, left out, changed or swapped; by a last letter in short ones.
fn is_slip(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let longest = one.len().max(other.len());
    if one.len().abs_diff(other.len()) > 1 || longest < 5 || one[0].is_ascii_digit() {
        return false;
    }
    let from = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[from..], &other[from..]);
    let until = one
        .iter()
        .rev()
        .zip(other.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (one, other) = (&one[..one.len() - until], &other[..other.len() - until]);
    match (one, other) {
        // The first letter is seldom wrong, and telling.
        ([] | [_], [] | [_]) => from > 0,
        ([a, b], swapped) => swapped == [*b, *a],
        _ => false,
    }
}

/// 0 none, 1 some, 2 one is a person's and the other a place's, 3 the name stands in the other's address,
/// 4 contained, 5 alike and common, 6 alike and rare, 7 equal and common, 8 equal and rare, 9 missing.
fn name(words: &Words, one: &Row, other: &Row, crowd: Crowd) -> u8 {
    if one.name.is_empty() || other.name.is_empty() {
        return 9;
    }
    let mut shared = Shared::of(words, &one.name, &other.name);
    if shared.exact || one.joined == other.joined {
        let only = crowd.name == 1;
        return 7 + u8::from(only && words.told(&one.name) >= 6.0);
    }
    if shared.of_both() >= 0.7 {
        return 5 + u8::from(shared.bits >= RARE_BITS);
    }
    if !one.with_brackets.is_empty() || !other.with_brackets.is_empty() {
        let all = |row: &'_ Row| {
            if row.with_brackets.is_empty() {
                row.name.clone()
            } else {
                row.with_brackets.clone()
            }
        };
        let with_brackets = Shared::of(words, &all(one), &all(other));
        if with_brackets.bits > shared.bits {
            shared = with_brackets;
        }
    }
    if shared.of_shorter() >= 0.85 && shared.bits >= 5.0 {
        return 4;
    }
    if stands_in(words, &one.name, &other.address) || stands_in(words, &other.name, &one.address) {
        return 3;
    }
    if shared.of_both() >= 0.25 || (shared.of_shorter() >= 0.4 && shared.bits >= 7.0) {
        return 1;
    }
    if one.is_people == other.is_people {
        0
    } else {
        2
    }
}

/// True when most of a name stands in an address.
fn stands_in(words: &Words, name: &[WordNo], address: &[WordNo]) -> bool {
    let found: Vec<WordNo> = name
        .iter()
        .copied()
        .filter(|no| address.binary_search(no).is_ok())
        .collect();
    let told = words.told(&found);
    told >= 5.0 && told >= 0.75 * words.told(name)
}

/// 0 none, 1 some, 2 much and no number speaks against it, 3 number and street, 4 nearly all, 5 missing.
fn address(words: &Words, one: &Row, other: &Row) -> u8 {
    if one.address.is_empty() || other.address.is_empty() {
        return 5;
    }
    let shared = Shared::of(words, &one.address, &other.address);
    let numbers = match (one.numbers.as_slice(), other.numbers.as_slice()) {
        ([], _) | (_, []) => None,
        (a, b) => Some(a.iter().any(|n| b.binary_search(n).is_ok())),
    };
    match numbers {
        Some(true) if shared.of_shorter() >= 0.75 => 4,
        None if shared.of_both() >= 0.75 => 4,
        Some(true) if shared.of_shorter() >= 0.35 => 3,
        None if shared.of_shorter() >= 0.6 => 2,
        Some(false) if shared.of_both() >= 0.6 => 1,
        _ if shared.of_shorter() >= 0.35 => 1,
        _ => 0,
    }
}

/// 0 elsewhere, 1 same area, 2 same outward code, 3 same sector, 4 a slip of the pen, 5 equal and crowded, 6 equal,
/// 7 missing.
fn postcode(one: &Row, other: &Row, crowd: Crowd) -> u8 {
    let (a, b) = (one.postcode.as_str(), other.postcode.as_str());
    if a.is_empty() || b.is_empty() {
        return 7;
    }
    if a == b {
        return if crowd.postcode >= CROWDED { 5 } else { 6 };
    }
    let sector = |code: &str| code.len() - 2;
    let wrong = a.len() == b.len() && a.bytes().zip(b.bytes()).filter(|(x, y)| x != y).count() == 1;
    let swapped = a.len() == b.len() && {
        let mut x: Vec<u8> = a.bytes().collect();
        let mut y: Vec<u8> = b.bytes().collect();
        let differ = x.iter().zip(&y).filter(|(x, y)| x != y).count();
        x.sort_unstable();
        y.sort_unstable();
        differ == 2 && x == y
    };
    if wrong || swapped {
        4
    } else if a[..sector(a)] == b[..sector(b)] {
        3
    } else if outward(a) == outward(b) {
        2
    } else {
        u8::from(area(a) == area(b))
    }
}

/// The letters with which a postcode begins: the area of a large town.
fn area(postcode: &str) -> &str {
    let end = postcode.find(|c: char| !c.is_ascii_alphabetic());
    &postcode[..end.unwrap_or(postcode.len())]
}

/// 0 different, 1 a slip of the pen, 2 equal and shared by others, 3 equal, 4 missing.
fn phone(one: &Row, other: &Row, crowd: Crowd) -> u8 {
    let pairs = one.phones.iter().flat_map(|a| {
        other
            .phones
            .iter()
            .map(move |b| (a.as_bytes(), b.as_bytes()))
    });
    let levels = pairs.map(|(a, b)| {
        if a == b {
            2 + u8::from(crowd.phone == 1)
        } else if is_wrong(a, b) {
            1
        } else if (a[0] == b'8') != (b[0] == b'8') {
            // A place may have a number of its own beside one that is the same from everywhere.
            u8::MAX
        } else {
            0
        }
    });
    levels.filter(|level| *level != u8::MAX).max().unwrap_or(4)
}

/// True when two numbers differ by a digit that is wrong or left out, or the area code is left out.
fn is_wrong(a: &[u8], b: &[u8]) -> bool {
    let wrong = a.len() == b.len() && a.iter().zip(b).filter(|(x, y)| x != y).count() == 1;
    let (long, short) = if a.len() > b.len() { (a, b) } else { (b, a) };
    let left_out = long.len() == short.len() + 1 && {
        let from = long.iter().zip(short).take_while(|(x, y)| x == y).count();
        long[from + 1..] == short[from..]
    };
    wrong || left_out || (short.len() >= 6 && long.ends_with(short))
}

/// 0 over 5 km, 1 over 1 km, 2 over 250 m, 3 over 60 m, 4 nearer, 5 missing.
fn place(one: &Row, other: &Row) -> u8 {
    let (Some((lat, lon)), Some((lat2, lon2))) = (one.point, other.point) else {
        return 5;
    };
    let north = (lat - lat2) * 111_200.0;
    let east = (lon - lon2) * 111_200.0 * f64::midpoint(lat, lat2).to_radians().cos();
    match north.hypot(east) {
        metres if metres <= 60.0 => 4,
        metres if metres <= 250.0 => 3,
        metres if metres <= 1_000.0 => 2,
        metres if metres <= 5_000.0 => 1,
        _ => 0,
    }
}

/// 0 they say that they are different kinds of place, 1 they share one, 2 missing.
fn kind(one: &Row, other: &Row) -> u8 {
    match (one.kinds, other.kinds) {
        (0, _) | (_, 0) => 2,
        (a, b) => u8::from(a & b != 0),
    }
}

/// 0 different, 1 pages of one site, or one that others have too, 2 equal, 3 missing.
fn website(one: &Row, other: &Row, crowd: Crowd) -> u8 {
    let (a, b) = (one.website.as_str(), other.website.as_str());
    let host = |address: &str| address.split('/').next().unwrap_or_default().to_owned();
    if a.is_empty() || b.is_empty() {
        3
    } else if a == b {
        1 + u8::from(crowd.website == 1)
    } else {
        u8::from(host(a) == host(b))
    }
}
