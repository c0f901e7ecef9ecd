//! Reads directories: bytes in, entries and findings out.
//!
//! Words: a *document* is what one reading is given, a file or a set of companion files; a *row* is one
//! line of it; a *companion* completes the row of its *parent*; a *refusal* is a row or document that could
//! not be used; any other finding is a fault in a row that is still described.
//! Always: no I/O but reading what was given, no clock, no randomness. A document is streamed: what is kept
//! in memory is one row (1 MiB at most), where companions stand, and a mark for every id. One bad row never
//! stops a document; [`Reader::tally`] adds up whatever the bytes were.
//! Start at [`open`]; the formats are in `nhsuk`, `ods`, `table` and those that `json` lists; what can be wrong is
//! in [`Fault`].

mod care;
mod cqc;
mod cqc_api;
mod facilities;
mod fault;
mod fhir;
mod hours_text;
mod hsds;
mod json;
mod nhsuk;
mod nhsuk_json;
mod ods;
mod ohana;
mod oruk;
mod place;
mod plain;
mod read;
mod reader;
mod service_search;
mod sheet;
mod suggest;
mod table;
#[cfg(test)]
mod testing;
mod webpage;

pub use fault::{Fault, Unreadable};
pub use hours_text::{NotUnderstood, Reason, Understood, hours_text};
pub use plain::{Plain, PlainRow, plain};
pub use read::date;
pub use reader::{Content, Input, Outcome, Reader, Row, open};
pub use suggest::{Guess, Suggestion, suggest, suggest_map};
