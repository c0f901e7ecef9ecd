//! Every file of a folder of others' directories is read, or named with the reason why it is no directory.
//!
//! The product is asked from outside, as whoever brings a file to it would: `source preview` with files that together
//! are one document, `source suggest` for what should be none. See [`crate::real`] for the two lists.

use crate::real::{self, Document, Map};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Walks `data`, prints what came of each file, and gives how many there are.
///
/// # Errors
/// A sentence with what is wrong, when a file is neither read nor named, or its rows do not add up.
pub fn run(root: &Path, binary: &Path, data: &Path) -> Result<usize, String> {
    let scratch =
        tempfile::tempdir().map_err(|e| format!("could not make a temporary folder: {e}"))?;
    let walk = Walk {
        root,
        binary,
        data,
        scratch: scratch.path(),
    };
    let mut faults = Vec::new();
    let mut left: BTreeSet<String> = BTreeSet::new();
    files(data, data, &mut left)?;
    let all = left.len();
    for source in &real::SOURCES {
        for document in source.documents {
            for file in document.files {
                if !left.remove(*file) {
                    faults.push(format!("{file} is not there"));
                }
            }
            match walk.read(document) {
                Ok(words) => println!("read: {words}"),
                Err(why) => faults.push(why),
            }
        }
    }
    let read = all - left.len();
    for file in &left {
        let reason = real::NO_DIRECTORIES
            .iter()
            .find(|(name, _)| file.starts_with(name) || file.ends_with(name));
        match reason {
            Some((_, reason)) => match walk.refuses(file) {
                Ok(said) => println!("no directory: {file}: {reason}. {said}"),
                Err(why) => faults.push(why),
            },
            None => faults.push(format!(
                "{file} is neither read nor named: put it in a list of xtask/src/real.rs, and say why in docs/formats.md"
            )),
        }
    }
    println!(
        "{all} files: {read} read, {} named with a reason",
        left.len()
    );
    if faults.is_empty() {
        Ok(all)
    } else {
        Err(faults.join("\n   "))
    }
}

/// Names of all files under `folder`, seen from `top`.
fn files(top: &Path, folder: &Path, into: &mut BTreeSet<String>) -> Result<(), String> {
    let sentence = |e: std::io::Error| format!("{}: {e}", folder.display());
    for item in std::fs::read_dir(folder).map_err(sentence)? {
        let path = item.map_err(sentence)?.path();
        if path.is_dir() {
            files(top, &path, into)?;
        } else if let Ok(name) = path.strip_prefix(top) {
            into.insert(name.to_string_lossy().into_owned());
        }
    }
    Ok(())
}

struct Walk<'a> {
    root: &'a Path,
    binary: &'a Path,
    data: &'a Path,
    scratch: &'a Path,
}

impl Walk<'_> {
    /// What the product makes of a document, in words.
    fn read(&self, document: &Document) -> Result<String, String> {
        let name = document.files.join(" + ");
        let mut words = vec![
            "preview".to_owned(),
            "--dated".into(),
            document.dated.into(),
        ];
        if let Map::Written(column) = document.map {
            let path = self.scratch.join("map.toml");
            let text = real::written_map(self.root, column)?;
            std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
            words.extend(["--map".into(), path.display().to_string()]);
        }
        if document.partial {
            words.push("--partial".into());
        }
        let paths = real::paths(self.data, document);
        let ran = self.source(words, &paths)?;
        if !matches!(ran.status.code(), Some(0 | 1)) {
            let said = String::from_utf8_lossy(&ran.stderr);
            return Err(format!("{name} is not read: {}", said.trim()));
        }
        let json: Json =
            serde_json::from_slice(&ran.stdout).map_err(|e| format!("{name}: no JSON: {e}"))?;
        words_of(&name, document, &json)
    }

    /// What the product says to a file that is no directory: it refuses it, or sees a plain table without a meaning.
    fn refuses(&self, file: &str) -> Result<String, String> {
        let path = [self.data.join(file)];
        let ran = self.source(vec!["suggest".into()], &path)?;
        if ran.status.code() > Some(1) {
            return Ok(format!("Refused: {}", last_line(&ran.stderr)));
        }
        let json: Json = serde_json::from_slice(&ran.stdout).unwrap_or(Json::Null);
        let Some(format) = json["recognised"].as_str() else {
            return Ok("No reader knows it".to_owned());
        };
        let ran = self.source(vec!["preview".into()], &path)?;
        if ran.status.code() > Some(1) {
            return Ok(format!("Refused: {}", last_line(&ran.stderr)));
        }
        Err(format!(
            "{file} is read as {format}, and named as no directory"
        ))
    }

    fn source(&self, words: Vec<String>, paths: &[PathBuf]) -> Result<Output, String> {
        let data = self.scratch.join("nothing").display().to_string();
        let mut all: Vec<String> = ["--data", &data, "--today", "2026-11-24", "--json", "source"]
            .map(str::to_owned)
            .to_vec();
        all.extend(words);
        all.extend(paths.iter().map(|path| path.display().to_string()));
        // Not measured: measuring starts this very tool anew, which the tests have built again meanwhile.
        let ran = Command::new(self.binary)
            .args(all)
            .output()
            .map_err(|e| format!("could not start {}: {e}", self.binary.display()))?;
        match ran.status.code() {
            Some(_) => Ok(ran),
            None => Err(format!(
                "it was killed while it read {}",
                paths[0].display()
            )),
        }
    }
}

/// Entries, findings by code, and the sum that rows must be.
fn words_of(name: &str, document: &Document, json: &Json) -> Result<String, String> {
    let count = |value: &Json| value.as_u64().unwrap_or(0);
    let rows = |what: &str| count(&json["rows"][what]);
    let parts = ["described", "companion", "orphan", "blank", "refused"];
    let sum: u64 = parts.iter().map(|part| rows(part)).sum();
    let spelled: Vec<String> = parts
        .iter()
        .map(|part| format!("{} {part}", rows(part)))
        .collect();
    let sum_words = format!("{} rows = {}", rows("read"), spelled.join(" + "));
    if rows("read") == 0 || sum != rows("read") {
        return Err(format!("{name}: {sum_words} does not add up"));
    }
    let types = ["organizations", "locations", "services"];
    if types.iter().all(|of| count(&json[*of]) == 0) {
        return Err(format!("{name} gives no entry: {sum_words}"));
    }
    let entries: Vec<String> = types
        .iter()
        .map(|of| format!("{} {of}", count(&json[*of])))
        .collect();
    let findings: Vec<String> = json["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|kind| format!("{} {}", kind["code"].as_str().unwrap_or("?"), kind["times"]))
        .collect();
    let how = match document.map {
        Map::None => "",
        Map::Written(_) => " by the map in docs/formats.md",
        Map::Proposed => " by the map that is proposed",
    };
    Ok(format!(
        "{name} as {}{how}: {}; {sum_words}; findings: {}",
        json["table"].as_str().unwrap_or("?"),
        entries.join(", "),
        if findings.is_empty() {
            "none".to_owned()
        } else {
            findings.join(", ")
        }
    ))
}

fn last_line(said: &[u8]) -> String {
    let text = String::from_utf8_lossy(said);
    let last = text.trim().lines().last();
    last.unwrap_or_default().to_owned()
}
