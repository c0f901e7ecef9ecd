//! Reads a document of the family: first where companions stand, then the parent row by row.

use super::File;
use super::columns::{ParentColumns, What, expected};
use super::companions::{Companion, CompanionRow, Held, Index};
use super::entries::{Completed, ParentRow, keeps};
use super::hours::HoursDraft;
use super::services::{Listed, listed};
use super::tables::Table;
use crate::fault::Fault;
use crate::read::{Cells, IdSet, Line, Pen, Record, spoiled_id};
use crate::reader::{Outcome, Progress, Row, Rows};
use model::{EntryType, Finding, RowPlace, SourceKey, Value};
use std::collections::VecDeque;
use std::io;

/// A parent's file.
pub(crate) struct ParentFile {
    pub table: &'static Table,
    pub columns: Box<ParentColumns>,
    pub file: File,
}

/// The rows of a parent with its companions.
pub(crate) struct Parents {
    source: SourceKey,
    parent: ParentFile,
    companions: Vec<Companion>,
    /// How many companions have been passed over.
    passed: usize,
    index: Index,
    seen: IdSet,
    waiting: VecDeque<Row>,
    ended: bool,
    line: Line,
    record: Record,
    cells: Cells,
    /// The row described last.
    described: Cells,
    companion_cells: Cells,
}

impl Parents {
    pub fn new(source: SourceKey, parent: ParentFile, companions: Vec<Companion>) -> Self {
        let (wanted, known) = expected(parent.table);
        let findings = parent
            .file
            .header
            .oddities(&parent.file.name, &wanted, &known);
        let place = RowPlace {
            file: parent.file.at,
            line: 1,
        };
        let note = Row {
            place,
            raw: Vec::new(),
            outcome: Outcome::Note,
            findings,
        };
        let waiting = if note.findings.is_empty() {
            VecDeque::new()
        } else {
            VecDeque::from([note])
        };
        Self {
            source,
            parent,
            companions,
            passed: 0,
            index: Index::default(),
            seen: IdSet::new(),
            waiting,
            ended: false,
            line: Line::default(),
            record: Record::default(),
            cells: Cells::default(),
            described: Cells::default(),
            companion_cells: Cells::default(),
        }
    }

    fn next_parent(&mut self, progress: &mut Progress) -> Option<Row> {
        loop {
            match self.parent.file.lines.next(&mut self.line) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(e) => {
                    self.ended = true;
                    progress.intact = false;
                    self.line.number += 1;
                    let (fault, seen) = (Fault::ReadFailed, e.to_string());
                    let findings = self.findings(|pen| pen.refuse(fault, None, &seen));
                    return Some(self.row(Vec::new(), Outcome::Note, findings));
                }
            }
            progress.tally.read += 1;
            let file = &mut self.parent.file;
            file.separator.fill(
                &self.line.bytes,
                &mut self.cells,
                &mut self.record,
                &mut file.encoding,
            );
            if self.cells.all_blank() && !self.line.too_long {
                progress.tally.blank += 1;
                continue;
            }
            return Some(match self.check(progress) {
                Ok(None) => self.described(progress),
                Ok(Some(Fault::OtherContact)) => self.repeated(progress),
                Ok(Some(fault)) => self.hidden(fault, progress),
                Err(refusal) => self.refused(&refusal, progress),
            });
        }
    }

    /// Why the row cannot be used, or is passed over.
    fn check(&mut self, progress: &mut Progress) -> Result<Option<Fault>, Refusal> {
        let (cells, columns) = (&self.cells, &self.parent.columns);
        let header = &self.parent.file.header;
        let id = cells.get(columns.id);
        let width = header.width();
        if self.line.too_long || cells.len() != width {
            let cut_off = !self.line.ended && cells.len() < width;
            // A whole row's id is a number: anything else is the tail of a broken one.
            let whole_id = cells.len() > 1
                && columns.id == 0
                && !id.is_empty()
                && id.bytes().all(|b| b.is_ascii_digit());
            progress.intact &= whole_id && !cut_off;
            let seen = format!("{} columns where the header has {width}", cells.len());
            let fault = match (self.line.too_long, cut_off) {
                (true, _) => Fault::TooLong,
                (_, true) => Fault::CutOff,
                _ => Fault::WrongColumns,
            };
            return Err(Refusal {
                fault,
                column: None,
                seen,
                keeps: whole_id,
            });
        }
        let refusal = |fault, column: usize, seen: &str, keeps| {
            Err(Refusal {
                fault,
                column: Some(header.name(column).to_owned()),
                seen: seen.to_owned(),
                keeps,
            })
        };
        if id.is_empty() {
            progress.intact = false;
            return refusal(Fault::NoId, columns.id, "", false);
        }
        if let Some(fault) = spoiled_id(id) {
            progress.intact = false;
            return refusal(fault, columns.id, id, false);
        }
        if let Some(kind) = columns.kind
            && !self.parent.table.takes(cells.get(kind))
        {
            return refusal(Fault::OtherType, kind, cells.get(kind), true);
        }
        if !self.seen.insert(id) {
            if self.differs_in_contact_only() {
                return Ok(Some(Fault::OtherContact));
            }
            return refusal(Fault::RepeatedId, columns.id, id, false);
        }
        let hidden = columns
            .status
            .filter(|status| !cells.get(*status).eq_ignore_ascii_case("visible"));
        Ok(hidden.map(|_| Fault::NotVisible))
    }

    /// True when the row is the one before it but for the ways to reach the place.
    fn differs_in_contact_only(&self) -> bool {
        let columns = &self.parent.columns;
        let contact = [columns.phone, columns.email, columns.website, columns.fax];
        let mut others = (0..self.cells.len()).filter(|at| !contact.contains(&Some(*at)));
        self.described.len() == self.cells.len()
            && others.all(|at| self.cells.get(at) == self.described.get(at))
    }

    /// A place with two numbers and two addresses stands on four rows: those after the first add nothing.
    fn repeated(&mut self, progress: &mut Progress) -> Row {
        progress.tally.companion += 1;
        let id = self.parent.columns.id;
        let (column, seen) = (
            self.parent.file.header.name(id).to_owned(),
            self.cells.get(id).to_owned(),
        );
        let findings = self.findings(|pen| pen.note(Fault::OtherContact, &column, &seen));
        self.row(Vec::new(), Outcome::Note, findings)
    }

    fn described(&mut self, progress: &mut Progress) -> Row {
        progress.tally.described += 1;
        let mut findings = Vec::new();
        let held = self
            .index
            .take(self.cells.get(self.parent.columns.id))
            .unwrap_or_default();
        let rows = self.companion_rows(&held, &mut findings, progress);
        progress.tally.companion += held.rows();
        let completed = self.complete(&held, &rows, &mut findings);
        let parent = ParentRow {
            source: &self.source,
            table: self.parent.table,
            columns: &self.parent.columns,
            header: &self.parent.file.header,
            cells: &self.cells,
        };
        let mut pen = Pen {
            file: &self.parent.file.name,
            line: self.line.number,
            findings: &mut findings,
        };
        pen.doubts(&self.cells, &self.parent.file.header);
        let entries = parent.entries(&completed, &mut pen);
        let raw = std::iter::once(self.line.bytes.clone())
            .chain(rows.into_iter().map(|row| row.bytes))
            .collect();
        std::mem::swap(&mut self.cells, &mut self.described);
        self.row(raw, Outcome::Described(entries), findings)
    }

    /// A profile that the source hides says nothing, so it counts as not listed and its companions with it.
    fn hidden(&mut self, fault: Fault, progress: &mut Progress) -> Row {
        progress.tally.blank += 1;
        let held = self
            .index
            .take(self.cells.get(self.parent.columns.id))
            .unwrap_or_default();
        progress.tally.blank += held.rows();
        let status = self.parent.columns.status.unwrap_or_default();
        let (column, seen) = (
            self.parent.file.header.name(status).to_owned(),
            self.cells.get(status).to_owned(),
        );
        let findings = self.findings(|pen| pen.note(fault, &column, &seen));
        self.row(Vec::new(), Outcome::Note, findings)
    }

    fn refused(&mut self, refusal: &Refusal, progress: &mut Progress) -> Row {
        progress.tally.refused += 1;
        let id = self.cells.get(self.parent.columns.id).to_owned();
        let mut kept: Vec<(EntryType, String)> = Vec::new();
        if refusal.keeps {
            let mut unused = Vec::new();
            let held = self.index.peek(&id).unwrap_or_default();
            let rows = self.companion_rows(&held, &mut unused, progress);
            let services = self.complete(&held, &rows, &mut unused).services;
            kept = keeps(self.parent.table, &id, &services);
        }
        let findings = self
            .findings(|pen| pen.refuse(refusal.fault, refusal.column.as_deref(), &refusal.seen));
        let raw = if self.line.too_long {
            Vec::new()
        } else {
            vec![self.line.bytes.clone()]
        };
        self.row(raw, Outcome::Refused { keeps: kept }, findings)
    }

    fn companion_rows(
        &mut self,
        held: &Held,
        findings: &mut Vec<Finding>,
        progress: &mut Progress,
    ) -> Vec<CompanionRow> {
        held.read(&mut self.companions)
            .unwrap_or_else(|e: io::Error| {
                progress.intact = false;
                let mut pen = Pen {
                    file: &self.parent.file.name,
                    line: self.line.number,
                    findings,
                };
                pen.note(
                    Fault::ReadFailed,
                    self.parent.file.header.name(self.parent.columns.id),
                    &e.to_string(),
                );
                Vec::new()
            })
    }

    /// What `rows`, the companions of one parent, add to it.
    fn complete(
        &mut self,
        held: &Held,
        rows: &[CompanionRow],
        findings: &mut Vec<Finding>,
    ) -> Completed {
        let speaks = self.companions.iter().any(Companion::has_times);
        let mut hours = HoursDraft::new(held.ragged || rows.len() as u64 != held.rows());
        let mut services: Vec<Listed> = Vec::new();
        let cells = &mut self.companion_cells;
        for row in rows {
            let companion = &mut self.companions[row.companion];
            let file = &mut companion.file;
            file.separator
                .fill(&row.bytes, cells, &mut self.record, &mut file.encoding);
            let mut pen = Pen {
                file: &companion.file.name,
                line: row.line,
                findings,
            };
            pen.doubts(cells, &companion.file.header);
            match companion.columns.what {
                What::Times { .. } => hours.add(companion, row, cells, &mut pen),
                What::Services { .. } if !companion.tells_services() => {}
                What::Services { name } => match listed(cells.get(name)) {
                    Some(new) if services.iter().any(|known| known.term == new.term) => {}
                    Some(new) => services.push(new),
                    None => pen.note(
                        Fault::NoName,
                        companion.file.header.name(name),
                        cells.get(name),
                    ),
                },
            }
        }
        Completed {
            services,
            schedule: speaks.then(|| hours.finish().map(|hours| Value::Hours(Box::new(hours)))),
        }
    }

    fn findings(&self, write: impl FnOnce(&mut Pen<'_>)) -> Vec<Finding> {
        let mut findings = Vec::new();
        write(&mut Pen {
            file: &self.parent.file.name,
            line: self.line.number,
            findings: &mut findings,
        });
        findings
    }

    fn row(&self, raw: Vec<Vec<u8>>, outcome: Outcome, findings: Vec<Finding>) -> Row {
        Row {
            place: RowPlace {
                file: self.parent.file.at,
                line: self.line.number,
            },
            raw,
            outcome,
            findings,
        }
    }
}

/// Why a row cannot be used.
struct Refusal {
    fault: Fault,
    column: Option<String>,
    seen: String,
    /// True when its id can be read, so that its entries stay.
    keeps: bool,
}

impl Rows for Parents {
    fn next(&mut self, progress: &mut Progress) -> Option<Row> {
        while let Some(companion) = self.companions.get_mut(self.passed) {
            if let Some(row) = companion.pass(self.passed as u16, &mut self.index, progress) {
                if row.outcome == Outcome::Note {
                    self.passed += 1;
                }
                return Some(row);
            }
            self.waiting.extend(companion.verdict());
            self.passed += 1;
        }
        if let Some(row) = self.waiting.pop_front() {
            return Some(row);
        }
        if !self.ended {
            if let Some(row) = self.next_parent(progress) {
                return Some(row);
            }
            self.ended = true;
            self.waiting
                .extend(self.index.orphans(&self.companions, progress));
            self.index = Index::default();
            return self.waiting.pop_front();
        }
        None
    }

    fn bytes_read(&self) -> u64 {
        self.parent.file.lines.at()
            + self
                .companions
                .iter()
                .map(|companion| companion.passed)
                .sum::<u64>()
    }
}
