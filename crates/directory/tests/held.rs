//! Feeds that go wrong from one day to the next: what is held for a person, while what was good stays published.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod world;

use jiff::civil::{Date, date};
use model::Field;
use world::{Document, Row, World, document, row, text};

const ROWS: usize = 20;

fn day(dom: i8) -> Date {
    date(2026, 3, dom)
}

/// Twenty clubs, each with a name, a telephone number, a street and a position of its own.
fn clubs() -> Vec<Row> {
    (0..ROWS).map(club).collect()
}

fn club(n: usize) -> Row {
    row(&[
        ("id", &format!("r{n}")),
        (
            "name",
            &format!("Club {n} of {} Lane", ["Elm", "Oak", "Ash"][n % 3]),
        ),
        ("street", &format!("{n} High Street")),
        ("postcode", "QX1 1AA"),
        ("lat", &format!("54.{:02}", n + 10)),
        ("lon", "-1.6"),
        ("kind", "social-group"),
        ("phone", &format!("01632 9600{n:02}")),
    ])
}

fn dated(said: Date, rows: Vec<Row>) -> Document {
    let mut document = document("council", said, rows);
    document.columns.extend(["lat", "lon"]);
    document
}

/// A world in which the twenty clubs are published.
fn published() -> World {
    let mut world = World::new();
    let place = "address.postcode = \"postcode\"";
    let with = format!("{place}\naddress.latitude = \"lat\"\naddress.longitude = \"lon\"");
    world.map("council", &world::MAP.replace(place, &with));
    world.read(&dated(day(1), clubs()));
    world
}

/// The second day's document is held for this reason; nothing that was published changes until it is released.
#[track_caller]
fn held(rows: Vec<Row>, why: &str) {
    let mut world = published();
    let before = world.state_hash();
    let report = world.try_read(&dated(day(2), rows), false);
    let reason = report.held.unwrap_or_default();
    assert!(reason.contains(why), "{reason:?}");
    assert_eq!(world.state_hash(), before, "{reason}");
    assert_eq!(
        text(&world.service("council", "r1"), Field::Name),
        "\"Club 1 of Oak Lane\""
    );
    world.directory.release(report.run, world::now()).unwrap();
    assert_ne!(world.state_hash(), before, "a person may release it");
}

/// The second day's document is published as it is.
#[track_caller]
fn not_held(rows: Vec<Row>) {
    let mut world = published();
    let report = world.try_read(&dated(day(2), rows), false);
    assert_eq!(report.held, None);
}

fn with(rows: Vec<Row>, change: impl Fn(usize, &mut Row)) -> Vec<Row> {
    let mut rows = rows;
    for (n, row) in rows.iter_mut().enumerate() {
        change(n, row);
    }
    rows
}

/// Gives `column` of the first `share` rows what this makes of its number.
fn set(share: usize, column: &'static str, cell: impl Fn(usize) -> String) -> Vec<Row> {
    with(clubs(), |n, row| {
        if n < share {
            row.insert(column, cell(n));
        }
    })
}

#[test]
fn a_feed_that_drops_most_of_its_records_or_all_is_held() {
    held(
        clubs().into_iter().take(8).collect(),
        "it would withdraw 36 of 60 entries (60%, over 10%)",
    );
    held(
        Vec::new(),
        "it would withdraw 60 of 60 entries (100%, over 10%)",
    );
}

#[test]
fn a_feed_whose_ids_were_swapped_is_held() {
    let swapped = with(clubs(), |n, row| {
        row.insert("id", format!("r{}", ROWS - 1 - n));
    });
    held(swapped.clone(), "it would");
    // Also where nobody knows the positions.
    let mut world = World::new();
    world.read(&document("council", day(1), clubs()));
    let report = world.try_read(&document("council", day(2), swapped), false);
    let why = report.held.unwrap();
    assert!(
        why.contains("give another name to 20 of 20 rows that it had before (100%, over 10%)"),
        "{why}"
    );
    // A few swapped are a few corrections.
    not_held(set(2, "name", |n| format!("Society {n}")));
    held(
        set(3, "name", |n| format!("Society {n}")),
        "another name to 3 of 20 rows",
    );
}

#[test]
fn a_feed_whose_columns_have_shifted_is_held() {
    // Names under phone, phones under name.
    held(
        with(clubs(), |_, row| {
            let (name, phone) = (row["name"].clone(), row["phone"].clone());
            row.insert("name", phone);
            row.insert("phone", name);
        }),
        "another name to 20 of 20 rows",
    );
    // Only the column of phones: names, nothing, or the numbers of the row below.
    let phones = "change or remove the telephone number of 20 of 20 rows that had one";
    held(set(ROWS, "phone", |n| format!("Elm Lane {n}")), phones);
    held(set(ROWS, "phone", |_| String::new()), phones);
    held(
        set(ROWS, "phone", |n| format!("01632 9600{:02}", n + 1)),
        phones,
    );
    not_held(set(9, "phone", |n| format!("01632 9605{n:02}")));
}

#[test]
fn a_feed_that_moves_everything_is_held_also_to_nowhere() {
    let moved = "move 20 of 20 locations by over 500 metres (100%, over 5%)";
    held(set(ROWS, "lat", |n| format!("53.{:02}", n + 10)), moved);
    let nowhere = "take the position of 20 of 20 locations away (100%, over 5%)";
    held(
        with(clubs(), |_, row| {
            row.insert("lat", "0".into());
            row.insert("lon", "0".into());
        }),
        nowhere,
    );
    held(
        with(clubs(), |_, row| {
            let (lat, lon) = (row["lat"].clone(), row["lon"].clone());
            row.insert("lat", lon);
            row.insert("lon", lat);
        }),
        nowhere,
    );
    not_held(set(1, "lat", |_| String::new()));
    // A few steps further is no move.
    not_held(set(ROWS, "lat", |n| format!("54.{:02}1", n + 10)));
}

#[test]
fn a_feed_that_loses_its_opening_times_is_held() {
    let mut world = World::new();
    let open = |share: usize, times: &str| {
        with(clubs(), |n, row| {
            let times = if n < share { times } else { "" };
            row.insert("mon", times.to_owned());
        })
    };
    world.read(&document("council", day(1), open(ROWS, "09:00-17:00")));
    let other = world.try_read(
        &document("council", day(2), open(ROWS, "10:00-12:00")),
        false,
    );
    assert_eq!(other.held, None, "other times are news");
    let few = world.try_read(&document("council", day(3), open(18, "10:00-12:00")), false);
    assert_eq!(few.held, None);
    let lost = world.try_read(&document("council", day(4), open(9, "10:00-12:00")), false);
    let why = lost.held.unwrap_or_default();
    assert!(
        why.contains("take the opening times of 9 of 18 rows away (50%, over 10%)"),
        "{why}"
    );
}

#[test]
fn a_name_spelt_another_way_is_no_other_name() {
    not_held(with(clubs(), |_, row| {
        let shouted = row["name"].to_uppercase().replace(' ', "  ");
        row.insert("name", shouted);
        row.insert("phone", row["phone"].replace(' ', ""));
    }));
}

#[test]
fn an_old_document_read_late_is_not_held_for_what_was_renamed_since() {
    let mut world = published();
    let old = with(clubs(), |n, row| {
        row.insert("name", format!("Old club {n}"));
        row.insert("phone", format!("01632 9601{n:02}"));
        row.insert("lat", format!("53.{:02}", n + 10));
    });
    let report = world.try_read(&dated(date(2026, 2, 1), old), false);
    assert_eq!(report.held, None);
    assert_eq!(
        text(&world.service("council", "r1"), Field::Name),
        "\"Club 1 of Oak Lane\""
    );
}

#[test]
fn what_was_held_stays_held_the_next_day_and_goes_on_when_the_feed_is_good_again() {
    let mut world = published();
    let swapped = || set(ROWS, "name", |n| format!("Society {n}"));
    for dom in [2, 3] {
        assert!(
            world
                .try_read(&dated(day(dom), swapped()), false)
                .held
                .is_some()
        );
    }
    let good = world.try_read(&dated(day(4), clubs()), false);
    assert_eq!(good.held, None);
    assert_eq!(good.counts.changed, 0);
}
