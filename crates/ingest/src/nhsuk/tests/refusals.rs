//! Rows and documents that cannot be used.

use super::{COLUMNS, Pharmacy, file, header, latin, one, with_services};
use crate::Outcome;
use crate::testing::{read, unreadable};
use model::EntryType;

#[test]
fn a_hidden_profile_says_nothing() {
    let read = one(&[("OrganisationStatus", "Hidden")]);
    assert_eq!(
        (read.tally.blank, read.local_ids().len(), read.codes()),
        (1, 0, vec!["FP130"])
    );
    assert!(read.intact);
}

#[track_caller]
fn check_refused(rows: &str, code: &str, kept: &[&str], intact: bool) {
    let text = latin(&format!("{}\n{rows}", header()));
    let read = read(&[("Pharmacy.csv", &text)], None).unwrap();
    assert_eq!(
        (read.codes(), read.kept(), read.intact),
        (vec![code], kept.to_vec(), intact)
    );
    assert_eq!(read.tally.refused, 1);
    assert!(
        read.rows
            .iter()
            .all(|row| row.findings.iter().all(|f| f.refusal))
    );
}

#[test]
fn a_row_that_cannot_be_used_keeps_what_it_said_before() {
    let all = ["77#organization", "77#location", "77#service"];
    let good = Pharmacy(&[("OrganisationID", "77")]).row();
    check_refused(&format!("{good}¬extra\n"), "FP120", &all, true);
    check_refused("77¬FA512¬Pharmacy\n", "FP120", &all, true);
    check_refused("the tail of a row¬FA512\n", "FP120", &[], false);
    check_refused("77¬FA512¬Phar", "FP121", &all, false);
    check_refused("7", "FP121", &[], false);
    check_refused(&good.replace("77", ""), "FP124", &[], false);
    let other = Pharmacy(&[("OrganisationID", "78"), ("OrganisationType", "Dentist")]).row();
    check_refused(
        &format!("{good}\n{other}\n"),
        "FP127",
        &["78#organization", "78#location", "78#service"],
        true,
    );
    let renamed = good.replace("Weir", "Sedge");
    check_refused(&format!("{good}\n{renamed}\n"), "FP125", &[], true);
}

#[test]
fn a_refused_parent_keeps_its_listed_services_too() {
    let parent = latin(&format!("{}\n77¬short\n", header()));
    let services = latin("OrganisationID¬ServiceName\n77¬Flu vaccination\n");
    let read = read(
        &[
            ("Pharmacy.csv", &parent),
            ("PharmacyServices.csv", &services),
        ],
        None,
    )
    .unwrap();
    assert_eq!(read.kept()[3..], ["77#service:flu-vaccination"]);
    assert_eq!((read.tally.refused, read.tally.orphan), (1, 1));
    assert!(
        matches!(read.rows[0].outcome, Outcome::Refused { ref keeps } if keeps[0].0 == EntryType::Organization)
    );
}

#[test]
fn a_row_of_two_hundred_megabytes_is_passed_over() {
    let mut bytes = latin(&format!("{}\n77¬", header()));
    bytes.resize(bytes.len() + (200 << 20), b'x');
    bytes.extend(latin(&format!("\n{}\n", Pharmacy(&[]).row())));
    let read = read(&[("Pharmacy.csv", &bytes)], None).unwrap();
    assert_eq!(
        (read.codes(), read.tally.described, read.intact),
        (vec!["FP122"], 1, true)
    );
    assert!(read.rows[0].raw.is_empty());
}

#[test]
fn companions_of_one_parent_are_bounded() {
    let rows = "1186¬A service with a name that is rather long\n".repeat(30_000);
    let read = with_services(&rows);
    assert!(read.codes().iter().all(|code| *code == "FP128"));
    assert!(read.tally.refused > 5_000 && read.tally.companion > 20_000);
}

#[test]
fn blank_rows_are_counted_and_give_nothing() {
    let text = latin(&format!(
        "{}\n\n   \n{}\n",
        header(),
        "¬".repeat(COLUMNS.len() - 1)
    ));
    let read = read(&[("Pharmacy.csv", &text)], None).unwrap();
    assert_eq!(
        (read.tally.read, read.tally.blank, read.rows.len()),
        (3, 3, 0)
    );
}

#[test]
fn documents_that_cannot_be_read_say_why() {
    let pharmacy = latin(&file(&[Pharmacy(&[])]));
    let unknown = latin(&file(&[Pharmacy(&[("OrganisationType", "Ward")])]));
    let staff = latin("OrganisationID¬GivenName¬FamilyName\n1¬A¬B\n");
    let gp = latin(&file(&[Pharmacy(&[("OrganisationType", "GP")])]));
    let services = latin("OrganisationID¬ServiceName\n1¬A\n");
    let check = |files: &[(&str, &[u8])], code: &str, says: &str| {
        let (found, message) = unreadable(files, None);
        assert_eq!(found, code, "{message}");
        assert!(message.contains(says), "{message}");
    };
    check(
        &[("Pharmacy.csv", b"")],
        "FP101",
        "Pharmacy.csv: the file is empty",
    );
    check(
        &[("Pharmacy.csv", b"\xEF\xBB\xBF\r\n")],
        "FP101",
        "fetch it again",
    );
    check(
        &[("Pharmacy.csv", &pharmacy), ("PharmacyServices.csv", b"")],
        "FP101",
        "PharmacyServices.csv",
    );
    check(&[("Wards.csv", &unknown)], "FP103", "OrganisationType Ward");
    check(&[("GPStaff.csv", &staff)], "FP160", "people are not kept");
    check(&[("list.csv", &staff)], "FP160", "people are not kept");
    check(
        &[("PharmacyServices.csv", &services)],
        "FP104",
        "give Pharmacy.csv in the same import",
    );
    check(
        &[("SCLServices.csv", &services)],
        "FP104",
        "SCLServices.csv: companion files are given without the file they complete: give SCL.csv",
    );
    check(&[("list.csv", &services)], "FP104", "give the parent");
    check(
        &[("GP.csv", &gp), ("Pharmacy.csv", &pharmacy)],
        "FP105",
        "GP and Pharmacy",
    );
    check(
        &[("Pharmacy.csv", &latin("Ref¬OrganisationType\n1¬Pharmacy\n"))],
        "FP106",
        "column OrganisationID",
    );
    check(
        &[("Pharmacy.csv", b"PK\x03\x04 and so on")],
        "FP102",
        "spreadsheet",
    );
}
