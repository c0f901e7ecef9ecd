//! From the cells of one row to its entries, whatever kind of table it stands in.

use super::fields::RowText;
use super::plan::{Plan, PlannedSection};
use crate::fault::Fault;
use crate::place::local_id;
use crate::read::{
    Cells, Header, IdSet, Pen, is_nothing, one_line, spoiled_id, with_times, written_text,
};
use crate::reader::Outcome;
use model::{Entry, EntryId, EntryType, Field, Said, SourceKey, Value};

/// Makes entries of rows.
pub(crate) struct Maker {
    source: SourceKey,
    header: Header,
    plan: Plan,
    seen: IdSet,
}

/// What came of a row.
pub(crate) struct Made {
    pub outcome: Outcome,
    /// False when an entry may be missing that cannot be named.
    pub sure: bool,
}

impl Made {
    fn refused(keeps: Vec<(EntryType, String)>, sure: bool) -> Self {
        Self {
            outcome: Outcome::Refused { keeps },
            sure,
        }
    }
}

impl Maker {
    pub fn new(source: SourceKey, header: Header, plan: Plan) -> Self {
        Self {
            source,
            header,
            plan,
            seen: IdSet::new(),
        }
    }

    pub fn header(&self) -> &Header {
        &self.header
    }

    /// What is to be said before the first row: columns that the map names and the header lacks.
    pub fn absent(&mut self) -> Vec<model::Finding> {
        std::mem::take(&mut self.plan.absent)
    }

    /// The entries of a row whose cells are all there.
    pub fn make(&mut self, cells: &Cells, pen: &mut Pen<'_>) -> Made {
        let id_column = self.plan.id.first().copied().unwrap_or_default();
        let header = &self.header;
        // Hardly ever does a row begin as the header does.
        let likely = cells.get(0).bytes().next() == header.name(0).bytes().next();
        if likely && (0..header.width()).all(|at| one_line(cells.get(at)) == header.name(at)) {
            pen.refuse(Fault::HeaderRow, None, "");
            return Made::refused(Vec::new(), true);
        }
        let id = self.id(cells);
        if adds_up(cells, &id) {
            pen.refuse(Fault::TotalsRow, None, &id);
            return Made::refused(Vec::new(), true);
        }
        let spoiled = self
            .plan
            .id
            .iter()
            .find_map(|at| Some((*at, spoiled_id(cells.get(*at))?)));
        if let Some((at, fault)) = spoiled {
            pen.refuse(fault, Some(header.name(at)), cells.get(at));
            return Made::refused(Vec::new(), false);
        }
        if id.is_empty() {
            pen.refuse(
                Fault::NoId,
                Some(header.name(id_column)),
                cells.get(id_column),
            );
            return Made::refused(Vec::new(), false);
        }
        let id = match whole_number(&id) {
            Some(whole) => {
                pen.note(Fault::NumberAsId, header.name(id_column), &id);
                whole.to_owned()
            }
            None => id,
        };
        if !self.seen.insert(&id) {
            pen.refuse(Fault::RepeatedId, Some(header.name(id_column)), &id);
            return Made::refused(Vec::new(), true);
        }
        pen.doubts(cells, header);
        let row = RowText { header, cells };
        row.errors(&self.plan, pen);
        let entries = entries(&self.source, &self.plan, &row, &id, pen);
        if entries.is_empty() {
            pen.refuse(Fault::NothingDescribed, None, &id);
            return Made::refused(self.keeps(&id), true);
        }
        Made {
            outcome: Outcome::Described(entries),
            sure: true,
        }
    }

    /// What names the row; empty when nothing does.
    fn id(&self, cells: &Cells) -> String {
        if let [at] = self.plan.id.as_slice() {
            let id = written_text(cells.get(*at));
            return if is_nothing(id) {
                String::new()
            } else {
                one_line(id)
            };
        }
        let parts = self.plan.id.iter().map(|at| written_text(cells.get(*at)));
        let parts: Vec<String> = parts
            .filter(|part| !is_nothing(part))
            .map(one_line)
            .collect();
        parts.join(" / ")
    }

    /// The id of a broken row, when it surely is one: only the first column stands where it should.
    pub fn sure_id(&self, cells: &Cells) -> Option<String> {
        let id = one_line(cells.get(0));
        (self.plan.id == [0] && !id.is_empty() && cells.len() > 1).then_some(id)
    }

    /// The entries that a row of this id would give.
    pub fn keeps(&self, id: &str) -> Vec<(EntryType, String)> {
        self.plan
            .sections
            .iter()
            .map(|section| {
                (
                    section.entry_type,
                    local_id(id, section.entry_type.as_str()),
                )
            })
            .collect()
    }

    /// The column that names the rows, when it is one.
    pub fn id_name(&self) -> Option<&str> {
        match self.plan.id.as_slice() {
            [at] => Some(self.header.name(*at)),
            _ => None,
        }
    }
}

/// True for a row of totals: it begins with that word, or has no id, and all else in it is numbers.
fn adds_up(cells: &Cells, id: &str) -> bool {
    let mut texts = (0..cells.len())
        .map(|at| cells.get(at))
        .filter(|text| !text.is_empty());
    let Some(first) = texts.clone().next() else {
        return false;
    };
    let number = |text: &str| {
        text.bytes().any(|b| b.is_ascii_digit())
            && text
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-' | b'%'))
    };
    let word = first.split([' ', ':']).next().unwrap_or_default();
    let named = [
        "total",
        "totals",
        "subtotal",
        "sub-total",
        "sum",
        "grand",
        "count",
    ]
    .iter()
    .any(|total| word.eq_ignore_ascii_case(total))
        && first.len() < 30;
    if named {
        texts.skip(1).all(number)
    } else {
        id.is_empty() && texts.all(number)
    }
}

/// `1186` of `1186.0`.
fn whole_number(id: &str) -> Option<&str> {
    let whole = id.strip_suffix(".0")?;
    (!whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit())).then_some(whole)
}

fn entries(
    source: &SourceKey,
    plan: &Plan,
    row: &RowText<'_>,
    id: &str,
    pen: &mut Pen<'_>,
) -> Vec<Entry> {
    let assured = plan.assured.and_then(|at| row.date(at, pen));
    let mut entries: Vec<Entry> = Vec::with_capacity(plan.sections.len());
    // The ids of the entries so far: a section refers to those before it.
    let mut above: [Option<Option<EntryId>>; 2] = [None, None];
    for section in &plan.sections {
        let found = entry(section, row, id, pen).map(|mut entry| {
            entry.assured = assured;
            // A location refers to its organization, a service to both.
            for (reference, field) in above.iter().zip([Field::Organization, Field::Location]) {
                if let Some(said) = reference {
                    entry.fields.insert(field, said.map(Value::Reference));
                }
            }
            entry
        });
        let found_id = || found.as_ref().map(|entry| entry.id(source));
        match section.entry_type {
            EntryType::Organization => above[0] = Some(found_id()),
            EntryType::Location => above[1] = Some(found_id()),
            EntryType::Service => {}
        }
        entries.extend(found);
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
    let stands = section.columns.iter().any(|at| !is_nothing(row.get(*at)));
    if !stands && !section.columns.is_empty() {
        return None;
    }
    let mut entry = Entry::new(
        section.entry_type,
        local_id(id, section.entry_type.as_str()),
    );
    let mut kept = None;
    for (field, planned) in &section.fields {
        let said = row.said(*field, planned, &mut kept, pen);
        if *field == Field::Name && said.is_none() && section.entry_type == EntryType::Service {
            pen.say(Fault::NoName, "");
        }
        entry.fields.insert(*field, said);
    }
    if section.reads_hours_text() {
        keep(&mut entry, kept);
    }
    entry.fields.values().any(Option::is_some).then_some(entry)
}

/// Adds opening times that were not understood to the description, so that people can still read them.
fn keep(entry: &mut Entry, hours: Option<String>) {
    let said: &mut Said = entry.fields.entry(Field::Description).or_default();
    if let Some(hours) = hours {
        *said = match said.take() {
            Some(Value::Text(text)) => with_times(Some(&text), &hours),
            _ => with_times(None, &hours),
        };
    }
}
