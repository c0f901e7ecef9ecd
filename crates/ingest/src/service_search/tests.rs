//! Answers of the service search API, and the entries they give.

use crate::testing::{Read, read};
use model::Field;

fn answer(text: &str) -> Read {
    read(&[("answer.json", text.as_bytes())], None).unwrap()
}

fn organisation(members: &str) -> String {
    format!(
        r#"{{"SearchKey":"X46","ODSCode":"V002072","OrganisationName":"Weir Dental Practice","OrganisationTypeId":"DEN","OrganisationType":"Dentist","OrganisationStatus":"Visible"{members}}}"#
    )
}

#[test]
fn an_organisation_gives_a_place_and_what_it_offers() {
    let text = organisation(
        r#","Address1":null,"Address2":"1 Weir Lane","Address3":"","City":"Tealford","County":"","Latitude":54.21,"Longitude":-1.63,"Postcode":"QX4 7PL",
"ParentOrganisation":{"ODSCode":"QNX","OrganisationName":"Sedge"},"OrganisationSubType":null,
"Services":[{"ServiceName":"Braces and other orthodontic treatment ","Contacts":[{"ContactMethodType":"Telephone","ContactValue":"01632 960999"},{"ContactMethodType":"PhoneExt","ContactValue":null}],"OpeningTimes":[]},{"ServiceName":""}],
"OpeningTimes":[{"Weekday":"Monday","OpeningTime":"08:30","ClosingTime":"13:00","OpeningTimeType":"General","AdditionalOpeningDate":"","IsOpen":true},
{"Weekday":"monday","Times":"14:00-17:00","OpeningTimeType":"General","AdditionalOpeningDate":"","IsOpen":true},
{"Weekday":"Sunday","OpeningTime":null,"ClosingTime":null,"OpeningTimeType":"General","AdditionalOpeningDate":"","IsOpen":false},
{"Weekday":null,"OpeningTime":null,"ClosingTime":null,"OpeningTimeType":"Additional","AdditionalOpeningDate":"Dec 25 2026","IsOpen":false}],
"Contacts":[{"ContactType":"PALS","ContactMethodType":"Telephone","ContactValue":"01632 960111"},{"ContactType":"Primary","ContactMethodType":"Telephone","ContactValue":"01632960417"},{"ContactType":"Primary","ContactMethodType":"Website","ContactValue":""}],
"Facilities":[{"Name":"Step-free access","Value":"Yes"},{"Name":"Induction loop","Value":"No"},{"Name":"Text Relay","Value":"Don't know"}],
"LastUpdatedDates":{"OpeningTimes":"2024-04-08T11:41:16.21Z","ContactDetails":"2023-10-21T20:11:00.2Z"},
"AcceptingPatients":{"GP":null,"Dentist":[{"Name":"Children","AcceptingPatients":true},{"Name":"Adults","AcceptingPatients":false},{"Name":"Urgent","AcceptingPatients":null}]},"Metrics":[{"MetricID":1}]"#,
    );
    let read = answer(&text);
    assert_eq!(read.table, "service-search");
    let braces = "X46#service:braces-and-other-orthodontic-treatment";
    assert_eq!(
        read.local_ids(),
        ["X46#organization", "X46#location", "X46#service", braces]
    );
    assert_eq!(
        read.said("X46#organization", Field::Kind),
        r#"["dental-practice"]"#
    );
    assert_eq!(
        read.said("X46#organization", Field::Identifiers),
        r#"["ods:V002072"]"#
    );
    assert_eq!(
        read.said("X46#organization", Field::Parents),
        r#"["ods:QNX"]"#
    );
    assert_eq!(
        read.said("X46#organization", Field::Phone),
        r#""01632960417""#,
        "not that for complaints"
    );
    assert_eq!(read.said("X46#organization", Field::Website), "none");
    assert_eq!(
        read.said("X46#location", Field::Address),
        r#"{"city":"Tealford","latitude":54.21,"lines":["1 Weir Lane"],"longitude":-1.63,"postcode":"QX4 7PL"}"#
    );
    assert_eq!(
        read.said("X46#location", Field::Accessibility),
        r#"["step-free"]"#
    );
    let hours = r#"{"dates":{"2026-12-25":[]},"fr":[],"mo":["08:30-13:00","14:00-17:00"],"sa":[],"su":[],"th":[],"tu":[],"we":[]}"#;
    assert_eq!(read.said("X46#service", Field::Schedule), hours);
    assert_eq!(read.said("X46#service", Field::Kind), r#"["dentist"]"#);
    assert_eq!(
        read.said("X46#service", Field::Alert),
        r#""Accepting new patients: Children. Not accepting new patients: Adults.""#
    );
    assert_eq!(
        read.said(braces, Field::Schedule),
        hours,
        "it has no times of its own"
    );
    assert_eq!(
        read.said(braces, Field::Phone),
        r#""01632960999""#,
        "its own"
    );
    let assured = |id: &str| {
        read.entry(id)
            .assured
            .map(|date| date.to_string())
            .unwrap_or_default()
    };
    assert_eq!(
        (
            assured("X46#organization").as_str(),
            assured("X46#service").as_str()
        ),
        ("2023-10-21", "2023-10-21")
    );
    assert_eq!(read.codes(), ["FP158"]);
}

#[test]
fn only_what_is_shown_is_read_and_what_is_closed_is_closed() {
    let one = |key: &str, status: &str| {
        organisation("")
            .replace("X46", key)
            .replace("Visible", status)
    };
    let text = format!(
        r#"{{"@odata.context":"x","value":[{},{},{},{}]}}"#,
        one("X1", "Visible"),
        one("X2", "Hidden"),
        one("X3", "Closed"),
        one("X1", "Visible")
    );
    let read = answer(&text);
    assert_eq!(
        read.local_ids(),
        [
            "X1#organization",
            "X1#service",
            "X3#organization",
            "X3#service"
        ]
    );
    assert_eq!(read.said("X3#service", Field::Status), r#""closed""#);
    assert_eq!(read.codes(), ["FP130", "FP125"]);
    assert_eq!((read.tally.blank, read.tally.refused), (1, 1));
    assert!(read.intact);
}

#[test]
fn pages_are_one_document_when_all_are_there() {
    let page = |key: &str, more: &str| {
        let one = organisation("").replace("X46", key);
        format!(r#"{{"@odata.context":"x","value":[{one}]{more}}}"#).into_bytes()
    };
    let next = r#","@odata.nextLink":"https://api.example/?skip=1""#;
    let [first, last] = [page("X1", next), page("X2", "")];
    let both = read(&[("1.json", &first), ("2.json", &last)], None).unwrap();
    assert!(both.intact && both.codes().is_empty());
    let one = read(&[("1.json", &first)], None).unwrap();
    assert_eq!((one.intact, one.codes()), (false, vec!["FP197"]));
    let counted = page("X1", r#","@odata.count":3"#);
    let counted = read(&[("1.json", &counted), ("2.json", &last)], None).unwrap();
    assert_eq!(
        (counted.intact, counted.findings()),
        (false, vec![("FP197", 1, "2 of 3")])
    );
    assert!(
        answer(r#"{"@odata.context":"x","value":[]}"#)
            .rows
            .is_empty()
    );
}

#[test]
fn times_that_cannot_be_read_are_told_and_their_days_not_known() {
    let time = |weekday: &str, times: &str, kind: &str, open: &str| {
        format!(
            r#"{{"Weekday":"{weekday}","Times":"{times}","OpeningTimeType":"{kind}","AdditionalOpeningDate":"","IsOpen":{open}}}"#
        )
    };
    let check = |times: &[String], hours: &str, codes: &[&str]| {
        let read = answer(&organisation(&format!(
            r#","OpeningTimes":[{}]"#,
            times.join(",")
        )));
        assert_eq!(read.said("X46#service", Field::Schedule), hours);
        assert_eq!(read.codes(), codes);
    };
    check(
        &[time("Monday", "late", "General", "true")],
        "none",
        &["FP152"],
    );
    check(
        &[
            time("Monday", "09:00-17:00", "General", "true"),
            time("Someday", "09:00-17:00", "General", "true"),
        ],
        r#"{"mo":["09:00-17:00"]}"#,
        &["FP155"],
    );
    check(
        &[
            time("Monday", "09:00-17:00", "Reception", "true"),
            time("Monday", "10:00-11:00", "Surgery", "true"),
            time("Monday", "12:00-13:00", "Visiting", "true"),
        ],
        r#"{"fr":[],"mo":["09:00-17:00"],"sa":[],"su":[],"th":[],"tu":[],"we":[]}"#,
        &[],
    );
    check(
        &[time("Monday", "", "Full moon", "true")],
        "none",
        &["FP156"],
    );
    check(
        &[time("Monday", "09:00-17:00", "General", "\"perhaps\"")],
        "none",
        &["FP156"],
    );
}
