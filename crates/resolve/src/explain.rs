//! Why a record says what it says, in plain sentences.
//!
//! Always: what `for_whom` may not see is in no sentence, nor that somebody said it.

use crate::Authority;
use jiff::civil::Date;
use model::{
    BankHolidays, Claim, Day, Field, Hours, Record, Session, SourceNo, Value, Visibility,
    format_minute,
};

/// The sentences for `field` of `record`, each ending in a full stop; none when there is nothing that `for_whom`
/// may see.
///
/// `source_name` gives the name of a source as people know it.
pub fn sentences(
    record: &Record,
    field: Field,
    rules: &Authority,
    for_whom: Visibility,
    source_name: &dyn Fn(SourceNo) -> String,
) -> Vec<String> {
    let Some(shown) = record
        .fields
        .get(&field)
        .filter(|shown| shown.visibility <= for_whom)
    else {
        return Vec::new();
    };
    let mut sentences: Vec<String> = shown
        .because
        .iter()
        .map(|claim| says(claim, source_name))
        .collect();
    sentences.extend(shown.losers.iter().map(|claim| {
        let sentence = says(claim, source_name);
        if claim.differs {
            sentence
        } else {
            sentence.replacen(" says ", " agrees: ", 1)
        }
    }));
    let value = if shown.because.len() > 1 {
        "all of these".to_owned()
    } else {
        words(&shown.value)
    };
    sentences.push(format!(
        "We show {value} because {} (rule {}).",
        rules.why(&shown.rule),
        shown.rule
    ));
    sentences
}

fn says(claim: &Claim, source_name: &dyn Fn(SourceNo) -> String) -> String {
    let checked = match claim.assured {
        Some(day) => format!("checked on {}", long_date(day)),
        None => "not known when it was last checked".to_owned(),
    };
    format!(
        "{} says {} (said on {}, {checked}).",
        source_name(claim.source),
        words(&claim.value),
        long_date(claim.said)
    )
}

fn long_date(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// A value as people read it, on one line.
pub fn words(value: &Value) -> String {
    match value {
        Value::Text(text) => format!(
            "“{}”",
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        ),
        Value::Terms(terms) => terms
            .iter()
            .map(model::Term::words)
            .collect::<Vec<_>>()
            .join(", "),
        Value::Codes(codes) => codes
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", "),
        Value::Date(day) => long_date(*day),
        Value::Status(status) => status.as_str().to_owned(),
        Value::Phone(phone) => phone.to_string(),
        Value::Address(address) => address_words(address),
        Value::Hours(hours) => hours_words(hours),
        Value::Reference(id) => format!("record {id}"),
        Value::Age(years) => format!("{years} years"),
        Value::Rating(rating) => rating_words(rating),
        Value::Count(count) => count.to_string(),
    }
}

fn rating_words(rating: &model::Rating) -> String {
    let overall = rating
        .overall
        .map_or("no overall grade", model::Grade::as_str);
    match rating.published {
        Some(day) => format!("{overall}, published on {}", long_date(day)),
        None => overall.to_owned(),
    }
}

fn address_words(address: &model::Address) -> String {
    let line = address.one_line();
    match address.point {
        Some(point) if line.is_empty() => format!("{}, {}", point.latitude(), point.longitude()),
        _ => line,
    }
}

fn hours_words(hours: &Hours) -> String {
    let names = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let week = names
        .iter()
        .zip(&hours.weekly)
        .filter(|(_, day)| **day != Day::NotKnown);
    let mut parts: Vec<String> = week
        .map(|(name, day)| format!("{name} {}", day_words(day.sessions())))
        .collect();
    match &hours.bank_holidays {
        BankHolidays::NotSaid => {}
        BankHolidays::Closed => parts.push("bank holidays closed".to_owned()),
        BankHolidays::Open(sessions) => {
            parts.push(format!("bank holidays {}", day_words(sessions)));
        }
    }
    parts.extend(
        hours
            .exceptions
            .iter()
            .map(|(day, what)| format!("{} {}", long_date(*day), day_words(what.sessions()))),
    );
    if parts.is_empty() {
        "times not known".to_owned()
    } else {
        parts.join(", ")
    }
}

fn day_words(sessions: &[Session]) -> String {
    let session = |s: &Session| {
        format!(
            "{} to {}",
            format_minute(s.opens()),
            format_minute(s.closes())
        )
    };
    if sessions.is_empty() {
        "closed".to_owned()
    } else {
        sessions
            .iter()
            .map(session)
            .collect::<Vec<_>>()
            .join(" and ")
    }
}
