//! What is read from the register's files, on invented rows.

use crate::testing::{Read, read, unreadable};
use model::Field;

const PRACTICE: &str = r#""Q81001","WEIR LANE SURGERY","Y63","QHM","THE HEALTH CENTRE","WEIR LANE","TEALFORD","CLEVELAND","","QX4 7PL","19740401","","A","B","16C","20200401","","01632 960417","","","","0","","16C","","4","""#;

fn practice(change: &[(usize, &str)]) -> String {
    let mut cells: Vec<String> = PRACTICE.split(',').map(str::to_owned).collect();
    for (at, text) in change {
        cells[*at] = format!("\"{text}\"");
    }
    cells.join(",")
}

fn read_as(name: &str, rows: &[String]) -> Read {
    read(&[(name, (rows.join("\r\n") + "\r\n").as_bytes())], None).unwrap()
}

#[test]
fn a_practice_gives_organization_location_and_service() {
    let read = read_as("epraccur.csv", &[practice(&[])]);
    assert_eq!((read.table.as_str(), read.amendment), ("epraccur", false));
    assert_eq!(
        read.local_ids(),
        ["Q81001#organization", "Q81001#location", "Q81001#service"]
    );
    assert_eq!(read.codes(), [""; 0]);
    for (entry, field, want) in [
        ("organization", Field::Name, r#""WEIR LANE SURGERY""#),
        ("organization", Field::Identifiers, r#"["ods:Q81001"]"#),
        ("organization", Field::Kind, r#"["gp-practice"]"#),
        ("organization", Field::Status, r#""active""#),
        ("organization", Field::Opened, r#""1974-04-01""#),
        ("organization", Field::Closed, "none"),
        ("organization", Field::Parents, r#"["ods:16C"]"#),
        ("organization", Field::Phone, r#""01632960417""#),
        (
            "location",
            Field::Address,
            r#"{"city":"TEALFORD","county":"CLEVELAND","lines":["THE HEALTH CENTRE","WEIR LANE"],"postcode":"QX4 7PL"}"#,
        ),
        ("service", Field::Kind, r#"["gp"]"#),
        ("service", Field::Status, r#""active""#),
        ("service", Field::Schedule, "-"),
    ] {
        assert_eq!(
            read.said(&format!("Q81001#{entry}"), field),
            want,
            "{entry} {field:?}"
        );
    }
    assert!(read.refers("Q81001#service", Field::Location, "Q81001#location"));
    assert!(read.refers(
        "Q81001#location",
        Field::Organization,
        "Q81001#organization"
    ));
}

#[test]
fn closing_closes_the_service_too() {
    let read = read_as(
        "epraccur.csv",
        &[practice(&[(11, "20240331"), (12, "C"), (16, "20240331")])],
    );
    for entry in ["Q81001#organization", "Q81001#service"] {
        assert_eq!(read.said(entry, Field::Status), r#""closed""#);
        assert_eq!(read.said(entry, Field::Closed), r#""2024-03-31""#);
    }
    assert_eq!(
        read.said("Q81001#organization", Field::Parents),
        "none",
        "it has left"
    );
    // A file without status letters, such as ebranchs, closes by the date.
    let read = read_as(
        "ebranchs.csv",
        &[practice(&[(0, "Q81001001"), (11, "20240331"), (12, "")])],
    );
    assert_eq!(read.said("Q81001001#service", Field::Status), r#""closed""#);
    let read = read_as("ebranchs.csv", &[practice(&[(0, "Q81001001"), (12, "")])]);
    assert_eq!(read.said("Q81001001#service", Field::Status), "none");
}

#[track_caller]
fn check_kinds(
    name: &str,
    code: &str,
    setting: &str,
    table: &str,
    organization: &str,
    service: Option<&str>,
) {
    let read = read_as(name, &[practice(&[(0, code), (25, setting)])]);
    assert_eq!(read.table, table);
    assert_eq!(
        read.said(&format!("{code}#organization"), Field::Kind),
        format!("[\"{organization}\"]")
    );
    let found = read
        .entries()
        .find(|entry| entry.local_id == format!("{code}#service"));
    assert_eq!(
        found.map(|_| read.said(&format!("{code}#service"), Field::Kind)),
        service.map(|s| format!("[\"{s}\"]"))
    );
}

#[test]
fn the_table_and_the_prescribing_setting_tell_what_a_row_is() {
    check_kinds(
        "epraccur-2025-11.csv",
        "Q81001",
        "4",
        "epraccur",
        "gp-practice",
        Some("gp"),
    );
    check_kinds(
        "epraccur.csv",
        "Q00001",
        "25",
        "epraccur",
        "prison-health-service",
        None,
    );
    check_kinds(
        "epraccur.csv",
        "Q00001",
        "0",
        "epraccur",
        "prescribing-centre",
        None,
    );
    check_kinds(
        "ebranchs.csv",
        "Q81001001",
        "",
        "ebranchs",
        "gp-branch",
        Some("gp"),
    );
    check_kinds(
        "edispensary.csv",
        "FA512",
        "",
        "edispensary",
        "pharmacy",
        Some("pharmacy"),
    );
    check_kinds("etr.csv", "RQX", "", "etr", "nhs-trust", None);
    check_kinds("ets.csv", "RQX01", "", "ets", "nhs-trust-site", None);
    check_kinds(
        "egdpprac.csv",
        "V00001",
        "",
        "egdpprac",
        "dental-practice",
        Some("dentist"),
    );
    for (stem, code, organization, service) in [
        ("ecarehomesite", "VQX01", "care-home", Some("care-home")),
        ("ecarehomehq", "AQX1", "care-home-company", None),
        ("ehospice", "8QX01", "hospice", Some("hospice")),
        ("eoptsite", "TPQX1", "optician", Some("optician")),
        ("eccg", "00Q", "clinical-commissioning-group", None),
        ("eauth", "QHM", "health-authority", None),
        ("ensa", "X26", "nhs-support-agency", None),
    ] {
        let name = format!("{stem}.csv");
        check_kinds(&name, code, "", stem, organization, service);
    }
}

#[test]
fn without_a_telling_name_the_codes_tell_the_table() {
    check_kinds(
        "export.csv",
        "FA512",
        "",
        "edispensary",
        "pharmacy",
        Some("pharmacy"),
    );
    check_kinds(
        "etrade.csv",
        "Q81001001",
        "",
        "ebranchs",
        "gp-branch",
        Some("gp"),
    );
    check_kinds("download (1).csv", "RQX", "", "etr", "nhs-trust", None);
}

#[test]
fn amendments_are_told_and_people_are_not_kept() {
    let person = practice(&[(0, "G0000001"), (1, "PERSON AB"), (13, "O"), (25, "")]);
    let read = read_as("egpam_2015-12-18.csv", &[practice(&[]), person]);
    assert_eq!((read.table.as_str(), read.amendment), ("epraccur", true));
    assert_eq!(read.findings(), [("FP131", 2, "G0000001")]);
    assert_eq!(read.rows[1].raw, Vec::<Vec<u8>>::new());
}

#[test]
fn fewer_columns_and_no_quotes_are_read() {
    let row = "RQX,WEIR TRUST,Y55,Q77,WEIR HOUSE,\"MILL LANE, SEDGE\",,TEALFORD,AMBERMOOR,QX4 9RW,20110701,,,,";
    let read = read_as("etr.csv", &[row.to_owned()]);
    assert_eq!(
        read.said("RQX#organization", Field::Phone),
        "-",
        "there is no such column"
    );
    assert!(
        read.said("RQX#location", Field::Address)
            .contains("MILL LANE, SEDGE")
    );
}

#[test]
fn a_header_is_refused_and_the_rest_read() {
    let header = "Organisation Code,Name,National Grouping,High Level,A1,A2,A3,A4,A5,Postcode,Open Date,Close Date,Status Code,Sub-type,Commissioner,Join,Left,Phone,,,,Amended,,Current,,Setting,".to_owned();
    let read = read_as("epraccur.csv", &[header, practice(&[])]);
    assert_eq!(
        (read.codes(), read.tally.described, read.intact),
        (vec!["FP126"], 1, true)
    );
}

#[track_caller]
fn check_refused(bad: &str, code: &str, kept: usize, intact: bool) {
    let rows = format!("{}\n{}\n{bad}", practice(&[]), practice(&[(0, "Q81002")]));
    let read = read(&[("epraccur.csv", rows.as_bytes())], None).unwrap();
    assert_eq!(
        (read.codes(), read.kept().len(), read.intact),
        (vec![code], kept, intact)
    );
    assert_eq!((read.tally.described, read.tally.refused), (2, 1));
}

#[test]
fn a_row_that_cannot_be_used_is_refused_and_its_entries_kept() {
    check_refused("\"Q81003\",\"SHORT\",\"Y63\"\n", "FP120", 3, true);
    check_refused(
        &(practice(&[(0, "Q81003")]) + ",\"\",\"\"\n"),
        "FP120",
        3,
        true,
    );
    check_refused("\"Q81003\",\"CUT O", "FP121", 0, false);
    check_refused("\"Q81003\",\"CUT OFF\",\"Y6", "FP121", 0, false);
    check_refused(&practice(&[(0, "not a code")]), "FP135", 0, false);
    check_refused(&practice(&[(0, "")]), "FP124", 0, false);
    check_refused(&practice(&[]), "FP125", 0, true);
    check_refused(
        &format!("\"Q81003\",\"{}\"\n", "x".repeat(2 << 20)),
        "FP122",
        3,
        true,
    );
}

#[test]
fn an_unclosed_quote_costs_one_row() {
    let open = practice(&[(0, "Q81002")]).replace("SURGERY\"", "SURGERY");
    let read = read_as(
        "epraccur.csv",
        &[
            practice(&[]),
            open,
            practice(&[(0, "Q81003")]),
            practice(&[(0, "Q81004")]),
        ],
    );
    assert_eq!(
        (read.tally.described, read.tally.refused, read.intact),
        (3, 1, true)
    );
}

#[test]
fn a_bad_cell_is_a_finding_on_a_row_that_is_still_described() {
    for (at, text, code) in [
        (9, "QX4", "FP143"),
        (10, "19741301", "FP151"),
        (12, "B", "FP156"),
        (14, "!!", "FP142"),
        (17, "x", "FP148"),
        (1, "", "FP158"),
    ] {
        let read = read_as(
            "epraccur.csv",
            &[practice(&[]), practice(&[(0, "Q81002"), (at, text)])],
        );
        assert_eq!(
            (read.codes(), read.tally.described),
            (vec![code], 2),
            "{text}"
        );
    }
}

#[test]
fn sites_have_a_service_when_their_name_says_what_people_find_there() {
    let read = read_as(
        "ets.csv",
        &[
            practice(&[(0, "RQX01"), (1, "SEDGE GENERAL HOSPITAL"), (14, "RQX")]),
            practice(&[
                (0, "RQX02"),
                (1, "WARD 3 SEDGE GENERAL HOSPITAL"),
                (14, "RQX"),
            ]),
        ],
    );
    assert_eq!(
        read.local_ids(),
        [
            "RQX01#organization",
            "RQX01#location",
            "RQX01#service",
            "RQX02#organization",
            "RQX02#location"
        ]
    );
    assert_eq!(read.said("RQX01#service", Field::Kind), r#"["hospital"]"#);
    assert_eq!(
        read.said("RQX01#organization", Field::Parents),
        r#"["ods:RQX"]"#
    );
}

#[test]
fn files_of_people_and_of_links_are_refused_by_name() {
    for name in ["egpcur.csv", "enurse.csv", "econcur-2026.csv"] {
        assert_eq!(
            unreadable(&[(name, PRACTICE.as_bytes())], None).0,
            "FP160",
            "{name}"
        );
    }
    let (code, message) = unreadable(&[("epracmem.csv", b"Q81001,16C,W,20200401,,0\n")], None);
    assert_eq!(code, "FP103");
    assert!(
        message.contains("it links codes and describes nothing"),
        "{message}"
    );
}

#[test]
fn other_files_are_not_taken_for_the_register() {
    let (code, message) = unreadable(
        &[("dentists.csv", b"name,type,postcode\nA,Dentist,QX4 7PL\n")],
        None,
    );
    assert_eq!(code, "FP103");
    assert!(message.contains("column map"), "{message}");
    let two = [
        ("epraccur.csv", PRACTICE.as_bytes()),
        ("etr.csv", PRACTICE.as_bytes()),
    ];
    assert_eq!(unreadable(&two, None).0, "FP105");
    assert_eq!(unreadable(&[], None).0, "FP101");
}
