//! Reads a file of the register row by row.

use super::entries::{entries, keeps};
use super::layout::{CODE, SUBTYPE, column, is_header};
use super::tables::Table;
use crate::fault::Fault;
use crate::read::{Cells, IdSet, Shape, Walk, spoiled_id};
use crate::reader::{Outcome, Progress, Row, Rows};
use model::{Code, Scheme, SourceKey};

/// A file of the register.
pub(crate) struct Register {
    source: SourceKey,
    table: &'static Table,
    walk: Walk,
    width: usize,
    seen: IdSet,
}

impl Register {
    pub fn new(source: SourceKey, table: &'static Table, walk: Walk, width: usize) -> Self {
        Self {
            source,
            table,
            walk,
            width,
            seen: IdSet::new(),
        }
    }

    fn read(&mut self, shape: Shape, progress: &mut Progress) -> Row {
        let cells = &self.walk.cells;
        let mut findings = Vec::new();
        let mut pen = self.walk.pen(&mut findings);
        let mut person = false;
        let code = Code::parse(Scheme::Ods, cells.get(CODE));
        let outcome = if is_header(cells) {
            pen.refuse(Fault::HeaderRow, None, cells.get(CODE));
            Outcome::Refused { keeps: Vec::new() }
        } else if let Some(fault) = self.walk.broken(shape, self.width) {
            pen.refuse(
                fault,
                None,
                &format!("{} columns where the file has {}", cells.len(), self.width),
            );
            let code = code
                .ok()
                .filter(|_| fault != Fault::CutOff && cells.len() > 1);
            progress.intact &= code.is_some();
            Outcome::Refused {
                keeps: code.iter().flat_map(keeps).collect(),
            }
        } else {
            match code {
                Err(_) => {
                    let fault = match cells.get(CODE) {
                        "" => Fault::NoId,
                        code => spoiled_id(code).unwrap_or(Fault::NotACode),
                    };
                    pen.refuse(fault, Some(column(CODE)), cells.get(CODE));
                    progress.intact = false;
                    Outcome::Refused { keeps: Vec::new() }
                }
                Ok(code) if is_person(&code, cells) => {
                    person = true;
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
        let mut row = self.walk.close(shape, outcome, findings, progress);
        if person {
            row.raw.clear();
        }
        row
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
        match self.walk.next(progress)? {
            Ok(shape) => Some(self.read(shape, progress)),
            Err(row) => Some(*row),
        }
    }

    fn bytes_read(&self) -> u64 {
        self.walk.bytes_read()
    }
}
