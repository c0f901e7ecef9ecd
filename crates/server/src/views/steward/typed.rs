//! What a steward typed as right, read as a value.

use model::{Field, Phone, Shape, Value};

/// The longest text that is taken, in characters.
const LONGEST: usize = 400;

/// Reads what was typed as right.
///
/// # Errors
/// What to do, in words.
pub fn typed(field: Field, text: &str) -> Result<Value, String> {
    let text = text.trim();
    let told = |remedy: &str| Err(remedy.to_owned());
    if text.is_empty() {
        return told("Type what is right");
    }
    if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
        return Err(format!("Use one line of {LONGEST} characters or fewer"));
    }
    let email = |text: &str| {
        text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !host.contains('@') && !host.ends_with('.')
        }) && !text.contains(char::is_whitespace)
    };
    let web = |text: &str| {
        let host = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"));
        host.is_some_and(|host| host.contains('.') && !host.starts_with('.'))
            && !text.contains(char::is_whitespace)
    };
    match (field, field.shape()) {
        (_, Shape::Phone) => match Phone::parse(text) {
            Some(phone) => Ok(Value::Phone(phone)),
            None => told("Write the phone number with its area code, such as 01632 960417"),
        },
        (Field::Email, _) if !email(text) => {
            told("Write an email address, such as hello@place.example")
        }
        (Field::Website, _) if !web(text) => {
            told("Write a web address in full, such as https://www.place.example")
        }
        (_, Shape::Text) => Value::text(text).ok_or_else(|| "Type what is right".to_owned()),
        _ => told("This cannot be typed. Choose one of the values"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::values::value_words;

    #[track_caller]
    fn check(field: Field, text: &str, want: Result<&str, &str>) {
        let got = typed(field, text).map(|value| value_words(field, &value));
        match (&got, want) {
            (Ok(got), Ok(want)) => assert_eq!(got, want),
            (Err(got), Err(want)) => assert!(got.starts_with(want), "{got}"),
            _ => panic!("{text:?}: {got:?}, not {want:?}"),
        }
    }

    #[test]
    fn what_is_typed_is_read_or_told_how_to_write_it() {
        check(Field::Phone, " 01632960417 ", Ok("01632 960 417"));
        check(Field::Phone, "ring the bell", Err("Write the phone number"));
        check(Field::Phone, "", Err("Type what is right"));
        check(Field::Email, "a@b.example", Ok("a@b.example"));
        for bad in ["a", "a@b", "@b.example", "a b@c.example", "a@b@c.example"] {
            check(Field::Email, bad, Err("Write an email address"));
        }
        check(
            Field::Website,
            "https://b.example/x",
            Ok("https://b.example/x"),
        );
        for bad in [
            "b.example",
            "https://b",
            "https:// b.example",
            "ftp://b.example",
        ] {
            check(Field::Website, bad, Err("Write a web address"));
        }
        check(Field::Fees, "£2", Ok("£2"));
        check(Field::Fees, &"a".repeat(401), Err("Use one line"));
        check(Field::Fees, "a\u{7}b", Err("Use one line"));
        check(Field::Schedule, "always", Err("This cannot be typed"));
    }
}
