//! Whom to believe, what is held back, and how it is explained.

mod world;

use jiff::civil::date;
use model::{EntryType, Field, Point, Role, Status, Term, Value, Visibility};
use resolve::{Authority, explain, is_closed};
use world::{Says, World, location, organization, service};

fn sources() -> World {
    World::new()
        .source("ods", Role::Register)
        .source("nhsuk", Role::NationalProfile)
        .source("ambermoor", Role::Council)
        .source("self", Role::Provider)
        .source("northmoor", Role::Council)
}

/// A world in which each of these sources describes the organization `1` with one code.
fn described(entries: &[(&str, Says)]) -> World {
    entries.iter().fold(sources(), |world, (key, says)| {
        world.says(key, says.clone().codes("ods:A81001"))
    })
}

fn elm() -> Says {
    organization("1")
}

/// Checks which source is believed about `field`, and which of the others differ.
#[track_caller]
fn check(entries: &[(&str, Says)], field: Field, believed: &str, differ: &[&str]) {
    let world = described(entries);
    let record = world.record(entries[0].0, "1", EntryType::Organization);
    let shown = &record.fields[&field];
    let key = |no| {
        world
            .sources
            .iter()
            .find(|s| s.no == no)
            .expect("a source")
            .key
            .as_str()
            .to_owned()
    };
    assert_eq!(key(shown.claim().source), believed);
    let differing: Vec<String> = shown
        .losers
        .iter()
        .filter(|c| c.differs)
        .map(|c| key(c.source))
        .collect();
    assert_eq!(differing, differ);
    assert_eq!(shown.losers.len() + 1, entries.len());
}

#[test]
fn the_role_decides_first() {
    let phones = [
        ("ods", elm().phone("01632 960001").assured(date(2026, 9, 1))),
        ("nhsuk", elm().phone("01632 960002")),
        ("self", elm().phone("01632 960 003")),
    ];
    check(&phones, Field::Phone, "self", &["nhsuk", "ods"]);
    check(&phones[..2], Field::Phone, "nhsuk", &["ods"]);
    check(&phones[..1], Field::Phone, "ods", &[]);
}

#[test]
fn between_equal_roles_the_later_check_then_the_later_document_decides() {
    let early = elm().phone("01632 960001");
    let late = elm().phone("01632 960002").said(date(2026, 5, 1));
    check(
        &[("ambermoor", early.clone()), ("northmoor", late.clone())],
        Field::Phone,
        "northmoor",
        &["ambermoor"],
    );
    let early = early.assured(date(2025, 1, 1));
    check(
        &[("ambermoor", early.clone()), ("northmoor", late.clone())],
        Field::Phone,
        "ambermoor",
        &["northmoor"],
    );
    let late = late.assured(date(2025, 2, 1));
    check(
        &[("ambermoor", early), ("northmoor", late)],
        Field::Phone,
        "northmoor",
        &["ambermoor"],
    );
}

#[test]
fn a_spelling_is_no_disagreement() {
    let names = [
        ("nhsuk", elm().name("Elm Surgery")),
        ("ods", elm().name("ELM SURGERY")),
    ];
    check(&names, Field::Name, "nhsuk", &[]);
}

#[test]
fn a_register_that_says_closed_outweighs_everybody() {
    let world = sources()
        .source("steward", Role::Steward)
        .source("charities", Role::Register);
    let says = |status| elm().codes("ods:A81001").status(status);
    let world = world
        .says("steward", says(Status::Active).assured(date(2026, 9, 1)))
        .says("self", says(Status::Active))
        .says("ods", says(Status::Active).assured(date(2026, 9, 1)))
        .says("charities", says(Status::Closed));
    let record = world.record("self", "1", EntryType::Organization);
    assert_eq!(
        record.value(Field::Status),
        Some(&Value::Status(Status::Closed))
    );
    assert_eq!(record.fields[&Field::Status].losers.len(), 3);
    assert!(is_closed(&record, date(2026, 9, 2)));
}

#[test]
fn a_day_of_closing_closes_unless_another_source_says_it_is_running() {
    let closing = |says: Says| says.with(Field::Closed, Value::Date(date(2026, 6, 1)));
    let on = |entries: &[(&str, Says)], day| {
        is_closed(
            &described(entries).record("ods", "1", EntryType::Organization),
            day,
        )
    };
    let announced = [("ods", closing(elm().status(Status::Active)))];
    assert!(!on(&announced, date(2026, 5, 31)) && on(&announced, date(2026, 6, 1)));
    let disputed = [
        ("ods", elm().status(Status::Active)),
        ("ambermoor", closing(elm())),
    ];
    assert!(!on(&disputed, date(2026, 6, 1)));
    assert!(on(&[("ods", closing(elm()))], date(2026, 6, 1)));
    assert!(!on(&[("ods", elm())], date(2026, 6, 1)));
}

#[test]
fn a_union_holds_what_any_source_says_and_names_each() {
    let kinds = |kinds: &str| elm().kind(kinds);
    let world = described(&[
        ("nhsuk", kinds("gp")),
        ("ambermoor", kinds("gp clinic")),
        ("self", kinds("clinic")),
    ]);
    let world = world.says("nhsuk", organization("2").codes("ods:A81001").kind("gp"));
    let record = world.record("nhsuk", "2", EntryType::Organization);
    let shown = &record.fields[&Field::Kind];
    assert_eq!(
        shown.value,
        Value::terms(["gp", "clinic"].into_iter().filter_map(Term::slug)).unwrap()
    );
    // The second entry of the NHS website adds nothing to its first.
    assert_eq!(
        (
            shown.because.len(),
            shown.losers.len(),
            record.members.len()
        ),
        (3, 0, 4)
    );
}

#[test]
fn what_is_withdrawn_no_longer_speaks() {
    let world = described(&[
        ("self", elm().phone("01632 960001").withdrawn()),
        ("nhsuk", elm().phone("01632 960002")),
    ]);
    let record = world.record("self", "1", EntryType::Organization);
    assert!(record.fields[&Field::Phone].losers.is_empty());
    assert_eq!(record.withdrawn.len(), 1);
}

#[test]
fn a_record_that_nobody_lists_keeps_its_name_and_is_not_closed() {
    let world = described(&[(
        "self",
        elm().name("Elm Surgery").phone("01632 960001").withdrawn(),
    )]);
    let record = world.record("self", "1", EntryType::Organization);
    assert!(!record.is_listed() && !is_closed(&record, date(2026, 1, 1)));
    assert_eq!(record.fields.keys().collect::<Vec<_>>(), [&Field::Name]);
}

#[test]
fn numbers_for_staff_are_marked() {
    let staff = Value::Phone(model::Phone::parse("01632 960009").unwrap());
    let world = described(&[("self", elm().with(Field::StaffPhone, staff))]);
    let record = world.record("self", "1", EntryType::Organization);
    assert_eq!(
        record.fields[&Field::StaffPhone].visibility,
        Visibility::Staff
    );
    let told = |whom| {
        explain::sentences(
            &record,
            Field::StaffPhone,
            Authority::england(),
            whom,
            &|_| "Elm".to_owned(),
        )
    };
    assert_eq!(
        (
            told(Visibility::Public).len(),
            told(Visibility::Staff).len()
        ),
        (0, 2)
    );
}

#[test]
fn a_service_is_where_its_location_is() {
    let point = Point::new(54.0, -1.5).unwrap();
    let mut own = location("a", "1").door("12 Elm Road", "QX4 7PL");
    if let Some(Value::Address(address)) = own.fields.get_mut(&Field::Address) {
        address.point = Some(point);
    }
    let world = sources()
        .says("self", elm())
        .says("self", own)
        .says("self", location("b", "1").door("3 High Street", "QX4 7PQ"))
        .says("self", service("s", "gp", "1", "a"))
        .says("self", service("t", "gp", "1", "b"))
        .says("self", service("u", "gp", "1", ""));
    let located = |local| world.record("self", local, EntryType::Service);
    assert_eq!(
        located("s").located.map(|l| (l.point, l.places)),
        Some((point, None))
    );
    assert_eq!(
        located("t").located.and_then(|l| l.places).as_deref(),
        Some("ab12")
    );
    assert_eq!(located("t").area.as_deref(), Some("E06009999"));
    assert_eq!((located("u").located, located("u").area), (None, None));
}

/// A refuge listed by the council, and what else its organization has.
fn refuge() -> World {
    sources()
        .says(
            "ambermoor",
            organization("1")
                .codes("charity:123456")
                .door("9 Rose Lane", "QX9 9ZZ"),
        )
        .says(
            "ambermoor",
            location("a", "1")
                .name("Rose House")
                .door("9 Rose Lane", "QX9 9ZZ")
                .codes("uprn:100770077"),
        )
        .says(
            "ambermoor",
            service("s", "refuge", "1", "a")
                .phone("01632 960111")
                .text(Field::Transport, "Rose Lane stop"),
        )
        .says(
            "ambermoor",
            service("t", "counselling", "1", "a").text(Field::Transport, "Rose Lane stop"),
        )
        .says("self", organization("1").codes("charity:123456"))
        .says("self", location("a", "1").door("9 Rose Lane", "QX9 9ZZ"))
        .says("self", location("b", "1").door("Rose Lane", "QX9 9ZZ"))
        .says(
            "self",
            location("office", "1").door("1 High Street", "QX1 1AA"),
        )
        .says("self", service("u", "counselling", "1", "b"))
}

#[test]
fn the_place_of_a_refuge_is_in_no_record_that_leads_to_it() {
    let world = refuge();
    for record in world.resolve().records {
        let text = format!("{record:?}");
        for secret in ["Rose", "QX9 9ZZ", "100770077"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    let service = world.record("ambermoor", "s", EntryType::Service);
    assert!(service.value(Field::Phone).is_some());
    assert_eq!(
        (service.located, service.area.as_deref()),
        (None, Some("E06009999"))
    );
    assert_eq!(service.withheld, [Field::Transport]);
    let place = world.record("ambermoor", "a", EntryType::Location);
    assert_eq!(
        place.withheld,
        [Field::Name, Field::Identifiers, Field::Address]
    );
    assert!(
        world
            .record("self", "office", EntryType::Location)
            .value(Field::Address)
            .is_some()
    );
}

#[test]
fn a_refuge_that_one_source_withdrew_stays_held_back() {
    let mut world = refuge();
    world.entries[2].live = false;
    assert!(!format!("{:?}", world.resolve()).contains("QX9 9ZZ"));
}

#[test]
fn a_refuge_that_names_no_location_holds_back_all_of_its_organization() {
    let world = sources()
        .says("self", organization("1"))
        .says("self", location("a", "1").door("9 Rose Lane", "QX9 9ZZ"))
        .says("self", service("s", "domestic-abuse-refuge", "1", ""));
    assert!(!format!("{:?}", world.resolve()).contains("Rose Lane"));
}

#[test]
fn an_explanation_says_who_when_and_why() {
    let world = described(&[
        (
            "self",
            elm().phone("01632 960001").assured(date(2026, 2, 1)),
        ),
        ("nhsuk", elm().phone("01632 960001").said(date(2019, 5, 1))),
        ("ambermoor", elm().phone("01632 960002")),
    ]);
    let record = world.record("self", "1", EntryType::Organization);
    let name = |no| {
        world
            .sources
            .iter()
            .find(|s| s.no == no)
            .map(|s| s.name.clone())
            .unwrap_or_default()
    };
    let rules = Authority::england();
    let told = explain::sentences(&record, Field::Phone, rules, Visibility::Public, &name);
    assert_eq!(
        told,
        [
            "The self says 01632 960 001 (said on 1 March 2026, checked on 1 February 2026).".to_owned(),
            "The nhsuk agrees: 01632 960 001 (said on 1 May 2019, not known when it was last checked).".to_owned(),
            "The ambermoor says 01632 960 002 (said on 1 March 2026, not known when it was last checked).".to_owned(),
            format!("We show 01632 960 001 because {} (rule phone.2).", rules.why("phone.2")),
        ]
    );
    assert!(explain::sentences(&record, Field::Email, rules, Visibility::Public, &name).is_empty());
}
