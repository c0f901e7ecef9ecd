//! A list of inspections: what each location's newest one found.

use super::columns::InspectionColumns;
use super::entries::{grade, read_date};
use crate::fault::Fault;
use crate::read::{Header, Shape, Walk, spoiled_id};
use crate::reader::{Outcome, Progress, Row};
use jiff::civil::Date;
use model::{Code, Grade, Scheme};
use std::collections::BTreeMap;

/// A file of inspections.
pub(crate) struct Inspections {
    columns: InspectionColumns,
    header: Header,
    pub walk: Walk,
}

/// The newest inspection of each location, and how many rows tell of it.
#[derive(Default)]
pub(crate) struct Newest {
    by_id: BTreeMap<Box<str>, Held>,
}

struct Held {
    newest: Option<(Date, Grade)>,
    rows: u64,
    file: usize,
    line: u64,
}

impl Inspections {
    pub fn new(columns: InspectionColumns, header: Header, walk: Walk) -> Self {
        Self {
            columns,
            header,
            walk,
        }
    }

    /// Goes through the file, whose number among the inspections is `number`. Gives rows with findings; none at the end.
    pub fn pass(
        &mut self,
        number: usize,
        newest: &mut Newest,
        progress: &mut Progress,
    ) -> Option<Row> {
        loop {
            let shape = match self.walk.next(progress)? {
                Ok(shape) => shape,
                Err(row) => return Some(*row),
            };
            if let Some(row) = self.read(shape, number, newest, progress) {
                return Some(row);
            }
        }
    }

    fn read(
        &mut self,
        shape: Shape,
        number: usize,
        newest: &mut Newest,
        progress: &mut Progress,
    ) -> Option<Row> {
        let (columns, cells) = (&self.columns, &self.walk.cells);
        let mut findings = Vec::new();
        let mut pen = self.walk.pen(&mut findings);
        let id = Code::parse(Scheme::Cqc, cells.get(columns.id));
        let refused = if let Some(fault) = self.walk.broken(shape, self.header.width()) {
            pen.refuse(fault, None, "");
            true
        } else if id.is_err() {
            let seen = cells.get(columns.id);
            let fault = spoiled_id(seen).unwrap_or(Fault::NoId);
            pen.refuse(fault, Some(self.header.name(columns.id)), seen);
            true
        } else {
            false
        };
        if refused {
            // What it found stays as last said only when the location is known, so nothing may be taken as gone.
            progress.intact = false;
            let outcome = Outcome::Refused { keeps: Vec::new() };
            return Some(self.walk.close(shape, outcome, findings, progress));
        }
        let found = grade(
            cells.get(columns.overall),
            self.header.name(columns.overall),
            &mut pen,
        );
        let day = pen.date(
            self.header.name(columns.published),
            cells.get(columns.published),
            read_date,
        );
        let line = self.walk.record.line;
        if let Ok(id) = id {
            newest.add(id.value(), day.zip(found), number, line);
        }
        // Counted later: with its location, or as an orphan.
        (!findings.is_empty()).then(|| self.walk.note(findings))
    }

    /// The finding about `count` rows of no location: the line of the first, and ids.
    fn orphans(&self, count: u64, line: u64, ids: &str) -> Row {
        let mut findings = Vec::new();
        self.walk
            .pen(&mut findings)
            .note(Fault::Orphans, self.header.name(self.columns.id), ids);
        for finding in &mut findings {
            finding.times = count;
            finding.place.line = line;
        }
        let mut row = self.walk.note(findings);
        row.place.line = line;
        row
    }
}

impl Newest {
    fn add(&mut self, id: &str, found: Option<(Date, Grade)>, file: usize, line: u64) {
        let held = self.by_id.entry(id.into()).or_insert(Held {
            newest: None,
            rows: 0,
            file,
            line,
        });
        held.rows += 1;
        // Of two on one day the later row counts.
        if found.is_some_and(|(day, _)| held.newest.is_none_or(|(newest, _)| day >= newest)) {
            held.newest = found;
        }
    }

    /// What the newest inspection of the location `id` found, and how many rows tell of it.
    pub fn take(&mut self, id: &str) -> (Option<(Date, Grade)>, u64) {
        self.by_id
            .remove(id)
            .map_or((None, 0), |held| (held.newest, held.rows))
    }

    /// What is left belongs to no location: one finding for each file, naming the first three ids.
    pub fn orphans(&self, files: &[Inspections], progress: &mut Progress) -> Vec<Row> {
        let mut rows = Vec::new();
        for (number, file) in files.iter().enumerate() {
            let mut left: Vec<_> = self
                .by_id
                .iter()
                .filter(|(_, held)| held.file == number)
                .collect();
            left.sort_unstable_by_key(|(_, held)| held.line);
            let count: u64 = left.iter().map(|(_, held)| held.rows).sum();
            let Some((_, first)) = left.first() else {
                continue;
            };
            progress.tally.orphan += count;
            let ids: Vec<&str> = left.iter().take(3).map(|(id, _)| &***id).collect();
            rows.push(file.orphans(count, first.line, &ids.join(", ")));
        }
        rows
    }
}
