//! JSON documents of many objects: a list, objects one below the other or alone, or an envelope with a list in it.
//!
//! Words: see [`Objects`] for *element* and *envelope*; a *glance* is what a document looks like at its beginning.
//! Always: one object at a time is in memory, 1 MiB at most; one that cannot be read costs no other one.
//! Start at [`Format`], which is all that a format has to do, and [`glance`], by which it recognises itself;
//! [`JsonRows`] does the rest. [`Json`] is a value of any shape.

mod cell;
mod glance;
mod objects;
pub(crate) mod pages;
mod rows;
mod scan;
mod tree;
mod window;

pub(crate) use glance::{Glance, glance};
pub(crate) use objects::{Envelope, Layout, Objects};
pub(crate) use rows::{Format, JsonRows, Start, Told};
pub(crate) use tree::Json;
