//! Good documents of every format, and what must hold of any document however it was damaged.
//!
//! Start at [`samples`] and [`check`]. A format that is new is added to `samples`.

mod families;
mod good;
mod samples;

use ingest::{Input, Outcome, Row, open};
use model::{RowTally, SourceKey, Value};
use std::io::{Cursor, Write as _};
use testkit::damage::Document;
use zip::write::SimpleFileOptions;

/// The most that a row may keep of itself and its companions, with room for what is added.
const RAW_LIMIT: usize = 3 << 20;

/// Every sample.
pub fn samples() -> Vec<Document> {
    let mut all = samples::samples();
    all.extend(families::samples());
    all.extend(
        all.iter()
            .filter(|one| one.packed.is_some())
            .map(whole)
            .collect::<Vec<_>>(),
    );
    all
}

/// The same workbook packed already: what is damaged is the archive.
fn whole(book: &Document) -> Document {
    let sample = match book.sample {
        "workbook" => "workbook as it lies",
        "open document" => "open document as it lies",
        _ => "old workbook as it lies",
    };
    Document {
        sample,
        files: files(book),
        map: book.map.clone(),
        packed: None,
    }
}

/// The files as they are given to a reader.
fn files(document: &Document) -> Vec<(String, Vec<u8>)> {
    match document.packed {
        None => document.files.clone(),
        Some(book @ "Clubs.xls") => vec![(book.to_owned(), compound(&document.files))],
        Some(archive) => vec![(archive.to_owned(), zipped(&document.files))],
    }
}

/// A compound file, in which old workbooks lie.
fn compound(streams: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("room in memory");
    for (name, bytes) in streams {
        // A stream that stands twice, or has no name, cannot be kept.
        if let Ok(mut stream) = file.create_new_stream(format!("/{name}")) {
            stream.write_all(bytes).expect("room in memory");
        }
    }
    file.flush().expect("room in memory");
    file.into_inner().into_inner()
}

fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        // A part that stands twice, or has no name, cannot be packed.
        if zip
            .start_file(name.clone(), SimpleFileOptions::default())
            .is_ok()
        {
            zip.write_all(bytes).expect("room in memory");
        }
    }
    zip.finish().expect("room in memory").into_inner()
}

fn inputs(files: &[(String, Vec<u8>)]) -> Vec<Input> {
    let input =
        |(name, bytes): &(String, Vec<u8>)| Input::new(name.clone(), Cursor::new(bytes.clone()));
    files.iter().map(input).collect()
}

/// Reads `document` to its end; none when it is refused whole.
///
/// # Panics
/// When something does not hold that always must.
pub fn check(document: &Document) -> Option<RowTally> {
    check_files(&files(document), document.map.as_deref())
}

/// The most that is looked at to propose a map.
const HEAD: usize = 1 << 20;

/// Reads `document` by the map that is proposed for its first file: such a map can be read, whatever the file is, when all
/// of it was looked at.
///
/// # Panics
/// When something does not hold that always must.
pub fn check_suggested(document: &Document) -> Option<RowTally> {
    let mut files = files(document);
    files.truncate(1);
    let suggestion = ingest::suggest_map(inputs(&files)).ok()?;
    let source: SourceKey = "laws".parse().expect("a key");
    let whole = files.iter().all(|(_, bytes)| bytes.len() < HEAD);
    if whole && let Err(unreadable) = open(&source, inputs(&files), Some(&suggestion.map)) {
        let code = unreadable.finding().code;
        assert!(
            !matches!(code, "FP107" | "FP108"),
            "{unreadable}\n{}",
            suggestion.map
        );
    }
    check_files(&files, Some(&suggestion.map))
}

fn check_files(files: &[(String, Vec<u8>)], map: Option<&str>) -> Option<RowTally> {
    let source: SourceKey = "laws".parse().expect("a key");
    let mut reader = match open(&source, inputs(files), map) {
        Ok(reader) => reader,
        Err(unreadable) => {
            let finding = unreadable.finding();
            assert!(finding.refusal && !finding.fix.is_empty(), "{finding:?}");
            return None;
        }
    };
    let mut counted = (0, 0);
    for row in reader.by_ref() {
        match &row.outcome {
            Outcome::Described(_) => counted.0 += 1,
            Outcome::Refused { .. } => counted.1 += 1,
            Outcome::Note => {}
        }
        check_row(&row, files.len());
    }
    let tally = reader.tally();
    assert!(tally.adds_up(), "{tally:?}");
    assert_eq!(counted, (tally.described, tally.refused), "{tally:?}");
    Some(tally)
}

fn check_row(row: &Row, files: usize) {
    assert!(
        usize::from(row.place.file) < files && row.place.line > 0,
        "{:?}",
        row.place
    );
    let refused = matches!(row.outcome, Outcome::Refused { .. });
    let reason = row.findings.iter().any(|finding| finding.refusal);
    assert!(!refused || reason, "a refusal without a reason: {row:?}");
    for finding in &row.findings {
        assert!(finding.seen.chars().count() <= 80, "{finding:?}");
        assert!(!finding.seen.contains(char::is_control), "{finding:?}");
        assert!(
            finding.place.line > 0 && !finding.fix.is_empty(),
            "{finding:?}"
        );
    }
    let kept: usize = row.raw.iter().map(Vec::len).sum();
    assert!(kept <= RAW_LIMIT, "a row keeps {kept} bytes");
    let Outcome::Described(entries) = &row.outcome else {
        return;
    };
    assert!(!entries.is_empty());
    for entry in entries {
        let row = entry.local_id.rsplit_once('#').map(|(row, _)| row);
        assert!(row.is_some_and(|row| !row.is_empty()), "{}", entry.local_id);
        for (field, value) in &entry.fields {
            let Some(value) = value else { continue };
            assert_eq!(value.shape(), field.shape(), "{field:?}");
            let back = Value::from_json(*field, &value.to_json());
            assert_eq!(back.as_ref(), Ok(value), "does not read back");
            if let Value::Text(text) = value {
                let stray = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
                assert!(!text.contains(stray), "{field:?} {text:?}");
            }
        }
    }
}
