//! The register of NHS organisations: three headerless files of 27 columns, in capitals.

use crate::dates::{days_before, packed};
use crate::health::Site;
use crate::land::{AMBERMOOR, TEAL_VALLEY, TOWNS};
use crate::table::quoted;
use crate::world::World;
use crate::{Directory, write_files};
use jiff::civil::Date;
use std::io;
use std::path::Path;

pub(crate) fn write(dir: &Path, world: &World) -> io::Result<Vec<Directory>> {
    let health = &world.health;
    let row = |site: &Site, setting: &str| row(site, setting, world.today);
    let mut practices: Vec<Vec<String>> =
        health.practices.iter().map(|site| row(site, "4")).collect();
    practices.extend(centres(world));
    let branches: Vec<Vec<String>> = health.branches.iter().map(|site| row(site, "")).collect();
    let pharmacies: Vec<Vec<String>> = health.pharmacies.iter().map(|site| row(site, "")).collect();
    [
        ("epraccur.csv", practices),
        ("ebranchs.csv", branches),
        ("edispensary.csv", pharmacies),
    ]
    .into_iter()
    .map(|(name, rows)| {
        Ok(Directory {
            key: "register".into(),
            name: "Ambermoor register of NHS organisations".into(),
            role: "register",
            licence: "OGL v3".into(),
            map: None,
            files: write_files(dir, "register", vec![(name, quoted(&rows).into_bytes())])?,
            said: days_before(world.today, 20),
        })
    })
    .collect()
}

/// Code, name, grouping, geography, five address columns, postcode, dates, status and so on, as the register has them.
fn row(site: &Site, setting: &str, today: Date) -> Vec<String> {
    let town = &TOWNS[site.at.spot.town];
    let county = if town.valley {
        TEAL_VALLEY.1
    } else {
        AMBERMOOR.1
    };
    let opened = format!(
        "{}0401",
        1974 + site.code.bytes().map(usize::from).sum::<usize>() % 40
    );
    let closed = site
        .closed_days
        .map_or_else(String::new, |days| packed(days_before(today, days)));
    let parent = site.parent.clone().unwrap_or_else(|| {
        if town.valley {
            "98Q".into()
        } else {
            "99Q".into()
        }
    });
    let capitals = |text: &str| text.replace('’', "'").to_uppercase();
    let mut row = vec![String::new(); 27];
    for (column, value) in [
        (0, site.code.clone()),
        (1, capitals(&site.name)),
        (2, "Y99".into()),
        (3, "QXX".into()),
        (4, capitals(&site.at.street)),
        (7, capitals(town.name)),
        (8, capitals(county)),
        (9, site.at.spot.postcode.clone()),
        (10, opened.clone()),
        (11, closed.clone()),
        (12, site.status.to_string()),
        (13, "B".into()),
        (14, parent),
        (15, opened),
        (16, closed),
        (17, site.phone.clone()),
        (21, "0".into()),
        (25, setting.into()),
    ] {
        row[column] = value;
    }
    row
}

/// Prescribing centres that stand among the practices and are none.
fn centres(world: &World) -> Vec<Vec<String>> {
    let names = [
        ("Q99001", "TEALFORD OUT OF HOURS CENTRE", "1"),
        ("Q99002", "MOORSIDE PRISON HEALTH UNIT", "9"),
    ];
    let at = &world.health.practices[4];
    names
        .into_iter()
        .map(|(code, name, setting)| {
            row(
                &Site {
                    code: code.into(),
                    name: name.into(),
                    ..at.clone()
                },
                setting,
                world.today,
            )
        })
        .collect()
}
