//! The open data of the NHS website: files whose cells are separated by `¬`, with a header, quotes being text.
//!
//! Words: the *parent* is `GP`, `GPPractices` or `Pharmacy`; its *companions* are `…OpeningTimes` and
//! `…Services`, in any order and number. A parent and its companions are one document.
//! Always: columns go by name, whatever their order; a document with opening times speaks for the schedule of
//! every parent, so that a parent without rows says none.
//! Start at [`open`]; [`columns`] tells the files apart, [`entries`] makes entries of a parent's row.

mod codes;
mod columns;
mod companions;
mod entries;
mod hours;
mod parents;
mod services;

use crate::Content;
use crate::fault::{Fault, Unreadable};
use crate::read::{Cells, Encoding, Header, Line, Lines, Sniffed};
use crate::reader::Opened;
use columns::Role;
use companions::Companion;
use model::SourceKey;
use parents::{ParentFile, Parents};

/// True when a file that begins with `sample` is of this family.
pub(crate) fn knows(sample: &[u8]) -> bool {
    let first = crate::read::first_line(sample);
    // A euro sign in UTF-8 holds the byte too.
    std::str::from_utf8(first).map_or_else(|_| first.contains(&0xAC), |text| text.contains('¬'))
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
                    let seen = format!("{} and {}", other.table.name(), table.name());
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
        return Err(Unreadable::file(
            Fault::ParentMissing,
            &first_companion.unwrap_or_default(),
            0,
            "",
        ));
    };
    let table = parent.table.name().to_owned();
    let rows = Box::new(Parents::new(source.clone(), parent, companions));
    Ok(Opened {
        table,
        amendment: false,
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
    pub delimiter: &'static [u8],
    pub lines: Lines<Box<dyn Content>>,
}

impl File {
    fn open(at: u16, input: Sniffed) -> Result<(Role, Self), Unreadable> {
        let delimiter = delimiter(input.first_line());
        let mut encoding = if delimiter.len() == 2 {
            Encoding::Utf8
        } else {
            Encoding::Windows1252
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
        cells.fill(split(&line.bytes, delimiter), &mut encoding);
        let header = Header::of(&cells);
        let rows = sample.split(|b| *b == line_break).skip(1).take(20);
        let mut kinds = Vec::new();
        if let Some(column) = header.find(columns::TYPE) {
            for row in rows {
                cells.fill(split(row, delimiter), &mut encoding);
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
                delimiter,
                lines,
            },
        ))
    }
}

/// The sign between cells: one byte in Windows-1252, two in UTF-8.
fn delimiter(first_line: &[u8]) -> &'static [u8] {
    let wide = first_line
        .windows(2)
        .filter(|pair| *pair == [0xC2, 0xAC])
        .count();
    let narrow = first_line.split(|b| *b == 0xAC).count() - 1;
    if wide * 2 >= narrow {
        &[0xC2, 0xAC]
    } else {
        &[0xAC]
    }
}

/// The cells of `line`.
pub(crate) fn split<'a>(
    line: &'a [u8],
    delimiter: &'static [u8],
) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let bytes = rest?;
        let at = match delimiter {
            [one] => bytes.iter().position(|b| b == one),
            _ => bytes
                .windows(delimiter.len())
                .position(|window| window == delimiter),
        };
        rest = at.map(|at| &bytes[at + delimiter.len()..]);
        Some(&bytes[..at.unwrap_or(bytes.len())])
    })
}

#[cfg(test)]
mod tests;
