//! Whether it is open, and opening times.

use super::dates::{weekday, weekday_and_date};
use jiff::civil::{Date, DateTime};
use model::calendar::bank_holiday;
use model::{Day, Hours, OpenState, Session, format_minute};

/// Whether something is open, in words: the strong part and the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenWords {
    /// True when open; false when shut or not known.
    pub open: bool,
    /// `Open now`, `Closed now.`, or nothing when not known.
    pub strong: String,
    /// `until 2pm`, `Opens Wednesday at 10:30am`, or `Not known. Call to ask`.
    pub rest: String,
}

/// `state` at `now` in words.
pub fn open_words(state: &OpenState, now: DateTime) -> OpenWords {
    let (open, strong, rest) = match state {
        OpenState::Open { until: None } => (true, "Open now", "day and night".to_owned()),
        OpenState::Open { until: Some(until) } => (
            true,
            "Open now",
            format!("until {}", until_words(*until, now)),
        ),
        OpenState::Closed { opens: None } => {
            (false, "Closed now.", "Call to ask when it opens".to_owned())
        }
        OpenState::Closed { opens: Some(opens) } => (
            false,
            "Closed now.",
            format!("Opens {}", moment(*opens, now)),
        ),
        OpenState::NotKnown => (false, "", "Not known. Call to ask".to_owned()),
    };
    OpenWords {
        open,
        strong: strong.to_owned(),
        rest,
    }
}

pub fn time(at: DateTime) -> String {
    format_minute(u16::from(at.hour().unsigned_abs()) * 60 + u16::from(at.minute().unsigned_abs()))
}

/// A closing time: midnight that ends today is `midnight`; later days are named.
fn until_words(until: DateTime, now: DateTime) -> String {
    let ends_today = until.date() == now.date()
        || (until.hour() == 0
            && until.minute() == 0
            && now.date().tomorrow().is_ok_and(|day| day == until.date()));
    if ends_today {
        time(until)
    } else {
        format!("{} {}", time(until), day_words(until.date(), now.date()))
    }
}

/// `today at 2pm`, `tomorrow at 9am`, `Wednesday at 10:30am`, `Monday 4 January 2027 at 9am`.
pub fn moment(at: DateTime, now: DateTime) -> String {
    format!("{} at {}", day_words(at.date(), now.date()), time(at))
}

fn day_words(day: Date, today: Date) -> String {
    match today.until(day).map_or(i32::MAX, |span| span.get_days()) {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        2..=6 => weekday(day.weekday()).to_owned(),
        _ => weekday_and_date(day, today),
    }
}

/// One day's sessions: `11am to 2pm`, `9am to 1pm, 2pm to 5:30pm`, `Open 24 hours`, `Closed`, `Not known`.
pub fn day(day: &Day) -> String {
    match day {
        Day::NotKnown => "Not known".to_owned(),
        Day::Closed => "Closed".to_owned(),
        Day::Open(sessions) => sessions
            .iter()
            .map(|s| session(*s))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn session(session: Session) -> String {
    if session.minutes() == 24 * 60 {
        return "Open 24 hours".to_owned();
    }
    let next = if session.closes() > 24 * 60 {
        " the next day"
    } else {
        ""
    };
    format!(
        "{} to {}{next}",
        format_minute(session.opens()),
        format_minute(session.closes())
    )
}

/// A row of the table of opening times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayRow {
    /// `Monday (today)`, `Saturday and Sunday`.
    pub day: String,
    /// Its times.
    pub times: String,
    /// True for today's row.
    pub today: bool,
}

/// The week as a table, Monday first, today marked; Saturday and Sunday share a row when they are alike.
pub fn week(hours: &Hours, today: Date) -> Vec<DayRow> {
    let names = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let today_at = today.weekday().to_monday_zero_offset().unsigned_abs() as usize;
    let weekend = hours.weekly[5] == hours.weekly[6] && today_at < 5;
    let mut rows = Vec::with_capacity(7);
    for (at, name) in names.iter().enumerate() {
        if weekend && at == 6 {
            continue;
        }
        let is_today = at == today_at;
        let label = match (weekend && at == 5, is_today) {
            (true, _) => "Saturday and Sunday".to_owned(),
            (_, true) => format!("{name} (today)"),
            _ => (*name).to_owned(),
        };
        // Today's row tells what holds today, exception or not.
        let times = if is_today {
            day(&hours.on(today))
        } else {
            day(&hours.weekly[at])
        };
        rows.push(DayRow {
            day: label,
            times,
            today: is_today,
        });
    }
    rows
}

/// How far ahead the page looks for days that differ, in days.
const LOOK_AHEAD_DAYS: usize = 60;
/// At most this many sentences about them.
const SENTENCES: usize = 6;

/// Sentences about the days from `today` on that differ from the week: exceptions and bank holidays.
pub fn coming_days(hours: &Hours, today: Date) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    let mut closed: Option<(Date, Date)> = None;
    let mut date = today;
    for _ in 0..LOOK_AHEAD_DAYS {
        let usual = &hours.weekly[date.weekday().to_monday_zero_offset().unsigned_abs() as usize];
        let special = hours.exceptions.contains_key(&date)
            || (bank_holiday(date).is_some() && !hours.unsure_on(date) && hours.on(date) != *usual);
        let on = hours.on(date);
        // A run of closed days is one sentence; an ordinary closed day inside it does not break it.
        let runs_on = closed.is_some() && on == Day::Closed && !hours.unsure_on(date);
        if special && on == Day::Closed || runs_on {
            closed = Some((
                closed.map_or(date, |(from, _)| from),
                if special {
                    date
                } else {
                    closed.map_or(date, |(_, to)| to)
                },
            ));
        } else {
            sentences.extend(closed.take().map(|run| closed_words(run, hours, today)));
            if special {
                sentences.push(format!("{}: {}.", weekday_and_date(date, today), day(&on)));
            } else if hours.unsure_on(date) {
                sentences.push(format!(
                    "Times may be different on {}, a bank holiday. Call to check.",
                    weekday_and_date(date, today)
                ));
            }
        }
        match date.tomorrow() {
            Ok(next) => date = next,
            Err(_) => break,
        }
    }
    sentences.extend(closed.take().map(|run| closed_words(run, hours, today)));
    sentences.truncate(SENTENCES);
    sentences
}

fn closed_words((from, to): (Date, Date), hours: &Hours, today: Date) -> String {
    if from == to {
        return format!("Closed on {}.", weekday_and_date(from, today));
    }
    let mut words = format!(
        "Closed from {} to {}.",
        weekday_and_date(from, today),
        weekday_and_date(to, today)
    );
    if let OpenState::Closed { opens: Some(opens) } = hours.state_at(to.at(23, 59, 0, 0)) {
        words = format!(
            "{words} Opens again on {}.",
            weekday_and_date(opens.date(), today)
        );
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use model::{BankHolidays, parse_minute};

    fn sessions(text: &str) -> Day {
        Day::of(
            text.split(", ")
                .filter(|t| !t.is_empty())
                .map(|t| {
                    let (opens, closes) = t.split_once('-').unwrap();
                    Session::new(parse_minute(opens).unwrap(), parse_minute(closes).unwrap())
                        .unwrap()
                })
                .collect(),
        )
    }

    /// Open on Monday and Thursday from 11am to 2pm, as a lunch club may be.
    fn lunch_club() -> Hours {
        let mut hours = Hours {
            weekly: std::array::from_fn(|_| Day::Closed),
            ..Hours::default()
        };
        hours.weekly[0] = sessions("11:00-14:00");
        hours.weekly[3] = sessions("11:00-14:00");
        hours
    }

    #[track_caller]
    fn check(hours: &Hours, now: DateTime, strong: &str, rest: &str) {
        let words = open_words(&hours.state_at(now), now);
        assert_eq!((words.strong.as_str(), words.rest.as_str()), (strong, rest));
    }

    #[test]
    fn open_and_closed_are_said_with_what_comes_next() {
        let monday = date(2026, 11, 23);
        check(
            &lunch_club(),
            monday.at(12, 0, 0, 0),
            "Open now",
            "until 2pm",
        );
        check(
            &lunch_club(),
            monday.at(9, 0, 0, 0),
            "Closed now.",
            "Opens today at 11am",
        );
        check(
            &lunch_club(),
            date(2026, 11, 25).at(20, 0, 0, 0),
            "Closed now.",
            "Opens tomorrow at 11am",
        );
        check(
            &lunch_club(),
            monday.at(14, 0, 0, 0),
            "Closed now.",
            "Opens Thursday at 11am",
        );
        check(
            &Hours::default(),
            monday.at(14, 0, 0, 0),
            "",
            "Not known. Call to ask",
        );
        let mut late = lunch_club();
        late.weekly[0] = sessions("18:00-00:00");
        check(&late, monday.at(19, 0, 0, 0), "Open now", "until midnight");
        late.weekly[0] = sessions("22:00-06:00");
        check(
            &late,
            monday.at(23, 0, 0, 0),
            "Open now",
            "until 6am tomorrow",
        );
        late.weekly = std::array::from_fn(|_| sessions("00:00-00:00"));
        check(&late, monday.at(3, 0, 0, 0), "Open now", "day and night");
        check(
            &Hours {
                weekly: std::array::from_fn(|_| Day::Closed),
                ..Hours::default()
            },
            monday.at(3, 0, 0, 0),
            "Closed now.",
            "Call to ask when it opens",
        );
    }

    #[test]
    fn a_day_reads_as_its_sessions() {
        for (text, want) in [
            ("11:00-14:00", "11am to 2pm"),
            ("09:00-13:00, 14:00-17:30", "9am to 1pm, 2pm to 5:30pm"),
            ("00:00-00:00", "Open 24 hours"),
            ("22:00-06:00", "10pm to 6am the next day"),
            ("18:00-24:00", "6pm to midnight"),
            ("", "Closed"),
        ] {
            assert_eq!(day(&sessions(text)), want);
        }
    }

    #[test]
    fn the_week_marks_today_and_joins_a_like_weekend() {
        let rows = week(&lunch_club(), date(2026, 11, 23));
        let days: Vec<&str> = rows.iter().map(|row| row.day.as_str()).collect();
        assert_eq!(
            days,
            [
                "Monday (today)",
                "Tuesday",
                "Wednesday",
                "Thursday",
                "Friday",
                "Saturday and Sunday"
            ]
        );
        assert_eq!(
            week(&lunch_club(), date(2026, 11, 28)).len(),
            7,
            "on a Saturday the weekend stays apart"
        );
    }

    #[test]
    fn coming_closures_and_bank_holidays_are_told() {
        let mut hours = lunch_club();
        let today = date(2026, 11, 23);
        assert_eq!(
            coming_days(&hours, today),
            [
                "Times may be different on Friday 25 December, a bank holiday. Call to check.",
                "Times may be different on Monday 28 December, a bank holiday. Call to check.",
                "Times may be different on Friday 1 January 2027, a bank holiday. Call to check.",
            ]
        );
        hours.bank_holidays = BankHolidays::Closed;
        for day in 24..=31 {
            hours.exceptions.insert(date(2026, 12, day), Day::Closed);
        }
        assert_eq!(
            coming_days(&hours, today),
            [
                "Closed from Thursday 24 December to Thursday 31 December. Opens again on Monday 4 January 2027."
            ]
        );
        hours.exceptions.clear();
        hours
            .exceptions
            .insert(date(2026, 11, 26), sessions("10:00-12:00"));
        assert_eq!(
            coming_days(&hours, today),
            [
                "Thursday 26 November: 10am to midday.",
                "Closed on Monday 28 December."
            ]
        );
    }
}
