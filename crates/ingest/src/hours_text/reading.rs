//! From the parts of clauses to a week.

use super::items::{Days, Item, Part2};
use super::week::Week;
use super::{NotUnderstood, Reason, Understood, refused};
use model::{Day, Session};

/// The week that `items` describe.
pub(super) fn week(items: &[Item]) -> Result<Understood, NotUnderstood> {
    let mut week = Week::default();
    for clause in items.split(|item| item.part == Part2::Break) {
        let clause = trimmed(clause);
        if clause.is_empty() {
            continue;
        }
        match (week.waiting.take(), clause) {
            (None, [item]) if matches!(item.part, Part2::Days(_)) => {
                week.waiting = Some(item.clone());
            }
            (None, _) => Clause {
                items: clause,
                at: 0,
            }
            .read(&mut week)?,
            (Some(item), _) => {
                let mut joined = vec![item];
                joined.extend_from_slice(clause);
                Clause {
                    items: &joined,
                    at: 0,
                }
                .read(&mut week)?;
            }
        }
    }
    if let Some(item) = week.waiting {
        return refused(Reason::NoDayOrTime, &[item]);
    }
    week.done(items)
}

/// The one day that `items` describe: no day is named.
pub(super) fn day(items: &[Item]) -> Option<Day> {
    let parts: Vec<&Part2> = items
        .iter()
        .map(|item| &item.part)
        .filter(|part| !matches!(part, Part2::Weak | Part2::Break))
        .collect();
    match parts.as_slice() {
        [Part2::Closed] => Some(Day::Closed),
        sessions if !sessions.is_empty() => {
            let mut all = Vec::new();
            for part in sessions {
                let Part2::Open(sessions) = part else {
                    return None;
                };
                all.extend_from_slice(sessions);
            }
            all.sort_unstable();
            let apart = all.windows(2).all(|two| two[0].closes() <= two[1].opens());
            apart.then(|| Day::of(all))
        }
        _ => None,
    }
}

fn trimmed(mut clause: &[Item]) -> &[Item] {
    while let [
        Item {
            part: Part2::Weak, ..
        },
        rest @ ..,
    ]
    | [
        rest @ ..,
        Item {
            part: Part2::Weak, ..
        },
    ] = clause
    {
        clause = rest;
    }
    clause
}

/// A clause being read.
struct Clause<'a> {
    items: &'a [Item],
    at: usize,
}

impl<'a> Clause<'a> {
    fn part(&self, ahead: usize) -> Option<&'a Part2> {
        self.items.get(self.at + ahead).map(|item| &item.part)
    }

    fn rest(&self) -> &'a [Item] {
        self.items.get(self.at..).unwrap_or_default()
    }

    /// How many commas and "and"s stand here.
    fn weak(&self, from: usize) -> usize {
        let mut count = 0;
        while matches!(self.part(from + count), Some(Part2::Weak)) {
            count += 1;
        }
        count
    }

    fn read(mut self, week: &mut Week) -> Result<(), NotUnderstood> {
        let days_first = self.items.iter().find_map(|item| match item.part {
            Part2::Days(_) => Some(true),
            Part2::Open(_) => Some(false),
            _ => None,
        });
        while self.at < self.items.len() {
            self.at += self.weak(0);
            match self.part(0) {
                None => break,
                Some(Part2::Closed) => self.closed(week)?,
                Some(Part2::Except) => self.except(week)?,
                Some(Part2::Including) => self.including(week)?,
                Some(Part2::Days(days)) if days_first == Some(true) => {
                    self.days_then_times(*days, week)?;
                }
                Some(Part2::Open(sessions)) => {
                    if days_first == Some(true) {
                        return refused(Reason::TwoReadings, self.rest());
                    }
                    self.times_then_days(sessions, week)?;
                }
                Some(Part2::Appointment) => return refused(Reason::Ask, self.rest()),
                Some(Part2::Days(_) | Part2::Lunch | Part2::Weak | Part2::Break) => {
                    return refused(Reason::NoDayOrTime, self.rest());
                }
            }
        }
        Ok(())
    }

    /// `Mon-Fri 9-12, 1-5`, `Sat closed`, `Sun by appointment`.
    fn days_then_times(&mut self, days: Days, week: &mut Week) -> Result<(), NotUnderstood> {
        let from = self.at;
        self.at += 1;
        let passed = self.weak(0);
        match self.part(passed) {
            Some(Part2::Open(first)) => {
                self.at += passed + 1;
                let mut sessions = first.clone();
                while let (ahead, Some(Part2::Open(more))) = (self.weak(0), self.part(self.weak(0)))
                {
                    sessions.extend_from_slice(more);
                    self.at += ahead + 1;
                }
                if matches!(self.part(self.weak(0)), Some(Part2::Appointment)) {
                    return refused(Reason::Ask, &self.items[from..]);
                }
                week.open(days, sessions, &self.items[from..])?;
                week.last = Some(days);
                Ok(())
            }
            Some(Part2::Closed) if passed == 0 => {
                self.at += 1;
                week.close(days, &self.items[from..])
            }
            Some(Part2::Appointment) if passed == 0 => {
                self.at += 1;
                week.ask(days, &self.items[from..self.at])
            }
            _ => refused(Reason::NoDayOrTime, &self.items[from..]),
        }
    }

    /// `9am-5pm weekdays`; without days, those of the clause before.
    fn times_then_days(&mut self, first: &[Session], week: &mut Week) -> Result<(), NotUnderstood> {
        let from = self.at;
        self.at += 1;
        let mut sessions = first.to_vec();
        while let (ahead, Some(Part2::Open(more))) = (self.weak(0), self.part(self.weak(0))) {
            sessions.extend_from_slice(more);
            self.at += ahead + 1;
        }
        let passed = self.weak(0);
        match self.part(passed) {
            Some(Part2::Days(days)) => {
                self.at += passed + 1;
                week.open(*days, sessions, &self.items[from..])
            }
            None => {
                if let Some(days) = week.last {
                    week.open(days, sessions, &self.items[from..])
                } else {
                    let round_the_clock = sessions.iter().all(|session| session.minutes() == 1440);
                    if round_the_clock && week.is_empty() {
                        let days = Days {
                            week: 0b111_1111,
                            bank_holidays: false,
                            ranged: true,
                        };
                        return week.open(days, sessions, &self.items[from..]);
                    }
                    refused(Reason::NoDayOrTime, &self.items[from..])
                }
            }
            _ => refused(Reason::NoDayOrTime, &self.items[from..]),
        }
    }

    /// `closed Sundays`, `closed for lunch 1-2`, `closed 1-2`.
    fn closed(&mut self, week: &mut Week) -> Result<(), NotUnderstood> {
        let from = self.at;
        self.at += 1;
        if matches!(self.part(0), Some(Part2::Lunch)) {
            self.at += 1;
        }
        match self.part(0) {
            Some(Part2::Days(days)) => {
                self.at += 1;
                if matches!(self.part(0), Some(Part2::Open(_) | Part2::Lunch)) {
                    return refused(Reason::TwoReadings, &self.items[from..]);
                }
                week.close(*days, &self.items[from..])
            }
            Some(Part2::Open(sessions)) => {
                self.at += 1;
                if matches!(self.part(0), Some(Part2::Lunch)) {
                    self.at += 1;
                }
                // What follows must be another statement: "closed 1-2 Wednesday" is of one day only.
                if matches!(self.part(0), Some(part) if *part != Part2::Weak) {
                    return refused(Reason::TwoReadings, &self.items[from..]);
                }
                week.break_for(sessions, &self.items[from..])
            }
            _ => refused(Reason::NoDayOrTime, &self.items[from..]),
        }
    }

    /// `except Wednesdays`, `except Wednesday 9-1`, `not bank holidays`.
    fn except(&mut self, week: &mut Week) -> Result<(), NotUnderstood> {
        let from = self.at;
        self.at += 1;
        let Some(Part2::Days(days)) = self.part(0) else {
            return refused(Reason::NoDayOrTime, &self.items[from..]);
        };
        self.at += 1;
        if let Some(Part2::Open(sessions)) = self.part(0) {
            self.at += 1;
            return week.instead(*days, sessions, &self.items[from..]);
        }
        if matches!(self.part(0), Some(Part2::Closed)) {
            self.at += 1;
        }
        week.close(*days, &self.items[from..])
    }

    /// `including bank holidays`.
    fn including(&mut self, week: &mut Week) -> Result<(), NotUnderstood> {
        let from = self.at;
        self.at += 1;
        let only = Days {
            week: 0,
            bank_holidays: true,
            ranged: false,
        };
        match (self.part(0), week.same_sessions()) {
            (Some(Part2::Days(days)), Some(sessions))
                if Days {
                    ranged: false,
                    ..*days
                } == only =>
            {
                self.at += 1;
                week.open(only, sessions, &self.items[from..])
            }
            _ => refused(Reason::TwoReadings, &self.items[from..]),
        }
    }
}
