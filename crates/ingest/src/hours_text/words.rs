//! The words and phrases of opening times.

use super::Reason;

/// What a word or phrase means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// These days of the week, as bits, Monday lowest.
    Days(u8),
    /// Bank holidays.
    BankHolidays,
    /// The whole day.
    AllDay,
    /// The whole day, every day.
    AllWeek,
    Closed,
    Except,
    Including,
    To,
    And,
    /// The two times that follow have an "and" between them.
    Between,
    /// 12:00 or 24:00, in minutes.
    Clock(u16),
    /// Times that follow are in the first half of the day.
    Morning,
    /// Times that follow are in the second half.
    Afternoon,
    Evening,
    Lunch,
    Appointment,
    /// What is open: may stand before the first day or time only.
    Heading,
    /// Says nothing.
    Noise,
    /// Makes the text something that is not understood.
    Refused(Reason),
}

const EVERY_DAY: u8 = 0b111_1111;
pub(super) const WEEKDAYS: u8 = 0b001_1111;
const WEEKEND: u8 = 0b110_0000;

use Meaning::{
    Afternoon, AllDay, AllWeek, And, Appointment, BankHolidays, Between, Clock, Closed, Days,
    Evening, Except, Heading, Including, Lunch, Morning, Noise, Refused, To,
};
use Reason::{Ask, PartOfYear, SomeWeeks};

/// Phrases of several words, the longest first where one begins another.
const PHRASES: &[(&str, Meaning)] = &[
    ("bank and public holidays", BankHolidays),
    ("bank & public holidays", BankHolidays),
    ("public and bank holidays", BankHolidays),
    ("bank holiday mondays", BankHolidays),
    ("bank holidays", BankHolidays),
    ("bank holiday", BankHolidays),
    ("bank hols", BankHolidays),
    ("bank hol", BankHolidays),
    ("public holidays", BankHolidays),
    ("public holiday", BankHolidays),
    ("24 hours a day, seven days a week", AllWeek),
    ("24 hours a day, 7 days a week", AllWeek),
    ("24 hours a day 7 days a week", AllWeek),
    ("24 hours, 7 days a week", AllWeek),
    ("24 hours a day", AllDay),
    ("24 hours per day", AllDay),
    ("24 hours", AllDay),
    ("24 hour", AllDay),
    ("24-hours", AllDay),
    ("24-hour", AllDay),
    ("24 hrs", AllDay),
    ("24hours", AllDay),
    ("24hrs", AllDay),
    ("24hr", AllDay),
    ("24h", AllDay),
    ("24-hours a day", AllDay),
    ("24 hour a day", AllDay),
    ("24/7/365", AllWeek),
    ("24/7", AllWeek),
    ("24-7", AllWeek),
    ("24x7", AllWeek),
    ("always open", AllWeek),
    ("round the clock", AllDay),
    ("around the clock", AllDay),
    ("every day of the week", Days(EVERY_DAY)),
    ("every day", Days(EVERY_DAY)),
    ("each day", Days(EVERY_DAY)),
    ("seven days a week", Days(EVERY_DAY)),
    ("seven days per week", Days(EVERY_DAY)),
    ("7 days a week", Days(EVERY_DAY)),
    ("7 days per week", Days(EVERY_DAY)),
    ("7 days/week", Days(EVERY_DAY)),
    ("seven days", Days(EVERY_DAY)),
    ("7 days", Days(EVERY_DAY)),
    ("365 days a year", Days(EVERY_DAY)),
    ("every weekday", Days(WEEKDAYS)),
    ("week days", Days(WEEKDAYS)),
    ("12 (noon)", Clock(720)),
    ("12(noon)", Clock(720)),
    ("12 noon", Clock(720)),
    ("12noon", Clock(720)),
    ("12 midday", Clock(720)),
    ("12midday", Clock(720)),
    ("12 midnight", Clock(1440)),
    ("12midnight", Clock(1440)),
    ("mid-day", Clock(720)),
    ("mid day", Clock(720)),
    ("m-f", Days(WEEKDAYS)),
    ("m - f", Days(WEEKDAYS)),
    ("by prior appointment only", Appointment),
    ("by prior appointment", Appointment),
    ("by appointment only", Appointment),
    ("by appointment", Appointment),
    ("appointment only", Appointment),
    ("appointments only", Appointment),
    ("by arrangement only", Appointment),
    ("by arrangement", Appointment),
    ("no appointment necessary", Noise),
    ("no appointment needed", Noise),
    ("no appointment required", Noise),
    ("no need to book", Noise),
    ("no booking required", Noise),
    ("drop-in", Noise),
    ("drop in", Noise),
    ("walk-in", Noise),
    ("walk in", Noise),
    ("all year round", Noise),
    ("all year", Noise),
    ("of operation", Noise),
    ("we're open", Noise),
    ("we are open", Noise),
    ("takes place", Noise),
    ("take place", Noise),
    ("for lunch", Lunch),
    ("at lunchtime", Lunch),
    ("apart from", Except),
    ("other than", Except),
    ("but not", Except),
    ("of the month", Refused(SomeWeeks)),
    ("of each month", Refused(SomeWeeks)),
    ("of every month", Refused(SomeWeeks)),
    ("every other", Refused(SomeWeeks)),
    ("every second", Refused(SomeWeeks)),
    ("once a month", Refused(SomeWeeks)),
    ("term time", Refused(PartOfYear)),
    ("term-time", Refused(PartOfYear)),
    ("half term", Refused(PartOfYear)),
    ("half-term", Refused(PartOfYear)),
];

/// What stands at the beginning of `rest`, which is in lower case: its meaning and its length in characters.
pub(super) fn phrase(rest: &str) -> Option<(Meaning, usize)> {
    PHRASES
        .iter()
        .filter(|(phrase, _)| {
            rest.strip_prefix(phrase)
                .is_some_and(|after| !after.starts_with(char::is_alphanumeric))
        })
        .max_by_key(|(phrase, _)| phrase.len())
        .map(|(phrase, meaning)| (*meaning, phrase.len()))
}

/// What one word in lower case means.
pub(super) fn word(word: &str) -> Option<Meaning> {
    if let Some(day) = day(word) {
        return Some(Days(1 << day));
    }
    Some(match word {
        "weekdays" | "weekday" => Days(WEEKDAYS),
        "weekends" | "weekend" => Days(WEEKEND),
        "daily" | "everyday" => Days(EVERY_DAY),
        "closed" | "shut" => Closed,
        "except" | "excluding" | "excl" | "exc" | "not" => Except,
        "including" | "incl" | "inc" => Including,
        "to" | "until" | "till" | "til" | "through" | "thru" => To,
        "and" | "plus" => And,
        "between" => Between,
        "noon" | "midday" => Clock(720),
        "midnight" => Clock(1440),
        "morning" | "mornings" => Morning,
        "afternoon" | "afternoons" => Afternoon,
        "evening" | "evenings" => Evening,
        "open" | "opens" | "opening" | "hours" | "times" | "time" | "from" | "the" | "on"
        | "every" | "each" | "are" | "is" | "weekly" | "hrs" | "during" | "at" | "we" | "only"
        | "please" => Noise,
        "office" | "business" | "our" | "clinic" | "clinics" | "service" | "services"
        | "available" | "group" | "session" | "sessions" | "class" | "classes" | "centre"
        | "center" | "held" | "runs" | "meets" | "offered" | "provided" | "shop" | "program"
        | "programme" | "operates" | "surgery" | "pharmacy" | "library" | "days" => Heading,
        "first" | "second" | "third" | "fourth" | "fifth" | "last" | "monthly" | "month"
        | "fortnightly" | "fortnight" | "alternate" | "alternating" | "biweekly" | "some"
        | "most" | "selected" | "monthy" | "weeks" | "week" => Refused(SomeWeeks),
        "january" | "february" | "march" | "april" | "may" | "june" | "july" | "august"
        | "september" | "october" | "november" | "december" | "jan" | "feb" | "mar" | "apr"
        | "jun" | "jul" | "aug" | "sep" | "sept" | "oct" | "nov" | "dec" | "summer" | "winter"
        | "spring" | "autumn" | "term" | "termtime" | "school" | "christmas" | "easter"
        | "holidays" | "holiday" | "season" | "seasonal" | "year" => Refused(PartOfYear),
        "appointment" | "appointments" | "arrangement" | "call" | "ring" | "phone"
        | "telephone" | "contact" | "check" | "varies" | "vary" | "various" | "varying"
        | "website" | "tbc" | "ask" | "enquire" | "email" | "approximately" | "approx"
        | "usually" | "normally" | "typically" | "generally" | "flexible" => Refused(Ask),
        _ => return None,
    })
}

/// The day that a word names, Monday 0.
fn day(word: &str) -> Option<u8> {
    let word = word.strip_suffix("'s").unwrap_or(word);
    Some(match word {
        "monday" | "mondays" | "mon" | "mons" => 0,
        "tuesday" | "tuesdays" | "tue" | "tues" => 1,
        "wednesday" | "wednesdays" | "wed" | "weds" | "wednes" => 2,
        "thursday" | "thursdays" | "thu" | "thur" | "thurs" => 3,
        "friday" | "fridays" | "fri" | "fris" => 4,
        "saturday" | "saturdays" | "sat" | "sats" => 5,
        "sunday" | "sundays" | "sun" | "suns" => 6,
        _ => return None,
    })
}

/// The day that two letters name, as web pages for machines write it: `Mo-Fr 09:00-17:00`.
pub(super) fn short_day(word: &str) -> Option<Meaning> {
    let at = ["mo", "tu", "we", "th", "fr", "sa", "su"]
        .iter()
        .position(|day| *day == word)?;
    Some(Days(1 << at))
}
