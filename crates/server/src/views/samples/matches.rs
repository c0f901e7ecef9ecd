//! One sample of every page about matches at the desk.

use super::{Sample, riverside, sources, terms};
use crate::desk::Steward;
use crate::views::steward::decided::{DecidedPage, NoMatchesPage};
use crate::views::steward::matches::{Asking, MatchPage};
use crate::views::steward::narrowed::{NarrowForm, Narrowed};
use directory::{
    Answers, Choices, Considered, Evidence, JudgedTwice, PairAnswer, PairEvidence, Profile,
    Question, Shown, ShownSide, Stance, TakenBack,
};
use jiff::Timestamp;
use jiff::civil::date;
use model::{EntryType, Position, Relation, SourceNo, Value};

/// That Ruth Okoro took something back.
pub fn taken_back() -> TakenBack {
    TakenBack {
        person: "person-1".into(),
        at: Timestamp::UNIX_EPOCH,
    }
}

fn verdict(relation: Relation, undone: bool) -> PairAnswer {
    PairAnswer {
        position: Position(9),
        question: "12-345".parse().ok(),
        names: ["RIVERSIDE FRIENDS".into(), "Riverside <Group>".into()],
        relation,
        person: "person-2".into(),
        reason: "they share <one> door".into(),
        at: Timestamp::UNIX_EPOCH,
        undone: undone.then(taken_back),
    }
}

/// The form that narrows a queue, as long as it can be.
pub fn narrow() -> NarrowForm {
    let many = |word: &str| (1..60).map(|n| (format!("{word} {n}"), n)).collect();
    let choices = Choices {
        sources: many("council"),
        kinds: many("lunch club"),
        areas: many("Ambermoor"),
    };
    let narrowed = Narrowed::default();
    let summary = "Show only some matches";
    NarrowForm::new("/steward/matches", summary, &narrowed, &choices, &sources())
}

fn shown(stance: Stance) -> Shown {
    let (one, other) = (
        riverside().1.id,
        Sample::new(EntryType::Organization, "2").record().id,
    );
    let profile = |name: &str, address: &str, phone: &str| Profile {
        name: name.into(),
        address: address.into(),
        postcode: "QX4 7PL".into(),
        phone: phone.into(),
        said: Some(date(2026, 3, 9)),
        ..Profile::default()
    };
    let evidence = |field, words, bits| Evidence { field, words, bits };
    let side = |id, source, services| ShownSide {
        id,
        source: SourceNo(source),
        kinds: match terms(&["lunch club"]) {
            Value::Terms(kinds) => kinds.into_iter().collect(),
            _ => Vec::new(),
        },
        services,
    };
    let services = (0..5).map(|_| ("Lunch <club>".to_owned(), one)).collect();
    Shown {
        question: Question {
            id: "12-345".parse().expect("a name"),
            one,
            other,
            reach: 3,
            judged_twice: false,
            traits: std::sync::Arc::default(),
        },
        stance,
        seen: "0011".into(),
        sides: [side(one, 1, services), side(other, 2, Vec::new())],
        evidence: PairEvidence {
            relation: Some(Relation::Undecided),
            score_then: Some(0.6),
            score: 0.62,
            profiles: (
                Profile {
                    codes: vec!["charity:1199904".into()],
                    closed: Some(date(2024, 5, 1)),
                    ..profile(
                        "RIVERSIDE FRIENDS",
                        "Old Chapel Hall, Weir Lane",
                        "01632 960417",
                    )
                },
                profile("The Riverside <Group>", "Old Chapel Hall, Weir Ln", ""),
            ),
            fields: vec![
                evidence("address", "number and street agree", 4.2),
                evidence("name", "the names share a little", -1.2),
            ],
            rival: "neighbours on one site",
            barrier: None,
            days: vec!["“Riverside Friends” closed on 2024-05-01.".into()],
            considered: vec![Considered {
                of: one,
                id: other,
                name: "LONG SEDGE <SHED>".into(),
                score: 0.2,
            }],
            would_change: vec!["If the telephone numbers were equal, they would be joined.".into()],
        },
    }
}

/// Every page with a name.
pub fn all() -> Vec<(&'static str, String)> {
    let render = |page: &dyn askama::DynTemplate| page.dyn_render().expect("samples render");
    let ruth = Steward {
        name: "Ruth Okoro".into(),
        id: "person-1".into(),
    };
    let names = |id: &str| (id == "person-2").then(|| "Sam Bell".to_owned());
    let own = PairAnswer {
        person: "person-1".into(),
        ..verdict(Relation::Successor, false)
    };
    let waits = Asking {
        at: Some(3),
        of: 41,
        said: Some(9),
        narrow: narrow(),
        ..Asking::default()
    };
    let refused = Asking {
        at: Some(3),
        of: 41,
        reason: "half <typed>".into(),
        refused: Some("they carry different codes of one register"),
        ..Asking::default()
    };
    let meanwhile = Asking {
        meanwhile: true,
        reason: "half <typed>".into(),
        ..Asking::default()
    };
    let page = |stance, answers: &[PairAnswer], asking: Asking| {
        MatchPage::new(&ruth, &names, &sources(), &shown(stance), answers, &asking)
    };
    let stands = || Stance::Answered(verdict(Relation::DifferentService, false));
    let known = JudgedTwice {
        judged: 24,
        differ: 3,
    };
    let answers = [
        verdict(Relation::Same, false),
        own.clone(),
        verdict(Relation::Undecided, true),
    ];
    vec![
        (
            "match",
            render(&page(Stance::Waits, std::slice::from_ref(&own), waits)),
        ),
        (
            "match-error",
            render(&page(Stance::Waits, &answers, refused)),
        ),
        ("match-meanwhile", render(&page(stands(), &[], meanwhile))),
        (
            "match-decided",
            render(&page(stands(), &answers, Asking::default())),
        ),
        (
            "matches-decided",
            render(&DecidedPage::new(
                &ruth,
                &names,
                &Answers {
                    list: answers.to_vec(),
                    older: Some(Position(3)),
                },
                known,
                true,
                &Narrowed::default(),
            )),
        ),
        (
            "matches-none",
            render(&NoMatchesPage::new(
                &ruth,
                &[own],
                Some(9),
                JudgedTwice::default(),
                narrow(),
                &Narrowed::default(),
            )),
        ),
    ]
}
