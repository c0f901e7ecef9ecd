//! Documents that somebody has handed in and not accepted yet: kept beside the log, never in it.
//!
//! Always: a draft survives a restart; accepting or discarding it ends it, and doing so twice does nothing the second time.

use crate::import::{ImportRequest, Progress};
use crate::preview::{Preview, PreviewRequest};
use crate::{Directory, Error, RunReport};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value as Json, json};
use std::fs::{self, File};
use std::path::PathBuf;
use store::NewSource;

/// Drafts older than this are swept away.
const KEPT: jiff::SignedDuration = jiff::SignedDuration::from_hours(7 * 24);

/// A document that waits to be accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Its id: 16 hex digits.
    pub id: String,
    /// The file's name, as it was handed in.
    pub file: String,
    /// Whose it is.
    pub source: NewSource,
    /// Its date, where that was given.
    pub dated: Option<Date>,
}

impl Directory {
    /// Begins a draft: a file to write the document into, under the name it was handed in with.
    ///
    /// # Errors
    /// [`Error::File`] when the folder cannot be written.
    pub fn begin_draft(&self, id: &str, file: &str, now: Timestamp) -> Result<File, Error> {
        self.sweep_drafts(now);
        let folder = self.draft_folder(id);
        fs::create_dir_all(&folder).map_err(|source| Error::file(&folder, source))?;
        let path = folder.join(safe_name(file));
        File::create(&path).map_err(|source| Error::file(&path, source))
    }

    /// Keeps what is known of a draft.
    ///
    /// # Errors
    /// [`Error::File`] when the folder cannot be written.
    pub fn keep_draft(&self, draft: &Draft) -> Result<(), Error> {
        let source = &draft.source;
        let says = json!({
            "file": draft.file,
            "key": source.key.as_str(),
            "name": source.name,
            "role": source.role.as_str(),
            "licence": source.licence,
            "map": source.map,
            "hold_withdrawn": source.hold_withdrawn_percent,
            "hold_moved": source.hold_moved_percent,
            "dated": draft.dated.map(|date| date.to_string()),
        });
        let path = self.draft_folder(&draft.id).join("draft.json");
        fs::write(&path, says.to_string()).map_err(|source| Error::file(&path, source))
    }

    /// The draft with this id; none when it was accepted, discarded or swept away.
    pub fn draft(&self, id: &str) -> Option<Draft> {
        if !is_id(id) {
            return None;
        }
        let text = fs::read_to_string(self.draft_folder(id).join("draft.json")).ok()?;
        let says: Json = serde_json::from_str(&text).ok()?;
        let word = |name: &str| says.get(name).and_then(Json::as_str);
        let percent = |name: &str| {
            says.get(name)
                .and_then(Json::as_u64)
                .and_then(|n| u8::try_from(n).ok())
        };
        Some(Draft {
            id: id.to_owned(),
            file: word("file")?.to_owned(),
            source: NewSource {
                key: word("key")?.parse().ok()?,
                name: word("name")?.to_owned(),
                role: word("role")?.parse().ok()?,
                licence: word("licence")?.to_owned(),
                map: word("map").map(str::to_owned),
                hold_withdrawn_percent: percent("hold_withdrawn")?,
                hold_moved_percent: percent("hold_moved")?,
            },
            dated: word("dated").and_then(|date| date.parse().ok()),
        })
    }

    /// What the draft would add.
    ///
    /// # Errors
    /// As [`Directory::preview`].
    pub fn preview_draft(&self, draft: &Draft, today: Date) -> Result<Preview, Error> {
        let request = PreviewRequest {
            paths: vec![self.draft_file(draft)],
            source: draft.source.clone(),
            dated: draft.dated,
        };
        self.preview(&request, today)
    }

    /// Reads the draft into the record, declaring its source, and ends it.
    ///
    /// # Errors
    /// As [`Directory::import`]; the draft then stays.
    pub fn accept_draft(
        &self,
        draft: &Draft,
        now: Timestamp,
        today: Date,
    ) -> Result<RunReport, Error> {
        let known = self
            .snapshot()
            .sources()
            .iter()
            .any(|source| source.key == draft.source.key);
        if !known || draft.source.map.is_some() {
            self.add_source(draft.source.clone(), now)?;
        }
        let request = ImportRequest {
            source: draft.source.key.to_string(),
            paths: vec![self.draft_file(draft)],
            dated: draft.dated,
            ..ImportRequest::default()
        };
        let report = self.import(&request, now, today, &mut |_: Progress| {})?;
        self.discard_draft(&draft.id);
        Ok(report)
    }

    /// Ends the draft: its file is gone.
    pub fn discard_draft(&self, id: &str) {
        if is_id(id) {
            let _ = fs::remove_dir_all(self.draft_folder(id));
        }
    }

    fn draft_file(&self, draft: &Draft) -> PathBuf {
        self.draft_folder(&draft.id).join(safe_name(&draft.file))
    }

    fn draft_folder(&self, id: &str) -> PathBuf {
        self.folder.path().join("drafts").join(id)
    }

    fn sweep_drafts(&self, now: Timestamp) {
        let Ok(entries) = fs::read_dir(self.folder.path().join("drafts")) else {
            return;
        };
        for entry in entries.flatten() {
            let changed = entry
                .metadata()
                .and_then(|meta| meta.modified())
                .ok()
                .and_then(|at| Timestamp::try_from(at).ok());
            if changed.is_some_and(|at| now.duration_since(at) > KEPT) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// True for the ids that drafts have, so that no other folder can be named.
fn is_id(id: &str) -> bool {
    id.len() == 16 && id.bytes().all(|b| b.is_ascii_hexdigit())
}

/// A file's name without folders and without anything that a file system reads: the ending stays, readers look at it.
fn safe_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = base
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') {
                c
            } else {
                '_'
            }
        })
        .take(120)
        .collect();
    match kept.trim_start_matches('.').trim() {
        "" | "draft.json" => "document".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_handed_in_cannot_name_another_place() {
        for (name, want) in [
            ("services.csv", "services.csv"),
            ("../../etc/passwd", "passwd"),
            ("C:\\fakepath\\list 1.xlsx", "list 1.xlsx"),
            ("..", "document"),
            ("draft.json", "document"),
            ("a<b>.csv", "a_b_.csv"),
        ] {
            assert_eq!(safe_name(name), want, "{name}");
        }
        assert!(is_id("0123456789abcdef") && !is_id("../../../../../x") && !is_id("0123"));
    }
}
