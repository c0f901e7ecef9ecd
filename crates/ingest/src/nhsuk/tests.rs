//! What is read from the NHS website's files, on invented rows: a parent's row here, the rest in the modules below.

mod companions;
mod family;
mod refusals;

use crate::testing::{Read, read};
use model::Field;

/// A pharmacy file: only what a test is about is named.
struct Pharmacy<'a>(&'a [(&'a str, &'a str)]);

const COLUMNS: [(&str, &str); 18] = [
    ("OrganisationID", "1186"),
    ("OrganisationCode", "FA512"),
    ("OrganisationType", "Pharmacy"),
    ("SubType", "Community Pharmacy"),
    ("OrganisationStatus", "Visible"),
    ("OrganisationName", "Weir Lane Pharmacy"),
    ("Address1", ""),
    ("Address2", "12 Weir Lane"),
    ("Address3", ""),
    ("City", "Tealford"),
    ("County", "Ambermoor"),
    ("Postcode", "QX4 7PL"),
    ("Latitude", "54.21"),
    ("Longitude", "-1.63"),
    ("ParentODSCode", "Q56"),
    ("Phone", "01632 960417"),
    ("Email", ""),
    ("Website", "www.weirlane.example"),
];

impl Pharmacy<'_> {
    fn row(&self) -> String {
        let cell = |(name, usual): &(&str, &str)| {
            let own = self.0.iter().find(|(own, _)| own == name);
            own.map_or(*usual, |(_, text)| *text).to_owned()
        };
        COLUMNS.iter().map(cell).collect::<Vec<_>>().join("¬")
    }
}

fn header() -> String {
    COLUMNS.map(|(name, _)| name).join("¬")
}

fn file(rows: &[Pharmacy<'_>]) -> String {
    let mut text = header();
    for row in rows {
        text += "\r\n";
        text += &row.row();
    }
    text + "\r\n"
}

/// The file in Windows-1252, as the NHS website publishes it.
fn latin(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

fn one(cells: &[(&str, &str)]) -> Read {
    read(&[("Pharmacy.csv", &latin(&file(&[Pharmacy(cells)])))], None).unwrap()
}

const TIMES: &str = "OrganisationId¬WeekDay¬Times¬IsOpen¬OpeningTimeType¬AdditonalOpeningDate\n";

fn with_times(times: &str) -> Read {
    let parent = latin(&file(&[Pharmacy(&[])]));
    read(
        &[
            ("Pharmacy.csv", &parent),
            (
                "PharmacyOpeningTimes.csv",
                &latin(&format!("{TIMES}{times}")),
            ),
        ],
        None,
    )
    .unwrap()
}

fn with_services(services: &str) -> Read {
    let parent = latin(&file(&[Pharmacy(&[])]));
    let services = latin(&format!("OrganisationID¬ServiceName\n{services}"));
    read(
        &[
            ("PharmacyServices.csv", &services),
            ("Pharmacy.csv", &parent),
        ],
        None,
    )
    .unwrap()
}

#[test]
fn a_pharmacy_gives_an_organization_a_location_and_a_service() {
    let read = one(&[]);
    assert_eq!(
        (read.table.as_str(), read.amendment, read.intact),
        ("Pharmacy", false, true)
    );
    assert_eq!(
        read.local_ids(),
        ["1186#organization", "1186#location", "1186#service"]
    );
    assert_eq!(read.codes(), [""; 0]);
    for (entry, field, want) in [
        ("1186#organization", Field::Name, r#""Weir Lane Pharmacy""#),
        ("1186#organization", Field::Identifiers, r#"["ods:FA512"]"#),
        ("1186#organization", Field::Kind, r#"["pharmacy"]"#),
        ("1186#organization", Field::Status, r#""active""#),
        ("1186#organization", Field::Parents, r#"["ods:Q56"]"#),
        ("1186#organization", Field::Phone, r#""01632960417""#),
        ("1186#organization", Field::Email, "none"),
        (
            "1186#organization",
            Field::Website,
            r#""http://www.weirlane.example""#,
        ),
        (
            "1186#location",
            Field::Address,
            r#"{"city":"Tealford","county":"Ambermoor","latitude":54.21,"lines":["12 Weir Lane"],"longitude":-1.63,"postcode":"QX4 7PL"}"#,
        ),
        ("1186#service", Field::Kind, r#"["pharmacy"]"#),
        ("1186#service", Field::Attending, r#"["in-person"]"#),
        ("1186#service", Field::Phone, r#""01632960417""#),
        ("1186#service", Field::Schedule, "-"),
    ] {
        assert_eq!(read.said(entry, field), want, "{entry} {field:?}");
    }
    assert!(read.refers("1186#location", Field::Organization, "1186#organization"));
    assert!(read.refers("1186#service", Field::Organization, "1186#organization"));
    assert!(read.refers("1186#service", Field::Location, "1186#location"));
}

#[test]
fn an_appliance_contractor_is_told_apart_and_still_found_as_a_pharmacy() {
    let read = one(&[("SubType", "Appliance Pharmacy")]);
    assert_eq!(
        read.said("1186#service", Field::Kind),
        r#"["appliance-contractor","pharmacy"]"#
    );
}

#[test]
fn utf8_with_and_without_its_mark_reads_like_windows_1252() {
    let text = file(&[Pharmacy(&[("OrganisationName", "Café – Pharmacy’s")])]);
    let marked = format!("\u{feff}{text}");
    for bytes in [latin(&text), text.clone().into_bytes(), marked.into_bytes()] {
        let read = read(&[("Pharmacy.csv", &bytes)], None).unwrap();
        assert_eq!(
            read.said("1186#organization", Field::Name),
            r#""Café – Pharmacy’s""#
        );
        assert_eq!(read.codes(), [""; 0]);
    }
}

#[test]
fn quotes_are_text_and_columns_go_by_name() {
    let text =
        "OrganisationName¬OrganisationType¬organisationid\n\"The\" 5\" Pharmacy¬Pharmacy¬7\n";
    let read = read(&[("x.csv", &latin(text))], None).unwrap();
    assert_eq!(
        read.said("7#organization", Field::Name),
        r#""\"The\" 5\" Pharmacy""#
    );
    assert_eq!(read.local_ids(), ["7#organization", "7#service"]);
    // What the file has no column for, it says nothing about.
    assert_eq!(read.said("7#service", Field::Phone), "-");
    assert_eq!(read.said("7#service", Field::Location), "none");
    assert!(read.codes().iter().all(|code| *code == "FP133"));
}

#[test]
fn missing_and_extra_columns_are_told_once() {
    let text = file(&[Pharmacy(&[])]).replace("Phone", "Telephone");
    let read = read(&[("Pharmacy.csv", &latin(&text))], None).unwrap();
    assert_eq!(read.codes(), ["FP133", "FP134"]);
    assert_eq!(read.said("1186#service", Field::Phone), "-");
}

#[test]
fn practices_have_no_service_and_a_location_only_with_an_address() {
    let text = "OrganisationID¬OrganisationCode¬OrganisationType¬SubType¬OrganisationName¬OrganisationStatus¬Address1¬Address2¬Address3¬City¬County¬Postcode¬Latitude¬Longitude\n\
        46946¬Q81001¬GP practice¬UNKNOWN¬Sedge Practice¬Visible¬Mill Lane¬¬¬Long Sedge¬¬QX2 4NL¬54.2¬-1.6\n\
        46947¬Q81002 ¬GP practice¬UNKNOWN¬Weir Practice¬Visible¬¬¬¬¬¬¬¬\n";
    let read = read(&[("GPPractices.csv", &latin(text))], None).unwrap();
    assert_eq!(read.table, "GPPractices");
    assert_eq!(
        read.local_ids(),
        ["46946#organization", "46946#location", "46947#organization"]
    );
    assert_eq!(
        read.said("46947#organization", Field::Identifiers),
        r#"["ods:Q81002"]"#
    );
    assert_eq!(
        read.said("46947#organization", Field::Kind),
        r#"["gp-practice"]"#
    );
    assert_eq!(read.codes(), [""; 0]);
}

#[test]
fn a_parent_code_that_is_its_own_says_no_parent() {
    let read = one(&[("OrganisationCode", "FA512"), ("ParentODSCode", "FA512")]);
    assert_eq!(read.said("1186#organization", Field::Parents), "none");
}

#[track_caller]
fn check_cell(column: &str, text: &str, code: &str, entry: &str, field: Field, want: &str) {
    let read = one(&[(column, text)]);
    assert_eq!(
        (read.codes(), read.said(entry, field).as_str()),
        (vec![code], want)
    );
    assert_eq!(read.tally.described, 1);
}

#[test]
fn a_bad_cell_is_a_finding_on_a_row_that_is_still_described() {
    check_cell(
        "OrganisationCode",
        "FA512_new",
        "FP142",
        "1186#organization",
        Field::Identifiers,
        "none",
    );
    check_cell(
        "Phone",
        "Main surgery",
        "FP148",
        "1186#service",
        Field::Phone,
        "none",
    );
    check_cell(
        "Email",
        "see website",
        "FP149",
        "1186#service",
        Field::Email,
        "none",
    );
    check_cell(
        "Website",
        "the weir.example",
        "FP150",
        "1186#service",
        Field::Website,
        "none",
    );
    check_cell(
        "OrganisationName",
        "",
        "FP158",
        "1186#organization",
        Field::Name,
        "none",
    );
    check_cell(
        "OrganisationName",
        "Weir\0 Lane",
        "FP141",
        "1186#service",
        Field::Name,
        r#""Weir Lane""#,
    );
}

#[test]
fn a_position_is_checked_and_left_out_when_it_cannot_be_true() {
    for (latitude, longitude, code) in [
        ("-1.63", "54.21", "FP144"),
        ("0", "0", "FP145"),
        ("40.7", "-74", "FP146"),
        ("54.21", "", "FP147"),
        ("SE12", "x", "FP147"),
    ] {
        let read = one(&[("Latitude", latitude), ("Longitude", longitude)]);
        assert_eq!(read.codes(), [code]);
        assert!(
            !read
                .said("1186#location", Field::Address)
                .contains("latitude")
        );
    }
    let read = one(&[("Longitude", "-3.58E-2")]);
    assert!(
        read.said("1186#location", Field::Address)
            .contains("-0.0358")
    );
}

#[test]
fn bytes_that_are_no_text_are_replaced_and_told() {
    let mut bytes = latin(&file(&[Pharmacy(&[("OrganisationName", "Weir@Lane")])]));
    let at = bytes.iter().position(|b| *b == b'@').unwrap();
    bytes[at] = 0x81;
    let read = read(&[("Pharmacy.csv", &bytes)], None).unwrap();
    assert_eq!(read.codes(), ["FP140"]);
    assert_eq!(
        read.said("1186#organization", Field::Name),
        "\"Weir\u{fffd}Lane\""
    );
}
