//! What is true of any world of entries.

mod world;

use model::{
    Decider, Decision, EntryId, EntryState, EntryType, Field, Relation, Role, Term, Value,
};
use proptest::prelude::*;
use resolve::{Authority, ByIdentifier, Grouping, Matcher, Resolved, resolve};
use std::collections::{BTreeMap, BTreeSet};
use world::{Ambermoor, Says, World, location, organization, service};

const SOURCES: [(&str, Role); 5] = [
    ("ods", Role::Register),
    ("nhsuk", Role::NationalProfile),
    ("ambermoor", Role::Council),
    ("northmoor", Role::Council),
    ("self", Role::Provider),
];
const CODES: [&str; 8] = [
    "",
    "ods:A81001",
    "ods:B82002",
    "cqc:1-101",
    "ods:A81001 cqc:1-101",
    "ods:B82002 cqc:1-101",
    "ods:A81001 ods:B82002",
    "charity:123456 cqc:1-102",
];
const DOORS: [(&str, &str); 4] = [
    ("12 Elm Road", "QX4 7PL"),
    ("Elm Road", "QX4 7PL"),
    ("3 High Street", "QX4 7PQ"),
    ("9 Rose Lane", "QX9 9ZZ"),
];
const KINDS: [&str; 5] = ["gp", "gp clinic", "befriending", "", "refuge"];

/// A row of a source: an organization with its locations, and services at the first of them or at none.
#[derive(Clone, Debug)]
struct Row {
    source: usize,
    live: bool,
    codes: usize,
    name: usize,
    doors: Vec<usize>,
    services: Vec<(usize, bool, bool)>,
}

fn row(kinds: usize) -> impl Strategy<Value = Row> {
    let services =
        prop::collection::vec((0..kinds, any::<bool>(), prop::bool::weighted(0.8)), 0..3);
    let parts = (
        0..SOURCES.len(),
        prop::bool::weighted(0.8),
        0..CODES.len(),
        0..3_usize,
    );
    (parts, prop::collection::vec(0..DOORS.len(), 0..3), services).prop_map(
        |((source, live, codes, name), doors, services)| Row {
            source,
            live,
            codes,
            name,
            doors,
            services,
        },
    )
}

/// The world of these rows. `town` tells two worlds apart: their codes and local ids differ.
fn world(rows: &[Row], town: &str) -> World {
    let mut world = SOURCES
        .iter()
        .fold(World::new(), |world, (key, role)| world.source(key, *role));
    for (n, row) in rows.iter().enumerate() {
        let key = SOURCES[row.source].0;
        let local = format!("{town}{n}");
        let mark = |says: Says, live: bool| if live { says } else { says.withdrawn() };
        let codes = if town.is_empty() {
            CODES[row.codes].to_owned()
        } else {
            CODES[row.codes].replace('1', "9").replace('2', "7")
        };
        let name = ["Elm Surgery", "ELM SURGERY", "Oak Surgery"][row.name];
        world = world.says(
            key,
            mark(organization(&local).codes(&codes).name(name), row.live),
        );
        for (m, &door) in row.doors.iter().enumerate() {
            let (line, postcode) = DOORS[door];
            let place = location(&format!("{local}-{m}"), &local).door(line, postcode);
            world = world.says(key, mark(place, row.live));
        }
        for (m, &(kind, somewhere, live)) in row.services.iter().enumerate() {
            let place = if somewhere && !row.doors.is_empty() {
                format!("{local}-0")
            } else {
                String::new()
            };
            let offered = service(&format!("{local}-{m}"), KINDS[kind], &local, &place).name(name);
            world = world.says(key, mark(offered, row.live && live));
        }
    }
    world
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec(row(KINDS.len()), 0..7)
}

/// The entries that each record is made of, live ones only.
fn together(resolved: &Resolved) -> BTreeSet<BTreeSet<EntryId>> {
    let live = |record: &model::Record| {
        record
            .members
            .iter()
            .map(|(id, _)| *id)
            .collect::<BTreeSet<_>>()
    };
    resolved
        .records
        .iter()
        .map(live)
        .filter(|live| !live.is_empty())
        .collect()
}

/// Joins nothing.
struct Apart;

impl Matcher for Apart {
    fn group(&self, component: &[EntryState], _: &[Decision]) -> Grouping {
        Grouping {
            groups: (0..component.len()).map(|at| vec![at]).collect(),
            ..Grouping::default()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn the_order_of_entries_and_of_sources_changes_nothing(rows in rows(), seed in any::<u64>()) {
        let world = world(&rows, "");
        let mut shuffled = world.clone();
        let mix = |n: u64| n.wrapping_add(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23);
        shuffled.entries.sort_by_key(|entry| mix(u64::from(entry.no.0)));
        shuffled.sources.sort_by_key(|source| mix(u64::from(source.no.0)));
        prop_assert_eq!(world.resolve(), shuffled.resolve());
    }

    #[test]
    fn the_order_of_reading_changes_only_which_id_is_the_main_one(rows in rows(), seed in any::<u64>()) {
        let world = world(&rows, "");
        let mut other = world.clone();
        for entry in &mut other.entries {
            entry.first.0 = entry.first.0.wrapping_add(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
        let (one, other) = (world.resolve(), other.resolve());
        prop_assert_eq!(together(&one), together(&other));
        let shown = |resolved: &Resolved| {
            let of = |record: &model::Record| {
                let members: BTreeSet<_> = record.members.iter().chain(&record.withdrawn).copied().collect();
                let texts = record.fields.iter().filter(|(_, f)| !matches!(f.value, Value::Reference(_)));
                (members, texts.map(|(field, value)| (*field, format!("{value:?}"))).collect::<Vec<_>>(), record.withheld.clone())
            };
            resolved.records.iter().map(|r| { let (m, f, w) = of(r); (m, (f, w)) }).collect::<BTreeMap<_, _>>()
        };
        prop_assert_eq!(shown(&one), shown(&other));
    }

    #[test]
    fn two_components_together_give_what_each_gives_alone(one in rows(), other in rows()) {
        let (one, mut other) = (world(&one, ""), world(&other, "x"));
        for entry in &mut other.entries {
            entry.first.0 += 1000;
        }
        let mut want = one.resolve();
        let alone = other.resolve();
        want.records.extend(alone.records);
        want.redirects.extend(alone.redirects);
        want.proposals.extend(alone.proposals);
        want.records.sort_by_key(|record| record.id);
        want.redirects.sort();
        want.proposals.sort_by_key(|proposal| (proposal.one, proposal.other));
        let both: Vec<EntryState> = one.entries.iter().chain(&other.entries).cloned().collect();
        prop_assert_eq!(resolve(&both, &[], &one.sources, Authority::england(), &ByIdentifier, &Ambermoor), want);
    }

    #[test]
    fn what_is_decided_apart_is_never_together_whatever_the_order(
        rows in rows(),
        pairs in prop::collection::vec((0usize..20, 0usize..20, 0usize..4, any::<bool>()), 0..8),
        seed in any::<u64>(),
    ) {
        let mut world = world(&rows, "");
        let undecided = world.resolve();
        for (one, other, relation, person) in pairs {
            if let (Some(one), Some(other)) = (world.entries.get(one), world.entries.get(other))
                && one.id != other.id
                // What stands about a pair is one decision: the store sees to that.
                && !world.decisions.iter().any(|d| [d.one, d.other] == [one.id, other.id] || [d.other, d.one] == [one.id, other.id])
            {
                let by = if person { Decider::Person("ann".into()) } else { Decider::Matcher("model".into()) };
                let relation = Relation::ALL[relation];
                world.decisions.push(Decision { one: one.id, other: other.id, relation, by, position: model::Position(99) });
            }
        }
        let decided = world.resolve();
        let mut shuffled = world.clone();
        let mix = |n: u64| n.wrapping_add(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23);
        shuffled.entries.sort_by_key(|entry| mix(u64::from(entry.no.0)));
        shuffled.decisions.sort_by_key(|decision| mix(u64::from(decision.one.as_bytes()[0])));
        prop_assert_eq!(&decided, &shuffled.resolve());
        let of = |id: EntryId| decided.redirects.iter().find(|(from, _)| *from == id).map_or(id, |(_, to)| *to);
        for decision in world.decisions.iter().filter(|d| d.relation.parts()) {
            let type_of = |id: EntryId| world.entries.iter().find(|e| e.id == id).unwrap().entry_type;
            if type_of(decision.one) == type_of(decision.other) {
                prop_assert_ne!(of(decision.one), of(decision.other));
            }
        }
        let codes = |id: EntryId| match world.entries.iter().find(|e| e.id == id).unwrap().value(Field::Identifiers) {
            Some(Value::Codes(codes)) => codes.clone(),
            _ => BTreeSet::new(),
        };
        for record in decided.records.iter().filter(|r| r.entry_type == EntryType::Organization) {
            for scheme in model::Scheme::ALL {
                let held = record.members.iter().map(|(id, _)| codes(*id).into_iter().filter(|c| c.scheme() == scheme).collect());
                let distinct: BTreeSet<Vec<_>> = held.filter(|codes: &Vec<_>| !codes.is_empty()).collect();
                prop_assert!(distinct.len() <= 1, "{:?}", distinct);
            }
        }
        // Taken back, everything is as it was.
        world.decisions.clear();
        prop_assert_eq!(undecided, world.resolve());
    }

    #[test]
    fn every_entry_leads_to_one_record_and_parting_restores_its_own(rows in rows()) {
        let world = world(&rows, "");
        let joined = world.resolve();
        let members = |r: &model::Record| r.members.iter().chain(&r.withdrawn).map(|(id, _)| *id).collect::<Vec<_>>();
        let mut led: Vec<(EntryId, EntryId)> = joined.redirects.clone();
        led.extend(joined.records.iter().map(|record| (record.id, record.id)));
        led.sort();
        let mut want: Vec<(EntryId, EntryId)> =
            joined.records.iter().flat_map(|record| members(record).into_iter().map(|id| (id, record.id))).collect();
        want.sort();
        prop_assert_eq!(led, want);

        let parted = world.resolve_by(&Apart);
        let own: BTreeSet<EntryId> = parted.records.iter().map(|record| record.id).collect();
        prop_assert_eq!(own, world.entries.iter().map(|entry| entry.id).collect());
        prop_assert!(parted.redirects.is_empty());
    }

    #[test]
    fn no_record_holds_two_locations_of_one_source(rows in rows()) {
        for record in world(&rows, "").resolve().records {
            let sources: Vec<_> = record.members.iter().chain(&record.withdrawn).map(|(_, source)| source).collect();
            if record.entry_type != EntryType::Organization {
                prop_assert_eq!(sources.iter().collect::<BTreeSet<_>>().len(), sources.len());
            }
        }
    }

    #[test]
    fn no_record_joins_two_codes_of_one_scheme(rows in rows()) {
        let world = world(&rows, "");
        let codes = |id: EntryId| match world.entries.iter().find(|e| e.id == id).unwrap().value(Field::Identifiers) {
            Some(Value::Codes(codes)) => codes.clone(),
            _ => BTreeSet::new(),
        };
        for record in world.resolve().records.iter().filter(|r| r.entry_type == EntryType::Organization) {
            for scheme in model::Scheme::ALL {
                let held = record.members.iter().map(|(id, _)| codes(*id).into_iter().filter(|c| c.scheme() == scheme).collect());
                let distinct: BTreeSet<Vec<_>> = held.filter(|codes: &Vec<_>| !codes.is_empty()).collect();
                prop_assert!(distinct.len() <= 1, "{:?}", distinct);
            }
        }
    }

    #[test]
    fn withdrawn_entries_do_not_change_which_live_ones_are_together(rows in rows()) {
        let world = world(&rows, "");
        let mut living = world.clone();
        living.entries.retain(|entry| entry.live);
        prop_assert_eq!(together(&world.resolve()), together(&living.resolve()));
    }

    #[test]
    fn every_value_has_a_source_dates_and_a_rule(rows in rows()) {
        let world = world(&rows, "");
        for record in world.resolve().records {
            for (field, shown) in &record.fields {
                prop_assert_eq!(shown.rule.split('.').next(), Some(field.as_str()));
                prop_assert!(!Authority::england().why(&shown.rule).is_empty());
                prop_assert!(!shown.because.is_empty());
                for claim in shown.because.iter().chain(&shown.losers) {
                    prop_assert!(world.entries.iter().any(|e| e.id == claim.entry && e.source == claim.source && e.live == record.is_listed()));
                }
                let speaking = if record.is_listed() { &record.members } else { &record.withdrawn };
                if field.shape() != model::Shape::Terms && field.shape() != model::Shape::Codes {
                    let says = speaking.iter().filter(|(id, _)| world.entries.iter().any(|e| e.id == *id && e.value(*field).is_some()));
                    prop_assert_eq!(says.count(), 1 + shown.losers.len());
                }
            }
        }
    }

    #[test]
    fn the_place_of_a_refuge_is_in_no_record_that_leads_there(rows in rows()) {
        let world = world(&rows, "");
        let resolved = world.resolve();
        let refuge = Value::terms(Term::slug("refuge")).unwrap();
        let main = |id: EntryId| resolved.redirects.iter().find(|(from, _)| *from == id).map_or(id, |(_, to)| *to);
        let named = |entry: &EntryState, field| match entry.value(field) {
            Some(Value::Reference(id)) => Some(main(*id)),
            _ => None,
        };
        for entry in world.entries.iter().filter(|entry| entry.value(Field::Kind) == Some(&refuge)) {
            let reached = [named(entry, Field::Location), named(entry, Field::Organization), Some(main(entry.id))];
            for record in resolved.records.iter().filter(|record| reached.contains(&Some(record.id))) {
                let text = format!("{record:?}");
                prop_assert!(DOORS.iter().all(|(_, postcode)| !text.contains(postcode)) && record.located.is_none());
            }
            if let (Some(organization), Some(location)) = (reached[1], reached[0]) {
                let postcode = world.entries.iter().filter(|e| main(e.id) == location).find_map(postcode);
                let theirs = world.entries.iter().filter(|e| named(e, Field::Organization) == Some(organization));
                let theirs: BTreeSet<EntryId> = theirs.map(|e| main(e.id)).collect();
                for record in resolved.records.iter().filter(|record| theirs.contains(&record.id)) {
                    let text = format!("{record:?}");
                    prop_assert!(postcode.iter().all(|postcode| !text.contains(postcode)));
                }
            }
        }
    }
}

fn postcode(entry: &EntryState) -> Option<String> {
    match entry.value(Field::Address) {
        Some(Value::Address(address)) => address.postcode.as_ref().map(ToString::to_string),
        _ => None,
    }
}
