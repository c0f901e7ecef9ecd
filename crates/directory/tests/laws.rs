//! The truths of the shared record (DESIGN section 5), with random histories.

mod world;

use directory::Judgement;
use jiff::civil::date;
use model::{EntryId, Relation};
use proptest::prelude::*;
use std::collections::BTreeMap;
use world::{Document, Row, World};

const SOURCES: [&str; 3] = ["register", "council", "profiles"];
const OPTIONAL: [&str; 6] = ["phone", "about", "kind", "checked", "postcode", "status"];

fn cell(options: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(options).prop_map(str::to_owned)
}

fn row() -> impl Strategy<Value = (u8, Row)> {
    (
        0u8..5,
        cell(&["Elm Surgery", "Elm Doctors", "Oak Pharmacy"]),
        cell(&["QXA01", "QXA02", "QXA01", ""]),
        cell(&["open", "closed", ""]),
        cell(&["1 High Street", "2 High Street"]),
        cell(&["QX1 1AA", "QX1 1AB", ""]),
        cell(&["A surgery.", "Care for all.", ""]),
        cell(&["gp", "pharmacy", "gp;flu"]),
        cell(&["01632 960001", "01632 960002", ""]),
        cell(&["2026-01-05", "2025-06-01", ""]),
    )
        .prop_map(
            |(id, name, ods, status, street, postcode, about, kind, phone, checked)| {
                let cells = [
                    ("id", format!("r{id}")),
                    ("name", name),
                    ("ods", ods),
                    ("status", status),
                    ("street", street),
                    ("postcode", postcode),
                    ("about", about),
                    ("kind", kind),
                    ("phone", phone),
                    ("mon", "09:00-17:00".to_owned()),
                    ("tue", String::new()),
                    ("checked", checked),
                ];
                (id, cells.into_iter().collect())
            },
        )
}

/// A document of each chosen source on distinct days, with some columns left out.
fn history() -> impl Strategy<Value = Vec<Document>> {
    let document = (
        0usize..3,
        prop::collection::vec(row(), 0..5),
        any::<bool>(),
        prop::bits::u8::between(0, 6),
    );
    prop::collection::vec(document, 1..6).prop_map(|documents| {
        documents
            .into_iter()
            .enumerate()
            .map(|(day, (source, rows, partial, missing))| {
                let rows: BTreeMap<u8, Row> = rows.into_iter().collect();
                let mut document = world::document(
                    SOURCES[source],
                    date(2026, 1, 1 + day as i8),
                    rows.into_values().collect(),
                );
                document.partial = partial;
                document.columns.retain(|c| {
                    !OPTIONAL
                        .iter()
                        .enumerate()
                        .any(|(n, o)| o == c && missing & (1 << n) != 0)
                });
                document
            })
            .collect()
    })
}

fn shuffled(documents: &[Document], seed: u64) -> Vec<Document> {
    let mut order: Vec<(u64, &Document)> = documents
        .iter()
        .enumerate()
        .map(|(n, d)| {
            (
                (n as u64 + 1)
                    .wrapping_mul(seed | 1)
                    .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                    .rotate_left(17),
                d,
            )
        })
        .collect();
    order.sort_by_key(|(key, _)| *key);
    order.into_iter().map(|(_, d)| d.clone()).collect()
}

/// A document with no rows at all is refused whole; it is no part of these laws.
fn read_all(world: &mut World, documents: &[Document]) {
    for document in documents.iter().filter(|d| !d.rows.is_empty()) {
        let report = world.read(document);
        assert!(report.tally.adds_up(), "{:?}", report.tally);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 60, ..ProptestConfig::default() })]

    /// Truth 2: the order in which documents and sources are read does not change the result.
    #[test]
    fn the_order_of_reading_changes_nothing(documents in history(), seed in any::<u64>()) {
        let (mut one, mut other) = (World::new(), World::new());
        read_all(&mut one, &documents);
        read_all(&mut other, &shuffled(&documents, seed));
        prop_assert_eq!(one.published(), other.published());
    }

    /// Truth 2: reading the same documents twice changes no record and adds no item but the runs' own.
    #[test]
    fn reading_again_changes_nothing(documents in history()) {
        let mut world = World::new();
        read_all(&mut world, &documents);
        let (hash, position) = (world.state_hash(), world.directory.status().unwrap().log_position);
        let documents: Vec<Document> = documents.into_iter().filter(|d| !d.rows.is_empty()).collect();
        for document in &documents {
            let report = world.read(document);
            prop_assert_eq!((report.counts.new, report.counts.changed, report.counts.withdrawn), (0, 0, 0));
        }
        prop_assert_eq!(world.state_hash(), hash);
        let released = world.directory.status().unwrap().log_position.0 - position.0;
        prop_assert_eq!(released, documents.len() as u64);
    }

    /// Truth 3: rebuilding from the log gives the same state as following it, also in another process.
    #[test]
    fn rebuilding_is_following(documents in history()) {
        let mut world = World::new();
        read_all(&mut world, &documents);
        let hash = world.state_hash();
        let world = world.reopened();
        prop_assert_eq!(world.state_hash(), hash.clone());
        world.directory.rebuild(&mut |_| {}).unwrap();
        prop_assert_eq!(world.state_hash(), hash);
        let verified = world.directory.verify(&mut |_| {}).unwrap();
        prop_assert_eq!(verified.faults, Vec::<String>::new());
    }

    /// Truth 4: every published value names its source, dates and rule. Truth 5: every id leads somewhere.
    #[test]
    fn every_value_says_where_it_comes_from(documents in history()) {
        let mut world = World::new();
        read_all(&mut world, &documents);
        let snapshot = world.directory.snapshot();
        for record in world.records() {
            for (field, shown) in &record.fields {
                prop_assert!(!shown.because.is_empty() && !shown.rule.is_empty(), "{field:?}");
                prop_assert!(!world.directory.rules().why(&shown.rule).is_empty(), "{} has no reason", shown.rule);
                for claim in shown.because.iter().chain(&shown.losers) {
                    prop_assert!(snapshot.source(claim.source).is_some());
                    prop_assert!(claim.position.0 > 0 && claim.said <= world::TODAY);
                }
            }
            for (id, _) in record.members.iter().chain(&record.withdrawn) {
                prop_assert_eq!(snapshot.follow(id).unwrap().map(|r| r.id), Some(record.id));
            }
        }
    }

    /// Truth 5: joining and parting in any order and taking it back restores exactly what was there.
    #[test]
    fn what_is_decided_and_taken_back_leaves_everything_as_it_was(
        documents in history(),
        judgements in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0usize..5, any::<bool>()), 1..6),
    ) {
        let mut world = World::new();
        read_all(&mut world, &documents);
        let before = world.state_hash();
        let mut stands = Vec::new();
        for (one, other, relation, back) in judgements {
            let ids: Vec<EntryId> = world
                .records()
                .iter()
                .flat_map(|r| r.members.iter().chain(&r.withdrawn).map(|(id, _)| *id).collect::<Vec<_>>())
                .collect();
            if ids.is_empty() {
                continue;
            }
            let judgement = Judgement {
                one: *one.get(&ids),
                other: *other.get(&ids),
                relation: Relation::ALL[relation],
                person: "ann".into(),
                reason: String::new(),
            };
            let hash = world.state_hash();
            if let Ok(position) = world.directory.decide(&judgement, world::now()) {
                let of = |id| world.directory.snapshot().follow(&id).unwrap().map(|r| r.id);
                if judgement.relation == Relation::Same {
                    prop_assert_eq!(of(judgement.one), of(judgement.other));
                } else if judgement.relation.parts() {
                    prop_assert_ne!(of(judgement.one), of(judgement.other));
                }
                if back {
                    world.directory.undo(position, "ann", world::now()).unwrap();
                    prop_assert_eq!(world.state_hash(), hash);
                } else {
                    stands.push(position);
                }
            } else {
                prop_assert_eq!(world.state_hash(), hash);
            }
            for id in ids {
                prop_assert!(world.directory.snapshot().follow(&id).unwrap().is_some());
            }
        }
        let hash = world.state_hash();
        world.directory.rebuild(&mut |_| {}).unwrap();
        prop_assert_eq!(world.state_hash(), hash);
        for position in stands {
            world.directory.undo(position, "ann", world::now()).unwrap();
        }
        prop_assert_eq!(world.state_hash(), before);
        prop_assert_eq!(world.directory.verify(&mut |_| {}).unwrap().faults, Vec::<String>::new());
    }
}
