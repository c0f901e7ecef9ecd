//! `fingerpost places`: import postcode files, look a place up.

use super::Session;
use crate::args::Places;
use crate::out::{Exit, Failure};
use crate::words::count;
use directory::{Place, PlaceAnswer};
use serde_json::{Value as Json, json};
use std::path::PathBuf;

pub fn run(session: &Session, command: &Places) -> Result<Exit, Failure> {
    match command {
        Places::Import { paths } => import(session, paths),
        Places::Find { place } => find(session, place),
    }
}

fn import(session: &Session, paths: &[PathBuf]) -> Result<Exit, Failure> {
    let directory = session.directory()?;
    let started = std::time::Instant::now();
    let mut bar = session.out.bar("Reading places");
    let report = directory
        .import_places(paths, session.clock.now(), &mut |share| {
            bar.at("Publishing", share);
        })
        .map_err(Failure::doing("import places"))?;
    drop(bar);
    let seconds = started.elapsed().as_secs_f64();
    session.out.result(
        || {
            json!({
                "places": report.hash,
                "postcodes": report.postcodes,
                "unchanged": report.unchanged,
                "bytes": report.bytes,
                "files": report.files.iter().map(|(name, r)| json!({"file": name, "kind": r.kind.to_string(), "rows": r.rows, "used": r.used, "refused": r.refused})).collect::<Json>(),
                "seconds": seconds,
            })
        },
        || {
            let files: Vec<String> = report
                .files
                .iter()
                .map(|(name, r)| format!("{name} ({}): {} rows, {} used, {} refused", r.kind, count(r.rows), count(r.used), count(r.refused)))
                .collect();
            let change = if report.unchanged { "Nothing changed." } else { "Now in use." };
            format!("{}\n{} postcodes can be looked up. {change} {seconds:.1} s", files.join("\n"), count(report.postcodes as u64))
        },
    );
    Ok(Exit::Fine)
}

fn find(session: &Session, typed: &str) -> Result<Exit, Failure> {
    let snapshot = session.existing()?.snapshot();
    let (state, places) = match snapshot.place(typed) {
        PlaceAnswer::One(place) => ("one", vec![place]),
        PlaceAnswer::Several(places) => ("several", places),
        PlaceAnswer::Unknown(closest) => ("unknown", closest),
        PlaceAnswer::UnknownPostcode(_) | PlaceAnswer::Anywhere => ("unknown", Vec::new()),
        PlaceAnswer::NoPlaces => {
            return Err(Failure::WrongUse(
                "no places file was imported yet; see `fingerpost places import`".to_owned(),
            ));
        }
    };
    session.out.result(
        || json!({"found": state, "places": places.iter().map(place_json).collect::<Json>()}),
        || match state {
            "unknown" if places.is_empty() => format!("We do not know “{typed}”."),
            "unknown" => format!(
                "We do not know “{typed}”. Did you mean: {}?",
                labels(&places)
            ),
            _ => places.iter().map(line).collect::<Vec<_>>().join("\n"),
        },
    );
    Ok(if state == "unknown" {
        Exit::Faults
    } else {
        Exit::Fine
    })
}

fn labels(places: &[Place]) -> String {
    places
        .iter()
        .map(|p| p.label.as_str())
        .collect::<Vec<_>>()
        .join("; ")
}

fn line(place: &Place) -> String {
    let nearby = place
        .nearby
        .as_deref()
        .map_or(String::new(), |n| format!(" – {n}"));
    format!(
        "{}{nearby}: {:.6}, {:.6}",
        place.label,
        place.point.latitude(),
        place.point.longitude()
    )
}

fn place_json(place: &Place) -> Json {
    json!({
        "label": place.label,
        "nearby": place.nearby,
        "latitude": place.point.latitude(),
        "longitude": place.point.longitude(),
        "area": place.area,
    })
}
