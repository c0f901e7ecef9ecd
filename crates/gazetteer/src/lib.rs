//! Where postcodes, outward codes and towns are, and which local authority they belong to.
//!
//! Words: an *outward code* is the first half of a postcode; an *area* is a local authority, by its ONS code; a
//! postcode has *ended* when it is no longer used. A postcode *directory* is a file that lists them.
//! Always: pure over bytes. The caller opens, decompresses and maps files; this reads and writes buffers. A bad row
//! is a finding and never stops a file. Damaged bytes give wrong or no answers, never a panic.
//! Start at [`Builder`], which makes the compact file, and [`Gazetteer`], which looks things up in it;
//! [`grid`] turns grid references into positions.

mod build;
mod file;
mod fold;
pub mod grid;
mod key;
mod line;
mod lookup;
mod report;
mod shape;
mod write;

pub use build::Builder;
pub use lookup::{Corrupt, Gazetteer, Nation, OutwardPlace, Place, Town};
pub use report::{FAULTS, Kind, Report, Unreadable};
