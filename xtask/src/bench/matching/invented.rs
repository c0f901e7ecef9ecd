//! Two invented lists that describe the same things, with the truth: halls full of tenants, chains, closings and what
//! came after, typing slips, capitals, missing telephone numbers. The same seed gives the same lists.

use crate::oracle::questions::Seeded;
use std::fmt::Write as _;

/// Things in the world that the lists describe.
const THINGS: usize = 12_000;

const TOWNS: [&str; 12] = [
    "Ambermoor",
    "Tealford",
    "Farfield",
    "Quarrington",
    "Saltpan",
    "Weirbridge",
    "Larkhill",
    "Oxenholm",
    "Copperthwaite",
    "Mossgate",
    "Rowanby",
    "Stonehythe",
];
const STREETS: [&str; 14] = [
    "High Street",
    "Mill Lane",
    "Station Road",
    "Church Row",
    "Quarry Hill",
    "Tannery Way",
    "The Green",
    "Weir Walk",
    "Market Place",
    "Victoria Road",
    "Bridge Street",
    "Chapel Lane",
    "Park Avenue",
    "St Agnes Road",
];
const FIRST: [&str; 24] = [
    "Elm", "Oak", "Ash", "Birch", "Rowan", "Alder", "Hazel", "Willow", "Maple", "Cedar", "Larch",
    "Heather", "Bracken", "Foxglove", "Primrose", "Thistle", "Juniper", "Sorrel", "Yarrow",
    "Clover", "Bramble", "Teasel", "Campion", "Mallow",
];
const SECOND: [&str; 16] = [
    "", "Bank", "Lea", "Croft", "Field", "Side", "House", "Lodge", "Grove", "Court", "View",
    "Dale", "End", "Gate", "Hill", "Park",
];
const KINDS: [&str; 10] = [
    "Surgery",
    "Medical Centre",
    "Pharmacy",
    "Dental Practice",
    "Opticians",
    "Care Home",
    "Lunch Club",
    "Library",
    "Food Bank",
    "Walking Group",
];
const CHAINS: [&str; 4] = [
    "Wellhead Chemist",
    "Brightside Dental",
    "Clearview Opticians",
    "Fairhaven Care",
];

/// The two lists as CSV, and which rows are the same.
pub struct Pair {
    pub one: String,
    pub other: String,
    pub truth: Vec<(String, String)>,
}

#[derive(Clone)]
struct Row {
    name: String,
    address: String,
    postcode: String,
    phone: String,
    status: &'static str,
}

/// Makes the pair of `seed`.
pub fn pair(seed: u64) -> Pair {
    let mut luck = Seeded(seed);
    let (mut one, mut other, mut truth) = (Vec::new(), Vec::new(), Vec::new());
    let mut hall: Option<Row> = None;
    for _ in 0..THINGS {
        // One thing in six is a tenant of the place before, and half of those share its telephone.
        let mut thing = thing(&mut luck);
        if let Some(hall) = hall.as_ref().filter(|_| one_in(&mut luck, 6)) {
            thing.address.clone_from(&hall.address);
            thing.postcode.clone_from(&hall.postcode);
            if one_in(&mut luck, 2) {
                thing.phone.clone_from(&hall.phone);
            }
        }
        hall = Some(thing.clone());
        let in_one = !one_in(&mut luck, 5);
        let in_other = !one_in(&mut luck, 5);
        if in_one {
            one.push(Row {
                status: "Visible",
                ..thing.clone()
            });
        }
        if in_other {
            let mut row = as_registered(&thing, &mut luck);
            // The first list is a little old: some of its things have ended since, and something came after.
            match luck.below(12) {
                0 => {
                    row.status = "C";
                    if one_in(&mut luck, 2) {
                        other.push(after(&row, &mut luck));
                    }
                }
                1 => other.push(before(&row, &mut luck)),
                _ => {}
            }
            other.push(row);
        }
        if in_one && in_other {
            truth.push((one.len() - 1, other.len() - 1));
        }
    }
    Pair {
        one: csv("a", &one),
        other: csv("b", &other),
        truth: truth
            .into_iter()
            .map(|(one, other)| (format!("a{one}"), format!("b{other}")))
            .collect(),
    }
}

fn one_in(luck: &mut Seeded, times: usize) -> bool {
    luck.below(times) == 0
}

fn pick<'a>(luck: &mut Seeded, of: &[&'a str]) -> &'a str {
    of[luck.below(of.len())]
}

fn name(luck: &mut Seeded) -> String {
    if one_in(luck, 8) {
        return pick(luck, &CHAINS).to_owned();
    }
    let (first, second, kind) = (pick(luck, &FIRST), pick(luck, &SECOND), pick(luck, &KINDS));
    format!("{first} {second} {kind}").replace("  ", " ")
}

fn thing(luck: &mut Seeded) -> Row {
    let town = luck.below(TOWNS.len());
    let letters = "ABDEFGHJLN".as_bytes();
    let letter = |luck: &mut Seeded| char::from(letters[luck.below(letters.len())]);
    let (sector, first, last) = (luck.below(9) + 1, letter(luck), letter(luck));
    Row {
        name: name(luck),
        address: format!(
            "{} {}, {}",
            luck.below(180) + 1,
            pick(luck, &STREETS),
            TOWNS[town]
        ),
        postcode: format!("QX{} {sector}{first}{last}", town + 1),
        phone: format!(
            "01632 {:06}",
            960_000 + luck.below(1_000) + 1_000 * luck.below(30)
        ),
        status: "",
    }
}

/// How a register writes a thing: capitals, short words, another name now and then.
fn as_registered(thing: &Row, luck: &mut Seeded) -> Row {
    let mut row = thing.clone();
    row.name = match luck.below(10) {
        0 => slip(&thing.name, luck),
        1 => format!("{} Ltd", thing.name),
        2 => format!(
            "Dr {} {} & Partners",
            pick(luck, &["A", "B", "J"]),
            pick(luck, &FIRST)
        ),
        3 => thing
            .name
            .replace("Surgery", "Surg")
            .replace("Centre", "Ctr"),
        _ => thing.name.clone(),
    }
    .to_uppercase();
    row.address = thing
        .address
        .replace("Street", "St")
        .replace("Road", "Rd")
        .to_uppercase();
    if one_in(luck, 20) {
        row.address = slip(&row.address, luck);
    }
    if one_in(luck, 25) {
        row.postcode = slip(&row.postcode, luck);
    }
    match luck.below(8) {
        0 => row.phone.clear(),
        1 => row.phone = format!("01632 {:06}", 960_000 + luck.below(40_000)),
        2 => row.phone = row.phone.replace(' ', ""),
        _ => {}
    }
    row.status = "A";
    row
}

fn after(row: &Row, luck: &mut Seeded) -> Row {
    Row {
        name: name(luck).to_uppercase(),
        status: "A",
        ..row.clone()
    }
}

fn before(row: &Row, luck: &mut Seeded) -> Row {
    Row {
        name: name(luck).to_uppercase(),
        phone: String::new(),
        status: "C",
        ..row.clone()
    }
}

/// Two letters next to each other swapped.
fn slip(text: &str, luck: &mut Seeded) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() > 3 {
        let at = 1 + luck.below(letters.len() - 2);
        letters.swap(at, at + 1);
    }
    letters.into_iter().collect()
}

fn csv(prefix: &str, rows: &[Row]) -> String {
    let mut text = String::from("id,name,address,postcode,phone,lat,lon,status\n");
    for (at, row) in rows.iter().enumerate() {
        let _ = writeln!(
            text,
            "{prefix}{at},{},\"{}\",{},{},,,{}",
            row.name, row.address, row.postcode, row.phone, row.status
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_same_seed_gives_the_same_lists_and_the_truth_names_rows_that_are_there() {
        let (one, again) = (pair(7), pair(7));
        assert_eq!(one.one, again.one);
        assert_eq!(one.other, again.other);
        assert!(one.truth.len() > THINGS / 2);
        let ids = |text: &'_ str| -> BTreeSet<String> {
            text.lines()
                .filter_map(|line| Some(line.split_once(',')?.0.to_owned()))
                .collect()
        };
        let (of_one, of_other) = (ids(&one.one), ids(&one.other));
        for (a, b) in &one.truth {
            assert!(of_one.contains(a) && of_other.contains(b), "{a} {b}");
        }
        assert_ne!(one.one, pair(8).one);
    }
}
