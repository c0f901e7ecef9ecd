//! One service: call or visit, opening times, who it is for, what to know, for staff, where this comes from.

use super::facts::{self, NOT_KNOWN};
use super::out_of_date;
use super::provenance;
use super::subject::{Subject, public};
use super::values::term_words;
use crate::address::encode;
use crate::components::{Button, Details, Markup, SummaryRow, Tag};
use crate::page::Page;
use crate::words::open::{self, DayRow, OpenWords};
use crate::words::{names, opening, who};
use askama::Template;
use model::{EntryType, Field, Value};

/// The page of one service.
#[derive(Clone, Debug, Template)]
#[template(path = "service.html")]
pub struct ServicePage {
    /// Its frame.
    pub page: Page,
    /// What it is, and who runs it.
    pub lede: Vec<String>,
    /// Whether it is open.
    pub open: OpenWords,
    /// `Free`, `No referral needed`.
    pub marks: Vec<String>,
    /// Who checked it and when.
    pub checked: String,
    /// What to do about old facts.
    pub doubt: Option<String>,
    /// The mark on old facts.
    pub tag: Tag,
    /// Warnings.
    pub alerts: Vec<Markup>,
    /// The button to call.
    pub call: Option<Button>,
    /// Address, getting there, email, website, how to start.
    pub contact: Vec<SummaryRow>,
    /// The week; empty when nobody has said.
    pub week: Vec<DayRow>,
    /// Days that differ.
    pub coming: Vec<String>,
    /// Who it is for.
    pub who_for: Vec<Markup>,
    /// What to know before going.
    pub know: Vec<Markup>,
    /// For staff.
    pub staff: Option<Details>,
    /// Who said each fact and when.
    pub said: Vec<SummaryRow>,
    /// Where sources do not agree.
    pub disputes: Vec<String>,
    /// Everything that was ever said.
    pub history_href: String,
}

/// A description at most this long stands whole at the top.
const LEDE: usize = 280;

impl ServicePage {
    /// The page of `subject`. `why` gives the reason behind a rule's number.
    pub fn new(subject: &Subject, why: &dyn Fn(&str) -> String) -> Self {
        let name = subject.name();
        let description = subject.text(Field::Description).unwrap_or_default();
        let page = Page::new(name.clone())
            .about(if description.is_empty() {
                format!("{name}: opening times, address and phone.")
            } else {
                opening(description, 150)
            })
            .under("/");
        let telling = subject.telling();
        Self {
            page,
            lede: lede(subject, &name),
            open: facts::open_now(subject),
            marks: marks(subject),
            checked: telling.map_or_else(
                || "Not known when it was last checked".to_owned(),
                |fact| who::checked_on(fact.claim(), subject.source(fact.claim().source)),
            ),
            doubt: subject
                .may_be_out_of_date()
                .then(|| "Some facts here are old. Call before you go.".to_owned()),
            tag: out_of_date(),
            alerts: subject
                .text(Field::Alert)
                .map(Markup::lines)
                .into_iter()
                .collect(),
            call: subject.phone().map(|phone| Button {
                text: format!("Call {phone}"),
                href: Some(format!("tel:{}", phone.tel())),
                ..Button::default()
            }),
            contact: contact(subject),
            week: subject
                .hours()
                .map(|hours| open::week(hours, subject.today()))
                .unwrap_or_default(),
            coming: subject
                .hours()
                .map(|hours| open::coming_days(hours, subject.today()))
                .unwrap_or_default(),
            who_for: who_for(subject),
            know: know(subject, description),
            staff: Some(staff(subject)),
            said: provenance::groups(subject),
            disputes: provenance::disputes(subject, why),
            history_href: format!("/service/{}/history", subject.service.id),
        }
    }
}

fn lede(subject: &Subject, name: &str) -> Vec<String> {
    let mut lede: Vec<String> = Vec::new();
    if let Some(text) = subject.text(Field::Description) {
        lede.push(opening(text, LEDE));
    }
    let run_by = subject
        .organization
        .and_then(|o| public(o, Field::Name).and(o.text(Field::Name)))
        .map(names::calm);
    if let Some(run_by) = run_by.filter(|run_by| !run_by.eq_ignore_ascii_case(name)) {
        let run_by = format!("Run by {run_by}.");
        match lede.first_mut() {
            Some(text) if text.ends_with('.') => {
                text.push(' ');
                text.push_str(&run_by);
            }
            _ => lede.push(run_by),
        }
    }
    lede
}

fn marks(subject: &Subject) -> Vec<String> {
    let mut marks = Vec::new();
    if subject.has(Field::Cost, "free") {
        marks.push("Free".to_owned());
    }
    if ["self-referral", "no-referral", "drop-in"]
        .iter()
        .any(|term| subject.has(Field::Access, term))
    {
        marks.push("No referral needed".to_owned());
    } else if subject.has(Field::Access, "referral-needed") {
        marks.push("You need a referral".to_owned());
    }
    for term in ["by-phone", "online", "home-visit"] {
        if subject.has(Field::Attending, term)
            && let Some(term) = model::Term::slug(term)
        {
            marks.push(term_words(Field::Attending, &term));
        }
    }
    marks
}

fn row(key: &str, value: Markup) -> SummaryRow {
    SummaryRow {
        key: key.to_owned(),
        value,
    }
}

fn contact(subject: &Subject) -> Vec<SummaryRow> {
    let mut rows = Vec::new();
    if subject.is_private() {
        let call = subject.phone().map_or_else(
            || "Ask your council.".to_owned(),
            |phone| format!("Call {phone}."),
        );
        rows.push(row(
            "Address",
            Markup::lines(&format!("The address is kept private. {call}")),
        ));
    } else if let Some(address) = facts::address(subject) {
        let maps = match (&address.postcode, address.point) {
            (Some(postcode), _) => Some(format!("geo:0,0?q={}", encode(postcode.as_str()))),
            (None, Some(point)) => Some(format!(
                "geo:{0},{1}?q={0},{1}",
                point.latitude(),
                point.longitude()
            )),
            (None, None) => None,
        };
        rows.push(row(
            "Address",
            Markup::of(&AddressWords {
                line: facts::address_line(subject, address),
                maps,
            }),
        ));
    } else {
        rows.push(row("Where", Markup::lines(&facts::place(subject, None))));
    }
    if let Some(text) = subject.text(Field::Transport) {
        rows.push(row("Getting there", Markup::lines(text)));
    }
    if let Some(text) = subject.text(Field::Email) {
        rows.push(row("Email", linked(text, email_href(text).as_deref())));
    }
    if let Some(text) = subject.text(Field::Website) {
        rows.push(row(
            "Website",
            linked(&shown_web(text), web_href(text).as_deref()),
        ));
    }
    let start = subject.text(Field::ApplicationProcess).map(Markup::lines);
    rows.push(row(
        "To start",
        start
            .or_else(|| facts::start(subject).map(|text| Markup::lines(&text)))
            .unwrap_or_else(|| Markup::lines(NOT_KNOWN)),
    ));
    if subject.phone().is_none() {
        rows.push(row("Phone", Markup::lines("Not known")));
    }
    rows
}

#[derive(Template)]
#[template(
    source = "{{ line }}{% if let Some(href) = maps %}<br><a href=\"{{ href }}\">Open in your maps app</a>{% endif %}",
    ext = "html"
)]
struct AddressWords {
    line: String,
    maps: Option<String>,
}

#[derive(Template)]
#[template(source = "<a href=\"{{ href }}\">{{ text }}</a>", ext = "html")]
struct Linked<'a> {
    href: &'a str,
    text: &'a str,
}

/// Linked when there is somewhere safe to lead, else as plain words.
fn linked(text: &str, href: Option<&str>) -> Markup {
    match href {
        Some(href) => Markup::of(&Linked { href, text }),
        None => Markup::lines(text),
    }
}

fn email_href(text: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@.!#$*+-/=^_~".contains(c);
    (text.matches('@').count() == 1
        && text.chars().all(plain)
        && !text.starts_with('@')
        && !text.ends_with('@'))
    .then(|| format!("mailto:{text}"))
}

/// A web address that leads to a web page and to nothing else; one without a scheme gets `https://`.
fn web_href(text: &str) -> Option<String> {
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("http://") {
        return Some(text.to_owned());
    }
    (!text.contains(':') && text.contains('.') && !text.starts_with(['/', '.']))
        .then(|| format!("https://{text}"))
}

fn shown_web(text: &str) -> String {
    let bare = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .unwrap_or(text);
    bare.trim_end_matches('/').to_owned()
}

fn who_for(subject: &Subject) -> Vec<Markup> {
    let mut lines: Vec<Markup> = subject
        .text(Field::Eligibility)
        .map(Markup::lines)
        .into_iter()
        .collect();
    // The source's own words come first and mostly hold the ages.
    if lines.is_empty() {
        lines.extend(
            facts::who_for(subject)
                .iter()
                .map(|line| Markup::lines(line)),
        );
    }
    if lines.is_empty() {
        lines.push(Markup::lines("Not known. Call to ask."));
    }
    lines
}

fn know(subject: &Subject, description: &str) -> Vec<Markup> {
    let mut lines: Vec<Markup> = facts::to_know(subject)
        .iter()
        .map(|line| Markup::lines(line))
        .collect();
    if opening(description, LEDE) != description.trim() {
        lines.push(Markup::lines(description));
    }
    lines
}

fn staff(subject: &Subject) -> Details {
    let mut lines = Vec::new();
    let kinds: Vec<String> = subject
        .terms(Field::Kind)
        .into_iter()
        .map(|term| term_words(Field::Kind, term))
        .collect();
    if !kinds.is_empty() {
        lines.push(format!("Kind of service: {}.", kinds.join(", ")));
    }
    let code = subject
        .fact(Field::Identifiers)
        .and_then(|fact| match &fact.value {
            Value::Codes(codes) => codes.iter().next().map(|code| {
                super::values::value_words(Field::Identifiers, &Value::Codes([code.clone()].into()))
            }),
            _ => None,
        });
    let id = code.unwrap_or_else(|| format!("Service ID {}", subject.service.id));
    lines.push(format!("{}.", crate::words::sentence(&id)));
    Details {
        summary: "For staff helping someone".to_owned(),
        body: Markup::of(&Items { lines: &lines }),
    }
}

#[derive(Template)]
#[template(
    source = "<ul>{% for line in lines %}<li>{{ line }}</li>{% endfor %}</ul>",
    ext = "html"
)]
struct Items<'a> {
    lines: &'a [String],
}

/// What a record that is no service leads to: the services it runs or holds are found by name.
pub fn not_a_service(entry_type: EntryType) -> &'static str {
    match entry_type {
        EntryType::Organization => {
            "This is a body that runs services. Look for its name to find them."
        }
        EntryType::Location => "This is a place. Look for its name to find what is there.",
        EntryType::Service => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_pages_are_linked() {
        for (text, want) in [
            (
                "https://riversidefriends.example/",
                Some("https://riversidefriends.example/"),
            ),
            (
                "www.riversidefriends.example",
                Some("https://www.riversidefriends.example"),
            ),
            ("javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("//evil.example", None),
            ("not a page", None),
            ("none", None),
        ] {
            assert_eq!(web_href(text).as_deref(), want, "{text}");
        }
        assert_eq!(
            email_href("hello@riversidefriends.example").as_deref(),
            Some("mailto:hello@riversidefriends.example")
        );
        for bad in ["a@b@c", "hello at x", "x?cc=y@z", "@", "a@b&c"] {
            assert_eq!(email_href(bad), None, "{bad}");
        }
    }
}
