//! What is in force for an entry, against an oracle that keeps each document's whole statement.

use jiff::civil::{Date, date};
use model::{
    Entry, EntryType, Field, FieldSet, NewVersion, Position, RowPlace, RunNo, Said, Value, Version,
};
use proptest::prelude::*;
use resolve::{in_force, said_in, versions_for};
use std::collections::BTreeMap;

const FIELDS: [Field; 4] = [Field::Name, Field::Description, Field::Email, Field::Fees];
const ROW: RowPlace = RowPlace { file: 0, line: 7 };

/// A document: its date, and what it says of the entry.
#[derive(Clone, Debug)]
struct Document {
    said: Date,
    assured: Option<Date>,
    fields: BTreeMap<Field, Said>,
}

/// A log with one entry in it.
#[derive(Default)]
struct Log {
    versions: Vec<Version>,
    seen: Vec<(RunNo, Date)>,
    read: Vec<Document>,
    erased: Vec<(Field, Value)>,
}

impl Log {
    /// What reading these documents in this order gives.
    fn of(documents: &[Document]) -> Self {
        let mut log = Self::default();
        for document in documents {
            log.read(document);
        }
        log
    }

    fn would_add(&self, document: &Document) -> Vec<NewVersion> {
        let mut entry = Entry::new(EntryType::Organization, "1");
        entry.fields = document.fields.clone();
        entry.assured = document.assured;
        let run = RunNo(self.seen.len() as u32);
        let erased = |field, value: &Value| self.erased.contains(&(field, value.clone()));
        versions_for(
            &self.versions,
            &self.seen,
            document.said,
            run,
            &entry,
            ROW,
            &erased,
        )
    }

    fn read(&mut self, document: &Document) {
        let run = RunNo(self.seen.len() as u32);
        for adds in self.would_add(document) {
            let position = Position(self.versions.len() as u64 + 1);
            self.versions.push(Version {
                position,
                run,
                adds,
                erased: FieldSet::default(),
            });
        }
        self.seen.push((run, document.said));
        self.read.push(document.clone());
    }

    /// What the documents read so far give, by their dates and the order of reading.
    fn oracle(&self) -> (BTreeMap<Field, (Said, Date)>, Option<Date>, FieldSet) {
        let mut line: Vec<&Document> = self.read.iter().collect();
        line.sort_by_key(|document| document.said);
        let mut in_force = BTreeMap::new();
        for field in FIELDS {
            let said: Vec<(&Said, Date)> = line
                .iter()
                .filter_map(|d| d.fields.get(&field).map(|value| (value, d.said)))
                .collect();
            let Some((value, _)) = said.last().copied() else {
                continue;
            };
            let stretch = said
                .iter()
                .rev()
                .take_while(|(other, _)| *other == value)
                .count();
            // That there never was a value, and that somebody says so, are one state.
            if value.is_some() || stretch < said.len() {
                in_force.insert(field, (value.clone(), said[said.len() - stretch].1));
            }
        }
        let newest = line.last().expect("a document was read");
        (
            in_force,
            newest.assured,
            newest.fields.keys().copied().collect(),
        )
    }

    fn known(&self) -> (BTreeMap<Field, (Said, Date)>, Option<Date>, FieldSet) {
        let state = in_force(&self.versions);
        let statements = state
            .statements
            .into_iter()
            .map(|(field, s)| (field, (s.value, s.said)));
        (statements.collect(), state.assured, state.speaks)
    }
}

fn documents(distinct: bool) -> impl Strategy<Value = Vec<Document>> {
    let value = prop_oneof![
        Just(None),
        Just(Value::text("a")),
        Just(Value::text("b")),
        Just(Value::text("c"))
    ];
    let fields = prop::collection::vec(prop::option::weighted(0.75, value), FIELDS.len());
    let document = (fields, 1..6_i8, prop::option::of(1..3_i8));
    prop::collection::vec(document, 1..8).prop_map(move |documents| {
        let numbered = (1..).zip(documents);
        let document = numbered.map(|(n, (values, day, assured))| Document {
            said: date(2020, 1, if distinct { n } else { day }),
            assured: assured.map(|day| date(2019, 1, day)),
            fields: FIELDS
                .into_iter()
                .zip(values)
                .filter_map(|(field, said)| Some((field, said?)))
                .collect(),
        });
        document.collect()
    })
}

fn shuffled(documents: Vec<Document>) -> impl Strategy<Value = (Vec<Document>, Vec<Document>)> {
    (Just(documents.clone()), Just(documents).prop_shuffle())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn what_is_in_force_is_what_the_newest_documents_that_speak_say(documents in documents(false)) {
        let mut log = Log::default();
        for document in &documents {
            log.read(document);
            prop_assert_eq!(log.known(), log.oracle());
        }
    }

    #[test]
    fn the_order_of_reading_changes_nothing((documents, other) in documents(true).prop_flat_map(shuffled)) {
        let (log, reordered) = (Log::of(&documents), Log::of(&other));
        prop_assert_eq!(log.known(), reordered.known());
        prop_assert_eq!(log.known(), log.oracle());
    }

    #[test]
    fn a_document_read_again_adds_nothing((_, documents) in documents(true).prop_flat_map(shuffled)) {
        let mut log = Log::of(&documents);
        let versions = log.versions.len();
        for document in &documents {
            prop_assert_eq!(log.would_add(document), vec![]);
            log.read(document);
        }
        prop_assert_eq!(log.versions.len(), versions);
    }

    #[test]
    fn what_each_document_said_can_be_told_ever_after((_, documents) in documents(true).prop_flat_map(shuffled)) {
        let mut log = Log::default();
        for document in &documents {
            log.read(document);
            for ((run, said), document) in log.seen.iter().zip(&log.read) {
                prop_assert_eq!(&said_in(&log.versions, *said, *run), &document.fields);
            }
        }
    }

    #[test]
    fn the_order_of_versions_given_changes_nothing((_, documents) in documents(true).prop_flat_map(shuffled)) {
        let mut log = Log::of(&documents);
        let forward = in_force(&log.versions);
        log.versions.reverse();
        prop_assert_eq!(in_force(&log.versions), forward);
    }
}

fn says(day: i8, fees: Option<&str>) -> Document {
    let fields = BTreeMap::from([(Field::Fees, fees.and_then(Value::text))]);
    Document {
        said: date(2020, 1, day),
        assured: None,
        fields,
    }
}

#[test]
fn an_unchanged_entry_adds_nothing_and_refreshes_nothing() {
    let mut log = Log::default();
    log.read(&says(1, Some("£5")));
    log.read(&says(9, Some("£5")));
    assert_eq!(log.versions.len(), 1);
    assert_eq!(
        in_force(&log.versions).statements[&Field::Fees].said,
        date(2020, 1, 1)
    );
}

#[test]
fn an_older_document_is_followed_by_a_resume_of_the_newer_one() {
    let mut log = Log::default();
    for document in [
        says(1, Some("£5")),
        says(9, Some("£5")),
        says(4, Some("£6")),
    ] {
        log.read(&document);
    }
    let [_, own, resume] = log.versions.as_slice() else {
        panic!("{:?}", log.versions)
    };
    assert_eq!((own.adds.said_by, own.adds.row), (RunNo(2), Some(ROW)));
    assert_eq!(
        (resume.adds.said_by, resume.adds.said, resume.adds.row),
        (RunNo(1), date(2020, 1, 9), None)
    );
    let fees = &in_force(&log.versions).statements[&Field::Fees];
    assert_eq!(
        (&fees.value, fees.said),
        (&Value::text("£5"), date(2020, 1, 9))
    );
}

#[test]
fn a_document_that_speaks_for_more_is_a_version_without_changes() {
    let mut log = Log::default();
    log.read(&says(1, Some("£5")));
    let mut wider = says(2, Some("£5"));
    wider.fields.insert(Field::Email, None);
    let added = log.would_add(&wider);
    assert!(
        added.len() == 1 && added[0].changes.is_empty() && added[0].speaks.contains(Field::Email),
        "{added:?}"
    );
}

/// A log in which "£5", said on the 3rd, was erased.
fn with_erased_fees() -> Log {
    let mut log = Log::default();
    log.read(&says(3, Some("£5")));
    log.versions[0].adds.changes.clear();
    log.versions[0].erased = [Field::Fees].into_iter().collect();
    log.erased
        .push((Field::Fees, Value::text("£5").expect("text")));
    log
}

#[test]
fn an_erased_value_has_no_statement_and_is_not_stored_again() {
    let mut log = with_erased_fees();
    assert!(in_force(&log.versions).erased.contains(Field::Fees));
    assert_eq!(log.would_add(&says(5, Some("£5"))), vec![]);
    assert_eq!(
        log.would_add(&says(1, Some("£5")))
            .iter()
            .flat_map(|v| &v.changes)
            .count(),
        0
    );
    log.read(&says(6, Some("£7")));
    let state = in_force(&log.versions);
    assert_eq!(state.statements[&Field::Fees].value, Value::text("£7"));
    assert!(state.erased.is_empty());
}

#[test]
fn nothing_older_comes_back_in_place_of_an_erased_value() {
    let mut log = with_erased_fees();
    log.read(&says(9, Some("£5")));
    log.read(&says(1, Some("£4")));
    log.read(&says(5, Some("£6")));
    let state = in_force(&log.versions);
    assert!(
        state.statements.is_empty() && state.erased.contains(Field::Fees),
        "{state:?}"
    );
}
