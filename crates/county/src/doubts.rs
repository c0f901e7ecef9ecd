//! Things of which nobody can tell from a list whether they are one: what stewards are asked. Each is spoken of by a
//! directory that leaves out the code that would tell.

use crate::dates::days_before;
use crate::health::{Health, Site};
use crate::hours::Week;
use crate::land::{Land, TOWNS, Venue};
use crate::random::Random;
use crate::thing::{Body, Said, Slip, Thing, Voice, phone_number, start};
use jiff::civil::Date;

/// All of them, in towns where nobody looks for company near Tealford.
pub(crate) fn things(land: &Land, health: &Health, seed: u64, today: Date) -> Vec<Thing> {
    let mut things = vec![
        old_name(&health.pharmacies[7], today),
        successor(&health.practices[20], today),
        branch(&health.branches[4], today),
    ];
    things.extend(club(land, seed, today));
    things.extend(tenant(land, seed, today));
    things
}

fn by(name: &str) -> Body {
    Body {
        name: name.to_owned(),
        ..Body::default()
    }
}

fn said(voice: Voice, today: Date, days: i64) -> Vec<Said> {
    vec![Said {
        voice,
        checked: Some(days_before(today, days)),
        slip: Slip::None,
    }]
}

fn at(site: &Site, kind: &'static str, name: &str) -> Thing {
    let mut thing = Thing::new(kind, name, by(name), site.at.spot.town);
    thing.at = Some(site.at.clone());
    thing.phone.clone_from(&site.phone);
    thing.hours = Some(site.hours.clone());
    thing.area = format!("{} and nearby", TOWNS[thing.town].name);
    thing
}

/// A chain has bought the pharmacy; the council's list has the name from before.
fn old_name(pharmacy: &Site, today: Date) -> Thing {
    let mut thing = at(pharmacy, "pharmacy", "Fairwell Dispensing Chemist");
    thing.about = "Medicines and advice. You do not need an appointment.".into();
    thing.who = "Everyone.".into();
    thing.start = start("turn-up");
    thing.said = said(Voice::Council, today, 410);
    thing
}

/// A practice has closed, and another works in its house.
fn successor(practice: &Site, today: Date) -> Thing {
    let town = TOWNS[practice.at.spot.town].name;
    let mut thing = at(practice, "gp", &format!("{town} Family Practice"));
    thing.about = "Family doctors and nurses. New patients can register.".into();
    thing.who = "Anyone who lives nearby and registers with the surgery.".into();
    thing.phone = phone_number(641);
    thing.host(&thing.name.clone());
    thing.said = said(Voice::Council, today, 18);
    thing
}

/// A branch surgery under the name that people use, with the number of the practice.
fn branch(branch: &Site, today: Date) -> Thing {
    let town = TOWNS[branch.at.spot.town].name;
    let mut thing = at(branch, "gp", &format!("{town} Village Surgery"));
    thing.about = "A nurse on most days and a doctor on Wednesdays.".into();
    thing.who = "Patients of the practice.".into();
    thing.phone = phone_number(655);
    thing.said = said(Voice::Council, today, 95);
    thing
}

/// One club in two lists under two names.
fn club(land: &Land, seed: u64, today: Date) -> Vec<Thing> {
    let hall = hall(land, seed, 0, "Moorend Village Hall");
    let make = |name: &str, voice, days| {
        let mut thing = Thing::new("exercise-class", name, by(name), 0);
        thing.about = "Gentle exercise to music, then tea.".into();
        thing.who = "Anyone over 60.".into();
        thing.start = start("turn-up");
        thing.hours = Some(Week::on(&[3], 600, 690));
        thing.at.clone_from(&hall);
        thing.area = "Amberton and nearby".into();
        thing.phone = phone_number(672);
        thing.said = said(voice, today, days);
        thing
    };
    vec![
        make("Amberton Keep Moving Club", Voice::Council, 60),
        make("Keep Moving Over 60s", Voice::Charity, 200),
    ]
}

/// Who looks after a hall, and who meets there: the hall's number for both.
fn tenant(land: &Land, seed: u64, today: Date) -> Vec<Thing> {
    let hall = hall(land, seed, 2, "Mossgate Jubilee Hall");
    let make = |kind, name: &str, body: &str, voice, days| {
        let mut thing = Thing::new(kind, name, by(body), 2);
        thing.who = "Everyone.".into();
        thing.at.clone_from(&hall);
        thing.area = "Mossgate".into();
        thing.phone = phone_number(688);
        thing.said = said(voice, today, days);
        thing
    };
    let mut keeps = make(
        "community-centre",
        "Mossgate Jubilee Hall",
        "Mossgate Jubilee Hall",
        Voice::Council,
        33,
    );
    keeps.about = "A hall with a kitchen, for groups and families.".into();
    let mut meets = make(
        "parents-group",
        "Mossgate Parents Together",
        "Mossgate Parents Together",
        Voice::Charity,
        150,
    );
    meets.about = "Parents and small children meet for play and a talk.".into();
    vec![keeps, meets]
}

/// A hall of a town.
fn hall(land: &Land, seed: u64, town: usize, name: &str) -> Option<Venue> {
    let venues = land.venues(town, 1, &mut Random::of(seed, name));
    let venue = venues.into_iter().next()?;
    Some(Venue {
        name: name.to_owned(),
        ..venue
    })
}
