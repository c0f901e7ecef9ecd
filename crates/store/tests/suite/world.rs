//! A log in a folder of its own, and builders with dull defaults.

use super::Open;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use model::{
    EntryId, EntryNo, EntryType, Field, NewVersion, Role, RowPlace, RowTally, RunNo, Said,
    SourceKey, SourceNo, Tie, Value,
};
use roaring::RoaringBitmap;
use std::collections::BTreeMap;
use store::{Closing, Draft, EntryCounts, Log, NewEntry, NewRun, NewSource};

pub const TABLE: &str = "nhsuk:Pharmacy";

pub fn day(n: i8) -> Date {
    date(2024, 1, 1 + n)
}

pub fn at() -> Timestamp {
    "2024-06-01T09:00:00Z".parse().unwrap()
}

pub struct World {
    open: Open,
    pub dir: tempfile::TempDir,
    log: Option<Box<dyn Log>>,
    pub source: SourceNo,
}

impl World {
    pub fn new(open: Open) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut log = open(dir.path());
        let source = log.add_source(source("nhsuk")).unwrap().no;
        Self {
            open,
            dir,
            log: Some(log),
            source,
        }
    }

    pub fn log(&mut self) -> &mut dyn Log {
        self.log.as_mut().unwrap().as_mut()
    }

    /// Ends the process, so to say, and starts another.
    pub fn reopen(&mut self) {
        self.log = None;
        self.log = Some((self.open)(self.dir.path()));
    }

    /// Closes the log for good, so that its files can be looked at.
    pub fn close(&mut self) {
        self.log = None;
    }

    pub fn begin(&mut self, said: Date) -> RunNo {
        let source = self.source;
        self.log().begin_run(run(source, TABLE, said)).unwrap()
    }

    pub fn number(&mut self, local_id: &str) -> EntryNo {
        let entry = entry(self.source, TABLE, local_id);
        self.log().number(&[entry]).unwrap()[0]
    }

    /// Reads `says` as a whole document: local id, name and phone of each entry.
    pub fn read(&mut self, said: Date, says: &[(&str, &str)]) -> (RunNo, Vec<EntryNo>) {
        let run = self.begin(said);
        let mut entries = Vec::new();
        for (local_id, name) in says {
            let no = self.number(local_id);
            entries.push(no);
            let draft = version(no, run, said).says(Field::Name, name).draft();
            self.log().record(run, &[draft]).unwrap();
        }
        let set = set(&entries);
        self.log().close_run(run, closing(&set, &set)).unwrap();
        (run, entries)
    }

    #[track_caller]
    pub fn verified(&mut self) {
        let verified = self.log().verify(&mut |_| ()).unwrap();
        assert_eq!(verified.faults, Vec::<String>::new());
        assert_eq!(verified.items, self.log().head().unwrap().0);
        assert_eq!(verified.root, self.log().root().unwrap());
    }

    /// The names in force by version, whatever their runs.
    pub fn names(&mut self, no: EntryNo) -> Vec<String> {
        let versions = self.log().versions(no).unwrap();
        let name = |v: &model::Version| match v.adds.changes.get(&Field::Name) {
            Some(Some(Value::Text(name))) => name.clone(),
            _ => "–".to_owned(),
        };
        versions.iter().map(name).collect()
    }
}

pub fn source(key: &str) -> NewSource {
    NewSource {
        key: key.parse().unwrap(),
        name: "The NHS website".into(),
        role: Role::NationalProfile,
        licence: "OGL v3".into(),
        map: None,
        hold_withdrawn_percent: 10,
        hold_moved_percent: 5,
    }
}

pub fn run(source: SourceNo, table: &str, said: Date) -> NewRun {
    NewRun {
        source,
        table: table.into(),
        files: vec!["Pharmacy.csv".into()],
        said,
        read_at: at(),
        partial: false,
    }
}

pub fn id(local_id: &str) -> EntryId {
    let source: SourceKey = "nhsuk".parse().unwrap();
    EntryId::of(&source, local_id, type_of(local_id))
}

fn type_of(local_id: &str) -> EntryType {
    let word = local_id
        .rsplit_once('#')
        .map_or("service", |(_, word)| word);
    word.split(':')
        .next()
        .unwrap()
        .parse()
        .unwrap_or(EntryType::Service)
}

pub fn entry(source: SourceNo, table: &str, local_id: &str) -> NewEntry {
    let (id, entry_type) = (id(local_id), type_of(local_id));
    NewEntry {
        id,
        entry_type,
        source,
        table: table.into(),
        local_id: local_id.into(),
    }
}

pub fn set(entries: &[EntryNo]) -> RoaringBitmap {
    entries.iter().map(|no| no.0).collect()
}

pub fn closing(seen: &RoaringBitmap, live: &RoaringBitmap) -> Closing {
    Closing {
        complete: true,
        held: None,
        tally: RowTally {
            read: 3,
            described: 2,
            blank: 1,
            ..RowTally::default()
        },
        counts: EntryCounts {
            new: seen.len(),
            ..EntryCounts::default()
        },
        findings: "{}".into(),
        seen: seen.clone(),
        live: live.clone(),
        closed_at: at(),
    }
}

/// A version being built.
pub struct Building {
    entry: EntryNo,
    adds: NewVersion,
    ties: Vec<Tie>,
    raw: Vec<Vec<u8>>,
}

pub fn version(entry: EntryNo, run: RunNo, said: Date) -> Building {
    let row = Some(RowPlace { file: 0, line: 2 });
    let (speaks, changes) = ([].into_iter().collect(), BTreeMap::new());
    let adds = NewVersion {
        said,
        said_by: run,
        assured: None,
        speaks,
        changes,
        row,
    };
    Building {
        entry,
        adds,
        ties: Vec::new(),
        raw: Vec::new(),
    }
}

impl Building {
    pub fn says(self, field: Field, text: &str) -> Self {
        self.with(field, Value::text(text))
    }

    pub fn with(mut self, field: Field, said: Said) -> Self {
        self.adds.speaks.insert(field);
        self.adds.changes.insert(field, said);
        self
    }

    pub fn tied(mut self, tie: Tie) -> Self {
        self.ties.push(tie);
        self
    }

    pub fn raw(mut self, row: &str) -> Self {
        self.raw.push(row.as_bytes().to_vec());
        self
    }

    pub fn draft(self) -> Draft {
        let Self {
            entry,
            adds,
            ties,
            raw,
        } = self;
        let fingerprint = store::Fingerprint(fingerprint_of(&adds));
        Draft::Version {
            entry,
            adds,
            fingerprint,
            ties,
            raw,
        }
    }
}

/// Any bytes that tell two versions apart will do here.
pub fn fingerprint_of(adds: &NewVersion) -> [u8; 16] {
    let text = format!("{:?}{:?}", adds.said, adds.changes);
    let mut out = [0u8; 16];
    text.bytes()
        .enumerate()
        .for_each(|(n, b)| out[n % 16] = out[n % 16].rotate_left(3) ^ b);
    out
}
