//! The other tables of each family: every one of the NHS website's, of the register's kinds, of the regulator's editions.

use super::samples::{WEEKLY_MAP, document};
use testkit::damage::Document;

const ABOUT: &str =
    "OrganisationID¬OrganisationCode¬OrganisationType¬SubType¬OrganisationStatus¬IsPimsManaged";
const PLACE: &str =
    "OrganisationName¬Address1¬Address2¬Address3¬City¬County¬Postcode¬Latitude¬Longitude";
const CONTACT: &str = "¬ParentODSCode¬ParentName¬Phone¬Email¬Website¬Fax";

/// The website's tables: a sample's name, the file, the type in its rows, two codes.
const TABLES: [(&str, &str, &str, [&str; 2]); 14] = [
    ("website: surgeries", "GP.csv", "GP", ["Q81001", "Q81001"]),
    (
        "website: practices",
        "GPPractices.csv",
        "GP Practice",
        ["Q81001", "Q81002"],
    ),
    (
        "website: dentists",
        "Dentists.csv",
        "Dentists",
        ["DE_QXH004__000002_QX14PH", "V00001"],
    ),
    (
        "website: opticians",
        "Optician.csv",
        "Opticians",
        ["OP_5QX_2835__000001_QX11HA", ""],
    ),
    (
        "website: hospitals",
        "Hospital.csv",
        "Hospital",
        ["RQX2H", "RQX3H"],
    ),
    (
        "website: clinics",
        "Clinics.csv",
        "Clinic",
        ["RQX5C", "RQX6C"],
    ),
    ("website: units", "MIU.csv", "Minor Injury Unit", ["", ""]),
    (
        "website: centres",
        "WIC.csv",
        "Walk-in Centre",
        ["RQX9W", "RQX8W"],
    ),
    (
        "website: homes",
        "SCL.csv",
        "Social care location",
        ["1-102000002", "1-102000003"],
    ),
    (
        "website: providers",
        "SCP.csv",
        "Social care provider",
        ["1-101000001", "1-101000002"],
    ),
    ("website: trusts", "Trust.csv", "Trust", ["RQX", "RQY"]),
    (
        "website: groups",
        "CCG.csv",
        "Clinical Commissioning Group",
        ["00Q", "01Q"],
    ),
    ("website: teams", "LAT.csv", "Area Team", ["Q64", "Q65"]),
    (
        "website: any service",
        "GSD.csv",
        "Support group",
        ["GSD 12", "GSD 13"],
    ),
];

/// Cells as the website writes them: in its own encoding.
fn latin(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect()
}

/// Two bytes for each character, as Excel saves "Unicode text".
fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A table of the website, with companions that it may have.
fn table(sample: &'static str, file: &str, kind: &str, codes: [&str; 2]) -> Document {
    let rows: Vec<String> = codes
        .iter()
        .zip(77..)
        .map(|(code, id)| {
            format!("{id}¬{code}¬{kind}¬Acute¬Visible¬True¬Sedge House {id}¬1 Mill Lane¬¬¬Tealford¬¬QX4 7PL¬54.21¬-1.63¬RQX¬Sedge Trust¬01632 960417¬desk@sedge.example¬http://sedge.example¬")
        })
        .collect();
    let parent = latin(&format!(
        "{ABOUT}¬{PLACE}{CONTACT}\r\n{}\r\n",
        rows.join("\r\n")
    ));
    let times = "OrganisationId¬WeekDay¬Times¬IsOpen¬OpeningTimeType¬AdditionalOpeningDate\n77¬Monday¬09:00-13:00¬True¬General¬\n77¬Monday¬14:00-17:30¬True¬Reception¬\n78¬¬¬False¬Additional¬Apr 18 2014\n80¬Friday¬22:00-06:00¬True¬General¬\n";
    let services = "OrganisationID¬ServiceName\n77¬Care home with nursing\n78¬Smoking: advice\n80¬Care at home\n";
    let stem = file.trim_end_matches(".csv");
    document(
        sample,
        &[
            (file, &parent),
            (&format!("{stem}OpeningTimes.csv"), &latin(times)),
            (&format!("{stem}Services.csv"), &latin(services)),
        ],
        None,
    )
}

/// The register's files: a sample's name, the file, the code and the sub-type of its row.
const REGISTER: [(&str, &str, &str, &str); 7] = [
    ("register: changes", "egpam_2026-12-18.csv", "Q81001", "B"),
    ("register: branches", "ebranchs.csv", "Q81001001", ""),
    ("register: dispensaries", "edispensary.csv", "FQX01", "1"),
    ("register: trusts", "etr.csv", "RQX", ""),
    ("register: sites", "ets.csv", "RQX01", ""),
    ("register: homes", "ecarehomesite.csv", "VQX01", ""),
    (
        "register: a name that tells nothing",
        "download.csv",
        "Q81001",
        "B",
    ),
];

fn register(sample: &'static str, file: &str, code: &str, kind: &str) -> Document {
    let row = |code: &str, closed: &str, status: &str| {
        format!(
            "\"{code}\",\"SEDGE HOSPITAL\",\"Y63\",\"QHM\",\"HEALTH CENTRE\",\"WEIR LANE\",\"TEALFORD\",\"CLEVELAND\",\"\",\"QX4 7PL\",\"19740401\",\"{closed}\",\"{status}\",\"{kind}\",\"16C\",\"20200401\",\"\",\"01632 960417\",\"\",\"\",\"\",\"0\",\"\",\"16C\",\"\",\"4\",\"\"\r\n"
        )
    };
    let other = format!("{}2", &code[..code.len() - 1]);
    let text = row(code, "", "A") + &row(&other, "20240331", "C");
    document(sample, &[(file, text.as_bytes())], None)
}

/// The regulator's directory of care, and a list made from it.
const CARE: &[u8] = b"CQC care directory\n\nName,Address,Postcode,Phone number,Service's website (if available),Service Types,Date of latest check,Specialisms/services,Provider name,Local authority,Region,Location URL,CQC Location ID (for office use only),CQC Provider ID (for office use only)\n\
Sedge House,\"1 Mill Lane, Tealford\",QX4 7PL,01632960417,sedge.example,Residential homes|Nursing homes,01/06/2026,Dementia|Caring for adults over 65 yrs,Sedge Care,Ambermoor,North,https://regulator.example/1-102000002,1-102000002,1-101000001\n\
Weir Care,\"2 Mill Lane, Tealford\",QX4 7PL,,,Homecare agencies,,,Weir Care Ltd,Ambermoor,North,,1-102000003,1-101000002\n";
const HOMES: &[u8] = b"name,cqc_id,type,address,postcode,telephone,website,provider,inspection_date,area_name,lon,lat\n\
Sedge House,1-102000002,Nursing homes,\"1 Mill Lane,Tealford\",QX4 7PL,1632960417,NA,Sedge Care,2023-05-31,Ambermoor,-1.63,54.21\n";
/// The widest edition, with a column for every kind of service and group.
const FLAGS: &[u8] = b"Location ID,Location HSCA start date,Dormant (Y/N),Care home?,Location Name,Location ODS Code,Location Telephone Number,Registered manager,Location Web Address,Care homes beds,Location Latest Overall Rating,Publication Date,Location Street Address,Location City,Location Postal Code,Location Latitude,Location Longitude,Provider ID,Provider Name,Provider Nominated Individual Name,Service type - Homecare agencies,Service user band - Dementia\n\
1-102000002,20/01/2011,N,Y,Sedge House,VQX01,01632 960417,\"Pat, A\",www.sedge.example,24,Good,03/05/2021,1 Mill Lane,Tealford,QX4 7PL,54.21,-1.63,1-101000001,Sedge Care,Pat,Y,Y\n";

/// Tables told apart otherwise: by tabs, by semicolons; services one below the other.
const TABS: &str =
    "\u{feff}Ref\tProvider\tName\tPhone\tHours\tCost\tChecked\r\n7\tWeir\tTea\t\t24/7\t\t\r\n";
const SEMICOLONS: &[u8] = b"Clubs of Tealford;;;;;;\n;;;;;;\nRef;Provider;Name;Phone;Hours;Cost;Checked\n7;Sedge;Tea;01632 960417;\"Mon-Fri 9-5; Sat 10-1\";Free;1/2/26\nTotal;1;;;;;\n";
const LINES: &str = r#"{"id":"v1","name":"Knit and Natter","status":"active","organization":{"id":"o1","name":"Friends of Tealford"},"service_at_locations":[{"id":"s1","location":{"id":"l1","name":"Weir Hall","addresses":[{"address_1":"1 Weir Lane","city":"Tealford","postal_code":"QX4 7PL"}]}}],"languages":[{"code":"cy"}],"eligibility_description":"Anyone"}
{"id":"v2","name":"Talks","status":"inactive","organization_id":"o1"}
"#;
/// The cells of an old workbook.
const OLD: [(u16, u16, &str); 16] = [
    (0, 0, "Ref"),
    (0, 1, "Provider"),
    (0, 2, "Name"),
    (0, 3, "Phone"),
    (0, 4, "Hours"),
    (0, 5, "Cost"),
    (0, 6, "Checked"),
    (2, 0, "12"),
    (2, 1, "Sedge Trust"),
    (2, 2, "Walks"),
    (2, 3, "1632960417"),
    (2, 4, "Mon-Fri 9-5, closed bank hols"),
    (2, 6, "44197"),
    (3, 0, "13"),
    (3, 2, "Tea"),
    (3, 4, "1st Tues of month 2pm"),
];

/// Every sample of these families.
pub fn samples() -> Vec<Document> {
    let mut all: Vec<Document> = TABLES
        .into_iter()
        .map(|(sample, file, kind, codes)| table(sample, file, kind, codes))
        .collect();
    all.extend(
        REGISTER
            .into_iter()
            .map(|(sample, file, code, kind)| register(sample, file, code, kind)),
    );
    all.push(Document {
        packed: Some("Clubs.xls"),
        ..document(
            "old workbook",
            &[("Workbook", &testkit::old_book::records(&OLD))],
            Some(WEEKLY_MAP),
        )
    });
    all.extend([
        document("regulator: directory of care", &[("care.csv", CARE)], None),
        document(
            "regulator: a list made from it",
            &[("homes.csv", HOMES)],
            None,
        ),
        document(
            "regulator: a column for each kind",
            &[("HSCA.csv", FLAGS)],
            None,
        ),
        document(
            "tabs in two bytes",
            &[("tabs.txt", &wide(TABS))],
            Some(WEEKLY_MAP),
        ),
        document("semicolons", &[("semi.csv", SEMICOLONS)], Some(WEEKLY_MAP)),
        document(
            "services by line",
            &[("services.jsonl", LINES.as_bytes())],
            None,
        ),
    ]);
    all
}
