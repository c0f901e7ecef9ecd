//! One sample of every page, and the test that renders them all. Every name and number is invented.

use super::DangerLine;
use super::gone::GonePage;
use super::history::HistoryPage;
use super::home::HomePage;
use super::message::{self, MessagePage};
use super::needs::{NeedPage, NeedsPage};
use super::place::{PlaceChoice, PlacePage};
use super::results::{self, Card, FilterForm, Results, ResultsPage};
use super::service::ServicePage;
use super::sources::SourcesPage;
use super::subject::Subject;
use crate::address::FindAddress;
use crate::components::Link;
use crate::map::{self, Spot};
use askama::Template;
use directory::{Change, EntryCounts, FindingKind, Need, RunState, RunSummary, SourceReport, What};
use jiff::civil::{Date, DateTime, date};
use model::{
    Address, BankHolidays, Claim, Day, EntryId, EntryType, Field, FieldValue, Hours, Located,
    Phone, Point, Position, Record, Role, RowTally, RunNo, Session, Source, SourceNo, Term, Value,
    Visibility, parse_minute,
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

fn subject<'a>(
    service: &'a Record,
    organization: Option<&'a Record>,
    location: Option<&'a Record>,
    sources: &'a [Source],
) -> Subject<'a> {
    Subject {
        service,
        organization,
        location,
        sources,
        now: NOW,
    }
}

fn why(_: &str) -> String {
    "the service knows its own opening times best".to_owned()
}

fn results_page(total: usize, cards: bool) -> ResultsPage {
    let sources = sources();
    let (service, organization, location) = riverside();
    let (shed, shed_at) = shed();
    let phone = by_phone();
    let address = FindAddress::read("where=qx4+7pl&need=lonely&how=free");
    let subjects = [
        subject(&service, Some(&organization), Some(&location), &sources),
        subject(&shed, None, Some(&shed_at), &sources),
        subject(&phone, None, None, &sources),
    ];
    let shown: Vec<Card> = if cards {
        subjects
            .iter()
            .enumerate()
            .map(|(at, subject)| Card::of(subject, at + 1, [Some(400.0), Some(4000.0), None][at]))
            .collect()
    } else {
        vec![]
    };
    let spots: Vec<Spot> = if cards {
        subjects
            .iter()
            .enumerate()
            .map(|(at, subject)| Spot {
                number: at + 1,
                point: subject
                    .location
                    .and_then(|l| l.located.as_ref())
                    .map(|l| l.point),
            })
            .collect()
    } else {
        vec![]
    };
    let mut page = ResultsPage::new(Results {
        address: &address,
        place: Some("QX4 7PL"),
        nearby: Some("Tealford, Ambermoor"),
        need: Some("feeling lonely".into()),
        total,
        cards: shown,
    });
    page.chips = results::chips(&address, total, &|_, word| {
        Some(usize::from(word != "now") * 2)
    });
    page.map = map::draw(
        "QX4 7PL",
        Point::new(54.2, -1.6).expect("in England"),
        &spots,
    );
    page.filter = Some(FilterForm::new(&address, true, None));
    if !cards {
        page.empty = Some(vec![
            Link::new(
                "/find?where=QX4+7PL&need=lonely",
                "Take away “Free” to see 4 services",
            ),
            Link::new(
                "/find?where=QX4+7PL&need=lonely&within=15",
                "Look within 15 miles",
            ),
        ]);
        page.danger = vec![DangerLine {
            when: "If you may hurt yourself, call now.".into(),
            name: "Samaritans".into(),
            phone: "116 123".into(),
            tel: "116123".into(),
        }];
    }
    page
}

fn need(slug: &str, label: &str) -> Need {
    Need {
        slug: slug.into(),
        label: label.into(),
        synonyms: vec![],
        kinds: vec![],
        broader: None,
        helpline: None,
    }
}

fn report() -> SourceReport {
    let tally = RowTally {
        read: 120,
        described: 117,
        companion: 0,
        orphan: 0,
        blank: 1,
        refused: 2,
    };
    let finding = FindingKind {
        code: "FP104".into(),
        problem: "closing time is before opening time".into(),
        times: 2,
        refusal: false,
        fix: None,
        examples: vec![],
    };
    let run = RunSummary {
        no: RunNo(3),
        table: "table".into(),
        files: vec!["services.csv".into()],
        said: date(2026, 11, 1),
        read_at: jiff::Timestamp::UNIX_EPOCH,
        state: RunState::Believed,
        complete: true,
        tally,
        counts: EntryCounts::default(),
        findings: vec![finding],
    };
    SourceReport {
        source: sources().remove(1),
        live: 351,
        runs: vec![run],
    }
}

/// Every page with a name.
pub fn all() -> Vec<(&'static str, String)> {
    let sources = sources();
    let (service, organization, location) = riverside();
    let riverside = subject(&service, Some(&organization), Some(&location), &sources);
    let (shed, shed_at) = shed();
    let phone = by_phone();
    let mut refuge = by_phone();
    refuge.withheld.push(Field::Address);
    let mut closed = service.clone();
    closed.fields.insert(
        Field::Closed,
        Sample::new(EntryType::Service, "x")
            .said(
                Field::Closed,
                Value::Date(date(2026, 3, 31)),
                3,
                date(2026, 4, 1),
                None,
            )
            .0
            .fields[&Field::Closed]
            .clone(),
    );
    let mut withdrawn = by_phone();
    withdrawn.withdrawn = vec![(withdrawn.id, SourceNo(3)), (withdrawn.id, SourceNo(2))];
    let changes = [
        Change {
            position: Position(9),
            source: SourceNo(2),
            entry: service.id,
            said: date(2026, 6, 2),
            read_at: jiff::Timestamp::UNIX_EPOCH,
            what: What::Said {
                field: Field::Phone,
                value: Some(super::samples::phone("01632 960418")),
                shown: false,
            },
        },
        Change {
            position: Position(8),
            source: SourceNo(3),
            entry: service.id,
            said: date(2025, 6, 2),
            read_at: jiff::Timestamp::UNIX_EPOCH,
            what: What::Withdrawn,
        },
    ];
    let places = ["Newton, Ambermoor", "Newton, Westmere"].map(|label| PlaceChoice {
        typed: label.into(),
        label: label.into(),
        nearby: Some("Ambermoor".into()),
    });
    let render = |page: &dyn askama::DynTemplate| page.dyn_render().expect("samples render");
    let lonely = need("lonely", "feeling lonely");
    let home = |error| HomePage::new("QX4 7PP", "feeling lonely", error, &|_| true);
    vec![
        ("home", render(&HomePage::new("", "", None, &|_| true))),
        (
            "home-error",
            render(&home(Some(
                "We do not know the postcode QX4 7PP. Check it, or use a town or village.",
            ))),
        ),
        ("results", render(&results_page(3, true))),
        ("results-many", render(&results_page(43, true))),
        ("results-empty", render(&results_page(0, false))),
        (
            "place",
            render(&PlacePage::new(
                &FindAddress::read("where=newton&need=lonely&how=free"),
                &places,
            )),
        ),
        ("service", render(&ServicePage::new(&riverside, &why))),
        (
            "service-old",
            render(&ServicePage::new(
                &subject(&shed, None, Some(&shed_at), &sources),
                &why,
            )),
        ),
        (
            "service-unknown",
            render(&ServicePage::new(
                &subject(&phone, None, None, &sources),
                &why,
            )),
        ),
        (
            "service-private",
            render(&ServicePage::new(
                &subject(&refuge, None, None, &sources),
                &why,
            )),
        ),
        (
            "closed",
            render(&GonePage::closed(
                &subject(&closed, Some(&organization), Some(&location), &sources),
                vec![Link::new("/service/x", "Long Sedge Men’s Shed. 2 miles")],
            )),
        ),
        (
            "withdrawn",
            render(&GonePage::withdrawn(
                &subject(&withdrawn, None, None, &sources),
                vec![],
            )),
        ),
        ("erased", render(&GonePage::erased(None))),
        (
            "history",
            render(&HistoryPage::new(
                &riverside,
                &changes,
                &why,
                "/service/x".into(),
            )),
        ),
        ("sources", render(&SourcesPage::new(&[report()], 42))),
        (
            "needs",
            render(&NeedsPage::new(
                [&lonely, &need("dentists", "dentists")].into_iter(),
            )),
        ),
        (
            "need",
            render(&NeedPage::new(
                &lonely,
                &[&need("carers", "support for carers")],
                None,
            )),
        ),
        ("about", render(&message::about())),
        ("accessibility", render(&message::accessibility())),
        ("privacy", render(&message::privacy())),
        (
            "message",
            render(&MessagePage::new("Page not found", &["Check the address."])),
        ),
    ]
}

#[test]
fn every_page_renders_with_one_heading_and_one_title() {
    let folder = std::env::var_os("FINGERPOST_SAMPLES").map(std::path::PathBuf::from);
    for (name, html) in all() {
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(html.matches("<title>").count(), 1, "{name}");
        assert!(html.contains(" – Fingerpost</title>"), "{name}");
        assert!(
            !html.contains(" style=") && !html.contains("<script") && !html.contains(" src="),
            "{name}"
        );
        if let Some(folder) = &folder {
            std::fs::create_dir_all(folder).expect("a folder for samples");
            std::fs::write(folder.join(format!("{name}.html")), &html)
                .expect("a sample is written");
        }
    }
}

#[test]
fn a_service_page_says_who_said_each_fact_and_where_sources_differ() {
    let sources = sources();
    let (service, organization, location) = riverside();
    let page = ServicePage::new(
        &subject(&service, Some(&organization), Some(&location), &sources),
        &why,
    );
    assert_eq!(
        page.disputes,
        [
            "Opening times: Ambermoor Council says Thursday 11am to 1pm. We show Thursday 11am to 2pm. This is because the service knows its own opening times best."
        ]
    );
    let said: Vec<(String, String)> = page
        .said
        .iter()
        .map(|row| (row.key.clone(), row.value.to_string()))
        .collect();
    assert!(said.contains(&("Phone".into(), "Riverside Friends Group told us in November 2026. Checked 12 November 2026. Ambermoor Council says the same.".into())), "{said:?}");
    assert!(
        said.iter()
            .any(|(key, _)| key
                .starts_with("Opening times, address, who it is for, name, what it is")),
        "{said:?}"
    );
    assert_eq!(
        page.coming,
        [
            "Closed from Thursday 24 December to Thursday 31 December. Opens again on Monday 4 January 2027."
        ]
    );
}

#[test]
fn a_kept_private_address_is_on_no_page() {
    let sources = sources();
    let (mut service, organization, mut location) = riverside();
    service.withheld.push(Field::Address);
    location.fields.clear();
    location.located = None;
    let subject = subject(&service, Some(&organization), Some(&location), &sources);
    let page = ServicePage::new(&subject, &why)
        .render()
        .expect("the page renders");
    assert!(page.contains("The address is kept private. Call 01632 960 417."));
    assert!(!page.contains("Weir Lane") && !page.contains("7PL") && !page.contains("geo:"));
    assert_eq!(Card::of(&subject, 1, None).place, super::facts::PRIVATE);
}

#[test]
fn a_fact_past_its_review_date_says_so_on_card_and_page() {
    let sources = sources();
    let (shed, location) = shed();
    let subject = subject(&shed, None, Some(&location), &sources);
    let card = Card::of(&subject, 1, Some(4000.0));
    assert_eq!(card.doubt.as_deref(), Some("Call before you go."));
    assert_eq!(card.checked, "No one has checked this for 14 months");
    assert_eq!(
        card.place,
        "Unit 3, Mill Yard, Long Sedge. 2 and a half miles"
    );
    assert!(
        ServicePage::new(&subject, &why)
            .render()
            .expect("the page renders")
            .contains("May be out of date")
    );
}
