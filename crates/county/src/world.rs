//! What is true in the county: every service outside the NHS registers, and who speaks of it.

use crate::dates::{christmas_year, days_before};
use crate::doubts;
use crate::health::Health;
use crate::hours::Week;
use crate::kinds::{self, Kind};
use crate::land::{LONG_SEDGE, Land, TEALFORD, TOWNS, Venue};
use crate::lonely;
use crate::random::Random;
use crate::thing::{Body, Said, Slip, Thing, Voice, cost, phone_number, start};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The county on one day.
pub(crate) struct World {
    pub today: Date,
    pub things: Vec<Thing>,
    pub health: Health,
}

/// Names of firms, in order of use.
const FIRMS: [&str; 26] = [
    "Larkfield",
    "Hazelmere",
    "Beckside",
    "Greystone",
    "Willowbank",
    "Silverdale",
    "Fellview",
    "Ashgrove",
    "Meadowcroft",
    "Ivybridge",
    "Rowantree",
    "Stonebeck",
    "Primrose",
    "Curlew",
    "Harebell",
    "Oakhanger",
    "Lapwing",
    "Thistledown",
    "Millrace",
    "Bracken",
    "Heron",
    "Kingcup",
    "Plover",
    "Saffron",
    "Teasel",
    "Yarrow",
];

const LANGUAGES: [&str; 8] = [
    "Polish",
    "Punjabi",
    "Urdu",
    "Romanian",
    "Arabic",
    "Ukrainian",
    "Bengali",
    "Portuguese",
];

impl World {
    pub fn new(land: &Land, seed: u64, today: Date) -> Self {
        let health = Health::new(land, seed);
        let mut things = lonely::things(land, &health, today);
        things.extend(health.in_plain_tables(today));
        let mut makers = Makers::new(land, seed, today);
        for kind in kinds::all() {
            things.extend(makers.make(&kind));
        }
        things.extend(doubts::things(land, &health, seed, today));
        Self {
            today,
            things,
            health,
        }
    }

    /// What the directories of `voice` speak of.
    pub fn spoken(&self, voice: Voice) -> impl Iterator<Item = (&Thing, &Said)> {
        self.things.iter().flat_map(move |thing| {
            thing
                .said
                .iter()
                .filter(move |said| said.voice == voice)
                .map(move |said| (thing, said))
        })
    }
}

/// What making things keeps in mind: numbers already given, rooms already taken.
struct Makers {
    seed: u64,
    today: Date,
    venues: Vec<Vec<Venue>>,
    bodies: BTreeMap<String, Body>,
    taken: BTreeSet<(String, String)>,
    phone: u32,
    firm: usize,
}

impl Makers {
    fn new(land: &Land, seed: u64, today: Date) -> Self {
        let venues = (0..TOWNS.len())
            .map(|town| land.venues(town, 60, &mut Random::of(seed, TOWNS[town].name)))
            .collect();
        Self {
            seed,
            today,
            venues,
            bodies: BTreeMap::new(),
            taken: BTreeSet::new(),
            phone: 0,
            firm: 0,
        }
    }

    fn make(&mut self, kind: &Kind) -> Vec<Thing> {
        let mut random = Random::of(self.seed, kind.slug);
        let towns: Vec<usize> = random
            .order(TOWNS.len())
            .into_iter()
            .filter(|town| !(kind.away && [TEALFORD, LONG_SEDGE].contains(town)))
            .collect();
        let mut things = Vec::new();
        for i in 0..kind.towns {
            let town = towns[i % towns.len()];
            things.push(self.thing(kind, town, &mut random));
        }
        things
    }

    fn thing(&mut self, kind: &Kind, town: usize, random: &mut Random) -> Thing {
        let firm = FIRMS[self.firm % FIRMS.len()];
        // The same firm's name may be used again, but not for the same kind of service in the same county.
        if kind.name.contains("{firm}") {
            self.firm += 1;
        }
        let fill = |text: &str| {
            text.replace("{town}", TOWNS[town].name)
                .replace("{firm}", firm)
        };
        let by = self.body(kind, town, &fill);
        let mut thing = Thing::new(kind.slug, fill(kind.name), by, town);
        kind.about.clone_into(&mut thing.about);
        kind.who.clone_into(&mut thing.who);
        let (youngest, oldest) = kind.age.split_once('-').unwrap_or_default();
        (thing.youngest, thing.oldest) = (youngest.parse().ok(), oldest.parse().ok());
        thing.start = start(kind.start);
        thing.cost = cost(kind.cost);
        thing.hours = Week::of(kind.hours, random);
        thing.bank_holidays = match random.below(4) {
            0 => None,
            _ if kind.hours == "always" => None,
            _ => Some("Closed"),
        };
        if thing.hours.is_some() && random.chance(40) {
            let boxing_day = if random.chance(10) {
                "10:00-12:00"
            } else {
                "closed"
            };
            let year = christmas_year(self.today);
            let days = [
                (year, 12, 25, "closed"),
                (year, 12, 26, boxing_day),
                (year + 1, 1, 1, "closed"),
            ];
            thing.dates = days
                .into_iter()
                .filter_map(|(y, m, d, times)| Some((Date::new(y, m, d).ok()?, times)))
                .collect();
        }
        thing.how = match kind.how {
            "phone" => vec!["By phone"],
            "online" => vec!["Online"],
            "visit" => vec!["Home visit"],
            _ if random.chance(15) => vec!["In person", "By phone"],
            _ => vec!["In person"],
        };
        if kind.how == "here" {
            thing.at = self.venue(&thing.by.name, kind, town, random);
            if random.chance(65) {
                thing.access.push("Step-free");
                for (label, percent) in [
                    ("Accessible toilet", 70),
                    ("Parking", 40),
                    ("Hearing loop", 30),
                    ("British Sign Language", 8),
                ] {
                    if random.chance(percent) {
                        thing.access.push(label);
                    }
                }
            }
            if random.chance(35) {
                thing.access.push("Carers welcome");
            }
            if random.chance(20) {
                let stop = TOWNS[town].name;
                thing.transport = format!(
                    "Buses {} and {} from {stop} bus station stop nearby.",
                    2 + random.below(40),
                    50 + random.below(40)
                );
            }
        }
        thing.area = if kind.towns == 1 {
            "All of Ambermoor".to_owned()
        } else {
            format!("{} and nearby villages", TOWNS[town].name)
        };
        self.phone = (self.phone + 7) % 1000;
        thing.phone = phone_number(self.phone);
        thing.host(&thing.by.name.clone());
        if random.chance(15) {
            thing.languages = vec![*random.pick(&LANGUAGES)];
            if random.chance(40) {
                thing.languages.push(LANGUAGES[random.below(3)]);
                thing.languages.dedup();
            }
        }
        if random.chance(4) {
            thing.closed = Some(days_before(self.today, 20 + random.below(300) as i64));
        }
        thing.said = self.voices(kind, random);
        thing
    }

    fn body(&mut self, kind: &Kind, town: usize, fill: &dyn Fn(&str) -> String) -> Body {
        let (form, name) = kind.by.split_once(' ').unwrap_or((kind.by, ""));
        let council = if TOWNS[town].valley {
            "Teal Valley Council"
        } else {
            "Ambermoor Council"
        };
        let name = if name.is_empty() {
            council.to_owned()
        } else {
            fill(name)
        };
        let next = self.bodies.len() as u32 + 1;
        let body = self.bodies.entry(name.clone()).or_insert_with(|| {
            let mut body = Body {
                name,
                ..Body::default()
            };
            match form {
                // Charity numbers that begin with 99 have not been given.
                "local" | "county" => body.charity = Some(9_900_000 + next),
                "firm" | "care" => {
                    body.company = Some(format!("QX{next:06}"));
                    body.cqc = (form == "care").then(|| format!("1-99{next:06}"));
                }
                _ => {}
            }
            body
        });
        body.clone()
    }

    /// A building in which this body has nothing yet: two of its services there could not be told apart by place.
    fn venue(
        &mut self,
        body: &str,
        kind: &Kind,
        town: usize,
        random: &mut Random,
    ) -> Option<Venue> {
        // Firms and homes have houses of their own, after the halls.
        let (from, count) = if kind.name.contains("{firm}") {
            (14, 46)
        } else {
            (0, 14)
        };
        let order = random.order(count);
        let mut venues = order
            .into_iter()
            .filter_map(|i| self.venues[town].get(from + i));
        let venue = venues
            .find(|venue| {
                !self
                    .taken
                    .contains(&(body.to_owned(), venue.spot.postcode.clone()))
            })?
            .clone();
        self.taken
            .insert((body.to_owned(), venue.spot.postcode.clone()));
        Some(venue)
    }

    /// Which directories speak of a thing, when each was checked and what it has wrong.
    fn voices(&self, kind: &Kind, random: &mut Random) -> Vec<Said> {
        let form = kind.by.split(' ').next().unwrap_or_default();
        let chances = match form {
            "council" => [
                (Voice::Council, 100),
                (Voice::Charity, 0),
                (Voice::Provider, 0),
            ],
            "firm" | "care" => [
                (Voice::Council, 92),
                (Voice::Charity, 8),
                (Voice::Provider, 62),
            ],
            _ => [
                (Voice::Council, 88),
                (Voice::Charity, 76),
                (Voice::Provider, 50),
            ],
        };
        let mut said: Vec<Said> = Vec::new();
        for (voice, percent) in chances {
            if !random.chance(percent) {
                continue;
            }
            let checked = match voice {
                Voice::Provider => Some(1 + random.below(220)),
                Voice::Council => random.chance(75).then(|| 10 + random.below(420)),
                Voice::Charity => random.chance(60).then(|| 75 + random.below(600)),
            };
            // A provider is right about itself.
            let slip = match random.below(100) {
                _ if voice == Voice::Provider => Slip::None,
                0..=9 => Slip::OldPhone,
                10..=19 => Slip::OldHours,
                20..=27 => Slip::NoHours,
                28..=35 => Slip::OtherName,
                36..=38 if said.is_empty() => Slip::NoCode,
                _ => Slip::None,
            };
            said.push(Said {
                voice,
                checked: checked.map(|days| days_before(self.today, days as i64)),
                slip,
            });
        }
        if said.is_empty() {
            said.push(Said {
                voice: Voice::Council,
                checked: None,
                slip: Slip::None,
            });
        }
        said
    }
}
