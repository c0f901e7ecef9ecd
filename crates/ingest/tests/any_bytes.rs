//! Laws: whatever the bytes, a reader neither panics nor loses a row, and reading twice gives the same.

#[path = "checked/good.rs"]
mod good;

use good::{CLUBS, HOSPITALS, INSPECTED, LOCATIONS, MAP, PHARMACY, REGISTER, SERVICES, TIMES};
use ingest::{Input, Outcome, Row, open};
use model::{RowTally, SourceKey};
use proptest::prelude::*;
use std::io::Cursor;

/// Reads to the end; none when the document is refused whole. Checks what always holds.
fn read(files: &[(&str, Vec<u8>)], map: Option<&str>) -> Option<(Vec<Row>, RowTally)> {
    let source: SourceKey = "laws".parse().expect("a key");
    let inputs = files
        .iter()
        .map(|(name, bytes)| Input::new(*name, Cursor::new(bytes.clone())))
        .collect();
    let mut reader = open(&source, inputs, map).ok()?;
    let rows: Vec<Row> = reader.by_ref().collect();
    let tally = reader.tally();
    assert!(tally.adds_up(), "{tally:?}");
    let count = |wanted: fn(&Outcome) -> bool| {
        rows.iter().filter(|row| wanted(&row.outcome)).count() as u64
    };
    assert_eq!(
        count(|outcome| matches!(outcome, Outcome::Described(_))),
        tally.described
    );
    assert_eq!(
        count(|outcome| matches!(outcome, Outcome::Refused { .. })),
        tally.refused
    );
    for row in &rows {
        assert!(usize::from(row.place.file) < files.len() && row.place.line > 0);
        let refused = matches!(row.outcome, Outcome::Refused { .. });
        assert!(
            !refused || row.findings.iter().any(|finding| finding.refusal),
            "a refusal without a reason"
        );
        for finding in &row.findings {
            assert!(
                finding.seen.chars().count() <= 80
                    && finding.place.line > 0
                    && !finding.fix.is_empty()
            );
        }
        let Outcome::Described(entries) = &row.outcome else {
            continue;
        };
        assert!(!entries.is_empty());
        for (field, value) in entries.iter().flat_map(|entry| &entry.fields) {
            let Some(value) = value else { continue };
            let json = value.to_json();
            assert_eq!(
                model::Value::from_json(*field, &json).as_ref(),
                Ok(value),
                "does not read back"
            );
        }
    }
    Some((rows, tally))
}

/// Ways to damage a good file.
#[derive(Clone, Debug)]
enum Damage {
    Cut(usize),
    Flip(usize, u8),
    Double(usize, usize),
    Insert(usize, Vec<u8>),
    Drop(usize, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let telling = prop::sample::select(vec![
        b'"', b'\n', b'\r', 0, 0xAC, 0xC2, b',', 0xFF, b'-', b'9',
    ]);
    prop_oneof![
        any::<usize>().prop_map(Damage::Cut),
        (any::<usize>(), any::<u8>()).prop_map(|(at, bits)| Damage::Flip(at, bits)),
        (any::<usize>(), 1..80_usize).prop_map(|(at, len)| Damage::Double(at, len)),
        (any::<usize>(), prop::collection::vec(telling, 1..4))
            .prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        (any::<usize>(), 1..80_usize).prop_map(|(at, len)| Damage::Drop(at, len)),
    ]
}

fn damaged(good: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for damage in damages {
        let size = bytes.len().max(1);
        let span = |at: usize, len: usize, size: usize| {
            (at % size).min(size)..((at % size) + len).min(size)
        };
        match damage.clone() {
            Damage::Cut(at) => bytes.truncate(at % size),
            Damage::Flip(at, bits) => {
                if let Some(byte) = bytes.get_mut(at % size) {
                    *byte ^= bits;
                }
            }
            Damage::Double(at, len) => {
                let part: Vec<u8> = bytes.get(span(at, len, size)).unwrap_or_default().to_vec();
                bytes.extend(part);
            }
            Damage::Insert(at, new) => {
                let at = (at % size).min(bytes.len());
                bytes.splice(at..at, new);
            }
            Damage::Drop(at, len) => {
                let part = span(at, len, size);
                let end = bytes.len();
                bytes.drain(part.start.min(end)..part.end.min(end));
            }
        }
    }
    bytes
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    prop::collection::vec(damage(), 0..6)
}

#[test]
fn the_good_files_are_good() {
    let files = [
        ("Pharmacy.csv", PHARMACY.to_vec()),
        ("t.csv", TIMES.to_vec()),
        ("s.csv", SERVICES.to_vec()),
    ];
    assert_eq!(read(&files, None).unwrap().1.described, 2);
    assert_eq!(
        read(&[("epraccur.csv", REGISTER.to_vec())], None)
            .unwrap()
            .1
            .described,
        2
    );
    let hospitals = [("Hospital.csv", HOSPITALS.to_vec())];
    let tally = read(&hospitals, None).unwrap().1;
    assert_eq!((tally.described, tally.companion), (2, 1));
    let locations = [("l.csv", LOCATIONS.to_vec()), ("i.csv", INSPECTED.to_vec())];
    let tally = read(&locations, None).unwrap().1;
    assert_eq!((tally.described, tally.companion, tally.orphan), (2, 2, 1));
    assert_eq!(
        read(&[("clubs.csv", CLUBS.to_vec())], Some(MAP))
            .unwrap()
            .1
            .described,
        3
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_nhs_document_adds_up(parent in damages(), times in damages(), services in damages()) {
        let files = [
            ("Pharmacy.csv", damaged(PHARMACY, &parent)),
            ("t.csv", damaged(TIMES, &times)),
            ("s.csv", damaged(SERVICES, &services)),
        ];
        prop_assert_eq!(read(&files, None), read(&files, None));
    }

    #[test]
    fn a_damaged_file_saved_with_commas_adds_up(damages in damages()) {
        let files = [("Hospital.csv", damaged(HOSPITALS, &damages))];
        prop_assert_eq!(read(&files, None), read(&files, None));
    }

    #[test]
    fn a_damaged_list_of_the_regulator_adds_up(locations in damages(), inspections in damages()) {
        let files = [
            ("l.csv", damaged(LOCATIONS, &locations)),
            ("i.csv", damaged(INSPECTED, &inspections)),
        ];
        prop_assert_eq!(read(&files, None), read(&files, None));
    }

    #[test]
    fn a_damaged_register_adds_up(damages in damages()) {
        read(&[("epraccur.csv", damaged(REGISTER, &damages))], None);
    }

    #[test]
    fn a_damaged_table_adds_up(damages in damages()) {
        read(&[("clubs.csv", damaged(CLUBS, &damages))], Some(MAP));
    }

    #[test]
    fn arbitrary_bytes_add_up(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for head in [&b""[..], b"OrganisationID\xACOrganisationType\xACOrganisationName\n", b"Ref,Name\n"] {
            let file = [head, &bytes].concat();
            read(&[("GP.csv", file.clone())], None);
            read(&[("a.csv", file)], Some("id = \"Ref\"\n[service]\nname = \"Name\""));
        }
    }

    #[test]
    fn an_arbitrary_map_is_read_or_refused(map in "[ -~\n]{0,120}", damages in damages()) {
        read(&[("clubs.csv", CLUBS.to_vec())], Some(&map));
        let map = damaged(MAP.as_bytes(), &damages);
        read(&[("clubs.csv", CLUBS.to_vec())], Some(&String::from_utf8_lossy(&map)));
    }
}
