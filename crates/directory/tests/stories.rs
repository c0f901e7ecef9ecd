//! What a person would see happen, told one story at a time.

mod world;

use directory::{Ask, Found};
use jiff::civil::date;
use model::{EntryId, EntryType, Field, Value};
use world::{World, document, row, text};

fn elm(id: &str, extra: &[(&'static str, &str)]) -> world::Row {
    let mut cells = row(&[
        ("id", id),
        ("name", "Elm Surgery"),
        ("ods", "QXA01"),
        ("street", "1 High Street"),
        ("postcode", "QX1 1AA"),
        ("kind", "gp"),
        ("phone", "01632 960001"),
        ("mon", "09:00-17:00"),
    ]);
    cells.extend(row(extra));
    cells
}

fn day(dom: i8) -> jiff::civil::Date {
    date(2026, 3, dom)
}

#[test]
fn three_sources_of_one_surgery_make_one_record_and_say_who_said_what() {
    let mut world = World::new();
    world.read(&document(
        "register",
        day(1),
        vec![elm("A", &[("phone", "01632 960009")])],
    ));
    world.read(&document(
        "council",
        day(2),
        vec![elm("77", &[("name", "Elm Doctors")])],
    ));
    world.read(&document("profiles", day(3), vec![elm("5", &[])]));
    let record = world.organization("council", "77");
    assert_eq!(record.id, world.organization("register", "A").id);
    assert_eq!(record.members.len(), 3);
    let phone = &record.fields[&Field::Phone];
    assert_eq!(phone.because.len() + phone.losers.len(), 3);
    assert!(phone.is_disputed());
    assert!(record.fields[&Field::Name].is_disputed());
}

#[test]
fn a_quiet_day_adds_one_item_and_no_refreshed_date() {
    let mut world = World::new();
    world.read(&document("council", day(1), vec![elm("1", &[])]));
    let said = world.organization("council", "1").fields[&Field::Name]
        .claim()
        .said;
    let before = world.directory.status().unwrap().log_position.0;
    world.read(&document("council", day(9), vec![elm("1", &[])]));
    assert_eq!(world.directory.status().unwrap().log_position.0, before + 1);
    assert_eq!(
        world.organization("council", "1").fields[&Field::Name]
            .claim()
            .said,
        said
    );
    assert_eq!(said, day(1));
}

#[test]
fn an_older_document_read_late_changes_nothing_that_a_newer_one_said() {
    let mut world = World::new();
    world.read(&document(
        "council",
        day(9),
        vec![elm("1", &[("phone", "01632 960002")])],
    ));
    let hash = text(&world.organization("council", "1"), Field::Phone);
    world.read(&document(
        "council",
        day(1),
        vec![elm("1", &[]), elm("2", &[("ods", "QXA02")])],
    ));
    assert_eq!(
        text(&world.organization("council", "1"), Field::Phone),
        hash
    );
    assert!(
        !world.organization("council", "2").is_listed(),
        "absent from the newer complete document"
    );
}

#[test]
fn an_empty_cell_says_none_and_a_missing_column_says_nothing() {
    let mut world = World::new();
    world.read(&document("council", day(1), vec![elm("1", &[])]));
    let mut without = document("council", day(2), vec![elm("1", &[])]);
    without.columns.retain(|c| *c != "phone");
    world.read(&without);
    assert_eq!(
        text(&world.organization("council", "1"), Field::Phone),
        "\"01632960001\""
    );
    world.read(&document(
        "council",
        day(3),
        vec![elm("1", &[("phone", "")])],
    ));
    assert_eq!(text(&world.organization("council", "1"), Field::Phone), "");
}

#[test]
fn a_feed_that_lost_most_of_its_rows_is_held_and_can_be_released() {
    let mut world = World::new();
    let all = |n: usize| {
        (0..n)
            .map(|i| elm(&format!("r{i}"), &[("ods", "")]))
            .collect::<Vec<_>>()
    };
    world.read(&document("council", day(1), all(20)));
    let hash = world.state_hash();
    let report = world.try_read(&document("council", day(2), all(10)), false);
    assert!(report.held.unwrap().contains("withdraw"));
    assert_eq!(
        world.state_hash(),
        hash,
        "the last good state stays published"
    );
    world.directory.release(report.run, world::now()).unwrap();
    assert_ne!(world.state_hash(), hash);
    assert!(!world.organization("council", "r15").is_listed());
}

#[test]
fn a_held_run_that_was_overtaken_cannot_be_released() {
    let mut world = World::new();
    let all = |n: usize| {
        (0..n)
            .map(|i| elm(&format!("r{i}"), &[("ods", "")]))
            .collect::<Vec<_>>()
    };
    world.read(&document("council", day(1), all(20)));
    let held = world.try_read(&document("council", day(2), all(10)), false);
    world.read(&document("council", day(3), all(20)));
    let refused = world.directory.release(held.run, world::now()).unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("reject it and import its document again"),
        "{refused}"
    );
}

#[test]
fn a_partial_document_withdraws_nothing() {
    let mut world = World::new();
    world.read(&document(
        "council",
        day(1),
        vec![elm("1", &[]), elm("2", &[("ods", "QXA02")])],
    ));
    let mut part = document(
        "council",
        day(2),
        vec![elm("1", &[("phone", "01632 960005")])],
    );
    part.partial = true;
    world.read(&part);
    assert!(world.organization("council", "2").is_listed());
    assert_eq!(
        text(&world.organization("council", "1"), Field::Phone),
        "\"01632960005\""
    );
}

#[test]
fn joining_then_parting_restores_what_was_there() {
    let mut world = World::new();
    // Nothing but its code says that it is the same.
    let alone = || {
        elm(
            "1",
            &[
                ("ods", ""),
                ("name", "The Weir"),
                ("street", "9 Quay Side"),
                ("postcode", "QX7 9ZZ"),
                ("phone", "01632 960777"),
            ],
        )
    };
    world.read(&document("register", day(1), vec![elm("A", &[])]));
    world.read(&document("council", day(1), vec![alone()]));
    let (apart_a, apart_b) = (
        world.organization("register", "A"),
        world.organization("council", "1"),
    );
    assert_ne!(apart_a.id, apart_b.id);
    world.read(&document("council", day(2), vec![elm("1", &[])]));
    assert_eq!(
        world.organization("council", "1").id,
        apart_a.id,
        "joined by the code"
    );
    let moved = world.directory.snapshot().record(&apart_b.id).unwrap();
    assert_eq!(
        moved,
        Found::Moved(apart_a.id),
        "the old id leads to the record"
    );
    world.read(&document("council", day(3), vec![alone()]));
    assert_eq!(world.organization("register", "A"), apart_a);
    let parted = world.organization("council", "1");
    assert_eq!(
        (parted.id, text(&parted, Field::Name)),
        (apart_b.id, text(&apart_b, Field::Name))
    );
}

#[test]
fn a_closed_surgery_leaves_the_finder_and_keeps_its_page() {
    let mut world = World::new();
    world.read(&document(
        "register",
        day(1),
        vec![elm("A", &[("status", "open")])],
    ));
    world.read(&document("council", day(1), vec![elm("1", &[])]));
    let ask = Ask {
        need: "Elm Surgery".into(),
        size: 10,
        ..Ask::default()
    };
    let now = world::TODAY.at(10, 0, 0, 0);
    assert_eq!(world.directory.snapshot().find(&ask, now).unwrap().total, 1);
    world.read(&document(
        "register",
        day(2),
        vec![elm("A", &[("status", "closed")])],
    ));
    assert_eq!(
        world.directory.snapshot().find(&ask, now).unwrap().total,
        0,
        "closed is not shown as open"
    );
    assert_eq!(
        text(&world.service("council", "1"), Field::Name),
        "\"Elm Surgery\""
    );
}

#[test]
fn a_closing_date_that_has_passed_since_the_last_reading_is_believed() {
    let mut world = World::new();
    let map = world::MAP.replace(
        "phone = \"phone\"\nstatus",
        "phone = \"phone\"\nclosed = \"closed\"\nstatus",
    );
    world.map("council", &map);
    let mut document = document(
        "council",
        day(1),
        vec![elm("1", &[("closed", "2026-11-25")])],
    );
    document.columns.push("closed");
    world.read(&document);
    let ask = Ask {
        need: "Elm Surgery".into(),
        size: 10,
        ..Ask::default()
    };
    let found = |on: jiff::civil::Date| {
        world
            .directory
            .snapshot()
            .find(&ask, on.at(10, 0, 0, 0))
            .unwrap()
            .total
    };
    assert_eq!(
        (found(date(2026, 11, 24)), found(date(2026, 11, 26))),
        (1, 0)
    );
}

#[test]
fn what_every_source_stopped_listing_is_no_longer_found_and_never_called_closed() {
    let mut world = World::new();
    let others: Vec<_> = (0..20)
        .map(|i| elm(&format!("r{i}"), &[("ods", "")]))
        .collect();
    let mut rows = others.clone();
    rows.push(elm("gone", &[("name", "Ash Clinic"), ("ods", "QXA09")]));
    world.read(&document("council", day(1), rows));
    world.read(&document("council", day(2), others));
    let record = world.service("council", "gone");
    assert!(!record.is_listed() && record.value(Field::Status).is_none());
    assert_eq!(record.withdrawn.len(), 1);
    let ask = Ask {
        need: "Ash Clinic".into(),
        size: 10,
        ..Ask::default()
    };
    assert_eq!(
        world
            .directory
            .snapshot()
            .find(&ask, world::TODAY.at(10, 0, 0, 0))
            .unwrap()
            .total,
        0
    );
}

#[test]
fn a_refused_row_keeps_its_entry_as_last_said() {
    let mut world = World::new();
    world.read(&document(
        "council",
        day(1),
        vec![elm("1", &[]), elm("2", &[("ods", "QXA02")])],
    ));
    let path = world.folder.path().join("broken.csv");
    std::fs::write(&path, "id,name,ods,status,street,postcode,about,kind,phone,mon,tue,checked\n1,Elm Surgery\n2,Elm Surgery,QXA02,,2 High Street,QX1 1AB,,gp,01632 960001,,,\n").unwrap();
    let request = directory::ImportRequest {
        source: "council".into(),
        paths: vec![path],
        dated: Some(day(2)),
        ..Default::default()
    };
    let report = world
        .directory
        .import(&request, world::now(), world::TODAY, &mut |_| {})
        .unwrap();
    assert_eq!((report.tally.described, report.tally.refused), (1, 1));
    assert!(world.organization("council", "1").is_listed());
}

#[test]
fn a_refused_object_keeps_what_it_names() {
    let world = World::new();
    let source = directory::NewSource {
        key: "feed".parse().unwrap(),
        name: "A feed".into(),
        role: "council".parse().unwrap(),
        licence: "OGL v3".into(),
        map: None,
        hold_withdrawn_percent: 10,
        hold_moved_percent: 5,
    };
    world.directory.add_source(source, world::now()).unwrap();
    let read = |name: &str, text: &str, said| {
        let path = world.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let request = directory::ImportRequest {
            source: "feed".into(),
            paths: vec![path],
            dated: Some(said),
            release: true,
            ..Default::default()
        };
        let report = world
            .directory
            .import(&request, world::now(), world::TODAY, &mut |_| {});
        report.unwrap().tally.refused
    };
    let service = |n: &str| {
        format!(
            r#"{{"id":"v{n}","name":"Talks {n}","organization":{{"id":"o{n}","name":"Trust {n}"}},"service_at_locations":[{{"location":{{"id":"l{n}","name":"Hall {n}","addresses":[{{"address_1":"{n} Weir Lane","postal_code":"QX4 7PL"}}]}}}}]}}"#
        )
    };
    let whole = format!("{}\n{}\n", service("1"), service("2"));
    assert_eq!(read("1.jsonl", &whole, day(1)), 0);
    let broken = whole.replacen(r#""name":"Talks 1","#, r#""name":"Talks 1,"#, 1);
    assert_eq!(read("2.jsonl", &broken, day(2)), 1);
    assert!(world.service("feed", "v1").is_listed());
    assert!(world.organization("feed", "o1").is_listed());
    let key = "feed".parse().unwrap();
    let hall = EntryId::of(&key, "l1#location", EntryType::Location);
    let hall = world.directory.snapshot().follow(&hall).unwrap().unwrap();
    assert!(hall.is_listed(), "the service is still there");
}

#[test]
fn one_bad_source_does_not_stop_the_others() {
    let mut world = World::new();
    let path = world.folder.path().join("empty.csv");
    std::fs::write(&path, "").unwrap();
    let request = directory::ImportRequest {
        source: "council".into(),
        paths: vec![path],
        ..Default::default()
    };
    assert!(
        world
            .directory
            .import(&request, world::now(), world::TODAY, &mut |_| {})
            .is_err()
    );
    world.read(&document("register", day(1), vec![elm("A", &[])]));
    assert!(world.organization("register", "A").is_listed());
}

#[test]
fn erased_is_gone_and_stays_gone_when_read_again() {
    let mut world = World::new();
    let rows = vec![elm("1", &[("about", "Ask for Zebedee Quillfeather.")])];
    world.read(&document("council", day(1), rows.clone()));
    let service = world.service("council", "1");
    world
        .directory
        .redact(
            service.id,
            Some(Field::Description),
            "asked by the person named",
            world::now(),
        )
        .unwrap();
    assert_eq!(
        world.service("council", "1").value(Field::Description),
        None
    );
    let hash = world.state_hash();
    let report = world.read(&document("council", day(2), rows));
    assert_eq!((report.counts.changed, report.counts.unchanged), (0, 3));
    assert_eq!(world.state_hash(), hash);
    assert!(
        world
            .directory
            .verify(&mut |_| {})
            .unwrap()
            .faults
            .is_empty()
    );
    let history = world
        .directory
        .history(service.id, model::Visibility::Staff)
        .unwrap();
    assert!(!format!("{history:?}").contains("Zebedee"));
}

#[test]
fn a_refuge_publishes_no_address_anywhere() {
    let mut world = World::new();
    world.read(&document(
        "council",
        day(1),
        vec![elm(
            "1",
            &[("kind", "refuge"), ("ods", ""), ("street", "9 Secret Lane")],
        )],
    ));
    for record in world.records() {
        assert!(!format!("{record:?}").contains("Secret Lane"));
        assert!(record.located.is_none());
        for (id, _) in &record.members {
            let history = world
                .directory
                .history(*id, model::Visibility::Public)
                .unwrap();
            assert!(!format!("{history:?}").contains("Secret Lane"));
        }
    }
    for entry in std::fs::read_dir(world.folder.path().join("data/snapshot")).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(
            !bytes.windows(11).any(|w| w == b"Secret Lane"),
            "withheld in no index"
        );
        assert!(!bytes.windows(11).any(|w| w == b"secret lane"));
    }
}

#[test]
fn hours_from_two_sources_are_never_mixed() {
    let mut world = World::new();
    world.read(&document(
        "council",
        day(1),
        vec![elm("1", &[("mon", "09:00-13:00"), ("tue", "")])],
    ));
    world.read(&document(
        "profiles",
        day(2),
        vec![elm("5", &[("mon", ""), ("tue", "10:00-16:00")])],
    ));
    let record = world.service("council", "1");
    let Some(Value::Hours(hours)) = record.value(Field::Schedule) else {
        panic!("no hours")
    };
    let known = hours
        .weekly
        .iter()
        .filter(|day| !day.sessions().is_empty())
        .count();
    assert_eq!(known, 1, "a week is one source whole");
}

/// A rule that believes the council for hours: what `authority try` lists is what adopting it changes.
#[test]
fn trying_rules_shows_exactly_what_adopting_them_changes() {
    let mut world = World::new();
    let say = |source, hours: &str, ods: &str| {
        let mut rows = Vec::new();
        for n in 0..6 {
            // Odd ones agree.
            let hours = if n % 2 == 0 { hours } else { "08:00-18:00" };
            let (id, name, code) = (format!("r{n}"), format!("Surgery {n}"), format!("{ods}{n}"));
            rows.push(world::row(&[
                ("id", &id),
                ("name", &name),
                ("ods", &code),
                ("street", "1 High Street"),
                ("postcode", "QX1 1AA"),
                ("kind", "gp"),
                ("mon", hours),
            ]));
        }
        world::document(source, date(2026, 3, 1), rows)
    };
    world.read(&say("profiles", "09:00-17:00", "QXA0"));
    world.read(&say("council", "10:00-16:00", "QXA0"));
    let rules = "[[rule.schedule]]\nbelieved = [\"council\", \"national-profile\"]\ntake = \"whole\"\nreview_days = 90\nwhy = \"the council asks every month\"\n";
    let before = world.records();
    let hash = world.state_hash();
    let attempt = |world: &World| {
        let day = date(2026, 11, 23);
        world
            .directory
            .try_rules(Some(rules), day, usize::MAX, &mut |_| {})
            .unwrap()
    };
    let trial = attempt(&world);
    assert_eq!(world.state_hash(), hash, "a trial changes nothing");
    world
        .directory
        .adopt_rules(Some(rules), None, "ann", world::now())
        .unwrap();
    let after = world.records();
    let changed: Vec<_> = before
        .iter()
        .filter_map(|b| {
            let a = after.iter().find(|a| a.id == b.id).unwrap();
            let differ = |f: &model::Field| a.value(*f) != b.value(*f);
            let fields: Vec<model::Field> = b.fields.keys().copied().filter(differ).collect();
            (!fields.is_empty()).then_some((b.id, fields))
        })
        .collect();
    let mut told: Vec<_> = trial
        .listed
        .iter()
        .map(|r| (r.id, r.changes.iter().map(|c| c.field).collect::<Vec<_>>()))
        .collect();
    told.sort();
    let mut changed = changed;
    changed.sort();
    assert_eq!(told, changed);
    assert_eq!(
        (trial.records, trial.values.get(&model::Field::Schedule)),
        (3, Some(&3))
    );
    // The rules are in the log: another process has them, and going back restores what was there.
    let world = world.reopened();
    assert_eq!(attempt(&world).records, 0);
    world
        .directory
        .adopt_rules(None, None, "ann", world::now())
        .unwrap();
    assert_eq!(world.state_hash(), hash);
}

#[test]
fn rules_that_make_no_sense_are_refused_with_the_line() {
    let world = World::new();
    let refused = |text: &str, words: &str| {
        let trial = world
            .directory
            .try_rules(Some(text), date(2026, 11, 23), 1, &mut |_| {});
        let problem = trial.unwrap_err().to_string();
        assert!(problem.contains(words), "{problem}");
    };
    refused(
        "[[rule.colour]]\nbelieved = []\ntake = \"one\"\nreview_days = 1\nwhy = \"x\"\n",
        "line 1, column 8: `colour` is no field",
    );
    refused(
        "[[rule.phone]]\nbelieved = [\"council\", \"provider\", \"council\"]\ntake = \"one\"\nreview_days = 1\nwhy = \"x\"\n",
        "line 2, column 36: `council` stands twice, so that it is believed before itself",
    );
}
