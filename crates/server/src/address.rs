//! The results address: its words, read from any bytes and written back.
//!
//! Words never change meaning: `where`, `need`, `within` (miles), `when` (`now`, or a date and time), `how`, `access`,
//! `kind`, `sort` (`nearest` or `best`), `page`. Always: any bytes are read; what means nothing is left out, and
//! named in [`FindAddress::not_understood`].

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Services on one page of results.
pub const PAGE_SIZE: usize = 10;
/// The usual radius, in miles.
pub const USUAL_MILES: f64 = 5.0;
/// The last page that can be asked for.
const LAST_PAGE: usize = 100_000;
/// The longest text that is read of any one word, in characters.
const LONGEST: usize = 200;
/// The most values that are read of `how`, `access` and `kind`.
const MOST: usize = 20;

/// What stays as it is in a value.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A results address, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FindAddress {
    /// Postcode, town, or position.
    pub place: String,
    /// What help is needed with.
    pub need: String,
    /// Radius in miles, when given.
    pub within: Option<f64>,
    /// `now`, or a date and time.
    pub when: Option<String>,
    /// Ways it must be given.
    pub how: Vec<String>,
    /// What must be there.
    pub access: Vec<String>,
    /// Kinds.
    pub kind: Vec<String>,
    /// True for best first.
    pub best_first: bool,
    /// Page, counted from 1.
    pub page: usize,
    /// Words of the address whose value could not be read.
    pub not_understood: Vec<&'static str>,
}

/// The text of an address: `+` and `%20` are blanks, bytes that are not UTF-8 are replaced, control characters dropped.
fn decode(text: &str) -> String {
    let text = text.replace('+', " ");
    let text = percent_decode_str(&text).decode_utf8_lossy();
    let tame = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control());
    tame.take(LONGEST).collect::<String>().trim().to_owned()
}

/// The text as it stands in an address.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, PLAIN)
        .to_string()
        .replace("%20", "+")
}

impl FindAddress {
    /// Reads what stands after the question mark.
    pub fn read(query: &str) -> Self {
        let mut address = Self {
            page: 1,
            ..Self::default()
        };
        for pair in query.split('&') {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decode(value);
            if value.is_empty() {
                continue;
            }
            match decode(key).as_str() {
                "where" => address.place = value,
                "need" => address.need = value,
                "within" => match value.parse::<f64>() {
                    Ok(miles) if miles > 0.0 && miles <= 1000.0 => address.within = Some(miles),
                    _ => address.not_understood.push("within"),
                },
                "when" => address.when = Some(value),
                "how" => add(&mut address.how, value),
                "access" => add(&mut address.access, value),
                "kind" => add(&mut address.kind, value),
                "sort" => match value.as_str() {
                    "best" => address.best_first = true,
                    "nearest" => address.best_first = false,
                    _ => address.not_understood.push("sort"),
                },
                "page" => match value.parse::<usize>() {
                    Ok(page @ 1..=LAST_PAGE) => address.page = page,
                    _ => address.not_understood.push("page"),
                },
                _ => {}
            }
        }
        address
    }

    /// The radius to look in, in miles.
    pub fn miles(&self) -> f64 {
        self.within.unwrap_or(USUAL_MILES)
    }

    /// How many services come before the page.
    pub fn from(&self) -> usize {
        (self.page - 1) * PAGE_SIZE
    }

    /// The address, `/find?…`.
    pub fn href(&self) -> String {
        let mut pairs = vec![("where", self.place.clone()), ("need", self.need.clone())];
        if let Some(miles) = self.within {
            pairs.push(("within", miles.to_string()));
        }
        if let Some(when) = &self.when {
            pairs.push(("when", when.clone()));
        }
        pairs.extend(self.how.iter().map(|word| ("how", word.clone())));
        pairs.extend(self.access.iter().map(|word| ("access", word.clone())));
        pairs.extend(self.kind.iter().map(|word| ("kind", word.clone())));
        if self.best_first {
            pairs.push(("sort", "best".to_owned()));
        }
        if self.page > 1 {
            pairs.push(("page", self.page.to_string()));
        }
        let pairs: Vec<String> = pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| format!("{key}={}", encode(value)))
            .collect();
        if pairs.is_empty() {
            "/find".to_owned()
        } else {
            format!("/find?{}", pairs.join("&"))
        }
    }

    /// The same question on its first page, changed by `change`.
    #[must_use]
    pub fn but(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut other = Self {
            page: 1,
            not_understood: Vec::new(),
            ..self.clone()
        };
        change(&mut other);
        other
    }

    /// The same question without any filter but place and need.
    #[must_use]
    pub fn bare(&self) -> Self {
        Self {
            place: self.place.clone(),
            need: self.need.clone(),
            page: 1,
            ..Self::default()
        }
    }

    /// The same question on another page.
    #[must_use]
    pub fn on_page(&self, page: usize) -> Self {
        Self {
            page,
            not_understood: Vec::new(),
            ..self.clone()
        }
    }
}

fn add(list: &mut Vec<String>, value: String) {
    if list.len() < MOST && !list.contains(&value) {
        list.push(value);
    }
}

/// Puts `word` in the list, or takes it out if it is there.
pub fn toggle(list: &mut Vec<String>, word: &str) {
    let before = list.len();
    list.retain(|known| known != word);
    if list.len() == before {
        list.push(word.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_as_it_was_written() {
        let address = FindAddress::read(
            "where=qx4+7pl&need=feeling%20lonely&within=15&when=now&how=free&how=self-referral&access=step-free&kind=lunch-club&sort=best&page=3",
        );
        assert_eq!(address.place, "qx4 7pl");
        assert_eq!(address.how, ["free", "self-referral"]);
        assert_eq!(address.from(), 20);
        assert_eq!(
            address.href(),
            "/find?where=qx4+7pl&need=feeling+lonely&within=15&when=now&how=free&how=self-referral&access=step-free&kind=lunch-club&sort=best&page=3"
        );
        assert_eq!(
            FindAddress::read(&address.href()["/find?".len()..]),
            address
        );
    }

    #[test]
    fn what_means_nothing_is_left_out_and_named() {
        let address = FindAddress::read(
            "within=far&sort=cheapest&page=0&page=99999999999999999999&colour=red&=&&need=",
        );
        assert_eq!(address.not_understood, ["within", "sort", "page", "page"]);
        assert_eq!(
            (address.page, address.need.as_str(), address.href().as_str()),
            (1, "", "/find")
        );
        assert_eq!(FindAddress::read("within=NaN").within, None);
        assert_eq!(FindAddress::read("within=-1").within, None);
    }

    #[test]
    fn any_bytes_are_read() {
        let address = FindAddress::read("where=%ff%fe%00%0a<script>&need=%E2%82&how=%&&&&how");
        assert_eq!(address.place, "\u{fffd}\u{fffd} <script>");
        assert!(address.href().starts_with("/find?where=%EF%BF%BD"));
        assert!(FindAddress::read(&"a".repeat(100_000)).need.is_empty());
        assert_eq!(
            FindAddress::read(&format!("need={}", "a".repeat(100_000)))
                .need
                .len(),
            LONGEST
        );
    }

    #[test]
    fn a_filter_is_put_in_and_taken_out() {
        let mut how = vec!["free".to_owned()];
        toggle(&mut how, "self-referral");
        toggle(&mut how, "free");
        assert_eq!(how, ["self-referral"]);
    }
}
