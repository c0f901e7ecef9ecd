//! Pages, and the entries they give.

use crate::testing::{Read, read, unreadable};
use model::Field;

/// A page whose blocks are these.
fn html(blocks: &[&str]) -> String {
    let scripts: Vec<String> = blocks
        .iter()
        .map(|block| format!("<script type=\"application/ld+json\">{block}</script>"))
        .collect();
    format!(
        "<!doctype html><html><head><title>Weir</title>{}</head><body><p>Open when we are in.</p></body></html>",
        scripts.join("\n")
    )
}

/// A line of a list of pages.
fn line(address: &str, html: &str) -> String {
    let quoted = |text: &str| model::Value::Text(text.to_owned()).canonical();
    format!(
        "{{\"address\":{},\"html\":{}}}\n",
        quoted(address),
        quoted(html)
    )
}

fn pages(pages: &[(&str, &[&str])]) -> Read {
    let text: String = pages
        .iter()
        .map(|(address, blocks)| line(address, &html(blocks)))
        .collect();
    read(&[("pages.jsonl", text.as_bytes())], None).unwrap()
}

fn page(blocks: &[&str]) -> Read {
    pages(&[("https://weir.example/", blocks)])
}

const PHARMACY: &str = r#"{"@context":"https://schema.org","@type":"Pharmacy","name":"Weir Lane Pharmacy","description":"Medicines &amp; advice.",
"telephone":"tel:01632 960417","email":"mailto:desk@weir.example?subject=Hello","url":"https://weir.example/",
"address":{"@type":"PostalAddress","streetAddress":"12 Weir Lane, Sedge, Tealford","addressLocality":"Tealford","addressRegion":"Ambermoor","postalCode":"QX4 7PL","addressCountry":"GB"},
"geo":{"@type":"GeoCoordinates","latitude":"54.21","longitude":-1.63},
"openingHoursSpecification":[
{"@type":"OpeningHoursSpecification","dayOfWeek":["Monday","https://schema.org/Tuesday"],"opens":"09:00","closes":"17:30:00"},
{"@type":"OpeningHoursSpecification","dayOfWeek":"Saturday","opens":"00:00","closes":"00:00"},
{"@type":"OpeningHoursSpecification","dayOfWeek":"PublicHolidays","opens":"10:00","closes":"12:00"},
{"@type":"OpeningHoursSpecification","validFrom":"2026-12-25","validThrough":"2026-12-26","opens":"00:00","closes":"00:00"}],
"amenityFeature":[{"@type":"LocationFeatureSpecification","name":"Step-free access","value":true},{"name":"Hearing loop","value":false}],
"isAccessibleForFree":true,"areaServed":["Tealford",{"@type":"City","name":"Farfield"}],
"sameAs":["https://www.cqc.org.uk/location/1-102000002?x=1","https://social.example/weir"],
"identifier":{"@type":"PropertyValue","propertyID":"ODS code","value":"FQX12"}}"#;

#[test]
fn a_business_gives_its_organization_its_location_and_its_service() {
    let read = page(&[PHARMACY]);
    assert_eq!((read.table.as_str(), read.intact), ("webpages", true));
    assert_eq!(read.codes(), [""; 0]);
    assert_eq!(
        read.local_ids(),
        [
            "weir.example#organization",
            "weir.example#location",
            "weir.example#service"
        ]
    );
    for (id, field, want) in [
        ("organization", Field::Name, r#""Weir Lane Pharmacy""#),
        ("organization", Field::Kind, r#"["pharmacy"]"#),
        (
            "organization",
            Field::Identifiers,
            r#"["ods:FQX12","cqc:1-102000002"]"#,
        ),
        (
            "organization",
            Field::Description,
            r#""Medicines & advice.""#,
        ),
        (
            "location",
            Field::Address,
            r#"{"city":"Tealford","county":"Ambermoor","latitude":54.21,"lines":["12 Weir Lane","Sedge"],"longitude":-1.63,"postcode":"QX4 7PL"}"#,
        ),
        ("location", Field::Accessibility, r#"["step-free"]"#),
        ("service", Field::Phone, r#""01632960417""#),
        ("service", Field::Email, r#""desk@weir.example""#),
        ("service", Field::Website, r#""https://weir.example/""#),
        ("service", Field::Cost, r#"["free"]"#),
        ("service", Field::ServiceArea, r#""Tealford; Farfield""#),
        (
            "service",
            Field::Schedule,
            r#"{"bank_holidays":["10:00-12:00"],"dates":{"2026-12-25":[],"2026-12-26":[]},"fr":[],"mo":["09:00-17:30"],"sa":[],"su":[],"th":[],"tu":["09:00-17:30"],"we":[]}"#,
        ),
    ] {
        assert_eq!(
            read.said(&format!("weir.example#{id}"), field),
            want,
            "{id} {field:?}"
        );
    }
    assert!(read.refers(
        "weir.example#service",
        Field::Location,
        "weir.example#location"
    ));
    assert!(read.refers(
        "weir.example#service",
        Field::Organization,
        "weir.example#organization"
    ));
}

#[test]
fn a_page_says_nothing_of_what_its_blocks_do_not_name() {
    let read =
        page(&[r#"{"@type":"Library","name":"Weir Library","telephone":"","openingHours":null}"#]);
    let said = |field| read.said("weir.example#service", field);
    assert_eq!(said(Field::Phone), "none");
    assert_eq!(said(Field::Schedule), "none");
    assert_eq!(said(Field::Email), "-");
    assert_eq!(said(Field::Kind), r#"["library"]"#);
    assert_eq!(said(Field::Website), r#""https://weir.example/""#);
    assert_eq!(said(Field::Location), "none");
}

#[track_caller]
fn open(hours: &str, want: &str, codes: &[&str]) {
    let read = page(&[&format!(
        r#"{{"@type":"Library","name":"Weir Library",{hours}}}"#
    )]);
    assert_eq!(
        read.said("weir.example#service", Field::Schedule),
        want,
        "{hours}"
    );
    assert_eq!(read.codes(), codes, "{hours}");
}

#[test]
fn opening_hours_are_read_in_all_their_forms() {
    let week = r#"{"fr":["09:00-17:00"],"mo":["09:00-17:00"],"sa":["10:00-13:00"],"su":[],"th":["09:00-17:00"],"tu":["09:00-17:00"],"we":["09:00-17:00"]}"#;
    for form in [
        r#""openingHours":["Mo-Fr 09:00-17:00","Sa 10:00-13:00"]"#,
        r#""openingHours":"Mo-Fr 09:00-17:00 Sa 10:00-13:00""#,
        r#""openingHours":"Mo,Tu,We,Th,Fr 09:00-17:00, Sa 10:00-13:00; Su closed""#,
        r#""openingHours":"Mon-Fri 9am-5pm, Sat 10am-1pm""#,
        r#""openingHoursSpecification":["Mo-Fr 09:00-17:00","Sa 10:00-13:00"]"#,
        r#""openingHoursSpecification":[{"dayOfWeek":["Mo","Tu","We","Th","Fr"],"opens":"9:00 AM","closes":"5:00 PM"},{"dayOfWeek":{"@id":"http://schema.org/Saturday"},"opens":"T10:00:00Z","closes":"T13:00:00Z"}]"#,
        r#""openingHours":"whenever","openingHoursSpecification":[{"dayOfWeek":"Monday,Tuesday Wednesday","opens":"09:00","closes":"17:00"},{"dayOfWeek":["Thursday","Friday"],"opens":"09:00","closes":"17:00"},{"dayOfWeek":"Saturday","opens":"10:00","closes":"13:00","validFrom":"2020-01-01"},{"dayOfWeek":"Sunday"}]"#,
    ] {
        open(form, week, &[]);
    }
    open(
        r#""openingHours":"Mo-Su 00:00-23:59""#,
        r#"{"fr":["00:00-24:00"],"mo":["00:00-24:00"],"sa":["00:00-24:00"],"su":["00:00-24:00"],"th":["00:00-24:00"],"tu":["00:00-24:00"],"we":["00:00-24:00"]}"#,
        &[],
    );
}

#[test]
fn opening_hours_that_cannot_be_held_are_refused_alone() {
    let monday = r#"{"dayOfWeek":"Monday","opens":"09:00","closes":"17:00"}"#;
    let only = r#"{"mo":["09:00-17:00"]}"#;
    for (rule, code) in [
        (r#"{"dayOfWeek":"Tue","opens":"","closes":""}"#, "FP152"),
        (
            r#"{"dayOfWeek":"Someday","opens":"09:00","closes":"17:00"}"#,
            "FP155",
        ),
        (r#"{"opens":"09:00","closes":"17:00"}"#, "FP155"),
        (
            r#"{"dayOfWeek":"Tuesday","opens":"09:00","closes":"17:00","validFrom":"2026-04-01","validThrough":"2026-10-31"}"#,
            "FP211",
        ),
    ] {
        let read = page(&[&format!(
            r#"{{"@type":"Library","name":"Weir Library","openingHoursSpecification":[{monday},{rule}]}}"#
        )]);
        let hours = read.said("weir.example#service", Field::Schedule);
        // A rule that cannot be placed makes all other days unknown; one of a known day makes that day so.
        assert!(
            hours == only
                || hours.contains(r#""mo":["09:00-17:00"]"#) && !hours.contains(r#""tu""#),
            "{hours}"
        );
        assert_eq!(read.codes(), [code], "{rule}");
    }
    let read = page(&[
        r#"{"@type":"Library","name":"Weir Library","description":"Books.","openingHours":"Mon-Fri 9-3 term time only"}"#,
    ]);
    assert_eq!(
        read.said("weir.example#service", Field::Description),
        r#""Books.\n\nOpening times: Mon-Fri 9-3 term time only""#
    );
    assert_eq!(read.codes(), ["FP172"]);
}

#[test]
fn blocks_that_speak_of_one_thing_are_put_together() {
    let graph = r##"{"@context":"https://schema.org","@graph":[
{"@type":"WebSite","@id":"https://weir.example/#site","name":"Weir","publisher":{"@id":"https://weir.example/#org"}},
{"@type":"WebPage","about":{"@type":"Organization","@id":"https://weir.example/#org"}},
{"@type":["Organization","MedicalClinic"],"@id":"https://weir.example/#org","name":"Weir Clinic","medicalSpecialty":"https://schema.org/PrimaryCare","address":{"@id":"#place"},"telephone":""},
{"@type":"PostalAddress","@id":"#place","streetAddress":"1 Weir Lane","postalCode":"QX4 7PL"},
{"@type":"Person","name":"Pat Example","telephone":"01632 960999"},
{"@type":"Article","publisher":{"@type":"Organization","name":"Somebody Else"}},
{"@type":"Event","name":"Fair","location":{"@type":"Place","name":"Village Hall"}}]}"##;
    let again = r#"[{"@type":"LocalBusiness","name":"Weir  Clinic","telephone":"01632 960417"}]"#;
    let read = page(&[graph, again]);
    assert_eq!(
        read.local_ids(),
        [
            "weir.example#organization",
            "weir.example#location",
            "weir.example#service"
        ]
    );
    assert_eq!(
        read.said("weir.example#service", Field::Kind),
        r#"["clinic","gp"]"#
    );
    assert_eq!(
        read.said("weir.example#service", Field::Phone),
        r#""01632960417""#
    );
    assert_eq!(
        read.said("weir.example#location", Field::Address),
        r#"{"lines":["1 Weir Lane"],"postcode":"QX4 7PL"}"#
    );
}

#[test]
fn several_things_of_a_page_are_told_apart_by_name_and_postcode() {
    let read = page(&[
        r#"{"@type":"Organization","name":"Ambermoor Libraries","location":[
{"@type":"Place","name":"Weir Hall","address":"1 Weir Lane, Tealford QX4 7PL","openingHours":"Mo 10:00-12:00"}],
"department":[
{"@type":"Library","name":"Branch","address":{"postalCode":"QX4 7PL"}},
{"@type":"Library","name":"Branch","address":{"postalCode":"QX2 1AA"}}]}"#,
    ]);
    assert_eq!(
        read.local_ids(),
        [
            "weir.example#organization:ambermoor-libraries",
            "weir.example#organization:branch-qx4-7pl",
            "weir.example#organization:branch-qx2-1aa",
            "weir.example#location:weir-hall",
            "weir.example#location:branch-qx4-7pl",
            "weir.example#location:branch-qx2-1aa",
            "weir.example#service:weir-hall",
            "weir.example#service:branch-qx4-7pl",
            "weir.example#service:branch-qx2-1aa",
        ]
    );
    assert!(read.refers(
        "weir.example#service:weir-hall",
        Field::Organization,
        "weir.example#organization:ambermoor-libraries"
    ));
    assert_eq!(
        read.said("weir.example#location:weir-hall", Field::Address),
        r#"{"lines":["1 Weir Lane","Tealford"],"postcode":"QX4 7PL"}"#
    );
}

#[test]
fn a_doctor_is_a_person_and_a_doctors_office_is_not() {
    let read = page(&[
        r#"{"@type":"Physician","name":"Dr Pat Example","telephone":"01632 960417"}"#,
        r#"{"@type":"Physician","name":"Dr Example & Partners"}"#,
    ]);
    assert_eq!(
        read.said("weir.example#service", Field::Name),
        r#""Dr Example & Partners""#
    );
    assert_eq!(read.findings(), [("FP131", 1, "")]);
}

#[test]
fn pages_that_say_nothing_withdraw_nothing() {
    let good = r#"{"@type":"Library","name":"Weir Library"}"#;
    let read = pages(&[
        ("https://weir.example/", &[good]),
        ("https://mill.example/", &[]),
        ("https://sedge.example/", &[r#"{"@type":"NewsArticle"}"#]),
        ("https://hill.example/", &["{\"@type\":\"Library\",}", good]),
        ("mill lane", &[good]),
        ("http://weir.example", &[good]),
    ]);
    assert_eq!((read.tally.described, read.tally.refused), (2, 4));
    assert_eq!(read.codes(), ["FP221", "FP221", "FP222", "FP220", "FP125"]);
    assert!(!read.intact);
}

#[test]
fn what_every_page_of_a_site_repeats_is_used_once() {
    let site = r#"{"@type":"NGO","@id":"https://weir.example/#us","name":"Friends of Weir"}"#;
    let other = r#"{"@type":"NGO","@id":"https://template.example/#us","name":"Friends of Mill"}"#;
    let read = pages(&[
        ("https://weir.example/", &[site]),
        ("https://weir.example/contact", &[site]),
        ("https://mill.example/", &[other]),
        ("https://hill.example/", &[&other.replace("Mill", "Hill")]),
    ]);
    assert_eq!(
        read.local_ids(),
        [
            "weir.example#organization",
            "mill.example#organization",
            "hill.example#organization"
        ]
    );
    assert_eq!((read.codes(), read.intact), (vec!["FP125"], true));
}

#[test]
fn html_files_are_pages_when_they_are_called_so() {
    let named = format!(
        "<link rel=\"canonical\" href=\"https://weir.example/\">{}",
        html(&[PHARMACY])
    );
    let nameless = html(&[PHARMACY]);
    let latin = b"<link rel=canonical href='https://mill.example'><script type='application/ld+json'>{\"@type\":\"CafeOrCoffeeShop\",\"name\":\"Caf\xE9\"}</script>";
    let read = read(
        &[
            ("weir.html", named.as_bytes()),
            ("mill.htm", latin),
            ("sedge.html", nameless.as_bytes()),
            ("empty.html", b" \n"),
        ],
        None,
    )
    .unwrap();
    assert_eq!(read.tally.described, 2);
    assert_eq!(read.said("mill.example#service", Field::Name), r#""Café""#);
    assert_eq!(read.codes(), ["FP220", "FP101"]);
    assert_eq!(
        unreadable(&[("list.csv", named.as_bytes())], None).0,
        "FP103"
    );
}
