//! Reads a plain table row by row.

use super::fields::RowText;
use super::plan::{Plan, PlannedSection};
use crate::fault::Fault;
use crate::read::{
    Cells, Encoding, Header, IdSet, Pen, Record, Records, Shape, is_nothing, one_line, written_date,
};
use crate::reader::{Outcome, Progress, Row, Rows};
use model::{Entry, EntryId, EntryType, Field, RowPlace, SourceKey, Value};
use std::io::Read;

/// A plain table.
pub(crate) struct Table {
    source: SourceKey,
    file: String,
    header: Header,
    plan: Plan,
    encoding: Encoding,
    records: Records<Box<dyn Read + Send>>,
    seen: IdSet,
    record: Record,
    cells: Cells,
    ended: bool,
}

impl Table {
    pub fn new(
        source: SourceKey,
        file: String,
        header: Header,
        plan: Plan,
        encoding: Encoding,
        records: Records<Box<dyn Read + Send>>,
    ) -> Self {
        let (record, cells) = (Record::default(), Cells::default());
        Self {
            source,
            file,
            header,
            plan,
            encoding,
            records,
            seen: IdSet::new(),
            record,
            cells,
            ended: false,
        }
    }

    fn read(&mut self, shape: Shape, progress: &mut Progress) -> Row {
        self.cells.fill(self.record.fields(), &mut self.encoding);
        let line = self.record.line;
        let mut raw = vec![std::mem::take(&mut self.record.raw)];
        raw.retain(|_| shape != Shape::TooLong);
        let mut findings = Vec::new();
        let mut pen = Pen {
            file: &self.file,
            line,
            findings: &mut findings,
        };
        let id = one_line(self.cells.get(self.plan.id));
        let outcome = if let Some(fault) = broken(shape, &self.record, &self.cells, &self.header) {
            let seen = format!(
                "{} columns where the header has {}",
                self.cells.len(),
                self.header.width()
            );
            pen.refuse(fault, None, &seen);
            // In a broken row only the first column surely stands where it should, and only when another follows.
            let sure = self.plan.id == 0
                && !id.is_empty()
                && self.cells.len() > 1
                && fault != Fault::CutOff;
            progress.intact &= sure;
            Outcome::Refused {
                keeps: if sure { self.keeps(&id) } else { Vec::new() },
            }
        } else if (0..self.header.width())
            .all(|at| one_line(self.cells.get(at)) == self.header.name(at))
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
            pen.doubts(&self.cells, &self.header);
            let entries = entries(
                &self.source,
                &self.plan,
                &RowText {
                    header: &self.header,
                    cells: &self.cells,
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
