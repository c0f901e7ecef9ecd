//! From a list of opening times to hours.

use crate::fault::Fault;
use crate::read::json::Json;
use crate::read::{DayOf, Pen, WeekDraft, check_length, month_first_date, read_range, weekday};
use model::{Said, Session, Value, parse_minute};

/// Kinds of opening time that say when people can come, the first that stands counting for the week. `Visiting` does not.
const KINDS: [&str; 4] = ["general", "reception", "surgery", "consulting"];

/// The hours that the list `times` gives, none when it says nothing.
pub(super) fn hours(times: &Json<'_>, path: &str, pen: &mut Pen<'_>) -> Said {
    let mut draft = WeekDraft::default();
    let list = pen.list(times, path);
    let kind_of = |time: &Json<'_>| time.get("OpeningTimeType").text().to_ascii_lowercase();
    let kind = KINDS
        .into_iter()
        .find(|kind| list.iter().any(|time| kind_of(time) == *kind));
    for time in list {
        let date = time.get("AdditionalOpeningDate").text();
        let found = kind_of(time);
        let additional = match found.as_str() {
            "additional" => true,
            "" => !date.is_empty(),
            found if Some(found) == kind => false,
            found if KINDS.contains(&found) || found == "visiting" => continue,
            found => {
                pen.note(Fault::BadWord, &format!("{path}.OpeningTimeType"), found);
                draft.ragged();
                continue;
            }
        };
        let day = if additional {
            let read = month_first_date(&date);
            if read.is_none() {
                pen.note(
                    Fault::BadDate,
                    &format!("{path}.AdditionalOpeningDate"),
                    &date,
                );
            }
            read.map(DayOf::Date)
        } else {
            let name = time.get("Weekday").text();
            let read = weekday(&name);
            if read.is_none() {
                pen.note(Fault::BadWeekday, &format!("{path}.Weekday"), &name);
                draft.ragged();
            }
            read.map(DayOf::Week)
        };
        if let Some(day) = day {
            add(&mut draft, day, time, path, pen);
        }
    }
    draft.finish().map(|hours| Value::Hours(Box::new(hours)))
}

fn add(draft: &mut WeekDraft, day: DayOf, time: &Json<'_>, path: &str, pen: &mut Pen<'_>) {
    let contradicts = match time.get("IsOpen") {
        Json::Bool(false) => draft.closed(day),
        Json::Bool(true) | Json::Null => {
            let (seen, session) = session(time);
            let Some(session) = session else {
                pen.note(Fault::BadTime, &format!("{path}.OpeningTime"), &seen);
                return draft.unknown(day);
            };
            if let Some(fault) = check_length(session) {
                pen.note(fault, &format!("{path}.OpeningTime"), &seen);
            }
            draft.open(day, session)
        }
        other => {
            pen.note(Fault::BadWord, &format!("{path}.IsOpen"), &other.text());
            return draft.unknown(day);
        }
    };
    if contradicts {
        let seen = match day {
            DayOf::Week(day) => format!("{day:?}"),
            DayOf::Date(date) => date.to_string(),
        };
        pen.note(Fault::OpenAndClosed, &format!("{path}.IsOpen"), &seen);
    }
}

/// The session of one time, from its two members or, in older answers, from `Times`.
fn session(time: &Json<'_>) -> (String, Option<Session>) {
    let (opens, closes) = (
        time.get("OpeningTime").text(),
        time.get("ClosingTime").text(),
    );
    if opens.is_empty() && closes.is_empty() {
        let times = time.get("Times").text();
        return (times.clone().into_owned(), read_range(&times));
    }
    let read = || Session::new(parse_minute(&opens).ok()?, parse_minute(&closes).ok()?).ok();
    (format!("{opens}-{closes}"), read())
}
