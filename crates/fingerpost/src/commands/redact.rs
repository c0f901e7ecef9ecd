//! `fingerpost redact`: erases, for a stated reason.

use super::{Session, read_field, read_id};
use crate::args::Redact;
use crate::out::{Exit, Failure};
use serde_json::{Value as Json, json};

pub fn run(session: &Session, flags: &Redact) -> Result<Exit, Failure> {
    if flags.reason.trim().is_empty() {
        return Err(Failure::WrongUse(
            "a reason is needed: it is all that will be left".to_owned(),
        ));
    }
    let field = flags.field.as_deref().map(read_field).transpose()?;
    let directory = session.existing()?;
    let done = directory
        .redact(
            read_id(&flags.id)?,
            field,
            flags.reason.trim(),
            session.clock.now(),
        )
        .map_err(Failure::doing("redact"))?;
    session.out.result(
        || {
            json!({
                "position": done.position.0,
                "entries": done.entries.iter().map(ToString::to_string).collect::<Json>(),
                "values": done.values,
                "rows": done.rows,
                "scrubbed": done.scrubbed,
            })
        },
        || {
            format!(
                "Erased {} values from {} entries, and {} rows they were read from. Position {}. This cannot be undone.",
                done.values,
                done.entries.len(),
                done.rows,
                done.position
            )
        },
    );
    if !done.scrubbed {
        session.out.say("Another process was reading the log: what was erased leaves its write-ahead file when that process next lets go.");
        return Ok(Exit::Faults);
    }
    Ok(Exit::Fine)
}
