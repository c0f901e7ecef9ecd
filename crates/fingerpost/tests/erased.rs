//! Section 4 of the design: a value that was erased is in no file, no page and no answer, whoever decompresses.

#![expect(clippy::unwrap_used, reason = "a test")]

mod journey;

use flate2::{Decompress, FlushDecompress};
use journey::{Journey, Served};
use rusqlite::types::ValueRef;
use std::path::{Path, PathBuf};

/// A word that stands nowhere else. In lower case: it looks the same in the index.
const WORD: &str = "quillfeatherzebedo";

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.file_type().unwrap().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

fn holds(bytes: &[u8]) -> bool {
    bytes
        .windows(WORD.len())
        .any(|window| window.eq_ignore_ascii_case(WORD.as_bytes()))
}

/// True when the word stands in `bytes` or in anything that inflates from any place in them.
fn holds_packed(bytes: &[u8]) -> bool {
    if holds(bytes) {
        return true;
    }
    let mut out = vec![0; 256 << 10];
    (0..bytes.len()).any(|at| {
        [true, false].into_iter().any(|zlib| {
            // The first byte of a zlib stream names its method (RFC 1950 section 2.2).
            if zlib && bytes[at] & 0x0f != 8 {
                return false;
            }
            let mut inflate = Decompress::new(zlib);
            let _ = inflate.decompress(&bytes[at..], &mut out, FlushDecompress::None);
            let got = inflate.total_out() as usize;
            got >= WORD.len() && holds(&out[..got])
        })
    })
}

/// Where the word is found: files as they lie, and every cell of the database put together from its pages.
fn places(journey: &Journey) -> Vec<String> {
    let mut found = Vec::new();
    for path in files(&journey.data()) {
        if holds_packed(&std::fs::read(&path).unwrap()) {
            found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    let db = rusqlite::Connection::open(journey.data().join("log.sqlite")).unwrap();
    let tables: Vec<String> = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .flatten()
        .collect();
    for table in tables {
        let mut statement = db.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                let bytes = match row.get_ref(column).unwrap() {
                    ValueRef::Text(text) => text,
                    ValueRef::Blob(blob) => blob,
                    _ => continue,
                };
                if holds_packed(bytes) {
                    found.push(format!("table {table}"));
                }
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

#[test]
fn what_was_erased_is_found_nowhere_even_after_the_same_document_is_read_again() {
    let journey = Journey::new();
    journey.source("council", "council", Some(journey::MAP));
    let rows = [
        journey::good("1").replace("A club.", &format!("Ask for {WORD} at the door.")),
        journey::good("2"),
        journey::good("3"),
    ];
    journey.file(
        "list.csv",
        format!("{}\n{}\n", journey::HEADER, rows.join("\n")),
    );
    let import = [
        "import",
        "council",
        "list.csv",
        "--dated",
        "2026-11-02",
        "--json",
    ];
    journey.run(&import).fine();

    let found = journey
        .run(&["find", "--need", WORD, "--json"])
        .fine()
        .json();
    assert_eq!(found["total"], 1, "the index finds it first");
    let id = found["hits"][0]["id"].as_str().unwrap().to_owned();
    let before = places(&journey);
    assert!(
        before.iter().any(|p| p.starts_with("table")),
        "the log and the raw rows hold it first: {before:?}"
    );
    assert!(
        before.iter().any(|p| p.contains(".records")),
        "the snapshot holds it first: {before:?}"
    );
    assert!(
        before.iter().any(|p| p.contains(".index")),
        "the index holds it first: {before:?}"
    );
    {
        let served = Served::start(&journey);
        assert!(
            holds(served.get(&format!("/service/{id}")).1.as_bytes()),
            "the page shows it first"
        );
    }

    journey
        .run(&[
            "redact",
            &id,
            "description",
            "--reason",
            "asked by the person named",
        ])
        .fine();
    assert_eq!(places(&journey), Vec::<String>::new());
    let again = journey.run(&import).fine().json();
    assert_eq!(again["entries"]["changed"], 0);
    assert_eq!(
        places(&journey),
        Vec::<String>::new(),
        "read again, it is not stored"
    );

    assert!(!holds(
        journey
            .run(&["find", "--need", WORD, "--json"])
            .fine()
            .json()["hits"]
            .to_string()
            .as_bytes()
    ));
    for command in ["explain", "history"] {
        assert!(
            !holds(
                journey
                    .run(&[command, &id, "--staff", "--json"])
                    .fine()
                    .out
                    .as_bytes()
            ),
            "{command}"
        );
    }
    let served = Served::start(&journey);
    for page in [
        format!("/service/{id}"),
        format!("/service/{id}/history"),
        "/about/sources".to_owned(),
    ] {
        let (status, body) = served.get(&page);
        assert!(status < 500 && !holds(body.as_bytes()), "{page}");
    }
    let verified = journey.run(&["verify", "--json"]).fine().json();
    assert_eq!(verified["faults"].as_array().unwrap().len(), 0);
    assert_eq!(verified["erased"], 1);
}
