//! Where one field of an entry comes from, as the column map says it.

use super::toml_text::{Item, TomlText, Word, items, wrong_on};
use crate::fault::Unreadable;
use model::{Field, Scheme, Shape};
use std::collections::BTreeMap;

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
    /// Latitude and longitude in one column, with a comma between.
    pub position: Option<Word>,
}

/// Where opening times come from.
#[derive(Default)]
pub(crate) struct ScheduleSpec {
    /// Monday first. Several columns are several sessions, two with one time each are opening and closing.
    pub weekly: [Vec<Word>; 7],
    pub bank_holidays: Vec<Word>,
    /// A column of dated exceptions: `2026-12-25 closed; 2026-12-26 10:00-12:00`.
    pub dates: Option<Word>,
    /// Columns of free text, read as one.
    pub text: Vec<Word>,
}

const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
const SPEC_KEYS: [&str; 6] = ["column", "columns", "separator", "terms", "flags", "value"];
const ADDRESS_KEYS: [&str; 8] = [
    "lines",
    "separator",
    "city",
    "county",
    "postcode",
    "latitude",
    "longitude",
    "position",
];

impl Spec {
    /// Reads what the map says of `field`.
    pub fn read(toml: TomlText<'_>, field: Field, item: &Item<'_>) -> Result<Self, Unreadable> {
        Ok(match field.shape() {
            Shape::Codes => Self::Codes(codes(toml, item)?),
            Shape::Address => Self::Address(address(toml, item)?),
            Shape::Hours => Self::Schedule(schedule(toml, item)?),
            _ => Self::Value(value(toml, field, item)?),
        })
    }

    /// The columns it names.
    pub fn columns(&self) -> Vec<&Word> {
        match self {
            Self::Value(spec) => spec
                .columns
                .iter()
                .chain(spec.flags.iter().map(|(column, _)| column))
                .collect(),
            Self::Codes(codes) => codes.iter().map(|(_, column)| column).collect(),
            Self::Address(spec) => {
                let others = [
                    &spec.city,
                    &spec.county,
                    &spec.postcode,
                    &spec.latitude,
                    &spec.longitude,
                    &spec.position,
                ];
                spec.lines
                    .iter()
                    .chain(others.into_iter().flatten())
                    .collect()
            }
            Self::Schedule(spec) => spec
                .weekly
                .iter()
                .chain([&spec.bank_holidays, &spec.text])
                .flatten()
                .chain(&spec.dates)
                .collect(),
        }
    }
}

fn codes(toml: TomlText<'_>, item: &Item<'_>) -> Result<Vec<(Scheme, Word)>, Unreadable> {
    let mut codes = Vec::new();
    for inner in items(&item.path, toml.table(item)?) {
        let Some(scheme) = Scheme::ALL
            .into_iter()
            .find(|scheme| scheme.as_str() == inner.key)
        else {
            return Err(toml.unknown(&inner, Scheme::ALL.iter().map(|scheme| scheme.as_str())));
        };
        codes.push((scheme, toml.word(&inner)?));
    }
    Ok(codes)
}

fn address(toml: TomlText<'_>, item: &Item<'_>) -> Result<AddressSpec, Unreadable> {
    let mut spec = AddressSpec::default();
    for inner in items(&item.path, toml.table(item)?) {
        match inner.key {
            "lines" => spec.lines = toml.words(&inner)?,
            "separator" => spec.separator = Some(separator(toml, &inner)?),
            "city" => spec.city = Some(toml.word(&inner)?),
            "county" => spec.county = Some(toml.word(&inner)?),
            "postcode" => spec.postcode = Some(toml.word(&inner)?),
            "latitude" => spec.latitude = Some(toml.word(&inner)?),
            "longitude" => spec.longitude = Some(toml.word(&inner)?),
            "position" => spec.position = Some(toml.word(&inner)?),
            _ => return Err(toml.unknown(&inner, ADDRESS_KEYS.into_iter())),
        }
    }
    if spec.latitude.is_some() != spec.longitude.is_some() {
        let at = item.value.span().start;
        return Err(toml.wrong(
            at,
            &item.path,
            "half a position",
            "name both latitude and longitude, or neither",
        ));
    }
    Ok(spec)
}

fn schedule(toml: TomlText<'_>, item: &Item<'_>) -> Result<ScheduleSpec, Unreadable> {
    let mut spec = ScheduleSpec::default();
    for inner in items(&item.path, toml.table(item)?) {
        match (inner.key, DAYS.iter().position(|day| *day == inner.key)) {
            (_, Some(day)) => spec.weekly[day] = toml.words(&inner)?,
            ("bank_holidays", _) => spec.bank_holidays = toml.words(&inner)?,
            ("text", _) => spec.text = toml.words(&inner)?,
            ("dates", _) => spec.dates = Some(toml.word(&inner)?),
            _ => {
                return Err(toml.unknown(
                    &inner,
                    DAYS.into_iter().chain(["bank_holidays", "dates", "text"]),
                ));
            }
        }
    }
    Ok(spec)
}

fn separator(toml: TomlText<'_>, item: &Item<'_>) -> Result<String, Unreadable> {
    let word = toml.word(item)?;
    if word.text.is_empty() {
        return Err(wrong_on(
            word.line,
            &item.path,
            "empty",
            "write what stands between two terms, such as \";\"",
        ));
    }
    Ok(word.text)
}

fn value(toml: TomlText<'_>, field: Field, item: &Item<'_>) -> Result<ValueSpec, Unreadable> {
    if !item.value.get_ref().is_table() {
        return Ok(ValueSpec {
            columns: toml.words(item)?,
            ..ValueSpec::default()
        });
    }
    let mut spec = ValueSpec::default();
    for inner in items(&item.path, toml.table(item)?) {
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
            "value" => {
                spec.constant = toml
                    .words(&inner)?
                    .into_iter()
                    .map(|word| word.text)
                    .collect();
            }
            "terms" => {
                for term in items(&inner.path, toml.table(&inner)?) {
                    let words = toml
                        .words(&term)?
                        .into_iter()
                        .map(|word| word.text)
                        .filter(|word| !word.is_empty());
                    spec.terms
                        .insert(term.key.trim().to_lowercase(), words.collect());
                }
            }
            "flags" => {
                for flag in items(&inner.path, toml.table(&inner)?) {
                    let term = toml.word(&flag)?;
                    spec.flags.push((
                        Word {
                            text: flag.key.to_owned(),
                            line: term.line,
                        },
                        term.text,
                    ));
                }
            }
            _ => return Err(toml.unknown(&inner, SPEC_KEYS.into_iter())),
        }
    }
    Ok(spec)
}
