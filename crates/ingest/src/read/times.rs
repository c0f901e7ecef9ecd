//! Opening times as directories write them.

use crate::fault::Fault;
use model::{Day, Session, Weekday, parse_minute};

const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// The day of the week that `name` names, in full or by its first letters.
pub(crate) fn weekday(name: &str) -> Option<Weekday> {
    let name = name.trim().to_ascii_lowercase();
    DAYS.iter()
        .find(|(day, _)| name.len() >= 3 && day.starts_with(name.as_str()))
        .map(|(_, day)| *day)
}

/// One stretch, such as `09:00-17:30`, `9am to 5.30pm` or `22:00 – 06:00`.
pub(crate) fn read_range(text: &str) -> Option<Session> {
    let (opens, closes) = ["-", "–", "—", " to ", " until "]
        .iter()
        .find_map(|dash| text.split_once(dash))?;
    let opens = parse_minute(opens).ok()?;
    // Opening at 24:00 is opening at midnight of that same night, which belongs to the next day: not guessed.
    Session::new(opens, parse_minute(closes).ok()?).ok()
}

/// What a cell says of one day: `09:00-13:00, 14:00-17:00`, `Closed`, `24 hours`, or nothing.
pub(crate) fn read_day(text: &str) -> Option<Day> {
    if let Some(day) = plain_day(text) {
        return Some(day);
    }
    let lower = text.trim().to_ascii_lowercase();
    match lower.as_str() {
        "" => return Some(Day::NotKnown),
        "closed" | "shut" | "none" => return Some(Day::Closed),
        "24 hours" | "open 24 hours" | "24hrs" | "24h" => {
            return Session::new(0, 0)
                .ok()
                .map(|session| Day::of(vec![session]));
        }
        _ => {}
    }
    let lower = lower.replace(" and ", ",");
    let ranges = lower
        .split([',', ';', '&', '/', '\n'])
        .map(str::trim)
        .filter(|range| !range.is_empty());
    let sessions: Vec<Session> = ranges.map(read_range).collect::<Option<_>>()?;
    (!sessions.is_empty()).then(|| Day::of(sessions))
}

/// What `09:00-13:00, 14:00-17:00` says, which most cells are like; none for any other.
fn plain_day(text: &str) -> Option<Day> {
    let digit = |byte: u8| u16::from(byte.wrapping_sub(b'0'));
    let minutes = |clock: &[u8]| match clock {
        [tens, ones, b':', later @ ..] if later.len() == 2 => {
            let (hours, minutes) = ([*tens, *ones].map(digit), [later[0], later[1]].map(digit));
            let good = hours[0] < 10 && hours[1] < 10 && minutes[0] < 6 && minutes[1] < 10;
            good.then_some((hours[0] * 10 + hours[1]) * 60 + minutes[0] * 10 + minutes[1])
        }
        _ => None,
    };
    let plain = |range: &str| {
        let (opens, closes) = range.as_bytes().split_at_checked(5)?;
        Session::new(minutes(opens)?, minutes(closes.strip_prefix(b"-")?)?).ok()
    };
    if text.len() == 11 {
        return plain(text).map(|session| Day::Open(vec![session]));
    }
    let ranges = text.split(',').map(|range| plain(range.trim()));
    ranges.collect::<Option<Vec<Session>>>().map(Day::of)
}

/// Doubts a session of more than 20 hours, unless it is exactly the whole day.
pub(crate) fn check_length(session: Session) -> Option<Fault> {
    (session.minutes() > 20 * 60 && session.minutes() != 24 * 60).then_some(Fault::LongSession)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let shown = match read_day(text) {
            None => "?".to_owned(),
            Some(Day::NotKnown) => "not known".to_owned(),
            Some(Day::Closed) => "closed".to_owned(),
            Some(Day::Open(sessions)) => sessions
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" "),
        };
        assert_eq!(shown, want, "{text}");
    }

    #[test]
    fn a_day_is_read_however_it_is_written() {
        check("09:00-13:00, 14:00-17:00", "09:00-13:00 14:00-17:00");
        check("2pm to 5.30pm", "14:00-17:30");
        check("9:00 – 17:00", "09:00-17:00");
        check("9am-midday and 1pm-5pm", "09:00-12:00 13:00-17:00");
        check("22:00-06:00", "22:00-06:00");
        check("08:00-00:00", "08:00-24:00");
        check("24 hours", "00:00-24:00");
        check("CLOSED", "closed");
        check(" ", "not known");
        for bad in [
            "09:00",
            "9-5",
            "25:00-26:00",
            "09:00-12:60",
            "by appointment",
            "-",
            ",",
        ] {
            check(bad, "?");
        }
    }

    #[test]
    fn a_session_of_more_than_twenty_hours_is_doubted_but_round_the_clock_is_not() {
        let doubt = |text: &str| read_range(text).and_then(check_length);
        assert_eq!(doubt("09:00-08:00"), Some(Fault::LongSession));
        assert_eq!(doubt("00:00-23:59"), Some(Fault::LongSession));
        assert_eq!(doubt("00:00-00:00"), None);
        assert_eq!(doubt("22:00-06:00"), None);
    }

    #[test]
    fn weekdays_are_read_in_full_or_short() {
        assert_eq!(weekday("Wednesday"), Some(Weekday::Wednesday));
        assert_eq!(weekday(" tues "), Some(Weekday::Tuesday));
        assert_eq!(weekday("T"), None);
        assert_eq!(weekday(""), None);
    }
}
