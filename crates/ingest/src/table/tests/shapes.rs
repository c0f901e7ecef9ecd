//! Tables of other shapes: titles above the header, JSON, opening times in words, columns that belong together.

use super::small;
use crate::testing::read;
use model::Field;

const SMALL: &str = "id = \"Ref\"\n[service]\nname = \"Name\"\n";

#[test]
fn the_header_may_stand_below_title_lines() {
    let read = small(
        SMALL,
        "Clubs of Tealford,\n\"as of Friday, 5pm\",\n\nRef,Name\n1,Walks\n2,\n",
    );
    assert_eq!(read.local_ids(), ["1#service"]);
    assert_eq!(read.tally.read, 2);
    assert_eq!(read.findings(), [("FP132", 6, "2")]);
}

#[test]
fn opening_times_in_words_are_read_or_kept_in_the_description() {
    let map = "id = \"Ref\"\n[service]\nname = \"Name\"\ndescription = \"About\"\nschedule = { text = [\"Week\", \"Weekend\"] }";
    let read = small(
        map,
        "Ref,Name,About,Week,Weekend\n1,A,Tea,Mon-Fri 9-5,Sat 10-2\n2,B,Tea,1st Monday 2-4pm,\n3,C,,Mon 9-5,Sat by appointment\n4,D,,,\n",
    );
    for (entry, field, want) in [
        ("1#service", Field::Description, "\"Tea\""),
        (
            "2#service",
            Field::Description,
            "\"Tea\\n\\nOpening times: 1st Monday 2-4pm\"",
        ),
        (
            "3#service",
            Field::Description,
            "\"Opening times: Mon 9-5; Sat by appointment\"",
        ),
        ("4#service", Field::Description, "none"),
        ("2#service", Field::Schedule, "none"),
        ("4#service", Field::Schedule, "none"),
        (
            "1#service",
            Field::Schedule,
            r#"{"fr":["09:00-17:00"],"mo":["09:00-17:00"],"sa":["10:00-14:00"],"su":[],"th":["09:00-17:00"],"tu":["09:00-17:00"],"we":["09:00-17:00"]}"#,
        ),
    ] {
        assert_eq!(read.said(entry, field), want, "{entry} {field:?}");
    }
    assert_eq!(
        read.findings(),
        [
            ("FP171", 3, "1st Monday 2-4pm"),
            ("FP173", 4, "Sat by appointment")
        ]
    );
}

#[test]
fn a_day_may_have_two_columns_and_a_position_one() {
    let map = "id = [\"Name\", \"Venue\"]\n[location]\nname = \"Venue\"\naddress.lines = \"Address\"\naddress.position = \"Where\"\n[service]\nname = \"Name\"\nschedule = { monday = [\"Opens\", \"Closes\"], tuesday = \"Tue\" }";
    let read = small(
        map,
        "Name,Venue,Address,Where,Opens,Closes,Tue\nTea,Hall,\"1 Weir Lane, Sedge QX4 7PL\",\"54.21, -1.63\",9am,17:00,9-5\nTea,Mill,,,,,x\n",
    );
    assert_eq!(
        read.said("Tea / Hall#service", Field::Schedule),
        r#"{"mo":["09:00-17:00"],"tu":["09:00-17:00"]}"#
    );
    assert_eq!(
        read.said("Tea / Hall#location", Field::Address),
        r#"{"latitude":54.21,"lines":["1 Weir Lane, Sedge"],"longitude":-1.63,"postcode":"QX4 7PL"}"#
    );
    assert_eq!(read.findings(), [("FP152", 3, "x")]);
}

#[test]
fn what_spreadsheets_do_to_cells_is_mended_or_named() {
    let map = "id = \"Ref\"\nassured = \"Checked\"\n[service]\nname = \"Name\"\nphone = \"Phone\"";
    let read = small(
        map,
        "Ref,Name,Phone,Checked\n1186.0,<b>Tea</b>,7.9E+09,44197\n1.2E+15,X,,\n7,#REF!,1632960417,\n8,=cmd|' /C calc'!A0,,\nTotal,,3,\n",
    );
    assert_eq!(read.local_ids(), ["1186#service", "7#service", "8#service"]);
    assert_eq!(read.said("1186#service", Field::Name), "\"Tea\"");
    assert_eq!(
        read.said("8#service", Field::Name),
        "\"=cmd|' /C calc'!A0\""
    );
    let codes: Vec<(&str, u64)> = read
        .findings()
        .into_iter()
        .map(|(code, line, _)| (code, line))
        .collect();
    assert_eq!(
        codes,
        [
            ("FP185", 2),
            ("FP184", 2),
            ("FP178", 2),
            ("FP177", 2),
            ("FP177", 3),
            ("FP176", 4),
            ("FP158", 4),
            ("FP162", 4),
            ("FP179", 6),
        ]
    );
    assert!(!read.intact, "a row whose id is lost may be any");
}

#[track_caller]
fn json(map: &str, text: &str) -> crate::testing::Read {
    read(&[("clubs.jsonl", text.as_bytes())], Some(map)).unwrap()
}

#[test]
fn objects_are_rows_and_members_columns() {
    let map = "id = \"id\"\n[organization]\nname = \"by.name\"\n[service]\nname = \"name\"\nkind = { column = \"tags\", separator = \";\" }\nphone = \"phones.0.number\"";
    let lines = "{\"id\":7,\"name\":\"Walks\",\"by\":{\"name\":\"Sedge Trust\"},\"tags\":[\"Walking\",\"Talks\"],\"phones\":[{\"number\":\"01632 960417\"},{\"number\":\"x\"}]}\n{\"id\":8,\"name\":\"Tea\",\"by\":null}\n{\"name\":\"lost\"}\n{\"id\":9,\"name\":]}\n{\"id\":10,\"name\":\"Mend\",\"by\":null,\"tags\":[],\"phones\":[]}\n";
    let list = format!("[{}]", lines.lines().take(2).collect::<Vec<_>>().join(","));
    for text in [lines, &list, &format!("{{\"page\":1,\"items\":{list}}}")] {
        let read = json(map, text);
        assert_eq!(
            &read.local_ids()[..3],
            ["7#organization", "7#service", "8#service"],
            "{text}"
        );
        assert_eq!(
            read.said("7#service", Field::Kind),
            r#"["talks","walking"]"#
        );
        assert_eq!(read.said("7#service", Field::Phone), "\"01632960417\"");
        assert_eq!(read.said("7#organization", Field::Name), "\"Sedge Trust\"");
    }
    let read = json(map, lines);
    assert_eq!(
        (read.tally.described, read.tally.refused, read.intact),
        (3, 2, false)
    );
    assert_eq!(read.codes(), ["FP124", "FP191"]);
}

#[test]
fn a_member_that_stands_nowhere_is_named() {
    let read = json(
        "id = \"id\"\n[service]\nname = \"name\"\nphone = \"tel\"",
        "{\"id\":1,\"name\":\"Walks\",\"phone\":\"x\"}\n",
    );
    assert_eq!(read.codes(), ["FP108"]);
    assert_eq!(read.said("1#service", Field::Phone), "-");
}
