//! Large tables for measuring: generated row by row, never a table whole in memory.

use crate::random::Random;
use std::fmt::Write as _;
use std::io::{self, Write};

const KINDS: [&str; 12] = [
    "lunch-club",
    "food-bank",
    "library",
    "debt-advice",
    "carers-support",
    "walking-group",
    "pharmacy",
    "gp",
    "dentist",
    "youth-club",
    "home-care",
    "counselling",
];
const WORDS: [&str; 16] = [
    "help", "advice", "company", "lunch", "people", "families", "near", "home", "friendly",
    "weekly", "local", "support", "open", "welcome", "garden", "music",
];

/// Writes a plain table of `rows` services spread over England, each about `bytes_per_row` long, at least some 250.
///
/// A row depends on `seed` and its number alone. Where `changed(number)` is true its telephone number and Monday are
/// others: the same table a day later. [`generated_map`] is its column map.
///
/// # Errors
/// When `out` cannot be written to.
pub fn generated_csv(
    out: &mut impl Write,
    rows: u64,
    seed: u64,
    bytes_per_row: usize,
    changed: &dyn Fn(u64) -> bool,
) -> io::Result<()> {
    out.write_all(b"id,name,description,kind,address,town,postcode,lat,lon,phone,mon,tue,wed,thu,fri,sat,sun\n")?;
    let mut row = String::new();
    for number in 0..rows {
        row.clear();
        // Cannot fail: a string takes whatever is written.
        let _ = write_row(&mut row, number, seed, bytes_per_row, changed(number));
        out.write_all(row.as_bytes())?;
    }
    Ok(())
}

fn write_row(
    row: &mut String,
    number: u64,
    seed: u64,
    bytes_per_row: usize,
    changed: bool,
) -> std::fmt::Result {
    let mut random = Random::new(seed ^ number.wrapping_mul(0xd6e8_feb8_6659_fd93));
    let kind = random.pick(&KINDS);
    let letters =
        [random.below(20), random.below(20)].map(|i| char::from(b"ABDEFGHJLNPQRSTUWXYZ"[i]));
    let (outward, sector) = (1 + random.below(99), 1 + random.below(9));
    // England without its corners, so that every position is on the mainland or close to it.
    let (latitude, longitude) = (
        50.9 + 4.0 * random.fraction(),
        -2.9 + 3.2 * random.fraction(),
    );
    let phone = (random.below(1000) + usize::from(changed)) % 1000;
    let (opens, house) = (7 + random.below(4), 1 + random.below(200));
    let monday = opens + usize::from(changed);
    write!(row, "G{number:08},Service {number},\"")?;
    let head = row.len();
    let tail = 190;
    row.push_str("A service that gives");
    while row.len() - head + tail < bytes_per_row {
        row.push(' ');
        row.push_str(WORDS[random.below(WORDS.len())]);
    }
    write!(
        row,
        ".\",{kind},{house} High Street,Town {outward},QX{outward} {sector}{}{},{latitude:.6},{longitude:.6},01632 960 {phone:03},{monday:02}:00-17:00",
        letters[0], letters[1]
    )?;
    for _ in 0..4 {
        write!(row, ",{opens:02}:00-17:00")?;
    }
    row.push_str(",09:00-12:00,Closed\n");
    Ok(())
}

/// The column map of [`generated_csv`].
pub fn generated_map() -> &'static str {
    r#"id = "id"

[organization]
name = "name"

[location]
name = "name"
address.lines = ["address"]
address.city = "town"
address.postcode = "postcode"
address.latitude = "lat"
address.longitude = "lon"

[service]
name = "name"
description = "description"
kind = "kind"
phone = "phone"
schedule = { monday = "mon", tuesday = "tue", wednesday = "wed", thursday = "thu", friday = "fri", saturday = "sat", sunday = "sun" }
"#
}
