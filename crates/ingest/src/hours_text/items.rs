//! From tokens to the larger parts of a clause: lists of days, lists of sessions, and what stands between them.

use super::clock::{Clock, Part, session};
use super::lex::{Kind, Token};
use super::words::Meaning;
use super::{NotUnderstood, Reason};
use model::Session;

/// Days of the week, and perhaps bank holidays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Days {
    /// Monday lowest.
    pub week: u8,
    pub bank_holidays: bool,
    /// True when a range or a word for several days was given, so that one of them may be named again.
    pub ranged: bool,
}

/// A part of a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part2 {
    Days(Days),
    Open(Vec<Session>),
    Closed,
    Except,
    Including,
    Lunch,
    Appointment,
    /// A comma or an "and".
    Weak,
    /// The end of a clause.
    Break,
}

/// A part and the text it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub part: Part2,
    pub text: String,
}

/// The parts that `tokens` make.
pub(super) fn items(tokens: &[Token]) -> Result<Vec<Item>, NotUnderstood> {
    let style_24 = tokens
        .iter()
        .any(|token| matches!(token.kind, Kind::Time(clock) if clock.style_24));
    let mut maker = Maker {
        tokens,
        at: 0,
        style_24,
        part: Part::NotSaid,
        between: false,
        items: Vec::new(),
    };
    while maker.at < tokens.len() {
        maker.next()?;
    }
    Ok(maker.items)
}

struct Maker<'a> {
    tokens: &'a [Token],
    at: usize,
    style_24: bool,
    part: Part,
    /// True after the word "between".
    between: bool,
    items: Vec<Item>,
}

impl Maker<'_> {
    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// The text of the tokens from `from` up to here.
    fn text(&self, from: usize) -> String {
        let words: Vec<&str> = self.tokens[from..self.at]
            .iter()
            .map(|token| token.text.as_str())
            .collect();
        words.join(" ")
    }

    fn push(&mut self, part: Part2, from: usize) {
        let text = self.text(from);
        self.items.push(Item { part, text });
    }

    fn refused(&mut self, reason: Reason, from: usize) -> NotUnderstood {
        self.at = (from + 4).min(self.tokens.len()).max(self.at);
        NotUnderstood {
            reason,
            piece: self.text(from),
        }
    }

    fn next(&mut self) -> Result<(), NotUnderstood> {
        let from = self.at;
        let Some(kind) = self.kind(from) else {
            return Ok(());
        };
        self.at += 1;
        let simple = match kind {
            Kind::Comma | Kind::Word(Meaning::And) => Part2::Weak,
            Kind::Break => {
                self.part = Part::NotSaid;
                Part2::Break
            }
            Kind::Time(clock) => return self.sessions(clock, from),
            // "Monday - 9am to 5pm": a dash that stands for a colon.
            Kind::Dash => {
                let after_days = matches!(
                    self.items.last(),
                    Some(Item {
                        part: Part2::Days(_),
                        ..
                    })
                );
                let value = matches!(
                    self.kind(self.at),
                    Some(
                        Kind::Time(_)
                            | Kind::Word(Meaning::Closed | Meaning::AllDay | Meaning::Appointment)
                    )
                );
                return if after_days && value {
                    Ok(())
                } else {
                    Err(self.refused(Reason::HalfATime, from))
                };
            }
            Kind::Word(meaning) => match meaning {
                Meaning::Days(_) | Meaning::BankHolidays => return self.days(from),
                Meaning::AllDay => Part2::Open(whole_day()),
                Meaning::AllWeek => {
                    let days = Days {
                        week: 0b111_1111,
                        bank_holidays: true,
                        ranged: true,
                    };
                    self.push(Part2::Days(days), from);
                    Part2::Open(whole_day())
                }
                Meaning::Closed => Part2::Closed,
                Meaning::Except => Part2::Except,
                Meaning::Including => Part2::Including,
                Meaning::Lunch => Part2::Lunch,
                Meaning::Appointment => Part2::Appointment,
                Meaning::Morning => {
                    self.part = Part::Morning;
                    return Ok(());
                }
                Meaning::Afternoon => {
                    self.part = Part::Afternoon;
                    return Ok(());
                }
                Meaning::Evening => {
                    self.part = Part::Evening;
                    return Ok(());
                }
                Meaning::Heading => {
                    // What is open may be named before its times, not between them: those may be another's.
                    return if self
                        .items
                        .iter()
                        .all(|item| item.part == Part2::Break || item.part == Part2::Weak)
                    {
                        Ok(())
                    } else {
                        Err(self.refused(Reason::UnknownWord, from))
                    };
                }
                Meaning::Between => {
                    self.between = true;
                    return Ok(());
                }
                Meaning::To => return Err(self.refused(Reason::HalfATime, from)),
                Meaning::And | Meaning::Clock(_) | Meaning::Noise | Meaning::Refused(_) => {
                    return Ok(());
                }
            },
        };
        self.push(simple, from);
        Ok(())
    }

    /// A list of sessions, of which the first opens at `opens`.
    fn sessions(&mut self, opens: Clock, from: usize) -> Result<(), NotUnderstood> {
        let mut sessions = Vec::new();
        let (mut opens, mut began) = (opens, from);
        loop {
            let between = std::mem::take(&mut self.between);
            let to = match self.kind(self.at) {
                Some(Kind::Dash | Kind::Word(Meaning::To)) => true,
                Some(Kind::Word(Meaning::And)) => between,
                _ => false,
            };
            let (true, Some(Kind::Time(closes))) = (to, self.kind(self.at + 1)) else {
                return Err(self.refused(Reason::HalfATime, began));
            };
            self.at += 2;
            let Some(session) = session(opens, closes, self.style_24, self.part) else {
                return Err(self.refused(Reason::TwoReadings, began));
            };
            sessions.push(session);
            // Another follows, with a comma or an "and" between.
            let mut next = self.at;
            while matches!(
                self.kind(next),
                Some(Kind::Comma | Kind::Word(Meaning::And))
            ) {
                next += 1;
            }
            let Some(Kind::Time(clock)) = self.kind(next) else {
                break;
            };
            (opens, began) = (clock, next);
            self.at = next + 1;
        }
        let mut sorted = sessions.clone();
        sorted.sort_unstable();
        if sorted
            .windows(2)
            .any(|two| two[0].closes() > two[1].opens())
        {
            return Err(self.refused(Reason::TwoReadings, from));
        }
        self.push(Part2::Open(sorted), from);
        Ok(())
    }

    /// A list of days.
    fn days(&mut self, from: usize) -> Result<(), NotUnderstood> {
        let mut days = Days::default();
        self.at = from;
        while let Some(Kind::Word(meaning)) = self.kind(self.at) {
            match meaning {
                Meaning::BankHolidays => days.bank_holidays = true,
                Meaning::Days(first) => {
                    let to = matches!(
                        self.kind(self.at + 1),
                        Some(Kind::Dash | Kind::Word(Meaning::To))
                    );
                    if let (true, Some(Kind::Word(Meaning::Days(last)))) =
                        (to, self.kind(self.at + 2))
                    {
                        let Some(range) = range(first, last) else {
                            return Err(self.refused(Reason::TwoReadings, from));
                        };
                        days.week |= range;
                        days.ranged = true;
                        self.at += 2;
                    } else {
                        days.week |= first;
                        days.ranged |= first.count_ones() > 1;
                    }
                }
                _ => break,
            }
            self.at += 1;
            // Another follows, with a comma or an "and" between, or nothing.
            let mut next = self.at;
            while matches!(
                self.kind(next),
                Some(Kind::Comma | Kind::Word(Meaning::And))
            ) {
                next += 1;
            }
            if !matches!(
                self.kind(next),
                Some(Kind::Word(Meaning::Days(_) | Meaning::BankHolidays))
            ) {
                break;
            }
            self.at = next;
        }
        self.push(Part2::Days(days), from);
        Ok(())
    }
}

fn whole_day() -> Vec<Session> {
    Session::new(0, 0).into_iter().collect()
}

/// The days from `first` to `last`, both single days, over the weekend if need be.
fn range(first: u8, last: u8) -> Option<u8> {
    if first.count_ones() != 1 || last.count_ones() != 1 || first == last {
        return None;
    }
    let (mut days, mut day) = (first, first);
    while day != last {
        day = if day == 0b100_0000 { 1 } else { day << 1 };
        days |= day;
    }
    Some(days)
}
