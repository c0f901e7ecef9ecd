//! What stewards say where sources do not agree.

use super::Open;
use super::world::{World, at, day, id, source};
use model::{Decider, EntryNo, Field, Position, Role, Value};
use store::{Error, NewSource, Passed, Settled, Undone};

const ELM: &str = "1#organization";

fn say(world: &mut World, value: Option<&str>, person: &str) -> Position {
    let stewards = NewSource {
        role: Role::Steward,
        ..source("stewards")
    };
    let source = world.log().add_source(stewards).unwrap().no;
    let settled = Settled {
        entry: id(ELM),
        source,
        field: Field::Name,
        value: value.and_then(Value::text),
        person: person.into(),
        reason: "it stands over the door of Elm House".into(),
        mark: "0011".into(),
        said: day(9),
        at: at(),
    };
    world.log().settle(settled).unwrap()
}

fn undo(world: &mut World, position: Position) -> Result<Position, Error> {
    let by = Decider::Person("ann".into());
    world.log().undo(position, Undone { by, at: at() })
}

/// Checks the name that stewards say is right.
#[track_caller]
fn check(world: &mut World, no: EntryNo, want: Option<&str>) {
    let words = world.log().stewards_words(&[no]).unwrap();
    let got = words.get(&no).map(|words| {
        assert_eq!((words.len(), words[0].field), (1, Field::Name));
        assert_eq!(words[0].statement.said, day(9));
        words[0].statement.value.clone().unwrap()
    });
    assert_eq!(got, want.and_then(Value::text));
}

pub fn the_newest_word_that_stands_counts(open: Open) {
    let mut world = World::new(open);
    let (_, e) = world.read(day(0), &[(ELM, "Elm"), ("2#organization", "Oak")]);
    check(&mut world, e[0], None);
    let head = world.log().head().unwrap();
    say(&mut world, Some("Elm House"), "ann");
    let newer = say(&mut world, Some("Elm Place"), "bob");
    check(&mut world, e[0], Some("Elm Place"));
    check(&mut world, e[1], None);
    assert_eq!(
        world
            .log()
            .decided_since(head)
            .unwrap()
            .iter()
            .collect::<Vec<_>>(),
        [e[0].0]
    );
    assert_eq!(world.log().component(&e[..1]).unwrap(), e[..1]);
    let before = world.log().head().unwrap();
    undo(&mut world, newer).unwrap();
    world.reopen();
    check(&mut world, e[0], Some("Elm House"));
    assert!(world.log().decided_since(before).unwrap().contains(e[0].0));
    assert!(matches!(undo(&mut world, newer), Err(Error::NotDecided(_))));
    assert!(world.log().settled(newer).unwrap().is_none());
    assert_eq!(world.log().settled_last("bob").unwrap(), None);
    assert_eq!(
        world.log().settled_last("ann").unwrap().unwrap().value,
        Value::text("Elm House")
    );
    world.verified();
}

pub fn all_that_was_said_is_listed_with_what_was_taken_back(open: Open) {
    let mut world = World::new(open);
    world.read(day(0), &[(ELM, "Elm")]);
    let first = say(&mut world, Some("Elm House"), "ann");
    let passed = say(&mut world, None, "bob");
    let last = say(&mut world, Some("Elm Place"), "bob");
    let by = undo(&mut world, first).unwrap();
    world.reopen();
    let listed = |world: &mut World, before, person: &str, limit| {
        let items = world.log().settled_before(before, person, limit).unwrap();
        let told = items.into_iter().map(|item| (item.position, item.undone));
        told.collect::<Vec<_>>()
    };
    let all = [(last, None), (passed, None), (first, Some(by))];
    assert_eq!(listed(&mut world, None, "bob", 9), all);
    // Nobody learns what others passed on.
    assert_eq!(listed(&mut world, None, "ann", 9), [all[0], all[2]]);
    assert_eq!(listed(&mut world, None, "bob", 1), all[..1]);
    assert_eq!(listed(&mut world, Some(last), "bob", 9), all[1..]);
    let undone = world.log().undone_at(by).unwrap();
    assert_eq!(
        (undone.by, undone.at),
        (Decider::Person("ann".into()), at())
    );
}

pub fn a_pass_is_no_word(open: Open) {
    let mut world = World::new(open);
    let (_, e) = world.read(day(0), &[(ELM, "Elm")]);
    let head = world.log().head().unwrap();
    let passed = say(&mut world, None, "ann");
    check(&mut world, e[0], None);
    assert!(world.log().decided_since(head).unwrap().is_empty());
    let told = Passed {
        entry: id(ELM),
        field: Field::Name,
        mark: "0011".into(),
    };
    assert_eq!(world.log().passed("ann").unwrap(), [told]);
    assert!(world.log().passed("bob").unwrap().is_empty());
    assert!(world.log().settled(passed).unwrap().unwrap().passed);
    undo(&mut world, passed).unwrap();
    assert!(world.log().passed("ann").unwrap().is_empty());
}

pub fn erasing_reaches_the_word_and_its_reason(open: Open) {
    let mut world = World::new(open);
    let (_, e) = world.read(day(0), &[(ELM, "Elm")]);
    say(&mut world, Some("Elm Yard"), "bob");
    let position = say(&mut world, Some("Elm House"), "ann");
    world
        .log()
        .erase(e[0], &[Field::Name], "asked", at())
        .unwrap();
    check(&mut world, e[0], None);
    let told = world.log().settled(position).unwrap().unwrap();
    assert_eq!((told.value, told.passed, &*told.reason), (None, false, ""));
    let canonical = Value::text("Elm House").unwrap().canonical();
    assert!(
        world
            .log()
            .is_erased(e[0], Field::Name, &canonical)
            .unwrap()
    );
    world.verified();
}
