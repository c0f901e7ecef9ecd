//! A component of entries becomes its records.

use crate::{Authority, Matcher};
use jiff::civil::Date;
use model::{EntryId, EntryState, Point, Postcode, Record, Source};

/// Where postcodes are looked up.
pub trait Places {
    /// The hex SHA-256 of the places import in use, if there is one.
    fn import(&self) -> Option<&str>;
    /// The position of `postcode`, and the code of its local authority where the import has it.
    fn look_up(&self, postcode: &Postcode) -> Option<(Point, Option<String>)>;
}

/// The records of a component.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resolved {
    /// One for each thing, in the order of their ids.
    pub records: Vec<Record>,
    /// From the id of every other member to the id of its record, in the order of the former.
    pub redirects: Vec<(EntryId, EntryId)>,
}

/// The records of `component`, which must be whole: every entry that ties reach from any of its entries.
pub fn resolve(
    _component: &[EntryState],
    _sources: &[Source],
    _rules: &Authority,
    _matcher: &dyn Matcher,
    _places: &dyn Places,
) -> Resolved {
    todo!()
}

/// True when the record is closed on `day`.
pub fn is_closed(_record: &Record, _day: Date) -> bool {
    todo!()
}
