//! Documents of a format made up for the purpose: `{"id", "name", "refers"}`.

use super::*;
use crate::read::json::Json;
use crate::{Input, read::sniff};
use model::{Field, RowTally, Value};
use std::io::Cursor;

struct Places;

impl Format for Places {
    fn describe(&mut self, place: &Json<'_>, pen: &mut Pen<'_>) -> Told {
        match &*place.get("name").text() {
            "hidden" => Told::Hidden,
            "person" => {
                pen.refuse(Fault::Person, None, "");
                Told::Unwanted { person: true }
            }
            name => Told::Described(vec![
                Entry::new(EntryType::Location, place.get("id").text())
                    .with(Field::Name, Value::text(name)),
            ]),
        }
    }

    fn keeps(&mut self, start: &Start<'_>) -> Vec<(EntryType, String)> {
        start
            .member("id")
            .map(|id| (EntryType::Location, id))
            .into_iter()
            .collect()
    }

    fn ended(&mut self, beside: &Envelope, _last: bool, pen: &mut Pen<'_>) -> bool {
        if beside.contains_key("next") {
            pen.say(Fault::NoList, "");
        }
        !beside.contains_key("next")
    }
}

struct Read {
    rows: Vec<Row>,
    tally: RowTally,
    intact: bool,
}

fn read(files: &[&[u8]], layout: &Layout) -> Read {
    let inputs = files
        .iter()
        .enumerate()
        .map(|(n, bytes)| Input::new(format!("{n}.json"), Cursor::new(bytes.to_vec())));
    let inputs = sniff(inputs.collect()).unwrap();
    let mut rows = JsonRows::new(
        inputs
            .into_iter()
            .map(|input| (input, layout.clone()))
            .collect(),
        Places,
    );
    let mut progress = Progress {
        tally: RowTally::default(),
        intact: true,
    };
    let all: Vec<Row> = std::iter::from_fn(|| rows.next(&mut progress)).collect();
    assert!(progress.tally.adds_up(), "{:?}", progress.tally);
    assert_eq!(
        rows.bytes_read(),
        files.iter().map(|bytes| bytes.len() as u64).sum::<u64>()
    );
    Read {
        rows: all,
        tally: progress.tally,
        intact: progress.intact,
    }
}

/// What came of every row: file, line, what, codes of findings.
fn told(read: &Read) -> Vec<String> {
    let one = |row: &Row| {
        let what = match &row.outcome {
            Outcome::Described(entries) => entries
                .iter()
                .fold(String::new(), |all, entry| all + "+" + &entry.local_id),
            Outcome::Refused { keeps } => keeps
                .iter()
                .fold("refused".to_owned(), |all, (_, id)| all + " keeps " + id),
            Outcome::Note => "note".to_owned(),
        };
        let codes: Vec<&str> = row.findings.iter().map(|f| f.code).collect();
        format!(
            "{}:{} {what} {}",
            row.place.file,
            row.place.line,
            codes.join(" ")
        )
        .trim_end()
        .to_owned()
    };
    read.rows.iter().map(one).collect()
}

#[test]
fn every_object_is_counted_once() {
    let text = br#"{"id":1,"name":"Mill"}
{"id":2,"name":"hidden"}
{"id":4,"name":"person"}
{"id":5,"id":5}
6
{"id":7,"name":"Weir}
{"name":}
"#;
    let read = read(&[text], &Layout::Elements);
    let want = [
        "0:1 +1",
        "0:2 note",
        "0:3 refused FP131",
        "0:4 refused keeps 5 FP192",
        "0:5 refused FP190",
        "0:6 refused keeps 7 FP191",
        "0:7 refused FP191",
    ];
    assert_eq!(told(&read), want);
    let tally = read.tally;
    assert_eq!(
        (tally.read, tally.described, tally.blank, tally.refused),
        (7, 1, 1, 5)
    );
    assert!(!read.intact, "nobody knows which the last one was");
    let raw: Vec<usize> = read.rows.iter().map(|row| row.raw.len()).collect();
    assert_eq!(
        raw,
        [1, 0, 0, 1, 0, 1, 1],
        "what is hidden or about a person is not kept"
    );
}

#[test]
fn several_files_are_one_document() {
    let read = read(
        &[
            br#"{"value":[{"id":1}]}"#,
            b"{\"value\":[\n{\"id\":2}],\"next\":\"/3\"}",
        ],
        &Layout::Member("value".to_owned()),
    );
    assert_eq!(told(&read), ["0:1 +1", "1:2 +2", "1:2 note FP194"]);
    assert!(!read.intact, "a page is missing");
}

#[test]
fn bytes_and_characters_that_cannot_stand_are_mended_and_noted() {
    let read = read(&[b"{\"id\":1,\"name\":\"Caf\xC3\xA9\"}\n{\"id\":2,\"name\":\"Caf\xE9\"}\n{\"id\":3,\"name\":\"a\tb\"}"], &Layout::Elements);
    assert_eq!(told(&read), ["0:1 +1", "0:2 +2 FP140", "0:3 +3 FP141"]);
    let Outcome::Described(entries) = &read.rows[1].outcome else {
        panic!()
    };
    assert_eq!(entries[0].fields[&Field::Name], Value::text("Café"));
    assert!(read.intact);
}

#[test]
fn a_document_in_utf_16_is_read() {
    let mut wide = vec![0xFF, 0xFE];
    wide.extend(
        "[{\"id\":1,\"name\":\"Café\"}]"
            .encode_utf16()
            .flat_map(u16::to_le_bytes),
    );
    let inputs = sniff(vec![Input::new("wide.json", Cursor::new(wide))]).unwrap();
    let mut rows = JsonRows::new(
        inputs
            .into_iter()
            .map(|input| (input, Layout::Elements))
            .collect(),
        Places,
    );
    let mut progress = Progress {
        tally: RowTally::default(),
        intact: true,
    };
    let row = rows.next(&mut progress).unwrap();
    let Outcome::Described(entries) = row.outcome else {
        panic!()
    };
    assert_eq!(entries[0].fields[&Field::Name], Value::text("Café"));
}

#[test]
fn a_cut_off_document_is_not_intact() {
    let cut = read(&[b"[{\"id\":1},{\"id\":2,\"na"], &Layout::Elements);
    assert_eq!(told(&cut), ["0:1 +1", "0:1 refused FP121"]);
    assert!(!cut.intact);
    let cut = read(&[b"[{\"id\":1},"], &Layout::Elements);
    assert_eq!(
        (told(&cut), cut.tally.read),
        (vec!["0:1 +1".to_owned(), "0:1 note FP121".to_owned()], 1)
    );
    assert!(!cut.intact);
}

#[test]
fn what_is_passed_over_after_a_broken_object_is_told_with_how_many_bytes() {
    // On one line, nothing but its members tells an element; two of these have lost theirs.
    let text = br#"[{"id":1,"name":"Mill","refers":2},{"id":2,"na"me":"Weir"},{"x":1,"id":3},{"id":4,"name":"Sedge","refers":1}]"#;
    let read = read(&[text], &Layout::Elements);
    let want = [
        "0:1 +1",
        "0:1 refused keeps 2 FP191",
        "0:1 +4",
        "0:1 note FP198",
    ];
    assert_eq!(
        (told(&read).as_slice(), read.intact),
        (&want.map(str::to_owned)[..], false)
    );
    let passed = &read.rows[3].findings[0];
    assert_eq!(passed.seen, "27 bytes, the first on line 1");
    assert!(passed.fix.contains("nothing is withdrawn"));
}

#[test]
fn the_id_of_a_broken_object_is_read_only_when_it_is_whole() {
    let id = |text: &str| Start(text.as_bytes()).member("id");
    assert_eq!(id(r#"{"id": 7, "name":"x"#).as_deref(), Some("7"));
    assert_eq!(
        id(r#"{"x":{"id":1},"id":" 1-7\u0031 ","#).as_deref(),
        Some("1-71")
    );
    for none in [
        r#"{"id":7"#,
        r#"{"id":"7"#,
        r#"{"id":null,"#,
        r#"{"id":[7],"#,
        r#"{"id":"","#,
        r#"{"x" "id":7}"#,
    ] {
        assert_eq!(id(none), None, "{none}");
    }
}
