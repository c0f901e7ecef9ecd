//! What connects entries.

use super::Open;
use super::world::{World, day, id, version};
use model::{Code, EntryNo, Field, Scheme, Tie};
use std::collections::BTreeMap;

fn ods(code: &str) -> Tie {
    Tie::Code(Code::parse(Scheme::Ods, code).unwrap())
}

/// Entries 1 and 2 by code; 3 names 1; 4 stands alone; 5 names 6, which comes later.
fn town(open: Open) -> (World, Vec<EntryNo>) {
    let mut world = World::new(open);
    let run = world.begin(day(0));
    let ids = [
        "1#organization",
        "2#organization",
        "3#service",
        "4#service",
        "5#service",
        "6#location",
    ];
    let ties = [
        vec![ods("A81001")],
        vec![ods("A81001"), ods("A81002")],
        vec![Tie::Entry(id("1#organization"))],
        vec![],
        vec![Tie::Entry(id("6#location")), Tie::Entry(id("7#location"))],
        vec![],
    ];
    let mut entries = Vec::new();
    for (local_id, ties) in ids.iter().zip(ties) {
        let no = world.number(local_id);
        entries.push(no);
        let built = version(no, run, day(0)).says(Field::Name, "Elm");
        let draft = ties
            .into_iter()
            .fold(built, super::world::Building::tied)
            .draft();
        world.log().record(run, &[draft]).unwrap();
    }
    let seen = super::world::set(&entries);
    world
        .log()
        .close_run(run, super::world::closing(&seen, &seen))
        .unwrap();
    (world, entries)
}

pub fn codes_and_references_connect_in_both_directions(open: Open) {
    let (mut world, e) = town(open);
    let mut check = |from: &[usize], want: &[usize]| {
        let from: Vec<EntryNo> = from.iter().map(|n| e[n - 1]).collect();
        let want: Vec<EntryNo> = want.iter().map(|n| e[n - 1]).collect();
        assert_eq!(world.log().component(&from).unwrap(), want, "from {from:?}");
    };
    for n in [1, 2, 3] {
        check(&[n], &[1, 2, 3]);
    }
    check(&[4], &[4]);
    check(&[5], &[5, 6]);
    check(&[6], &[5, 6]);
    check(&[3, 6, 4], &[1, 2, 3, 4, 5, 6]);
    check(&[], &[]);
}

pub fn every_tie_is_given_by_key(open: Open) {
    let (mut world, e) = town(open);
    world.reopen();
    let mut given: BTreeMap<u64, Vec<EntryNo>> = BTreeMap::new();
    let mut last = 0;
    world
        .log()
        .each_tie(&mut |key, no| {
            assert!(key >= last, "by key");
            last = key;
            given.entry(key).or_default().push(no);
        })
        .unwrap();
    let mut groups: Vec<Vec<EntryNo>> = given.into_values().collect();
    for group in &mut groups {
        group.sort();
    }
    groups.sort();
    let mut want = vec![
        vec![e[0], e[1]],
        vec![e[1]],
        vec![e[0], e[2]],
        vec![e[4], e[5]],
        vec![e[4]],
    ];
    want.sort();
    assert_eq!(groups, want);
}

pub fn ties_lead_to_entries(open: Open) {
    let (mut world, e) = town(open);
    let mut check = |ties: &[Tie], want: &[usize]| {
        let want: Vec<EntryNo> = want.iter().map(|n| e[n - 1]).collect();
        assert_eq!(world.log().tied(ties).unwrap(), want, "{ties:?}");
    };
    check(&[ods("A81001")], &[1, 2]);
    check(&[ods("A81002"), ods("Z99999")], &[2]);
    check(&[Tie::Entry(id("6#location"))], &[5, 6]);
    check(&[Tie::Entry(id("7#location"))], &[5]);
    check(&[], &[]);
}
