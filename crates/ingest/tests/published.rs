//! Published examples of the standards, read. They do not lie in this repository: `cargo xtask test --only standards
//! --standards DIR` gives the folder in which they do, in `FINGERPOST_STANDARDS`. A file that DIR lacks is named.

use ingest::{Input, Outcome, open};
use model::{EntryType, SourceKey};
use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A document of the folder and what must come of it.
struct Published {
    /// Its file, or a folder of files that are one document.
    path: &'static str,
    table: &'static str,
    described: u64,
    refused: u64,
    /// Different organizations, locations and services.
    entries: [usize; 3],
    /// What is wrong with it, each once.
    codes: &'static [&'static str],
}

const PUBLISHED: &[Published] = &[];

/// The files of `path`: itself, or those of a folder.
fn files(path: &Path) -> Option<Vec<PathBuf>> {
    if path.is_file() {
        return Some(vec![path.to_owned()]);
    }
    let mut files: Vec<PathBuf> = path
        .read_dir()
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    Some(files)
}

/// What came of a document, in the words of [`Published`].
fn read(files: &[PathBuf]) -> Result<String, String> {
    let source: SourceKey = "published".parse().map_err(|_| "the key")?;
    let mut inputs = Vec::new();
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let file = File::open(path).map_err(|e| e.to_string())?;
        inputs.push(Input::new(name, file));
    }
    let mut reader = open(&source, inputs, None).map_err(|e| e.finding().code.to_owned())?;
    let (mut entries, mut codes) = (BTreeSet::new(), BTreeSet::new());
    for row in reader.by_ref() {
        codes.extend(row.findings.iter().map(|finding| finding.code));
        if let Outcome::Described(described) = row.outcome {
            entries.extend(described.into_iter().map(|e| (e.entry_type, e.local_id)));
        }
    }
    let tally = reader.tally();
    if !tally.adds_up() {
        return Err(format!("does not add up: {tally:?}"));
    }
    let counts =
        EntryType::ALL.map(|wanted| entries.iter().filter(|(found, _)| *found == wanted).count());
    Ok(format!(
        "{}: {} described, {} refused, {counts:?}, {codes:?}",
        reader.table(),
        tally.described,
        tally.refused
    ))
}

#[test]
#[ignore = "needs published documents: cargo xtask test --only standards --standards DIR"]
fn published_examples_are_read_as_the_standard_means_them() {
    let folder = std::env::var_os("FINGERPOST_STANDARDS").expect("FINGERPOST_STANDARDS");
    let (mut wrong, mut missing) = (Vec::new(), 0);
    for published in PUBLISHED {
        let path = Path::new(&folder).join(published.path);
        let Some(files) = files(&path) else {
            println!("NOT RUN {}: there is no such file", published.path);
            missing += 1;
            continue;
        };
        let codes: BTreeSet<&str> = published.codes.iter().copied().collect();
        let want = if published.table.is_empty() {
            Err(published.codes.concat())
        } else {
            Ok(format!(
                "{}: {} described, {} refused, {:?}, {codes:?}",
                published.table, published.described, published.refused, published.entries
            ))
        };
        let got = read(&files);
        if got == want {
            println!("as expected: {} {got:?}", published.path);
        } else {
            wrong.push(format!("{}: {got:?}, not {want:?}", published.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        missing < PUBLISHED.len(),
        "the folder holds none of the documents"
    );
}
