//! Changing one rule of a rules file, everything else of the file staying as it was typed.
//!
//! Words: a *scope* is the kinds and areas that a rule is for; two rules of one field never have the same.
//! Always: a field that the file does not hold yet takes the shipped rules with it; a rule stands as late as it can
//! and still decide, so that narrower rules come first; what comes of it is read like any other file.

use super::{Authority, BadRules, Rule, file};
use model::{Field, Term};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a rule is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Kinds of service; every kind when empty.
    pub kinds: BTreeSet<Term>,
    /// Codes or names of areas; everywhere when empty.
    pub areas: BTreeSet<String>,
}

/// A rule as a person words it: checked only when the file is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleWords {
    /// Kinds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// Areas.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<String>,
    /// Roles, most believed first.
    pub believed: Vec<String>,
    /// Roles whose word that it is closed outweighs everybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub closed_by: Vec<String>,
    /// How the value is made.
    pub take: String,
    /// Days until it must be confirmed.
    pub review_days: u16,
    /// Who may see it.
    pub visibility: String,
    /// Why.
    pub why: String,
}

/// Why a rule was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotChanged {
    /// There is no rule of this scope.
    #[error("this rule is not there any more; look at the rules as they are now")]
    Gone,
    /// Another rule has this scope.
    #[error("there is a rule for just these kinds and areas already; change that one")]
    Taken,
    /// The default of a field must stay.
    #[error("this rule is for everything that no other rule is for, so it must stay")]
    Default,
    /// The file writes its rules in a way that only a person can change.
    #[error("this file writes its rules in one line; change the whole file instead")]
    Inline,
    /// The rule makes no sense.
    #[error(transparent)]
    Bad(#[from] BadRules),
}

impl Rule {
    fn has_scope(&self, scope: &Scope) -> bool {
        self.kinds == scope.kinds && self.areas == scope.areas
    }

    /// True when this rule fits whatever one of this scope fits.
    fn covers(&self, scope: &Scope) -> bool {
        let all = |own_is_empty: bool, theirs_is_empty: bool, within: bool| {
            own_is_empty || (!theirs_is_empty && within)
        };
        all(
            self.kinds.is_empty(),
            scope.kinds.is_empty(),
            scope.kinds.is_subset(&self.kinds),
        ) && all(
            self.areas.is_empty(),
            scope.areas.is_empty(),
            scope.areas.is_subset(&self.areas),
        )
    }
}

impl Authority {
    /// The text of the file with `rule` in place of the rule of `field` with the scope `was`; with none, added.
    ///
    /// # Errors
    /// [`NotChanged`] says why not.
    pub fn with_rule(
        &self,
        field: Field,
        was: Option<&Scope>,
        rule: &RuleWords,
    ) -> Result<String, NotChanged> {
        let mut text = self.text_holding(field)?;
        let toml = toml::to_string(rule).map_err(|_| NotChanged::Inline)?;
        let block = format!("[[rule.{}]]\n{}", field.as_str(), toml.trim_end());
        let scope = scope_of(field, &block)?;
        let rules = &self.rules[field as usize];
        if was != Some(&scope) && rules.iter().any(|known| known.has_scope(&scope)) {
            return Err(NotChanged::Taken);
        }
        let mut at = None;
        if let Some(was) = was {
            let known = self.place(field, was)?;
            if *was != scope && *was == Scope::default() {
                return Err(NotChanged::Default);
            }
            let span = span(&text, field, known)?;
            if *was == scope {
                text.replace_range(span, &format!("{block}\n"));
                return Ok(text);
            }
            text.replace_range(span, "");
            at = Some(known);
        }
        let left = rules
            .iter()
            .enumerate()
            .filter(|(known, _)| at != Some(*known));
        let before = left
            .map(|(_, rule)| rule)
            .position(|known| known.covers(&scope));
        let span = span(&text, field, before.unwrap_or(rules.len() - 1))?;
        text.insert_str(span.start, &format!("{block}\n\n"));
        Ok(text)
    }

    /// The text of the file without the rule of `field` with this scope.
    ///
    /// # Errors
    /// [`NotChanged`] says why not.
    pub fn without_rule(&self, field: Field, was: &Scope) -> Result<String, NotChanged> {
        if *was == Scope::default() {
            return Err(NotChanged::Default);
        }
        let mut text = self.text_holding(field)?;
        let span = span(&text, field, self.place(field, was)?)?;
        text.replace_range(span, "");
        Ok(text)
    }

    fn place(&self, field: Field, was: &Scope) -> Result<usize, NotChanged> {
        let mut rules = self.rules[field as usize].iter();
        rules
            .position(|rule| rule.has_scope(was))
            .ok_or(NotChanged::Gone)
    }

    /// The text with rules for `field` in it. The shipped text is left as it is: only what differs is written down.
    fn text_holding(&self, field: Field) -> Result<String, NotChanged> {
        let shipped = Self::england().text();
        let mut text = if self.text == shipped {
            "# Rules that differ from those that ship.\n".to_owned()
        } else {
            self.text.replace("\r\n", "\n")
        };
        if file::starts(&text)?.rules.contains_key(field.as_str()) {
            return Ok(text);
        }
        for at in 0..Self::england().rules[field as usize].len() {
            let block = shipped.get(span(shipped, field, at)?).unwrap_or_default();
            text.truncate(text.trim_end().len());
            text.push_str("\n\n");
            text.push_str(block);
        }
        Ok(text)
    }
}

/// What the rule of a block is for, as the file will be read.
fn scope_of(field: Field, block: &str) -> Result<Scope, NotChanged> {
    // A rule for everything after it, so that this one need not be the default.
    let whole = format!(
        "{block}\n[[rule.{}]]\nbelieved = []\ntake = \"one\"\nreview_days = 1\nwhy = \"so\"\nvisibility = \"staff\"",
        field.as_str()
    );
    let read =
        Authority::parse_over_shipped(block).or_else(|_| Authority::parse_over_shipped(&whole))?;
    let rule = &read.rules[field as usize][0];
    Ok(Scope {
        kinds: rule.kinds.clone(),
        areas: rule.areas.clone(),
    })
}

/// From where to where the rule of `field` at this place stands; the comments over what follows are not its own.
fn span(text: &str, field: Field, at: usize) -> Result<std::ops::Range<usize>, NotChanged> {
    let starts = file::starts(text)?;
    let own = starts
        .rules
        .get(field.as_str())
        .and_then(|rules| rules.get(at));
    let start = *own.ok_or(NotChanged::Gone)?;
    if !text[start..].starts_with("[[") {
        return Err(NotChanged::Inline);
    }
    let rules = starts.rules.values().flatten().copied();
    let next = rules.chain(starts.withhold);
    let until = next
        .filter(|next| *next > start)
        .min()
        .unwrap_or(text.len());
    let mut end = until;
    if until < text.len() {
        // The comment of the next block stays with it.
        for line in text[start..until].lines().rev() {
            if !line.trim().is_empty() && !line.trim_start().starts_with('#') {
                break;
            }
            end = end.saturating_sub(line.len() + 1).max(start);
        }
    }
    Ok(start..end)
}
