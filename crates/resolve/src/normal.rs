//! When two values say the same: the normal form in which sources are compared.
//!
//! Always: [`agrees`] is symmetric, and every value agrees with itself. Silence is no disagreement: a part that only
//! one of the two gives (a day's times, a postcode) is not compared.

use model::{Address, BankHolidays, Day, Field, Hours, Session, Value};

/// True when `one` and `other`, values of `field`, say the same in normal form.
///
/// Text is compared by letters and digits alone, email addresses without case, web addresses without scheme, `www.`
/// and a final `/`, addresses by postcode and first number (or any word in common), hours by when doors are open.
///
/// ```
/// use model::{Field, Value};
/// let text = |text: &str| Value::Text(text.to_owned());
/// assert!(resolve::agrees(Field::Name, &text("St. John's Surgery"), &text("ST JOHNS SURGERY")));
/// assert!(resolve::agrees(Field::Website, &text("https://www.elm.example/"), &text("Elm.example")));
/// assert!(!resolve::agrees(Field::Email, &text("hello@elm.example"), &text("info@elm.example")));
/// ```
pub fn agrees(field: Field, one: &Value, other: &Value) -> bool {
    if one == other {
        return true;
    }
    match (one, other) {
        (Value::Text(one), Value::Text(other)) => match field {
            Field::Email => one.trim().to_lowercase() == other.trim().to_lowercase(),
            Field::Website => website(one) == website(other),
            _ => same_words(one, other),
        },
        (Value::Address(one), Value::Address(other)) => addresses_agree(one, other),
        (Value::Hours(one), Value::Hours(other)) => hours_agree(one, other),
        _ => false,
    }
}

/// Letters and digits in lower case, `&` as "and"; spacing and punctuation left out, so that "Co-op" is "co op".
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(|c| {
        let word = if c == '&' { "and" } else { "" };
        let letter = c.is_alphanumeric().then(|| c.to_lowercase());
        word.chars().chain(letter.into_iter().flatten())
    })
}

fn same_words(one: &str, other: &str) -> bool {
    // Text of punctuation alone, such as "-", has nothing to fold.
    folded(one).next().is_some() && folded(one).eq(folded(other))
}

/// Host in lower case and path, without scheme, `www.` and final slashes.
fn website(text: &str) -> String {
    let text = text.trim();
    let after_scheme = text.find("://").map_or(text, |at| &text[at + 3..]);
    let whole = after_scheme.trim_end_matches('/');
    let (host, path) = whole.split_at(whole.find(['/', '?', '#']).unwrap_or(whole.len()));
    let host = host.to_lowercase();
    format!("{}{path}", host.strip_prefix("www.").unwrap_or(&host))
}

fn addresses_agree(one: &Address, other: &Address) -> bool {
    let differ = |one: Option<&str>, other: Option<&str>| matches!((one, other), (Some(a), Some(b)) if a != b);
    let postcode = |address: &'_ Address| address.postcode.as_ref().map(|p| p.as_str().to_owned());
    if differ(postcode(one).as_deref(), postcode(other).as_deref())
        || differ(
            one.first_number().as_deref(),
            other.first_number().as_deref(),
        )
    {
        return false;
    }
    let (one, other) = (words(one), words(other));
    one.is_empty() || other.is_empty() || one.iter().any(|word| other.contains(word))
}

fn words(address: &Address) -> Vec<String> {
    let words = address
        .lines
        .iter()
        .flat_map(|line| line.split(|c: char| !c.is_alphanumeric()));
    words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn hours_agree(one: &Hours, other: &Hours) -> bool {
    let week = one
        .weekly
        .iter()
        .zip(&other.weekly)
        .all(|(one, other)| days_agree(one, other));
    let dates = one.exceptions.iter().all(|(date, day)| {
        other
            .exceptions
            .get(date)
            .is_none_or(|d| days_agree(day, d))
    });
    let bank = |hours: &Hours| match &hours.bank_holidays {
        BankHolidays::NotSaid => Day::NotKnown,
        BankHolidays::Closed => Day::Closed,
        BankHolidays::Open(sessions) => Day::of(sessions.clone()),
    };
    week && dates && days_agree(&bank(one), &bank(other))
}

fn days_agree(one: &Day, other: &Day) -> bool {
    *one == Day::NotKnown
        || *other == Day::NotKnown
        || one == other
        || when_open(one.sessions()) == when_open(other.sessions())
}

/// Sessions that touch or overlap are one: 9 to 12 and 12 to 5 is 9 to 5.
fn when_open(sessions: &[Session]) -> Vec<(u16, u16)> {
    let mut open: Vec<(u16, u16)> = Vec::with_capacity(sessions.len());
    for session in sessions {
        match open.last_mut() {
            Some(last) if session.opens() <= last.1 => last.1 = last.1.max(session.closes()),
            _ => open.push((session.opens(), session.closes())),
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Phone;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn address(lines: &[&str], postcode: &str) -> Value {
        let lines = lines.iter().map(|&line| line.to_owned()).collect();
        Value::Address(Box::new(Address {
            lines,
            postcode: postcode.parse().ok(),
            ..Address::default()
        }))
    }

    fn monday(times: &[(u16, u16)]) -> Value {
        let sessions = times
            .iter()
            .map(|&(from, to)| Session::new(from * 60, to * 60).unwrap())
            .collect();
        let mut hours = Hours::default();
        hours.weekly[0] = Day::of(sessions);
        Value::Hours(Box::new(hours))
    }

    #[track_caller]
    fn check(field: Field, one: &Value, other: &Value, same: bool) {
        assert!(
            agrees(field, one, one) && agrees(field, other, other),
            "agrees with itself"
        );
        assert_eq!(
            (agrees(field, one, other), agrees(field, other, one)),
            (same, same),
            "{one:?} {other:?}"
        );
    }

    #[test]
    fn text_is_compared_by_its_letters_and_digits() {
        check(
            Field::Name,
            &text("Smith & Sons"),
            &text("SMITH AND SONS LTD."),
            false,
        );
        check(
            Field::Name,
            &text("Smith & Sons Ltd"),
            &text("smith  and sons, ltd."),
            true,
        );
        check(
            Field::Name,
            &text("Co-op Pharmacy"),
            &text("Coop pharmacy"),
            true,
        );
        check(Field::Fees, &text("£5"), &text("£6"), false);
        check(Field::Fees, &text("-"), &text("?"), false);
    }

    #[test]
    fn mail_and_web_addresses_are_compared_as_the_network_reads_them() {
        check(
            Field::Email,
            &text("Hello@Elm.example"),
            &text("hello@elm.example "),
            true,
        );
        check(
            Field::Email,
            &text("helloelm@example"),
            &text("hello@elm.example"),
            false,
        );
        check(
            Field::Website,
            &text("http://www.Elm.example/Help/"),
            &text("https://elm.example/Help"),
            true,
        );
        check(
            Field::Website,
            &text("elm.example/help"),
            &text("elm.example/Help"),
            false,
        );
        check(
            Field::Website,
            &text("elm.example"),
            &text("elm.example/contact"),
            false,
        );
    }

    #[test]
    fn telephone_numbers_are_compared_by_their_digits() {
        let phone = |text: &str| Value::Phone(Phone::parse(text).unwrap());
        check(
            Field::Phone,
            &phone("01632 960417"),
            &phone("+44 (0)1632 960 417"),
            true,
        );
        check(
            Field::Phone,
            &phone("01632 960417"),
            &phone("01632 960418"),
            false,
        );
    }

    #[test]
    fn addresses_differ_by_door_not_by_wording() {
        let door = address(&["Elm Surgery", "12 Elm Road"], "QX4 7PL");
        check(
            Field::Address,
            &door,
            &address(&["12 Elm Rd", "Ambermoor"], "QX4 7PL"),
            true,
        );
        check(
            Field::Address,
            &door,
            &address(&["Elm House"], "QX4 7PL"),
            true,
        );
        check(
            Field::Address,
            &door,
            &address(&["14 Elm Road"], "QX4 7PL"),
            false,
        );
        check(
            Field::Address,
            &door,
            &address(&["12 Elm Road"], "QX4 7PQ"),
            false,
        );
        check(
            Field::Address,
            &door,
            &address(&["Town Hall"], "QX4 7PL"),
            false,
        );
        check(Field::Address, &door, &address(&[], "QX4 7PL"), true);
        check(Field::Address, &door, &address(&["12 Elm Road"], ""), true);
    }

    #[test]
    fn hours_are_compared_by_when_doors_are_open() {
        check(
            Field::Schedule,
            &monday(&[(9, 12), (12, 17)]),
            &monday(&[(9, 17)]),
            true,
        );
        check(
            Field::Schedule,
            &monday(&[(9, 12), (13, 17)]),
            &monday(&[(9, 17)]),
            false,
        );
        check(Field::Schedule, &monday(&[]), &monday(&[(9, 17)]), false);
        check(
            Field::Schedule,
            &Value::Hours(Box::default()),
            &monday(&[(9, 17)]),
            true,
        );
        let mut shut = Hours {
            bank_holidays: BankHolidays::Closed,
            ..Hours::default()
        };
        shut.exceptions
            .insert(jiff::civil::date(2026, 12, 28), Day::Closed);
        check(
            Field::Schedule,
            &Value::Hours(Box::new(shut)),
            &monday(&[(9, 17)]),
            true,
        );
    }
}
