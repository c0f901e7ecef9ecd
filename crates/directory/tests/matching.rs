//! Matching by likeness in the record, of organizations and of services: what is joined, asked and left, and its laws with
//! random histories.

mod world;

use directory::{Judgement, ListedKind};
use jiff::civil::{Date, date};
use model::{EntryId, EntryType, Field, Record, Relation, Scheme, Value};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use world::{Document, Row, World, document, row};

fn day(dom: i8) -> Date {
    date(2026, 3, dom)
}

/// A row of a surgery that has no code.
fn fern(id: &str, extra: &[(&'static str, &str)]) -> Row {
    let mut cells = row(&[
        ("id", id),
        ("name", "Fern Lea Surgery"),
        ("street", "7 Tannery Way"),
        ("postcode", "QX8 4DA"),
        ("kind", "gp"),
        ("phone", "01632 960417"),
    ]);
    cells.extend(row(extra));
    cells
}

/// Something else each time, far from everything: so that little of what is there changes.
fn others(source: &str, count: usize) -> Vec<Row> {
    const NAMES: [&str; 8] = [
        "Larkspur",
        "Saltpan",
        "Turnstile",
        "Quarry",
        "Heron",
        "Millrace",
        "Copper",
        "Bracken",
    ];
    const PLACES: [&str; 5] = [
        "Weir Walk",
        "Quay Side",
        "Long Acre",
        "Cinder Path",
        "Mount Row",
    ];
    // Each source has streets of its own.
    let of = 100 * source.len();
    (of..of + count)
        .map(|n| {
            row(&[
                ("id", &format!("o{n}")),
                (
                    "name",
                    &format!("{} {} {source} Club", NAMES[n % 8], NAMES[(n / 8 + n) % 8]),
                ),
                ("street", &format!("{} {}", n + 20, PLACES[n % 5])),
                (
                    "postcode",
                    &format!(
                        "QX{} {}{}A",
                        20 + n % 50,
                        n % 9,
                        char::from(b'A' + (n % 17) as u8)
                    ),
                ),
                ("kind", "lunch-club"),
                ("phone", &format!("01632 96{:04}", 1000 + n)),
            ])
        })
        .collect()
}

fn read(world: &mut World, source: &'static str, said: Date, rows: Vec<Row>) {
    world.read(&document(source, said, rows));
}

fn id(source: &str, local: &str) -> EntryId {
    EntryId::of(
        &source.parse().expect("a key"),
        &format!("{local}#organization"),
        EntryType::Organization,
    )
}

fn together(world: &World, one: EntryId, other: EntryId) -> bool {
    let snapshot = world.directory.snapshot();
    let of = |id| snapshot.follow(&id).expect("it is read").map(|r| r.id);
    of(one) == of(other)
}

fn listed(world: &World, kind: ListedKind) -> Vec<BTreeSet<EntryId>> {
    let (_, listed) = world
        .directory
        .match_list(kind, 1_000, 1)
        .expect("it lists");
    let ids = |pair: &directory::Listed| pair.sides.iter().filter_map(|side| side.id).collect();
    listed.iter().map(ids).collect()
}

/// What two rows of two sources are to each other, with nothing else there.
#[track_caller]
fn check(one: Row, other: Row, want: Option<ListedKind>) {
    let mut world = World::new();
    let ids = [id("register", &one["id"]), id("council", &other["id"])];
    read(&mut world, "register", day(1), vec![one]);
    read(&mut world, "council", day(2), vec![other]);
    for kind in [ListedKind::Same, ListedKind::Ask, ListedKind::Successor] {
        let is_listed = listed(&world, kind).contains(&ids.into());
        assert_eq!(is_listed, want == Some(kind), "{kind:?}");
    }
    assert_eq!(
        together(&world, ids[0], ids[1]),
        want == Some(ListedKind::Same)
    );
}

#[test]
fn one_surgery_in_two_spellings_is_joined() {
    check(
        fern("1", &[]),
        fern(
            "2",
            &[("name", "FERN LEA SURG."), ("phone", "+44 1632 960417")],
        ),
        Some(ListedKind::Same),
    );
}

#[test]
fn what_is_next_door_or_of_another_kind_is_not_it() {
    let pharmacy = [
        ("name", "Fern Lea Pharmacy"),
        ("kind", "pharmacy"),
        ("phone", "01632 960555"),
    ];
    check(fern("1", &[]), fern("2", &pharmacy), None);
    // Even with one name and one telephone number.
    check(fern("1", &[]), fern("2", &[("kind", "pharmacy")]), None);
    check(
        fern("1", &[("name", "Knit and Natter"), ("kind", "")]),
        fern("2", &[("name", "Stroke Choir"), ("kind", "")]),
        None,
    );
}

#[test]
fn two_codes_of_one_register_are_two_things() {
    check(
        fern("1", &[("ods", "QXA01")]),
        fern("2", &[("ods", "QXA02")]),
        None,
    );
    check(
        fern("1", &[("ods", "QXA01")]),
        fern("2", &[]),
        Some(ListedKind::Same),
    );
}

#[test]
fn what_runs_follows_what_has_closed_at_its_address() {
    check(
        fern("1", &[("status", "closed")]),
        fern("2", &[("status", "open")]),
        Some(ListedKind::Successor),
    );
}

#[test]
fn nothing_without_a_name_is_anything() {
    check(fern("1", &[("name", "")]), fern("2", &[("name", "")]), None);
}

#[test]
fn what_cannot_be_told_apart_is_asked_until_a_person_says() {
    let mut world = World::new();
    let (here, there) = ([("ods", "QXA01")], [("ods", "QXA02")]);
    read(
        &mut world,
        "register",
        day(1),
        vec![fern("1", &here), fern("2", &there)],
    );
    read(&mut world, "council", day(1), vec![fern("3", &[])]);
    let asked = listed(&world, ListedKind::Ask);
    assert_eq!(asked.len(), 2, "{asked:?}");
    let (one, other, third) = (id("register", "1"), id("register", "2"), id("council", "3"));
    let evidence = world.directory.evidence(one, third).unwrap();
    assert_eq!(evidence.relation, Some(Relation::Undecided));
    assert_eq!(
        evidence.considered.iter().map(|c| c.id).collect::<Vec<_>>(),
        [other]
    );
    assert!(
        evidence.score > 0.3 && evidence.score < 0.6,
        "{}",
        evidence.score
    );
    let judgement = Judgement {
        one,
        other: third,
        relation: Relation::Same,
        person: "ann".into(),
        reason: String::new(),
    };
    world.directory.decide(&judgement, world::now()).unwrap();
    assert!(together(&world, one, third) && !together(&world, one, other));
}

#[test]
fn what_a_person_says_stands_whatever_the_matcher_finds_later() {
    let mut world = World::new();
    read(&mut world, "register", day(1), vec![fern("1", &[])]);
    read(&mut world, "council", day(1), vec![fern("2", &[])]);
    let (one, other) = (id("register", "1"), id("council", "2"));
    assert!(together(&world, one, other));
    let judgement = Judgement {
        one,
        other,
        relation: Relation::Different,
        person: "ann".into(),
        reason: "two floors".into(),
    };
    let position = world.directory.decide(&judgement, world::now()).unwrap();
    read(
        &mut world,
        "council",
        day(2),
        vec![fern("2", &[("phone", "01632 960418")])],
    );
    assert!(!together(&world, one, other));
    world.directory.undo(position, "ann", world::now()).unwrap();
    assert!(together(&world, one, other));
}

#[test]
fn a_decision_goes_when_what_it_rests_on_goes() {
    let mut world = World::new();
    read(&mut world, "register", day(1), vec![fern("1", &[])]);
    let apart = world.state_hash();
    let mut rows = others("council", 40);
    read(&mut world, "council", day(1), rows.clone());
    let without = world.state_hash();
    rows.push(fern("2", &[]));
    read(&mut world, "council", day(2), rows.clone());
    assert!(together(&world, id("register", "1"), id("council", "2")));
    rows.pop();
    rows.push(fern(
        "2",
        &[
            ("name", "Heron Boats"),
            ("street", "1 Staithe"),
            ("postcode", "QX1 1AA"),
            ("phone", ""),
            ("kind", ""),
        ],
    ));
    read(&mut world, "council", day(3), rows);
    assert!(!together(&world, id("register", "1"), id("council", "2")));
    assert!(apart != without && without != world.state_hash());
    assert_eq!(world.directory.match_anew(&mut |_| {}).unwrap(), 0);
}

#[test]
fn another_model_is_tried_and_adopted_and_given_up() {
    let mut world = World::new();
    read(&mut world, "register", day(1), vec![fern("1", &[])]);
    read(&mut world, "council", day(1), vec![fern("2", &[])]);
    let before = world.state_hash();
    // One that holds nothing to be the same.
    let text = world.directory.version().text();
    let text = text.replacen("shares = [0.1", "shares = [0.000001", 1);
    let trial = world.directory.try_model(&text).unwrap();
    assert_eq!((trial.joins, trial.parted), ((1, 0), 1));
    assert_eq!(world.state_hash(), before);
    world
        .directory
        .adopt_model(Some(&text), "ann", world::now())
        .unwrap();
    assert!(!together(&world, id("register", "1"), id("council", "2")));
    let world = world.reopened();
    assert_eq!(world.directory.version().hash(), trial.model);
    world
        .directory
        .adopt_model(None, "ann", world::now())
        .unwrap();
    assert_eq!(world.state_hash(), before);
    assert!(world.directory.try_model("form = 1").is_err());
}

#[test]
fn what_is_erased_is_in_no_profile() {
    let mut world = World::new();
    read(&mut world, "register", day(1), vec![fern("1", &[])]);
    read(&mut world, "council", day(1), vec![fern("2", &[])]);
    let record = world
        .directory
        .snapshot()
        .follow(&id("register", "1"))
        .unwrap()
        .unwrap();
    world
        .directory
        .redact(record.id, Some(Field::Name), "asked for", world::now())
        .unwrap();
    // Without a name there is nothing to be like.
    assert!(
        world
            .directory
            .evidence(id("register", "1"), id("council", "2"))
            .is_err()
    );
    assert_eq!(world.directory.match_anew(&mut |_| {}).unwrap(), 0);
}

/// Bad input: joined is nothing, and it takes no time.
#[track_caller]
fn check_harmless(rows: impl Fn(usize) -> Row) {
    let many: Vec<Row> = (0..600).map(rows).collect();
    let mut world = World::new();
    read(&mut world, "register", day(1), many.clone());
    read(&mut world, "council", day(1), many.clone());
    read(&mut world, "council", day(2), many[1..].to_vec());
    assert_eq!(listed(&world, ListedKind::Same), []);
    assert_eq!(listed(&world, ListedKind::Ask), []);
}

#[test]
fn a_source_full_of_one_thing_joins_nothing() {
    let numbered =
        |n: usize, cell: &'static str, value: &str| fern(&format!("r{n}"), &[(cell, value)]);
    // The same row again and again; one number, one postcode under names that say nothing; no names.
    check_harmless(|n| numbered(n, "about", "x"));
    check_harmless(|n| numbered(n, "name", "?"));
    check_harmless(|n| numbered(n, "name", ""));
}

#[test]
fn ids_that_change_every_time_leave_one_record_each() {
    let mut world = World::new();
    let mut rows = others("register", 40);
    rows.push(fern("1", &[]));
    read(&mut world, "register", day(1), rows);
    for run in 1..5 {
        let mut rows = others("council", 40);
        rows.push(fern(&format!("run{run}"), &[]));
        read(&mut world, "council", day(run), rows);
        assert!(together(
            &world,
            id("register", "1"),
            id("council", &format!("run{run}"))
        ));
    }
    let asked = listed(&world, ListedKind::Ask);
    assert!(asked.is_empty(), "{asked:?}");
}

#[test]
fn what_follows_each_other_in_a_circle_stays_apart() {
    let mut world = World::new();
    read(
        &mut world,
        "register",
        day(1),
        vec![fern("1", &[("ods", "QXA01")])],
    );
    read(&mut world, "council", day(1), vec![fern("2", &[])]);
    let (one, other) = (id("register", "1"), id("council", "2"));
    for (one, other) in [(one, other), (other, one)] {
        let judgement = Judgement {
            one,
            other,
            relation: Relation::Successor,
            person: "ann".into(),
            reason: String::new(),
        };
        world.directory.decide(&judgement, world::now()).unwrap();
    }
    assert!(!together(&world, one, other));
}

fn service(source: &str, local: &str) -> EntryId {
    EntryId::of(
        &source.parse().expect("a key"),
        &format!("{local}#service"),
        EntryType::Service,
    )
}

#[test]
fn services_of_one_organization_are_joined_asked_explained_and_parted() {
    let of = |kind: &'static str| fern("1", &[("ods", "QXA01"), ("kind", kind)]);
    let mut world = World::new();
    read(&mut world, "register", day(1), vec![of("gp;clinic")]);
    let alone = world.state_hash();
    // Kinds overlap: one service. Kinds that differ, of the same place and number: a person is asked.
    read(&mut world, "council", day(2), vec![of("gp")]);
    let (one, other) = (service("register", "1"), service("council", "1"));
    assert!(together(&world, one, other));
    assert_eq!(listed(&world, ListedKind::Same), [[one, other].into()]);
    let why = world.directory.evidence(one, other).unwrap();
    assert_eq!(why.relation, Some(Relation::Same));
    assert!(why.score >= 0.9 && why.barrier.is_none(), "{why:?}");
    assert!(
        why.fields
            .iter()
            .any(|told| told.words == "they share a kind")
    );
    let figures = world.directory.match_figures().unwrap();
    assert_eq!(
        (figures.services.by_likeness, figures.services.records),
        (1, 1)
    );
    assert_eq!(figures.by_likeness, 0);
    read(&mut world, "council", day(3), vec![of("lunch-club")]);
    assert!(!together(&world, one, other));
    assert_eq!(listed(&world, ListedKind::Ask), [[one, other].into()]);
    assert_eq!(world.directory.questions("ann").unwrap().len(), 1);
    // Kinds that exclude each other: nothing is asked.
    read(&mut world, "council", day(4), vec![of("pharmacy")]);
    assert!(world.directory.questions("ann").unwrap().is_empty());
    assert!(
        world
            .directory
            .evidence(one, other)
            .unwrap()
            .barrier
            .is_some()
    );
    read(&mut world, "council", day(5), vec![]);
    assert_eq!(listed(&world, ListedKind::Same), []);
    assert_ne!(world.state_hash(), alone);
    // Of services of two organizations likeness says nothing, and of a service and an organization neither.
    assert!(world.directory.evidence(one, id("register", "1")).is_err());
}

fn pick(options: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(options)
}

/// A row that is like others: a few names, streets and numbers.
fn like() -> impl Strategy<Value = Row> {
    (
        0u8..12,
        pick(&[
            "Fern Lea Surgery",
            "FERN LEA SURG",
            "Fern Lea",
            "Larkspur House",
            "Dr Fern",
        ]),
        pick(&["7 Tannery Way", "7 TANNERY WAY", "9 Tannery Way", ""]),
        pick(&["QX8 4DA", "QX8 4DB", ""]),
        pick(&["01632 960417", "01632 960418", ""]),
        pick(&["gp", "gp;clinic", "lunch-club", "pharmacy", ""]),
        pick(&["", "", "QXA01", "QXA01", "QXA02"]),
        pick(&["open", "", "", "closed"]),
    )
        .prop_map(|(id, name, street, postcode, phone, kind, ods, status)| {
            let mut row = fern(&format!("r{id}"), &[]);
            for (column, cell) in [
                ("name", name),
                ("street", street),
                ("postcode", postcode),
                ("phone", phone),
                ("kind", kind),
                ("ods", ods),
                ("status", status),
            ] {
                row.insert(column, cell.to_owned());
            }
            row
        })
}

const SOURCES: [&str; 3] = ["register", "council", "profiles"];

/// What happens next.
#[derive(Clone, Debug)]
enum Step {
    /// A source says these rows, and no others but its own crowd.
    Whole(usize, Vec<Row>),
    /// A source adds or changes these rows.
    Part(usize, Vec<Row>),
    /// A person says something about two, and perhaps takes it back.
    Decide(prop::sample::Index, prop::sample::Index, usize, bool),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..3usize, prop::collection::vec(like(), 0..4)).prop_map(|(s, rows)| Step::Whole(s, rows)),
        (0..3usize, prop::collection::vec(like(), 1..4)).prop_map(|(s, rows)| Step::Part(s, rows)),
        (0..3usize, prop::collection::vec(like(), 1..4)).prop_map(|(s, rows)| Step::Part(s, rows)),
        (
            any::<prop::sample::Index>(),
            any::<prop::sample::Index>(),
            0..5usize,
            any::<bool>()
        )
            .prop_map(|(one, other, relation, back)| Step::Decide(one, other, relation, back)),
    ]
}

/// Rows by id: a document with two of one id is another story.
fn once(rows: &[Row]) -> Vec<Row> {
    let rows: BTreeMap<String, Row> = rows
        .iter()
        .map(|row| (row["id"].clone(), row.clone()))
        .collect();
    rows.into_values().collect()
}

fn documents(steps: &[Step], crowd: usize) -> Vec<Document> {
    let mut documents: Vec<Document> = SOURCES
        .iter()
        .map(|source| document(source, date(2026, 1, 1), crowded(source, crowd)))
        .collect();
    for (n, step) in steps.iter().enumerate() {
        let said = date(2026, 2, 1 + n as i8);
        match step {
            Step::Whole(source, rows) => {
                let mut all = crowded(SOURCES[*source], crowd);
                all.extend(once(rows));
                documents.push(document(SOURCES[*source], said, all));
            }
            Step::Part(source, rows) => {
                let mut part = document(SOURCES[*source], said, once(rows));
                part.partial = true;
                documents.push(part);
            }
            Step::Decide(..) => {}
        }
    }
    documents
}

/// What the matcher says of pairs, of organizations and of services.
fn proposed(world: &World) -> BTreeSet<(String, BTreeSet<EntryId>)> {
    let mut all = BTreeSet::new();
    for kind in [
        ListedKind::Same,
        ListedKind::Ask,
        ListedKind::Successor,
        ListedKind::Elsewhere,
    ] {
        let pairs = listed(world, kind);
        all.extend(pairs.into_iter().map(|ids| (format!("{kind:?}"), ids)));
    }
    all
}

/// Rows that make a step small beside what is there; some share a telephone number, nearly as many as may.
fn crowded(source: &str, crowd: usize) -> Vec<Row> {
    let mut rows = others(source, 30);
    for row in rows.iter_mut().take(crowd) {
        row.insert("phone", "01632 960417".into());
    }
    rows
}

fn codes(record: &Record) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    if let Some(shown) = record.fields.get(&Field::Identifiers) {
        for claim in shown.because.iter().chain(&shown.losers) {
            if let Value::Codes(said) = &claim.value {
                codes.extend(
                    said.iter()
                        .filter(|c| c.scheme() == Scheme::Ods)
                        .map(ToString::to_string),
                );
            }
        }
    }
    codes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, max_shrink_iters: 60, ..ProptestConfig::default() })]

    /// In place is from scratch; two codes never come together; nothing is lost; what persons said stands.
    #[test]
    fn matching_in_place_is_matching_from_nothing(
        steps in prop::collection::vec(step(), 1..8),
        crowd in 15..21usize,
    ) {
        let mut world = World::new();
        let mut documents = documents(&steps, crowd).into_iter();
        for document in documents.by_ref().take(3) {
            world.read(&document);
        }
        let mut said: BTreeMap<BTreeSet<EntryId>, Relation> = BTreeMap::new();
        for (n, step) in steps.iter().enumerate() {
            match step {
                Step::Whole(..) | Step::Part(..) => {
                    world.read(&documents.next().unwrap());
                }
                Step::Decide(one, other, relation, back) => {
                    let of_type = [EntryType::Organization, EntryType::Service][n % 2];
                    let entries: Vec<EntryId> = world
                        .records()
                        .iter()
                        .filter(|r| r.entry_type == of_type)
                        .flat_map(|r| r.members.iter().chain(&r.withdrawn).map(|(id, _)| *id).collect::<Vec<_>>())
                        .collect();
                    let judgement = Judgement {
                        one: *one.get(&entries),
                        other: *other.get(&entries),
                        relation: Relation::ALL[*relation],
                        person: "ann".into(),
                        reason: String::new(),
                    };
                    let hash = world.state_hash();
                    let Ok(position) = world.directory.decide(&judgement, world::now()) else { continue };
                    if *back {
                        world.directory.undo(position, "ann", world::now()).unwrap();
                        prop_assert_eq!(world.state_hash(), hash);
                    } else if judgement.relation.parts() {
                        said.insert([judgement.one, judgement.other].into(), judgement.relation);
                    } else {
                        said.remove(&BTreeSet::from([judgement.one, judgement.other]));
                    }
                }
            }
            let mut seen: BTreeSet<EntryId> = BTreeSet::new();
            for record in world.records() {
                if record.entry_type == EntryType::Organization && record.is_listed() {
                    let live = codes(&record);
                    prop_assert!(live.len() <= 1, "{live:?}");
                }
                for (id, _) in record.members.iter().chain(&record.withdrawn) {
                    prop_assert!(seen.insert(*id), "{} is in two records", id);
                    prop_assert_eq!(world.directory.snapshot().follow(id).unwrap().map(|r| r.id), Some(record.id));
                }
            }
            for pair in said.keys() {
                let ids: Vec<EntryId> = pair.iter().copied().collect();
                if let [one, other] = ids[..] {
                    prop_assert!(!together(&world, one, other));
                }
            }
        }
        let (hash, said, head) = (world.state_hash(), proposed(&world), world.directory.status().unwrap().log_position);
        prop_assert_eq!(world.directory.match_anew(&mut |_| {}).unwrap(), 0);
        prop_assert_eq!(world.state_hash(), hash.clone());
        world.directory.rebuild(&mut |_| {}).unwrap();
        prop_assert_eq!(world.state_hash(), hash);
        prop_assert_eq!(proposed(&world), said);
        prop_assert_eq!(world.directory.status().unwrap().log_position, head);
    }

    /// The order of sources and documents does not matter, up to which member's id is the main one.
    #[test]
    fn the_order_of_reading_changes_no_match(steps in prop::collection::vec(step(), 1..6), turn in 0..20usize) {
        let documents = documents(&steps, 4);
        let (mut one, mut other) = (World::new(), World::new());
        for document in documents.iter().filter(|d| !d.rows.is_empty()) {
            one.read(document);
        }
        let mut turned = documents.clone();
        turned.rotate_left(turn % documents.len());
        turned.reverse();
        for document in turned.iter().filter(|d| !d.rows.is_empty()) {
            other.read(document);
        }
        prop_assert_eq!(one.published(), other.published());
        prop_assert_eq!(proposed(&one), proposed(&other));
    }
}
