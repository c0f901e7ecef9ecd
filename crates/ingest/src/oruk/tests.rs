//! Services of Open Referral UK and HSDS, and the entries they give.

use crate::testing::{Read, read};
use model::Field;

fn feed(text: &str) -> Read {
    read(&[("services.json", text.as_bytes())], None).unwrap()
}

/// A page of version 3 with these services.
fn page(services: &[String], more: &str) -> String {
    format!(
        r#"{{"total_items":{n},"total_pages":1,"page_number":1,"size":{n},"first_page":true,"last_page":true,"empty":false{more},"contents":[{}]}}"#,
        services.join(","),
        n = services.len()
    )
}

/// A service of version 3 at one hall, with more members.
fn service(id: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","name":"Knit and Natter","status":"active","description":"<p>Bring your own wool.</p>",
"organization":{{"id":"o1","name":"Friends of Tealford","description":"A charity","website":"https://friends.example",
"organization_identifiers":[{{"id":"i1","identifier_scheme":"GB-CHC","identifier_type":"Charity number","identifier":"GB-CHC-1234567"}}]}},
"service_at_locations":[{{"id":"s1","location":{{"id":"l1","location_type":"physical","name":"Weir Hall","latitude":54.21,"longitude":-1.63,
"external_identifier":"10001234","external_identifier_type":"UPRN",
"accessibility":[{{"id":"a1","description":"Step-free access"}}],
"addresses":[{{"id":"d1","address_1":"1 Weir Lane","city":"Tealford","state_province":"Ambermoor","postal_code":"QX4 7PL","country":"GB","address_type":"physical"}}]}}}}]{more}}}"#
    )
}

#[test]
fn a_service_of_version_3_gives_its_organization_its_location_and_itself() {
    let text = page(
        &[service(
            "v1",
            r#","assured_date":"2026-03-04","minimum_age":60,"maximum_age":null,"fees":"Free","email":"",
"phones":[{"id":"p1","number":"01632 960417"}],
"schedules":[{"id":"h1","freq":"WEEKLY","interval":1,"byday":"MO,WE","opens_at":"10:00:00","closes_at":"12:00:00","attending_type":"In a venue"},
{"id":"h2","freq":"WEEKLY","byday":"MO","opens_at":"13:00Z","closes_at":"15:00Z"},
{"id":"h3","freq":"WEEKLY","valid_from":"2026-12-25","valid_to":"2026-12-25","byday":"FR"}],
"service_areas":[{"id":"r1","name":"Tealford"},{"id":"r2","name":"Farfield"}],
"languages":[{"id":"g1","name":"Polish"}],
"cost_options":[{"id":"c1","amount":0,"option":"Members"}],
"attributes":[{"id":"t1","taxonomy_term":{"id":"t","name":"Crafts","description":"x"}}]"#,
        )],
        "",
    );
    let read = feed(&text);
    assert_eq!((read.table.as_str(), read.tally.described), ("services", 1));
    assert_eq!(
        read.local_ids(),
        ["o1#organization", "l1#location", "v1#service"]
    );
    let check = |id: &str, field: Field, want: &str| {
        assert_eq!(read.said(id, field), want, "{id} {field:?}");
    };
    check(
        "o1#organization",
        Field::Identifiers,
        r#"["charity:1234567"]"#,
    );
    check(
        "o1#organization",
        Field::Website,
        r#""https://friends.example""#,
    );
    check(
        "l1#location",
        Field::Address,
        r#"{"city":"Tealford","county":"Ambermoor","latitude":54.21,"lines":["1 Weir Lane"],"longitude":-1.63,"postcode":"QX4 7PL"}"#,
    );
    check("l1#location", Field::Identifiers, r#"["uprn:10001234"]"#);
    check("l1#location", Field::Accessibility, r#"["step-free"]"#);
    check(
        "v1#service",
        Field::Description,
        r#""Bring your own wool.""#,
    );
    check("v1#service", Field::Status, r#""active""#);
    check("v1#service", Field::Phone, r#""01632960417""#);
    check("v1#service", Field::Email, "none");
    check("v1#service", Field::MinimumAge, "60");
    check("v1#service", Field::MaximumAge, "none");
    check("v1#service", Field::Fees, r#""Free; Members""#);
    check("v1#service", Field::Cost, r#"["free"]"#);
    check("v1#service", Field::ServiceArea, r#""Tealford; Farfield""#);
    check("v1#service", Field::Languages, r#"["polish"]"#);
    check("v1#service", Field::Kind, r#"["crafts"]"#);
    check("v1#service", Field::Attending, r#"["in-person"]"#);
    check(
        "v1#service",
        Field::Schedule,
        r#"{"fr":[],"mo":["10:00-12:00","13:00-15:00"],"sa":[],"su":[],"th":[],"tu":[],"we":["10:00-12:00"]}"#,
    );
}

#[test]
fn a_service_of_version_1_is_read_too() {
    let text = r#"{"totalElements":1,"totalPages":1,"number":1,"size":1,"first":true,"last":true,"empty":false,"content":[
{"id":"v9","name":"Walking Group","description":"","url":"https://walk.example","status":"active","organization":{"id":"o9","name":"Ramblers"},
"contacts":[{"id":"c","name":"Ann","phones":[{"id":"p","number":"01632 960555"}]}],
"eligibilitys":[{"id":"e","eligibility":"Adults","minimum_age":18.0,"maximum_age":99.0}],
"regular_schedules":[{"id":"r","weekday":"Tuesday","opens_at":"09:30","closes_at":"11:00"}],
"holiday_schedules":[{"id":"x","closed":true,"start_date":"2026-12-24","end_date":"2026-12-25"}],
"service_taxonomys":[{"id":"k","taxonomy":{"id":"t","name":"Walking groups"}}],
"service_at_locations":[{"id":"s","location":{"id":"l9","name":"The Green","physical_addresses":[{"id":"a","address_1":"The Green","city":"Farfield","postal_code":"QX8 8AB"}],
"accessibility_for_disabilities":[{"id":"b","accessibility":"Hearing loop"}]}}]}]}"#;
    let read = feed(text);
    let check =
        |field: Field, want: &str| assert_eq!(read.said("v9#service", field), want, "{field:?}");
    check(Field::Phone, r#""01632960555""#);
    check(Field::Eligibility, r#""Adults""#);
    check(Field::MinimumAge, "18");
    check(Field::Kind, r#"["walking-groups"]"#);
    check(
        Field::Schedule,
        r#"{"dates":{"2026-12-24":[],"2026-12-25":[]},"fr":[],"mo":[],"sa":[],"su":[],"th":[],"tu":["09:30-11:00"],"we":[]}"#,
    );
    assert_eq!(
        read.said("l9#location", Field::Accessibility),
        r#"["hearing-loop"]"#
    );
}

#[test]
fn a_service_at_several_places_is_one_at_each_with_its_own_times() {
    let at = |id: &str, more: &str| {
        format!(
            r#"{{"id":"s{id}","location":{{"id":"{id}","location_type":"physical","addresses":[{{"address_1":"{id} High Street","postal_code":"QX1 1AA"}}]}}{more}}}"#
        )
    };
    let text = format!(
        r#"[{{"id":"v1","name":"Drop-in","schedules":[{{"byday":"MO","opens_at":"09:00","closes_at":"10:00"}}],"service_at_locations":[{},{}]}},{{"id":"v2","name":"Helpline","organization_id":"o1"}}]"#,
        at(
            "l2",
            r#","schedules":[{"byday":"TU","opens_at":"11:00","closes_at":"12:00"}],"phones":[{"number":"01632 960999"}]"#
        ),
        at("l1", "")
    );
    let read = feed(&text);
    assert_eq!(
        read.local_ids(),
        [
            "l1#location",
            "v1#service",
            "l2#location",
            "v1#service:l2",
            "v2#service"
        ]
    );
    assert!(
        read.said("v1#service", Field::Schedule)
            .contains(r#""mo":["09:00-10:00"]"#)
    );
    assert!(
        read.said("v1#service:l2", Field::Schedule)
            .contains(r#""tu":["11:00-12:00"]"#)
    );
    assert_eq!(read.said("v1#service:l2", Field::Phone), r#""01632960999""#);
}

#[test]
fn times_that_no_week_can_hold_are_refused_and_nothing_else_is() {
    let check = |schedule: &str, code: &str| {
        let read = feed(&format!(
            "[{}]",
            service("v1", &format!(r#","schedules":[{schedule}]"#))
        ));
        assert_eq!(read.tally.described, 1, "{schedule}");
        assert!(
            read.codes().contains(&code),
            "{schedule}: {:?}",
            read.codes()
        );
        assert_eq!(
            read.said("v1#service", Field::Schedule),
            "none",
            "{schedule}"
        );
    };
    check(
        r#"{"freq":"MONTHLY","byday":"1MO","opens_at":"10:00","closes_at":"12:00"}"#,
        "FP210",
    );
    check(
        r#"{"freq":"WEEKLY","interval":2,"byday":"MO","opens_at":"10:00","closes_at":"12:00"}"#,
        "FP210",
    );
    check(
        r#"{"freq":"WEEKLY","byday":"MO","valid_from":"2026-04-01","valid_to":"2026-09-30","opens_at":"10:00","closes_at":"12:00"}"#,
        "FP211",
    );
    check(
        r#"{"freq":"WEEKLY","opens_at":"10:00","closes_at":"12:00"}"#,
        "FP210",
    );
}

#[test]
fn members_of_the_wrong_kind_cost_no_service() {
    let read = feed(&format!(
        "[{}]",
        service(
            "v1",
            r#","schedules":"weekdays","phones":{"number":["x"]},"languages":7,"minimum_age":"sixty","cost_options":null"#
        )
    ));
    assert_eq!(read.tally.described, 1);
    for code in ["FP195", "FP157"] {
        assert!(read.codes().contains(&code), "{code} in {:?}", read.codes());
    }
}

#[test]
fn pages_that_are_missing_withdraw_nothing() {
    let whole = feed(&page(&[service("v1", "")], ""));
    assert!(whole.intact);
    let first =
        page(&[service("v1", "")], "").replace(r#""last_page":true"#, r#""last_page":false"#);
    assert!(!feed(&first).intact);
    let short = page(&[service("v1", "")], "").replace(r#""total_items":1"#, r#""total_items":9"#);
    assert!(!feed(&short).intact);
    let lines = format!(
        "{}\n{}\n",
        service("v1", "").replace('\n', " "),
        service("v2", "").replace('\n', " ")
    );
    let lines = feed(&lines);
    assert_eq!((lines.intact, lines.tally.described), (true, 2));
}

#[test]
fn one_bad_service_stops_no_other() {
    let read = feed(&format!(
        r#"[{},{{"name":"No id","organization_id":"o"}},{},{}]"#,
        service("v1", ""),
        service("v1", ""),
        service("v2", "")
    ));
    assert_eq!((read.tally.described, read.tally.refused), (2, 2));
}

#[test]
fn times_that_no_week_can_hold_stand_in_the_description() {
    let monthly =
        r#"{"freq":"MONTHLY","byday":"1MO","opens_at":"10:00:00","closes_at":"11:00:00"}"#;
    let read = feed(&service("v1", &format!(r#","schedules":[{monthly}]"#)));
    assert_eq!(
        read.said("v1#service", Field::Description),
        r#""Bring your own wool.\n\nOpening times: first Monday of the month, 10:00 to 11:00""#
    );
    assert_eq!(read.codes(), ["FP210"]);
    let read = feed(&service(
        "v1",
        r#","schedules":[{"description":"Mon-Fri 9am-5pm"}]"#,
    ));
    assert!(
        read.said("v1#service", Field::Schedule)
            .contains(r#""mo":["09:00-17:00"]"#)
    );
    let read = feed(&service(
        "v1",
        r#","schedules":[{"description":"Now and then"}]"#,
    ));
    assert_eq!(read.said("v1#service", Field::Schedule), "none");
    assert!(
        read.said("v1#service", Field::Description)
            .ends_with(r#"Opening times: Now and then""#)
    );
}

#[test]
fn an_organization_with_its_services_owns_them() {
    let read = feed(
        r#"{"id":"o1","name":"Friends","services":[{"id":"v1","name":"Talks","status":"active","schedules":[]},{"id":"v1","name":"Again","status":"active"}]}"#,
    );
    assert_eq!(read.local_ids(), ["o1#organization", "v1#service"]);
    assert!(read.refers("v1#service", Field::Organization, "o1#organization"));
    assert_eq!(read.codes(), ["FP125"]);
    let broken = r#"{"id":"o1","name":"Friends","services":[{"id":"v1","name":"Talks","status":"active","schedules":[]}]}
{"id":"o2","name":"Mill","services":[{"id":"v2","name":}]}"#;
    let read = feed(broken);
    assert_eq!((read.tally.refused, read.intact), (1, false));
}

#[test]
fn a_location_is_no_service() {
    let location = br#"{"id":"l1","location_type":"physical","name":"Weir Hall","schedules":[{"freq":"WEEKLY"}]}"#;
    assert!(read(&[("location.json", &location[..])], None).is_err());
}
