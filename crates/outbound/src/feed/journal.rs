//! How far a reading came, and the services it has: two files that are only ever added to.
//!
//! `now.journal` holds a line of JSON for each step, `services.jsonl` the services. A step is written after what it speaks of;
//! a last line that is torn, or speaks of bytes that are not there, is left out when the reading is gone on with. A
//! reading that is done becomes the last one, what the next is compared with; `whole.ids` are those of the last complete one.

use super::envelope::{self, Page};
use super::faults::{Faults, KeptFault};
use super::listed::List;
use super::steps::{
    BODIES, IDS, JOURNAL, Kept, LAST_BODIES, LAST_JOURNAL, Step, WHOLE_IDS, bodies_of, read_steps,
    remove, write_step,
};
use crate::{Address, Kind, Problem, Validators};
use jiff::Timestamp;
use rustc_hash::{FxHashMap, FxHashSet};
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A reading under way.
pub(super) struct Journal {
    folder: PathBuf,
    shown: String,
    steps: File,
    bodies: File,
    end: u64,
    version: Option<String>,
    listed: Option<Vec<KeptFault>>,
    list: List,
    kept: FxHashMap<String, Kept>,
    before: FxHashMap<String, Kept>,
    before_bodies: Option<File>,
}

impl Journal {
    /// Goes on with the reading in `folder` if it is of `base` and not too old; else begins one.
    pub fn open(
        folder: &Path,
        base: &Address,
        now: Timestamp,
        within: Duration,
    ) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let open = |name: &str| {
            let mut options = File::options();
            options.read(true).write(true).create(true).truncate(false);
            options.open(folder.join(name))
        };
        let (steps, whole) = read_steps(&folder.join(JOURNAL))?;
        let fresh = |at: &str| {
            let age = at.parse().map(|at: Timestamp| now.duration_since(at));
            age.is_ok_and(|age| !age.is_negative() && age.unsigned_abs() <= within)
        };
        let goes_on = matches!(steps.first(), Some(Step::Begun { at, base: of }) if fresh(at) && of == base.as_sent());
        let (last_steps, _) = read_steps(&folder.join(LAST_JOURNAL))?;
        let mut journal = Self {
            folder: folder.to_owned(),
            shown: base.to_string(),
            steps: open(JOURNAL)?,
            bodies: open(BODIES)?,
            end: 0,
            version: None,
            listed: None,
            list: List::default(),
            kept: FxHashMap::default(),
            before: bodies_of(last_steps),
            before_bodies: File::open(folder.join(LAST_BODIES)).ok(),
        };
        if goes_on {
            let there = journal.bodies.metadata()?.len();
            for step in steps {
                journal.replay(step, there);
            }
            journal.steps.set_len(whole)?;
            journal.steps.seek(SeekFrom::End(0))?;
        } else {
            journal.steps.set_len(0)?;
            journal.steps.seek(SeekFrom::Start(0))?;
        }
        journal.bodies.set_len(journal.end)?;
        journal.bodies.seek(SeekFrom::Start(journal.end))?;
        if !goes_on {
            let base = base.as_sent().to_owned();
            write_step(
                &mut journal.steps,
                &Step::Begun {
                    at: now.to_string(),
                    base,
                },
            )?;
        }
        Ok(journal)
    }

    fn replay(&mut self, step: Step, there: u64) {
        match step {
            Step::Begun { .. } => {}
            Step::Version(version) => self.version = Some(version),
            Step::Page {
                number,
                ids,
                items,
                total,
                says_where,
            } => self.list.add(number, ids, items, total, says_where),
            Step::RestartList => self.list = List::default(),
            Step::Listed { faults } => self.listed = Some(faults),
            Step::Kept { id, kept } => {
                // Bodies follow each other; what does not fit was lost with the power.
                if kept.at == self.end && kept.at + kept.bytes <= there {
                    self.end += kept.bytes;
                    self.kept.insert(id, kept);
                }
            }
        }
    }

    fn step(&mut self, step: &Step) -> Result<(), Problem> {
        write_step(&mut self.steps, step).map_err(|e| self.disk(&e))
    }

    fn disk(&self, error: &io::Error) -> Problem {
        Problem::new(Kind::Disk, self.shown.clone(), error.to_string())
    }

    /// What the feed calls its version; empty when it does not say.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    pub fn note_version(&mut self, version: String) -> Result<(), Problem> {
        self.version = Some(version.clone());
        self.step(&Step::Version(version))
    }

    /// True when the list was read to its end.
    pub fn listed(&self) -> bool {
        self.listed.is_some()
    }

    /// What was wrong with the list.
    pub fn list_faults(&self) -> Vec<KeptFault> {
        self.listed.clone().unwrap_or_default()
    }

    pub fn end_list(&mut self, faults: &Faults) -> Result<(), Problem> {
        let faults = faults.kept();
        self.listed = Some(faults.clone());
        self.step(&Step::Listed { faults })
    }

    pub fn restart_list(&mut self) -> Result<(), Problem> {
        self.list = List::default();
        self.step(&Step::RestartList)
    }

    /// The ids listed, each once.
    pub fn ids(&self) -> &[String] {
        &self.list.ids
    }

    /// Whether this id is listed.
    pub fn lists(&self, id: &str) -> bool {
        self.list.known.contains(id)
    }

    /// Services listed, those twice counted twice.
    pub fn items(&self) -> u64 {
        self.list.items
    }

    /// Pages read.
    pub fn pages(&self) -> u32 {
        self.list.pages
    }

    /// The number of the page to ask for next.
    pub fn next_page(&self) -> u32 {
        self.list.next.unwrap_or(1)
    }

    /// The number of the first page.
    pub fn first_page(&self) -> u32 {
        self.list.first.unwrap_or(1)
    }

    pub fn begin_at(&mut self, number: u32) {
        self.list.next = Some(number);
    }

    /// Whether any page said where it stands.
    pub fn says_where(&self) -> bool {
        self.list.says_where
    }

    /// The least and the most services that a page said there are.
    pub fn totals(&self) -> (u64, u64) {
        self.list.totals.unwrap_or_default()
    }

    pub fn add_page(&mut self, number: u32, ids: &[&str], page: &Page) -> Result<(), Problem> {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        // A page that was asked for late is listed as far as it was missed.
        let late = number == 0 && self.list.pages > 0;
        let listed = if late {
            ids.len()
        } else {
            page.ids.as_ref().map_or(0, Vec::len)
        };
        let (items, total, says_where) = (listed as u64, page.total, page.says_where());
        self.list.add(number, ids.clone(), items, total, says_where);
        self.step(&Step::Page {
            number,
            ids,
            items,
            total,
            says_where,
        })
    }

    /// True when hardly any id is both listed and was there at the last complete reading.
    pub fn ids_are_new(&self, suspect_from: usize) -> Result<bool, Problem> {
        let Some(whole) = self.whole_ids()? else {
            return Ok(false);
        };
        let known = self.ids().iter().filter(|id| whole.contains(*id)).count();
        // Of the shorter of both lists: one that grows or shrinks has kept its ids.
        let shorter = self.ids().len().min(whole.len());
        Ok(shorter >= suspect_from && known * 10 < shorter)
    }

    fn whole_ids(&self) -> Result<Option<FxHashSet<String>>, Problem> {
        match fs::read(self.folder.join(WHOLE_IDS)) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(self.disk(&e)),
        }
    }

    /// Whether the body of this service is there.
    pub fn has(&self, id: &str) -> bool {
        self.kept.contains_key(id)
    }

    /// Services whose bodies are there.
    pub fn kept(&self) -> u64 {
        self.kept.len() as u64
    }

    /// Bytes of all bodies.
    pub fn bytes(&self) -> u64 {
        self.end
    }

    /// What the last reading has of this service, if its body is still there.
    pub fn before(&mut self, id: &str) -> Option<Kept> {
        let kept = self.before.get(id)?.clone();
        self.before_body(id).map(|_| kept)
    }

    fn before_body(&mut self, id: &str) -> Option<Vec<u8>> {
        let kept = self.before.get(id)?;
        let file = self.before_bodies.as_mut()?;
        let mut body = vec![0; usize::try_from(kept.bytes).ok()?];
        file.seek(SeekFrom::Start(kept.at)).ok()?;
        file.read_exact(&mut body).ok()?;
        // Two files that do not belong together would give one service the body of another.
        let is_it = body.pop() == Some(b'\n') && envelope::id(&body).as_deref() == Some(id);
        is_it.then_some(body)
    }

    /// Keeps the body of a service.
    pub fn keep(&mut self, id: &str, body: &[u8], validators: &Validators) -> Result<(), Problem> {
        // In JSON a line break stands only where a space could.
        let mut line: Vec<u8> = body
            .iter()
            .map(|b| if matches!(b, b'\n' | b'\r') { b' ' } else { *b })
            .collect();
        let same = self.before_body(id).is_some_and(|before| before == line);
        line.push(b'\n');
        self.put(id, &line, validators.clone(), same)
    }

    /// Keeps the body that the last reading has of a service.
    pub fn keep_before(&mut self, id: &str) -> Result<(), Problem> {
        let validators = self.before.get(id).map(|kept| kept.validators.clone());
        let (Some(mut line), Some(validators)) = (self.before_body(id), validators) else {
            return Err(self.disk(&io::Error::other("the last reading is gone")));
        };
        line.push(b'\n');
        self.put(id, &line, validators, true)
    }

    fn put(
        &mut self,
        id: &str,
        line: &[u8],
        validators: Validators,
        same: bool,
    ) -> Result<(), Problem> {
        self.bodies.write_all(line).map_err(|e| self.disk(&e))?;
        let (at, bytes) = (self.end, line.len() as u64);
        let kept = Kept {
            at,
            bytes,
            same,
            validators,
        };
        self.end += bytes;
        self.kept.insert(id.to_owned(), kept.clone());
        let id = id.to_owned();
        self.step(&Step::Kept { id, kept })
    }

    /// True when the list and every body are what they were at the last complete reading.
    pub fn is_unchanged(&self) -> bool {
        let same = self.kept.values().all(|kept| kept.same);
        same && matches!(self.whole_ids(), Ok(Some(whole)) if whole == self.list.known)
    }

    /// The file of all bodies.
    pub fn bodies_path(&self) -> PathBuf {
        self.folder.join(BODIES)
    }

    /// Makes what was read safe from a loss of power.
    pub fn end(&mut self, complete: bool) -> Result<(), Problem> {
        let sync = || -> io::Result<()> {
            if complete {
                fs::write(self.folder.join(IDS), serde_json::to_vec(&self.list.ids)?)?;
            }
            self.bodies.sync_data()?;
            self.steps.sync_data()
        };
        sync().map_err(|e| self.disk(&e))
    }

    /// Forgets this reading: the next begins afresh.
    pub fn forget(&self) -> Result<(), Problem> {
        let gone = [JOURNAL, BODIES, IDS].map(|name| remove(&self.folder.join(name)));
        let gone: io::Result<Vec<()>> = gone.into_iter().collect();
        gone.map(|_| ()).map_err(|e| self.disk(&e))
    }
}
