//! Search documents of services → index bytes; a person's query → hits, nearest or best first.
//!
//! Words: a *segment* is an immutable run of [`Doc`]s as flat bytes, which the caller maps into memory; the
//! *index* is all segments together, with the copies that newer segments replaced marked [`Dead`]; a
//! *need* is a plain-word reason for looking, mapped to the kinds of service in the data; a *mark* is a
//! yes-or-no fact that people filter by, such as free or step-free.
//! Always: no I/O, no clock; an answer does not depend on how the documents are spread over segments; bytes
//! that are damaged give fewer or other hits, never a panic.
//! Start at [`write_segment`] and [`Index::find`]; the vocabulary of needs is in [`Needs`].

mod collect;
mod doc;
mod flat;
mod index;
mod matching;
mod needs;
mod place;
mod query;
mod rank;
mod segment;
#[cfg(test)]
mod testing;
mod times;
mod words;
mod write;

pub use doc::{Doc, Marks};
pub use index::{Dead, Index};
pub use needs::{BadNeeds, Helpline, Need, Needs};
pub use query::{Facets, Hit, Hits, Near, Query, Sort, Understood};
pub use segment::{Bytes, Corrupt, Segment};
pub use write::write_segment;
