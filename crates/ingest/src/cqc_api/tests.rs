//! The regulator's documents, and the entries they give.

use crate::testing::{Read, read};
use model::Field;

fn documents(text: &str) -> Read {
    read(&[("details.jsonl", text.as_bytes())], None).unwrap()
}

const HOME: &str = r#"{"careHome":"Y","currentRatings":{"overall":{"keyQuestionRatings":[{"name":"Safe","rating":"Requires improvement"},{"name":"Well-led","rating":"Good"},{"name":"Odd","rating":"Good"}],"rating":"Good","reportDate":"2022-11-03"},"reportDate":"2022-11-04"},"dormancy":"N","gacServiceTypes":[{"description":"Care home service with nursing","name":"Nursing homes"}],"locationId":"1-10024","locationTypes":[],"mainPhoneNumber":"01632960417","name":"Sedge House","numberOfBeds":32,"odsCode":"VQHWE","onspdLatitude":53.51,"onspdLongitude":-2.15,"organisationType":"Location","postalAddressLine1":"12 Sedge Lane","postalAddressTownCity":"Tealford","postalAddressCounty":"Amber","postalCode":"QX4 9BG","providerId":"1-9408","registrationDate":"2021-03-31","registrationStatus":"Registered","regulatedActivities":[{"code":"RA1","contacts":[{"personFamilyName":"Example"}]}],"relationships":[],"type":"Social Care Org","uprn":"422000118571","website":"www.sedge.example"}"#;

#[test]
fn a_location_is_described_with_its_rating() {
    let read = documents(HOME);
    assert_eq!(read.table, "location-details");
    assert_eq!(
        read.local_ids(),
        [
            "1-10024#organization",
            "1-10024#location",
            "1-10024#service"
        ]
    );
    assert_eq!(
        read.said("1-10024#organization", Field::Identifiers),
        r#"["ods:VQHWE","cqc:1-10024"]"#
    );
    assert_eq!(
        read.said("1-10024#organization", Field::Parents),
        r#"["cqc:1-9408"]"#
    );
    assert_eq!(
        read.said("1-10024#location", Field::Identifiers),
        r#"["uprn:422000118571"]"#
    );
    assert_eq!(
        read.said("1-10024#location", Field::Address),
        r#"{"city":"Tealford","county":"Amber","latitude":53.51,"lines":["12 Sedge Lane"],"longitude":-2.15,"postcode":"QX4 9BG"}"#
    );
    let service = "1-10024#service";
    assert_eq!(
        read.said(service, Field::Kind),
        r#"["care-home","nursing-home"]"#
    );
    assert_eq!(read.said(service, Field::Status), r#""active""#);
    assert_eq!(read.said(service, Field::Opened), r#""2021-03-31""#);
    assert_eq!(read.said(service, Field::Beds), "32");
    assert_eq!(
        read.said(service, Field::Rating),
        r#"{"overall":"good","published":"2022-11-03","safe":"requires-improvement","well_led":"good"}"#
    );
    assert_eq!(
        read.said(service, Field::Website),
        r#""http://www.sedge.example""#
    );
    assert!(read.codes().is_empty() && read.intact);
    assert!(
        !format!("{:?}", read.entries().collect::<Vec<_>>()).contains("Example"),
        "people are not read"
    );
}

#[test]
fn what_is_deregistered_is_closed_and_leads_on() {
    let closed = HOME
        .replace(r#""registrationStatus":"Registered""#, r#""registrationStatus":"Deregistered","deregistrationDate":"2024-05-30""#)
        .replace(r#""relationships":[]"#, r#""relationships":[{"type":"HSCA Predecessor","relatedLocationName":"Old","relatedLocationId":"1-1"},{"type":"HSCA Successor","relatedLocationName":"Sedge  Hall","relatedLocationId":"1-2"}]"#)
        .replace("No published", "No");
    let read = documents(&closed);
    let service = "1-10024#service";
    assert_eq!(read.said(service, Field::Status), r#""closed""#);
    assert_eq!(read.said(service, Field::Closed), r#""2024-05-30""#);
    assert_eq!(
        read.said(service, Field::Alert),
        r#""No longer registered. Followed by Sedge Hall (1-2).""#
    );
    let dormant = documents(&HOME.replace(r#""dormancy":"N""#, r#""dormancy":"Y""#));
    assert_eq!(dormant.said(service, Field::Status), r#""dormant""#);
}

#[test]
fn kinds_are_told_by_service_type_and_place() {
    let check = |types: &str, places: &str, want: &str| {
        let text = HOME
            .replace(
                r#"[{"description":"Care home service with nursing","name":"Nursing homes"}]"#,
                types,
            )
            .replace(
                r#""locationTypes":[]"#,
                &format!(r#""locationTypes":{places}"#),
            );
        assert_eq!(documents(&text).said("1-10024#service", Field::Kind), want);
    };
    check(
        r#"[{"description":"Doctors consultation service","name":"Doctors/Gps"}]"#,
        r#"[{"type":"GP Practice"}]"#,
        r#"["doctors-consultation","gp"]"#,
    );
    check(
        r#"[{"name":"Residential homes"}]"#,
        "[]",
        r#"["care-home"]"#,
    );
    check(
        "[]",
        r#"[{"type":"Walk in Centre"}]"#,
        r#"["walk-in-centre"]"#,
    );
    check("[]", "[]", r#"["social-care-org"]"#);
}

#[test]
fn a_provider_is_an_organization_without_a_service() {
    let text = r#"{"providerId":"1-9408","organisationType":"Provider","registrationStatus":"Registered","registrationDate":"2011-01-01","name":"Sedge Care Ltd","companiesHouseNumber":"1234567","brandId":"BD900","brandName":"BRAND Sedge Care","locationIds":["1-10024"],"postalAddressLine1":"1 Mill Lane","postalCode":"QX1 1AA"}"#;
    let read = documents(text);
    assert_eq!(read.table, "providers");
    assert_eq!(
        read.local_ids(),
        [
            "BD900#organization",
            "1-9408#organization",
            "1-9408#location"
        ]
    );
    assert!(read.refers(
        "1-9408#organization",
        Field::Organization,
        "BD900#organization"
    ));
    assert_eq!(
        read.said("BD900#organization", Field::Name),
        r#""Sedge Care""#
    );
    assert_eq!(
        read.said("1-9408#organization", Field::Identifiers),
        r#"["cqc:1-9408","company:01234567"]"#
    );
    assert_eq!(
        read.said("1-9408#organization", Field::Kind),
        r#"["registered-provider"]"#
    );
}

#[test]
fn a_list_gives_names_only() {
    let text = r#"{"total":2,"page":1,"nextPageUri":null,"locations":[{"locationId":"1-1","locationName":"Sedge House","postalCode":"QX4 9BG"},{"locationId":"1-2","locationName":"Mill House","postalCode":"QX4 9BG"}]}"#;
    let whole = read(&[("locations.json", text.as_bytes())], None).unwrap();
    assert_eq!(
        (whole.table.as_str(), whole.intact),
        ("location-list", true)
    );
    assert_eq!(whole.local_ids(), ["1-1#organization", "1-2#organization"]);
    assert_eq!(
        whole.said("1-1#organization", Field::Name),
        r#""Sedge House""#
    );
    assert_eq!(whole.said("1-1#organization", Field::Status), "-");
    let page = text.replace("\"total\":2", "\"total\":451");
    let page = read(&[("locations.json", page.as_bytes())], None).unwrap();
    assert_eq!(
        (page.intact, page.findings()),
        (false, vec![("FP197", 1, "2 of 451")])
    );
}

#[test]
fn a_registration_without_a_code_is_refused() {
    let text = [
        HOME,
        &HOME.replace("1-10024", "?"),
        &HOME.replace(r#""locationId":"1-10024""#, r#""locationId":null"#),
        &HOME[..600],
    ]
    .join("\n");
    let read = documents(&text);
    assert_eq!(read.codes(), ["FP142", "FP124", "FP121"]);
    assert_eq!(
        (read.tally.described, read.tally.refused, read.intact),
        (1, 3, false)
    );
}
