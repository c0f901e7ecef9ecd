//! Sample records, and in [`pages`] one sample of every page. Every name and number is invented.

mod desk;
mod matches;
mod pages;
mod rules;

pub use pages::report;

use jiff::civil::{Date, DateTime, date};
use model::{
    Address, BankHolidays, Claim, Day, EntryId, EntryType, Field, FieldValue, Hours, Located,
    Phone, Point, Position, Record, Role, Session, Source, SourceNo, Term, Value, Visibility,
    parse_minute,
};
use std::collections::BTreeMap;

/// Monday 23 November 2026, as in the designs.
pub const NOW: DateTime = date(2026, 11, 23).at(12, 0, 0, 0);

/// A record being made.
pub struct Sample(Record);

impl Sample {
    /// A record with a name said by source `no`.
    pub fn new(entry_type: EntryType, local_id: &str) -> Self {
        let id = EntryId::of(&"sample".parse().expect("a key"), local_id, entry_type);
        Self(Record {
            id,
            entry_type,
            members: vec![(id, SourceNo(1))],
            withdrawn: vec![],
            fields: BTreeMap::new(),
            withheld: vec![],
            located: None,
            area: None,
        })
    }

    fn claim(
        &self,
        value: Value,
        source: u32,
        said: Date,
        assured: Option<Date>,
        differs: bool,
    ) -> Claim {
        Claim {
            value,
            source: SourceNo(source),
            entry: self.0.id,
            position: Position(1),
            said,
            assured,
            differs,
        }
    }

    /// The same, saying `value` of `field` by the provider, checked eleven days ago.
    pub fn with(self, field: Field, value: Value) -> Self {
        self.said(
            field,
            value,
            1,
            date(2026, 11, 12),
            Some(date(2026, 11, 12)),
        )
    }

    /// The same, saying `value` of `field` by source `source`.
    pub fn said(
        mut self,
        field: Field,
        value: Value,
        source: u32,
        said: Date,
        assured: Option<Date>,
    ) -> Self {
        let claim = self.claim(value.clone(), source, said, assured, false);
        self.0.fields.insert(
            field,
            FieldValue {
                value,
                because: vec![claim],
                rule: "sample.1".into(),
                losers: vec![],
                review_days: 365,
                visibility: Visibility::Public,
            },
        );
        self
    }

    /// The same, another source saying otherwise (or the same) of `field`.
    pub fn but(mut self, field: Field, value: Value, source: u32, differs: bool) -> Self {
        let claim = self.claim(
            value,
            source,
            date(2026, 6, 2),
            Some(date(2026, 6, 2)),
            differs,
        );
        if let Some(fact) = self.0.fields.get_mut(&field) {
            fact.losers.push(claim);
        }
        self
    }

    /// The record.
    pub fn record(self) -> Record {
        self.0
    }
}

/// Text as a value.
pub fn text(text: &str) -> Value {
    Value::text(text).expect("not empty")
}

/// Terms as a value.
pub fn terms(words: &[&str]) -> Value {
    Value::terms(words.iter().filter_map(|word| Term::slug(word))).expect("not empty")
}

/// A telephone number as a value.
pub fn phone(number: &str) -> Value {
    Value::Phone(Phone::parse(number).expect("a number"))
}

/// A week as a value: days from Monday, `-` closed, `?` not known.
pub fn week(days: [&str; 7], bank_holidays: BankHolidays) -> Hours {
    let day = |text: &str| match text {
        "?" => Day::NotKnown,
        "-" => Day::Closed,
        text => Day::of(
            text.split(", ")
                .map(|part| {
                    let (opens, closes) = part.split_once('-').expect("a range");
                    Session::new(
                        parse_minute(opens).expect("a time"),
                        parse_minute(closes).expect("a time"),
                    )
                    .expect("a session")
                })
                .collect(),
        ),
    };
    Hours {
        weekly: days.map(day),
        exceptions: BTreeMap::new(),
        bank_holidays,
    }
}

/// The sources of the samples: a provider, a council, the NHS website.
pub fn sources() -> Vec<Source> {
    let source = |no, name: &str, role| Source {
        no: SourceNo(no),
        key: format!("source-{no}").parse().expect("a key"),
        name: name.to_owned(),
        role,
        licence: "OGL v3".to_owned(),
        map: None,
        hold_withdrawn_percent: 10,
        hold_moved_percent: 5,
    };
    vec![
        source(1, "Riverside Friends Group", Role::Provider),
        source(2, "Ambermoor Council", Role::Council),
        source(3, "The NHS website", Role::NationalProfile),
    ]
}

/// The service of the designs, with its organization and its location.
pub fn riverside() -> (Record, Record, Record) {
    let mut hours = week(
        ["11:00-14:00", "-", "-", "11:00-14:00", "-", "-", "-"],
        BankHolidays::Closed,
    );
    for day in 24..=31 {
        hours.exceptions.insert(date(2026, 12, day), Day::Closed);
    }
    let mut councils = hours.clone();
    councils.weekly[3] = week(
        ["-", "-", "-", "11:00-13:00", "-", "-", "-"],
        BankHolidays::NotSaid,
    )
    .weekly[3]
        .clone();
    let service = Sample::new(EntryType::Service, "riverside")
        .with(Field::Name, text("Riverside Friends"))
        .with(
            Field::Description,
            text("Lunch, games and company for people over 60, twice a week in Tealford."),
        )
        .with(Field::Kind, terms(&["lunch club", "social group"]))
        .with(Field::Phone, phone("01632 960417"))
        .but(Field::Phone, phone("01632 960417"), 2, false)
        .with(Field::Email, text("hello@riversidefriends.example"))
        .with(Field::Website, text("www.riversidefriends.example"))
        .with(Field::Schedule, Value::Hours(Box::new(hours)))
        .but(Field::Schedule, Value::Hours(Box::new(councils)), 2, true)
        .with(
            Field::Eligibility,
            text("Anyone aged 60 or over who lives in or near Tealford.\nCarers can come too."),
        )
        .with(
            Field::ApplicationProcess,
            text("Just turn up and ask for a volunteer. Someone will sit with you."),
        )
        .with(Field::Access, terms(&["drop-in", "self-referral"]))
        .with(
            Field::Fees,
            text("Free. You can give £3 towards lunch if you want to."),
        )
        .with(Field::Cost, terms(&["free"]))
        .with(Field::Languages, terms(&["punjabi", "polish"]))
        .said(
            Field::Accessibility,
            terms(&["step-free", "hearing-loop", "accessible-toilet"]),
            2,
            date(2026, 6, 2),
            Some(date(2026, 6, 2)),
        )
        .with(
            Field::Transport,
            text("Stop at the door: 7 and 7A from the town centre"),
        )
        .record();
    let organization = Sample::new(EntryType::Organization, "riverside")
        .with(Field::Name, text("Riverside Friends Group"))
        .record();
    let mut location = Sample::new(EntryType::Location, "riverside")
        .with(Field::Name, text("Old Chapel Hall"))
        .with(
            Field::Address,
            Value::Address(Box::new(Address {
                lines: vec!["Weir Lane".into()],
                city: Some("Tealford".into()),
                county: None,
                postcode: "QX4 7PL".parse().ok(),
                point: None,
            })),
        )
        .record();
    location.located = Some(Located {
        point: Point::new(54.203, -1.598).expect("in England"),
        places: None,
    });
    (service, organization, location)
}

/// A workshop that nobody has checked for 14 months.
pub fn shed() -> (Record, Record) {
    let old = Some(date(2025, 9, 20));
    let service = Sample::new(EntryType::Service, "shed")
        .said(
            Field::Name,
            text("Long Sedge Men’s Shed"),
            2,
            date(2025, 9, 20),
            old,
        )
        .said(
            Field::Description,
            text(
                "Make and mend things in a workshop with other people. Women welcome on Thursdays.",
            ),
            2,
            date(2025, 9, 20),
            old,
        )
        .said(
            Field::Schedule,
            Value::Hours(Box::new(week(
                ["-", "10:00-15:00", "-", "10:00-15:00", "-", "-", "-"],
                BankHolidays::NotSaid,
            ))),
            2,
            date(2025, 9, 20),
            old,
        )
        .said(
            Field::Phone,
            phone("01632 960562"),
            2,
            date(2025, 9, 20),
            old,
        )
        .said(
            Field::ApplicationProcess,
            text("Call first"),
            2,
            date(2025, 9, 20),
            old,
        )
        .record();
    let mut location = Sample::new(EntryType::Location, "shed")
        .said(
            Field::Address,
            Value::Address(Box::new(Address {
                lines: vec!["UNIT 3".into(), "MILL YARD".into()],
                city: Some("LONG SEDGE".into()),
                county: None,
                postcode: "QX4 9AB".parse().ok(),
                point: None,
            })),
            3,
            date(2019, 5, 1),
            None,
        )
        .record();
    location.located = Some(Located {
        point: Point::new(54.23, -1.65).expect("in England"),
        places: None,
    });
    (service, location)
}

/// A service by phone, of which little is known.
pub fn by_phone() -> Record {
    Sample::new(EntryType::Service, "phone")
        .said(
            Field::Name,
            text("Phone Friends Ambermoor"),
            3,
            date(2019, 5, 1),
            None,
        )
        .said(
            Field::Attending,
            terms(&["by-phone"]),
            3,
            date(2019, 5, 1),
            None,
        )
        .said(
            Field::ServiceArea,
            text("Ambermoor"),
            3,
            date(2019, 5, 1),
            None,
        )
        .record()
}
