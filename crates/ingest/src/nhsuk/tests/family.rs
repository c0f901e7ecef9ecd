//! Every other table of the family: what its rows give.

use super::latin;
use crate::testing::{Read, read};
use model::Field;
use std::fmt::Write as _;

/// A table's file: the columns it has, then what a test says of its one row.
fn table(name: &str, columns: &str, row: &[(&str, &str)]) -> Read {
    let cells: Vec<&str> = columns
        .split('¬')
        .map(|column| {
            let own = row.iter().find(|(own, _)| *own == column);
            own.map_or_else(|| usual(column), |(_, text)| *text)
        })
        .collect();
    let text = format!("{columns}\r\n{}\r\n", cells.join("¬"));
    read(&[(name, &latin(&text))], None).unwrap()
}

fn usual(column: &str) -> &'static str {
    match column {
        "OrganisationID" => "77",
        "OrganisationStatus" => "Visible",
        "IsPimsManaged" => "True",
        "SubType" => "UNKNOWN",
        "OrganisationName" => "Sedge House",
        "Address1" => "1 Mill Lane",
        "City" => "Tealford",
        "Postcode" => "QX4 7PL",
        "Latitude" => "54.21",
        "Longitude" => "-1.63",
        _ => "",
    }
}

const PLACE: &str =
    "OrganisationName¬Address1¬Address2¬Address3¬City¬County¬Postcode¬Latitude¬Longitude";
const ABOUT: &str =
    "OrganisationID¬OrganisationCode¬OrganisationType¬SubType¬OrganisationStatus¬IsPimsManaged";

fn with_contact() -> String {
    format!("{ABOUT}¬{PLACE}¬Phone¬Email¬Website¬Fax")
}

fn with_parent() -> String {
    format!("{ABOUT}¬{PLACE}¬ParentODSCode¬ParentName¬Phone¬Email¬Website¬Fax")
}

#[track_caller]
fn check(read: &Read, scope: &str, identifiers: &str, organization: &str, service: Option<&str>) {
    assert_eq!((read.table.as_str(), read.codes()), (scope, vec![]));
    let said = |entry: &str, field| read.said(&format!("77#{entry}"), field);
    assert_eq!(said("organization", Field::Identifiers), identifiers);
    assert_eq!(said("organization", Field::Kind), organization);
    assert!(said("location", Field::Address).contains("QX4 7PL"));
    let all = ["77#organization", "77#location", "77#service"];
    match service {
        Some(kinds) => {
            assert_eq!(read.local_ids(), all);
            assert_eq!(said("service", Field::Kind), kinds);
            assert!(read.refers("77#service", Field::Location, "77#location"));
        }
        None => assert_eq!(read.local_ids(), all[..2]),
    }
}

#[test]
fn dentists_and_opticians_have_codes_of_the_websites_own_which_identify_nobody() {
    let dentist = |code| {
        let row = [("OrganisationType", "Dentists"), ("OrganisationCode", code)];
        table("Dentists.csv", &with_contact(), &row)
    };
    let (organization, service) = (r#"["dental-practice"]"#, Some(r#"["dentist"]"#));
    check(
        &dentist("DE_QXH004__000002_QX14PH"),
        "Dentists",
        "none",
        organization,
        service,
    );
    check(
        &dentist("V00001"),
        "Dentists",
        r#"["ods:V00001"]"#,
        organization,
        service,
    );
    let row = [
        ("OrganisationType", "Opticians"),
        ("OrganisationCode", "OP_5QX_2835__000001_QX11HA"),
        ("ParentODSCode", "Q47"),
    ];
    let read = table("Optician.csv", &with_parent(), &row);
    check(
        &read,
        "Optician",
        "none",
        r#"["optician"]"#,
        Some(r#"["optician"]"#),
    );
    assert_eq!(
        read.said("77#organization", Field::Parents),
        r#"["ods:Q47"]"#
    );
}

#[test]
fn a_hospital_is_a_site_of_its_trust_and_says_who_runs_it() {
    let columns = with_parent().replace("SubType", "SubType¬Sector");
    let hospital = |subtype, sector| {
        let row = [
            ("OrganisationType", "Hospital"),
            ("OrganisationCode", "RQX2H"),
            ("ParentODSCode", "RQX"),
            ("SubType", subtype),
            ("Sector", sector),
        ];
        table("Hospital.csv", &columns, &row)
    };
    let code = r#"["ods:RQX2H"]"#;
    let plain = r#"["hospital"]"#;
    check(
        &hospital("Hospital", "NHS Sector"),
        "Hospital",
        code,
        plain,
        Some(plain),
    );
    let kinds = r#"["hospital","independent-hospital","mental-health-hospital"]"#;
    let read = hospital("Mental Health Hospital", "Independent Sector");
    check(&read, "Hospital", code, kinds, Some(kinds));
    assert_eq!(
        read.said("77#organization", Field::Parents),
        r#"["ods:RQX"]"#
    );
}

#[test]
fn clinics_and_units_have_a_service_of_their_kind() {
    let row = [
        ("OrganisationType", "Clinic"),
        ("OrganisationCode", "RQX5C"),
    ];
    let read = table("Clinics.csv", &with_contact(), &row);
    check(
        &read,
        "Clinics",
        r#"["ods:RQX5C"]"#,
        r#"["clinic"]"#,
        Some(r#"["clinic"]"#),
    );
    // A unit has no code of its own: its file has no such column.
    let columns = with_contact().replace("OrganisationCode¬", "");
    let read = table(
        "MIU.csv",
        &columns,
        &[("OrganisationType", "Minor Injury Unit")],
    );
    let unit = r#"["minor-injury-unit"]"#;
    check(&read, "MIU", "-", unit, Some(unit));
    let row = [
        ("OrganisationType", "Walk-in Centre"),
        ("OrganisationCode", "RQX9W"),
    ];
    let read = table("WIC.csv", &with_parent(), &row);
    let centre = r#"["walk-in-centre"]"#;
    check(&read, "WIC", r#"["ods:RQX9W"]"#, centre, Some(centre));
}

#[test]
fn bodies_offer_nothing_to_the_public_themselves() {
    let plain = format!("{ABOUT}¬{PLACE}");
    let body = |name, columns: &str, kind, code, subtype| {
        let row = [
            ("OrganisationType", kind),
            ("OrganisationCode", code),
            ("SubType", subtype),
        ];
        table(name, columns, &row)
    };
    let trust = |subtype| body("Trust.csv", &plain, "Trust", "RQX", subtype);
    let code = r#"["ods:RQX"]"#;
    check(
        &trust("Acute"),
        "Trust",
        code,
        r#"["acute-trust","nhs-trust"]"#,
        None,
    );
    check(
        &trust("Independent"),
        "Trust",
        code,
        r#"["independent-provider"]"#,
        None,
    );
    let read = body(
        "CCG.csv",
        &with_contact(),
        "Clinical Commissioning Group",
        "00Q",
        "",
    );
    check(
        &read,
        "CCG",
        r#"["ods:00Q"]"#,
        r#"["clinical-commissioning-group"]"#,
        None,
    );
    let read = body("LAT.csv", &with_contact(), "Area Team", "Q64", "");
    check(&read, "LAT", r#"["ods:Q64"]"#, r#"["area-team"]"#, None);
    let columns = plain.replace("OrganisationCode¬", "");
    let read = body("HealthAuthority.csv", &columns, "Health Authority", "", "");
    check(
        &read,
        "HealthAuthority",
        "-",
        r#"["health-authority"]"#,
        None,
    );
    let read = body("SCP.csv", &plain, "Social care provider", "1-101000001", "");
    check(
        &read,
        "SCP",
        r#"["cqc:1-101000001"]"#,
        r#"["social-care-provider"]"#,
        None,
    );
}

#[test]
fn a_home_has_the_kinds_of_care_it_lists_and_stays_one_service() {
    let parent = format!(
        "{ABOUT}¬{PLACE}\n77¬1-102000002¬Social care location¬UNKNOWN¬Visible¬True¬Sedge House¬1 Mill Lane¬¬¬Tealford¬¬QX4 7PL¬54.21¬-1.63\n"
    );
    let services = "OrganisationID¬ServiceName\n77¬Care home with nursing\n77¬Care at home\n";
    let alone = read(&[("SCL.csv", &latin(&parent))], None).unwrap();
    check(
        &alone,
        "SCL",
        r#"["cqc:1-102000002"]"#,
        r#"["social-care"]"#,
        Some(r#"["social-care"]"#),
    );
    let files = [
        ("SCL.csv", &latin(&parent)[..]),
        ("SCLServices.csv", &latin(services)[..]),
    ];
    let both = read(&files, None).unwrap();
    let kinds = r#"["care-home","homecare","nursing-home"]"#;
    check(
        &both,
        "SCL",
        r#"["cqc:1-102000002"]"#,
        r#"["social-care"]"#,
        Some(kinds),
    );
    assert_eq!(both.tally.companion, 2);
}

#[test]
fn a_list_of_the_same_services_for_everybody_is_not_believed() {
    let list = |each: &dyn Fn(usize) -> Vec<&'static str>| {
        let mut parent = format!("{}\n", with_contact());
        let mut services = "OrganisationID¬ServiceName\n".to_owned();
        for id in 1..=100 {
            writeln!(parent, "{id}¬V{id:05}¬Dentists¬¬Visible¬¬Sedge¬¬¬¬¬¬¬¬¬¬¬¬").unwrap();
            for name in each(id) {
                writeln!(services, "{id}¬{name}").unwrap();
            }
        }
        let files = [
            ("Dentists.csv", &latin(&parent)[..]),
            ("DentistServices.csv", &latin(&services)[..]),
        ];
        read(&files, None).unwrap()
    };
    let all = list(&|_| vec!["Check-ups", "Braces", "Implants"]);
    assert_eq!(
        all.findings(),
        [("FP161", 2, "3 services for each of 100 ids")]
    );
    assert_eq!((all.local_ids().len(), all.tally.companion), (200, 300));
    let some = list(&|id| {
        if id == 7 {
            vec!["Check-ups", "Braces"]
        } else {
            vec!["Check-ups", "Braces", "Implants"]
        }
    });
    assert_eq!((some.codes(), some.local_ids().len()), (vec![], 499));
}

#[test]
fn the_generic_directory_takes_each_rows_own_type() {
    let row = [
        ("OrganisationType", "Support group"),
        ("SubType", "Stroke"),
        ("OrganisationCode", "GSD 12"),
    ];
    let read = table("GSD.csv", &with_contact(), &row);
    assert_eq!((read.table.as_str(), read.codes()), ("GSD", vec!["FP142"]));
    assert_eq!(
        read.said("77#service", Field::Kind),
        r#"["stroke","support-group"]"#
    );
}

#[test]
fn a_place_with_two_numbers_stands_on_two_rows_and_is_one() {
    let row = |id: &str, name: &str, phone: &str, email: &str| {
        format!("{id}¬RQX5C¬Clinic¬¬Visible¬¬{name}¬¬¬¬¬¬¬¬¬{phone}¬{email}¬¬")
    };
    let rows = [
        row("77", "Sedge", "01632 960417", "a@sedge.example"),
        row("77", "Sedge", "01632 960417", "b@sedge.example"),
        row("77", "Sedge", "01632 960418", "a@sedge.example"),
        row("77", "Weir", "01632 960418", "a@sedge.example"),
        row("78", "Mill", "01632 960419", ""),
        row("77", "Sedge", "01632 960420", ""),
    ];
    let text = format!("{}\n{}\n", with_contact(), rows.join("\n"));
    let read = read(&[("Clinics.csv", &latin(&text))], None).unwrap();
    assert_eq!(
        read.findings(),
        [
            ("FP159", 3, "77"),
            ("FP159", 4, "77"),
            ("FP125", 5, "77"),
            ("FP125", 7, "77")
        ]
    );
    assert_eq!(
        (
            read.tally.described,
            read.tally.companion,
            read.tally.refused
        ),
        (2, 2, 2)
    );
    assert_eq!(read.said("77#service", Field::Phone), r#""01632960417""#);
    assert_eq!(
        read.said("77#service", Field::Email),
        r#""a@sedge.example""#
    );
}

#[test]
fn a_file_saved_again_with_commas_reads_the_same() {
    let text = "OrganisationID,OrganisationCode,OrganisationType,SubType,OrganisationStatus,IsPimsManaged,OrganisationName,Address1,Address2,Address3,City,County,Postcode,Latitude,Longitude,Phone,Email,Website,Fax\n\
        77,RQX5C,Clinic,UNKNOWN,Visible,TRUE,\"Sedge \"\"Old\"\" Clinic\",\"1, Mill Lane\",,,Tealford,,QX4 7PL,54.21,-1.63,01632 960417,,,\n\
        78,RQX5D,Clinic,UNKNOWN,Visible,TRUE,\"open,1 Mill Lane,,,Tealford,,QX4 7PL,54.21,-1.63,01632 960417,,,\n";
    let read = read(&[("Clinics-2020s.csv", text.as_bytes())], None).unwrap();
    assert_eq!(
        read.said("77#organization", Field::Name),
        r#""Sedge \"Old\" Clinic""#
    );
    assert!(
        read.said("77#location", Field::Address)
            .contains("1, Mill Lane")
    );
    assert_eq!(
        (read.codes(), read.kept()[0]),
        (vec!["FP120"], "78#organization")
    );
}
