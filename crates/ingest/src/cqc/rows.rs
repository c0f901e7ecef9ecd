//! Reads a list of locations row by row, after its inspections.

use super::columns::Columns;
use super::entries::{LocationRow, keeps};
use super::inspections::{Inspections, Newest};
use crate::care::KnownCells;
use crate::fault::Fault;
use crate::read::{Header, IdSet, Shape, Walk, spoiled_id};
use crate::reader::{Outcome, Progress, Row, Rows};
use model::{Code, Scheme, SourceKey};
use std::collections::VecDeque;

/// A list of locations.
pub(crate) struct Locations {
    source: SourceKey,
    columns: Box<Columns>,
    header: Header,
    walk: Walk,
    inspections: Vec<Inspections>,
    /// How many files of inspections have been gone through.
    passed: usize,
    newest: Newest,
    seen: IdSet,
    /// Providers and brands that were described.
    above: IdSet,
    known: KnownCells,
    waiting: VecDeque<Row>,
    ended: bool,
}

impl Locations {
    pub fn new(
        source: SourceKey,
        columns: Box<Columns>,
        header: Header,
        walk: Walk,
        inspections: Vec<Inspections>,
    ) -> Self {
        Self {
            source,
            columns,
            header,
            walk,
            inspections,
            passed: 0,
            newest: Newest::default(),
            seen: IdSet::new(),
            above: IdSet::new(),
            known: KnownCells::default(),
            waiting: VecDeque::new(),
            ended: false,
        }
    }

    fn read(&mut self, shape: Shape, progress: &mut Progress) -> Row {
        let (columns, cells) = (&*self.columns, &self.walk.cells);
        let mut findings = Vec::new();
        let mut pen = self.walk.pen(&mut findings);
        let id_text = cells.get(columns.id);
        let id = Code::parse(Scheme::Cqc, id_text);
        let id_column = self.header.name(columns.id);
        let mut kept = Vec::new();
        let problem = if let Some(fault) = self.walk.broken(shape, self.header.width()) {
            // Which provider stood there cannot be read, and it may stand nowhere else.
            progress.intact = false;
            if columns.id == 0 && cells.len() > 1 && fault != Fault::CutOff {
                kept = id.iter().flat_map(keeps).collect();
            }
            let width = self.header.width();
            let seen = format!("{} columns where the header has {width}", cells.len());
            Some((fault, None, seen))
        } else if id.is_err() {
            progress.intact = false;
            let fault = match id_text {
                "" => Fault::NoId,
                id => spoiled_id(id).unwrap_or(Fault::BadLocation),
            };
            Some((fault, Some(id_column), id_text.to_owned()))
        } else if !self.seen.insert(id_text) {
            progress.intact &= columns.provider.id.is_none();
            Some((Fault::RepeatedId, Some(id_column), id_text.to_owned()))
        } else {
            None
        };
        let outcome = match (problem, id) {
            (None, Ok(id)) => {
                pen.doubts(cells, &self.header);
                let row = LocationRow {
                    source: &self.source,
                    columns,
                    header: &self.header,
                    cells,
                };
                let (inspected, rows) = self.newest.take(id.value());
                progress.tally.companion += rows;
                let provider = Code::parse(Scheme::Cqc, cells.of(columns.provider.id)).ok();
                let above = &mut self.above;
                let mut entries = row.above(provider.as_ref(), |id| above.insert(id), &mut pen);
                entries.extend(row.entries(&id, inspected, &mut self.known, &mut pen));
                Outcome::Described(entries)
            }
            (Some((fault, column, seen)), _) => {
                pen.refuse(fault, column, &seen);
                Outcome::Refused { keeps: kept }
            }
            (None, Err(_)) => Outcome::Refused { keeps: kept },
        };
        let refused = matches!(outcome, Outcome::Refused { .. });
        let fields: Vec<&[u8]> = self.walk.record.fields().collect();
        let people = self.columns.people.iter();
        let people: Vec<Vec<u8>> = people
            .filter_map(|at| fields.get(*at))
            .map(|name| name.to_vec())
            .filter(|name| !name.trim_ascii().is_empty())
            .collect();
        let mut row = self.walk.close(shape, outcome, findings, progress);
        if !self.columns.people.is_empty() {
            // In a broken row nobody knows where a name stands.
            row.raw.retain(|_| !refused);
            row.raw = row
                .raw
                .iter()
                .filter_map(|raw| without(raw, &people))
                .collect();
        }
        row
    }
}

/// The row's bytes without these names; none when one of them is not found as it stands.
fn without(raw: &[u8], names: &[Vec<u8>]) -> Option<Vec<u8>> {
    let mut rest = raw.to_vec();
    for name in names {
        let mut found = false;
        while let Some(at) = memchr::memmem::find(&rest, name) {
            rest.drain(at..at + name.len());
            found = true;
        }
        if !found {
            return None;
        }
    }
    Some(rest)
}

impl Rows for Locations {
    fn next(&mut self, progress: &mut Progress) -> Option<Row> {
        while let Some(file) = self.inspections.get_mut(self.passed) {
            if let Some(row) = file.pass(self.passed, &mut self.newest, progress) {
                return Some(row);
            }
            self.passed += 1;
        }
        if !self.ended {
            match self.walk.next(progress) {
                Some(Ok(shape)) => return Some(self.read(shape, progress)),
                Some(Err(row)) => return Some(*row),
                None => {}
            }
            self.ended = true;
            self.waiting
                .extend(self.newest.orphans(&self.inspections, progress));
            self.newest = Newest::default();
        }
        self.waiting.pop_front()
    }

    fn bytes_read(&self) -> u64 {
        let inspections = self.inspections.iter();
        self.walk.bytes_read() + inspections.map(|file| file.walk.bytes_read()).sum::<u64>()
    }
}
