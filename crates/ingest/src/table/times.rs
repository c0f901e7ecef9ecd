//! The opening times of a row: a column for each day, dated exceptions, free text.

use super::fields::RowText;
use super::plan::PlannedSchedule;
use crate::fault::Fault;
use crate::hours_text::{day_times, hours_text};
use crate::read::{Pen, is_nothing, one_line, read_day, written_date};
use model::{BankHolidays, Day, Hours, Said, Value, parse_minute};
use std::borrow::Cow;

impl RowText<'_> {
    /// The row's opening times. Text that was not understood is put into `kept`.
    pub(super) fn schedule(
        &self,
        plan: &PlannedSchedule,
        kept: &mut Option<String>,
        pen: &mut Pen<'_>,
    ) -> Said {
        let mut hours = self.in_words(&plan.text, kept, pen);
        for (day, columns) in hours.weekly.iter_mut().zip(&plan.weekly) {
            match self.day(columns, pen) {
                Day::NotKnown => {}
                known => *day = known,
            }
        }
        match self.day(&plan.bank_holidays, pen) {
            Day::NotKnown => {}
            Day::Closed => hours.bank_holidays = BankHolidays::Closed,
            Day::Open(sessions) => hours.bank_holidays = BankHolidays::Open(sessions),
        }
        if let Some(at) = plan.dates {
            self.dates(at, &mut hours, pen);
        }
        (!hours.is_empty()).then(|| Value::Hours(Box::new(hours)))
    }

    /// What the columns of one day say.
    fn day(&self, columns: &[usize], pen: &mut Pen<'_>) -> Day {
        let texts = || {
            columns
                .iter()
                .map(|at| self.get(*at))
                .filter(|text| !is_nothing(text))
        };
        let (Some(first), Some(column)) = (texts().next(), columns.first()) else {
            return Day::NotKnown;
        };
        let text = match texts().nth(1) {
            None => Cow::Borrowed(first),
            // One column says when it opens and the other when it closes.
            Some(second) if parse_minute(first).is_ok() && parse_minute(second).is_ok() => {
                Cow::Owned(format!("{first}-{second}"))
            }
            Some(_) => Cow::Owned(texts().collect::<Vec<_>>().join(", ")),
        };
        let column = self.header.name(*column);
        match read_day(&text) {
            Some(day) => {
                pen.doubt(column, &day);
                day
            }
            None => day_times(&text).unwrap_or_else(|| {
                pen.note(Fault::BadTime, column, &text);
                Day::NotKnown
            }),
        }
    }

    /// The week that columns of free text describe.
    fn in_words(&self, columns: &[usize], kept: &mut Option<String>, pen: &mut Pen<'_>) -> Hours {
        let texts: Vec<&str> = columns
            .iter()
            .map(|at| self.get(*at))
            .filter(|text| !is_nothing(text))
            .collect();
        let (Some(column), false) = (columns.first(), texts.is_empty()) else {
            return Hours::default();
        };
        let text = texts.join("; ");
        match hours_text(&text) {
            Ok(read) => {
                for piece in &read.beside {
                    pen.note(Fault::HoursAsk, self.header.name(*column), piece);
                }
                if !read.beside.is_empty() {
                    *kept = Some(one_line(&text));
                }
                read.hours
            }
            Err(problem) => {
                let fault = problem.reason.fault();
                pen.note(fault, self.header.name(*column), &problem.piece);
                *kept = Some(one_line(&text));
                Hours::default()
            }
        }
    }

    /// Exceptions, separated by semicolons: a date, then what holds on it.
    fn dates(&self, at: usize, hours: &mut Hours, pen: &mut Pen<'_>) {
        let column = self.header.name(at);
        for exception in self
            .get(at)
            .split([';', '\n'])
            .map(str::trim)
            .filter(|text| !is_nothing(text))
        {
            let breaks = exception
                .char_indices()
                .filter(|(_, c)| matches!(c, ' ' | ':'));
            let split = breaks.map(|(at, _)| exception.split_at(at)).rev();
            // The date is the longest beginning that is one: it may hold spaces, as times may.
            let found = split.into_iter().find_map(|(date, times)| {
                if date.contains(':') {
                    return None;
                }
                written_date(date).map(|date| (date, times.trim_start_matches(':').trim()))
            });
            match found {
                None => pen.note(Fault::BadDate, column, exception),
                Some((date, times)) => match pen.day(column, times) {
                    Day::NotKnown => {}
                    day => {
                        hours.exceptions.insert(date, day);
                    }
                },
            }
        }
    }
}
