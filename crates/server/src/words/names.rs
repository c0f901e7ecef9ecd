//! Names that registers keep in capitals, laid out as people read them.
//!
//! What a source wrote stays in the log as it wrote it; only the page is calmed, and only where a text has no
//! small letter at all.

/// Words that stay in capitals.
const CAPITALS: &[&str] = &[
    "NHS", "GP", "GPS", "UK", "BSL", "PCT", "CCG", "ICB", "HIV", "A&E", "YMCA", "YWCA", "RVS",
    "WRVS", "II", "III", "IV", "PMS", "LLP", "PLC", "TB", "ENT",
];
/// Words that stay small inside a name.
const SMALL: &[&str] = &[
    "and", "at", "by", "for", "in", "near", "of", "off", "on", "the", "to", "upon", "with", "le",
];

/// `text` as it is when it has a small letter; else each word with one capital: `THE ELMS SURGERY` reads
/// `The Elms Surgery`, `DR O'BRIEN & PARTNERS` reads `Dr O'Brien & Partners`.
pub fn calm(text: &str) -> String {
    if text.chars().any(char::is_lowercase)
        || text.chars().filter(|c| c.is_alphabetic()).count() < 4
    {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            out.push(' ');
        }
        let bare: String = word
            .chars()
            .filter(|c| c.is_alphanumeric() || *c == '&')
            .collect();
        let lower = bare.to_lowercase();
        let has_digit = bare.chars().any(|c| c.is_ascii_digit());
        if CAPITALS.contains(&bare.as_str()) || (has_digit && bare.len() < 6) {
            out.push_str(word);
        } else if at > 0 && SMALL.contains(&lower.as_str()) {
            out.push_str(&word.to_lowercase());
        } else {
            capitalise(word, &mut out);
        }
    }
    out
}

fn capitalise(word: &str, out: &mut String) {
    let mut start = true;
    let mut letters = word.chars().peekable();
    let mut before = 0;
    while let Some(letter) = letters.next() {
        if letter.is_alphanumeric() {
            if start {
                out.extend(letter.to_uppercase());
            } else {
                out.extend(letter.to_lowercase());
            }
            start = false;
            before += 1;
            // McDonald keeps its D.
            if before == 2 && out.ends_with("Mc") {
                start = letters.peek().is_some();
            }
        } else {
            out.push(letter);
            // After O' comes a capital, after the apostrophe of a possessive does not.
            let apostrophe = letter == '\'' || letter == '\u{2019}';
            start = !apostrophe || (before == 1 && letters.peek().is_some());
            before = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::calm;

    #[test]
    fn capitals_are_calmed_and_mixed_case_is_left() {
        for (text, want) in [
            ("THE ELMS SURGERY", "The Elms Surgery"),
            ("DR O'BRIEN & PARTNERS", "Dr O'Brien & Partners"),
            ("ST MARY'S HEALTH CENTRE", "St Mary's Health Centre"),
            ("TEALFORD NHS WALK-IN CENTRE", "Tealford NHS Walk-In Centre"),
            ("MCKAY PHARMACY", "McKay Pharmacy"),
            ("UNIT 12B, HIGH STREET", "Unit 12B, High Street"),
            ("HOUSE OF THE GOOD NEIGHBOUR", "House of the Good Neighbour"),
            ("Riverside Friends", "Riverside Friends"),
            ("eVisit GP", "eVisit GP"),
            ("GP", "GP"),
        ] {
            assert_eq!(calm(text), want);
        }
    }
}
