//! Times of day as written, and which half of the day they mean.

use model::Session;

/// Minutes in half a day.
const HALF: u16 = 720;

/// A time of day as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is how the time was written, and any may go with any"
)]
pub(super) struct Clock {
    /// Minutes after midnight as written, 24:00 at most.
    minutes: u16,
    /// True when it can be no other time.
    exact: bool,
    /// True when it is in the style of 24 hours, so that its neighbours are too.
    pub style_24: bool,
    /// True when its minutes are written.
    with_minutes: bool,
    /// True when it said `am`.
    am: bool,
}

/// The half of the day that a text speaks of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Part {
    #[default]
    NotSaid,
    Morning,
    Afternoon,
    Evening,
}

impl Clock {
    /// The time `hour`:`minute`; `half` is `am` (false) or `pm` (true).
    pub fn new(hour: u16, minute: Option<u16>, half: Option<bool>, padded: bool) -> Option<Self> {
        let minutes = hour * 60 + minute.unwrap_or(0);
        if minute.unwrap_or(0) >= 60 || minutes > 2 * HALF {
            return None;
        }
        let base = Self {
            minutes,
            exact: false,
            style_24: false,
            with_minutes: minute.is_some(),
            am: half == Some(false),
        };
        match half {
            // `13:00pm` is said twice and still one time; `13:00am` and `0pm` are none.
            Some(true) if hour > 12 => Some(Self {
                exact: true,
                ..base
            }),
            Some(_) if hour > 12 || hour == 0 && !padded => None,
            Some(pm) => {
                let minutes = minutes % HALF + if pm { HALF } else { 0 };
                Some(Self {
                    minutes,
                    exact: true,
                    ..base
                })
            }
            None => {
                let style_24 = hour > 12 || padded && minute.is_some();
                // A bare number past 12 is a clock's hour only with its minutes: `9-17` is not sure.
                (hour <= 12 || minute.is_some()).then_some(Self {
                    exact: style_24,
                    style_24,
                    ..base
                })
            }
        }
    }

    /// Noon or midnight.
    pub fn exact(minutes: u16) -> Self {
        Self {
            minutes,
            exact: true,
            style_24: false,
            with_minutes: false,
            am: false,
        }
    }

    /// The same time in a text whose other times are in the style of 24 hours.
    fn among_24(self) -> Self {
        Self {
            exact: self.exact || self.with_minutes,
            ..self
        }
    }
}

/// The session from `opens` to `closes`; none when it could be two different ones, or is an unlikely one.
pub(super) fn session(opens: Clock, closes: Clock, style_24: bool, part: Part) -> Option<Session> {
    let (a, b) = if style_24 {
        (opens.among_24(), closes.among_24())
    } else {
        (opens, closes)
    };
    let (from, to) = match (a.exact, b.exact) {
        (true, true) => (a.minutes, b.minutes),
        (false, true) => (before(a, b)?, b.minutes),
        (true, false) => (a.minutes, after(a, b)?),
        (false, false) => bare(a, b, part)?,
    };
    // `18:00-8:00` may as well end in the evening.
    let unsure = style_24 && to <= from && to > 0 && !b.style_24 && !closes.exact;
    likely(from, to, part).filter(|_| !unsure)
}

/// `9` of `9-5pm`: the half of the day that comes before an exact time.
fn before(a: Clock, b: Clock) -> Option<u16> {
    let (morning, evening) = (a.minutes % HALF, a.minutes % HALF + HALF);
    if b.am || b.minutes <= HALF {
        // `9-11am`, `10-12 noon`
        return (morning < b.minutes && morning >= 5 * 60).then_some(morning);
    }
    if b.minutes >= 2 * HALF {
        return None;
    }
    if evening >= b.minutes {
        return (morning >= 5 * 60).then_some(morning);
    }
    // `7-9pm` is an evening; `8-10pm` may be a long day.
    (b.minutes < 22 * 60 || !(6 * 60..HALF).contains(&morning)).then_some(evening)
}

/// `5` of `9am-5`: the half of the day that comes after an exact time.
fn after(a: Clock, b: Clock) -> Option<u16> {
    let (morning, evening) = (b.minutes % HALF, b.minutes % HALF + HALF);
    if a.minutes < HALF {
        // `9am-11` may be two hours or fourteen; `9am-12` is not.
        return (morning <= a.minutes).then_some(evening);
    }
    (evening > a.minutes).then_some(evening)
}

/// Both of `9-5`.
fn bare(a: Clock, b: Clock, part: Part) -> Option<(u16, u16)> {
    let (from, to) = (a.minutes % HALF, b.minutes % HALF);
    match part {
        Part::Morning => {
            let to = if to < 60 { to + HALF } else { to };
            return (from < to && from >= 5 * 60).then_some((from, to));
        }
        Part::Afternoon | Part::Evening => {
            return (from < to).then_some((from + HALF, to + HALF));
        }
        Part::NotSaid => {}
    }
    let hour = 60;
    if from < hour {
        // From twelve.
        return (to > from && to <= 9 * hour).then_some((from + HALF, to + HALF));
    }
    if from < 5 * hour {
        return (to > from && to <= 9 * hour).then_some((from + HALF, to + HALF));
    }
    if from < 7 * hour {
        return None;
    }
    // From the morning: to noon or a little after, to an hour before its own, or to the same hour in the evening.
    // `7-12` may end at midnight.
    if to < hour && from < 8 * hour {
        return None;
    }
    let evening = to < hour || to < from && to <= 8 * hour + 30 || to == from && to % hour == 0;
    if evening {
        return Some((from, to + HALF));
    }
    (from >= 9 * hour && to > from && to - from <= 150).then_some((from, to))
}

/// The session, unless it is one that hardly anybody keeps.
fn likely(from: u16, to: u16, part: Part) -> Option<Session> {
    let night = 16 * 60;
    let whole = from == 0 && (to >= 1439 || to == 0);
    let to = if whole || to == 0 { 1440 } else { to };
    let good = match part {
        Part::Morning => from < HALF && to <= 13 * 60 && to > from,
        Part::Afternoon => from >= 11 * 60 && to > from,
        Part::Evening => from >= night,
        Part::NotSaid => true,
    };
    let over_night = to <= from && from >= night && to <= 9 * 60;
    let by_day = to > from && from >= 4 * 60;
    if good && (whole || over_night || by_day) {
        Session::new(from, to).ok()
    } else {
        None
    }
}
