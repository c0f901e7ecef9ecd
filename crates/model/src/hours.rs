//! Opening times: weekly sessions, dated exceptions, bank holidays, and what is not known.
//!
//! Times are those of a clock on the wall in England (Europe/London). A session belongs to the day on
//! which it opens and may run past midnight.

use crate::calendar::bank_holiday;
pub use jiff::civil::Weekday;
use jiff::civil::{Date, DateTime};
use jiff::{Span, ToSpan as _};
use std::collections::BTreeMap;
use std::fmt;

/// Minutes in a day.
const DAY: u16 = 1440;

/// One stretch of being open: from `opens` until `closes`, in minutes after midnight of the opening day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Session {
    opens: u16,
    closes: u16,
}

/// The time is not one of a clock.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time of day")]
pub struct ImpossibleTime(pub String);

impl Session {
    /// From `opens` to `closes`, minutes after midnight. A closing time at or before the opening time is on
    /// the next day (so `00:00` to `00:00` is the whole day).
    ///
    /// # Errors
    /// [`ImpossibleTime`] when a time is past 24:00, or opening is at 24:00.
    pub fn new(opens: u16, closes: u16) -> Result<Self, ImpossibleTime> {
        if opens >= DAY || closes > DAY {
            let bad = if opens >= DAY { opens } else { closes };
            return Err(ImpossibleTime(format!("{:02}:{:02}", bad / 60, bad % 60)));
        }
        Ok(Self {
            opens,
            closes: if closes <= opens {
                closes + DAY
            } else {
                closes
            },
        })
    }

    /// Minutes after midnight at which it opens: 0 to 1439.
    pub fn opens(self) -> u16 {
        self.opens
    }

    /// Minutes after the opening day's midnight at which it closes: 1 to 2879, over 1440 past midnight.
    pub fn closes(self) -> u16 {
        self.closes
    }

    /// How long it lasts, in minutes.
    pub fn minutes(self) -> u16 {
        self.closes - self.opens
    }
}

/// What is said of one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Day {
    /// Nothing.
    #[default]
    NotKnown,
    /// Shut all day.
    Closed,
    /// Open for these sessions, sorted, at least one.
    Open(Vec<Session>),
}

impl Day {
    /// A day with these sessions, sorted and without doubles; closed when there are none.
    pub fn of(mut sessions: Vec<Session>) -> Self {
        sessions.sort_unstable();
        sessions.dedup();
        if sessions.is_empty() {
            Self::Closed
        } else {
            Self::Open(sessions)
        }
    }

    /// The sessions, none when closed or not known.
    pub fn sessions(&self) -> &[Session] {
        match self {
            Self::Open(sessions) => sessions,
            Self::NotKnown | Self::Closed => &[],
        }
    }
}

/// What is said of bank holidays in general.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum BankHolidays {
    /// Nothing: the usual day is shown with a warning to call first.
    #[default]
    NotSaid,
    /// Shut.
    Closed,
    /// Open for these sessions.
    Open(Vec<Session>),
}

/// When something is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// Monday first.
    pub weekly: [Day; 7],
    /// What holds on one date instead of its weekday. Never [`Day::NotKnown`].
    pub exceptions: BTreeMap<Date, Day>,
    /// What holds on a bank holiday that has no exception of its own.
    pub bank_holidays: BankHolidays,
}

/// Whether something is open at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenState {
    /// Open, until this moment.
    Open {
        /// When it closes; none when it does not close within a week.
        until: Option<DateTime>,
    },
    /// Shut, and when it opens next if that is known within two weeks.
    Closed {
        /// The next opening.
        opens: Option<DateTime>,
    },
    /// Nobody has said.
    NotKnown,
}

impl OpenState {
    /// `Some(true)` open, `Some(false)` shut, `None` not known.
    pub fn is_open(&self) -> Option<bool> {
        match self {
            Self::Open { .. } => Some(true),
            Self::Closed { .. } => Some(false),
            Self::NotKnown => None,
        }
    }
}

impl Hours {
    /// True when nothing is said at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What holds on `date`: its exception, else the bank-holiday rule, else its weekday.
    pub fn on(&self, date: Date) -> Day {
        if let Some(day) = self.exceptions.get(&date) {
            return day.clone();
        }
        if bank_holiday(date).is_some() {
            match &self.bank_holidays {
                BankHolidays::NotSaid => {}
                BankHolidays::Closed => return Day::Closed,
                BankHolidays::Open(sessions) => return Day::of(sessions.clone()),
            }
        }
        self.weekly[date.weekday().to_monday_zero_offset() as usize].clone()
    }

    /// True when `date` is a bank holiday about which this says nothing of its own.
    pub fn unsure_on(&self, date: Date) -> bool {
        bank_holiday(date).is_some()
            && self.bank_holidays == BankHolidays::NotSaid
            && !self.exceptions.contains_key(&date)
            && !self.is_empty()
    }

    /// Whether it is open at `moment` (a wall clock in England).
    ///
    /// A session is open from its first minute up to, and not including, its closing minute.
    pub fn state_at(&self, moment: DateTime) -> OpenState {
        if self.open_at(moment) {
            return OpenState::Open {
                until: self.closes_after(moment),
            };
        }
        if self.on(moment.date()) == Day::NotKnown {
            return OpenState::NotKnown;
        }
        OpenState::Closed {
            opens: self.opens_after(moment),
        }
    }

    /// True when a session of `moment`'s day or of the day before covers `moment`.
    pub fn open_at(&self, moment: DateTime) -> bool {
        let minute = u16::from(moment.hour().unsigned_abs()) * 60
            + u16::from(moment.minute().unsigned_abs());
        let covers = |day: &Day, at: u16| {
            day.sessions()
                .iter()
                .any(|s| s.opens <= at && at < s.closes)
        };
        covers(&self.on(moment.date()), minute)
            || moment
                .date()
                .yesterday()
                .is_ok_and(|day| covers(&self.on(day), minute + DAY))
    }

    fn closes_after(&self, moment: DateTime) -> Option<DateTime> {
        let mut at = moment;
        // Sessions that meet or overlap are one stretch; nine hops are more than a week of round-the-clock days.
        for _ in 0..9 {
            let next = [at.date().yesterday().ok()?, at.date()]
                .into_iter()
                .flat_map(|date| {
                    let day = self.on(date);
                    day.sessions()
                        .iter()
                        .filter_map(|s| {
                            Some((moment_of(date, s.opens)?, moment_of(date, s.closes)?))
                        })
                        .collect::<Vec<_>>()
                })
                .filter(|(opens, closes)| *opens <= at && at < *closes)
                .map(|(_, closes)| closes)
                .max();
            match next {
                Some(closes) => at = closes,
                None => return (at > moment).then_some(at),
            }
        }
        None
    }

    fn opens_after(&self, moment: DateTime) -> Option<DateTime> {
        let mut date = moment.date();
        for _ in 0..15 {
            let day = self.on(date);
            if day == Day::NotKnown && date != moment.date() {
                return None;
            }
            let next = day
                .sessions()
                .iter()
                .filter_map(|s| moment_of(date, s.opens))
                .find(|at| *at > moment);
            if next.is_some() {
                return next;
            }
            date = date.tomorrow().ok()?;
        }
        None
    }
}

fn moment_of(date: Date, minutes: u16) -> Option<DateTime> {
    let span: Span = i64::from(minutes).minutes();
    date.at(0, 0, 0, 0).checked_add(span).ok()
}

/// Reads `9:00`, `09:30`, `24:00`, `0930`, `9am`, `5.30pm`, `midday` or `midnight` as minutes after midnight.
///
/// ```
/// use model::parse_minute;
/// assert_eq!(parse_minute("5.30pm"), Ok(17 * 60 + 30));
/// assert!(parse_minute("25:00").is_err());
/// ```
///
/// # Errors
/// [`ImpossibleTime`] with the text as found.
pub fn parse_minute(text: &str) -> Result<u16, ImpossibleTime> {
    let bad = || ImpossibleTime(text.to_owned());
    let lower = text.trim().to_ascii_lowercase();
    match lower.as_str() {
        "midnight" => return Ok(0),
        "midday" | "noon" => return Ok(12 * 60),
        _ => {}
    }
    let (clock, half) = match (lower.strip_suffix("am"), lower.strip_suffix("pm")) {
        (Some(clock), _) => (clock.trim(), Some(0)),
        (_, Some(clock)) => (clock.trim(), Some(12)),
        _ => (lower.as_str(), None),
    };
    let (hour, minute) = match clock.split_once([':', '.']) {
        // A seconds part, as spreadsheets write, must be nought.
        Some((hour, rest)) => (hour, rest.strip_suffix(":00").unwrap_or(rest)),
        None if clock.len() == 4 => clock.split_at_checked(2).ok_or_else(bad)?,
        None if half.is_some() => (clock, "00"),
        None => return Err(bad()),
    };
    let number = |part: &str| match part.len() {
        1 | 2 if part.bytes().all(|b| b.is_ascii_digit()) => part.parse::<u16>().map_err(|_| bad()),
        _ => Err(bad()),
    };
    let (mut hour, minute) = (number(hour)?, number(minute)?);
    if let Some(half) = half {
        if !(1..=12).contains(&hour) {
            return Err(bad());
        }
        hour = hour % 12 + half;
    }
    let total = hour * 60 + minute;
    if minute < 60 && total <= DAY {
        Ok(total)
    } else {
        Err(bad())
    }
}

/// The minute of the day as people read it: `9am`, `10:30am`, `midday`, `midnight`, `2pm`. Wraps past midnight.
pub fn format_minute(minutes: u16) -> String {
    let minutes = minutes % DAY;
    let (hour, minute) = (minutes / 60, minutes % 60);
    match (hour, minute) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "midday".to_owned(),
        _ => {
            let half = if hour < 12 { "am" } else { "pm" };
            let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
            if minute == 0 {
                format!("{hour}{half}")
            } else {
                format!("{hour}:{minute:02}{half}")
            }
        }
    }
}

impl fmt::Display for Session {
    /// `HH:MM-HH:MM`, the canonical form. Midnight at the end of the day is `24:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let close = if self.closes > DAY {
            self.closes - DAY
        } else {
            self.closes
        };
        write!(
            f,
            "{:02}:{:02}-{:02}:{:02}",
            self.opens / 60,
            self.opens % 60,
            close / 60,
            close % 60
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn session(text: &str) -> Session {
        let (a, b) = text.split_once('-').unwrap();
        Session::new(parse_minute(a).unwrap(), parse_minute(b).unwrap()).unwrap()
    }

    fn monday_only(sessions: &[&str]) -> Hours {
        let mut hours = Hours {
            weekly: std::array::from_fn(|_| Day::Closed),
            ..Hours::default()
        };
        hours.weekly[0] = Day::of(sessions.iter().map(|s| session(s)).collect());
        hours
    }

    #[test]
    fn a_lunch_break_is_closed_and_the_last_minute_is_not_open() {
        let hours = monday_only(&["09:00-13:00", "14:00-17:00"]);
        let monday = date(2026, 11, 23);
        for (hour, minute, open) in [
            (8, 59, false),
            (9, 0, true),
            (12, 59, true),
            (13, 0, false),
            (14, 0, true),
            (17, 0, false),
        ] {
            assert_eq!(
                hours.open_at(monday.at(hour, minute, 0, 0)),
                open,
                "{hour}:{minute}"
            );
        }
        assert_eq!(
            hours.state_at(monday.at(13, 30, 0, 0)),
            OpenState::Closed {
                opens: Some(monday.at(14, 0, 0, 0))
            }
        );
    }

    #[test]
    fn a_night_session_runs_into_the_next_day() {
        let hours = monday_only(&["22:00-06:00"]);
        let tuesday = date(2026, 11, 24);
        assert!(hours.open_at(tuesday.at(5, 59, 0, 0)));
        assert!(!hours.open_at(tuesday.at(6, 0, 0, 0)));
        assert_eq!(
            hours.state_at(tuesday.at(1, 0, 0, 0)),
            OpenState::Open {
                until: Some(tuesday.at(6, 0, 0, 0))
            }
        );
    }

    #[test]
    fn round_the_clock_has_no_closing_time() {
        let weekly = std::array::from_fn(|_| Day::of(vec![session("00:00-00:00")]));
        let hours = Hours {
            weekly,
            ..Hours::default()
        };
        assert_eq!(
            hours.state_at(date(2026, 11, 24).at(3, 0, 0, 0)),
            OpenState::Open { until: None }
        );
    }

    #[test]
    fn a_date_of_its_own_beats_the_bank_holiday_which_beats_the_week() {
        let mut hours = monday_only(&["09:00-17:00"]);
        let easter_monday = date(2026, 4, 6);
        assert!(hours.open_at(easter_monday.at(10, 0, 0, 0)));
        assert!(hours.unsure_on(easter_monday));
        hours.bank_holidays = BankHolidays::Closed;
        assert!(!hours.open_at(easter_monday.at(10, 0, 0, 0)));
        hours
            .exceptions
            .insert(easter_monday, Day::of(vec![session("10:00-12:00")]));
        assert!(hours.open_at(easter_monday.at(10, 0, 0, 0)));
        assert!(!hours.unsure_on(easter_monday));
    }

    #[test]
    fn nothing_said_is_not_known() {
        assert_eq!(
            Hours::default().state_at(date(2026, 11, 24).at(3, 0, 0, 0)),
            OpenState::NotKnown
        );
    }

    #[test]
    fn times_read_as_people_write_them() {
        for (text, want) in [
            ("09:00", "9am"),
            ("9am", "9am"),
            ("12pm", "midday"),
            ("12am", "midnight"),
            ("5.30pm", "5:30pm"),
            ("0930", "9:30am"),
            ("24:00", "midnight"),
            ("13:15:00", "1:15pm"),
        ] {
            assert_eq!(format_minute(parse_minute(text).unwrap()), want, "{text}");
        }
        for bad in [
            "", "9", "25:00", "12:60", "13pm", "nine", "24:01", "0.375", "é9:0",
        ] {
            assert!(parse_minute(bad).is_err(), "{bad}");
        }
    }
}
