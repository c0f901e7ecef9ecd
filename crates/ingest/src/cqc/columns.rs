//! The columns of the regulator's lists, under the names that their editions have given them.

use crate::read::Header;

/// Where the columns of a list of locations stand. An absent column says nothing.
#[derive(Debug)]
pub(crate) struct Columns {
    pub id: usize,
    pub name: usize,
    pub ods: Option<usize>,
    pub uprn: Option<usize>,
    pub phone: Option<usize>,
    pub website: Option<usize>,
    /// The whole address in one cell.
    pub address: Option<usize>,
    pub lines: [Option<usize>; 2],
    pub city: Option<usize>,
    pub county: Option<usize>,
    pub authority: Option<usize>,
    pub postcode: Option<usize>,
    pub latitude: Option<usize>,
    pub longitude: Option<usize>,
    pub category: Option<usize>,
    /// A cell that lists kinds of service.
    pub types: Option<usize>,
    /// A column for each kind of service, and its label.
    pub type_flags: Vec<(usize, String)>,
    /// A cell that lists whom it is for.
    pub users: Option<usize>,
    /// A column for each group it is for, and its label.
    pub user_flags: Vec<(usize, String)>,
    pub beds: Option<usize>,
    pub started: Option<usize>,
    pub ended: Option<usize>,
    pub dormant: Option<usize>,
    pub overall: Option<usize>,
    pub questions: [Option<usize>; 5],
    pub published: Option<usize>,
    /// Columns with names of people, which are not kept.
    pub people: Vec<usize>,
    pub provider: ProviderColumns,
}

/// Where the columns about the provider and its brand stand.
#[derive(Debug)]
pub(crate) struct ProviderColumns {
    pub id: Option<usize>,
    pub name: Option<usize>,
    pub company: Option<usize>,
    pub charity: Option<usize>,
    pub phone: Option<usize>,
    pub website: Option<usize>,
    pub started: Option<usize>,
    pub brand_id: Option<usize>,
    pub brand_name: Option<usize>,
}

const ID: [&str; 3] = [
    "Location ID",
    "CQC Location ID (for office use only)",
    "cqc_id",
];

const PEOPLE: [&str; 3] = [
    "Registered manager",
    "Provider Nominated Individual Name",
    "Provider Main Partner Name",
];

impl Columns {
    /// The columns of a list of locations with this header; none when it is none.
    pub fn of(header: &Header) -> Option<Self> {
        let any = |names: &[&str]| header.find_any(names);
        let flags = |beginning: &str| {
            let named = header.names().iter().enumerate();
            named
                .filter_map(|(at, name)| {
                    let head = name.get(..beginning.len())?;
                    head.eq_ignore_ascii_case(beginning)
                        .then(|| (at, name[beginning.len()..].trim().to_owned()))
                })
                .collect()
        };
        Some(Self {
            id: any(&ID)?,
            name: any(&["Location Name", "Name"])?,
            ods: any(&["Location ODS Code"]),
            uprn: any(&["Location UPRN ID", "Location UPRN"]),
            phone: any(&["Location Telephone Number", "Phone number", "Telephone"]),
            website: any(&[
                "Location Web Address",
                "Service's website (if available)",
                "Website",
            ]),
            address: any(&["Address"]),
            lines: [
                any(&["Location Street Address"]),
                any(&["Location Address Line 2"]),
            ],
            city: any(&["Location City"]),
            county: any(&["Location County"]),
            authority: any(&["Location Local Authority", "Local authority", "area_name"]),
            postcode: any(&["Location Postal Code", "Postcode"]),
            latitude: any(&["Location Latitude", "lat"]),
            longitude: any(&["Location Longitude", "lon"]),
            category: any(&[
                "Location Primary Inspection Category",
                "Primary inspection category",
            ]),
            types: any(&["Service Types", "type"]),
            type_flags: flags("Service type - "),
            users: any(&["Service users supported", "Specialisms/services"]),
            user_flags: flags("Service user band - "),
            beds: any(&["Care homes beds"]),
            started: any(&["Location HSCA start date"]),
            ended: any(&["Location HSCA end date"]),
            dormant: any(&["Dormant (Y/N)", "Dormant"]),
            overall: any(&["Location Latest Overall Rating"]),
            questions: [
                any(&["Location safe rating"]),
                any(&["Location effective rating"]),
                any(&["Location caring rating"]),
                any(&["Location responsive rating"]),
                any(&["Location well-led rating"]),
            ],
            published: any(&["Publication Date"]),
            people: PEOPLE.iter().filter_map(|name| header.find(name)).collect(),
            provider: ProviderColumns {
                id: any(&["Provider ID", "CQC Provider ID (for office use only)"]),
                name: any(&["Provider Name", "Provider"]),
                company: any(&["Provider Companies House Number"]),
                charity: any(&["Provider Charity Number"]),
                phone: any(&["Provider Telephone Number"]),
                website: any(&["Provider Web Address"]),
                started: any(&["Provider HSCA start date"]),
                brand_id: any(&["Brand ID"]),
                brand_name: any(&["Brand Name"]),
            },
        })
    }

    /// True when it has a column of the address or position.
    pub fn has_address(&self) -> bool {
        let parts = [
            self.address,
            self.lines[0],
            self.city,
            self.postcode,
            self.latitude,
        ];
        parts.iter().any(Option::is_some)
    }
}

/// Where the columns of a list of inspections stand.
#[derive(Debug)]
pub(crate) struct InspectionColumns {
    pub id: usize,
    pub overall: usize,
    pub published: usize,
}

impl InspectionColumns {
    /// The columns of a list of inspections with this header; none when it is none.
    pub fn of(header: &Header) -> Option<Self> {
        Some(Self {
            id: header.find_any(&ID)?,
            overall: header.find_any(&["overall", "Latest Rating", "Overall Rating"])?,
            published: header.find_any(&["reportdate", "Publication Date"])?,
        })
    }
}
