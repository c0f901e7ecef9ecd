//! The cells of one sheet, in the order of rows, in little memory.

use super::Limit;
use std::io::Write as _;

/// The most cells and bytes of text that one sheet may have.
const MOST_CELLS: usize = 12_000_000;
const MOST_TEXT: usize = 128 << 20;
/// Spreadsheet programs have no more rows: a row past this is a number that somebody broke.
const MOST_ROWS: u32 = 1 << 20;
/// Columns past this say nothing: no directory has so many.
const MOST_COLUMNS: u32 = 1_000;

/// One cell in which something stands; its text ends where the next one's begins.
#[derive(Clone, Copy)]
struct Cell {
    row: u32,
    column: u32,
    from: u32,
    to: u32,
}

/// A stretch of cells that is shown as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Merged {
    /// Its first row and column.
    pub from: (u32, u32),
    /// Its last.
    pub to: (u32, u32),
}

/// A sheet. Rows and columns count from 0.
#[derive(Default)]
pub(super) struct Grid {
    cells: Vec<Cell>,
    text: String,
    pub merged: Vec<Merged>,
}

impl Grid {
    /// Adds a cell. Empty ones are left out.
    pub fn add(&mut self, row: u32, column: u32, text: &str) -> Result<(), Limit> {
        let text = text.trim();
        if text.is_empty() || column >= MOST_COLUMNS {
            return Ok(());
        }
        if row >= MOST_ROWS
            || self.cells.len() >= MOST_CELLS
            || self.text.len() + text.len() > MOST_TEXT
        {
            return Err(Limit);
        }
        // The text is never longer than its limit, which 32 bits hold.
        let from = self.text.len() as u32;
        self.text.push_str(text);
        self.cells.push(Cell {
            row,
            column,
            from,
            to: self.text.len() as u32,
        });
        Ok(())
    }

    /// Puts the cells in order. Cells that were given twice stand once, the first of them.
    pub fn order(&mut self) {
        let key = |cell: &Cell| (cell.row, cell.column);
        if !self.cells.is_sorted_by_key(key) {
            self.cells.sort_by_key(key);
        }
        self.cells
            .dedup_by(|later, earlier| key(later) == key(earlier));
    }

    /// Gives the value of cells that were merged downwards to every row, down to the last in which something stands. How
    /// many were merged so.
    pub fn spread(&mut self) -> Result<usize, Limit> {
        let mut spread = 0;
        let mut added = Vec::new();
        let last = self.cells.last().map_or(0, |cell| cell.row);
        for merged in std::mem::take(&mut self.merged) {
            let found = self
                .cells
                .binary_search_by_key(&merged.from, |cell| (cell.row, cell.column));
            let Ok(at) = found else { continue };
            if merged.to.0 <= merged.from.0 {
                continue;
            }
            spread += 1;
            let Cell {
                column, from, to, ..
            } = self.cells[at];
            // Somebody who merges a whole column means the rows that there are.
            let rows = merged.from.0 + 1..=merged.to.0.min(last);
            if self.cells.len() + added.len() + rows.clone().count() > MOST_CELLS {
                return Err(Limit);
            }
            added.extend(rows.map(|row| Cell {
                row,
                column,
                from,
                to,
            }));
        }
        if !added.is_empty() {
            self.cells.extend(added);
            self.order();
        }
        Ok(spread)
    }

    fn text(&self, cell: &Cell) -> &str {
        &self.text[cell.from as usize..cell.to as usize]
    }

    /// The first `count` rows in which something stands, each with its number and its cells up to the last.
    pub fn first_rows(&self, count: usize) -> Vec<(u32, Vec<String>)> {
        let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
        for cell in &self.cells {
            if rows.last().is_none_or(|(row, _)| *row != cell.row) {
                if rows.len() == count {
                    break;
                }
                rows.push((cell.row, Vec::new()));
            }
            if let Some((_, texts)) = rows.last_mut() {
                texts.resize(cell.column as usize, String::new());
                texts.push(super::super::read::one_line(self.text(cell)));
            }
        }
        rows
    }

    /// The sheet as separated text from row `header` on. What stands above it are blank lines, so that every row stands
    /// on the line of its number; a column without a name has its letters for one; what stands right of the
    /// header is left out.
    pub fn separated(&self, header: u32) -> Result<Vec<u8>, Limit> {
        // The mark says that it is UTF-8.
        let mut out: Vec<u8> = "\u{feff}".into();
        let begin = self.cells.partition_point(|cell| cell.row < header);
        let cells = &self.cells[begin..];
        let width = cells
            .iter()
            .take_while(|cell| cell.row == header)
            .map(|cell| cell.column + 1)
            .max()
            .unwrap_or(0);
        let mut row = 0;
        let mut rest = cells;
        while let Some(first) = rest.first() {
            let count = rest.partition_point(|cell| cell.row == first.row);
            let (these, after) = rest.split_at(count);
            rest = after;
            out.resize(out.len() + (first.row - row) as usize, b'\n');
            self.write_row(these, width, first.row == header, &mut out);
            if out.len() > 2 * MOST_TEXT {
                return Err(Limit);
            }
            out.push(b'\n');
            row = first.row + 1;
        }
        Ok(out)
    }

    fn write_row(&self, cells: &[Cell], width: u32, header: bool, out: &mut Vec<u8>) {
        let mut cells = cells.iter().peekable();
        if cells.peek().is_none_or(|cell| cell.column >= width) {
            return;
        }
        for column in 0..width {
            if column > 0 {
                out.push(b',');
            }
            if let Some(cell) = cells.next_if(|cell| cell.column == column) {
                write_cell(self.text(cell), out);
            } else if header {
                // Writing to memory does not fail.
                let _ = out.write_all(letters(column).as_bytes());
            }
        }
    }
}

/// A cell with quotes where it needs them. Its line breaks are carriage returns: the line is the row.
fn write_cell(text: &str, out: &mut Vec<u8>) {
    if !text.contains([',', '"', '\n', '\r']) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' => out.extend_from_slice(b"\"\""),
            b'\n' => out.push(b'\r'),
            byte => out.push(byte),
        }
    }
    out.push(b'"');
}

/// What a spreadsheet calls the column: A, B … Z, AA …
pub(super) fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    letters.iter().rev().map(|letter| *letter as char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_on_the_lines_of_their_numbers() {
        let mut grid = Grid::default();
        for (row, column, text) in [
            (0, 0, "Our clubs"),
            (2, 0, "Ref"),
            (2, 2, "Name"),
            (4, 0, "1"),
            (4, 1, "x"),
            (4, 2, "Tea,\n\"talk\""),
            (4, 5, "stray"),
            (5, 6, "stray"),
            (6, 2, "Walks"),
        ] {
            grid.add(row, column, text).unwrap();
        }
        let text = String::from_utf8(grid.separated(2).unwrap()).unwrap();
        assert_eq!(
            text,
            "\u{feff}\n\nRef,B,Name\n\n1,x,\"Tea,\r\"\"talk\"\"\"\n\n,,Walks\n"
        );
    }

    #[test]
    fn a_cell_merged_downwards_gives_its_value_to_each_row() {
        let mut grid = Grid::default();
        grid.add(1, 0, "Sedge Trust").unwrap();
        grid.add(3, 1, "x").unwrap();
        grid.merged.push(Merged {
            from: (1, 0),
            to: (3, 0),
        });
        assert_eq!(grid.spread().unwrap(), 1);
        let rows = grid.first_rows(9);
        let shown: Vec<String> = rows
            .iter()
            .map(|(row, texts)| format!("{row} {}", texts.join("|")))
            .collect();
        assert_eq!(shown, ["1 Sedge Trust", "2 Sedge Trust", "3 Sedge Trust|x"]);
    }

    #[test]
    fn columns_are_called_as_in_a_spreadsheet() {
        for (column, want) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(column), want);
        }
    }
}
