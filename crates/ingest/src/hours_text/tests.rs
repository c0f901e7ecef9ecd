//! Texts as people write them, what is understood, and what is refused with which reason.

use super::{Reason, day_times, hours_text};
use model::{BankHolidays, Day, Hours};
use proptest::prelude::*;

/// A week in short: `mo-fr 09:00-17:00; sa su closed; bh closed`. Days alike stand together.
fn shown(hours: &Hours) -> String {
    const NAMES: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];
    let day = |day: &Day| match day {
        Day::NotKnown => "?".to_owned(),
        Day::Closed => "closed".to_owned(),
        Day::Open(sessions) => {
            let all: Vec<String> = sessions.iter().map(ToString::to_string).collect();
            all.join(",")
        }
    };
    let mut parts: Vec<(String, String)> = Vec::new();
    for (name, known) in NAMES.iter().zip(&hours.weekly) {
        let known = day(known);
        match parts.iter_mut().find(|(_, before)| *before == known) {
            Some((names, _)) => {
                names.push(' ');
                names.push_str(name);
            }
            None => parts.push(((*name).to_owned(), known)),
        }
    }
    let bank_holidays = match &hours.bank_holidays {
        BankHolidays::NotSaid => None,
        BankHolidays::Closed => Some(Day::Closed),
        BankHolidays::Open(sessions) => Some(Day::Open(sessions.clone())),
    };
    parts.extend(bank_holidays.map(|known| ("bh".to_owned(), day(&known))));
    let parts: Vec<String> = parts
        .iter()
        .map(|(names, known)| format!("{names} {known}"))
        .collect();
    parts
        .join("; ")
        .replace("mo tu we th fr sa su", "all")
        .replace("mo tu we th fr ", "mo-fr ")
}

#[track_caller]
fn check(text: &str, want: &str) {
    match hours_text(text) {
        Ok(read) => assert_eq!(shown(&read.hours), want, "{text}"),
        Err(problem) => panic!("{text}: {problem:?}"),
    }
}

#[track_caller]
fn refuse(text: &str, reason: Reason) {
    match hours_text(text) {
        Ok(read) => panic!("{text}: read as {}", shown(&read.hours)),
        Err(problem) => assert_eq!(problem.reason, reason, "{text}: {problem:?}"),
    }
}

#[test]
fn days_and_times_in_either_order() {
    let office = "mo-fr 09:00-17:00; sa su closed";
    for text in [
        "Mon-Fri 9-5",
        "Mon - Fri: 9am - 5pm",
        "Monday to Friday, 9.00am to 5.00pm",
        "Mon–Fri 09:00–17:00",
        "9am–5pm weekdays",
        "9 a.m. to 5 p.m. Monday through Friday",
        "Open Monday to Friday from 9am until 5pm.",
        "Mon. - Fri. 9:00-5:00",
        "Mo-Fr 09:00-17:00",
        "M-F 9-5pm",
        "Mondays, Tuesdays, Wednesdays, Thursdays and Fridays 0900-1700hrs",
        "Opening hours: Mon 9-5 Tue 9-5 Wed 9-5 Thu 9-5 Fri 9-5",
        "Weekdays between 9am and 5pm",
        "Mon-Fri 9-5; Sat & Sun closed",
        "Mon-Fri 9-5, closed weekends",
        "Mon-Fri 9-5 closed Sat and Sun",
        "Monday - Friday\n9am - 5pm\nSaturday: Closed\nSunday: Closed",
        "Mon to Fri, 9am to 5 (drop in)",
    ] {
        check(text, office);
    }
    check(
        "9am-5pm Mon-Fri, 10am-2pm Sat",
        "mo-fr 09:00-17:00; sa 10:00-14:00; su closed",
    );
    check(
        "Mon-Thu 8:30-5, Fri 8.30-4.30",
        "mo tu we th 08:30-17:00; fr 08:30-16:30; sa su closed",
    );
    check("Sunday-Friday 7am-8am", "mo-fr su 07:00-08:00; sa closed");
    check(
        "Mon, Wed 10:00 - 12 noon and 1-3pm",
        "mo we 10:00-12:00,13:00-15:00; tu th fr sa su closed",
    );
    check(
        "Wednesday, 8:30-12 and 1-4, and Friday, 8:30-1",
        "mo tu th sa su closed; we 08:30-12:00,13:00-16:00; fr 08:30-13:00",
    );
    check(
        "Monday-Thursday, 1-3; Friday 8:30-12; 1-3.",
        "mo tu we th 13:00-15:00; fr 08:30-12:00,13:00-15:00; sa su closed",
    );
    check(
        "Tuesday, 9-11am; Tuesday and Thursday, 1-4 pm",
        "mo we fr sa su closed; tu 09:00-11:00,13:00-16:00; th 13:00-16:00",
    );
    check(
        "Fri-Sat 10pm-3am",
        "mo tu we th su closed; fr sa 22:00-03:00",
    );
    check(
        "Tuesday evenings, 6:30-8:30pm",
        "mo we th fr sa su closed; tu 18:30-20:30",
    );
    check(
        "Tuesday evening 6-8",
        "mo we th fr sa su closed; tu 18:00-20:00",
    );
}

#[test]
fn every_day_and_round_the_clock() {
    check("24/7", "all 00:00-24:00; bh 00:00-24:00");
    for text in [
        "Open 24 hours",
        "24 hours a day",
        "24 hours daily",
        "24hrs, 7 days a week",
        "Monday-Sunday 00:00-24:00",
    ] {
        check(text, "all 00:00-24:00");
    }
    check(
        "24 hours a day, 7 days a week",
        "all 00:00-24:00; bh 00:00-24:00",
    );
    check("8am-8pm daily", "all 08:00-20:00");
    check("Seven days a week, 10:45am-12:45pm", "all 10:45-12:45");
    check(
        "Daily 9-5 except Wednesdays",
        "mo tu th fr sa su 09:00-17:00; we closed",
    );
    check(
        "Mon-Fri 9-5 except Wed 9-1",
        "mo tu th fr 09:00-17:00; we 09:00-13:00; sa su closed",
    );
    check(
        "Every day 9-5, closed Sunday",
        "mo-fr sa 09:00-17:00; su closed",
    );
}

#[test]
fn bank_holidays_and_lunch() {
    check(
        "Mon-Fri 9-5, closed bank hols",
        "mo-fr 09:00-17:00; sa su closed; bh closed",
    );
    check(
        "Mon-Fri 9-5 (not bank holidays)",
        "mo-fr 09:00-17:00; sa su closed; bh closed",
    );
    check(
        "Mon-Fri 9-5 excluding public holidays",
        "mo-fr 09:00-17:00; sa su closed; bh closed",
    );
    check(
        "Mon-Sat 9am-6pm, Sundays and bank holidays 10am-4pm",
        "mo-fr sa 09:00-18:00; su 10:00-16:00; bh 10:00-16:00",
    );
    check(
        "Daily 9-5 including bank holidays",
        "all 09:00-17:00; bh 09:00-17:00",
    );
    check(
        "Mon-Fri 9-5, closed for lunch 1-2",
        "mo-fr 09:00-13:00,14:00-17:00; sa su closed",
    );
    check(
        "Mon-Fri 9am-5pm (closed 12.30-1.30 for lunch)",
        "mo-fr 09:00-12:30,13:30-17:00; sa su closed",
    );
    check(
        "Mon-Fri 9-5, closed 1pm-2pm",
        "mo-fr 09:00-13:00,14:00-17:00; sa su closed",
    );
    check(
        "Mon-Fri 9-5 closed for lunch 1-2, Sat 9-12",
        "mo-fr 09:00-13:00,14:00-17:00; sa 09:00-12:00; su closed",
    );
    check(
        "Mon-Fri 9-5 exc. bank hols",
        "mo-fr 09:00-17:00; sa su closed; bh closed",
    );
    check("Closed Mondays", "mo closed; tu we th fr sa su ?");
}

#[test]
fn what_is_by_appointment_is_said_beside() {
    let read = hours_text("9am–5pm weekdays; Sat by appointment").unwrap();
    assert_eq!(shown(&read.hours), "mo-fr 09:00-17:00; sa ?; su closed");
    assert_eq!(read.beside, ["Sat by appointment"]);
    refuse("By appointment only", Reason::Ask);
    refuse("Mon-Fri 9-5 by appointment", Reason::Ask);
    refuse("Mon-Fri 9-5, call for details", Reason::Ask);
    refuse("Times vary", Reason::Ask);
}

#[test]
fn the_half_of_the_day_is_found_when_it_is_sure() {
    for (times, want) in [
        ("9-5", "09:00-17:00"),
        ("8-8", "08:00-20:00"),
        ("9:30-12", "09:30-12:00"),
        ("9-12:30", "09:00-12:30"),
        ("10-11:30", "10:00-11:30"),
        ("12-2", "12:00-14:00"),
        ("1-4", "13:00-16:00"),
        ("1:30-3:45", "13:30-15:45"),
        ("1-4pm", "13:00-16:00"),
        ("9-5pm", "09:00-17:00"),
        ("11-2pm", "11:00-14:00"),
        ("10-12pm", "10:00-12:00"),
        ("9-11am", "09:00-11:00"),
        ("9am-12", "09:00-12:00"),
        ("9am-5", "09:00-17:00"),
        ("noon-3", "12:00-15:00"),
        ("9am - midnight", "09:00-24:00"),
        ("7-9pm", "19:00-21:00"),
        ("7.30am-11pm", "07:30-23:00"),
        ("09:00-00:00", "09:00-24:00"),
        ("22:00-06:00", "22:00-06:00"),
    ] {
        check(
            &format!("Mon {times}"),
            &format!("mo {want}; tu we th fr sa su closed"),
        );
    }
    for times in [
        "6-8",
        "7-9",
        "5-7",
        "8-10pm",
        "7-11pm",
        "9am-11",
        "8:00-10:00",
        "9-9:30pm-10",
        "10-midnight",
        "01:30-05:00",
        "09:00-05:30",
        "3-1",
        "9-17",
    ] {
        let read = hours_text(&format!("Mon {times}"));
        assert!(
            read.is_err(),
            "{times}: {:?}",
            read.map(|read| shown(&read.hours))
        );
    }
    refuse("Mon 6-8", Reason::TwoReadings);
}

#[test]
fn what_hours_cannot_hold_is_refused_with_its_reason() {
    for text in [
        "1st Tues of month 2pm",
        "2nd & 4th Monday, 8:30-9:30",
        "Last Friday 1pm-3pm",
        "Every other Saturday 9-12",
        "Fortnightly on Tuesdays 2pm-4pm",
        "First Wednesday of the month 10am-12pm",
        "Most Tuesdays 10am-12pm",
    ] {
        refuse(text, Reason::SomeWeeks);
    }
    for text in [
        "Term time only",
        "Mon-Fri 9-3 term-time",
        "Mondays 2-4pm during school holidays",
        "April to October 10am-4pm",
        "Mon-Fri 9-5, summer 9-6",
    ] {
        refuse(text, Reason::PartOfYear);
    }
    for text in [
        "Mon-Fri",
        "9am-5pm",
        "Mon-Fri 9-5, Sat",
        "Closed",
        "Mon, 9-5, Tue",
    ] {
        refuse(text, Reason::NoDayOrTime);
    }
    for text in [
        "Monday-Wednesday, 4pm",
        "Mon from 9am",
        "until 5pm on Mondays",
        "Tues 12 noon",
    ] {
        refuse(text, Reason::HalfATime);
    }
    for text in [
        "Mon-Fri 9-5, Wed 9-1",
        "Mon 9-5, Mon 10-4",
        "Mon closed, Mon 9-5",
        "9-5 Mon-Fri, Sat 10-2",
        "Mon-Fri 9-5, closed 6-7 for lunch",
        "Mon-Fri 9-5, closed 1-2 Wed",
        "Mon-Fri 9-5, closed 5-6pm",
        "Tue 18:00-8:00",
        "Mon 7-12",
        "Mon-Mon 9-5",
    ] {
        assert!(
            hours_text(text).is_err(),
            "{text}: {:?}",
            hours_text(text).map(|read| shown(&read.hours))
        );
    }
    for text in [
        "Mon-Fri 9-5, closed for training",
        "Meals Mon-Fri 12-2",
        "Mon-Fri 9-5 phone lines 24 hours",
        "Mon-Fri 9-5 GMT",
        "01632 960417",
        "2026",
        "9.5-17",
        "Mon 9-5 clinic 10-2",
        "",
    ] {
        assert!(
            hours_text(text).is_err(),
            "{text}: {:?}",
            hours_text(text).map(|read| shown(&read.hours))
        );
    }
}

#[test]
fn the_piece_that_decided_is_named() {
    for (text, piece) in [
        ("Mon-Fri 9-5, closed for training; Sat 9-1", "for training"),
        ("Mon-Fri 9-5, every 1st Sat 10-2", "1st Sat 10-2"),
        ("Mon 6-8", "6 - 8"),
    ] {
        assert_eq!(hours_text(text).unwrap_err().piece, piece);
    }
}

#[test]
fn a_cell_of_one_day_needs_no_day() {
    for (text, want) in [
        ("9-5", Some("09:00-17:00")),
        ("9am - 1pm and 2pm - 5pm", Some("09:00-13:00 14:00-17:00")),
        ("24 hours", Some("00:00-24:00")),
        ("closed", Some("")),
        ("by appointment", None),
        ("Tuesday 9-5", None),
        ("9", None),
    ] {
        let shown = day_times(text).map(|day| {
            let sessions: Vec<String> = day.sessions().iter().map(ToString::to_string).collect();
            sessions.join(" ")
        });
        assert_eq!(shown.as_deref(), want, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,80}") {
        let read = hours_text(&text);
        prop_assert_eq!(&read, &hours_text(&text));
    }

    #[test]
    fn texts_of_the_right_words_are_read_or_refused(words in prop::collection::vec(prop::sample::select(vec![
        "Mon", "Fri", "weekdays", "-", "to", "9", "5pm", "17:00", "12", ",", ";", "and", "closed", "except", "bank holidays",
        "24/7", "noon", "by appointment", "lunch", "including", "daily", "(", ".", "1st", "evening", "between", "open", "é",
    ]), 0..14)) {
        let text = words.join(" ");
        if let Ok(read) = hours_text(&text) {
            prop_assert!(!read.hours.is_empty());
            for day in &read.hours.weekly {
                let sorted = day.sessions().windows(2).all(|two| two[0].closes() <= two[1].opens());
                prop_assert!(sorted, "{}: {:?}", text, day);
            }
        }
    }
}
