//! National Grid references to WGS84 positions.
//!
//! Ordnance Survey, "A guide to coordinate systems in Great Britain" (version 3.6), annexes B and C: the
//! inverse Transverse Mercator projection on the Airy 1830 ellipsoid, then the Helmert transformation of
//! section 6.6 backwards. Good to about 5 metres.

/// An ellipsoid's semi-axes in metres.
struct Ellipsoid {
    a: f64,
    b: f64,
}

const AIRY_1830: Ellipsoid = Ellipsoid {
    a: 6_377_563.396,
    b: 6_356_256.909,
};
const WGS84: Ellipsoid = Ellipsoid {
    a: 6_378_137.0,
    b: 6_356_752.314_245,
};

/// Scale on the central meridian.
const F0: f64 = 0.999_601_271_7;
/// True origin: 49° N, 2° W; its easting and northing.
const ORIGIN: (f64, f64) = (49.0, -2.0);
const FALSE: (f64, f64) = (400_000.0, -100_000.0);

/// Latitude and longitude in degrees (WGS84) of an easting and a northing in metres.
pub fn to_wgs84(easting: f64, northing: f64) -> (f64, f64) {
    let (latitude, longitude) = unproject(easting, northing);
    let (x, y, z) = to_cartesian(&AIRY_1830, latitude, longitude);
    let (x, y, z) = helmert(x, y, z);
    let (latitude, longitude) = from_cartesian(&WGS84, x, y, z);
    (latitude.to_degrees(), longitude.to_degrees())
}

/// Annex C.2: easting and northing to latitude and longitude in radians on the Airy ellipsoid.
fn unproject(easting: f64, northing: f64) -> (f64, f64) {
    let Ellipsoid { a, b } = AIRY_1830;
    let e2 = 1.0 - (b * b) / (a * a);
    let n = (a - b) / (a + b);
    let (phi0, lambda0) = (ORIGIN.0.to_radians(), ORIGIN.1.to_radians());
    let arc = |phi: f64| {
        let (sum, difference) = (phi + phi0, phi - phi0);
        b * F0
            * ((1.0 + n + 1.25 * n * n + 1.25 * n.powi(3)) * difference
                - (3.0 * n + 3.0 * n * n + 2.625 * n.powi(3)) * difference.sin() * sum.cos()
                + (1.875 * n * n + 1.875 * n.powi(3))
                    * (2.0 * difference).sin()
                    * (2.0 * sum).cos()
                - (35.0 / 24.0) * n.powi(3) * (3.0 * difference).sin() * (3.0 * sum).cos())
    };
    let mut phi = (northing - FALSE.1) / (a * F0) + phi0;
    for _ in 0..20 {
        let left = northing - FALSE.1 - arc(phi);
        if left.abs() < 0.000_01 {
            break;
        }
        phi += left / (a * F0);
    }
    let sin2 = phi.sin().powi(2);
    let nu = a * F0 / (1.0 - e2 * sin2).sqrt();
    let rho = a * F0 * (1.0 - e2) / (1.0 - e2 * sin2).powf(1.5);
    let eta2 = nu / rho - 1.0;
    let (tan, sec) = (phi.tan(), 1.0 / phi.cos());
    let t2 = tan * tan;
    let vii = tan / (2.0 * rho * nu);
    let viii = tan / (24.0 * rho * nu.powi(3)) * (5.0 + 3.0 * t2 + eta2 - 9.0 * t2 * eta2);
    let ix = tan / (720.0 * rho * nu.powi(5)) * (61.0 + 90.0 * t2 + 45.0 * t2 * t2);
    let x = sec / nu;
    let xi = sec / (6.0 * nu.powi(3)) * (nu / rho + 2.0 * t2);
    let xii = sec / (120.0 * nu.powi(5)) * (5.0 + 28.0 * t2 + 24.0 * t2 * t2);
    let xiia =
        sec / (5040.0 * nu.powi(7)) * (61.0 + 662.0 * t2 + 1320.0 * t2 * t2 + 720.0 * t2.powi(3));
    let d = easting - FALSE.0;
    (
        phi - vii * d.powi(2) + viii * d.powi(4) - ix * d.powi(6),
        lambda0 + x * d - xi * d.powi(3) + xii * d.powi(5) - xiia * d.powi(7),
    )
}

/// Annex B.1, at no height.
fn to_cartesian(ellipsoid: &Ellipsoid, phi: f64, lambda: f64) -> (f64, f64, f64) {
    let e2 = 1.0 - ellipsoid.b.powi(2) / ellipsoid.a.powi(2);
    let nu = ellipsoid.a / (1.0 - e2 * phi.sin().powi(2)).sqrt();
    (
        nu * phi.cos() * lambda.cos(),
        nu * phi.cos() * lambda.sin(),
        (1.0 - e2) * nu * phi.sin(),
    )
}

/// Annex B.2.
fn from_cartesian(ellipsoid: &Ellipsoid, x: f64, y: f64, z: f64) -> (f64, f64) {
    let e2 = 1.0 - ellipsoid.b.powi(2) / ellipsoid.a.powi(2);
    let p = x.hypot(y);
    let mut phi = z.atan2(p * (1.0 - e2));
    for _ in 0..10 {
        let nu = ellipsoid.a / (1.0 - e2 * phi.sin().powi(2)).sqrt();
        phi = (z + e2 * nu * phi.sin()).atan2(p);
    }
    (phi, y.atan2(x))
}

/// Section 6.6, the parameters from ETRS89 to OSGB36 with their signs turned.
fn helmert(x: f64, y: f64, z: f64) -> (f64, f64, f64) {
    let seconds = |s: f64| (s / 3600.0).to_radians();
    let (tx, ty, tz) = (446.448, -125.157, 542.060);
    let scale = 1.0 - 20.4894e-6;
    let (rx, ry, rz) = (seconds(0.1502), seconds(0.2470), seconds(0.8421));
    (
        tx + x * scale - rz * y + ry * z,
        ty + rz * x + y * scale - rx * z,
        tz - ry * x + rx * y + z * scale,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Annex C's worked example: Caister water tower, TG 51409 13177, on the Airy ellipsoid.
    #[test]
    fn the_published_example_comes_out_as_printed() {
        let (latitude, longitude) = unproject(651_409.903, 313_177.270);
        let degrees = |d: f64, m: f64, s: f64| d + m / 60.0 + s / 3600.0;
        assert!((latitude.to_degrees() - degrees(52.0, 39.0, 27.2531)).abs() < 1e-7);
        assert!((longitude.to_degrees() - degrees(1.0, 43.0, 4.5177)).abs() < 1e-7);
    }

    /// The same tower in the guide's example for ETRS89: the Helmert transformation comes within 5 m of it.
    #[test]
    fn the_published_example_is_within_five_metres_on_the_globe() {
        let (latitude, longitude) = to_wgs84(651_409.804, 313_177.450);
        let degrees = |d: f64, m: f64, s: f64| d + m / 60.0 + s / 3600.0;
        assert!(
            (latitude - degrees(52.0, 39.0, 28.8282)).abs() < 4.5e-5,
            "{latitude}"
        );
        assert!(
            (longitude - degrees(1.0, 42.0, 57.8663)).abs() < 7.4e-5,
            "{longitude}"
        );
    }

    /// The Airy Transit Circle at Greenwich: on the grid at TQ 38874 77338, 5.31″ west of the WGS84 meridian.
    #[test]
    fn greenwich_is_where_it_is() {
        let (latitude, longitude) = to_wgs84(538_874.0, 177_338.0);
        assert!((latitude - 51.477_8).abs() < 1e-3, "{latitude}");
        assert!((longitude + 5.31 / 3600.0).abs() < 2e-4, "{longitude}");
    }
}
