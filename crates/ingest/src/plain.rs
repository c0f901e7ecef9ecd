//! A plain table read as it stands: a header and cells, no meaning. For looking at a table before it has a map.

use crate::fault::{Fault, Unreadable};
use crate::read::{self, Cells, Encoding, Header, Record, Records, Shape, Sniffed};
use crate::reader::Input;
use model::{Finding, Where};
use std::io::Read;

/// A plain table being read.
pub struct Plain {
    name: String,
    header: Header,
    encoding: Encoding,
    records: Records<Box<dyn Read + Send>>,
    record: Record,
    cells: Cells,
    ended: bool,
    blank: u64,
    /// True when cells keep their line breaks.
    lines: bool,
}

/// One row of a plain table.
#[derive(Clone, Debug, PartialEq)]
pub enum PlainRow {
    /// Its line, and its cells in the order of the header.
    Cells(u64, Vec<String>),
    /// Why it cannot be used.
    Refused(Finding),
}

/// Starts reading a table with a header, in any common separator and encoding.
///
/// # Errors
/// [`Unreadable`] when it has no header or is no text.
pub fn plain(input: Input) -> Result<Plain, Unreadable> {
    let name = input.name.clone();
    let mut sniffed = read::sniff(vec![input])?;
    match sniffed.pop() {
        Some(input) => Plain::of(input),
        None => Err(Unreadable::file(Fault::EmptyFile, &name, 0, "")),
    }
}

impl Plain {
    /// Starts reading a table that was looked into.
    pub(crate) fn of(input: Sniffed) -> Result<Self, Unreadable> {
        let name = input.name.clone();
        let heading = read::heading(&input, &[]);
        let mut encoding = input.encoding;
        let mut records = Records::new(input.into_lines(), heading.separator);
        let (_, header) = crate::table::header(&name, &mut records, &mut encoding, heading.line)?;
        records.width = Some(header.width());
        Ok(Self {
            name,
            header,
            encoding,
            records,
            record: Record::default(),
            cells: Cells::default(),
            ended: false,
            blank: 0,
            lines: false,
        })
    }

    /// The same table, cells with their line breaks.
    pub(crate) fn with_lines(mut self) -> Self {
        self.lines = true;
        self
    }

    /// The file's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Blank rows so far.
    pub(crate) fn blank(&self) -> u64 {
        self.blank
    }

    /// Bytes read so far.
    pub(crate) fn at(&self) -> u64 {
        self.records.at()
    }

    /// The bytes of the row that was given last.
    pub(crate) fn raw(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.record.raw)
    }
}

impl Plain {
    /// The names of its columns.
    #[must_use]
    pub fn header(&self) -> &[String] {
        self.header.names()
    }

    /// The column of the first of these names that stands, whatever its case and spacing.
    #[must_use]
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        self.header.find_any(names)
    }

    fn refused(&self, fault: Fault, seen: &str) -> PlainRow {
        let place = Where {
            file: self.name.clone(),
            line: self.record.line,
            column: None,
        };
        PlainRow::Refused(fault.refusal(place, seen))
    }
}

impl Iterator for Plain {
    type Item = PlainRow;

    fn next(&mut self) -> Option<PlainRow> {
        while !self.ended {
            match self.records.next(&mut self.record) {
                Ok(Some(Shape::Blank)) => self.blank += 1,
                Ok(Some(Shape::Whole)) => {
                    self.cells.fill(self.record.fields(), &mut self.encoding);
                    let width = self.header.width();
                    let past = (width..self.cells.len()).any(|at| !self.cells.get(at).is_empty());
                    if past || self.cells.len() < width {
                        let seen =
                            format!("{} columns where the header has {width}", self.cells.len());
                        let cut = self.cells.len() < width && !self.record.ended;
                        return Some(self.refused(
                            if cut {
                                Fault::CutOff
                            } else {
                                Fault::WrongColumns
                            },
                            &seen,
                        ));
                    }
                    let cell = |at| match self.cells.get(at) {
                        text if self.lines => text.trim().to_owned(),
                        text => read::one_line(text),
                    };
                    let cells = (0..width).map(cell).collect();
                    return Some(PlainRow::Cells(self.record.line, cells));
                }
                Ok(Some(shape)) => {
                    let fault = match shape {
                        Shape::TooLong => Fault::TooLong,
                        Shape::Unclosed => Fault::UnclosedQuote,
                        _ => Fault::CutOff,
                    };
                    return Some(self.refused(fault, ""));
                }
                Ok(None) => self.ended = true,
                Err(problem) => {
                    self.ended = true;
                    return Some(self.refused(Fault::ReadFailed, &problem.to_string()));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn rows(text: &str) -> Vec<Result<(u64, String), &'static str>> {
        let plain =
            plain(Input::new("a.csv", Cursor::new(text.as_bytes().to_vec()))).expect("a table");
        plain
            .map(|row| match row {
                PlainRow::Cells(line, cells) => Ok((line, cells.join("|"))),
                PlainRow::Refused(finding) => Err(finding.code),
            })
            .collect()
    }

    #[test]
    fn cells_come_as_they_stand_and_bad_rows_are_refused() {
        assert_eq!(
            rows("id,name\n1,\"Elm, the\"\n\n2\n3,Oak,\n4,Oak,x\n"),
            [
                Ok((2, "1|Elm, the".into())),
                Err("FP120"),
                Ok((5, "3|Oak".into())),
                Err("FP120")
            ]
        );
        assert_eq!(
            rows("id;name\n1;Elm, the\n"),
            [Ok((2, "1|Elm, the".into()))]
        );
    }
}
