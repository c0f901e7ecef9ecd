//! What every format needs: files looked into, lines, quoted rows, cells as text, and values from cells.
//!
//! Always: no line, row or list grows past a bound, whatever the bytes are.

mod cells;
mod dates;
mod encoding;
mod header;
mod heading;
mod ids;
pub(crate) mod json;
mod lines;
mod markup;
mod records;
mod sniffed;
mod times;
mod values;
mod walk;
mod week;

pub(crate) use cells::Cells;
/// A date as people write one, or as registers do: `2026-11-12`, `12/11/2026`, `12 November 2026`, `20261112`.
#[must_use]
pub fn date(text: &str) -> Option<jiff::civil::Date> {
    written_date(text).or_else(|| compact_date(text))
}

pub(crate) use dates::{compact_date, month_first_date, written_date};
pub(crate) use encoding::Encoding;
pub(crate) use header::{Header, nearest};
pub(crate) use heading::{heading, likely_header};
pub(crate) use ids::IdSet;
pub(crate) use lines::{Line, Lines, ROW_LIMIT};
pub(crate) use markup::plain_text;
pub(crate) use records::{Record, Records, Shape, fields_of, split_bare, split_plain};
pub(crate) use sniffed::{Sniffed, first_line, sniff, stem};
pub(crate) use times::{check_length, read_day, read_range, weekday};
pub(crate) use values::{
    NO_VALUE, Pen, is_cell_error, is_nothing, one_line, spoiled_id, with_times, written_text,
};
pub(crate) use walk::Walk;
pub(crate) use week::{DayOf, WeekDraft};
