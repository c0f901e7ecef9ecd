//! What a file seems to be: a known format, or a table for which a column map is proposed.

use crate::{Directory, Error, unpack};
use ingest::{Input, Suggestion};
use std::path::{Path, PathBuf};

/// Looks at the files that together are one document. `scratch` is a folder in which packed files may be unpacked;
/// `as_table` asks for a column map even when the format is known.
///
/// # Errors
/// [`Error`] when a file cannot be read, or is neither a known format nor a table.
pub fn suggest(scratch: &Path, paths: &[PathBuf], as_table: bool) -> Result<Suggestion, Error> {
    let mut inputs = Vec::new();
    for path in paths {
        let opened = unpack::open(scratch, path)?;
        inputs.extend(
            opened
                .into_iter()
                .map(|file| Input::new(file.name, file.content)),
        );
    }
    let suggestion = if as_table {
        ingest::suggest_map(inputs)?
    } else {
        ingest::suggest(inputs)?
    };
    Ok(suggestion)
}

impl Directory {
    /// Looks at the files that together are one document, unpacking them within the data folder.
    ///
    /// # Errors
    /// [`Error`] when a file cannot be read, or is neither a known format nor a table.
    pub fn suggest(&self, paths: &[PathBuf]) -> Result<Suggestion, Error> {
        suggest(&self.folder.scratch(), paths, false)
    }
}
