//! England's bank holidays: the rule, and the years in which Parliament or the King changed it.

use jiff::civil::{Date, Weekday, date};

/// The name of the bank holiday in England on `day`, if it is one.
///
/// From 1978 (the first year of today's pattern) onwards, with the one-off changes made since 1995.
/// Matches the list that GOV.UK publishes for England and Wales.
///
/// ```
/// use jiff::civil::date;
/// use model::calendar::bank_holiday;
/// assert_eq!(bank_holiday(date(2026, 12, 28)), Some("Boxing Day (substitute day)"));
/// assert_eq!(bank_holiday(date(2026, 3, 17)), None);
/// ```
pub fn bank_holiday(day: Date) -> Option<&'static str> {
    added(day).or_else(|| by_rule(day).filter(|_| !taken_away(day)))
}

/// Days that the rule gives and that a proclamation moved elsewhere in its year.
fn taken_away(day: Date) -> bool {
    matches!(
        (day.year(), day.month(), day.day()),
        (1995, 5, 1) | (2020, 5, 4) | (2002, 5, 27) | (2012, 5, 28) | (2022, 5, 30)
    )
}

/// Days added or moved by proclamation.
fn added(day: Date) -> Option<&'static str> {
    Some(match (day.year(), day.month(), day.day()) {
        (1995 | 2020, 5, 8) => "Early May bank holiday (VE Day)",
        (1999, 12, 31) => "Millennium bank holiday",
        (2002, 6, 3) => "Golden Jubilee bank holiday",
        (2002 | 2012, 6, 4) | (2022, 6, 2) => "Spring bank holiday",
        (2011, 4, 29) => "Royal wedding bank holiday",
        (2012, 6, 5) => "Diamond Jubilee bank holiday",
        (2022, 6, 3) => "Platinum Jubilee bank holiday",
        (2022, 9, 19) => "Bank holiday for the State Funeral of Queen Elizabeth II",
        (2023, 5, 8) => "Bank holiday for the coronation of King Charles III",
        _ => return None,
    })
}

fn by_rule(day: Date) -> Option<&'static str> {
    let (year, month, dom, weekday) = (day.year(), day.month(), day.day(), day.weekday());
    let monday = weekday == Weekday::Monday;
    let easter = easter_sunday(year);
    let days_after_easter = easter.until(day).map_or(i32::MAX, |span| span.get_days());
    match (month, dom) {
        (1, 1) if !weekend(weekday) => Some("New Year’s Day"),
        (1, 2 | 3) if monday => Some("New Year’s Day (substitute day)"),
        _ if days_after_easter == -2 => Some("Good Friday"),
        _ if days_after_easter == 1 => Some("Easter Monday"),
        (5, 1..=7) if monday => Some("Early May bank holiday"),
        (5, 25..=31) if monday => Some("Spring bank holiday"),
        (8, 25..=31) if monday => Some("Summer bank holiday"),
        (12, 25) if !weekend(weekday) => Some("Christmas Day"),
        (12, 26) if !weekend(weekday) => Some("Boxing Day"),
        (12, 27 | 28) => christmas_substitute(year, dom),
        _ => None,
    }
}

/// 27 and 28 December stand in for whichever of Christmas Day and Boxing Day fell on a weekend.
fn christmas_substitute(year: i16, dom: i8) -> Option<&'static str> {
    match (date(year, 12, 25).weekday(), dom) {
        (Weekday::Saturday | Weekday::Sunday, 27) => Some("Christmas Day (substitute day)"),
        (Weekday::Saturday | Weekday::Friday, 28) => Some("Boxing Day (substitute day)"),
        _ => None,
    }
}

fn weekend(weekday: Weekday) -> bool {
    matches!(weekday, Weekday::Saturday | Weekday::Sunday)
}

/// Gregorian Easter by the anonymous algorithm (Meeus, Astronomical Algorithms, chapter 8).
#[expect(
    clippy::many_single_char_names,
    reason = "the names are those of the published algorithm"
)]
fn easter_sunday(year: i16) -> Date {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    date(year, (n / 31) as i8, (n % 31 + 1) as i8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// GOV.UK, "UK bank holidays", England and Wales, as published for these years.
    const PUBLISHED: &[(i16, &[(i8, i8)])] = &[
        (
            2014,
            &[
                (1, 1),
                (4, 18),
                (4, 21),
                (5, 5),
                (5, 26),
                (8, 25),
                (12, 25),
                (12, 26),
            ],
        ),
        (
            2015,
            &[
                (1, 1),
                (4, 3),
                (4, 6),
                (5, 4),
                (5, 25),
                (8, 31),
                (12, 25),
                (12, 28),
            ],
        ),
        (
            2016,
            &[
                (1, 1),
                (3, 25),
                (3, 28),
                (5, 2),
                (5, 30),
                (8, 29),
                (12, 26),
                (12, 27),
            ],
        ),
        (
            2020,
            &[
                (1, 1),
                (4, 10),
                (4, 13),
                (5, 8),
                (5, 25),
                (8, 31),
                (12, 25),
                (12, 28),
            ],
        ),
        (
            2021,
            &[
                (1, 1),
                (4, 2),
                (4, 5),
                (5, 3),
                (5, 31),
                (8, 30),
                (12, 27),
                (12, 28),
            ],
        ),
        (
            2022,
            &[
                (1, 3),
                (4, 15),
                (4, 18),
                (5, 2),
                (6, 2),
                (6, 3),
                (8, 29),
                (9, 19),
                (12, 26),
                (12, 27),
            ],
        ),
        (
            2023,
            &[
                (1, 2),
                (4, 7),
                (4, 10),
                (5, 1),
                (5, 8),
                (5, 29),
                (8, 28),
                (12, 25),
                (12, 26),
            ],
        ),
        (
            2024,
            &[
                (1, 1),
                (3, 29),
                (4, 1),
                (5, 6),
                (5, 27),
                (8, 26),
                (12, 25),
                (12, 26),
            ],
        ),
        (
            2025,
            &[
                (1, 1),
                (4, 18),
                (4, 21),
                (5, 5),
                (5, 26),
                (8, 25),
                (12, 25),
                (12, 26),
            ],
        ),
        (
            2026,
            &[
                (1, 1),
                (4, 3),
                (4, 6),
                (5, 4),
                (5, 25),
                (8, 31),
                (12, 25),
                (12, 28),
            ],
        ),
        (
            2027,
            &[
                (1, 1),
                (3, 26),
                (3, 29),
                (5, 3),
                (5, 31),
                (8, 30),
                (12, 27),
                (12, 28),
            ],
        ),
    ];

    #[test]
    fn every_published_year_comes_out_day_for_day() {
        for (year, want) in PUBLISHED {
            let mut got = Vec::new();
            let mut day = date(*year, 1, 1);
            while day.year() == *year {
                if bank_holiday(day).is_some() {
                    got.push((day.month(), day.day()));
                }
                day = day.tomorrow().unwrap();
            }
            assert_eq!(got, *want, "{year}");
        }
    }
}
