//! The files of a feed's folder, and the steps that its journals hold.

use super::faults::KeptFault;
use crate::Validators;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::Path;

pub(super) const JOURNAL: &str = "now.journal";
pub(super) const BODIES: &str = "services.jsonl";
pub(super) const IDS: &str = "now.ids";
pub(super) const LAST_JOURNAL: &str = "last.journal";
pub(super) const LAST_BODIES: &str = "last-services.jsonl";
pub(super) const WHOLE_IDS: &str = "whole.ids";

/// One step.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Step {
    Begun {
        at: String,
        base: String,
    },
    Version(String),
    Page {
        number: u32,
        ids: Vec<String>,
        items: u64,
        total: Option<u64>,
        says_where: bool,
    },
    RestartList,
    Listed {
        faults: Vec<KeptFault>,
    },
    Kept {
        id: String,
        #[serde(flatten)]
        kept: Kept,
    },
}

/// Where the body of a service lies.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    pub at: u64,
    pub bytes: u64,
    /// True when it is what it was at the last reading.
    pub same: bool,
    /// What to ask with next time.
    pub validators: Validators,
}

/// Makes the reading in `folder` the last one.
pub(super) fn settle(folder: &Path, complete: bool) -> io::Result<()> {
    // Without its journal a file of bodies means nothing: so no crash leaves two that do not belong together.
    remove(&folder.join(LAST_JOURNAL))?;
    fs::rename(folder.join(BODIES), folder.join(LAST_BODIES))?;
    fs::rename(folder.join(JOURNAL), folder.join(LAST_JOURNAL))?;
    if complete && folder.join(IDS).exists() {
        fs::rename(folder.join(IDS), folder.join(WHOLE_IDS))?;
    }
    Ok(())
}

/// Removes a file that may not be there.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// Adds a step to a journal.
pub(super) fn write_step(file: &mut File, step: &Step) -> io::Result<()> {
    let mut line = serde_json::to_vec(step)?;
    line.push(b'\n');
    file.write_all(&line)
}

/// The steps of a journal, and how many bytes of it are whole; none when there is no journal.
pub(super) fn read_steps(path: &Path) -> io::Result<(Vec<Step>, u64)> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok((Vec::new(), 0)),
        Err(e) => return Err(e),
    };
    let (mut reader, mut steps, mut whole) = (BufReader::new(file), Vec::new(), 0);
    let mut line = Vec::new();
    loop {
        line.clear();
        let got = reader.read_until(b'\n', &mut line)?;
        match serde_json::from_slice(&line) {
            Ok(step) if line.last() == Some(&b'\n') => steps.push(step),
            _ => return Ok((steps, whole)),
        }
        whole += got as u64;
    }
}

/// Where the bodies lie that a journal speaks of.
pub(super) fn bodies_of(steps: Vec<Step>) -> FxHashMap<String, Kept> {
    steps
        .into_iter()
        .filter_map(|step| match step {
            Step::Kept { id, kept } => Some((id, kept)),
            _ => None,
        })
        .collect()
}

/// Forgets every body in `folder`, overwritten where it lies: for when something in them must not be kept.
///
/// # Errors
/// When a file cannot be overwritten or removed.
pub fn forget(folder: &Path) -> io::Result<()> {
    for name in [BODIES, LAST_BODIES] {
        let path = folder.join(name);
        let mut file = match File::options().write(true).open(&path) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
            Err(e) => return Err(e),
        };
        let (zeros, mut left) = (vec![0; 64 << 10], file.metadata()?.len());
        while left > 0 {
            let now = zeros.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            file.write_all(&zeros[..now])?;
            left -= now as u64;
        }
        file.sync_data()?;
        fs::remove_file(&path)?;
    }
    [JOURNAL, LAST_JOURNAL]
        .iter()
        .try_for_each(|name| remove(&folder.join(name)))
}
