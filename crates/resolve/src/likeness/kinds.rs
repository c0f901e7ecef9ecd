//! What kind of place an entry says it is: the kinds of all directories in a few classes that exclude each other.
//!
//! A class is a bit, as `words::kinds` gives it for names. A kind that is in no class says nothing here: a lunch club
//! can be run by anybody.

use model::Term;
use std::collections::BTreeSet;

const PHARMACY: u16 = 1;
const DENTAL: u16 = 2;
const SURGERY: u16 = 4;
const OPTICIAN: u16 = 8;
const HOSPITAL: u16 = 16;
const CARE: u16 = 32;
const COMMUNITY: u16 = 64;
const PRISON: u16 = 128;
const EDUCATION: u16 = 256;
/// A body that runs places: a trust is not its hospital.
pub(super) const BODY: u16 = 512;

/// The classes of `kinds`; 0 when none of them is in a class.
pub fn of_terms(kinds: &BTreeSet<Term>) -> u16 {
    kinds
        .iter()
        .fold(0, |bits, kind| bits | class(kind.as_str()))
}

fn class(kind: &str) -> u16 {
    match kind {
        "pharmacy" | "appliance-contractor" => PHARMACY,
        "dental-practice" | "dentist" => DENTAL,
        "gp-practice" | "gp" | "gp-branch" | "dispensing-practice" => SURGERY,
        "optician" => OPTICIAN,
        "hospital" | "mental-health-hospital" | "independent-hospital" | "treatment-centre" => {
            HOSPITAL
        }
        "clinic"
        | "minor-injury-unit"
        | "walk-in-centre"
        | "urgent-care"
        | "community-health-service" => HOSPITAL | COMMUNITY,
        "hospice" => HOSPITAL | CARE,
        "care-home" | "nursing-home" | "homecare" | "social-care" | "supported-living"
        | "extra-care-housing" | "shared-lives" => CARE,
        "prison" | "prison-health-service" => PRISON,
        "school" | "education-establishment" => EDUCATION,
        "nhs-trust"
        | "acute-trust"
        | "mental-health-trust"
        | "ambulance-trust"
        | "care-trust"
        | "clinical-commissioning-group"
        | "health-authority"
        | "special-health-authority"
        | "area-team"
        | "local-health-board"
        | "local-authority"
        | "commissioning-support-unit"
        | "primary-care-network"
        | "registered-provider"
        | "social-care-provider"
        | "independent-provider"
        | "pharmacy-company"
        | "optician-company"
        | "care-home-company"
        | "brand" => BODY,
        _ => 0,
    }
}
