//! From the opening-times rows of one parent to its hours.

use super::columns::What;
use super::companions::{Companion, CompanionRow};
use crate::fault::Fault;
use crate::read::{
    Cells, DayOf, Pen, WeekDraft, check_length, month_first_date, read_range, weekday,
};
use model::Hours;

/// Collects the opening-times rows of one parent.
#[derive(Default)]
pub(crate) struct HoursDraft(WeekDraft);

impl HoursDraft {
    /// No rows yet; `ragged` when some are missing already.
    pub fn new(ragged: bool) -> Self {
        let mut week = WeekDraft::default();
        if ragged {
            week.ragged();
        }
        Self(week)
    }

    /// Adds one row.
    pub fn add(
        &mut self,
        companion: &Companion,
        row: &CompanionRow,
        cells: &Cells,
        pen: &mut Pen<'_>,
    ) {
        let What::Times {
            weekday: day_column,
            times,
            open,
            kind,
            date,
        } = companion.columns.what
        else {
            return;
        };
        let header = &companion.file.header;
        debug_assert_eq!(pen.line, row.line);
        let day_name = cells.of(day_column);
        let date_text = cells.of(date);
        let kind_text = cells.of(kind);
        let additional = match kind_text.to_ascii_lowercase().as_str() {
            "general" => false,
            "additional" => true,
            "" => !date_text.is_empty(),
            _ => {
                pen.note(
                    Fault::BadWord,
                    kind.map_or("", |at| header.name(at)),
                    kind_text,
                );
                self.0.ragged();
                return;
            }
        };
        let day = if additional {
            let Some(day) = month_first_date(date_text) else {
                pen.note(
                    Fault::BadDate,
                    date.map_or("", |at| header.name(at)),
                    date_text,
                );
                return;
            };
            DayOf::Date(day)
        } else {
            let Some(day) = weekday(day_name) else {
                pen.note(
                    Fault::BadWeekday,
                    day_column.map_or("", |at| header.name(at)),
                    day_name,
                );
                self.0.ragged();
                return;
            };
            DayOf::Week(day)
        };
        let open_text = cells.of(open);
        let contradicts = match open_text.to_ascii_lowercase().as_str() {
            "false" | "no" | "0" => self.0.closed(day),
            "true" | "yes" | "1" | "" => {
                let Some(session) = read_range(cells.get(times)) else {
                    pen.note(Fault::BadTime, header.name(times), cells.get(times));
                    self.0.unknown(day);
                    return;
                };
                if let Some(fault) = check_length(session) {
                    pen.note(fault, header.name(times), cells.get(times));
                }
                self.0.open(day, session)
            }
            _ => {
                let column = open.map_or("", |at| header.name(at));
                pen.note(Fault::BadWord, column, open_text);
                self.0.unknown(day);
                return;
            }
        };
        if contradicts {
            let seen = if additional { date_text } else { day_name };
            let column = open.map_or("", |at| header.name(at));
            pen.note(Fault::OpenAndClosed, column, seen);
        }
    }

    /// The hours; none when nothing is known.
    pub fn finish(self) -> Option<Hours> {
        self.0.finish()
    }
}
