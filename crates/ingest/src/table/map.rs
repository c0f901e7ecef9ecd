//! The column map: what a plain table's columns mean, as its source's steward writes it down.
//!
//! ```toml
//! id = "Ref"
//! assured = "Last checked"
//! [organization]
//! name = "Provider"
//! identifiers = { charity = "Charity no", ods = "ODS" }
//! [location]
//! name = "Venue"
//! address.lines = ["Address 1", "Address 2"]
//! address.city = "Town"
//! address.postcode = "Postcode"
//! address.latitude = "Lat"
//! address.longitude = "Lon"
//! [service]
//! name = "Service"
//! kind = { column = "Category", separator = ";", terms = { "Lunch clubs" = "lunch-club" } }
//! attending = { value = "in-person" }
//! accessibility = { flags = { "Wheelchair access?" = "step-free" } }
//! schedule = { monday = "Mon", bank_holidays = "Bank hols" }
//! ```

use super::toml_text::{Item, TomlText, Word};
use crate::fault::Unreadable;
use model::{EntryType, Field, Scheme, Shape};
use std::collections::BTreeMap;

/// A map as written, checked against the words it may use.
pub(crate) struct ColumnMap {
    /// The column that names the row.
    pub id: Word,
    /// The column with the date on which the row was last checked.
    pub assured: Option<Word>,
    /// What a row gives an entry of, organization first.
    pub sections: Vec<Section>,
}

/// The entries of one type.
pub(crate) struct Section {
    pub entry_type: EntryType,
    pub fields: Vec<(Field, Spec)>,
}

/// Where a field comes from.
pub(crate) enum Spec {
    Value(ValueSpec),
    /// Codes, each scheme's from its column.
    Codes(Vec<(Scheme, Word)>),
    Address(AddressSpec),
    Schedule(ScheduleSpec),
}

/// Where a field of any other shape comes from.
#[derive(Default)]
pub(crate) struct ValueSpec {
    pub columns: Vec<Word>,
    /// What separates several terms in one cell.
    pub separator: Option<String>,
    /// What labels stand for, by label in lower case.
    pub terms: BTreeMap<String, Vec<String>>,
    /// Yes-or-no columns, each with the term that a yes stands for.
    pub flags: Vec<(Word, String)>,
    /// What holds for every row: added to terms, else used where the cells are empty.
    pub constant: Vec<String>,
}

/// Where an address comes from.
#[derive(Default)]
pub(crate) struct AddressSpec {
    pub lines: Vec<Word>,
    pub separator: Option<String>,
    pub city: Option<Word>,
    pub county: Option<Word>,
    pub postcode: Option<Word>,
    pub latitude: Option<Word>,
    pub longitude: Option<Word>,
}

/// Where opening times come from.
#[derive(Default)]
pub(crate) struct ScheduleSpec {
    /// Monday first.
    pub weekly: [Option<Word>; 7],
    pub bank_holidays: Option<Word>,
    /// A column of dated exceptions: `2026-12-25 closed; 2026-12-26 10:00-12:00`.
    pub dates: Option<Word>,
}

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const SPEC_KEYS: [&str; 6] = ["column", "columns", "separator", "terms", "flags", "value"];
const ADDRESS_KEYS: [&str; 7] = ["lines", "separator", "city", "county", "postcode", "latitude", "longitude"];

/// The fields that an entry of a type may have from a plain table.
fn fields(entry_type: EntryType) -> impl Iterator<Item = Field> + Clone {
    use Field::{
        Access, Accessibility, Address, Alert, ApplicationProcess, Attending, Closed, Cost, Description, Eligibility,
        Email, Fees, Identifiers, Kind, Languages, MaximumAge, MinimumAge, Name, Opened, Parents, Phone, Schedule,
        ServiceArea, StaffPhone, Status, Transport, Website,
    };
    let fields: &'static [Field] = match entry_type {
        EntryType::Organization => &[
            Name, Description, Kind, Identifiers, Status, Opened, Closed, Parents, Phone, StaffPhone, Email, Website,
        ],
        EntryType::Location => &[Name, Description, Identifiers, Address, Phone, Accessibility, Alert, Transport],
        EntryType::Service => &[
            Name, Description, Kind, Status, Opened, Closed, Phone, StaffPhone, Email, Website, Schedule, Eligibility,
            MinimumAge, MaximumAge, ApplicationProcess, Access, Fees, Cost, Attending, Languages, Accessibility,
            ServiceArea, Alert, Transport,
        ],
    };
    fields.iter().copied()
}

impl ColumnMap {
    /// Reads a map.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let toml = TomlText(text);
        let whole = toml.parse()?;
        let (mut id, mut assured, mut sections) = (None, None, Vec::new());
        for item in toml.items("", whole.get_ref()) {
            match (item.key, item.key.parse::<EntryType>()) {
                ("id", _) => id = Some(toml.word(&item)?),
                ("assured", _) if item.value.get_ref().is_table() => {
                    for inner in toml.items(&item.path, toml.table(&item)?) {
                        if inner.key != "column" {
                            return Err(toml.unknown(&inner, ["column"].into_iter()));
                        }
                        assured = Some(toml.word(&inner)?);
                    }
                }
                ("assured", _) => assured = Some(toml.word(&item)?),
                (_, Ok(entry_type)) => sections.push(section(toml, entry_type, &item)?),
                _ => {
                    let known = ["id", "organization", "location", "service", "assured"];
                    return Err(toml.unknown(&item, known.into_iter()));
                }
            }
        }
        let Some(id) = id else {
            return Err(toml.wrong_on(1, "id", "missing", "name the column that names each row: id = \"Ref\""));
        };
        if sections.is_empty() {
            let fix = "add at least one of [organization], [location] and [service]";
            return Err(toml.wrong_on(1, "", "no sections", fix));
        }
        sections.sort_by_key(|section| section.entry_type);
        Ok(Self { id, assured, sections })
    }

    /// The names of all columns it names.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let specs = self.sections.iter().flat_map(|section| &section.fields).flat_map(|(_, spec)| spec.columns());
        std::iter::once(&self.id).chain(&self.assured).chain(specs).map(|word| word.text.as_str())
    }
}

impl Spec {
    /// The columns it names.
    pub fn columns(&self) -> Vec<&Word> {
        match self {
            Self::Value(spec) => spec.columns.iter().chain(spec.flags.iter().map(|(column, _)| column)).collect(),
            Self::Codes(codes) => codes.iter().map(|(_, column)| column).collect(),
            Self::Address(spec) => {
                let others = [&spec.city, &spec.county, &spec.postcode, &spec.latitude, &spec.longitude];
                spec.lines.iter().chain(others.into_iter().flatten()).collect()
            }
            Self::Schedule(spec) => spec.weekly.iter().chain([&spec.bank_holidays, &spec.dates]).flatten().collect(),
        }
    }
}

fn section(toml: TomlText<'_>, entry_type: EntryType, item: &Item<'_>) -> Result<Section, Unreadable> {
    let mut found = Vec::new();
    for item in toml.items(&item.path, toml.table(item)?) {
        let field = Field::from_word(item.key).filter(|field| fields(entry_type).any(|known| known == *field));
        let Some(field) = field else {
            return Err(toml.unknown(&item, fields(entry_type).map(Field::as_str)));
        };
        let spec = match field.shape() {
            Shape::Codes => Spec::Codes(codes(toml, &item)?),
            Shape::Address => Spec::Address(address(toml, &item)?),
            Shape::Hours => Spec::Schedule(schedule(toml, &item)?),
            _ => Spec::Value(value(toml, field, &item)?),
        };
        found.push((field, spec));
    }
    Ok(Section { entry_type, fields: found })
}

fn codes(toml: TomlText<'_>, item: &Item<'_>) -> Result<Vec<(Scheme, Word)>, Unreadable> {
    let mut codes = Vec::new();
    for inner in toml.items(&item.path, toml.table(item)?) {
        let Some(scheme) = Scheme::ALL.into_iter().find(|scheme| scheme.as_str() == inner.key) else {
            return Err(toml.unknown(&inner, Scheme::ALL.iter().map(|scheme| scheme.as_str())));
        };
        codes.push((scheme, toml.word(&inner)?));
    }
    Ok(codes)
}

fn address(toml: TomlText<'_>, item: &Item<'_>) -> Result<AddressSpec, Unreadable> {
    let mut spec = AddressSpec::default();
    for inner in toml.items(&item.path, toml.table(item)?) {
        match inner.key {
            "lines" => spec.lines = toml.words(&inner)?,
            "separator" => spec.separator = Some(separator(toml, &inner)?),
            "city" => spec.city = Some(toml.word(&inner)?),
            "county" => spec.county = Some(toml.word(&inner)?),
            "postcode" => spec.postcode = Some(toml.word(&inner)?),
            "latitude" => spec.latitude = Some(toml.word(&inner)?),
            "longitude" => spec.longitude = Some(toml.word(&inner)?),
            _ => return Err(toml.unknown(&inner, ADDRESS_KEYS.into_iter())),
        }
    }
    if spec.latitude.is_some() != spec.longitude.is_some() {
        let at = item.value.span().start;
        return Err(toml.wrong(at, &item.path, "half a position", "name both latitude and longitude, or neither"));
    }
    Ok(spec)
}

fn schedule(toml: TomlText<'_>, item: &Item<'_>) -> Result<ScheduleSpec, Unreadable> {
    let mut spec = ScheduleSpec::default();
    for inner in toml.items(&item.path, toml.table(item)?) {
        let column = Some(toml.word(&inner)?);
        match (inner.key, DAYS.iter().position(|day| *day == inner.key)) {
            (_, Some(day)) => spec.weekly[day] = column,
            ("bank_holidays", _) => spec.bank_holidays = column,
            ("dates", _) => spec.dates = column,
            _ => return Err(toml.unknown(&inner, DAYS.into_iter().chain(["bank_holidays", "dates"]))),
        }
    }
    Ok(spec)
}

fn separator(toml: TomlText<'_>, item: &Item<'_>) -> Result<String, Unreadable> {
    let word = toml.word(item)?;
    if word.text.is_empty() {
        return Err(toml.wrong_on(word.line, &item.path, "empty", "write what stands between two terms, such as \";\""));
    }
    Ok(word.text)
}

fn value(toml: TomlText<'_>, field: Field, item: &Item<'_>) -> Result<ValueSpec, Unreadable> {
    if !item.value.get_ref().is_table() {
        return Ok(ValueSpec { columns: toml.words(item)?, ..ValueSpec::default() });
    }
    let mut spec = ValueSpec::default();
    for inner in toml.items(&item.path, toml.table(item)?) {
        let taken = match (inner.key, field.shape()) {
            ("column" | "columns" | "value", _) | ("separator" | "flags", Shape::Terms) => true,
            ("terms", shape) => matches!(shape, Shape::Terms | Shape::Status),
            _ => false,
        };
        if !taken && SPEC_KEYS.contains(&inner.key) {
            let fix = format!("leave it out: `{}` is not a set of terms", field.as_str());
            return Err(toml.wrong(inner.value.span().start, &inner.path, "", &fix));
        }
        match inner.key {
            "column" | "columns" => spec.columns.extend(toml.words(&inner)?),
            "separator" => spec.separator = Some(separator(toml, &inner)?),
            "value" => spec.constant = toml.words(&inner)?.into_iter().map(|word| word.text).collect(),
            "terms" => {
                for term in toml.items(&inner.path, toml.table(&inner)?) {
                    let words = toml.words(&term)?.into_iter().map(|word| word.text).filter(|word| !word.is_empty());
                    spec.terms.insert(term.key.trim().to_lowercase(), words.collect());
                }
            }
            "flags" => {
                for flag in toml.items(&inner.path, toml.table(&inner)?) {
                    let term = toml.word(&flag)?;
                    spec.flags.push((Word { text: flag.key.to_owned(), line: term.line }, term.text));
                }
            }
            _ => return Err(toml.unknown(&inner, SPEC_KEYS.into_iter())),
        }
    }
    Ok(spec)
}
