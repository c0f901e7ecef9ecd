//! `fingerpost status`, `verify` and `rebuild`.

use super::Session;
use crate::out::{Exit, Failure};
use crate::words::count;
use serde_json::json;

pub fn status(session: &Session) -> Result<Exit, Failure> {
    let directory = session.existing()?;
    let status = directory
        .status()
        .map_err(Failure::doing("read the status"))?;
    let broken = directory.broken_rules();
    session.out.result(
        || {
            json!({
                "position": status.log_position.0,
                "published_position": status.published_position.0,
                "root": status.root,
                "state_hash": status.state_hash,
                "ids": status.ids,
                "services": status.services,
                "sources": status.sources,
                "held": status.held,
                "rules_problem": broken.as_ref().map(ToString::to_string),
                "postcodes": status.postcodes,
                "bytes": status.bytes,
            })
        },
        || {
            let held = match status.held.as_slice() {
                [] => "no run is held".to_owned(),
                held => format!("held: run {}", held.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")),
            };
            format!(
                "Position {} (published: {})\nState hash {}\nLog root {}\n{} services can be found, {} ids lead somewhere\n{} sources, {held}\n{} postcodes can be looked up\n{} MB on disk",
                status.log_position,
                status.published_position,
                status.state_hash,
                status.root,
                count(status.services as u64),
                count(status.ids as u64),
                status.sources,
                count(status.postcodes as u64),
                status.bytes >> 20,
            )
        },
    );
    Ok(match broken {
        Some(broken) => {
            session.out.warn(&broken.to_string());
            Exit::Faults
        }
        None => Exit::Fine,
    })
}

pub fn verify(session: &Session) -> Result<Exit, Failure> {
    let directory = session.existing()?;
    let mut bar = session.out.bar("Verifying");
    let items = directory.status().map_or(1, |s| s.log_position.0.max(1));
    let verified = directory
        .verify(&mut |done| bar.at("Verifying", done as f64 / items as f64))
        .map_err(Failure::doing("verify"))?;
    drop(bar);
    session.out.result(
        || {
            json!({
                "items": verified.items,
                "erased": verified.erased,
                "root": verified.root,
                "state_hash": verified.state_hash,
                "faults": verified.faults,
            })
        },
        || {
            let verdict = if verified.faults.is_empty() {
                "All holds.".to_owned()
            } else {
                verified.faults.join("\n")
            };
            format!(
                "{} items, {} values erased\nLog root {}\nState hash {}\n{verdict}",
                count(verified.items),
                count(verified.erased),
                verified.root,
                verified.state_hash
            )
        },
    );
    Ok(if verified.faults.is_empty() {
        Exit::Fine
    } else {
        Exit::Faults
    })
}

pub fn rebuild(session: &Session) -> Result<Exit, Failure> {
    let directory = session.existing()?;
    let mut bar = session.out.bar("Rebuilding");
    directory
        .rebuild(&mut |share| bar.at("Rebuilding", share))
        .map_err(Failure::doing("rebuild"))?;
    drop(bar);
    status(session)
}
