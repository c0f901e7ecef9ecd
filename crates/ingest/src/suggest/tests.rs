//! Tables without a map, and the map that is proposed for each.

use super::{Suggestion, suggest};
use crate::Input;
use std::io::Cursor;

#[track_caller]
fn look(name: &str, text: &str) -> Suggestion {
    suggest(vec![Input::new(
        name,
        Cursor::new(text.as_bytes().to_vec()),
    )])
    .unwrap()
}

/// The lines of the map without their reasons.
fn lines(map: &str) -> Vec<&str> {
    map.lines()
        .map(|line| line.split("  # ").next().unwrap_or_default())
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
}

#[test]
fn a_table_of_clubs_gets_a_map_that_reads_it() {
    let text = "Ref,Provider,Venue,Address 1,Town,Post code,Service,About,Category,Tel,Opening times,Last checked\n\
        1,Sedge Trust,Old Chapel,Weir Lane,Tealford,QX4 7PL,Riverside Friends,Tea and talk every week,Lunch clubs,01632 960417,Mon-Fri 9-5,12/11/2026\n\
        2,Sedge Trust,Mill,Mill Lane,Sedge,QX2 1AA,Walks,Walking in the hills with friends,Walking,01632 960418,Sat 10am-12pm,13/11/2026\n\
        3,Weir Trust,Mill,Mill Lane,Sedge,QX2 1AA,More walks,Walking in the vales with friends,Walking,01632 960419,Sun 10am-12pm,13/11/2026\n";
    let found = look("clubs.csv", text);
    assert_eq!(
        lines(&found.map),
        [
            "id = \"Ref\"",
            "assured = \"Last checked\"",
            "[organization]",
            "name = \"Provider\"",
            "[location]",
            "name = \"Venue\"",
            "address.lines = \"Address 1\"",
            "address.city = \"Town\"",
            "address.postcode = \"Post code\"",
            "[service]",
            "name = \"Service\"",
            "description = \"About\"",
            "kind = \"Category\"",
            "phone = \"Tel\"",
            "schedule = { text = \"Opening times\" }",
        ]
    );
    let read = crate::testing::read(&[("clubs.csv", text.as_bytes())], Some(&found.map)).unwrap();
    assert_eq!((read.tally.described, read.codes()), (3, vec![]));
}
