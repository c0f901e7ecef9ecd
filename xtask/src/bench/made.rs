//! Invented lists as JSON, large enough to be timed.

use crate::oracle::questions::Seeded;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Profiles of surgeries, as short as the website has them: the hardest, as most of the work is making entries.
pub fn profile(n: u64, into: &mut String) {
    let mut seeded = Seeded(n);
    let (lat, lon) = position(&mut seeded);
    let comma = if n == 0 { "" } else { "," };
    *into += &format!(
        r#"{comma}{{"choicesId":{0},"_id":{0},"syndicationId":{n},"name":"Weir Lane Surgery {n}","phone":"01632 {1:06}","odsCode":"Q{2:05}","location":{{"address":["Health Centre","{3} Weir Lane","Sedge","Tealford"],"postcode":"QX{4} {5}AB","latitude":{lat},"longitude":{lon}}}}}"#,
        n + 1_000_000,
        960_000 + seeded.below(1000),
        seeded.below(100_000),
        1 + seeded.below(200),
        1 + seeded.below(30),
        seeded.below(10),
    );
}

/// Dental practices, as the service search API gives them.
pub fn practice(n: u64, into: &mut String) {
    let mut seeded = Seeded(n);
    let (lat, lon) = position(&mut seeded);
    let comma = if n == 0 { "" } else { "," };
    *into += &format!(
        r#"{comma}{{"@search.score":1.0,"SearchKey":"X{n}","ODSCode":"V{0:06}","OrganisationName":"Weir Dental Practice {n}","OrganisationTypeId":"DEN","OrganisationType":"Dentist","OrganisationStatus":"Visible","Address1":"Weir House","Address2":"{1} Weir Lane","Address3":"","City":"Tealford","County":"Amber","Latitude":{lat},"Longitude":{lon},"Postcode":"QX{2} {3}AB","Geocode":{{"type":"Point","coordinates":[{lon},{lat}],"crs":{{"type":"name","properties":{{"name":"EPSG:4326"}}}}}},"OrganisationSubType":null,"Country":"England","OrganisationAliases":[],"ParentOrganisation":{{"ODSCode":"QNX","OrganisationName":"Sedge"}},"Services":[{{"ServiceName":"Braces","ServiceCode":"SRV0087","Contacts":[],"ServiceProvider":null,"Treatments":[],"OpeningTimes":[],"AgeRange":[]}}],"OpeningTimes":["#,
        seeded.below(1_000_000),
        1 + seeded.below(200),
        1 + seeded.below(30),
        seeded.below(10),
    );
    for day in ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"] {
        for (opens, closes) in [("08:30", "13:00"), ("14:00", "17:30")] {
            *into += &format!(
                r#"{{"Weekday":"{day}","OpeningTime":"{opens}","ClosingTime":"{closes}","OffsetOpeningTime":510,"OffsetClosingTime":780,"OpeningTimeType":"General","AdditionalOpeningDate":"","IsOpen":true}},"#
            );
        }
    }
    *into += &format!(
        r#"{{"Weekday":"Saturday","OpeningTime":null,"ClosingTime":null,"OffsetOpeningTime":0,"OffsetClosingTime":0,"OpeningTimeType":"General","AdditionalOpeningDate":"","IsOpen":false}},{{"Weekday":"Sunday","OpeningTime":null,"ClosingTime":null,"OffsetOpeningTime":0,"OffsetClosingTime":0,"OpeningTimeType":"General","AdditionalOpeningDate":"","IsOpen":false}}],"Contacts":[{{"ContactType":"Primary","ContactAvailabilityType":"Office hours","ContactMethodType":"Telephone","ContactValue":"01632 {0:06}"}},{{"ContactType":"Primary","ContactAvailabilityType":"Office hours","ContactMethodType":"Website","ContactValue":"https://weir{n}.example"}},{{"ContactType":"Primary","ContactAvailabilityType":"Office hours","ContactMethodType":"Email","ContactValue":"desk@weir{n}.example"}}],"Facilities":[{{"Id":7,"Name":"Wheelchair access","Value":"Yes","FacilityGroupName":"Accessibility"}},{{"Id":28,"Name":"Car parking","Value":"Yes","FacilityGroupName":"Parking"}},{{"Id":2,"Name":"Induction loop","Value":"No","FacilityGroupName":"Accessibility"}}],"LastUpdatedDates":{{"OpeningTimes":"2024-04-08T11:41:16.21Z","ContactDetails":"2023-10-21T20:11:00.2Z"}},"AcceptingPatients":{{"GP":null,"Dentist":[{{"Id":1,"Name":"Adults (18 and over)","AcceptingPatients":false}},{{"Id":3,"Name":"Children","AcceptingPatients":true}}]}},"Metrics":[{{"MetricID":43,"MetricName":"Has Car Parking","DisplayName":"Car parking","Description":"Is there car parking here?","Value":"yes","Value2":null,"Text":"Parking available"}}]}}"#,
        960_000 + seeded.below(1000)
    );
}

fn position(seeded: &mut Seeded) -> (f64, f64) {
    let mut degrees = |from: f64, wide: f64| from + wide * seeded.below(1_000_000) as f64 / 1e6;
    (degrees(50.5, 4.4), degrees(-2.9, 3.3))
}

/// Makes a file of `count` objects between `open` and `close`.
pub fn generate(
    path: &Path,
    [open, close]: [&str; 2],
    count: u64,
    one: fn(u64, &mut String),
) -> Result<f64, String> {
    let wrong = |e: std::io::Error| format!("could not write {}: {e}", path.display());
    let mut file = BufWriter::new(std::fs::File::create(path).map_err(wrong)?);
    let (mut text, mut bytes) = (open.to_owned(), 0);
    for n in 0..count {
        one(n, &mut text);
        bytes += text.len();
        file.write_all(text.as_bytes()).map_err(wrong)?;
        text.clear();
    }
    file.write_all(close.as_bytes()).map_err(wrong)?;
    file.flush().map_err(wrong)?;
    Ok(bytes as f64 / 1e6)
}

/// Services, as a directory's Open Referral UK list gives them.
pub fn service(n: u64, into: &mut String) {
    let mut seeded = Seeded(n);
    let comma = if n == 0 { "" } else { "," };
    let kinds = ["Lunch clubs", "Walking groups", "Advice and debt"];
    *into += &format!(
        r#"{comma}{{"id":"s{n:08}","name":"Riverside Friends {n}","description":"A friendly group for anyone who would like company and a hot drink. We meet in the hall behind the library, and there is a ramp at the side door. You do not need to book, but do ring first if you need help to get here.","status":"active","url":"https://sedge{0}.example/clubs","email":"desk{0}@sedge.example","assured_date":"2026-05-04","minimum_age":18,"maximum_age":99,"eligibility_description":"Anyone over 50 who lives in the borough","organization":{{"id":"o{n:06}","name":"Sedge Trust {n}","description":"Our volunteers can come to your home if you cannot get out.","website":"https://sedge.example","email":"hello@sedge.example"}},"phones":[{{"id":"p{n}","number":"01632 {1:06}"}}],"cost_options":[{{"id":"c{n}","option":"Session","amount":2.5}}],"attributes":[{{"id":"a{n}","taxonomy_term":{{"id":"t1","name":"{2}","vocabulary":"local"}}}}],"languages":[{{"id":"l{n}","name":"English"}}],"service_areas":[{{"id":"r{n}","name":"Ambermoor"}}],"schedules":[{{"id":"h{n}a","freq":"WEEKLY","byday":"MO","opens_at":"09:30","closes_at":"12:00"}},{{"id":"h{n}b","freq":"WEEKLY","byday":"WE,FR","opens_at":"09:30","closes_at":"12:00"}}],"service_at_locations":["#,
        seeded.below(900),
        960_000 + seeded.below(1000),
        kinds[seeded.below(3)],
    );
    for place in 0..=n % 2 {
        let (lat, lon) = position(&mut seeded);
        let comma = if place == 0 { "" } else { "," };
        *into += &format!(
            r#"{comma}{{"id":"at{n}-{place}","location":{{"id":"l{n}-{place}","name":"Old Chapel {n}","latitude":{lat},"longitude":{lon},"addresses":[{{"address_1":"{0} Weir Lane","city":"Tealford","state_province":"Amber","postal_code":"QX{1} {2}AB","country":"GB","address_type":"physical"}}]}}}}"#,
            1 + seeded.below(200),
            1 + seeded.below(30),
            seeded.below(10),
        );
    }
    into.push_str("]}");
}
