//! Results: a numbered list, quick filters with counts, the map, the filter form, pages.

use super::facts::{self, NOT_KNOWN, services};
use super::place::hidden;
use super::subject::Subject;
use super::{DangerLine, PhoneLink};
use crate::address::{FindAddress, PAGE_SIZE, toggle};
use crate::components::{Button, Checkboxes, Choice, Link, Markup, Select};
use crate::page::Page;
use crate::words::{distance, figure, open::OpenWords, opening, who};
use askama::Template;
use model::Field;

/// The list.
#[derive(Clone, Debug, Template)]
#[template(path = "results.html")]
pub struct ResultsPage {
    /// Its frame.
    pub page: Page,
    /// What is near, how far was looked, and the order.
    pub place_line: String,
    /// Back to the boxes, filled in.
    pub change_href: String,
    /// Who to call first when the words suggest danger.
    pub danger: Vec<DangerLine>,
    /// What to know about how the question was understood.
    pub notes: Vec<Note>,
    /// Quick filters.
    pub chips: Vec<Chip>,
    /// When there is nothing: what to do.
    pub empty: Option<Vec<Link>>,
    /// The number of the first card.
    pub from: usize,
    /// The services.
    pub cards: Vec<Card>,
    /// `Showing 1 to 10 of 23`.
    pub showing: String,
    /// The page before.
    pub previous: Option<Link>,
    /// The page after.
    pub next: Option<Link>,
    /// The map.
    pub map: Option<Markup>,
    /// The form of filters.
    pub filter: Option<FilterForm>,
}

/// Something to know, with ways on.
#[derive(Clone, Debug)]
pub struct Note {
    /// The sentence.
    pub text: String,
    /// Ways on.
    pub links: Vec<Link>,
}

/// A quick filter.
#[derive(Clone, Debug)]
pub struct Chip {
    /// `Open now (4)`.
    pub text: String,
    /// Where it leads; none when it would leave nothing.
    pub href: Option<String>,
    /// True when it is set.
    pub chosen: bool,
}

/// One service in the list.
#[derive(Clone, Debug, Template)]
#[template(path = "card.html")]
pub struct Card {
    /// Its number in the whole list.
    pub number: usize,
    /// Its page; empty when it has none yet.
    pub href: String,
    /// Its name.
    pub name: String,
    /// What it is, in one sentence.
    pub about: String,
    /// Whether it is open.
    pub open: OpenWords,
    /// Where it is, and how far.
    pub place: String,
    /// How to start.
    pub start: String,
    /// Who to call.
    pub phone: Option<PhoneLink>,
    /// What stands instead of a number.
    pub no_phone: String,
    /// What to do about old facts.
    pub doubt: Option<String>,
    /// Who checked it and when.
    pub checked: String,
}

/// The form of filters.
#[derive(Clone, Debug)]
pub struct FilterForm {
    /// What stays as it is: name and value.
    pub hidden: Vec<Link>,
    /// How far.
    pub within: Option<Select>,
    /// What can be ticked.
    pub groups: Vec<Checkboxes>,
    /// The one button.
    pub button: Button,
    /// The question without filters.
    pub clear: String,
}

/// The address of a service's page.
pub fn service_href(subject: &Subject) -> String {
    let id = subject.service.id;
    match model::Term::slug(&opening(&subject.name(), 60)) {
        Some(slug) if slug.as_str().is_ascii() => format!("/service/{id}/{slug}"),
        _ => format!("/service/{id}"),
    }
}

impl askama::filters::HtmlSafe for Card {}

impl Card {
    /// The card of `subject`.
    pub fn of(subject: &Subject, number: usize, distance_metres: Option<f64>) -> Self {
        let telling = subject.telling();
        let checked = telling.map_or_else(
            || "Not known when it was last checked".to_owned(),
            |fact| {
                who::checked(
                    fact.claim(),
                    subject.source(fact.claim().source),
                    subject.is_overdue(fact),
                    subject.today(),
                )
            },
        );
        Self {
            number,
            href: service_href(subject),
            name: subject.name(),
            about: subject
                .text(Field::Description)
                .map_or_else(|| kind_sentence(subject), |text| opening(text, 160)),
            open: facts::open_now(subject),
            place: facts::place(subject, distance_metres),
            start: facts::start(subject).unwrap_or_else(|| NOT_KNOWN.to_owned()),
            phone: subject.phone().map(PhoneLink::from),
            no_phone: "Not known".to_owned(),
            doubt: subject
                .may_be_out_of_date()
                .then(|| "Call before you go.".to_owned()),
            checked,
        }
    }
}

/// What it is when nobody has described it: its kinds.
fn kind_sentence(subject: &Subject) -> String {
    let kinds: Vec<String> = subject
        .terms(Field::Kind)
        .into_iter()
        .take(3)
        .map(|term| super::values::term_words(Field::Kind, term))
        .collect();
    if kinds.is_empty() {
        String::new()
    } else {
        format!("{}.", kinds.join(", "))
    }
}

/// Quick filters: the group of the address, the word, what people read.
const QUICK: &[(Group, &str, &str)] = &[
    (Group::When, "now", "Open now"),
    (Group::How, "free", "Free"),
    (Group::Access, "step-free", "Step-free"),
    (Group::How, "self-referral", "No referral needed"),
    (Group::How, "by-phone-or-online", "By phone or online"),
];

/// A word of the address, what people read over its filters, and the filters: word and what people read.
type FormGroup = (Group, &'static str, &'static [(&'static str, &'static str)]);

/// The filters of the form, by group.
const FORM: &[FormGroup] = &[
    (Group::When, "When", &[("now", "Open now")]),
    (
        Group::How,
        "How",
        &[
            ("self-referral", "No referral needed"),
            ("free", "Free"),
            ("by-phone-or-online", "By phone or online"),
            ("home-visit", "Someone can come to you"),
        ],
    ),
    (
        Group::Access,
        "What you need there",
        &[
            ("step-free", "Step-free all the way in"),
            ("hearing-loop", "Hearing loop"),
            ("carer-welcome", "A carer can come too"),
            ("bsl", "British Sign Language"),
        ],
    ),
];

/// A word of the address that holds filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// `when`.
    When,
    /// `how`.
    How,
    /// `access`.
    Access,
}

impl Group {
    fn word(self) -> &'static str {
        match self {
            Self::When => "when",
            Self::How => "how",
            Self::Access => "access",
        }
    }

    fn has(self, address: &FindAddress, word: &str) -> bool {
        match self {
            Self::When => address.when.as_deref() == Some(word),
            Self::How => address.how.iter().any(|known| known == word),
            Self::Access => address.access.iter().any(|known| known == word),
        }
    }

    fn toggled(self, address: &FindAddress, word: &str) -> FindAddress {
        address.but(|other| match self {
            Self::When => {
                other.when = if other.when.as_deref() == Some(word) {
                    None
                } else {
                    Some(word.to_owned())
                }
            }
            Self::How => toggle(&mut other.how, word),
            Self::Access => toggle(&mut other.access, word),
        })
    }
}

/// The filters that are set: what people read, and the question without it.
pub fn set_filters(address: &FindAddress) -> Vec<(String, FindAddress)> {
    let mut set = Vec::new();
    for (group, _, words) in FORM {
        for (word, text) in *words {
            if group.has(address, word) {
                set.push(((*text).to_owned(), group.toggled(address, word)));
            }
        }
    }
    if let Some(when) = address.when.as_deref().filter(|when| *when != "now") {
        set.push((
            format!("Open on {when}"),
            address.but(|other| other.when = None),
        ));
    }
    for kind in &address.kind {
        set.push((
            crate::words::sentence(&kind.replace('-', " ")),
            address.but(|other| other.kind.retain(|k| k != kind)),
        ));
    }
    set
}

/// The quick filters. `count` tells how many services a filter would leave; none when that is not known.
pub fn chips(
    address: &FindAddress,
    total: usize,
    count: &dyn Fn(Group, &str) -> Option<usize>,
) -> Vec<Chip> {
    let quick = QUICK.iter().map(|(group, word, text)| {
        let chosen = group.has(address, word);
        let left = if chosen {
            Some(total)
        } else {
            count(*group, word)
        };
        Chip {
            text: left.map_or_else(
                || (*text).to_owned(),
                |left| format!("{text} ({})", figure(left)),
            ),
            href: (chosen || left != Some(0)).then(|| group.toggled(address, word).href()),
            chosen,
        }
    });
    quick.collect()
}

impl FilterForm {
    /// The form as `address` has it set. `near` is true when a place was given; `moment` reads a date in `when`.
    pub fn new(address: &FindAddress, near: bool, moment: Option<&str>) -> Self {
        let within = near.then(|| {
            let mut miles = vec![1.0, 3.0, 5.0, 15.0];
            if !miles
                .iter()
                .any(|m: &f64| (m - address.miles()).abs() < 1e-9)
            {
                miles.push(address.miles());
                miles.sort_by(f64::total_cmp);
            }
            let items = miles.iter().map(|m| Choice {
                value: m.to_string(),
                text: distance::within(*m),
                chosen: (m - address.miles()).abs() < 1e-9,
                hint: None,
            });
            Select {
                id: "within".to_owned(),
                name: "within".to_owned(),
                label: "How far".to_owned(),
                bold: true,
                items: items.collect(),
            }
        });
        let groups = FORM.iter().map(|(group, legend, words)| {
            let mut items: Vec<Choice> = words
                .iter()
                .map(|(word, text)| Choice {
                    value: (*word).to_owned(),
                    text: (*text).to_owned(),
                    chosen: group.has(address, word),
                    hint: None,
                })
                .collect();
            if *group == Group::When
                && let (Some(when), Some(moment)) = (&address.when, moment)
            {
                items.push(Choice {
                    value: when.clone(),
                    text: format!("Open {moment}"),
                    chosen: true,
                    hint: None,
                });
            }
            Checkboxes {
                id: group.word().to_owned(),
                name: group.word().to_owned(),
                legend: (*legend).to_owned(),
                bold: true,
                small: true,
                items,
            }
        });
        Self {
            hidden: hidden(
                address,
                if near {
                    &["within", "when", "how", "access"]
                } else {
                    &["when", "how", "access"]
                },
            ),
            within,
            groups: groups.collect(),
            button: Button {
                text: "Show results".to_owned(),
                ..Button::default()
            },
            clear: address.bare().href(),
        }
    }
}

/// What a results page is made of, gathered by its handler.
pub struct Results<'a> {
    /// The question.
    pub address: &'a FindAddress,
    /// How the place is shown; none when none was given.
    pub place: Option<&'a str>,
    /// What lies near it.
    pub nearby: Option<&'a str>,
    /// What was looked for: a need's label or the words typed.
    pub need: Option<String>,
    /// How many there are.
    pub total: usize,
    /// The cards of this page.
    pub cards: Vec<Card>,
}

impl ResultsPage {
    /// The page, without its notes, chips, map and form.
    pub fn new(results: Results) -> Self {
        let Results {
            address,
            place,
            nearby,
            need,
            total,
            cards,
        } = results;
        let for_need = need
            .as_ref()
            .map_or_else(String::new, |need| format!(" for {need}"));
        let near = place.map_or_else(String::new, |place| format!(" near {place}"));
        let heading = format!("{}{for_need}{near}", services(total));
        let mut place_line: Vec<String> = nearby.map(str::to_owned).into_iter().collect();
        if place.is_some() {
            place_line.push(format!("Within {}", distance::within(address.miles())));
        }
        place_line.push(
            if address.best_first {
                "Best match first"
            } else if place.is_some() {
                "Nearest first"
            } else {
                "All of England"
            }
            .to_owned(),
        );
        let from = address.from();
        let to = from + cards.len();
        let here = place.map_or_else(|| "Home".to_owned(), |_| "Home".to_owned());
        let mut page = Page::new(heading.clone())
            .about(format!("{heading}."))
            .under("/")
            .unlisted();
        if let Some(back) = &mut page.back {
            back.items = vec![Link::new("/", here)];
        }
        let after = total.saturating_sub(to);
        Self {
            page,
            place_line: format!("{}.", place_line.join(". ")),
            change_href: format!(
                "/?{}",
                address
                    .bare()
                    .href()
                    .trim_start_matches("/find")
                    .trim_start_matches('?')
            ),
            danger: Vec::new(),
            notes: Vec::new(),
            chips: Vec::new(),
            empty: None,
            from: from + 1,
            showing: if total <= PAGE_SIZE && from == 0 {
                if total == 1 {
                    "Showing 1 of 1".to_owned()
                } else {
                    format!("Showing all {}", figure(total))
                }
            } else {
                format!(
                    "Showing {} to {} of {}",
                    figure(from + 1),
                    figure(to),
                    figure(total)
                )
            },
            previous: (address.page > 1).then(|| {
                Link::new(
                    address.on_page(address.page - 1).href(),
                    format!(
                        "Previous: {} to {}",
                        figure(from + 1 - PAGE_SIZE),
                        figure(from)
                    ),
                )
            }),
            next: (after > 0 && !cards.is_empty()).then(|| {
                Link::new(
                    address.on_page(address.page + 1).href(),
                    format!(
                        "Next: {} to {}",
                        figure(to + 1),
                        figure(to + after.min(PAGE_SIZE))
                    ),
                )
            }),
            cards,
            map: None,
            filter: None,
        }
    }
}
