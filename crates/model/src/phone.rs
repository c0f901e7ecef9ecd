//! Telephone numbers as sources write them and as people read them.

use std::fmt;

/// A telephone number that can be called from the United Kingdom.
///
/// Kept as digits in national form; shown spaced. Two spellings of one number are equal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// The first number found in `text`, or none when it holds no number of 3 (short codes) or 10 to 11 digits.
    ///
    /// ```
    /// use model::Phone;
    /// let phone = Phone::parse("Tel. +44 (0)1632 960417 (option 2)").unwrap();
    /// assert_eq!(phone.to_string(), "01632 960 417");
    /// assert_eq!(phone.tel(), "+441632960417");
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let mut digits = String::with_capacity(16);
        // `+44 (0)1632`: the zero is dialled in the country only.
        let zero_left_out;
        let text = if text.contains('(') {
            zero_left_out = text.replace("(0)", "");
            zero_left_out.as_str()
        } else {
            text
        };
        for c in text.chars().chain(std::iter::once('\n')) {
            match c {
                '0'..='9' | '+' => digits.push(c),
                ' ' | '(' | ')' | '-' | '.' | '\u{a0}' | '\u{2013}' => {}
                _ => {
                    if let Some(found) = national(&digits) {
                        return Some(Self(found));
                    }
                    digits.clear();
                }
            }
        }
        None
    }

    /// National digits without spaces, such as `01632960417`.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The form for a `tel:` link: international, except short codes.
    pub fn tel(&self) -> String {
        match self.0.strip_prefix('0') {
            Some(rest) => format!("+44{rest}"),
            None => self.0.clone(),
        }
    }
}

fn national(digits: &str) -> Option<String> {
    let rest = digits.trim_start_matches('+');
    let local = match rest
        .strip_prefix("0044")
        .or_else(|| rest.strip_prefix("44"))
    {
        Some(rest) if rest.len() >= 9 => format!("0{}", rest.trim_start_matches('0')),
        _ => rest.to_owned(),
    };
    let known = match local.len() {
        3 => matches!(local.as_str(), "111" | "101" | "112" | "119" | "999"),
        6 => local.starts_with("116"),
        10 | 11 => local.starts_with('0') && !local.starts_with("00"),
        _ => false,
    };
    known.then_some(local)
}

impl fmt::Display for Phone {
    /// Spaced the way Ofcom groups the range: `020 7946 0000`, `0113 496 0000`, `01632 960 417`, `0800 123 4567`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let d = &self.0;
        let split: &[usize] = match (d.len(), d.as_bytes()) {
            (6, _) => &[3],
            (11, [b'0', b'2', ..]) => &[3, 7],
            (11, [b'0', b'3' | b'8', ..] | [b'0', b'1', b'1', ..] | [b'0', b'1', _, b'1', ..]) => {
                &[4, 7]
            }
            (10 | 11, _) => &[5, 8],
            _ => &[],
        };
        let mut from = 0;
        for &at in split {
            write!(f, "{} ", &d[from..at])?;
            from = at;
        }
        f.write_str(&d[from..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        assert_eq!(
            Phone::parse(text).map(|p| p.to_string()).as_deref(),
            Some(want)
        );
    }

    #[test]
    fn numbers_are_read_however_they_are_written() {
        check("01254691311", "01254 691 311");
        check("0161 445 3731", "0161 445 3731");
        check("+44 20 7946 0000", "020 7946 0000");
        check("0044 1632 960228", "01632 960 228");
        check("(01632) 960-301 or 01632 960302", "01632 960 301");
        check("Tel. 0191 402 8040 ", "0191 402 8040");
        check("111", "111");
        check("116 123", "116 123");
        check("0800 1111 222", "0800 111 1222");
        check("01204 69800", "01204 698 00");
        for bad in ["", "n/a", "7.9E+09", "12345", "001254663582", "1617903377"] {
            assert_eq!(Phone::parse(bad), None, "{bad}");
        }
    }
}
