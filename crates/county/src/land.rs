//! Where things are: the county's towns, postcodes and buildings.

use crate::random::Random;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A town of the county.
pub(crate) struct Town {
    pub name: &'static str,
    /// Its outward code.
    pub outward: &'static str,
    pub latitude: f64,
    pub longitude: f64,
    /// How far its postcodes reach, in miles.
    pub miles: f64,
    /// Its council's area.
    pub valley: bool,
}

const fn town(
    name: &'static str,
    outward: &'static str,
    latitude: f64,
    longitude: f64,
    miles: f64,
    valley: bool,
) -> Town {
    Town {
        name,
        outward,
        latitude,
        longitude,
        miles,
        valley,
    }
}

/// Tealford and Long Sedge are 2 and a half miles apart; every other town is over 6 miles from both.
pub(crate) const TOWNS: [Town; 9] = [
    town("Amberton", "QX1", 54.310, -1.720, 1.0, false),
    town("Kestrel Bridge", "QX2", 54.100, -1.760, 0.9, false),
    town("Mossgate", "QX3", 54.200, -1.830, 0.8, false),
    town("Tealford", "QX4", 54.204, -1.607, 1.5, false),
    town("Long Sedge", "QX5", 54.226, -1.553, 0.6, false),
    town("Farrow Cross", "QX6", 54.300, -1.420, 0.9, true),
    town("Thornby Wake", "QX7", 54.190, -1.380, 0.8, true),
    town("Pell Haven", "QX8", 54.080, -1.420, 0.9, true),
    town("Stony Marl", "QX9", 54.070, -1.580, 0.7, true),
];

pub(crate) const TEALFORD: usize = 3;
pub(crate) const LONG_SEDGE: usize = 4;

/// Two villages of one name, so that a place has to be chosen.
const VILLAGES: [(&str, &str, f64, f64); 4] = [
    ("Newton", "Ambermoor", 54.335, -1.660),
    ("Newton", "Teal Valley", 54.125, -1.330),
    ("Little Sedge", "Ambermoor", 54.241, -1.530),
    ("Saint Wilfrid’s Well", "Teal Valley", 54.155, -1.490),
];

/// Codes in the way of the ONS, of authorities that do not exist.
pub(crate) const AMBERMOOR: (&str, &str) = ("E06000099", "Ambermoor");
pub(crate) const TEAL_VALLEY: (&str, &str) = ("E06000098", "Teal Valley");

/// Postcodes that the services set by hand are at.
const FIXED: [(usize, &str, f64, f64); 7] = [
    (TEALFORD, "7PL", 54.2000, -1.6000),
    (TEALFORD, "6BT", 54.2100, -1.6180),
    (TEALFORD, "9HS", 54.1860, -1.6280),
    (LONG_SEDGE, "2AB", 54.2245, -1.5555),
    (LONG_SEDGE, "1LN", 54.2280, -1.5490),
    (LONG_SEDGE, "3DH", 54.2320, -1.5450),
    (LONG_SEDGE, "4QE", 54.2210, -1.5520),
];

/// Letters of inward halves: Royal Mail leaves out those that look like others.
const LETTERS: &[u8] = b"ABDEFGHJLNPQRSTUWXYZ";

const STREETS: [&str; 24] = [
    "Church Street",
    "Mill Lane",
    "Station Road",
    "Bridge Street",
    "Weir Lane",
    "Market Place",
    "Hollow Lane",
    "Chapel Row",
    "Moor Road",
    "Castle Hill",
    "Tanner’s Yard",
    "North Road",
    "Abbey Close",
    "Quarry Bank",
    "Sheep Street",
    "Victoria Terrace",
    "Orchard Way",
    "Kiln Lane",
    "School Lane",
    "Beck Side",
    "Priory Street",
    "Long Row",
    "High Street",
    "Rope Walk",
];

const BUILDINGS: [&str; 14] = [
    "Memorial Hall",
    "Methodist Hall",
    "Corn Exchange",
    "Old School",
    "Community Rooms",
    "Market Hall",
    "Friends House",
    "Mechanics Institute",
    "Parish Rooms",
    "Welcome Centre",
    "Riverside Rooms",
    "Moor House",
    "Guildhall",
    "Cricket Pavilion",
];

/// A postcode and where it is.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub town: usize,
    pub postcode: String,
    pub latitude: f64,
    pub longitude: f64,
    pub ended: bool,
}

/// A building with an address.
#[derive(Clone, Debug)]
pub(crate) struct Venue {
    pub name: String,
    pub street: String,
    pub spot: Spot,
}

/// All postcodes.
pub(crate) struct Land {
    pub spots: Vec<Spot>,
}

impl Land {
    pub fn new(seed: u64) -> Self {
        let mut spots = Vec::new();
        for (index, town) in TOWNS.iter().enumerate() {
            let mut random = Random::of(seed, town.outward);
            let mut taken = BTreeSet::new();
            for (_, inward, latitude, longitude) in FIXED.iter().filter(|fixed| fixed.0 == index) {
                taken.insert((*inward).to_owned());
                spots.push(Spot {
                    town: index,
                    postcode: format!("{} {inward}", town.outward),
                    latitude: *latitude,
                    longitude: *longitude,
                    ended: false,
                });
            }
            while taken.len() < 280 {
                let letter = |random: &mut Random| char::from(*random.pick(LETTERS));
                let inward = format!(
                    "{}{}{}",
                    1 + random.below(9),
                    letter(&mut random),
                    letter(&mut random)
                );
                if !taken.insert(inward.clone()) {
                    continue;
                }
                // Even over a disc: 69.1 miles to a degree of latitude, 40.4 to one of longitude at 54.2° north.
                let (far, turn) = (
                    town.miles * random.fraction().sqrt(),
                    std::f64::consts::TAU * random.fraction(),
                );
                spots.push(Spot {
                    town: index,
                    postcode: format!("{} {inward}", town.outward),
                    latitude: rounded(town.latitude + far * turn.sin() / 69.1),
                    longitude: rounded(town.longitude + far * turn.cos() / 40.4),
                    ended: random.chance(3),
                });
            }
        }
        spots.sort_by(|a, b| a.postcode.cmp(&b.postcode));
        Self { spots }
    }

    /// The spot of a postcode set by hand.
    pub fn fixed(&self, postcode: &str) -> Option<&Spot> {
        self.spots.iter().find(|spot| spot.postcode == postcode)
    }

    /// `count` buildings of a town, each at a postcode and number of its own.
    pub fn venues(&self, town: usize, count: usize, random: &mut Random) -> Vec<Venue> {
        let free: Vec<&Spot> = self
            .spots
            .iter()
            .filter(|spot| spot.town == town && !spot.ended)
            .collect();
        let kept = |spot: &Spot| {
            FIXED
                .iter()
                .any(|(at, inward, ..)| *at == town && spot.postcode.ends_with(inward))
        };
        let order = random.order(free.len());
        let spots = order
            .into_iter()
            .map(|i| free[i])
            .filter(|spot| !kept(spot))
            .take(count);
        spots
            .enumerate()
            .map(|(i, spot)| Venue {
                name: BUILDINGS
                    .get(i)
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                street: format!("{} {}", 1 + random.below(98), random.pick(&STREETS)),
                spot: spot.clone(),
            })
            .collect()
    }

    pub fn postcodes_csv(&self) -> String {
        let mut out = String::from("pcd,pcd2,pcds,dointr,doterm,oslaua,ctry,lat,long\n");
        for spot in &self.spots {
            let (outward, inward) = spot.postcode.split_at(spot.postcode.len() - 4);
            let inward = inward.trim();
            let area = if TOWNS[spot.town].valley {
                TEAL_VALLEY
            } else {
                AMBERMOOR
            };
            let ended = if spot.ended { "201906" } else { "" };
            let _ = writeln!(
                out,
                "{outward:<4}{inward},{outward:<4} {inward},{},198001,{ended},{},E92000001,{:.6},{:.6}",
                spot.postcode, area.0, spot.latitude, spot.longitude
            );
        }
        out
    }
}

fn rounded(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}

pub(crate) fn towns_csv() -> String {
    let mut out = String::from("name,county,latitude,longitude,area\n");
    let area = |valley: bool| if valley { TEAL_VALLEY } else { AMBERMOOR };
    for town in &TOWNS {
        let (code, county) = area(town.valley);
        let _ = writeln!(
            out,
            "{},{county},{:.4},{:.4},{code}",
            town.name, town.latitude, town.longitude
        );
    }
    for (name, county, latitude, longitude) in VILLAGES {
        let (code, _) = area(county == TEAL_VALLEY.1);
        let _ = writeln!(out, "{name},{county},{latitude:.4},{longitude:.4},{code}");
    }
    out
}

pub(crate) fn authorities_csv() -> String {
    let mut out = String::from("LADCD,LADNM,CTRYNM\n");
    for (code, name) in [AMBERMOOR, TEAL_VALLEY] {
        let _ = writeln!(out, "{code},{name},England");
    }
    out
}
