//! From the National Grid to the globe: OSGB36 eastings and northings as WGS84 latitude and longitude.
//!
//! Always: within about 5 m of the definitive transformation anywhere in Great Britain, which is what the
//! seven-parameter Helmert shift of Ordnance Survey, "A guide to coordinate systems in Great Britain", gives.
//! Formulas and constants are those of its annexes A to C; the latitude at the foot of the perpendicular and the
//! way back from x, y, z use closed forms that agree with its iterations to well under a millimetre.

use model::{ImpossiblePoint, Point};

/// Semi-axes of the Airy 1830 ellipsoid, in metres (annex A.1).
const AIRY: (f64, f64) = (6_377_563.396, 6_356_256.909);
/// Semi-axes of the WGS84 (GRS80) ellipsoid, in metres (annex A.1).
const WGS84: (f64, f64) = (6_378_137.0, 6_356_752.314_1);
/// Scale on the central meridian (annex A.2).
const SCALE: f64 = 0.999_601_271_7;
/// True origin: 49°N 2°W (annex A.2).
const ORIGIN_LATITUDE: f64 = 49.0;
const ORIGIN_LONGITUDE: f64 = -2.0;
/// Grid coordinates of the true origin, in metres (annex A.2).
const ORIGIN_EASTING: f64 = 400_000.0;
const ORIGIN_NORTHING: f64 = -100_000.0;
/// OSGB36 to WGS84, the reverse of the guide's section 6.6: metres, parts, seconds of arc.
const SHIFT: [f64; 3] = [446.448, -125.157, 542.060];
const STRETCH: f64 = -20.4894e-6;
const TURN_SECONDS: [f64; 3] = [0.1502, 0.2470, 0.8421];

/// The transformation with its constants worked out once.
#[derive(Clone, Debug)]
pub struct Grid {
    /// Squared eccentricity of Airy.
    e2: f64,
    /// Metres of meridian per radian of rectifying latitude, Airy.
    metres_per_radian: f64,
    /// Meridian from the equator to the true origin, in metres.
    to_origin: f64,
    /// Coefficients of sin 2μ, 4μ, 6μ and 8μ that lead from rectifying to geodetic latitude.
    rectify: [f64; 4],
    turn: [f64; 3],
}

impl Default for Grid {
    fn default() -> Self {
        Self::new()
    }
}

impl Grid {
    /// Works out the constants.
    pub fn new() -> Self {
        let (a, b) = AIRY;
        let n = (a - b) / (a + b);
        let e2 = 1.0 - (b / a).powi(2);
        let origin = ORIGIN_LATITUDE.to_radians();
        Self {
            e2,
            metres_per_radian: a
                * (1.0 - e2 / 4.0 - 3.0 * e2.powi(2) / 64.0 - 5.0 * e2.powi(3) / 256.0),
            to_origin: meridian(b, n, origin),
            rectify: [
                1.5 * n - 27.0 / 32.0 * n.powi(3),
                21.0 / 16.0 * n.powi(2) - 55.0 / 32.0 * n.powi(4),
                151.0 / 96.0 * n.powi(3),
                1097.0 / 512.0 * n.powi(4),
            ],
            turn: TURN_SECONDS.map(|seconds| (seconds / 3600.0).to_radians()),
        }
    }

    /// The position of a grid reference in metres.
    ///
    /// # Errors
    /// [`ImpossiblePoint`]: zero for 0,0 (how data says "no position"), outside when not in the United Kingdom.
    pub fn point(&self, easting: f64, northing: f64) -> Result<Point, ImpossiblePoint> {
        if easting == 0.0 && northing == 0.0 {
            return Err(ImpossiblePoint::Zero);
        }
        // Far outside the grid the series mean nothing.
        if !(-200_000.0..=900_000.0).contains(&easting)
            || !(-300_000.0..=1_400_000.0).contains(&northing)
        {
            return Err(ImpossiblePoint::Outside);
        }
        let (latitude, longitude) = self.osgb36(easting, northing);
        let (latitude, longitude) = self.shift(latitude, longitude);
        Point::new(latitude.to_degrees(), longitude.to_degrees())
    }

    /// Latitude and longitude on Airy, in radians (annex C.2).
    fn osgb36(&self, easting: f64, northing: f64) -> (f64, f64) {
        let meridian = self.to_origin + (northing - ORIGIN_NORTHING) / SCALE;
        let mu = meridian / self.metres_per_radian;
        let (sin2, cos2) = (2.0 * mu).sin_cos();
        let (sin4, cos4) = (2.0 * sin2 * cos2, 2.0 * cos2 * cos2 - 1.0);
        let (sin6, sin8) = (sin4 * cos2 + cos4 * sin2, 2.0 * sin4 * cos4);
        let [r2, r4, r6, r8] = self.rectify;
        let foot = mu + r2 * sin2 + r4 * sin4 + r6 * sin6 + r8 * sin8;

        let (sin, cos) = foot.sin_cos();
        let (tan, sec) = (sin / cos, 1.0 / cos);
        let t2 = tan * tan;
        let w2 = 1.0 - self.e2 * sin * sin;
        let nu = AIRY.0 * SCALE / w2.sqrt();
        let rho = nu * (1.0 - self.e2) / w2;
        let ratio = nu / rho;
        let eta2 = ratio - 1.0;
        // Powers of distance from the central meridian, as a share of the radius of curvature.
        let x = (easting - ORIGIN_EASTING) / nu;
        let x2 = x * x;
        let latitude = foot
            - tan
                * ratio
                * x2
                * (0.5 - x2 / 24.0 * (5.0 + 3.0 * t2 + eta2 - 9.0 * t2 * eta2)
                    + x2 * x2 / 720.0 * (61.0 + t2 * (90.0 + 45.0 * t2)));
        let longitude = ORIGIN_LONGITUDE.to_radians()
            + sec
                * x
                * (1.0 - x2 / 6.0 * (ratio + 2.0 * t2)
                    + x2 * x2 / 120.0 * (5.0 + t2 * (28.0 + 24.0 * t2))
                    - x2 * x2 * x2 / 5040.0 * (61.0 + t2 * (662.0 + t2 * (1320.0 + 720.0 * t2))));
        (latitude, longitude)
    }

    /// From Airy to WGS84, both in radians, by way of x, y, z (annexes B.1, B.2 and section 6.6).
    fn shift(&self, latitude: f64, longitude: f64) -> (f64, f64) {
        let ((sin_lat, cos_lat), (sin_lon, cos_lon)) = (latitude.sin_cos(), longitude.sin_cos());
        let nu = AIRY.0 / (1.0 - self.e2 * sin_lat * sin_lat).sqrt();
        let (x, y, z) = (
            nu * cos_lat * cos_lon,
            nu * cos_lat * sin_lon,
            (1.0 - self.e2) * nu * sin_lat,
        );

        let [rx, ry, rz] = self.turn;
        let scale = 1.0 + STRETCH;
        let (x, y, z) = (
            SHIFT[0] + scale * x - rz * y + ry * z,
            SHIFT[1] + rz * x + scale * y - rx * z,
            SHIFT[2] - ry * x + rx * y + scale * z,
        );

        // Bowring's closed form, better than a tenth of a millimetre near the ground.
        let (major, minor) = WGS84;
        let e2 = 1.0 - (minor / major).powi(2);
        let from_axis = (x * x + y * y).sqrt();
        let tan = z * major / (from_axis * minor);
        let cos = 1.0 / (1.0 + tan * tan).sqrt();
        let sin = tan * cos;
        let second_e2 = e2 / (1.0 - e2);
        (
            (z + second_e2 * minor * sin.powi(3)).atan2(from_axis - e2 * major * cos.powi(3)),
            y.atan2(x),
        )
    }
}

/// Meridian from the equator to `latitude`, in metres (annex C.1, the developed M, taken from 0).
fn meridian(b: f64, n: f64, latitude: f64) -> f64 {
    let (n2, n3) = (n * n, n * n * n);
    b * ((1.0 + n + 1.25 * n2 + 1.25 * n3) * latitude
        - (3.0 * n + 3.0 * n2 + 21.0 / 8.0 * n3) * latitude.sin() * latitude.cos()
        + (15.0 / 8.0 * n2 + 15.0 / 8.0 * n3) * (2.0 * latitude).sin() * (2.0 * latitude).cos()
        - 35.0 / 24.0 * n3 * (3.0 * latitude).sin() * (3.0 * latitude).cos())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn degrees(d: f64, m: f64, s: f64) -> f64 {
        d + m / 60.0 + s / 3600.0
    }

    /// The worked example of annex C: the OSGB36 position of E 651409.903, N 313177.270.
    #[test]
    fn the_worked_example_of_ordnance_survey_comes_out() {
        let (latitude, longitude) = Grid::new().osgb36(651_409.903, 313_177.270);
        assert!(
            (latitude.to_degrees() - degrees(52.0, 39.0, 27.2531)).abs() < 0.0001 / 3600.0 * 2.0
        );
        assert!(
            (longitude.to_degrees() - degrees(1.0, 43.0, 4.5177)).abs() < 0.0001 / 3600.0 * 2.0
        );
    }

    #[track_caller]
    fn check(easting: f64, northing: f64, latitude: f64, longitude: f64, metres: f64) {
        let point = Grid::new().point(easting, northing).unwrap();
        let off = point.distance_metres(Point::new(latitude, longitude).unwrap());
        assert!(off < metres, "{point:?} is {off} m off");
    }

    #[test]
    fn known_places_are_where_they_are() {
        // Caister water tower in ETRS89, as Ordnance Survey publishes it.
        check(
            651_409.903,
            313_177.270,
            degrees(52.0, 39.0, 28.8282),
            degrees(1.0, 42.0, 57.8663),
            5.0,
        );
        // From the test points that Ordnance Survey ships with OSTN15: Scilly and St Kilda.
        check(
            91_492.146,
            11_318.804,
            49.922_263_937_30,
            -6.299_777_520_14,
            8.0,
        );
        check(
            9_587.909,
            899_448.996,
            57.813_518_384_10,
            -8.578_544_560_76,
            8.0,
        );
    }

    #[test]
    fn no_position_is_not_made_one() {
        assert_eq!(Grid::new().point(0.0, 0.0), Err(ImpossiblePoint::Zero));
        assert_eq!(Grid::new().point(1e9, 1.0), Err(ImpossiblePoint::Outside));
        assert_eq!(
            Grid::new().point(f64::NAN, 1.0),
            Err(ImpossiblePoint::Outside)
        );
    }
}
