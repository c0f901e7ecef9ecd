//! What every format needs: files looked into, lines, quoted rows, cells as text, and values from cells.
//!
//! Always: no line, row or list grows past a bound, whatever the bytes are.

mod cells;
mod dates;
mod encoding;
mod header;
mod ids;
pub(crate) mod json;
mod lines;
mod records;
mod sniffed;
mod times;
mod values;

pub(crate) use cells::Cells;
pub(crate) use dates::{compact_date, month_first_date, written_date};
pub(crate) use encoding::Encoding;
pub(crate) use header::{Header, nearest};
pub(crate) use ids::IdSet;
pub(crate) use lines::{Line, Lines, ROW_LIMIT};
pub(crate) use records::{Record, Records, Shape, fields_of};
pub(crate) use sniffed::{Sniffed, first_line, sniff, stem};
pub(crate) use times::{check_length, read_day, read_range, weekday};
pub(crate) use values::{Pen, is_nothing, one_line};
