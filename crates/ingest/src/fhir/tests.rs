//! Bundles and resources, and the entries they give.

use crate::testing::{Read, read};
use model::Field;

fn bundle(resources: &[&str], beside: &str) -> Read {
    let entries: Vec<String> = resources
        .iter()
        .map(|resource| format!(r#"{{"fullUrl":"https://api.example/x","resource":{resource}}}"#))
        .collect();
    let text = format!(
        r#"{{"resourceType":"Bundle","meta":{{"lastUpdated":"2026-03-14T11:03:31.163+00:00"}},"type":"searchset","entry":[{}]{beside}}}"#,
        entries.join(",")
    );
    read(&[("bundle.json", text.as_bytes())], None).unwrap()
}

fn role(code: &str, display: &str, active: bool, period: &str) -> String {
    format!(
        r#"{{"url":"https://fhir.example/Extension-England-OrganisationRole","extension":[
{{"url":"roleCode","valueCodeableConcept":{{"coding":[{{"code":"{code}","display":"{display}"}}]}}}},
{{"url":"https://fhir.example/Extension-England-TypedPeriod","extension":[{{"url":"dateType","valueCoding":{{"code":"Legal"}}}},{{"url":"period","valuePeriod":{{"start":"1999-01-01"}}}}]}},
{{"url":"https://fhir.example/Extension-England-TypedPeriod","extension":[{{"url":"dateType","valueCoding":{{"code":"Operational"}}}},{{"url":"period","valuePeriod":{{{period}}}}}]}},
{{"url":"active","valueBoolean":{active}}}]}}"#
    )
}

fn practice(members: &str) -> String {
    let roles = [
        role(
            "RO177",
            "PRESCRIBING COST CENTRE",
            true,
            r#""start":"1974-04-01""#,
        ),
        role("RO76", "GP PRACTICE", true, r#""start":"1980-04-01""#),
    ];
    format!(
        r#"{{"resourceType":"Organization","id":"Q81001","extension":[{},{{"url":"https://fhir.example/Extension-England-TypedDateTime","extension":[{{"url":"type"}},{{"url":"dateTime","valueDateTime":"2026-02-03"}}]}}],
"identifier":[{{"use":"official","system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"Q81001"}}],"active":true,"name":"WEIR LANE SURGERY"{members}}}"#,
        roles.join(",")
    )
}

#[test]
fn an_organization_of_the_register_is_that_of_its_files() {
    let resource = practice(
        r#","type":[{"coding":[{"code":"RC1","display":"HSCOrg"}]}],"telecom":[{"system":"phone","value":"01632 960417"}],
"address":[{"extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AddressKey","extension":[{"url":"type","valueCodeableConcept":{"coding":[{"code":"UPRN"}]}},{"url":"value","valueString":"100071397351"}]}],
"line":["HEALTH CENTRE","WEIR LANE"],"city":"TEALFORD","postalCode":"QX47PL","country":"ENGLAND"}],"partOf":{"identifier":{"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"QHM"}}"#,
    );
    let read = bundle(&[&resource], "");
    assert_eq!(
        (read.table.as_str(), read.amendment, read.intact),
        ("fhir", false, true)
    );
    assert_eq!(
        read.local_ids(),
        ["Q81001#organization", "Q81001#location", "Q81001#service"]
    );
    let organization = "Q81001#organization";
    assert_eq!(read.said(organization, Field::Kind), r#"["gp-practice"]"#);
    assert_eq!(
        read.said(organization, Field::Identifiers),
        r#"["ods:Q81001"]"#
    );
    assert_eq!(read.said(organization, Field::Status), r#""active""#);
    assert_eq!(read.said(organization, Field::Opened), r#""1974-04-01""#);
    assert_eq!(read.said(organization, Field::Closed), "none");
    assert_eq!(read.said("Q81001#service", Field::Kind), r#"["gp"]"#);
    assert_eq!(
        read.said("Q81001#service", Field::Phone),
        r#""01632960417""#
    );
    assert_eq!(
        read.said("Q81001#location", Field::Address),
        r#"{"city":"TEALFORD","lines":["HEALTH CENTRE","WEIR LANE"],"postcode":"QX4 7PL"}"#
    );
    assert_eq!(
        read.said("Q81001#location", Field::Identifiers),
        r#"["uprn:100071397351"]"#
    );
    assert_eq!(
        read.entry(organization).assured.unwrap().to_string(),
        "2026-02-03"
    );
    assert!(read.codes().is_empty(), "{:?}", read.findings());
}

#[test]
fn an_inactive_organization_is_closed_on_the_day_its_roles_ended() {
    let ended = role(
        "RO182",
        "PHARMACY",
        false,
        r#""start":"2001-01-01","end":"2020-03-31""#,
    );
    let resource = format!(
        r#"{{"resourceType":"Organization","id":"FQ052","active":false,"name":"WEIR PHARMACY","extension":[{ended}]}}"#
    );
    let read = bundle(&[&resource], "");
    assert_eq!(
        read.said("FQ052#organization", Field::Status),
        r#""closed""#
    );
    assert_eq!(
        read.said("FQ052#organization", Field::Closed),
        r#""2020-03-31""#
    );
    assert_eq!(read.said("FQ052#service", Field::Kind), r#"["pharmacy"]"#);
}

#[test]
fn the_organization_above_is_named_by_code() {
    let check = |part_of: &str, want: &str| {
        let read = bundle(&[&practice(&format!(r#","partOf":{part_of}"#))], "");
        assert_eq!(read.said("Q81001#organization", Field::Parents), want);
    };
    check(r#"{"reference":"Organization/QHM"}"#, r#"["ods:QHM"]"#);
    check(
        r#"{"reference":"https://api.example/fhir/Organization/QHM/_history/3"}"#,
        "none",
    );
    check(r##"{"reference":"#contained"}"##, "none");
    check("null", "none");
}

const LOCATION: &str = r#"{"resourceType":"Location","id":"l1","status":"active","name":"Weir Hall","description":"By the weir","identifier":[{"system":"https://fhir.nhs.uk/Id/ods-site-code","value":"QX813"}],"address":{"line":["1 Weir Lane"],"city":"Tealford","postalCode":"QX4 7PL"},"position":{"latitude":54.21,"longitude":-1.63},"managingOrganization":{"reference":"Organization/Q81001"}}"#;
const SERVICE: &str = r#"{"resourceType":"HealthcareService","id":"s1","active":true,"name":"Foot clinic","comment":"For feet.","extraDetails":"<p>Bring socks</p>","providedBy":[{"identifier":{"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"Q81001"}}],
"location":[{"reference":"Location/l1"},{"reference":"https://api.example/Location/l2"}],"type":{"coding":[{"display":"Podiatry service"}]},"specialty":[{"text":"Feet"}],
"telecom":[{"system":"phone","value":"01632 960111","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/contactpoint-comment","valueString":"Clinician Access Only"}]},{"system":"phone","value":"01632 960222","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/contactpoint-comment","valueString":"Public"}]},{"system":"email","value":"old@foot.example","use":"old"},{"system":"url","value":"https://foot.example"}],
"serviceProvisionCode":[{"coding":[{"code":"free"}]}],"eligibility":[{"comment":"Over 18"},{"code":{"text":"Residents"}}],"characteristic":[{"coding":[{"display":"Wheelchair access"}]}],
"availableTime":[{"daysOfWeek":["mon","tue"],"availableStartTime":"08:30:00","availableEndTime":"23:59:59"},{"daysOfWeek":["sat"],"allDay":true}],
"notAvailable":[{"description":"Christmas","during":{"start":"2026-12-25","end":"2026-12-26"}},{"during":{"start":"2026-12-24T17:31:00+00:00","end":"2026-12-24T20:00:00+00:00"}}],"availabilityExceptions":"Fewer at Christmas"}"#;

#[test]
fn a_service_is_given_at_each_of_its_locations() {
    let read = bundle(&[SERVICE, LOCATION, &practice("")], "");
    let (service, second) = (
        "HealthcareService/s1#service",
        "HealthcareService/s1#service:l2",
    );
    assert_eq!(
        read.local_ids(),
        [
            service,
            second,
            "Location/l1#location",
            "Q81001#organization",
            "Q81001#service"
        ]
    );
    assert!(read.refers(service, Field::Location, "Location/l1#location"));
    assert!(read.refers(service, Field::Organization, "Q81001#organization"));
    assert!(read.refers(
        "Location/l1#location",
        Field::Organization,
        "Q81001#organization"
    ));
    let said = |field| read.said(service, field);
    assert_eq!(said(Field::Kind), r#"["feet","podiatry-service"]"#);
    assert_eq!(said(Field::Description), r#""For feet.\n\nBring socks""#);
    assert_eq!(
        (
            said(Field::Phone).as_str(),
            said(Field::StaffPhone).as_str()
        ),
        (r#""01632960222""#, r#""01632960111""#)
    );
    assert_eq!(
        (said(Field::Email).as_str(), said(Field::Cost).as_str()),
        ("none", r#"["free"]"#)
    );
    assert_eq!(said(Field::Eligibility), r#""Over 18\nResidents""#);
    assert_eq!(said(Field::Accessibility), r#"["wheelchair-access"]"#);
    assert_eq!(
        said(Field::Schedule),
        r#"{"dates":{"2026-12-25":[],"2026-12-26":[]},"fr":[],"mo":["08:30-24:00"],"sa":["00:00-24:00"],"su":[],"th":[],"tu":["08:30-24:00"],"we":[]}"#
    );
    assert_eq!(said(Field::Alert), r#""Fewer at Christmas""#);
    assert_eq!(
        read.said("Location/l1#location", Field::Identifiers),
        "none"
    );
    assert!(read.codes().is_empty(), "{:?}", read.findings());
}

#[test]
fn what_is_no_place_is_passed_over_and_people_are_refused() {
    let read = bundle(
        &[
            r#"{"resourceType":"Endpoint","id":"e"}"#,
            r#"{"resourceType":"Practitioner","id":"p","name":[{"family":"Example"}]}"#,
            r#"{"resourceType":"Organization","name":"No id"}"#,
        ],
        "",
    );
    assert_eq!(read.codes(), ["FP196", "FP131", "FP124"]);
    assert_eq!((read.tally.blank, read.tally.refused), (1, 2));
    assert!(read.rows[1].raw.is_empty(), "nothing of a person is kept");
}

#[test]
fn a_bundle_tells_its_date_and_whether_it_is_all() {
    let text = |kind: &str, more: &str| {
        format!(
            r#"{{"resourceType":"Bundle","type":"{kind}","timestamp":"2026-03-26T10:30:00Z","entry":[{{"resource":{LOCATION}}}]{more}}}"#
        )
    };
    let open = |text: &str| {
        let input = crate::Input::new("b.json", std::io::Cursor::new(text.as_bytes().to_vec()));
        crate::open(&crate::testing::source(), vec![input], None).unwrap()
    };
    assert_eq!(
        open(&text("searchset", "")).said().unwrap().to_string(),
        "2026-03-26"
    );
    assert!(open(&text("history", "")).amendment());
    let part = bundle(
        &[LOCATION],
        r#","link":[{"relation":"self","url":"a"},{"relation":"next","url":"b"}]"#,
    );
    assert_eq!((part.codes(), part.intact), (vec!["FP197"], false));
    assert!(!bundle(&[LOCATION], r#","total":2"#).intact);
    assert!(bundle(&[LOCATION], r#","total":1"#).intact);
}

#[test]
fn resources_may_stand_one_below_the_other() {
    let flat: Vec<String> = [LOCATION, SERVICE]
        .iter()
        .map(|one| one.replace('\n', " "))
        .collect();
    let read = read(&[("export.ndjson", flat.join("\n").as_bytes())], None).unwrap();
    assert_eq!(read.tally.described, 2);
}

#[test]
fn a_broken_resource_keeps_its_entries_when_its_id_can_be_read() {
    let broken = LOCATION.replace("\"position\"", "\"position");
    let read = bundle(&[&broken, SERVICE], "");
    assert_eq!(
        (read.codes(), read.kept()),
        (vec!["FP191"], vec!["Location/l1#location"])
    );
    assert_eq!(read.tally.described, 1);
}
