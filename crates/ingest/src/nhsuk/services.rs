//! Names of listed services: from the NHS website's labels to names people read and kinds that facets count.

use model::Term;

/// A service that a parent lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Its name, such as `Stop smoking service`.
    pub name: String,
    /// What it is, whoever pays: `stop-smoking-service`.
    pub kind: Term,
    /// What tells it apart from the parent's others.
    pub term: Term,
}

/// The service that the label `text` stands for; none when nothing is left of it.
pub(crate) fn listed(text: &str) -> Option<Listed> {
    let text = crate::read::one_line(text);
    let mut private = false;
    let mut rest = text.as_str();
    for (prefix, not_nhs) in [
        ("pharmacy nhs service:", false),
        ("pharmacy non-nhs service:", true),
    ] {
        if let Some(after) = strip_prefix(rest, prefix) {
            (rest, private) = (after, not_nhs);
        }
    }
    for (suffix, not_nhs) in [
        (" - provided in house and available on nhs", false),
        (" - provided in-house", false),
        (" - not available on nhs", true),
    ] {
        if let Some(before) = strip_suffix(rest, suffix) {
            (rest, private) = (before, private || not_nhs);
        }
    }
    let kind = Term::slug(&without_asides(rest)).or_else(|| Term::slug(rest))?;
    let mut name: String = rest
        .chars()
        .next()?
        .to_uppercase()
        .chain(rest.chars().skip(1))
        .collect();
    if private {
        name += " (private)";
    }
    let term = Term::slug(&name)?;
    Some(Listed { name, kind, term })
}

fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix)
        .then(|| text[prefix.len()..].trim())
}

fn strip_suffix<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(suffix.len())?;
    let tail = text.get(at..)?;
    tail.eq_ignore_ascii_case(suffix).then(|| text[..at].trim())
}

/// The text without what stands in brackets: `Minor surgery (e.g. removal of moles)` is minor surgery.
fn without_asides(text: &str) -> String {
    let mut depth = 0;
    text.chars()
        .filter(|c| match c {
            '(' => {
                depth += 1;
                false
            }
            ')' => {
                depth = i32::max(depth - 1, 0);
                false
            }
            _ => depth == 0,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(label: &str, name: &str, kind: &str, term: &str) {
        let listed = listed(label).unwrap();
        assert_eq!(
            (
                listed.name.as_str(),
                listed.kind.as_str(),
                listed.term.as_str()
            ),
            (name, kind, term)
        );
    }

    #[test]
    fn labels_become_names_and_kinds() {
        check(
            "Pharmacy NHS service: stop smoking service",
            "Stop smoking service",
            "stop-smoking-service",
            "stop-smoking-service",
        );
        check(
            "Pharmacy NHS service: medicine use review (MUR) service",
            "Medicine use review (MUR) service",
            "medicine-use-review-service",
            "medicine-use-review-mur-service",
        );
        check(
            "Counselling - provided in house and available on NHS",
            "Counselling",
            "counselling",
            "counselling",
        );
        check(
            "Young person's clinic",
            "Young person's clinic",
            "young-persons-clinic",
            "young-persons-clinic",
        );
        check(
            "Pharmacy services",
            "Pharmacy services",
            "pharmacy-services",
            "pharmacy-services",
        );
        check("(Walk in)", "(Walk in)", "walk-in", "walk-in");
    }

    #[test]
    fn the_same_service_for_money_is_told_apart_and_keeps_its_kind() {
        check(
            "Pharmacy non-NHS service: home delivery service",
            "Home delivery service (private)",
            "home-delivery-service",
            "home-delivery-service-private",
        );
        check(
            "Laser services - not available on NHS",
            "Laser services (private)",
            "laser-services",
            "laser-services-private",
        );
    }

    #[test]
    fn a_label_without_letters_is_no_service() {
        for label in ["", " - ", "Pharmacy NHS service:", "()"] {
            assert_eq!(listed(label), None, "{label}");
        }
    }
}
