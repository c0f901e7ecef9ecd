//! Who keeps each kind of fact, in plain words: made from the rules of belief that are in force.

use crate::page::Page;
use crate::words::sentence;
use askama::Template;
use directory::{Authority, ToldRule};
use model::{Field, Role, Source, Visibility};

/// All kinds of fact.
#[derive(Clone, Debug, Template)]
#[template(path = "keepers.html")]
pub struct KeepersPage {
    /// Its frame.
    pub page: Page,
    /// The kinds of fact, in the order in which people ask.
    pub facts: Vec<FactView>,
}

/// One kind of fact.
#[derive(Clone, Debug)]
pub struct FactView {
    /// What it is, such as `Opening times`.
    pub name: &'static str,
    /// Its rules: the special ones first, the usual one last.
    pub rules: Vec<RuleView>,
}

/// One rule.
#[derive(Clone, Debug)]
pub struct RuleView {
    /// For whom it is; empty for the usual rule.
    pub whom: String,
    /// Who is believed, most first.
    pub believed: String,
    /// Why.
    pub why: String,
    /// Who to ask to put it right.
    pub ask: String,
    /// How long it may stand before it is asked for again.
    pub review: String,
}

/// The facts that people ask about, and what we call them. The others follow the same rules.
const FACTS: [(Field, &str); 12] = [
    (Field::Schedule, "Opening times"),
    (Field::Phone, "Telephone number"),
    (Field::Address, "Address"),
    (Field::Name, "Name"),
    (Field::Status, "Whether it is open or has closed for good"),
    (Field::Eligibility, "Who it is for"),
    (Field::ApplicationProcess, "How to start"),
    (Field::Fees, "What it costs"),
    (Field::Accessibility, "Getting in and around"),
    (Field::Languages, "Languages"),
    (Field::Website, "Website"),
    (Field::Description, "What it does"),
];

impl KeepersPage {
    /// The page of these rules and the sources that are read.
    /// `area_name` gives the name of a local authority by its code.
    pub fn new(
        rules: &Authority,
        sources: &[Source],
        area_name: &dyn Fn(&str) -> Option<String>,
    ) -> Self {
        let told: Vec<ToldRule<'_>> = rules
            .told()
            .filter(|rule| rule.visibility == Visibility::Public)
            .collect();
        let fact = |(field, name): &(Field, &'static str)| FactView {
            name,
            rules: told
                .iter()
                .filter(|rule| rule.field == *field)
                .map(|rule| view(rule, sources, area_name))
                .collect(),
        };
        Self {
            page: Page::new("Who keeps each fact")
                .about(
                    "For each kind of fact: who we believe, why, and who to ask when it is wrong.",
                )
                .under("/about/sources"),
            facts: FACTS
                .iter()
                .map(fact)
                .filter(|fact| !fact.rules.is_empty())
                .collect(),
        }
    }
}

fn view(
    rule: &ToldRule<'_>,
    sources: &[Source],
    area_name: &dyn Fn(&str) -> Option<String>,
) -> RuleView {
    // A steward's word stands first everywhere; people do not ask a steward.
    let believed: Vec<Role> = rule
        .believed
        .iter()
        .copied()
        .filter(|role| *role != Role::Steward)
        .collect();
    let kinds: Vec<String> = rule
        .kinds
        .iter()
        .map(|kind| kind.words().to_lowercase())
        .collect();
    let mut whom = match kinds.as_slice() {
        [] => String::new(),
        kinds => format!("For {}", kinds.join(", ")),
    };
    if !rule.areas.is_empty() {
        let name = |area: &String| area_name(area).unwrap_or_else(|| area.clone());
        let names: Vec<String> = rule.areas.iter().map(name).collect();
        let part = format!("in {}", crate::words::list(&names));
        whom = if whom.is_empty() {
            sentence(&part)
        } else {
            format!("{whom}, {part}")
        };
    }
    RuleView {
        whom,
        believed: believed
            .iter()
            .map(|role| role_words(*role))
            .collect::<Vec<_>>()
            .join(", then "),
        why: rule.why.to_owned(),
        ask: ask(&believed, sources),
        review: format!("We ask for it again after {} days.", rule.review_days),
    }
}

/// A role in the middle of a sentence.
pub fn role_words(role: Role) -> &'static str {
    match role {
        Role::Register => "the register",
        Role::Regulator => "the regulator",
        Role::NationalProfile => "its national profile",
        Role::Council => "the council",
        Role::Charity => "the charity’s list",
        Role::Provider => "the service itself",
        Role::Steward => "people who look after this record",
    }
}

/// The sources of the role that is believed most among those that are read.
fn ask(believed: &[Role], sources: &[Source]) -> String {
    if believed.first() == Some(&Role::Provider) {
        return "Ask the service itself.".to_owned();
    }
    for role in believed {
        let names: Vec<&str> = sources
            .iter()
            .filter(|source| source.role == *role)
            .map(|source| source.name.as_str())
            .collect();
        match names.as_slice() {
            [] => {}
            [one] => return format!("Ask {one}."),
            [one, other] => return format!("Ask {one} or {other}."),
            [one, ..] => {
                return format!(
                    "Ask {one}, or the one of {} like it that lists the service.",
                    names.len() - 1
                );
            }
        }
    }
    "Ask the service itself.".to_owned()
}
