//! Ambermoor Council's directory: one wide table, days in columns, dates with slashes, positions in degrees.

use crate::dates::{days_before, slashed};
use crate::hours::DAYS;
use crate::kinds;
use crate::land::TOWNS;
use crate::map;
use crate::table::{Row, csv};
use crate::thing::{Thing, Voice, told};
use crate::world::World;
use crate::{Directory, write_files};
use std::io;
use std::path::Path;

pub(crate) fn write(dir: &Path, world: &World) -> io::Result<Directory> {
    let rows: Vec<Row> = world
        .spoken(Voice::Council)
        .filter(|(thing, _)| !TOWNS[thing.town].valley)
        .enumerate()
        .map(|(i, (thing, said))| {
            row(
                i,
                &told(thing, said),
                said.checked.map(slashed).unwrap_or_default(),
            )
        })
        .collect();
    let map = map_text();
    let files = vec![
        ("services.csv", csv(&rows, ',').into_bytes()),
        ("services.toml", map.clone().into_bytes()),
    ];
    let mut files = write_files(dir, "ambermoor-council", files)?;
    files.truncate(1);
    Ok(Directory {
        key: "ambermoor-council".into(),
        name: "Ambermoor Council".into(),
        role: "council",
        licence: "OGL v3".into(),
        map: Some(map),
        files,
        said: days_before(world.today, 6),
    })
}

fn row(i: usize, thing: &Thing, checked: String) -> Row {
    let number = |age: Option<u8>| age.map(|years| years.to_string()).unwrap_or_default();
    let at =
        |part: fn(&crate::land::Venue) -> String| thing.at.as_ref().map(part).unwrap_or_default();
    let (latitude, longitude) = (
        at(|venue| venue.spot.latitude.to_string()),
        at(|venue| venue.spot.longitude.to_string()),
    );
    // Somebody once filled in a row the wrong way round.
    let (latitude, longitude) = if i == 60 {
        (longitude, latitude)
    } else {
        (latitude, longitude)
    };
    let mut row: Row = vec![
        ("Ref", format!("AMB-{:04}", 1001 + i)),
        ("Service", thing.name.clone()),
        ("Provider", thing.by.name.clone()),
        (
            "Charity number",
            thing
                .by
                .charity
                .map(|number| number.to_string())
                .unwrap_or_default(),
        ),
        (
            "Company number",
            thing.by.company.clone().unwrap_or_default(),
        ),
        ("CQC number", thing.by.cqc.clone().unwrap_or_default()),
        ("ODS code", thing.by.ods.clone().unwrap_or_default()),
        ("Category", kinds::of(thing.kind).council.to_owned()),
        ("Description", thing.about.clone()),
        ("Venue", at(|venue| venue.name.clone())),
        ("Address", at(|venue| venue.street.clone())),
        ("Town", at(|venue| TOWNS[venue.spot.town].name.to_owned())),
        ("Postcode", at(|venue| venue.spot.postcode.clone())),
        ("Latitude", latitude),
        ("Longitude", longitude),
        ("Telephone", thing.phone.clone()),
        ("Professionals' line", thing.staff_phone.clone()),
        ("Email", thing.email.clone()),
        ("Website", thing.website.clone()),
    ];
    for (day, name) in DAYS.into_iter().enumerate() {
        row.push((
            name,
            thing
                .hours
                .as_ref()
                .map(|week| week.clock(day))
                .unwrap_or_default(),
        ));
    }
    row.extend([
        (
            "Bank holidays",
            thing
                .bank_holidays
                .filter(|_| thing.hours.is_some())
                .unwrap_or_default()
                .to_owned(),
        ),
        ("Who it is for", thing.who.clone()),
        ("Youngest", number(thing.youngest)),
        ("Oldest", number(thing.oldest)),
        ("How to start", thing.start.0.clone()),
        ("Way in", thing.start.1.to_owned()),
        ("Charges", thing.cost.0.clone()),
        (
            "Free or paid",
            if thing.cost.1 { "Free" } else { "Paid" }.to_owned(),
        ),
        ("How it is given", thing.how.join("; ")),
        ("Languages", thing.languages.join("; ")),
        ("Access", thing.access.join("; ")),
        ("Area", thing.area.clone()),
        ("Getting there", thing.transport.clone()),
        ("Note", thing.alert.clone()),
        (
            "Status",
            if thing.closed.is_some() {
                "Closed"
            } else {
                "Open"
            }
            .to_owned(),
        ),
        ("Closed on", thing.closed.map(slashed).unwrap_or_default()),
        ("Last checked", checked),
    ]);
    row
}

fn map_text() -> String {
    let (terms, access) = (map::kinds(|kind| kind.council), map::ACCESS);
    format!(
        r#"# What the columns of Ambermoor Council's directory mean.
id = "Ref"
assured = "Last checked"

[organization]
name = "Provider"
identifiers = {{ charity = "Charity number", company = "Company number", cqc = "CQC number", ods = "ODS code" }}

[location]
name = "Venue"
address.lines = ["Venue", "Address"]
address.city = "Town"
address.postcode = "Postcode"
address.latitude = "Latitude"
address.longitude = "Longitude"

[service]
name = "Service"
description = "Description"
kind = {{ column = "Category", terms = {terms} }}
phone = "Telephone"
staff_phone = "Professionals' line"
email = "Email"
website = "Website"
schedule = {{ monday = "Monday", tuesday = "Tuesday", wednesday = "Wednesday", thursday = "Thursday", friday = "Friday", saturday = "Saturday", sunday = "Sunday", bank_holidays = "Bank holidays" }}
eligibility = "Who it is for"
minimum_age = "Youngest"
maximum_age = "Oldest"
application_process = "How to start"
access = "Way in"
fees = "Charges"
cost = "Free or paid"
attending = {{ column = "How it is given", separator = ";" }}
languages = {{ column = "Languages", separator = ";" }}
accessibility = {{ column = "Access", separator = ";", terms = {access} }}
service_area = "Area"
transport = "Getting there"
alert = "Note"
status = "Status"
closed = "Closed on"
"#
    )
}
