//! From a profile's opening times to hours: a list of sessions for each day, and for each date that differs.

use crate::fault::Fault;
use crate::read::json::Json;
use crate::read::{DayOf, Pen, WeekDraft, check_length, weekday, written_date};
use model::{Said, Session, Value, parse_minute};

/// The hours in `times`, none when nothing is said.
///
/// A practice tells the hours of its reception from those of its surgeries: people reach it during the former.
pub(super) fn hours(times: &Json<'_>, pen: &mut Pen<'_>) -> Said {
    let mut draft = WeekDraft::default();
    let week = ["general", "reception", "surgery"]
        .into_iter()
        .find(|name| !times.get(name).is_nothing());
    if let Some(name) = week {
        for (day, sessions) in times.get(name).members() {
            let path = format!("openingTimes.{name}.{day}");
            if let Some(day) = weekday(day) {
                add(&mut draft, DayOf::Week(day), sessions, &path, pen);
            } else {
                pen.note(Fault::BadWeekday, &path, day);
                draft.ragged();
            }
        }
    }
    for (date, sessions) in times.get("alterations").members() {
        let path = format!("openingTimes.alterations.{date}");
        match written_date(date) {
            Some(date) => add(&mut draft, DayOf::Date(date), sessions, &path, pen),
            None => pen.note(Fault::BadDate, &path, date),
        }
    }
    draft.finish().map(|hours| Value::Hours(Box::new(hours)))
}

fn add(draft: &mut WeekDraft, day: DayOf, sessions: &Json<'_>, path: &str, pen: &mut Pen<'_>) {
    let list = pen.list(sessions, path);
    if list.is_empty() {
        if matches!(sessions, Json::List(_)) {
            draft.closed(day);
        } else {
            draft.unknown(day);
        }
    }
    for session in list {
        let (opens, closes) = (session.get("opens").text(), session.get("closes").text());
        let Some(session) = read(&opens, &closes) else {
            pen.note(Fault::BadTime, path, &format!("{opens}-{closes}"));
            draft.unknown(day);
            continue;
        };
        if let Some(fault) = check_length(session) {
            pen.note(fault, path, &session.to_string());
        }
        draft.open(day, session);
    }
}

/// The session from `opens` to `closes`.
fn read(opens: &str, closes: &str) -> Option<Session> {
    Session::new(parse_minute(opens).ok()?, parse_minute(closes).ok()?).ok()
}
