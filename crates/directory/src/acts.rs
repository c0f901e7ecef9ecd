//! What a steward does to a reading: releasing, rejecting, taking back. Each leaves a note of who did it.

use crate::{Directory, Error};
use jiff::Timestamp;
use model::{EntryType, Record, RunNo};
use serde_json::json;
use store::{Log as _, Note, RunState, SqliteLog};

/// The most entries of a run that are looked through for services to show.
const LOOKED_AT: usize = 500;

impl Directory {
    /// Publishes a held run on the word of a person.
    ///
    /// # Errors
    /// As [`Directory::release`].
    pub fn release_by(&self, run: RunNo, person: &str, now: Timestamp) -> Result<(), Error> {
        self.release_noted(run, Some(person), now)
    }

    /// Refuses a held run on the word of a person.
    ///
    /// # Errors
    /// As [`Directory::reject`].
    pub fn reject_by(
        &self,
        run: RunNo,
        reason: &str,
        person: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.reject_noted(run, reason, Some(person), now)
    }

    /// Takes back a run that was published: everything is as it was before it. What it alone said is no longer listed.
    ///
    /// # Errors
    /// [`Error::NoRun`]; [`Error::Refused`] when a later reading of the same scope was weighed against it, or it is
    /// not published.
    pub fn take_back(&self, run: RunNo, person: &str, now: Timestamp) -> Result<(), Error> {
        let _lock = self.folder.lock()?;
        let mut log = self.log();
        log.run(run)?.ok_or(Error::NoRun(run))?;
        match log.revoke_run(run, "taken back", now) {
            Err(problem @ (store::Error::NotNewest { .. } | store::Error::WrongState { .. })) => {
                return Err(Error::Refused(problem.to_string()));
            }
            outcome => outcome?,
        };
        note_act(&mut log, "take-back", run, Some(person), now)?;
        drop(log);
        self.publish(&mut |_| {})?;
        Ok(())
    }

    /// True when a run is published and nothing was read after it in its scope.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be read.
    pub fn can_take_back(&self, run: RunNo) -> Result<bool, Error> {
        let log = self.log();
        let Some(run) = log.run(run)? else {
            return Ok(false);
        };
        let others = log.runs_of_scope(run.begun.source, &run.begun.table)?;
        let later = others.iter().any(|other| {
            (other.belief > run.belief || other.no > run.no)
                && !matches!(other.state, RunState::Rejected { .. } | RunState::Abandoned)
        });
        Ok(run.is_believed() && !later)
    }

    /// Up to `most` services that people find because of a run.
    ///
    /// # Errors
    /// [`Error`] when the log or the snapshot cannot be read.
    pub fn services_of_run(&self, run: RunNo, most: usize) -> Result<Vec<Record>, Error> {
        let snapshot = self.snapshot();
        let mut ids = Vec::new();
        {
            let log = self.log();
            for no in log.entries_of_run(run)?.into_iter().take(LOOKED_AT) {
                let entry = log.entry(no)?;
                if entry.entry_type == EntryType::Service {
                    ids.push(entry.id);
                }
            }
        }
        let mut services = Vec::new();
        for id in ids {
            if services.len() == most {
                break;
            }
            if let Some(record) = snapshot.follow(&id)?
                && record.is_listed()
            {
                services.push(record);
            }
        }
        Ok(services)
    }
}

/// Notes what a person did to a run. The command line has no persons.
pub(crate) fn note_act(
    log: &mut SqliteLog,
    did: &str,
    run: RunNo,
    person: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(person) = person else {
        return Ok(());
    };
    log.append_note(Note {
        kind: "desk".to_owned(),
        at: now,
        says: [
            ("did".to_owned(), json!(did)),
            ("by".to_owned(), json!(person)),
            ("run".to_owned(), json!(run.0)),
        ]
        .into(),
    })?;
    Ok(())
}
