//! A spreadsheet that a charity keeps of what charities do, saved as CSV by the spreadsheet program: marked as UTF-8,
//! dates like `12-Nov-26`, few columns.

use crate::dates::{days_before, spreadsheet};
use crate::kinds;
use crate::land::{TOWNS, Venue};
use crate::map;
use crate::table::{Row, csv};
use crate::thing::{Thing, Voice, told};
use crate::world::World;
use crate::{Directory, write_files};
use std::io;
use std::path::Path;

const DAYS: [&str; 7] = ["Mon", "Tues", "Weds", "Thurs", "Fri", "Sat", "Sun"];

pub(crate) fn write(dir: &Path, world: &World) -> io::Result<Directory> {
    let rows: Vec<Row> = world
        .spoken(Voice::Charity)
        .enumerate()
        .map(|(i, (thing, said))| {
            row(
                i,
                &told(thing, said),
                said.checked.map(spreadsheet).unwrap_or_default(),
            )
        })
        .collect();
    let map = map_text();
    let text = format!("\u{feff}{}", csv(&rows, ','));
    let files = vec![
        ("groups.csv", text.into_bytes()),
        ("groups.toml", map.clone().into_bytes()),
    ];
    let mut files = write_files(dir, "charities", files)?;
    files.truncate(1);
    Ok(Directory {
        key: "ambermoor-charities".into(),
        name: "Ambermoor Charities Together".into(),
        role: "charity",
        licence: "CC BY 4.0".into(),
        map: Some(map),
        files,
        said: days_before(world.today, 70),
    })
}

fn row(i: usize, thing: &Thing, checked: String) -> Row {
    let at = |part: fn(&Venue) -> String| thing.at.as_ref().map(part).unwrap_or_default();
    // Few words: the first sentence.
    let about = thing
        .about
        .split_inclusive(". ")
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned();
    let street = at(|venue| venue.street.clone())
        .replace("Street", "St")
        .replace("Road", "Rd");
    let mut row: Row = vec![
        ("No.", (i + 1).to_string()),
        ("Charity", thing.by.name.clone()),
        (
            "Reg. no.",
            thing
                .by
                .charity
                .map(|number| number.to_string())
                .unwrap_or_default(),
        ),
        ("Company no.", thing.by.company.clone().unwrap_or_default()),
        ("What", thing.name.clone()),
        ("Activity", kinds::of(thing.kind).charity.to_owned()),
        ("About", about),
        ("Where", at(|venue| venue.name.clone())),
        ("Address", street),
        ("Town", at(|venue| TOWNS[venue.spot.town].name.to_owned())),
        ("Postcode", at(|venue| venue.spot.postcode.clone())),
        ("Tel", thing.phone.clone()),
        ("Email", thing.email.clone()),
    ];
    for (day, name) in DAYS.into_iter().enumerate() {
        row.push((
            name,
            thing
                .hours
                .as_ref()
                .map(|week| week.clock(day).replace("Closed", "closed"))
                .unwrap_or_default(),
        ));
    }
    row.extend([
        ("For", thing.who.clone()),
        ("Start", thing.start.0.clone()),
        ("Referral", thing.start.1.to_owned()),
        (
            "Money",
            if thing.cost.1 { "free" } else { "paid" }.to_owned(),
        ),
        ("How", thing.how.join(", ")),
        (
            "Step-free?",
            if thing.access.contains(&"Step-free") {
                "Y"
            } else {
                ""
            }
            .to_owned(),
        ),
        ("Updated", checked),
    ]);
    row
}

fn map_text() -> String {
    let terms = map::kinds(|kind| kind.charity);
    format!(
        r#"# What the columns of the charities' spreadsheet mean.
id = "No."
assured = "Updated"

[organization]
name = "Charity"
identifiers = {{ charity = "Reg. no.", company = "Company no." }}

[location]
name = "Where"
address.lines = ["Where", "Address"]
address.city = "Town"
address.postcode = "Postcode"

[service]
name = "What"
description = "About"
kind = {{ column = "Activity", terms = {terms} }}
phone = "Tel"
email = "Email"
schedule = {{ monday = "Mon", tuesday = "Tues", wednesday = "Weds", thursday = "Thurs", friday = "Fri", saturday = "Sat", sunday = "Sun" }}
eligibility = "For"
application_process = "Start"
access = "Referral"
cost = "Money"
attending = {{ column = "How", separator = "," }}
accessibility = {{ flags = {{ "Step-free?" = "step-free" }} }}
"#
    )
}
