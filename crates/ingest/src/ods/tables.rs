//! The register's files: what is in each, told by the file's name, else by the shape of its codes.

/// Who stands in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// Practices and prescribing centres, told apart by the prescribing setting.
    Practices,
    /// Sites of a trust, told apart by their names.
    Sites,
    /// Organizations of one kind, and the kind of the service each offers to the public if it offers one.
    Kind(&'static str, Option<&'static str>),
    /// Not known.
    Anybody,
    /// People. They are not kept.
    People,
    /// Who belongs to whom, or came after whom: codes without names.
    Links,
}

/// A file of the register.
#[derive(Debug)]
pub(crate) struct Table {
    /// What its name begins with.
    pub stem: &'static str,
    /// The scope's name.
    pub scope: &'static str,
    /// Who stands in it.
    pub rows: Rows,
    /// True for a file of changes only.
    pub amends: bool,
}

const fn of(stem: &'static str, rows: Rows) -> Table {
    Table {
        stem,
        scope: stem,
        rows,
        amends: false,
    }
}

const fn bodies(stem: &'static str, kind: &'static str) -> Table {
    of(stem, Rows::Kind(kind, None))
}

const fn places(stem: &'static str, kind: &'static str, service: &'static str) -> Table {
    of(stem, Rows::Kind(kind, Some(service)))
}

/// A file whose name and codes tell nothing.
pub(crate) static OTHER: Table = of("ods", Rows::Anybody);

static TABLES: [Table; 54] = [
    of("epraccur", Rows::Practices),
    Table {
        stem: "egpam",
        scope: "epraccur",
        rows: Rows::Practices,
        amends: true,
    },
    of("epracarc", Rows::Practices),
    of("npraccur", Rows::Practices),
    places("ebranchs", "gp-branch", "gp"),
    places("edispensary", "pharmacy", "pharmacy"),
    bodies("epharmacyhq", "pharmacy-company"),
    bodies("eabeydispgp", "dispensing-practice"),
    places("egdpprac", "dental-practice", "dentist"),
    bodies("eopthq", "optician-company"),
    places("eoptsite", "optician", "optician"),
    bodies("etr", "nhs-trust"),
    of("ets", Rows::Sites),
    of("etrust", Rows::Sites),
    bodies("ect", "care-trust"),
    of("ectsite", Rows::Sites),
    bodies("wlhb", "local-health-board"),
    of("wlhbsite", Rows::Sites),
    bodies("ephp", "independent-provider"),
    of("ephpsite", Rows::Sites),
    places("etreat", "treatment-centre", "treatment-centre"),
    places("ehospice", "hospice", "hospice"),
    bodies("ecarehomehq", "care-home-company"),
    places("ecarehomesite", "care-home", "care-home"),
    bodies("eccg", "clinical-commissioning-group"),
    bodies("eccgsite", "clinical-commissioning-group-site"),
    bodies("eauth", "health-authority"),
    bodies("espha", "special-health-authority"),
    bodies("ensa", "nhs-support-agency"),
    bodies("ecsu", "commissioning-support-unit"),
    bodies("ecsusite", "commissioning-support-unit-site"),
    bodies("epcn", "primary-care-network"),
    bodies("lauth", "local-authority"),
    bodies("lauthsite", "local-authority-site"),
    bodies("eplab", "pathology-laboratory"),
    bodies("eschools", "school"),
    bodies("educate", "education-establishment"),
    bodies("ejustice", "justice-organisation"),
    bodies("eprison", "prison"),
    bodies("enonnhs", "non-nhs-organisation"),
    bodies("eiom", "isle-of-man-organisation"),
    bodies("niorg", "northern-ireland-organisation"),
    of("eother", Rows::Anybody),
    of("egpcur", Rows::People),
    of("egparc", Rows::People),
    of("ngpcur", Rows::People),
    of("enurse", Rows::People),
    of("epcdp", Rows::People),
    of("econcur", Rows::People),
    of("edconcur", Rows::People),
    of("epracmem", Rows::Links),
    of("epcmem", Rows::Links),
    of("egmcmem", Rows::Links),
    of("succ", Rows::Links),
];

impl Table {
    /// The table of a file whose name begins with `stem`.
    pub fn named(stem: &str) -> Option<&'static Self> {
        let begins = |table: &&Self| {
            stem.strip_prefix(table.stem)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
        };
        TABLES.iter().find(begins)
    }

    /// The table that these codes are most likely of.
    pub fn of_codes(codes: &[String]) -> &'static Self {
        const SHAPES: [&str; 5] = ["epraccur", "ebranchs", "edispensary", "etr", "egdpprac"];
        let most =
            |stem: &str| codes.iter().filter(|code| has_code(stem, code)).count() * 2 > codes.len();
        let stem = SHAPES.into_iter().find(|stem| most(stem));
        stem.and_then(Self::named).unwrap_or(&OTHER)
    }

    /// The kind of the organization on a row, and of the service it offers to the public if it offers one.
    ///
    /// Practices are told from the prescribing centres in the same file by their prescribing setting, 4.
    /// A prescribing centre (a clinic's cost centre, a prison's) is not where people register or walk in.
    pub fn kinds(&self, name: &str, setting: &str) -> (Option<&'static str>, Option<&'static str>) {
        match self.rows {
            Rows::Practices if setting == "4" => (Some("gp-practice"), Some("gp")),
            Rows::Practices => (Some(centre(setting)), None),
            Rows::Sites => (Some("nhs-trust-site"), site(name)),
            Rows::Kind(organization, service) => (Some(organization), service),
            Rows::Anybody | Rows::People | Rows::Links => (None, None),
        }
    }
}

fn has_code(stem: &str, code: &str) -> bool {
    let bytes = code.as_bytes();
    let letter = bytes.first().is_some_and(u8::is_ascii_alphabetic);
    let digits = bytes.iter().skip(1).all(u8::is_ascii_digit);
    match stem {
        "epraccur" => letter && digits && bytes.len() == 6 && bytes[0] != b'V',
        "ebranchs" => letter && digits && bytes.len() == 9,
        "edispensary" => letter && bytes.len() == 5,
        "etr" => letter && bytes.len() == 3,
        _ => letter && digits && matches!(bytes.len(), 6 | 7) && bytes[0] == b'V',
    }
}

/// The kind of service that people find at a site of this name. Wards, offices and stores are sites too.
fn site(name: &str) -> Option<&'static str> {
    const NOT: [&str; 8] = [
        "WARD",
        "OFFICE",
        "OFFICES",
        "HEADQUARTERS",
        "HQ",
        "STORE",
        "STORES",
        "RESIDENCES",
    ];
    const KINDS: [(&str, &str); 9] = [
        ("MINOR INJUR", "minor-injury-unit"),
        ("WALK IN CENTRE", "walk-in-centre"),
        ("WALK-IN CENTRE", "walk-in-centre"),
        ("URGENT ", "urgent-care"),
        ("HOSPICE", "hospice"),
        ("INFIRMARY", "hospital"),
        ("HOSPITAL", "hospital"),
        ("HEALTH CENTRE", "health-centre"),
        ("CLINIC", "clinic"),
    ];
    let name = name.to_ascii_uppercase();
    let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
    if words.any(|word| NOT.contains(&word)) {
        return None;
    }
    let found = KINDS.iter().find(|(word, _)| name.contains(word));
    found.map(|(_, kind)| *kind)
}

/// The kind of prescribing centre (ODS prescribing setting codes).
fn centre(setting: &str) -> &'static str {
    match setting {
        "1" => "walk-in-centre",
        "2" => "out-of-hours-service",
        "3" => "walk-in-and-out-of-hours-centre",
        "8" => "public-health-service",
        "9" => "community-health-service",
        "10" => "hospital-service",
        "11" => "optometry-service",
        "12" => "urgent-care-centre",
        "13" => "hospice",
        "14" => "care-home",
        "25" => "prison-health-service",
        "26" => "primary-care-network",
        _ => "prescribing-centre",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_one_table() {
        for table in &TABLES {
            let found = Table::named(table.stem).map(|found| found.stem);
            assert_eq!(found, Some(table.stem));
        }
        assert_eq!(Table::named("ets-2026").map(|t| t.stem), Some("ets"));
        assert_eq!(
            Table::named("ecarehomesite").map(|t| t.scope),
            Some("ecarehomesite")
        );
        assert!(Table::named("etrade").is_none());
    }

    #[test]
    fn names_of_sites_tell_what_people_find_there() {
        for (name, want) in [
            ("SEDGE GENERAL HOSPITAL", Some("hospital")),
            (
                "SEDGE HOSPITAL MINOR INJURIES UNIT",
                Some("minor-injury-unit"),
            ),
            ("WARD 3, SEDGE HOSPITAL", None),
            ("HOSPITAL OFFICES", None),
            ("WEIR LANE CLINIC", Some("clinic")),
            ("12 MILL LANE", None),
        ] {
            assert_eq!(site(name), want, "{name}");
        }
    }
}
