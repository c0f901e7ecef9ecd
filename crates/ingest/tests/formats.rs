//! The maps that `docs/formats.md` gives, on invented rows.

use ingest::{Input, Outcome, open};
use model::{Entry, Field, SourceKey, Value};
use std::io::Cursor;

const DOC: &str = include_str!("../../../docs/formats.md");

/// The map of the document in which `id` names the rows.
fn map(id: &str) -> &'static str {
    let begin = format!("```toml\nid = \"{id}\"");
    let from = DOC.find(&begin).expect("a map with that id") + "```toml\n".len();
    let len = DOC[from..].find("```").expect("the end of the map");
    &DOC[from..from + len]
}

/// The entries that `table` gives with the map, and the codes of what is wrong.
fn read(table: &str, id: &str) -> (Vec<Entry>, Vec<&'static str>) {
    let source: SourceKey = "maps".parse().expect("a key");
    let inputs = vec![Input::new("t.csv", Cursor::new(table.as_bytes().to_vec()))];
    let reader = open(&source, inputs, Some(map(id))).expect("a map that fits");
    let (mut entries, mut codes) = (Vec::new(), Vec::new());
    for row in reader {
        codes.extend(row.findings.iter().map(|finding| finding.code));
        if let Outcome::Described(described) = row.outcome {
            entries.extend(described);
        }
    }
    (entries, codes)
}

#[track_caller]
fn check(entries: &[Entry], local_id: &str, field: Field, want: &str) {
    let entry = entries.iter().find(|entry| entry.local_id == local_id);
    let said = &entry.expect("the entry").fields[&field];
    let said = said.as_ref().map_or("none".to_owned(), Value::canonical);
    assert_eq!(said, want, "{local_id} {field:?}");
}

#[test]
fn a_list_of_pharmacies_with_a_column_for_each_day() {
    let (entries, codes) = read(
        "pharmacy_name,address,postcode,opening_hours_monday,opening_hours_tuesday,opening_hours_wednesday,opening_hours_thursday,opening_hours_friday,opening_hours_saturday,opening_hours_sunday,organisation_data_service_code,la_name\n\
        Weir Lane Pharmacy,\"12 Weir Lane, Sedge, Tealford\",QX4 7PL,\"09:00-13:00,14:00-17:30\",09:00-17:00,09:00-17:00,09:00-17:00,09:00-17:00,CLOSED,CLOSED,FQX12,Ambermoor\n",
        "organisation_data_service_code",
    );
    assert_eq!((entries.len(), codes), (3, vec![]));
    check(
        &entries,
        "FQX12#organization",
        Field::Identifiers,
        r#"["ods:FQX12"]"#,
    );
    check(
        &entries,
        "FQX12#location",
        Field::Address,
        r#"{"lines":["12 Weir Lane","Sedge","Tealford"],"postcode":"QX4 7PL"}"#,
    );
    check(
        &entries,
        "FQX12#service",
        Field::Schedule,
        r#"{"fr":["09:00-17:00"],"mo":["09:00-13:00","14:00-17:30"],"sa":[],"su":[],"th":["09:00-17:00"],"tu":["09:00-17:00"],"we":["09:00-17:00"]}"#,
    );
}

#[test]
fn a_list_of_practices_with_their_network() {
    let (entries, codes) = read(
        "PUBLICATION,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,PCN_CODE\nX,Q81001,WEIR LANE SURGERY,QX4 7PL,U00001\n",
        "PRACTICE_CODE",
    );
    assert_eq!((entries.len(), codes), (2, vec![]));
    check(
        &entries,
        "Q81001#organization",
        Field::Kind,
        r#"["gp-practice"]"#,
    );
}

#[test]
fn a_list_of_dentists_once_its_rows_have_ids() {
    let (entries, codes) = read(
        "ref,name,type,address,postcode,telephone,website,lon,lat\n\
        1,Sedge Dental,Dentist,\"1 Mill Lane, Tealford\",QX4 7PL,1632960417,NA,-1.63,54.21\n",
        "ref",
    );
    assert_eq!((entries.len(), codes), (3, vec!["FP162", "FP162"]));
    check(&entries, "1#service", Field::Phone, r#""01632960417""#);
}
