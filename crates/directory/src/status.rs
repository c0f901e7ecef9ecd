//! What is there and whether it holds.

use crate::snapshot::hex;
use crate::{Directory, Error};
use model::Position;
use store::Log as _;

/// What is there.
#[derive(Clone, Debug)]
pub struct Status {
    /// The newest item of the log.
    pub log_position: Position,
    /// The position that is published.
    pub published_position: Position,
    /// The root of the log's Merkle tree, in hex.
    pub root: String,
    /// The state hash of what is published, in hex.
    pub state_hash: String,
    /// Ids that lead somewhere.
    pub ids: usize,
    /// Services that can be found.
    pub services: usize,
    /// Sources declared.
    pub sources: usize,
    /// Runs held for a person.
    pub held: Vec<u32>,
    /// Postcodes that can be looked up.
    pub postcodes: usize,
    /// Bytes of the data folder.
    pub bytes: u64,
}

/// What `verify` found.
#[derive(Clone, Debug)]
pub struct Verification {
    /// Items of the log.
    pub items: u64,
    /// Values that were erased.
    pub erased: u64,
    /// The root of the Merkle tree, in hex.
    pub root: String,
    /// The state hash of what is published, in hex.
    pub state_hash: String,
    /// What does not hold; empty when all is well.
    pub faults: Vec<String>,
}

impl Directory {
    /// What is there.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be read.
    pub fn status(&self) -> Result<Status, Error> {
        let snapshot = self.snapshot();
        let log = self.log();
        let held = log
            .runs()?
            .into_iter()
            .filter(|run| matches!(run.state, store::RunState::Held { .. }));
        Ok(Status {
            log_position: log.head()?,
            published_position: snapshot.position(),
            root: hex(&log.root()?),
            state_hash: hex(&snapshot.state_hash()),
            ids: snapshot.ids(),
            services: snapshot.services(),
            sources: log.sources()?.len(),
            held: held.map(|run| run.no.0).collect(),
            postcodes: snapshot.gazetteer().map_or(0, gazetteer::Gazetteer::len),
            bytes: self.folder.size(),
        })
    }

    /// Checks every item of the log against its proof, and every published hash against its record.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be read at all.
    pub fn verify(&self, progress: &mut dyn FnMut(u64)) -> Result<Verification, Error> {
        let snapshot = self.snapshot();
        let verified = self.log().verify(progress)?;
        let mut faults = verified.faults;
        faults.extend(snapshot.check()?);
        Ok(Verification {
            items: verified.items,
            erased: verified.erased,
            root: hex(&verified.root),
            state_hash: hex(&snapshot.state_hash()),
            faults,
        })
    }
}
