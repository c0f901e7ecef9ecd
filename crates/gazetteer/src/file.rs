//! The layout of the compact file: what the builder writes and the gazetteer reads in place.
//!
//! All numbers are little end first. In order, without gaps:
//!
//! | section | each | holds |
//! |---|---|---|
//! | head | 36 | `FPPLACE1`, then the counts of the sections below, strings in bytes |
//! | outward codes, sorted | 32 | code (4 bytes), first postcode, how many, latitude, longitude, town, first area, how many |
//! | inward halves, sorted under their outward code | 2 | inward half (bit 15: ended) |
//! | postcodes, in the same order | 10 | area, latitude, longitude |
//! | areas of outward codes | 2 | area, the one with most postcodes first |
//! | areas, sorted by code | 12 | code, name, nation |
//! | towns, sorted by folded name | 24 | folded name, name, county, latitude, longitude, area |
//! | strings | | length (2 bytes) and UTF-8 |
//!
//! Latitude and longitude are millionths of a degree north of 49° and east of 9° west. A string is named by its
//! place in the last section; 0 is none. An area is its number plus one; 0 is none. Inward halves stand apart from
//! what they lead to, so that looking one up touches few pages of memory.

use model::Point;

pub(crate) const MAGIC: &[u8; 8] = b"FPPLACE1";
pub(crate) const HEAD: usize = 36;
pub(crate) const OUTWARD: usize = 32;
pub(crate) const INWARD: usize = 2;
pub(crate) const POSTCODE: usize = 10;
pub(crate) const AREA_OF_OUTWARD: usize = 2;
pub(crate) const AREA: usize = 12;
pub(crate) const TOWN: usize = 24;
/// The bit of an inward half that says the postcode is no longer used.
pub(crate) const ENDED: u16 = 1 << 15;
/// Latitude or longitude that is not known.
pub(crate) const NOWHERE: u32 = u32::MAX;

const SOUTH: i64 = 49_000_000;
const WEST: i64 = -9_000_000;

/// A position as two numbers.
pub(crate) fn pack(point: Point) -> (u32, u32) {
    let millionths = |degrees: f64, from: i64| {
        // A point is inside the box that starts there, so that the difference is never below nought.
        u32::try_from((degrees * 1e6).round() as i64 - from).unwrap_or(0)
    };
    (
        millionths(point.latitude(), SOUTH),
        millionths(point.longitude(), WEST),
    )
}

/// The position of two numbers, none when they are not one.
pub(crate) fn unpack(latitude: u32, longitude: u32) -> Option<Point> {
    let degrees = |packed: u32, from: i64| (i64::from(packed) + from) as f64 / 1e6;
    Point::new(degrees(latitude, SOUTH), degrees(longitude, WEST)).ok()
}

pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..at.checked_add(2)?)?
        .try_into()
        .ok()
        .map(u16::from_le_bytes)
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..at.checked_add(4)?)?
        .try_into()
        .ok()
        .map(u32::from_le_bytes)
}
