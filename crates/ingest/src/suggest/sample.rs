//! The first rows of a table, column by column.

use super::Head;
use crate::fault::{Fault, Unreadable};
use crate::plain::{PlainRow, plain};
use crate::read::json::Layout;
use crate::read::{Sniffed, is_nothing, one_line, stem};
use crate::{read, table};
use std::io::Read as _;

use std::collections::{BTreeMap, BTreeSet};

/// Rows that are looked at.
const ROWS: usize = 500;
/// Columns that are looked at: no directory has so many.
const MOST_COLUMNS: usize = 1_000;

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
    /// How many rows there are.
    pub rows: usize,
    cells: Rows,
}

/// Reads the first rows of `head`.
pub(super) fn sample(head: &Head) -> Result<Sample, Unreadable> {
    // As it is looked into for reading: without its mark, in UTF-8 whatever it is in.
    let input = read::sniff(vec![head.input()])?.pop();
    let object = input.and_then(|input| table::looks(&input).map(|glance| (input, glance)));
    let (names, rows) = match object {
        Some((input, glance)) => members(input, &table::layout(&glance))?,
        None => cells(head)?,
    };
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for name in &names {
        *times.entry(name.to_ascii_lowercase()).or_default() += 1;
    }
    let mut columns: Vec<Column> = names
        .into_iter()
        .take(MOST_COLUMNS)
        .map(|name| Column {
            repeated: name.is_empty() || times.get(&name.to_ascii_lowercase()) > Some(&1),
            name,
            values: Vec::new(),
        })
        .collect();
    let count = rows.len();
    for row in &rows {
        for (column, cell) in columns.iter_mut().zip(row) {
            if !is_nothing(cell) {
                column.values.push(cell.clone());
            }
        }
    }
    Ok(Sample {
        stem: stem(&head.name),
        sheet: head.sheet.clone(),
        columns,
        rows: count,
        cells: rows,
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
fn members(input: Sniffed, layout: &Layout) -> Result<(Names, Rows), Unreadable> {
    let names = table::member_names(&input.sample, layout).names().to_vec();
    let (name, mut bytes) = (input.name.clone(), Vec::new());
    let read = input.into_bytes().read_to_end(&mut bytes);
    read.map_err(|e| Unreadable::file(Fault::ReadFailed, &name, 0, &e.to_string()))?;
    let mut rows = Vec::new();
    table::each_object(&bytes, layout, |object| {
        let row = names
            .iter()
            .map(|name| one_line(&table::cell(object, name)));
        rows.push(row.collect());
        rows.len() < ROWS
    });
    Ok((names, rows))
}

impl Sample {
    /// The column at `at`.
    pub fn column(&self, at: usize) -> &Column {
        &self.columns[at]
    }

    /// How many different values these columns have together.
    pub fn distinct(&self, columns: &[usize]) -> usize {
        let values = self
            .cells
            .iter()
            .map(|row| columns.iter().map(|at| row.get(*at)).collect::<Vec<_>>());
        values.collect::<BTreeSet<_>>().len()
    }
}
