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

fn place(code: Option<&str>, name: Option<&str>) -> Area {
    Area {
        code: code.map(str::to_owned),
        key: name.map(area_key),
    }
}

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
        england.visibility(Field::StaffPhone, &[], &Area::default()),
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
    let number = |kind: &str, area: Option<&str>| {
        rules
            .rule(
                Field::Phone,
                &[&Term::slug(kind).into_iter().collect()],
                &place(area, None),
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
        "this rule can never decide, for phone.1 before it fits everything that it fits; put it before that one",
    );
    let special = |scope: &str| format!("{PHONE}{scope}\n");
    let plain = special("kinds = [\"gp\", \"pharmacy\"]");
    refuses(
        &format!(
            "{plain}{}{PHONE}",
            special("kinds = [\"gp\"]\nareas = [\"E06000001\"]")
        ),
        7,
        "for phone.1 before it fits everything",
    );
    let in_areas = special("areas = [\"E06000001\", \"Ambermoor\"]");
    refuses(
        &format!("{in_areas}{}{PHONE}", special("areas = [\"Ambermoor\"]")),
        7,
        "for phone.1 before it fits everything",
    );
    refuses(
        &format!(
            "{}{}{plain}{PHONE}",
            special("kinds = [\"gp\"]"),
            special("kinds = [\"pharmacy\"]")
        ),
        13,
        "for phone.2 before it fits everything",
    );
    refuses(
        &special("areas = [\"E06000001\", \" - \"]"),
        6,
        "`-` is no area; write the code or the name",
    );
    let of_area = PHONE.replace("phone", "address") + "areas = [\"E06000001\"]";
    let fault = Authority::parse_over_shipped(&of_area).unwrap_err();
    assert!(
        fault
            .problem
            .contains("`address` cannot depend on the area"),
        "{fault}"
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
        fault.contains("line 3, column 8: `staff_phone` would be shown to everybody"),
        "{fault}"
    );
    let staff = Authority::parse_over_shipped(&format!("{rule}visibility = \"staff\"")).unwrap();
    assert_eq!(
        staff.visibility(Field::StaffPhone, &[], &Area::default()),
        Visibility::Staff
    );
}

#[test]
fn a_fault_names_its_line_and_column() {
    let text = "# Größe\n[[rule.phone]]\nbelieved = [\"council\", \"pub\"]\ntake = \"one\"\nreview_days = 9\nwhy = \"so\"";
    let fault = Authority::parse_over_shipped(text).unwrap_err();
    assert_eq!((fault.line, fault.column), (3, 24));
    assert!(
        fault
            .to_string()
            .starts_with("rules, line 3, column 24: `pub` is no role"),
        "{fault}"
    );
    // A mark that an editor of Windows puts first, and its line ends, are no fault.
    let fine = format!("\u{feff}{}", PHONE.replace('\n', "\r\n"));
    Authority::parse_over_shipped(&fine).unwrap();
    let fault = Authority::parse_over_shipped(&"#".repeat(2 << 20)).unwrap_err();
    assert!(fault.to_string().contains("larger than 1 MB"), "{fault}");
}

#[test]
fn an_area_is_known_by_its_code_or_its_name_however_written() {
    let file = PHONE.replace(
        "believed",
        "areas = [\"e06000001\", \"Amber Moor & Weir\"]\nbelieved",
    ) + PHONE;
    let rules = Authority::parse_over_shipped(&file).unwrap();
    let fits = |code, name| rules.rule(Field::Phone, &[], &place(code, name)).number == "phone.1";
    assert!(fits(Some("E06000001"), None));
    assert!(fits(Some("E06000009"), Some("amber moor and weir")));
    assert!(!fits(Some("E06000009"), Some("Sedge")));
    assert!(!fits(None, None));
    assert!(rules.names_areas() && !Authority::england().names_areas());
}

/// Who may see a telephone number of a record of these kinds, by rules for kinds with these words of visibility.
#[track_caller]
fn seen(rules: &[(&str, &str)], kinds: &[&str], expected: Visibility) {
    let file = rules
        .iter()
        .fold(String::new(), |mut file, (kind, visibility)| {
            file.push_str(PHONE);
            if !kind.is_empty() {
                let _ = writeln!(file, "kinds = [\"{kind}\"]");
            }
            let _ = writeln!(file, "visibility = \"{visibility}\"");
            file
        });
    let rules = Authority::parse_over_shipped(&file).unwrap();
    let kinds: BTreeSet<Term> = kinds.iter().filter_map(|kind| Term::slug(kind)).collect();
    assert_eq!(
        rules.visibility(Field::Phone, &[&kinds], &Area::default()),
        expected
    );
}

#[test]
fn the_strictest_kind_of_any_member_decides_who_sees_a_field() {
    use Visibility::{Public, Staff, Withheld};
    let rules = [
        ("lunch-club", "public"),
        ("crisis", "staff"),
        ("refuge", "withheld"),
        ("", "public"),
    ];
    seen(&rules, &["lunch-club"], Public);
    seen(&rules, &["lunch-club", "crisis"], Staff);
    seen(&rules, &["refuge", "lunch-club", "crisis"], Withheld);
    seen(&rules, &["gp"], Public);
    seen(&rules, &[], Public);
    // Open for one kind, closed for all others: what is both stays closed.
    let rules = [("lunch-club", "public"), ("", "staff")];
    seen(&rules, &["lunch-club"], Public);
    seen(&rules, &["lunch-club", "gp"], Staff);
    seen(&rules, &[], Staff);
}

fn scope(kinds: &[&str], areas: &[&str]) -> Scope {
    Scope {
        kinds: kinds.iter().filter_map(|kind| Term::slug(kind)).collect(),
        areas: areas.iter().map(|area| (*area).to_owned()).collect(),
    }
}

fn rule_words(kinds: &[&str], areas: &[&str], why: &str) -> RuleWords {
    let texts = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    RuleWords {
        kinds: texts(kinds),
        areas: texts(areas),
        believed: texts(&["council", "provider"]),
        take: "whole".to_owned(),
        review_days: 30,
        visibility: "public".to_owned(),
        why: why.to_owned(),
        ..RuleWords::default()
    }
}

/// The scopes and reasons of the rules for opening times.
fn told(rules: &Authority) -> Vec<String> {
    let schedule = rules.told().filter(|rule| rule.field == Field::Schedule);
    schedule
        .map(|rule| {
            let kinds: Vec<&str> = rule.kinds.iter().map(Term::as_str).collect();
            let areas: Vec<&str> = rule.areas.iter().map(String::as_str).collect();
            let why: String = rule.why.chars().take(8).collect();
            format!("{}/{}/{why}", kinds.join(" "), areas.join(" "))
        })
        .collect()
}

#[test]
fn one_rule_is_changed_added_and_taken_out_and_the_rest_of_the_file_stays() {
    let read = |text: String| Authority::parse_over_shipped(&text).unwrap();
    let field = Field::Schedule;
    let england = Authority::england();
    // From what ships: the file then holds that field alone.
    let text = england
        .with_rule(
            field,
            None,
            &rule_words(&[], &["E06000001"], "they \"ring\" round"),
        )
        .unwrap();
    let one = read(text.clone());
    assert_eq!(
        told(&one),
        ["pharmacy//pharmaci", "/E06000001/they \"ri", "//the serv"]
    );
    assert_eq!(text.matches("[[rule.").count(), 3, "{text}");
    // A narrower rule comes before what would swallow it.
    let text = one
        .with_rule(
            field,
            None,
            &rule_words(&["pharmacy"], &["E06000001"], "both"),
        )
        .unwrap();
    let two = read(format!(
        "# Mine\n{text}\n# Of names\n[[rule.name]]\nbelieved = []\ntake = \"one\"\nreview_days = 1\nwhy = \"so\"\n"
    ));
    assert_eq!(
        told(&two)[..2],
        ["pharmacy/E06000001/both", "pharmacy//pharmaci"]
    );
    // Changed in place, and moved when it is for something else from now on.
    let text = two
        .with_rule(
            field,
            Some(&scope(&[], &[])),
            &rule_words(&[], &[], "all new"),
        )
        .unwrap();
    assert_eq!(told(&read(text.clone()))[3], "//all new");
    assert!(
        text.starts_with("# Mine\n") && text.contains("# Of names\n[[rule.name]]"),
        "{text}"
    );
    let text = two
        .with_rule(
            field,
            Some(&scope(&[], &["E06000001"])),
            &rule_words(&["pharmacy"], &["E06000002"], "moved"),
        )
        .unwrap();
    assert_eq!(
        told(&read(text)),
        [
            "pharmacy/E06000001/both",
            "pharmacy/E06000002/moved",
            "pharmacy//pharmaci",
            "//the serv"
        ]
    );
    let text = two.without_rule(field, &scope(&["pharmacy"], &[])).unwrap();
    assert_eq!(
        told(&read(text.clone())),
        [
            "pharmacy/E06000001/both",
            "/E06000001/they \"ri",
            "//the serv"
        ]
    );
    assert!(text.contains("# Of names\n[[rule.name]]"), "{text}");
}

#[test]
fn a_rule_that_cannot_be_changed_so_is_not_and_says_why() {
    let field = Field::Schedule;
    let england = Authority::england();
    let add =
        |was: Option<&Scope>, words: &RuleWords| england.with_rule(field, was, words).unwrap_err();
    assert_eq!(
        add(None, &rule_words(&["pharmacy"], &[], "so")),
        NotChanged::Taken
    );
    assert_eq!(
        add(Some(&scope(&["gp"], &[])), &rule_words(&["gp"], &[], "so")),
        NotChanged::Gone
    );
    assert_eq!(
        add(Some(&scope(&[], &[])), &rule_words(&["gp"], &[], "so")),
        NotChanged::Default
    );
    assert_eq!(
        england.without_rule(field, &scope(&[], &[])),
        Err(NotChanged::Default)
    );
    assert!(matches!(
        add(None, &rule_words(&["Care Home"], &[], "so")),
        NotChanged::Bad(_)
    ));
    let inline = "rule.schedule = [{believed = [], take = \"one\", review_days = 1, why = \"so\"}]";
    let inline = Authority::parse_over_shipped(inline).unwrap();
    assert_eq!(
        inline.with_rule(field, None, &rule_words(&["gp"], &[], "so")),
        Err(NotChanged::Inline)
    );
}
