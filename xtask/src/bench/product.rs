//! The program and one data folder of its own.

use crate::process::{Measured, Served, measured};
use serde_json::Value as Json;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A data folder that goes when this is dropped.
pub struct Product {
    binary: PathBuf,
    folder: tempfile::TempDir,
}

/// What one command cost and said.
pub struct Ran {
    /// Processor time in seconds.
    pub seconds: f64,
    /// Peak memory in megabytes (10^6 bytes).
    pub megabytes: f64,
    /// Time on the wall in seconds.
    pub wall: f64,
    /// The object it printed; null when it printed none.
    pub json: Json,
}

impl Product {
    /// A new data folder for the program at `binary`.
    pub fn new(binary: &Path) -> Result<Self, String> {
        let folder =
            tempfile::tempdir().map_err(|e| format!("could not make a temporary folder: {e}"))?;
        Ok(Self {
            binary: binary.to_owned(),
            folder,
        })
    }

    /// A path beside the data folder, for files made for it.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command with `--json`. Exit code 1, faults in the data, is fine.
    pub fn run(&self, words: &[&str]) -> Result<Ran, String> {
        let Measured {
            processor,
            wall,
            peak_bytes,
            stdout,
            stderr,
            code,
        } = measured(&self.binary, &self.words(words))?;
        if !(0..=1).contains(&code) {
            return Err(format!(
                "`fingerpost {}` exited {code}: {}",
                words.join(" "),
                stderr.trim()
            ));
        }
        Ok(Ran {
            seconds: processor.as_secs_f64(),
            megabytes: peak_bytes as f64 / 1e6,
            wall: wall.as_secs_f64(),
            json: serde_json::from_str(&stdout).unwrap_or(Json::Null),
        })
    }

    /// Serves the data folder on a free port.
    pub fn serve(&self) -> Result<Served, String> {
        Served::start(
            &self.binary,
            &self.words(&["serve", "--port", "0"]),
            Duration::from_mins(1),
        )
    }

    /// Bytes of everything in the data folder.
    pub fn bytes(&self) -> u64 {
        fn walk(folder: &Path) -> u64 {
            std::fs::read_dir(folder)
                .into_iter()
                .flatten()
                .flatten()
                .map(|item| match item.metadata() {
                    Ok(meta) if meta.is_dir() => walk(&item.path()),
                    Ok(meta) => meta.len(),
                    Err(_) => 0,
                })
                .sum()
        }
        walk(&self.beside("data"))
    }

    fn words(&self, words: &[&str]) -> Vec<String> {
        let data = self.beside("data").display().to_string();
        let global = ["--data", &data, "--today", "2026-11-24", "--json"];
        global
            .iter()
            .chain(words)
            .map(|word| (*word).to_owned())
            .collect()
    }
}
