//! Profiles, and the entries they give.

use crate::testing::{Read, read};
use model::Field;

fn profiles(text: &str) -> Read {
    read(&[("profiles.json", text.as_bytes())], None).unwrap()
}

const BRIEF: &str = r#"[{"choicesId":43924,"_id":43924,"syndicationId":13726,"name":"Weir Lane Surgery","phone":"01632 960417","odsCode":"Q81001",
 "location":{"address":["Health Centre","12 Weir Lane","Sedge","Tealford","Kent"],"postcode":"QX4 7PL","latitude":54.21,"longitude":-1.63}},
{"choicesId":13726,"_id":13726,"syndicationId":14,"name":"Mill Lane Surgery","odsCode":"GP_9QX","location":{"address":["1 Mill Lane"],"postcode":"QX2","latitude":-1.6,"longitude":54.2}}]"#;

#[test]
fn a_brief_profile_is_the_surgery_of_the_open_data() {
    let read = profiles(BRIEF);
    assert_eq!(read.table, "GP");
    assert_eq!(
        read.local_ids(),
        [
            "13726#organization",
            "13726#location",
            "13726#service",
            "14#organization",
            "14#location",
            "14#service"
        ]
    );
    assert_eq!(
        read.said("13726#organization", Field::Identifiers),
        r#"["ods:Q81001"]"#
    );
    assert_eq!(read.said("13726#service", Field::Kind), r#"["gp"]"#);
    assert_eq!(read.said("13726#service", Field::Phone), r#""01632960417""#);
    assert_eq!(
        read.said("13726#location", Field::Address),
        r#"{"city":"Tealford","county":"Kent","latitude":54.21,"lines":["Health Centre","12 Weir Lane","Sedge"],"longitude":-1.63,"postcode":"QX4 7PL"}"#
    );
    assert!(read.refers("13726#service", Field::Location, "13726#location"));
    for field in [
        Field::Schedule,
        Field::Email,
        Field::Website,
        Field::Accessibility,
    ] {
        assert_eq!(
            read.said("13726#service", field),
            "-",
            "it knows nothing of this"
        );
    }
    assert_eq!(read.said("14#organization", Field::Phone), "none");
    assert_eq!(read.codes(), ["FP143", "FP144", "FP142"]);
    assert!(read.intact);
}

const PRACTICE: &str = r#"{"_id":36584,"choicesId":36584,"syndicationId":14696,"name":"Sedge Practice","odsCode":"Q81055",
"address":{"addressLines":["24 Sedge Road","Tealford"],"postcode":"QX4 0AE"},"location":{"type":"Point","coordinates":[-1.46,54.61]},
"contact":{"website":"http://www.sedge.example","telephone":"01632 960806","fax":"01632 960833","email":"desk@sedge.example"},
"openingTimes":{"reception":{"sunday":[],"monday":[{"opens":"07:30","closes":"12:00"},{"opens":"13:00","closes":"18:30"}],"tuesday":[{"opens":"07:30","closes":"tea"}],"someday":[]},
"surgery":{"monday":[{"opens":"09:00","closes":"11:00"}]},"alterations":{"2014-12-25":[],"2014-12-24":[{"opens":"08:00","closes":"12:00"}],"Easter":[]}},
"doctors":["Dr A Example"],"acceptingNewPatients":false,
"facilities":{"parking":[{"name":"Car Parking","exists":"Yes"}],"accessibility":[{"name":"Step free access","exists":"Yes"},{"name":"Induction loop","exists":"No"}]},
"services":{"epsEnabled":true,"entries":[{"title":"Asthma Clinic","introduction":"<p>For asthma &amp; more.</p>","gpReferralRequired":true},{"title":"Asthma clinic"},{"title":" "}]}}"#;

#[test]
fn a_full_profile_has_contact_times_facilities_and_services() {
    let read = profiles(PRACTICE);
    assert_eq!(
        read.local_ids(),
        [
            "14696#organization",
            "14696#location",
            "14696#service",
            "14696#service:asthma-clinic"
        ]
    );
    assert_eq!(
        read.said("14696#service", Field::Email),
        r#""desk@sedge.example""#
    );
    assert_eq!(
        read.said("14696#service", Field::Schedule),
        r#"{"dates":{"2014-12-24":["08:00-12:00"],"2014-12-25":[]},"mo":["07:30-12:00","13:00-18:30"],"su":[]}"#,
        "the reception's; a day that cannot be read is not known, and neither are those not named then"
    );
    assert_eq!(
        read.said("14696#service", Field::Alert),
        r#""Not accepting new patients.""#
    );
    assert_eq!(
        read.said("14696#location", Field::Accessibility),
        r#"["parking","step-free"]"#
    );
    let clinic = "14696#service:asthma-clinic";
    assert_eq!(
        read.said(clinic, Field::Description),
        r#""For asthma & more.""#
    );
    assert_eq!(read.said(clinic, Field::Access), r#"["referral-needed"]"#);
    assert_eq!(read.said(clinic, Field::Kind), r#"["asthma-clinic"]"#);
    assert_eq!(read.said(clinic, Field::Phone), r#""01632960806""#);
    assert_eq!(read.codes(), ["FP152", "FP155", "FP151", "FP158"]);
    let all = format!("{:?}", read.entries().collect::<Vec<_>>());
    assert!(!all.contains("Dr A Example"), "people are not read");
}

const PHARMACY: &str = r#"{"identifierType":"Pharmacy Contract","identifier":"FQ052","name":"Weir Pharmacy","organisationType":"Pharmacy","summary":"<p>Home delivery</p>",
"openingTimes":{"general":{"monday":[{"opens":"09:00","closes":"17:00"}],"tuesday":[],"wednesday":[],"thursday":[],"friday":[],"saturday":[],"sunday":[]},"alterations":{}},
"address":{"line1":"9 High Street","line2":"","line3":null,"city":"Tealford","county":"","postcode":"QX9 9LR"},"contacts":{"website":null,"telephoneNumber":"01632 960777","email":""},
"location":{"type":"Point","coordinates":[-1.93,52.62]}}
{"identifierType":"x","identifier":"FQ053","name":"Lift","organisationType":"Lift operator"}"#;

#[test]
fn a_pharmacy_is_known_by_its_code() {
    let read = profiles(PHARMACY);
    assert_eq!(read.table, "pharmacy-profiles");
    assert_eq!(
        read.local_ids(),
        ["FQ052#organization", "FQ052#location", "FQ052#service"]
    );
    assert_eq!(
        read.said("FQ052#organization", Field::Identifiers),
        r#"["ods:FQ052"]"#
    );
    assert_eq!(read.said("FQ052#service", Field::Kind), r#"["pharmacy"]"#);
    assert_eq!(read.said("FQ052#service", Field::Website), "none");
    assert_eq!(
        read.said("FQ052#service", Field::Description),
        r#""Home delivery""#
    );
    assert_eq!(
        read.said("FQ052#location", Field::Address),
        r#"{"city":"Tealford","latitude":52.62,"lines":["9 High Street"],"longitude":-1.93,"postcode":"QX9 9LR"}"#
    );
    assert_eq!(read.codes(), ["FP127"]);
    assert_eq!(
        read.kept(),
        ["FQ053#organization", "FQ053#location", "FQ053#service"]
    );
    assert!(read.intact);
}

#[test]
fn a_profile_that_cannot_be_used_is_refused_and_the_rest_read() {
    let text = r#"[{"syndicationId":1,"odsCode":"Q81001","name":"A"},
{"choicesId":2,"odsCode":"Q81002","name":"B"},
{"syndicationId":1,"odsCode":"Q81003","name":"C"},
{"syndicationId":4,"odsCode":"Q81004","name":"D","name":"E"},
{"syndicationId":5,"odsCode":"Q81005","name":["F"],"location":"nowhere"}]"#;
    let read = profiles(text);
    assert_eq!(read.codes(), ["FP124", "FP125", "FP192", "FP195", "FP158"]);
    assert_eq!(
        read.local_ids(),
        ["1#organization", "1#service", "5#organization", "5#service"]
    );
    assert_eq!(read.kept(), ["4#organization", "4#location", "4#service"]);
    assert!(!read.intact, "one has no id");
}
