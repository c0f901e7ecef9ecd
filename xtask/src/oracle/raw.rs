//! The rows of the pharmacy files, read as plainly as can be.

use flate2::read::MultiGzDecoder;
use jiff::civil::{Date, DateTime};
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use uuid::Uuid;

/// The key under which the product is told to read these files.
pub const SOURCE: &str = "nhs-website";
/// The namespace of entry ids, from `ARCHITECTURE.md`.
const NAMESPACE: Uuid = Uuid::from_u128(0x6f1d_9a52_3c0b_4e57_9d0e_5a7b_c2e4_81f3);
const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const DAY: u16 = 1440;

/// Minutes of opening and closing; closing at or before opening is on the next day.
type Session = (u16, u16);

/// One pharmacy: its id, position and times.
#[derive(Clone, Debug)]
pub struct Pharmacy {
    /// The id of the product's record, as text. Sorts as its bytes do.
    pub id: String,
    /// The number of its row.
    pub local_id: String,
    /// Degrees north and east; none when the row's position is refused.
    pub point: Option<(f64, f64)>,
    weekly: [Vec<Session>; 7],
    dates: BTreeMap<Date, Vec<Session>>,
}

impl Pharmacy {
    /// A pharmacy without times.
    pub fn new(local_id: &str, point: Option<(f64, f64)>) -> Self {
        let name = format!("{SOURCE}\u{1f}{local_id}#service\u{1f}service");
        Self {
            id: Uuid::new_v5(&NAMESPACE, name.as_bytes())
                .as_hyphenated()
                .to_string(),
            local_id: local_id.to_owned(),
            point,
            weekly: Default::default(),
            dates: BTreeMap::new(),
        }
    }

    /// Adds one row of the times file. Rows that make no sense add nothing.
    pub fn add_times(&mut self, weekday: &str, times: &str, open: bool, on: &str) {
        let session = open.then(|| session(times)).flatten();
        if on.is_empty() {
            if let Some(day) = WEEKDAYS.iter().position(|name| *name == weekday) {
                self.weekly[day].extend(session);
            }
        } else if let Some(date) = date(on) {
            // A date that is named holds instead of its weekday, also when it has no session.
            self.dates.entry(date).or_default().extend(session);
        }
    }

    /// True when anything is known of its times.
    pub fn has_times(&self) -> bool {
        !self.dates.is_empty() || self.weekly.iter().any(|day| !day.is_empty())
    }

    /// The dates that have times of their own.
    pub fn special_dates(&self) -> impl Iterator<Item = Date> + '_ {
        self.dates.keys().copied()
    }

    fn on(&self, date: Date) -> &[Session] {
        let weekday = date.weekday().to_monday_zero_offset().unsigned_abs();
        self.dates
            .get(&date)
            .unwrap_or(&self.weekly[usize::from(weekday)])
    }

    /// Whether a session of the day, or one of the day before that runs past midnight, covers the moment.
    pub fn open_at(&self, moment: DateTime) -> bool {
        let minute = u16::from(moment.hour().unsigned_abs()) * 60
            + u16::from(moment.minute().unsigned_abs());
        let covers = |date: Date, minute: u16| {
            self.on(date).iter().any(|(opens, closes)| {
                let closes = if closes <= opens {
                    closes + DAY
                } else {
                    *closes
                };
                *opens <= minute && minute < closes
            })
        };
        covers(moment.date(), minute)
            || moment
                .date()
                .yesterday()
                .is_ok_and(|day| covers(day, minute + DAY))
    }
}

/// `HH:MM-HH:MM`, both on a clock.
fn session(times: &str) -> Option<Session> {
    let minutes = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        (minute < 60 && hour * 60 + minute <= DAY).then_some(hour * 60 + minute)
    };
    let (opens, closes) = times.split_once('-')?;
    let opens = minutes(opens).filter(|m| *m < DAY)?;
    Some((opens, minutes(closes)?))
}

/// `Apr 18 2014` or `May  5 2014`.
fn date(text: &str) -> Option<Date> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [month, day, year] = words[..] else {
        return None;
    };
    let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = months.iter().position(|name| *name == month)? + 1;
    Date::new(
        year.parse().ok()?,
        i8::try_from(month).ok()?,
        day.parse().ok()?,
    )
    .ok()
}

/// The text of a file, unpacked if need be. Bytes are taken one to a character (Latin-1), so `¬` is one character.
fn text(path: &Path) -> Result<String, String> {
    let sentence = |e: std::io::Error| format!("could not read {}: {e}", path.display());
    let file = File::open(path).map_err(sentence)?;
    let mut bytes = Vec::new();
    MultiGzDecoder::new(file)
        .read_to_end(&mut bytes)
        .map_err(sentence)?;
    Ok(bytes.into_iter().map(char::from).collect())
}

/// The rows of a `¬` file, each by column name in lower case.
fn rows(text: &str) -> impl Iterator<Item = HashMap<String, &str>> {
    let mut lines = text.lines();
    let header: Vec<String> = lines
        .next()
        .unwrap_or("")
        .split('\u{ac}')
        .map(|name| name.trim().to_ascii_lowercase())
        .collect();
    lines.map(move |line| header.iter().cloned().zip(line.split('\u{ac}')).collect())
}

/// Reads the pharmacies and their times.
///
/// # Errors
/// A sentence when a file cannot be read.
pub fn read(pharmacies: &Path, times: &Path) -> Result<Vec<Pharmacy>, String> {
    let (pharmacies_text, times_text) = (text(pharmacies)?, text(times)?);
    let mut found: BTreeMap<u64, Pharmacy> = BTreeMap::new();
    for row in rows(&pharmacies_text) {
        let id = row.get("organisationid").copied().unwrap_or("");
        if let Ok(number) = id.parse() {
            let degrees = |column: &str| {
                row.get(column)
                    .and_then(|text| text.trim().parse::<f64>().ok())
            };
            // The first row of an id stands.
            found.entry(number).or_insert_with(|| {
                Pharmacy::new(id, point(degrees("latitude"), degrees("longitude")))
            });
        }
    }
    for row in rows(&times_text) {
        let cell = |column: &str| row.get(column).map_or("", |text| text.trim());
        if let Some(pharmacy) = cell("organisationid")
            .parse()
            .ok()
            .and_then(|id: u64| found.get_mut(&id))
        {
            pharmacy.add_times(
                cell("weekday"),
                cell("times"),
                cell("isopen") == "True",
                cell("additionalopeningdate"),
            );
        }
    }
    Ok(found.into_values().collect())
}

/// A position within the box that holds the United Kingdom.
fn point(latitude: Option<f64>, longitude: Option<f64>) -> Option<(f64, f64)> {
    let (latitude, longitude) = (latitude?, longitude?);
    ((49.0..=61.5).contains(&latitude) && (-9.0..=2.5).contains(&longitude))
        .then_some((latitude, longitude))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    fn pharmacy(rows: &[(&str, &str, bool, &str)]) -> Pharmacy {
        let mut pharmacy = Pharmacy::new("1186", None);
        for (weekday, times, open, on) in rows {
            pharmacy.add_times(weekday, times, *open, on);
        }
        pharmacy
    }

    #[test]
    fn a_date_of_its_own_replaces_the_weekday() {
        let p = pharmacy(&[
            ("Monday", "09:00-17:00", true, ""),
            ("", "", false, "May  5 2014"),
        ]);
        assert!(p.open_at(day(2014, 4, 28).at(11, 0, 0, 0)));
        assert!(!p.open_at(day(2014, 5, 5).at(11, 0, 0, 0)));
    }

    #[test]
    fn a_night_runs_into_the_next_day() {
        let p = pharmacy(&[("Monday", "22:00-02:00", true, "")]);
        assert!(p.open_at(day(2014, 4, 29).at(1, 59, 0, 0)));
        assert!(!p.open_at(day(2014, 4, 29).at(2, 0, 0, 0)));
        assert!(!p.open_at(day(2014, 4, 28).at(1, 0, 0, 0)));
    }

    #[test]
    fn positions_are_read_in_every_form_and_refused_when_they_cannot_be() {
        assert_eq!(
            point("51.5".parse().ok(), "-3.58E-2".parse().ok()),
            Some((51.5, -0.0358))
        );
        for (latitude, longitude) in [(0.0, 0.0), (-1.5, 53.0), (40.0, -74.0)] {
            assert_eq!(point(Some(latitude), Some(longitude)), None);
        }
    }
}
