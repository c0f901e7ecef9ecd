//! How facts are put into words: dates, times, distances, how long ago, who said so, whether it is open.
//!
//! Always: plain British English as people speak it; the same fact in the same words on every page. Each function
//! takes the day or moment as an argument. Kept apart from the pages so that other languages can follow.

pub mod dates;
pub mod distance;
pub mod names;
pub mod open;
pub mod who;

/// `a`, `a and b`, `a, b and c`.
pub fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// `1 service`, `2 services`, `1,204 services`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        figure(number),
        if number == 1 { one } else { many }
    )
}

/// The number with a comma every three digits.
pub fn figure(number: usize) -> String {
    let digits = number.to_string();
    let mut figure = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            figure.push(',');
        }
        figure.push(digit);
    }
    figure
}

/// The text with its first letter a capital.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The first sentence or line of a text, at most `most` characters, cut at a word with `…`.
pub fn opening(text: &str, most: usize) -> String {
    let line = text
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    if line.chars().count() <= most {
        return line.to_owned();
    }
    let reach: String = line.chars().take(most).collect();
    // A whole sentence reads better than a cut one, if it is not a mere fragment.
    if let Some(end) = reach.rfind(". ").filter(|end| *end * 3 > most) {
        return reach[..=end].to_owned();
    }
    let cut = reach.rfind(' ').unwrap_or(reach.len());
    format!("{}…", reach[..cut].trim_end_matches([',', ';', ':', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_people_say_them() {
        for (items, want) in [
            (vec![], ""),
            (vec!["a"], "a"),
            (vec!["a", "b"], "a and b"),
            (vec!["a", "b", "c"], "a, b and c"),
        ] {
            assert_eq!(list(&items), want);
        }
    }

    #[test]
    fn numbers_are_figures() {
        assert_eq!(count(1, "service", "services"), "1 service");
        assert_eq!(count(0, "service", "services"), "0 services");
        assert_eq!(count(1_234_567, "row", "rows"), "1,234,567 rows");
    }

    #[test]
    fn a_long_text_opens_with_a_whole_sentence_or_a_whole_word() {
        assert_eq!(opening("\n Short.\nMore.", 80), "Short.");
        assert_eq!(
            opening("A slow walk and a chat. Every week, in all weathers.", 40),
            "A slow walk and a chat."
        );
        assert_eq!(opening("One two three four five", 12), "One two…");
        assert_eq!(opening("éééééééééé", 4), "éééé…");
    }
}
