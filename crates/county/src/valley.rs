//! Teal Valley Council's directory: semicolons between cells, other column names, other words, dates written out, times
//! as people say them, facilities in yes-or-no columns. It gives no positions.

use crate::dates::{days_before, spelled};
use crate::kinds;
use crate::land::{TOWNS, Venue};
use crate::map;
use crate::table::{Row, csv};
use crate::thing::{Thing, Voice, told};
use crate::world::World;
use crate::{Directory, write_files};
use std::io;
use std::path::Path;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

pub(crate) fn write(dir: &Path, world: &World) -> io::Result<Directory> {
    let rows: Vec<Row> = world
        .spoken(Voice::Council)
        .filter(|(thing, _)| TOWNS[thing.town].valley)
        .enumerate()
        .map(|(i, (thing, said))| {
            row(
                i,
                &told(thing, said),
                said.checked.map(spelled).unwrap_or_default(),
            )
        })
        .collect();
    let map = map_text();
    let files = vec![
        ("directory.csv", csv(&rows, ';').into_bytes()),
        ("directory.toml", map.clone().into_bytes()),
    ];
    let mut files = write_files(dir, "teal-valley-council", files)?;
    files.truncate(1);
    Ok(Directory {
        key: "teal-valley-council".into(),
        name: "Teal Valley Council".into(),
        role: "council",
        licence: "OGL v3".into(),
        map: Some(map),
        files,
        said: days_before(world.today, 13),
    })
}

fn row(i: usize, thing: &Thing, checked: String) -> Row {
    let age = |age: Option<u8>| age.map(|years| years.to_string()).unwrap_or_default();
    let at = |part: fn(&Venue) -> String| thing.at.as_ref().map(part).unwrap_or_default();
    let facility = |label: &str| {
        if thing.at.is_none() {
            ""
        } else if thing.access.contains(&label) {
            "Yes"
        } else {
            "No"
        }
    };
    let mut row: Row = vec![
        ("Unique ID", format!("TV{:05}", 20_003 + 4 * i)),
        ("Title", thing.name.clone()),
        ("Organisation", thing.by.name.clone()),
        (
            "Registered charity",
            thing
                .by
                .charity
                .map(|number| number.to_string())
                .unwrap_or_default(),
        ),
        (
            "Companies House",
            thing.by.company.clone().unwrap_or_default(),
        ),
        ("Care regulator", thing.by.cqc.clone().unwrap_or_default()),
        ("NHS code", thing.by.ods.clone().unwrap_or_default()),
        ("Type", kinds::of(thing.kind).valley.to_owned()),
        ("Summary", thing.about.clone()),
        ("Building", at(|venue| venue.name.clone())),
        ("Street", at(|venue| venue.street.clone())),
        ("Place", at(|venue| TOWNS[venue.spot.town].name.to_owned())),
        (
            "Post code",
            at(|venue| venue.spot.postcode.replace(' ', "").to_lowercase()),
        ),
        // Written the way that office writes numbers.
        ("Phone", thing.phone.replacen("01632 ", "(01632) ", 1)),
        ("E-mail", thing.email.clone()),
        ("Web", thing.website.clone()),
    ];
    for (day, name) in DAYS.into_iter().enumerate() {
        let told = thing
            .hours
            .as_ref()
            .map(|week| week.spoken(day))
            .unwrap_or_default();
        // One slip of the keyboard.
        row.push((
            name,
            if i == 40 && day == 0 {
                "9am-25pm".to_owned()
            } else {
                told
            },
        ));
    }
    row.extend([
        ("Eligibility", thing.who.clone()),
        ("Age from", age(thing.youngest)),
        ("Age to", age(thing.oldest)),
        ("Referral", thing.start.0.clone()),
        ("Route", thing.start.1.to_owned()),
        ("Cost", thing.cost.0.clone()),
        (
            "No charge",
            if thing.cost.1 { "Yes" } else { "No" }.to_owned(),
        ),
        ("Delivered", thing.how.join(" / ")),
        ("Spoken", thing.languages.join(" / ")),
        ("Level access", facility("Step-free").to_owned()),
        ("Loop", facility("Hearing loop").to_owned()),
        ("Accessible WC", facility("Accessible toilet").to_owned()),
        ("Parking", facility("Parking").to_owned()),
        ("Covers", thing.area.clone()),
        ("Travel", thing.transport.clone()),
        (
            "State",
            if thing.closed.is_some() {
                "Ceased"
            } else {
                "Live"
            }
            .to_owned(),
        ),
        ("Ceased", thing.closed.map(spelled).unwrap_or_default()),
        ("Reviewed", checked),
    ]);
    row
}

fn map_text() -> String {
    let terms = map::kinds(|kind| kind.valley);
    format!(
        r#"# What the columns of Teal Valley Council's directory mean.
id = "Unique ID"
assured = "Reviewed"

[organization]
name = "Organisation"
identifiers = {{ charity = "Registered charity", company = "Companies House", cqc = "Care regulator", ods = "NHS code" }}

[location]
name = "Building"
address.lines = ["Building", "Street"]
address.city = "Place"
address.postcode = "Post code"

[service]
name = "Title"
description = "Summary"
kind = {{ column = "Type", terms = {terms} }}
phone = "Phone"
email = "E-mail"
website = "Web"
schedule = {{ monday = "Mon", tuesday = "Tue", wednesday = "Wed", thursday = "Thu", friday = "Fri", saturday = "Sat", sunday = "Sun" }}
eligibility = "Eligibility"
minimum_age = "Age from"
maximum_age = "Age to"
application_process = "Referral"
access = "Route"
fees = "Cost"
cost = {{ column = "No charge", terms = {{ Yes = "free", No = "paid" }} }}
attending = {{ column = "Delivered", separator = "/" }}
languages = {{ column = "Spoken", separator = "/" }}
accessibility = {{ flags = {{ "Level access" = "step-free", "Loop" = "hearing-loop", "Accessible WC" = "accessible-toilet", "Parking" = "parking" }} }}
service_area = "Covers"
transport = "Travel"
status = {{ column = "State", terms = {{ Live = "active", Ceased = "closed" }} }}
closed = "Ceased"
"#
    )
}
