//! Importing postcode and area files, and opening what was imported.

use crate::folder::Folder;
use crate::snapshot::hex;
use crate::{Directory, Error, unpack};
use gazetteer::{Builder, Gazetteer, Report};
use jiff::Timestamp;
use mapped::Mapped;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::io::BufReader;
use std::path::PathBuf;
use std::sync::Arc;
use store::{Log as _, Note, SqliteLog};

/// What an import of places came to.
#[derive(Clone, Debug)]
pub struct PlacesReport {
    /// Each file's name and what it held.
    pub files: Vec<(String, Report)>,
    /// The hash that names the import.
    pub hash: String,
    /// How many postcodes can be looked up.
    pub postcodes: usize,
    /// True when exactly this was already in use, so that nothing changed.
    pub unchanged: bool,
    /// Size of the compact file in bytes.
    pub bytes: usize,
}

impl Directory {
    /// Reads places files (plain, gzip or zip; together they are one import) and takes them into use.
    ///
    /// # Errors
    /// [`Error`] when a file cannot be read or none of them is a places file.
    pub fn import_places(
        &self,
        paths: &[PathBuf],
        now: Timestamp,
        progress: &mut dyn FnMut(f64),
    ) -> Result<PlacesReport, Error> {
        let _lock = self.folder.lock()?;
        let inputs = inputs_hash(paths)?;
        if let Some(report) = self.same_places(&inputs)? {
            return Ok(report);
        }
        let mut builder = Builder::new();
        let mut files = Vec::new();
        for path in paths {
            for opened in unpack::open(&self.folder.scratch(), path)? {
                let report = builder.read(
                    &opened.name,
                    BufReader::with_capacity(256 << 10, opened.content),
                )?;
                files.push((opened.name, report));
            }
        }
        let bytes = builder.finish();
        let hash = hex(&Sha256::digest(&bytes));
        let mut log = self.log();
        let unchanged = current(&log)?.as_deref() == Some(hash.as_str());
        let size = bytes.len();
        let path = self.folder.places_file(&hash);
        if !path.exists() {
            Folder::write_whole(&path, &bytes)?;
        }
        drop(bytes);
        let postcodes = open(&self.folder, Some(&hash))?.map_or(0, |g| g.len());
        if !unchanged {
            let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
            let says = [
                ("hash".to_owned(), json!(hash)),
                ("files".to_owned(), json!(names)),
                ("inputs".to_owned(), json!(inputs)),
            ]
            .into();
            log.append_note(Note {
                kind: "places".to_owned(),
                at: now,
                says,
            })?;
        }
        drop(log);
        if !unchanged {
            self.rebuild_locked(progress)?;
        }
        Ok(PlacesReport {
            files,
            hash,
            postcodes,
            unchanged,
            bytes: size,
        })
    }
}

impl Directory {
    /// The import in use, when it was made of just these files.
    fn same_places(&self, inputs: &str) -> Result<Option<PlacesReport>, Error> {
        let log = self.log();
        let newest = log.notes("places")?.pop();
        let same = newest.is_some_and(|noted| {
            noted.note.says.get("inputs").and_then(|i| i.as_str()) == Some(inputs)
        });
        let Some(hash) = current(&log)?.filter(|_| same) else {
            return Ok(None);
        };
        let path = self.folder.places_file(&hash);
        let Ok(meta) = path.metadata() else {
            return Ok(None);
        };
        Ok(Some(PlacesReport {
            files: Vec::new(),
            postcodes: open(&self.folder, Some(&hash))?.map_or(0, |g| g.len()),
            hash,
            unchanged: true,
            bytes: meta.len() as usize,
        }))
    }
}

/// One hash for the files as they lie, packed or not, in the order given.
fn inputs_hash(paths: &[PathBuf]) -> Result<String, Error> {
    let mut digest = Sha256::new();
    for path in paths {
        let mut read = || -> std::io::Result<()> {
            let mut file = std::fs::File::open(path)?;
            digest.update(file.metadata()?.len().to_le_bytes());
            let mut buffer = vec![0; 256 << 10];
            loop {
                match std::io::Read::read(&mut file, &mut buffer)? {
                    0 => return Ok(()),
                    got => digest.update(&buffer[..got]),
                }
            }
        };
        read().map_err(|source| Error::file(path, source))?;
    }
    Ok(hex(&digest.finalize()))
}

/// The places import in use: the newest of the log.
pub(crate) fn current(log: &SqliteLog) -> Result<Option<String>, Error> {
    let newest = log.notes("places")?.pop();
    Ok(newest.and_then(|noted| noted.note.says.get("hash")?.as_str().map(str::to_owned)))
}

/// Opens an import by its hash.
pub(crate) fn open(folder: &Folder, hash: Option<&str>) -> Result<Option<Gazetteer>, Error> {
    let Some(hash) = hash else { return Ok(None) };
    let path = folder.places_file(hash);
    let mapped = Mapped::open(&path).map_err(|source| Error::file(&path, source))?;
    let gazetteer = Gazetteer::open(Arc::new(mapped)).map_err(|e| Error::Snapshot {
        folder: folder.places(),
        problem: e.to_string(),
    })?;
    Ok(Some(gazetteer))
}
