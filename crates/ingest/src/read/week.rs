//! Opening times put together piece by piece, as directories give them one session at a time.

use jiff::civil::Date;
use model::{BankHolidays, Day, Hours, Session, Weekday};
use std::collections::BTreeMap;

/// What is said so far of one day.
#[derive(Default)]
struct Draft {
    sessions: Vec<Session>,
    closed: bool,
    /// Something about it could not be read: nothing is known of the day.
    unknown: bool,
}

/// The day that a piece is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DayOf {
    /// Every one of the week's.
    Week(Weekday),
    /// One date.
    Date(Date),
}

/// Opening times being put together.
#[derive(Default)]
pub(crate) struct WeekDraft {
    weekly: [Draft; 7],
    dates: BTreeMap<Date, Draft>,
    /// True once a weekday was read: weekdays that nothing is said of are closed.
    any_weekday: bool,
    /// True when a piece could not be placed: weekdays that nothing is said of are not known.
    ragged: bool,
}

impl WeekDraft {
    /// The day is open for `session`. True when it was said to be closed before.
    pub fn open(&mut self, day: DayOf, session: Session) -> bool {
        let draft = self.draft(day);
        draft.sessions.push(session);
        let contradicts = draft.closed;
        self.any_weekday |= matches!(day, DayOf::Week(_));
        contradicts
    }

    /// The day is closed. True when it was said to be open before: then it stays so.
    pub fn closed(&mut self, day: DayOf) -> bool {
        let draft = self.draft(day);
        draft.closed = true;
        let contradicts = !draft.sessions.is_empty();
        self.any_weekday |= matches!(day, DayOf::Week(_));
        contradicts
    }

    /// What is said of the day cannot be read.
    pub fn unknown(&mut self, day: DayOf) {
        self.draft(day).unknown = true;
    }

    /// Something is said, and it is not known of which day.
    pub fn ragged(&mut self) {
        self.ragged = true;
    }

    fn draft(&mut self, day: DayOf) -> &mut Draft {
        match day {
            DayOf::Week(day) => &mut self.weekly[day.to_monday_zero_offset() as usize],
            DayOf::Date(date) => self.dates.entry(date).or_default(),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn session(text: &str) -> Session {
        crate::read::read_range(text).unwrap()
    }

    #[track_caller]
    fn check(build: impl FnOnce(&mut WeekDraft), want: &str) {
        let mut draft = WeekDraft::default();
        build(&mut draft);
        let hours = draft
            .finish()
            .map(|hours| model::Value::Hours(Box::new(hours)).canonical());
        assert_eq!(hours.as_deref().unwrap_or("none"), want);
    }

    #[test]
    fn days_that_nothing_is_said_of_are_closed_unless_something_is_missing() {
        let monday = DayOf::Week(Weekday::Monday);
        let rest = r#""sa":[],"su":[],"th":[],"tu":[],"we":[]}"#;
        check(
            |week| {
                week.open(monday, session("14:00-17:00"));
                week.open(monday, session("09:00-13:00"));
            },
            &format!(r#"{{"fr":[],"mo":["09:00-13:00","14:00-17:00"],{rest}"#),
        );
        check(
            |week| {
                week.open(monday, session("09:00-13:00"));
                week.ragged();
            },
            r#"{"mo":["09:00-13:00"]}"#,
        );
        check(
            |week| {
                week.open(monday, session("09:00-13:00"));
                week.unknown(monday);
            },
            &format!(r#"{{"fr":[],{rest}"#),
        );
        check(|_| {}, "none");
    }

    #[test]
    fn a_date_says_nothing_of_the_week() {
        let christmas = DayOf::Date("2026-12-25".parse().unwrap());
        check(
            |week| assert!(!week.closed(christmas)),
            r#"{"dates":{"2026-12-25":[]}}"#,
        );
    }

    #[test]
    fn open_wins_over_closed() {
        let friday = DayOf::Week(Weekday::Friday);
        check(
            |week| {
                assert!(!week.closed(friday));
                assert!(week.open(friday, session("09:00-13:00")));
                assert!(week.closed(friday));
            },
            r#"{"fr":["09:00-13:00"],"mo":[],"sa":[],"su":[],"th":[],"tu":[],"we":[]}"#,
        );
    }
}
