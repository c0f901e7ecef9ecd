//! One sample of every page about rules at the desk.

use super::riverside;
use crate::views::steward::rule_form::{RuleFormPage, Typed};
use crate::views::steward::rules::{RulesFilePage, RulesOfPage, RulesPage, Told};
use crate::views::steward::rules_try::{RulesMovedPage, RulesTryPage, differences};
use directory::{Authority, BrokenRules, RulesVersion, Trial, TrialChange, TrialRecord};
use jiff::Timestamp;
use model::{EntryType, Field, Position};

fn other() -> Authority {
    let text = "[[rule.schedule]]\nkinds = [\"lunch-club\"]\nareas = [\"E06000991\"]\nbelieved = [\"council\", \"provider\"]\ntake = \"whole\"\nreview_days = 30\nvisibility = \"staff\"\nwhy = \"the council rings every club <each month>\"\n\n[[rule.schedule]]\nbelieved = []\ntake = \"whole\"\nreview_days = 90\nwhy = \"so\"\n";
    Authority::parse_over_shipped(text).expect("rules")
}

fn trial(listed: usize) -> Trial {
    let change = |field, before: &str, after: &str| TrialChange {
        field,
        before: before.into(),
        after: after.into(),
    };
    let record = TrialRecord {
        id: riverside().0.id,
        entry_type: EntryType::Service,
        name: "RIVERSIDE FRIENDS".into(),
        changes: vec![
            change(
                Field::Schedule,
                "Monday 11:00 to 14:00",
                "<Monday> 10:00 to 13:00",
            ),
            change(Field::Phone, "01632 960417", "nothing"),
        ],
    };
    Trial {
        compared: 1_204,
        records: listed as u64 * 2,
        values: [(Field::Schedule, 3), (Field::Phone, 1)].into(),
        reasons: 2,
        due: [(Field::Schedule, (4, 12))].into(),
        notices: vec![
            "nothing in the record is of the kind `lunch-clb`; check how it is written".into(),
        ],
        listed: vec![record; listed],
        against: String::new(),
    }
}

/// Every page with a name.
pub fn all() -> Vec<(&'static str, String)> {
    let render = |page: &dyn askama::DynTemplate| page.dyn_render().expect("samples render");
    let (england, other) = (Authority::england(), other());
    let told = Told {
        who: "Ruth Okoro",
        rules: england,
        area_name: &|code| (code == "E06000991").then(|| "Ambermoor".to_owned()),
        name_of: &|id| (id == "person-1").then(|| "Ruth Okoro".to_owned()),
        moment: &|_| "23 November 2026 at midday".to_owned(),
    };
    let version = |position, by: Option<&str>, text: Option<&str>| RulesVersion {
        position: Position(position),
        at: Timestamp::UNIX_EPOCH,
        by: by.map(str::to_owned),
        text: text.map(str::to_owned),
        hash: String::new(),
        problem: None,
    };
    let problem = Authority::parse_over_shipped("[[rule.fax]]").expect_err("a fault");
    let mut versions = vec![
        version(9, Some("person-1"), Some("…")),
        version(5, Some("person-2"), None),
        version(1, None, None),
    ];
    let fine = versions.clone();
    versions[0].problem = Some(problem.clone());
    let broken = BrokenRules {
        position: Position(9),
        by: "person-1".into(),
        at: Timestamp::UNIX_EPOCH,
        problem,
        instead: None,
    };
    let of = |field: Field, n: usize| {
        england
            .told()
            .filter(move |rule| rule.field == field)
            .nth(n)
            .expect("a rule")
    };
    let faults = [
        "kinds",
        "areas",
        "believed",
        "review_days",
        "visibility",
        "why",
    ]
    .map(|at| (at.to_owned(), "Put this right".to_owned()));
    let form = |field, typed: &Typed, faults: &[_]| {
        render(&RuleFormPage::new(&told, field, typed, faults))
    };
    let changes = || differences(&told, england, &other);
    let id = "07070707070707070707070707070707";
    vec![
        (
            "rules",
            render(&RulesPage::new(
                &told,
                &fine,
                None,
                Some("The rules are saved."),
            )),
        ),
        (
            "rules-none",
            render(&RulesPage::new(&told, &[], None, None)),
        ),
        (
            "rules-broken",
            render(&RulesPage::new(&told, &versions, Some(&broken), None)),
        ),
        (
            "rules-of",
            render(&RulesOfPage::new(&told, Field::Schedule)),
        ),
        (
            "rules-of-status",
            render(&RulesOfPage::new(&told, Field::Status)),
        ),
        (
            "rule-change",
            form(
                Field::Schedule,
                &Typed::of(&of(Field::Schedule, 0), "x"),
                &[],
            ),
        ),
        (
            "rule-default",
            form(Field::Status, &Typed::of(&of(Field::Status, 1), "x"), &[]),
        ),
        (
            "rule-union",
            form(Field::Kind, &Typed::like(&of(Field::Kind, 0), "x"), &[]),
        ),
        (
            "rule-error",
            form(
                Field::Schedule,
                &Typed::of(&of(Field::Schedule, 0), "x"),
                &faults,
            ),
        ),
        (
            "rules-file",
            render(&RulesFilePage::new("Ruth Okoro", "x", england.text(), None)),
        ),
        (
            "rules-file-error",
            render(&RulesFilePage::new(
                "Ruth Okoro",
                "x",
                "[[rule",
                Some("Line 1, column 7: this is no rule"),
            )),
        ),
        (
            "rules-try",
            render(&RulesTryPage::new(&told, &other, &trial(3), id, 1)),
        ),
        (
            "rules-try-long",
            render(&RulesTryPage::new(&told, &other, &trial(120), id, 2)),
        ),
        (
            "rules-try-same",
            render(&RulesTryPage::new(&told, england, &Trial::default(), id, 0)),
        ),
        (
            "rules-moved",
            render(&RulesMovedPage::new(
                &told,
                "Bill Ash saved other rules",
                changes(),
                changes(),
                id,
                false,
            )),
        ),
        (
            "rules-moved-file",
            render(&RulesMovedPage::new(
                &told,
                "Bill Ash saved other rules",
                vec![],
                vec![],
                id,
                true,
            )),
        ),
    ]
}
