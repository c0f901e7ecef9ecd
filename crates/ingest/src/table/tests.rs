//! What is read from plain tables, on invented rows.

use crate::testing::{Read, read, unreadable};
use model::Field;

const MAP: &str = r#"
id = "Ref"
[organization]
name = "Provider"
identifiers = { charity = "Charity no", ods = "ODS" }
[location]
name = "Venue"
address.lines = ["Address 1", "Address 2"]
address.city = "Town"
address.postcode = "Postcode"
address.latitude = "Lat"
address.longitude = "Lon"
[service]
name = "Service"
description = "About"
kind = { column = "Category", separator = ";", terms = { "Lunch clubs" = "lunch-club" } }
phone = "Phone"
schedule = { monday = "Mon", bank_holidays = "Bank hols" }
[assured]
column = "Last checked"
"#;

const HEADER: &str = "Ref,Provider,Charity no,ODS,Venue,Address 1,Address 2,Town,Postcode,Lat,Lon,Service,About,Category,Phone,Mon,Bank hols,Last checked";
const ROW: &str = "12,Sedge Trust,1000012,,Old Chapel,Weir Lane,,Tealford,QX4 7PL,54.21,-1.63,Riverside Friends,\"Tea, cake\nand talk\",Lunch clubs; Befriending,01632 960417,\"09:00-13:00, 14:00-17:00\",Closed,12/11/2026";

fn table(text: &str) -> Read {
    read(&[("clubs.csv", text.as_bytes())], Some(MAP)).unwrap()
}

fn small(map: &str, text: &str) -> Read {
    read(&[("clubs.csv", text.as_bytes())], Some(map)).unwrap()
}

#[test]
fn a_row_gives_an_entry_of_each_section() {
    let read = table(&format!("{HEADER}\n{ROW}\n"));
    assert_eq!(read.codes(), [""; 0]);
    assert_eq!(
        (read.table.as_str(), read.local_ids()),
        (
            "table",
            vec!["12#organization", "12#location", "12#service"]
        )
    );
    for (entry, field, want) in [
        ("12#organization", Field::Name, r#""Sedge Trust""#),
        (
            "12#organization",
            Field::Identifiers,
            r#"["charity:1000012"]"#,
        ),
        ("12#organization", Field::Phone, "-"),
        (
            "12#location",
            Field::Address,
            r#"{"city":"Tealford","latitude":54.21,"lines":["Weir Lane"],"longitude":-1.63,"postcode":"QX4 7PL"}"#,
        ),
        ("12#service", Field::Description, r#""Tea, cake\nand talk""#),
        ("12#service", Field::Kind, r#"["befriending","lunch-club"]"#),
        (
            "12#service",
            Field::Schedule,
            r#"{"bank_holidays":[],"mo":["09:00-13:00","14:00-17:00"]}"#,
        ),
    ] {
        assert_eq!(read.said(entry, field), want, "{entry} {field:?}");
    }
    assert!(read.refers("12#service", Field::Organization, "12#organization"));
    assert!(read.refers("12#service", Field::Location, "12#location"));
    assert!(read.refers("12#location", Field::Organization, "12#organization"));
    assert_eq!(
        read.entry("12#service").assured.unwrap().to_string(),
        "2026-11-12"
    );
}

#[test]
fn the_separator_and_the_encoding_are_found_out() {
    let plain = "Ref,Name\n1,Café\n";
    let map = "id = \"Ref\"\n[service]\nname = \"Name\"";
    let utf16 = |text: &str, mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        mark.into_iter()
            .chain(text.encode_utf16().flat_map(bytes))
            .collect()
    };
    let mut files = vec![
        utf16(plain, [0xFF, 0xFE], u16::to_le_bytes),
        utf16(plain, [0xFE, 0xFF], u16::to_be_bytes),
        encoding_rs::WINDOWS_1252.encode(plain).0.into_owned(),
        format!("\u{feff}{plain}").into_bytes(),
        plain.replace('\n', "\r").into_bytes(),
        plain.replace('\n', "\r\n").into_bytes(),
    ];
    files.extend(["\t", ";", "|"].map(|separator| plain.replace(',', separator).into_bytes()));
    for bytes in files {
        let read = read(&[("clubs.csv", &bytes)], Some(map)).unwrap();
        assert_eq!(read.said("1#service", Field::Name), r#""Café""#);
        assert_eq!(read.codes(), [""; 0]);
    }
}

#[test]
fn constants_flags_and_lists_of_terms() {
    let read = small(
        r#"
        id = "Ref"
        [service]
        name = ["Name", "Part"]
        kind = { value = "befriending" }
        attending = { column = "How", separator = ",", terms = { "Zoom" = ["online", "by-phone"], "Secret" = [] }, value = "in-person" }
        accessibility = { flags = { "Ramp?" = "step-free", "Loop?" = "hearing-loop" } }
        status = { column = "State", terms = { "On" = "active" } }
        minimum_age = "From"
        fees = { column = "Cost", value = "Ask us" }
        "#,
        "Ref,Name,Part,How,Ramp?,Loop?,State,From,Cost\n1,Walks,North,\"Zoom, Home visit, secret\",Yes,no,On,18+,\n2,Talks,,,,perhaps,Closed,,Free\n3,X,,,,,Lost,old,\n",
    );
    for (entry, field, want) in [
        ("1#service", Field::Name, r#""Walks North""#),
        ("1#service", Field::Kind, r#"["befriending"]"#),
        (
            "1#service",
            Field::Attending,
            r#"["by-phone","home-visit","in-person","online"]"#,
        ),
        ("1#service", Field::Accessibility, r#"["step-free"]"#),
        ("1#service", Field::Status, r#""active""#),
        ("1#service", Field::MinimumAge, "18"),
        ("1#service", Field::Fees, r#""Ask us""#),
        ("2#service", Field::Status, r#""closed""#),
        ("2#service", Field::Accessibility, "none"),
        ("2#service", Field::Fees, r#""Free""#),
        ("3#service", Field::Status, "none"),
    ] {
        assert_eq!(read.said(entry, field), want, "{entry} {field:?}");
    }
    assert_eq!(
        read.findings(),
        [
            ("FP156", 3, "perhaps"),
            ("FP156", 4, "Lost"),
            ("FP157", 4, "old")
        ]
    );
}

#[test]
fn dated_exceptions_stand_in_one_cell() {
    let read = small(
        "id = \"Ref\"\n[service]\nname = \"Name\"\nschedule = { monday = \"Mon\", dates = \"Except\" }",
        "Ref,Name,Mon,Except\n1,A,9am to 5pm,2026-12-25 closed; 26 December 2026: 10:00-12:00\n2,B,,never\n3,C,whenever,2026-12-25 25:00-26:00\n",
    );
    assert_eq!(
        read.said("1#service", Field::Schedule),
        r#"{"dates":{"2026-12-25":[],"2026-12-26":["10:00-12:00"]},"mo":["09:00-17:00"]}"#
    );
    assert_eq!(read.said("2#service", Field::Schedule), "none");
    assert_eq!(read.codes(), ["FP151", "FP152", "FP152"]);
}

#[test]
fn an_entry_is_given_only_when_something_of_it_stands() {
    let map = "id = \"Ref\"\n[organization]\nname = \"Provider\"\n[location]\naddress.lines = \"Address\"\naddress.separator = \",\"\n[service]\nname = \"Name\"\nkind = { value = \"club\" }";
    let read = small(
        map,
        "Ref,Provider,Address,Name\n1,,,Walks\n2,Trust,,\n3,,\"1 Mill Lane, Sedge\",\n4,,,\n",
    );
    assert_eq!(
        read.local_ids(),
        ["1#service", "2#organization", "3#location"]
    );
    assert_eq!(read.said("1#service", Field::Organization), "none");
    assert_eq!(read.said("1#service", Field::Location), "none");
    assert_eq!(
        read.said("3#location", Field::Address),
        r#"{"lines":["1 Mill Lane","Sedge"]}"#
    );
    assert_eq!(read.codes(), ["FP132"]);
    assert_eq!(read.kept(), ["4#organization", "4#location", "4#service"]);
}

#[track_caller]
fn check_refused(bad: &str, code: &str, kept: usize, intact: bool) {
    let map = "id = \"Ref\"\n[service]\nname = \"Name\"\nphone = \"Phone\"";
    let read = small(map, &format!("Ref,Name,Phone\n1,A,01632 960001\n{bad}"));
    assert_eq!(
        (read.codes(), read.kept().len(), read.intact),
        (vec![code], kept, intact),
        "{bad:?}"
    );
    assert_eq!(read.tally.refused, 1);
}

#[test]
fn a_row_that_cannot_be_used_is_refused_and_the_rest_read() {
    check_refused("2,B\n", "FP120", 1, true);
    check_refused("2,B,1,more\n", "FP120", 1, true);
    check_refused("2,B", "FP121", 0, false);
    check_refused("2,\"B", "FP121", 0, false);
    check_refused("2,\"open\n3,C,01632 960003\n", "FP123", 1, true);
    check_refused("2,\"open,1\n3,\"C\",01632 960003\n", "FP123", 1, true);
    check_refused(",B,\n", "FP124", 0, false);
    check_refused("1,B,\n", "FP125", 0, true);
    check_refused("Ref,Name,Phone\n", "FP126", 0, true);
    check_refused(&format!("2,{},\n", "x".repeat(2 << 20)), "FP122", 1, true);
}

#[test]
fn empty_columns_past_the_last_are_let_pass() {
    let read = small(
        "id = \"Ref\"\n[service]\nname = \"Name\"",
        "Ref,Name\n1,A,,\n,,,\n\n2,B\n",
    );
    assert_eq!(
        (read.tally.described, read.tally.blank, read.codes()),
        (2, 2, vec![])
    );
}

#[test]
fn a_broken_row_whose_id_stands_further_right_leaves_the_run_incomplete() {
    let read = small(
        "id = \"Ref\"\n[service]\nname = \"Name\"",
        "Name,Ref\nA,1\nB,C,2\n",
    );
    assert_eq!(
        (read.codes(), read.kept().len(), read.intact),
        (vec!["FP120"], 0, false)
    );
}

#[track_caller]
fn check_map(map: &str, code: &str, says: &[&str]) {
    let (found, message) = unreadable(
        &[(
            "clubs.csv",
            b"Ref,Service name,Post code,Phone,Phone\n1,A,QX4 7PL,,\n",
        )],
        Some(map),
    );
    assert_eq!(found, code, "{message}");
    for part in says {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn a_map_that_cannot_be_used_says_where_and_what_to_do() {
    check_map("id = ", "FP107", &["the column map:1", "TOML"]);
    check_map(
        "[service]\nname = \"Service name\"",
        "FP107",
        &["id = \"Ref\""],
    );
    check_map("id = \"Ref\"", "FP107", &["[service]"]);
    check_map(
        "id = \"Ref\"\n[servce]\nname = \"x\"",
        "FP107",
        &["the column map:2", "did you mean `service`?"],
    );
    check_map(
        "id = \"Ref\"\n[service]\nnmae = \"x\"",
        "FP107",
        &[
            "the column map:3, column service.nmae",
            "did you mean `name`?",
        ],
    );
    check_map(
        "id = \"Ref\"\n[location]\nschedule = {}",
        "FP107",
        &["column location.schedule"],
    );
    check_map(
        "id = \"Ref\"\n[location]\naddress.postcod = \"x\"",
        "FP107",
        &["did you mean `postcode`?"],
    );
    check_map(
        "id = \"Ref\"\n[location]\naddress.latitude = \"x\"",
        "FP107",
        &["both latitude and longitude"],
    );
    check_map(
        "id = \"Ref\"\n[organization]\nidentifiers = { osd = \"x\" }",
        "FP107",
        &["did you mean `ods`?"],
    );
    check_map(
        "id = \"Ref\"\n[service]\nname = { terms = {} }",
        "FP107",
        &["leave it out"],
    );
    check_map(
        "id = \"Ref\"\n[service]\nkind = { column = \"x\", separator = \"\" }",
        "FP107",
        &["empty"],
    );
    check_map("id = 5", "FP107", &["write text in quotes"]);
    check_map(
        "id = \"Ref\"\n[service]\nname = \"Servise name\"",
        "FP108",
        &[
            "clubs.csv:1, column Servise name",
            "line 3",
            "`Service name`",
        ],
    );
    check_map(
        "id = \"Ref\"\n[service]\nphone = \"Phone\"",
        "FP109",
        &["column Phone"],
    );
}

#[test]
fn tables_that_cannot_be_read_say_why() {
    let map = Some("id = \"Ref\"\n[service]\nname = \"Name\"");
    assert_eq!(
        unreadable(&[("a.csv", b"Ref,\"Name\n1,A\n")], map).0,
        "FP123"
    );
    assert_eq!(
        unreadable(&[("a.csv", &vec![b'x'; 3 << 20])], map).0,
        "FP111"
    );
    assert_eq!(
        unreadable(&[("a.csv", b"Ref,Name\n"), ("b.csv", b"Ref,Name\n")], map).0,
        "FP105"
    );
    assert_eq!(
        unreadable(&[("a.csv", b"R\0e\0f\0,\0N\0a\0m\0e\0")], map).0,
        "FP102"
    );
}

#[test]
fn the_map_in_the_document_of_faults_is_one() {
    let doc = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/faults.md"));
    let map = doc
        .split("```toml\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    super::ColumnMap::read(map).unwrap();
}

mod shapes;
