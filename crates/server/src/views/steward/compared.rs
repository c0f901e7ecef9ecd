//! Two records compared: each field as the two say it, what differs marked, and what that suggests in words.

use crate::components::Link;
use crate::views::values::term_words;
use crate::words::names::calm;
use crate::words::{dates, list, sentence};
use directory::{Evidence, Shown, ShownSide, Stance};
use model::Field;

/// A field of both.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its name.
    pub name: &'static str,
    /// What each says.
    pub cells: [Cell; 2],
    /// `for`, `against`, or empty.
    pub side: &'static str,
    /// What it suggests, in few words.
    pub verdict: String,
    /// Why.
    pub why: String,
}

/// What one says of a field.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Text, marked where the other's differs.
    pub pieces: Vec<Piece>,
    /// Links.
    pub links: Vec<Link>,
    /// What is left out.
    pub more: Option<String>,
}

/// Some words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// True when the other record does not have them.
    pub differs: bool,
}

/// A field as the two say it, with its name in the evidence.
type Told = (&'static str, &'static str, [String; 2]);

/// Field by field.
pub fn rows(shown: &Shown) -> Vec<Row> {
    let evidence = &shown.evidence;
    let (one, other) = (&evidence.profiles.0, &evidence.profiles.1);
    let both = |of: &dyn Fn(&directory::Profile) -> String| [of(one), of(other)];
    let kinds = |side: &ShownSide| {
        let kinds: Vec<String> = side
            .kinds
            .iter()
            .map(|k| term_words(Field::Kind, k))
            .collect();
        list(&kinds)
    };
    let mut told: Vec<Told> = vec![
        ("Name", "name", both(&|p| calm(&p.name))),
        ("Address", "address", both(&|p| calm(&p.address))),
        ("Postcode", "postcode", both(&|p| p.postcode.clone())),
        ("Phone", "telephone", both(&|p| p.phone.clone())),
        ("Website", "website", both(&|p| bare(&p.website))),
        (
            "Kind",
            "kind",
            [kinds(&shown.sides[0]), kinds(&shown.sides[1])],
        ),
    ];
    // A position says something only where both have one.
    if one.point.is_some() && other.point.is_some() {
        let on_map = |_: &directory::Profile| "On the map".to_owned();
        told.push(("Place", "place", both(&on_map)));
    }
    let mut rows: Vec<Row> = told
        .into_iter()
        .filter(|(.., said)| !(said[0].is_empty() && said[1].is_empty()))
        .map(|(name, field, said)| {
            row(
                name,
                &said,
                evidence.fields.iter().find(|e| e.field == field),
            )
        })
        .collect();
    let days = [standing(one), standing(other)];
    let runs = |profile: &directory::Profile| {
        profile.standing == directory::Standing::Running && profile.closed.is_none()
    };
    if !evidence.days.is_empty() || !runs(one) || !runs(other) {
        rows.push(Row {
            why: evidence.days.join(" "),
            ..own_row(
                "Open or closed",
                [marked(&days[0], ""), marked(&days[1], "")],
            )
        });
    }
    let codes = both(&|p| codes(&p.codes));
    if codes.iter().any(|codes| !codes.is_empty()) {
        rows.push(own_row(
            "Register code",
            [marked(&codes[0], ""), marked(&codes[1], "")],
        ));
    }
    // A public page shows whether the two are joined already. Nobody who is still asked is led there, so that nothing
    // tells which matches are asked a second time.
    let linked = !matches!(shown.stance, Stance::Waits);
    if shown.sides.iter().any(|side| !side.services.is_empty()) {
        rows.push(own_row(
            "What it runs",
            shown.sides.each_ref().map(|side| services(side, linked)),
        ));
    }
    rows
}

/// A row of which the matcher says nothing.
fn own_row(name: &'static str, cells: [Cell; 2]) -> Row {
    Row {
        name,
        cells,
        side: "",
        verdict: "For you to judge".to_owned(),
        why: String::new(),
    }
}

fn row(name: &'static str, said: &[String; 2], evidence: Option<&Evidence>) -> Row {
    let cells = [marked(&said[0], &said[1]), marked(&said[1], &said[0])];
    let (side, verdict, why) = if said.iter().any(String::is_empty) {
        (
            "",
            "No evidence".to_owned(),
            "Only 1 of them has it".to_owned(),
        )
    } else {
        let bits = evidence.map_or(0.0, |evidence| evidence.bits);
        let (side, verdict) = support(bits);
        let words = evidence.map_or("", |evidence| evidence.words);
        (
            side,
            verdict,
            sentence(&words.replace("telephone", "phone")),
        )
    };
    Row {
        name,
        cells,
        side,
        verdict,
        why,
    }
}

/// What so many bits are in words.
fn support(bits: f64) -> (&'static str, String) {
    let how = match bits.abs() {
        size if size < 0.5 => return ("", "Says little".to_owned()),
        size if size < 1.5 => "weak",
        size if size < 3.0 => "some",
        size if size < 6.0 => "strong",
        _ => "very strong",
    };
    if bits > 0.0 {
        ("for", format!("Same: {how} support"))
    } else {
        ("against", format!("Different: {how} support"))
    }
}

/// `text` with what `other` does not have marked.
fn marked(text: &str, other: &str) -> Cell {
    let bare = |word: &str| -> String {
        let letters = word.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let has: Vec<String> = other.split_whitespace().map(bare).collect();
    let equal = other.is_empty() || bare(text) == bare(other);
    let mut pieces: Vec<Piece> = Vec::new();
    for word in text.split_whitespace() {
        let differs = !equal && !has.contains(&bare(word));
        match pieces.last_mut() {
            Some(last) if last.differs == differs => {
                last.text.push(' ');
                last.text.push_str(word);
            }
            _ => pieces.push(Piece {
                text: word.to_owned(),
                differs,
            }),
        }
    }
    Cell {
        pieces,
        ..Cell::default()
    }
}

/// How many services are named.
const SERVICES: usize = 3;

fn services(side: &ShownSide, linked: bool) -> Cell {
    let some = side.services.iter().take(SERVICES);
    let more = side.services.len().saturating_sub(SERVICES);
    let mut cell = Cell {
        more: (more > 0).then(|| format!("and {more} more")),
        ..Cell::default()
    };
    if linked {
        let link = |(name, id): &(String, _)| Link::new(format!("/service/{id}"), calm(name));
        cell.links = some.map(link).collect();
    } else if more < side.services.len() {
        let names: Vec<String> = some.map(|(name, _)| calm(name)).collect();
        cell.pieces.push(Piece {
            text: names.join(", "),
            differs: false,
        });
    }
    cell
}

/// A web address without what all have.
fn bare(website: &str) -> String {
    let rest = website.split_once("://").map_or(website, |(_, rest)| rest);
    rest.trim_end_matches('/').to_owned()
}

fn standing(profile: &directory::Profile) -> String {
    match (profile.standing, profile.closed, profile.opened) {
        (_, Some(closed), _) => format!("Closed on {}", dates::date(closed)),
        (directory::Standing::Closed, ..) => "Closed".to_owned(),
        (directory::Standing::Dormant, ..) => "Not working now".to_owned(),
        (directory::Standing::Proposed, ..) => "Planned".to_owned(),
        (directory::Standing::Running, _, Some(opened)) => {
            format!("Open since {}", dates::date(opened))
        }
        (directory::Standing::Running, ..) => "Open, as far as is said".to_owned(),
    }
}

/// `ods:Q81001` as `Q81001 (ODS)`.
fn codes(codes: &[String]) -> String {
    let words: Vec<String> = codes
        .iter()
        .map(|code| match code.split_once(':') {
            Some((register @ ("ods" | "cqc"), code)) => {
                format!("{code} ({})", register.to_uppercase())
            }
            Some((register, code)) => format!("{code} ({register})"),
            None => code.clone(),
        })
        .collect();
    list(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_only_one_has_are_marked() {
        #[track_caller]
        fn check(text: &str, other: &str, want: &[(&str, bool)]) {
            let pieces = marked(text, other).pieces;
            let got: Vec<(&str, bool)> = pieces
                .iter()
                .map(|p| (p.text.as_str(), p.differs))
                .collect();
            assert_eq!(got, want);
        }
        check(
            "Riverside Friends Lunch Club",
            "The Riverside Friends Group",
            &[("Riverside Friends", false), ("Lunch Club", true)],
        );
        check("01632 960 417", "01632960417", &[("01632 960 417", false)]);
        check("QX4 7PL", "", &[("QX4 7PL", false)]);
        check("Weir Ln,", "weir lane", &[("Weir", false), ("Ln,", true)]);
        check("", "x", &[]);
    }

    #[test]
    fn bits_are_told_in_words() {
        for (bits, words) in [
            (0.2, "Says little"),
            (-0.4, "Says little"),
            (1.0, "Same: weak support"),
            (-2.0, "Different: some support"),
            (4.0, "Same: strong support"),
            (9.0, "Same: very strong support"),
        ] {
            assert_eq!(support(bits).1, words);
        }
    }
}
