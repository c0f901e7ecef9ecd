//! What the kinds of service say of themselves, read from the texts in `kinds/`.

const TEXTS: [&str; 6] = [
    include_str!("../kinds/people.txt"),
    include_str!("../kinds/home.txt"),
    include_str!("../kinds/money.txt"),
    include_str!("../kinds/mind.txt"),
    include_str!("../kinds/young.txt"),
    include_str!("../kinds/health.txt"),
];

/// One block of those texts. See `kinds/README.md` for its words.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Kind {
    pub slug: &'static str,
    pub council: &'static str,
    pub valley: &'static str,
    pub charity: &'static str,
    pub name: &'static str,
    pub by: &'static str,
    pub about: &'static str,
    pub who: &'static str,
    pub start: &'static str,
    pub cost: &'static str,
    pub hours: &'static str,
    pub how: &'static str,
    pub age: &'static str,
    pub towns: usize,
    pub away: bool,
}

/// Kinds of service that the texts have no block for: those set by hand and the health services.
pub(crate) const OTHERS: [Kind; 7] = [
    other("befriending", "Befriending", "Befriending", "Befriending"),
    other(
        "telephone-befriending",
        "Befriending by phone",
        "Befriending by phone",
        "Befriending by phone",
    ),
    other(
        "link-worker",
        "Link workers",
        "Link workers",
        "Link workers",
    ),
    other(
        "coffee-morning",
        "Coffee mornings",
        "Coffee mornings",
        "Coffee mornings",
    ),
    other("refuge", "Refuges", "Refuges", "Refuges"),
    other("pharmacy", "Pharmacies", "Chemists", "Pharmacies"),
    other("gp", "GP surgeries", "Doctors", "GP surgeries"),
];

const fn other(
    slug: &'static str,
    council: &'static str,
    valley: &'static str,
    charity: &'static str,
) -> Kind {
    Kind {
        slug,
        council,
        valley,
        charity,
        name: "",
        by: "",
        about: "",
        who: "",
        start: "call",
        cost: "free",
        hours: "unknown",
        how: "here",
        age: "",
        towns: 0,
        away: false,
    }
}

/// Every kind the texts have.
pub(crate) fn all() -> Vec<Kind> {
    let blocks = TEXTS.iter().flat_map(|text| text.split("\n\n"));
    blocks
        .map(block)
        .filter(|kind| !kind.slug.is_empty())
        .collect()
}

/// The kind with this slug.
pub(crate) fn of(slug: &str) -> Kind {
    all()
        .into_iter()
        .chain(OTHERS)
        .find(|kind| kind.slug == slug)
        .unwrap_or_default()
}

fn block(text: &'static str) -> Kind {
    let mut kind = Kind::default();
    for line in text.lines() {
        let Some((word, value)) = line.split_once(": ") else {
            continue;
        };
        match word {
            "kind" => kind.slug = value,
            "council" => kind.council = value,
            "valley" => kind.valley = value,
            "charity" => kind.charity = value,
            "name" => kind.name = value,
            "by" => kind.by = value,
            "about" => kind.about = value,
            "for" => kind.who = value,
            "start" => kind.start = value,
            "cost" => kind.cost = value,
            "hours" => kind.hours = value,
            "how" => kind.how = value,
            "age" => kind.age = value,
            "towns" => kind.towns = value.parse().unwrap_or_default(),
            "away" => kind.away = value == "yes",
            _ => {}
        }
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_block_is_whole_and_stands_once() {
        let kinds = all();
        assert!(kinds.len() > 70);
        for kind in &kinds {
            for word in [
                kind.council,
                kind.valley,
                kind.charity,
                kind.name,
                kind.by,
                kind.about,
                kind.who,
                kind.start,
                kind.cost,
                kind.hours,
                kind.how,
            ] {
                assert!(!word.is_empty(), "{kind:?}");
            }
            assert!(kind.towns > 0, "{kind:?}");
        }
        for label in [
            |kind: &Kind| kind.slug,
            |kind: &Kind| kind.council,
            |kind: &Kind| kind.valley,
            |kind: &Kind| kind.charity,
        ] {
            let labels: BTreeSet<&str> = kinds.iter().chain(&OTHERS).map(label).collect();
            assert_eq!(labels.len(), kinds.len() + OTHERS.len());
        }
    }
}
