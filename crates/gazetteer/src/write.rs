//! The gathered tables, and how they are written as one compact file.

use crate::file::{self, ENDED, HEAD, INWARD, MAGIC, NOWHERE, OUTWARD, POSTCODE};
use crate::fold::fold;
use crate::lookup::Nation;
use model::Point;
use std::collections::{BTreeMap, HashMap};

/// A postcode: sixteen bytes, because there are millions while a file is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub outward: u32,
    pub inward: u16,
    pub area: u16,
    pub latitude: u32,
    pub longitude: u32,
}

impl Row {
    fn key(&self) -> u64 {
        u64::from(self.outward) << 16 | u64::from(self.inward & !ENDED)
    }

    /// Which of two rows of one postcode is believed.
    fn rank(&self) -> (bool, bool) {
        (self.inward & ENDED == 0, self.area != 0)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Area {
    pub code: String,
    pub nation: Option<Nation>,
}

#[derive(Clone, Debug)]
pub(crate) struct Outward {
    pub key: u32,
    pub point: Point,
    pub town: Option<String>,
    pub region: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Town {
    pub name: String,
    pub county: Option<String>,
    pub point: Point,
    pub area: Option<String>,
}

/// All that was read.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    pub rows: Vec<Row>,
    pub areas: Vec<Area>,
    pub outwards: Vec<Outward>,
    pub names: Vec<(String, String)>,
    pub towns: Vec<Town>,
}

/// How much had been read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark([usize; 4]);

/// The postcodes of one outward code, as they will stand in the file.
struct Block {
    key: u32,
    first: usize,
    count: usize,
    centre: Option<Point>,
    town: Option<String>,
    areas: Vec<u16>,
}

impl Tables {
    pub fn mark(&self) -> Mark {
        Mark([
            self.rows.len(),
            self.outwards.len(),
            self.names.len(),
            self.towns.len(),
        ])
    }

    /// Forgets what was read after `mark`. Areas stay: one that no row names is left out when writing.
    pub fn back_to(&mut self, Mark([rows, outwards, names, towns]): Mark) {
        self.rows.truncate(rows);
        self.outwards.truncate(outwards);
        self.names.truncate(names);
        self.towns.truncate(towns);
    }

    pub fn write(mut self) -> Vec<u8> {
        self.sort_rows();
        let mut strings = Strings::new();
        let areas = self.write_areas(&mut strings);
        let blocks = self.blocks();
        let towns = self.write_towns(&blocks, &areas.codes, &mut strings);

        let listed: usize = blocks.iter().map(|block| block.areas.len()).sum();
        let size =
            HEAD + blocks.len() * OUTWARD + self.rows.len() * (INWARD + POSTCODE) + listed * 2;
        let mut out = Vec::with_capacity(size + areas.bytes.len() + towns.len() + 64 * 1024);
        out.extend_from_slice(MAGIC);
        for count in [
            blocks.len(),
            self.rows.len(),
            self.rows.len(),
            listed,
            areas.bytes.len() / file::AREA,
            towns.len() / file::TOWN,
        ] {
            put(&mut out, count as u32);
        }
        put(&mut out, 0); // the length of the strings, known at the end
        let mut first_area = 0;
        for block in &blocks {
            let (latitude, longitude) = block.centre.map_or((NOWHERE, NOWHERE), file::pack);
            let town = strings.place(block.town.as_deref());
            out.extend_from_slice(&block.key.to_be_bytes());
            for number in [
                block.first as u32,
                block.count as u32,
                latitude,
                longitude,
                town,
                first_area,
                block.areas.len() as u32,
            ] {
                put(&mut out, number);
            }
            first_area += block.areas.len() as u32;
        }
        for row in &self.rows {
            out.extend_from_slice(&row.inward.to_le_bytes());
        }
        for row in &self.rows {
            out.extend_from_slice(&row.area.to_le_bytes());
            put(&mut out, row.latitude);
            put(&mut out, row.longitude);
        }
        for area in blocks.iter().flat_map(|block| &block.areas) {
            out.extend_from_slice(&area.to_le_bytes());
        }
        out.extend_from_slice(&areas.bytes);
        out.extend_from_slice(&towns);
        out[HEAD - 4..HEAD].copy_from_slice(&(strings.bytes.len() as u32).to_le_bytes());
        out.extend_from_slice(&strings.bytes);
        out
    }

    /// Sorts by postcode and keeps one row of each.
    fn sort_rows(&mut self) {
        // Stable, so that of equals the later read stands last.
        self.rows.sort_by_key(Row::key);
        self.rows.dedup_by(|later, kept| {
            let same = later.key() == kept.key();
            if same && later.rank() >= kept.rank() {
                *kept = *later;
            }
            same
        });
    }

    /// Numbers areas by their code and writes them; the rows are renumbered.
    fn write_areas(&mut self, strings: &mut Strings) -> Areas {
        let names: HashMap<&str, &str> = self
            .names
            .iter()
            .map(|(code, name)| (code.as_str(), name.as_str()))
            .collect();
        let mut used = vec![false; self.areas.len()];
        for row in &self.rows {
            if let Some(used) = usize::from(row.area)
                .checked_sub(1)
                .and_then(|i| used.get_mut(i))
            {
                *used = true;
            }
        }
        // By code and nation; the old number, where rows have one.
        let mut sorted: BTreeMap<(String, Option<Nation>), Option<usize>> = BTreeMap::new();
        for (i, area) in self.areas.iter().enumerate().filter(|(i, _)| used[*i]) {
            sorted.insert((area.code.clone(), area.nation), Some(i));
        }
        let extra = self
            .names
            .iter()
            .map(|(code, _)| code)
            .chain(self.towns.iter().filter_map(|town| town.area.as_ref()));
        for code in extra {
            if sorted.len() < usize::from(u16::MAX) {
                sorted
                    .entry((code.clone(), Nation::of_code(code.as_bytes())))
                    .or_default();
            }
        }
        let mut numbers = vec![0; self.areas.len() + 1];
        let mut areas = Areas::default();
        for (i, ((code, nation), old)) in sorted.into_iter().enumerate() {
            let number = i as u16 + 1;
            if let Some(old) = old {
                numbers[old + 1] = number;
            }
            put(&mut areas.bytes, strings.place(Some(&code)));
            put(
                &mut areas.bytes,
                strings.place(names.get(code.as_str()).copied()),
            );
            put(
                &mut areas.bytes,
                nation.map_or(0, |nation| nation as u32 + 1),
            );
            areas.codes.insert(code, number);
        }
        for row in &mut self.rows {
            row.area = numbers.get(usize::from(row.area)).copied().unwrap_or(0);
        }
        areas
    }

    fn blocks(&self) -> Vec<Block> {
        let mut given: BTreeMap<u32, &Outward> = self
            .outwards
            .iter()
            .map(|outward| (outward.key, outward))
            .collect();
        let mut blocks = Vec::new();
        let mut first = 0;
        for rows in self.rows.chunk_by(|a, b| a.outward == b.outward) {
            let mut block = Block {
                key: rows[0].outward,
                first,
                count: rows.len(),
                centre: mean(rows),
                town: None,
                areas: areas_of(rows),
            };
            if let Some(outward) = given.remove(&block.key) {
                block.centre = Some(outward.point);
                block.town = outward.town.clone().or_else(|| outward.region.clone());
            }
            first += rows.len();
            blocks.push(block);
        }
        // Outward codes that no postcode stands under.
        blocks.extend(given.into_values().map(|outward| Block {
            key: outward.key,
            first: 0,
            count: 0,
            centre: Some(outward.point),
            town: outward.town.clone().or_else(|| outward.region.clone()),
            areas: Vec::new(),
        }));
        blocks.sort_by_key(|block| block.key);
        blocks
    }

    /// The towns given, and those that outward codes name and no file gave.
    fn write_towns(
        &self,
        blocks: &[Block],
        codes: &BTreeMap<String, u16>,
        strings: &mut Strings,
    ) -> Vec<u8> {
        let mut towns: BTreeMap<(String, String, String), (Point, Option<u16>)> = BTreeMap::new();
        for town in &self.towns {
            let area = town.area.as_ref().and_then(|code| codes.get(code)).copied();
            let county = town.county.clone().unwrap_or_default();
            towns.insert(
                (fold(&town.name), town.name.clone(), county),
                (town.point, area),
            );
        }
        let mut from_outwards: BTreeMap<(String, String), Vec<&Outward>> = BTreeMap::new();
        for outward in &self.outwards {
            if let Some(name) = &outward.town {
                from_outwards
                    .entry((name.clone(), outward.region.clone().unwrap_or_default()))
                    .or_default()
                    .push(outward);
            }
        }
        let given: std::collections::BTreeSet<String> =
            towns.keys().map(|(folded, ..)| folded.clone()).collect();
        for ((name, county), outwards) in from_outwards {
            let folded = fold(&name);
            if let (false, Some(point)) = (
                given.contains(&folded),
                mean_point(outwards.iter().map(|outward| outward.point)),
            ) {
                towns.insert((folded, name, county), (point, None));
            }
        }
        let mut out = Vec::new();
        for ((folded, name, county), (point, area)) in &towns {
            let (latitude, longitude) = file::pack(*point);
            let area = area.or_else(|| self.area_near(*point, blocks)).unwrap_or(0);
            let county = (!county.is_empty()).then_some(county.as_str());
            for number in [
                strings.place(Some(folded)),
                strings.place(Some(name)),
                strings.place(county),
                latitude,
                longitude,
                u32::from(area),
            ] {
                put(&mut out, number);
            }
        }
        out
    }

    /// The area of the postcode nearest to `point`, sought in the three outward codes nearest to it.
    fn area_near(&self, point: Point, blocks: &[Block]) -> Option<u16> {
        let mut near: Vec<(f64, &Block)> = Vec::with_capacity(4);
        for block in blocks.iter().filter(|block| block.count > 0) {
            let Some(centre) = block.centre else { continue };
            near.push((nearness(point, centre), block));
            near.sort_by(|a, b| a.0.total_cmp(&b.0));
            near.truncate(3);
        }
        near.iter()
            .flat_map(|(_, block)| &self.rows[block.first..block.first + block.count])
            .filter(|row| row.area != 0)
            .filter_map(|row| {
                Some((
                    nearness(point, file::unpack(row.latitude, row.longitude)?),
                    row.area,
                ))
            })
            // 25 km: further off it would be a guess.
            .filter(|(off, _)| *off < 25_f64.powi(2))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, area)| area)
    }
}

/// Areas as bytes, and the number plus one of each code.
#[derive(Default)]
struct Areas {
    bytes: Vec<u8>,
    codes: BTreeMap<String, u16>,
}

/// Squared kilometres between two places, near enough for telling which is nearer.
fn nearness(a: Point, b: Point) -> f64 {
    let north = (a.latitude() - b.latitude()) * 111.2;
    let east = (a.longitude() - b.longitude()) * 111.2 * a.latitude().to_radians().cos();
    north * north + east * east
}

/// The mean position of the postcodes in use, or of all when none is.
fn mean(rows: &[Row]) -> Option<Point> {
    let points = |ended: bool| {
        let wanted = rows
            .iter()
            .filter(move |row| ended || row.inward & ENDED == 0);
        mean_point(wanted.filter_map(|row| file::unpack(row.latitude, row.longitude)))
    };
    points(false).or_else(|| points(true))
}

fn mean_point(points: impl Iterator<Item = Point>) -> Option<Point> {
    let (mut latitude, mut longitude, mut count) = (0.0, 0.0, 0.0);
    for point in points {
        latitude += point.latitude();
        longitude += point.longitude();
        count += 1.0;
    }
    Point::new(latitude / count, longitude / count).ok()
}

/// The areas of these postcodes, the one with most first.
fn areas_of(rows: &[Row]) -> Vec<u16> {
    let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.area != 0) {
        *counts.entry(row.area).or_default() += 1;
    }
    let mut areas: Vec<(u16, usize)> = counts.into_iter().collect();
    areas.sort_by_key(|&(area, count)| (std::cmp::Reverse(count), area));
    areas.into_iter().map(|(area, _)| area).collect()
}

/// Every string once.
struct Strings {
    bytes: Vec<u8>,
    places: HashMap<String, u32>,
}

impl Strings {
    fn new() -> Self {
        // One byte in front, so that place 0 is free to mean "none".
        Self {
            bytes: vec![0],
            places: HashMap::new(),
        }
    }

    fn place(&mut self, text: Option<&str>) -> u32 {
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return 0;
        };
        if let Some(&place) = self.places.get(text) {
            return place;
        }
        let Ok(len) = u16::try_from(text.len()) else {
            return 0;
        };
        let place = self.bytes.len() as u32;
        self.bytes.extend_from_slice(&len.to_le_bytes());
        self.bytes.extend_from_slice(text.as_bytes());
        self.places.insert(text.to_owned(), place);
        place
    }
}

fn put(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_le_bytes());
}
