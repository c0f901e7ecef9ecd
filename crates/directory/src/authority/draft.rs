//! Rules that a steward is about to adopt: kept while they look at what would change.
//!
//! Always: a draft lies in the scratch folder and survives a restart; it knows which rules its writer had seen;
//! nothing of it decides anything until it is adopted.

use crate::{Directory, Error, OfferId};
use jiff::{SignedDuration, Timestamp};
use model::Field;
use resolve::{Authority, NotChanged, RuleWords, Scope};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::PathBuf;

/// How long a draft is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Rules that nobody has adopted yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulesDraft {
    /// The text of the file; none to go back to the rules that ship.
    pub text: Option<String>,
    /// The mark of the rules that the writer had before them.
    pub seen: String,
    /// The opaque id of the writer.
    pub by: String,
    /// What was changed by form: one rule of the rules seen.
    pub edit: Option<RuleEdit>,
}

/// A change of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleEdit {
    /// The word of its field.
    pub field: String,
    /// Kinds and areas that the rule was for; none for a new one.
    pub was: Option<(Vec<String>, Vec<String>)>,
    /// The rule as it shall be; none when it is taken out.
    pub rule: Option<RuleWords>,
}

impl RuleEdit {
    /// The text of `rules` with this change.
    ///
    /// # Errors
    /// [`NotChanged`] says why it cannot be.
    pub fn on(&self, rules: &Authority) -> Result<String, NotChanged> {
        let field = Field::from_word(&self.field).ok_or(NotChanged::Gone)?;
        let was = self.was.as_ref().map(|(kinds, areas)| Scope {
            kinds: kinds
                .iter()
                .filter_map(|kind| model::Term::slug(kind))
                .collect(),
            areas: areas.iter().cloned().collect(),
        });
        match (&self.rule, &was) {
            (Some(rule), was) => rules.with_rule(field, was.as_ref(), rule),
            (None, Some(was)) => rules.without_rule(field, was),
            (None, None) => Err(NotChanged::Gone),
        }
    }
}

impl Directory {
    /// Keeps a draft under an id.
    ///
    /// # Errors
    /// [`Error::File`] when the data folder cannot be written.
    pub fn keep_rules_draft(
        &self,
        id: &OfferId,
        draft: &RulesDraft,
        now: Timestamp,
    ) -> Result<(), Error> {
        let folder = self.drafts();
        fs::create_dir_all(&folder).map_err(|source| Error::file(&folder, source))?;
        self.sweep_drafts(now);
        let text = serde_json::to_vec(draft).map_err(|problem| damaged(&problem))?;
        crate::folder::Folder::write_whole(&self.draft_file(id), &text)
    }

    /// The draft with this id; none when it was adopted, thrown away, or left alone for two weeks.
    ///
    /// # Errors
    /// [`Error::Kept`] when what lies there cannot be read.
    pub fn rules_draft(&self, id: &OfferId) -> Result<Option<RulesDraft>, Error> {
        let path = self.draft_file(id);
        match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text)
                .map(Some)
                .map_err(|problem| damaged(&problem)),
            Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(problem) => Err(Error::file(&path, problem)),
        }
    }

    /// Throws a draft away. Doing so twice does no harm.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be removed.
    pub fn discard_rules_draft(&self, id: &OfferId) -> Result<(), Error> {
        let path = self.draft_file(id);
        match fs::remove_file(&path) {
            Err(problem) if problem.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::file(&path, problem))
            }
            _ => Ok(()),
        }
    }

    fn drafts(&self) -> PathBuf {
        self.folder.scratch().join("rules")
    }

    fn draft_file(&self, id: &OfferId) -> PathBuf {
        self.drafts().join(format!("{id}.json"))
    }

    /// Removes drafts that were left alone.
    fn sweep_drafts(&self, now: Timestamp) {
        for entry in fs::read_dir(self.drafts()).into_iter().flatten().flatten() {
            if crate::offer::untouched_since(&entry.path(), now) > KEPT {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

fn damaged(problem: &dyn std::fmt::Display) -> Error {
    Error::Kept {
        what: "a draft of rules",
        problem: problem.to_string(),
    }
}
