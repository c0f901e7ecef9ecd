//! Opening times: `openingHoursSpecification`, else `openingHours` such as `Mo-Fr 09:00-17:00`, else in words.

use super::kinds::last_part;
use super::thing::{Thing, text};
use crate::fault::Fault;
use crate::hours_text::hours_text;
use crate::read::json::Json;
use crate::read::{
    DayOf, Pen, WeekDraft, check_length, one_line, read_range, weekday, written_date,
};
use jiff::civil::Date;
use model::{BankHolidays, Hours, Said, Session, Value, Weekday, parse_minute};

/// Members that hold rules.
const RULES: [&str; 2] = [
    "openingHoursSpecification",
    "specialOpeningHoursSpecification",
];
/// A rule that is valid for no longer than this is a matter of dates.
const FEW_DAYS: i32 = 31;

const WEEK: [(&str, Weekday); 7] = [
    ("mo", Weekday::Monday),
    ("tu", Weekday::Tuesday),
    ("we", Weekday::Wednesday),
    ("th", Weekday::Thursday),
    ("fr", Weekday::Friday),
    ("sa", Weekday::Saturday),
    ("su", Weekday::Sunday),
];

/// What is said of when it is open: none when nothing is said. Text that was not understood is put into `kept`.
pub(super) fn hours(
    thing: &Thing<'_>,
    kept: &mut Option<String>,
    pen: &mut Pen<'_>,
) -> Option<Said> {
    let mut said = false;
    let mut draft = Draft::default();
    for name in RULES {
        said |= thing.member(name).is_some();
        for rule in thing.list(name) {
            // Some write the short form where rules belong.
            match rule {
                Json::Text(short) => draft.short(short, pen),
                rule => draft.rule(rule, name, pen),
            }
        }
    }
    let from_rules = draft.finish();
    if from_rules.is_some() {
        return Some(value(from_rules));
    }
    let texts: Vec<String> = thing
        .list("openingHours")
        .into_iter()
        .map(|value| text(value, "openingHours", pen))
        .filter(|text| !text.is_empty())
        .collect();
    said |= thing.member("openingHours").is_some();
    let mut draft = Draft::default();
    if texts.iter().all(|text| draft.read_short(text).is_some()) {
        draft.doubts(pen);
        return said.then(|| value(draft.finish()));
    }
    let words = texts.join("; ");
    match hours_text(&words) {
        Ok(read) => {
            for piece in &read.beside {
                pen.note(Fault::HoursAsk, "openingHours", piece);
            }
            if !read.beside.is_empty() {
                *kept = Some(one_line(&words));
            }
            Some(value(Some(read.hours)))
        }
        Err(problem) => {
            pen.note(problem.reason.fault(), "openingHours", &problem.piece);
            *kept = Some(one_line(&words));
            Some(None)
        }
    }
}

fn value(hours: Option<Hours>) -> Said {
    hours.map(|hours| Value::Hours(Box::new(hours)))
}

/// Opening times being put together.
#[derive(Default)]
struct Draft {
    week: WeekDraft,
    bank_holidays: Vec<Session>,
    closed_on_bank_holidays: bool,
    long: Vec<Session>,
}

/// What a rule is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    Day(Weekday),
    BankHolidays,
}

impl Draft {
    fn finish(self) -> Option<Hours> {
        let bank_holidays = if !self.bank_holidays.is_empty() {
            BankHolidays::Open(self.bank_holidays)
        } else if self.closed_on_bank_holidays {
            BankHolidays::Closed
        } else {
            BankHolidays::NotSaid
        };
        let known = self.week.finish();
        if known.is_none() && bank_holidays == BankHolidays::NotSaid {
            return None;
        }
        let mut hours = known.unwrap_or_default();
        hours.bank_holidays = bank_holidays;
        Some(hours)
    }

    /// Takes in a rule.
    fn rule(&mut self, rule: &Json<'_>, path: &str, pen: &mut Pen<'_>) {
        let Some(days) = days(rule, path, pen) else {
            self.week.ragged();
            return;
        };
        let session = session(rule, path, pen);
        let date = |name: &str| {
            let text = rule.get(name).text();
            // A time after the day does not count.
            written_date(text.split('T').next().unwrap_or_default())
        };
        let (from, to) = (date("validFrom"), date("validThrough"));
        match (from, to) {
            (Some(from), Some(to)) if is_few(from, to) => {
                let mut day = from;
                while day <= to {
                    if days.is_empty() || days.contains(&On::Day(day.weekday())) {
                        self.piece(DayOf::Date(day), session);
                    }
                    let Ok(next) = day.tomorrow() else { break };
                    day = next;
                }
            }
            (_, Some(to)) => {
                pen.note(Fault::Season, path, &to.to_string());
                self.week.ragged();
            }
            _ if days.is_empty() => {
                pen.note(Fault::BadWeekday, path, "");
                self.week.ragged();
            }
            _ => {
                for on in days {
                    match (on, session) {
                        (On::Day(day), session) => self.piece(DayOf::Week(day), session),
                        (On::BankHolidays, Times::Open(session)) => {
                            self.bank_holidays.push(session);
                        }
                        (On::BankHolidays, Times::Closed) => self.closed_on_bank_holidays = true,
                        (On::BankHolidays, Times::NotKnown) => {}
                    }
                }
            }
        }
    }

    fn piece(&mut self, day: DayOf, times: Times) {
        match times {
            Times::Open(session) => {
                self.week.open(day, session);
            }
            Times::Closed => {
                self.week.closed(day);
            }
            Times::NotKnown => self.week.unknown(day),
        }
    }

    /// Takes in the short form, which stands where a rule should.
    fn short(&mut self, text: &str, pen: &mut Pen<'_>) {
        if self.read_short(text).is_none() {
            pen.note(Fault::BadTime, RULES[0], text);
            self.week.ragged();
        }
    }

    /// Takes in `Mo-Fr 09:00-12:00,13:00-17:00 Sa 10:00-13:00`; none when it is not of this form.
    fn read_short(&mut self, text: &str) -> Option<()> {
        let mut days: Vec<On> = Vec::new();
        let mut used = true;
        for word in text
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'))
            .filter(|word| !word.is_empty())
        {
            let lower = word.to_ascii_lowercase();
            let times = match lower.as_str() {
                "closed" | "off" => Some(Times::Closed),
                "24h" | "24/7" if !days.is_empty() => Session::new(0, 0).ok().map(Times::Open),
                _ => read_range(word).map(|session| Times::Open(whole_day(session))),
            };
            if let Some(times) = times {
                if days.is_empty() {
                    return None;
                }
                used = true;
                if let Times::Open(session) = times
                    && check_length(session).is_some()
                {
                    self.long.push(session);
                }
                for on in &days {
                    match (on, times) {
                        (On::Day(day), times) => self.piece(DayOf::Week(*day), times),
                        (On::BankHolidays, Times::Open(session)) => {
                            self.bank_holidays.push(session);
                        }
                        (On::BankHolidays, _) => self.closed_on_bank_holidays = true,
                    }
                }
                continue;
            }
            if used {
                days.clear();
                used = false;
            }
            days.extend(short_days(&lower)?);
        }
        // Days without times may be open all day or were never filled in.
        used.then_some(())
    }

    fn doubts(&self, pen: &mut Pen<'_>) {
        for session in &self.long {
            pen.note(Fault::LongSession, "openingHours", &session.to_string());
        }
    }
}

/// What a rule says of its days.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Times {
    Open(Session),
    Closed,
    NotKnown,
}

/// When it opens and closes by `rule`. Without a time of opening it is closed, and so it is from 00:00 to 00:00.
fn session(rule: &Json<'_>, path: &str, pen: &mut Pen<'_>) -> Times {
    if rule.member("opens").is_none() && rule.member("closes").is_none() {
        return Times::Closed;
    }
    let [opens, closes] = ["opens", "closes"].map(|name| rule.get(name).text().into_owned());
    let clocks = clock(&opens).zip(clock(&closes));
    let session = clocks
        .filter(|(opens, closes)| opens != closes || *opens == 0)
        .and_then(|(opens, closes)| Session::new(opens, closes).ok().map(|s| (opens, closes, s)));
    match session {
        Some((0, 0, _)) => Times::Closed,
        Some((.., session)) => {
            let session = whole_day(session);
            if let Some(fault) = check_length(session) {
                pen.note(fault, path, &session.to_string());
            }
            Times::Open(session)
        }
        None => {
            pen.note(Fault::BadTime, path, &format!("{opens} to {closes}"));
            Times::NotKnown
        }
    }
}

/// From 00:00 to 23:59 is what all write who mean the whole day.
fn whole_day(session: Session) -> Session {
    match (session.opens(), session.closes()) {
        (0, 1439) => Session::new(0, 0).unwrap_or(session),
        _ => session,
    }
}

/// Minutes after midnight of `09:00`, `09:00:00`, `T09:00`, `9am` or `09:00+01:00`: the time on the wall is meant.
fn clock(text: &str) -> Option<u16> {
    let text = text.rsplit('T').next().unwrap_or(text).trim();
    let end = text.find(['Z', '+']).unwrap_or(text.len());
    let text = &text[..end];
    parse_minute(text).ok().or_else(|| {
        // `23:59:59`: seconds do not count.
        let (minute, seconds) = text.rsplit_once(':')?;
        let digits = seconds.len() == 2 && seconds.bytes().all(|b| b.is_ascii_digit());
        (digits && minute.contains(':')).then(|| parse_minute(minute).ok())?
    })
}

/// The days of a rule; none when one of them cannot be read.
fn days(rule: &Json<'_>, path: &str, pen: &mut Pen<'_>) -> Option<Vec<On>> {
    let value = rule.get("dayOfWeek");
    let list = match value {
        Json::List(list) => list.as_slice(),
        Json::Null => &[],
        value => std::slice::from_ref(value),
    };
    let mut days = Vec::new();
    for one in list {
        let word = match one.member("@id") {
            Some(id) => id.text().into_owned(),
            None => text(one, path, pen),
        };
        for part in word.split([',', ' ']).filter(|part| !part.is_empty()) {
            let name = last_part(part);
            let Some(found) = short_days(&name.to_ascii_lowercase()) else {
                pen.note(Fault::BadWeekday, path, &word);
                return None;
            };
            days.extend(found);
        }
    }
    Some(days)
}

/// `mo`, `mo-fr`, `monday`, `publicholidays`.
fn short_days(word: &str) -> Option<Vec<On>> {
    let one = |word: &str| {
        let short = WEEK.iter().find(|(name, _)| *name == word);
        short.map(|(_, day)| *day).or_else(|| weekday(word))
    };
    if matches!(word, "ph" | "publicholidays") {
        return Some(vec![On::BankHolidays]);
    }
    let Some((from, to)) = word.split_once(['-', '–']) else {
        return one(word).map(|day| vec![On::Day(day)]);
    };
    let (mut day, to) = (one(from)?, one(to)?);
    let mut days = vec![On::Day(day)];
    while day != to {
        day = day.next();
        days.push(On::Day(day));
    }
    Some(days)
}

fn is_few(from: Date, to: Date) -> bool {
    from.until(to)
        .is_ok_and(|span| (0..=FEW_DAYS).contains(&span.get_days()))
}
