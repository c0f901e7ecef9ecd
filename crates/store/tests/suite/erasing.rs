//! What erasing destroys, and what it leaves.

use super::Open;
use super::world::{World, at, closing, day, id, set, version};
use model::{Code, EntryNo, Field, Phone, Position, Scheme, Tie, Value};
use store::Closing;
use store::merkle::{extends, includes};

const PHONE: &str = "01632 960123";

fn phone() -> Option<Value> {
    Phone::parse(PHONE).map(Value::Phone)
}

fn code(text: &str) -> Code {
    Code::parse(Scheme::Ods, text).unwrap()
}

/// One row, three entries; the service has said its phone twice.
fn chemist(open: Open) -> (World, [EntryNo; 3]) {
    let mut world = World::new(open);
    let entries = ["1186#organization", "1186#location", "1186#service"]
        .map(|local_id| world.number(local_id));
    let [organization, location, service] = entries;
    for said in 0..2 {
        let run = world.begin(day(said));
        let row = format!("1186¬Elm {said}¬{PHONE}");
        let codes = Value::codes([code("FA001"), code("FB002")]);
        let tied = |no, run| {
            version(no, run, day(said))
                .raw(&row)
                .says(Field::Name, &format!("Elm {said}"))
        };
        let drafts = [
            tied(organization, run)
                .with(Field::Identifiers, codes)
                .tied(Tie::Code(code("FA001")))
                .draft(),
            tied(location, run).draft(),
            tied(service, run)
                .with(Field::Phone, phone())
                .with(Field::Fees, None)
                .draft(),
        ];
        world.log().record(run, &drafts).unwrap();
        let findings = format!(
            r#"[{{"code":"FP{said}","seen":"{}"}}]"#,
            if said == 0 {
                "01632-960 123 (day)"
            } else {
                "none"
            }
        );
        let closing = Closing {
            findings,
            ..closing(&set(&entries), &set(&entries))
        };
        world.log().close_run(run, closing).unwrap();
    }
    (world, entries)
}

pub fn an_erased_value_is_gone_and_known_again(open: Open) {
    let (mut world, [_, _, service]) = chemist(open);
    let value = phone().unwrap().canonical();
    let known = world.log().known(&id("1186#service")).unwrap();
    let (old_root, old_size) = (world.log().root().unwrap(), world.log().head().unwrap().0);
    assert!(
        !world
            .log()
            .is_erased(service, Field::Phone, &value)
            .unwrap()
    );

    let erasure = world
        .log()
        .erase(
            service,
            &[Field::Phone, Field::Website],
            "the owner asked",
            at(),
        )
        .unwrap();
    assert_eq!(
        (
            erasure.position,
            erasure.values,
            erasure.raw_rows,
            erasure.scrubbed
        ),
        (Position(old_size + 1), 2, 2, true)
    );
    for _ in 0..2 {
        for version in world.log().versions(service).unwrap() {
            assert_eq!(version.erased.iter().collect::<Vec<_>>(), [Field::Phone]);
            assert!(!version.adds.changes.contains_key(&Field::Phone));
            assert_eq!(
                version.adds.changes[&Field::Fees],
                None,
                "that there is none is still said"
            );
            assert!(
                version.adds.speaks.contains(Field::Phone),
                "that it was said is still known"
            );
        }
        assert_eq!(world.names(service), ["Elm 0", "Elm 1"]);
        assert!(
            world
                .log()
                .is_erased(service, Field::Phone, &value)
                .unwrap()
        );
        assert!(
            !world
                .log()
                .is_erased(service, Field::StaffPhone, &value)
                .unwrap()
        );
        assert!(
            !world
                .log()
                .is_erased(service, Field::Phone, "\"01632960999\"")
                .unwrap()
        );
        assert_eq!(
            world.log().known(&id("1186#service")).unwrap(),
            known,
            "the same document is still `as before`"
        );
        let told = world.log().erasures(service).unwrap();
        assert_eq!(
            (told.len(), told[0].reason.as_str(), told[0].at),
            (1, "the owner asked", at())
        );
        assert_eq!(told[0].fields, [Field::Phone, Field::Website]);
        world.verified();
        world.reopen();
    }
    assert_eq!(
        world.log().verify(&mut |_| ()).unwrap().erased,
        3,
        "two values, one run's findings"
    );
    let root = world.log().root().unwrap();
    assert!(extends(
        &world.log().consistency_proof(old_size).unwrap(),
        &old_root,
        &root
    ));
    for position in 1..=old_size + 1 {
        assert!(includes(
            &world.log().inclusion_proof(Position(position)).unwrap(),
            &root
        ));
    }
}

pub fn an_erased_value_is_not_stored_when_read_again(open: Open) {
    let (mut world, [_, _, service]) = chemist(open);
    world
        .log()
        .erase(service, &[Field::Phone], "the owner asked", at())
        .unwrap();
    let run = world.begin(day(4));
    let draft = version(service, run, day(4))
        .says(Field::Name, "Elm 4")
        .with(Field::Phone, phone())
        .raw(PHONE)
        .draft();
    world.log().record(run, &[draft]).unwrap();
    let last = world.log().versions(service).unwrap().pop().unwrap();
    assert_eq!(last.adds.changes.keys().collect::<Vec<_>>(), [&Field::Name]);
    assert_eq!(
        world.log().raw(last.position).unwrap(),
        Vec::<Vec<u8>>::new()
    );
    // Another number is another value.
    let other = Phone::parse("01632 960777").map(Value::Phone);
    let draft = version(service, run, day(4))
        .with(Field::Phone, other.clone())
        .draft();
    world.log().record(run, &[draft]).unwrap();
    assert_eq!(
        world
            .log()
            .versions(service)
            .unwrap()
            .pop()
            .unwrap()
            .adds
            .changes[&Field::Phone],
        other
    );
    world.verified();
}

pub fn ties_and_findings_go_with_the_value(open: Open) {
    let (mut world, [organization, location, service]) = chemist(open);
    let run = world.begin(day(3));
    let draft =
        version(location, run, day(3)).with(Field::Identifiers, Value::codes([code("FA001")]));
    world
        .log()
        .record(run, &[draft.tied(Tie::Code(code("FA001"))).draft()])
        .unwrap();
    let seen = set(&[location]);
    world.log().close_run(run, closing(&seen, &seen)).unwrap();
    assert_eq!(
        world.log().component(&[organization]).unwrap(),
        [organization, location]
    );
    world
        .log()
        .erase(organization, &[Field::Identifiers], "wrong body", at())
        .unwrap();
    assert_eq!(
        world.log().component(&[organization]).unwrap(),
        [organization]
    );

    let runs: Vec<_> = world
        .log()
        .runs()
        .unwrap()
        .into_iter()
        .map(|run| run.no)
        .collect();
    assert!(
        world
            .log()
            .findings(runs[0])
            .unwrap()
            .unwrap()
            .contains("960 123")
    );
    let erasure = world
        .log()
        .erase(service, &[Field::Phone], "the owner asked", at())
        .unwrap();
    assert_eq!(erasure.findings, 1);
    assert_eq!(world.log().findings(runs[0]).unwrap(), None);
    assert!(world.log().findings(runs[1]).unwrap().is_some());
    assert_eq!(
        world.log().seen(runs[0]).unwrap(),
        set(&[organization, location, service])
    );
    world.verified();
}

pub fn raw_rows_of_the_whole_row_go(open: Open) {
    let (mut world, [_, _, service]) = chemist(open);
    let run = world.begin(day(3));
    let neighbour = world.number("11861#service");
    let draft = version(neighbour, run, day(3))
        .says(Field::Name, "Oak")
        .raw("11861¬Oak")
        .draft();
    world.log().record(run, &[draft]).unwrap();
    let kept = world.log().head().unwrap();
    world
        .log()
        .erase(service, &[Field::Phone], "the owner asked", at())
        .unwrap();
    for position in 1..kept.0 {
        assert_eq!(
            world.log().raw(Position(position)).unwrap(),
            Vec::<Vec<u8>>::new()
        );
    }
    assert_eq!(
        world.log().raw(kept).unwrap(),
        [b"11861\xc2\xacOak".to_vec()]
    );
}
