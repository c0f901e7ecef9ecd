//! The map: rings by distance and numbers that match the list, drawn by ourselves. No tiles, nothing loaded.

use crate::components::Markup;
use crate::words::{list, names};
use model::Point;
use std::fmt::Write as _;

/// Width of the drawing.
const WIDTH: f64 = 320.0;
/// Height of the drawing.
const HEIGHT: f64 = 300.0;
/// Radius of the outermost ring.
const REACH: f64 = 135.0;
/// Radius of a number's disc.
const DISC: f64 = 12.0;
/// Metres in a degree of latitude.
const METRES_A_DEGREE: f64 = 111_195.0;
/// Metres in a mile.
const METRES_A_MILE: f64 = 1609.344;

/// A service on or off the map.
#[derive(Clone, Debug)]
pub struct Spot {
    /// Its number in the list.
    pub number: usize,
    /// Where it is; none when it is given by phone or at home, or its address is not known.
    pub point: Option<Point>,
}

/// The map of `spots` around `centre`, which is called `label`; none when nothing stands on it.
pub fn draw(label: &str, centre: Point, spots: &[Spot]) -> Option<Markup> {
    let mut placed: Vec<(usize, f64, f64)> = Vec::new();
    for spot in spots {
        if let Some(point) = spot.point {
            let north = (point.latitude() - centre.latitude()) * METRES_A_DEGREE / METRES_A_MILE;
            let east = (point.longitude() - centre.longitude())
                * METRES_A_DEGREE
                * centre.latitude().to_radians().cos()
                / METRES_A_MILE;
            placed.push((spot.number, east, north));
        }
    }
    let farthest = placed
        .iter()
        .map(|(_, east, north)| east.hypot(*north))
        .fold(0.0, f64::max);
    if placed.is_empty() {
        return None;
    }
    let ring = ring_miles(farthest);
    let scale = REACH / (3.0 * ring);
    let mut discs: Vec<(usize, f64, f64)> = placed
        .iter()
        .map(|(number, east, north)| {
            (
                *number,
                WIDTH / 2.0 + east * scale,
                HEIGHT / 2.0 - north * scale,
            )
        })
        .collect();
    part(&mut discs);

    let mut svg = String::with_capacity(2048);
    let (cx, cy) = (WIDTH / 2.0, HEIGHT / 2.0);
    svg.push_str("<svg viewBox=\"0 0 320 300\" role=\"img\" aria-labelledby=\"mapt\"><title id=\"mapt\">How far away each service is and in which direction. North is at the top.</title><g fill=\"none\" stroke=\"#aeb7bd\">");
    for at in 1..=3 {
        let _ = write!(
            svg,
            "<circle cx=\"{cx}\" cy=\"{cy}\" r=\"{}\"/>",
            REACH / 3.0 * f64::from(at)
        );
    }
    svg.push_str("</g><g font-size=\"13\" fill=\"#4c6272\" font-family=\"arial,sans-serif\" text-anchor=\"middle\">");
    for at in 1..=3 {
        let _ = write!(
            svg,
            "<text x=\"{cx}\" y=\"{}\">{}</text>",
            cy - REACH / 3.0 * f64::from(at) - 3.0,
            crate::words::distance::within(ring * f64::from(at))
        );
    }
    svg.push_str("</g><path d=\"M160 139l4 8 8 1-6 6 2 9-8-5-8 5 2-9-6-6 8-1z\" fill=\"#212b32\"/><g font-size=\"14\" font-weight=\"bold\" font-family=\"arial,sans-serif\" text-anchor=\"middle\">");
    // Drawn from the last: where two still touch, the nearer one lies on top.
    for (number, x, y) in discs.iter().rev() {
        let _ = write!(
            svg,
            "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{DISC}\" fill=\"#17494d\" stroke=\"#fff\"/><text x=\"{x:.0}\" y=\"{:.0}\" fill=\"#fff\">{number}</text>",
            y + 5.0
        );
    }
    svg.push_str("</g></svg>");
    Some(Markup::of(&Figure {
        svg: &svg,
        caption: caption(label, spots),
    }))
}

/// A round distance between rings, so that three rings hold the farthest.
fn ring_miles(farthest: f64) -> f64 {
    [0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0]
        .into_iter()
        .find(|ring| ring * 3.0 >= farthest)
        .unwrap_or(250.0)
}

/// Moves discs that lie over one another, or over the star, apart a little, within the drawing.
fn part(discs: &mut [(usize, f64, f64)]) {
    let apart = 2.0 * DISC + 1.0;
    for _ in 0..40 {
        for a in 0..discs.len() {
            for b in 0..a {
                let (dx, dy) = (discs[a].1 - discs[b].1, discs[a].2 - discs[b].2);
                let gap = dx.hypot(dy);
                if gap < apart {
                    // Two at one spot part in a direction of their own, always the same.
                    let (ux, uy) = if gap > 0.01 {
                        (dx / gap, dy / gap)
                    } else {
                        (
                            f64::from(discs[a].0 as u32).cos(),
                            f64::from(discs[a].0 as u32).sin(),
                        )
                    };
                    let step = (apart - gap) / 2.0;
                    discs[a].1 += ux * step;
                    discs[a].2 += uy * step;
                    discs[b].1 -= ux * step;
                    discs[b].2 -= uy * step;
                }
            }
            let (dx, dy) = (discs[a].1 - WIDTH / 2.0, discs[a].2 - HEIGHT / 2.0);
            let gap = dx.hypot(dy);
            if gap < DISC + 9.0 {
                let (ux, uy) = if gap > 0.01 {
                    (dx / gap, dy / gap)
                } else {
                    (1.0, 0.0)
                };
                discs[a].1 = WIDTH / 2.0 + ux * (DISC + 9.0);
                discs[a].2 = HEIGHT / 2.0 + uy * (DISC + 9.0);
            }
            discs[a].1 = discs[a].1.clamp(DISC, WIDTH - DISC);
            discs[a].2 = discs[a].2.clamp(DISC, HEIGHT - DISC);
        }
    }
}

fn caption(label: &str, spots: &[Spot]) -> String {
    let off: Vec<String> = spots
        .iter()
        .filter(|spot| spot.point.is_none())
        .map(|spot| spot.number.to_string())
        .collect();
    let star = format!("The star is {}.", names::calm(label));
    match off.as_slice() {
        [] => star,
        [one] => format!("{star} Number {one} has no place to go to, so it is not on the map."),
        many => format!(
            "{star} Numbers {} have no place to go to, so they are not on the map.",
            list(many)
        ),
    }
}

#[derive(askama::Template)]
#[template(
    source = "<figure class=\"fp-map\">{{ svg|safe }}<figcaption>{{ caption }}</figcaption></figure>",
    ext = "html"
)]
struct Figure<'a> {
    svg: &'a str,
    caption: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(latitude: f64, longitude: f64) -> Point {
        Point::new(latitude, longitude).unwrap()
    }

    #[test]
    fn every_placed_service_has_its_number_and_the_others_are_named() {
        let spots = [
            Spot {
                number: 1,
                point: Some(point(54.2, -1.6)),
            },
            Spot {
                number: 2,
                point: Some(point(54.2, -1.6)),
            },
            Spot {
                number: 3,
                point: None,
            },
        ];
        let map = draw("<QX4>", point(54.21, -1.6), &spots)
            .unwrap()
            .to_string();
        assert!(
            map.contains(">1</text>") && map.contains(">2</text>") && !map.contains(">3</text>")
        );
        assert!(map.contains("The star is &#60;QX4&#62;. Number 3 has no place to go to"));
        assert!(draw("QX4", point(54.21, -1.6), &spots[2..]).is_none());
    }

    #[test]
    fn discs_are_parted_and_stay_inside() {
        let mut discs: Vec<(usize, f64, f64)> =
            (1..=10).map(|number| (number, 160.0, 150.0)).collect();
        part(&mut discs);
        for (at, a) in discs.iter().enumerate() {
            assert!((DISC..=WIDTH - DISC).contains(&a.1) && (DISC..=HEIGHT - DISC).contains(&a.2));
            for b in &discs[..at] {
                assert!((a.1 - b.1).hypot(a.2 - b.2) > DISC, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn three_rings_hold_the_farthest() {
        for (farthest, ring) in [(0.0, 0.1), (0.7, 0.25), (2.6, 1.0), (4.9, 2.0), (14.0, 5.0)] {
            assert!((ring_miles(farthest) - ring).abs() < 1e-9, "{farthest}");
        }
    }
}
