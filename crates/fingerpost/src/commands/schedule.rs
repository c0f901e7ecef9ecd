//! Reads what is due while the site is served.
//!
//! A process of its own does it, with low priority: whatever a directory on the open web makes it do, pages are
//! answered from this one. It writes through the log like any `import`; what it publishes is taken up as usual.

use crate::clock::Clock;
use directory::Directory;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often what is due is looked for.
const LOOK: Duration = Duration::from_secs(5);
/// How much the process that fetches gives way to others, as `nice` counts.
const NICE: &str = "10";

/// The schedule, running until it is dropped.
pub struct Schedule {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Schedule {
    /// Starts it. `words` are the global flags that the process that fetches is given.
    pub fn start(directory: Arc<Directory>, clock: Clock, words: Vec<String>) -> Self {
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new()
            .name("schedule".to_owned())
            .spawn(move || run(&directory, clock, &words, &stopped));
        if let Err(problem) = &thread {
            tracing::warn!("sources are not read by themselves: {problem}");
        }
        Self {
            stop: Some(stop),
            thread: thread.ok(),
        }
    }
}

impl Drop for Schedule {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn run(directory: &Directory, clock: Clock, words: &[String], stopped: &Receiver<()>) {
    let mut fetching: Option<Child> = None;
    loop {
        if let Some(child) = &mut fetching
            && !matches!(child.try_wait(), Ok(None))
        {
            fetching = None;
        }
        if fetching.is_none() {
            match directory.due(clock.now()) {
                Ok(due) if due.is_empty() => {}
                Ok(_) => fetching = start(words),
                Err(problem) => tracing::warn!("what is due cannot be found out: {problem}"),
            }
        }
        if stopped.recv_timeout(LOOK) != Err(RecvTimeoutError::Timeout) {
            break;
        }
    }
    // What it had read is in its journal, and the next one goes on there.
    if let Some(mut child) = fetching {
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// Starts the process that fetches, gently where the system knows how.
fn start(words: &[String]) -> Option<Child> {
    let own = match std::env::current_exe() {
        Ok(own) => own,
        Err(problem) => {
            tracing::warn!("this program does not find itself: {problem}");
            return None;
        }
    };
    let gentle: [PathBuf; 4] = ["nice".into(), "-n".into(), NICE.into(), own.clone()];
    let started = spawn(&gentle, words).or_else(|_| spawn(&[own], words));
    started
        .inspect_err(|problem| tracing::warn!("sources are not read: {problem}"))
        .ok()
}

fn spawn(program: &[PathBuf], words: &[String]) -> std::io::Result<Child> {
    Command::new(&program[0])
        .args(&program[1..])
        .args(words)
        .arg("fetch")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
}
