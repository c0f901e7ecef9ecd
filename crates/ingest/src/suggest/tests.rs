//! Tables without a map, and the map that is proposed for each.

use super::{Suggestion, suggest};
use crate::Input;
use proptest::prelude::*;
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

#[test]
fn every_guess_says_why_and_unused_columns_are_listed() {
    let found = look(
        "venues.csv",
        "id,Post code,Area code,Name\n1,QX4 7PL,E1,Hall\n2,QX2 1AA,E1,Mill\n3,none,E2,Barn\n",
    );
    assert!(
        found
            .map
            .contains("address.postcode = \"Post code\"  # 2 of 2 values are postcodes"),
        "{}",
        found.map
    );
    assert!(
        found
            .map
            .contains("# \"Area code\": its meaning was not guessed"),
        "{}",
        found.map
    );
    let guess = found
        .guesses
        .iter()
        .find(|guess| guess.field == "location.address.postcode")
        .unwrap();
    assert_eq!(
        (guess.columns.join("|").as_str(), guess.why.as_str()),
        ("Post code", "2 of 2 values are postcodes")
    );
}

#[track_caller]
fn check(name: &str, text: &str, want: &[&str]) {
    let found = look(name, text);
    for line in want {
        assert!(lines(&found.map).contains(line), "{line} in\n{}", found.map);
    }
    let read = crate::testing::read(&[(name, text.as_bytes())], Some(&found.map)).unwrap();
    assert_eq!(read.tally.refused, 0, "{}", found.map);
}

#[test]
fn columns_are_known_by_their_names_and_values() {
    check(
        "pharmacies.csv",
        "pharmacy_name,address,postcode,hours_monday,hours_sunday,ods_code\n\
         Weir,\"1 Weir Lane, Sedge\",QX4 7PL,\"09:00-13:00,14:00-17:00\",CLOSED,FX664\n\
         Mill,\"2 Weir Lane, Sedge\",QX4 7PL,9-5,closed,FX665\n",
        &[
            "id = \"ods_code\"",
            "identifiers = { ods = \"ods_code\" }",
            "address.separator = \",\"",
            "schedule = { monday = \"hours_monday\", sunday = \"hours_sunday\" }",
        ],
    );
    check(
        "services.csv",
        "uuid,provider,name,status,Min age,Wheelchair?,Hearing loop,where,Category\n\
         a1,Trust,Walks,active,18,Yes,No,\"54.2, -1.6\",Walking;Talking\na2,Trust,Talks,inactive,50,no,yes,\"54.3, -1.7\",Talking\n",
        &[
            "id = \"uuid\"",
            "address.position = \"where\"",
            "status = { column = \"status\", terms = { \"active\" = \"active\", \"inactive\" = \"dormant\" } }",
            "minimum_age = \"Min age\"",
            "accessibility = { flags = { \"Wheelchair?\" = \"step-free\", \"Hearing loop\" = \"hearing-loop\" } }",
            "kind = { column = \"Category\", separator = \";\" }",
        ],
    );
    check(
        "orgs.jsonl",
        "{\"id\":1,\"name\":\"Sedge Trust\",\"contact\":{\"email\":\"a@sedge.example\"}}\n{\"id\":2,\"name\":\"Weir Trust\",\"contact\":{\"email\":\"b@sedge.example\"}}\n",
        &["id = \"id\"", "email = \"contact.email\""],
    );
}

#[test]
fn a_places_telephone_is_its_services() {
    let text = "Ref,Venue name,Venue telephone,Activity name\n1,Old Chapel,01632 960417,Walks\n2,Mill,01632 960418,Talks\n";
    let found = look("list.csv", text);
    let mut guesses = found.guesses.iter();
    let home = guesses.find(|guess| guess.columns == ["Venue telephone"]);
    assert_eq!(home.unwrap().field, "service.phone", "{}", found.map);
}

#[test]
fn a_table_without_a_column_of_ids_is_told_to_be_checked() {
    let found = look(
        "clubs.csv",
        "Name,Postcode\nTea,QX4 7PL\nTea,QX2 1AA\nWalks,QX2 1AA\n",
    );
    let first = found.map.lines().nth(1).unwrap();
    assert!(
        first.starts_with("id = [\"Name\", \"Postcode\"]  # CHECK: "),
        "{first}"
    );
}

#[test]
fn a_format_that_is_known_is_named() {
    let row = "\"Q81001\",\"WEIR LANE SURGERY\",\"Y63\",\"QHM\",\"HEALTH CENTRE\",\"WEIR LANE\",\"TEALFORD\",\"CLEVELAND\",\"\",\"QX4 7PL\",\"19740401\",\"\",\"A\",\"B\",\"16C\",\"20200401\",\"\",\"01632 960417\"\n";
    let found = look("epraccur.csv", row);
    assert_eq!(
        found.recognised.as_deref(),
        Some("a file of the organisation register (`epraccur`)")
    );
    assert!(found.map.is_empty());
}

proptest! {
    #[test]
    fn any_bytes_are_looked_at_without_fail(bytes in prop::collection::vec(any::<u8>(), 0..300), head in prop::sample::select(vec!["", "id,Name\n", "{\"id\":1}\n", "[{\"a\":"])) {
        let file = [head.as_bytes(), &bytes].concat();
        if let Ok(found) = suggest(vec![Input::new("a.csv", Cursor::new(file))]) {
            let _ = crate::table::ColumnMap::read(&found.map);
        }
    }

    #[test]
    fn a_proposed_map_can_be_read(names in prop::collection::vec("[ -~é\u{1}]{0,12}", 1..5), cells in prop::collection::vec("[ -~]{0,12}", 5)) {
        let quote = |cells: &[String]| cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",");
        let text = format!("{}\n{}\n", quote(&names), quote(&cells[..names.len()]));
        if let Ok(found) = suggest(vec![Input::new("a.csv", Cursor::new(text.into_bytes()))])
            && found.recognised.is_none()
        {
            prop_assert!(crate::table::ColumnMap::read(&found.map).is_ok(), "{}", found.map);
        }
    }
}
