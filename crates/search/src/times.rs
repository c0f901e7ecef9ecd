//! Opening times as flat bytes, read without allocating.
//!
//! Layout, all numbers 16 bits little-endian: seven weekdays, then bank holidays, as session counts
//! ([`UNSAID`] when nothing is said); the number of exceptions; their sessions, in that order, each as opening and
//! closing minute; then each exception as its date (year, month × 32 + day), session count and sessions.
//! Always: [`open`] says what [`model::Hours::state_at`] says.

use jiff::civil::{Date, DateTime};
use model::{BankHolidays, Day, Hours, calendar::bank_holiday};

/// The count that stands for "nothing is said".
const UNSAID: u16 = u16::MAX;
const BANK_HOLIDAYS: usize = 7;
const MINUTES_A_DAY: u16 = 1440;

/// Adds `hours` to `out`.
pub(crate) fn write(hours: &Hours, out: &mut Vec<u8>) {
    let mut number = |n: u16| out.extend(n.to_le_bytes());
    let count = |day: &Day| match day {
        Day::NotKnown => UNSAID,
        day => day.sessions().len().min(usize::from(UNSAID - 1)) as u16,
    };
    let bank = match &hours.bank_holidays {
        BankHolidays::NotSaid => Day::NotKnown,
        BankHolidays::Closed => Day::Closed,
        BankHolidays::Open(sessions) => Day::of(sessions.clone()),
    };
    let days = || hours.weekly.iter().chain([&bank]);
    days().for_each(|day| number(count(day)));
    number(hours.exceptions.len() as u16);
    let sessions = |day: &Day, number: &mut dyn FnMut(u16)| {
        for session in day.sessions().iter().take(usize::from(UNSAID - 1)) {
            number(session.opens());
            number(session.closes());
        }
    };
    days().for_each(|day| sessions(day, &mut number));
    for (date, day) in &hours.exceptions {
        let (year, day_of_year) = packed(*date);
        number(year);
        number(day_of_year);
        number(count(day));
        sessions(day, &mut number);
    }
}

fn packed(date: Date) -> (u16, u16) {
    (
        date.year() as u16,
        u16::from(date.month().unsigned_abs()) * 32 + u16::from(date.day().unsigned_abs()),
    )
}

/// A moment with all that opening times ask of it, worked out once for a whole query.
pub(crate) struct Moment {
    minute: u16,
    today: Key,
    yesterday: Option<Key>,
}

/// A date as opening times look it up.
struct Key {
    packed: (u16, u16),
    weekday: usize,
    bank_holiday: bool,
}

impl Key {
    fn new(date: Date) -> Self {
        Self {
            packed: packed(date),
            weekday: date.weekday().to_monday_zero_offset().unsigned_abs().into(),
            bank_holiday: bank_holiday(date).is_some(),
        }
    }
}

impl Moment {
    /// The moment at this wall clock time.
    pub(crate) fn new(at: DateTime) -> Self {
        Self {
            minute: u16::from(at.hour().unsigned_abs()) * 60
                + u16::from(at.minute().unsigned_abs()),
            today: Key::new(at.date()),
            yesterday: at.date().yesterday().ok().map(Key::new),
        }
    }
}

/// The 16-bit numbers of written hours.
type Numbers<'a> = &'a [[u8; 2]];

/// Whether the hours that begin `bytes` are open at `moment`; none when not known.
pub(crate) fn open(bytes: &[u8], moment: &Moment) -> Option<bool> {
    let numbers = bytes.as_chunks::<2>().0;
    let today = on(numbers, &moment.today);
    let late = moment.minute + MINUTES_A_DAY;
    if today.is_some_and(|sessions| covers(sessions, moment.minute))
        || moment
            .yesterday
            .as_ref()
            .and_then(|day| on(numbers, day))
            .is_some_and(|sessions| covers(sessions, late))
    {
        return Some(true);
    }
    today.map(|_| false)
}

fn get(numbers: Numbers, at: usize) -> u16 {
    numbers
        .get(at)
        .map_or(0, |bytes| u16::from_le_bytes(*bytes))
}

fn covers(sessions: Numbers, minute: u16) -> bool {
    sessions.as_chunks::<2>().0.iter().any(|[opens, closes]| {
        (u16::from_le_bytes(*opens)..u16::from_le_bytes(*closes)).contains(&minute)
    })
}

/// The sessions that hold on a date; none when nothing is said.
fn on<'a>(numbers: Numbers<'a>, day: &Key) -> Option<Numbers<'a>> {
    const HEAD: usize = BANK_HOLIDAYS + 2;
    let length = |count: u16| {
        if count == UNSAID {
            0
        } else {
            usize::from(count) * 2
        }
    };
    let sessions = |from: usize, count: u16| {
        (count != UNSAID).then(|| numbers.get(from..from + length(count)).unwrap_or_default())
    };
    let exceptions = get(numbers, HEAD - 1);
    if exceptions > 0 {
        let mut at = HEAD
            + (0..=BANK_HOLIDAYS)
                .map(|n| length(get(numbers, n)))
                .sum::<usize>();
        for _ in 0..exceptions {
            let count = get(numbers, at + 2);
            if (get(numbers, at), get(numbers, at + 1)) == day.packed {
                return sessions(at + 3, count);
            }
            at += 3 + length(count);
        }
    }
    let which = if day.bank_holiday && get(numbers, BANK_HOLIDAYS) != UNSAID {
        BANK_HOLIDAYS
    } else {
        day.weekday
    };
    let from = HEAD + (0..which).map(|n| length(get(numbers, n))).sum::<usize>();
    sessions(from, get(numbers, which))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{any_hours, any_moment};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn written_hours_say_what_the_model_says(hours in any_hours(), at in any_moment()) {
            let mut bytes = Vec::new();
            write(&hours, &mut bytes);
            prop_assert_eq!(open(&bytes, &Moment::new(at)), hours.state_at(at).is_open());
        }

        #[test]
        fn any_bytes_can_be_read(bytes in prop::collection::vec(any::<u8>(), 0..60), at in any_moment()) {
            let _ = open(&bytes, &Moment::new(at));
        }
    }
}
