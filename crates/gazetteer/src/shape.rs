//! Which columns a file of places has, known by its first line.
//!
//! Column names change between releases (`oslaua`, `laua`, `lad23cd`): each is known by all the names it has had.

use crate::key;
use crate::line::Line;
use crate::report::Kind;

/// Where to find what in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Postcodes(Postcodes),
    Outwards {
        outward: usize,
        position: Position,
        town: Option<usize>,
        region: Option<usize>,
    },
    Authorities {
        code: usize,
        name: usize,
    },
    Towns {
        name: usize,
        county: Option<usize>,
        position: Position,
        area: Option<usize>,
    },
    Headings,
}

/// The columns of a file of postcodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Postcodes {
    pub postcode: usize,
    pub quality: Option<usize>,
    pub ended: Option<usize>,
    pub position: Position,
    pub country: Option<usize>,
    pub area: Option<usize>,
    pub kind: Kind,
}

/// The columns that say where: degrees are preferred to a grid reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub degrees: Option<(usize, usize)>,
    pub grid: Option<(usize, usize)>,
}

impl Position {
    fn of(header: &Header) -> Option<Self> {
        let pair = |a: &[&str], b: &[&str]| Some((header.find(a)?, header.find(b)?));
        let position = Self {
            degrees: pair(&["lat", "latitude"], &["long", "lon", "lng", "longitude"]),
            grid: pair(
                &["oseast1m", "east1m", "eastings", "easting", "osgbeasting"],
                &[
                    "osnrth1m",
                    "north1m",
                    "northings",
                    "northing",
                    "osgbnorthing",
                ],
            ),
        };
        (position.degrees.is_some() || position.grid.is_some()).then_some(position)
    }
}

impl Shape {
    pub fn kind(&self) -> Kind {
        match self {
            Self::Postcodes(columns) => columns.kind,
            Self::Outwards { .. } => Kind::OutwardCodes,
            Self::Authorities { .. } => Kind::LocalAuthorities,
            Self::Towns { .. } => Kind::Towns,
            Self::Headings => Kind::Headings,
        }
    }

    /// The shape told by the first line, and whether that line is a row itself.
    pub fn of(first: &Line) -> Option<(Self, bool)> {
        if let Some(shape) = headerless_code_point(first) {
            return Some((shape, true));
        }
        let header = Header::of(first);
        if header.0.len() >= 10 && header.0[..4] == ["pc", "pq", "ea", "no"] {
            return Some((Self::Headings, false));
        }
        outwards(&header)
            .or_else(|| postcodes(&header))
            .or_else(|| towns(&header))
            .or_else(|| authorities(&header))
            .map(|shape| (shape, false))
    }
}

/// The ten columns of Code-Point Open as shipped.
fn headerless_code_point(first: &Line) -> Option<Shape> {
    let number = |column| {
        !first.cell(column).is_empty() && first.cell(column).iter().all(u8::is_ascii_digit)
    };
    let fits = first.len() == 10
        && key::postcode(first.cell(0)).is_some()
        && number(1)
        && number(2)
        && number(3);
    fits.then_some(Shape::Postcodes(Postcodes {
        postcode: 0,
        quality: Some(1),
        ended: None,
        position: Position {
            degrees: None,
            grid: Some((2, 3)),
        },
        country: Some(4),
        area: Some(8),
        kind: Kind::CodePoint,
    }))
}

fn postcodes(header: &Header) -> Option<Shape> {
    // The spaced form reads as well as the others; any will do.
    let postcode = header.find(&[
        "pcds",
        "pcd",
        "pcd7",
        "pcd2",
        "pcd8",
        "postcode",
        "postcodes",
    ])?;
    let ended = header.find(&["doterm"]);
    let quality = header.find(&["positionalqualityindicator", "quality"]);
    Some(Shape::Postcodes(Postcodes {
        postcode,
        quality,
        ended,
        position: Position::of(header)?,
        country: header.find_dated(&["ctry", "countrycode"], "ctry", "cd"),
        area: header.find_dated(
            &[
                "laua",
                "oslaua",
                "admindistrictcode",
                "localauthoritycode",
                "districtcode",
                "ladcd",
            ],
            "lad",
            "cd",
        ),
        kind: if quality.is_some() {
            Kind::CodePoint
        } else {
            Kind::PostcodeDirectory
        },
    }))
}

fn outwards(header: &Header) -> Option<Shape> {
    let town = header.find(&["town", "posttown"]);
    let outward = header
        .find(&["outcode", "outward", "outwardcode", "postcodedistrict"])
        .or_else(|| town.and(header.find(&["postcode"])))?;
    // A postcode directory with a column for the outward half is one of postcodes.
    if header
        .find(&["pcds", "pcd", "pcd7", "pcd2", "pcd8"])
        .is_some()
    {
        return None;
    }
    Some(Shape::Outwards {
        outward,
        position: Position::of(header)?,
        town,
        region: header.find(&["region", "county"]),
    })
}

fn towns(header: &Header) -> Option<Shape> {
    Some(Shape::Towns {
        name: header.find(&["name", "town", "place", "placename"])?,
        county: header.find(&["county", "countyunitary", "region"]),
        position: Position::of(header)?,
        area: header.find_dated(&["area", "areacode", "laua", "ladcd", "gss"], "lad", "cd"),
    })
}

fn authorities(header: &Header) -> Option<Shape> {
    Some(Shape::Authorities {
        code: header.find_dated(
            &["ladcd", "laua", "gss", "gsscode", "areacode", "code"],
            "lad",
            "cd",
        )?,
        name: header.find_dated(&["ladnm", "areaname", "name", "officialname"], "lad", "nm")?,
    })
}

/// Column names in lower case, letters and digits only.
struct Header(Vec<String>);

impl Header {
    fn of(line: &Line) -> Self {
        let plain = |i| {
            let text: String = line
                .text(i)
                .chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect();
            text
        };
        Self((0..line.len()).map(plain).collect())
    }

    /// The column with the first of these names that there is.
    fn find(&self, names: &[&str]) -> Option<usize> {
        names
            .iter()
            .find_map(|name| self.0.iter().position(|column| column == name))
    }

    /// The same, or else a name with a year in it such as `lad23cd`: the latest year.
    fn find_dated(&self, names: &[&str], stem: &str, end: &str) -> Option<usize> {
        let year = |column: &String| {
            let year = column.strip_prefix(stem)?.strip_suffix(end)?;
            (year.len() == 2).then(|| year.parse::<u8>().ok()).flatten()
        };
        self.find(names).or_else(|| {
            let dated = self
                .0
                .iter()
                .enumerate()
                .filter_map(|(i, column)| Some((year(column)?, i)));
            dated.max_by_key(|(year, _)| *year).map(|(_, i)| i)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(first: &str, want: Option<(Kind, bool)>) {
        let mut line = Line::default();
        line.read(&mut first.as_bytes()).unwrap();
        assert_eq!(
            Shape::of(&line).map(|(shape, row)| (shape.kind(), row)),
            want,
            "{first}"
        );
    }

    #[test]
    fn a_file_is_known_by_its_first_line() {
        check(
            "\"QX1 1AA\",10,394235,806529,\"S92000003\",\"\",\"S08000020\",\"\",\"S12000033\",\"S13002842\"",
            Some((Kind::CodePoint, true)),
        );
        check(
            "postcode,quality,eastings,northings,country_code,nhs_ha_code,admin_district_code",
            Some((Kind::CodePoint, false)),
        );
        check(
            "Postcode,Positional_quality_indicator,Eastings,Northings,Country_code,Admin_district_code",
            Some((Kind::CodePoint, false)),
        );
        check(
            "pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua,osward,oseast1m,osnrth1m,ctry,lat,long",
            Some((Kind::PostcodeDirectory, false)),
        );
        check(
            "pcd7,pcd8,pcds,dointr,doterm,cty25cd,lad25cd,east1m,north1m,ctry25cd,lat,long",
            Some((Kind::PostcodeDirectory, false)),
        );
        check(
            "postcode,eastings,northings,latitude,longitude,town,region",
            Some((Kind::OutwardCodes, false)),
        );
        check(
            "LADCD,LADNM,LADCD_ACTIVE",
            Some((Kind::LocalAuthorities, false)),
        );
        check(
            "LAD23CD,LAD23NM,LAD23NMW",
            Some((Kind::LocalAuthorities, false)),
        );
        check("id,gss,snac,name", Some((Kind::LocalAuthorities, false)));
        check("name,county,latitude,longitude", Some((Kind::Towns, false)));
        check(
            "PC,PQ,EA,NO,CY,RH,LH,CC,DC,WC",
            Some((Kind::Headings, false)),
        );
        check("OrganisationID,Name", None);
        check("QX1 1AA,hello", None);
    }

    #[test]
    fn the_latest_year_of_a_column_is_taken() {
        let mut line = Line::default();
        line.read(&mut "pcds,lat,long,lad21cd,lad25cd,lad23cd".as_bytes())
            .unwrap();
        let Some((Shape::Postcodes(columns), _)) = Shape::of(&line) else {
            panic!("not postcodes")
        };
        assert_eq!(columns.area, Some(4));
    }
}
