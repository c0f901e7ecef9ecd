//! The rules of belief at the desk: every kind of fact, the rules for one, their versions, the whole file.

use super::{FormFault, of, summary};
use crate::components::{Button, ErrorSummary, FileUpload, Link, Textarea};
use crate::page::Page;
use crate::views::keepers::role_words;
use crate::views::values::{field_name, term_words};
use crate::words::{count, list, sentence};
use askama::Template;
use directory::{Authority, BrokenRules, RulesVersion, ToldRule};
use model::{Field, Visibility};

/// At most this many versions are listed.
const MOST_VERSIONS: usize = 20;

/// What pages about rules are made from.
pub struct Told<'a> {
    /// Who is signed in.
    pub who: &'a str,
    /// The rules in force.
    pub rules: &'a Authority,
    /// The name of an area by its code.
    pub area_name: &'a dyn Fn(&str) -> Option<String>,
    /// The name of a person by their opaque id.
    pub name_of: &'a dyn Fn(&str) -> Option<String>,
    /// A moment in words.
    pub moment: &'a dyn Fn(jiff::Timestamp) -> String,
}

impl Told<'_> {
    /// Who a person is, as far as we know.
    pub fn person(&self, id: &str) -> String {
        match (self.name_of)(id) {
            Some(name) => name,
            None if id.starts_with("person-") => "someone who has left the desk".to_owned(),
            None => id.to_owned(),
        }
    }
}

/// The rules.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/rules.html")]
pub struct RulesPage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub who: String,
    /// What has just been done.
    pub done: Option<&'static str>,
    /// What is wrong with the rules that were adopted last.
    pub broken: Option<String>,
    /// Each kind of fact, and how many rules it has.
    pub facts: Vec<Link>,
    /// The versions, the newest first.
    pub versions: Vec<VersionView>,
}

/// One version.
#[derive(Clone, Debug)]
pub struct VersionView {
    /// Who adopted it when.
    pub line: String,
    /// Its place in the log; none when it is in force or can be used no more.
    pub back: Option<u64>,
    /// What the button that goes back to it says.
    pub button: String,
    /// Where its file is shown.
    pub file: Link,
}

impl RulesPage {
    /// The page of the rules in force and their versions.
    pub fn new(
        told: &Told,
        versions: &[RulesVersion],
        broken: Option<&BrokenRules>,
        done: Option<&'static str>,
    ) -> Self {
        let facts = Field::ALL.iter().map(|field| {
            let rules = told
                .rules
                .told()
                .filter(|rule| rule.field == *field)
                .count();
            let more = match rules {
                0 | 1 => String::new(),
                rules => format!(" ({})", count(rules, "rule", "rules")),
            };
            Link::new(
                format!("/steward/rules/{}", field.as_str()),
                format!("{}{more}", fact_name(*field)),
            )
        });
        Self {
            page: super::page("Whom to believe", "/steward/rules"),
            who: told.who.to_owned(),
            done,
            broken: broken.map(|broken| broken_words(told, broken)),
            facts: facts.collect(),
            versions: versions
                .iter()
                .take(MOST_VERSIONS)
                .enumerate()
                .map(|(at, version)| version_view(told, version, at == 0 && broken.is_none()))
                .collect(),
        }
    }
}

/// What is wrong with adopted rules that can be used no more, and what to do.
pub fn broken_words(told: &Told, broken: &BrokenRules) -> String {
    let instead = if broken.instead.is_some() {
        "The version before it is"
    } else {
        "The rules that ship are"
    };
    format!(
        "The rules that {} saved on {} cannot be used any more. Line {}: {}. {instead} in use now. What was kept back stays kept back. To mend it, change the whole file and save it again.",
        told.person(&broken.by),
        (told.moment)(broken.at),
        broken.problem.line,
        broken.problem.problem
    )
}

fn version_view(told: &Told, version: &RulesVersion, in_force: bool) -> VersionView {
    let when = (told.moment)(version.at);
    let mut line = match (&version.by, &version.text) {
        (Some(by), Some(_)) => format!("Saved by {} on {when}", told.person(by)),
        (Some(by), None) => format!(
            "{} went back to the rules that ship on {when}",
            told.person(by)
        ),
        (None, _) => format!("The rules that ship, from {when}"),
    };
    if in_force {
        line.push_str(". In use now");
    } else if version.problem.is_some() {
        line.push_str(". Cannot be used any more");
    }
    VersionView {
        line,
        back: (!in_force && version.problem.is_none()).then_some(version.position.0),
        button: format!("Go back to those of {when}"),
        file: Link::new(
            format!("/steward/rules/file?version={}", version.position),
            format!("See the file of {when}"),
        ),
    }
}

/// The rules for one kind of fact.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/rules_of.html")]
pub struct RulesOfPage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub who: String,
    /// The rules, in the order in which they are tried.
    pub rules: Vec<RuleView>,
    /// Where a rule is added.
    pub add: Button,
}

/// One rule in words.
#[derive(Clone, Debug)]
pub struct RuleView {
    /// For whom it is.
    pub scope: String,
    /// What it says.
    pub lines: Vec<String>,
    /// Where it is changed.
    pub change: Link,
}

impl RulesOfPage {
    /// The rules for `field`.
    pub fn new(told: &Told, field: Field) -> Self {
        let rules: Vec<ToldRule> = told
            .rules
            .told()
            .filter(|rule| rule.field == field)
            .collect();
        let alone = rules.len() == 1;
        let here = format!("/steward/rules/{}/change", field.as_str());
        let view = |rule: &ToldRule| {
            let scope = scope_words(told, rule, alone);
            RuleView {
                lines: rule_lines(rule),
                change: Link::new(
                    format!("{here}?rule={}", rule.number),
                    format!("Change the rule {}", lower(&scope)),
                ),
                scope,
            }
        };
        let mut page = super::page(fact_name(field), "/steward/rules");
        below_rules(&mut page);
        Self {
            page,
            who: told.who.to_owned(),
            rules: rules.iter().map(view).collect(),
            add: Button {
                href: Some(here.clone()),
                ..Button::new("Add a rule for some kinds or areas").quiet()
            },
        }
    }
}

/// Puts a page under the one that lists the rules.
pub fn below_rules(page: &mut Page) {
    if let Some(back) = &mut page.back {
        back.items
            .push(Link::new("/steward/rules", "Whom to believe"));
    }
}

/// What a kind of fact is called where all of them are listed.
pub fn fact_name(field: Field) -> String {
    sentence(match field {
        Field::Access => "ways to start",
        Field::Fees => "what it costs",
        Field::Cost => "free or paid",
        field => field_name(field),
    })
}

/// For whom a rule is.
pub fn scope_words(told: &Told, rule: &ToldRule, alone: bool) -> String {
    let kinds: Vec<String> = rule
        .kinds
        .iter()
        .map(|kind| lower(&term_words(Field::Kind, kind)))
        .collect();
    let area = |area: &String| (told.area_name)(area).unwrap_or_else(|| area.clone());
    let areas: Vec<String> = rule.areas.iter().map(area).collect();
    match (kinds.is_empty(), areas.is_empty()) {
        (true, true) if alone => "For every service".to_owned(),
        (true, true) => "For all others".to_owned(),
        (false, true) => format!("For {}", list(&kinds)),
        (true, false) => format!("In {}", list(&areas)),
        (false, false) => format!("For {} in {}", list(&kinds), list(&areas)),
    }
}

/// What a rule says, in sentences.
pub fn rule_lines(rule: &ToldRule) -> Vec<String> {
    let believed: Vec<&str> = rule.believed.iter().map(|role| role_words(*role)).collect();
    let mut lines = Vec::new();
    lines.push(match (rule.take, believed.as_slice()) {
        ("union", _) => "We show what every directory says, all together.".to_owned(),
        (_, []) => "We believe nobody before others. The newest check counts.".to_owned(),
        (_, believed) => format!("We believe {}.", believed.join(", then ")),
    });
    if !rule.closed_by.is_empty() {
        let closers: Vec<&str> = rule
            .closed_by
            .iter()
            .map(|role| role_words(*role))
            .collect();
        lines.push(format!(
            "When {} says it has closed, that counts first.",
            closers.join(" or ")
        ));
    }
    lines.push(format!("Why: {}.", rule.why));
    let seen = match rule.visibility {
        Visibility::Public => "",
        Visibility::Staff => " Only staff may see it.",
        Visibility::Withheld => " Nobody may see it.",
    };
    lines.push(format!(
        "We ask for it again after {}.{seen}",
        count(usize::from(rule.review_days), "day", "days")
    ));
    lines
}

/// The text with its first letter small, unless it begins with a short form such as GP.
pub fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// The whole file.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/rules_file.html")]
pub struct RulesFilePage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub who: String,
    /// What is wrong.
    pub errors: Option<ErrorSummary>,
    /// The mark of the rules that were seen.
    pub seen: String,
    /// The text.
    pub text: Textarea,
    /// A file in its place.
    pub file: FileUpload,
    /// The button.
    pub button: Button,
}

impl RulesFilePage {
    /// The form with this text.
    pub fn new(who: &str, seen: &str, text: &str, problem: Option<&str>) -> Self {
        let faults: Vec<FormFault> = problem
            .map(|problem| ("text".to_owned(), problem.to_owned()))
            .into_iter()
            .collect();
        let mut page = super::page("Change the whole file", "/steward/rules");
        below_rules(&mut page);
        if problem.is_some() {
            page.prefix = "Error: ";
        }
        Self {
            page,
            who: who.to_owned(),
            errors: summary(&faults),
            seen: seen.to_owned(),
            text: Textarea {
                id: "text".to_owned(),
                name: "text".to_owned(),
                label: "The rules".to_owned(),
                bold: true,
                hint: Some("It may hold only what differs. A kind of fact that it leaves out keeps the rules that ship.".to_owned()),
                error: of(&faults, "text"),
                value: text.to_owned(),
                rows: 20,
                code: true,
            },
            file: FileUpload {
                id: "file".to_owned(),
                name: "file".to_owned(),
                bold: true,
                label: "Or give a file".to_owned(),
                hint: Some("It takes the place of what is in the box.".to_owned()),
                error: None,
                multiple: false,
            },
            button: Button::new("See what would change"),
        }
    }
}
