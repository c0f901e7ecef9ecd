//! The rules file: what is read, what is refused, and what the rules for England say.

use super::*;
use std::fmt::Write as _;

/// A file with one plain rule for each field, and `special` in place of that for `phone`.
fn rules_with(special: &str) -> String {
    let mut text = String::new();
    for field in Field::ALL.iter().filter(|field| **field != Field::Phone) {
        let _ = write!(
            text,
            "[[rule.{}]]\nbelieved = [\"register\"]\ntake = \"one\"\nreview_days = 9\nwhy = \"so\"\n",
            field.as_str()
        );
        if *field == Field::StaffPhone {
            text.push_str("visibility = \"staff\"\n");
        }
    }
    text + special
}

const PHONE: &str =
    "[[rule.phone]]\nbelieved = [\"register\"]\ntake = \"one\"\nreview_days = 9\nwhy = \"so\"\n";

#[track_caller]
fn refuses(special: &str, line_in_special: usize, words: &str) {
    let plain_lines = rules_with("").lines().count();
    let fault = Authority::parse(&rules_with(special)).unwrap_err();
    assert!(fault.to_string().contains(words), "{fault}");
    assert_eq!(fault.line, plain_lines + line_in_special, "{fault}");
}

#[test]
fn the_rules_for_england_read_and_give_a_reason_for_every_rule() {
    let england = Authority::england();
    for rule in england.rules.iter().flatten() {
        assert_eq!(england.why(&rule.number), rule.why);
        assert!(
            rule.why.len() > 20 && !rule.why.ends_with('.'),
            "{}: {}",
            rule.number,
            rule.why
        );
        assert!(
            rule.order.iter().all(|&rank| rank < Role::ALL.len() as u8),
            "{} leaves a role out",
            rule.number
        );
    }
    assert_eq!(england.why("phone.9"), "");
    assert!(england.text().starts_with("# Whom Fingerpost believes"));
}

#[test]
fn staff_numbers_are_for_staff_and_refuges_are_held_back() {
    let england = Authority::england();
    assert_eq!(
        england.rule(Field::StaffPhone, &[], None).visibility,
        Visibility::Staff
    );
    assert!(
        england
            .withhold
            .kinds
            .contains(&Term::slug("refuge").unwrap())
    );
    assert!(england.withhold.fields.contains(&Field::Address));
}

#[test]
fn the_first_rule_that_fits_decides_and_the_default_fits_all() {
    let special = PHONE.replace("believed", "kinds = [\"helpline\"]\nbelieved")
        + &PHONE.replace("believed", "areas = [\"E06\"]\nbelieved")
        + PHONE;
    let rules = Authority::parse(&rules_with(&special)).unwrap();
    let number = |kind: &str, area| {
        rules
            .rule(
                Field::Phone,
                &[&Term::slug(kind).into_iter().collect()],
                area,
            )
            .number
            .clone()
    };
    assert_eq!(number("helpline", Some("E06")), "phone.1");
    assert_eq!(number("gp", Some("E06")), "phone.2");
    assert_eq!(number("gp", Some("E07")), "phone.3");
    assert_eq!(number("", None), "phone.3");
}

#[test]
fn a_faulty_file_is_refused_with_its_line_and_remedy() {
    refuses(
        "",
        0,
        "`phone` has no rule; add a [[rule.phone]] without kinds and areas",
    );
    refuses(
        &format!(
            "{PHONE}[[rule.fax]]\nbelieved = []\ntake = \"one\"\nreview_days = 1\nwhy = \"so\""
        ),
        6,
        "`fax` is no field; use one of name,",
    );
    refuses(
        &PHONE.replace("\"register\"", "\"register\", \"pub\""),
        2,
        "`pub` is no role; use one of register,",
    );
    refuses(
        &PHONE.replace("\"register\"", "\"council\", \"council\""),
        2,
        "`council` stands twice",
    );
    refuses(
        &PHONE.replace("\"one\"", "\"union\""),
        3,
        "`phone` is one value and cannot be a union",
    );
    refuses(
        &PHONE.replace("\"one\"", "\"some\""),
        3,
        "`some` is no way to take a value",
    );
    refuses(
        &PHONE.replace("why = \"so\"", "why = \" \""),
        5,
        "the rule gives no reason",
    );
    refuses(
        &format!("{PHONE}visibility = \"secret\""),
        6,
        "`secret` is no visibility",
    );
    refuses(
        &format!("{PHONE}kinds = [\"Care Home\"]"),
        6,
        "`Care Home` is no kind",
    );
    refuses(
        &format!("{PHONE}kinds = [\"gp\"]"),
        1,
        "`phone` has no default",
    );
    refuses(
        &format!("{PHONE}{PHONE}"),
        6,
        "phone.1 before it fits everything",
    );
    refuses(
        &format!("{PHONE}closed_by = [\"register\"]"),
        6,
        "only `status` has `closed_by`",
    );
    refuses(&format!("{PHONE}colour = 3"), 6, "unknown field `colour`");
    refuses(&PHONE.replace('9', "-9"), 4, "invalid value");
    refuses(&PHONE.replace("[[", "["), 1, "see the shape");
}

#[test]
fn a_number_for_colleagues_never_becomes_everybodys() {
    let rule = PHONE.replace("rule.phone", "rule.staff_phone");
    let fault = Authority::parse_over_shipped(&rule)
        .unwrap_err()
        .to_string();
    assert!(
        fault.contains("line 3: `staff_phone` would be shown to everybody"),
        "{fault}"
    );
    let staff = Authority::parse_over_shipped(&format!("{rule}visibility = \"staff\"")).unwrap();
    assert_eq!(
        staff.rule(Field::StaffPhone, &[], None).visibility,
        Visibility::Staff
    );
}
