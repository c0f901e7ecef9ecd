//! A quoted file gone through row by row, every row counted once: what the readers of such files have in common.

use super::{Cells, Encoding, Pen, Record, Records, Shape};
use crate::fault::Fault;
use crate::reader::{Outcome, Progress, Row};
use model::{Finding, RowPlace};
use std::io::Read;

/// A file being gone through.
pub(crate) struct Walk {
    /// Its name, as findings give it.
    pub file: String,
    /// The row that stands now.
    pub record: Record,
    /// Its cells.
    pub cells: Cells,
    at: u16,
    encoding: Encoding,
    records: Records<Box<dyn Read + Send>>,
    ended: bool,
}

impl Walk {
    /// The file `file`, which is the document's file number `at`.
    pub fn new(
        file: String,
        at: u16,
        encoding: Encoding,
        records: Records<Box<dyn Read + Send>>,
    ) -> Self {
        Self {
            file,
            record: Record::default(),
            cells: Cells::default(),
            at,
            encoding,
            records,
            ended: false,
        }
    }

    /// Passes over the first `rows` rows that are not blank, the header among them; they are not counted.
    pub fn skip(&mut self, rows: usize) -> std::io::Result<()> {
        let mut passed = 0;
        while passed < rows {
            match self.records.next(&mut self.record)? {
                Some(Shape::Blank) => {}
                Some(_) => passed += 1,
                None => break,
            }
        }
        Ok(())
    }

    /// Goes to the next row that is not blank. Gives a note instead when the file cannot be read on; none at the end.
    pub fn next(&mut self, progress: &mut Progress) -> Option<Result<Shape, Box<Row>>> {
        while !self.ended {
            match self.records.next(&mut self.record) {
                Ok(Some(Shape::Blank)) => {
                    progress.tally.read += 1;
                    progress.tally.blank += 1;
                }
                Ok(Some(shape)) => {
                    progress.tally.read += 1;
                    self.cells.fill_record(&self.record, &mut self.encoding);
                    return Some(Ok(shape));
                }
                Ok(None) => self.ended = true,
                Err(e) => {
                    self.ended = true;
                    progress.intact = false;
                    self.record.line += 1;
                    let mut findings = Vec::new();
                    let mut pen = self.pen(&mut findings);
                    pen.refuse(Fault::ReadFailed, None, &e.to_string());
                    return Some(Err(Box::new(self.note(findings))));
                }
            }
        }
        None
    }

    /// Why a row of this shape is not whole, where rows have `width` columns.
    pub fn broken(&self, shape: Shape, width: usize) -> Option<Fault> {
        match shape {
            Shape::TooLong => Some(Fault::TooLong),
            Shape::Unclosed => Some(Fault::UnclosedQuote),
            Shape::CutOff => Some(Fault::CutOff),
            Shape::Whole | Shape::Blank if self.cells.len() == width => None,
            Shape::Whole | Shape::Blank if !self.record.ended && self.cells.len() < width => {
                Some(Fault::CutOff)
            }
            Shape::Whole | Shape::Blank => Some(Fault::WrongColumns),
        }
    }

    /// Writes findings about the row that stands now.
    pub fn pen<'a>(&'a self, findings: &'a mut Vec<Finding>) -> Pen<'a> {
        Pen {
            file: &self.file,
            line: self.record.line,
            findings,
        }
    }

    /// The row that stands now, as what came of it, counted; a note as a companion. Its bytes are given away, unless it is too long.
    pub fn close(
        &mut self,
        shape: Shape,
        outcome: Outcome,
        findings: Vec<Finding>,
        progress: &mut Progress,
    ) -> Row {
        match outcome {
            Outcome::Described(_) => progress.tally.described += 1,
            Outcome::Refused { .. } => progress.tally.refused += 1,
            Outcome::Note => progress.tally.companion += 1,
        }
        let mut raw = vec![std::mem::take(&mut self.record.raw)];
        raw.retain(|_| shape != Shape::TooLong);
        Row {
            raw,
            outcome,
            ..self.note(findings)
        }
    }

    /// Findings about the row that stands now, which is counted elsewhere.
    pub fn note(&self, findings: Vec<Finding>) -> Row {
        Row {
            place: RowPlace {
                file: self.at,
                line: self.record.line,
            },
            raw: Vec::new(),
            outcome: Outcome::Note,
            findings,
        }
    }

    /// Bytes read so far.
    pub fn bytes_read(&self) -> u64 {
        self.records.at()
    }
}
