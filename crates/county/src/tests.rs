//! What the county promises.

use super::*;
use jiff::civil::date;
use std::collections::BTreeMap;

const TODAY: Date = date(2026, 11, 23);

struct Written {
    dir: PathBuf,
    directories: Vec<Directory>,
}

impl Written {
    fn new(name: &str, seed: u64) -> Self {
        let dir = std::env::temp_dir().join(format!("county-{}-{name}", std::process::id()));
        let directories = write(&dir, seed, TODAY).unwrap();
        write_places(&dir, seed).unwrap();
        Self { dir, directories }
    }

    /// Every file's bytes by its path under the folder.
    fn bytes(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut folders = vec![self.dir.clone()];
        let mut files = BTreeMap::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.insert(
                        path.strip_prefix(&self.dir).unwrap().to_owned(),
                        fs::read(&path).unwrap(),
                    );
                }
            }
        }
        files
    }

    /// The main table of each document, as text without its mark.
    fn tables(&self) -> Vec<(&Directory, String)> {
        let text = |path: &PathBuf| {
            let bytes = fs::read(path).unwrap();
            String::from_utf8(bytes.clone())
                .unwrap_or_else(|_| bytes.iter().map(|&b| b as char).collect())
        };
        self.directories
            .iter()
            .map(|d| {
                (
                    d,
                    text(&d.files[0]).trim_start_matches('\u{feff}').to_owned(),
                )
            })
            .collect()
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// The records of a quoted table.
fn records(text: &str, separator: char) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut inside) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if inside && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => inside = !inside,
            c if c == separator && !inside => row.push(std::mem::take(&mut cell)),
            '\r' if !inside => {}
            '\n' if !inside => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(
        !inside && row.is_empty() && cell.is_empty(),
        "the table does not end with a line"
    );
    rows
}

fn separator(directory: &Directory) -> char {
    match directory.key.as_str() {
        "teal-valley-council" => ';',
        "nhs-profiles" => '¬',
        _ => ',',
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (a, b, c) = (
        Written::new("a", 7).bytes(),
        Written::new("b", 7).bytes(),
        Written::new("c", 8).bytes(),
    );
    assert_eq!(a, b);
    assert_ne!(a, c);
}

#[test]
fn six_directories_of_about_900_rows_describe_about_500_services() {
    let written = Written::new("counts", 1);
    let mut keys: Vec<&str> = written.directories.iter().map(|d| d.key.as_str()).collect();
    keys.dedup();
    assert_eq!(
        keys,
        [
            "register",
            "nhs-profiles",
            "ambermoor-council",
            "teal-valley-council",
            "ambermoor-charities",
            "providers"
        ]
    );
    let rows: usize = written
        .tables()
        .iter()
        .map(|(directory, text)| {
            records(text, separator(directory)).len() - usize::from(directory.key != "register")
        })
        .sum();
    assert!((850..=960).contains(&rows), "{rows} rows");

    let world = world::World::new(&land::Land::new(1), 1, TODAY);
    let health = &world.health;
    let sites = health
        .practices
        .iter()
        .chain(&health.branches)
        .chain(&health.pharmacies);
    let listed: usize = sites.clone().map(|site| site.lists.len()).sum();
    let in_registers = world
        .things
        .iter()
        .filter(|thing| ["gp", "pharmacy"].contains(&thing.kind))
        .count();
    let services = world.things.len() - in_registers + sites.count() + listed;
    assert!((450..=550).contains(&services), "{services} services");
}

#[test]
fn every_row_has_the_cells_of_its_header() {
    let written = Written::new("cells", 1);
    for (directory, text) in written.tables() {
        let rows = records(&text, separator(directory));
        let wide = if directory.key == "register" {
            27
        } else {
            rows[0].len()
        };
        for row in &rows {
            assert_eq!(row.len(), wide, "{}: {row:?}", directory.key);
        }
    }
}

#[test]
fn every_column_that_a_map_names_is_there() {
    for (directory, text) in Written::new("maps", 1).tables() {
        let Some(map) = &directory.map else { continue };
        let header = records(
            text.lines()
                .next()
                .map(|line| format!("{line}\n"))
                .unwrap()
                .as_str(),
            separator(directory),
        )
        .remove(0);
        for line in map.lines().filter(|line| {
            line.split(" = ")
                .nth(1)
                .is_some_and(|value| value.starts_with('"'))
        }) {
            let column = line
                .split(" = \"")
                .nth(1)
                .and_then(|rest| rest.split('"').next())
                .unwrap();
            assert!(
                header.iter().any(|name| name == column),
                "{}: {line}",
                directory.key
            );
        }
    }
}

#[test]
fn sentences_are_short_and_plain() {
    let world = world::World::new(&land::Land::new(1), 1, TODAY);
    for thing in &world.things {
        for text in [
            &thing.about,
            &thing.who,
            &thing.start.0,
            &thing.cost.0,
            &thing.transport,
            &thing.alert,
        ] {
            for sentence in text.split_inclusive(['.', '?', '!']) {
                let words = sentence.split_whitespace().count();
                assert!(words <= 20, "{words} words: {sentence}");
            }
            let lower = text.to_lowercase();
            for word in [
                "please",
                "simply",
                "vulnerable",
                "the elderly",
                "&",
                "suffer",
            ] {
                assert!(!lower.contains(word), "{word}: {text}");
            }
        }
    }
}

#[test]
fn the_nine_for_feeling_lonely_are_within_five_miles_of_qx4_7pl_and_no_others() {
    const KINDS: [&str; 12] = [
        "befriending",
        "telephone-befriending",
        "lunch-club",
        "social-group",
        "walking-group",
        "mens-shed",
        "link-worker",
        "coffee-morning",
        "day-centre",
        "warm-space",
        "social-club",
        "community-group",
    ];
    for seed in 0..5 {
        let land = land::Land::new(seed);
        let home = land.fixed("QX4 7PL").unwrap().clone();
        let world = world::World::new(&land, seed, TODAY);
        let near = world
            .things
            .iter()
            .filter(|thing| KINDS.contains(&thing.kind))
            .filter(|thing| {
                thing.at.as_ref().is_none_or(|venue| {
                    let north = (venue.spot.latitude - home.latitude) * 69.1;
                    let east = (venue.spot.longitude - home.longitude) * 40.4;
                    north.hypot(east) < 5.0
                })
            });
        let nine: Vec<&thing::Thing> = near.collect();
        let names: Vec<&str> = nine.iter().map(|thing| thing.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "Riverside Friends",
                "Tealford Talking Walks",
                "Phone Friends Ambermoor",
                "Link worker at Weir Lane Surgery",
                "Long Sedge Men’s Shed",
                "Long Sedge Lunch Club",
                "Sedge Knit and Natter",
                "Ambermoor Online Coffee Morning",
                "Visiting Friends"
            ]
        );
        let count =
            |test: fn(&thing::Thing) -> bool| nine.iter().filter(|thing| test(thing)).count();
        assert_eq!(count(|thing| thing.cost.1), 9, "all are free");
        assert_eq!(count(|thing| thing.access.contains(&"Step-free")), 6);
        assert_eq!(count(|thing| thing.start.1 != "referral-needed"), 7);
        assert_eq!(
            count(|thing| thing.how.contains(&"By phone") || thing.how.contains(&"Online")),
            2
        );
    }
}

#[test]
fn riverside_friends_is_said_three_times_and_the_council_is_an_hour_behind() {
    let written = Written::new("riverside", 1);
    let row = |key: &str| {
        let tables = written.tables();
        let (directory, text) = tables
            .iter()
            .find(|(directory, _)| directory.key == key)
            .unwrap();
        let rows = records(text, separator(directory));
        let header = rows[0].clone();
        let found = rows
            .into_iter()
            .find(|row| row.iter().any(|cell| cell == "Riverside Friends"))
            .unwrap();
        header
            .into_iter()
            .zip(found)
            .collect::<BTreeMap<String, String>>()
    };
    let (provider, council, charity) = (
        row("providers"),
        row("ambermoor-council"),
        row("ambermoor-charities"),
    );
    assert_eq!(
        (provider["Monday"].as_str(), provider["Thursday"].as_str()),
        ("11:00-14:00", "11:00-14:00")
    );
    assert_eq!(
        (council["Monday"].as_str(), council["Thursday"].as_str()),
        ("11:00-14:00", "11:00-13:00")
    );
    assert_eq!(charity["Thurs"], "");
    assert_eq!(
        (
            provider["checked"].as_str(),
            council["Last checked"].as_str()
        ),
        ("2026-11-12", "02/06/2026")
    );
    assert!(
        provider["other_dates"].starts_with("2026-12-24 closed; ")
            && provider["other_dates"].ends_with("2027-01-03 closed")
    );
    for (map, phone, code) in [
        (&provider, "phone", "charity_number"),
        (&council, "Telephone", "Charity number"),
        (&charity, "Tel", "Reg. no."),
    ] {
        assert_eq!(
            (map[phone].as_str(), map[code].as_str()),
            ("01632 960 417", "1199904")
        );
    }
}

#[test]
fn generated_rows_keep_their_length_and_change_where_asked() {
    let table = |changed: &dyn Fn(u64) -> bool| {
        let mut out = Vec::new();
        generated_csv(&mut out, 200, 3, 600, changed).unwrap();
        String::from_utf8(out).unwrap()
    };
    let (before, after) = (table(&|_| false), table(&|number| number % 50 == 0));
    assert_eq!(before, table(&|_| false));
    assert_eq!(
        before
            .lines()
            .zip(after.lines())
            .filter(|(a, b)| a != b)
            .count(),
        4
    );
    let mean = before.len() / 201;
    assert!((550..=650).contains(&mean), "{mean} bytes a row");
    assert!(records(&before, ',').iter().all(|row| row.len() == 17));
}
