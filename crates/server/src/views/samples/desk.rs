//! One sample of every page of the steward's desk.

use super::matches::{narrow, taken_back};
use super::pages::report;
use super::{NOW, Sample, phone, riverside, sources, text};
use crate::desk::Steward;
use crate::views::steward::conflict::{Asked, ConflictPage, NothingPage};
use crate::views::steward::narrowed::Narrowed;
use crate::views::steward::new_source::NewSourcePage;
use crate::views::steward::offer::{BusyPage, DonePage, Looked, OfferPage};
use crate::views::steward::queue::QueuePage;
use crate::views::steward::settled::SettledPage;
use crate::views::steward::sign_in::SignInPage;
use crate::views::steward::source::SourcePage;
use crate::views::subject::Subject;
use directory::{
    Accepted, Answered, Answers, Disagreement, Draft, FindingExample, FindingKind, HeldChange,
    HeldSample, Offer, OfferId, Preview, Previewed, RunState, TrialChange,
};
use jiff::Timestamp;
use jiff::civil::date;
use model::{EntryType, Field, Finding, Findings, Position, RowTally, RunNo, SourceNo, Where};

fn offer() -> Offer {
    Offer {
        id: OfferId::of([7; 16]),
        files: vec!["services.csv".into()],
        by: "person-1".into(),
        given_at: Timestamp::UNIX_EPOCH,
        draft: Draft {
            name: "Ambermoor Council".into(),
            role: "council".into(),
            map: "id = \"Ref\"\n".into(),
            ..Draft::default()
        },
        accepted: None,
    }
}

fn findings() -> Vec<FindingKind> {
    vec![FindingKind {
        code: "FP148".into(),
        problem: "no telephone number can be read here".into(),
        times: 3,
        refusal: false,
        fix: Some("write it with its area code, such as 01632 960417".into()),
        examples: vec![FindingExample {
            file: "services.csv".into(),
            line: 14,
            column: Some("Phone".into()),
            seen: "<ask at reception>".into(),
        }],
    }]
}

fn preview(with_services: bool) -> Preview {
    let (service, organization, location) = riverside();
    let shown = if with_services {
        vec![Previewed {
            record: service,
            organization: Some(organization),
            location: Some(location),
            findable: true,
        }]
    } else {
        vec![Previewed {
            record: Sample::new(EntryType::Organization, "1#organization")
                .with(Field::Name, text("Sedge Valley Trust"))
                .record(),
            organization: None,
            location: None,
            findable: false,
        }]
    };
    Preview {
        table: "table".into(),
        files: vec!["services.csv".into()],
        said: date(2026, 11, 12),
        own_date: None,
        complete: !with_services,
        newest: with_services,
        tally: RowTally {
            read: 12,
            described: 11,
            refused: 1,
            ..RowTally::default()
        },
        counts: directory::EntryCounts {
            new: 3,
            changed: 1,
            unchanged: 30,
            withdrawn: 2,
        },
        held: with_services.then(|| "it would withdraw 2 of 10 entries (20%, over 10%)".into()),
        findings: findings(),
        found: Findings::default(),
        services: if with_services { 11 } else { 0 },
        organizations: 11,
        locations: 0,
        shown,
        sources: sources(),
        position: Position(9),
    }
}

fn sample() -> (RunNo, HeldSample) {
    let change = |name: &str, listed_then, changes| HeldChange {
        id: riverside().0.id,
        entry_type: EntryType::Service,
        name: name.into(),
        listed_now: true,
        listed_then,
        changes,
    };
    let phone = TrialChange {
        field: Field::Phone,
        before: "01632 960417".into(),
        after: "01632 960418".into(),
    };
    let changes = vec![
        change("Riverside Friends", false, vec![]),
        change("Long Sedge Men’s Shed", true, vec![phone]),
    ];
    (
        RunNo(3),
        HeldSample {
            changes,
            entries: 2,
        },
    )
}

/// The page of a fact, after an answer; `late` when somebody else was faster, `above` whom no steward outweighs.
fn conflict(field: Field, late: bool, above: Option<SourceNo>) -> ConflictPage {
    let (service, organization, location) = riverside();
    let found = Disagreement {
        record: service.clone(),
        field,
        mark: "0011".into(),
        service: service.clone(),
        services: 1,
        above,
    };
    let sources = sources();
    let subject = Subject {
        service: &service,
        organization: Some(&organization),
        location: Some(&location),
        sources: &sources,
        now: NOW,
    };
    let last = answered(false);
    let faults = [("other".to_owned(), "Type what is right".to_owned())];
    ConflictPage::new(&Asked {
        who: "Ruth Okoro",
        found: &found,
        subject: &subject,
        words: &[],
        why: &|_| "the service opens its own doors".to_owned(),
        name_of: &|_| None,
        last: Some(&last),
        waiting: 12,
        told: late.then_some("Something else was said while you looked."),
        late,
        faults: if late { &faults } else { &[] },
        other: "",
        reason: "",
        narrowed: &Narrowed::default(),
        narrow: &narrow(),
    })
}

fn answered(passed: bool) -> Answered {
    Answered {
        position: Position(9),
        record: riverside().0,
        field: Field::Phone,
        value: (!passed).then(|| phone("01632 960418")),
        passed,
        person: "person-1".into(),
        reason: String::new(),
        at: Timestamp::UNIX_EPOCH,
        undone: passed.then(taken_back),
    }
}

/// Every page with a name.
pub fn all() -> Vec<(&'static str, String)> {
    let render = |page: &dyn askama::DynTemplate| page.dyn_render().expect("samples render");
    let offer = offer();
    let looked = |faults: &[(&str, &str)], note: Option<&str>| Looked {
        offer: &offer,
        source: None,
        who: "Ruth Okoro",
        now: NOW,
        faults: faults
            .iter()
            .map(|(field, remedy)| ((*field).to_owned(), (*remedy).to_owned()))
            .collect(),
        note: note.map(str::to_owned),
    };
    let mut held = report();
    held.runs[0].state = RunState::Held {
        reason: "it would withdraw 40 of 117 entries (34%, over 10%)".into(),
    };
    held.runs[0].findings = findings();
    let names = |_: &str| Some("Ruth Okoro".to_owned());
    let today = NOW.date();
    let unread = Finding {
        code: "FP103",
        place: Where {
            file: "photo.png".into(),
            line: 0,
            column: None,
        },
        problem: "no reader knows this file".into(),
        seen: String::new(),
        fix: "leave the file out".into(),
        refusal: true,
        times: 1,
    };
    let accepted = Accepted {
        source: "ambermoor-council".into(),
        run: 3,
        held: None,
        new: 3,
        changed: 1,
        unchanged: 30,
        withdrawn: 0,
    };
    let on_hold = Accepted {
        held: Some("it would withdraw 40 of 117 entries (34%, over 10%)".into()),
        ..accepted.clone()
    };
    let queue = |reports: &[_], offers: &[_], done| {
        QueuePage::new("Ruth Okoro", reports, offers, &names, today, done)
    };
    let faults = [
        ("name", "Enter the name of the directory"),
        ("role", "Select whose directory it is"),
        ("licence", "Enter the licence, such as OGL-3.0"),
        ("dated", "Write the date like 12 November 2026"),
        ("map", "Use a column map of 48 kB or less"),
    ];
    let reason = [("reason-3".to_owned(), "Say why you reject it".to_owned())];
    vec![
        ("sign-in", render(&SignInPage::new("/steward", None))),
        (
            "sign-in-error",
            render(&SignInPage::new(
                "/steward",
                Some("Enter your sign-in token"),
            )),
        ),
        ("conflict", render(&conflict(Field::Schedule, false, None))),
        (
            "conflict-tell",
            render(&conflict(Field::Schedule, false, Some(SourceNo(1)))),
        ),
        ("conflict-late", render(&conflict(Field::Phone, true, None))),
        (
            "conflict-none",
            render(&NothingPage::none_left(
                "Ruth Okoro",
                Some(&answered(true)),
                1,
                narrow(),
                &Narrowed::default(),
            )),
        ),
        (
            "conflict-agreed",
            render(&NothingPage::agreed(
                "Ruth Okoro",
                None,
                &Narrowed::default(),
            )),
        ),
        (
            "settled",
            render(&SettledPage::new(
                &Steward {
                    name: "Ruth Okoro".into(),
                    id: "person-1".into(),
                },
                &names,
                &Answers {
                    list: vec![answered(false), answered(true)],
                    older: Some(Position(3)),
                },
                &Narrowed::default(),
            )),
        ),
        ("desk-quiet", render(&queue(&[], &[], None))),
        (
            "desk",
            render(&queue(
                &[held.clone(), report()],
                std::slice::from_ref(&offer),
                Some("Done."),
            )),
        ),
        (
            "give",
            render(&NewSourcePage::new("Ruth Okoro", &sources(), "", None, 256)),
        ),
        (
            "give-error",
            render(&NewSourcePage::new(
                "Ruth Okoro",
                &[],
                "",
                Some("Select a file"),
                256,
            )),
        ),
        (
            "offer",
            render(&OfferPage::read(&looked(&[], None), &preview(true))),
        ),
        (
            "offer-error",
            render(&OfferPage::read(
                &looked(&faults, Some("Look.")),
                &preview(false),
            )),
        ),
        (
            "offer-unread",
            render(&OfferPage::unread(&looked(&[], None), &unread, true)),
        ),
        (
            "busy",
            render(&BusyPage::new(
                "Ruth Okoro",
                "Reading the file",
                "40% is done.".into(),
                "/steward".into(),
            )),
        ),
        (
            "done",
            render(&DonePage::new(
                "Ruth Okoro",
                "Ambermoor Council",
                &accepted,
                true,
            )),
        ),
        (
            "done-held",
            render(&DonePage::new(
                "Ruth Okoro",
                "Ambermoor Council",
                &on_hold,
                false,
            )),
        ),
        (
            "source",
            render(&SourcePage::new(
                "Ruth Okoro",
                &held,
                &[sample()],
                &[RunNo(3)],
                &reason,
                Some("Done."),
            )),
        ),
    ]
}

#[test]
fn what_a_held_run_would_change_is_told_in_words() {
    let mut held = report();
    held.runs[0].state = RunState::Held {
        reason: "it would withdraw 40 of 117 entries (34%, over 10%)".into(),
    };
    let page = SourcePage::new("Ruth Okoro", &held, &[sample()], &[], &[], None);
    assert_eq!(
        page.held[0].sample,
        [
            "Riverside Friends would no longer be listed",
            "Long Sedge Men’s Shed: phone would be 01632 960418, not 01632 960417"
        ]
    );
    assert_eq!(page.held[0].heading, "Held: services.csv");
}
