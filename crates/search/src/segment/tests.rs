//! Segments: the same whatever the order, and safe however damaged.

use crate::testing::{any_doc, any_query, few_needs};
use crate::{Corrupt, Dead, Doc, Index, Segment, write_segment};
use model::EntryId;
use proptest::prelude::*;
use std::sync::Arc;

fn doc(n: u8) -> Doc {
    Doc::new(EntryId::from_bytes([n; 16]), format!("Service {n}"))
}

#[test]
fn every_document_is_found_by_its_id() {
    let segment = Segment::open(Arc::new(write_segment((0..50).map(doc).collect()))).unwrap();
    for n in 0..50 {
        let id = EntryId::from_bytes([n; 16]);
        assert_eq!(segment.id(segment.doc_of(&id).unwrap()), id);
    }
    assert_eq!(segment.doc_of(&EntryId::from_bytes([77; 16])), None);
    assert_eq!(segment.id(1000), EntryId::from_bytes([0; 16]));
}

#[test]
fn no_documents_are_a_segment_too() {
    let segment = Segment::open(Arc::new(write_segment(Vec::new()))).unwrap();
    assert!(segment.is_empty());
    assert_eq!(
        Index::new(vec![(segment, Dead::default())])
            .find(&crate::Query::default(), &few_needs())
            .total,
        0
    );
}

#[test]
fn bytes_that_are_no_segment_are_refused() {
    #[track_caller]
    fn refuses(bytes: Vec<u8>, why: &'static str) {
        assert_eq!(Segment::open(Arc::new(bytes)).unwrap_err(), Corrupt(why));
    }
    let good = write_segment(vec![doc(1)]);
    refuses(Vec::new(), "it is cut off");
    refuses(vec![b'x'; 4096], "it is something else");
    refuses(good[..good.len() - 1].to_vec(), "it is cut off");
    let changed = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    };
    refuses(changed(8), "it is of another version");
    refuses(changed(12), "its head is damaged");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]
    #[test]
    fn the_same_documents_in_any_order_are_the_same_bytes(docs in prop::collection::vec(any_doc(), 0..20)) {
        let docs: Vec<Doc> = docs.into_iter().enumerate().map(|(n, doc)| Doc { id: EntryId::from_bytes([n as u8; 16]), ..doc }).collect();
        let backwards = docs.iter().rev().cloned().collect();
        prop_assert_eq!(write_segment(docs), write_segment(backwards));
    }

    #[test]
    fn damaged_columns_are_read_without_a_panic(
        docs in prop::collection::vec(any_doc(), 1..30),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..200),
        queries in prop::collection::vec(any_query(), 1..5),
    ) {
        let mut bytes = write_segment(docs);
        let body = crate::segment::HEAD..bytes.len();
        for (at, byte) in damage {
            bytes[body.start + at.index(body.len())] = byte;
        }
        let segment = Segment::open(Arc::new(bytes)).unwrap();
        let _ = segment.doc_of(&EntryId::from_bytes([3; 16]));
        let index = Index::new(vec![(segment, Dead::from_iter([1, 9999]))]);
        for query in queries {
            let _ = index.find(&query, &few_needs());
        }
    }
}
