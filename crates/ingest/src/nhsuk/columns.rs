//! What a file of the family is, told by its header, and where its columns stand.

use super::tables::{Codes, Table};
use crate::fault::{Fault, Unreadable};
use crate::read::Header;
use model::Where;

/// The column that says what a parent's rows are.
pub(crate) const TYPE: &str = "OrganisationType";
const ID: &str = "OrganisationID";

/// Where a parent's columns stand. An absent column says nothing.
#[derive(Clone, Debug)]
pub(crate) struct ParentColumns {
    pub id: usize,
    pub code: Option<usize>,
    pub kind: Option<usize>,
    pub subtype: Option<usize>,
    pub sector: Option<usize>,
    pub status: Option<usize>,
    pub name: Option<usize>,
    pub lines: [Option<usize>; 3],
    pub city: Option<usize>,
    pub county: Option<usize>,
    pub postcode: Option<usize>,
    pub latitude: Option<usize>,
    pub longitude: Option<usize>,
    pub parent: Option<usize>,
    pub phone: Option<usize>,
    pub email: Option<usize>,
    pub website: Option<usize>,
    pub fax: Option<usize>,
}

/// Where a companion's columns stand.
#[derive(Clone, Debug)]
pub(crate) struct CompanionColumns {
    pub id: usize,
    pub what: What,
}

/// What a companion completes.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// Opening times.
    Times {
        weekday: Option<usize>,
        times: usize,
        open: Option<usize>,
        kind: Option<usize>,
        date: Option<usize>,
    },
    /// Services offered.
    Services { name: usize },
}

/// What a file is for.
pub(crate) enum Role {
    Parent(&'static Table, Box<ParentColumns>),
    Companion(CompanionColumns),
}

/// Columns that every parent has.
const COMMON: [&str; 13] = [
    ID,
    TYPE,
    "SubType",
    "OrganisationStatus",
    "OrganisationName",
    "Address1",
    "Address2",
    "Address3",
    "City",
    "County",
    "Postcode",
    "Latitude",
    "Longitude",
];
const CODE: &str = "OrganisationCode";
const PARENT: &str = "ParentODSCode";
const CONTACT: [&str; 3] = ["Phone", "Email", "Website"];
/// Columns that no entry needs, or that only some editions have.
const OTHERS: [&str; 5] = [
    "IsPimsManaged",
    "IsEPSEnabled",
    "ParentName",
    "Fax",
    "Sector",
];
/// Columns that only lists of people have.
const PEOPLE: [&str; 4] = ["GivenName", "FamilyName", "Surname", "Forename"];

/// The columns that a parent of `table` should have, and those it may have.
pub(crate) fn expected(table: &Table) -> (Vec<&'static str>, Vec<&'static str>) {
    let mut wanted = COMMON.to_vec();
    let mut known = OTHERS.to_vec();
    let mut sort = |has: bool, columns: &[&'static str]| {
        if has { &mut wanted } else { &mut known }.extend(columns);
    };
    sort(table.codes != Codes::None, &[CODE]);
    sort(table.parent, &[PARENT]);
    sort(table.contact, &CONTACT);
    (wanted, known)
}

/// What the file `name` is for, by its header and by the types its first rows have.
pub(crate) fn role(
    name: &str,
    stem: &str,
    header: &Header,
    kinds: &[String],
) -> Result<Role, Unreadable> {
    if stem.contains("staff") || header.find_any(&PEOPLE).is_some() {
        return Err(Unreadable::file(Fault::PeopleFile, name, 0, stem));
    }
    let services = header.find("ServiceName");
    let times = header.find("Times");
    let a_parent = header.find(TYPE).is_some() || header.find("OrganisationName").is_some();
    let Some(id) = header.find(ID) else {
        let place = Where {
            file: name.to_owned(),
            line: 1,
            column: Some(ID.to_owned()),
        };
        let seen = header.nearest(ID).unwrap_or_default();
        return Err(Unreadable::new(Fault::NoIdColumn, place, seen));
    };
    if !a_parent && let Some(name) = services {
        return Ok(Role::Companion(CompanionColumns {
            id,
            what: What::Services { name },
        }));
    }
    if !a_parent && let Some(times) = times {
        let what = What::Times {
            weekday: header.find("WeekDay"),
            times,
            open: header.find("IsOpen"),
            kind: header.find("OpeningTimeType"),
            // The NHS website misspells it.
            date: header.find_any(&["AdditionalOpeningDate", "AdditonalOpeningDate"]),
        };
        return Ok(Role::Companion(CompanionColumns { id, what }));
    }
    let named = Table::of_stem(stem).filter(|table| table.types.is_empty());
    let by_type = kinds.iter().find_map(|kind| Table::of_type(kind));
    let table = match (named.or(by_type), kinds.first()) {
        (Some(table), _) => table,
        (None, Some(kind)) => {
            let fix = "leave it out: no reader is for this table of the NHS website";
            let seen = format!("{TYPE} {kind}");
            return Err(Unreadable::file(Fault::NoReader, name, 0, &seen).with_fix(fix));
        }
        (None, None) => Table::of_stem(stem).filter(|_| a_parent).ok_or_else(|| {
            Unreadable::file(Fault::NoReader, name, 1, &header.names().join(", ")).with_fix(
                format!(
                    "give the file a column {TYPE}, or the name of its table, such as Pharmacy.csv"
                ),
            )
        })?,
    };
    Ok(Role::Parent(table, Box::new(parent_columns(id, header))))
}

fn parent_columns(id: usize, header: &Header) -> ParentColumns {
    let find = |name: &str| header.find(name);
    ParentColumns {
        id,
        code: find(CODE),
        kind: find(TYPE),
        subtype: find("SubType"),
        sector: find("Sector"),
        status: find("OrganisationStatus"),
        name: find("OrganisationName"),
        lines: [find("Address1"), find("Address2"), find("Address3")],
        city: find("City"),
        county: find("County"),
        postcode: find("Postcode"),
        latitude: find("Latitude"),
        longitude: find("Longitude"),
        parent: find(PARENT),
        phone: find("Phone"),
        email: find("Email"),
        website: find("Website"),
        fax: find("Fax"),
    }
}
