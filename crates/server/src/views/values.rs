//! Values and fields in people's words.

use crate::words::{dates, list, names, open, sentence};
use model::{Day, Field, Grade, Hours, Rating, Scheme, Status, Term, Value};

/// What a page calls a field, in the middle of a sentence.
pub fn field_name(field: Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::Description => "what it is",
        Field::Kind => "kind of service",
        Field::Identifiers => "codes",
        Field::Status => "whether it is running",
        Field::Opened => "when it started",
        Field::Closed => "when it closed",
        Field::Organization => "who runs it",
        Field::Location => "where it is",
        Field::Parents => "who is above it",
        Field::Address => "address",
        Field::Phone => "phone",
        Field::StaffPhone => "phone for staff",
        Field::Email => "email",
        Field::Website => "website",
        Field::Schedule => "opening times",
        Field::Eligibility => "who it is for",
        Field::MinimumAge => "youngest age",
        Field::MaximumAge => "oldest age",
        Field::ApplicationProcess | Field::Access => "how to start",
        Field::Fees | Field::Cost => "cost",
        Field::Attending => "how it is given",
        Field::Languages => "languages",
        Field::Accessibility => "access for disabled people",
        Field::ServiceArea => "area it serves",
        Field::Alert => "things to know",
        Field::Transport => "getting there",
        Field::Rating => "the regulator’s rating",
        Field::Beds => "beds",
    }
}

/// A term in people's words, able to stand alone: `Step-free all the way in`.
pub fn term_words(field: Field, term: &Term) -> String {
    let known = match (field, term.as_str()) {
        (Field::Accessibility, "step-free") => "Step-free all the way in",
        (Field::Accessibility, "hearing-loop") => "Hearing loop",
        (Field::Accessibility, "bsl") => "British Sign Language",
        (Field::Accessibility, "accessible-toilet") => "Accessible toilet",
        (Field::Accessibility, "carer-welcome") => "A carer can come too",
        (Field::Access, "self-referral" | "no-referral") => "No referral needed",
        (Field::Access, "drop-in") => "Just turn up",
        (Field::Access, "referral-needed") => {
            "You need a referral, for example from your GP surgery"
        }
        (Field::Attending, "in-person") => "Face to face",
        (Field::Attending, "by-phone") => "By phone",
        (Field::Attending, "online") => "Online",
        (Field::Attending, "home-visit") => "They come to you",
        (Field::Kind, "gp") => "GP services",
        (Field::Kind, "gp-practice") => "GP practice",
        _ => return sentence(&names::calm(&term.words())),
    };
    known.to_owned()
}

/// A value on one line.
pub fn value_words(field: Field, value: &Value) -> String {
    match value {
        Value::Text(text) => {
            let line = text
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .collect::<Vec<_>>()
                .join(" ");
            if matches!(field, Field::Name) {
                names::calm(&line)
            } else {
                line
            }
        }
        Value::Terms(terms) => list(
            &terms
                .iter()
                .map(|term| term_words(field, term))
                .collect::<Vec<_>>(),
        ),
        Value::Codes(codes) => list(
            &codes
                .iter()
                .map(|code| format!("{} {}", scheme_name(code.scheme()), code.value()))
                .collect::<Vec<_>>(),
        ),
        Value::Date(date) => dates::date(*date),
        Value::Status(status) => status_words(*status).to_owned(),
        Value::Phone(phone) => phone.to_string(),
        Value::Address(address) => names::calm(&address.one_line()),
        Value::Hours(hours) => hours_words(hours),
        Value::Reference(_) => "Another entry".to_owned(),
        Value::Age(years) => years.to_string(),
        Value::Rating(rating) => rating_words(rating),
        Value::Count(count) => count.to_string(),
    }
}

/// The overall grade and its day: `Good, published 3 March 2021`.
fn rating_words(rating: &Rating) -> String {
    let overall = match rating.overall {
        Some(Grade::NotRated) => "Inspected but not rated".to_owned(),
        Some(grade) => sentence(&grade.as_str().replace('-', " ")),
        None => "No overall rating".to_owned(),
    };
    match rating.published {
        Some(day) => format!("{overall}, published {}", dates::date(day)),
        None => overall,
    }
}

fn scheme_name(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Ods => "NHS organisation code",
        Scheme::Cqc => "regulator’s code",
        Scheme::Charity => "charity number",
        Scheme::Company => "company number",
        Scheme::Uprn => "property number",
    }
}

fn status_words(status: Status) -> &'static str {
    match status {
        Status::Active => "Running",
        Status::Closed => "Closed",
        Status::Dormant => "Not running now",
        Status::Proposed => "Not open yet",
    }
}

const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// A week on one line, days that are alike together: `Monday to Friday 9am to 5pm, Saturday and Sunday closed`.
pub fn hours_words(hours: &Hours) -> String {
    let mut runs: Vec<(usize, usize, &Day)> = Vec::new();
    for (at, day) in hours.weekly.iter().enumerate() {
        match runs.last_mut() {
            Some((_, last, known)) if *known == day => *last = at,
            _ => runs.push((at, at, day)),
        }
    }
    let run_words = |(from, to, day): &(usize, usize, &Day)| {
        let days = match to - from {
            0 => DAYS[*from].to_owned(),
            1 => format!("{} and {}", DAYS[*from], DAYS[*to]),
            _ => format!("{} to {}", DAYS[*from], DAYS[*to]),
        };
        format!("{days} {}", day_words(day))
    };
    let mut words = match runs.as_slice() {
        [(_, _, day)] => format!("Every day {}", day_words(day)),
        runs => runs.iter().map(run_words).collect::<Vec<_>>().join(", "),
    };
    if !hours.exceptions.is_empty() {
        words = format!(
            "{words}, and {} that differ",
            crate::words::count(hours.exceptions.len(), "day", "days")
        );
    }
    words
}

/// A day in the middle of a sentence: `closed`, `11am to 2pm`.
fn day_words(day: &Day) -> String {
    match day {
        Day::Closed => "closed".to_owned(),
        Day::NotKnown => "not known".to_owned(),
        Day::Open(_) => open::day(day),
    }
}

/// How `other` differs from `shown`, day by day, at most three days: `Thursday 11am to 1pm`, and what is shown for the
/// same days.
pub fn hours_difference(shown: &Hours, other: &Hours) -> (String, String) {
    let differing: Vec<usize> = (0..7)
        .filter(|at| shown.weekly[*at] != other.weekly[*at])
        .collect();
    let tell = |hours: &Hours| {
        let mut days: Vec<String> = differing
            .iter()
            .take(3)
            .map(|at| format!("{} {}", DAYS[*at], day_words(&hours.weekly[*at])))
            .collect();
        if differing.len() > 3 {
            days.push("more days that differ".to_owned());
        }
        list(&days)
    };
    if differing.is_empty() {
        return (
            "other times on single days or bank holidays".to_owned(),
            "the days listed here".to_owned(),
        );
    }
    (tell(other), tell(shown))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Session, parse_minute};

    fn day(text: &str) -> Day {
        let (opens, closes) = text.split_once('-').unwrap();
        Day::of(vec![
            Session::new(parse_minute(opens).unwrap(), parse_minute(closes).unwrap()).unwrap(),
        ])
    }

    #[test]
    fn a_week_on_one_line_puts_like_days_together() {
        let mut hours = Hours {
            weekly: std::array::from_fn(|_| day("09:00-17:00")),
            ..Hours::default()
        };
        assert_eq!(hours_words(&hours), "Every day 9am to 5pm");
        hours.weekly[5] = Day::Closed;
        hours.weekly[6] = Day::Closed;
        assert_eq!(
            hours_words(&hours),
            "Monday to Friday 9am to 5pm, Saturday and Sunday closed"
        );
    }

    #[test]
    fn a_difference_in_times_names_the_days() {
        let shown = Hours {
            weekly: std::array::from_fn(|_| day("11:00-14:00")),
            ..Hours::default()
        };
        let mut other = shown.clone();
        other.weekly[3] = day("11:00-13:00");
        assert_eq!(
            hours_difference(&shown, &other),
            (
                "Thursday 11am to 1pm".to_owned(),
                "Thursday 11am to 2pm".to_owned()
            )
        );
    }

    #[test]
    fn every_field_has_a_name_and_every_known_term_plain_words() {
        for field in Field::ALL {
            assert!(!field_name(*field).is_empty());
        }
        assert_eq!(
            term_words(Field::Kind, &Term::slug("Lunch club").unwrap()),
            "Lunch club"
        );
        assert_eq!(
            term_words(Field::Accessibility, &Term::slug("step free").unwrap()),
            "Step-free all the way in"
        );
    }
}
