//! What other rules would change: looked at before anybody saves them; and what to do when someone else was first.

use super::rules::{Told, below_rules, fact_name, lower, rule_lines, scope_words};
use crate::components::{Button, Link};
use crate::page::Page;
use crate::views::health::number;
use crate::words::{count, figure, names, sentence};
use askama::Template;
use directory::{Authority, ToldRule, Trial, TrialChange};
use model::{EntryType, Field};

/// Records on one page.
pub const PER_PAGE: usize = 35;

/// The trial.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/rules_try.html")]
pub struct RulesTryPage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub who: String,
    /// What it comes to.
    pub lede: String,
    /// How the rules themselves would differ.
    pub rules: Vec<RuleChange>,
    /// What would change, in figures, and what to know.
    pub figures: Vec<String>,
    /// Where the form is sent.
    pub action: String,
    /// To save; none when nothing is different.
    pub save: Option<Button>,
    /// To leave it.
    pub discard: Button,
    /// The records of this page.
    pub records: Vec<RecordView>,
    /// Which of them these are.
    pub heading: String,
    /// The pages before and after.
    pub pages: Vec<Link>,
    /// What is not listed here.
    pub rest: Option<String>,
}

/// A rule that would be another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleChange {
    /// The fact and for whom.
    pub heading: String,
    /// What the rule says now; empty when there is none.
    pub now: Vec<String>,
    /// What it would say; empty when it is taken out.
    pub then: Vec<String>,
}

/// A record that would change.
#[derive(Clone, Debug)]
pub struct RecordView {
    /// Its page.
    pub link: Link,
    /// What it is.
    pub what: &'static str,
    /// What would change of it.
    pub changes: Vec<ChangeView>,
}

/// A value that would change.
#[derive(Clone, Debug)]
pub struct ChangeView {
    /// The fact.
    pub fact: String,
    /// What is shown now.
    pub now: String,
    /// What would be.
    pub then: String,
}

impl RulesTryPage {
    /// A page of the trial of `other` against the rules in force, `at` from 1 on.
    pub fn new(told: &Told, other: &Authority, trial: &Trial, id: &str, at: usize) -> Self {
        let here = format!("/steward/rules/try/{id}");
        let rules = differences(told, told.rules, other);
        let changed = number(trial.records);
        let lede = match changed {
            0 => format!(
                "None of the {} would show anything else. Nothing is saved yet.",
                count(number(trial.compared), "record", "records")
            ),
            _ => format!(
                "{} of {} would show something else. Nothing is saved yet.",
                figure(changed),
                count(number(trial.compared), "record", "records")
            ),
        };
        let listed = trial.listed.len();
        let last = listed.div_ceil(PER_PAGE).max(1);
        let at = at.clamp(1, last);
        let from = (at - 1) * PER_PAGE;
        let shown = &trial.listed[from.min(listed)..(from + PER_PAGE).min(listed)];
        let mut pages = Vec::new();
        if at > 1 {
            pages.push(Link::new(
                format!("{here}?page={}", at - 1),
                format!("Page {} of {last}", at - 1),
            ));
        }
        if at < last {
            pages.push(Link::new(
                format!("{here}?page={}", at + 1),
                format!("Page {} of {last}", at + 1),
            ));
        }
        let mut page = super::page("See what would change", "/steward/rules");
        below_rules(&mut page);
        let is_other = other.text() != told.rules.text() || told.rules.instead_of().is_some();
        Self {
            page,
            who: told.who.to_owned(),
            lede,
            rules,
            figures: figures(trial),
            action: here,
            save: is_other.then(|| Button::that_does("Save these rules", "save")),
            discard: Button::that_does("Leave the rules as they are", "discard").quiet(),
            records: shown
                .iter()
                .map(|record| RecordView {
                    link: Link::new(
                        format!("/service/{}", record.id),
                        if record.name.is_empty() {
                            "One without a name".to_owned()
                        } else {
                            names::calm(&record.name)
                        },
                    ),
                    what: match record.entry_type {
                        EntryType::Organization => "Organisation",
                        EntryType::Location => "Place",
                        EntryType::Service => "Service",
                    },
                    changes: record.changes.iter().map(change).collect(),
                })
                .collect(),
            heading: match (listed, last) {
                (0, _) => String::new(),
                (_, 1) => "What would change".to_owned(),
                _ => format!(
                    "What would change: {} to {} of {}",
                    figure(from + 1),
                    figure(from + shown.len()),
                    figure(changed)
                ),
            },
            pages,
            rest: (changed > listed).then(|| {
                format!(
                    "The first {} are listed here. “fingerpost authority try” lists all of them.",
                    figure(listed)
                )
            }),
        }
    }
}

fn change(change: &TrialChange) -> ChangeView {
    ChangeView {
        fact: fact_name(change.field),
        now: sentence(&change.before),
        then: sentence(&change.after),
    }
}

fn figures(trial: &Trial) -> Vec<String> {
    let mut lines: Vec<String> = trial
        .values
        .iter()
        .map(|(field, times)| {
            format!(
                "{}: {}",
                fact_name(*field),
                count(number(*times), "change", "changes")
            )
        })
        .collect();
    if trial.reasons > 0 {
        lines.push(format!(
            "{} the same, but a different source or rule stands behind {}",
            count(number(trial.reasons), "fact stays", "facts stay"),
            if trial.reasons == 1 { "it" } else { "them" }
        ));
    }
    for (field, (now, then)) in &trial.due {
        if now != then {
            lines.push(format!(
                "{} past the day to ask again: {} now, {} then",
                fact_name(*field),
                figure(number(*now)),
                figure(number(*then))
            ));
        }
    }
    lines.extend(trial.notices.iter().map(|notice| sentence(notice)));
    lines
}

/// How `other` differs from `rules`, rule by rule.
pub fn differences(told: &Told, rules: &Authority, other: &Authority) -> Vec<RuleChange> {
    let mut changes = Vec::new();
    for field in Field::ALL {
        let now: Vec<ToldRule> = rules.told().filter(|rule| rule.field == *field).collect();
        let then: Vec<ToldRule> = other.told().filter(|rule| rule.field == *field).collect();
        let alone = now.len() == 1 && then.len() == 1;
        let same_scope =
            |one: &ToldRule, other: &ToldRule| one.kinds == other.kinds && one.areas == other.areas;
        let heading = |rule: &ToldRule| {
            format!(
                "{}, {}",
                fact_name(*field),
                lower(&scope_words(told, rule, alone))
            )
        };
        for rule in &now {
            let next = then.iter().find(|other| same_scope(rule, other));
            let (says, would) = (rule_lines(rule), next.map(rule_lines).unwrap_or_default());
            if says != would {
                changes.push(RuleChange {
                    heading: heading(rule),
                    now: says,
                    then: would,
                });
            }
        }
        for rule in then
            .iter()
            .filter(|rule| !now.iter().any(|known| same_scope(known, rule)))
        {
            changes.push(RuleChange {
                heading: heading(rule),
                now: Vec::new(),
                then: rule_lines(rule),
            });
        }
    }
    changes
}

/// Someone else was first.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/rules_moved.html")]
pub struct RulesMovedPage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub who: String,
    /// Who saved what when.
    pub lede: String,
    /// What they changed.
    pub theirs: Vec<RuleChange>,
    /// What is about to be changed.
    pub yours: Vec<RuleChange>,
    /// Where the form is sent.
    pub action: String,
    /// To look at both together.
    pub again: Button,
    /// To leave it.
    pub discard: Button,
    /// True when looking again puts the whole file in place of theirs.
    pub whole: bool,
}

impl RulesMovedPage {
    /// The page: `theirs` is what has changed since, `yours` what is wanted.
    pub fn new(
        told: &Told,
        saved: &str,
        theirs: Vec<RuleChange>,
        yours: Vec<RuleChange>,
        id: &str,
        whole: bool,
    ) -> Self {
        let mut page = super::page("The rules have changed", "/steward/rules");
        below_rules(&mut page);
        page.prefix = "Error: ";
        Self {
            page,
            who: told.who.to_owned(),
            lede: format!("{saved} while you were at it. Yours are not saved."),
            theirs,
            yours,
            action: format!("/steward/rules/try/{id}"),
            again: Button::that_does(
                if whole {
                    "Look at my file again"
                } else {
                    "Put mine on top, and look"
                },
                "again",
            ),
            discard: Button::that_does("Keep theirs, drop mine", "discard").quiet(),
            whole,
        }
    }
}
