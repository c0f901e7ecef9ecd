//! National profiles of surgeries and pharmacies, in the `¬` family: each with its opening times and services.

use crate::dates::{christmas_year, days_before, month_first};
use crate::health::Site;
use crate::hours::DAYS;
use crate::land::{AMBERMOOR, TEAL_VALLEY, TOWNS};
use crate::table::profile;
use crate::world::World;
use crate::{Directory, write_files};
use jiff::civil::Date;
use std::io;
use std::path::Path;

const PARENT: [&str; 22] = [
    "OrganisationID",
    "OrganisationCode",
    "OrganisationType",
    "SubType",
    "OrganisationStatus",
    "IsPimsManaged",
    "IsEPSEnabled",
    "OrganisationName",
    "Address1",
    "Address2",
    "Address3",
    "City",
    "County",
    "Postcode",
    "Latitude",
    "Longitude",
    "ParentODSCode",
    "ParentName",
    "Phone",
    "Email",
    "Website",
    "Fax",
];
const TIMES: [&str; 6] = [
    "OrganisationId",
    "WeekDay",
    "Times",
    "IsOpen",
    "OpeningTimeType",
    "AdditionalOpeningDate",
];
const SERVICES: [&str; 2] = ["OrganisationID", "ServiceName"];

pub(crate) fn write(dir: &Path, world: &World) -> io::Result<Vec<Directory>> {
    let surgeries: Vec<&Site> = world
        .health
        .practices
        .iter()
        .chain(&world.health.branches)
        .filter(|site| site.profiled)
        .collect();
    let pharmacies: Vec<&Site> = world
        .health
        .pharmacies
        .iter()
        .filter(|site| site.profiled)
        .collect();
    [("GP", 40_000, surgeries), ("Pharmacy", 50_000, pharmacies)]
        .into_iter()
        .map(|(kind, from, sites)| {
            let document = Document {
                kind,
                from,
                sites,
                today: world.today,
            };
            let names = [
                format!("{kind}.csv"),
                format!("{kind}OpeningTimes.csv"),
                format!("{kind}Services.csv"),
            ];
            let files = vec![
                (names[0].as_str(), profile(&PARENT, &document.parents())),
                (names[1].as_str(), profile(&TIMES, &document.times())),
                (names[2].as_str(), profile(&SERVICES, &document.services())),
            ];
            Ok(Directory {
                key: "nhs-profiles".into(),
                name: "Ambermoor NHS profiles".into(),
                role: "national-profile",
                licence: "OGL v3".into(),
                map: None,
                files: write_files(dir, "nhs-profiles", files)?,
                said: days_before(world.today, 9),
            })
        })
        .collect()
}

struct Document<'a> {
    kind: &'static str,
    /// Where its numbers begin.
    from: usize,
    sites: Vec<&'a Site>,
    today: Date,
}

impl Document<'_> {
    fn numbered(&self) -> impl Iterator<Item = (usize, &Site)> {
        self.sites
            .iter()
            .enumerate()
            .map(|(i, site)| (self.from + 7 * i, *site))
    }

    fn parents(&self) -> Vec<Vec<String>> {
        self.numbered()
            .map(|(id, site)| {
                let town = &TOWNS[site.at.spot.town];
                let county = if town.valley {
                    TEAL_VALLEY.1
                } else {
                    AMBERMOOR.1
                };
                let (code, parent) = match (self.kind, id % 4) {
                    ("Pharmacy", 0 | 1) => (
                        format!(
                            "PH_{}__000001_{}",
                            site.code,
                            site.at.spot.postcode.replace(' ', "")
                        ),
                        String::new(),
                    ),
                    ("Pharmacy", 2) => (format!("9QX {}", site.code), "9QX".to_owned()),
                    (_, _) => (
                        site.code.clone(),
                        site.parent.clone().unwrap_or_else(|| site.code.clone()),
                    ),
                };
                // A profile's telephone number is now and then the one before.
                let phone = if id % 11 == 3 {
                    crate::thing::phone_number(id as u32 % 1000)
                } else {
                    site.phone.clone()
                };
                let host: String = site
                    .name
                    .to_lowercase()
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .collect();
                let website = if id % 3 == 0 {
                    String::new()
                } else {
                    format!("http://www.{host}.example/")
                };
                [
                    id.to_string(),
                    code,
                    self.kind.into(),
                    "UNKNOWN".into(),
                    "Visible".into(),
                    "True".into(),
                    "True".into(),
                    site.name.clone(),
                    site.at.street.clone(),
                    String::new(),
                    String::new(),
                    town.name.into(),
                    county.into(),
                    site.at.spot.postcode.clone(),
                    site.at.spot.latitude.to_string(),
                    site.at.spot.longitude.to_string(),
                    parent,
                    String::new(),
                    phone,
                    String::new(),
                    website,
                    String::new(),
                ]
                .to_vec()
            })
            .collect()
    }

    fn times(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        let mut row = |id: usize, day: &str, times: String, kind: &str, date: String| {
            let open = if times.is_empty() { "False" } else { "True" };
            rows.push(vec![
                id.to_string(),
                day.to_owned(),
                times,
                open.to_owned(),
                kind.to_owned(),
                date,
            ]);
        };
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60 % 24, minute % 60);
        for (id, site) in self.numbered() {
            // Some profiles say nothing of opening times.
            if id % 13 == 5 {
                continue;
            }
            for (day, sessions) in DAYS.iter().zip(&site.hours.0) {
                for (opens, closes) in sessions {
                    row(
                        id,
                        day,
                        format!("{}-{}", clock(*opens), clock(*closes)),
                        "General",
                        String::new(),
                    );
                }
            }
            for date in christmas(self.today) {
                let times = if site.christmas && date.day() == 25 {
                    "10:00-13:00"
                } else {
                    ""
                };
                row(id, "", times.to_owned(), "Additional", month_first(date));
            }
        }
        // What is left of a place that is no longer profiled.
        row(
            self.from + 9_001,
            "Monday",
            "09:00-17:00".into(),
            "General",
            String::new(),
        );
        rows
    }

    fn services(&self) -> Vec<Vec<String>> {
        let lists = self
            .numbered()
            .flat_map(|(id, site)| site.lists.iter().map(move |name| (id, *name)));
        lists
            .map(|(id, name)| vec![id.to_string(), name.to_owned()])
            .collect()
    }
}

/// Christmas Day, Boxing Day and New Year's Day.
fn christmas(today: Date) -> Vec<Date> {
    let year = christmas_year(today);
    [(year, 12, 25), (year, 12, 26), (year + 1, 1, 1)]
        .into_iter()
        .filter_map(|(y, m, d)| Date::new(y, m, d).ok())
        .collect()
}
