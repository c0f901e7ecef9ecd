//! Reads a plain table row by row.

use super::fields::RowText;
use super::plan::{Plan, PlannedSection};
use crate::fault::Fault;
use crate::read::{
    Cells, Header, IdSet, Pen, Record, Shape, Walk, is_nothing, one_line, written_date,
};
use crate::reader::{Outcome, Progress, Row, Rows};
use model::{Entry, EntryId, EntryType, Field, RowPlace, SourceKey, Value};

/// A plain table.
pub(crate) struct Table {
    source: SourceKey,
    header: Header,
    plan: Plan,
    walk: Walk,
    seen: IdSet,
}

impl Table {
    pub fn new(source: SourceKey, header: Header, plan: Plan, walk: Walk) -> Self {
        Self {
            source,
            header,
            plan,
            walk,
            seen: IdSet::new(),
        }
    }

    fn read(&mut self, shape: Shape, progress: &mut Progress) -> Row {
        let cells = &self.walk.cells;
        let mut findings = Vec::new();
        let mut pen = self.walk.pen(&mut findings);
        let id = one_line(cells.get(self.plan.id));
        let outcome = if let Some(fault) = broken(shape, &self.walk.record, cells, &self.header) {
            let seen = format!(
                "{} columns where the header has {}",
                cells.len(),
                self.header.width()
            );
            pen.refuse(fault, None, &seen);
            // In a broken row only the first column surely stands where it should, and only when another follows.
            let sure =
                self.plan.id == 0 && !id.is_empty() && cells.len() > 1 && fault != Fault::CutOff;
            progress.intact &= sure;
            Outcome::Refused {
                keeps: if sure { self.keeps(&id) } else { Vec::new() },
            }
        } else if (0..self.header.width()).all(|at| one_line(cells.get(at)) == self.header.name(at))
        {
            pen.refuse(Fault::HeaderRow, None, "");
            Outcome::Refused { keeps: Vec::new() }
        } else if is_nothing(&id) {
            pen.refuse(Fault::NoId, Some(self.header.name(self.plan.id)), &id);
            progress.intact = false;
            Outcome::Refused { keeps: Vec::new() }
        } else if !self.seen.insert(&id) {
            pen.refuse(Fault::RepeatedId, Some(self.header.name(self.plan.id)), &id);
            Outcome::Refused { keeps: Vec::new() }
        } else {
            pen.doubts(cells, &self.header);
            let entries = entries(
                &self.source,
                &self.plan,
                &RowText {
                    header: &self.header,
                    cells,
                },
                &id,
                &mut pen,
            );
            if entries.is_empty() {
                pen.refuse(Fault::NothingDescribed, None, &id);
                Outcome::Refused {
                    keeps: self.keeps(&id),
                }
            } else {
                Outcome::Described(entries)
            }
        };
        self.walk.close(shape, outcome, findings, progress)
    }

    fn keeps(&self, id: &str) -> Vec<(EntryType, String)> {
        self.plan
            .sections
            .iter()
            .map(|section| (section.entry_type, local_id(id, section.entry_type)))
            .collect()
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

fn local_id(id: &str, entry_type: EntryType) -> String {
    format!("{id}#{}", entry_type.as_str())
}

fn entries(
    source: &SourceKey,
    plan: &Plan,
    row: &RowText<'_>,
    id: &str,
    pen: &mut Pen<'_>,
) -> Vec<Entry> {
    let assured = plan
        .assured
        .and_then(|at| pen.date(row.header.name(at), row.cells.get(at), written_date));
    let mut entries: Vec<Entry> = Vec::new();
    for section in &plan.sections {
        let Some(mut entry) = entry(section, row, id, pen) else {
            continue;
        };
        entry.assured = assured;
        let above = |entry_type: EntryType| {
            let planned = plan
                .sections
                .iter()
                .any(|section| section.entry_type == entry_type);
            let found: Option<EntryId> = entries
                .iter()
                .find(|e| e.entry_type == entry_type)
                .map(|e| e.id(source));
            planned.then_some(found.map(Value::Reference))
        };
        let references = [
            (EntryType::Organization, Field::Organization),
            (EntryType::Location, Field::Location),
        ];
        for (entry_type, field) in references {
            // A section refers to those before it: a location to its organization, a service to both.
            if entry_type < section.entry_type
                && let Some(said) = above(entry_type)
            {
                entry.fields.insert(field, said);
            }
        }
        entries.push(entry);
    }
    entries
}

/// The entry of one section; none when nothing of it stands in the row.
fn entry(
    section: &PlannedSection,
    row: &RowText<'_>,
    id: &str,
    pen: &mut Pen<'_>,
) -> Option<Entry> {
    let stands = section
        .columns
        .iter()
        .any(|at| !is_nothing(row.cells.get(*at)));
    if !stands && !section.columns.is_empty() {
        return None;
    }
    let mut entry = Entry::new(section.entry_type, local_id(id, section.entry_type));
    for (field, planned) in &section.fields {
        let said = row.said(*field, planned, pen);
        if *field == Field::Name && said.is_none() && section.entry_type == EntryType::Service {
            let place = pen.place(None);
            pen.findings.push(Fault::NoName.finding(place, ""));
        }
        entry.fields.insert(*field, said);
    }
    entry.fields.values().any(Option::is_some).then_some(entry)
}

impl Rows for Table {
    fn next(&mut self, progress: &mut Progress) -> Option<Row> {
        if !self.plan.absent.is_empty() {
            let findings = std::mem::take(&mut self.plan.absent);
            let place = RowPlace { file: 0, line: 1 };
            return Some(Row {
                place,
                raw: Vec::new(),
                outcome: Outcome::Note,
                findings,
            });
        }
        match self.walk.next(progress)? {
            Ok(shape) => Some(self.read(shape, progress)),
            Err(row) => Some(*row),
        }
    }

    fn bytes_read(&self) -> u64 {
        self.walk.bytes_read()
    }
}
