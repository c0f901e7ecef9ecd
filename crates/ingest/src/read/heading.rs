//! Which row of a table is its header: title lines may stand above it, and the separator is not known beforehand.

use super::{Cells, Header, Lines, Record, Records, Shape, Sniffed};

/// How many rows are looked at.
const ROWS: usize = 30;

/// The separators that are tried, the likeliest first.
const SEPARATORS: [u8; 4] = *b",;\t|";

/// Where a separated file's header stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    pub separator: u8,
    /// The line on which it begins.
    pub line: u64,
}

/// Finds the header of `input`: the row in which the most of `wanted` columns stand; without any, the likeliest.
pub(crate) fn heading(input: &Sniffed, wanted: &[&str]) -> Heading {
    let mut best: Option<((usize, usize, usize), Heading)> = None;
    for separator in SEPARATORS {
        let rows = rows(input, separator);
        let texts: Vec<&[String]> = rows.iter().map(|(_, header)| header.names()).collect();
        let found = most_wanted(&rows, wanted);
        let (wanted_found, at) = match found {
            Some((count, at)) => (count, at),
            None => (0, likely_header(&texts).unwrap_or(0)),
        };
        let Some((line, header)) = rows.get(at) else {
            continue;
        };
        let width = header.width();
        let alike = texts.iter().filter(|row| row.len() == width).count();
        // One column is what every other separator gives, too.
        let score = (wanted_found, if width > 1 { alike } else { 0 }, width);
        if best.is_none_or(|(before, _)| score > before) {
            // A table that lacks every column of its map has the header that its first row is.
            let line = if found.is_none() && !wanted.is_empty() {
                1
            } else {
                *line
            };
            best = Some((score, Heading { separator, line }));
        }
    }
    best.map_or(
        Heading {
            separator: SEPARATORS[0],
            line: 1,
        },
        |(_, heading)| heading,
    )
}

/// The first row in which most of the columns `wanted` stand, with how many do.
fn most_wanted(rows: &[(u64, Header)], wanted: &[&str]) -> Option<(usize, usize)> {
    let count = |header: &Header| {
        wanted
            .iter()
            .filter(|name| header.find(name).is_some())
            .count()
    };
    let counts = rows.iter().map(|(_, header)| count(header)).enumerate();
    counts
        .filter(|(_, count)| *count > 0)
        .max_by_key(|(at, count)| (*count, std::cmp::Reverse(*at)))
        .map(|(at, count)| (count, at))
}

/// The rows at the beginning of `input`, each with its line.
fn rows(input: &Sniffed, separator: u8) -> Vec<(u64, Header)> {
    let mut records = Records::new(
        Lines::new(input.sample.as_slice(), input.line_break),
        separator,
    );
    let mut record = Record::default();
    let mut encoding = input.encoding;
    let mut rows = Vec::new();
    // A slice is read without fail.
    while let Ok(Some(shape)) = records.next(&mut record) {
        if shape == Shape::Whole {
            let mut cells = Cells::default();
            cells.fill(record.fields(), &mut encoding);
            rows.push((record.line, Header::of(&cells)));
        }
        if rows.len() == ROWS {
            break;
        }
    }
    rows
}

/// The row that is most likely the header: the first that is nearly as full as any, and has words in it.
pub(crate) fn likely_header(rows: &[impl AsRef<[String]>]) -> Option<usize> {
    let filled = |row: &[String]| row.iter().filter(|cell| !cell.is_empty()).count();
    let fullest = rows
        .iter()
        .take(ROWS)
        .map(|row| filled(row.as_ref()))
        .max()?;
    rows.iter().take(ROWS).position(|row| {
        let row = row.as_ref();
        let words = row
            .iter()
            .filter(|cell| cell.chars().any(char::is_alphabetic))
            .count();
        let count = filled(row);
        count >= 2.min(fullest) && count * 10 >= fullest * 6 && words * 10 >= count * 6
    })
}
