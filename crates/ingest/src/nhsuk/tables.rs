//! The tables of the NHS website: what their rows say they are, and what becomes of them.

/// What stands in a table's `OrganisationCode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codes {
    /// The table has no such column.
    None,
    /// The register's codes of practices.
    Practice,
    /// The register's codes of dispensaries, bare or inside a local code.
    Dispensary,
    /// The register's codes of dental practices; most rows have a local code instead, which says nothing.
    Dental,
    /// Codes of the website's own, which no other directory knows.
    Local,
    /// Any code of the register: trusts, their sites, authorities.
    Register,
    /// The regulator's.
    Regulator,
}

/// A table of the NHS website. Tables are told apart by their names.
#[derive(Debug)]
pub(crate) struct Table {
    /// The scope's name.
    pub name: &'static str,
    /// What its rows have as `OrganisationType`, in small letters. Empty when rows of any type may stand in it.
    pub types: &'static [&'static str],
    /// How names of its files begin, in small letters.
    pub stem: &'static str,
    /// The kind of its organizations.
    pub organization: &'static str,
    /// The kind of the service that each row has of its own; none when its rows offer nothing to the public.
    pub service: Option<&'static str>,
    /// What its codes are.
    pub codes: Codes,
    /// True when it has the columns Phone, Email and Website.
    pub contact: bool,
    /// True when it has the column `ParentODSCode`.
    pub parent: bool,
    /// Kinds that beginnings of the cells `SubType` and Sector add.
    pub subtypes: &'static [(&'static str, &'static str)],
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

const PLAIN: Table = Table {
    name: "",
    types: &[],
    stem: "",
    organization: "",
    service: None,
    codes: Codes::Register,
    contact: false,
    parent: false,
    subtypes: &[],
};

static TABLES: [Table; 16] = [
    Table {
        name: "GPPractices",
        types: &["gp practice", "gppractice"],
        stem: "gppractice",
        organization: "gp-practice",
        codes: Codes::Practice,
        ..PLAIN
    },
    Table {
        name: "GP",
        types: &["gp"],
        stem: "gp",
        organization: "gp",
        service: Some("gp"),
        codes: Codes::Practice,
        contact: true,
        parent: true,
        ..PLAIN
    },
    Table {
        name: "Pharmacy",
        types: &["pharmacy"],
        stem: "pharmac",
        organization: "pharmacy",
        service: Some("pharmacy"),
        codes: Codes::Dispensary,
        contact: true,
        parent: true,
        subtypes: &[("appliance", "appliance-contractor")],
    },
    Table {
        name: "Dentists",
        types: &["dentists", "dentist"],
        stem: "dentist",
        organization: "dental-practice",
        service: Some("dentist"),
        codes: Codes::Dental,
        contact: true,
        ..PLAIN
    },
    Table {
        name: "Optician",
        types: &["opticians", "optician"],
        stem: "optician",
        organization: "optician",
        service: Some("optician"),
        codes: Codes::Local,
        contact: true,
        parent: true,
        ..PLAIN
    },
    Table {
        name: "Hospital",
        types: &["hospital"],
        stem: "hospital",
        organization: "hospital",
        service: Some("hospital"),
        contact: true,
        parent: true,
        subtypes: &[
            ("mental health", "mental-health-hospital"),
            ("independent", "independent-hospital"),
        ],
        ..PLAIN
    },
    Table {
        name: "Clinics",
        types: &["clinic", "clinics"],
        stem: "clinic",
        organization: "clinic",
        service: Some("clinic"),
        contact: true,
        ..PLAIN
    },
    Table {
        name: "MIU",
        types: &["minor injury unit", "minor injuries unit"],
        stem: "miu",
        organization: "minor-injury-unit",
        service: Some("minor-injury-unit"),
        codes: Codes::None,
        contact: true,
        ..PLAIN
    },
    Table {
        name: "WIC",
        types: &["walk-in centre", "walk in centre"],
        stem: "wic",
        organization: "walk-in-centre",
        service: Some("walk-in-centre"),
        contact: true,
        parent: true,
        ..PLAIN
    },
    Table {
        name: "SCL",
        types: &["social care location"],
        stem: "scl",
        organization: "social-care",
        service: Some("social-care"),
        codes: Codes::Regulator,
        ..PLAIN
    },
    Table {
        name: "SCP",
        types: &["social care provider"],
        stem: "scp",
        organization: "social-care-provider",
        codes: Codes::Regulator,
        ..PLAIN
    },
    Table {
        name: "Trust",
        types: &["trust"],
        stem: "trust",
        organization: "nhs-trust",
        subtypes: &[
            ("acute", "acute-trust"),
            ("mentalhealth", "mental-health-trust"),
            ("mental health", "mental-health-trust"),
            ("ambulance", "ambulance-trust"),
            ("health and care", "care-trust"),
            ("care", "care-trust"),
        ],
        ..PLAIN
    },
    Table {
        name: "CCG",
        types: &["clinical commissioning group"],
        stem: "ccg",
        organization: "clinical-commissioning-group",
        contact: true,
        ..PLAIN
    },
    Table {
        name: "HealthAuthority",
        types: &["health authority"],
        stem: "healthauthority",
        organization: "health-authority",
        codes: Codes::None,
        ..PLAIN
    },
    Table {
        name: "LAT",
        types: &["area team"],
        stem: "lat",
        organization: "area-team",
        contact: true,
        ..PLAIN
    },
    Table {
        name: "GSD",
        stem: "gsd",
        organization: "",
        service: Some(""),
        contact: true,
        ..PLAIN
    },
];

impl Table {
    /// The table whose rows say they are of type `word`.
    pub fn of_type(word: &str) -> Option<&'static Self> {
        let word = word.to_ascii_lowercase();
        TABLES
            .iter()
            .find(|table| table.types.contains(&word.as_str()))
    }

    /// The table of a file, or of a companion, whose name begins with `stem`.
    pub fn of_stem(stem: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| stem.starts_with(table.stem))
    }

    /// True when a row that says it is of type `word` belongs to this table.
    pub fn takes(&self, word: &str) -> bool {
        self.types.is_empty()
            || self
                .types
                .iter()
                .any(|known| known.eq_ignore_ascii_case(word))
    }

    /// True when the regulator registers its organizations, whose kinds of care come from the companion.
    pub fn is_social_care(&self) -> bool {
        self.codes == Codes::Regulator
    }

    /// The kinds of an organization, or of the service it has of its own.
    ///
    /// A table in which rows of any type may stand takes the kind from the type and its subtype.
    pub fn kinds<'a>(&self, base: &'a str, row: [&'a str; 3]) -> Vec<&'a str> {
        let [kind, subtype, sector] = row;
        let mut kinds = Vec::new();
        if self.types.is_empty() {
            let told = [kind, subtype]
                .into_iter()
                .filter(|text| !text.is_empty() && !text.eq_ignore_ascii_case("unknown"));
            kinds.extend(told);
        } else if self.name == "Trust" && begins(subtype, "independent") {
            // The website lists firms that work for the health service among its trusts.
            kinds.push("independent-provider");
        } else {
            kinds.push(base);
        }
        for (begin, more) in self.subtypes {
            if begins(subtype, begin) || begins(sector, begin) {
                kinds.push(more);
            }
        }
        kinds
    }
}

fn begins(text: &str, begin: &str) -> bool {
    text.get(..begin.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(begin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, subtype: &str, sector: &str, table: &str, want: &[&str]) {
        let found = Table::of_type(word).unwrap();
        assert_eq!(found.name, table);
        assert_eq!(
            found.kinds(found.organization, [word, subtype, sector]),
            want
        );
    }

    #[test]
    fn types_and_subtypes_tell_kinds() {
        check("GP", "UNKNOWN", "", "GP", &["gp"]);
        check("Dentists", "UNKNOWN", "", "Dentists", &["dental-practice"]);
        check(
            "Hospital",
            "Mental Health Hospital",
            "Independent Sector",
            "Hospital",
            &["hospital", "mental-health-hospital", "independent-hospital"],
        );
        check(
            "Hospital",
            "Hospital",
            "NHS Sector",
            "Hospital",
            &["hospital"],
        );
        check(
            "Trust",
            "Independent",
            "",
            "Trust",
            &["independent-provider"],
        );
        check(
            "Trust",
            "Ambulance",
            "",
            "Trust",
            &["nhs-trust", "ambulance-trust"],
        );
        let generic = Table::of_stem("gsd-2014").unwrap();
        assert_eq!(
            generic.kinds("", ["Support group", "Stroke", ""]),
            ["Support group", "Stroke"]
        );
    }

    #[test]
    fn file_names_tell_tables_and_their_companions() {
        for (stem, name) in [
            ("gppractices", "GPPractices"),
            ("gpopeningtimes", "GP"),
            ("dentistopeningtimes", "Dentists"),
            ("sclservices", "SCL"),
            ("scp", "SCP"),
            ("opticianopeningtimes", "Optician"),
        ] {
            assert_eq!(Table::of_stem(stem).map(|table| table.name), Some(name));
        }
        assert!(Table::of_stem("clubs").is_none());
    }
}
