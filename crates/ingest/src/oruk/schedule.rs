//! Times: rules that repeat (`freq`, `byday`, `opens_at` …) and holidays, as far as a week can hold them.
//!
//! A rule that does not repeat every week, or holds for a season only, is not one of a week: it is refused with a
//! finding, the days it is about are not known, and people read it in the description.

use super::words;
use crate::fault::Fault;
use crate::hours_text::hours_text;
use crate::read::json::Json;
use crate::read::{DayOf, WeekDraft};
use crate::read::{Pen, check_length, is_nothing, one_line, weekday, written_date};
use jiff::civil::Date;
use model::{Hours, Session, Weekday, parse_minute};

/// The lists in which rules stand: version 3, and version 1.
const RULES: [&str; 2] = ["schedules", "regular_schedules"];
/// A rule that is valid for no longer than this is a matter of dates.
const FEW_DAYS: i32 = 31;

/// The hours that `objects` have rules for; none when there are none that a week can hold. Rules that it cannot hold are
/// put into `kept`, in words.
pub(super) fn hours(
    objects: &[&Json<'_>],
    kept: &mut Vec<String>,
    pen: &mut Pen<'_>,
) -> Option<Hours> {
    let mut week = WeekDraft::default();
    let (mut any, mut texts) = (false, Vec::new());
    for object in objects {
        for name in RULES {
            for rule in pen.list(object.get(name), name) {
                let text = one_line(&rule.get("description").text());
                if !is_nothing(&text) && words::is_only_text(rule) {
                    texts.push(text);
                    continue;
                }
                any = true;
                if !repeat(rule, name, &mut week, pen) {
                    kept.push(if is_nothing(&text) {
                        words::of(rule)
                    } else {
                        text
                    });
                }
            }
        }
        for holiday in pen.list(object.get("holiday_schedules"), "holiday_schedules") {
            any = true;
            dates(holiday, &mut week, pen);
        }
    }
    let week = any.then(|| week.finish()).flatten();
    if week.is_none() && !texts.is_empty() {
        return in_text(&texts.join("; "), "schedules.description", kept, pen);
    }
    week
}

/// The hours that a text tells, which stands at `path`. What cannot be understood is put into `kept`.
pub(crate) fn in_text(
    text: &str,
    path: &str,
    kept: &mut Vec<String>,
    pen: &mut Pen<'_>,
) -> Option<Hours> {
    match hours_text(text) {
        Ok(read) => {
            for piece in &read.beside {
                pen.note(Fault::HoursAsk, path, piece);
            }
            if !read.beside.is_empty() {
                kept.push(text.to_owned());
            }
            Some(read.hours)
        }
        Err(problem) => {
            pen.note(problem.reason.fault(), path, &problem.piece);
            kept.push(text.to_owned());
            None
        }
    }
}

/// Takes in a rule; false when a week cannot hold it.
fn repeat(rule: &Json<'_>, path: &str, week: &mut WeekDraft, pen: &mut Pen<'_>) -> bool {
    let text = |name: &str| rule.get(name).text().trim().to_ascii_uppercase();
    let [freq, interval, by_day, by_month] = ["freq", "interval", "byday", "bymonthday"].map(text);
    let days = days(&by_day, &text("weekday"));
    let session = session(rule, path, pen);
    let every_week = matches!(freq.as_str(), "" | "WEEKLY" | "DAILY")
        && matches!(interval.as_str(), "" | "1" | "1.0")
        && by_month.is_empty();
    let days = match days {
        Some(days) if days.is_empty() && freq == "DAILY" => ALL.to_vec(),
        Some(days) => days,
        None => {
            pen.note(Fault::NotWeekly, path, &by_day);
            week.ragged();
            return false;
        }
    };
    if !every_week {
        pen.note(
            Fault::NotWeekly,
            path,
            &format!("{freq} {interval} {by_day}{by_month}"),
        );
        week.ragged();
        return false;
    }
    let date = |name: &str| written_date(&rule.get(name).text());
    match (
        date("valid_from").or_else(|| date("dtstart")),
        date("valid_to").or_else(|| date("until")),
    ) {
        (Some(from), Some(to))
            if from
                .until(to)
                .is_ok_and(|span| (0..=FEW_DAYS).contains(&span.get_days())) =>
        {
            each_date(from, to, |day| {
                if days.is_empty() || days.contains(&day.weekday()) {
                    piece(DayOf::Date(day), session, week);
                }
            });
        }
        (_, Some(to)) => {
            pen.note(Fault::Season, path, &to.to_string());
            week.ragged();
            return false;
        }
        _ if days.is_empty() && session.is_some() => {
            pen.note(Fault::NotWeekly, path, "no day");
            week.ragged();
            return false;
        }
        _ => days
            .iter()
            .for_each(|day| piece(DayOf::Week(*day), session, week)),
    }
    true
}

const ALL: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// The weekdays of a rule; none when it names days of a month, such as `1MO`, or cannot be read.
fn days(by_day: &str, weekdays: &str) -> Option<Vec<Weekday>> {
    let mut days = Vec::new();
    for word in by_day
        .split([',', ' '])
        .chain(weekdays.split([',', ' ']))
        .filter(|word| !word.is_empty())
    {
        let day = match word {
            "MO" | "1" => Some(Weekday::Monday),
            "TU" | "2" => Some(Weekday::Tuesday),
            "WE" | "3" => Some(Weekday::Wednesday),
            "TH" | "4" => Some(Weekday::Thursday),
            "FR" | "5" => Some(Weekday::Friday),
            "SA" | "6" => Some(Weekday::Saturday),
            "SU" | "7" => Some(Weekday::Sunday),
            word => weekday(word),
        }?;
        if !days.contains(&day) {
            days.push(day);
        }
    }
    Some(days)
}

/// From when to when; none when it says no times, `Some(None)` never: what cannot be read is noted.
fn session(rule: &Json<'_>, path: &str, pen: &mut Pen<'_>) -> Option<Session> {
    let [opens, closes] =
        ["opens_at", "closes_at"].map(|name| rule.get(name).text().trim().to_owned());
    if opens.is_empty() && closes.is_empty() {
        return None;
    }
    let session = clock(&opens)
        .zip(clock(&closes))
        .and_then(|(opens, closes)| Session::new(opens, closes).ok());
    match session {
        None => pen.note(Fault::BadTime, path, &format!("{opens} to {closes}")),
        Some(session) => {
            if let Some(fault) = check_length(session) {
                pen.note(fault, path, &session.to_string());
            }
        }
    }
    session
}

/// Minutes after midnight of `09:00`, `09:00:00`, `09:00Z` or `09:00+01:00`: the time on the wall is meant.
fn clock(text: &str) -> Option<u16> {
    let text = text.rsplit('T').next().unwrap_or(text);
    let end = text.find(['Z', '+']).unwrap_or(text.len());
    let mut parts = text[..end].split(':');
    let (hour, minute) = (parts.next()?, parts.next()?);
    parse_minute(&format!("{hour:0>2}:{minute}")).ok()
}

fn piece(day: DayOf, session: Option<Session>, week: &mut WeekDraft) {
    match session {
        Some(session) => {
            week.open(day, session);
        }
        None => week.unknown(day),
    }
}

/// Takes in a holiday of version 1: dates on which it is closed, or open otherwise.
fn dates(holiday: &Json<'_>, week: &mut WeekDraft, pen: &mut Pen<'_>) {
    let path = "holiday_schedules";
    let date = |name: &str| written_date(&holiday.get(name).text());
    let Some(from) = date("start_date") else {
        pen.note(Fault::BadDate, path, &holiday.get("start_date").text());
        return;
    };
    let to = date("end_date").unwrap_or(from);
    if !from
        .until(to)
        .is_ok_and(|span| (0..=FEW_DAYS).contains(&span.get_days()))
    {
        pen.note(Fault::Season, path, &format!("{from} to {to}"));
        return;
    }
    let closed = matches!(
        &*holiday.get("closed").text().to_ascii_lowercase(),
        "true" | "1" | "yes"
    );
    let session = if closed {
        None
    } else {
        session(holiday, path, pen)
    };
    each_date(from, to, |day| {
        if closed {
            week.closed(DayOf::Date(day));
        } else {
            piece(DayOf::Date(day), session, week);
        }
    });
}

fn each_date(from: Date, to: Date, mut f: impl FnMut(Date)) {
    let mut day = from;
    while day <= to {
        f(day);
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
}
