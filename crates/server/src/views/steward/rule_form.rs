//! The form for one rule: what was typed, what is wrong with it, and the rule it words.

use super::rules::{Told, below_rules, fact_name, lower};
use super::{FormFault, of, summary};
use crate::components::{
    Button, Checkboxes, Choice, ErrorSummary, Input, Radios, Select, Textarea,
};
use crate::page::Page;
use crate::views::keepers::role_words;
use crate::words::sentence;
use askama::Template;
use directory::{RuleWords, ToldRule};
use model::{Field, Role, Shape, Term};

/// What was typed about a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// The mark of the rules that were seen.
    pub seen: String,
    /// Kinds and areas of the rule that is changed, one on each line; none for a new one.
    pub was: Option<(String, String)>,
    /// Kinds, one on each line.
    pub kinds: String,
    /// Areas, one on each line.
    pub areas: String,
    /// Roles in order; an empty word where nobody is chosen.
    pub believed: Vec<String>,
    /// Roles whose word that it has closed counts first.
    pub closed_by: Vec<String>,
    /// How the value is made.
    pub take: String,
    /// Days.
    pub review_days: String,
    /// Who may see it.
    pub visibility: String,
    /// Why.
    pub why: String,
}

/// The lines of a box that have something on them.
pub fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

impl Typed {
    /// The rule as it is, to be changed.
    pub fn of(rule: &ToldRule, seen: &str) -> Self {
        let kinds: Vec<&str> = rule.kinds.iter().map(Term::as_str).collect();
        let areas: Vec<&str> = rule.areas.iter().map(String::as_str).collect();
        let (kinds, areas) = (kinds.join("\n"), areas.join("\n"));
        Self {
            was: Some((kinds.clone(), areas.clone())),
            kinds,
            areas,
            ..Self::like(rule, seen)
        }
    }

    /// A new rule, which says what `rule` says until it is changed.
    pub fn like(rule: &ToldRule, seen: &str) -> Self {
        let words = |roles: &[Role]| roles.iter().map(|role| role.as_str().to_owned()).collect();
        Self {
            seen: seen.to_owned(),
            was: None,
            kinds: String::new(),
            areas: String::new(),
            believed: words(rule.believed),
            closed_by: words(rule.closed_by),
            take: rule.take.to_owned(),
            review_days: rule.review_days.to_string(),
            visibility: match rule.visibility {
                model::Visibility::Public => "public",
                model::Visibility::Staff => "staff",
                model::Visibility::Withheld => "withheld",
            }
            .to_owned(),
            why: rule.why.to_owned(),
        }
    }

    /// True for the rule for everything that no other is for.
    pub fn is_default(&self) -> bool {
        self.was
            .as_ref()
            .is_some_and(|(kinds, areas)| kinds.trim().is_empty() && areas.trim().is_empty())
    }

    /// The rule that this words, or what is wrong with it, by box.
    pub fn read(&self, field: Field) -> Result<RuleWords, Vec<FormFault>> {
        let mut faults: Vec<FormFault> = Vec::new();
        let mut wrong =
            |field: &str, remedy: &str| faults.push((field.to_owned(), remedy.to_owned()));
        let mut kinds = Vec::new();
        for line in lines(&self.kinds) {
            match Term::slug(&line) {
                Some(kind) => kinds.push(kind.as_str().to_owned()),
                None => wrong("kinds", "Write each kind in words, such as pharmacy"),
            }
        }
        let areas = lines(&self.areas);
        if kinds.is_empty() && areas.is_empty() && !self.is_default() {
            wrong("kinds", "Enter a kind of service or a council area");
        }
        let mut believed: Vec<String> = Vec::new();
        for role in self.believed.iter().filter(|role| !role.is_empty()) {
            if believed.contains(role) {
                wrong("believed", &format!("Choose {} once only", name_of(role)));
                break;
            }
            believed.push(role.clone());
        }
        let days = self.review_days.trim().parse::<u16>();
        let review_days = days.ok().filter(|days| (1..=3_650).contains(days));
        if review_days.is_none() {
            wrong("review_days", "Enter a number of days from 1 to 3,650");
        }
        if self.why.trim().is_empty() {
            wrong("why", "Say why");
        }
        if field == Field::StaffPhone && self.visibility == "public" {
            wrong(
                "visibility",
                "Phone numbers for staff cannot be shown to everybody",
            );
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(RuleWords {
            kinds,
            areas,
            believed,
            closed_by: self.closed_by.clone(),
            take: self.take.clone(),
            review_days: review_days.unwrap_or_default(),
            visibility: self.visibility.clone(),
            why: self.why.trim().trim_end_matches('.').to_owned(),
        })
    }
}

fn name_of(role: &str) -> &str {
    match role.parse::<Role>() {
        Ok(role) => role_words(role),
        Err(_) => role,
    }
}

/// The form.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/rule_form.html")]
pub struct RuleFormPage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub who: String,
    /// What is wrong.
    pub errors: Option<ErrorSummary>,
    /// Where it is sent.
    pub action: String,
    /// What was typed, for what is not asked.
    pub typed: Typed,
    /// For which kinds; none for the rule for all others.
    pub kinds: Option<Textarea>,
    /// For which areas; none where the area cannot be known.
    pub areas: Option<Textarea>,
    /// Who is believed, in order; empty where every source is shown.
    pub believed: Vec<Select>,
    /// What is wrong with the order.
    pub believed_fault: Option<String>,
    /// Whose word that it has closed counts first.
    pub closed_by: Option<Checkboxes>,
    /// After how many days it is asked for again.
    pub review_days: Input,
    /// Who may see it.
    pub visibility: Radios,
    /// Why.
    pub why: Input,
    /// To go on.
    pub button: Button,
    /// To take the rule out.
    pub remove: Option<Button>,
}

impl RuleFormPage {
    /// The form with what was typed.
    pub fn new(told: &Told, field: Field, typed: &Typed, faults: &[FormFault]) -> Self {
        let name = fact_name(field);
        let is_new = typed.was.is_none();
        let heading = if is_new {
            format!("Add a rule: {}", lower(&name))
        } else {
            format!("Change a rule: {}", lower(&name))
        };
        let mut page = super::page(heading, "/steward/rules");
        below_rules(&mut page);
        let here = format!("/steward/rules/{}", field.as_str());
        if let Some(back) = &mut page.back {
            back.items
                .push(crate::components::Link::new(here.clone(), name));
        }
        if !faults.is_empty() {
            page.prefix = "Error: ";
        }
        Self {
            page,
            who: told.who.to_owned(),
            errors: summary(faults),
            action: format!("{here}/change"),
            typed: typed.clone(),
            kinds: (!typed.is_default()).then(|| {
                boxed(
                    "kinds",
                    "Kinds of service",
                    "One on each line, such as pharmacy. Leave it empty for every kind.",
                    &typed.kinds,
                    faults,
                )
            }),
            areas: (!typed.is_default() && !matches!(field, Field::Address | Field::Location))
                .then(|| {
                    boxed(
                        "areas",
                        "Council areas",
                        "One on each line, by name or code. Leave it empty for everywhere.",
                        &typed.areas,
                        faults,
                    )
                }),
            believed: if typed.take == "union" {
                Vec::new()
            } else {
                believed(typed)
            },
            believed_fault: of(faults, "believed"),
            closed_by: (field.shape() == Shape::Status).then(|| closers(typed)),
            review_days: Input {
                id: "review_days".to_owned(),
                name: "review_days".to_owned(),
                label: "After how many days do we ask for it again?".to_owned(),
                bold: true,
                error: of(faults, "review_days"),
                value: Some(typed.review_days.clone()),
                width: Some(10),
                ..Input::default()
            },
            visibility: visibility(typed, faults),
            why: Input {
                id: "why".to_owned(),
                name: "why".to_owned(),
                label: "Why?".to_owned(),
                bold: true,
                hint: Some(
                    "Everyone can read it. It ends the sentence “We show this because …”"
                        .to_owned(),
                ),
                error: of(faults, "why"),
                value: Some(typed.why.clone()),
                ..Input::default()
            },
            button: Button::that_does("See what would change", "try"),
            remove: (!is_new && !typed.is_default())
                .then(|| Button::that_does("Take this rule out", "remove").quiet()),
        }
    }

    /// The heading that tells for whom a rule is, when that is not asked.
    pub fn scope(&self) -> &'static str {
        if self.typed.is_default() {
            "This rule is for every service that no other rule is for."
        } else {
            ""
        }
    }
}

fn boxed(id: &str, label: &str, hint: &str, value: &str, faults: &[FormFault]) -> Textarea {
    Textarea {
        id: id.to_owned(),
        name: id.to_owned(),
        label: label.to_owned(),
        bold: true,
        hint: Some(hint.to_owned()),
        error: of(faults, id),
        value: value.to_owned(),
        rows: 3,
        code: true,
    }
}

fn believed(typed: &Typed) -> Vec<Select> {
    const PLACES: [&str; Role::ALL.len()] = [
        "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh",
    ];
    let select = |(at, place): (usize, &&str)| {
        let chosen = typed.believed.get(at).map_or("", String::as_str);
        let mut items = vec![Choice {
            text: "Nobody".to_owned(),
            ..Choice::default()
        }];
        items.extend(Role::ALL.iter().map(|role| Choice {
            value: role.as_str().to_owned(),
            text: sentence(role_words(*role)),
            chosen: role.as_str() == chosen,
            hint: None,
        }));
        Select {
            id: if at == 0 {
                "believed".to_owned()
            } else {
                format!("believed-{}", at + 1)
            },
            name: "believed".to_owned(),
            label: (*place).to_owned(),
            bold: false,
            items,
        }
    };
    PLACES.iter().enumerate().map(select).collect()
}

fn closers(typed: &Typed) -> Checkboxes {
    let roles = Role::ALL.iter().filter(|role| **role != Role::Steward);
    Checkboxes {
        id: "closed_by".to_owned(),
        name: "closed_by".to_owned(),
        legend: "When one of these says it has closed, does that count first?".to_owned(),
        bold: true,
        small: true,
        items: roles
            .map(|role| Choice {
                value: role.as_str().to_owned(),
                text: sentence(role_words(*role)),
                chosen: typed.closed_by.iter().any(|word| word == role.as_str()),
                hint: None,
            })
            .collect(),
    }
}

fn visibility(typed: &Typed, faults: &[FormFault]) -> Radios {
    let choice = |value: &str, text: &str| Choice {
        value: value.to_owned(),
        text: text.to_owned(),
        chosen: typed.visibility == value,
        hint: None,
    };
    Radios {
        id: "visibility".to_owned(),
        name: "visibility".to_owned(),
        legend: "Who may see it?".to_owned(),
        bold: true,
        medium: false,
        error: of(faults, "visibility"),
        items: vec![
            choice("public", "Everybody"),
            choice("staff", "Staff only"),
            choice("withheld", "Nobody"),
        ],
    }
}
