//! The directories of others that lie in a folder given with `--data`: which files together are one document, whose it
//! is, how old it is; and why each other file is no directory.
//!
//! Always: the two tables name what must be there, so that a file that comes to the folder is in one of them or fails
//! the check that walks it.

use std::path::{Path, PathBuf};

/// A body whose documents are read.
pub struct Source {
    /// Its permanent key.
    pub key: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// Its role, as `source add --role` takes it.
    pub role: &'static str,
    /// The documents, oldest first.
    pub documents: &'static [Document],
}

/// Files that together are one document.
pub struct Document {
    /// The files, as they lie under the folder.
    pub files: &'static [&'static str],
    /// When it was said.
    pub dated: &'static str,
    /// True when it is only part of its scope.
    pub partial: bool,
    /// Where its column map comes from.
    pub map: Map,
}

/// Where a document's column map comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Map {
    /// It needs none: a reader knows the document.
    None,
    /// The one that stands in `docs/formats.md` and has this line in it.
    Written(&'static str),
    /// The one that `fingerpost source suggest` proposes.
    Proposed,
}

const fn whole(dated: &'static str, files: &'static [&'static str]) -> Document {
    Document {
        files,
        dated,
        partial: false,
        map: Map::None,
    }
}

const fn part(dated: &'static str, files: &'static [&'static str]) -> Document {
    Document {
        partial: true,
        ..whole(dated, files)
    }
}

const fn table(dated: &'static str, files: &'static [&'static str], map: Map) -> Document {
    Document {
        map,
        ..whole(dated, files)
    }
}

const fn source(
    key: &'static str,
    name: &'static str,
    role: &'static str,
    documents: &'static [Document],
) -> Source {
    Source {
        key,
        name,
        role,
        documents,
    }
}

const WEBSITE: &str = "2014-02-22";

/// Every document that has a reader.
pub static SOURCES: [Source; 11] = [
    source(
        "nhs-website",
        "NHS website",
        "national-profile",
        &[
            whole(
                WEBSITE,
                &["nhsuk-2014/GP.csv.gz", "nhsuk-2014/GPServices.csv"],
            ),
            whole(WEBSITE, &["nhsuk-2014/GPPractices.csv"]),
            whole(
                WEBSITE,
                &[
                    "nhsuk-2014/Pharmacy.csv.gz",
                    "nhsuk-2014/PharmacyOpeningTimes.csv.gz",
                    "nhsuk-2014/PharmacyServices.csv",
                ],
            ),
            whole(
                WEBSITE,
                &[
                    "nhsuk-2014/Dentists.csv",
                    "nhsuk-2014/DentistOpeningTimes.csv.gz",
                ],
            ),
            whole(
                WEBSITE,
                &[
                    "nhsuk-2014/Optician.csv",
                    "nhsuk-2014/OpticianOpeningTimes.csv",
                ],
            ),
            whole(WEBSITE, &["nhsuk-2014/Hospital.csv"]),
            whole(WEBSITE, &["nhsuk-2014/Clinics.csv"]),
            whole(WEBSITE, &["nhsuk-2014/MIU.csv"]),
            whole(WEBSITE, &["nhsuk-2014/SCP.csv.gz"]),
            whole(WEBSITE, &["nhsuk-2014/Trust.csv"]),
            whole(WEBSITE, &["nhsuk-2014/CCG.csv"]),
            whole(WEBSITE, &["nhsuk-2014/LAT.csv"]),
            whole(WEBSITE, &["nhsuk-2014/HealthAuthority.csv"]),
            whole("2015-01-01", &["nhsuk-gp-2019/Clinics-2020s.csv"]),
            whole("2017-01-01", &["nhsuk-gp-2019/gp-data-2017.json.gz"]),
            whole("2018-02-08", &["nhsuk-gp-2019/Hospital-2018.csv"]),
            whole("2019-05-01", &["nhsuk-gp-2019/GP.csv.gz"]),
            part(
                "2026-04-13",
                &["oruk/nhs-service-search-organisations_v3.json"],
            ),
        ],
    ),
    source(
        "ods",
        "NHS organisation register",
        "register",
        &[
            whole("2015-09-30", &["ods/etr-c2016.csv"]),
            whole("2015-11-27", &["ods/epraccur-2015-11-27.csv.gz"]),
            part("2015-12-18", &["ods/egpam_2015-12-18.csv"]),
            whole("2017-08-01", &["ods/ebranchs-2017.csv"]),
            whole("2019-12-01", &["ods/epraccur-2019-12.csv.gz"]),
            whole("2022-02-01", &["ods/etr-2022.csv"]),
            whole("2025-09-01", &["ods/epraccur-2025-11.csv.gz"]),
        ],
    ),
    source(
        "cqc",
        "Care Quality Commission",
        "regulator",
        &[
            part("2025-08-01", &["cqc/api-locations-oldham.json"]),
            part("2025-08-02", &["cqc/api-location-details-oldham.jsonl"]),
            part("2026-05-12", &["cqc/care_homes-trafford.csv"]),
            part(
                "2026-05-22",
                &[
                    "cqc/Locations-head.csv",
                    "cqc/inspections-non-care-homes.csv.gz",
                ],
            ),
        ],
    ),
    source(
        "practice-map",
        "Practices and their networks",
        "national-profile",
        &[table(
            "2022-01-01",
            &["ods/gp-reg-pat-prac-map-2022-01.csv"],
            Map::Written("PRACTICE_CODE"),
        )],
    ),
    source(
        "pharmaceutical-list",
        "Consolidated pharmaceutical list",
        "national-profile",
        &[table(
            "2025-03-31",
            &["ods/pharmacies-gm-nhsbsa-2025.csv"],
            Map::Written("organisation_data_service_code"),
        )],
    ),
    source(
        "open-referral",
        "An Open Referral feed",
        "council",
        &[whole("2026-01-30", &["oruk/service_list-mock.json"])],
    ),
    source(
        "columbia",
        "A data package",
        "council",
        &[whole(
            "2024-05-01",
            &[
                "hsds-dc/accessibility_for_disabilities.csv",
                "hsds-dc/datapackage.json",
                "hsds-dc/languages.csv",
                "hsds-dc/locations.csv",
                "hsds-dc/organizations.csv",
                "hsds-dc/phones.csv",
                "hsds-dc/physical_addresses.csv",
                "hsds-dc/schedules.csv",
                "hsds-dc/service_attributes.csv",
                "hsds-dc/services.csv.gz",
                "hsds-dc/services_at_location.csv",
                "hsds-dc/taxonomy_terms.csv",
            ],
        )],
    ),
    source(
        "alameda",
        "An Ohana directory",
        "council",
        &[whole("2014-03-06", &["hsds-alameda/alamedaco.json"])],
    ),
    source(
        "florida-organizations",
        "An export in columns of its own: organizations",
        "charity",
        &[table(
            "2025-12-04",
            &["hsds-florida/organizations.csv"],
            Map::Proposed,
        )],
    ),
    source(
        "florida-locations",
        "An export in columns of its own: locations",
        "charity",
        &[table(
            "2025-12-04",
            &["hsds-florida/locations.csv"],
            Map::Proposed,
        )],
    ),
    source(
        "florida-services",
        "An export in columns of its own: services",
        "charity",
        &[table(
            "2025-12-04",
            &["hsds-florida/services.csv"],
            Map::Proposed,
        )],
    ),
];

/// What is read before all of them, to know where postcodes are.
pub const PLACES: [&str; 3] = [
    "geo/codepoint-open-gb-2014.csv.gz",
    "geo/outcodes.csv",
    "geo/la_all_codes.csv",
];

/// Why a file is no directory: by its name, its kind, or its folder. The first that fits.
pub const NO_DIRECTORIES: [(&str, &str); 17] = [
    ("README.md", "says what lies in its folder"),
    ("florida_mapping.yaml", "a column map for another program"),
    (
        "SCLServices.csv.gz",
        "a companion without its parent, and a table of all pairs (FP104, FP161)",
    ),
    (
        "gp-system-supplier.csv",
        "statistics of practices; it names no place",
    ),
    (
        "dentists-gm.csv",
        "no column names its rows: a row of two exports cannot be told to be the same",
    ),
    (
        "pairs/",
        "copies of GP 2019 and epraccur 2019 without their codes, and which rows belong together",
    ),
    (
        "codepoint-open-gb-2014.csv.gz",
        "postcodes: `fingerpost places import` reads it",
    ),
    (
        "outcodes.csv",
        "outward codes: `fingerpost places import` reads it",
    ),
    (
        "la_all_codes.csv",
        "authorities and their parents: `fingerpost places import` reads it",
    ),
    (".geojson", "boundaries of areas"),
    ("lookup_trust_trust.csv", "which code came after which"),
    ("nhs_trusts22_icb22.csv", "which trust works in which area"),
    ("geo/", "figures and names of areas, by their codes"),
    ("vocab/", "words, not places: a vocabulary"),
    (
        "registers/nhs-uk-",
        "names of computers and the state of their web sites",
    ),
    (
        "registers/lgsl-lgil",
        "links of councils by subject; it names no place",
    ),
    (
        "registers/",
        "a register of authorities, web services, domains or standards: no place that a person could go to",
    ),
];

/// The text of the map in `docs/formats.md` whose `id` is `column`.
///
/// # Errors
/// A sentence when there is none.
pub fn written_map(root: &Path, column: &str) -> Result<String, String> {
    let path = root.join("docs/formats.md");
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    text.split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .find(|map| map.contains(&format!("id = \"{column}\"\n")))
        .map(str::to_owned)
        .ok_or_else(|| format!("docs/formats.md has no map by `{column}`"))
}

/// The files of a document where they lie.
pub fn paths(data: &Path, document: &Document) -> Vec<PathBuf> {
    document.files.iter().map(|file| data.join(file)).collect()
}
