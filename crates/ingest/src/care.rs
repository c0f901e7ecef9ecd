//! Kinds of care that the regulator registers, under the labels that its lists and the NHS website use.

use model::Term;

/// Labels as [`Term::slug`] makes them, and the kinds they stand for. Longer labels come before those they begin with.
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

/// The kinds that `label` stands for: those it is known by, or itself as a word.
pub(crate) fn care_kinds(label: &str) -> Vec<Term> {
    let Some(slug) = Term::slug(label) else {
        return Vec::new();
    };
    match KINDS.iter().find(|(known, _)| *known == slug.as_str()) {
        Some((_, kinds)) => kinds.iter().filter_map(|kind| Term::slug(kind)).collect(),
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
            KINDS
                .iter()
                .any(|(known, _)| *known == slug.as_str())
                .then_some((label, count))
        });
        let (label, count) = known.unwrap_or_else(|| (parts[at].to_owned(), 1));
        labels.push(label);
        at += count;
    }
    labels
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
