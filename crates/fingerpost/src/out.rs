//! How results and faults are written: UX.md section 10.

use crate::args::Global;
use directory::FindingKind;
use indicatif::{ProgressBar, ProgressStyle};
use model::Findings;
use serde_json::Value as Json;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Fine,
    /// Faults were found, or a run is held.
    Faults,
    /// The command was used wrongly.
    WrongUse,
    /// Something could not be reached or read.
    Unreachable,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Fine => 0,
            Exit::Faults => 1,
            Exit::WrongUse => 2,
            Exit::Unreachable => 3,
        })
    }
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// What was typed makes no sense.
    #[error("{0}")]
    WrongUse(String),
    /// The directory refused.
    #[error("could not {doing}: {problem}")]
    Directory {
        /// What was being done, such as "import".
        doing: &'static str,
        /// Why not.
        problem: directory::Error,
    },
    /// A file or port outside the data folder.
    #[error("could not {doing}: {problem}")]
    Io {
        /// What was being done.
        doing: String,
        /// Why not.
        problem: std::io::Error,
    },
}

impl Failure {
    /// For `map_err`: what was being done.
    pub fn doing(doing: &'static str) -> impl Fn(directory::Error) -> Self {
        move |problem| Self::Directory { doing, problem }
    }
}

/// Where and how to write.
pub struct Out {
    pub json: bool,
    quiet: bool,
    colour: bool,
}

impl Out {
    pub fn new(global: &Global) -> Self {
        let forced = std::env::var_os("CLICOLOR_FORCE").is_some_and(|v| v != "0");
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let refused =
            global.no_color || std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let colour =
            !refused && !global.json && (forced || (std::io::stderr().is_terminal() && !dumb));
        Self {
            json: global.json,
            quiet: global.quiet,
            colour,
        }
    }

    /// One object, or words.
    pub fn result(&self, json: impl FnOnce() -> Json, words: impl FnOnce() -> String) {
        let text = if self.json {
            json().to_string()
        } else {
            words()
        };
        // A reader that has gone away (`| head`) is no fault of ours.
        let _ = writeln!(std::io::stdout(), "{}", text.trim_end());
    }

    /// Something to know that is no result.
    pub fn say(&self, words: &str) {
        if !self.quiet {
            let _ = writeln!(std::io::stderr(), "{words}");
        }
    }

    /// Something that must be mended, said however quiet.
    pub fn warn(&self, words: &str) {
        let _ = writeln!(std::io::stderr(), "{}: {words}", self.red("warning"));
    }

    /// Says why a command failed, and how it ends.
    pub fn failure(&self, failure: &Failure) -> Exit {
        let _ = writeln!(std::io::stderr(), "{}: {failure}", self.red("error"));
        match failure {
            Failure::WrongUse(_) => Exit::WrongUse,
            Failure::Directory {
                problem: directory::Error::Rules(_),
                ..
            } => Exit::Faults,
            Failure::Directory { problem, .. } if !problem.is_unreachable() => Exit::WrongUse,
            Failure::Directory { .. } | Failure::Io { .. } => Exit::Unreachable,
        }
    }

    fn red(&self, text: &str) -> String {
        if self.colour {
            format!("\u{1b}[1;31m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    fn yellow(&self, text: &str) -> String {
        if self.colour {
            format!("\u{1b}[1;33m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// The findings of a run: each kind once, with where, what was seen, and how to mend it.
    pub fn findings(&self, findings: &Findings) {
        for ((code, problem), (times, examples)) in &findings.kinds {
            let Some(first) = examples.first() else {
                continue;
            };
            let kind = if first.refusal {
                self.red("error")
            } else {
                self.yellow("warning")
            };
            let mut text = format!("{kind}[{code}]: {problem}\n  --> {}\n", first.place);
            if !first.seen.is_empty() {
                text.push_str(&format!("   |  {}\n", first.seen));
            }
            text.push_str(&format!("   = fix: {}\n", first.fix));
            if *times > first.times {
                let more: Vec<String> = examples
                    .iter()
                    .skip(1)
                    .map(|e| e.place.to_string())
                    .collect();
                let more = if more.is_empty() {
                    String::new()
                } else {
                    format!(" (also {})", more.join("; "))
                };
                text.push_str(&format!(
                    "also: {} more {code}{more}\n",
                    times - first.times
                ));
            }
            self.say(text.trim_end());
        }
    }

    /// The findings of a past run, in short.
    pub fn finding_line(kind: &FindingKind) -> String {
        let place = kind.examples.first().map_or(String::new(), |e| {
            format!(", first at {}:{}", e.file, e.line)
        });
        format!(
            "{} {} ({} times{place})",
            kind.code, kind.problem, kind.times
        )
    }

    /// A bar for long work: only on a terminal, and only after a second.
    pub fn bar(&self, what: &str) -> Bar {
        let on = !self.quiet && !self.json && std::io::stderr().is_terminal();
        let bar = on.then(|| {
            let bar = ProgressBar::new(1000);
            let style = ProgressStyle::with_template("{msg} {bar:30} {percent}% {elapsed}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_message(what.to_owned());
            bar
        });
        Bar { bar, shown: false }
    }
}

/// Progress of long work.
pub struct Bar {
    bar: Option<ProgressBar>,
    shown: bool,
}

impl Bar {
    /// Shows how much is done: 0 to 1.
    pub fn at(&mut self, what: &str, share: f64) {
        let Some(bar) = &self.bar else { return };
        if !self.shown && bar.elapsed() < Duration::from_secs(1) {
            return;
        }
        self.shown = true;
        if bar.message() != what {
            bar.set_message(what.to_owned());
        }
        bar.set_position((share.clamp(0.0, 1.0) * 1000.0) as u64);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
