//! `fingerpost history`: everything that was ever said of a record.

use super::{Session, read_id};
use crate::args::History;
use crate::out::{Exit, Failure};
use crate::words::value;
use directory::{Change, Snapshot, What};
use model::Visibility;
use serde_json::{Value as Json, json};

pub fn run(session: &Session, flags: &History) -> Result<Exit, Failure> {
    let directory = session.existing()?;
    let for_whom = if flags.staff {
        Visibility::Staff
    } else {
        Visibility::Public
    };
    let changes = directory
        .history(read_id(&flags.id)?, for_whom)
        .map_err(Failure::doing("read the history"))?;
    let snapshot = directory.snapshot();
    session.out.result(
        || changes.iter().map(|c| to_json(&snapshot, c)).collect(),
        || {
            changes
                .iter()
                .map(|c| words(&snapshot, c))
                .collect::<Vec<_>>()
                .join("\n")
        },
    );
    Ok(Exit::Fine)
}

fn words(snapshot: &Snapshot, change: &Change) -> String {
    let source = snapshot
        .source(change.source)
        .map(|s| s.key.to_string())
        .unwrap_or_default();
    let what = match &change.what {
        What::Said {
            field,
            value: Some(said),
            shown,
        } => {
            format!(
                "{}: {}{}",
                field.as_str(),
                value(said),
                if *shown { " (shown)" } else { "" }
            )
        }
        What::Said {
            field, value: None, ..
        } => format!("{}: none", field.as_str()),
        What::Withdrawn => "no longer listed".to_owned(),
        What::Erased { field } => format!("{}: erased", field.as_str()),
    };
    format!(
        "{} {} {source} said {}: {what}",
        change.position, change.entry, change.said
    )
}

fn to_json(snapshot: &Snapshot, change: &Change) -> Json {
    let (kind, field, value, shown) = match &change.what {
        What::Said {
            field,
            value,
            shown,
        } => (
            "said",
            Some(field.as_str()),
            value.as_ref().map(model::Value::to_json),
            Some(*shown),
        ),
        What::Withdrawn => ("withdrawn", None, None, None),
        What::Erased { field } => ("erased", Some(field.as_str()), None, None),
    };
    json!({
        "position": change.position.0,
        "source": snapshot.source(change.source).map(|s| s.key.to_string()),
        "entry": change.entry.to_string(),
        "said": change.said.to_string(),
        "read_at": change.read_at.to_string(),
        "what": kind,
        "field": field,
        "value": value,
        "shown": shown,
    })
}
