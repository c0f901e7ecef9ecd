//! The map with its columns found in one file's header.

use super::map::ColumnMap;
use super::spec::{AddressSpec, ScheduleSpec, Spec, ValueSpec};
use super::toml_text::Word;
use crate::fault::{Fault, Unreadable};
use crate::read::Header;
use model::{EntryType, Field, Finding, Scheme, Where};
use std::collections::BTreeMap;

/// What to read from where, for every row.
pub(crate) struct Plan {
    /// The columns that name the row, together.
    pub id: Vec<usize>,
    pub assured: Option<usize>,
    pub sections: Vec<PlannedSection>,
    /// Columns that the map names and this header lacks: their fields are not spoken for.
    pub absent: Vec<Finding>,
}

/// The entries of one type.
pub(crate) struct PlannedSection {
    pub entry_type: EntryType,
    pub fields: Vec<(Field, Planned)>,
    /// Every column it reads: when all are empty, the row gives no such entry. None when it reads none.
    pub columns: Vec<usize>,
}

impl PlannedSection {
    /// True when it reads opening times in free text: what is not understood of them goes to the description.
    pub fn reads_hours_text(&self) -> bool {
        self.fields
            .iter()
            .any(|(_, planned)| matches!(planned, Planned::Schedule(plan) if !plan.text.is_empty()))
    }
}

/// Where one field comes from.
pub(crate) enum Planned {
    Value(PlannedValue),
    Codes(Vec<(Scheme, usize)>),
    Address(PlannedAddress),
    Schedule(PlannedSchedule),
}

pub(crate) struct PlannedValue {
    pub columns: Vec<usize>,
    pub separator: String,
    pub terms: BTreeMap<String, Vec<String>>,
    pub flags: Vec<(usize, String)>,
    pub constant: Vec<String>,
}

pub(crate) struct PlannedAddress {
    pub lines: Vec<usize>,
    pub separator: Option<String>,
    pub city: Option<usize>,
    pub county: Option<usize>,
    pub postcode: Option<usize>,
    pub position: Option<Position>,
}

/// Where a position stands.
pub(crate) enum Position {
    /// In one column of latitude and one of longitude.
    Two(usize, usize),
    /// In one column that has both.
    One(usize),
}

pub(crate) struct PlannedSchedule {
    pub weekly: [Vec<usize>; 7],
    pub bank_holidays: Vec<usize>,
    pub dates: Option<usize>,
    pub text: Vec<usize>,
}

/// Finds columns in a header.
struct Finder<'a> {
    file: &'a str,
    line: u64,
    header: &'a Header,
}

impl Plan {
    /// `map` for the file `file` with this `header` on `line`.
    pub fn new(
        file: &str,
        line: u64,
        header: &Header,
        map: &ColumnMap,
    ) -> Result<Self, Unreadable> {
        let finder = Finder { file, line, header };
        let mut sections = Vec::new();
        let mut absent = Vec::new();
        for section in &map.sections {
            let mut fields = Vec::new();
            let mut columns = Vec::new();
            for (field, spec) in &section.fields {
                // A field is taken whole or not at all: an address without its postcode column says nothing.
                let Some(found) = present(finder.all(spec), &mut absent)? else {
                    continue;
                };
                columns.extend(found);
                fields.push((*field, finder.spec(spec)?));
            }
            if !fields.is_empty() {
                sections.push(PlannedSection {
                    entry_type: section.entry_type,
                    fields,
                    columns,
                });
            }
        }
        if sections.is_empty() && !absent.is_empty() {
            return Err(absent.swap_remove(0));
        }
        let assured = present(finder.maybe(map.assured.as_ref()), &mut absent)?.flatten();
        let absent = absent
            .iter()
            .map(|problem| Finding {
                refusal: false,
                ..problem.finding().clone()
            })
            .collect();
        Ok(Self {
            id: finder.columns(&map.id)?,
            assured,
            sections,
            absent,
        })
    }
}

/// What was found; none, and noted in `absent`, when a column is not there.
fn present<T>(
    found: Result<T, Unreadable>,
    absent: &mut Vec<Unreadable>,
) -> Result<Option<T>, Unreadable> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(problem) if problem.finding().code == Fault::UnknownColumn.code() => {
            absent.push(problem);
            Ok(None)
        }
        Err(problem) => Err(problem),
    }
}

impl Finder<'_> {
    fn all(&self, spec: &Spec) -> Result<Vec<usize>, Unreadable> {
        spec.columns()
            .into_iter()
            .map(|column| self.column(column))
            .collect()
    }

    fn column(&self, name: &Word) -> Result<usize, Unreadable> {
        let place = || Where {
            file: self.file.to_owned(),
            line: self.line,
            column: Some(name.text.clone()),
        };
        let Some(at) = self.header.find(&name.text) else {
            let near = self.header.nearest(&name.text);
            let near = near.map_or_else(
                || format!("the header has {}", self.header.names().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            let fix = format!(
                "correct line {} of the column map, or export the column again; {near}",
                name.line
            );
            return Err(Unreadable::new(Fault::UnknownColumn, place(), "").with_fix(fix));
        };
        if self.header.repeats(&name.text) {
            return Err(Unreadable::new(Fault::RepeatedColumn, place(), ""));
        }
        Ok(at)
    }

    fn columns(&self, names: &[Word]) -> Result<Vec<usize>, Unreadable> {
        names.iter().map(|name| self.column(name)).collect()
    }

    fn maybe(&self, name: Option<&Word>) -> Result<Option<usize>, Unreadable> {
        name.map(|name| self.column(name)).transpose()
    }

    fn spec(&self, spec: &Spec) -> Result<Planned, Unreadable> {
        Ok(match spec {
            Spec::Value(spec) => Planned::Value(self.value(spec)?),
            Spec::Codes(codes) => {
                let found = codes
                    .iter()
                    .map(|(scheme, name)| Ok((*scheme, self.column(name)?)));
                Planned::Codes(found.collect::<Result<_, Unreadable>>()?)
            }
            Spec::Address(spec) => Planned::Address(self.address(spec)?),
            Spec::Schedule(spec) => Planned::Schedule(self.schedule(spec)?),
        })
    }

    fn value(&self, spec: &ValueSpec) -> Result<PlannedValue, Unreadable> {
        let flags = spec
            .flags
            .iter()
            .map(|(name, term)| Ok((self.column(name)?, term.clone())));
        Ok(PlannedValue {
            columns: self.columns(&spec.columns)?,
            separator: spec.separator.clone().unwrap_or_else(|| ";".to_owned()),
            terms: spec.terms.clone(),
            flags: flags.collect::<Result<_, Unreadable>>()?,
            constant: spec.constant.clone(),
        })
    }

    fn address(&self, spec: &AddressSpec) -> Result<PlannedAddress, Unreadable> {
        Ok(PlannedAddress {
            lines: self.columns(&spec.lines)?,
            separator: spec.separator.clone(),
            city: self.maybe(spec.city.as_ref())?,
            county: self.maybe(spec.county.as_ref())?,
            postcode: self.maybe(spec.postcode.as_ref())?,
            position: match self.maybe(spec.position.as_ref())? {
                Some(both) => Some(Position::One(both)),
                None => self
                    .maybe(spec.latitude.as_ref())?
                    .zip(self.maybe(spec.longitude.as_ref())?)
                    .map(|(latitude, longitude)| Position::Two(latitude, longitude)),
            },
        })
    }

    fn schedule(&self, spec: &ScheduleSpec) -> Result<PlannedSchedule, Unreadable> {
        let mut weekly: [Vec<usize>; 7] = Default::default();
        for (found, names) in weekly.iter_mut().zip(&spec.weekly) {
            *found = self.columns(names)?;
        }
        Ok(PlannedSchedule {
            weekly,
            bank_holidays: self.columns(&spec.bank_holidays)?,
            dates: self.maybe(spec.dates.as_ref())?,
            text: self.columns(&spec.text)?,
        })
    }
}
