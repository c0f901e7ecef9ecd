//! Erasing, for a stated reason: from the log, from what it was read from, and from everything published.

use crate::{Directory, Error};
use jiff::Timestamp;
use model::{EntryId, EntryNo, Field, Position};
use store::Log as _;

/// What an erasure destroyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted {
    /// The entries it was erased from: every one that the record is made of.
    pub entries: Vec<EntryId>,
    /// Values destroyed, over all versions.
    pub values: u64,
    /// Rows of documents destroyed.
    pub rows: u64,
    /// The position of the last item that says so.
    pub position: Position,
    /// False when another process still reads the log, so that its write-ahead file could not be emptied yet.
    pub scrubbed: bool,
}

impl Directory {
    /// Destroys what was ever said of a field (or of all fields) of the record that `id` leads to.
    ///
    /// It is taken out of every entry of the record, of every version of them, of the rows they were read from, of
    /// the snapshot and its index. Read again, it is known and not stored.
    ///
    /// # Errors
    /// [`Error::NoSuchId`] when `id` leads nowhere.
    pub fn redact(
        &self,
        id: EntryId,
        field: Option<Field>,
        reason: &str,
        now: Timestamp,
    ) -> Result<Redacted, Error> {
        let _lock = self.folder.lock()?;
        let record = self.snapshot().follow(&id)?.ok_or(Error::NoSuchId(id))?;
        let fields: Vec<Field> = field.map_or_else(|| Field::ALL.to_vec(), |field| vec![field]);
        let mut log = self.log();
        let mut done = Redacted {
            entries: Vec::new(),
            values: 0,
            rows: 0,
            position: log.head()?,
            scrubbed: true,
        };
        for (entry, _) in record.members.iter().chain(&record.withdrawn) {
            let Some(no) = log.known(entry)?.map(|known| known.no) else {
                continue;
            };
            let no: EntryNo = no;
            let erasure = log.erase(no, &fields, reason, now)?;
            done.entries.push(*entry);
            done.values += erasure.values;
            done.rows += erasure.raw_rows;
            done.position = erasure.position;
            done.scrubbed = erasure.scrubbed;
        }
        drop(log);
        // What was fetched last may hold the value as well.
        crate::live::forget_all(&self.folder)?;
        // Old parts hold the old value: everything is written afresh and the old files go.
        self.rebuild_locked(&mut |_| {})?;
        Ok(done)
    }
}
