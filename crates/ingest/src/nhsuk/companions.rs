//! Companions: a first pass notes where each parent's rows stand, later they are read from there.

use super::File;
use super::columns::{CompanionColumns, What};
use crate::fault::Fault;
use crate::read::{Line, Pen, ROW_LIMIT, spoiled_id};
use crate::reader::{Outcome, Progress, Row};
use model::{Finding, RowPlace};
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::io;

/// A companion file.
pub(crate) struct Companion {
    pub columns: CompanionColumns,
    pub file: File,
    /// Bytes read in the first pass.
    pub passed: u64,
    line: Line,
    all: AllForAll,
}

/// Whether a list of services names the same ones for every parent.
///
/// The website has published such a list: each of 25,000 homes with each of five kinds of care. It is the table of
/// all pairs, and tells nothing of any of them.
#[derive(Default)]
struct AllForAll {
    /// How often each name stands, until there are too many to be the same for all.
    names: HashMap<u64, u64, BuildHasherDefault<DefaultHasher>>,
    parents: u64,
}

impl AllForAll {
    /// Fewer parents, or names, may well have the same services.
    const PARENTS: u64 = 100;
    const NAMES: std::ops::RangeInclusive<usize> = 3..=100;

    fn add(&mut self, name: &[u8], new_parent: bool) {
        self.parents += u64::from(new_parent);
        if self.names.len() <= *Self::NAMES.end() {
            let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(name);
            *self.names.entry(hash).or_default() += 1;
        }
    }

    fn holds(&self) -> bool {
        self.parents >= Self::PARENTS
            && Self::NAMES.contains(&self.names.len())
            && self.names.values().all(|times| *times == self.parents)
    }
}

/// Rows of one companion that follow each other and have one parent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    companion: u16,
    start: u64,
    len: u32,
    rows: u32,
    line: u64,
}

/// Where the companion rows of one parent stand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held {
    spans: Vec<Span>,
    bytes: usize,
    /// True when one of its rows was refused: what the others do not say is not known.
    pub ragged: bool,
}

/// Where the companion rows of each parent stand.
#[derive(Default)]
pub(crate) struct Index {
    by_id: HashMap<Box<str>, Held, BuildHasherDefault<DefaultHasher>>,
}

/// One companion row.
pub(crate) struct CompanionRow {
    pub companion: usize,
    pub line: u64,
    pub bytes: Vec<u8>,
}

impl Companion {
    pub fn new(columns: CompanionColumns, file: File) -> Self {
        Self {
            columns,
            file,
            passed: 0,
            line: Line::default(),
            all: AllForAll::default(),
        }
    }

    /// Goes on with the first pass. Gives rows that are refused; none at the end of the file.
    pub fn pass(&mut self, number: u16, index: &mut Index, progress: &mut Progress) -> Option<Row> {
        loop {
            let more = self.file.lines.next(&mut self.line);
            self.passed = self.file.lines.at();
            match more {
                Ok(true) => {}
                Ok(false) => return None,
                Err(e) => return Some(self.failed(&e, progress)),
            }
            progress.tally.read += 1;
            match self.note(number, index, progress) {
                Ok(()) => {}
                Err((fault, seen)) => return Some(self.refused(fault, &seen, progress)),
            }
        }
    }

    fn note(
        &mut self,
        number: u16,
        index: &mut Index,
        progress: &mut Progress,
    ) -> Result<(), (Fault, String)> {
        let (line, id_column) = (&self.line, self.columns.id);
        let name_column = match self.columns.what {
            What::Services { name } => Some(name),
            What::Times { .. } => None,
        };
        if line.bytes.iter().all(u8::is_ascii_whitespace) {
            progress.tally.blank += 1;
            return Ok(());
        }
        let mut width = 0;
        let (mut id, mut name) = (Cow::default(), None);
        let mut blank = true;
        for cell in self.file.separator.cells(&line.bytes) {
            blank &= cell.is_empty();
            if width == id_column {
                id = cell;
            } else if Some(width) == name_column {
                name = Some(cell);
            }
            width += 1;
        }
        if blank {
            progress.tally.blank += 1;
            return Ok(());
        }
        let id = String::from_utf8_lossy(&id);
        let id = id.trim();
        let columns = self.file.header.width();
        if line.too_long || width != columns {
            let cut_off = !line.ended && width < columns;
            // A whole row's id is a number: anything else is the tail of a broken one.
            if !cut_off
                && id_column == 0
                && id.bytes().all(|b| b.is_ascii_digit())
                && !id.is_empty()
            {
                index.entry(id).ragged = true;
            } else {
                progress.intact = false;
            }
            let fault = if line.too_long {
                Fault::TooLong
            } else if cut_off {
                Fault::CutOff
            } else {
                Fault::WrongColumns
            };
            return Err((
                fault,
                format!("{width} columns where the header has {columns}"),
            ));
        }
        if id.is_empty() {
            progress.intact = false;
            return Err((Fault::NoId, String::new()));
        }
        if let Some(fault) = spoiled_id(id) {
            progress.intact = false;
            return Err((fault, id.to_owned()));
        }
        let held = index.entry(id);
        if held.bytes + line.len as usize > ROW_LIMIT {
            held.ragged = true;
            return Err((Fault::TooManyCompanions, id.to_owned()));
        }
        let first = held.add(number, line);
        if let Some(name) = name {
            self.all.add(name.trim_ascii(), first);
        }
        Ok(())
    }

    fn refused(&mut self, fault: Fault, seen: &str, progress: &mut Progress) -> Row {
        progress.tally.refused += 1;
        let mut findings = Vec::new();
        let column = matches!(fault, Fault::NoId | Fault::ErrorAsId | Fault::LostDigits)
            .then(|| self.file.header.name(self.columns.id).to_owned());
        Pen {
            file: &self.file.name,
            line: self.line.number,
            findings: &mut findings,
        }
        .refuse(fault, column.as_deref(), seen);
        let raw = if self.line.too_long {
            Vec::new()
        } else {
            vec![self.line.bytes.clone()]
        };
        Row {
            place: self.place(self.line.number),
            raw,
            outcome: Outcome::Refused { keeps: Vec::new() },
            findings,
        }
    }

    fn failed(&self, e: &io::Error, progress: &mut Progress) -> Row {
        progress.intact = false;
        let mut findings = Vec::new();
        let line = self.line.number + 1;
        Pen {
            file: &self.file.name,
            line,
            findings: &mut findings,
        }
        .refuse(Fault::ReadFailed, None, &e.to_string());
        Row {
            place: self.place(line),
            raw: Vec::new(),
            outcome: Outcome::Note,
            findings,
        }
    }

    fn place(&self, line: u64) -> RowPlace {
        RowPlace {
            file: self.file.at,
            line,
        }
    }

    /// What is wrong with the whole of it, once it was passed over.
    pub fn verdict(&self) -> Option<Row> {
        if !self.all.holds() {
            return None;
        }
        let mut findings = Vec::new();
        let seen = format!(
            "{} services for each of {} ids",
            self.all.names.len(),
            self.all.parents
        );
        Pen {
            file: &self.file.name,
            line: 2,
            findings: &mut findings,
        }
        .note(Fault::AllForAll, "ServiceName", &seen);
        Some(Row {
            place: self.place(2),
            raw: Vec::new(),
            outcome: Outcome::Note,
            findings,
        })
    }

    /// True when it lists services that can be believed.
    pub fn tells_services(&self) -> bool {
        !self.all.holds()
    }

    /// True when it holds opening times.
    pub fn has_times(&self) -> bool {
        matches!(self.columns.what, What::Times { .. })
    }
}

impl Held {
    /// Notes one row; true when it is the first of its companion.
    fn add(&mut self, companion: u16, line: &Line) -> bool {
        let first = !self.spans.iter().any(|span| span.companion == companion);
        self.bytes += line.len as usize;
        let row = Span {
            companion,
            start: line.start,
            len: line.len as u32,
            rows: 1,
            line: line.number,
        };
        match self.spans.last_mut() {
            Some(last)
                if last.companion == companion
                    && last.start + u64::from(last.len) == line.start =>
            {
                last.len += row.len;
                last.rows += 1;
            }
            _ => self.spans.push(row),
        }
        first
    }

    /// How many rows there are.
    pub fn rows(&self) -> u64 {
        self.spans.iter().map(|span| u64::from(span.rows)).sum()
    }

    /// The rows themselves, in the order in which they stand.
    pub fn read(&self, companions: &mut [Companion]) -> io::Result<Vec<CompanionRow>> {
        let mut rows = Vec::with_capacity(self.rows() as usize);
        let mut bytes = Vec::new();
        for span in &self.spans {
            let companion = usize::from(span.companion);
            let file = &mut companions[companion].file.lines;
            file.bytes_at(span.start, span.len as usize, &mut bytes)?;
            let line_break = file.line_break();
            let lines = bytes.split(|b| *b == line_break).take(span.rows as usize);
            rows.extend(lines.zip(span.line..).map(|(row, line)| CompanionRow {
                companion,
                line,
                bytes: row.strip_suffix(b"\r").unwrap_or(row).to_vec(),
            }));
        }
        Ok(rows)
    }
}

impl Index {
    fn entry(&mut self, id: &str) -> &mut Held {
        if !self.by_id.contains_key(id) {
            self.by_id.insert(id.into(), Held::default());
        }
        self.by_id.entry(id.into()).or_default()
    }

    /// The companion rows of the parent `id`, which is not asked about again.
    pub fn take(&mut self, id: &str) -> Option<Held> {
        self.by_id.remove(id)
    }

    /// The same, left where they are.
    pub fn peek(&self, id: &str) -> Option<Held> {
        self.by_id.get(id).cloned()
    }

    /// What is left belongs to no parent: one finding for each companion file, naming the first three ids.
    pub fn orphans(&self, companions: &[Companion], progress: &mut Progress) -> Vec<Row> {
        let mut rows = Vec::new();
        for (number, companion) in companions.iter().enumerate() {
            let mut first: Vec<(u64, &str)> = Vec::new();
            let mut count = 0;
            for (id, held) in &self.by_id {
                let spans = held
                    .spans
                    .iter()
                    .filter(|span| usize::from(span.companion) == number);
                let Some(line) = spans.clone().map(|span| span.line).min() else {
                    continue;
                };
                count += spans.map(|span| u64::from(span.rows)).sum::<u64>();
                first.push((line, id));
                first.sort_unstable();
                first.truncate(3);
            }
            let Some(&(line, _)) = first.first() else {
                continue;
            };
            progress.tally.orphan += count;
            let ids: Vec<&str> = first.iter().map(|(_, id)| *id).collect();
            let mut findings: Vec<Finding> = Vec::new();
            let column = companion.file.header.name(companion.columns.id).to_owned();
            Pen {
                file: &companion.file.name,
                line,
                findings: &mut findings,
            }
            .note(Fault::Orphans, &column, &ids.join(", "));
            for finding in &mut findings {
                finding.times = count;
            }
            rows.push(Row {
                place: companion.place(line),
                raw: Vec::new(),
                outcome: Outcome::Note,
                findings,
            });
        }
        rows
    }
}
