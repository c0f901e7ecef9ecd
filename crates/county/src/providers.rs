//! What providers said of themselves, gathered in one table: the fullest, checked most often, with dates of its own for
//! Christmas.

use crate::dates::days_before;
use crate::hours::DAYS;
use crate::land::{TOWNS, Venue};
use crate::map;
use crate::table::{Row, csv};
use crate::thing::{Thing, Voice, told};
use crate::world::World;
use crate::{Directory, write_files};
use std::io;
use std::path::Path;

pub(crate) fn write(dir: &Path, world: &World) -> io::Result<Directory> {
    let rows: Vec<Row> = world
        .spoken(Voice::Provider)
        .enumerate()
        .map(|(i, (thing, said))| {
            row(
                i,
                &told(thing, said),
                said.checked
                    .map(|date| date.to_string())
                    .unwrap_or_default(),
            )
        })
        .collect();
    let map = map_text();
    let files = vec![
        ("services.csv", csv(&rows, ',').into_bytes()),
        ("services.toml", map.clone().into_bytes()),
    ];
    let mut files = write_files(dir, "providers", files)?;
    files.truncate(1);
    Ok(Directory {
        key: "providers".into(),
        name: "The services themselves".into(),
        role: "provider",
        licence: "CC BY 4.0".into(),
        map: Some(map),
        files,
        said: days_before(world.today, 1),
    })
}

fn row(i: usize, thing: &Thing, checked: String) -> Row {
    let age = |age: Option<u8>| age.map(|years| years.to_string()).unwrap_or_default();
    let at = |part: fn(&Venue) -> String| thing.at.as_ref().map(part).unwrap_or_default();
    let dates: Vec<String> = thing
        .dates
        .iter()
        .map(|(date, times)| format!("{date} {times}"))
        .collect();
    let mut row: Row = vec![
        ("service_id", format!("P{:03}", i + 1)),
        ("provider", thing.by.name.clone()),
        (
            "charity_number",
            thing
                .by
                .charity
                .map(|number| number.to_string())
                .unwrap_or_default(),
        ),
        (
            "company_number",
            thing.by.company.clone().unwrap_or_default(),
        ),
        ("cqc_id", thing.by.cqc.clone().unwrap_or_default()),
        ("ods_code", thing.by.ods.clone().unwrap_or_default()),
        ("service", thing.name.clone()),
        ("kind", thing.kind.to_owned()),
        ("what_we_do", thing.about.clone()),
        ("venue", at(|venue| venue.name.clone())),
        ("street", at(|venue| venue.street.clone())),
        ("town", at(|venue| TOWNS[venue.spot.town].name.to_owned())),
        ("postcode", at(|venue| venue.spot.postcode.clone())),
        ("phone", thing.phone.clone()),
        ("phone_for_staff", thing.staff_phone.clone()),
        ("email", thing.email.clone()),
        ("website", thing.website.clone()),
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
            "bank_holidays",
            thing
                .bank_holidays
                .filter(|_| thing.hours.is_some())
                .unwrap_or_default()
                .to_owned(),
        ),
        ("other_dates", dates.join("; ")),
        ("who_for", thing.who.clone()),
        ("age_from", age(thing.youngest)),
        ("age_to", age(thing.oldest)),
        ("how_to_start", thing.start.0.clone()),
        ("way_in", thing.start.1.to_owned()),
        ("price", thing.cost.0.clone()),
        (
            "free",
            if thing.cost.1 { "free" } else { "paid" }.to_owned(),
        ),
        ("given", thing.how.join(";")),
        ("languages", thing.languages.join(";")),
        ("access", thing.access.join(";")),
        ("area", thing.area.clone()),
        ("bus", thing.transport.clone()),
        ("note", thing.alert.clone()),
        (
            "closed",
            thing
                .closed
                .map(|date| date.to_string())
                .unwrap_or_default(),
        ),
        (
            "status",
            if thing.closed.is_some() {
                "closed"
            } else {
                "active"
            }
            .to_owned(),
        ),
        ("checked", checked),
    ]);
    row
}

fn map_text() -> String {
    let access = map::ACCESS;
    format!(
        r#"# What the columns of the providers' table mean. Kinds are already terms.
id = "service_id"
assured = "checked"

[organization]
name = "provider"
identifiers = {{ charity = "charity_number", company = "company_number", cqc = "cqc_id", ods = "ods_code" }}

[location]
name = "venue"
address.lines = ["venue", "street"]
address.city = "town"
address.postcode = "postcode"

[service]
name = "service"
description = "what_we_do"
kind = "kind"
phone = "phone"
staff_phone = "phone_for_staff"
email = "email"
website = "website"
schedule = {{ monday = "Monday", tuesday = "Tuesday", wednesday = "Wednesday", thursday = "Thursday", friday = "Friday", saturday = "Saturday", sunday = "Sunday", bank_holidays = "bank_holidays", dates = "other_dates" }}
eligibility = "who_for"
minimum_age = "age_from"
maximum_age = "age_to"
application_process = "how_to_start"
access = "way_in"
fees = "price"
cost = "free"
attending = {{ column = "given", separator = ";" }}
languages = {{ column = "languages", separator = ";" }}
accessibility = {{ column = "access", separator = ";", terms = {access} }}
service_area = "area"
transport = "bus"
alert = "note"
status = "status"
closed = "closed"
"#
    )
}
