//! A plain table: a CSV file with a header, and a column map that says what its columns mean.
//!
//! Words: the *map* is TOML; its *sections* are the entries that a row gives (`organization`, `location`,
//! `service`); a *spec* says where one field comes from; the *plan* is the map with columns found in the header.
//! Always: a row gives an entry of each section in which something stands; columns the map does not name say
//! nothing. Separators (comma, semicolon, tab, bar) and encodings are found out.
//! Start at [`open`]; the map is read in [`map`] and explained with an example in `docs/faults.md`.

mod fields;
mod json_rows;
mod make;
mod map;
mod plan;
mod rows;
mod spec;
mod times;
mod toml_text;

pub(crate) use fields::take_postcode;
pub(crate) use json_rows::{cell, each_object, header as member_names, layout, looks};
pub(crate) use map::{ColumnMap, takes};

use crate::fault::{Fault, Unreadable};
use crate::read::{Cells, Encoding, Header, Record, Records, Shape, Sniffed, Walk, heading};
use crate::reader::Opened;
use make::Maker;
use model::SourceKey;
use plan::Plan;
use rows::Table;

/// Starts reading the one file of `inputs` by `map`.
pub(crate) fn open(
    source: &SourceKey,
    inputs: Vec<Sniffed>,
    map: &ColumnMap,
) -> Result<Opened, Unreadable> {
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
    if let Some(glance) = looks(&input) {
        return json_rows::open(source, input, &glance, map);
    }
    let wanted: Vec<&str> = map.columns().collect();
    let heading = heading(&input, &wanted);
    let (name, mut encoding) = (input.name.clone(), input.encoding);
    let mut records = Records::new(input.into_lines(), heading.separator);
    let (line, header) = header(&name, &mut records, &mut encoding, heading.line)?;
    records.width = Some(header.width());
    let plan = Plan::new(&name, line, &header, map)?;
    let walk = Walk::new(name, 0, encoding, records);
    let maker = Maker::new(source.clone(), header, plan);
    Ok(Opened {
        table: "table".to_owned(),
        amendment: false,
        said: None,
        rows: Box::new(Table::new(maker, walk, line)),
    })
}

/// The header of a table and its line: the first row in which anything stands, from `line` on.
pub(crate) fn header<R: std::io::Read>(
    name: &str,
    records: &mut Records<R>,
    encoding: &mut Encoding,
    line: u64,
) -> Result<(u64, Header), Unreadable> {
    let mut record = Record::default();
    loop {
        let shape = records.next(&mut record);
        let shape =
            shape.map_err(|e| Unreadable::file(Fault::ReadFailed, name, 1, &e.to_string()))?;
        match shape {
            Some(Shape::Blank) => {}
            // A title line, however it is broken.
            Some(_) if record.line < line => {}
            Some(Shape::Whole) => {
                let mut cells = Cells::default();
                cells.fill(record.fields(), encoding);
                return Ok((record.line, Header::of(&cells)));
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
