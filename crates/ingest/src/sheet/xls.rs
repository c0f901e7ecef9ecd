//! Old workbooks (XLS). How large they become is found out before they are read: a sheet is held as a full rectangle.
//!
//! Always: the library that reads them is given a compound file with nothing in it but the records that were counted, and
//! none that says in advance how large a sheet is, for which it would take memory unseen.

use super::grid::{Grid, Merged};
use super::{BookProblem, Limit, cell};
use crate::Content;
use calamine::{Reader as _, SheetType, Xls};
use std::io::{Cursor, Read as _, Seek as _, SeekFrom, Write as _};

/// The largest file that is read: a sheet of this kind has 65,536 rows at most.
const MOST_BYTES: u64 = 48 << 20;
/// The most cells that the rectangles of all sheets may have.
const MOST_CELLS: u64 = 4_000_000;

/// Every sheet of the workbook.
pub(super) fn sheets(mut content: Box<dyn Content>) -> Result<Vec<(String, Grid)>, BookProblem> {
    if content.seek(SeekFrom::End(0))? > MOST_BYTES {
        return Err(Limit.into());
    }
    content.seek(SeekFrom::Start(0))?;
    let mut records = stream(&mut *content)?;
    if tame(&mut records)? > MOST_CELLS {
        return Err(Limit.into());
    }
    let mut xls = Xls::new(Cursor::new(packed(&records)?)).map_err(bad)?;
    drop(records);
    let names: Vec<String> = xls
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut sheets = Vec::with_capacity(names.len());
    for name in names {
        let mut grid = Grid::default();
        let range = xls.worksheet_range(&name).map_err(bad)?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            grid.add(top + row as u32, left + column as u32, &cell::whole(value))?;
        }
        let merged = xls.merge_cells_by_sheet_name(&name).unwrap_or_default();
        grid.merged = merged
            .iter()
            .map(|area| Merged {
                from: area.start,
                to: area.end,
            })
            .collect();
        grid.order();
        sheets.push((name, grid));
    }
    Ok(sheets)
}

/// The records of the workbook that lies in a compound file.
fn stream(content: &mut dyn Content) -> Result<Vec<u8>, BookProblem> {
    let mut file = cfb::CompoundFile::open(content)?;
    let found = ["/Workbook", "/Book"]
        .into_iter()
        .find_map(|path| file.open_stream(path).ok());
    let Some(mut stream) = found else {
        return Err(BookProblem::Bad(
            "it is a document of another kind, or has a password".to_owned(),
        ));
    };
    let mut bytes = Vec::new();
    (&mut stream).take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A compound file with these records and nothing else.
fn packed(records: &[u8]) -> Result<Vec<u8>, BookProblem> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new()))?;
    file.create_stream("/Workbook")?.write_all(records)?;
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;
/// A kind that nobody reads.
const NOTHING: u16 = 0x0FFF;
/// Blank, number, label, truth, formula, string, row of numbers, row of blanks …
const CELLS: [u16; 15] = [
    0x0001, 0x0002, 0x0003, 0x0004, 0x0006, 0x00BD, 0x00BE, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205,
    0x027E, 0x0406, 0x0206,
];

/// Takes their meaning from the records that say how large a sheet is. How many cells the rectangles of all sheets have,
/// each read from where the book says that it begins.
fn tame(book: &mut [u8]) -> Result<u64, Limit> {
    let mut starts = Vec::new();
    walk(book, 0, |_, kind, data| {
        if let (BOUND_SHEET, [a, b, c, d, ..]) = (kind, data) {
            starts.push(u32::from_le_bytes([*a, *b, *c, *d]) as usize);
        }
        kind != END
    });
    let (mut cells, mut bytes) = (0, 0);
    for start in starts {
        let mut sizes = Vec::new();
        let mut area = None;
        let mut depth = 0;
        let end = walk(book, start, |at, kind, data| {
            depth += i32::from(kind == BEGIN) - i32::from(kind == END);
            if kind == DIMENSIONS {
                sizes.push(at);
            } else if CELLS.contains(&kind) {
                area = with(area, kind, data);
            }
            depth > 0 || kind != END
        });
        for at in sizes {
            book[at..at + 2].copy_from_slice(&NOTHING.to_le_bytes());
        }
        cells += area.map_or(0, |[top, left, bottom, right]: [u16; 4]| {
            (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1)
        });
        // Sheets that lie over each other would be read again and again.
        bytes += end.saturating_sub(start);
        if bytes > 2 * book.len() {
            return Err(Limit);
        }
    }
    Ok(cells)
}

/// Gives `see` every record from `at` on, with where it stands, its kind and its data, until it says false. Where it ended.
fn walk(book: &[u8], mut at: usize, mut see: impl FnMut(usize, u16, &[u8]) -> bool) -> usize {
    while let Some([a, b, c, d, rest @ ..]) = book.get(at..) {
        let (kind, len) = (u16::from_le_bytes([*a, *b]), u16::from_le_bytes([*c, *d]));
        let len = usize::from(len).min(rest.len());
        if !see(at, kind, &rest[..len]) {
            break;
        }
        at += 4 + len;
    }
    at
}

/// The rectangle of `area` and of what stands in a record of cells.
fn with(area: Option<[u16; 4]>, kind: u16, data: &[u8]) -> Option<[u16; 4]> {
    let [a, b, c, d, ..] = data else { return area };
    let (row, first) = (u16::from_le_bytes([*a, *b]), u16::from_le_bytes([*c, *d]));
    // A row of numbers ends with the number of its last column.
    let last = match (kind, data) {
        (0x00BD | 0x00BE, [.., low, high]) => u16::from_le_bytes([*low, *high]).max(first),
        _ => first,
    };
    Some(match area {
        None => [row, first, row, last],
        Some([top, left, bottom, right]) => [
            top.min(row),
            left.min(first),
            bottom.max(row),
            right.max(last),
        ],
    })
}

fn bad(problem: impl std::fmt::Display) -> BookProblem {
    BookProblem::Bad(problem.to_string())
}
