//! The words of the shared record as types. Everything above speaks in these.
//!
//! Words: a *source* is a body's directory; an *entry* is one source's description of one
//! organization, location or service; a *statement* is what one version of an entry says about one
//! [`Field`]; a *record* is what we publish. See `ARCHITECTURE.md` for the rest.
//! Always: no I/O, no clock, no randomness. A value that exists is well formed: it was parsed once at
//! the edge, and its canonical JSON form ([`Value::to_json`]) reads back as the same value.
//! Start at [`Entry`] (what a source says), [`Value`] (what can be said) and [`Record`] (what we publish).

mod address;
pub mod calendar;
mod canonical;
mod code;
mod decision;
mod entry;
mod feed;
mod field;
mod hours;
mod id;
mod phone;
mod point;
mod postcode;
mod rating;
mod record;
mod run;
mod source;
mod term;
mod value;
mod version;

pub use address::Address;
pub use canonical::canonical_json;
pub use code::{BadCode, Code, Scheme};
pub use decision::{Decider, Decision, Relation};
pub use entry::{Entry, Said};
pub use feed::{Feed, FeedKind, UnknownFeedKind};
pub use field::{Field, Shape};
pub use hours::{
    BankHolidays, Day, Hours, ImpossibleTime, OpenState, Session, Weekday, format_minute,
    parse_minute,
};
pub use id::{EntryId, EntryType, Position, SourceKey, UnknownType};
pub use phone::Phone;
pub use point::{ImpossiblePoint, Point};
pub use postcode::{Outward, Postcode, Typed, UnknownPostcode};
pub use rating::{Grade, Rating};
pub use record::{Claim, FieldValue, Located, Record, Visibility};
pub use run::{Finding, Findings, RowTally, RunNo, Where};
pub use source::{Role, Source, SourceNo, UnknownRole};
pub use term::Term;
pub use value::{BadValue, Status, Value};
pub use version::{
    EntryNo, EntryState, FieldSet, NewVersion, RowPlace, Statement, StewardsWord, Tie, Version,
};
