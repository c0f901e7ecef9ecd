//! Services set by hand: the nine that "feeling lonely" near QX4 7PL finds, and a refuge whose address is nobody's
//! business.

use crate::dates::{christmas_year, days_before, months_before};
use crate::health::Health;
use crate::hours::Week;
use crate::land::{LONG_SEDGE, Land, TEALFORD, Venue};
use crate::thing::{Body, Said, Slip, Thing, Voice, phone_number, start};
use jiff::Span;
use jiff::civil::Date;

/// All of them.
pub(crate) fn things(land: &Land, health: &Health, today: Date) -> Vec<Thing> {
    let places = Places { land };
    vec![
        riverside_friends(&places, today),
        talking_walks(&places, today),
        phone_friends(today),
        link_worker(health, today),
        mens_shed(&places, today),
        lunch_club(&places, today),
        knit_and_natter(&places, today),
        online_coffee(today),
        visiting_friends(today),
        refuge(&places, today),
    ]
}

struct Places<'a> {
    land: &'a Land,
}

impl Places<'_> {
    fn at(&self, name: &str, street: &str, postcode: &str) -> Option<Venue> {
        let spot = self.land.fixed(postcode)?.clone();
        Some(Venue {
            name: name.to_owned(),
            street: street.to_owned(),
            spot,
        })
    }
}

fn charity(name: &str, number: u32) -> Body {
    Body {
        name: name.to_owned(),
        charity: Some(number),
        ..Body::default()
    }
}

fn said(voice: Voice, checked: Option<Date>) -> Said {
    Said {
        voice,
        checked,
        slip: Slip::None,
    }
}

fn riverside_friends(places: &Places, today: Date) -> Thing {
    let mut thing = Thing::new(
        "lunch-club",
        "Riverside Friends",
        charity("Riverside Friends Group", 1_199_904),
        TEALFORD,
    );
    thing.about = "Lunch, games and company for people over 60, twice a week.".into();
    thing.who = "Anyone aged 60 or over who lives in or near Tealford. Carers can come too. You do not need to be religious. \
                 They cannot help with using the toilet or giving medicines."
        .into();
    thing.youngest = Some(60);
    thing.start = (
        "Just turn up the first time. Ask for a volunteer and someone will sit with you.".into(),
        "drop-in",
    );
    thing.cost = (
        "Free. You can give £3 towards lunch if you want to.".into(),
        true,
    );
    thing.hours = Some(Week::on(&[0, 3], 660, 840));
    thing.bank_holidays = Some("Closed");
    thing.at = places.at("Old Chapel Hall", "Weir Lane", "QX4 7PL");
    thing.area = "Tealford and nearby".into();
    thing.phone = phone_number(417);
    thing.staff_phone = phone_number(418);
    thing.host("Riverside Friends");
    thing.languages = vec!["Punjabi", "Polish"];
    thing.access = vec![
        "Step-free",
        "Accessible toilet",
        "Hearing loop",
        "Parking",
        "Carers welcome",
    ];
    thing.transport = "Stop at the door: 7 and 7A from the town centre.".into();
    // Christmas Eve to the third of January.
    let eve = Date::new(christmas_year(today), 12, 24).unwrap_or(today);
    thing.dates = eve
        .series(Span::new().days(1))
        .take(11)
        .map(|date| (date, "closed"))
        .collect();
    thing.said = vec![
        said(Voice::Provider, Some(days_before(today, 11))),
        // Both open days end at 2pm; the council's copy says 1pm on Thursdays.
        Said {
            voice: Voice::Council,
            checked: Some(days_before(today, 174)),
            slip: Slip::OldHours,
        },
        Said {
            voice: Voice::Charity,
            checked: None,
            slip: Slip::NoHours,
        },
    ];
    thing
}

fn talking_walks(places: &Places, today: Date) -> Thing {
    let by = Body {
        name: "Ambermoor Council".into(),
        ..Body::default()
    };
    let mut thing = Thing::new("walking-group", "Tealford Talking Walks", by, TEALFORD);
    thing.about = "A slow walk and a chat every week. Walks are 20 to 40 minutes.".into();
    thing.who = "Adults of any age. You can stop when you want.".into();
    thing.start = start("turn-up");
    thing.hours = Some(Week::on(&[2], 630, 720));
    thing.bank_holidays = Some("Closed");
    thing.at = places.at("Starts at Tealford Library", "31 Market Place", "QX4 6BT");
    thing.area = "Tealford".into();
    thing.phone = phone_number(228);
    thing.host("Ambermoor Council");
    thing.access = vec!["Step-free"];
    thing.said = vec![said(Voice::Council, Some(days_before(today, 21)))];
    thing
}

fn phone_friends(today: Date) -> Thing {
    let mut thing = Thing::new(
        "telephone-befriending",
        "Phone Friends Ambermoor",
        charity("Phone Friends Ambermoor", 9_910_001),
        TEALFORD,
    );
    thing.about = "A weekly phone call from the same volunteer, for adults who live alone.".into();
    thing.who = "Adults who live alone in Ambermoor.".into();
    thing.youngest = Some(18);
    thing.start = (
        "Call, or ask someone to call for you.".into(),
        "self-referral",
    );
    thing.hours = Some(Week::on(&[0, 1, 2, 3, 4], 540, 1020));
    thing.bank_holidays = Some("Closed");
    thing.how = vec!["By phone"];
    thing.area = "Anyone living in Ambermoor".into();
    thing.phone = phone_number(301);
    thing.host("Phone Friends");
    thing.languages = vec!["Urdu"];
    thing.said = vec![
        said(Voice::Provider, Some(days_before(today, 61))),
        said(Voice::Council, None),
        Said {
            voice: Voice::Charity,
            checked: Some(months_before(today, 9)),
            slip: Slip::NoHours,
        },
    ];
    thing
}

fn link_worker(health: &Health, today: Date) -> Thing {
    let surgery = &health.practices[0];
    let by = Body {
        name: surgery.name.clone(),
        ods: Some(surgery.code.clone()),
        ..Body::default()
    };
    let mut thing = Thing::new(
        "link-worker",
        "Link worker at Weir Lane Surgery",
        by,
        TEALFORD,
    );
    thing.about = "Someone who listens, then helps you find clubs, advice and support.".into();
    thing.who = "Patients of Weir Lane Surgery.".into();
    thing.start = (
        "Ask your GP surgery. You must be a patient there.".into(),
        "referral-needed",
    );
    thing.hours = Some(Week::on(&[0, 1, 2, 3, 4], 510, 1110));
    thing.bank_holidays = Some("Closed");
    thing.at = Some(surgery.at.clone());
    thing.area = "Tealford".into();
    thing.phone = phone_number(155);
    thing.host("Weir Lane Surgery");
    thing.access = vec!["Step-free", "Accessible toilet", "Parking"];
    thing.said = vec![said(Voice::Provider, Some(days_before(today, 35)))];
    thing
}

fn mens_shed(places: &Places, today: Date) -> Thing {
    let mut thing = Thing::new(
        "mens-shed",
        "Long Sedge Men’s Shed",
        charity("Long Sedge Men’s Shed", 9_910_002),
        LONG_SEDGE,
    );
    thing.about =
        "Make and mend things in a workshop with other people. Women welcome on Thursdays.".into();
    thing.who = "Men over 18. Women are welcome on Thursdays.".into();
    thing.youngest = Some(18);
    thing.hours = Some(Week::on(&[1, 3], 600, 900));
    thing.at = places.at("Unit 3", "Mill Yard", "QX5 2AB");
    thing.area = "Long Sedge".into();
    thing.phone = phone_number(562);
    thing.access = vec!["Step-free", "Parking"];
    thing.said = vec![said(Voice::Charity, Some(months_before(today, 14)))];
    thing
}

fn lunch_club(places: &Places, today: Date) -> Thing {
    let mut thing = Thing::new(
        "lunch-club",
        "Long Sedge Lunch Club",
        charity("Long Sedge Village Hall Trust", 9_910_003),
        LONG_SEDGE,
    );
    thing.about =
        "A hot lunch at one long table, then cards or dominoes. Food is given by local shops."
            .into();
    thing.who = "Anyone over 55.".into();
    thing.youngest = Some(55);
    thing.start = (
        "Call by Monday so that we can cook enough.".into(),
        "self-referral",
    );
    thing.hours = Some(Week::on(&[2], 720, 840));
    thing.at = places.at("Village Hall", "12 Church Street", "QX5 1LN");
    thing.area = "Long Sedge and Little Sedge".into();
    thing.phone = phone_number(644);
    thing.host("Long Sedge Hall");
    thing.access = vec![
        "Step-free",
        "Accessible toilet",
        "Parking",
        "Carers welcome",
    ];
    thing.said = vec![
        said(Voice::Council, Some(days_before(today, 96))),
        Said {
            voice: Voice::Charity,
            checked: Some(days_before(today, 140)),
            slip: Slip::OldPhone,
        },
    ];
    thing
}

fn knit_and_natter(places: &Places, today: Date) -> Thing {
    let mut thing = Thing::new(
        "social-group",
        "Sedge Knit and Natter",
        charity("Sedge Community Trust", 9_910_004),
        LONG_SEDGE,
    );
    thing.about =
        "Bring your knitting or learn from scratch. Wool, needles and tea are on the table.".into();
    thing.who = "Everyone over 16.".into();
    thing.youngest = Some(16);
    thing.start = start("turn-up");
    thing.hours = Some(Week::on(&[0], 600, 750));
    thing.bank_holidays = Some("Closed");
    thing.at = places.at("Sedge Library Room", "4 School Lane", "QX5 3DH");
    thing.area = "Long Sedge".into();
    thing.phone = phone_number(716);
    thing.host("Sedge Community Trust");
    thing.access = vec!["Step-free", "Hearing loop"];
    thing.said = vec![
        said(Voice::Provider, Some(days_before(today, 5))),
        said(Voice::Council, Some(days_before(today, 50))),
    ];
    thing
}

fn online_coffee(today: Date) -> Thing {
    let mut thing = Thing::new(
        "coffee-morning",
        "Ambermoor Online Coffee Morning",
        charity("Ambermoor Digital Neighbours", 9_910_005),
        TEALFORD,
    );
    thing.about =
        "Meet other people on screen for an hour with a hot drink. We can help you to get set up."
            .into();
    thing.who = "Adults who find it hard to get out.".into();
    thing.youngest = Some(18);
    thing.start = (
        "Email us and we will send you a link.".into(),
        "self-referral",
    );
    thing.hours = Some(Week::on(&[3], 630, 690));
    thing.how = vec!["Online"];
    thing.area = "Anyone living in Ambermoor".into();
    thing.phone = phone_number(733);
    thing.host("Digital Neighbours");
    thing.said = vec![
        said(Voice::Provider, Some(days_before(today, 26))),
        said(Voice::Charity, Some(days_before(today, 110))),
    ];
    thing
}

fn visiting_friends(today: Date) -> Thing {
    let mut thing = Thing::new(
        "befriending",
        "Visiting Friends",
        charity("Ambermoor Visiting Friends", 9_910_006),
        TEALFORD,
    );
    thing.about = "A volunteer visits you at home for an hour each week. You are matched by what you both enjoy.".into();
    thing.who = "People over 65 who find it hard to go out.".into();
    thing.youngest = Some(65);
    thing.start = (
        "Ask your GP surgery, social worker or nurse to refer you.".into(),
        "referral-needed",
    );
    thing.how = vec!["Home visit"];
    thing.area = "Tealford and Long Sedge".into();
    thing.phone = phone_number(805);
    thing.host("Visiting Friends");
    thing.said = vec![
        said(Voice::Council, Some(days_before(today, 130))),
        said(Voice::Charity, Some(days_before(today, 200))),
    ];
    thing
}

fn refuge(places: &Places, today: Date) -> Thing {
    let mut thing = Thing::new(
        "refuge",
        "Ambermoor Refuge",
        charity("Haven Ambermoor", 9_910_007),
        LONG_SEDGE,
    );
    thing.about = "A safe place to stay for people who have to leave home because of abuse. Children can come too.".into();
    thing.who = "Anyone over 16 who is not safe at home, and their children.".into();
    thing.youngest = Some(16);
    thing.start = ("Call at any time, day or night.".into(), "self-referral");
    thing.hours = Some(Week::on(&[0, 1, 2, 3, 4, 5, 6], 0, 1440));
    // A directory that should have known better gives the address: it must never be shown.
    thing.at = places.at("Larch House", "27 Quarry Bank", "QX5 4QE");
    thing.area = "All of Ambermoor".into();
    thing.phone = phone_number(890);
    thing.staff_phone = phone_number(891);
    thing.host("Haven Ambermoor");
    thing.languages = vec!["Arabic", "Polish", "Urdu"];
    thing.said = vec![
        said(Voice::Council, Some(days_before(today, 40))),
        said(Voice::Charity, None),
    ];
    thing
}
