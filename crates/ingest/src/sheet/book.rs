//! A workbook of any kind, sheet by sheet.

use super::grid::{Grid, Merged};
use super::weight::{Weight, ZipKind, weigh};
use super::{BookProblem, cell, ods, xls};
use crate::Content;
use crate::read::NO_VALUE;
use calamine::{Reader as _, SheetType, Xlsx};
use std::io::{Seek as _, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A workbook.
pub(super) enum Book {
    /// Read sheet by sheet.
    Xlsx(Box<Xlsx<Box<dyn Content>>>, Weight),
    /// Read whole.
    Whole(Vec<(String, Grid)>),
}

impl Book {
    /// Opens the workbook that begins with `magic`; gives the file back when it is none, or is broken and not `named` as one.
    pub fn open(
        magic: &[u8],
        content: Box<dyn Content>,
        named: bool,
    ) -> Result<Result<Self, Box<dyn Content>>, BookProblem> {
        guarded(|| Self::open_unguarded(magic, content, named))
    }

    fn open_unguarded(
        magic: &[u8],
        mut content: Box<dyn Content>,
        named: bool,
    ) -> Result<Result<Self, Box<dyn Content>>, BookProblem> {
        if magic.starts_with(b"PK\x03\x04") {
            let (kind, weight) = match weigh(&mut *content) {
                Err(BookProblem::Bad(_)) if !named => (ZipKind::Other, Weight::default()),
                weighed => weighed?,
            };
            content.seek(SeekFrom::Start(0))?;
            return Ok(match kind {
                ZipKind::Xlsx => {
                    let xlsx = Xlsx::new(content).map_err(bad)?;
                    Ok(Self::Xlsx(Box::new(xlsx), weight))
                }
                ZipKind::Ods => Ok(Self::Whole(ods::sheets(content)?)),
                ZipKind::Other => Err(content),
            });
        }
        if magic.starts_with(b"\xD0\xCF\x11\xE0") {
            return Ok(Ok(Self::Whole(xls::sheets(content)?)));
        }
        Ok(Err(content))
    }

    /// The names of its sheets, in order.
    pub fn names(&self) -> Vec<String> {
        match self {
            Self::Xlsx(xlsx, _) => xlsx
                .sheets_metadata()
                .iter()
                .filter(|sheet| sheet.typ == SheetType::WorkSheet)
                .map(|sheet| sheet.name.clone())
                .collect(),
            Self::Whole(sheets) => sheets.iter().map(|(name, _)| name.clone()).collect(),
        }
    }

    /// The cells of the sheet `name`, of its first `rows` rows in which something stands, or of all. A sheet that is
    /// read whole is given away.
    pub fn grid(&mut self, name: &str, rows: Option<usize>) -> Result<Grid, BookProblem> {
        match self {
            Self::Xlsx(xlsx, weight) => guarded(|| stream(xlsx, weight, name, rows)),
            Self::Whole(sheets) => {
                let found = sheets.iter_mut().find(|(found, _)| found == name);
                let Some((_, grid)) = found else {
                    return Ok(Grid::default());
                };
                match rows {
                    None => Ok(std::mem::take(grid)),
                    Some(rows) => {
                        let mut start = Grid::default();
                        for (row, texts) in grid.first_rows(rows) {
                            for (column, text) in texts.iter().enumerate() {
                                start.add(row, column as u32, text)?;
                            }
                        }
                        Ok(start)
                    }
                }
            }
        }
    }
}

fn stream(
    xlsx: &mut Xlsx<Box<dyn Content>>,
    weight: &Weight,
    name: &str,
    rows: Option<usize>,
) -> Result<Grid, BookProblem> {
    let mut grid = Grid::default();
    let mut cells = xlsx.worksheet_cells_reader(name).map_err(bad)?;
    let (mut row, mut seen) = (None, 0);
    loop {
        let (at, text_at);
        if weight.formulas {
            let Some(found) = cells.next_cell_with_formula_metadata().map_err(bad)? else {
                break;
            };
            let text = cell::streamed(&found.value);
            at = found.pos;
            text_at = if found.formula.is_some() && matches!(found.value, calamine::DataRef::Empty)
            {
                NO_VALUE.to_owned()
            } else {
                text.into_owned()
            };
            grid.add(at.0, at.1, &text_at)?;
        } else {
            let Some(found) = cells.next_cell().map_err(bad)? else {
                break;
            };
            at = found.get_position();
            grid.add(at.0, at.1, &cell::streamed(found.get_value()))?;
        }
        if row != Some(at.0) {
            row = Some(at.0);
            seen += 1;
            if rows.is_some_and(|rows| seen > rows * 4) {
                break;
            }
        }
    }
    drop(cells);
    if weight.merged && rows.is_none() {
        let merged = xlsx.merge_cells_by_sheet_name(name).map_err(bad)?;
        grid.merged = merged
            .iter()
            .map(|area| Merged {
                from: area.start,
                to: area.end,
            })
            .collect();
    }
    grid.order();
    Ok(grid)
}

/// Does `work`, in which a library reads the workbook. Some broken ones make it panic (a row number that overflows):
/// for us that is one more way of being broken.
fn guarded<T>(work: impl FnOnce() -> Result<T, BookProblem>) -> Result<T, BookProblem> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(bad("its parts contradict each other")))
}

fn bad(problem: impl std::fmt::Display) -> BookProblem {
    BookProblem::Bad(problem.to_string())
}
