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

use super::spec::Spec;
use super::toml_text::{Item, TomlText, Word, items, wrong_on};
use crate::fault::Unreadable;
use model::{EntryType, Field};

/// A map as written, checked against the words it may use.
pub(crate) struct ColumnMap {
    /// The columns that name the row, together.
    pub id: Vec<Word>,
    /// The sheet to read of a workbook.
    pub sheet: Option<Word>,
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

/// The fields that an entry of a type may have from a plain table.
fn fields(entry_type: EntryType) -> impl Iterator<Item = Field> + Clone {
    use Field::{
        Access, Accessibility, Address, Alert, ApplicationProcess, Attending, Closed, Cost,
        Description, Eligibility, Email, Fees, Identifiers, Kind, Languages, MaximumAge,
        MinimumAge, Name, Opened, Parents, Phone, Schedule, ServiceArea, StaffPhone, Status,
        Transport, Website,
    };
    let fields: &'static [Field] = match entry_type {
        EntryType::Organization => &[
            Name,
            Description,
            Kind,
            Identifiers,
            Status,
            Opened,
            Closed,
            Parents,
            Phone,
            StaffPhone,
            Email,
            Website,
        ],
        EntryType::Location => &[
            Name,
            Description,
            Identifiers,
            Address,
            Phone,
            Accessibility,
            Alert,
            Transport,
        ],
        EntryType::Service => &[
            Name,
            Description,
            Kind,
            Status,
            Opened,
            Closed,
            Phone,
            StaffPhone,
            Email,
            Website,
            Schedule,
            Eligibility,
            MinimumAge,
            MaximumAge,
            ApplicationProcess,
            Access,
            Fees,
            Cost,
            Attending,
            Languages,
            Accessibility,
            ServiceArea,
            Alert,
            Transport,
        ],
    };
    fields.iter().copied()
}

/// True when an entry of this type may have this field from a plain table.
pub(crate) fn takes(entry_type: EntryType, field: Field) -> bool {
    fields(entry_type).any(|known| known == field)
}

impl ColumnMap {
    /// Reads a map.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let toml = TomlText(text);
        let whole = toml.parse()?;
        let (mut id, mut sheet, mut assured, mut sections) = (Vec::new(), None, None, Vec::new());
        for item in items("", whole.get_ref()) {
            match (item.key, item.key.parse::<EntryType>()) {
                ("id", _) => id = toml.words(&item)?,
                ("sheet", _) => sheet = Some(toml.word(&item)?),
                ("assured", _) if item.value.get_ref().is_table() => {
                    for inner in items(&item.path, toml.table(&item)?) {
                        if inner.key != "column" {
                            return Err(toml.unknown(&inner, ["column"].into_iter()));
                        }
                        assured = Some(toml.word(&inner)?);
                    }
                }
                ("assured", _) => assured = Some(toml.word(&item)?),
                (_, Ok(entry_type)) => sections.push(section(toml, entry_type, &item)?),
                _ => {
                    let known = [
                        "id",
                        "sheet",
                        "organization",
                        "location",
                        "service",
                        "assured",
                    ];
                    return Err(toml.unknown(&item, known.into_iter()));
                }
            }
        }
        if id.is_empty() {
            return Err(wrong_on(
                1,
                "id",
                "missing",
                "name the column that names each row: id = \"Ref\"",
            ));
        }
        if sections.is_empty() {
            let fix = "add at least one of [organization], [location] and [service]";
            return Err(wrong_on(1, "", "no sections", fix));
        }
        sections.sort_by_key(|section| section.entry_type);
        Ok(Self {
            id,
            sheet,
            assured,
            sections,
        })
    }

    /// The names of all columns it names.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let specs = self
            .sections
            .iter()
            .flat_map(|section| &section.fields)
            .flat_map(|(_, spec)| spec.columns());
        self.id
            .iter()
            .chain(&self.assured)
            .chain(specs)
            .map(|word| word.text.as_str())
    }
}

fn section(
    toml: TomlText<'_>,
    entry_type: EntryType,
    item: &Item<'_>,
) -> Result<Section, Unreadable> {
    let mut found = Vec::new();
    for item in items(&item.path, toml.table(item)?) {
        let field = Field::from_word(item.key)
            .filter(|field| fields(entry_type).any(|known| known == *field));
        let Some(field) = field else {
            return Err(toml.unknown(&item, fields(entry_type).map(Field::as_str)));
        };
        found.push((field, Spec::read(toml, field, &item)?));
    }
    Ok(Section {
        entry_type,
        fields: found,
    })
}
