//! Everything that can go wrong outside: one code, one title and one remedy each.
//!
//! `docs/faults-feeds.md` explains each with an example; a test keeps it and this table equal.

use std::fmt;
use std::time::Duration;

macro_rules! kinds {
    ($($variant:ident $code:literal $title:literal $fix:literal;)*) => {
        /// What went wrong. Kinds of one title count together.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $(#[doc = $title] $variant,)* }

        impl Kind {
            /// Every kind, in order of code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its permanent code, such as `FP402`.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// What is wrong, in plain words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// What to do about it.
            pub fn fix(self) -> &'static str {
                match self { $(Self::$variant => $fix,)* }
            }
        }
    };
}

kinds! {
    BadAddress "FP401" "the address cannot be used" "give a whole address that begins with https:// or http://, without a name or password in it";
    NotPublic "FP402" "the address is not on the public internet" "if it is meant, allow the host or network with --allow";
    OddPort "FP403" "the port is not one that web servers use" "if it is meant, allow the host and port with --allow HOST:PORT";
    NoSuchHost "FP404" "the host is not known" "check the spelling of the address";
    NoConnection "FP405" "no connection could be made or kept" "wait for the next try; if it goes on, ask the owner whether the server runs";
    NotSecure "FP406" "the server cannot prove who it is" "ask the owner to renew the certificate; nothing is read from a server that may be another";
    TooSlow "FP407" "the server is too slow" "wait for the next try; if it goes on, ask the owner";
    TooLarge "FP408" "the answer is larger than the limit" "check the address: no directory is that large";
    NotHttp "FP409" "the answer is not one that a web server gives" "check the address and port";
    Redirects "FP410" "the server sends on to other addresses without end, or to one that may not be read" "open the address in a browser and give the one where you arrive";
    Robots "FP411" "the host asks programs not to read this" "ask the owner; when they agree, declare the feed with --owner-agreed";
    NotThere "FP412" "nothing is there" "check the address, or ask the owner where it moved";
    NotAllowed "FP413" "the server does not let us in" "ask the owner for an address that may be read";
    Busy "FP414" "the server asks to come back later" "nothing: it is tried again later";
    ServerFailed "FP415" "the server failed" "wait for the next try; if it goes on, tell the owner";
    OddAnswer "FP416" "the server answers with what was not asked for" "open the address in a browser and look";
    CutShort "FP417" "the answer ends too early or is damaged" "wait for the next try; if it goes on, tell the owner";
    Disk "FP418" "what came could not be written" "free some space, and check that the data folder may be written to";
    Silent "FP419" "the server gives no answer" "nothing: it is left alone until the next try; if it goes on, ask the owner whether the server runs";
    NotAList "FP430" "the answer is not a list of services" "give the address under which /services lies, such as https://directory.example/api";
    RepeatedPage "FP431" "a page of the list repeats an earlier one" "tell the owner that paging does not work: the page asked for is not the page given";
    Endless "FP432" "the list does not end" "tell the owner that paging does not work";
    TotalChanged "FP433" "the list changed while it was read" "nothing: it is read again at the next try";
    TooFew "FP434" "the list gives fewer services than it says it has" "tell the owner that paging does not work";
    RepeatedId "FP435" "a service is listed more than once" "tell the owner; it was read once";
    NoId "FP436" "a service is listed without an id" "tell the owner: every service needs an id that stays the same";
    Missing "FP437" "a service is listed and cannot be read" "tell the owner; what was said of it before stands";
    OtherId "FP438" "a service answers with the id of another" "tell the owner; what was said of it before stands";
    NotAService "FP439" "the answer is not a service" "tell the owner; what was said of it before stands";
    Died "FP440" "the server stopped answering half way" "nothing: the next try goes on where this one ended";
    NewIds "FP441" "hardly any id is one that was listed before" "ask the owner whether the ids changed for good; if so, read it once with `fingerpost fetch KEY --release`";
    Empty "FP442" "the list is empty" "ask the owner; what was said before stands";
    NotAPage "FP443" "the address does not give a web page" "check the address";
}

/// Why something could not be fetched: where, what, and what to do. Never holds what follows a question mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What went wrong.
    pub kind: Kind,
    /// Where, as it may be shown.
    pub address: String,
    /// More about it; may be empty.
    pub detail: String,
    /// How long the server asks to be left alone.
    pub retry_after: Option<Duration>,
}

impl Problem {
    /// A problem at an address as it may be shown.
    pub fn new(kind: Kind, address: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            kind,
            address: address.into(),
            detail: detail.into(),
            retry_after: None,
        }
    }

    /// True when the same request may succeed a little later.
    pub fn passes(&self) -> bool {
        matches!(
            self.kind,
            Kind::NoConnection | Kind::TooSlow | Kind::Busy | Kind::ServerFailed | Kind::CutShort
        )
    }

    /// True when time was spent on it and nothing whole came.
    pub(crate) fn is_in_vain(&self) -> bool {
        matches!(
            self.kind,
            Kind::NoConnection | Kind::TooSlow | Kind::CutShort
        )
    }

    /// Where, with what is known beyond the title: an example for a list of faults.
    pub fn example(&self) -> String {
        match self.detail.as_str() {
            "" => self.address.clone(),
            detail => format!("{}: {detail}", self.address),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.address, self.kind.title())?;
        if !self.detail.is_empty() {
            write!(f, " ({})", self.detail)?;
        }
        write!(f, "; {} [{}]", self.kind.fix(), self.kind.code())
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_code_of_its_own_and_stands_in_the_document() {
        let document = include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../docs/faults-feeds.md"
        ));
        let headings: Vec<&str> = document
            .lines()
            .filter_map(|line| line.strip_prefix("### "))
            .collect();
        let wanted: Vec<String> = Kind::ALL
            .iter()
            .map(|kind| format!("{}: {}", kind.code(), kind.title()))
            .collect();
        assert_eq!(headings, wanted);
    }

    #[test]
    fn a_problem_says_where_what_and_what_to_do() {
        let problem = Problem::new(Kind::NoSuchHost, "https://lists.example/all", "");
        assert_eq!(
            problem.to_string(),
            "https://lists.example/all: the host is not known; check the spelling of the address [FP404]"
        );
    }
}
