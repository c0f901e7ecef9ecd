//! Which sheet of a workbook is the directory, and which of its rows is the header.

use super::BookProblem;
use super::book::Book;
use crate::read::{Header, likely_header};
use crate::table::ColumnMap;

/// How many rows are looked at in each sheet, and how many sheets.
const ROWS: usize = 30;
const SHEETS: usize = 50;

/// The sheet to read.
pub(super) struct Chosen {
    pub sheet: String,
    /// The row of its header.
    pub header: u32,
    /// The other sheets in which something stands.
    pub others: Vec<String>,
}

/// Chooses the sheet that `map` names, else the one in which the most of its columns stand, else the first that looks
/// like a table. None when there is no such sheet.
pub(super) fn choose(
    book: &mut Book,
    map: Option<&ColumnMap>,
) -> Result<Option<Chosen>, BookProblem> {
    let wanted: Vec<&str> = map.map_or_else(Vec::new, |map| map.columns().collect());
    let named = map.and_then(|map| map.sheet.as_ref());
    let mut best: Option<((usize, usize), String, u32)> = None;
    let mut standing: Vec<String> = Vec::new();
    for sheet in book.names().into_iter().take(SHEETS) {
        let rows = book.grid(&sheet, Some(ROWS))?.first_rows(ROWS);
        if rows.is_empty() {
            continue;
        }
        standing.push(sheet.clone());
        if named.is_some_and(|named| !named.text.trim().eq_ignore_ascii_case(sheet.trim())) {
            continue;
        }
        let (score, header) = score(&rows, &wanted);
        // A sheet that is named is read, whatever it looks like.
        if (score > (0, 0) || named.is_some())
            && best.as_ref().is_none_or(|(before, ..)| score > *before)
        {
            best = Some((score, sheet, header));
        }
    }
    Ok(best.map(|(_, sheet, header)| Chosen {
        others: standing
            .into_iter()
            .filter(|other| *other != sheet)
            .collect(),
        sheet,
        header,
    }))
}

/// How well a sheet fits, and the row of its header: wanted columns that stand, then whether it looks like a table.
fn score(rows: &[(u32, Vec<String>)], wanted: &[&str]) -> ((usize, usize), u32) {
    let found = rows.iter().map(|(row, texts)| {
        let header = Header::named(texts.clone());
        let count = wanted
            .iter()
            .filter(|name| header.find(name).is_some())
            .count();
        (count, *row)
    });
    let most = found.max_by_key(|(count, row)| (*count, std::cmp::Reverse(*row)));
    if let Some((count, row)) = most.filter(|(count, _)| *count > 0) {
        return ((count, 0), row);
    }
    let texts: Vec<&[String]> = rows.iter().map(|(_, texts)| texts.as_slice()).collect();
    let at = likely_header(&texts).unwrap_or(0);
    let width = texts
        .get(at)
        .map_or(0, |row| row.iter().filter(|cell| !cell.is_empty()).count());
    // A sheet of notes has one column; three are as good as thirty, so that the first sheet wins.
    let looks = if at + 1 < rows.len() || wanted.is_empty() {
        width.min(3)
    } else {
        0
    };
    ((0, looks), rows.get(at).map_or(0, |(row, _)| *row))
}
