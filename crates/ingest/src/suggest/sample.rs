//! The first rows of a table, column by column.

use super::Head;
use crate::fault::Unreadable;
use crate::plain::{PlainRow, plain};
use crate::read::json::{Layout, glance};
use crate::read::{is_nothing, one_line, stem};
use crate::table;

/// Rows that are looked at.
const ROWS: usize = 500;

/// A column and what stands in it.
pub(super) struct Column {
    pub name: String,
    /// The cells in which something stands.
    pub values: Vec<String>,
    /// True when another column has the same name, so that no map can mean it.
    pub repeated: bool,
}

/// The beginning of a table.
pub(super) struct Sample {
    /// The file's name without folder and kind.
    pub stem: String,
    pub sheet: Option<String>,
    pub columns: Vec<Column>,
    pub rows: usize,
}

/// Reads the first rows of `head`.
pub(super) fn sample(head: &Head) -> Result<Sample, Unreadable> {
    let (names, rows) = match glance(&head.bytes) {
        Some(glance) => members(head, &table::layout(&glance)),
        None => cells(head)?,
    };
    let mut columns: Vec<Column> = names
        .iter()
        .map(|name| Column {
            name: name.clone(),
            values: Vec::new(),
            repeated: name.is_empty()
                || names
                    .iter()
                    .filter(|other| other.eq_ignore_ascii_case(name))
                    .count()
                    > 1,
        })
        .collect();
    let count = rows.len();
    for row in rows {
        for (column, cell) in columns.iter_mut().zip(row) {
            if !is_nothing(&cell) {
                column.values.push(cell);
            }
        }
    }
    Ok(Sample {
        stem: stem(&head.name),
        sheet: head.sheet.clone(),
        columns,
        rows: count,
    })
}

type Names = Vec<String>;
type Rows = Vec<Vec<String>>;

/// The columns and first rows of a separated file.
fn cells(head: &Head) -> Result<(Names, Rows), Unreadable> {
    let table = plain(head.input())?;
    let names = table.header().to_vec();
    let rows = table.filter_map(|row| match row {
        PlainRow::Cells(_, cells) => Some(cells),
        PlainRow::Refused(_) => None,
    });
    Ok((names, rows.take(ROWS).collect()))
}

/// The members and first objects of a JSON document.
fn members(head: &Head, layout: &Layout) -> (Names, Rows) {
    let names = table::member_names(&head.bytes, layout).names().to_vec();
    let mut rows = Vec::new();
    table::each_object(&head.bytes, layout, |object| {
        let row = names
            .iter()
            .map(|name| one_line(&table::cell(object, name)));
        rows.push(row.collect());
        rows.len() < ROWS
    });
    (names, rows)
}

impl Sample {
    /// The column at `at`.
    pub fn column(&self, at: usize) -> &Column {
        &self.columns[at]
    }
}
