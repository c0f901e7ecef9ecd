//! Which files make up the snapshot, and the log position it was made at.

use crate::Error;
use crate::folder::Folder;
use model::Position;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The form of the snapshot's files, and of how entries are joined. A snapshot of another form is rebuilt.
const FORM: u32 = 2;

/// One pair of files: records, and the search index of its services.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Part {
    /// Number in the files' names.
    pub no: u32,
    /// Ids in the records file.
    pub ids: usize,
    /// Documents of the index that a newer part replaced, sorted.
    pub dead: Vec<u32>,
}

/// The list of parts, oldest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub form: u32,
    /// Number of the manifest itself: it grows with each publication.
    pub edition: u64,
    /// The log position that is published.
    pub position: u64,
    /// The places import that was looked up in.
    pub places: Option<String>,
    /// Which rules decided (a hash of their text).
    pub rules: String,
    /// Parts, oldest first: a newer part's id stands for the older one's.
    pub parts: Vec<Part>,
    /// Number of the next part.
    pub next: u32,
}

impl Manifest {
    /// Nothing published yet.
    pub fn empty(rules: String, places: Option<String>) -> Self {
        Self {
            form: FORM,
            edition: 0,
            position: 0,
            places,
            rules,
            parts: Vec::new(),
            next: 1,
        }
    }

    pub fn position(&self) -> Position {
        Position(self.position)
    }

    fn path(folder: &Folder) -> PathBuf {
        folder.snapshot().join("current.json")
    }

    /// The manifest in the folder; none when there is none of this form.
    pub fn read(folder: &Folder) -> Result<Option<Self>, Error> {
        let path = Self::path(folder);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes)
                .ok()
                .filter(|m: &Self| m.form == FORM)),
            Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::file(&path, source)),
        }
    }

    /// Makes this manifest the current one.
    pub fn write(&self, folder: &Folder) -> Result<(), Error> {
        let bytes =
            serde_json::to_vec(self).map_err(|e| Error::file(&Self::path(folder), e.into()))?;
        Folder::write_whole(&Self::path(folder), &bytes)
    }

    pub fn records_path(folder: &Folder, no: u32) -> PathBuf {
        folder.snapshot().join(format!("{no:06}.records"))
    }

    pub fn index_path(folder: &Folder, no: u32) -> PathBuf {
        folder.snapshot().join(format!("{no:06}.index"))
    }

    /// Removes files that no manifest names any more.
    pub fn sweep(&self, folder: &Folder) {
        let Ok(entries) = std::fs::read_dir(folder.snapshot()) else {
            return;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let number = path
                .file_stem()
                .and_then(|s| s.to_str())
                .and_then(|s| s.parse::<u32>().ok());
            if number.is_some_and(|no| !self.parts.iter().any(|part| part.no == no)) {
                // A reader that still has it open keeps what it has mapped; the name can go.
                let _ = std::fs::remove_file(path);
            }
        }
    }
}
