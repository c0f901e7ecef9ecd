//! What the matcher keeps and decides.

use super::Open;
use super::world::{World, at, day, id};
use model::{Decider, EntryNo, Position, Relation};
use store::{Decided, LikenessKey, MatchState, Matching, Proposed};

const NAMES: [(&str, &str); 3] = [
    ("1#organization", "Elm"),
    ("2#organization", "Elm Surgery"),
    ("3#organization", "Oak"),
];

fn proposed(one: EntryNo, other: EntryNo, relation: Relation) -> Proposed {
    Proposed {
        one,
        other,
        relation,
        score: 0.75,
    }
}

fn decided(proposed: Vec<Proposed>, dropped: Vec<(EntryNo, EntryNo)>) -> Matching {
    Matching {
        proposed,
        dropped,
        by: Some(("model 1".to_owned(), at())),
        ..Matching::default()
    }
}

/// Checks what the matcher's decisions are: the pair by number, and the relation.
#[track_caller]
fn check(world: &mut World, want: &[(u32, u32, Relation)]) {
    let standing = world.log().standing(None).unwrap();
    let mut got: Vec<_> = standing
        .iter()
        .map(|s| (s.proposed.one.0, s.proposed.other.0, s.proposed.relation))
        .collect();
    got.sort_unstable();
    assert_eq!(got, want);
}

pub fn what_the_matcher_decides_takes_the_place_of_what_it_decided(open: Open) {
    let mut world = World::new(open);
    let (_, entries) = world.read(day(1), &NAMES);
    let [a, b, c] = entries[..] else { panic!() };
    let first = decided(
        vec![
            proposed(a, b, Relation::Same),
            proposed(b, c, Relation::Undecided),
        ],
        Vec::new(),
    );
    world.log().write_matching(&first).unwrap();
    check(
        &mut world,
        &[(a.0, b.0, Relation::Same), (b.0, c.0, Relation::Undecided)],
    );
    // What is asked is no decision that joins or parts.
    let stands = world.log().decisions(&entries).unwrap();
    assert_eq!(stands.len(), 1);
    assert_eq!(stands[0].by, Decider::Matcher("model 1".to_owned()));
    let asked = world.log().asked().unwrap();
    assert_eq!((asked.len(), asked[0].proposed.score), (1, 0.75));
    let before = world.log().head().unwrap();
    let second = decided(vec![proposed(b, a, Relation::Successor)], vec![(b, c)]);
    world.log().write_matching(&second).unwrap();
    check(&mut world, &[(b.0, a.0, Relation::Successor)]);
    assert_eq!(world.log().asked().unwrap(), []);
    let touched: Vec<u32> = world.log().decided_since(before).unwrap().iter().collect();
    assert_eq!(touched, [a.0, b.0, c.0]);
    world.reopen();
    check(&mut world, &[(b.0, a.0, Relation::Successor)]);
    world.verified();
}

pub fn a_person_answers_what_is_asked(open: Open) {
    let mut world = World::new(open);
    let (_, entries) = world.read(day(1), &NAMES);
    let asks = decided(
        vec![proposed(entries[0], entries[1], Relation::Undecided)],
        Vec::new(),
    );
    world.log().write_matching(&asks).unwrap();
    let answer = Decided {
        pairs: vec![(id(NAMES[1].0), id(NAMES[0].0), Relation::Different)],
        by: Decider::Person("ann".to_owned()),
        reason: String::new(),
        at: at(),
    };
    world.log().decide(answer).unwrap();
    assert_eq!(world.log().asked().unwrap(), []);
    // The matcher asks again, and the answer stands.
    world.log().write_matching(&asks).unwrap();
    assert_eq!(world.log().asked().unwrap(), []);
    assert_eq!(world.log().standing(Some(&entries[..1])).unwrap().len(), 1);
}

pub fn profiles_and_keys_are_kept_until_something_is_erased(open: Open) {
    let mut world = World::new(open);
    let (_, entries) = world.read(day(1), &NAMES);
    let source = world.source;
    let keys: Vec<LikenessKey> = entries.iter().map(|no| (7, source, *no)).collect();
    let state = MatchState {
        model: "model 1".to_owned(),
        position: Position(3),
    };
    let kept = Matching {
        profiles: entries
            .iter()
            .map(|no| (*no, source, Some(format!("p{}", no.0))))
            .collect(),
        added: keys.clone(),
        state: Some(state.clone()),
        ..Matching::default()
    };
    world.log().write_matching(&kept).unwrap();
    world.reopen();
    assert_eq!(world.log().match_state().unwrap(), Some(state));
    assert_eq!(
        world.log().profile(entries[1]).unwrap(),
        Some((id(NAMES[1].0), source, format!("p{}", entries[1].0)))
    );
    assert_eq!(
        world.log().under_key(7, 2).unwrap(),
        [(source, entries[0]), (source, entries[1])]
    );
    let gone = Matching {
        profiles: vec![(entries[0], source, None)],
        removed: vec![keys[0]],
        ..Matching::default()
    };
    world.log().write_matching(&gone).unwrap();
    let mut left = Vec::new();
    world
        .log()
        .each_profile(&mut |no, _, _, line| left.push((no, line.to_owned())))
        .unwrap();
    assert_eq!(left.len(), 2);
    assert_eq!(
        world.log().under_key(7, 9).unwrap(),
        [(source, entries[1]), (source, entries[2])]
    );
    world
        .log()
        .erase(entries[2], &[model::Field::Name], "asked for", at())
        .unwrap();
    assert_eq!(world.log().match_state().unwrap(), None);
    assert_eq!(world.log().profile(entries[1]).unwrap(), None);
    assert_eq!(world.log().under_key(7, 9).unwrap(), []);
}
