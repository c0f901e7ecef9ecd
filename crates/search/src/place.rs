//! Distances, quick and exact, and the order of documents over the ground.

use model::Point;

/// The mean radius of the Earth in metres, as in [`Point::distance_metres`].
const EARTH_RADIUS_METRES: f64 = 6_371_008.8;
/// Up to here a quick distance is off by at most [`CLOSE`], beyond it by at most [`LOOSE`].
const NEAR_METRES: f64 = 100_000.0;
const CLOSE: f64 = 1e-3;
const LOOSE: f64 = 5e-2;

/// The place from which distances are measured.
pub(crate) struct Origin {
    point: Point,
    sine: f64,
    cosine: f64,
}

impl Origin {
    /// The origin at `point`.
    pub(crate) fn new(point: Point) -> Self {
        let (sine, cosine) = point.latitude().to_radians().sin_cos();
        Self {
            point,
            sine,
            cosine,
        }
    }

    /// A distance in metres without trigonometry: on a plane that touches the Earth half-way. See [`lower`].
    pub(crate) fn quick_metres(&self, latitude: f64, longitude: f64) -> f64 {
        let north = (latitude - self.point.latitude()).to_radians();
        let east = (longitude - self.point.longitude()).to_radians()
            * (self.cosine - self.sine * north / 2.0);
        EARTH_RADIUS_METRES * (north * north + east * east).sqrt()
    }

    /// The great-circle distance in metres as the model has it; none for numbers that are no place.
    pub(crate) fn exact_metres(&self, latitude: f64, longitude: f64) -> Option<f64> {
        Point::new(latitude, longitude)
            .ok()
            .map(|point| self.point.distance_metres(point))
    }

    /// The box of degrees (south, north, west, east) outside which everything is farther than `metres`.
    pub(crate) fn around(&self, metres: f64) -> [f64; 4] {
        let north = (metres / EARTH_RADIUS_METRES).to_degrees() * 1.01 + 1e-6;
        let (latitude, longitude) = (self.point.latitude(), self.point.longitude());
        let widest = (latitude.abs() + north).min(89.0).to_radians().cos();
        let east = (north / widest).min(180.0);
        [
            latitude - north,
            latitude + north,
            longitude - east,
            longitude + east,
        ]
    }
}

fn slack(quick: f64) -> f64 {
    if quick < NEAR_METRES { CLOSE } else { LOOSE }
}

/// What a distance is at least, given the quick one.
pub(crate) fn lower(quick: f64) -> f64 {
    quick * (1.0 - slack(quick)) - 0.01
}

/// What a distance is at most, given the quick one.
pub(crate) fn upper(quick: f64) -> f64 {
    quick * (1.0 + slack(quick)) + 0.01
}

/// The place of a point along a Hilbert curve over the United Kingdom: points that are near in it are near on the ground.
pub(crate) fn hilbert(point: Point) -> u32 {
    const SIDE: u32 = 1 << 16;
    let cell = |share: f64| ((share * f64::from(SIDE)) as u32).min(SIDE - 1);
    // The box of `Point`: 12.5 degrees of latitude and 11.5 of longitude.
    let mut x = cell((point.longitude() + 9.0) / 11.5);
    let mut y = cell((point.latitude() - 49.0) / 12.5);
    let mut place = 0_u32;
    let mut side = SIDE / 2;
    while side > 0 {
        let (right, up) = (u32::from(x & side > 0), u32::from(y & side > 0));
        place = (place << 2) | ((3 * right) ^ up);
        if up == 0 {
            if right == 1 {
                x = (SIDE - 1) - x;
                y = (SIDE - 1) - y;
            }
            std::mem::swap(&mut x, &mut y);
        }
        side /= 2;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_point() -> impl Strategy<Value = Point> {
        (49.0..61.5_f64, -9.0..2.5_f64).prop_map(|(lat, lon)| Point::new(lat, lon).unwrap())
    }

    proptest! {
        #[test]
        fn the_quick_distance_keeps_its_bounds(from in any_point(), to in any_point(), nearer in 0.0..1.0_f64) {
            let between = |a: f64, b: f64| a + (b - a) * nearer * nearer;
            let to = Point::new(between(from.latitude(), to.latitude()), between(from.longitude(), to.longitude())).unwrap();
            let quick = Origin::new(from).quick_metres(to.latitude(), to.longitude());
            let exact = from.distance_metres(to);
            prop_assert!(lower(quick) <= exact && exact <= upper(quick), "{} {}", quick, exact);
        }

        #[test]
        fn nothing_near_is_outside_the_box(from in any_point(), to in any_point()) {
            let metres = from.distance_metres(to);
            let [south, north, west, east] = Origin::new(from).around(metres);
            prop_assert!((south..=north).contains(&to.latitude()) && (west..=east).contains(&to.longitude()));
        }
    }

    #[test]
    fn neighbours_on_the_curve_are_neighbours_on_the_ground() {
        let step = 0.02;
        let mut points: Vec<Point> = (0..200)
            .flat_map(|a| {
                (0..200).map(move |b| {
                    Point::new(51.0 + f64::from(a) * step, -2.0 + f64::from(b) * step)
                })
            })
            .filter_map(Result::ok)
            .collect();
        points.sort_by_key(|point| hilbert(*point));
        let mean = points
            .windows(2)
            .map(|pair| pair[0].distance_metres(pair[1]))
            .sum::<f64>()
            / points.len() as f64;
        assert!(mean < 4_000.0, "{mean}");
    }
}
