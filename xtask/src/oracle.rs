//! The oracle: which 20 open pharmacies are nearest, worked out from the raw files and compared with the product.
//!
//! 1,000 seeded questions, each a postcode and a moment. The answers are computed here from the rows as they
//! stand, by a plain scan, and asked of the `fingerpost` binary from outside.
//! Always: no crate of the product is used in this module. What both sides share is the published rule for
//! ids (a version 5 UUID, see `ARCHITECTURE.md`) and the postcode's coordinates, which are checked separately
//! against a conversion of its own ([`grid`]).
//! Start at [`compare`].

pub mod grid;
pub mod product;
pub mod questions;
pub mod raw;

use crate::args::Args;
use questions::Question;
use raw::Pharmacy;
use std::fmt;
use std::path::Path;

/// The seed of the 1,000 questions.
pub const SEED: u64 = 20_140_222;
/// How many answers to each question are compared.
const ANSWERS: usize = 20;
/// How far the product's position of a postcode may lie from ours, in metres.
const PLACE_TOLERANCE_METRES: f64 = 10.0;
/// The mean radius of the Earth in metres (IUGG).
const EARTH_RADIUS_METRES: f64 = 6_371_008.8;

/// What the comparison found.
#[derive(Debug, Default)]
pub struct Report {
    /// Questions asked.
    pub asked: usize,
    /// Answers compared.
    pub compared: usize,
    /// Rows read, and those of them with opening times.
    pub pharmacies: (usize, usize),
    /// Local ids of rows whose position is refused, left out on both sides.
    pub refused: Vec<String>,
    /// The farthest that a postcode of the product lay from ours, in metres.
    pub farthest_place_metres: f64,
    /// Questions with different answers, and places that are too far off.
    pub differences: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} questions asked, {} answers compared",
            self.asked, self.compared
        )?;
        writeln!(
            f,
            "{} pharmacies, {} with opening times",
            self.pharmacies.0, self.pharmacies.1
        )?;
        writeln!(
            f,
            "{} rows left out on both sides, their position being refused: {}",
            self.refused.len(),
            self.refused.join(", ")
        )?;
        writeln!(
            f,
            "postcodes at most {:.2} m from our own conversion",
            self.farthest_place_metres
        )?;
        for difference in &self.differences {
            writeln!(f, "{difference}")?;
        }
        write!(f, "{} differences", self.differences.len())
    }
}

/// Runs the comparison and prints it.
///
/// # Errors
/// A sentence when it could not run, or when there are differences.
pub fn run(args: &Args) -> Result<(), String> {
    let data = args
        .path("data")
        .ok_or("give `--data DIR`, a folder with nhsuk-2014 and geo in it")?;
    let binary = args
        .path("binary")
        .unwrap_or_else(|| crate::root().join("target/release/fingerpost"));
    let seed = match args.text("seed") {
        Some(text) => text
            .parse()
            .map_err(|_| format!("`{text}` is not a whole number; give `--seed 1`"))?,
        None => SEED,
    };
    let report = compare(&binary, &data, seed)?;
    println!("{report}");
    if report.differences.is_empty() {
        Ok(())
    } else {
        Err("the product and the oracle do not agree".into())
    }
}

/// Asks the product at `binary` and this oracle the questions of `seed` over the files in `data`.
///
/// # Errors
/// A sentence when a file cannot be read or the product cannot be run.
pub fn compare(binary: &Path, data: &Path, seed: u64) -> Result<Report, String> {
    let files = product::Files::under(data);
    let pharmacies = raw::read(&files.pharmacies, &files.times)?;
    let postcodes = questions::postcodes(&files.postcodes, seed)?;
    let questions = questions::questions(&postcodes, &pharmacies, seed);
    let answers = product::ask(
        binary,
        &files,
        &questions,
        ANSWERS + pharmacies.iter().filter(|p| p.point.is_none()).count(),
    )?;

    let mut report = Report {
        asked: questions.len(),
        pharmacies: (
            pharmacies.len(),
            pharmacies.iter().filter(|p| p.has_times()).count(),
        ),
        refused: pharmacies
            .iter()
            .filter(|p| p.point.is_none())
            .map(|p| p.local_id.clone())
            .collect(),
        ..Report::default()
    };
    if answers.len() != questions.len() {
        return Err(format!(
            "asked {} questions and got {} answers",
            questions.len(),
            answers.len()
        ));
    }
    let refused: Vec<&str> = pharmacies
        .iter()
        .filter(|p| p.point.is_none())
        .map(|p| p.id.as_str())
        .collect();
    for (question, answer) in questions.iter().zip(&answers) {
        let away = metres(answer.origin, question.origin);
        report.farthest_place_metres = report.farthest_place_metres.max(away);
        if away > PLACE_TOLERANCE_METRES {
            report.differences.push(format!(
                "{}: the product's position is {away:.1} m from ours",
                question.postcode
            ));
        }
        let expected = nearest_open(&pharmacies, question, answer.origin);
        let got: Vec<&str> = answer
            .ids
            .iter()
            .map(String::as_str)
            .filter(|id| !refused.contains(id))
            .take(ANSWERS)
            .collect();
        report.compared += expected.len();
        if let Some(rank) = (0..expected.len().max(got.len()))
            .find(|n| expected.get(*n).map(|p| p.id.as_str()) != got.get(*n).copied())
        {
            let ours = expected.get(rank).map_or("nothing".to_owned(), |p| {
                format!("{} ({})", p.id, p.local_id)
            });
            report.differences.push(format!(
                "{} at {}: answer {} should be {ours}, the product says {}",
                question.postcode,
                question.moment,
                rank + 1,
                got.get(rank).unwrap_or(&"nothing")
            ));
        }
    }
    Ok(report)
}

/// The first open pharmacies, nearest first, ties by id.
fn nearest_open<'a>(
    pharmacies: &'a [Pharmacy],
    question: &Question,
    origin: (f64, f64),
) -> Vec<&'a Pharmacy> {
    let mut open: Vec<(f64, &Pharmacy)> = pharmacies
        .iter()
        .filter(|pharmacy| pharmacy.open_at(question.moment))
        .filter_map(|pharmacy| Some((metres(origin, pharmacy.point?), pharmacy)))
        .collect();
    open.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)));
    open.into_iter()
        .take(ANSWERS)
        .map(|(_, pharmacy)| pharmacy)
        .collect()
}

/// Great-circle distance in metres between two positions in degrees (haversine).
fn metres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat1, lat2) = (a.0.to_radians(), b.0.to_radians());
    let half_lat = (lat2 - lat1) / 2.0;
    let half_lon = (b.1 - a.1).to_radians() / 2.0;
    let h = half_lat.sin().powi(2) + lat1.cos() * lat2.cos() * half_lon.sin().powi(2);
    2.0 * EARTH_RADIUS_METRES * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn pharmacy(id: &str, latitude: f64) -> Pharmacy {
        let mut pharmacy = Pharmacy::new(id, Some((latitude, -1.5)));
        pharmacy.add_times("Monday", "09:00-17:00", true, "");
        pharmacy
    }

    #[test]
    fn the_nearest_come_first_and_ties_go_by_id() {
        let pharmacies = [
            pharmacy("1", 54.0),
            pharmacy("2", 53.9),
            pharmacy("3", 54.0),
        ];
        let question = Question {
            postcode: "QX4 7PL".into(),
            origin: (53.8, -1.5),
            moment: date(2014, 3, 3).at(11, 0, 0, 0),
        };
        let found: Vec<&str> = nearest_open(&pharmacies, &question, question.origin)
            .iter()
            .map(|p| p.id.as_str())
            .collect();
        let mut tied = [pharmacies[0].id.as_str(), pharmacies[2].id.as_str()];
        tied.sort_unstable();
        assert_eq!(found, [pharmacies[1].id.as_str(), tied[0], tied[1]]);
    }

    #[test]
    fn what_is_shut_or_nowhere_is_not_an_answer() {
        let mut nowhere = pharmacy("1", 54.0);
        nowhere.point = None;
        let question = Question {
            postcode: "QX4 7PL".into(),
            origin: (53.8, -1.5),
            moment: date(2014, 3, 4).at(11, 0, 0, 0),
        };
        assert!(
            nearest_open(&[nowhere, pharmacy("2", 54.0)], &question, question.origin).is_empty()
        );
    }
}
