//! Reads a plain table row by row.

use super::make::Maker;
use crate::fault::Fault;
use crate::read::{Cells, Header, Record, Shape, Walk};
use crate::reader::{Outcome, Progress, Row, Rows};
use model::RowPlace;

/// A plain table.
pub(crate) struct Table {
    maker: Maker,
    walk: Walk,
    /// The line on which the header stands.
    header_line: u64,
}

impl Table {
    pub fn new(maker: Maker, walk: Walk, header_line: u64) -> Self {
        Self {
            maker,
            walk,
            header_line,
        }
    }

    fn read(&mut self, shape: Shape, progress: &mut Progress) -> Row {
        let mut findings = Vec::new();
        let mut pen = self.walk.pen(&mut findings);
        let cells = &self.walk.cells;
        let header = self.maker.header();
        let outcome = if let Some(fault) = broken(shape, &self.walk.record, cells, header) {
            let width = header.width();
            let seen = format!("{} columns where the header has {width}", cells.len());
            pen.refuse(fault, None, &seen);
            let id = self.maker.sure_id(cells);
            let id = id.filter(|_| fault != Fault::CutOff);
            progress.intact &= id.is_some();
            Outcome::Refused {
                keeps: id.map_or_else(Vec::new, |id| self.maker.keeps(&id)),
            }
        } else {
            let made = self.maker.make(cells, &mut pen);
            progress.intact &= made.sure;
            made.outcome
        };
        self.walk.close(shape, outcome, findings, progress)
    }
}

/// What is broken about a row as a whole. Empty cells past the header's are let pass: spreadsheets add them.
fn broken(shape: Shape, record: &Record, cells: &Cells, header: &Header) -> Option<Fault> {
    let width = header.width();
    match shape {
        Shape::TooLong => Some(Fault::TooLong),
        Shape::Unclosed => Some(Fault::UnclosedQuote),
        Shape::CutOff => Some(Fault::CutOff),
        Shape::Whole | Shape::Blank if cells.len() < width => Some(if record.ended {
            Fault::WrongColumns
        } else {
            Fault::CutOff
        }),
        Shape::Whole | Shape::Blank => (width..cells.len())
            .any(|at| !cells.get(at).is_empty())
            .then_some(Fault::WrongColumns),
    }
}

impl Rows for Table {
    fn next(&mut self, progress: &mut Progress) -> Option<Row> {
        let absent = self.maker.absent();
        if !absent.is_empty() {
            let mut note = self.walk.note(absent);
            note.place = RowPlace {
                file: 0,
                line: self.header_line,
            };
            return Some(note);
        }
        match self.walk.next(progress)? {
            Ok(shape) => Some(self.read(shape, progress)),
            Err(note) => Some(*note),
        }
    }

    fn bytes_read(&self) -> u64 {
        self.walk.bytes_read()
    }
}
