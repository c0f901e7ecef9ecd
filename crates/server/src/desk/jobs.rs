//! Long work that goes on while pages come and go: a page waits a little, and else says how far it is.

use super::locked;
use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use tokio::sync::Notify;

/// One piece of work.
pub struct Job<T> {
    outcome: OnceLock<T>,
    done: Notify,
    bytes: AtomicU64,
    of: AtomicU64,
}

impl<T> Job<T> {
    /// What came of it, waiting at most this long.
    pub async fn wait(&self, patience: Duration) -> Option<&T> {
        let done = self.done.notified();
        if self.outcome.get().is_none() {
            let _ = tokio::time::timeout(patience, done).await;
        }
        self.outcome.get()
    }

    /// Tells how far it is.
    pub fn at(&self, bytes: u64, of: u64) {
        self.bytes.store(bytes, Ordering::Relaxed);
        self.of.store(of, Ordering::Relaxed);
    }

    /// How far it is, from 0 to 100.
    pub fn percent(&self) -> u64 {
        let (bytes, of) = (
            self.bytes.load(Ordering::Relaxed),
            self.of.load(Ordering::Relaxed),
        );
        (bytes * 100).checked_div(of).unwrap_or(0).min(100)
    }
}

/// Jobs with their keys, the oldest first.
type Queue<T> = VecDeque<(String, Arc<Job<T>>)>;

/// The newest jobs of one kind, by their keys.
pub struct Jobs<T> {
    most: usize,
    jobs: Arc<Mutex<Queue<T>>>,
}

impl<T: Send + Sync + 'static> Jobs<T> {
    /// No jobs yet; at most `most` are remembered.
    pub fn new(most: usize) -> Self {
        Self {
            most,
            jobs: Arc::default(),
        }
    }

    /// The job with this key, begun if there is none: `work` is done beside the requests.
    pub fn begin(
        &self,
        key: &str,
        work: impl FnOnce(&Job<T>) -> T + Send + 'static,
    ) -> Arc<Job<T>> {
        let mut jobs = locked(&self.jobs);
        if let Some((_, job)) = jobs.iter().find(|(known, _)| known == key) {
            return job.clone();
        }
        let job = Arc::new(Job {
            outcome: OnceLock::new(),
            done: Notify::new(),
            bytes: AtomicU64::new(0),
            of: AtomicU64::new(0),
        });
        if jobs.len() >= self.most {
            jobs.pop_front();
        }
        jobs.push_back((key.to_owned(), job.clone()));
        drop(jobs);
        let (working, jobs, key) = (job.clone(), self.jobs.clone(), key.to_owned());
        tokio::task::spawn_blocking(move || {
            let worked = std::panic::catch_unwind(AssertUnwindSafe(|| work(&working)));
            if let Ok(outcome) = worked {
                let _ = working.outcome.set(outcome);
            } else {
                // Forgotten, so that asking again begins it anew.
                tracing::error!("a job of the desk panicked");
                locked(&jobs).retain(|(known, _)| *known != key);
            }
            working.done.notify_waiters();
        });
        job
    }

    /// Forgets a job, so that it can be begun anew.
    pub fn forget(&self, key: &str) {
        locked(&self.jobs).retain(|(known, _)| known != key);
    }
}
