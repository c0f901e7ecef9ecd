//! A position on the ground.

/// A WGS84 position in degrees, within the box that holds the United Kingdom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    latitude: f64,
    longitude: f64,
}

/// Why two numbers are not a position we can use.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ImpossiblePoint {
    /// Both are nought: a hole in somebody's data, not a place in the Gulf of Guinea.
    #[error("the position is 0,0")]
    Zero,
    /// They fit the other way round.
    #[error("latitude and longitude are swapped")]
    Swapped,
    /// Not in the United Kingdom.
    #[error("the position is outside the United Kingdom")]
    Outside,
}

/// The mean radius of the Earth in metres (IUGG).
const EARTH_RADIUS_METRES: f64 = 6_371_008.8;

impl Point {
    /// The position at these degrees.
    ///
    /// # Errors
    /// [`ImpossiblePoint`] when the numbers are not finite, are 0,0, are swapped, or lie outside the box
    /// latitude 49 to 61.5, longitude -9 to 2.5.
    pub fn new(latitude: f64, longitude: f64) -> Result<Self, ImpossiblePoint> {
        let inside =
            |lat: f64, lon: f64| (49.0..=61.5).contains(&lat) && (-9.0..=2.5).contains(&lon);
        if inside(latitude, longitude) {
            Ok(Self {
                latitude,
                longitude,
            })
        } else if latitude == 0.0 && longitude == 0.0 {
            Err(ImpossiblePoint::Zero)
        } else if inside(longitude, latitude) {
            Err(ImpossiblePoint::Swapped)
        } else {
            Err(ImpossiblePoint::Outside)
        }
    }

    /// Degrees north.
    pub fn latitude(self) -> f64 {
        self.latitude
    }

    /// Degrees east.
    pub fn longitude(self) -> f64 {
        self.longitude
    }

    /// Great-circle distance to `other` in metres (haversine, on a sphere of the mean Earth radius).
    ///
    /// Off by about 0.5% at worst against the ellipsoid: good for "nearest first", not for boundaries.
    pub fn distance_metres(self, other: Self) -> f64 {
        let (lat1, lat2) = (self.latitude.to_radians(), other.latitude.to_radians());
        let half_lat = (lat2 - lat1) / 2.0;
        let half_lon = (other.longitude - self.longitude).to_radians() / 2.0;
        let h = half_lat.sin().powi(2) + lat1.cos() * lat2.cos() * half_lon.sin().powi(2);
        2.0 * EARTH_RADIUS_METRES * h.sqrt().min(1.0).asin()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leeds_to_york_is_about_thirty_five_kilometres() {
        let leeds = Point::new(53.7974, -1.5438).unwrap();
        let york = Point::new(53.9590, -1.0815).unwrap();
        assert!((leeds.distance_metres(york) - 35_256.0).abs() < 300.0);
    }

    #[test]
    fn what_is_wrong_with_a_position_is_told() {
        assert_eq!(Point::new(0.0, 0.0), Err(ImpossiblePoint::Zero));
        assert_eq!(Point::new(-1.54, 53.79), Err(ImpossiblePoint::Swapped));
        assert_eq!(Point::new(40.7, -74.0), Err(ImpossiblePoint::Outside));
        assert_eq!(Point::new(f64::NAN, 1.0), Err(ImpossiblePoint::Outside));
        assert!(
            Point::new(57.41, -7.19).is_ok(),
            "the Hebrides are in the United Kingdom"
        );
    }
}
