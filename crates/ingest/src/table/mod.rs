//! A plain table: a CSV file with a header, and a column map that says what its columns mean.
//!
//! Words: the *map* is TOML; its *sections* are the entries that a row gives (`organization`, `location`,
//! `service`); a *spec* says where one field comes from; the *plan* is the map with columns found in the header.
//! Always: a row gives an entry of each section in which something stands; columns the map does not name say
//! nothing. Separators (comma, semicolon, tab, bar) and encodings are found out.
//! Start at [`open`]; the map is read in [`map`] and explained with an example in `docs/faults.md`.

mod fields;
mod map;
mod plan;
mod rows;
mod spec;
mod toml_text;

use crate::fault::{Fault, Unreadable};
use crate::read::{Cells, Encoding, Header, Record, Records, Shape, Sniffed, Walk, fields_of};
use crate::reader::Opened;
use map::ColumnMap;
use model::SourceKey;
use plan::Plan;
use rows::Table;

/// The separators that are tried, the likeliest first.
const SEPARATORS: [u8; 4] = *b",;\t|";

/// Starts reading the one file of `inputs` by `map`.
pub(crate) fn open(
    source: &SourceKey,
    inputs: Vec<Sniffed>,
    map: &str,
) -> Result<Opened, Unreadable> {
    let map = ColumnMap::read(map)?;
    let mut inputs = inputs.into_iter();
    let Some(input) = inputs.next() else {
        return Err(Unreadable::file(Fault::EmptyFile, "no file", 0, "")
            .with_fix("name the file to import"));
    };
    if let Some(second) = inputs.next() {
        let seen = format!("{} and {}", input.name, second.name);
        return Err(Unreadable::file(
            Fault::SeveralTables,
            &second.name,
            0,
            &seen,
        ));
    }
    let separator = separator(&input, &map);
    let (name, mut encoding) = (input.name.clone(), input.encoding);
    let mut records = Records::new(input.into_lines(), separator);
    let header = header(&name, &mut records, &mut encoding)?;
    records.width = Some(header.width());
    let plan = Plan::new(&name, &header, &map)?;
    let walk = Walk::new(name, 0, encoding, records);
    let rows = Box::new(Table::new(source.clone(), header, plan, walk));
    Ok(Opened {
        table: "table".to_owned(),
        amendment: false,
        said: None,
        rows,
    })
}

/// The separator by which most columns of the map stand in the first line; else by which most columns stand.
fn separator(input: &Sniffed, map: &ColumnMap) -> u8 {
    let first = input
        .sample
        .split(|b| *b == input.line_break)
        .find(|line| !line.trim_ascii().is_empty());
    let score = |separator: u8| {
        let fields = fields_of(first.unwrap_or_default(), separator);
        let mut cells = Cells::default();
        cells.fill(
            fields.iter().map(Vec::as_slice),
            &mut input.encoding.clone(),
        );
        let header = Header::of(&cells);
        (
            map.columns()
                .filter(|column| header.find(column).is_some())
                .count(),
            header.width(),
        )
    };
    // The last of equals is taken, so the likeliest comes last.
    SEPARATORS
        .into_iter()
        .rev()
        .max_by_key(|separator| score(*separator))
        .unwrap_or(b',')
}

/// The header of a table: its first row in which anything stands.
pub(crate) fn header<R: std::io::Read>(
    name: &str,
    records: &mut Records<R>,
    encoding: &mut Encoding,
) -> Result<Header, Unreadable> {
    let mut record = Record::default();
    loop {
        let shape = records.next(&mut record);
        let shape =
            shape.map_err(|e| Unreadable::file(Fault::ReadFailed, name, 1, &e.to_string()))?;
        match shape {
            Some(Shape::Blank) => {}
            Some(Shape::Whole) => {
                let mut cells = Cells::default();
                cells.fill(record.fields(), encoding);
                return Ok(Header::of(&cells));
            }
            Some(Shape::TooLong) => {
                return Err(Unreadable::file(Fault::UnreadHeader, name, record.line, ""));
            }
            Some(Shape::Unclosed | Shape::CutOff) => {
                return Err(Unreadable::file(
                    Fault::UnclosedQuote,
                    name,
                    record.line,
                    "in the header",
                ));
            }
            None => return Err(Unreadable::file(Fault::EmptyFile, name, 0, "")),
        }
    }
}

#[cfg(test)]
mod tests;
