//! The health services that the register knows: practices, branches and pharmacies.

use crate::dates::days_before;
use crate::hours::Week;
use crate::land::{Land, TEALFORD, TOWNS, Venue};
use crate::random::Random;
use crate::thing::{Body, Said, Slip, Thing, Voice, phone_number, start};
use jiff::civil::Date;

/// A practice, branch or pharmacy under its code.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub code: String,
    /// Of a branch, the practice's code.
    pub parent: Option<String>,
    pub name: String,
    pub at: Venue,
    pub phone: String,
    pub hours: Week,
    /// `A`, `C` or `D`, as the register has it.
    pub status: char,
    /// How long ago it closed, when it has.
    pub closed_days: Option<i64>,
    /// False when the national profiles leave it out.
    pub profiled: bool,
    /// Names of services its profile lists.
    pub lists: Vec<&'static str>,
    /// Whether it is open on Christmas Day, as pharmacies in turn are.
    pub christmas: bool,
}

/// All of them.
pub(crate) struct Health {
    pub practices: Vec<Site>,
    pub branches: Vec<Site>,
    pub pharmacies: Vec<Site>,
}

const PRACTICES: usize = 38;
const BRANCHES: usize = 12;
const PHARMACIES: usize = 50;

const PRACTICE_NAMES: [&str; 10] = [
    "{town} Health Centre",
    "Moor Road Surgery",
    "The Old Station Surgery",
    "{town} Medical Practice",
    "Abbey Close Practice",
    "Beckside Surgery",
    "Priory Medical Centre",
    "Market Place Surgery",
    "The Elms Practice",
    "Castle Hill Surgery",
];
const PHARMACY_NAMES: [&str; 12] = [
    "{town} Pharmacy",
    "Bridge Street Chemist",
    "Moorland Pharmacy",
    "Green Cross Chemist",
    "Health Centre Pharmacy",
    "High Street Chemist",
    "Larkfield Pharmacy",
    "Station Pharmacy",
    "Curlew Chemist",
    "Abbey Pharmacy",
    "Well Pharmacy House",
    "Market Chemist",
];
const PRACTICE_LISTS: [&str; 8] = [
    "Asthma clinic",
    "Diabetes clinic",
    "Child health clinic",
    "Blood pressure checks",
    "Travel vaccinations",
    "Minor surgery",
    "Contraception clinic",
    "Phlebotomy",
];
const PHARMACY_LISTS: [&str; 6] = [
    "Pharmacy NHS service: new medicine service",
    "Pharmacy NHS service: stop smoking service",
    "Pharmacy non-NHS service: home delivery service",
    "Pharmacy NHS service: seasonal influenza vaccination service",
    "Pharmacy NHS service: minor ailments service",
    "Pharmacy NHS service: blood pressure check service",
];

const WORKDAYS: [usize; 5] = [0, 1, 2, 3, 4];

impl Health {
    pub fn new(land: &Land, seed: u64) -> Self {
        let mut maker = Maker {
            venues: (0..TOWNS.len())
                .map(|town| land.venues(town, 24, &mut Random::of(seed, &format!("health {town}"))))
                .collect(),
            used: [0; TOWNS.len()],
            random: Random::of(seed, "health"),
        };
        let mut practices: Vec<Site> = (0..PRACTICES).map(|i| maker.practice(i)).collect();
        if let Some(spot) = land.fixed("QX4 9HS") {
            practices[0] = Site {
                name: "Weir Lane Surgery".into(),
                at: Venue {
                    name: String::new(),
                    street: "2 Weir Lane".into(),
                    spot: spot.clone(),
                },
                phone: phone_number(155),
                hours: Week::on(&WORKDAYS, 480, 1110),
                ..practices[0].clone()
            };
        }
        let branches = (0..BRANCHES)
            .map(|i| maker.branch(&practices[3 * i]))
            .collect();
        let pharmacies = (0..PHARMACIES).map(|i| maker.pharmacy(i)).collect();
        Self {
            practices,
            branches,
            pharmacies,
        }
    }

    /// What councils and providers say of some of them: the third directory for a practice or pharmacy.
    pub fn in_plain_tables(&self, today: Date) -> Vec<Thing> {
        let thing = |site: &Site, kind: &'static str, about: &str, who: &str| {
            let by = Body {
                name: site.name.clone(),
                ods: Some(site.code.clone()),
                ..Body::default()
            };
            let mut thing = Thing::new(kind, site.name.clone(), by, site.at.spot.town);
            about.clone_into(&mut thing.about);
            who.clone_into(&mut thing.who);
            thing.start = start("call");
            thing.hours = Some(site.hours.clone());
            thing.at = Some(site.at.clone());
            thing.area = format!("{} and nearby", TOWNS[site.at.spot.town].name);
            thing.phone.clone_from(&site.phone);
            thing.host(&site.name);
            thing.access = vec!["Step-free", "Parking"];
            thing
        };
        let mut things = Vec::new();
        // The first practice is set by hand and speaks through its link worker only.
        for (i, site) in self.practices.iter().enumerate().skip(1).step_by(5) {
            let about = "Family doctors and nurses. Ask for an appointment by phone or online.";
            let mut thing = thing(
                site,
                "gp",
                about,
                "Anyone who lives nearby and registers with the surgery.",
            );
            thing.said = vec![Said {
                voice: Voice::Provider,
                checked: Some(days_before(today, 3 + 11 * i as i64)),
                slip: Slip::None,
            }];
            things.push(thing);
        }
        for (i, site) in self.pharmacies.iter().enumerate().step_by(3) {
            let about = "Medicines and advice. You do not need an appointment.";
            let mut thing = thing(site, "pharmacy", about, "Everyone.");
            thing.start = start("turn-up");
            let slip = [Slip::None, Slip::OldHours, Slip::OldPhone][i / 3 % 3];
            let checked = Some(days_before(today, 30 + (29 * i as i64) % 400));
            thing.said = vec![Said {
                voice: Voice::Council,
                checked,
                slip,
            }];
            things.push(thing);
        }
        things
    }
}

struct Maker {
    venues: Vec<Vec<Venue>>,
    used: [usize; TOWNS.len()],
    random: Random,
}

impl Maker {
    /// A house of its own in town `town`.
    fn venue(&mut self, town: usize) -> Venue {
        let at = self.used[town] % self.venues[town].len();
        self.used[town] += 1;
        Venue {
            name: String::new(),
            ..self.venues[town][at].clone()
        }
    }

    fn site(&mut self, code: String, town: usize, names: &[&str]) -> Site {
        let at = self.venue(town);
        let name =
            names[(self.used[town] * 7 + town) % names.len()].replace("{town}", TOWNS[town].name);
        Site {
            code,
            parent: None,
            name,
            at,
            phone: phone_number(self.random.below(1000) as u32),
            hours: Week::on(&WORKDAYS, 480, 1110),
            status: 'A',
            closed_days: None,
            profiled: true,
            lists: Vec::new(),
            christmas: false,
        }
    }

    fn practice(&mut self, i: usize) -> Site {
        let town = if i == 0 { TEALFORD } else { i % TOWNS.len() };
        let mut site = self.site(format!("Q81{:03}", i + 1), town, &PRACTICE_NAMES);
        site.hours = match i % 4 {
            1 => Week::on(&WORKDAYS, 480, 750).and(&WORKDAYS, 810, 1110),
            2 => Week::on(&[0, 2, 3, 4], 480, 1110).and(&[1], 480, 1200),
            3 => Week::on(&WORKDAYS, 480, 1080).and(&[5], 510, 690),
            _ => Week::on(&WORKDAYS, 480, 1110),
        };
        (site.status, site.closed_days, site.profiled) = match i {
            // Two that have closed are still profiled: the register has to win.
            20 | 31 => ('C', Some(60 + 9 * i as i64), true),
            26 | 37 => ('C', Some(900), false),
            35 => ('D', None, false),
            _ => ('A', None, true),
        };
        if i.is_multiple_of(2) {
            site.lists = vec![PRACTICE_LISTS[i / 2 % 8], PRACTICE_LISTS[(i / 2 + 3) % 8]];
        }
        site
    }

    fn branch(&mut self, practice: &Site) -> Site {
        let town = (practice.at.spot.town + 1) % TOWNS.len();
        let mut site = self.site(
            format!("{}001", practice.code),
            town,
            &[
                "{town} Branch Surgery",
                "Chapel Row Branch",
                "The Village Surgery",
            ],
        );
        site.parent = Some(practice.code.clone());
        site.hours = Week::on(&[0, 2, 4], 540, 750).and(&[2], 840, 1020);
        site.profiled = !practice.code.ends_with('7');
        (site.status, site.closed_days) = (practice.status, practice.closed_days);
        site
    }

    fn pharmacy(&mut self, i: usize) -> Site {
        let town = i % TOWNS.len();
        let mut site = self.site(format!("FQX{:02}", i + 1), town, &PHARMACY_NAMES);
        site.hours = match i % 9 {
            // Open 100 hours a week.
            3 => Week::on(&[0, 1, 2, 3, 4, 5], 390, 1350).and(&[6], 600, 840),
            // Open past midnight at the end of the week.
            7 if i < 9 => Week::on(&[0, 1, 2, 3, 6], 540, 1320).and(&[4, 5], 540, 120),
            1 | 5 => Week::on(&WORKDAYS, 540, 780)
                .and(&WORKDAYS, 840, 1050)
                .and(&[5], 540, 720),
            2 | 8 => Week::on(&WORKDAYS, 510, 1110)
                .and(&[5], 540, 1020)
                .and(&[6], 660, 900),
            _ => Week::on(&WORKDAYS, 540, 1080).and(&[5], 540, 780),
        };
        (site.status, site.closed_days, site.profiled) = match i {
            17 | 29 | 41 => ('C', Some(40 + 6 * i as i64), true),
            46 => ('C', Some(1200), false),
            47 | 48 => ('A', None, false),
            _ => ('A', None, true),
        };
        site.christmas = i == 12 || i == 30;
        if i % 3 != 2 {
            site.lists = vec![PHARMACY_LISTS[i % 6]];
            if i.is_multiple_of(4) {
                site.lists.push(PHARMACY_LISTS[(i + 2) % 6]);
            }
        }
        site
    }
}
