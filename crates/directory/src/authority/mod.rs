//! The rules of belief in force: shipped, or adopted by a person; their versions in the log.
//!
//! Words: a *version* is a set of rules that somebody adopted, or that shipped with the product; rules are *broken*
//! when they were adopted and the product has since become stricter, so that they can be used no more.
//! Always: the newest version decides. When it is broken, the last one that can be used does, keeping back whatever
//! the broken one withheld, and that is said wherever an operator looks. Nobody overwrites what they have not seen.
//! Start at [`in_force`]; trying rules is in `trial.rs`, what a person is about to change in `draft.rs`.

mod draft;
mod trial;

pub use draft::{RuleEdit, RulesDraft};
pub use trial::{Trial, TrialChange, TrialRecord};

pub(crate) use trial::changes;

use crate::snapshot::hex;
use crate::{Directory, Error};
use jiff::Timestamp;
use model::Position;
use resolve::{Authority, BadRules};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError};
use store::{Log as _, Note, Noted, SqliteLog};

/// The rules that decide today.
#[derive(Clone)]
pub(crate) struct InForce {
    pub rules: Arc<Authority>,
    /// The newest version, when it cannot be used.
    pub broken: Option<Arc<BrokenRules>>,
}

/// Rules that were adopted and can be used no more.
#[derive(Clone, Debug, PartialEq)]
pub struct BrokenRules {
    /// Their place in the log.
    pub position: Position,
    /// Who adopted them.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What is wrong with them today.
    pub problem: BadRules,
    /// The version that is in force instead; none for the rules that ship.
    pub instead: Option<Position>,
}

impl fmt::Display for BrokenRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let instead = match self.instead {
            Some(position) => format!("those adopted at position {position}"),
            None => "those that ship".to_owned(),
        };
        write!(
            f,
            "the rules of belief adopted at position {} by {} on {} can be used no more ({}); {instead} are in force, and what the others withheld stays withheld; mend them: `fingerpost authority show --version {}` prints them, `fingerpost authority adopt FILE` takes the mended file",
            self.position,
            self.by,
            self.at.strftime("%-d %B %Y"),
            self.problem,
            self.position
        )
    }
}

/// A set of rules that decided from some moment on.
#[derive(Clone, Debug, PartialEq)]
pub struct RulesVersion {
    /// Its place in the log.
    pub position: Position,
    /// Since when.
    pub at: Timestamp,
    /// The opaque id of whoever adopted it; none for rules that came with the product.
    pub by: Option<String>,
    /// The text of its file; none for the rules that ship.
    pub text: Option<String>,
    /// What tells it from others.
    pub hash: String,
    /// What is wrong with it today.
    pub problem: Option<BadRules>,
}

/// Which rules these are. Rules that are not those shipped lean on them for fields they leave out.
pub(crate) fn rules_hash(rules: &Authority) -> String {
    let shipped = Authority::england().text();
    let mut digest = Sha256::new().chain_update(rules.text());
    if rules.text() != shipped {
        digest = digest.chain_update(shipped);
    }
    if let Some(broken) = rules.instead_of() {
        digest = digest.chain_update("\u{1f}").chain_update(broken);
    }
    hex(&digest.finalize())
}

/// The rules in force: those adopted last, else those shipped.
pub(crate) fn in_force(log: &SqliteLog) -> Result<InForce, Error> {
    let mut notes = log.notes("rules")?;
    let shipped = || Arc::new(Authority::england().clone());
    let Some((newest, by, text)) = notes.pop().as_ref().and_then(adopted) else {
        return Ok(InForce {
            rules: shipped(),
            broken: None,
        });
    };
    let problem = match Authority::parse_over_shipped(&text) {
        Ok(rules) => {
            return Ok(InForce {
                rules: Arc::new(rules),
                broken: None,
            });
        }
        Err(problem) => problem,
    };
    let mut instead = None;
    let mut rules = Authority::england().clone();
    for earlier in notes.iter().rev() {
        let Some((place, _, text)) = adopted(earlier) else {
            break;
        };
        if let Ok(known) = Authority::parse_over_shipped(&text) {
            (rules, instead) = (known, Some(place.0));
            break;
        }
    }
    Ok(InForce {
        rules: Arc::new(rules.withholding_as(&text)),
        broken: Some(Arc::new(BrokenRules {
            position: newest.0,
            by,
            at: newest.1,
            problem,
            instead,
        })),
    })
}

/// Where and when rules were noted, by whom they were adopted, and their text; none for those that ship.
fn adopted(noted: &Noted) -> Option<((Position, Timestamp), String, String)> {
    let says = &noted.note.says;
    let word = |word: &str| says.get(word).and_then(Json::as_str).map(str::to_owned);
    if says.get("shipped") == Some(&json!(true)) {
        return None;
    }
    let (by, text) = (word("adopted_by")?, word("text")?);
    (text != Authority::england().text()).then_some(((noted.position, noted.note.at), by, text))
}

/// Says which rules decide from here on, once.
pub(crate) fn note_rules(
    log: &mut SqliteLog,
    rules: &Authority,
    at: Timestamp,
) -> Result<(), Error> {
    if rules.instead_of().is_some() {
        // The broken rules stay the newest: what they withheld is read from them.
        return Ok(());
    }
    let hash = rules_hash(rules);
    let newest = log.notes("rules")?.pop();
    if newest
        .as_ref()
        .is_some_and(|noted| noted.note.says.get("hash").and_then(Json::as_str) == Some(&hash))
    {
        return Ok(());
    }
    let mut says: BTreeMap<String, Json> = [
        ("hash".to_owned(), json!(hash)),
        ("text".to_owned(), json!(rules.text())),
    ]
    .into();
    // The product has learned a new field: the rules stay whose they were.
    if let Some(by) = newest.and_then(|noted| noted.note.says.get("adopted_by").cloned())
        && rules.text() != Authority::england().text()
    {
        says.insert("adopted_by".to_owned(), by);
    }
    log.append_note(Note {
        kind: "rules".to_owned(),
        at,
        says,
    })?;
    Ok(())
}

impl Directory {
    /// The rules that were adopted last, when they can be used no more and others are in force in their place.
    pub fn broken_rules(&self) -> Option<Arc<BrokenRules>> {
        let in_force = self.rules.read().unwrap_or_else(PoisonError::into_inner);
        in_force.broken.clone()
    }

    /// What tells the rules in force from others: whoever changes them says which they have seen.
    pub fn rules_mark(&self) -> String {
        rules_hash(&self.rules())
    }

    /// The sets of rules that ever decided, the newest first. Of rules that were noted again when the product learned
    /// a field, the first place counts.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be read.
    pub fn rules_versions(&self) -> Result<Vec<RulesVersion>, Error> {
        let mut versions: Vec<RulesVersion> = Vec::new();
        for noted in self.log().notes("rules")? {
            let (position, at) = (noted.position, noted.note.at);
            let word = |word: &str| {
                noted
                    .note
                    .says
                    .get(word)
                    .and_then(Json::as_str)
                    .map(str::to_owned)
            };
            let by = word("adopted_by");
            let hash = word("hash").unwrap_or_default();
            let text = adopted(&noted).map(|(_, _, text)| text);
            if let Some(last) = versions.last_mut().filter(|last| last.text == text) {
                last.hash = hash;
                continue;
            }
            let parsed = text.as_deref().map(Authority::parse_over_shipped);
            versions.push(RulesVersion {
                position,
                at,
                by,
                hash,
                problem: parsed.and_then(Result::err),
                text,
            });
        }
        versions.reverse();
        Ok(versions)
    }

    /// Rules that a person gives: they must make sense, and the areas they name must be known.
    pub(crate) fn given_rules(&self, text: &str) -> Result<Authority, Error> {
        let rules = Authority::parse_over_shipped(text)?;
        let snapshot = self.snapshot();
        let known: Vec<(&str, Option<&str>)> = snapshot
            .gazetteer()
            .map(|g| g.areas().collect())
            .unwrap_or_default();
        if known.is_empty() {
            // Nothing can be looked up yet: a trial says so.
            return Ok(rules);
        }
        for area in rules.areas() {
            let key = resolve::area_key(area);
            let is_it = |(code, name): &(&str, Option<&str>)| {
                *code == area || name.is_some_and(|name| resolve::area_key(name) == key)
            };
            if known.iter().any(is_it) {
                continue;
            }
            let opening: String = key.chars().take(3).collect();
            let near = known.iter().filter_map(|(_, name)| *name);
            let near: Vec<&str> = near
                .filter(|name| resolve::area_key(name).starts_with(&opening))
                .take(3)
                .collect();
            let remedy = if near.is_empty() {
                "write the code or the whole name of a local authority".to_owned()
            } else {
                format!("names like it are {}", near.join(", "))
            };
            return Err(rules
                .fault_at(area, format!("`{area}` is no area that we know"), remedy)
                .into());
        }
        Ok(rules)
    }

    /// Takes `text` for the rules from here on and publishes what that changes. None goes back to those shipped.
    /// `seen` is the mark of the rules that the person had before them.
    ///
    /// # Errors
    /// [`Error::Rules`] names the line; [`Error::RulesMoved`] when others are in force than those seen; else when the
    /// log or the folder cannot be written.
    pub fn adopt_rules(
        &self,
        text: Option<&str>,
        seen: Option<&str>,
        person: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let rules = match text {
            Some(text) => self.given_rules(text)?,
            None => Authority::england().clone(),
        };
        let _lock = self.folder.lock()?;
        let current = in_force(&self.log())?;
        if seen.is_some_and(|seen| seen != rules_hash(&current.rules)) {
            return Err(Error::RulesMoved);
        }
        let hash = rules_hash(&rules);
        if hash == rules_hash(&current.rules) {
            return Ok(());
        }
        let mut says: BTreeMap<String, Json> = [
            ("adopted_by".to_owned(), json!(person)),
            ("hash".to_owned(), json!(hash)),
            ("text".to_owned(), json!(rules.text())),
        ]
        .into();
        if rules.text() == Authority::england().text() {
            says.insert("shipped".to_owned(), json!(true));
        }
        self.log().append_note(Note {
            kind: "rules".to_owned(),
            at: now,
            says,
        })?;
        self.take_up_rules()?;
        self.publish(&mut |_| {})?;
        Ok(())
    }

    /// Takes the rules in force from the log.
    pub(crate) fn take_up_rules(&self) -> Result<(), Error> {
        let in_force = in_force(&self.log())?;
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = in_force;
        Ok(())
    }
}
