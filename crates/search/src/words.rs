//! Text as words: folded, without stop words, lightly stemmed. The index and the query read text the same way.
//!
//! Folding: lower case, Latin letters without accents, apostrophes dropped (`men’s` is `mens`); whatever is neither
//! letter nor digit parts words. Stemming is for English and small on purpose: plurals and `-ing`, so that
//! "club" finds "clubs" and "walks" finds "walking", and nothing surprising happens.

/// Calls `each` with every word of `text`, folded, stop words left out.
pub(crate) fn each_word(text: &str, mut each: impl FnMut(&str)) {
    every_word_folded(text, |word| {
        if !is_stop_word(word) {
            each(word);
        }
    });
}

/// Calls `each` with every word of `text`, folded, stop words too.
fn every_word_folded(text: &str, mut each: impl FnMut(&str)) {
    let mut word = String::new();
    let mut give = |word: &mut String| {
        if !word.is_empty() {
            each(word);
            word.clear();
        }
    };
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_lowercase());
        } else if c.is_ascii() {
            if c != '\'' && c != '`' {
                give(&mut word);
            }
        } else {
            fold(c, &mut word, &mut give);
        }
    }
    give(&mut word);
}

/// Adds what a character outside ASCII folds to, or ends the word.
fn fold(c: char, word: &mut String, give: &mut impl FnMut(&mut String)) {
    match c {
        // Apostrophes of every printer, and accents written after their letter.
        '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{b4}' | '\u{300}'..='\u{36f}' => {}
        _ if c.is_alphanumeric() => {
            for lower in c.to_lowercase() {
                match plain(lower) {
                    Some(letters) => word.push_str(letters),
                    None if lower.is_alphanumeric() => word.push(lower),
                    None => {}
                }
            }
        }
        _ => give(word),
    }
}

/// The plain letters of a lower-case Latin letter with an accent.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' | 'ẁ' | 'ẃ' | 'ẅ' => "w",
        'ý' | 'ÿ' | 'ŷ' | 'ỳ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

/// Words that carry no meaning of their own in a name or a request.
pub(crate) fn is_stop_word(word: &str) -> bool {
    matches!(
        word,
        "a" | "am"
            | "an"
            | "and"
            | "any"
            | "are"
            | "as"
            | "at"
            | "be"
            | "by"
            | "can"
            | "do"
            | "find"
            | "for"
            | "from"
            | "get"
            | "have"
            | "how"
            | "i"
            | "id"
            | "im"
            | "in"
            | "is"
            | "it"
            | "ive"
            | "looking"
            | "me"
            | "my"
            | "near"
            | "nearest"
            | "need"
            | "of"
            | "on"
            | "or"
            | "our"
            | "please"
            | "s"
            | "some"
            | "that"
            | "the"
            | "there"
            | "this"
            | "to"
            | "us"
            | "want"
            | "we"
            | "what"
            | "where"
            | "who"
            | "with"
            | "you"
            | "your"
    )
}

/// Cuts a folded word down to its stem.
pub(crate) fn stem(word: &mut String) {
    if word.len() < 4 || !word.is_ascii() || word.bytes().any(|b| b.is_ascii_digit()) {
        return;
    }
    plural(word);
    if let Some(rest) = word.strip_suffix("ing")
        && rest.len() >= 4
        && rest.contains(['a', 'e', 'i', 'o', 'u', 'y'])
    {
        word.truncate(rest.len());
        // swimm- is swim, but call- and dress- stay.
        let [.., a, b] = word.as_bytes() else { return };
        if a == b && !b"lsz".contains(b) && !b"aeiou".contains(b) {
            word.pop();
        }
    } else if word.len() >= 5 && word.ends_with('e') {
        // So that house meets housing, and smoke smoking.
        word.pop();
    }
}

fn plural(word: &mut String) {
    if word.len() > 4 && word.ends_with("ies") {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if ["sses", "ches", "shes", "xes"]
        .iter()
        .any(|end| word.ends_with(end))
    {
        word.truncate(word.len() - 2);
    } else if word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        word.pop();
    }
}

/// A folded word and its stem.
pub(crate) type Stemmed = (String, String);

/// The words of `text`, folded, stop words left out, with the stem of each.
#[cfg(test)]
pub(crate) fn words_and_stems(text: &str) -> Vec<Stemmed> {
    stemmed(text, |word| !is_stop_word(word))
}

/// As people's needs are read: "at" counts too, since care at home is no care home.
pub(crate) fn phrase(text: &str) -> Vec<Stemmed> {
    stemmed(text, |word| word == "at" || !is_stop_word(word))
}

/// As danger is read: every word counts, since "want to die" is not "die".
pub(crate) fn every_word(text: &str) -> Vec<Stemmed> {
    stemmed(text, |_| true)
}

fn stemmed(text: &str, keep: impl Fn(&str) -> bool) -> Vec<Stemmed> {
    let mut found = Vec::new();
    every_word_folded(text, |word| {
        if keep(word) {
            let mut stemmed = word.to_owned();
            stem(&mut stemmed);
            found.push((word.to_owned(), stemmed));
        }
    });
    found
}

/// A hash (FNV-1a, 32 bits) of the stems of a name, by which a whole name is known again.
#[derive(Default)]
pub(crate) struct NameHash(u32);

impl NameHash {
    /// Adds the next stem.
    pub(crate) fn add(&mut self, stem: &str) {
        if self.0 == 0 {
            self.0 = 0x811c_9dc5;
        }
        for byte in stem.bytes().chain([b' ']) {
            self.0 = (self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193).max(1);
        }
    }

    /// The hash; nought only for no stems.
    pub(crate) fn finish(self) -> u32 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let stems: Vec<String> = words_and_stems(text)
            .into_iter()
            .map(|(_, stem)| stem)
            .collect();
        assert_eq!(stems.join(" "), want, "{text}");
    }

    #[test]
    fn case_accents_and_apostrophes_make_no_difference() {
        check("The Men’s Shed", "men shed");
        check("MENS SHED", "men shed");
        check(
            "Café — Crèche",
            "cafe creche".replace("creche", "crech").as_str(),
        );
        check("Cafe\u{301}", "cafe");
        check("Łódź-Straße", "lodz strass");
        check("ods:A81001", "ods a81001");
        check("", "");
        check("to the", "");
    }

    #[test]
    fn plurals_and_ing_find_each_other() {
        check("clubs club", "club club");
        check("pharmacies pharmacy", "pharmacy pharmacy");
        check("swimming swim", "swim swim");
        check("housing houses house", "hous hous hous");
        check("smoking smoke", "smok smok");
        check("classes lunches", "class lunch");
        check("nursing nurse", "nurs nurs");
    }

    #[test]
    fn words_that_only_look_alike_stay_apart() {
        check("caring care car", "caring care car");
        check("bus virus arthritis", "bus virus arthritis");
        check("dress calling", "dress call");
    }
}
