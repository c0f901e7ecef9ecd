//! The columns of the register's files.

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
    let has = |at: usize, word: &str| {
        let mut parts = cells.get(at).as_bytes().windows(word.len());
        parts.any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    };
    let named = [
        has(CODE, "code"),
        has(NAME, "name"),
        has(OPENED, "date"),
        has(POSTCODE, "postcode"),
    ];
    named.into_iter().filter(|named| *named).count() > 1
}
