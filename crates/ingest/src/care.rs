//! Kinds of care that the regulator registers, under the labels that its lists and the NHS website use.

use crate::read::is_nothing;
use model::Term;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Labels as [`Term::slug`] makes them, and the kinds they stand for.
const KINDS: &[(&str, &[&str])] = &[
    ("acute-services-with-overnight-beds", &["hospital"]),
    (
        "acute-services-without-overnight-beds-listed-acute-services-with-or-without-overnight-beds",
        &["hospital-day-services"],
    ),
    ("ambulance-service", &["ambulance-service"]),
    (
        "blood-and-transplant-service",
        &["blood-and-transplant-service"],
    ),
    ("care-at-home", &["homecare"]),
    (
        "care-home-service-with-nursing",
        &["care-home", "nursing-home"],
    ),
    ("care-home-service-without-nursing", &["care-home"]),
    ("care-home-with-nursing", &["care-home", "nursing-home"]),
    ("care-home-without-nursing", &["care-home"]),
    (
        "community-based-services-for-people-who-misuse-substances",
        &["drug-and-alcohol-service"],
    ),
    (
        "community-based-services-for-people-with-a-learning-disability",
        &["learning-disability-service"],
    ),
    (
        "community-based-services-for-people-with-mental-health-needs",
        &["mental-health-service"],
    ),
    (
        "community-health-care-services-nurses-agency-only",
        &["nurses-agency"],
    ),
    (
        "community-healthcare-service",
        &["community-health-service"],
    ),
    ("dental-service", &["dentist"]),
    ("dentists", &["dentist"]),
    (
        "diagnostic-and-or-screening-service",
        &["diagnostic-and-screening-service"],
    ),
    ("doctors-consultation-service", &["doctors-consultation"]),
    ("doctors-gps", &["gp"]),
    ("doctors-treatment-service", &["doctors-treatment"]),
    ("domiciliary-care-service", &["homecare"]),
    ("extra-care-housing-services", &["extra-care-housing"]),
    ("homecare-agencies", &["homecare"]),
    ("hospice-services-at-home", &["hospice-at-home"]),
    ("hospice-services", &["hospice"]),
    (
        "hospital-services-for-people-with-mental-health-needs-learning-disabilities-and-problems-with-substance-misuse",
        &["hospital", "mental-health-hospital"],
    ),
    (
        "hospitals-mental-health-capacity",
        &["hospital", "mental-health-hospital"],
    ),
    (
        "long-term-conditions-services",
        &["long-term-conditions-service"],
    ),
    ("mobile-doctors-service", &["mobile-doctors"]),
    ("mobile-doctors", &["mobile-doctors"]),
    ("nursing-homes", &["care-home", "nursing-home"]),
    ("prison-healthcare-services", &["prison-health-service"]),
    ("rehabilitation-services", &["rehabilitation"]),
    (
        "remote-clinical-advice-service",
        &["remote-clinical-advice"],
    ),
    (
        "residential-substance-misuse-treatment-and-or-rehabilitation-service",
        &["drug-and-alcohol-service", "residential-rehabilitation"],
    ),
    ("residential-homes", &["care-home"]),
    ("shared-lives", &["shared-lives"]),
    ("specialist-college-service", &["specialist-college"]),
    ("supported-living-services", &["supported-living"]),
    ("supported-living-service", &["supported-living"]),
    ("supported-living", &["supported-living"]),
    ("urgent-care-services", &["urgent-care"]),
];

static BY_LABEL: LazyLock<HashMap<&str, &[&str]>> =
    LazyLock::new(|| KINDS.iter().copied().collect());

/// The kinds that `label` stands for: those it is known by, or itself as a word.
pub(crate) fn care_kinds(label: &str) -> Vec<Term> {
    let Some(slug) = Term::slug(label) else {
        return Vec::new();
    };
    match BY_LABEL.get(slug.as_str()) {
        Some(kinds) => kinds.iter().filter_map(|kind| Term::slug(kind)).collect(),
        None => vec![slug],
    }
}

/// The labels in a cell that lists several, separated by commas or bars. Some labels hold commas themselves.
pub(crate) fn care_labels(cell: &str) -> Vec<String> {
    let parts: Vec<&str> = cell
        .split([',', '|'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let mut labels = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        // The longest run of parts that is a known label together.
        let known = (2..=4.min(parts.len() - at)).rev().find_map(|count| {
            let label = parts[at..at + count].join(", ");
            let slug = Term::slug(&label)?;
            BY_LABEL
                .contains_key(slug.as_str())
                .then_some((label, count))
        });
        let (label, count) = known.unwrap_or_else(|| (parts[at].to_owned(), 1));
        labels.push(label);
        at += count;
    }
    labels
}

/// The cells that list labels, each looked into once: a list of thousands of places has few different ones.
#[derive(Default)]
pub(crate) struct KnownCells(HashMap<String, Care>);

/// What such a cell says.
pub(crate) struct Care {
    pub labels: Vec<String>,
    pub kinds: Vec<Term>,
}

impl KnownCells {
    /// The most cells that are remembered.
    const MOST: usize = 4096;

    /// What `cell` says.
    pub fn of(&mut self, cell: &str) -> &Care {
        if !self.0.contains_key(cell) && self.0.len() == Self::MOST {
            self.0.clear();
        }
        self.0.entry(cell.to_owned()).or_insert_with(|| {
            let mut labels = care_labels(cell);
            labels.retain(|label| !is_nothing(label));
            let kinds = labels.iter().flat_map(|label| care_kinds(label));
            Care {
                kinds: kinds.collect(),
                labels,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cell: &str, want: &[&str]) {
        let kinds: Vec<String> = care_labels(cell)
            .iter()
            .flat_map(|label| care_kinds(label))
            .map(|kind| kind.to_string())
            .collect();
        assert_eq!(kinds, want, "{cell}");
    }

    #[test]
    fn labels_are_known_in_every_list_that_has_them() {
        check(
            "Care home service with nursing",
            &["care-home", "nursing-home"],
        );
        check("Care home with nursing", &["care-home", "nursing-home"]);
        check(
            "Residential homes|Homecare agencies",
            &["care-home", "homecare"],
        );
        check(
            "Domiciliary care service, Extra Care housing services",
            &["homecare", "extra-care-housing"],
        );
        check("Hyperbaric Chamber", &["hyperbaric-chamber"]);
        check("", &[]);
    }

    #[test]
    fn a_label_with_commas_stays_one() {
        check(
            "Dental service, Hospital services for people with mental health needs, learning disabilities and problems with substance misuse, Ambulance service",
            &[
                "dentist",
                "hospital",
                "mental-health-hospital",
                "ambulance-service",
            ],
        );
    }
}
