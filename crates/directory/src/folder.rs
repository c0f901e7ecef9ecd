//! The data folder: what lies where, and who may write.
//!
//! `log.sqlite` is the log, kept for ever. `places/` holds imported postcode files by hash. `snapshot/` is
//! derived and may be deleted. `scratch/` holds unpacked input while it is read. `feeds/` holds what
//! was last fetched of each live feed, so that what has not changed is not fetched again.

use crate::Error;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Paths in one data folder.
#[derive(Clone, Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// Opens the folder, making what is missing.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let folder = Self(path.to_owned());
        for part in [
            path,
            &folder.places(),
            &folder.snapshot(),
            &folder.scratch(),
        ] {
            fs::create_dir_all(part).map_err(|source| Error::file(part, source))?;
        }
        Ok(folder)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn log(&self) -> PathBuf {
        self.0.join("log.sqlite")
    }

    pub fn places(&self) -> PathBuf {
        self.0.join("places")
    }

    pub fn places_file(&self, hash: &str) -> PathBuf {
        self.places().join(format!("{hash}.places"))
    }

    pub fn snapshot(&self) -> PathBuf {
        self.0.join("snapshot")
    }

    pub fn feeds(&self) -> PathBuf {
        self.0.join("feeds")
    }

    /// Where what is fetched of a source lies.
    pub fn feed(&self, key: &str) -> PathBuf {
        self.feeds().join(key)
    }

    pub fn scratch(&self) -> PathBuf {
        self.0.join("scratch")
    }

    /// Takes the one right to write, for as long as the answer is kept.
    pub fn lock(&self) -> Result<WriteLock, Error> {
        let path = self.0.join("lock");
        let file = File::create(&path).map_err(|source| Error::file(&path, source))?;
        match file.try_lock() {
            Ok(()) => Ok(WriteLock { _file: file }),
            Err(fs::TryLockError::WouldBlock) => Err(Error::Busy(self.0.clone())),
            Err(fs::TryLockError::Error(source)) => Err(Error::file(&path, source)),
        }
    }

    /// Writes a file so that it is there whole or not at all: a temporary name, flushed, then renamed.
    pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let temporary = path.with_extension("tmp");
        let write = || -> std::io::Result<()> {
            let mut file = File::create(&temporary)?;
            file.write_all(bytes)?;
            file.sync_data()?;
            fs::rename(&temporary, path)
        };
        write().map_err(|source| Error::file(path, source))
    }

    /// Bytes of every file in the folder.
    pub fn size(&self) -> u64 {
        fn walk(path: &Path) -> u64 {
            let Ok(entries) = fs::read_dir(path) else {
                return 0;
            };
            entries
                .flatten()
                .map(|entry| match entry.metadata() {
                    Ok(meta) if meta.is_dir() => walk(&entry.path()),
                    Ok(meta) => meta.len(),
                    Err(_) => 0,
                })
                .sum()
        }
        walk(&self.0)
    }
}

/// The right to write, given back when dropped.
pub(crate) struct WriteLock {
    _file: File,
}
