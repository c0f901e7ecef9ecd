//! Settling what sources do not agree on: what a steward's word does, and that it can be taken back.

#![expect(clippy::unwrap_used, reason = "helpers of tests stand outside them")]

mod world;

use directory::{Error, Narrow, Settlement, Unsettled, Verdict};
use jiff::civil::{Date, date};
use model::{Field, Phone, Position, Record, Value, Visibility};
use world::{TODAY, World, document, now, row};

const FIRST: &str = "01632 960001";
const SECOND: &str = "01632 960002";
const THIRD: &str = "01632 960003";

fn phone(text: &str) -> Value {
    Value::Phone(Phone::parse(text).unwrap())
}

fn elm(id: &str, phone: &str, mon: &str) -> world::Row {
    row(&[
        ("id", id),
        ("name", "Elm Surgery"),
        ("ods", "QXA01"),
        ("street", "1 High Street"),
        ("postcode", "QX1 1AA"),
        ("kind", "gp"),
        ("phone", phone),
        ("mon", mon),
    ])
}

/// Two directories that list one surgery with these numbers, the council's on this day.
fn two(council: &str, profiles: &str, said: Date) -> World {
    let mut world = World::new();
    let mut read = |source, id, phone| {
        world.read(&document(source, said, vec![elm(id, phone, "09:00-17:00")]));
    };
    read("council", "c1", council);
    read("profiles", "p1", profiles);
    world
}

fn service(world: &World) -> Record {
    world.service("council", "c1")
}

fn shown(world: &World) -> Option<Value> {
    service(world).value(Field::Phone).cloned()
}

/// The position of what the source with this number says of the phone.
fn position(world: &World, number: &str) -> Position {
    let record = service(world);
    let fact = &record.fields[&Field::Phone];
    let mut claims = fact.because.iter().chain(&fact.losers);
    claims
        .find(|claim| claim.value == phone(number))
        .unwrap()
        .position
}

fn mark(world: &World) -> String {
    let id = service(world).id;
    let found = world.directory.disagreement(id, Field::Phone, TODAY);
    found.unwrap().map_or_else(String::new, |found| found.mark)
}

fn say(world: &World, answer: Verdict, person: &str) -> Result<Position, Error> {
    let settlement = Settlement {
        record: service(world).id,
        field: Field::Phone,
        mark: mark(world),
        verdict: answer,
        person: person.into(),
        reason: "I rang them".into(),
    };
    world.directory.settle(&settlement, now(), TODAY)
}

fn waiting(world: &World, person: &str) -> (usize, usize) {
    let Unsettled {
        waiting, passed, ..
    } = world
        .directory
        .unsettled(person, &Narrow::default(), TODAY)
        .unwrap();
    (waiting, passed)
}

#[test]
fn a_stewards_word_is_shown_explained_and_counts_as_settled() {
    let world = two(FIRST, SECOND, date(2026, 11, 1));
    // The phone of the service, and that of its organization, which no page shows since the service has its own.
    assert_eq!(waiting(&world, "ann"), (1, 0));
    assert_eq!(shown(&world), Some(phone(SECOND)));
    say(&world, Verdict::Right(position(&world, FIRST)), "ann").unwrap();
    assert_eq!(shown(&world), Some(phone(FIRST)));
    assert_eq!(waiting(&world, "ann"), (0, 0));
    assert_eq!(waiting(&world, "bob"), (0, 0));
    let explained = world
        .directory
        .explain(service(&world).id, Some(Field::Phone), Visibility::Public)
        .unwrap();
    let sentences = &explained.told[0].sentences;
    assert!(
        sentences[0].starts_with("The stewards of this site says 01632 960"),
        "{sentences:?}"
    );
    assert!(sentences[0].contains("checked on 24 November 2026"));
    let history = world
        .directory
        .history(service(&world).id, Visibility::Public)
        .unwrap();
    assert_eq!(history[0].said, TODAY);
}

#[test]
fn taking_it_back_restores_exactly_what_was_there() {
    let world = two(FIRST, SECOND, date(2026, 11, 1));
    let before = world.state_hash();
    for answer in [
        Verdict::Right(position(&world, FIRST)),
        Verdict::Right(position(&world, SECOND)),
        Verdict::Other(phone(THIRD)),
    ] {
        let at = say(&world, answer, "ann").unwrap();
        assert_ne!(world.state_hash(), before);
        assert_eq!(
            world
                .directory
                .answered_last("ann")
                .unwrap()
                .unwrap()
                .position,
            at
        );
        world.directory.undo(at, "ann", now()).unwrap();
        assert_eq!(world.state_hash(), before);
        assert!(world.directory.answered_last("ann").unwrap().is_none());
        assert!(world.directory.undo(at, "ann", now()).is_err());
    }
    assert_eq!(waiting(&world, "ann"), (1, 0));
}

#[test]
fn the_newest_word_stands_and_taking_it_back_leaves_the_one_before() {
    let world = two(FIRST, SECOND, date(2026, 11, 1));
    say(&world, Verdict::Right(position(&world, FIRST)), "ann").unwrap();
    let one = world.state_hash();
    let at = say(&world, Verdict::Other(phone(THIRD)), "bob").unwrap();
    assert_eq!(shown(&world), Some(phone(THIRD)));
    world.directory.undo(at, "ann", now()).unwrap();
    assert_eq!(
        (shown(&world), world.state_hash()),
        (Some(phone(FIRST)), one)
    );
}

#[test]
fn rebuilding_gives_what_following_gave_whatever_was_read_in_between() {
    let mut world = two(FIRST, SECOND, date(2026, 11, 1));
    let at = say(&world, Verdict::Other(phone(THIRD)), "ann").unwrap();
    world.read(&document(
        "council",
        date(2026, 11, 2),
        vec![elm("c1", FIRST, "10:00-17:00")],
    ));
    let followed = world.state_hash();
    let world = world.reopened();
    world.directory.rebuild(&mut |_| {}).unwrap();
    assert_eq!(world.state_hash(), followed);
    assert_eq!(shown(&world), Some(phone(THIRD)));
    world.directory.undo(at, "ann", now()).unwrap();
    let followed = world.state_hash();
    world.directory.rebuild(&mut |_| {}).unwrap();
    assert_eq!(world.state_hash(), followed);
    assert_eq!(shown(&world), Some(phone(SECOND)));
    assert!(
        world
            .directory
            .verify(&mut |_| {})
            .unwrap()
            .faults
            .is_empty()
    );
}

/// After a steward says `FIRST` is right, the profiles say `then` on this day: is it asked again?
#[track_caller]
fn check_later(said: Date, then: &str, asked: usize) {
    let mut world = two(FIRST, SECOND, date(2026, 11, 1));
    say(&world, Verdict::Right(position(&world, FIRST)), "ann").unwrap();
    world.read(&document(
        "profiles",
        said,
        vec![elm("p1", then, "09:00-17:00")],
    ));
    assert_eq!(waiting(&world, "ann").0, asked);
    // Asked again or not, the steward's word is shown until somebody settles it again: it is never silently replaced.
    assert_eq!(shown(&world), Some(phone(FIRST)));
}

#[test]
fn a_newer_word_of_a_source_asks_again() {
    check_later(date(2026, 11, 30), THIRD, 1);
    check_later(date(2026, 11, 30), SECOND, 0);
    check_later(date(2026, 11, 30), FIRST, 0);
    check_later(date(2026, 11, 20), THIRD, 0);
}

#[test]
fn a_word_past_its_review_date_is_asked_again() {
    let world = two(FIRST, SECOND, date(2026, 11, 1));
    say(&world, Verdict::Right(position(&world, FIRST)), "ann").unwrap();
    for (day, asked) in [(date(2027, 5, 23), 0), (date(2027, 5, 24), 1)] {
        assert_eq!(
            world
                .directory
                .unsettled("ann", &Narrow::default(), day)
                .unwrap()
                .waiting,
            asked
        );
    }
}

#[test]
fn a_pass_asks_another_until_something_else_is_said() {
    let mut world = two(FIRST, SECOND, date(2026, 11, 1));
    let before = world.state_hash();
    let at = say(&world, Verdict::NotSure, "ann").unwrap();
    assert_eq!(world.state_hash(), before);
    assert_eq!(
        (waiting(&world, "ann"), waiting(&world, "bob")),
        ((0, 1), (1, 0))
    );
    // Nothing that bob sees tells that ann was asked.
    let next = world
        .directory
        .next_disagreement("bob", &Narrow::default(), None, TODAY);
    assert_eq!(next.unwrap(), Some((service(&world).id, Field::Phone)));
    world.directory.undo(at, "ann", now()).unwrap();
    assert_eq!(waiting(&world, "ann"), (1, 0));
    say(&world, Verdict::NotSure, "ann").unwrap();
    world.read(&document(
        "council",
        date(2026, 11, 12),
        vec![elm("c1", THIRD, "09:00-17:00")],
    ));
    assert_eq!(waiting(&world, "ann"), (1, 0));
}

#[test]
fn who_saw_something_else_is_told() {
    let world = two(FIRST, SECOND, date(2026, 11, 1));
    let mut late = Settlement {
        record: service(&world).id,
        field: Field::Phone,
        mark: mark(&world),
        verdict: Verdict::Other(phone(THIRD)),
        person: "bob".into(),
        reason: String::new(),
    };
    say(&world, Verdict::Right(position(&world, FIRST)), "ann").unwrap();
    let before = world.state_hash();
    let settle = |late: &Settlement| world.directory.settle(late, now(), TODAY);
    assert!(matches!(settle(&late), Err(Error::SaidSince)));
    late.mark = mark(&world);
    late.verdict = Verdict::Right(Position(1_000_000));
    assert!(matches!(settle(&late), Err(Error::SaidSince)));
    late.verdict = Verdict::Other(Value::Text("ring the bell".into()));
    assert!(matches!(settle(&late), Err(Error::CannotSettle(_))));
    late.field = Field::Organization;
    assert!(matches!(settle(&late), Err(Error::CannotSettle(_))));
    assert_eq!(world.state_hash(), before);
}

#[test]
fn what_is_erased_goes_with_the_word_and_cannot_be_said_again() {
    let world = two(FIRST, SECOND, date(2026, 11, 1));
    say(&world, Verdict::Other(phone(THIRD)), "ann").unwrap();
    let id = service(&world).id;
    world
        .directory
        .redact(id, Some(Field::Phone), "asked by the person", now())
        .unwrap();
    assert_eq!(service(&world).value(Field::Phone), None);
    assert!(
        world
            .directory
            .verify(&mut |_| {})
            .unwrap()
            .faults
            .is_empty()
    );
    let told = world.directory.answered_last("ann").unwrap().unwrap();
    assert_eq!((told.value, told.passed), (None, false));
    let needle = "960003";
    for file in std::fs::read_dir(world.directory.path()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let found = bytes.windows(6).any(|w| w == needle.as_bytes());
            assert!(!found, "{} holds it", path.display());
        }
    }
}

#[test]
fn an_erased_number_is_not_taken_from_a_steward_either() {
    let mut world = two(FIRST, SECOND, date(2026, 11, 1));
    let id = service(&world).id;
    world
        .directory
        .redact(id, Some(Field::Phone), "asked by the person", now())
        .unwrap();
    for (source, row) in [
        ("council", elm("c1", THIRD, "09:00-17:00")),
        ("profiles", elm("p1", "01632 960004", "09:00-17:00")),
    ] {
        world.read(&document(source, date(2026, 11, 12), vec![row]));
    }
    let told = say(&world, Verdict::Other(phone(FIRST)), "ann");
    assert!(matches!(told, Err(Error::CannotSettle(_))), "{told:?}");
}

#[test]
fn a_word_keeps_nothing_listed() {
    let mut world = two(FIRST, SECOND, date(2026, 11, 1));
    say(&world, Verdict::Other(phone(THIRD)), "ann").unwrap();
    for source in ["council", "profiles"] {
        let mut other = elm("z9", "", "");
        other.insert("ods", "QXA09".into());
        other.insert("name", "Oak Surgery".into());
        world.read(&document(source, date(2026, 11, 12), vec![other]));
    }
    assert!(!service(&world).is_listed());
    assert_eq!(service(&world).value(Field::Phone), None);
    assert_eq!(waiting(&world, "ann"), (0, 0));
}

#[test]
fn what_affects_more_people_comes_first() {
    let mut world = World::new();
    let said = date(2026, 11, 1);
    world.read(&document(
        "council",
        said,
        vec![elm("c1", FIRST, "09:00-17:00")],
    ));
    let mut other = elm("p1", SECOND, "10:00-12:00");
    other.insert("about", "A surgery.".into());
    world.read(&document("profiles", said, vec![other]));
    let id = service(&world).id;
    let next = |after| {
        world
            .directory
            .next_disagreement("ann", &Narrow::default(), after, TODAY)
            .unwrap()
    };
    assert_eq!(next(None), Some((id, Field::Phone)));
    assert_eq!(next(Some((id, Field::Phone))), Some((id, Field::Schedule)));
    assert_eq!(next(Some((id, Field::Schedule))), Some((id, Field::Phone)));
}

#[test]
fn the_queue_is_narrowed_to_a_source_a_kind_and_an_area() {
    let world = two(FIRST, SECOND, date(2026, 11, 1));
    let places = ["places.csv", "areas.csv"].map(|name| world.folder.path().join(name));
    std::fs::write(
        &places[0],
        "pcd,lat,long,ladcd\nQX1 1AA,54.2,-1.6,E06000991\n",
    )
    .unwrap();
    std::fs::write(&places[1], "LAD24CD,LAD24NM\nE06000991,Ambermoor\n").unwrap();
    world
        .directory
        .import_places(&places, now(), &mut |_| {})
        .unwrap();
    let only = |source: &str, kind: &str, area: &str| {
        let some = |word: &str| (!word.is_empty()).then(|| word.to_owned());
        Narrow {
            source: some(source),
            kind: some(kind),
            area: some(area),
        }
    };
    for (narrow, waiting) in [
        (Narrow::default(), 1),
        (only("council", "gp", "Ambermoor"), 1),
        (only("profiles", "", ""), 1),
        (only("register", "", ""), 0),
        (only("", "dentist", ""), 0),
        (only("", "", "Tealford"), 0),
    ] {
        let told = world.directory.unsettled("ann", &narrow, TODAY).unwrap();
        assert_eq!(told.waiting, waiting, "{narrow:?}");
        let next = world
            .directory
            .next_disagreement("ann", &narrow, None, TODAY)
            .unwrap();
        assert_eq!(next.is_some(), waiting == 1, "{narrow:?}");
    }
    let told = world
        .directory
        .unsettled("ann", &Narrow::default(), TODAY)
        .unwrap();
    assert_eq!(told.choices.sources.len(), 2);
    assert_eq!(told.choices.kinds, [("gp".to_owned(), 1)]);
    assert_eq!(told.choices.areas, [("Ambermoor".to_owned(), 1)]);
}

/// Two sources that do not agree on whether the surgery is running: how many facts wait, and who must be told.
#[track_caller]
fn check_status(first: (&'static str, &str), second: (&'static str, &str), waits: usize) {
    let mut world = World::new();
    for (at, (source, status)) in [first, second].into_iter().enumerate() {
        let mut row = elm(&format!("e{at}"), FIRST, "09:00-17:00");
        row.insert("status", status.into());
        world.read(&document(source, date(2026, 11, 1), vec![row]));
    }
    assert_eq!(waiting(&world, "ann").0, waits);
    let record = world.organization(first.0, "e0");
    let found = world
        .directory
        .disagreement(record.id, Field::Status, TODAY)
        .unwrap()
        .unwrap();
    assert_eq!(found.above.is_some(), waits == 0);
    let settlement = Settlement {
        record: record.id,
        field: Field::Status,
        mark: found.mark,
        verdict: Verdict::Right(record.fields[&Field::Status].losers[0].position),
        person: "ann".into(),
        reason: String::new(),
    };
    let settled = world.directory.settle(&settlement, now(), TODAY);
    assert_eq!(settled.is_ok(), waits == 1, "{settled:?}");
}

#[test]
fn what_a_stewards_word_would_not_change_is_not_asked() {
    // A register's word that it has closed outweighs everybody; that it is open does not, nor does another's.
    check_status(("register", "closed"), ("council", "open"), 0);
    check_status(("register", "open"), ("council", "closed"), 1);
    check_status(("council", "closed"), ("profiles", "open"), 1);
}
