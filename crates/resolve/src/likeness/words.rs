//! How names and addresses are understood, as directories in the UK write them.

/// Words that say nothing about which thing is meant.
const EMPTY: [&str; 18] = [
    "THE", "OF", "AND", "AT", "ON", "IN", "FOR", "LTD", "LIMITED", "PLC", "LLP", "UK", "CO",
    "COMPANY", "TA", "INC", "GROUP", "A",
];

/// Short forms and what they stand for.
const SHORT: [(&str, &str); 58] = [
    ("SURG", "SURGERY"),
    ("SURGY", "SURGERY"),
    ("MED", "MEDICAL"),
    ("MEDCL", "MEDICAL"),
    ("CTR", "CENTRE"),
    ("CTRE", "CENTRE"),
    ("CENTER", "CENTRE"),
    ("CNTR", "CENTRE"),
    ("CEN", "CENTRE"),
    ("CENT", "CENTRE"),
    ("PRACT", "PRACTICE"),
    ("PRAC", "PRACTICE"),
    ("PRACTISE", "PRACTICE"),
    ("PRCT", "PRACTICE"),
    ("HLTH", "HEALTH"),
    ("HTH", "HEALTH"),
    ("HC", "HEALTH CENTRE"),
    ("MC", "MEDICAL CENTRE"),
    ("MP", "MEDICAL PRACTICE"),
    ("PCC", "PRIMARY CARE CENTRE"),
    ("PHARM", "PHARMACY"),
    ("CHEMIST", "PHARMACY"),
    ("CHEMISTS", "PHARMACY"),
    ("HOSP", "HOSPITAL"),
    ("CLIN", "CLINIC"),
    ("COMM", "COMMUNITY"),
    ("SERV", "SERVICE"),
    ("SERVS", "SERVICE"),
    ("SERVICES", "SERVICE"),
    ("DEPT", "DEPARTMENT"),
    ("CHILDRENS", "CHILDREN"),
    ("RD", "ROAD"),
    ("AVE", "AVENUE"),
    ("AV", "AVENUE"),
    ("LN", "LANE"),
    ("DR", "DRIVE"),
    ("CRES", "CRESCENT"),
    ("CRESC", "CRESCENT"),
    ("CL", "CLOSE"),
    ("GDNS", "GARDENS"),
    ("GRN", "GREEN"),
    ("GR", "GROVE"),
    ("GRV", "GROVE"),
    ("PL", "PLACE"),
    ("SQ", "SQUARE"),
    ("TERR", "TERRACE"),
    ("TCE", "TERRACE"),
    ("PK", "PARK"),
    ("HSE", "HOUSE"),
    ("BLDG", "BUILDING"),
    ("BLDGS", "BUILDING"),
    ("IND", "INDUSTRIAL"),
    ("EST", "ESTATE"),
    ("NR", "NEAR"),
    ("UNIV", "UNIVERSITY"),
    ("OPTICIANS", "OPTICIAN"),
    ("OPTOMETRISTS", "OPTICIAN"),
    ("DENTISTS", "DENTAL"),
];

/// The national digits, without the leading 0, of the telephone numbers in a text: two at most.
pub(super) fn phones(text: &str) -> Vec<String> {
    let text = text.to_ascii_lowercase();
    // What follows an extension is not part of the number.
    let end = ["ext", "x"]
        .iter()
        .filter_map(|mark| text.find(mark))
        .min()
        .unwrap_or(text.len());
    let mut phones: Vec<String> = Vec::new();
    for part in text[..end]
        .split(['/', ';', ',', '&'])
        .flat_map(|part| part.split(" or "))
        .take(4)
    {
        let mut digits: String = part.chars().filter(char::is_ascii_digit).collect();
        for prefix in ["0044", "44"] {
            if digits.len() > 10 && digits.starts_with(prefix) {
                digits.drain(..prefix.len());
                break;
            }
        }
        let national = digits.trim_start_matches('0');
        if (7..=10).contains(&national.len()) {
            phones.push(national.to_owned());
        } else if let Some(first) = phones.first()
            && (2..=6).contains(&digits.len())
        {
            // `0161 496 0978/0975`: the end of the number before, written anew.
            let keep = first.len().saturating_sub(digits.len());
            phones.push(format!("{}{digits}", &first[..keep]));
        }
    }
    phones.truncate(2);
    phones.dedup();
    phones
}

/// A web address without scheme, `www.`, query and closing slash; empty when it has no host.
pub(crate) fn website(text: &str) -> String {
    let text = text.trim().to_ascii_lowercase();
    let text = text
        .split_once("://")
        .map_or(text.as_str(), |(_, rest)| rest);
    let text = text.strip_prefix("www.").unwrap_or(text);
    let text = text.split(['?', '#']).next().unwrap_or_default();
    let text = text.trim_end_matches('/');
    let host = text.split('/').next().unwrap_or_default();
    if host.contains('.') && !host.contains(char::is_whitespace) {
        text.to_owned()
    } else {
        String::new()
    }
}

/// A postcode's letters and digits, upper case; empty when it is none.
pub(super) fn postcode(text: &str) -> String {
    let code: String = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_uppercase();
    if (5..=7).contains(&code.len()) && code.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
    {
        code
    } else {
        String::new()
    }
}

/// The words of a text, upper case, without accents and apostrophes.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        match c {
            '\'' | '’' | '‘' | '`' | '.' => {}
            c if c.is_alphanumeric() => word.extend(plain(c).to_uppercase()),
            _ => words.extend((!word.is_empty()).then(|| std::mem::take(&mut word))),
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

fn plain(c: char) -> char {
    match c {
        'à'..='å' | 'À'..='Å' => 'a',
        'è'..='ë' | 'È'..='Ë' => 'e',
        'ì'..='ï' | 'Ì'..='Ï' => 'i',
        'ò'..='ö' | 'Ò'..='Ö' => 'o',
        'ù'..='ü' | 'Ù'..='Ü' => 'u',
        'ç' | 'Ç' => 'c',
        'ñ' | 'Ñ' => 'n',
        c => c,
    }
}

/// A name, understood.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Name {
    /// Its words, short forms written out, sorted, each once; what stands in brackets left out.
    pub words: Vec<String>,
    /// Its words with those in brackets.
    pub all: Vec<String>,
    /// Its words as they stand, without spaces: `BOATHOUSE` is `BOAT HOUSE`.
    pub joined: String,
    /// True when it is called after people: `Dr A B and Partners`.
    pub is_people: bool,
}

pub(crate) fn name(text: &str) -> Name {
    let all = split(text);
    // What stands in brackets is mostly a remark, unless it is all there is.
    let mut outside = split(&without_brackets(text));
    if outside.is_empty() {
        outside.clone_from(&all);
    }
    let title = |word: &String| {
        matches!(
            word.as_str(),
            "DR" | "DRS" | "DOCTOR" | "DOCTORS" | "MR" | "MRS" | "MS" | "MISS"
        )
    };
    let partners =
        |word: &String| matches!(word.as_str(), "PARTNERS" | "PARTNER" | "PTNRS" | "PTNR");
    let (words, joined) = telling(&outside);
    Name {
        words,
        joined,
        is_people: outside.first().is_some_and(title) || outside.iter().any(partners),
        all: telling(&all).0,
    }
}

/// The words that tell, sorted, each once; and all of them as they stand, without spaces.
fn telling(raw: &[String]) -> (Vec<String>, String) {
    let mut words = Vec::new();
    for word in raw {
        match word.as_str() {
            "DR" | "DRS" | "DOCTOR" | "DOCTORS" | "MR" | "MRS" | "MISS" | "PARTNERS"
            | "PARTNER" | "PTNRS" | "PTNR" => {}
            "ST" | "STE" => words.push("SAINT".to_owned()),
            word if EMPTY.contains(&word) => {}
            word => written_out(word, &mut words),
        }
    }
    if words.iter().any(|word| word.len() > 1) {
        words.retain(|word| word.len() > 1 || word.bytes().all(|b| b.is_ascii_digit()));
    }
    let joined = words.concat();
    words.sort_unstable();
    words.dedup();
    (words, joined)
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    text.chars()
        .filter(|c| match c {
            '(' | '[' => {
                depth += 1;
                false
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

fn written_out(word: &str, words: &mut Vec<String>) {
    match SHORT.iter().find(|(short, _)| *short == word) {
        Some((_, long)) => words.extend(long.split(' ').map(str::to_owned)),
        None => words.push(word.to_owned()),
    }
}

/// An address, understood.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Address {
    /// Its words but numbers, sorted, each once.
    pub words: Vec<String>,
    /// Its house numbers, sorted, each once.
    pub numbers: Vec<String>,
    /// The first word of the part in which the first number stands, for looking up: `HIGH` of `87 High Street`.
    pub street: Option<String>,
}

pub(crate) fn address(text: &str) -> Address {
    let mut address = Address::default();
    for part in text.split([',', '\n', ';']) {
        let raw = split(part);
        let mut numbered = false;
        for (at, word) in raw.iter().enumerate() {
            if word.bytes().next().is_some_and(|b| b.is_ascii_digit()) {
                address.numbers.push(word.clone());
                numbered = true;
                continue;
            }
            let mut words = Vec::new();
            match word.as_str() {
                // `St Mary Road`, but `Mary St`.
                "ST" if at + 1 < raw.len() && at <= usize::from(numbered) => {
                    words.push("SAINT".to_owned());
                }
                "ST" => words.push("STREET".to_owned()),
                word if EMPTY.contains(&word) => {}
                word if word.len() == 1 => {}
                word => written_out(word, &mut words),
            }
            if numbered && address.street.is_none() {
                address.street = words.first().cloned();
            }
            address.words.append(&mut words);
        }
    }
    for list in [&mut address.words, &mut address.numbers] {
        list.sort_unstable();
        list.dedup();
    }
    address
}

/// What kind of place a name says it is: a set of bits, 0 when it does not say.
pub(super) fn kinds(words: &[String]) -> u16 {
    words.iter().fold(0, |bits, word| {
        bits | match word.as_str() {
            "PHARMACY" | "DISPENSARY" | "DISPENSING" | "BOOTS" => 1,
            "DENTAL" | "DENTIST" | "ORTHODONTIC" | "ORTHODONTICS" => 2,
            "SURGERY" | "PRACTICE" | "GP" | "MEDICAL" => 4,
            "OPTICIAN" | "EYECARE" | "OPTICAL" | "SPECSAVERS" | "OPTOMETRY" => 8,
            "HOSPITAL" | "INFIRMARY" => 16,
            "NURSING" | "RESIDENTIAL" | "HOMECARE" | "HOSPICE" => 32,
            "TEAM" | "NURSE" | "NURSES" | "VISITORS" | "SERVICE" | "CAMHS" | "DEPARTMENT"
            | "COMMUNITY" => 64,
            "PRISON" | "HMP" | "HMYOI" => 128,
            "UNIVERSITY" | "SCHOOL" | "COLLEGE" => 256,
            _ => 0,
        }
    })
}
