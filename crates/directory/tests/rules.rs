//! Whom to believe: what a rule can depend on, who may see what, versions, and rules that can be used no more.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod world;

use directory::{Directory, Error, Trial};
use jiff::civil::date;
use model::{EntryId, EntryType, Field, Value, Visibility};
use serde_json::json;
use std::collections::BTreeMap;
use store::{Log as _, Note, SqliteLog};
use world::{Document, TODAY, World, now, row};

/// Postcodes of two local authorities.
const PLACES: &str =
    "pcds,lat,long,lad25cd\nQX1 1AA,54.2,-1.6,E06000991\nQX2 2BB,54.3,-1.7,E06000992\n";
const AREAS: &str = "lad25cd,lad25nm\nE06000991,Ambermoor\nE06000992,\"Sedge Valley, County of\"\n";

/// One place in each authority and kind, told of by two sources that agree on nothing.
fn tell(source: &'static str, hours: &str, phone: &str, street: &str) -> Document {
    let of = |(id, kind, postcode): &(&str, &str, &str)| {
        row(&[
            ("id", id),
            ("name", &format!("Elm {id}")),
            ("ods", &format!("QXA0{id}")),
            ("street", street),
            ("postcode", postcode),
            ("kind", kind),
            ("phone", phone),
            ("mon", hours),
        ])
    };
    let rows = [
        ("1", "gp", "QX1 1AA"),
        ("2", "pharmacy", "QX1 1AA"),
        ("3", "gp", "QX2 2BB"),
        ("4", "pharmacy", "QX2 2BB"),
    ];
    world::document(source, date(2026, 3, 1), rows.iter().map(of).collect())
}

fn world() -> World {
    let mut world = World::new();
    let places = ["places.csv", "areas.csv"].map(|name| world.folder.path().join(name));
    std::fs::write(&places[0], PLACES).unwrap();
    std::fs::write(&places[1], AREAS).unwrap();
    world
        .directory
        .import_places(&places, now(), &mut |_| {})
        .unwrap();
    world.read(&tell(
        "profiles",
        "09:00-17:00",
        "01632 960001",
        "1 High Street",
    ));
    world.read(&tell("council", "10:00-16:00", "01632 960002", "1 High St"));
    world
}

/// A rule of a file, and a default that leaves things as they are.
fn rule(field: &str, scope: &str) -> String {
    let rule = |scope: &str, believed: &str| {
        format!(
            "[[rule.{field}]]\n{scope}believed = [\"{believed}\"]\ntake = \"one\"\nreview_days = 90\nwhy = \"so\"\n"
        )
    };
    if scope.is_empty() {
        rule("", "council")
    } else {
        rule(&format!("{scope}\n"), "council") + &rule("", "national-profile")
    }
}

fn attempt(directory: &Directory, text: &str) -> Result<Trial, Error> {
    directory.try_rules(Some(text), TODAY, usize::MAX, &mut |_| {})
}

/// The rows of whose services `field` changes by a rule of this scope; what the trial lists is what adopting changes.
#[track_caller]
fn reaches(field: Field, scope: &str, expected: &[&str]) {
    let world = world();
    let text = rule(field.as_str(), scope);
    let values = || -> BTreeMap<EntryId, Option<Value>> {
        let records = world.records();
        records
            .iter()
            .map(|record| (record.id, record.value(field).cloned()))
            .collect()
    };
    let before = values();
    let trial = attempt(&world.directory, &text).unwrap();
    world
        .directory
        .adopt_rules(Some(&text), None, "ann", now())
        .unwrap();
    let after = values();
    let changed: Vec<EntryId> = before
        .iter()
        .filter(|(id, value)| after[*id] != **value)
        .map(|(id, _)| *id)
        .collect();
    let mut listed: Vec<EntryId> = trial.listed.iter().map(|record| record.id).collect();
    listed.sort_unstable();
    assert_eq!(listed, changed, "{scope}");
    let entry_type = if field == Field::Address {
        EntryType::Location
    } else {
        EntryType::Service
    };
    let rows: Vec<&str> = ["1", "2", "3", "4"]
        .into_iter()
        .filter(|row| {
            let local = format!("{row}#{}", entry_type.as_str());
            let id = EntryId::of(&"council".parse().unwrap(), &local, entry_type);
            changed.contains(&world.directory.snapshot().follow(&id).unwrap().unwrap().id)
        })
        .collect();
    assert_eq!(rows, expected, "{} {scope}", field.as_str());
}

#[test]
fn a_rule_is_for_a_field_for_kinds_of_service_and_for_areas() {
    reaches(Field::Schedule, "", &["1", "2", "3", "4"]);
    reaches(Field::Schedule, "kinds = [\"pharmacy\"]", &["2", "4"]);
    reaches(Field::Schedule, "areas = [\"E06000991\"]", &["1", "2"]);
    reaches(Field::Schedule, "areas = [\"ambermoor\"]", &["1", "2"]);
    reaches(
        Field::Schedule,
        "areas = [\"Sedge Valley, County of\", \"E06000991\"]",
        &["1", "2", "3", "4"],
    );
    reaches(
        Field::Schedule,
        "kinds = [\"gp\"]\nareas = [\"E06000992\"]",
        &["3"],
    );
    // No source says of a place of what kind it is: the services there do.
    reaches(Field::Address, "kinds = [\"pharmacy\"]", &["2", "4"]);
}

#[test]
fn an_area_that_nobody_knows_is_refused_with_names_like_it() {
    let world = world();
    let fault = |scope: &str| {
        attempt(&world.directory, &rule("schedule", scope))
            .unwrap_err()
            .to_string()
    };
    let told = fault("areas = [\"E06000991\", \"Ambermore\"]");
    assert!(
        told.contains(
            "line 2, column 23: `Ambermore` is no area that we know; names like it are Ambermoor"
        ),
        "{told}"
    );
    let told = fault("areas = [\"E06000993\"]");
    assert!(
        told.contains("`E06000993` is no area that we know; write the code or the whole name"),
        "{told}"
    );
    let adopted = world.directory.adopt_rules(
        Some(&rule("schedule", "areas = [\"Weir\"]")),
        None,
        "ann",
        now(),
    );
    assert!(matches!(adopted, Err(Error::Rules(_))));
}

#[test]
fn a_trial_tells_of_kinds_and_areas_that_nothing_has_and_of_what_must_be_asked_again() {
    let world = world();
    let trial = attempt(&world.directory, &rule("schedule", "kinds = [\"pharmcy\"]")).unwrap();
    assert_eq!((trial.records, trial.notices.len()), (0, 1));
    assert!(
        trial.notices[0].contains("of the kind `pharmcy`"),
        "{:?}",
        trial.notices
    );
    // Said in March, looked at in November: past 90 days, not past 3650.
    let text = rule("schedule", "").replace("90", "3650");
    let trial = attempt(&world.directory, &text).unwrap();
    assert_eq!(trial.due[&Field::Schedule], (4, 0));
    // Without places nothing is known of areas.
    let bare = World::new();
    let trial = attempt(
        &bare.directory,
        &rule("schedule", "areas = [\"Ambermoor\"]"),
    )
    .unwrap();
    assert!(
        trial.notices[0].contains("import places"),
        "{:?}",
        trial.notices
    );
}

#[test]
fn an_address_that_is_not_for_everybody_gives_no_position_either() {
    let world = world();
    let text = rule("address", "kinds = [\"pharmacy\"]\nvisibility = \"staff\"");
    world
        .directory
        .adopt_rules(Some(&text), None, "ann", now())
        .unwrap();
    for (row, is_shown) in [("1", true), ("2", false)] {
        let service = world.service("council", row);
        assert_eq!(service.located.is_some(), is_shown, "{row}");
        let Some(Value::Reference(location)) = service.value(Field::Location) else {
            panic!("no location")
        };
        let location = world
            .directory
            .snapshot()
            .follow(location)
            .unwrap()
            .unwrap();
        assert_eq!(location.located.is_some(), is_shown, "{row}");
        assert_eq!(
            location.fields[&Field::Address].visibility == Visibility::Public,
            is_shown,
            "{row}"
        );
    }
}

#[test]
fn what_is_no_longer_said_is_kept_back_as_before() {
    let mut world = World::new();
    let refuge = |street: &str| Document {
        source: "council",
        said: if street.is_empty() {
            date(2026, 4, 1)
        } else {
            date(2026, 3, 1)
        },
        partial: false,
        columns: vec!["id", "name", "street", "postcode", "kind"],
        rows: vec![row(&[
            ("id", "1"),
            ("name", "Elm House"),
            ("street", street),
            ("postcode", ""),
            ("kind", "refuge"),
        ])],
    };
    world.read(&refuge("9 Secret Lane"));
    world.read(&refuge(""));
    let id = EntryId::of(
        &"council".parse().unwrap(),
        "1#location",
        EntryType::Location,
    );
    let history = world.directory.history(id, Visibility::Staff).unwrap();
    assert!(!format!("{history:?}").contains("Secret"), "{history:?}");
}

#[test]
fn nobody_overwrites_rules_that_they_have_not_seen() {
    let world = world();
    let seen = world.directory.rules_mark();
    let [hours, phones] = ["schedule", "phone"].map(|field| rule(field, ""));
    world
        .directory
        .adopt_rules(Some(&hours), Some(&seen), "ann", now())
        .unwrap();
    let second = world
        .directory
        .adopt_rules(Some(&phones), Some(&seen), "bob", now());
    assert!(matches!(second, Err(Error::RulesMoved)));
    assert_eq!(world.directory.rules().text(), hours);
    let seen = world.directory.rules_mark();
    world
        .directory
        .adopt_rules(Some(&phones), Some(&seen), "bob", now())
        .unwrap();
    world
        .directory
        .adopt_rules(None, None, "ann", now())
        .unwrap();
    let versions = world.directory.rules_versions().unwrap();
    let told: Vec<_> = versions
        .iter()
        .map(|v| (v.by.as_deref(), v.text.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (Some("ann"), None),
            (Some("bob"), Some(&*phones)),
            (Some("ann"), Some(&*hours)),
            (None, None)
        ]
    );
}

/// Writes rules into the log that an earlier product took and this one does not.
fn adopt_unchecked(world: &World, text: &str) {
    let log = world.folder.path().join("data").join("log.sqlite");
    let mut log = SqliteLog::open(&log, testkit::seeded_entropy(9)).unwrap();
    let says = [
        ("adopted_by", json!("bob")),
        ("hash", json!("0")),
        ("text", json!(text)),
    ];
    log.append_note(Note {
        kind: "rules".to_owned(),
        at: now(),
        says: says.map(|(word, value)| (word.to_owned(), value)).into(),
    })
    .unwrap();
}

#[test]
fn rules_that_can_be_used_no_more_leave_the_last_good_ones_and_show_nothing_that_was_withheld() {
    for good in [None, Some(rule("schedule", ""))] {
        let world = world();
        if let Some(good) = &good {
            world
                .directory
                .adopt_rules(Some(good), None, "ann", now())
                .unwrap();
        }
        let hours = world
            .service("council", "2")
            .value(Field::Schedule)
            .cloned();
        // A field of an earlier product beside a telephone number that only staff may see.
        let broken =
            rule("phone", "kinds = [\"pharmacy\"]\nvisibility = \"staff\"") + &rule("fax", "");
        adopt_unchecked(&world, &broken);
        let mut world = world.reopened();
        let told = world.directory.broken_rules().unwrap();
        assert_eq!(
            (told.by.as_str(), told.instead.is_some()),
            ("bob", good.is_some())
        );
        assert!(told.to_string().contains("`fax` is no field"), "{told}");
        world.directory.catch_up().unwrap();
        let phone = |row| world.service("council", row).fields[&Field::Phone].visibility;
        assert_eq!(
            (phone("1"), phone("2")),
            (Visibility::Public, Visibility::Staff)
        );
        assert_eq!(
            world
                .service("council", "2")
                .value(Field::Schedule)
                .cloned(),
            hours
        );
        // Reading goes on, and does not make anybody forget what was withheld.
        world.read(&tell(
            "register",
            "08:00-12:00",
            "01632 960003",
            "1 High St",
        ));
        let hash = world.state_hash();
        let world = world.reopened();
        assert!(world.directory.broken_rules().is_some());
        world.directory.rebuild(&mut |_| {}).unwrap();
        assert_eq!(world.state_hash(), hash);
        assert_eq!(
            world.service("council", "2").fields[&Field::Phone].visibility,
            Visibility::Staff
        );
        // Mended, they are in force again.
        let mended = rule("phone", "kinds = [\"pharmacy\"]\nvisibility = \"staff\"");
        world
            .directory
            .adopt_rules(Some(&mended), None, "ann", now())
            .unwrap();
        assert!(world.directory.broken_rules().is_none());
        let versions = world.directory.rules_versions().unwrap();
        assert!(versions[0].problem.is_none() && versions[1].problem.is_some());
    }
}
