//! The regulator's lists of locations (CQC): the extract of active locations, the care directory, and lists that others
//! made from them; with a list of inspections as their companion.
//!
//! Words: a *location* is what is registered and inspected, such as a home; a *provider* is the body registered to run
//! it; a *brand* is the name that several providers trade under; *inspections* list a grade per location and day.
//! Always: a provider and a brand stand on many rows and are described by the first; names of managers are neither read nor kept;
//! inspections by themselves name no place and are refused. A place registered twice, under two providers, has two
//! numbers at the regulator and stays two.
//! Start at [`open`]; the columns of all editions are in [`columns`], what becomes of a row in [`entries`].

mod columns;
mod entries;
mod inspections;
mod rows;

use crate::fault::{Fault, Unreadable};
use crate::read::{Cells, Header, Records, Sniffed, Walk, fields_of};
use crate::reader::Opened;
use columns::{Columns, InspectionColumns};
use inspections::Inspections;
use model::SourceKey;
use rows::Locations;

pub(crate) use entries::{attending, brand_name, grade};

/// How far down a header may stand: the care directory begins with its title and date.
const PREAMBLE: usize = 10;
/// No header of these lists is nearly as long.
const LONGEST_HEADER: usize = 64 * 1024;

/// What a file is, and where its header stands.
enum Role {
    Locations(Box<Columns>),
    Inspections(InspectionColumns),
}

struct Found {
    role: Role,
    header: Header,
    separator: u8,
    /// Rows before the first that is described, the header among them.
    skip: usize,
}

/// True when the file is one of the regulator's.
pub(crate) fn knows(input: &Sniffed) -> bool {
    find(input).is_some()
}

/// Starts reading a list of locations, with inspections or without.
pub(crate) fn open(source: &SourceKey, inputs: Vec<Sniffed>) -> Result<Opened, Unreadable> {
    let mut locations = None;
    let mut inspections = Vec::new();
    let mut first = String::new();
    for (at, input) in inputs.into_iter().enumerate() {
        let name = input.name.clone();
        let Some(found) = find(&input) else {
            let fix = "import it by itself: the other files of this import are the regulator's";
            return Err(Unreadable::file(Fault::SeveralTables, &name, 0, "").with_fix(fix));
        };
        let encoding = input.encoding;
        let mut records = Records::new(input.into_lines(), found.separator);
        records.width = Some(found.header.width());
        let mut walk = Walk::new(name.clone(), at as u16, encoding, records);
        walk.skip(found.skip)
            .map_err(|e| Unreadable::file(Fault::ReadFailed, &name, 1, &e.to_string()))?;
        match found.role {
            Role::Locations(columns) => {
                if locations.replace((columns, found.header, walk)).is_some() {
                    return Err(Unreadable::file(Fault::SeveralTables, &name, 0, ""));
                }
            }
            Role::Inspections(columns) => {
                if first.is_empty() {
                    first = name;
                }
                inspections.push(Inspections::new(columns, found.header, walk));
            }
        }
    }
    let Some((columns, header, walk)) = locations else {
        let fix = "give the list of locations in the same import: by themselves inspections name no places";
        return Err(Unreadable::file(Fault::ParentMissing, &first, 0, "").with_fix(fix));
    };
    Ok(Opened {
        table: "locations".to_owned(),
        amendment: false,
        said: None,
        rows: Box::new(Locations::new(
            source.clone(),
            columns,
            header,
            walk,
            inspections,
        )),
    })
}

fn find(input: &Sniffed) -> Option<Found> {
    let lines = input.sample.split(|b| *b == input.line_break);
    let lines: Vec<&[u8]> = lines.take(PREAMBLE).collect();
    for separator in [b',', b'\t', b';'] {
        let mut skip = 0;
        for line in &lines {
            if line.len() > LONGEST_HEADER {
                break;
            }
            let mut cells = Cells::default();
            let mut encoding = input.encoding;
            cells.fill(fields_of(line, separator).iter(), &mut encoding);
            skip += usize::from(!cells.all_blank());
            let header = Header::of(&cells);
            let role = Columns::of(&header)
                .map(|columns| Role::Locations(Box::new(columns)))
                .or_else(|| InspectionColumns::of(&header).map(Role::Inspections));
            if let Some(role) = role {
                return Some(Found {
                    role,
                    header,
                    separator,
                    skip,
                });
            }
        }
    }
    None
}

#[cfg(test)]
mod tests;
