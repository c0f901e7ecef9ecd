//! The columns of the register's files, and what is in which file.

use crate::read::{Cells, compact_date};
use model::{Code, Scheme};

pub(crate) const CODE: usize = 0;
pub(crate) const NAME: usize = 1;
pub(crate) const ADDRESS: std::ops::Range<usize> = 4..9;
pub(crate) const POSTCODE: usize = 9;
pub(crate) const OPENED: usize = 10;
pub(crate) const CLOSED: usize = 11;
pub(crate) const STATUS: usize = 12;
pub(crate) const SUBTYPE: usize = 13;
pub(crate) const PARENT: usize = 14;
pub(crate) const LEFT: usize = 16;
pub(crate) const PHONE: usize = 17;
pub(crate) const SETTING: usize = 25;

/// The names of the columns, as findings give them; the register prints none.
pub(crate) fn column(at: usize) -> &'static str {
    match at {
        CODE => "Organisation Code",
        NAME => "Name",
        4..9 => "Address",
        POSTCODE => "Postcode",
        OPENED => "Open Date",
        CLOSED => "Close Date",
        STATUS => "Status Code",
        SUBTYPE => "Organisation Sub-Type Code",
        PARENT => "Commissioner",
        15 => "Join Provider/Purchaser Date",
        LEFT => "Left Provider/Purchaser Date",
        PHONE => "Contact Telephone Number",
        SETTING => "Prescribing Setting",
        _ => "another column",
    }
}

/// True when `cells` could be a row of the register.
pub(crate) fn fits(cells: &Cells) -> bool {
    let date = |at| cells.get(at).is_empty() || compact_date(cells.get(at)).is_some();
    Code::parse(Scheme::Ods, cells.get(CODE)).is_ok()
        && date(OPENED)
        && date(CLOSED)
        && cells.get(STATUS).len() <= 1
}

/// True when `cells` is a header, which this format has none of.
pub(crate) fn is_header(cells: &Cells) -> bool {
    let has = |at: usize, word: &str| cells.get(at).to_ascii_lowercase().contains(word);
    let named = [
        has(CODE, "code"),
        has(NAME, "name"),
        has(OPENED, "date"),
        has(POSTCODE, "postcode"),
    ];
    named.into_iter().filter(|named| *named).count() > 1
}

/// A file of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    Practices,
    PracticeAmendments,
    Branches,
    Dispensaries,
    Trusts,
    TrustSites,
    Dentists,
    Other,
}

impl Table {
    /// The table of a file whose name begins with `stem`.
    pub fn named(stem: &str) -> Option<Self> {
        const NAMES: [(&str, Table); 7] = [
            ("epraccur", Table::Practices),
            ("egpam", Table::PracticeAmendments),
            ("ebranchs", Table::Branches),
            ("edispensary", Table::Dispensaries),
            ("egdpprac", Table::Dentists),
            ("etr", Table::Trusts),
            ("ets", Table::TrustSites),
        ];
        let begins = |name: &str| {
            stem.strip_prefix(name)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
        };
        NAMES
            .iter()
            .find(|(name, _)| begins(name))
            .map(|(_, table)| *table)
    }

    /// The table that these codes are most likely of.
    pub fn of_codes(codes: &[String]) -> Self {
        const SHAPES: [Table; 5] = [
            Table::Practices,
            Table::Branches,
            Table::Dispensaries,
            Table::Trusts,
            Table::Dentists,
        ];
        let most = |table: &Table| {
            codes.iter().filter(|code| table.has_code(code)).count() * 2 > codes.len()
        };
        SHAPES.into_iter().find(most).unwrap_or(Self::Other)
    }

    fn has_code(self, code: &str) -> bool {
        let bytes = code.as_bytes();
        let letter = bytes.first().is_some_and(u8::is_ascii_alphabetic);
        let digits = bytes.iter().skip(1).all(u8::is_ascii_digit);
        match self {
            Self::Practices => letter && digits && bytes.len() == 6 && bytes[0] != b'V',
            Self::Branches => letter && digits && bytes.len() == 9,
            Self::Dispensaries => letter && bytes.len() == 5,
            Self::Trusts => letter && bytes.len() == 3,
            Self::Dentists => letter && digits && matches!(bytes.len(), 6 | 7) && bytes[0] == b'V',
            Self::PracticeAmendments | Self::TrustSites | Self::Other => false,
        }
    }

    /// The scope's name.
    pub fn scope(self) -> &'static str {
        match self {
            Self::Practices | Self::PracticeAmendments => "epraccur",
            Self::Branches => "ebranchs",
            Self::Dispensaries => "edispensary",
            Self::Trusts => "etr",
            Self::TrustSites => "ets",
            Self::Dentists => "egdpprac",
            Self::Other => "ods",
        }
    }

    /// True for a file of changes only.
    pub fn amends(self) -> bool {
        self == Self::PracticeAmendments
    }

    /// The kind of the organization on a row, and of the service it offers to the public if it offers one.
    ///
    /// Practices are told from the prescribing centres in the same file by their prescribing setting, 4.
    /// A prescribing centre (a clinic's cost centre, a prison's) is not where people register or walk in.
    pub fn kinds(self, setting: &str) -> (Option<&'static str>, Option<&'static str>) {
        match self {
            Self::Practices | Self::PracticeAmendments if setting == "4" => {
                (Some("gp-practice"), Some("gp"))
            }
            Self::Practices | Self::PracticeAmendments => (Some(centre(setting)), None),
            Self::Branches => (Some("gp-branch"), Some("gp")),
            Self::Dispensaries => (Some("pharmacy"), Some("pharmacy")),
            Self::Trusts => (Some("nhs-trust"), None),
            Self::TrustSites => (Some("nhs-trust-site"), None),
            Self::Dentists => (Some("dental-practice"), None),
            Self::Other => (None, None),
        }
    }
}

/// The kind of prescribing centre (ODS prescribing setting codes).
fn centre(setting: &str) -> &'static str {
    match setting {
        "1" => "walk-in-centre",
        "2" => "out-of-hours-service",
        "3" => "walk-in-and-out-of-hours-centre",
        "8" => "public-health-service",
        "9" => "community-health-service",
        "10" => "hospital-service",
        "11" => "optometry-service",
        "12" => "urgent-care-centre",
        "13" => "hospice",
        "14" => "care-home",
        "25" => "prison-health-service",
        "26" => "primary-care-network",
        _ => "prescribing-centre",
    }
}
