//! A web address that has been looked at: http or https, with a host, without a password.

use crate::{Kind, Problem};
use std::fmt;
use url::Url;

/// The longest address, in bytes.
const LONGEST: usize = 4_096;

/// A whole web address in the form in which it is sent.
///
/// Its shape is guaranteed; that it may be reached is decided at the socket.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(Url);

impl Address {
    /// Reads an address as typed or as a server gave it.
    ///
    /// # Errors
    /// [`Kind::BadAddress`] saying what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        checked(text, "")?;
        let url = Url::parse(text).map_err(|e| bad(text, &e.to_string()))?;
        Self::of(url)
    }

    /// The address that `location` is, seen from here: what a redirect gives.
    pub(crate) fn join(&self, location: &str) -> Result<Self, Problem> {
        checked(location, &self.to_string())?;
        let url = self.0.join(location);
        Self::of(url.map_err(|e| bad(location, &e.to_string()))?)
    }

    fn of(mut url: Url) -> Result<Self, Problem> {
        url.set_fragment(None);
        let why = if !matches!(url.scheme(), "http" | "https") {
            "it is neither https nor http"
        } else if !url.username().is_empty() || url.password().is_some() {
            "it holds a name or password"
        } else if url.host_str().is_none_or(str::is_empty) || url.port() == Some(0) {
            "it has no host that could be asked"
        } else if url.as_str().len() > LONGEST {
            "it is too long"
        } else {
            return Ok(Self(url));
        };
        Err(bad(url.as_str(), why))
    }

    /// The address as sent, keys and all. Not for pages or logs.
    pub(crate) fn as_sent(&self) -> &str {
        self.0.as_str()
    }

    /// Its host: a name in lower case, an IPv4 address, or an IPv6 one in brackets.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Scheme, host and port: what is asked one request at a time.
    pub(crate) fn origin(&self) -> String {
        let port = self.0.port_or_known_default().unwrap_or_default();
        format!("{}://{}:{port}", self.0.scheme(), self.host())
    }

    /// True for https.
    pub(crate) fn is_secure(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Path and query as sent.
    pub(crate) fn path_and_query(&self) -> &str {
        &self.0[url::Position::BeforePath..url::Position::AfterQuery]
    }

    /// The last part of its path, to call what lies there by.
    pub fn file_name(&self) -> String {
        let last = self.0.path().rsplit('/').find(|part| !part.is_empty());
        last.unwrap_or_else(|| self.host()).to_owned()
    }

    /// This address with another path and no query.
    pub(crate) fn at_root(&self, path: &str) -> Self {
        let mut url = self.0.clone();
        url.set_path(path);
        url.set_query(None);
        Self(url)
    }

    /// This address with parts added to its path, and pairs added to its query. What was in the query stays: it may
    /// hold the key that lets us in.
    pub(crate) fn under(&self, parts: &[&str], pairs: &[(&str, &str)]) -> Self {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(parts);
        }
        if !pairs.is_empty() {
            url.query_pairs_mut().extend_pairs(pairs);
        }
        Self(url)
    }

    /// This address without the last part of its path, when that is `last`.
    pub(crate) fn without_last(&self, last: &str) -> Self {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty();
        }
        let ends = url
            .path_segments()
            .and_then(|mut parts| parts.next_back())
            .is_some_and(|part| part == last);
        if ends && let Ok(mut path) = url.path_segments_mut() {
            path.pop();
        }
        Self(url)
    }
}

/// As it may be shown: what follows a question mark may be a key.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(self.0.as_str()))
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

/// Any text that should be an address, as it may be shown: no query, no password, not long, on one line.
pub(crate) fn shown(text: &str) -> String {
    let (mut text, query) = match text.split_once(['?', '#']) {
        Some((before, _)) => (before.to_owned(), true),
        None => (text.to_owned(), false),
    };
    if let Some(at) = text.rfind('@') {
        let from = text.find("://").map_or(0, |n| n + 3);
        if from <= at {
            text.replace_range(from..=at, "…@");
        }
    }
    let mut shown: String = text.chars().filter(|c| !c.is_control()).take(120).collect();
    if query {
        shown.push_str("?…");
    }
    shown
}

fn bad(text: &str, why: &str) -> Problem {
    Problem::new(Kind::BadAddress, shown(text), why)
}

/// What a lenient reader would quietly mend is refused: two readers could mend it differently.
fn checked(text: &str, seen_from: &str) -> Result<(), Problem> {
    let odd = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    if text.is_empty() || text.len() > LONGEST {
        let place = if text.is_empty() { seen_from } else { text };
        return Err(bad(place, "it is empty or too long"));
    }
    if text.contains(odd) {
        return Err(bad(
            text,
            "it holds a space, a backslash or something invisible",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, sent: &str) {
        assert_eq!(Address::parse(typed).unwrap().as_sent(), sent);
    }

    #[track_caller]
    fn refuses(typed: &str) {
        assert_eq!(
            Address::parse(typed).unwrap_err().kind,
            Kind::BadAddress,
            "{typed}"
        );
    }

    #[test]
    fn an_address_is_brought_into_one_form() {
        check(
            "HTTPS://Lists.Example:443/a?b=c#d",
            "https://lists.example/a?b=c",
        );
        check("http://0x7f.1/", "http://127.0.0.1/");
        check("http://2130706433", "http://127.0.0.1/");
        check("http://017700000001/", "http://127.0.0.1/");
    }

    #[test]
    fn what_is_no_web_address_is_refused() {
        for typed in [
            "",
            "lists.example",
            "/services",
            "ftp://lists.example/",
            "file:///etc/passwd",
            "gopher://lists.example/",
            "javascript:alert(1)",
            "data:,x",
            "http://",
            "http:///",
            "https://user@lists.example/",
            "https://user:word@lists.example/",
            "https://lists.example:443@10.0.0.1/",
            "https://lists.example\\@10.0.0.1/",
            "https://lists.example/ a",
            "https://lists.example/\r\nHost: x",
            "https://[::1/",
            "https://lists.example:0/",
            "https://[fe80::1%25eth0]/",
            "https://lists.example:99999/",
        ] {
            refuses(typed);
        }
        refuses(&format!("https://lists.example/{}", "a".repeat(5_000)));
    }

    #[test]
    fn a_key_or_password_is_never_shown() {
        let address = Address::parse("https://lists.example/x?key=secret").unwrap();
        assert_eq!(address.to_string(), "https://lists.example/x?…");
        assert!(!format!("{address:?}").contains("secret"));
        let problem = Address::parse("https://me:secret@lists.example/?k=secret").unwrap_err();
        assert!(!problem.to_string().contains("secret"), "{problem}");
    }

    #[test]
    fn services_lie_under_the_base_whatever_was_typed() {
        for typed in [
            "https://a.example/o/v2",
            "https://a.example/o/v2/",
            "https://a.example/o/v2/services",
            "https://a.example/o/v2/services/",
        ] {
            let base = Address::parse(typed).unwrap().without_last("services");
            assert_eq!(
                base.under(&["services", "a/b?c"], &[]).as_sent(),
                "https://a.example/o/v2/services/a%2Fb%3Fc",
                "{typed}"
            );
        }
        let base = Address::parse("https://a.example/v3?key=k").unwrap();
        assert_eq!(
            base.under(&["services"], &[("page", "2")]).as_sent(),
            "https://a.example/v3/services?key=k&page=2"
        );
    }
}
