//! Reads a file of the register row by row.

use super::entries::{entries, keeps};
use super::layout::{CODE, SUBTYPE, Table, column, is_header};
use crate::fault::Fault;
use crate::read::{Cells, Encoding, IdSet, Pen, Record, Records, Shape};
use crate::reader::{Outcome, Progress, Row, Rows};
use model::{Code, RowPlace, Scheme, SourceKey};
use std::io::Read;

/// A file of the register.
pub(crate) struct Register {
    source: SourceKey,
    table: Table,
    file: String,
    encoding: Encoding,
    records: Records<Box<dyn Read + Send>>,
    width: usize,
    seen: IdSet,
    record: Record,
    cells: Cells,
    ended: bool,
}

impl Register {
    pub fn new(
        source: SourceKey,
        table: Table,
        file: String,
        encoding: Encoding,
        records: Records<Box<dyn Read + Send>>,
        width: usize,
    ) -> Self {
        let (record, cells) = (Record::default(), Cells::default());
        Self {
            source,
            table,
            file,
            encoding,
            records,
            width,
            seen: IdSet::new(),
            record,
            cells,
            ended: false,
        }
    }

    fn read(&mut self, shape: Shape, progress: &mut Progress) -> Row {
        self.cells.fill(self.record.fields(), &mut self.encoding);
        let (line, cells) = (self.record.line, &self.cells);
        let mut findings = Vec::new();
        let mut pen = Pen {
            file: &self.file,
            line,
            findings: &mut findings,
        };
        let mut raw = vec![std::mem::take(&mut self.record.raw)];
        let code = Code::parse(Scheme::Ods, cells.get(CODE));
        let problem = match shape {
            Shape::TooLong => Some(Fault::TooLong),
            Shape::Unclosed => Some(Fault::UnclosedQuote),
            Shape::CutOff => Some(Fault::CutOff),
            Shape::Whole | Shape::Blank if cells.len() != self.width => {
                Some(if !self.record.ended && cells.len() < self.width {
                    Fault::CutOff
                } else {
                    Fault::WrongColumns
                })
            }
            Shape::Whole | Shape::Blank => None,
        };
        let outcome = if is_header(cells) {
            pen.refuse(Fault::HeaderRow, None, cells.get(CODE));
            Outcome::Refused { keeps: Vec::new() }
        } else if let Some(fault) = problem {
            pen.refuse(
                fault,
                None,
                &format!("{} columns where the file has {}", cells.len(), self.width),
            );
            let code = code
                .ok()
                .filter(|_| fault != Fault::CutOff && cells.len() > 1);
            progress.intact &= code.is_some();
            raw.retain(|_| fault != Fault::TooLong);
            Outcome::Refused {
                keeps: code.iter().flat_map(keeps).collect(),
            }
        } else {
            match code {
                Err(_) => {
                    let fault = if cells.get(CODE).is_empty() {
                        Fault::NoId
                    } else {
                        Fault::NotACode
                    };
                    pen.refuse(fault, Some(column(CODE)), cells.get(CODE));
                    progress.intact = false;
                    Outcome::Refused { keeps: Vec::new() }
                }
                Ok(code) if is_person(&code, cells) => {
                    raw.clear();
                    pen.refuse(Fault::Person, Some(column(CODE)), code.value());
                    Outcome::Refused { keeps: Vec::new() }
                }
                Ok(code) if !self.seen.insert(code.value()) => {
                    pen.refuse(Fault::RepeatedId, Some(column(CODE)), code.value());
                    Outcome::Refused { keeps: Vec::new() }
                }
                Ok(code) => {
                    for &(at, fault) in &cells.doubts {
                        pen.note(fault, column(at), cells.get(at));
                    }
                    Outcome::Described(entries(&self.source, self.table, &code, cells, &mut pen))
                }
            }
        };
        match outcome {
            Outcome::Described(_) => progress.tally.described += 1,
            _ => progress.tally.refused += 1,
        }
        Row {
            place: RowPlace { file: 0, line },
            raw,
            outcome,
            findings,
        }
    }
}

/// Practitioners stand in the amendment files, under G and seven digits, as principals or others.
fn is_person(code: &Code, cells: &Cells) -> bool {
    let digits = code
        .value()
        .strip_prefix('G')
        .is_some_and(|rest| rest.len() == 7 && rest.bytes().all(|b| b.is_ascii_digit()));
    digits && matches!(cells.get(SUBTYPE), "O" | "P")
}

impl Rows for Register {
    fn next(&mut self, progress: &mut Progress) -> Option<Row> {
        while !self.ended {
            match self.records.next(&mut self.record) {
                Ok(Some(Shape::Blank)) => {
                    progress.tally.read += 1;
                    progress.tally.blank += 1;
                }
                Ok(Some(shape)) => {
                    progress.tally.read += 1;
                    return Some(self.read(shape, progress));
                }
                Ok(None) => self.ended = true,
                Err(e) => {
                    self.ended = true;
                    progress.intact = false;
                    let line = self.record.line + 1;
                    let mut findings = Vec::new();
                    Pen {
                        file: &self.file,
                        line,
                        findings: &mut findings,
                    }
                    .refuse(Fault::ReadFailed, None, &e.to_string());
                    let place = RowPlace { file: 0, line };
                    return Some(Row {
                        place,
                        raw: Vec::new(),
                        outcome: Outcome::Note,
                        findings,
                    });
                }
            }
        }
        None
    }

    fn bytes_read(&self) -> u64 {
        self.records.at()
    }
}
