//! When items begin to count, and what is kept of a run.

use super::Open;
use super::world::{World, at, closing, day, id, run, set, source, version};
use model::{Field, Position, RunNo};
use serde_json::json;
use store::{Closing, Draft, Error, Note, RunState};

fn held(closing: Closing) -> Closing {
    Closing {
        held: Some("would withdraw 40% of its scope".into()),
        ..closing
    }
}

pub fn a_believed_run_counts(open: Open) {
    let mut world = World::new(open);
    let (run, entries) = world.read(
        day(0),
        &[
            ("1186#service", "Elm Chemist"),
            ("1187#service", "Oak Chemist"),
        ],
    );
    for _ in 0..2 {
        let log = world.log();
        let known = log.known(&id("1186#service")).unwrap().unwrap();
        assert_eq!(
            (known.no, known.said, known.fingerprint.is_some()),
            (entries[0], Some(day(0)), true)
        );
        let row = log.entry(entries[0]).unwrap();
        assert_eq!(
            (row.first, row.local_id.as_str(), row.table.as_str()),
            (Some(Position(1)), "1186#service", "nhsuk:Pharmacy")
        );
        assert_eq!(log.live(row.source, &row.table).unwrap(), set(&entries));
        assert_eq!(
            log.entries_of_scope(row.source, &row.table).unwrap(),
            set(&entries)
        );
        assert_eq!(log.seen(run).unwrap(), set(&entries));
        assert_eq!(log.entries_of_run(run).unwrap(), entries);
        let run = log.run(run).unwrap().unwrap();
        assert_eq!(
            (run.state, run.complete, run.tally.described, run.counts.new),
            (RunState::Believed, true, 2, 2)
        );
        assert_eq!(
            (run.first, run.last, run.closing),
            (Some(Position(1)), Some(Position(2)), Some(Position(3)))
        );
        assert_eq!((run.belief, run.closed_at), (run.closing, Some(at())));
        assert_eq!(log.head().unwrap(), Position(3));
        world.verified();
        world.reopen();
    }
    assert_eq!(world.names(entries[1]), ["Oak Chemist"]);
    assert!(matches!(
        world.log().entry(model::EntryNo(9)),
        Err(Error::NoSuchEntry(_))
    ));
    assert!(matches!(
        world.log().seen(RunNo(9)),
        Err(Error::NoSuchRun(_))
    ));
}

pub fn a_held_run_counts_for_nothing_until_it_is_released(open: Open) {
    let mut world = World::new(open);
    let (_, first) = world.read(day(0), &[("1186#service", "Elm Chemist")]);
    let run = world.begin(day(3));
    let new = world.number("1190#service");
    let drafts = [
        Draft::Withdrawn {
            entry: first[0],
            said: day(3),
        },
        version(new, run, day(3))
            .says(Field::Name, "New Chemist")
            .draft(),
    ];
    world.log().record(run, &drafts).unwrap();
    let (source, table) = (world.source, super::world::TABLE);
    world
        .log()
        .close_run(run, held(closing(&set(&[new]), &set(&[new]))))
        .unwrap();
    for _ in 0..2 {
        let log = world.log();
        assert_eq!(log.live(source, table).unwrap(), set(&first));
        let known = log.known(&id("1190#service")).unwrap().unwrap();
        assert_eq!((known.no, known.fingerprint, known.said), (new, None, None));
        assert_eq!(log.entry(new).unwrap().first, None);
        let reason = "would withdraw 40% of its scope".to_owned();
        assert_eq!(
            log.run(run).unwrap().unwrap().state,
            RunState::Held { reason }
        );
        world.reopen();
    }
    let log = world.log();
    let release = log.release_run(run, at()).unwrap();
    assert_eq!(log.run(run).unwrap().unwrap().belief, Some(release));
    assert_eq!(log.live(source, table).unwrap(), set(&[new]));
    assert_eq!(
        log.known(&id("1190#service")).unwrap().unwrap().said,
        Some(day(3))
    );
    assert_eq!(log.entry(new).unwrap().first, Some(Position(4)));
    assert_eq!(log.withdrawals(first[0]).unwrap()[0].position, Position(3));
    world.verified();
}

pub fn a_rejected_run_never_counts(open: Open) {
    let mut world = World::new(open);
    let run = world.begin(day(0));
    let no = world.number("1186#service");
    let draft = version(no, run, day(0))
        .says(Field::Name, "Elm Chemist")
        .draft();
    world.log().record(run, &[draft]).unwrap();
    world
        .log()
        .close_run(run, held(closing(&set(&[no]), &set(&[no]))))
        .unwrap();
    world.log().reject_run(run, "the wrong file", at()).unwrap();
    let state = world.log().run(run).unwrap().unwrap().state;
    assert_eq!(
        state,
        RunState::Rejected {
            reason: "the wrong file".into()
        }
    );
    assert_eq!(world.log().entry(no).unwrap().first, None);
    assert!(matches!(
        world.log().release_run(run, at()),
        Err(Error::WrongState {
            state: "rejected",
            ..
        })
    ));
    world.verified();
}

pub fn a_run_whose_process_ended_changes_nothing(open: Open) {
    let mut world = World::new(open);
    let (_, entries) = world.read(day(0), &[("1186#service", "Elm Chemist")]);
    let known = world.log().known(&id("1186#service")).unwrap();
    let lost = world.begin(day(5));
    let draft = version(entries[0], lost, day(5))
        .says(Field::Name, "Elm Tree Chemist")
        .draft();
    let found = world.number("1198#service");
    let new = version(found, lost, day(5))
        .says(Field::Name, "Fir Chemist")
        .draft();
    world.log().record(lost, &[draft, new]).unwrap();
    world.number("1199#service");
    world.reopen();

    assert_eq!(world.log().known(&id("1186#service")).unwrap(), known);
    let left = world.log().known(&id("1198#service")).unwrap().unwrap();
    assert_eq!(
        (left.no, left.fingerprint),
        (found, None),
        "recorded, so it keeps its number"
    );
    assert_eq!(
        world.log().known(&id("1199#service")).unwrap(),
        None,
        "numbered, but never recorded"
    );
    assert_eq!(
        world.log().run(lost).unwrap().unwrap().state,
        RunState::Open
    );
    let next = world.begin(day(5));
    assert_eq!(
        world.log().run(lost).unwrap().unwrap().state,
        RunState::Abandoned
    );
    assert!(matches!(
        world.log().record(lost, &[]),
        Err(Error::WrongState {
            state: "abandoned",
            ..
        })
    ));
    // Its items stay in the log; the same document read again counts.
    assert_eq!(world.names(entries[0]), ["Elm Chemist", "Elm Tree Chemist"]);
    let draft = version(entries[0], next, day(5))
        .says(Field::Name, "Elm Tree Chemist")
        .draft();
    world.log().record(next, &[draft]).unwrap();
    world
        .log()
        .close_run(next, closing(&set(&entries), &set(&entries)))
        .unwrap();
    assert_eq!(
        world
            .log()
            .known(&id("1186#service"))
            .unwrap()
            .unwrap()
            .said,
        Some(day(5))
    );
    world.verified();
}

pub fn an_older_document_does_not_change_what_is_known(open: Open) {
    let mut world = World::new(open);
    let (_, entries) = world.read(day(5), &[("1186#service", "Elm Chemist")]);
    let known = world.log().known(&id("1186#service")).unwrap();
    world.read(day(2), &[("1186#service", "Elms")]);
    assert_eq!(world.log().known(&id("1186#service")).unwrap(), known);
    world.read(day(5), &[("1186#service", "Elm Pharmacy")]);
    assert_ne!(
        world.log().known(&id("1186#service")).unwrap(),
        known,
        "of two of one day, the later read"
    );
    assert_eq!(
        world.log().entry(entries[0]).unwrap().first,
        Some(Position(1))
    );
}

pub fn a_run_is_closed_once(open: Open) {
    let mut world = World::new(open);
    let (run, entries) = world.read(day(0), &[("1186#service", "Elm Chemist")]);
    let again = closing(&set(&entries), &set(&entries));
    assert!(matches!(
        world.log().close_run(run, again.clone()),
        Err(Error::WrongState { wanted: "open", .. })
    ));
    assert!(matches!(
        world.log().release_run(run, at()),
        Err(Error::WrongState { wanted: "held", .. })
    ));
    assert!(matches!(
        world.log().close_run(RunNo(77), again),
        Err(Error::NoSuchRun(RunNo(77)))
    ));
    assert_eq!(world.log().head().unwrap(), Position(2));
}

pub fn a_release_folds_the_live_entries_anew(open: Open) {
    let mut world = World::new(open);
    let (_, first) = world.read(day(0), &[("1#service", "One"), ("2#service", "Two")]);
    let waiting = world.begin(day(1));
    world
        .log()
        .close_run(waiting, held(closing(&set(&first[..1]), &set(&first[..1]))))
        .unwrap();
    // Read meanwhile: a part that is newer, and one that is older than the held run.
    for (said, local_id) in [(day(2), "3#service"), (day(0), "4#service")] {
        let part = world.begin(said);
        let no = world.number(local_id);
        let draft = version(no, part, said).says(Field::Name, "Part").draft();
        world.log().record(part, &[draft]).unwrap();
        let partial = Closing {
            complete: false,
            ..closing(&set(&[no]), &set(&[no]))
        };
        world.log().close_run(part, partial).unwrap();
    }
    world.log().release_run(waiting, at()).unwrap();
    let third = world.number("3#service");
    let source = world.source;
    assert_eq!(
        world.log().live(source, super::world::TABLE).unwrap(),
        set(&[first[0], third])
    );
}

pub fn sources_keep_their_number(open: Open) {
    let mut world = World::new(open);
    let ods = world.log().add_source(source("ods")).unwrap();
    let mut again = source("nhsuk");
    again.name = "NHS.UK".into();
    again.map = Some("id = \"ID\"".into());
    assert_eq!(
        world.log().add_source(again.clone()).unwrap().no,
        world.source
    );
    world.reopen();
    let sources = world.log().sources().unwrap();
    assert_eq!(
        sources.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
        ["NHS.UK", "The NHS website"]
    );
    assert_eq!((sources[1].clone(), &sources[0].map), (ods, &again.map));
    let nobody = run(model::SourceNo(99), "x", day(0));
    assert!(matches!(
        world.log().begin_run(nobody),
        Err(Error::NoSuchSource(_))
    ));
}

pub fn notes_are_kept_by_kind(open: Open) {
    let mut world = World::new(open);
    let note = |kind: &str, name: &str| Note {
        kind: kind.into(),
        at: at(),
        says: [
            ("name".to_owned(), json!(name)),
            ("sizes".to_owned(), json!({"rows": [1, 2.5]})),
        ]
        .into(),
    };
    for (n, (kind, name)) in [
        ("places", "CodePoint"),
        ("rules", "england"),
        ("places", "ONSPD"),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(
            world.log().append_note(note(kind, name)).unwrap(),
            Position(n as u64 + 1)
        );
    }
    world.reopen();
    let places = world.log().notes("places").unwrap();
    assert_eq!(
        places.iter().map(|n| n.position.0).collect::<Vec<_>>(),
        [1, 3]
    );
    assert_eq!(places[1].note, note("places", "ONSPD"));
    assert_eq!(world.log().notes("models").unwrap(), []);
    world.verified();
}

pub fn raw_rows_lead_back_to_the_document(open: Open) {
    let mut world = World::new(open);
    let run = world.begin(day(0));
    let (a, b) = (world.number("1#organization"), world.number("1#service"));
    let drafts = [
        version(a, run, day(0))
            .says(Field::Name, "Elm")
            .raw("1¬Elm¬")
            .draft(),
        version(b, run, day(0))
            .says(Field::Name, "Elm")
            .raw("1¬Elm¬")
            .raw("1¬Monday¬09:00")
            .draft(),
        Draft::Withdrawn {
            entry: b,
            said: day(0),
        },
    ];
    world.log().record(run, &drafts).unwrap();
    world
        .log()
        .close_run(run, closing(&set(&[a, b]), &set(&[a, b])))
        .unwrap();
    world.reopen();
    let raw = |world: &mut World, n: u64| -> Vec<String> {
        let rows = world.log().raw(Position(n)).unwrap();
        rows.into_iter()
            .map(|row| String::from_utf8(row).unwrap())
            .collect()
    };
    assert_eq!(raw(&mut world, 1), ["1¬Elm¬"]);
    assert_eq!(raw(&mut world, 2), ["1¬Elm¬", "1¬Monday¬09:00"]);
    assert_eq!(raw(&mut world, 3), Vec::<String>::new());
    assert_eq!(raw(&mut world, 4), Vec::<String>::new());
    assert!(matches!(
        world.log().raw(Position(5)),
        Err(Error::NoSuchItem(_))
    ));
}

pub fn a_run_that_is_taken_back_leaves_what_stood_before(open: Open) {
    let mut world = World::new(open);
    let (_, first) = world.read(day(0), &[("1186#service", "Elm Chemist")]);
    let elm = first[0];
    let known = world.log().known(&id("1186#service")).unwrap();
    let row = world.log().entry(elm).unwrap();
    let (run, second) = world.read(
        day(1),
        &[
            ("1186#service", "Elm Chemists"),
            ("1187#service", "Oak Chemist"),
        ],
    );
    let oak = second[1];
    world.log().revoke_run(run, "the wrong file", at()).unwrap();
    for _ in 0..2 {
        let log = world.log();
        assert_eq!(log.known(&id("1186#service")).unwrap(), known);
        assert_eq!(log.entry(elm).unwrap(), row);
        assert_eq!(log.live(row.source, &row.table).unwrap(), set(&[elm]));
        // What was published keeps its place, and says nothing.
        let new = log.known(&id("1187#service")).unwrap().unwrap();
        assert_eq!((new.no, new.said, new.fingerprint), (oak, None, None));
        assert!(log.entry(oak).unwrap().first.is_some());
        let run = log.run(run).unwrap().unwrap();
        let head = log.head().unwrap();
        assert_eq!((run.belief, run.revoked), (None, Some(head)));
        assert!(matches!(run.state, RunState::Rejected { reason } if reason == "the wrong file"));
        world.verified();
        world.reopen();
    }
    // Only the newest can be taken back, and once.
    let (older, _) = world.read(day(2), &[("1186#service", "Elm")]);
    let (newer, _) = world.read(day(3), &[("1186#service", "Elm")]);
    assert!(matches!(
        world.log().revoke_run(older, "", at()),
        Err(Error::NotNewest { .. })
    ));
    world.log().revoke_run(newer, "", at()).unwrap();
    world.log().revoke_run(older, "", at()).unwrap();
    assert!(matches!(
        world.log().revoke_run(older, "", at()),
        Err(Error::WrongState { .. })
    ));
    assert_eq!(world.log().known(&id("1186#service")).unwrap(), known);
}
