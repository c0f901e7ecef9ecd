//! Dates, months and how long ago.

use jiff::civil::{Date, Weekday};

/// The months' names.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `12 November 2026`.
pub fn date(day: Date) -> String {
    format!("{} {}", day.day(), month(day))
}

/// `November 2026`.
pub fn month(day: Date) -> String {
    format!("{} {}", month_name(day), day.year())
}

/// `Friday 25 December`, with the year when it is not that of `today`.
pub fn weekday_and_date(day: Date, today: Date) -> String {
    let year = if day.year() == today.year() {
        String::new()
    } else {
        format!(" {}", day.year())
    };
    format!(
        "{} {} {}{year}",
        weekday(day.weekday()),
        day.day(),
        month_name(day)
    )
}

/// `Monday`.
pub fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn month_name(day: Date) -> &'static str {
    usize::try_from(day.month() - 1)
        .ok()
        .and_then(|at| MONTHS.get(at))
        .copied()
        .unwrap_or_default()
}

/// Days from `day` to `today`; nought when it has not come yet.
pub fn days_since(day: Date, today: Date) -> i32 {
    day.until(today).map_or(0, |span| span.get_days()).max(0)
}

/// How long before `today` it was: `today`, `yesterday`, `11 days ago`, `3 weeks ago`, `14 months ago`, `7 years ago`.
pub fn ago(day: Date, today: Date) -> String {
    match length(day, today) {
        Some(length) => format!("{length} ago"),
        None if day >= today => "today".to_owned(),
        None => "yesterday".to_owned(),
    }
}

/// How long it has been: `11 days`, `3 weeks`, `14 months`, `7 years`; none for today and yesterday.
pub fn length(day: Date, today: Date) -> Option<String> {
    let days = days_since(day, today);
    let months = (i32::from(today.year()) - i32::from(day.year())) * 12 + i32::from(today.month())
        - i32::from(day.month())
        - i32::from(today.day() < day.day());
    match days {
        0 | 1 => None,
        2..=20 => Some(format!("{days} days")),
        21..=62 => Some(format!("{} weeks", days / 7)),
        _ if months < 24 => Some(format!("{months} months")),
        _ => Some(format!("{} years", months / 12)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    #[test]
    fn dates_read_as_people_write_them() {
        assert_eq!(date(day(2026, 11, 12)), "12 November 2026");
        assert_eq!(month(day(2019, 5, 1)), "May 2019");
        assert_eq!(
            weekday_and_date(day(2026, 12, 25), day(2026, 11, 23)),
            "Friday 25 December"
        );
        assert_eq!(
            weekday_and_date(day(2027, 1, 4), day(2026, 11, 23)),
            "Monday 4 January 2027"
        );
    }

    #[test]
    fn how_long_ago_is_said_in_the_largest_unit_that_tells_enough() {
        let today = day(2026, 11, 23);
        for (when, want) in [
            (day(2026, 11, 24), "today"),
            (day(2026, 11, 23), "today"),
            (day(2026, 11, 22), "yesterday"),
            (day(2026, 11, 12), "11 days ago"),
            (day(2026, 11, 2), "3 weeks ago"),
            (day(2026, 10, 19), "5 weeks ago"),
            (day(2026, 9, 20), "2 months ago"),
            (day(2025, 9, 23), "14 months ago"),
            (day(2025, 9, 24), "13 months ago"),
            (day(2019, 5, 1), "7 years ago"),
        ] {
            assert_eq!(ago(when, today), want, "{when}");
        }
    }
}
