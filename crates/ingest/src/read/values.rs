//! From a cell's text to a field's value, with a finding when it has none.

use super::{Cells, Header};
use crate::fault::Fault;
use model::{
    Code, Day, Finding, ImpossiblePoint, Phone, Point, Postcode, Said, Scheme, Value, Where,
};

/// Writes findings about one row of one file.
pub(crate) struct Pen<'a> {
    /// The file's name.
    pub file: &'a str,
    /// The row's line.
    pub line: u64,
    /// Where they are written.
    pub findings: &'a mut Vec<Finding>,
}

impl Pen<'_> {
    pub fn place(&self, column: Option<&str>) -> Where {
        Where {
            file: self.file.to_owned(),
            line: self.line,
            column: column.map(str::to_owned),
        }
    }

    /// Notes a fault in a cell of a row that is still described.
    pub fn note(&mut self, fault: Fault, column: &str, seen: &str) {
        let finding = fault.finding(self.place(Some(column)), seen);
        self.findings.push(finding);
    }

    /// Notes a fault of the row as a whole, which is still described.
    pub fn say(&mut self, fault: Fault, seen: &str) {
        let finding = fault.finding(self.place(None), seen);
        self.findings.push(finding);
    }

    /// Notes why the row is refused.
    pub fn refuse(&mut self, fault: Fault, column: Option<&str>, seen: &str) {
        let finding = fault.refusal(self.place(column), seen);
        self.findings.push(finding);
    }

    /// Notes the cells whose bytes were not all good.
    pub fn doubts(&mut self, cells: &Cells, header: &Header) {
        for &(at, fault) in &cells.doubts {
            self.note(fault, header.name(at), cells.get(at));
        }
    }

    pub fn phone(&mut self, column: &str, text: &str) -> Said {
        if is_nothing(text) {
            return None;
        }
        let mut phone = Phone::parse(text);
        if phone.is_none() && is_rounded(text) {
            self.note(Fault::LostDigits, column, text);
        } else if phone.is_none() && lost_its_zero(text) && text.ends_with("000000") {
            // A rounded number that was saved once more.
            self.note(Fault::LostDigits, column, text);
        } else if phone.is_none() && lost_its_zero(text) {
            self.note(Fault::LostZero, column, text);
            phone = Phone::parse(&format!("0{text}"));
        } else if phone.is_none() {
            self.note(Fault::BadPhone, column, text);
        }
        phone.map(Value::Phone)
    }

    pub fn email(&mut self, column: &str, text: &str) -> Said {
        if is_nothing(text) {
            return None;
        }
        let email = first_email(text);
        if email.is_none() {
            self.note(Fault::BadEmail, column, text);
        }
        email.and_then(Value::text)
    }

    /// A web address; one without a scheme is given `http://`, as a browser would.
    pub fn website(&mut self, column: &str, text: &str) -> Said {
        if is_nothing(text) {
            return None;
        }
        let website = web_address(text);
        if website.is_none() {
            self.note(Fault::BadWebsite, column, text);
        }
        website.map(Value::Text)
    }

    pub fn code(&mut self, scheme: Scheme, column: &str, text: &str) -> Option<Code> {
        if is_nothing(text) {
            return None;
        }
        let code = Code::parse(scheme, text).ok();
        if code.is_none() {
            self.note(Fault::BadCode, column, text);
        }
        code
    }

    pub fn postcode(&mut self, column: &str, text: &str) -> Option<Postcode> {
        if is_nothing(text) {
            return None;
        }
        let postcode = text.parse().ok();
        if postcode.is_none() {
            self.note(Fault::BadPostcode, column, text);
        }
        postcode
    }

    /// A position from two cells; both empty is none.
    pub fn point(&mut self, column: &str, latitude: &str, longitude: &str) -> Option<Point> {
        if is_nothing(latitude) && is_nothing(longitude) {
            return None;
        }
        let fault = match (degrees(latitude), degrees(longitude)) {
            (Some(lat), Some(lon)) => match Point::new(lat, lon) {
                Ok(point) => return Some(point),
                Err(ImpossiblePoint::Zero) => Fault::ZeroPosition,
                Err(ImpossiblePoint::Swapped) => Fault::SwappedPosition,
                Err(ImpossiblePoint::Outside) => Fault::OutsidePosition,
            },
            _ => Fault::BadPosition,
        };
        self.note(fault, column, &format!("{latitude}, {longitude}"));
        None
    }

    /// A date, read by `read`, or as a spreadsheet's number of days.
    pub fn date(
        &mut self,
        column: &str,
        text: &str,
        read: fn(&str) -> Option<jiff::civil::Date>,
    ) -> Option<jiff::civil::Date> {
        if is_nothing(text) {
            return None;
        }
        let date = read(text);
        if date.is_some() {
            return date;
        }
        let date = serial_date(text);
        let fault = if date.is_some() {
            Fault::SerialDate
        } else {
            Fault::BadDate
        };
        self.note(fault, column, text);
        date
    }

    /// Doubts sessions that are very long.
    pub fn doubt(&mut self, column: &str, day: &Day) {
        for session in day.sessions() {
            if let Some(fault) = super::check_length(*session) {
                self.note(fault, column, &session.to_string());
            }
        }
    }

    /// What a cell says of one day; not known when it cannot be read.
    pub fn day(&mut self, column: &str, text: &str) -> Day {
        let Some(day) = super::read_day(text) else {
            self.note(Fault::BadTime, column, text);
            return Day::NotKnown;
        };
        self.doubt(column, &day);
        day
    }

    /// Whole years: `18`, `18+`, `18 years`.
    pub fn age(&mut self, column: &str, text: &str) -> Said {
        if is_nothing(text) {
            return None;
        }
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let rest = text[digits..].trim().to_ascii_lowercase();
        let years = text[..digits]
            .parse::<u8>()
            .ok()
            .filter(|years| *years <= 130);
        let years = years.filter(|_| {
            matches!(
                rest.as_str(),
                "" | "+" | "years" | "yrs" | "year" | "and over" | "and under"
            )
        });
        if years.is_none() {
            self.note(Fault::BadAge, column, text);
        }
        years.map(Value::Age)
    }
}

/// True for the ten digits that a spreadsheet makes of `01632 960417`.
fn lost_its_zero(text: &str) -> bool {
    text.len() == 10
        && text.bytes().all(|b| b.is_ascii_digit())
        && text.starts_with(['1', '2', '3', '7', '8', '9'])
}

/// True for a number of which a spreadsheet has kept the first digits only: `7.9E+09`.
fn is_rounded(text: &str) -> bool {
    let parts = text.split_once("E+").or_else(|| text.split_once("e+"));
    parts.is_some_and(|(digits, power)| {
        let number =
            |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        number(digits) && number(power)
    })
}

/// True for what a spreadsheet shows instead of a value that it could not calculate (`#REF!`, `#N/A`, `Err:502`), or
/// that did not fit into its column (`#####`).
pub(crate) fn is_cell_error(text: &str) -> bool {
    if let Some(word) = text.strip_prefix('#') {
        let upper = |b: u8| b.is_ascii_uppercase() || matches!(b, b'/' | b'0' | b' ' | b'_');
        let named = word.strip_suffix(['!', '?']).unwrap_or_default();
        let hashes = word.len() >= 2 && word.bytes().all(|b| b == b'#');
        return hashes
            || word.eq_ignore_ascii_case("N/A")
            || word == "GETTING_DATA"
            || !named.is_empty() && named.bytes().all(upper);
    }
    text.strip_prefix("Err:")
        .is_some_and(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit()))
}

/// `007` of `="007"`, as exports write a text that a spreadsheet should not take for a number.
pub(crate) fn written_text(cell: &str) -> &str {
    cell.strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|text| !text.contains('"'))
        .map_or(cell, str::trim)
}

/// What a spreadsheet has made of an id that is none any more.
pub(crate) fn spoiled_id(id: &str) -> Option<Fault> {
    if is_cell_error(id) {
        Some(Fault::ErrorAsId)
    } else {
        is_rounded(id).then_some(Fault::LostDigits)
    }
}

/// Stands for a formula of which a spreadsheet has no value.
pub(crate) const NO_VALUE: &str = "#NO VALUE!";

/// The day that spreadsheets write as a number of days from the end of 1899: 1950 to 2099.
fn serial_date(text: &str) -> Option<jiff::civil::Date> {
    // The time of day stands after the point.
    let (whole, time) = text.split_once('.').unwrap_or((text, ""));
    if whole.len() != 5 || !time.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let days: i32 = whole
        .parse()
        .ok()
        .filter(|days| (18_264..73_051).contains(days))?;
    let span = jiff::Span::new().try_days(days).ok()?;
    jiff::civil::date(1899, 12, 30).checked_add(span).ok()
}

/// True for the ways in which people write that a cell is empty.
pub(crate) fn is_nothing(text: &str) -> bool {
    const WORDS: [&str; 9] = ["", "-", "--", "n/a", "na", "nil", "none", "null", "tbc"];
    text.len() <= 4 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// The text on one line, words separated by single spaces.
pub(crate) fn one_line(text: &str) -> String {
    // Nearly all are so already: signs of ASCII, no two blanks together and none around.
    let mut before = b' ';
    let tidy = text.bytes().all(|b| {
        let good = b.is_ascii_graphic() || b == b' ' && before != b' ';
        before = b;
        good
    }) && before != b' ';
    if tidy || text.is_empty() {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// A description with opening times that no week can hold below it, where people read them.
pub(crate) fn with_times(description: Option<&str>, times: &str) -> Option<Value> {
    let mut text = match description {
        Some(said) => format!("{said}\n\n"),
        None => String::new(),
    };
    text.push_str("Opening times: ");
    text.extend(times.chars().filter(|c| !c.is_control()));
    Value::text(&text)
}

/// Decimal degrees, also as `-3.58E-2`.
fn degrees(text: &str) -> Option<f64> {
    text.parse()
        .ok()
        .filter(|degrees: &f64| degrees.is_finite())
}

/// The address, or the first of several.
fn first_email(text: &str) -> Option<&str> {
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '('))
        .unwrap_or(text.len());
    let (first, rest) = text.split_at(end);
    let rest = rest.trim_start();
    let (name, host) = first.split_once('@')?;
    let labels = host.split('.').all(|label| {
        !label.is_empty()
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    });
    let shape = !name.is_empty()
        && labels
        && host.contains('.')
        && first.is_ascii()
        && !first.contains(['<', '>', '"', ':']);
    // A blank inside an address would lead to somebody else's.
    (shape && (rest.is_empty() || rest.starts_with([',', ';', '(', '/', '&']))).then_some(first)
}

fn web_address(text: &str) -> Option<String> {
    let rest = match text.split_once("://") {
        Some((scheme, rest))
            if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") =>
        {
            rest
        }
        Some(_) => return None,
        None => text,
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let named = host.split(':').next().unwrap_or_default();
    // A closing dot is part of the full form of a host name.
    let labels = named.strip_suffix('.').unwrap_or(named);
    let good = labels
        .rsplit_once('.')
        .is_some_and(|(_, top)| top.chars().all(char::is_alphabetic))
        && labels.split('.').all(|label| {
            !label.is_empty()
                && label
                    .chars()
                    .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
        })
        && !text.contains(|c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"')
        });
    good.then(|| {
        if rest.len() == text.len() {
            format!("http://{text}")
        } else {
            text.to_owned()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check<T>(
        read: impl Fn(&mut Pen<'_>) -> Option<T>,
        shown: impl Fn(T) -> String,
        want: Result<&str, &str>,
    ) {
        let mut findings = Vec::new();
        let mut pen = Pen {
            file: "f",
            line: 2,
            findings: &mut findings,
        };
        let got = read(&mut pen).map(shown);
        match want {
            Ok(want) => assert_eq!(
                (got.unwrap_or_default().as_str(), findings.len()),
                (want, 0),
                "{findings:?}"
            ),
            Err(code) => assert_eq!(
                (got, findings.iter().map(|f| f.code).collect()),
                (None, vec![code])
            ),
        }
    }

    #[track_caller]
    fn position(latitude: &str, longitude: &str, want: Result<&str, &str>) {
        let shown = |p: Point| format!("{} {}", p.latitude(), p.longitude());
        check(
            |pen| pen.point("Latitude", latitude, longitude),
            shown,
            want,
        );
    }

    #[test]
    fn positions_are_read_and_impossible_ones_told_apart() {
        position("54.21", "-1.63", Ok("54.21 -1.63"));
        position("54.21", "-3.58E-2", Ok("54.21 -0.0358"));
        position("", "", Ok(""));
        position("-1.63", "54.21", Err("FP144"));
        position("0", "0.0", Err("FP145"));
        position("40.7", "-74.0", Err("FP146"));
        position("54.21", "", Err("FP147"));
        position("NaN", "inf", Err("FP147"));
        position("SE123456", "", Err("FP147"));
    }

    #[track_caller]
    fn email(text: &str, want: Result<&str, &str>) {
        check(
            |pen| pen.email("Email", text),
            |v| format!("{v:?}").replace("Text(\"", "").replace("\")", ""),
            want,
        );
    }

    #[track_caller]
    fn website(text: &str, want: Result<&str, &str>) {
        check(
            |pen| pen.website("Website", text),
            |v| format!("{v:?}").replace("Text(\"", "").replace("\")", ""),
            want,
        );
    }

    #[test]
    fn email_and_web_addresses_are_checked_by_shape() {
        email("hello@hub.example", Ok("hello@hub.example"));
        email(
            "hello@hub.example (repeat prescriptions)",
            Ok("hello@hub.example"),
        );
        email("a@hub.example, b@hub.example", Ok("a@hub.example"));
        email("n/a", Ok(""));
        for bad in [
            "www.hub.example",
            "hello@hub",
            "hello@hub.co uk",
            "a@b@hub.example",
            "see website",
        ] {
            email(bad, Err("FP149"));
        }
        website(
            "https://hub.example/find?x=1",
            Ok("https://hub.example/find?x=1"),
        );
        website("www.hub.example", Ok("http://www.hub.example"));
        website(
            "http://www.hub.example./times",
            Ok("http://www.hub.example./times"),
        );
        website("http://hub.example:8080", Ok("http://hub.example:8080"));
        for bad in [
            "javascript://hub.example",
            "javascript:alert(1)",
            "http://the hub.example",
            "hub",
            "pat@hub.example",
            "http://",
            "3.50",
        ] {
            website(bad, Err("FP150"));
        }
    }

    #[test]
    fn a_telephone_number_gets_back_the_zero_that_a_spreadsheet_took() {
        let mut findings = Vec::new();
        let mut pen = Pen {
            file: "f",
            line: 2,
            findings: &mut findings,
        };
        let read = |pen: &mut Pen<'_>, text| pen.phone("Phone", text).map(|v| v.canonical());
        assert_eq!(
            read(&mut pen, "1632960417"),
            Some("\"01632960417\"".to_owned())
        );
        assert_eq!(read(&mut pen, "1632 960417"), None);
        assert_eq!(read(&mut pen, "5632960417"), None);
        let codes: Vec<_> = findings.iter().map(|f| f.code).collect();
        assert_eq!(codes, ["FP162", "FP148", "FP148"]);
    }

    #[test]
    fn ages_are_whole_years() {
        let age = |text, want| {
            check(
                |pen: &mut Pen<'_>| pen.age("Age", text),
                |v| v.canonical(),
                want,
            );
        };
        age("18", Ok("18"));
        age("18+", Ok("18"));
        age("65 and over", Ok("65"));
        age("", Ok(""));
        age("adults", Err("FP157"));
        age("18-25", Err("FP157"));
        age("300", Err("FP157"));
    }

    #[test]
    fn a_finding_shows_where_and_what() {
        let mut findings = Vec::new();
        let mut pen = Pen {
            file: "hubs.csv",
            line: 7,
            findings: &mut findings,
        };
        assert_eq!(pen.postcode("Postcode", "QX4"), None);
        assert_eq!(findings[0].place.to_string(), "hubs.csv:7, column Postcode");
        assert_eq!(
            (findings[0].seen.as_str(), findings[0].refusal),
            ("QX4", false)
        );
    }
}
