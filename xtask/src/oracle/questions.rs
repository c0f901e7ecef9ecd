//! The seeded questions: a postcode and a moment.

use super::grid;
use super::raw::Pharmacy;
use flate2::read::MultiGzDecoder;
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, Weekday, date};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// How many questions there are.
const QUESTIONS: usize = 1_000;
/// How many of them are on a Sunday at 11.
const SUNDAYS: usize = 100;
/// How many are on dates that have times of their own.
const SPECIAL: usize = 50;
/// The first of the days asked about; a year of them.
const FIRST_DAY: Date = date(2014, 3, 1);

/// Who is open near this postcode at this moment?
#[derive(Clone, Debug)]
pub struct Question {
    /// The postcode as people write it.
    pub postcode: String,
    /// Its position by our own conversion.
    pub origin: (f64, f64),
    /// The moment on a wall clock in England.
    pub moment: DateTime,
}

/// A seeded sequence of numbers (SplitMix64).
pub struct Seeded(pub u64);

impl Seeded {
    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.draw() % end.max(1) as u64) as usize
    }
}

/// A postcode and its position.
pub type Place = (String, (f64, f64));

/// English postcodes with an exact position, as many as there are questions, chosen by `seed`.
///
/// # Errors
/// A sentence when the file cannot be read or holds too few.
pub fn postcodes(path: &Path, seed: u64) -> Result<Vec<Place>, String> {
    let sentence = |e: std::io::Error| format!("could not read {}: {e}", path.display());
    let lines = BufReader::new(MultiGzDecoder::new(File::open(path).map_err(sentence)?)).lines();
    let mut seeded = Seeded(seed);
    let mut kept: Vec<Place> = Vec::new();
    let mut lines_read = 0;
    for line in lines {
        let line = line.map_err(sentence)?;
        let Some(place) = place(&line) else { continue };
        lines_read += 1;
        // Every line is as likely to be kept as every other (algorithm R).
        if kept.len() < QUESTIONS {
            kept.push(place);
        } else {
            let slot = seeded.below(lines_read);
            if slot < QUESTIONS {
                kept[slot] = place;
            }
        }
    }
    if kept.len() < QUESTIONS {
        return Err(format!(
            "{} holds only {} usable postcodes",
            path.display(),
            kept.len()
        ));
    }
    Ok(kept)
}

/// An English postcode of a line `postcode,quality,eastings,northings,country,…`, when its position is exact.
fn place(line: &str) -> Option<Place> {
    let cells: Vec<&str> = line.split(',').map(|cell| cell.trim_matches('"')).collect();
    let [code, quality, easting, northing, country, ..] = cells[..] else {
        return None;
    };
    if quality != "10" || country != "E92000001" {
        return None;
    }
    let code: String = code.split_whitespace().collect();
    let (outward, inward) = code.split_at_checked(code.len().checked_sub(3)?)?;
    Some((
        format!("{outward} {inward}"),
        grid::to_wgs84(easting.parse().ok()?, northing.parse().ok()?),
    ))
}

/// The questions: Sundays first, then dates with times of their own, then any moment of a year.
pub fn questions(places: &[Place], pharmacies: &[Pharmacy], seed: u64) -> Vec<Question> {
    let special: Vec<Date> = pharmacies
        .iter()
        .flat_map(Pharmacy::special_dates)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let mut seeded = Seeded(seed ^ 0x5eed);
    let any_day = |seeded: &mut Seeded| FIRST_DAY.saturating_add((seeded.below(365) as i64).days());
    places
        .iter()
        .enumerate()
        .map(|(n, (postcode, origin))| {
            let moment = if n < SUNDAYS {
                let mut day = any_day(&mut seeded);
                while day.weekday() != Weekday::Sunday {
                    day = day.saturating_add(1.day());
                }
                day.at(11, 0, 0, 0)
            } else if n < SUNDAYS + SPECIAL && !special.is_empty() {
                let day = special[seeded.below(special.len())];
                day.at(8 + seeded.below(13) as i8, seeded.below(60) as i8, 0, 0)
            } else {
                any_day(&mut seeded).at(seeded.below(24) as i8, seeded.below(60) as i8, 0, 0)
            };
            Question {
                postcode: postcode.clone(),
                origin: *origin,
                moment,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_exact_english_postcodes_are_asked_about() {
        assert_eq!(
            place("QX47PL,10,394251,806376,E92000001,,").map(|p| p.0),
            Some("QX4 7PL".into())
        );
        assert_eq!(
            place("\"QX1 1AA\",10,394251,806376,\"E92000001\",,").map(|p| p.0),
            Some("QX1 1AA".into())
        );
        assert_eq!(place("QX47PL,90,0,0,E92000001,,"), None);
        assert_eq!(place("QX47PL,10,394251,806376,S92000003,,"), None);
    }

    #[test]
    fn the_same_seed_asks_the_same_questions() {
        let places: Vec<Place> = (0..QUESTIONS)
            .map(|n| (format!("QX{n}"), (54.0, -1.5)))
            .collect();
        let mut pharmacy = Pharmacy::new("1", None);
        pharmacy.add_times("", "", false, "May  5 2014");
        let asked = |seed| questions(&places, std::slice::from_ref(&pharmacy), seed);
        let moments: Vec<DateTime> = asked(7).iter().map(|q| q.moment).collect();
        assert_eq!(
            moments,
            asked(7).iter().map(|q| q.moment).collect::<Vec<_>>()
        );
        assert!(
            moments[..SUNDAYS]
                .iter()
                .all(|m| m.weekday() == Weekday::Sunday && m.hour() == 11)
        );
        assert!(
            moments[SUNDAYS..SUNDAYS + SPECIAL]
                .iter()
                .all(|m| m.date() == date(2014, 5, 5))
        );
    }
}
