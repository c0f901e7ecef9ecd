//! Spreadsheets: the sheet of a workbook that is a directory becomes separated text, which any reader then reads.
//!
//! Words: a *workbook* is the file, a *sheet* one of its tables, a *grid* the sheet's cells; the *header* is the row of
//! column names, which may stand below title lines.
//! Always: the size is limited before anything is unpacked into memory; a row keeps its number as its line; of a formula
//! the value is read that was saved with it, never the formula.
//! Start at [`unfold`]; the kinds of workbook are in `book` and `ods`.

mod book;
mod cell;
mod choose;
mod grid;
mod ods;
mod weight;
mod xls;

use crate::Content;
use crate::fault::{Fault, Unreadable};
use crate::reader::Input;
use crate::table::ColumnMap;
use book::Book;
use model::{Finding, Where};
use std::io::{self, Cursor, Read as _, Seek as _, SeekFrom};

/// Something is larger than it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Limit;

/// Why a workbook cannot be read.
#[derive(Debug)]
enum BookProblem {
    Bad(String),
    TooLarge,
}

impl From<Limit> for BookProblem {
    fn from(_: Limit) -> Self {
        Self::TooLarge
    }
}

impl From<io::Error> for BookProblem {
    fn from(problem: io::Error) -> Self {
        Self::Bad(problem.to_string())
    }
}

/// A file that is text, or was a workbook.
pub(crate) struct Unfolded {
    pub input: Input,
    /// The sheet that was read.
    pub sheet: Option<String>,
    /// What is to be said of the workbook as a whole.
    pub notes: Vec<Finding>,
}

/// Makes text of the workbooks among `inputs`; all other files stay as they are. `map` helps to find the sheet.
pub(crate) fn unfold(
    inputs: Vec<Input>,
    map: Option<&ColumnMap>,
) -> Result<Vec<Unfolded>, Unreadable> {
    inputs.into_iter().map(|input| one(input, map)).collect()
}

fn one(input: Input, map: Option<&ColumnMap>) -> Result<Unfolded, Unreadable> {
    let Input { name, mut content } = input;
    let problem = |problem: BookProblem| match problem {
        BookProblem::Bad(seen) => Unreadable::file(Fault::BadWorkbook, &name, 0, &seen),
        BookProblem::TooLarge => Unreadable::file(Fault::WorkbookTooLarge, &name, 0, ""),
    };
    let mut magic = [0; 8];
    let mut got = 0;
    content
        .seek(SeekFrom::Start(0))
        .map_err(|e| problem(e.into()))?;
    while got < magic.len() {
        match content
            .read(&mut magic[got..])
            .map_err(|e| problem(e.into()))?
        {
            0 => break,
            more => got += more,
        }
    }
    content
        .seek(SeekFrom::Start(0))
        .map_err(|e| problem(e.into()))?;
    let content: Box<dyn Content> = content;
    // A broken zip of another name may be anything.
    let named = name.rsplit('.').next().is_some_and(|kind| {
        ["xlsx", "xlsm", "ods", "xls"]
            .iter()
            .any(|known| kind.eq_ignore_ascii_case(known))
    });
    let book = Book::open(&magic, content, named).map_err(problem)?;
    let mut book = match book {
        Ok(book) => book,
        Err(content) => {
            return Ok(Unfolded {
                input: Input { name, content },
                sheet: None,
                notes: Vec::new(),
            });
        }
    };
    let chosen = choose::choose(&mut book, map).map_err(problem)?;
    let Some(chosen) = chosen else {
        let wanted = map.and_then(|map| map.sheet.as_ref());
        return Err(match wanted {
            Some(wanted) => {
                let place = Where {
                    file: name.clone(),
                    line: 0,
                    column: None,
                };
                let fix = format!(
                    "correct line {} of the column map; the workbook has {}",
                    wanted.line,
                    book.names().join(", ")
                );
                Unreadable::new(Fault::UnknownSheet, place, &wanted.text).with_fix(fix)
            }
            None => Unreadable::file(Fault::EmptyFile, &name, 0, "no sheet has a header"),
        });
    };
    let mut grid = book.grid(&chosen.sheet, None).map_err(problem)?;
    let merged = grid.merged.clone();
    let spread = grid.spread().map_err(|e| problem(e.into()))?;
    let text = grid
        .separated(chosen.header)
        .map_err(|e| problem(e.into()))?;
    let mut notes = Vec::new();
    // Titles are merged as often as not, and mean nothing.
    let below: Vec<_> = merged
        .iter()
        .filter(|merged| merged.from.0 > chosen.header)
        .collect();
    if let Some(first) = below.first() {
        let place = Where {
            file: name.clone(),
            line: u64::from(first.from.0) + 1,
            column: Some(grid::letters(first.from.1)),
        };
        let seen = format!("{} merged cells, {spread} of them downwards", below.len());
        notes.push(Fault::MergedCells.finding(place, &seen));
    }
    if !chosen.others.is_empty() {
        let place = Where {
            file: name.clone(),
            line: 1,
            column: None,
        };
        let seen = format!(
            "{} was read, not {}",
            chosen.sheet,
            chosen.others.join(", ")
        );
        notes.push(Fault::OtherSheets.finding(place, &seen));
    }
    Ok(Unfolded {
        input: Input::new(name, Cursor::new(text)),
        sheet: (!chosen.others.is_empty()).then_some(chosen.sheet),
        notes,
    })
}

#[cfg(test)]
mod tests;
