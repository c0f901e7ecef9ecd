//! What one column means, by its name and by what stands in it.

use super::look::{
    is_age, is_code, is_cqc, is_date, is_degrees, is_email, is_flag, is_ods, is_pair, is_phone,
    is_postcode, is_website,
};
use super::sample::Column;
use crate::read::weekday;
use model::{EntryType, Field, Scheme};

/// Letters of a column's name that are looked at: what is longer is no name.
const LONGEST_NAME: usize = 1_000;

/// What a column means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A field that takes the column as it is.
    Plain(Field),
    /// Terms, several of them in a cell with this between them.
    Terms(Field, Option<&'static str>),
    /// A yes or no that stands for this word of accessibility.
    Flag(&'static str),
    Code(Scheme),
    Assured,
    /// A line of the address, or all of it.
    Line,
    City,
    County,
    Postcode,
    Latitude,
    Longitude,
    Position,
    /// Opening times of one day, Monday first.
    Day(usize),
    BankHolidays,
    /// Opening times in free text.
    HoursText,
    /// Not used, for this reason.
    Unused(&'static str),
}

impl Meaning {
    /// The field of which it gives terms.
    pub fn terms_of(&self) -> Option<Field> {
        match self {
            Self::Terms(field, _) => Some(*field),
            _ => None,
        }
    }
}

/// A column's meaning, the entry it speaks of when its name says so, and why.
pub(super) struct Meant {
    pub meaning: Meaning,
    pub of: Option<EntryType>,
    pub why: String,
}

/// The words of a column's name in lower case: `PostCode`, `post_code` and `Post code` are two words.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before_lower = false;
    for c in name.chars().take(LONGEST_NAME) {
        let new_word = !c.is_alphanumeric() || c.is_uppercase() && before_lower;
        if new_word && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        before_lower = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The entry that words speak of.
pub(super) fn subject(words: &[String]) -> Option<EntryType> {
    words.iter().find_map(|word| match word.as_str() {
        "organisation" | "organization" | "organisations" | "organizations" | "org"
        | "provider" | "providers" | "company" | "charity" => Some(EntryType::Organization),
        "location" | "locations" | "loc" | "locs" | "venue" | "venues" | "site" | "sites"
        | "place" | "premises" | "building" => Some(EntryType::Location),
        "service" | "services" | "activity" | "activities" | "group" | "club" | "clubs"
        | "session" | "class" | "event" | "project" => Some(EntryType::Service),
        _ => None,
    })
}

/// What `column` means.
pub(super) fn meant(column: &Column) -> Meant {
    let words = words(&column.name);
    let further = column.name.contains('.')
        && words
            .iter()
            .any(|word| word.parse::<usize>().is_ok_and(|at| at > 0));
    let (meaning, why) = if further {
        let why = "of a list only the first element is taken";
        (Meaning::Unused(why), String::new())
    } else if column.repeated {
        let why = "another column has the same name, or it has none";
        (Meaning::Unused(why), String::new())
    } else if column.filled() == 0 {
        (Meaning::Unused("nothing stands in it"), String::new())
    } else {
        Reading {
            column,
            words: &words,
        }
        .read()
    };
    Meant {
        meaning,
        of: subject(&words),
        why,
    }
}

struct Reading<'a> {
    column: &'a Column,
    words: &'a [String],
}

impl Reading<'_> {
    fn any(&self, wanted: &[&str]) -> bool {
        self.words
            .iter()
            .any(|word| wanted.contains(&word.as_str()))
    }

    fn is(&self, percent: usize, test: impl Fn(&str) -> bool) -> bool {
        self.column.mostly(percent, test)
    }

    fn counted(&self, what: &str, test: impl Fn(&str) -> bool) -> String {
        let (count, of) = (self.column.count(test), self.column.filled());
        format!("{count} of {of} values {what}")
    }

    fn by_name(&self) -> String {
        format!("by its name; {} rows have it", self.column.filled())
    }

    fn read(&self) -> (Meaning, String) {
        self.contact()
            .or_else(|| self.place())
            .or_else(|| self.time())
            .or_else(|| self.code())
            .or_else(|| self.words_about())
            .unwrap_or((
                Meaning::Unused("its meaning was not guessed"),
                String::new(),
            ))
    }

    fn contact(&self) -> Option<(Meaning, String)> {
        let named = |wanted: &[&str]| if self.any(wanted) { 40 } else { 80 };
        if self.is(named(&["email", "mail"]), is_email) {
            let why = self.counted("are email addresses", is_email);
            return Some((Meaning::Plain(Field::Email), why));
        }
        if self.is(named(&["website", "url", "web", "homepage"]), is_website) {
            let why = self.counted("are web addresses", is_website);
            return Some((Meaning::Plain(Field::Website), why));
        }
        let phones = ["phone", "phones", "telephone", "tel", "mobile", "helpline"];
        if self.any(&["fax"]) {
            return Some((Meaning::Unused("fax numbers are not kept"), String::new()));
        }
        if self.any(&phones) || self.is(80, is_phone) && !self.any(&["uprn", "id", "number"]) {
            let why = self.counted("are telephone numbers", is_phone);
            return Some((Meaning::Plain(Field::Phone), why));
        }
        None
    }

    fn place(&self) -> Option<(Meaning, String)> {
        if self.is(70, is_postcode) {
            let why = self.counted("are postcodes", is_postcode);
            return Some((Meaning::Postcode, why));
        }
        if self.any(&["postcode", "zip", "postal"]) {
            return Some((
                Meaning::Unused("few of its values are postcodes"),
                String::new(),
            ));
        }
        if self.is(80, is_pair) {
            let why = self.counted("are two numbers of degrees", is_pair);
            return Some((Meaning::Position, why));
        }
        for (names, limit, meaning) in [
            (["lat", "latitude"].as_slice(), 90.0, Meaning::Latitude),
            (
                &["lon", "lng", "long", "longitude"],
                180.0,
                Meaning::Longitude,
            ),
        ] {
            if self.any(names) && self.is(60, |text| is_degrees(text, limit)) {
                let why = self.counted("are degrees", |text| is_degrees(text, limit));
                return Some((meaning, why));
            }
        }
        if self.any(&["email", "web", "ip"]) {
            return None;
        }
        if self.any(&["town", "city"]) && !self.any(&["code", "id"]) {
            return Some((Meaning::City, self.by_name()));
        }
        if self.any(&["county"]) && !self.any(&["code", "id"]) {
            return Some((Meaning::County, self.by_name()));
        }
        if self.any(&["state", "country"]) {
            return None;
        }
        if self.any(&[
            "address", "street", "road", "addr", "address1", "address2", "address3",
        ]) {
            return Some((Meaning::Line, self.by_name()));
        }
        None
    }

    fn time(&self) -> Option<(Meaning, String)> {
        let is_hours = |text: &str| crate::hours_text::day_times(text).is_some();
        let day = self.words.iter().find_map(|word| {
            let word = if word.len() > 3 {
                word.trim_end_matches('s')
            } else {
                word
            };
            weekday(word)
        });
        if let Some(day) = day
            && self.is(60, is_hours)
        {
            let why = self.counted("are times of a day", is_hours);
            return Some((Meaning::Day(day.to_monday_zero_offset() as usize), why));
        }
        if self.any(&["bank", "holiday", "holidays"]) && self.is(60, is_hours) {
            let why = self.counted("are times of a day", is_hours);
            return Some((Meaning::BankHolidays, why));
        }
        let dates = self.is(95, is_date);
        if self.any(&["checked", "verified", "assured", "reviewed", "confirmed"]) && dates {
            return Some((Meaning::Assured, self.counted("are dates", is_date)));
        }
        if dates && self.any(&["start", "opened", "open", "established", "began"]) {
            return Some((
                Meaning::Plain(Field::Opened),
                self.counted("are dates", is_date),
            ));
        }
        if dates && self.any(&["end", "closed", "close", "ended"]) {
            return Some((
                Meaning::Plain(Field::Closed),
                self.counted("are dates", is_date),
            ));
        }
        let hours = [
            "hours",
            "opening",
            "times",
            "open",
            "schedule",
            "when",
            "timetable",
        ];
        let understood = |text: &str| crate::hours_text::hours_text(text).is_ok();
        if self.any(&hours) && !dates && self.is(10, understood) || self.is(60, understood) {
            let why = self.counted("are opening times that are understood", understood);
            return Some((Meaning::HoursText, why));
        }
        None
    }

    fn code(&self) -> Option<(Meaning, String)> {
        let scheme = |scheme: Scheme| {
            let fits = move |text: &str| is_code(scheme, text);
            self.is(80, fits).then(|| {
                let why = self.counted("have the shape of such a code", fits);
                (Meaning::Code(scheme), why)
            })
        };
        if self.any(&["uprn"]) {
            return scheme(Scheme::Uprn);
        }
        if self.is(90, is_cqc) {
            let why = self.counted("have the shape of the regulator's ids", is_cqc);
            return Some((Meaning::Code(Scheme::Cqc), why));
        }
        let number = self.any(&["number", "no", "reg", "registration", "id"]);
        if self.any(&["charity"]) && number {
            return scheme(Scheme::Charity);
        }
        if self.any(&["company", "companies"]) && number {
            return scheme(Scheme::Company);
        }
        let register = self.any(&["ods"])
            || self.any(&["practice", "organisation", "organization"]) && self.any(&["code"]);
        if register && self.is(90, is_ods) {
            let why = self.counted("have the shape of the register's codes", is_ods);
            return Some((Meaning::Code(Scheme::Ods), why));
        }
        None
    }

    fn words_about(&self) -> Option<(Meaning, String)> {
        // A column of numbers has no words to show.
        let number = |text: &str| text.parse::<f64>().is_ok() || text.ends_with('%');
        let plain = |field| {
            let words = field == Field::Fees || !self.is(60, number);
            words.then(|| (Meaning::Plain(field), self.by_name()))
        };
        let flag = |text: &str| is_flag(text);
        for (names, term) in [
            (
                ["wheelchair", "step", "ramp", "stepfree"].as_slice(),
                "step-free",
            ),
            (&["loop", "hearing"], "hearing-loop"),
            (&["toilet", "toilets"], "accessible-toilet"),
            (&["parking"], "parking"),
            (&["bsl", "signing"], "bsl"),
        ] {
            if self.any(names) && self.is(80, flag) {
                return Some((Meaning::Flag(term), self.counted("are yes or no", flag)));
            }
        }
        if self.any(&["age", "ages"]) && self.is(70, is_age) {
            let why = self.counted("are ages", is_age);
            if self.any(&["min", "minimum", "from", "youngest", "lower"]) {
                return Some((Meaning::Plain(Field::MinimumAge), why));
            }
            if self.any(&["max", "maximum", "to", "oldest", "upper"]) {
                return Some((Meaning::Plain(Field::MaximumAge), why));
            }
        }
        if self.any(&["language", "languages"]) {
            return Some(self.terms(Field::Languages));
        }
        if self.any(&["fee", "fees", "cost", "costs", "price", "charge", "charges"]) {
            return plain(Field::Fees);
        }
        if self.any(&[
            "eligibility",
            "eligible",
            "audience",
            "criteria",
            "users",
            "who",
        ]) {
            return plain(Field::Eligibility);
        }
        if self.any(&["application", "apply", "referral", "booking", "book"]) {
            return plain(Field::ApplicationProcess);
        }
        if self.any(&["areas", "area", "coverage", "catchment"])
            && self.any(&["service", "areas", "served", "coverage", "catchment"])
        {
            return plain(Field::ServiceArea);
        }
        if self.any(&["transport", "transportation", "directions", "travel"]) {
            return plain(Field::Transport);
        }
        if self.words.last().is_some_and(|word| word == "status")
            && self.column.distinct() <= 6
            && self.is(100, |text| status_word(text).is_some())
        {
            return plain(Field::Status);
        }
        self.name_or_text()
    }

    fn name_or_text(&self) -> Option<(Meaning, String)> {
        const OTHERS: [&str; 26] = [
            "area",
            "ward",
            "la",
            "authority",
            "pcn",
            "ccg",
            "icb",
            "stp",
            "region",
            "brand",
            "user",
            "file",
            "author",
            "alternate",
            "alternative",
            "contact",
            "manager",
            "first",
            "last",
            "surname",
            "council",
            "board",
            "short",
            "former",
            "parent",
            "country",
        ];
        let last = self.words.last().map_or("", String::as_str);
        let alone = self.words.len() == 1 && subject(self.words).is_some();
        let named = matches!(last, "name" | "title") || alone;
        if named && !self.any(&OTHERS) && self.column.mean_length() < 120 {
            return Some((Meaning::Plain(Field::Name), self.by_name()));
        }
        let texts = [
            "description",
            "about",
            "details",
            "summary",
            "information",
            "overview",
            "notes",
        ];
        if self.any(&texts) && self.column.mean_length() > 15 {
            return Some((Meaning::Plain(Field::Description), self.by_name()));
        }
        let kinds = [
            "category",
            "categories",
            "type",
            "types",
            "kind",
            "sector",
            "specialism",
            "taxonomy",
            "codes",
        ];
        let few = self.column.distinct() * 3 <= self.column.filled() * 2;
        let ours = !self.any(&[
            "ownership",
            "legal",
            "tax",
            "program",
            "size",
            "characteristic",
            "rating",
            "area",
            "ons",
        ]);
        if self.any(&kinds)
            && ours
            && (few || self.separator().is_some())
            && self.column.mean_length()
                < if self.is(50, |text| text.contains(';')) {
                    1000
                } else {
                    200
                }
        {
            return Some(self.terms(Field::Kind));
        }
        None
    }

    fn terms(&self, field: Field) -> (Meaning, String) {
        let separator = self.separator();
        let why = match separator {
            Some(separator) => self.counted(
                &format!("hold several, with \"{separator}\" between them"),
                |text| text.contains(separator),
            ),
            None => format!(
                "{} different values in {} rows",
                self.column.distinct(),
                self.column.filled()
            ),
        };
        (Meaning::Terms(field, separator), why)
    }

    /// What stands between several words in one cell.
    fn separator(&self) -> Option<&'static str> {
        ["|", ";", ","]
            .into_iter()
            .find(|separator| self.is(5, |text| text.contains(separator)))
    }
}

/// The word of status that a cell stands for.
pub(super) fn status_word(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "active" | "open" | "live" | "current" => Some("active"),
        "inactive" | "dormant" | "paused" => Some("dormant"),
        "closed" | "ended" | "archived" => Some("closed"),
        "proposed" | "planned" => Some("proposed"),
        _ => None,
    }
}
