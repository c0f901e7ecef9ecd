//! The NHS organisation register (ODS): comma-separated files without a header, 27 columns, quoted or not.
//!
//! Words: the *table* is one of the register's files (`epraccur` practices and prescribing centres, `ebranchs`
//! branch surgeries, `edispensary` dispensaries, `etr` trusts …); an *amendment* file (`egpam`) holds only what
//! changed in a month.
//! Always: the source's spelling is kept, capitals and all; a row about a person is not read.
//! Start at [`open`]; the files are in [`tables`], the columns in [`layout`], what becomes of them in [`entries`].

mod address;
mod entries;
mod layout;
mod rows;
mod tables;

pub(crate) use address::parts_of as address_parts;

use crate::fault::{Fault, Unreadable};
use crate::read::{Cells, Encoding, Records, Sniffed, Walk, fields_of};
use crate::reader::Opened;
use model::SourceKey;
use rows::Register;
use std::collections::BTreeMap;
use tables::{Rows, Table};

/// The fewest columns a row of the register may have.
const NARROWEST: usize = 15;

/// Starts reading a file of the register.
pub(crate) fn open(source: &SourceKey, inputs: Vec<Sniffed>) -> Result<Opened, Unreadable> {
    let mut inputs = inputs.into_iter();
    let Some(input) = inputs.next() else {
        return Err(Unreadable::file(Fault::EmptyFile, "no file", 0, "")
            .with_fix("name the file to import"));
    };
    not_a_directory(&input)?;
    let (width, codes) = shape(&input)?;
    if let Some(second) = inputs.next() {
        shape(&second)?;
        let seen = format!("{} and {}", input.name, second.name);
        return Err(Unreadable::file(
            Fault::SeveralTables,
            &second.name,
            0,
            &seen,
        ));
    }
    let table = Table::named(&input.stem()).unwrap_or_else(|| Table::of_codes(&codes));
    let (name, encoding) = (input.name.clone(), input.encoding);
    let mut records = Records::new(input.into_lines(), b',');
    records.width = Some(width);
    let walk = Walk::new(name, 0, encoding, records);
    let rows = Box::new(Register::new(source.clone(), table, walk, width));
    Ok(Opened {
        table: table.scope.to_owned(),
        amendment: table.amends,
        said: None,
        rows,
    })
}

/// Refuses a file of people or of links by its name.
fn not_a_directory(input: &Sniffed) -> Result<(), Unreadable> {
    let rows = Table::named(&input.stem()).map(|table| table.rows);
    match rows {
        Some(Rows::People) => Err(Unreadable::file(Fault::PeopleFile, &input.name, 0, "")),
        Some(Rows::Links) => {
            let fix = "leave it out: it links codes and describes nothing; the files of those codes name what is above them";
            Err(Unreadable::file(Fault::NoReader, &input.name, 0, "").with_fix(fix))
        }
        _ => Ok(()),
    }
}

/// The width and the first codes of a file of the register.
fn shape(input: &Sniffed) -> Result<(usize, Vec<String>), Unreadable> {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    let mut codes = Vec::new();
    let mut read = 0;
    let lines = input
        .sample
        .split(|b| *b == input.line_break)
        .filter(|line| !line.trim_ascii().is_empty());
    for line in lines.take(50) {
        read += 1;
        let mut cells = Cells::default();
        let fields = fields_of(line, b',');
        cells.fill(fields.iter().map(Vec::as_slice), &mut Encoding::Windows1252);
        if cells.len() >= NARROWEST && layout::fits(&cells) {
            *widths.entry(cells.len()).or_default() += 1;
            codes.push(cells.get(layout::CODE).to_owned());
        }
    }
    let named = Table::named(&input.stem()).is_some();
    // One fitting row in a file of that name will do; else every other one must fit.
    let enough = if named {
        !codes.is_empty()
    } else {
        codes.len() * 2 > read.min(49)
    };
    let width = widths
        .into_iter()
        .max_by_key(|(width, count)| (*count, *width))
        .map(|(width, _)| width);
    width
        .filter(|_| enough)
        .map(|width| (width, codes))
        .ok_or_else(|| {
            let first = String::from_utf8_lossy(input.first_line()).into_owned();
            Unreadable::file(Fault::NoReader, &input.name, 1, &first)
        })
}

#[cfg(test)]
mod tests;
