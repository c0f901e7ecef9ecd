//! Looking places up in the compact file, in place.

use crate::file::{
    self, AREA, AREA_OF_OUTWARD, ENDED, HEAD, INWARD, MAGIC, OUTWARD, POSTCODE, TOWN, u16_at,
    u32_at,
};
use crate::fold::{distance, fold};
use crate::key;
use model::{Outward, Point, Postcode};
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// A country or dependency that postcodes are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nation {
    /// England.
    England,
    /// Scotland.
    Scotland,
    /// Wales.
    Wales,
    /// Northern Ireland.
    NorthernIreland,
    /// Jersey and Guernsey.
    ChannelIslands,
    /// The Isle of Man.
    IsleOfMan,
}

impl Nation {
    const ALL: [Self; 6] = [
        Self::England,
        Self::Scotland,
        Self::Wales,
        Self::NorthernIreland,
        Self::ChannelIslands,
        Self::IsleOfMan,
    ];

    /// The nation an ONS code such as `E06000001` or `S92000003` belongs to, by its first letter.
    pub(crate) fn of_code(code: &[u8]) -> Option<Self> {
        if code.len() != 9 || !code[1..].iter().all(u8::is_ascii_digit) {
            return None;
        }
        let at = b"ESWNLM"
            .iter()
            .position(|letter| *letter == code[0].to_ascii_uppercase())?;
        Self::ALL.get(at).copied()
    }
}

/// Where a postcode is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place<'a> {
    /// Its position, to 0.000001°.
    pub point: Point,
    /// Code of its local authority, where a file said so.
    pub area: Option<&'a str>,
    /// True when it is no longer used.
    pub ended: bool,
}

/// Where an outward code is.
#[derive(Clone, Debug, PartialEq)]
pub struct OutwardPlace<'a> {
    /// Its centre: as a file gave it, else the mean of its postcodes in use.
    pub point: Point,
    /// The town it is named after, else its region.
    pub town: Option<&'a str>,
    /// Codes of the local authorities of its postcodes, the one with most first.
    pub areas: Vec<&'a str>,
}

/// A town or village.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Town<'a> {
    /// Its name as the file writes it.
    pub name: &'a str,
    /// Its county or region: what tells two of one name apart.
    pub county: Option<&'a str>,
    /// Its position.
    pub point: Point,
    /// Code of its local authority: as given, else that of the nearest postcode.
    pub area: Option<&'a str>,
}

/// Why bytes are not a file of places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Corrupt {
    /// They do not begin as one.
    #[error("not a file of places of this version: import the places again")]
    NotPlaces,
    /// They are longer or shorter than their head says.
    #[error("the file of places is cut off or has grown: import the places again")]
    Length,
    /// The outward codes are out of order or point outside the file.
    #[error("the file of places is damaged: import the places again")]
    Damaged,
}

/// Places looked up in the bytes that [`crate::Builder::finish`] wrote.
#[derive(Clone)]
pub struct Gazetteer {
    bytes: Arc<dyn AsRef<[u8]> + Send + Sync>,
    /// The outward codes, copied: 12 kB that stay in the processor's cache halve the time of a look-up.
    keys: Arc<[u32]>,
    outwards: Section,
    inwards: Section,
    postcodes: Section,
    outward_areas: Section,
    areas: Section,
    towns: Section,
    strings: usize,
}

#[derive(Clone, Copy, Debug)]
struct Section {
    from: usize,
    count: usize,
    each: usize,
}

impl Section {
    fn at(self, index: usize) -> Option<usize> {
        (index < self.count).then(|| self.from + index * self.each)
    }
}

impl Gazetteer {
    /// Reads the head of `bytes` and checks that the rest fits it. The bytes themselves are read when looked up.
    ///
    /// # Errors
    /// [`Corrupt`] when they are not a whole file of places of this version.
    pub fn open(bytes: Arc<dyn AsRef<[u8]> + Send + Sync>) -> Result<Self, Corrupt> {
        let mut places = Self::lay_out(bytes)?;
        let mut keys = Vec::with_capacity(places.outwards.count);
        for i in 0..places.outwards.count {
            let block = places.block(i).ok_or(Corrupt::Damaged)?;
            let fits = keys.last().is_none_or(|last| block.key > *last)
                && block
                    .first
                    .checked_add(block.count)
                    .is_some_and(|end| end <= places.postcodes.count);
            if !fits {
                return Err(Corrupt::Damaged);
            }
            keys.push(block.key);
        }
        places.keys = keys.into();
        Ok(places)
    }

    fn lay_out(bytes: Arc<dyn AsRef<[u8]> + Send + Sync>) -> Result<Self, Corrupt> {
        let all = (*bytes).as_ref();
        if !all.starts_with(MAGIC) {
            return Err(Corrupt::NotPlaces);
        }
        let mut head = MAGIC.len();
        let mut from = HEAD;
        let mut section = |each: usize| {
            let count = u32_at(all, head).ok_or(Corrupt::Length)? as usize;
            head += 4;
            let section = Section { from, count, each };
            from = count
                .checked_mul(each)
                .and_then(|size| from.checked_add(size))
                .ok_or(Corrupt::Length)?;
            Ok(section)
        };
        let [outwards, inwards, postcodes, outward_areas, areas, towns] = [
            section(OUTWARD)?,
            section(INWARD)?,
            section(POSTCODE)?,
            section(AREA_OF_OUTWARD)?,
            section(AREA)?,
            section(TOWN)?,
        ];
        let strings = section(1)?;
        if strings.from.checked_add(strings.count) != Some(all.len()) {
            return Err(Corrupt::Length);
        }
        if inwards.count != postcodes.count {
            return Err(Corrupt::Damaged);
        }
        Ok(Self {
            keys: Arc::new([]),
            outwards,
            inwards,
            postcodes,
            outward_areas,
            areas,
            towns,
            strings: strings.from,
            bytes,
        })
    }

    /// Where `postcode` is; none when no file named it.
    pub fn postcode(&self, postcode: &Postcode) -> Option<Place<'_>> {
        let (at, inward) = self.find(postcode)?;
        let bytes = self.bytes();
        Some(Place {
            point: file::unpack(u32_at(bytes, at + 2)?, u32_at(bytes, at + 6)?)?,
            area: u16_at(bytes, at).and_then(|area| self.area_code(area)),
            ended: inward & ENDED != 0,
        })
    }

    /// Where the outward code is; none when no file named it or a postcode under it.
    pub fn outward(&self, outward: &Outward) -> Option<OutwardPlace<'_>> {
        let block = self.block(self.find_block(key::outward(outward.as_str().as_bytes())?)?)?;
        let bytes = self.bytes();
        Some(OutwardPlace {
            point: file::unpack(u32_at(bytes, block.at + 12)?, u32_at(bytes, block.at + 16)?)?,
            town: u32_at(bytes, block.at + 20).and_then(|place| self.string(place)),
            areas: self.areas_of(&block),
        })
    }

    /// Codes of the local authorities of the postcodes under `outward`, the one with most first.
    pub fn areas_of_outward(&self, outward: &Outward) -> Vec<&str> {
        let block = key::outward(outward.as_str().as_bytes())
            .and_then(|key| self.block(self.find_block(key)?));
        block.map(|block| self.areas_of(&block)).unwrap_or_default()
    }

    /// The towns of this name, however it is typed; several where the name is not one place's alone. A county after
    /// a comma narrows them down: `Newton, Cumbria`.
    pub fn towns(&self, name: &str) -> Vec<Town<'_>> {
        let named = self.towns_folded(&fold(name));
        if !named.is_empty() {
            return named;
        }
        let Some((name, county)) = name.split_once(',') else {
            return named;
        };
        let county = fold(county);
        let mut named = self.towns_folded(&fold(name));
        named.retain(|town| town.county.is_some_and(|c| fold(c) == county));
        named
    }

    /// Up to `most` towns with the nearest spellings, nearest first; also those that begin as `name` does.
    pub fn towns_like(&self, name: &str, most: usize) -> Vec<Town<'_>> {
        let wanted = fold(name);
        if wanted.is_empty() {
            return Vec::new();
        }
        let steps = match wanted.len() {
            0..=4 => 1,
            5..=8 => 2,
            _ => 3,
        };
        let mut near: Vec<(usize, usize)> = (0..self.towns.count)
            .filter_map(|i| {
                let folded = self.town_folded(i)?;
                let off = distance(&wanted, folded, steps);
                let begins = wanted.len() >= 3 && folded.starts_with(&wanted);
                Some((off.or(begins.then_some(steps + 1))?, i))
            })
            .collect();
        near.sort_unstable();
        near.into_iter()
            .filter_map(|(_, i)| self.town(i))
            .take(most)
            .collect()
    }

    /// The name of the local authority with this code.
    pub fn area_name(&self, code: &str) -> Option<&str> {
        let wanted = code.trim().to_ascii_uppercase();
        let at = search(self.areas.count, |i| {
            Some(self.area_code_or_empty(i)?.cmp(&wanted))
        })?;
        self.string(u32_at(self.bytes(), self.areas.at(at)? + 4)?)
    }

    /// Every local authority, by its code, with its name where a file gave one.
    pub fn areas(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        (0..self.areas.count).filter_map(|i| {
            let code = self.area_code_or_empty(i).filter(|code| !code.is_empty())?;
            let name = self.string(u32_at(self.bytes(), self.areas.at(i)? + 4)?);
            Some((code, name))
        })
    }

    /// The nation `postcode` is in, where a file said so.
    pub fn nation(&self, postcode: &Postcode) -> Option<Nation> {
        let (at, _) = self.find(postcode)?;
        let area = usize::from(u16_at(self.bytes(), at)?).checked_sub(1)?;
        let nation = u32_at(self.bytes(), self.areas.at(area)? + 8)? as usize;
        Nation::ALL.get(nation.checked_sub(1)?).copied()
    }

    /// How many postcodes there are.
    pub fn len(&self) -> usize {
        self.postcodes.count
    }

    /// True when there is no postcode.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn bytes(&self) -> &[u8] {
        (*self.bytes).as_ref()
    }

    /// Where the postcode's row begins, and its inward half with its mark.
    fn find(&self, postcode: &Postcode) -> Option<(usize, u16)> {
        let (outward, inward) = key::postcode(postcode.as_str().as_bytes())?;
        let block = self.block(self.find_block(outward)?)?;
        let (bytes, first) = (self.bytes(), self.inwards.from + block.first * INWARD);
        let stands = |i| u16_at(bytes, first + i * INWARD);
        let found = search(block.count, |i| Some((stands(i)? & !ENDED).cmp(&inward)))?;
        Some((self.postcodes.at(block.first + found)?, stands(found)?))
    }

    fn find_block(&self, key: u32) -> Option<usize> {
        self.keys.binary_search(&key).ok()
    }

    fn block(&self, index: usize) -> Option<Block> {
        let at = self.outwards.at(index)?;
        let number = |place| u32_at(self.bytes(), at + place).map(|number| number as usize);
        Some(Block {
            at,
            key: u32_at(self.bytes(), at)?.swap_bytes(),
            first: number(4)?,
            count: number(8)?,
            first_area: number(24)?,
            area_count: number(28)?,
        })
    }

    fn areas_of(&self, block: &Block) -> Vec<&str> {
        let numbers = (0..block.area_count.min(self.outward_areas.count)).map_while(|i| {
            u16_at(
                self.bytes(),
                self.outward_areas.at(block.first_area.checked_add(i)?)?,
            )
        });
        numbers
            .filter_map(|number| self.area_code(number))
            .collect()
    }

    /// The code of an area by its number plus one; none for those that only name a nation.
    fn area_code(&self, number: u16) -> Option<&str> {
        self.area_code_or_empty(usize::from(number).checked_sub(1)?)
            .filter(|code| !code.is_empty())
    }

    fn area_code_or_empty(&self, index: usize) -> Option<&str> {
        let place = u32_at(self.bytes(), self.areas.at(index)?)?;
        Some(self.string(place).unwrap_or_default())
    }

    fn towns_folded(&self, folded: &str) -> Vec<Town<'_>> {
        if folded.is_empty() {
            return Vec::new();
        }
        let Some(found) = search(self.towns.count, |i| Some(self.town_folded(i)?.cmp(folded)))
        else {
            return Vec::new();
        };
        let same = |i: &usize| self.town_folded(*i) == Some(folded);
        let before = (0..found).rev().take_while(same).count();
        (found - before..self.towns.count)
            .take_while(same)
            .filter_map(|i| self.town(i))
            .collect()
    }

    fn town_folded(&self, index: usize) -> Option<&str> {
        self.string(u32_at(self.bytes(), self.towns.at(index)?)?)
    }

    fn town(&self, index: usize) -> Option<Town<'_>> {
        let at = self.towns.at(index)?;
        let number = |place| u32_at(self.bytes(), at + place);
        Some(Town {
            name: self.string(number(4)?)?,
            county: number(8).and_then(|place| self.string(place)),
            point: file::unpack(number(12)?, number(16)?)?,
            area: number(20).and_then(|area| self.area_code(u16::try_from(area).ok()?)),
        })
    }

    fn string(&self, place: u32) -> Option<&str> {
        if place == 0 {
            return None;
        }
        let from = self.strings.checked_add(place as usize)?;
        let len = usize::from(u16_at(self.bytes(), from)?);
        std::str::from_utf8(self.bytes().get(from + 2..from + 2 + len)?).ok()
    }
}

struct Block {
    at: usize,
    key: u32,
    first: usize,
    count: usize,
    first_area: usize,
    area_count: usize,
}

/// The index below `count` at which `compare` says equal, when it rises with the index.
fn search(count: usize, compare: impl Fn(usize) -> Option<Ordering>) -> Option<usize> {
    let (mut from, mut to) = (0, count);
    while from < to {
        let middle = from + (to - from) / 2;
        match compare(middle)? {
            Ordering::Less => from = middle + 1,
            Ordering::Greater => to = middle,
            Ordering::Equal => return Some(middle),
        }
    }
    None
}

impl fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Gazetteer({} postcodes, {} outward codes, {} towns)",
            self.len(),
            self.outwards.count,
            self.towns.count
        )
    }
}
