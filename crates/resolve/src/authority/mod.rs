//! Whom to believe: the rules of a rules file.
//!
//! Words: a *rule* says, for one field, which roles are believed and in what order; the *default* of a field is its
//! last rule, without `kinds` or `areas`; rules for some kinds or areas stand before it, and the first that fits
//! decides. Rules are numbered within their field in the order of the file: `phone.1`, `phone.2` …
//! Always: every field has a default, so every statement has a rule.
//! Start at [`Authority::parse`]; the shipped file is `rules/england.toml`, its shape in `file`.

mod file;

use model::{Field, Role, Term, Visibility};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The rules of belief.
#[derive(Debug, Clone)]
pub struct Authority {
    text: String,
    /// By field, in the order of [`Field::ALL`]; in each the default last.
    rules: Vec<Vec<Rule>>,
    pub(crate) withhold: Withhold,
}

/// How the value of a field is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Take {
    /// The most believed claim: one value, or one source's whole.
    One,
    /// What any live source says.
    Union,
}

/// Whom to believe about one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) number: String,
    pub(crate) kinds: BTreeSet<Term>,
    pub(crate) areas: BTreeSet<String>,
    /// The roles listed, most believed first.
    pub(crate) believed: Vec<Role>,
    /// By role, in the order of [`Role::ALL`]: 0 is believed most. A role not listed comes after those listed.
    pub(crate) order: [u8; Role::ALL.len()],
    /// Roles whose word that something is closed outweighs everybody.
    pub(crate) closed_by: Vec<Role>,
    pub(crate) take: Take,
    pub(crate) review_days: u16,
    pub(crate) visibility: Visibility,
    pub(crate) why: String,
}

/// Services whose place must not be found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Withhold {
    pub(crate) kinds: BTreeSet<Term>,
    /// Fields held back from every record that such a service reaches.
    pub(crate) fields: BTreeSet<Field>,
    /// Fields held back from its location besides.
    pub(crate) of_location: BTreeSet<Field>,
}

/// One rule, for pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldRule<'a> {
    /// What it is about.
    pub field: Field,
    /// Its number, such as `phone.1`.
    pub number: &'a str,
    /// Only for records of one of these kinds; for all when empty.
    pub kinds: &'a BTreeSet<Term>,
    /// Only in these areas; in all when empty.
    pub areas: &'a BTreeSet<String>,
    /// Who is believed, most first.
    pub believed: &'a [Role],
    /// Days until the fact must be confirmed.
    pub review_days: u16,
    /// Who may see it.
    pub visibility: Visibility,
    /// Why: completes "We show this because …".
    pub why: &'a str,
}

/// The rules file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("rules, line {line}: {problem}; {remedy}")]
pub struct BadRules {
    /// Line of the rules file, counted from 1; the last line when something is missing.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub remedy: String,
}

impl Authority {
    /// Reads a rules file.
    ///
    /// # Errors
    /// [`BadRules`] names the line and what to do.
    pub fn parse(toml: &str) -> Result<Self, BadRules> {
        file::read(toml, None)
    }

    /// Reads the rules file of an operator: a field without a rule in it keeps the shipped ones, so that a file goes
    /// on working when the product learns a new field. What it says of services to withhold adds to what is shipped.
    ///
    /// # Errors
    /// [`BadRules`] names the line and what to do.
    pub fn parse_over_shipped(toml: &str) -> Result<Self, BadRules> {
        let shipped = Self::england();
        let mut rules = file::read(toml, Some(shipped))?;
        // Nobody opens the door of a refuge by leaving out a line.
        let Withhold {
            kinds,
            fields,
            of_location,
        } = &shipped.withhold;
        rules.withhold.kinds.extend(kinds.iter().cloned());
        rules.withhold.fields.extend(fields.iter().copied());
        rules
            .withhold
            .of_location
            .extend(of_location.iter().copied());
        Ok(rules)
    }

    /// Every rule in words, by field and in the order in which they are tried.
    pub fn told(&self) -> impl Iterator<Item = ToldRule<'_>> {
        Field::ALL.iter().flat_map(|field| {
            self.rules[*field as usize].iter().map(|rule| ToldRule {
                field: *field,
                number: &rule.number,
                kinds: &rule.kinds,
                areas: &rule.areas,
                believed: &rule.believed,
                review_days: rule.review_days,
                visibility: rule.visibility,
                why: &rule.why,
            })
        })
    }

    /// The rules that ship for England.
    ///
    /// ```
    /// let rules = resolve::Authority::england();
    /// assert!(!rules.why("phone.1").is_empty());
    /// ```
    pub fn england() -> &'static Self {
        static ENGLAND: LazyLock<Authority> = LazyLock::new(|| {
            Authority::parse(include_str!("../../rules/england.toml"))
                .expect("a test reads the rules that are compiled in")
        });
        &ENGLAND
    }

    /// Why the rule numbered `rule` decides, such that "We show this because …" can end with it; empty for a number
    /// that is not in the file.
    pub fn why(&self, rule: &str) -> &str {
        self.rules
            .iter()
            .flatten()
            .find(|r| r.number == rule)
            .map_or("", |r| r.why.as_str())
    }

    /// The text of the rules file, which the log keeps.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The rule for `field` of a record whose members have these kinds, in this area.
    pub(crate) fn rule(
        &self,
        field: Field,
        kinds: &[&BTreeSet<Term>],
        area: Option<&str>,
    ) -> &Rule {
        let rules = &self.rules[field as usize];
        let fits = |rule: &&Rule| {
            (rule.kinds.is_empty() || kinds.iter().any(|kinds| !rule.kinds.is_disjoint(kinds)))
                && (rule.areas.is_empty() || area.is_some_and(|area| rule.areas.contains(area)))
        };
        rules.iter().find(fits).unwrap_or(&rules[rules.len() - 1])
    }
}

impl Rule {
    /// How far down the order `role` stands: 0 is believed most.
    pub(crate) fn rank(&self, role: Option<Role>) -> u8 {
        role.map_or(u8::MAX, |role| self.order[role as usize])
    }
}

#[cfg(test)]
mod tests;
