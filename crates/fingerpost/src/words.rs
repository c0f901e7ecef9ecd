//! Values in words, for the command line.

use directory::EntryCounts;
use model::{BankHolidays, Day, Grade, Hours, RowTally, Value, format_minute};

const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// A value on one line.
pub fn value(value: &Value) -> String {
    match value {
        Value::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Terms(terms) => terms
            .iter()
            .map(|t| t.as_str().to_owned())
            .collect::<Vec<_>>()
            .join(", "),
        Value::Codes(codes) => codes
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", "),
        Value::Date(date) => date.to_string(),
        Value::Status(status) => status.as_str().to_owned(),
        Value::Phone(phone) => phone.to_string(),
        Value::Address(address) => address.one_line(),
        Value::Hours(hours) => self::hours(hours),
        Value::Reference(id) => id.to_string(),
        Value::Age(years) => format!("{years} years"),
        Value::Rating(rating) => {
            let overall = rating.overall.map_or("no overall grade", Grade::as_str);
            match rating.published {
                Some(day) => format!("{overall} ({day})"),
                None => overall.to_owned(),
            }
        }
        Value::Count(count) => count.to_string(),
    }
}

/// Opening times on one line.
fn hours(hours: &Hours) -> String {
    let mut parts = Vec::new();
    for (name, day) in DAYS.iter().zip(&hours.weekly) {
        match day {
            Day::NotKnown => {}
            Day::Closed => parts.push(format!("{name} closed")),
            Day::Open(_) => parts.push(format!("{name} {}", self::day(day))),
        }
    }
    for (date, day) in &hours.exceptions {
        parts.push(format!("{date} {}", self::day(day)));
    }
    match &hours.bank_holidays {
        BankHolidays::NotSaid => {}
        BankHolidays::Closed => parts.push("bank holidays closed".to_owned()),
        BankHolidays::Open(sessions) => parts.push(format!(
            "bank holidays {}",
            self::day(&Day::Open(sessions.clone()))
        )),
    }
    if parts.is_empty() {
        "not known".to_owned()
    } else {
        parts.join(", ")
    }
}

fn day(day: &Day) -> String {
    if day.sessions().is_empty() {
        return "closed".to_owned();
    }
    let session = |s: &model::Session| {
        format!(
            "{} to {}",
            format_minute(s.opens()),
            format_minute(s.closes())
        )
    };
    day.sessions()
        .iter()
        .map(session)
        .collect::<Vec<_>>()
        .join(" and ")
}

/// A number with commas: `1,234,567`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What became of rows: `12 rows read: 9 described, …`.
pub fn row_counts(rows: &RowTally) -> String {
    format!(
        "{} rows read: {} described, {} companion, {} orphan, {} blank, {} refused",
        count(rows.read),
        count(rows.described),
        count(rows.companion),
        count(rows.orphan),
        count(rows.blank),
        count(rows.refused),
    )
}

/// What became of entries: `3 new, 1 changed, …`.
pub fn entry_counts(entries: &EntryCounts) -> String {
    format!(
        "{} new, {} changed, {} unchanged, {} withdrawn",
        count(entries.new),
        count(entries.changed),
        count(entries.unchanged),
        count(entries.withdrawn),
    )
}
