//! Reads a document of a source into the log: what is new, changed, unchanged, withdrawn.
//!
//! Always: a bad row stops nothing; memory does not grow with the document; nothing is published until the
//! run is closed, and not then if it is held.

use crate::reading::{BATCH, Reading};
use crate::run_report::RunReport;
use crate::{Directory, Error, unpack};
use jiff::Timestamp;
use jiff::civil::Date;
use std::path::PathBuf;
use store::{Log as _, NewRun};

/// What to read and how.
#[derive(Clone, Debug, Default)]
pub struct ImportRequest {
    /// The key of the source.
    pub source: String,
    /// Files that together are one document.
    pub paths: Vec<PathBuf>,
    /// The document's own date, where the file does not carry it.
    pub dated: Option<Date>,
    /// The document is only part of its scope: what is absent from it is not withdrawn.
    pub partial: bool,
    /// Publish even if the run would be held.
    pub release: bool,
    /// Leave publishing to the next import, or to [`Directory::catch_up`].
    pub later: bool,
}

/// How far reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read.
    pub bytes: u64,
    /// Bytes in all, unpacked.
    pub of: u64,
    /// What is being done.
    pub stage: Stage,
}

/// What an import is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading the document into the log.
    Reading,
    /// Working out records and publishing them.
    Publishing,
}

impl Directory {
    /// Reads a document into the log and publishes what it changed, unless the run is held.
    ///
    /// `now` is when it is read; `today` is the day in England, used when the document has no date.
    ///
    /// # Errors
    /// [`Error`] when the source is not known, a file cannot be read, or no reader knows the document.
    pub fn import(
        &self,
        request: &ImportRequest,
        now: Timestamp,
        today: Date,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<RunReport, Error> {
        let _lock = self.folder.lock()?;
        let mut log = self.log();
        let source = crate::sources::by_key(&log, &request.source)?;
        let mut inputs = Vec::new();
        let mut of = 0;
        for path in &request.paths {
            for opened in unpack::open(&self.folder.scratch(), path)? {
                of += opened.content.metadata().map_or(0, |meta| meta.len());
                inputs.push(ingest::Input::new(opened.name, opened.content));
            }
        }
        let mut rows = ingest::open(&source.key, inputs, source.map.as_deref())?;
        let said = request.dated.or(rows.said()).unwrap_or(today);
        let partial = request.partial || rows.amendment();
        let table = rows.table().to_owned();
        let run = log.begin_run(NewRun {
            source: source.no,
            table: table.clone(),
            files: rows.files().to_vec(),
            said,
            read_at: now,
            partial,
        })?;
        let mut reading = Reading::begin(&mut log, &source, &table, run, said)?;
        let mut read = 0_u64;
        while let Some(row) = rows.next() {
            reading.row(row)?;
            if reading.waiting() >= BATCH {
                reading.flush()?;
            }
            read += 1;
            if read.is_multiple_of(4_096) {
                progress(Progress {
                    bytes: rows.bytes_read(),
                    of,
                    stage: Stage::Reading,
                });
            }
        }
        let complete = !partial && rows.intact();
        let mut report = reading.finish(&rows.tally(), complete, now)?;
        if report.held.is_some() && request.release {
            report.position = log.release_run(run, now)?;
            report.released = true;
        }
        drop(log);
        progress(Progress {
            bytes: of,
            of,
            stage: Stage::Publishing,
        });
        if !request.later && (report.held.is_none() || report.released) {
            self.publish(&mut |_| {})?;
        }
        report.position = self.log().head()?;
        Ok(report)
    }
}
