//! Laws of the model: what is written reads back, and nothing typed by a person can stop us.

#![expect(clippy::unwrap_used, reason = "a test")]

use jiff::civil::date;
use model::{
    Address, BankHolidays, Day, Field, Hours, Phone, Point, Session, Term, Typed, Value,
    canonical_json, parse_minute,
};
use proptest::prelude::*;

fn session() -> impl Strategy<Value = Session> {
    (0u16..1440, 0u16..=1440).prop_map(|(opens, closes)| Session::new(opens, closes).unwrap())
}

fn day() -> impl Strategy<Value = Day> {
    prop_oneof![
        Just(Day::NotKnown),
        prop::collection::vec(session(), 0..3).prop_map(Day::of)
    ]
}

fn hours() -> impl Strategy<Value = Hours> {
    let dates = prop::collection::btree_map(
        1i8..28,
        prop::collection::vec(session(), 0..3).prop_map(Day::of),
        0..4,
    );
    let bank = prop_oneof![
        Just(BankHolidays::NotSaid),
        Just(BankHolidays::Closed),
        prop::collection::vec(session(), 1..2).prop_map(BankHolidays::Open)
    ];
    (prop::array::uniform7(day()), dates, bank).prop_map(|(weekly, dates, bank_holidays)| Hours {
        weekly,
        exceptions: dates
            .into_iter()
            .map(|(d, day)| (date(2026, 12, d), day))
            .collect(),
        bank_holidays,
    })
}

fn address() -> impl Strategy<Value = Address> {
    let part = "[ -~é\u{2019}]{1,12}";
    let point = prop::option::of(
        (49.0..61.5, -9.0..2.5).prop_map(|(lat, lon)| Point::new(lat, lon).unwrap()),
    );
    (
        prop::collection::vec(part, 0..3),
        prop::option::of(part),
        prop::option::of(part),
        prop::option::of(Just("QX4 7PL".parse().unwrap())),
        point,
    )
        .prop_map(|(lines, city, county, postcode, point)| Address {
            lines,
            city,
            county,
            postcode,
            point,
        })
}

fn reads_back(field: Field, value: &Value) {
    let bytes = value.canonical();
    let json: serde_json::Value = serde_json::from_str(&bytes).unwrap();
    let again = Value::from_json(field, &json).unwrap();
    assert_eq!(&again, value);
    assert_eq!(again.canonical(), bytes, "the canonical form is one form");
}

proptest! {
    #[test]
    fn hours_read_back_as_written(hours in hours()) {
        reads_back(Field::Schedule, &Value::Hours(Box::new(hours)));
    }

    #[test]
    fn an_address_reads_back_as_written(address in address()) {
        reads_back(Field::Address, &Value::Address(Box::new(address)));
    }

    #[test]
    fn text_terms_and_phones_read_back(text in "\\PC{1,40}", digits in "0[1-9][0-9]{9}") {
        if let Some(value) = Value::text(&text) { reads_back(Field::Name, &value); }
        if let Some(term) = Term::slug(&text) { reads_back(Field::Kind, &Value::terms([term]).unwrap()); }
        if let Some(phone) = Phone::parse(&digits) { reads_back(Field::Phone, &Value::Phone(phone)); }
    }

    #[test]
    fn no_text_stops_a_parser(text in "\\PC*") {
        let _ = Typed::parse(&text);
        let _ = parse_minute(&text);
        let _ = Phone::parse(&text).map(|p| (p.to_string(), p.tel()));
    }

    #[test]
    fn a_postcode_read_back_is_itself(text in "[A-Za-z]{1,2}[0-9][0-9A-Za-z]? ?[0-9][A-Za-z]{2}") {
        if let Ok(typed) = Typed::parse(&text) {
            prop_assert_eq!(Typed::parse(&typed.to_string()).unwrap(), typed);
        }
    }

    #[test]
    fn canonical_json_is_a_fixed_point(x in any::<f64>().prop_filter("finite", |x| x.is_finite()), text in "\\PC{0,20}") {
        let json = serde_json::json!({"x": x, "text": text, "a": [1, null]});
        let once = canonical_json(&json);
        let again: serde_json::Value = serde_json::from_str(&once).unwrap();
        prop_assert_eq!(canonical_json(&again), once);
    }

    #[test]
    fn open_until_the_closing_minute_and_no_further(hours in hours(), d in 1i8..28, h in 0i8..24, m in 0i8..60) {
        let moment = date(2026, 12, d).at(h, m, 0, 0);
        if let model::OpenState::Open { until: Some(until) } = hours.state_at(moment) {
            prop_assert!(!hours.open_at(until));
            prop_assert!(hours.open_at(until.checked_sub(jiff::Span::new().minutes(1)).unwrap()));
        }
        if let model::OpenState::Closed { opens: Some(opens) } = hours.state_at(moment) {
            prop_assert!(hours.open_at(opens) && opens > moment);
        }
    }
}
