//! Old workbooks (XLS). How large they become is found out before they are read: a sheet is held as a full rectangle.

use super::grid::{Grid, Merged};
use super::{BookProblem, Limit, cell};
use crate::Content;
use calamine::{Reader as _, SheetType, Xls};
use std::io::{Read as _, Seek as _, SeekFrom};

/// The largest file that is read.
const MOST_BYTES: u64 = 128 << 20;
/// The most cells that the rectangles of all sheets may have.
const MOST_CELLS: u64 = 8_000_000;

/// Every sheet of the workbook.
pub(super) fn sheets(mut content: Box<dyn Content>) -> Result<Vec<(String, Grid)>, BookProblem> {
    if content.seek(SeekFrom::End(0))? > MOST_BYTES {
        return Err(Limit.into());
    }
    content.seek(SeekFrom::Start(0))?;
    if rectangle(&mut *content)? > MOST_CELLS {
        return Err(Limit.into());
    }
    content.seek(SeekFrom::Start(0))?;
    let mut xls = Xls::new(content).map_err(bad)?;
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

/// How many cells the rectangles of all sheets have.
fn rectangle(content: &mut dyn Content) -> Result<u64, BookProblem> {
    let mut file = cfb::CompoundFile::open(content)?;
    let Some(mut stream) = ["/Workbook", "/Book"]
        .into_iter()
        .find_map(|path| file.open_stream(path).ok())
    else {
        return Err(BookProblem::Bad(
            "it is a document of another kind, or has a password".to_owned(),
        ));
    };
    let mut bytes = Vec::new();
    (&mut stream).take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(cells(&bytes))
}

/// The same of the records of a workbook.
fn cells(mut records: &[u8]) -> u64 {
    const BEGIN: u16 = 0x0809;
    /// Blank, number, label, truth, formula, string, row of numbers, row of blanks …
    const CELLS: [u16; 11] = [
        0x0001, 0x0002, 0x0003, 0x0004, 0x0006, 0x00BD, 0x00BE, 0x00FD, 0x0201, 0x0203, 0x0204,
    ];
    const MORE: [u16; 4] = [0x0205, 0x027E, 0x0406, 0x0206];
    let mut total = 0_u64;
    let mut area: Option<[u16; 4]> = None;
    let size = |area: Option<[u16; 4]>| {
        area.map_or(0, |[top, left, bottom, right]| {
            (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1)
        })
    };
    while let [a, b, c, d, rest @ ..] = records {
        let (kind, len) = (u16::from_le_bytes([*a, *b]), u16::from_le_bytes([*c, *d]));
        let len = usize::from(len).min(rest.len());
        let (data, after) = rest.split_at(len);
        records = after;
        if kind == BEGIN {
            total += size(area.take());
        } else if (CELLS.contains(&kind) || MORE.contains(&kind)) && data.len() >= 4 {
            let row = u16::from_le_bytes([data[0], data[1]]);
            let first = u16::from_le_bytes([data[2], data[3]]);
            // A row of numbers ends with the number of its last column.
            let last = match (kind, data) {
                (0x00BD | 0x00BE, [.., low, high]) => u16::from_le_bytes([*low, *high]).max(first),
                _ => first,
            };
            area = Some(match area {
                None => [row, first, row, last],
                Some([top, left, bottom, right]) => [
                    top.min(row),
                    left.min(first),
                    bottom.max(row),
                    right.max(last),
                ],
            });
        }
    }
    total + size(area)
}

fn bad(problem: impl std::fmt::Display) -> BookProblem {
    BookProblem::Bad(problem.to_string())
}
