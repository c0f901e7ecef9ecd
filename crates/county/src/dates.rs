//! Days counted from today, and the styles in which directories write them.

use jiff::Span;
use jiff::civil::Date;

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

pub(crate) fn days_before(today: Date, days: i64) -> Date {
    today.checked_sub(Span::new().days(days)).unwrap_or(today)
}

pub(crate) fn months_before(today: Date, months: i64) -> Date {
    today
        .checked_sub(Span::new().months(months))
        .unwrap_or(today)
}

/// The year of the Christmas to come (until New Year, the one just past).
pub(crate) fn christmas_year(today: Date) -> i16 {
    today.year()
}

fn month(date: Date) -> &'static str {
    MONTHS[usize::from(date.month().unsigned_abs()) - 1]
}

/// `12/11/2026`
pub(crate) fn slashed(date: Date) -> String {
    format!("{:02}/{:02}/{}", date.day(), date.month(), date.year())
}

/// `12 November 2026`
pub(crate) fn spelled(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// `12-Nov-26`
pub(crate) fn spreadsheet(date: Date) -> String {
    format!(
        "{:02}-{}-{:02}",
        date.day(),
        &month(date)[..3],
        date.year().rem_euclid(100)
    )
}

/// `20261112`
pub(crate) fn packed(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

/// `Nov 12 2026`, `Jan  1 2027`
pub(crate) fn month_first(date: Date) -> String {
    format!("{} {:>2} {}", &month(date)[..3], date.day(), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_in_every_style() {
        let day = date(2027, 1, 1);
        assert_eq!(
            [
                slashed(day),
                spelled(day),
                spreadsheet(day),
                packed(day),
                month_first(day)
            ],
            [
                "01/01/2027",
                "1 January 2027",
                "01-Jan-27",
                "20270101",
                "Jan  1 2027"
            ]
        );
    }
}
