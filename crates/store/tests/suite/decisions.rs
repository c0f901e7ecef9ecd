//! What is decided about two entries, and what stands.

use super::Open;
use super::world::{World, at, day, id};
use model::{Decider, EntryNo, Position, Relation};
use store::{Decided, Error, Undone};

const NAMES: [(&str, &str); 3] = [
    ("1#organization", "Elm"),
    ("2#organization", "Elm Surgery"),
    ("3#organization", "Oak"),
];

fn person(name: &str) -> Decider {
    Decider::Person(name.to_owned())
}

fn matcher() -> Decider {
    Decider::Matcher("model 1".to_owned())
}

fn decide(
    world: &mut World,
    one: usize,
    other: usize,
    relation: Relation,
    by: Decider,
) -> Position {
    let pairs = vec![(id(NAMES[one - 1].0), id(NAMES[other - 1].0), relation)];
    let decided = Decided {
        pairs,
        by,
        reason: "same telephone".to_owned(),
        at: at(),
    };
    world.log().decide(decided).unwrap()
}

fn undo(world: &mut World, position: Position) -> Result<Position, Error> {
    let undone = Undone {
        by: person("ann"),
        at: at(),
    };
    world.log().undo(position, undone)
}

/// Checks what stands among all entries: numbers of the pair, and the relation.
#[track_caller]
fn check(world: &mut World, entries: &[EntryNo], want: &[(usize, usize, Relation)]) {
    let stands = world.log().decisions(entries).unwrap();
    let number = |wanted| NAMES.iter().position(|(n, _)| id(n) == wanted).unwrap() + 1;
    let mut got: Vec<_> = stands
        .iter()
        .map(|d| (number(d.one), number(d.other), d.relation))
        .collect();
    got.sort();
    assert_eq!(got, want);
}

pub fn what_stands_is_a_persons_newest_word_else_the_matchers(open: Open) {
    let mut world = World::new(open);
    let (_, e) = world.read(day(0), &NAMES);
    check(&mut world, &e, &[]);
    decide(&mut world, 1, 2, Relation::Same, matcher());
    check(&mut world, &e, &[(1, 2, Relation::Same)]);
    decide(&mut world, 2, 1, Relation::Successor, person("ann"));
    check(&mut world, &e, &[(2, 1, Relation::Successor)]);
    decide(&mut world, 1, 2, Relation::Same, matcher());
    check(&mut world, &e, &[(2, 1, Relation::Successor)]);
    decide(&mut world, 1, 2, Relation::Different, person("bob"));
    decide(&mut world, 1, 3, Relation::Same, matcher());
    check(
        &mut world,
        &e,
        &[(1, 2, Relation::Different), (1, 3, Relation::Same)],
    );
    // Only pairs of which both are asked about.
    check(&mut world, &e[..2], &[(1, 2, Relation::Different)]);
    world.reopen();
    check(&mut world, &e[..2], &[(1, 2, Relation::Different)]);
    world.verified();
}

pub fn a_decision_connects_and_is_found_again(open: Open) {
    let mut world = World::new(open);
    let (_, e) = world.read(day(0), &NAMES);
    let before = world.log().head().unwrap();
    assert_eq!(world.log().component(&e[..1]).unwrap(), [e[0]]);
    decide(&mut world, 2, 1, Relation::Undecided, person("ann"));
    assert_eq!(world.log().component(&e[..1]).unwrap(), e[..2]);
    check(&mut world, &e, &[]);
    let touched = world.log().decided_since(before).unwrap();
    assert_eq!(touched.iter().collect::<Vec<_>>(), [e[0].0, e[1].0]);
    let head = world.log().head().unwrap();
    assert!(world.log().decided_since(head).unwrap().is_empty());
    decide(&mut world, 1, 3, Relation::Same, matcher());
    let items = world.log().decided(false, 10).unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(items[0].decided.by, matcher());
    let persons = world.log().decided(true, 10).unwrap();
    assert_eq!(persons.len(), 1);
    assert_eq!(persons[0].decided.reason, "same telephone");
    assert_eq!(persons[0].decided.pairs[0].2, Relation::Undecided);
}

pub fn what_is_taken_back_leaves_what_stood_before(open: Open) {
    let mut world = World::new(open);
    let (_, e) = world.read(day(0), &NAMES);
    decide(&mut world, 1, 2, Relation::Same, matcher());
    let parted = decide(&mut world, 1, 2, Relation::Different, person("ann"));
    check(&mut world, &e, &[(1, 2, Relation::Different)]);
    let head = world.log().head().unwrap();
    let back = undo(&mut world, parted).unwrap();
    check(&mut world, &e, &[(1, 2, Relation::Same)]);
    assert_eq!(world.log().decided_since(head).unwrap().len(), 2);
    assert_eq!(world.log().decided(true, 10).unwrap()[0].undone, Some(back));
    assert!(matches!(
        undo(&mut world, parted),
        Err(Error::NotDecided(_))
    ));
    assert!(matches!(undo(&mut world, back), Err(Error::NotDecided(_))));
    assert!(matches!(
        undo(&mut world, Position(1)),
        Err(Error::NotDecided(_))
    ));
    world.verified();
}
