//! What a person typed as a place, understood.

use crate::Snapshot;
use gazetteer::Town;
use model::{Point, Typed};
use search::Near;

/// What a typed place turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub enum PlaceAnswer {
    /// Nothing was typed.
    Anywhere,
    /// One place.
    One(Place),
    /// A name that several places share: the person has to choose.
    Several(Vec<Place>),
    /// It looks like a postcode, but none that we know.
    UnknownPostcode(String),
    /// No place of that name. The closest spellings, if any.
    Unknown(Vec<Place>),
    /// There is no places file: postcodes and towns cannot be looked up yet.
    NoPlaces,
}

/// A place to measure from.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// What to type to mean exactly this place.
    pub typed: String,
    /// How to show it: `QX4 7PL`, `Tealford, Ambermoor`.
    pub label: String,
    /// The town and the local authority in words, where known: `Tealford, Ambermoor`.
    pub nearby: Option<String>,
    /// Where it is.
    pub point: Point,
    /// The code of its local authority.
    pub area: Option<String>,
}

impl Place {
    pub(crate) fn near(&self) -> Near {
        Near {
            point: self.point,
            area: self.area.clone(),
        }
    }
}

impl Snapshot {
    /// Understands `typed` as a postcode, the first half of one, a town, or `latitude,longitude`.
    pub fn place(&self, typed: &str) -> PlaceAnswer {
        let typed = typed.trim();
        if typed.is_empty() {
            return PlaceAnswer::Anywhere;
        }
        if let Some(point) = read_point(typed) {
            return PlaceAnswer::One(Place {
                typed: typed.to_owned(),
                label: typed.to_owned(),
                nearby: None,
                point,
                area: None,
            });
        }
        let Some(gazetteer) = self.gazetteer() else {
            return PlaceAnswer::NoPlaces;
        };
        match Typed::parse(typed) {
            Ok(Typed::Whole(postcode)) => match gazetteer.postcode(&postcode) {
                Some(found) => {
                    let town = gazetteer
                        .outward(&postcode.outward())
                        .and_then(|o| o.town.map(str::to_owned));
                    let area = found.area.map(str::to_owned);
                    PlaceAnswer::One(Place {
                        typed: postcode.to_string(),
                        label: postcode.to_string(),
                        nearby: nearby(town, self.area_name(area.as_deref())),
                        point: found.point,
                        area,
                    })
                }
                None => PlaceAnswer::UnknownPostcode(postcode.to_string()),
            },
            Ok(Typed::Half(outward)) => match gazetteer.outward(&outward) {
                Some(found) => {
                    // Half a postcode may lie in several authorities; only one that it lies in wholly is known.
                    let area = match found.areas.as_slice() {
                        [only] => Some((*only).to_owned()),
                        _ => None,
                    };
                    PlaceAnswer::One(Place {
                        typed: outward.to_string(),
                        label: outward.to_string(),
                        nearby: nearby(
                            found.town.map(str::to_owned),
                            self.area_name(area.as_deref()),
                        ),
                        point: found.point,
                        area,
                    })
                }
                None => PlaceAnswer::UnknownPostcode(outward.to_string()),
            },
            Err(_) => self.town(typed),
        }
    }

    fn town(&self, typed: &str) -> PlaceAnswer {
        let Some(gazetteer) = self.gazetteer() else {
            return PlaceAnswer::NoPlaces;
        };
        let (name, county) = match typed.split_once(',') {
            Some((name, county)) => (name.trim(), Some(county.trim().to_lowercase())),
            None => (typed, None),
        };
        let mut towns = gazetteer.towns(name);
        if let Some(county) = county {
            let fits = |town: &Town| town.county.is_some_and(|c| c.to_lowercase() == county);
            if towns.iter().any(fits) {
                towns.retain(|town| fits(town));
            }
        }
        let mut places: Vec<Place> = towns.iter().map(|town| self.place_of(town)).collect();
        match places.len() {
            0 => PlaceAnswer::Unknown(
                gazetteer
                    .towns_like(name, 5)
                    .iter()
                    .map(|town| self.place_of(town))
                    .collect(),
            ),
            1 => PlaceAnswer::One(places.remove(0)),
            _ => PlaceAnswer::Several(places),
        }
    }

    fn place_of(&self, town: &Town) -> Place {
        let label = match town.county {
            Some(county) => format!("{}, {county}", town.name),
            None => town.name.to_owned(),
        };
        Place {
            typed: label.clone(),
            label,
            nearby: self.area_name(town.area),
            point: town.point,
            area: town.area.map(str::to_owned),
        }
    }

    /// The name of a local authority.
    pub fn area_name(&self, code: Option<&str>) -> Option<String> {
        self.gazetteer()?.area_name(code?).map(str::to_owned)
    }
}

fn nearby(town: Option<String>, area: Option<String>) -> Option<String> {
    match (town, area) {
        (Some(town), Some(area)) if town != area => Some(format!("{town}, {area}")),
        (Some(one), _) | (None, Some(one)) => Some(one),
        (None, None) => None,
    }
}

fn read_point(typed: &str) -> Option<Point> {
    let (latitude, longitude) = typed.split_once(',')?;
    Point::new(
        latitude.trim().parse().ok()?,
        longitude.trim().parse().ok()?,
    )
    .ok()
}
