//! The roles that the register gives an organization, and the kinds they stand for.

use super::elements::{codings, extension};
use crate::read::json::Json;
use crate::read::written_date;
use jiff::civil::Date;
use model::Term;

/// Roles by what they display, as [`Term::slug`] makes it: the kind of the organization, and of the service that it
/// offers to the public if it does. As in the register's CSV files.
const KINDS: &[(&str, &str, Option<&str>)] = &[
    ("branch-surgery", "gp-branch", Some("gp")),
    ("care-home-headquarters", "care-home-company", None),
    ("care-home-site", "care-home", Some("care-home")),
    (
        "clinical-commissioning-group",
        "clinical-commissioning-group",
        None,
    ),
    (
        "general-dental-practice",
        "dental-practice",
        Some("dentist"),
    ),
    ("gp-practice", "gp-practice", Some("gp")),
    ("hospice", "hospice", Some("hospice")),
    (
        "independent-sector-healthcare-provider",
        "independent-provider",
        None,
    ),
    ("integrated-care-board", "integrated-care-board", None),
    ("nhs-trust", "nhs-trust", None),
    ("nhs-trust-site", "nhs-trust-site", None),
    ("optical-headquarters", "optician-company", None),
    ("optical-site", "optician", Some("optician")),
    ("pharmacy", "pharmacy", Some("pharmacy")),
    ("pharmacy-headquarter", "pharmacy-company", None),
    ("pharmacy-headquarters", "pharmacy-company", None),
    ("prescribing-cost-centre", "prescribing-centre", None),
];

/// The roles of an organization.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Roles {
    pub organization: Vec<Term>,
    pub service: Vec<Term>,
    /// When it began to operate, and when it ended.
    pub opened: Option<Date>,
    pub closed: Option<Date>,
}

impl Roles {
    /// The roles in the extensions of `organization`; those that ended only when it has no others.
    pub fn of(organization: &Json<'_>) -> Self {
        let all: Vec<Role> = organization
            .get("extension")
            .list()
            .iter()
            .filter(|one| one.get("url").text().ends_with("OrganisationRole"))
            .map(Role::of)
            .collect();
        let any_active = all.iter().any(|role| role.active);
        let mut roles = Self {
            opened: all.iter().filter_map(|role| role.start).min(),
            closed: all
                .iter()
                .filter_map(|role| role.end)
                .max()
                .filter(|_| !any_active),
            ..Self::default()
        };
        for role in all.iter().filter(|role| role.active || !any_active) {
            let Some(slug) = &role.kind else { continue };
            let known = KINDS.iter().find(|(display, ..)| *display == slug.as_str());
            match known {
                Some((_, organization, service)) => {
                    roles.organization.extend(Term::slug(organization));
                    roles.service.extend(service.and_then(Term::slug));
                }
                None => roles.organization.push(slug.clone()),
            }
        }
        // Practices are prescribing centres as well; only what is nothing else is called one.
        if roles.organization.len() > 1 {
            roles
                .organization
                .retain(|kind| kind.as_str() != "prescribing-centre");
        }
        roles
    }
}

/// One role.
struct Role {
    kind: Option<Term>,
    active: bool,
    start: Option<Date>,
    end: Option<Date>,
}

impl Role {
    fn of(extended: &Json<'_>) -> Self {
        let part = |name: &str| extension(extended, name);
        let concept = part("roleCode").map(|part| part.get("valueCodeableConcept"));
        let display = concept.and_then(|concept| codings(concept).first());
        let display = display.map(|coding| coding.get("display").text());
        let active =
            part("active").is_none_or(|part| part.get("valueBoolean") != &Json::Bool(false));
        // The dates of operating count; the legal ones only when there are no others.
        let periods = || {
            let list = extended.get("extension").list();
            list.iter()
                .filter(|one| one.get("url").text().ends_with("TypedPeriod"))
        };
        let operates = |period: &&Json<'_>| {
            extension(period, "dateType")
                .is_some_and(|kind| kind.get("valueCoding").get("code").text() == "Operational")
        };
        let period = periods().find(operates).or_else(|| periods().next());
        let period = period.and_then(|period| extension(period, "period"));
        let date = |name: &str| written_date(&period?.get("valuePeriod").get(name).text());
        Self {
            kind: display.and_then(|display| Term::slug(&display)),
            active,
            start: date("start"),
            end: date("end"),
        }
    }
}
