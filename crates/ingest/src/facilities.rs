//! What a building has, under the labels of the NHS website, as the terms that facets count.

use model::Term;

/// Beginnings of labels as [`Term::slug`] makes them, and the terms they stand for.
const FACILITIES: &[(&str, &str)] = &[
    ("accessible-toilet", "accessible-toilet"),
    ("baby-changing", "baby-changing"),
    ("braille", "braille"),
    ("car-parking", "parking"),
    ("cycle-parking", "cycle-parking"),
    ("disabled-parking", "accessible-parking"),
    ("disabled-toilet", "accessible-toilet"),
    ("disabled-wc", "accessible-toilet"),
    ("hearing-loop", "hearing-loop"),
    ("induction-loop", "hearing-loop"),
    ("rnid-typetalk", "text-relay"),
    ("signing-service", "bsl"),
    ("step-free", "step-free"),
    ("text-relay", "text-relay"),
    ("wheelchair-access", "wheelchair-access"),
];

/// The term for the facility called `label`: the one it is known by, or itself as a word.
pub(crate) fn facility(label: &str) -> Option<Term> {
    let slug = Term::slug(label)?;
    let known = FACILITIES
        .iter()
        .find(|(begin, _)| slug.as_str().starts_with(begin));
    match known {
        Some((_, term)) => Term::slug(term),
        None => Some(slug),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_all_years_are_known() {
        for (label, want) in [
            ("Step free access", "step-free"),
            ("Step-free access", "step-free"),
            ("Induction loop", "hearing-loop"),
            ("Disabled WC", "accessible-toilet"),
            ("Signing service available", "bsl"),
            ("Car Parking", "parking"),
            ("Disabled parking", "accessible-parking"),
            ("Water fountain", "water-fountain"),
        ] {
            assert_eq!(facility(label).unwrap().as_str(), want, "{label}");
        }
        assert_eq!(facility(" "), None);
    }
}
