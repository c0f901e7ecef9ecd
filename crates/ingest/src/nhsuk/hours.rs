//! From the opening-times rows of one parent to its hours.

use super::columns::What;
use super::companions::{Companion, CompanionRow};
use crate::fault::Fault;
use crate::read::{Cells, Pen, check_length, month_first_date, read_range, weekday};
use jiff::civil::Date;
use model::{BankHolidays, Day, Hours, Session};
use std::collections::BTreeMap;

/// What the rows seen so far say of one day.
#[derive(Default)]
struct Draft {
    sessions: Vec<Session>,
    closed: bool,
    /// A row about it could not be read: nothing is known of the day.
    unknown: bool,
}

/// Collects the opening-times rows of one parent.
#[derive(Default)]
pub(crate) struct HoursDraft {
    weekly: [Draft; 7],
    dates: BTreeMap<Date, Draft>,
    /// True once a weekday was read: weekdays that no row names are closed.
    any_weekday: bool,
    /// True when a row could not be used or placed: weekdays that no row names are not known.
    ragged: bool,
}

impl HoursDraft {
    /// No rows yet; `ragged` when some are missing already.
    pub fn new(ragged: bool) -> Self {
        Self {
            ragged,
            ..Self::default()
        }
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
                self.ragged = true;
                return;
            }
        };
        let draft = if additional {
            let Some(day) = month_first_date(date_text) else {
                pen.note(
                    Fault::BadDate,
                    date.map_or("", |at| header.name(at)),
                    date_text,
                );
                return;
            };
            self.dates.entry(day).or_default()
        } else {
            let Some(day) = weekday(day_name) else {
                pen.note(
                    Fault::BadWeekday,
                    day_column.map_or("", |at| header.name(at)),
                    day_name,
                );
                self.ragged = true;
                return;
            };
            &mut self.weekly[day.to_monday_zero_offset() as usize]
        };
        let open_text = cells.of(open);
        match open_text.to_ascii_lowercase().as_str() {
            "false" | "no" | "0" => draft.closed = true,
            "true" | "yes" | "1" | "" => {
                if let Some(session) = read_range(cells.get(times)) {
                    if let Some(fault) = check_length(session) {
                        pen.note(fault, header.name(times), cells.get(times));
                    }
                    draft.sessions.push(session);
                } else {
                    pen.note(Fault::BadTime, header.name(times), cells.get(times));
                    draft.unknown = true;
                }
            }
            _ => {
                pen.note(
                    Fault::BadWord,
                    open.map_or("", |at| header.name(at)),
                    open_text,
                );
                draft.unknown = true;
            }
        }
        self.any_weekday |= !additional && !draft.unknown;
        if draft.closed && !draft.sessions.is_empty() {
            let seen = if additional { date_text } else { day_name };
            pen.note(
                Fault::OpenAndClosed,
                open.map_or("", |at| header.name(at)),
                seen,
            );
        }
    }

    /// The hours; none when nothing is known.
    pub fn finish(self) -> Option<Hours> {
        let unnamed = if self.any_weekday && !self.ragged {
            Day::Closed
        } else {
            Day::NotKnown
        };
        let day = |draft: Draft| match draft {
            Draft { unknown: true, .. } => None,
            Draft { sessions, .. } if !sessions.is_empty() => Some(Day::of(sessions)),
            Draft { closed: true, .. } => Some(Day::Closed),
            Draft { .. } => Some(unnamed.clone()),
        };
        let hours = Hours {
            weekly: self.weekly.map(|draft| day(draft).unwrap_or_default()),
            exceptions: self
                .dates
                .into_iter()
                .filter_map(|(date, draft)| Some((date, day(draft)?)))
                .collect(),
            bank_holidays: BankHolidays::NotSaid,
        };
        (!hours.is_empty()).then_some(hours)
    }
}
