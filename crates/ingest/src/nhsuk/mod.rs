//! The open data of the NHS website: files whose cells are separated by `¬`, with a header, quotes being text; also
//! when a spreadsheet saved them again with commas.
//!
//! Words: the *parent* is one of the tables of places and bodies (`GP`, `Pharmacy`, `Hospital`, `SCP` …); its
//! *companions* are `…OpeningTimes` and `…Services`, in any order and number. A parent and its companions are one
//! document; a companion by itself names no places and is refused.
//! Always: columns go by name, whatever their order; a document with opening times speaks for the schedule of
//! every parent, so that a parent without rows says none.
//! Start at [`open`]; [`tables`] says what each table is, [`columns`] tells the files apart, [`entries`] makes entries
//! of a parent's row.

pub(crate) mod codes;
mod columns;
mod companions;
mod entries;
mod hours;
mod parents;
mod separator;
pub(crate) mod services;
pub(crate) mod tables;

use crate::Content;
use crate::fault::{Fault, Unreadable};
use crate::read::{Cells, Encoding, Header, Line, Lines, Sniffed};
use crate::reader::Opened;
use columns::Role;
use companions::Companion;
use model::SourceKey;
use parents::{ParentFile, Parents};
use separator::Separator;
use tables::Table;

/// True when a file that begins with `sample` is of this family.
pub(crate) fn knows(sample: &[u8]) -> bool {
    Separator::of(crate::read::first_line(sample)).is_some()
}

/// Starts reading a parent with its companions.
pub(crate) fn open(source: &SourceKey, inputs: Vec<Sniffed>) -> Result<Opened, Unreadable> {
    let mut parent: Option<ParentFile> = None;
    let mut companions = Vec::new();
    let mut first_companion = None;
    for (at, input) in inputs.into_iter().enumerate() {
        if !knows(&input.sample) {
            let fix = "import it by itself: the other files of this import are the NHS website's";
            return Err(Unreadable::file(Fault::SeveralTables, &input.name, 0, "").with_fix(fix));
        }
        let (role, file) = File::open(at as u16, input)?;
        match role {
            Role::Parent(table, columns) => {
                if let Some(other) = &parent {
                    let seen = format!("{} and {}", other.table.name, table.name);
                    return Err(Unreadable::file(Fault::SeveralTables, &file.name, 0, &seen));
                }
                parent = Some(ParentFile {
                    table,
                    columns,
                    file,
                });
            }
            Role::Companion(columns) => {
                first_companion.get_or_insert_with(|| file.name.clone());
                companions.push(Companion::new(columns, file));
            }
        }
    }
    let Some(parent) = parent else {
        return Err(alone(&first_companion.unwrap_or_default()));
    };
    let table = parent.table.name.to_owned();
    let rows = Box::new(Parents::new(source.clone(), parent, companions));
    Ok(Opened {
        table,
        amendment: false,
        said: None,
        rows,
    })
}

/// One file of the family, its header read.
pub(crate) struct File {
    /// Its number in the document.
    pub at: u16,
    pub name: String,
    pub header: Header,
    pub encoding: Encoding,
    pub separator: Separator,
    pub lines: Lines<Box<dyn Content>>,
}

impl File {
    fn open(at: u16, input: Sniffed) -> Result<(Role, Self), Unreadable> {
        let separator = Separator::of(input.first_line()).unwrap_or(Separator::Narrow);
        let mut encoding = match separator {
            Separator::Narrow => Encoding::Windows1252,
            Separator::Wide => Encoding::Utf8,
            Separator::Quoted(_) => input.encoding,
        };
        let (name, stem, sample, line_break) = (
            input.name.clone(),
            input.stem(),
            input.sample.clone(),
            input.line_break,
        );
        let mut lines = input.into_seekable_lines();
        let mut line = Line::default();
        let read = lines.next(&mut line);
        read.map_err(|e| Unreadable::file(Fault::ReadFailed, &name, 1, &e.to_string()))?;
        if line.too_long {
            return Err(Unreadable::file(Fault::UnreadHeader, &name, 1, ""));
        }
        let mut cells = Cells::default();
        cells.fill(separator.cells(&line.bytes), &mut encoding);
        let header = Header::of(&cells);
        let rows = sample.split(|b| *b == line_break).skip(1).take(20);
        let mut kinds = Vec::new();
        if let Some(column) = header.find(columns::TYPE) {
            for row in rows {
                cells.fill(separator.cells(row), &mut encoding);
                if cells.len() == header.width() && !cells.get(column).is_empty() {
                    kinds.push(cells.get(column).to_owned());
                }
            }
        }
        let role = columns::role(&name, &stem, &header, &kinds)?;
        Ok((
            role,
            Self {
                at,
                name,
                header,
                encoding,
                separator,
                lines,
            },
        ))
    }
}

/// Companions without a parent: a list of services or times by number names no place.
fn alone(companion: &str) -> Unreadable {
    let stem = crate::read::stem(companion);
    let unreadable = Unreadable::file(Fault::ParentMissing, companion, 0, "");
    match Table::of_stem(&stem) {
        Some(table) => unreadable.with_fix(format!(
            "give {}.csv in the same import: by itself this file says nothing of which places it is about",
            table.name
        )),
        None => unreadable,
    }
}

#[cfg(test)]
mod tests;
