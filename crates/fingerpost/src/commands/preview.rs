//! `fingerpost source preview`: what a document would come to. Writes nothing.

use super::Session;
use crate::args::SourcePreview;
use crate::out::{Exit, Failure};
use crate::words::{count, entry_counts, row_counts};
use directory::{
    Directory, NewSource, Preview, PreviewRequest, Previewed, counts_json, findings_json_value,
    tally_json,
};
use model::{Field, Record, Role, Value};
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};

/// Stands for the key of a source that is not declared yet.
const UNNAMED: &str = "a-new-source";

pub fn run(session: &Session, flags: &SourcePreview) -> Result<Exit, Failure> {
    let data = &session.args.global.data;
    if data.join("log.sqlite").exists() {
        return show(session, flags, &session.existing()?);
    }
    // Nothing has been imported yet: it is compared with an empty record, which goes again.
    let empty = Empty::new();
    let directory =
        Directory::open(&empty.0, crate::clock::entropy()).map_err(Failure::doing("look at it"))?;
    show(session, flags, &directory)
}

/// A data folder with nothing in it.
struct Empty(PathBuf);

impl Empty {
    fn new() -> Self {
        let name = format!("fingerpost-preview-{}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Empty {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn show(session: &Session, flags: &SourcePreview, directory: &Directory) -> Result<Exit, Failure> {
    let mut source = declared(directory, flags.source.as_deref())?;
    if let Some(path) = &flags.map {
        source.map = Some(read(path)?);
    } else if source.map.is_none() {
        let found = directory
            .suggest(&flags.paths)
            .map_err(Failure::doing("look at the file"))?;
        if found.recognised.is_none() {
            session.out.say(
                "No column map was given: read with the one that `fingerpost source suggest` proposes.",
            );
            source.map = Some(found.map);
        }
    }
    let request = PreviewRequest {
        source,
        paths: flags.paths.clone(),
        dated: flags.dated,
        partial: flags.partial,
    };
    let mut bar = session.out.bar("Reading");
    let preview = directory
        .preview(&request, session.clock.today(), &mut |progress| {
            bar.at("Reading", progress.bytes as f64 / progress.of.max(1) as f64);
        })
        .map_err(Failure::doing("look at it"))?;
    drop(bar);
    session.out.findings(&preview.found);
    session.out.result(|| as_json(&preview), || words(&preview));
    Ok(if preview.held.is_some() {
        Exit::Faults
    } else {
        Exit::Fine
    })
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|problem| Failure::Io {
        doing: format!("read the map {}", path.display()),
        problem,
    })
}

/// The source with this key as it is declared; without one, a new one.
fn declared(directory: &Directory, key: Option<&str>) -> Result<NewSource, Failure> {
    let snapshot = directory.snapshot();
    let Some(key) = key else {
        return Ok(NewSource {
            key: UNNAMED.parse().map_err(Failure::WrongUse)?,
            name: "A new source".to_owned(),
            role: Role::Council,
            licence: String::new(),
            map: None,
            hold_withdrawn_percent: 10,
            hold_moved_percent: 5,
        });
    };
    let known = snapshot.sources().iter().find(|s| s.key.as_str() == key);
    let known = known
        .ok_or_else(|| Failure::doing("look at it")(directory::Error::NoSource(key.to_owned())))?;
    Ok(NewSource {
        key: known.key.clone(),
        name: known.name.clone(),
        role: known.role,
        licence: known.licence.clone(),
        map: known.map.clone(),
        hold_withdrawn_percent: known.hold_withdrawn_percent,
        hold_moved_percent: known.hold_moved_percent,
    })
}

fn words(preview: &Preview) -> String {
    let (rows, entries) = (&preview.tally, &preview.counts);
    let mut text = format!(
        "Read as {}, dated {}: {}\n\
         It would add: {}\n",
        preview.table,
        preview.said,
        row_counts(rows),
        entry_counts(entries),
    );
    if let Some(held) = &preview.held {
        text.push_str(&format!("It would be held: {held}\n"));
    }
    if !preview.complete {
        text.push_str("Not complete: nothing would be withdrawn that is absent from it\n");
    }
    if !preview.newest {
        text.push_str("Older than what is published: it would add to the history\n");
    }
    text.push_str(&format!(
        "{} services, {} organizations, {} locations",
        count(preview.services),
        count(preview.organizations),
        count(preview.locations)
    ));
    for (at, shown) in preview.shown.iter().enumerate() {
        text.push_str(&format!("\n{:>3}. {}", at + 1, line(shown)));
    }
    text.push_str("\nNothing was written.");
    text
}

/// `Lunch club, Tealford Friends, 1 Mill Lane, QX4 7PL, 01632 960401`.
fn line(shown: &Previewed) -> String {
    let records = [
        Some(&shown.record),
        shown.location.as_ref(),
        shown.organization.as_ref(),
    ];
    let first = |field: Field| {
        records
            .iter()
            .flatten()
            .find_map(|record| public(record, field))
    };
    let organization = shown.organization.as_ref();
    let parts = [
        public(&shown.record, Field::Name),
        organization.and_then(|record| public(record, Field::Name)),
        first(Field::Address),
        first(Field::Phone),
    ];
    let mut said: Vec<String> = parts.into_iter().flatten().collect();
    said.dedup();
    if !shown.findable && shown.record.entry_type == model::EntryType::Service {
        said.push("closed, so nobody would find it".to_owned());
    }
    said.join(", ")
}

fn public(record: &Record, field: Field) -> Option<String> {
    let shown = record.fields.get(&field)?;
    (shown.visibility == model::Visibility::Public).then(|| crate::words::value(&shown.value))
}

fn as_json(preview: &Preview) -> Json {
    let value = |record: &Record, field| match record.value(field) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    json!({
        "table": preview.table,
        "files": preview.files,
        "said": preview.said.to_string(),
        "complete": preview.complete,
        "newest": preview.newest,
        "rows": tally_json(&preview.tally),
        "entries": counts_json(&preview.counts),
        "held_because": preview.held,
        "services": preview.services,
        "organizations": preview.organizations,
        "locations": preview.locations,
        "findings": findings_json_value(&preview.found),
        "shown": preview.shown.iter().map(|shown| json!({
            "id": shown.record.id.to_string(),
            "type": shown.record.entry_type.as_str(),
            "name": value(&shown.record, Field::Name),
            "line": line(shown),
            "findable": shown.findable,
        })).collect::<Json>(),
    })
}
