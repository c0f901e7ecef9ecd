//! Dates as directories write them.

use jiff::civil::Date;

/// Years before it are mistyped.
const FIRST_YEAR: i16 = 1800;

/// A date in one of four styles, in British order: `2026-11-12`, `12/11/2026`, `12 November 2026`, `12-Nov-26`.
/// A time of day after it is left out. Two-digit years are 1950 to 2049.
pub fn written_date(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if let Some(date) = iso_date(text) {
        return Some(date);
    }
    let day = match text.split_once(['T', ' ']) {
        Some((day, time)) if time.contains(':') && !day.is_empty() => day,
        _ => text,
    };
    let parts: Vec<&str> = day
        .split(['-', '/', '.', ' ', ','])
        .filter(|part| !part.is_empty())
        .collect();
    let parts = match parts.as_slice() {
        // "Thursday 12 November 2026"
        [weekday, rest @ ..] if rest.len() == 3 && super::times::weekday(weekday).is_some() => rest,
        all => all,
    };
    match parts {
        [year, month, day] if year.len() == 4 && digits(year).is_some() => {
            of(year, number(month)?, day)
        }
        [day, month, year] => of(
            year,
            number(month).or_else(|| month_named(month))?,
            ordinal(day),
        ),
        _ => None,
    }
}

/// `2026-11-12`, the style of machines.
fn iso_date(text: &str) -> Option<Date> {
    if text.len() != 10 || !text.is_ascii() {
        return None;
    }
    let (year, rest) = text.split_at(4);
    let (month, day) = rest.strip_prefix('-')?.split_once('-')?;
    if month.len() != 2 || day.len() != 2 {
        return None;
    }
    let number = |part: &str| i8::try_from(digits(part)?).ok();
    Date::new(digits(year)?, number(month)?, number(day)?)
        .ok()
        .filter(|date| date.year() >= FIRST_YEAR)
}

/// A date with the month first, as the NHS website writes it: `Apr 18 2014`, `May  5 2014`.
pub(crate) fn month_first_date(text: &str) -> Option<Date> {
    let mut parts = text.split_whitespace();
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(month), Some(day), Some(year), rest)
            if rest.is_none_or(|time| time.contains(':')) =>
        {
            of(year, month_named(month)?, day.trim_end_matches(','))
        }
        _ => written_date(text),
    }
}

/// A date of eight digits, year first, as the organisation register writes it.
pub(crate) fn compact_date(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.is_ascii() {
        return written_date(text);
    }
    match number(&text[4..6]) {
        Some(month) => of(&text[..4], month, &text[6..]),
        None => written_date(text),
    }
}

fn of(year: &str, month: i8, day: &str) -> Option<Date> {
    let year = match (year.len(), digits(year)?) {
        (4, year) => year,
        (2, year) if year < 50 => 2000 + year,
        (2, year) => 1900 + year,
        _ => return None,
    };
    let day = if day.len() <= 2 {
        digits(day)?
    } else {
        return None;
    };
    Date::new(year, month, i8::try_from(day).ok()?)
        .ok()
        .filter(|date| date.year() >= FIRST_YEAR)
}

fn digits(text: &str) -> Option<i16> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

fn number(month: &str) -> Option<i8> {
    if month.len() <= 2 {
        digits(month).and_then(|n| i8::try_from(n).ok())
    } else {
        None
    }
}

fn ordinal(day: &str) -> &str {
    ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|end| day.strip_suffix(end))
        .unwrap_or(day)
}

fn month_named(name: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let name = name.to_ascii_lowercase();
    let fits = |month: &str| {
        name.len() >= 3
            && (month.starts_with(name.as_str()) || name == "sept" && month == "september")
    };
    MONTHS
        .iter()
        .position(|month| fits(month))
        .map(|at| at as i8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Option<&str>) {
        assert_eq!(
            written_date(text).map(|d| d.to_string()).as_deref(),
            want,
            "{text}"
        );
    }

    #[test]
    fn a_date_is_read_in_four_styles() {
        for text in ["2026-11-12", "12/11/2026", "12 November 2026", "12-Nov-26"] {
            check(text, Some("2026-11-12"));
        }
        check("1/2/26", Some("2026-02-01"));
        check("2026-11-12T10:30:00Z", Some("2026-11-12"));
        check("12/11/2026 09:30", Some("2026-11-12"));
        check("Thursday 12th November 2026", Some("2026-11-12"));
        check("1 Sept 1999", Some("1999-09-01"));
        check("01.02.03", Some("2003-02-01"));
        check("29/02/2024", Some("2024-02-29"));
    }

    #[test]
    fn what_is_no_date_is_told() {
        for text in [
            "",
            "soon",
            "31/02/2026",
            "11/13/2026",
            "2026",
            "12/11",
            "45292",
            "0000-00-00",
            "12 No 2026",
            "1/1/20266",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn the_two_other_styles_have_their_own_readers() {
        for (text, want) in [
            ("Apr 18 2014", "2014-04-18"),
            ("May  5 2014", "2014-05-05"),
            ("2014-05-05", "2014-05-05"),
        ] {
            assert_eq!(month_first_date(text).unwrap().to_string(), want);
        }
        assert_eq!(compact_date("20130401").unwrap().to_string(), "2013-04-01");
        for text in ["20131301", "2013040", "2013-4-1é", "ab130401"] {
            assert_eq!(compact_date(text), None, "{text}");
        }
        assert_eq!(month_first_date("Feb 30 2014"), None);
    }
}
