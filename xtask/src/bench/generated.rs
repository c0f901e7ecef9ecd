//! Invented tables of any size, and what reading them costs: day after day, at 1 GB, and one change at a time.

use super::product::{Product, Ran};
use super::{Bench, Figure};
use crate::oracle::questions::Seeded;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// A row gives three entries: an organization, a location and a service.
const ENTRIES_A_ROW: u64 = 3;

const MAP: &str = r#"id = "Ref"

[organization]
name = "Provider"

[location]
address.lines = ["Address"]
address.city = "Town"
address.postcode = "Postcode"
address.latitude = "Latitude"
address.longitude = "Longitude"

[service]
name = "Service"
description = "About"
kind = { column = "Category" }
phone = "Phone"
schedule = { monday = "Mon", tuesday = "Tue", wednesday = "Wed", thursday = "Thu", friday = "Fri", saturday = "Sat", sunday = "Sun" }
"#;
const HEADER: &str = "Ref,Provider,Service,About,Category,Address,Town,Postcode,Latitude,Longitude,Phone,Mon,Tue,Wed,Thu,Fri,Sat,Sun\n";
const KINDS: [&str; 6] = [
    "Lunch club",
    "Befriending",
    "Walking group",
    "Debt advice",
    "Food bank",
    "Library",
];
const WORDS: [&str; 12] = [
    "friendly", "weekly", "local", "free", "open", "warm", "group", "for", "people", "who", "want",
    "company",
];

/// Row `n`. `day` is the last day on which this row's telephone number changed.
fn row(n: u64, day: u64, about_bytes: usize) -> String {
    let mut seeded = Seeded(n);
    let mut about = String::with_capacity(about_bytes + 12);
    while about.len() < about_bytes {
        about.push_str(WORDS[seeded.below(WORDS.len())]);
        about.push(' ');
    }
    let degrees = |from: f64, to: f64, seeded: &mut Seeded| {
        from + (to - from) * (seeded.below(1_000_000) as f64 / 1e6)
    };
    let (latitude, longitude) = (
        degrees(50.5, 54.9, &mut seeded),
        degrees(-2.9, 0.4, &mut seeded),
    );
    let kind = KINDS[seeded.below(KINDS.len())];
    let closes = 12 + seeded.below(8);
    format!(
        "R{n},Provider {n},{kind} {n},{},{kind},{} Weir Lane,Town {},QX{} {}AA,{latitude:.6},{longitude:.6},01632 960{:03},\
         09:00-{closes}:00,09:00-{closes}:00,09:00-{closes}:00,09:00-{closes}:00,09:00-{closes}:00,Closed,Closed\n",
        about.trim_end(),
        n % 200 + 1,
        n % 1000,
        n % 9 + 1,
        n % 9 + 1,
        (n + day) % 1000,
    )
}

/// A whole table in which one row in a thousand has changed on each of `days` days.
fn write_table(path: &Path, rows: u64, days: u64, about_bytes: usize) -> Result<(), String> {
    let sentence = |e: std::io::Error| format!("could not write {}: {e}", path.display());
    let mut out = BufWriter::new(File::create(path).map_err(sentence)?);
    out.write_all(HEADER.as_bytes()).map_err(sentence)?;
    for n in 0..rows {
        // Rows 0, 1000, 2000 … change on day 1; rows 1, 1001, … on day 2; and so on.
        let day = if n % 1000 < days { n % 1000 + 1 } else { 0 };
        out.write_all(row(n, day, about_bytes).as_bytes())
            .map_err(sentence)?;
    }
    out.flush().map_err(sentence)
}

fn start(bench: &Bench) -> Result<Product, String> {
    let product = Product::new(&bench.binary)?;
    let map = product.beside("map.toml");
    std::fs::write(&map, MAP).map_err(|e| format!("could not write the map: {e}"))?;
    let map = map.display().to_string();
    product.run(&[
        "source",
        "add",
        "invented",
        "--name",
        "Invented",
        "--role",
        "council",
        "--licence",
        "OGL-3.0",
        "--map",
        &map,
    ])?;
    Ok(product)
}

fn import(product: &Product, path: &Path, dated: &str, more: &[&str]) -> Result<Ran, String> {
    let path = path.display().to_string();
    product.run(
        &[
            &["import", "invented", &path, "--dated", dated, "--release"][..],
            more,
        ]
        .concat(),
    )
}

/// 30 daily readings of 100,000 entries of which 0.1% change each day.
pub fn daily(bench: &Bench) -> Result<Vec<Figure>, String> {
    let rows = 100_000 / ENTRIES_A_ROW;
    let product = start(bench)?;
    let table = product.beside("table.csv");
    write_table(&table, rows, 0, 120)?;
    let first = import(&product, &table, "2026-10-01", &[])?;
    let before = product.bytes();
    let (mut changed, mut seconds) = (0, 0.0);
    for day in 1..=30 {
        write_table(&table, rows, day, 120)?;
        let ran = import(&product, &table, &format!("2026-10-{:02}", day + 1), &[])?;
        changed += ran.json["entries"]["changed"].as_u64().unwrap_or(0);
        seconds += ran.seconds;
    }
    let growth = (product.bytes() as f64 - before as f64) / before as f64 * 100.0;
    Ok(vec![
        Figure::noted(
            "100k entries, first reading",
            format!("{:.2} s", first.seconds),
        ),
        Figure::noted(
            "30 daily readings: entries changed, processor time each",
            format!("{changed}, {:.2} s", seconds / 30.0),
        ),
        Figure::noted(
            "data folder after the first reading",
            format!("{:.1} MB", before as f64 / 1e6),
        ),
        Figure::at_most(
            "30 daily readings with 0.1% change: growth",
            growth,
            5.0,
            "%",
        ),
    ])
}

/// One file of 1 GB.
pub fn large(bench: &Bench) -> Result<Vec<Figure>, String> {
    let product = start(bench)?;
    let table = product.beside("table.csv");
    write_table(&table, 230_000, 0, 4_200)?;
    let size = std::fs::metadata(&table).map_or(0, |meta| meta.len());
    let ran = import(&product, &table, "2026-10-01", &[])?;
    Ok(vec![
        Figure::noted("size of the file", format!("{:.2} GB", size as f64 / 1e9)),
        Figure::noted("1 GB: processor time", format!("{:.1} s", ran.seconds)),
        Figure::at_most("1 GB: peak memory", ran.megabytes, 300.0, "MB"),
    ])
}

/// One changed entry, read from a document of one row, at two sizes of record.
pub fn change(bench: &Bench) -> Result<Vec<Figure>, String> {
    let mut figures = Vec::new();
    for entries in [10_000, 150_000] {
        let product = start(bench)?;
        let table = product.beside("table.csv");
        let rows = entries / ENTRIES_A_ROW;
        write_table(&table, rows, 0, 120)?;
        import(&product, &table, "2026-10-01", &[])?;
        let mut milliseconds: Vec<f64> = Vec::new();
        for change in 1..=9 {
            let one = product.beside("one.csv");
            let text = format!("{HEADER}{}", row(rows / 10 * change, 500 + change, 120));
            std::fs::write(&one, text).map_err(|e| format!("could not write one row: {e}"))?;
            let ran = import(&product, &one, "2026-10-02", &["--partial"])?;
            if ran.json["entries"]["changed"].as_u64() != Some(1) {
                return Err(format!("one changed row gave {}", ran.json["entries"]));
            }
            milliseconds.push(ran.seconds * 1000.0);
        }
        milliseconds.sort_by(f64::total_cmp);
        let what = format!("one change among {entries} entries: median of 9");
        figures.push(Figure::at_most(
            what,
            milliseconds[milliseconds.len() / 2],
            20.0,
            "ms",
        ));
        figures.push(Figure::noted(
            "  its worst of 9",
            format!("{:.2} ms", milliseconds[milliseconds.len() - 1]),
        ));
    }
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_columns_of_the_header_and_changes_only_its_telephone() {
        let (before, after) = (row(7, 0, 50), row(7, 3, 50));
        assert_eq!(before.split(',').count(), HEADER.split(',').count());
        let differs: Vec<usize> = before
            .split(',')
            .zip(after.split(','))
            .enumerate()
            .filter(|(_, (a, b))| a != b)
            .map(|(n, _)| n)
            .collect();
        assert_eq!(differs, [10]);
    }
}
