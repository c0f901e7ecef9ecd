//! Distances: words under a mile, then the nearest half mile.

/// Metres in a mile.
pub const METRES_IN_A_MILE: f64 = 1609.344;

/// The distance in words: `less than half a mile`, `less than 1 mile`, `1 mile`, `1 and a half miles`, `12 miles`.
pub fn distance(metres: f64) -> String {
    let miles = metres / METRES_IN_A_MILE;
    if miles < 0.5 {
        return "less than half a mile".to_owned();
    }
    if miles < 1.0 {
        return "less than 1 mile".to_owned();
    }
    // Past ten miles nobody needs the half.
    let halves = if miles < 10.0 {
        (miles * 2.0).round() as u32
    } else {
        (miles.round() as u32).saturating_mul(2)
    };
    match (halves / 2, halves % 2) {
        (1, 0) => "1 mile".to_owned(),
        (whole, 0) => format!("{whole} miles"),
        (whole, _) => format!("{whole} and a half miles"),
    }
}

/// A radius as a filter names it: `1 mile`, `15 miles`, `2.5 miles`.
pub fn within(miles: f64) -> String {
    if (miles - 1.0).abs() < f64::EPSILON {
        "1 mile".to_owned()
    } else {
        format!("{miles} miles")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_words_then_half_miles() {
        for (miles, want) in [
            (0.0, "less than half a mile"),
            (0.49, "less than half a mile"),
            (0.5, "less than 1 mile"),
            (0.99, "less than 1 mile"),
            (1.0, "1 mile"),
            (1.2, "1 mile"),
            (1.3, "1 and a half miles"),
            (2.5, "2 and a half miles"),
            (9.9, "10 miles"),
            (14.6, "15 miles"),
        ] {
            assert_eq!(distance(miles * METRES_IN_A_MILE), want, "{miles}");
        }
        assert_eq!(within(1.0), "1 mile");
        assert_eq!(within(2.5), "2.5 miles");
        assert_eq!(within(15.0), "15 miles");
    }
}
