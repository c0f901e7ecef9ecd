//! Which entries are one thing.

mod world;

use model::{Entry, EntryId, EntryType, Field, Relation, Role, Scheme, Tie, Value};
use resolve::ties;
use world::{Says, World, id, location, organization, service};

fn sources() -> World {
    World::new()
        .source("ods", Role::Register)
        .source("nhsuk", Role::NationalProfile)
        .source("ambermoor", Role::Council)
        .source("friends", Role::Charity)
}

/// Checks that exactly the entries in one of `together` share a record. Entries are written `source local`.
#[track_caller]
fn check(world: &World, entry_type: EntryType, together: &[&[&str]]) {
    let mut want: Vec<Vec<EntryId>> = Vec::new();
    for group in together {
        let named = |name: &&str| {
            let (key, local) = name.split_once(' ').expect("source and local id");
            id(key, local, entry_type)
        };
        want.push(group.iter().map(named).collect());
    }
    let mut got: Vec<Vec<EntryId>> = Vec::new();
    for record in world
        .resolve()
        .records
        .iter()
        .filter(|record| record.entry_type == entry_type)
    {
        got.push(
            record
                .members
                .iter()
                .chain(&record.withdrawn)
                .map(|(id, _)| *id)
                .collect(),
        );
    }
    for groups in [&mut want, &mut got] {
        for group in groups.iter_mut() {
            group.sort();
        }
        groups.sort();
    }
    assert_eq!(got, want);
}

fn organizations(entries: &[(&str, Says)]) -> World {
    entries.iter().fold(sources(), |world, (key, says)| {
        world.says(key, says.clone())
    })
}

#[test]
fn organizations_join_by_a_trusted_code_and_onwards() {
    let world = organizations(&[
        ("ods", organization("1").codes("ods:A81001")),
        ("nhsuk", organization("1").codes("ods:A81001 cqc:1-101")),
        ("nhsuk", organization("2").codes("ods:A81001")),
        ("ambermoor", organization("1").codes("cqc:1-101")),
        ("friends", organization("1").codes("charity:123456")),
        ("friends", organization("2").name("Elm Surgery")),
    ]);
    let one = ["ods 1", "nhsuk 1", "nhsuk 2", "ambermoor 1"];
    check(
        &world,
        EntryType::Organization,
        &[&one, &["friends 1"], &["friends 2"]],
    );
}

#[test]
fn a_property_number_is_no_code_of_an_organisation() {
    let world = organizations(&[
        ("ambermoor", organization("1").codes("uprn:10001")),
        ("friends", organization("1").codes("uprn:10001")),
    ]);
    check(
        &world,
        EntryType::Organization,
        &[&["ambermoor 1"], &["friends 1"]],
    );
}

#[test]
fn a_branch_is_not_its_practice_though_a_company_runs_both() {
    let world = organizations(&[
        (
            "ods",
            organization("1").codes("ods:A81001 company:01234567"),
        ),
        (
            "ods",
            organization("2").codes("ods:A81001001 company:01234567"),
        ),
        ("nhsuk", organization("1").codes("ods:A81001")),
        ("ambermoor", organization("1").codes("company:01234567")),
        ("friends", organization("1").codes("company:01234567")),
    ]);
    let company = ["ambermoor 1", "friends 1"];
    check(
        &world,
        EntryType::Organization,
        &[&["ods 1", "nhsuk 1"], &["ods 2"], &company],
    );
}

#[test]
fn an_entry_with_two_codes_of_one_scheme_is_no_bridge() {
    let world = organizations(&[
        ("ods", organization("1").codes("ods:A81001")),
        ("ods", organization("2").codes("ods:B82002")),
        (
            "ambermoor",
            organization("1").codes("ods:A81001 ods:B82002"),
        ),
    ]);
    check(
        &world,
        EntryType::Organization,
        &[&["ods 1"], &["ods 2"], &["ambermoor 1"]],
    );
}

#[test]
fn a_withdrawn_organization_is_added_but_bridges_nothing() {
    let world = organizations(&[
        ("ods", organization("1").codes("ods:A81001")),
        ("nhsuk", organization("1").codes("ods:A81001").withdrawn()),
        (
            "ambermoor",
            organization("1").codes("ods:A81001 cqc:1-101").withdrawn(),
        ),
        ("friends", organization("1").codes("cqc:1-101")),
        ("nhsuk", organization("9").codes("cqc:1-999").withdrawn()),
        ("friends", organization("9").codes("cqc:1-999").withdrawn()),
    ]);
    check(
        &world,
        EntryType::Organization,
        &[
            &["ods 1", "nhsuk 1"],
            &["ambermoor 1"],
            &["friends 1"],
            &["nhsuk 9", "friends 9"],
        ],
    );
    assert!(
        !world
            .record("nhsuk", "9", EntryType::Organization)
            .is_listed()
    );
}

/// Each source's organization `1` has the code; `places` are locations of it.
fn locations(places: &[(&str, Says)]) -> World {
    let mut world = sources();
    for key in ["ods", "nhsuk", "ambermoor", "friends"] {
        world = world.says(key, organization("1").codes("ods:A81001"));
    }
    places
        .iter()
        .fold(world, |world, (key, says)| world.says(key, says.clone()))
}

fn at(local: &str, line: &str, postcode: &str) -> Says {
    location(local, "1").door(line, postcode)
}

#[test]
fn locations_join_where_every_source_has_one_whatever_they_say() {
    let world = locations(&[
        ("ods", at("a", "PO Box 9", "QX1 1AA")),
        ("nhsuk", at("a", "12 Elm Road", "QX4 7PL")),
        ("ambermoor", location("a", "1")),
    ]);
    check(
        &world,
        EntryType::Location,
        &[&["ods a", "nhsuk a", "ambermoor a"]],
    );
}

#[test]
fn where_a_source_has_two_locations_only_those_at_one_door_join() {
    let world = locations(&[
        ("ods", at("a", "12 Elm Road", "QX4 7PL")),
        ("nhsuk", at("a", "Elm Surgery, 12 Elm Rd", "QX4 7PL")),
        ("nhsuk", at("b", "3 High Street", "QX4 7PQ")),
        ("ambermoor", at("a", "3 High St", "QX4 7PQ")),
        ("friends", at("a", "Market Hall", "QX4 7PQ")),
    ]);
    check(
        &world,
        EntryType::Location,
        &[
            &["ods a", "nhsuk a"],
            &["nhsuk b", "ambermoor a"],
            &["friends a"],
        ],
    );
}

#[test]
fn two_locations_of_one_source_at_one_door_keep_all_there_apart() {
    let world = locations(&[
        ("nhsuk", at("a", "12 Elm Road", "QX4 7PL")),
        ("nhsuk", at("b", "12 Elm Road", "QX4 7PL")),
        ("ambermoor", at("a", "12 Elm Road", "QX4 7PL")),
    ]);
    check(
        &world,
        EntryType::Location,
        &[&["nhsuk a"], &["nhsuk b"], &["ambermoor a"]],
    );
}

#[test]
fn a_shared_health_centre_does_not_join_two_practices_locations() {
    let world = sources()
        .says("nhsuk", organization("1").codes("ods:A81001"))
        .says("ambermoor", organization("2").codes("ods:B82002"))
        .says("nhsuk", location("a", "1").door("1 Centre Way", "QX4 7PL"))
        .says(
            "ambermoor",
            location("a", "2").door("1 Centre Way", "QX4 7PL"),
        );
    check(
        &world,
        EntryType::Location,
        &[&["nhsuk a"], &["ambermoor a"]],
    );
}

#[test]
fn a_withdrawn_location_is_added_only_where_its_source_has_no_live_one() {
    let world = locations(&[
        ("nhsuk", at("a", "12 Elm Road", "QX4 7PL")),
        ("nhsuk", at("b", "9 Old Road", "QX4 7PL").withdrawn()),
        ("ambermoor", at("a", "12 Elm Road", "QX4 7PL")),
        ("friends", at("a", "12 Elm Road", "QX4 7PL").withdrawn()),
        ("ods", at("a", "1 First Road", "QX4 7PL").withdrawn()),
        ("ods", at("b", "2 Second Road", "QX4 7PL").withdrawn()),
    ]);
    check(
        &world,
        EntryType::Location,
        &[
            &["nhsuk a", "ambermoor a", "friends a"],
            &["nhsuk b"],
            &["ods a"],
            &["ods b"],
        ],
    );
}

#[test]
fn a_location_that_names_no_organization_belongs_to_that_of_its_services() {
    let mut bare = at("a", "12 Elm Road", "QX4 7PL");
    bare.references.clear();
    let world = locations(&[
        ("nhsuk", bare.clone()),
        ("nhsuk", service("s", "gp", "1", "a")),
        ("ambermoor", at("a", "14 Elm Road", "QX4 7PL")),
        ("friends", bare),
    ]);
    check(
        &world,
        EntryType::Location,
        &[&["nhsuk a", "ambermoor a"], &["friends a"]],
    );
}

/// Each source's organization `1` and location `a` are one; `services` are given there.
fn services(services: &[(&str, Says)]) -> World {
    let mut world = locations(&[]);
    for key in ["ods", "nhsuk", "ambermoor", "friends"] {
        world = world.says(key, at("a", "12 Elm Road", "QX4 7PL"));
    }
    services
        .iter()
        .fold(world, |world, (key, says)| world.says(key, says.clone()))
}

#[test]
fn services_join_when_kind_organization_and_location_are_the_same() {
    let world = services(&[
        ("ods", service("s", "gp", "1", "a")),
        ("nhsuk", service("s", "gp", "1", "a")),
        ("ambermoor", service("s", "gp clinic", "1", "a")),
        ("friends", service("s", "gp", "1", "")),
        ("ods", service("none", "", "1", "a")),
        ("nhsuk", service("none", "", "1", "a")),
        ("ods", service("call", "helpline", "1", "")),
        ("friends", service("call", "helpline", "1", "")),
    ]);
    check(
        &world,
        EntryType::Service,
        &[
            &["ods s", "nhsuk s"],
            &["ambermoor s"],
            &["friends s"],
            &["ods none"],
            &["nhsuk none"],
            &["ods call", "friends call"],
        ],
    );
}

#[test]
fn services_stay_apart_where_a_source_has_two_of_them() {
    let world = services(&[
        ("nhsuk", service("s", "befriending", "1", "a")),
        ("ambermoor", service("s", "befriending", "1", "a")),
        ("ambermoor", service("t", "befriending", "1", "a")),
    ]);
    check(
        &world,
        EntryType::Service,
        &[&["nhsuk s"], &["ambermoor s"], &["ambermoor t"]],
    );
}

#[test]
fn a_withdrawn_service_is_added_to_the_one_that_others_still_list() {
    let world = services(&[
        ("nhsuk", service("s", "gp", "1", "a")),
        ("ambermoor", service("s", "gp", "1", "a").withdrawn()),
        ("nhsuk", service("old", "gp", "1", "a").withdrawn()),
    ]);
    check(
        &world,
        EntryType::Service,
        &[&["nhsuk s", "ambermoor s"], &["nhsuk old"]],
    );
}

#[test]
fn a_record_answers_to_its_first_member_and_references_name_records() {
    let world = services(&[
        ("nhsuk", service("s", "gp", "1", "a")),
        ("ambermoor", service("s", "gp", "1", "a")),
    ]);
    let record = world.record("ambermoor", "s", EntryType::Service);
    assert_eq!(record.id, id("nhsuk", "s", EntryType::Service));
    let first = id("ods", "1", EntryType::Organization);
    assert_eq!(
        record.value(Field::Organization),
        Some(&Value::Reference(first))
    );
    assert!(!record.fields[&Field::Organization].is_disputed());
    assert_eq!(record.fields[&Field::Organization].losers.len(), 1);
}

#[test]
fn ties_are_trusted_codes_of_organizations_and_references() {
    let codes = |codes: &[(Scheme, &str)]| {
        Value::codes(
            codes
                .iter()
                .map(|(s, c)| model::Code::parse(*s, c).unwrap()),
        )
    };
    let source = "nhsuk".parse().unwrap();
    let all = codes(&[(Scheme::Ods, "A81001"), (Scheme::Uprn, "10001")]);
    let entry = Entry::new(EntryType::Organization, "1")
        .with(Field::Identifiers, all.clone())
        .with(Field::Name, None);
    assert_eq!(
        ties(&entry, &source),
        [Tie::Code("ods:A81001".parse().unwrap())]
    );
    let entry = Entry::new(EntryType::Location, "1").with(Field::Identifiers, all);
    assert_eq!(ties(&entry, &source), []);
    let organization = EntryId::of(&source, "1", EntryType::Organization);
    let says = Some(Value::Reference(organization));
    let entry = Entry::new(EntryType::Location, "1").with(Field::Organization, says.clone());
    assert_eq!(ties(&entry, &source), [Tie::Entry(organization)]);
    let entry = Entry::new(EntryType::Organization, "1").with(Field::Organization, says);
    assert_eq!(ties(&entry, &source), []);
}

#[test]
fn a_person_joins_what_no_code_joins_and_parts_what_a_code_joins() {
    let same = |world: World, one, other| {
        world.decides(true, one, Relation::Same, other, EntryType::Organization)
    };
    let town = organizations(&[
        ("ods", organization("1").codes("ods:A81001")),
        ("nhsuk", organization("1").codes("ods:A81001")),
        ("ambermoor", organization("1").name("Elm Surgery")),
        ("friends", organization("1").codes("ods:A81002")),
    ]);
    let joined = same(town.clone(), ("ambermoor", "1"), ("nhsuk", "1"));
    check(
        &joined,
        EntryType::Organization,
        &[&["ods 1", "nhsuk 1", "ambermoor 1"], &["friends 1"]],
    );
    // Nobody joins two codes of one register.
    let refused = same(joined.clone(), ("ambermoor", "1"), ("friends", "1"));
    check(
        &refused,
        EntryType::Organization,
        &[&["ods 1", "nhsuk 1", "ambermoor 1"], &["friends 1"]],
    );
    let parted = joined.decides(
        true,
        ("ods", "1"),
        Relation::Different,
        ("nhsuk", "1"),
        EntryType::Organization,
    );
    check(
        &parted,
        EntryType::Organization,
        &[&["ods 1"], &["nhsuk 1", "ambermoor 1"], &["friends 1"]],
    );
}

#[test]
fn a_person_stands_before_likeness_and_a_successor_is_another_thing() {
    let town = organizations(&[
        ("ods", organization("1").codes("ods:A81001")),
        ("ambermoor", organization("1").name("Elm Surgery")),
        ("friends", organization("1").codes("ods:A81002")),
    ]);
    let organizations = EntryType::Organization;
    let liked = town.decides(
        false,
        ("ambermoor", "1"),
        Relation::Same,
        ("ods", "1"),
        organizations,
    );
    check(
        &liked,
        organizations,
        &[&["ods 1", "ambermoor 1"], &["friends 1"]],
    );
    let told = liked.decides(
        true,
        ("ambermoor", "1"),
        Relation::Same,
        ("friends", "1"),
        organizations,
    );
    check(
        &told,
        organizations,
        &[&["ods 1"], &["ambermoor 1", "friends 1"]],
    );
    let after = told.decides(
        true,
        ("friends", "1"),
        Relation::Successor,
        ("ods", "1"),
        organizations,
    );
    check(
        &after,
        organizations,
        &[&["ods 1"], &["ambermoor 1", "friends 1"]],
    );
}

#[test]
fn services_and_locations_join_and_part_by_decision_too() {
    let world = sources()
        .says("nhsuk", organization("1").codes("ods:A81001"))
        .says("nhsuk", location("1", "1").door("1 High Street", "QX1 1AA"))
        .says("nhsuk", service("1", "gp", "1", "1"))
        .says("ambermoor", organization("2").codes("ods:A81001"))
        .says(
            "ambermoor",
            location("2", "2").door("1 High Street", "QX1 1AA"),
        )
        .says("ambermoor", service("2", "doctor", "2", "2"));
    check(
        &world,
        EntryType::Service,
        &[&["nhsuk 1"], &["ambermoor 2"]],
    );
    let decided = world
        .decides(
            true,
            ("nhsuk", "1"),
            Relation::Same,
            ("ambermoor", "2"),
            EntryType::Service,
        )
        .decides(
            true,
            ("nhsuk", "1"),
            Relation::Different,
            ("ambermoor", "2"),
            EntryType::Location,
        );
    check(&decided, EntryType::Service, &[&["nhsuk 1", "ambermoor 2"]]);
    check(
        &decided,
        EntryType::Location,
        &[&["nhsuk 1"], &["ambermoor 2"]],
    );
}
