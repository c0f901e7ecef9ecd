//! A week that is put together statement by statement, which must not contradict each other.

use super::items::{Days, Item};
use super::{NotUnderstood, Reason, Understood, refused};
use model::{BankHolidays, Day, Hours, Session};

/// What is said of a day so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Known {
    #[default]
    Nothing,
    Open {
        sessions: Vec<Session>,
        ranged: bool,
    },
    Closed,
    /// By appointment.
    Ask,
}

/// A week being put together.
#[derive(Default)]
pub(super) struct Week {
    days: [Known; 7],
    bank_holidays: BankHolidays,
    beside: Vec<String>,
    /// The days that had sessions last, for sessions that follow without any.
    pub last: Option<Days>,
    /// Days that stood alone in their clause: their times come next.
    pub waiting: Option<Item>,
}

impl Week {
    pub fn is_empty(&self) -> bool {
        self.days.iter().all(|day| *day == Known::Nothing)
    }

    pub fn open(
        &mut self,
        days: Days,
        mut sessions: Vec<Session>,
        piece: &[Item],
    ) -> Result<(), NotUnderstood> {
        sessions.sort_unstable();
        if overlap(&sessions) {
            return refused(Reason::TwoReadings, piece);
        }
        if days.bank_holidays {
            if self.bank_holidays != BankHolidays::NotSaid {
                return refused(Reason::TwoReadings, piece);
            }
            self.bank_holidays = BankHolidays::Open(sessions.clone());
        }
        for day in named(days.week) {
            match &mut self.days[day] {
                known @ Known::Nothing => {
                    *known = Known::Open {
                        sessions: sessions.clone(),
                        ranged: days.ranged,
                    };
                }
                // A day that is named twice has both, unless it was only one of a range.
                Known::Open {
                    sessions: before,
                    ranged: false,
                } if !days.ranged => {
                    before.extend_from_slice(&sessions);
                    before.sort_unstable();
                    if overlap(before) {
                        return refused(Reason::TwoReadings, piece);
                    }
                }
                // The same range again, in a clause of its own: "Mon-Fri 9-12; 1-5".
                Known::Open {
                    sessions: before,
                    ranged: true,
                } if self.last == Some(days) => {
                    before.extend_from_slice(&sessions);
                    before.sort_unstable();
                    if overlap(before) {
                        return refused(Reason::TwoReadings, piece);
                    }
                }
                Known::Open { .. } | Known::Closed | Known::Ask => {
                    return refused(Reason::TwoReadings, piece);
                }
            }
        }
        Ok(())
    }

    pub fn close(&mut self, days: Days, piece: &[Item]) -> Result<(), NotUnderstood> {
        if days.bank_holidays {
            if self.bank_holidays != BankHolidays::NotSaid {
                return refused(Reason::TwoReadings, piece);
            }
            self.bank_holidays = BankHolidays::Closed;
        }
        for day in named(days.week) {
            match self.days[day] {
                Known::Nothing | Known::Open { ranged: true, .. } | Known::Closed => {
                    self.days[day] = Known::Closed;
                }
                Known::Open { ranged: false, .. } | Known::Ask => {
                    return refused(Reason::TwoReadings, piece);
                }
            }
        }
        Ok(())
    }

    /// `days` have these sessions instead of those of their range.
    pub fn instead(
        &mut self,
        days: Days,
        sessions: &[Session],
        piece: &[Item],
    ) -> Result<(), NotUnderstood> {
        for day in named(days.week) {
            if !matches!(self.days[day], Known::Open { ranged: true, .. }) {
                return refused(Reason::TwoReadings, piece);
            }
            self.days[day] = Known::Nothing;
        }
        self.open(
            Days {
                ranged: false,
                ..days
            },
            sessions.to_vec(),
            piece,
        )
    }

    pub fn ask(&mut self, days: Days, piece: &[Item]) -> Result<(), NotUnderstood> {
        if days.bank_holidays {
            return refused(Reason::Ask, piece);
        }
        for day in named(days.week) {
            if self.days[day] != Known::Nothing {
                return refused(Reason::TwoReadings, piece);
            }
            self.days[day] = Known::Ask;
        }
        let words: Vec<&str> = piece.iter().map(|item| item.text.as_str()).collect();
        self.beside.push(words.join(" "));
        Ok(())
    }

    /// Every open day is closed for `breaks`, which must lie within its sessions.
    pub fn break_for(&mut self, breaks: &[Session], piece: &[Item]) -> Result<(), NotUnderstood> {
        let [pause] = breaks else {
            return refused(Reason::TwoReadings, piece);
        };
        for known in &mut self.days {
            let Known::Open { sessions, .. } = known else {
                continue;
            };
            let mut parts = Vec::new();
            let mut found = false;
            for session in sessions.iter() {
                if session.opens() < pause.opens() && pause.closes() < session.closes() {
                    found = true;
                    parts.extend(Session::new(session.opens(), pause.opens()));
                    parts.extend(Session::new(pause.closes(), session.closes() % 1440));
                } else {
                    parts.push(*session);
                }
            }
            if !found {
                return refused(Reason::TwoReadings, piece);
            }
            *sessions = parts;
        }
        if self
            .days
            .iter()
            .any(|known| matches!(known, Known::Open { .. }))
        {
            Ok(())
        } else {
            refused(Reason::NoDayOrTime, piece)
        }
    }

    /// The sessions that all open days have.
    pub fn same_sessions(&self) -> Option<Vec<Session>> {
        let mut open = self.days.iter().filter_map(|known| match known {
            Known::Open { sessions, .. } => Some(sessions),
            _ => None,
        });
        let first = open.next()?;
        open.all(|other| other == first).then(|| first.clone())
    }

    pub fn done(self, items: &[Item]) -> Result<Understood, NotUnderstood> {
        let opens = self
            .days
            .iter()
            .any(|known| matches!(known, Known::Open { .. }));
        let weekly = self.days.map(|known| match known {
            Known::Nothing if opens => Day::Closed,
            Known::Nothing | Known::Ask => Day::NotKnown,
            Known::Closed => Day::Closed,
            Known::Open { sessions, .. } => Day::of(sessions),
        });
        let hours = Hours {
            weekly,
            bank_holidays: self.bank_holidays,
            ..Hours::default()
        };
        if hours.is_empty() {
            let reason = if self.beside.is_empty() {
                Reason::NoDayOrTime
            } else {
                Reason::Ask
            };
            return refused(reason, items);
        }
        Ok(Understood {
            hours,
            beside: self.beside,
        })
    }
}

fn overlap(sessions: &[Session]) -> bool {
    sessions
        .windows(2)
        .any(|two| two[0].closes() > two[1].opens())
}

/// The days of a week that `bits` name.
fn named(bits: u8) -> impl Iterator<Item = usize> {
    (0..7).filter(move |day| bits & (1 << day) != 0)
}
