//! What is read from the regulator's lists, on invented rows.

use crate::testing::{Read, read, unreadable};
use model::{Field, RowTally};

const COLUMNS: [(&str, &str); 22] = [
    ("Location Name", "Sedge House"),
    ("Location ID", "1-102000002"),
    ("Registered manager", "Somebody, Some"),
    ("Location UPRN", "10090000001"),
    ("Location telephone number", "01632960417"),
    ("Location Web Address", "www.sedgehouse.example"),
    ("Location Local Authority", "Ambermoor"),
    ("Primary inspection category", "Residential social care"),
    ("Service Types", "Care home service with nursing"),
    ("Care homes beds", "24"),
    ("Location HSCA start date", "2011-01-20"),
    ("Location HSCA end date", ""),
    ("Dormant", "N"),
    ("Location Latest Overall Rating", "Good"),
    ("Publication Date", "3/5/2021 12:00:00 AM"),
    (
        "Service users supported",
        "Caring for adults over 65 yrs, Dementia",
    ),
    ("Location well-led rating", "Requires Improvement"),
    ("Provider Name", "Sedge Care Limited"),
    ("Provider ID", "1-101000001"),
    ("Provider Companies House Number", "7488164"),
    ("Brand Name", "BRAND Sedge"),
    ("Brand ID", "BD900"),
];

fn header() -> String {
    COLUMNS.map(|(name, _)| format!("\"{name}\"")).join(",")
}

fn row(change: &[(&str, &str)]) -> String {
    let cell = |(name, usual): &(&str, &str)| {
        let own = change.iter().find(|(own, _)| own == name);
        format!("\"{}\"", own.map_or(*usual, |(_, text)| *text))
    };
    COLUMNS.iter().map(cell).collect::<Vec<_>>().join(",")
}

fn file(rows: &[String]) -> String {
    format!("{}\n{}\n", header(), rows.join("\n"))
}

fn one(change: &[(&str, &str)]) -> Read {
    read_text(&file(&[row(change)]))
}

fn read_text(text: &str) -> Read {
    read(&[("Locations.csv", text.as_bytes())], None).unwrap()
}

#[track_caller]
fn check(read: &Read, said: &[(&str, Field, &str)]) {
    for (entry, field, want) in said {
        assert_eq!(read.said(entry, *field), *want, "{entry} {field:?}");
    }
}

#[test]
fn a_location_gives_its_organization_place_and_service_below_provider_and_brand() {
    let read = one(&[]);
    assert_eq!((read.table.as_str(), read.codes()), ("locations", vec![]));
    assert_eq!(
        read.local_ids(),
        [
            "BD900#organization",
            "1-101000001#organization",
            "1-102000002#organization",
            "1-102000002#location",
            "1-102000002#service"
        ]
    );
    let (provider, home) = ("1-101000001#organization", "1-102000002#organization");
    let (place, service) = ("1-102000002#location", "1-102000002#service");
    let kinds = r#"["care-home","nursing-home"]"#;
    check(
        &read,
        &[
            ("BD900#organization", Field::Name, r#""Sedge""#),
            (provider, Field::Name, r#""Sedge Care Limited""#),
            (
                provider,
                Field::Identifiers,
                r#"["cqc:1-101000001","company:07488164"]"#,
            ),
            (home, Field::Identifiers, r#"["cqc:1-102000002"]"#),
            (home, Field::Parents, r#"["cqc:1-101000001"]"#),
            (home, Field::Kind, kinds),
            (place, Field::Identifiers, r#"["uprn:10090000001"]"#),
            (place, Field::Address, r#"{"county":"Ambermoor"}"#),
            (service, Field::Name, r#""Sedge House""#),
            (service, Field::Kind, kinds),
            (service, Field::Status, r#""active""#),
            (service, Field::Opened, r#""2011-01-20""#),
            (service, Field::Closed, "none"),
            (service, Field::Phone, r#""01632960417""#),
            (service, Field::Attending, r#"["in-person"]"#),
            (
                service,
                Field::Eligibility,
                r#""Caring for adults over 65 yrs, Dementia""#,
            ),
            (service, Field::Beds, "24"),
            (
                service,
                Field::Rating,
                r#"{"overall":"good","published":"2021-03-05","well_led":"requires-improvement"}"#,
            ),
        ],
    );
    assert!(read.refers(provider, Field::Organization, "BD900#organization"));
    assert!(read.refers(service, Field::Organization, home));
    assert!(read.refers(service, Field::Location, place));
    // Nobody who works there is named, in what is kept of the row neither.
    assert!(!format!("{:?}", read.entries().collect::<Vec<_>>()).contains("Somebody"));
    let raw = String::from_utf8(read.rows[0].raw[0].clone()).unwrap();
    assert!(
        raw.contains("Sedge House") && !raw.contains("Somebody"),
        "{raw}"
    );
}

#[test]
fn provider_and_brand_are_described_once() {
    let rows = [
        row(&[]),
        row(&[
            ("Location ID", "1-102000003"),
            ("Location Name", "Mill House"),
        ]),
    ];
    let read = read_text(&file(&rows));
    let above = |id: &&&str| !id.starts_with("1-10200");
    assert_eq!(read.local_ids().iter().filter(above).count(), 2);
    assert!(!one(&[("Brand ID", "-"), ("Brand Name", "-")]).local_ids()[0].contains("BD"));
}

#[track_caller]
fn check_service(change: &[(&str, &str)], field: Field, want: &str, codes: &[&str]) {
    let read = one(change);
    assert_eq!(
        (
            read.said("1-102000002#service", field).as_str(),
            read.codes()
        ),
        (want, codes.to_vec()),
        "{change:?}"
    );
}

#[test]
fn what_is_registered_becomes_status_kinds_and_beds() {
    check_service(&[("Dormant", "Y")], Field::Status, r#""dormant""#, &[]);
    let ended = [("Location HSCA end date", "2026-03-01")];
    check_service(&ended, Field::Status, r#""closed""#, &[]);
    check_service(&ended, Field::Closed, r#""2026-03-01""#, &[]);
    check_service(
        &[("Dormant", "maybe")],
        Field::Status,
        r#""active""#,
        &["FP156"],
    );
    check_service(&[("Care homes beds", "0")], Field::Beds, "none", &[]);
    check_service(
        &[("Care homes beds", "many")],
        Field::Beds,
        "none",
        &["FP164"],
    );
    let types = [(
        "Service Types",
        "Domiciliary care service, Supported living service",
    )];
    check_service(
        &types,
        Field::Kind,
        r#"["homecare","supported-living"]"#,
        &[],
    );
    check_service(&types, Field::Attending, r#"["home-visit"]"#, &[]);
    let category = [
        ("Service Types", ""),
        ("Primary inspection category", "Dentists"),
    ];
    check_service(&category, Field::Kind, r#"["dentist"]"#, &[]);
    let surgery = [
        ("Service Types", "Doctors treatment service"),
        ("Primary inspection category", "GP Practices"),
    ];
    check_service(&surgery, Field::Kind, r#"["doctors-treatment","gp"]"#, &[]);
}

#[test]
fn a_rating_without_grades_is_none_and_a_false_date_is_left_out() {
    let none = [
        ("Location Latest Overall Rating", ""),
        ("Location well-led rating", ""),
    ];
    check_service(&none, Field::Rating, "none", &[]);
    let published = [
        ("Location Latest Overall Rating", "No published rating"),
        ("Location well-led rating", ""),
    ];
    check_service(&published, Field::Rating, "none", &[]);
    check_service(
        &[("Publication Date", "1/20/2011 12:00:00 AM")],
        Field::Rating,
        r#"{"overall":"good","well_led":"requires-improvement"}"#,
        &["FP163"],
    );
    check_service(
        &[
            ("Location Latest Overall Rating", "Splendid"),
            ("Publication Date", "05/03/2021"),
        ],
        Field::Rating,
        r#"{"published":"2021-03-05","well_led":"requires-improvement"}"#,
        &["FP156"],
    );
}

#[test]
fn the_full_extract_has_addresses_and_a_column_for_each_kind() {
    let text = "Location ID,Location Name,Location ODS Code,Location Street Address,Location City,Location County,Location Postal Code,Location Latitude,Location Longitude,Service type - Domiciliary care service,Service type - Hospice services at home,Service user band - Dementia,Provider ID,Provider Name\n\
        1-102000002,Sedge Care,VQX01,1 Mill Lane,Tealford,Ambermoor,QX4 7PL,54.21,-1.63,Y,,Y,1-101000001,Sedge Care Limited\n";
    let read = read_text(text);
    check(
        &read,
        &[
            (
                "1-102000002#organization",
                Field::Identifiers,
                r#"["ods:VQX01","cqc:1-102000002"]"#,
            ),
            (
                "1-102000002#location",
                Field::Address,
                r#"{"city":"Tealford","county":"Ambermoor","latitude":54.21,"lines":["1 Mill Lane"],"longitude":-1.63,"postcode":"QX4 7PL"}"#,
            ),
            ("1-102000002#service", Field::Kind, r#"["homecare"]"#),
            ("1-102000002#service", Field::Eligibility, r#""Dementia""#),
            // What it has no column for, it says nothing about.
            ("1-102000002#service", Field::Beds, "-"),
            ("1-102000002#service", Field::Rating, "-"),
        ],
    );
}

#[test]
fn the_care_directory_begins_with_its_title() {
    let text = "CQC directory,,,,,,,\nAs at 1 March 2026,,,,,,,\n,,,,,,,\n\n\
        Name,Address,Postcode,Phone number,Service types,Provider name,CQC Location ID (for office use only),CQC Provider ID (for office use only)\n\
        Sedge House,\"1 Mill Lane,Tealford\",QX4 7PL,01632 960417,Residential homes|Nursing homes,Sedge Care Limited,1-102000002,1-101000001\n";
    let read = read_text(text);
    assert_eq!(
        (read.tally.read, read.tally.described, read.codes()),
        (1, 1, vec![])
    );
    check(
        &read,
        &[
            (
                "1-101000001#organization",
                Field::Name,
                r#""Sedge Care Limited""#,
            ),
            (
                "1-102000002#location",
                Field::Address,
                r#"{"city":"Tealford","lines":["1 Mill Lane"],"postcode":"QX4 7PL"}"#,
            ),
            (
                "1-102000002#service",
                Field::Kind,
                r#"["care-home","nursing-home"]"#,
            ),
        ],
    );
}

#[test]
fn a_list_that_somebody_made_of_it_is_read_without_provider() {
    let text = "name,cqc_id,type,address,postcode,telephone,website,provider,inspection_date,lon,lat\n\
        Sedge House,1-102000002,Residential homes,\"1 Mill Lane,Tealford\",QX4 7PL,1632960417,NA,Sedge Care Limited,NA,-1.63,54.21\n";
    let read = read_text(text);
    assert_eq!(read.codes(), ["FP162"]);
    check(
        &read,
        &[
            ("1-102000002#organization", Field::Parents, "-"),
            ("1-102000002#service", Field::Phone, r#""01632960417""#),
            ("1-102000002#service", Field::Kind, r#"["care-home"]"#),
        ],
    );
}

const INSPECTED: &str = "\"\",\"reportdate\",\"overall\",\"locationid\"\n\
    \"1\",2021-03-05,\"Good\",\"1-102000002\"\n\
    \"2\",2019-01-01,\"Inadequate\",\"1-102000002\"\n\
    \"3\",2020-01-01,\"Outstanding\",\"1-109000009\"\n";

fn inspected(change: &[(&str, &str)]) -> Read {
    let locations = file(&[row(change)]);
    let files = [
        ("inspections.csv", INSPECTED.as_bytes()),
        ("Locations.csv", locations.as_bytes()),
    ];
    read(&files, None).unwrap()
}

#[test]
fn inspections_date_a_rating_give_one_or_bring_a_newer_one() {
    let rating =
        |change: &[(&str, &str)]| inspected(change).said("1-102000002#service", Field::Rating);
    let led = r#""well_led":"requires-improvement""#;
    // The row's own date is false: the inspection with the same grade dates it.
    let dated = rating(&[("Publication Date", "1/20/2011 12:00:00 AM")]);
    assert_eq!(
        dated,
        format!(r#"{{"overall":"good","published":"2021-03-05",{led}}}"#)
    );
    let none = [
        ("Location Latest Overall Rating", ""),
        ("Location well-led rating", ""),
    ];
    assert_eq!(
        rating(&none),
        r#"{"overall":"good","published":"2021-03-05"}"#
    );
    let older = [
        ("Location Latest Overall Rating", "Inadequate"),
        ("Publication Date", "01/01/2019"),
    ];
    assert_eq!(
        rating(&older),
        r#"{"overall":"good","published":"2021-03-05"}"#
    );
    let newer = [
        ("Location Latest Overall Rating", "Inadequate"),
        ("Publication Date", "01/01/2026"),
    ];
    assert_eq!(
        rating(&newer),
        format!(r#"{{"overall":"inadequate","published":"2026-01-01",{led}}}"#)
    );
}

#[test]
fn inspections_are_companions_and_those_of_no_location_orphans() {
    let read = inspected(&[]);
    assert_eq!(read.findings(), [("FP129", 4, "1-109000009")]);
    let tally = RowTally {
        read: 4,
        described: 1,
        companion: 2,
        orphan: 1,
        ..RowTally::default()
    };
    assert_eq!((read.tally, read.intact), (tally, true));
    let (code, message) = unreadable(&[("inspections.csv", INSPECTED.as_bytes())], None);
    assert_eq!(code, "FP104");
    assert!(
        message.contains("by themselves inspections name no places"),
        "{message}"
    );
}

#[track_caller]
fn check_refused(rows: &[String], code: &str, kept: &[&str], intact: bool) {
    let read = read_text(&file(rows));
    assert_eq!(
        (read.codes(), read.kept(), read.intact),
        (vec![code], kept.to_vec(), intact)
    );
    assert_eq!(read.tally.refused, 1);
}

#[test]
fn rows_that_cannot_be_used_are_refused() {
    check_refused(
        &[row(&[]), "\"Mill House\",\"1-102000003\"".into()],
        "FP120",
        &[],
        false,
    );
    check_refused(&[row(&[("Location ID", "")])], "FP124", &[], false);
    check_refused(
        &[row(&[("Location ID", "Mill House")])],
        "FP165",
        &[],
        false,
    );
    check_refused(&[row(&[]), row(&[])], "FP125", &[], false);
    let short = "Location ID,Location Name\n1-102000002,Sedge House\n1-102000003\n1-102000004,Mill House,more\n";
    let read = read_text(short);
    assert_eq!(read.codes(), ["FP120", "FP120"]);
    assert_eq!(
        read.kept(),
        [
            "1-102000004#organization",
            "1-102000004#location",
            "1-102000004#service"
        ]
    );
}

#[test]
fn two_lists_are_two_imports() {
    let text = file(&[row(&[])]);
    let two = [("a.csv", text.as_bytes()), ("b.csv", text.as_bytes())];
    assert_eq!(unreadable(&two, None).0, "FP105");
    let other = [
        ("a.csv", text.as_bytes()),
        ("b.csv", &b"Ref,Club\n1,A\n"[..]),
    ];
    assert_eq!(unreadable(&other, None).0, "FP105");
}
