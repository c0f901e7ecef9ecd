//! Real lists, repeated under other ids until they are large enough to be timed.

use super::Figure;
use super::read::{CSV_ROWS, JSON_LINES, compare, script};
use std::fmt::Write as _;
use std::path::Path;

/// Compares both sides on each list that `data` holds.
pub fn figures(reader: &Path, folder: &Path, data: &Path) -> Result<Vec<Figure>, String> {
    let text = |path: &str| {
        let path = data.join(path);
        std::fs::read(&path).map_err(|e| format!("could not read {}: {e}", path.display()))
    };
    let utf_8 = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let lists = [
        (
            "the regulator's list",
            "locations.csv",
            locations(&utf_8(text("cqc/Locations-head.csv")?)),
            CSV_ROWS,
            script(&[include_str!("python/cqc.py")]),
        ),
        (
            "the register's branches",
            "ebranchs.csv",
            branches(&utf_8(text("ods/ebranchs-2017.csv")?)),
            CSV_ROWS,
            script(&[include_str!("python/register.py")]),
        ),
        (
            "the website's dentists, re-saved",
            "Dentists.csv",
            dentists(&text("nhsuk-2014/Dentists.csv")?),
            CSV_ROWS,
            script(&[include_str!("python/dentists.py")]),
        ),
        (
            "the regulator's documents",
            "locations.jsonl",
            documents(&utf_8(text("cqc/api-location-details-oldham.jsonl")?)),
            JSON_LINES,
            script(&[include_str!("python/cqc_api.py")]),
        ),
    ];
    let mut figures = Vec::new();
    for (what, name, text, bare, entries) in lists {
        let file = folder.join(name);
        std::fs::write(&file, &text).map_err(|e| format!("could not write {name}: {e}"))?;
        let kind = if bare == CSV_ROWS { "CSV" } else { "JSON" };
        let what = format!("{what}, {:.0} MB of {kind}", text.len() as f64 / 1e6);
        figures.extend(compare(
            reader,
            folder,
            &what,
            &file,
            None,
            [bare, &entries],
        )?);
    }
    Ok(figures)
}

/// The list 60 times, two digits put to the ids of locations and providers.
fn locations(list: &str) -> String {
    let (header, rows) = list.split_once('\n').unwrap_or((list, ""));
    let mut text = format!("{header}\n");
    for copy in 0..60 {
        for row in rows.lines() {
            let cells: Vec<String> = row
                .split("\",\"")
                .map(|cell| match cell.strip_prefix("1-") {
                    Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => {
                        format!("{cell}{copy:02}")
                    }
                    _ => cell.to_owned(),
                })
                .collect();
            text += &cells.join("\",\"");
            text.push('\n');
        }
    }
    text
}

/// The file 40 times, under codes that count on.
fn branches(list: &str) -> String {
    let mut text = String::new();
    for (n, row) in list
        .lines()
        .cycle()
        .take(list.lines().count() * 40)
        .enumerate()
    {
        let rest = row.find(',').map_or("", |at| &row[at..]);
        let _ = writeln!(text, "\"Q{n:08}\"{rest}");
    }
    text
}

/// The list 15 times with commas, under numbers that count on. The website's own is in Windows-1252, of which only
/// the printable half is in it.
fn dentists(list: &[u8]) -> String {
    let list: String = list.iter().map(|b| char::from(*b)).collect();
    let cell = |cell: &str| {
        if cell.contains([',', '"']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.to_owned()
        }
    };
    let row = |row: &str| row.split('¬').map(cell).collect::<Vec<_>>().join(",");
    let (header, rows) = list.split_once('\n').unwrap_or((&list, ""));
    let mut text = format!("{}\n", row(header.trim_end()));
    for (n, line) in rows
        .lines()
        .cycle()
        .take(rows.lines().count() * 15)
        .enumerate()
    {
        let rest = line.find('¬').map_or("", |at| &line[at + '¬'.len_utf8()..]);
        let _ = writeln!(text, "{},{}", n + 1, row(rest));
    }
    text
}

/// The documents 30 times, two digits put to the ids of locations and providers.
fn documents(list: &str) -> String {
    let mut text = String::new();
    for copy in 0..30 {
        for line in list.lines() {
            let mut line = line.to_owned();
            for name in ["\"locationId\": \"", "\"providerId\": \""] {
                if let Some(at) = line.find(name).map(|at| at + name.len())
                    && let Some(end) = line[at..].find('"')
                {
                    line.insert_str(at + end, &format!("{copy:02}"));
                }
            }
            text += &line;
            text.push('\n');
        }
    }
    text
}
