//! A document that was given: what it is, what it would change, ten entries, its faults, and the form to accept it.

use super::{FormFault, of, summary};
use crate::components::{
    Button, Choice, ErrorSummary, Input, Link, Markup, Radios, SummaryList, SummaryRow, Textarea,
};
use crate::page::Page;
use crate::views::health::{self, FaultList, FaultView, number};
use crate::views::results::{Card, service_href};
use crate::views::sources::role_words;
use crate::views::subject::Subject;
use crate::words::{count, dates, figure, list};
use askama::Template;
use directory::{Draft, Offer, Preview};
use jiff::civil::DateTime;
use model::{EntryType, Field, Finding, Role};

/// At most this many kinds of fault are shown.
const MOST_FAULTS: usize = 12;

/// What we read, before anybody accepts it.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/offer.html")]
pub struct OfferPage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub who: String,
    /// What is wrong with what was typed.
    pub errors: Option<ErrorSummary>,
    /// What to know first.
    pub note: Option<String>,
    /// The result in one sentence.
    pub lede: String,
    /// What it is and what it would change.
    pub facts: SummaryList,
    /// Why it would be held, if it would.
    pub held: Option<String>,
    /// What is wrong with the document.
    pub faults: FaultList,
    /// What stands over the ten entries.
    pub shown_heading: String,
    /// Services as they would appear.
    pub cards: Vec<Card>,
    /// Other entries, where there are no services.
    pub lines: Vec<String>,
    /// The form.
    pub form: OfferForm,
}

/// The form about a document.
#[derive(Clone, Debug)]
pub struct OfferForm {
    /// Where it is sent.
    pub action: String,
    /// The name, for a new source.
    pub name: Option<Input>,
    /// Its role.
    pub role: Option<Radios>,
    /// Its licence.
    pub licence: Option<Input>,
    /// The document's date.
    pub dated: Option<Input>,
    /// The column map of a plain table.
    pub map: Option<Textarea>,
    /// To accept; none while it cannot be read: then only what could mend that is asked.
    pub accept: Option<Button>,
    /// To look again; none when nothing here could change what is seen.
    pub look: Option<Button>,
    /// To throw it away.
    pub discard: Button,
}

/// What pages of an offer are made from.
pub struct Looked<'a> {
    /// The offer.
    pub offer: &'a Offer,
    /// The name of its source, when it is known.
    pub source: Option<&'a str>,
    /// Who is signed in.
    pub who: &'a str,
    /// The moment.
    pub now: DateTime,
    /// What is wrong with what was typed.
    pub faults: Vec<FormFault>,
    /// What to know first.
    pub note: Option<String>,
}

impl OfferPage {
    /// The page of a document that could be read.
    pub fn read(looked: &Looked, preview: &Preview) -> Self {
        let mut page = Self::blank(looked, "Check what we read");
        let entries = entries(preview);
        page.lede = format!(
            "We read {} from {}. Nothing is published yet.",
            entries,
            list(&preview.files)
        );
        page.facts.rows = facts(preview);
        page.held.clone_from(&preview.held);
        page.faults = FaultList::of(&preview.findings, MOST_FAULTS);
        (page.cards, page.lines) = shown(preview, looked.now);
        page.shown_heading = shown_heading(preview, page.cards.len() + page.lines.len());
        let as_table = preview.table == "table";
        page.form = form(looked, as_table, preview.own_date, true);
        if let Some(held) = &page.held
            && let Some(accept) = &mut page.form.accept
        {
            *accept = Button::that_does("Accept, and hold it for a person", "accept");
            page.note.get_or_insert_with(|| {
                format!("If you accept this file it will be held, because {held}. You can then release or reject it.")
            });
        }
        if !preview.newest {
            page.note.get_or_insert_with(|| {
                "We already have a newer file of this directory. This one adds to the history. What is shown changes only where the newer one says nothing.".to_owned()
            });
        }
        page
    }

    /// The page of a document that could not be read at all, or whose map cannot be used.
    pub fn unread(looked: &Looked, problem: &Finding, as_table: bool) -> Self {
        let mut page = Self::blank(looked, "We could not read this file");
        "Nothing was changed.".clone_into(&mut page.lede);
        page.faults.kinds = vec![FaultView {
            problem: crate::words::sentence(&problem.problem),
            code: problem.code.to_owned(),
            times: String::new(),
            remedy: crate::words::sentence(&problem.fix),
            examples: vec![health::place(
                &problem.place.file,
                problem.place.line,
                problem.place.column.as_deref(),
                &problem.seen,
            )],
        }];
        page.form = form(looked, as_table, None, false);
        page
    }

    fn blank(looked: &Looked, heading: &str) -> Self {
        let mut page = super::page(heading, "/steward/sources/new");
        if !looked.faults.is_empty() {
            page.prefix = "Error: ";
        }
        if let Some(back) = &mut page.back {
            back.items
                .push(Link::new("/steward/sources/new", "Add a directory"));
        }
        Self {
            page,
            who: looked.who.to_owned(),
            errors: summary(&looked.faults),
            note: looked.note.clone(),
            lede: String::new(),
            facts: SummaryList::default(),
            held: None,
            faults: FaultList::default(),
            shown_heading: String::new(),
            cards: Vec::new(),
            lines: Vec::new(),
            form: form(looked, false, None, false),
        }
    }
}

/// `400 services, 12 organizations and 390 places`.
fn entries(preview: &Preview) -> String {
    let parts: Vec<String> = [
        (preview.services, "service", "services"),
        (preview.organizations, "organisation", "organisations"),
        (preview.locations, "place", "places"),
    ]
    .into_iter()
    .filter(|(entries, _, _)| *entries > 0)
    .map(|(entries, one, many)| count(number(entries), one, many))
    .collect();
    if parts.is_empty() {
        "nothing we can use".to_owned()
    } else {
        list(&parts)
    }
}

fn facts(preview: &Preview) -> Vec<SummaryRow> {
    let mut rows = Vec::new();
    let mut row = |key: &str, value: String| {
        rows.push(SummaryRow {
            key: key.to_owned(),
            value: Markup::lines(&value),
        });
    };
    row("What it is", health::recognised(&preview.table));
    row("Rows", health::rows(&preview.tally));
    row("It would add", health::changed(&preview.counts));
    row(
        "Its date",
        match preview.own_date {
            Some(own) if own == preview.said => format!("{}, as the file says", dates::date(own)),
            _ => dates::date(preview.said),
        },
    );
    if !preview.complete {
        row(
            "Whole or part",
            "A part. What it leaves out stays as it is".to_owned(),
        );
    }
    rows
}

fn shown_heading(preview: &Preview, shown: usize) -> String {
    if preview.services > 0 {
        let all = number(preview.services);
        return if all == shown {
            format!("How its {} would appear", count(all, "service", "services"))
        } else {
            format!(
                "How {} of its {} services would appear",
                figure(shown),
                figure(all)
            )
        };
    }
    format!("{} of what it lists", figure(shown))
}

fn shown(preview: &Preview, now: DateTime) -> (Vec<Card>, Vec<String>) {
    let (mut cards, mut lines) = (Vec::new(), Vec::new());
    for (at, shown) in preview.shown.iter().enumerate() {
        let subject = Subject {
            service: &shown.record,
            organization: shown.organization.as_ref(),
            location: shown.location.as_ref(),
            sources: &preview.sources,
            now,
        };
        if shown.record.entry_type == EntryType::Service {
            let mut card = Card::of(&subject, at + 1, None);
            card.href = String::new();
            if !shown.findable {
                card.doubt = Some("Closed, so people would not find it.".to_owned());
            }
            cards.push(card);
        } else {
            let name =
                crate::words::names::calm(shown.record.text(Field::Name).unwrap_or("No name"));
            let address = crate::views::facts::address(&subject)
                .map(|address| format!(", {}", address.one_line()));
            lines.push(format!("{name}{}", address.unwrap_or_default()));
        }
    }
    (cards, lines)
}

fn form(
    looked: &Looked,
    as_table: bool,
    own_date: Option<jiff::civil::Date>,
    readable: bool,
) -> OfferForm {
    let Draft {
        name,
        role,
        licence,
        dated,
        map,
        ..
    } = &looked.offer.draft;
    let faults = &looked.faults;
    let input = |id: &str, label: &str, hint: &str, value: &str| Input {
        id: id.to_owned(),
        name: id.to_owned(),
        label: label.to_owned(),
        bold: true,
        hint: (!hint.is_empty()).then(|| hint.to_owned()),
        error: of(faults, id),
        value: (!value.is_empty()).then(|| value.to_owned()),
        width: Some(20),
        ..Input::default()
    };
    let is_new = readable && looked.source.is_none();
    let radios = Radios {
        id: "role".to_owned(),
        name: "role".to_owned(),
        legend: "Whose directory is it?".to_owned(),
        medium: false,
        bold: true,
        error: of(faults, "role"),
        items: [
            Role::Council,
            Role::Charity,
            Role::Provider,
            Role::NationalProfile,
            Role::Register,
            Role::Regulator,
        ]
        .into_iter()
        .map(|known| Choice {
            value: known.as_str().to_owned(),
            text: role_words(known).to_owned(),
            chosen: *role == known.as_str(),
            hint: None,
        })
        .collect(),
    };
    let date_hint = own_date.map_or_else(
        || "The day on which it was true, such as 12 November 2026. Left empty, it counts as today.".to_owned(),
        |own| format!("The file says {}. Leave this empty to keep that.", dates::date(own)),
    );
    let with_map = as_table || !map.is_empty();
    OfferForm {
        action: format!("/steward/sources/new/{}", looked.offer.id),
        name: is_new.then(|| {
            input(
                "name",
                "Name of the directory",
                "As people know it, such as Ambermoor Council.",
                name,
            )
        }),
        role: is_new.then_some(radios),
        licence: is_new.then(|| {
            input(
                "licence",
                "Licence",
                "Such as OGL-3.0. Write “not stated” if you do not know it.",
                licence,
            )
        }),
        dated: readable.then(|| input("dated", "Date of the file", &date_hint, dated)),
        map: with_map.then(|| Textarea {
            id: "map".to_owned(),
            name: "map".to_owned(),
            bold: true,
            label: "Column map".to_owned(),
            hint: Some(
                "Which column is what. We filled it in from the headings. Change it, then look again."
                    .to_owned(),
            ),
            error: of(faults, "map"),
            value: map.clone(),
            rows: 14,
            code: true,
        }),
        accept: readable.then(|| Button::that_does("Accept and publish", "accept")),
        look: (readable || with_map).then(|| Button::that_does("Look again", "look").quiet()),
        discard: Button::that_does("Discard this file", "discard").quiet(),
    }
}

/// What is still being read or published.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/busy.html")]
pub struct BusyPage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub who: String,
    /// What is being done.
    pub line: String,
    /// To see whether it is done.
    pub again: Button,
}

impl BusyPage {
    /// The page of work that has come so far.
    pub fn new(who: &str, heading: &str, line: String, href: String) -> Self {
        Self {
            page: super::page(heading, "/steward/sources/new"),
            who: who.to_owned(),
            line,
            again: Button {
                href: Some(href),
                ..Button::new("See if it is done")
            },
        }
    }
}

/// A document that was accepted.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/done.html")]
pub struct DonePage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub who: String,
    /// What is so now.
    pub lede: String,
    /// What was added.
    pub changed: String,
    /// How to undo it.
    pub undo: String,
    /// Where the button that takes it back is sent; none when it is held.
    pub take_back: Option<String>,
    /// Where to go next.
    pub links: Vec<Link>,
}

impl DonePage {
    /// The page of an accepted offer of a source of this name. It can be taken back until something else is read.
    pub fn new(who: &str, name: &str, accepted: &directory::Accepted, can_go_back: bool) -> Self {
        let source = format!("/steward/sources/{}", accepted.source);
        let counts = directory::EntryCounts {
            new: accepted.new,
            changed: accepted.changed,
            unchanged: accepted.unchanged,
            withdrawn: accepted.withdrawn,
        };
        let (lede, undo, first) = match &accepted.held {
            None if !can_go_back => (
                format!("What {name} said in this file was published."),
                format!(
                    "Something newer was read since, or it was taken back. See the page of {name}."
                ),
                Link::new(source, format!("See {name}")),
            ),
            None => (
                format!("What {name} says is now live."),
                format!(
                    "Taking it back puts everything as it was before. You can also do that later, on the page of {name}."
                ),
                Link::new(source, format!("See {name}")),
            ),
            Some(held) => (
                format!(
                    "The file of {name} is held, because {held}. What was there before is still shown."
                ),
                "Nothing is published until you release it. To undo, reject it.".to_owned(),
                Link::new(
                    format!("{source}#run-{}", accepted.run),
                    format!("Release or reject what {name} sent"),
                ),
            ),
        };
        let mut page = super::page("Finished", "/steward/sources/new");
        if let Some(back) = &mut page.back {
            back.items
                .push(Link::new("/steward/sources/new", "Add a directory"));
        }
        Self {
            page,
            who: who.to_owned(),
            lede,
            changed: health::changed(&counts),
            undo,
            take_back: (accepted.held.is_none() && can_go_back)
                .then(|| format!("/steward/runs/{}/take-back", accepted.run)),
            links: vec![
                first,
                Link::new("/about/sources", "See where our information comes from"),
                Link::new("/steward", "Back to the steward’s desk"),
            ],
        }
    }

    /// Leads to one of the services that are live, too.
    pub fn add(&mut self, subject: &Subject) {
        let at = self.links.len().saturating_sub(3);
        let link = Link::new(service_href(subject), format!("See {}", subject.name()));
        self.links.insert(at, link);
    }
}
