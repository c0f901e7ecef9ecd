//! Packages of several files, old names and new, and what becomes of every row.

use crate::testing::{Read, read};
use model::Field;

const SERVICES: &str = "id,organization_id,name,description,status,fees\nv1,o1,Knit and Natter,\"Bring\nwool\",active,Free\nv2,o1,Helpline,,active,\n,o1,No id,,active,\nv1,o1,Again,,active,\n";
const ORGANIZATIONS: &str =
    "id,name,description,url\no1,Friends of Tealford,A charity,https://friends.example\n";
const LOCATIONS: &str = "id,organization_id,name,latitude,longitude\nl1,o1,Weir Hall,54.21,-1.63\n";

fn package(more: &[(&str, &str)]) -> Read {
    let mut files: Vec<(&str, &[u8])> = vec![
        ("services.csv", SERVICES.as_bytes()),
        ("organizations.csv", ORGANIZATIONS.as_bytes()),
        ("locations.csv", LOCATIONS.as_bytes()),
    ];
    files.extend(more.iter().map(|(name, text)| (*name, text.as_bytes())));
    read(&files, None).unwrap()
}

#[test]
fn a_package_of_version_1_is_joined_by_its_ids() {
    let read = package(&[
        (
            "services_at_location.csv",
            "id,service_id,location_id,description\ns1,v1,l1,\n",
        ),
        (
            "phones.csv",
            "id,location_id,service_id,organization_id,number,type\np1,,\"v1,v2\",,01632 960417,voice\np2,,v1,,01632 960999,fax\np3,,gone,,01632 960555,voice\n",
        ),
        (
            "physical_addresses.csv",
            "id,location_id,address_1,city,postal_code,country\na1,l1,1 Weir Lane,Tealford,QX4 7PL,GB\n",
        ),
        (
            "schedules.csv",
            "id,service_id,freq,byday,opens_at,closes_at\nh1,v1,WEEKLY,MO,10:00,12:00\n",
        ),
        (
            "service_attributes.csv",
            "id,service_id,taxonomy_term_id\nt1,v1,7\n",
        ),
        ("taxonomy_terms.csv", "id,term,description\n7,Crafts,\n"),
        (
            "languages.csv",
            "id,service_id,location_id,language\ng1,v1,,Polish\n",
        ),
        ("datapackage.json", "{\"name\":\"x\"}"),
    ]);
    assert_eq!(read.table, "hsds");
    assert_eq!(
        read.local_ids(),
        ["o1#organization", "l1#location", "v1#service", "v2#service"]
    );
    let check =
        |field: Field, want: &str| assert_eq!(read.said("v1#service", field), want, "{field:?}");
    check(Field::Description, r#""Bring\nwool""#);
    check(Field::Phone, r#""01632960417""#);
    check(Field::Kind, r#"["crafts"]"#);
    check(Field::Languages, r#"["polish"]"#);
    assert!(
        read.said("v1#service", Field::Schedule)
            .contains("10:00-12:00")
    );
    assert!(read.refers("v1#service", Field::Location, "l1#location"));
    assert!(read.refers("v1#service", Field::Organization, "o1#organization"));
    assert!(read.refers("l1#location", Field::Organization, "o1#organization"));
    assert_eq!(read.said("v2#service", Field::Phone), r#""01632960417""#);
    assert!(read.said("l1#location", Field::Address).contains("QX4 7PL"));
    let tally = read.tally;
    assert!(tally.adds_up(), "{tally:?}");
    assert_eq!(
        (
            tally.described,
            tally.companion,
            tally.orphan,
            tally.refused
        ),
        (4, 8, 1, 2)
    );
    assert!(read.codes().contains(&"FP129"));
    assert!(!read.intact, "a row without an id may be any");
}

#[test]
fn a_package_of_version_3_names_its_files_otherwise() {
    let read = package(&[
        (
            "service_at_location.csv",
            "id,service_id,location_id\ns1,v1,l1\n",
        ),
        (
            "schedules.csv",
            "id,service_id,service_at_location_id,freq,byday,opens_at,closes_at\nh1,,s1,WEEKLY,TU,11:00,12:00\n",
        ),
        (
            "addresses.csv",
            "id,location_id,address_1,city,state_province,postal_code,country,address_type\na1,l1,1 Weir Lane,Tealford,Ambermoor,QX4 7PL,GB,physical\n",
        ),
        (
            "attributes.csv",
            "id,link_id,link_entity,taxonomy_term_id\nt1,v1,service,7\n",
        ),
        ("taxonomy_terms.csv", "id,name,description\n7,Crafts,x\n"),
        ("contacts.csv", "id,service_id,name\nc1,v2,Ann\n"),
        ("phones.csv", "id,contact_id,number\np1,c1,01632 960555\n"),
        ("funding.csv", "id,service_id,source\nf1,v1,Council\n"),
    ]);
    assert!(
        read.said("v1#service", Field::Schedule)
            .contains(r#""tu":["11:00-12:00"]"#)
    );
    assert_eq!(read.said("v1#service", Field::Kind), r#"["crafts"]"#);
    assert_eq!(read.said("v2#service", Field::Phone), r#""01632960555""#);
    assert!(read.tally.adds_up());
    assert_eq!(read.tally.orphan, 0);
}

#[test]
fn what_the_package_does_not_hold_is_said_once_for_each_column() {
    let read = package(&[
        (
            "services_at_location.csv",
            "id,service_id,location_id\ns1,v1,gone\ns2,v2,gone\ns3,v2,l1\n",
        ),
        ("programs.csv", "id,organization_id,name\n1,o1,Crafts\n"),
    ]);
    let lost: Vec<_> = read
        .rows
        .iter()
        .flat_map(|row| &row.findings)
        .filter(|finding| finding.code == "FP212")
        .map(|finding| {
            (
                finding.place.to_string(),
                finding.times,
                finding.seen.as_str(),
            )
        })
        .collect();
    assert_eq!(
        lost,
        [("services.csv:1, column location_id".to_owned(), 2, "gone")]
    );
}
