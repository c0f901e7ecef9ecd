//! One sample of every page, and the tests that read them.

use super::{NOW, Sample, by_phone, riverside, shed, sources};
use crate::address::FindAddress;
use crate::components::Link;
use crate::map::{self, Spot};
use crate::views::DangerLine;
use crate::views::gone::GonePage;
use crate::views::history::HistoryPage;
use crate::views::home::HomePage;
use crate::views::message::{self, MessagePage};
use crate::views::needs::{NeedPage, NeedsPage};
use crate::views::place::{PlaceChoice, PlacePage};
use crate::views::results::{self, Card, FilterForm, Results, ResultsPage};
use crate::views::service::ServicePage;
use crate::views::sources::SourcesPage;
use crate::views::subject::Subject;
use askama::Template;
use directory::{Change, EntryCounts, FindingKind, Need, RunState, RunSummary, SourceReport, What};
use jiff::civil::date;
use model::{EntryType, Field, Point, Position, Record, RowTally, RunNo, Source, SourceNo, Value};

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

pub fn report() -> SourceReport {
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
        whole: Some(run.clone()),
        runs: vec![run],
        feed: None,
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
                value: Some(super::phone("01632 960418")),
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
        (
            "keepers",
            render(&crate::views::keepers::KeepersPage::new(
                directory::Authority::england(),
                &[],
                &|_| None,
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
    for (name, html) in all()
        .into_iter()
        .chain(super::desk::all())
        .chain(super::rules::all())
        .chain(super::matches::all())
    {
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
    assert!(said.contains(&("Phone".into(), "The service told us in November 2026. Checked 12 November 2026. Ambermoor Council says the same.".into())), "{said:?}");
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
    assert_eq!(
        Card::of(&subject, 1, None).place,
        crate::views::facts::PRIVATE
    );
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
