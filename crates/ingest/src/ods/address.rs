//! The register's five address columns: which are lines, which the town, which the county.
//!
//! The register fills them from the left in some files and by position in others, so the last filled one is the
//! county when it is the fifth or the name of a county; the last of the others is the town, unless it stands
//! first or begins with a number, as a street does.

use std::borrow::Cow;

/// The parts of an address, in the source's spelling.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Parts {
    pub lines: Vec<String>,
    pub city: Option<String>,
    pub county: Option<String>,
}

/// The address in `columns`, first column first.
pub(crate) fn parts(columns: [&str; 5]) -> Parts {
    let mut filled: Vec<(usize, String)> = columns
        .iter()
        .enumerate()
        .map(|(at, text)| (at, crate::read::one_line(text.trim_end_matches(','))))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let mut county = None;
    if filled
        .last()
        .is_some_and(|(at, text)| *at == 4 || (*at > 0 && is_county(text)))
    {
        county = filled.pop().map(|(_, text)| text);
    }
    let mut city = None;
    if filled
        .last()
        .is_some_and(|(at, text)| *at > 0 && !text.starts_with(|c: char| c.is_ascii_digit()))
    {
        city = filled.pop().map(|(_, text)| text);
    }
    // "SEDGE, CLEVELAND"
    if county.is_none()
        && let Some((town, tail)) = city.as_deref().and_then(|city| city.rsplit_once(','))
        && is_county(tail)
        && !town.trim().is_empty()
    {
        county = Some(tail.trim().to_owned());
        city = Some(town.trim().to_owned());
    }
    Parts {
        lines: filled.into_iter().map(|(_, text)| text).collect(),
        city,
        county,
    }
}

/// The address in `lines`, from which empty columns were left out: the last ones may be town and county. More than
/// five are taken as they stand.
pub(crate) fn parts_of(lines: &[Cow<'_, str>]) -> Parts {
    let mut columns = [""; 5];
    if lines.len() > columns.len() {
        return Parts {
            lines: lines
                .iter()
                .map(|line| crate::read::one_line(line))
                .collect(),
            ..Parts::default()
        };
    }
    for (column, line) in columns.iter_mut().zip(lines) {
        *column = line;
    }
    parts(columns)
}

fn is_county(text: &str) -> bool {
    // The longest has 24 letters; a prefix and signs come to it. No word grows to more than twice its length.
    if text.len() > 48 || !text.is_ascii() {
        return false;
    }
    let mut plain = [0_u8; 128];
    let mut len = 0;
    let mut words = text.split(|c: char| c.is_ascii_whitespace() || matches!(c, '.' | '-'));
    let mut add = |word: &str, len: &mut usize| {
        if *len > 0 {
            plain[*len] = b' ';
            *len += 1;
        }
        for byte in word.bytes() {
            plain[*len] = byte.to_ascii_uppercase();
            *len += 1;
        }
    };
    for word in words.by_ref().filter(|word| !word.is_empty()) {
        // "TYNE & WEAR"; an ampersand within a word names no county.
        add(if word == "&" { "AND" } else { word }, &mut len);
    }
    let plain = std::str::from_utf8(&plain[..len]).unwrap_or_default();
    let (prefix, rest) = match plain
        .strip_prefix("COUNTY ")
        .or_else(|| plain.strip_prefix("CO "))
    {
        Some(rest) => (true, rest),
        None => (false, plain),
    };
    COUNTIES.binary_search(&rest).is_ok() || (rest == "DURHAM" && prefix)
}

/// Counties of England and Wales past and present and the islands, in order. Left out are those whose name is
/// also a town's, such as Durham, which count only with "County" before them.
const COUNTIES: &[&str] = &[
    "AVON",
    "BEDFORDSHIRE",
    "BEDS",
    "BERKS",
    "BERKSHIRE",
    "BUCKINGHAMSHIRE",
    "BUCKS",
    "CAMBRIDGESHIRE",
    "CAMBS",
    "CARMARTHENSHIRE",
    "CEREDIGION",
    "CHESHIRE",
    "CLEVELAND",
    "CLWYD",
    "CORNWALL",
    "CUMBRIA",
    "DENBIGHSHIRE",
    "DERBYSHIRE",
    "DEVON",
    "DORSET",
    "DYFED",
    "EAST RIDING OF YORKSHIRE",
    "EAST SUSSEX",
    "EAST YORKSHIRE",
    "ESSEX",
    "FLINTSHIRE",
    "GLOS",
    "GLOUCESTERSHIRE",
    "GREATER LONDON",
    "GREATER MANCHESTER",
    "GUERNSEY",
    "GWENT",
    "GWYNEDD",
    "HAMPSHIRE",
    "HANTS",
    "HEREFORDSHIRE",
    "HERTFORDSHIRE",
    "HERTS",
    "HUMBERSIDE",
    "ISLE OF ANGLESEY",
    "ISLE OF MAN",
    "ISLE OF WIGHT",
    "ISLES OF SCILLY",
    "JERSEY",
    "KENT",
    "LANCASHIRE",
    "LANCS",
    "LEICESTERSHIRE",
    "LEICS",
    "LINCOLNSHIRE",
    "LINCS",
    "MERSEYSIDE",
    "MID GLAMORGAN",
    "MIDDLESEX",
    "MIDDX",
    "MONMOUTHSHIRE",
    "NORFOLK",
    "NORTH EAST LINCOLNSHIRE",
    "NORTH HUMBERSIDE",
    "NORTH LINCOLNSHIRE",
    "NORTH SOMERSET",
    "NORTH YORKSHIRE",
    "NORTHAMPTONSHIRE",
    "NORTHANTS",
    "NORTHUMBERLAND",
    "NOTTINGHAMSHIRE",
    "NOTTS",
    "OXFORDSHIRE",
    "OXON",
    "PEMBROKESHIRE",
    "POWYS",
    "RUTLAND",
    "SHROPSHIRE",
    "SOMERSET",
    "SOUTH GLAMORGAN",
    "SOUTH GLOUCESTERSHIRE",
    "SOUTH HUMBERSIDE",
    "SOUTH YORKSHIRE",
    "STAFFORDSHIRE",
    "STAFFS",
    "SUFFOLK",
    "SURREY",
    "SUSSEX",
    "TYNE AND WEAR",
    "WARWICKSHIRE",
    "WEST GLAMORGAN",
    "WEST MIDLANDS",
    "WEST SUSSEX",
    "WEST YORKSHIRE",
    "WILTS",
    "WILTSHIRE",
    "WORCESTERSHIRE",
    "WORCS",
    "YNYS MON",
    "YORKSHIRE",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(columns: [&str; 5], lines: &[&str], city: &str, county: &str) {
        let parts = parts(columns);
        let got = (
            parts.lines,
            parts.city.unwrap_or_default(),
            parts.county.unwrap_or_default(),
        );
        assert_eq!(
            got,
            (
                lines.iter().map(|l| (*l).to_owned()).collect(),
                city.to_owned(),
                county.to_owned()
            )
        );
    }

    #[test]
    fn town_and_county_are_found_by_place_and_by_name() {
        check(
            ["HEALTH CENTRE", "MILL LANE", "TEALFORD", "CLEVELAND", ""],
            &["HEALTH CENTRE", "MILL LANE"],
            "TEALFORD",
            "CLEVELAND",
        );
        check(
            ["20 WEIR LANE", "", "", "TEALFORD", "AMBERMOOR"],
            &["20 WEIR LANE"],
            "TEALFORD",
            "AMBERMOOR",
        );
        check(
            ["SEDGE SURGERY", "SEDGE END", "", "TEALFORD", ""],
            &["SEDGE SURGERY", "SEDGE END"],
            "TEALFORD",
            "",
        );
        check(
            ["378 MILL ROAD", "TEALFORD", "CLEVELAND", "", ""],
            &["378 MILL ROAD"],
            "TEALFORD",
            "CLEVELAND",
        );
        check(
            ["HEALTH CENTRE", "20 SQUARE", "TEALFORD", "", ""],
            &["HEALTH CENTRE", "20 SQUARE"],
            "TEALFORD",
            "",
        );
        check(
            ["THE SURGERY", "12 HIGH STREET", "", "", ""],
            &["THE SURGERY", "12 HIGH STREET"],
            "",
            "",
        );
        check(
            ["1 MILL LANE", "HIGHAM", "SEDGE, TYNE & WEAR", "", ""],
            &["1 MILL LANE", "HIGHAM"],
            "SEDGE",
            "TYNE & WEAR",
        );
        check(
            ["1 MILL LANE", "", "SEDGE", "CO. DURHAM", ""],
            &["1 MILL LANE"],
            "SEDGE",
            "CO. DURHAM",
        );
        check(
            ["1 MILL LANE", "", "", "DURHAM", ""],
            &["1 MILL LANE"],
            "DURHAM",
            "",
        );
        check(["WEIR HOUSE,", "", "", "", ""], &["WEIR HOUSE"], "", "");
        check(["", "", "", "", ""], &[], "", "");
    }

    #[test]
    fn the_counties_are_in_order() {
        assert!(COUNTIES.is_sorted());
    }
}
