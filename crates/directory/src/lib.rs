//! The boundary of the product: import, follow, find, explain, decide. What the server and the command line call.
//!
//! Words: a *snapshot* is everything published at one log position; *publishing* makes the next one from what the
//! log has newly believed; a [`RunReport`] is what one reading came to.
//! Always: one writer at a time; readers work on one immutable [`Snapshot`] and never see half an import; no
//! clock is read here: the moment and the day are arguments.
//! Start at [`Directory`]; reading is in `import.rs`, publishing in `follow.rs`, questions in `find.rs`.

mod acts;
mod authority;
mod compare;
mod decide;
mod disagreements;
mod doc;
mod error;
mod explain;
mod find;
mod folder;
mod follow;
mod held;
mod import;
pub mod live;
mod matching;
mod narrow;
mod offer;
mod place;
mod places;
mod preview;
mod questions;
mod reading;
mod redact;
mod run_report;
mod same_rows;
mod scope;
mod snapshot;
mod sources;
mod status;
mod suggest;
mod unpack;
mod weigh;

pub use authority::{
    BrokenRules, RuleEdit, RulesDraft, RulesVersion, Trial, TrialChange, TrialRecord,
};
pub use compare::{CompareList, ComparedLink, ComparedRow, Comparison, ListFigures, compare};
pub use decide::{Answers, Judgement, TakenBack};
pub use disagreements::{Answered, Disagreement, Settlement, Unsettled, Verdict};
pub use error::Error;
pub use explain::{Change, Explanation, Told, What};
pub use find::{Answer, AnswerHit, Ask, When};
pub use held::{HeldChange, HeldSample};
pub use import::{ImportRequest, Progress, Stage};
pub use ingest::{Guess, Suggestion};
pub use live::{Changed, FeedEnd, FeedFault, FeedOutcome, FeedReport, FetchCall, FetchReport};
pub use matching::{
    Considered, Listed, ListedKind, ListedSide, MatchFigures, MatchTrial, PairEvidence,
    ServiceFigures, TrialPair,
};
pub use model::{Feed, FeedKind};
pub use narrow::{Choices, Narrow, Traits};
pub use offer::{Accepted, Draft, DraftFault, NoOfferId, Offer, OfferId, Refusal, Upload};
pub use place::{Place, PlaceAnswer};
pub use places::PlacesReport;
pub use preview::{Preview, PreviewRequest, Previewed};
pub use questions::{
    Answering, JudgedTwice, PairAnswer, Question, QuestionId, Queue, Reply, Shown, ShownSide,
    Stance,
};
pub use redact::Redacted;
pub use resolve::likeness::{Evidence, LinkRelation, Profile, Standing};
pub use resolve::{Authority, BadRules, NotChanged, RuleWords, ToldRule, is_closed};
pub use run_report::{
    FindingExample, FindingKind, RunReport, counts_json, findings_json_value, tally_json,
};
pub use search::{Facets, Helpline, Marks, Need, Needs, Understood};
pub use snapshot::{Found, Snapshot};
pub use sources::{RunSummary, SourceReport};
pub use status::{Status, Verification};
pub use store::{Decided, DecidedItem, Entropy, EntryCounts, NewSource, RunState};
pub use suggest::suggest;

use authority::InForce;
use folder::Folder;
use resolve::likeness::Version;
use snapshot::manifest::Manifest;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use store::{Log as _, SqliteLog};

/// One data folder: its log and what is published from it.
pub struct Directory {
    folder: Folder,
    log: Mutex<SqliteLog>,
    snapshot: RwLock<Arc<Snapshot>>,
    rules: RwLock<InForce>,
    version: RwLock<Arc<Version>>,
    /// Held while an offer is accepted.
    accepting: Mutex<()>,
    /// Where sources do not agree, as of some edition of the snapshot.
    disputes: Mutex<Option<Arc<disagreements::Gathered>>>,
    /// What the matcher last asked.
    asked: Mutex<questions::Asked>,
}

impl Directory {
    /// Opens the data folder at `path`, making it if need be. `entropy` gives the salts and keys of the log.
    ///
    /// # Errors
    /// [`Error`] when the folder cannot be used.
    pub fn open(path: &Path, entropy: Entropy) -> Result<Self, Error> {
        let folder = Folder::open(path)?;
        let log = SqliteLog::open(&folder.log(), entropy)?;
        let rules = authority::in_force(&log)?;
        let version = matching::in_force(&log)?;
        let manifest = Manifest::read(&folder)?;
        let manifest = match manifest {
            Some(manifest) => manifest,
            None => Manifest::empty(authority::rules_hash(&rules.rules), places::current(&log)?),
        };
        let snapshot = Snapshot::open(&folder, manifest, log.sources()?)?;
        Ok(Self {
            folder,
            log: Mutex::new(log),
            snapshot: RwLock::new(Arc::new(snapshot)),
            rules: RwLock::new(rules),
            version: RwLock::new(version),
            accepting: Mutex::new(()),
            disputes: Mutex::new(None),
            asked: Mutex::default(),
        })
    }

    /// Publishes what was believed and not yet published: read with `later`, or by a process that ended too early.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be read or the folder not written.
    pub fn catch_up(&self) -> Result<(), Error> {
        let published = self.snapshot().position();
        let log = self.log();
        let is_matched = log
            .match_state()?
            .is_none_or(|state| state.model == self.version().hash());
        let is_published = log.head()? == published;
        drop(log);
        if is_published && is_matched {
            return Ok(());
        }
        match self.folder.lock() {
            Ok(_lock) => self.publish(&mut |_| {}).map(|_| ()),
            // Whoever is writing will publish.
            Err(Error::Busy(_)) => Ok(()),
            Err(problem) => Err(problem),
        }
    }

    /// The snapshot in use. It does not change under whoever holds it.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Where the data lies.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The rules of belief in use.
    pub fn rules(&self) -> Arc<Authority> {
        self.rules
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .rules
            .clone()
    }

    /// The version of the matching model in use.
    pub fn version(&self) -> Arc<Version> {
        self.version
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The opaque id of the person of this name, by which the log knows them. It cannot be told from it who they are.
    pub fn person(&self, name: &str) -> String {
        let mark = self
            .log()
            .fingerprint(format!("person\u{1f}{name}").as_bytes());
        format!("person-{}", snapshot::hex(&mark.0[..8]))
    }

    /// Takes up what another process has published since. True when there was something.
    ///
    /// # Errors
    /// [`Error`] when the snapshot's files cannot be read.
    pub fn refresh(&self) -> Result<bool, Error> {
        let Some(manifest) = Manifest::read(&self.folder)? else {
            return Ok(false);
        };
        if manifest.edition == self.snapshot().edition() {
            return Ok(false);
        }
        // Another process may have adopted other rules, or another model.
        self.take_up_rules()?;
        let version = matching::in_force(&self.log())?;
        *self.version.write().unwrap_or_else(PoisonError::into_inner) = version;
        self.swap(manifest)?;
        Ok(true)
    }

    fn swap(&self, manifest: Manifest) -> Result<(), Error> {
        let sources = self.log().sources()?;
        let snapshot = Snapshot::open(&self.folder, manifest, sources)?;
        *self
            .snapshot
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
        Ok(())
    }

    fn log(&self) -> MutexGuard<'_, SqliteLog> {
        // A panic while the log was held left no half-written item: every write is one transaction.
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
