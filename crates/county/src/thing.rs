//! A service as it really is, and how a directory came to speak of it.

use crate::hours::Week;
use crate::land::Venue;
use jiff::civil::Date;

/// Who runs a service, with the codes by which directories know that it is one body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Body {
    pub name: String,
    pub charity: Option<u32>,
    pub company: Option<String>,
    pub cqc: Option<String>,
    pub ods: Option<String>,
}

/// A directory of plain tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Voice {
    /// The council of the service's own area.
    Council,
    Charity,
    Provider,
}

/// In what way a directory is wrong or behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slip {
    None,
    /// An older telephone number.
    OldPhone,
    /// Closes an hour earlier.
    OldHours,
    /// Says nothing of opening times.
    NoHours,
    /// Another form of the name.
    OtherName,
    /// Leaves out the code that would tell whose it is.
    NoCode,
}

/// One directory speaking of a thing.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub voice: Voice,
    /// When it was last checked, if the directory says.
    pub checked: Option<Date>,
    pub slip: Slip,
}

/// A service.
#[derive(Clone, Debug)]
pub(crate) struct Thing {
    /// The slug of its kind.
    pub kind: &'static str,
    pub name: String,
    pub about: String,
    pub by: Body,
    pub who: String,
    pub youngest: Option<u8>,
    pub oldest: Option<u8>,
    /// How to start, in words, and the way in as a term.
    pub start: (String, &'static str),
    /// What it costs: in words, and whether it is free.
    pub cost: (String, bool),
    pub hours: Option<Week>,
    /// Whether it shuts on bank holidays; none when that is not said.
    pub bank_holidays: Option<&'static str>,
    /// What holds on single dates: `closed`, or times.
    pub dates: Vec<(Date, &'static str)>,
    /// `In person`, `By phone`, `Online`, `Home visit`.
    pub how: Vec<&'static str>,
    /// Where it is; none for those that come to you or are by phone.
    pub at: Option<Venue>,
    /// The town it is listed under.
    pub town: usize,
    pub area: String,
    pub phone: String,
    pub staff_phone: String,
    pub email: String,
    pub website: String,
    pub languages: Vec<&'static str>,
    pub access: Vec<&'static str>,
    pub transport: String,
    pub alert: String,
    /// The day it closed for good.
    pub closed: Option<Date>,
    pub said: Vec<Said>,
}

/// How a service is started: `start` of the kinds, in words and as a term.
pub(crate) fn start(word: &str) -> (String, &'static str) {
    let (words, term) = match word {
        "turn-up" => ("Just turn up.", "drop-in"),
        "refer" => ("Refer yourself by phone or email.", "self-referral"),
        "gp" => ("Ask your GP surgery to refer you.", "referral-needed"),
        "council" => (
            "Ask the council for an assessment first.",
            "referral-needed",
        ),
        _ => ("Call first.", "self-referral"),
    };
    (words.to_owned(), term)
}

/// The free and paid words of a kind: in words, and whether it is free.
pub(crate) fn cost(word: &str) -> (String, bool) {
    match word.strip_prefix("paid ") {
        Some(price) => (format!("{price}."), false),
        None => ("Free.".to_owned(), true),
    }
}

impl Thing {
    /// A thing with nothing said of it yet but its name.
    pub fn new(kind: &'static str, name: impl Into<String>, by: Body, town: usize) -> Self {
        Self {
            kind,
            name: name.into(),
            about: String::new(),
            by,
            who: String::new(),
            youngest: None,
            oldest: None,
            start: start("call"),
            cost: cost("free"),
            hours: None,
            bank_holidays: None,
            dates: Vec::new(),
            how: vec!["In person"],
            at: None,
            town,
            area: String::new(),
            phone: String::new(),
            staff_phone: String::new(),
            email: String::new(),
            website: String::new(),
            languages: Vec::new(),
            access: Vec::new(),
            transport: String::new(),
            alert: String::new(),
            closed: None,
            said: Vec::new(),
        }
    }

    /// Sets its address on the web and for letters by the host's first name.
    pub fn host(&mut self, name: &str) {
        let host: String = name
            .to_lowercase()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        self.email = format!("hello@{host}.example");
        self.website = format!("https://{host}.example");
    }
}

/// The thing as one directory tells it: its slip made.
pub(crate) fn told(thing: &Thing, said: &Said) -> Thing {
    let mut told = thing.clone();
    // Who has not looked since does not know that it closed.
    told.closed = thing
        .closed
        .filter(|closed| said.checked.is_some_and(|checked| checked >= *closed));
    match said.slip {
        Slip::None => {}
        Slip::OldPhone => told.phone = old_phone(&thing.phone),
        Slip::OldHours => told.hours = thing.hours.as_ref().map(Week::an_hour_less),
        Slip::NoHours => told.hours = None,
        Slip::OtherName => told.name = format!("The {}", thing.name.trim_start_matches("The ")),
        Slip::NoCode => {
            told.by = Body {
                name: thing.by.name.clone(),
                ..Body::default()
            }
        }
    }
    told
}

/// Another number of the range kept for drama: 01632 960 000 to 960 999.
fn old_phone(phone: &str) -> String {
    let last: u32 = phone
        .chars()
        .filter(char::is_ascii_digit)
        .collect::<String>()
        .parse()
        .unwrap_or_default();
    phone_number((last + 431) % 1000)
}

/// `01632 960 417`
pub(crate) fn phone_number(last: u32) -> String {
    format!("01632 960 {last:03}")
}
