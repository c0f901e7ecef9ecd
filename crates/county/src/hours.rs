//! Weeks of opening times, and how directories write them.

use crate::random::Random;

/// Sessions of each day, Monday first, in minutes after midnight. A closing time before the opening time is on the
/// next day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Week(pub [Vec<(u16, u16)>; 7]);

pub(crate) const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

impl Week {
    /// The same session on these days.
    pub fn on(days: &[usize], opens: u16, closes: u16) -> Self {
        let mut week = Self::default();
        for &day in days {
            week.0[day].push((opens, closes));
        }
        week
    }

    pub fn and(mut self, days: &[usize], opens: u16, closes: u16) -> Self {
        for &day in days {
            self.0[day].push((opens, closes));
        }
        self
    }

    /// A week as the kind's `hours` word means it; none for `unknown`.
    pub fn of(pattern: &str, random: &mut Random) -> Option<Self> {
        let day = random.below(5);
        let half_hour = 30 * random.below(3) as u16;
        Some(match pattern {
            "weekly" => {
                let opens = *random.pick(&[600, 660, 780, 840]) + half_hour;
                Self::on(&[day], opens, opens + 120)
            }
            "twice" => Self::on(&[day, (day + 2) % 6], 600 + half_hour, 780 + half_hour),
            "evening" => Self::on(&[day], 1080 + half_hour, 1200 + half_hour),
            "office" => Self::on(&[0, 1, 2, 3, 4], 540, 1020 - half_hour),
            "half" => Self::on(&[0, 1, 3], 570, 750).and(&[1, 3], 810, 960 + half_hour),
            "shop" => Self::on(&[0, 1, 2, 3, 4], 540, 1050).and(&[5], 570, 780 + half_hour),
            "saturday" => Self::on(&[5], 540, 690),
            "always" => Self::on(&[0, 1, 2, 3, 4, 5, 6], 0, 1440),
            _ => return None,
        })
    }

    /// The week with the last session of one open day ending an hour earlier: what an old copy says.
    pub fn an_hour_less(&self) -> Self {
        let mut week = self.clone();
        let open = week.0.iter_mut().rev().find_map(|day| {
            day.last_mut()
                .filter(|(opens, closes)| *closes >= opens + 90 && (*opens, *closes) != (0, 1440))
        });
        if let Some((_, closes)) = open {
            *closes -= 60;
        }
        week
    }

    /// `09:00-13:00, 14:00-17:00`, or `Closed`.
    pub fn clock(&self, day: usize) -> String {
        self.written(day, ", ", |minute| {
            format!("{:02}:{:02}", minute / 60 % 24, minute % 60)
        })
    }

    /// `9am-1pm and 2pm-5.30pm`, or `Closed`.
    pub fn spoken(&self, day: usize) -> String {
        self.written(day, " and ", |minute| {
            let hour = match minute / 60 % 12 {
                0 => 12,
                hour => hour,
            };
            let half = if minute / 60 % 24 < 12 { "am" } else { "pm" };
            if minute % 60 == 0 {
                format!("{hour}{half}")
            } else {
                format!("{hour}.{:02}{half}", minute % 60)
            }
        })
    }

    fn written(&self, day: usize, between: &str, time: impl Fn(u16) -> String) -> String {
        if self.0[day].is_empty() {
            return "Closed".to_owned();
        }
        if self.0[day] == [(0, 1440)] {
            return "24 hours".to_owned();
        }
        let sessions: Vec<String> = self.0[day]
            .iter()
            .map(|(opens, closes)| format!("{}-{}", time(*opens), time(*closes)))
            .collect();
        sessions.join(between)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_two_styles() {
        let week = Week::on(&[0], 540, 780)
            .and(&[0], 840, 1050)
            .and(&[6], 0, 1440);
        assert_eq!(
            (week.clock(0), week.spoken(0)),
            (
                "09:00-13:00, 14:00-17:30".into(),
                "9am-1pm and 2pm-5.30pm".into()
            )
        );
        assert_eq!(
            (week.clock(1), week.clock(6)),
            ("Closed".into(), "24 hours".into())
        );
        // The last of those that end: not the day without end.
        assert_eq!(week.an_hour_less().clock(0), "09:00-13:00, 14:00-16:30");
        assert_eq!(week.an_hour_less().clock(6), "24 hours");
    }
}
