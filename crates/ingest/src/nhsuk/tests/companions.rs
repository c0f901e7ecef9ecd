//! Opening times and services: what companion rows add to their parent.

use super::{Pharmacy, TIMES, file, header, latin, with_services, with_times};
use crate::testing::read;
use model::{Field, RowTally};
use std::fmt::Write as _;

#[track_caller]
fn check_week(times: &str, want: &str, codes: &[&str]) {
    let read = with_times(times);
    assert_eq!(
        (
            read.said("1186#service", Field::Schedule).as_str(),
            read.codes().as_slice()
        ),
        (want, codes)
    );
}

#[test]
fn days_that_no_row_names_are_closed_and_split_days_stay_split() {
    check_week(
        "1186¬Monday¬09:30-13:00¬True¬General¬\n1186¬Monday¬14:00-17:30¬True¬General¬\n",
        r#"{"fr":[],"mo":["09:30-13:00","14:00-17:30"],"sa":[],"su":[],"th":[],"tu":[],"we":[]}"#,
        &[],
    );
}

#[test]
fn a_night_session_stays_one_session() {
    check_week(
        "1186¬Friday¬22:00-06:00¬True¬General¬\n",
        r#"{"fr":["22:00-06:00"],"mo":[],"sa":[],"su":[],"th":[],"tu":[],"we":[]}"#,
        &[],
    );
    check_week(
        "1186¬Friday¬09:00-05:30¬True¬General¬\n",
        r#"{"fr":["09:00-05:30"],"mo":[],"sa":[],"su":[],"th":[],"tu":[],"we":[]}"#,
        &["FP153"],
    );
}

#[test]
fn dated_rows_are_exceptions() {
    check_week(
        "1186¬¬¬False¬Additional¬Apr 18 2014\n1186¬¬10:00-12:00¬True¬Additional¬May  5 2014\n1186¬¬14:00-16:00¬True¬Additional¬May  5 2014\n",
        r#"{"dates":{"2014-04-18":[],"2014-05-05":["10:00-12:00","14:00-16:00"]}}"#,
        &[],
    );
    check_week(
        "1186¬¬10:00-12:00¬True¬Additional¬May  5 2014\n1186¬¬¬False¬Additional¬May  5 2014\n",
        r#"{"dates":{"2014-05-05":["10:00-12:00"]}}"#,
        &["FP154"],
    );
}

#[test]
fn what_cannot_be_read_of_the_times_is_not_known_and_never_closed() {
    check_week(
        "1186¬Monday¬25:00-26:00¬True¬General¬\n1186¬Tuesday¬09:00-17:00¬True¬General¬\n",
        r#"{"fr":[],"sa":[],"su":[],"th":[],"tu":["09:00-17:00"],"we":[]}"#,
        &["FP152"],
    );
    check_week(
        "1186¬Someday¬09:00-17:00¬True¬General¬\n1186¬Tuesday¬09:00-17:00¬True¬General¬\n",
        r#"{"tu":["09:00-17:00"]}"#,
        &["FP155"],
    );
    check_week(
        "1186¬Tuesday¬09:00-17:00¬True¬General¬\n1186¬Monday¬09:00-17:00¬True\n",
        r#"{"tu":["09:00-17:00"]}"#,
        &["FP120"],
    );
    check_week(
        "1186¬¬10:00-12:00¬True¬Additional¬Feb 30 2014\n",
        "none",
        &["FP151"],
    );
    check_week(
        "1186¬Monday¬09:00-17:00¬Perhaps¬General¬\n",
        "none",
        &["FP156"],
    );
}

#[test]
fn a_document_with_times_says_none_for_a_parent_without_rows() {
    let read = with_times("");
    assert_eq!(read.said("1186#service", Field::Schedule), "none");
}

#[test]
fn every_service_of_a_parent_has_its_times() {
    let parent = latin(&file(&[Pharmacy(&[])]));
    let times = latin(&format!("{TIMES}1186¬Monday¬09:00-17:00¬True¬General¬\n"));
    let services = latin("OrganisationID¬ServiceName\n1186¬Stop smoking services\n");
    let files = [
        ("a.csv", &times[..]),
        ("b.csv", &services[..]),
        ("Pharmacy.csv", &parent[..]),
    ];
    let read = read(&files, None).unwrap();
    for id in ["1186#service", "1186#service:stop-smoking-services"] {
        assert!(
            read.said(id, Field::Schedule)
                .contains(r#""mo":["09:00-17:00"]"#),
            "{id}"
        );
    }
    assert_eq!(
        read.tally,
        RowTally {
            read: 3,
            described: 1,
            companion: 2,
            ..RowTally::default()
        }
    );
    // Where the row came from, and its companions' rows after it.
    assert_eq!(
        (
            read.rows[0].place.file,
            read.rows[0].place.line,
            read.rows[0].raw.len()
        ),
        (2, 2, 3)
    );
    assert_eq!(
        read.bytes,
        files
            .iter()
            .map(|(_, bytes)| bytes.len() as u64)
            .sum::<u64>()
    );
}

#[test]
fn a_listed_service_is_one_of_its_own_and_the_pharmacy_stays_one() {
    let read = with_services(
        "1186¬Pharmacy NHS service: stop smoking service\n1186¬Stop smoking service\n1186¬Pharmacy non-NHS service: home delivery service\n",
    );
    assert_eq!(
        read.local_ids()[2..],
        [
            "1186#service",
            "1186#service:stop-smoking-service",
            "1186#service:home-delivery-service-private"
        ]
    );
    assert_eq!(
        read.said("1186#service:stop-smoking-service", Field::Name),
        r#""Stop smoking service""#
    );
    assert_eq!(
        read.said("1186#service:home-delivery-service-private", Field::Kind),
        r#"["home-delivery-service"]"#
    );
    assert!(read.refers(
        "1186#service:stop-smoking-service",
        Field::Location,
        "1186#location"
    ));
    assert_eq!(read.tally.companion, 3);
}

#[test]
fn companions_are_found_in_any_order() {
    let rows: Vec<String> = (1..=40)
        .map(|id| Pharmacy(&[("OrganisationID", id.to_string().as_str())]).row())
        .collect();
    let parent = format!("{}\n{}\n", header(), rows.join("\n"));
    let times = |order: &mut dyn Iterator<Item = u32>| {
        let mut text = TIMES.to_owned();
        for n in order {
            let (id, day, hour) = (n % 40 + 1, ["Monday", "Tuesday"][n as usize % 2], n % 9 + 1);
            writeln!(text, "{id}¬{day}¬0{hour}:00-17:00¬True¬General¬").unwrap();
        }
        text
    };
    let sorted = times(&mut (0..120));
    let shuffled = times(&mut (0..120).map(|n| n * 77 % 120));
    let read = |times: &str| {
        read(
            &[("Pharmacy.csv", &latin(&parent)), ("t.csv", &latin(times))],
            None,
        )
        .unwrap()
    };
    let (one, other) = (read(&sorted), read(&shuffled));
    assert_eq!(one.tally, other.tally);
    for id in 1..=40 {
        let id = format!("{id}#service");
        assert_eq!(
            one.said(&id, Field::Schedule),
            other.said(&id, Field::Schedule)
        );
    }
}

#[test]
fn orphans_are_one_finding_with_their_number_and_first_ids() {
    let read = with_services(
        "9¬A service\n9¬B service\n1186¬A service\n5¬A service\n7¬A service\n3¬A service\n",
    );
    assert_eq!(read.findings(), [("FP129", 2, "9, 5, 7")]);
    assert_eq!(read.counted().total(), 5);
    assert_eq!(
        (read.tally.orphan, read.tally.companion, read.intact),
        (5, 1, true)
    );
}
