//! The way in: which reader a document is for, and the rows it gives.

use crate::fault::Unreadable;
use crate::sheet::unfold;
use crate::{cqc, hsds, json, nhsuk, ods, read, table, webpage};
use jiff::civil::Date;
use model::{Entry, EntryType, Finding, RowPlace, RowTally, SourceKey};
use std::io::{Read, Seek};

/// Bytes that can be read again from any place: a file, or a [`std::io::Cursor`] over bytes.
pub trait Content: Read + Seek + Send {}

impl<T: Read + Seek + Send> Content for T {}

/// One file of a document, already unpacked.
pub struct Input {
    /// Its name, as findings give it. The formats without a header are told apart by it.
    pub name: String,
    /// Its bytes.
    pub content: Box<dyn Content>,
}

impl Input {
    /// The file `name` holding `content`.
    pub fn new(name: impl Into<String>, content: impl Content + 'static) -> Self {
        Self {
            name: name.into(),
            content: Box::new(content),
        }
    }
}

/// One row, or a finding about many.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Where it began.
    pub place: RowPlace,
    /// The row's own bytes without its line break, then those of its companions. Empty when the row was too
    /// long, or is about a person.
    pub raw: Vec<Vec<u8>>,
    /// What came of it.
    pub outcome: Outcome,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// What came of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It gave these entries, organization first.
    Described(Vec<Entry>),
    /// It could not be used.
    Refused {
        /// The entries it would have given, as far as its id could be read: they stay as last said.
        keeps: Vec<(EntryType, String)>,
    },
    /// Findings only: orphans counted together, a column nobody reads.
    Note,
}

/// What each format's reader does.
pub(crate) trait Rows: Send {
    /// The next row, adding to `tally` and clearing `intact` on the way. None at the end.
    fn next(&mut self, progress: &mut Progress) -> Option<Row>;
    /// Bytes read so far, of all files.
    fn bytes_read(&self) -> u64;
}

/// What a reader keeps count of.
pub(crate) struct Progress {
    pub tally: RowTally,
    pub intact: bool,
}

/// A document being read, row by row.
pub struct Reader {
    table: String,
    amendment: bool,
    said: Option<Date>,
    files: Vec<String>,
    rows: Box<dyn Rows>,
    /// What is to be said of workbooks, before their rows.
    notes: Vec<Finding>,
    progress: Progress,
}

/// Recognises the document that `inputs` are and starts reading it.
///
/// `source` is whose it is: entries refer to each other by ids made from its key. `map` is the column map of a
/// plain table, as TOML; without one the document must be of a format that is known.
///
/// # Errors
/// [`Unreadable`] when the document as a whole cannot be read; nothing of it was used.
pub fn open(
    source: &SourceKey,
    inputs: Vec<Input>,
    map: Option<&str>,
) -> Result<Reader, Unreadable> {
    let files: Vec<String> = inputs.iter().map(|input| input.name.clone()).collect();
    let map = map.map(table::ColumnMap::read).transpose()?;
    let mut notes = Vec::new();
    let opened = if map.is_none() && webpage::are_saved(&inputs) {
        webpage::open_saved(source, inputs)
    } else {
        let inputs = unfold(inputs, map.as_ref())?.into_iter().map(|file| {
            notes.extend(file.notes);
            file.input
        });
        let inputs = read::sniff(inputs.collect())?;
        recognise(source, inputs, map.as_ref())?
    };
    Ok(Reader {
        table: opened.table,
        amendment: opened.amendment,
        said: opened.said,
        files,
        rows: opened.rows,
        notes,
        progress: Progress {
            tally: RowTally::default(),
            intact: true,
        },
    })
}

/// Starts the reader that the files are for.
fn recognise(
    source: &SourceKey,
    inputs: Vec<read::Sniffed>,
    map: Option<&table::ColumnMap>,
) -> Result<Opened, Unreadable> {
    if let Some(map) = map {
        table::open(source, inputs, map)
    } else if inputs.iter().any(|input| nhsuk::knows(&input.sample)) {
        nhsuk::open(source, inputs)
    } else if hsds::knows(&inputs) {
        // Before the regulator's: one of a package's tables may look like one of its lists.
        hsds::open(source, inputs)
    } else if inputs.iter().any(cqc::knows) {
        cqc::open(source, inputs)
    } else if let Some(glances) = json::glances(&inputs) {
        json::open(source, inputs, &glances)
    } else {
        ods::open(source, inputs)
    }
}

/// A format's reader, ready for its first row.
pub(crate) struct Opened {
    pub table: String,
    pub amendment: bool,
    /// The document's own date.
    pub said: Option<Date>,
    pub rows: Box<dyn Rows>,
}

impl Reader {
    /// The table that is read, which with the source is the run's scope: `GP`, `GPPractices`, `Pharmacy`,
    /// `epraccur`, `ebranchs`, `edispensary`, `etr` …, `locations` of the regulator, or `table` for a plain one.
    #[must_use]
    pub fn table(&self) -> &str {
        &self.table
    }

    /// True for an amendment file, which never is a whole directory.
    #[must_use]
    pub fn amendment(&self) -> bool {
        self.amendment
    }

    /// The document's own date, when it carries one.
    #[must_use]
    pub fn said(&self) -> Option<Date> {
        self.said
    }

    /// The files' names, as [`RowPlace::file`] counts them.
    #[must_use]
    pub fn files(&self) -> &[String] {
        &self.files
    }

    /// What became of the rows read so far. Adds up once the reader is exhausted.
    #[must_use]
    pub fn tally(&self) -> RowTally {
        self.progress.tally
    }

    /// Bytes read so far.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.rows.bytes_read()
    }

    /// False when the document was cut off, or a refused row has no id that can be read: what is missing from
    /// such a document may not be taken as withdrawn. Final once the reader is exhausted.
    #[must_use]
    pub fn intact(&self) -> bool {
        self.progress.intact
    }
}

impl Iterator for Reader {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        if !self.notes.is_empty() {
            return Some(Row {
                place: RowPlace { file: 0, line: 1 },
                raw: Vec::new(),
                outcome: Outcome::Note,
                findings: std::mem::take(&mut self.notes),
            });
        }
        self.rows.next(&mut self.progress)
    }
}
