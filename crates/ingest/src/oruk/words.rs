//! Rules that a week cannot hold, in words: `first Monday of the month, 10:00 to 11:00`.

use crate::read::json::Json;

/// Members by which a rule says when.
const WHEN: [&str; 12] = [
    "freq",
    "byday",
    "weekday",
    "bymonthday",
    "byweekno",
    "byyearday",
    "opens_at",
    "closes_at",
    "valid_from",
    "valid_to",
    "dtstart",
    "until",
];

/// The days, by their letters.
const DAYS: [(&str, &str); 7] = [
    ("MO", "Monday"),
    ("TU", "Tuesday"),
    ("WE", "Wednesday"),
    ("TH", "Thursday"),
    ("FR", "Friday"),
    ("SA", "Saturday"),
    ("SU", "Sunday"),
];

/// True when `rule` says nothing but in its description.
pub(super) fn is_only_text(rule: &Json<'_>) -> bool {
    WHEN.iter().all(|name| rule.get(name).is_nothing())
}

/// `rule` in words.
pub(super) fn of(rule: &Json<'_>) -> String {
    let text = |name: &str| rule.get(name).text().trim().to_owned();
    let monthly = text("freq").eq_ignore_ascii_case("monthly");
    let by_day = text("byday");
    let mut days: Vec<String> = by_day
        .split([',', ' '])
        .filter(|word| !word.is_empty())
        .map(day)
        .collect();
    let by_month = text("bymonthday");
    if !by_month.is_empty() {
        days.push(format!("day {}", by_month.replace(',', ", ")));
    }
    let mut words = join(&days);
    if monthly || !by_month.is_empty() {
        words.push_str(" of the month");
    }
    let interval = text("interval");
    let every = interval.strip_suffix(".0").unwrap_or(&interval);
    let mut parts = vec![words.trim().to_owned()];
    if !matches!(every, "" | "0" | "1") {
        let unit = if monthly { "months" } else { "weeks" };
        parts.push(format!("every {every} {unit}"));
    }
    let minutes = |name: &str| {
        let text = text(name);
        text.split(['Z', '+'])
            .next()
            .and_then(|time| time.get(..5))
            .unwrap_or(&text)
            .to_owned()
    };
    parts.push(span(&minutes("opens_at"), &minutes("closes_at"), "", "to"));
    let date = |names: [&str; 2]| {
        let found = names.map(text);
        let [first, second] = found;
        if first.is_empty() { second } else { first }
    };
    parts.push(span(
        &date(["valid_from", "dtstart"]),
        &date(["valid_to", "until"]),
        "from ",
        "until",
    ));
    parts.retain(|part| !part.is_empty());
    parts.join(", ")
}

/// From one to another, as far as they are there.
fn span(from: &str, to: &str, before: &str, between: &str) -> String {
    match (from, to) {
        ("", "") => String::new(),
        ("", to) => format!("{between} {to}"),
        (from, "") => format!("from {from}"),
        (from, to) => format!("{before}{from} {between} {to}"),
    }
}

/// `first Monday` of `1MO`, `last Friday` of `-1FR`, `Monday` of `MO`.
fn day(word: &str) -> String {
    let upper = word.to_ascii_uppercase();
    let known = DAYS
        .iter()
        .find_map(|(short, name)| Some((upper.strip_suffix(short)?, *name)));
    let Some((place, name)) = known else {
        return word.to_owned();
    };
    let place = match place.trim_start_matches('+') {
        "" => return name.to_owned(),
        "1" => "first",
        "2" => "second",
        "3" => "third",
        "4" => "fourth",
        "5" => "fifth",
        "-1" => "last",
        "-2" => "last but one",
        _ => return word.to_owned(),
    };
    format!("{place} {name}")
}

/// `a, b and c`.
fn join(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_put_into_words() {
        for (rule, want) in [
            (
                r#"{"freq":"MONTHLY","byday":"1MO","opens_at":"10:00:00","closes_at":"11:00Z"}"#,
                "first Monday of the month, 10:00 to 11:00",
            ),
            (
                r#"{"freq":"MONTHLY","byday":"2TU,-1FR"}"#,
                "second Tuesday and last Friday of the month",
            ),
            (
                r#"{"freq":"WEEKLY","interval":2,"byday":"MO,WE,FR","opens_at":"9:00"}"#,
                "Monday, Wednesday and Friday, every 2 weeks, from 9:00",
            ),
            (
                r#"{"freq":"WEEKLY","byday":"TU","opens_at":"09:00","closes_at":"17:00","valid_from":"2026-04-01","valid_to":"2026-10-31"}"#,
                "Tuesday, 09:00 to 17:00, from 2026-04-01 until 2026-10-31",
            ),
            (
                r#"{"freq":"WEEKLY","bymonthday":"2,3","byday":"XX"}"#,
                "XX and day 2, 3 of the month",
            ),
            (
                r#"{"freq":"MONTHLY","byday":"\u00e9"}"#,
                "\u{e9} of the month",
            ),
            ("{}", ""),
        ] {
            let rule: Json<'_> = serde_json::from_str(rule).unwrap();
            assert_eq!(of(&rule), want);
        }
    }
}
