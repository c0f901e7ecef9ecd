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

/// In the order of the standards. The examples give a postcode `ABC 1234`, a position of 100, 101, a company number of seven
/// digits where one has eight, and a weekly rule with days of the month, all of which are said. Without a table: no
/// directory.
const PUBLISHED: &[Published] = &[
    Published {
        path: "oruk/hsds-3.0/examples/service_full.json",
        table: "services",
        described: 1,
        refused: 0,
        entries: [1, 1, 1],
        codes: &["FP142", "FP143", "FP146", "FP210"],
    },
    Published {
        path: "oruk/hsds-3.0/examples/organization_full.json",
        table: "services",
        described: 1,
        refused: 0,
        entries: [1, 1, 1],
        codes: &["FP142", "FP143", "FP146", "FP210"],
    },
    Published {
        path: "oruk/hsds-3.0/examples/service_list.json",
        table: "services",
        described: 1,
        refused: 0,
        entries: [1, 0, 1],
        codes: &["FP197"],
    },
    Published {
        path: "oruk/hsds-3.1-dev/examples/service_full.json",
        table: "services",
        described: 1,
        refused: 0,
        entries: [1, 1, 1],
        codes: &["FP142", "FP143", "FP146", "FP210"],
    },
    Published {
        path: "oruk/hsds-3.1-dev/examples/organization_full.json",
        table: "services",
        described: 1,
        refused: 0,
        entries: [1, 1, 1],
        codes: &["FP142", "FP143", "FP146", "FP210"],
    },
    Published {
        path: "oruk/hsds-3.1-dev/examples/service_list.json",
        table: "services",
        described: 1,
        refused: 0,
        entries: [1, 0, 1],
        codes: &["FP197"],
    },
    Published {
        path: "oruk/oruk-uk-profile/examples/service_full.json",
        table: "services",
        described: 1,
        refused: 0,
        entries: [1, 1, 1],
        codes: &["FP142", "FP143", "FP146", "FP210"],
    },
    Published {
        path: "oruk/oruk-uk-profile/examples/organization_full.json",
        table: "services",
        described: 1,
        refused: 0,
        entries: [1, 1, 1],
        codes: &["FP142", "FP143", "FP146", "FP210"],
    },
    Published {
        path: "oruk/oruk-uk-profile/examples/service_list.json",
        table: "services",
        described: 1,
        refused: 0,
        entries: [1, 0, 1],
        codes: &["FP197"],
    },
    Published {
        path: "oruk/oruk-website/specifications/3.0/examples/service_full.json",
        table: "services",
        described: 1,
        refused: 0,
        entries: [1, 1, 1],
        codes: &["FP142", "FP143", "FP146", "FP210"],
    },
    Published {
        path: "oruk/oruk-website/specifications/3.0/examples/organization_full.json",
        table: "services",
        described: 1,
        refused: 0,
        entries: [1, 1, 1],
        codes: &["FP142", "FP143", "FP146", "FP210"],
    },
    Published {
        path: "oruk/oruk-website/specifications/3.0/examples/service_list.json",
        table: "services",
        described: 1,
        refused: 0,
        entries: [1, 0, 1],
        codes: &["FP197"],
    },
    Published {
        path: "oruk/hsds-mock-data/services/ac148810-d857-441c-9679-408f346de14b.json",
        table: "services",
        described: 1,
        refused: 0,
        entries: [1, 1, 1],
        codes: &["FP142", "FP143", "FP146", "FP210"],
    },
    Published {
        path: "oruk/oruk-validator/mocks/V3.0-UK-Default/service_full.json",
        table: "services",
        described: 1,
        refused: 0,
        entries: [1, 1, 1],
        codes: &["FP142", "FP143", "FP146", "FP210"],
    },
    Published {
        path: "oruk/oruk-validator/mocks/V3.0-UK-Warn/service_full.json",
        table: "services",
        described: 1,
        refused: 0,
        entries: [1, 1, 1],
        codes: &["FP142", "FP143", "FP146", "FP210"],
    },
    Published {
        path: "oruk/oruk-validator/mocks/V3.0-UK-Test/service_full.json",
        table: "services",
        described: 1,
        refused: 0,
        entries: [1, 1, 1],
        codes: &["FP142", "FP143", "FP146", "FP210"],
    },
    Published {
        path: "oruk/oruk-validator/mocks/V3.0-UK-Fail/service_full.json",
        table: "services",
        described: 1,
        refused: 0,
        entries: [1, 1, 1],
        codes: &["FP142", "FP143", "FP146", "FP149", "FP150", "FP210"],
    },
    Published {
        path: "oruk/oruk-validator/mocks/V3.0-UK-Default/service_list.json",
        table: "services",
        described: 1,
        refused: 0,
        entries: [1, 0, 1],
        codes: &[],
    },
    Published {
        path: "oruk/oruk-validator/mocks/V3.0-UK-Fail/service_list.json",
        table: "services",
        described: 3,
        refused: 1,
        entries: [3, 0, 3],
        codes: &["FP125", "FP149", "FP150", "FP158"],
    },
    Published {
        path: "oruk/oruk-validator/mocks/V3.0-UK-Test/service_list.json",
        table: "services",
        described: 1,
        refused: 127,
        entries: [1, 0, 1],
        codes: &["FP125"],
    },
    Published {
        path: "oruk/hsds-3.0/examples/csv",
        table: "hsds",
        described: 3,
        refused: 0,
        entries: [1, 1, 1],
        codes: &["FP129", "FP142", "FP143", "FP146", "FP210", "FP212"],
    },
    Published {
        path: "oruk/hsds-3.0/examples/location.json",
        table: "",
        described: 0,
        refused: 0,
        entries: [0, 0, 0],
        codes: &["FP103"],
    },
    Published {
        path: "oruk/hsds-3.0/examples/organization_list.json",
        table: "",
        described: 0,
        refused: 0,
        entries: [0, 0, 0],
        codes: &["FP103"],
    },
    Published {
        path: "oruk/hsds-3.0/examples/service_at_location_full.json",
        table: "",
        described: 0,
        refused: 0,
        entries: [0, 0, 0],
        codes: &["FP103"],
    },
    Published {
        path: "oruk/hsds-3.0/examples/taxonomy_list.json",
        table: "",
        described: 0,
        refused: 0,
        entries: [0, 0, 0],
        codes: &["FP103"],
    },
    Published {
        path: "oruk/hsds-3.0/examples/base.json",
        table: "",
        described: 0,
        refused: 0,
        entries: [0, 0, 0],
        codes: &["FP103"],
    },
    Published {
        path: "oruk/hsds-3.1-dev/examples/csv",
        table: "hsds",
        described: 3,
        refused: 0,
        entries: [1, 1, 1],
        codes: &["FP129", "FP142", "FP143", "FP146", "FP210", "FP212"],
    },
    Published {
        path: "oruk/hsds-3.1-dev/examples/location.json",
        table: "",
        described: 0,
        refused: 0,
        entries: [0, 0, 0],
        codes: &["FP103"],
    },
    Published {
        path: "oruk/hsds-3.1-dev/examples/organization_list.json",
        table: "",
        described: 0,
        refused: 0,
        entries: [0, 0, 0],
        codes: &["FP103"],
    },
    Published {
        path: "oruk/hsds-3.1-dev/examples/service_at_location_full.json",
        table: "",
        described: 0,
        refused: 0,
        entries: [0, 0, 0],
        codes: &["FP103"],
    },
    Published {
        path: "oruk/hsds-3.1-dev/examples/taxonomy_list.json",
        table: "",
        described: 0,
        refused: 0,
        entries: [0, 0, 0],
        codes: &["FP103"],
    },
    Published {
        path: "oruk/hsds-3.1-dev/examples/base.json",
        table: "",
        described: 0,
        refused: 0,
        entries: [0, 0, 0],
        codes: &["FP103"],
    },
    Published {
        path: "oruk/oruk-uk-profile/examples/csv",
        table: "hsds",
        described: 3,
        refused: 0,
        entries: [1, 1, 1],
        codes: &["FP129", "FP142", "FP143", "FP146", "FP210"],
    },
    Published {
        path: "oruk/hsda-legacy/v2.0/openapi-hsda.yaml",
        table: "",
        described: 0,
        refused: 0,
        entries: [0, 0, 0],
        codes: &["FP103"],
    },
];

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
