//! Whom to believe: the rules of a rules file.
//!
//! Words: a *rule* says, for one field, which roles are believed and in what order; its *scope* is the kinds of service
//! and the areas that it is for; the *default* of a field is its last rule, whose scope is everything; rules for some
//! kinds or areas stand before it, and the first that fits decides. Rules are numbered within their field in the order
//! of the file: `phone.1`, `phone.2` … A *floor* is what a file that cannot be used any more kept from the public.
//! Always: every field has a default, so every statement has a rule; who may see a field is decided by the strictest
//! kind of any member, and no fallback shows what the rules before it withheld.
//! Start at [`Authority::parse`]; the shipped file is `rules/england.toml`, its shape in `file`, changing one rule of a
//! file in `edit`, floors in `floor`.

mod edit;
mod file;
mod floor;

pub use edit::{NotChanged, RuleWords, Scope};

use floor::Floor;
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
    floors: Vec<Floor>,
    instead_of: Option<String>,
}

/// Where a record is, as rules ask for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Area {
    /// The code of its local authority.
    pub(crate) code: Option<String>,
    /// The key of its name; only looked up when rules use names.
    pub(crate) key: Option<String>,
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
    /// Codes and names of local authorities, as the file writes them.
    pub(crate) areas: BTreeSet<String>,
    /// The same as keys: see [`area_key`].
    area_keys: BTreeSet<String>,
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
    /// Whose word that it is closed outweighs everybody.
    pub closed_by: &'a [Role],
    /// The word for how the value is made: `one`, `whole` or `union`.
    pub take: &'static str,
    /// Days until the fact must be confirmed.
    pub review_days: u16,
    /// Who may see it.
    pub visibility: Visibility,
    /// Why: completes "We show this because …".
    pub why: &'a str,
}

/// The rules file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("rules, line {line}, column {column}: {problem}; {remedy}")]
pub struct BadRules {
    /// Line of the rules file, counted from 1; the last line when something is missing.
    pub line: usize,
    /// Character of the line, counted from 1.
    pub column: usize,
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
                closed_by: &rule.closed_by,
                take: take_word(*field, rule.take),
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

    /// The text of the rules that these stand in for, when those can be used no more.
    pub fn instead_of(&self) -> Option<&str> {
        self.instead_of.as_deref()
    }

    /// The rule for `field` of a record of these kinds, in this area.
    pub(crate) fn rule(&self, field: Field, kinds: &[&BTreeSet<Term>], area: &Area) -> &Rule {
        let rules = &self.rules[field as usize];
        let fits = |rule: &&Rule| {
            rule.fits_kind(|own| kinds.iter().any(|k| !k.is_disjoint(own))) && rule.fits_area(area)
        };
        rules.iter().find(fits).unwrap_or(&rules[rules.len() - 1])
    }

    /// Who may see `field` of a record of these kinds: of each kind alone, whoever the rule for it lets see it, and
    /// of these the strictest.
    pub(crate) fn visibility(
        &self,
        field: Field,
        kinds: &[&BTreeSet<Term>],
        area: &Area,
    ) -> Visibility {
        let rules = &self.rules[field as usize];
        let default = rules[rules.len() - 1].visibility;
        let of_kinds = || {
            let all = kinds.iter().flat_map(|kinds| kinds.iter());
            all.map(|kind| {
                let fits =
                    |rule: &&Rule| rule.fits_kind(|own| own.contains(kind)) && rule.fits_area(area);
                rules
                    .iter()
                    .find(fits)
                    .map_or(default, |rule| rule.visibility)
            })
            .max()
            .unwrap_or_else(|| self.rule(field, &[], area).visibility)
        };
        let said = if rules.iter().all(|rule| rule.visibility == default) {
            default
        } else {
            of_kinds()
        };
        let floors = self
            .floors
            .iter()
            .filter(|floor| floor.fits(field, kinds, area));
        floors
            .map(|floor| floor.visibility)
            .fold(said, Visibility::max)
    }

    /// Who may see `field` wherever it is kept back most: for what is no longer said, whose kind is not known.
    pub fn strictest(&self, field: Field) -> Visibility {
        let rules = self.rules[field as usize]
            .iter()
            .map(|rule| rule.visibility);
        let floors = self.floors.iter().filter(|floor| floor.field == field);
        rules
            .chain(floors.map(|floor| floor.visibility))
            .max()
            .unwrap_or_default()
    }

    /// Every kind that a rule is for.
    pub fn kinds(&self) -> BTreeSet<&Term> {
        self.rules
            .iter()
            .flatten()
            .flat_map(|rule| &rule.kinds)
            .collect()
    }

    /// Every area that a rule is for, a code or a name, as the file writes it.
    pub fn areas(&self) -> BTreeSet<&str> {
        let areas = self.rules.iter().flatten().flat_map(|rule| &rule.areas);
        areas.map(String::as_str).collect()
    }

    /// The fault that `problem` and `remedy` tell of, at the first place where the text has `word` in quotes.
    pub fn fault_at(&self, word: &str, problem: String, remedy: String) -> BadRules {
        let quoted = [format!("\"{word}\""), format!("'{word}'")];
        let byte = quoted
            .iter()
            .find_map(|quoted| self.text.find(quoted.as_str()));
        file::Faults(&self.text).at(byte.unwrap_or(0), problem, remedy)
    }

    /// True when areas are named, so that the name of a record's area must be known.
    pub(crate) fn names_areas(&self) -> bool {
        let mut rules = self.rules.iter().flatten().map(|rule| &rule.area_keys);
        rules.any(|keys| !keys.is_empty()) || self.floors.iter().any(Floor::names_areas)
    }
}

impl Rule {
    /// How far down the order `role` stands: 0 is believed most.
    pub(crate) fn rank(&self, role: Option<Role>) -> u8 {
        role.map_or(u8::MAX, |role| self.order[role as usize])
    }

    fn fits_kind(&self, is_one_of: impl FnOnce(&BTreeSet<Term>) -> bool) -> bool {
        self.kinds.is_empty() || is_one_of(&self.kinds)
    }

    fn fits_area(&self, area: &Area) -> bool {
        self.areas.is_empty() || is_in(area, &self.areas, &self.area_keys)
    }
}

/// True when the area is one of these, by its code or the key of its name.
fn is_in(area: &Area, codes: &BTreeSet<String>, keys: &BTreeSet<String>) -> bool {
    area.code.as_ref().is_some_and(|code| codes.contains(code))
        || area.key.as_ref().is_some_and(|key| keys.contains(key))
}

/// The name of a local authority as rules compare it: letters and digits, in lower case.
pub fn area_key(name: &str) -> String {
    let name = name.replace('&', "and");
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// How a rules file writes what is taken.
fn take_word(field: Field, take: Take) -> &'static str {
    match (take, field) {
        (Take::Union, _) => "union",
        (Take::One, Field::Address | Field::Schedule | Field::Rating) => "whole",
        (Take::One, _) => "one",
    }
}

#[cfg(test)]
mod tests;
